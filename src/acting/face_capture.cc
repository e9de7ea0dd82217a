#include "auteur/acting/face_capture.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

#include "auteur/acting/visemes.h"
#include "auteur/base/text.h"

namespace auteur::acting {
namespace {

constexpr double kRate = 60;              // frames a second of a timecode
constexpr std::size_t kMostColumns = 512;

// "EyeBlinkLeft", "eyeBlink_L" -> "eyeblinkleft".
std::string key_of(std::string_view name) {
  std::string out;
  std::string_view rest = trim(name);
  std::string side;
  for (const auto& [end, word] : {std::pair{"_L", "left"}, {"_R", "right"}, {"_l", "left"}, {"_r", "right"}})
    if (rest.size() > 2 && rest.ends_with(end)) rest.remove_suffix(2), side = word;
  for (const char c : rest)
    if (std::isalnum(static_cast<unsigned char>(c))) out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out + side;
}

std::optional<double> number_of(std::string_view text) {
  double v = 0;
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), v);
  if (bad != std::errc() || end != text.data() + text.size() || !std::isfinite(v)) return std::nullopt;
  return v;
}

// Where each column goes: 0..51 a shape, then what follows.
enum Column { kTimecode = 100, kHeadYaw, kHeadPitch, kHeadRoll, kIgnored };

class Table {
 public:
  Table(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  Result<std::vector<FaceFrame>> run(double& starts, bool& has_head, std::vector<std::string>& findings) {
    if (text_.size() > kMostFaceBytes) return fail(ErrorCode::kInvalidInput, fmt::format("The captured face '{}' is larger than {} MB. Cut it shorter.", file_, kMostFaceBytes >> 20), {file_});
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    TRY(header(has_head, findings));
    std::vector<FaceFrame> frames;
    while (next_line()) {
      if (trim(row_).empty()) continue;
      if (frames.size() == kMostFaceFrames) return bad(1, fmt::format("has more than {} frames. Cut it shorter", kMostFaceFrames));
      frames.push_back(TRY(frame(frames)));
    }
    if (frames.empty()) return bad(1, "has no frames below its header");
    starts = frames.front().at;
    for (FaceFrame& f : frames) f.at -= starts;
    return frames;
  }

 private:
  std::unexpected<Error> bad(std::size_t column, const std::string& what) const { return fail(ErrorCode::kInvalidInput, fmt::format("The captured face '{}' {}.", file_, what), {file_, line_, static_cast<int>(column)}); }

  bool next_line() {
    if (at_ >= text_.size()) return false;
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    row_ = text_.substr(at_, end - at_);
    if (row_.ends_with('\r')) row_.remove_suffix(1);
    at_ = end + 1;
    ++line_;
    return true;
  }

  Status header(bool& has_head, std::vector<std::string>& findings) {
    while (next_line() && trim(row_).empty()) {}
    std::map<std::string, int> known{{"timecode", kTimecode}, {"time", kTimecode}, {"blendshapecount", kIgnored}, {"headyaw", kHeadYaw}, {"headpitch", kHeadPitch}, {"headroll", kHeadRoll}};
    for (std::size_t i = 0; i < arkit_names().size(); ++i) known[key_of(arkit_names()[i])] = static_cast<int>(i);
    std::map<int, std::string> seen;
    std::size_t column = 1;
    if (std::count(row_.begin(), row_.end(), ',') >= static_cast<std::ptrdiff_t>(kMostColumns)) return bad(1, fmt::format("has more than {} columns", kMostColumns));
    for (const auto cell : split(row_, ',')) {
      std::string_view name = trim(cell);
      if (name.size() > 1 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
      const auto at = known.find(key_of(name));
      const int to = at == known.end() ? static_cast<int>(kIgnored) : at->second;
      if (to != kIgnored && !seen.emplace(to, name).second) return bad(column, fmt::format("has the column '{}' twice", name));
      columns_.push_back(to);
      column += cell.size() + 1;
    }
    std::vector<std::string> missing;
    for (std::size_t i = 0; i < kFaceShapes; ++i)
      if (!seen.contains(static_cast<int>(i))) missing.push_back(arkit_names()[i]);
    if (missing.size() == kFaceShapes) return bad(1, "is no table of ARKit's blend shapes: its first line names none of them (EyeBlinkLeft, JawOpen ...)");
    if (!seen.contains(kTimecode)) return bad(1, "has no column Timecode");
    has_head = seen.contains(kHeadYaw) && seen.contains(kHeadPitch);
    if (!missing.empty()) findings.push_back(fmt::format("it has no column for {}{}; they stay at rest", fmt::join(std::vector<std::string>(missing.begin(), missing.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(missing.size(), 6))), ", "), missing.size() > 6 ? fmt::format(" and {} more", missing.size() - 6) : ""));
    return {};
  }

  Result<FaceFrame> frame(const std::vector<FaceFrame>& before) const {
    FaceFrame f;
    std::size_t column = 1, n = 0, from = 0;
    for (; n < columns_.size(); ++n) {
      if (from > row_.size()) break;
      const std::size_t end = std::min(row_.find(',', from), row_.size());
      const std::string_view cell = row_.substr(from, end - from), value = trim(cell);
      column = from + 1;
      from = end + 1;
      if (columns_[n] == kIgnored) continue;
      if (columns_[n] == kTimecode) {
        f.at = TRY(seconds_of_timecode(value, {file_, line_, static_cast<int>(column)}));
        if (!before.empty() && f.at < before.back().at) return bad(column, fmt::format("goes back in time: {} comes after a later frame", value));
        continue;
      }
      const auto v = number_of(value);
      if (!v) return bad(column, fmt::format("has '{}' where a number should be", value.substr(0, 40)));
      if (columns_[n] < static_cast<int>(kFaceShapes)) f.shape[static_cast<std::size_t>(columns_[n])] = static_cast<float>(std::clamp(*v, 0.0, 1.0));
      else (columns_[n] == kHeadYaw ? f.head_yaw : columns_[n] == kHeadPitch ? f.head_pitch : f.head_roll) = static_cast<float>(std::clamp(*v, -1.6, 1.6));
    }
    if (n < columns_.size()) return bad(row_.size() + 1, fmt::format("has {} values in this row, but {} columns", n, columns_.size()));
    return f;
  }

  std::string_view text_, row_;
  std::string file_;
  std::size_t at_ = 0;
  int line_ = 0;
  std::vector<int> columns_;
};

std::size_t shape(const char* name) {
  static const std::map<std::string, std::size_t> at = [] {
    std::map<std::string, std::size_t> out;
    for (std::size_t i = 0; i < arkit_names().size() && i < kFaceShapes; ++i) out[arkit_names()[i]] = i;
    return out;
  }();
  const auto found = at.find(name);
  return found == at.end() ? 0 : found->second;
}

constexpr float kEyeTurn = 0.52f, kEyeTilt = 0.42f;  // radians of a look of 1
constexpr float kRestLids = 0.15f;

bool blinks(std::size_t i) { return i == shape("eyeBlinkLeft") || i == shape("eyeBlinkRight"); }

// The mouth of ours that is nearest to the captured lips.
puppets::Viseme nearest_mouth(const FaceFrame& f) {
  static const std::vector<std::vector<float>> targets = viseme_targets();
  static const std::vector<std::size_t> lips = [] {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < arkit_names().size() && i < kFaceShapes; ++i)
      if (arkit_names()[i].starts_with("mouth") && !arkit_names()[i].starts_with("mouthSmile") && !arkit_names()[i].starts_with("mouthFrown")) out.push_back(i);
    return out;
  }();
  const float jaw = f.shape[shape("jawOpen")], closed = f.shape[shape("mouthClose")];
  if (closed > 0.6f && jaw - closed < 0.1f) return puppets::Viseme::kPP;
  std::size_t best = 0;
  float least = 1e9f;
  for (std::size_t v = 0; v < targets.size(); ++v) {
    float far = 0.05f * std::abs(jaw);  // an open jaw speaks against the closed mouth
    if (v != 0) far = 0;
    for (const std::size_t i : lips) far += (f.shape[i] - targets[v][i]) * (f.shape[i] - targets[v][i]);
    if (far < least) least = far, best = v;
  }
  if (best == static_cast<std::size_t>(puppets::Viseme::kPP)) best = 0;
  return static_cast<puppets::Viseme>(best);
}

}  // namespace

const std::vector<std::string>& arkit_names() {
  static const std::vector<std::string> names = [] {
    auto all = lip_curves({}, Seconds(0), 60).names;
    all.resize(kFaceShapes);
    return all;
  }();
  return names;
}

Result<double> seconds_of_timecode(std::string_view text, const SourcePlace& place) {
  constexpr std::size_t kMostBytes = 64;
  const auto pieces = split(trim(text).substr(0, kMostBytes + 1), ':');
  std::vector<double> values;
  for (const auto p : pieces) {
    const auto v = number_of(p);
    if (!v || *v < 0 || *v > 1e6) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is no timecode. It is hours:minutes:seconds:frames (01:02:03:15), or seconds.", text.substr(0, 40)), place);
    values.push_back(*v);
  }
  if (values.size() == 1) return values[0];
  if (values.size() == 4) return values[0] * 3600 + values[1] * 60 + values[2] + values[3] / kRate;
  return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is no timecode. It is hours:minutes:seconds:frames (01:02:03:15), or seconds.", text.substr(0, 40)), place);
}

Result<FaceCapture> FaceCapture::read(std::string_view text, const std::string& file) {
  FaceCapture out;
  out.frames_ = TRY(Table(text, file).run(out.starts_, out.has_head_, out.findings_));
  return out;
}

FaceFrame FaceCapture::at(double t, double width) const {
  FaceFrame out;
  out.at = t;
  if (frames_.empty()) return out;
  const auto after = std::lower_bound(frames_.begin(), frames_.end(), t, [](const FaceFrame& f, double v) { return f.at < v; });
  // Between two frames, or one of them at the ends.
  const FaceFrame& b = after == frames_.end() ? frames_.back() : *after;
  const FaceFrame& a = after == frames_.begin() ? frames_.front() : *(after - 1);
  const double u = b.at > a.at ? std::clamp((t - a.at) / (b.at - a.at), 0.0, 1.0) : 0;
  double all = 0;
  std::array<double, kFaceShapes> sum{};
  std::array<float, 2> shut{};
  double yaw = 0, pitch = 0, roll = 0;
  const auto add = [&](const FaceFrame& f, double w) {
    all += w;
    for (std::size_t i = 0; i < kFaceShapes; ++i) sum[i] += w * f.shape[i];
    yaw += w * f.head_yaw, pitch += w * f.head_pitch, roll += w * f.head_roll;
  };
  add(a, (1 - u) * 1e-3), add(b, u * 1e-3);
  for (auto f = std::lower_bound(frames_.begin(), frames_.end(), t - width / 2, [](const FaceFrame& x, double v) { return x.at < v; }); f != frames_.end() && f->at <= t + width / 2; ++f) {
    add(*f, std::max(0.0, 1 - std::abs(f->at - t) / (width / 2 + 1e-9)));
    shut[0] = std::max(shut[0], f->shape[shape("eyeBlinkLeft")]), shut[1] = std::max(shut[1], f->shape[shape("eyeBlinkRight")]);
  }
  for (std::size_t i = 0; i < kFaceShapes; ++i) out.shape[i] = static_cast<float>(sum[i] / all);
  // A blink is shorter than a drawing: its shutting counts, not its mean.
  for (const auto& [i, most] : {std::pair{shape("eyeBlinkLeft"), shut[0]}, std::pair{shape("eyeBlinkRight"), shut[1]}})
    if (blinks(i)) out.shape[i] = std::max(out.shape[i], most);
  out.head_yaw = static_cast<float>(yaw / all), out.head_pitch = static_cast<float>(pitch / all), out.head_roll = static_cast<float>(roll / all);
  return out;
}

void wear(puppets::Face& face, const FaceFrame& f, bool lips) {
  const auto s = [&](const char* name) { return f.shape[shape(name)]; };
  const auto both = [&](const char* left, const char* right) { return 0.5f * (s(left) + s(right)); };
  const float outer = both("browOuterUpLeft", "browOuterUpRight"), inner = s("browInnerUp"), down = both("browDownLeft", "browDownRight");
  const float anger = std::clamp(2 * both("noseSneerLeft", "noseSneerRight"), 0.f, 1.f), lowered = std::clamp((down - 0.6f * anger) / 0.8f, 0.f, 1.f);
  face.smile = std::clamp(both("mouthSmileLeft", "mouthSmileRight") - both("mouthFrownLeft", "mouthFrownRight"), -1.f, 1.f);
  face.brow_raise = std::clamp(outer - lowered, -1.f, 1.f);
  face.brow_worry = std::clamp(std::max(0.f, inner - outer) - anger, -1.f, 1.f);
  const float shut = both("eyeBlinkLeft", "eyeBlinkRight"), wide = both("eyeWideLeft", "eyeWideRight"), squint = both("eyeSquintLeft", "eyeSquintRight");
  face.lids = std::clamp(kRestLids + (1 - kRestLids) * shut - kRestLids * wide * (1 - shut) + 0.15f * squint * (1 - shut), 0.f, 1.f);
  face.gaze_yaw = kEyeTurn * 0.5f * (s("eyeLookOutLeft") - s("eyeLookInLeft") + s("eyeLookInRight") - s("eyeLookOutRight"));
  face.gaze_pitch = kEyeTilt * 0.5f * (s("eyeLookUpLeft") - s("eyeLookDownLeft") + s("eyeLookUpRight") - s("eyeLookDownRight"));
  if (!lips) return;  // the mouth is said, not captured
  face.viseme = nearest_mouth(f);
  face.open = face.viseme == puppets::Viseme::kPP ? 0.f : s("jawOpen");
}

FaceFrame captured_from(const puppets::Face& face) {
  FaceFrame f;
  const auto set = [&](const char* name, float v) { f.shape[shape(name)] = std::clamp(std::max(f.shape[shape(name)], v), 0.f, 1.f); };
  const auto both = [&](const std::string& name, float v) { set((name + "Left").c_str(), v), set((name + "Right").c_str(), v); };
  static const std::vector<std::vector<float>> targets = viseme_targets();
  const auto v = static_cast<std::size_t>(std::clamp(static_cast<int>(face.viseme), 0, static_cast<int>(puppets::Viseme::kCount) - 1));
  if (v < targets.size())
    for (std::size_t i = 0; i < kFaceShapes; ++i) f.shape[i] = targets[v][i];
  both("mouthSmile", face.smile), both("mouthFrown", -face.smile);
  const float raise = std::max(0.f, face.brow_raise), worry = std::max(0.f, face.brow_worry), anger = std::max(0.f, -face.brow_worry);
  both("browOuterUp", raise), set("browInnerUp", raise + worry);
  both("browDown", 0.8f * std::max(0.f, -face.brow_raise) + 0.6f * anger), both("noseSneer", 0.5f * anger);
  both("eyeBlink", (face.lids - kRestLids) / (1 - kRestLids)), both("eyeWide", (kRestLids - face.lids) / kRestLids);
  const float yaw = face.gaze_yaw / kEyeTurn, pitch = face.gaze_pitch / kEyeTilt;
  set("eyeLookOutLeft", yaw), set("eyeLookInLeft", -yaw), set("eyeLookInRight", yaw), set("eyeLookOutRight", -yaw);
  both("eyeLookUp", pitch), both("eyeLookDown", -pitch);
  if (face.viseme != puppets::Viseme::kPP) set("jawOpen", face.open);
  return f;
}

}  // namespace auteur::acting

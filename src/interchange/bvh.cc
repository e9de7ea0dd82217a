#include "auteur/interchange/bvh.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "auteur/base/text.h"

namespace auteur::interchange {
namespace {

using scene::MotionChannel;

constexpr std::size_t kMostJoints = 1024, kMostDepth = 256, kMostValues = 12'000'000;

class Reader {
 public:
  Reader(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  Result<scene::Motion> run() {
    if (text_.size() > kMostMotionBytes) return bad("is larger than 128 MB. Cut it shorter");
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    if (!same(word(), "HIERARCHY")) return bad("is no BVH: it does not begin with HIERARCHY");
    for (;;) {
      const std::string_view w = word();
      if (same(w, "ROOT") || same(w, "JOINT")) {
        if (++roots_ == 2) note("it has several roots; the one with the most joints moves the body");
        TRY(joint(-1, 0));
      } else if (same(w, "MOTION")) {
        break;
      } else {
        return bad(w.empty() ? "ends before MOTION" : fmt::format("has '{}' where ROOT or MOTION should be", w.substr(0, 40)));
      }
    }
    if (out_.joints.empty()) return bad("has no joints");
    TRY(motion());
    out_.notes.assign(notes_.begin(), notes_.end());
    return std::move(out_);
  }

 private:
  std::unexpected<Error> bad(const std::string& what) const {
    int line = 1, column = 1;
    for (std::size_t i = 0; i < std::min(start_, text_.size()); ++i) text_[i] == '\n' ? (++line, column = 1) : ++column;
    return fail(ErrorCode::kInvalidInput, fmt::format("The motion '{}' {}.", name_, what), {name_, line, column});
  }
  void note(const std::string& words) { notes_.insert(words); }
  static bool same(std::string_view a, std::string_view b) { return a.size() == b.size() && lower(a) == lower(b); }
  static bool space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

  std::string_view word() {
    while (at_ < text_.size() && space(text_[at_])) ++at_;
    start_ = at_;
    if (at_ < text_.size() && (text_[at_] == '{' || text_[at_] == '}')) return text_.substr(at_++, 1);
    while (at_ < text_.size() && !space(text_[at_]) && text_[at_] != '{' && text_[at_] != '}') ++at_;
    return text_.substr(start_, at_ - start_);
  }
  // The rest of the line up to a brace: a name may have spaces.
  std::string rest_of_line() {
    const std::size_t from = at_;
    while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '{') ++at_;
    return std::string(trim(text_.substr(from, at_ - from))).substr(0, 120);
  }
  // Whether a word is a number; what is none (nan, inf, 1.#QNAN) is said to be one that does not count.
  static bool number(std::string_view w, double& value) {
    if (w.starts_with('+')) w.remove_prefix(1);
    const auto [end, error] = std::from_chars(w.data(), w.data() + w.size(), value);
    if (w.empty() || end == w.data()) return false;
    if (error == std::errc::result_out_of_range || end != w.data() + w.size()) value = std::nan("");
    return true;
  }
  Result<float> coordinate() {
    double v = 0;
    const std::string_view w = word();
    if (!number(w, v)) return bad(w.empty() ? "ends in the middle of a joint" : fmt::format("has '{}' where a number should be", w.substr(0, 40)));
    return std::isfinite(v) && std::abs(v) < 1e6 ? static_cast<float>(v) : 0.f;
  }

  Status joint(int parent, std::size_t depth, bool end = false) {
    const std::string name = rest_of_line();
    if (out_.joints.size() >= kMostJoints) return bad("has more than 1,024 joints");
    if (depth > kMostDepth) return bad("has joints more than 256 levels deep");
    const std::size_t here = out_.joints.size();
    scene::MotionJoint made;
    made.name = end ? out_.joints[static_cast<std::size_t>(parent)].name + " End" : name.empty() ? fmt::format("joint {}", here + 1) : name;
    made.parent = parent;
    made.end = end;
    out_.joints.push_back(std::move(made));
    if (word() != "{") return bad("lacks a '{' after a joint's name");
    for (;;) {
      const std::string_view w = word();
      if (w == "}") return {};
      if (w.empty()) return bad("ends in the middle of a joint; a '}' is missing");
      if (same(w, "OFFSET")) {
        for (int k = 0; k < 3; ++k) out_.joints[here].offset[k] = TRY(coordinate());
      } else if (same(w, "CHANNELS")) {
        TRY(channels(here));
      } else if (same(w, "JOINT")) {
        TRY(joint(static_cast<int>(here), depth + 1));
      } else if (same(w, "End")) {
        TRY(joint(static_cast<int>(here), depth + 1, true));  // its name is "Site"
      } else {
        return bad(fmt::format("has '{}' inside a joint, where OFFSET, CHANNELS, JOINT, End Site or '}}' should be", w.substr(0, 40)));
      }
    }
  }

  Status channels(std::size_t joint) {
    const float count = TRY(coordinate());
    if (!(count >= 0 && count <= 12) || count != std::floor(count)) return bad("has a joint with an impossible number of channels");
    static const std::map<std::string, MotionChannel> kNames = {{"xposition", MotionChannel::kX}, {"yposition", MotionChannel::kY}, {"zposition", MotionChannel::kZ}, {"xrotation", MotionChannel::kTurnX}, {"yrotation", MotionChannel::kTurnY}, {"zrotation", MotionChannel::kTurnZ}};
    auto& to = out_.joints[joint].channels;
    for (int i = 0; i < static_cast<int>(count); ++i) {
      const std::string_view w = word();
      const auto known = kNames.find(lower(w));
      if (w.empty() || w == "{" || w == "}") return bad("names fewer channels than it says");
      if (known == kNames.end()) note(fmt::format("the channel '{}' is not known and was left out", w.substr(0, 40)));
      to.push_back(known == kNames.end() ? MotionChannel::kOther : known->second);
    }
    return {};
  }

  Status motion() {
    std::size_t channels = 0;
    for (const auto& j : out_.joints) channels += j.channels.size();
    if (channels == 0) return bad("has no channels: nothing moves");
    if (!same(word(), "Frames:") && !(same(last(), "Frames") && word() == ":")) return bad("lacks 'Frames:' after MOTION");
    const float said = TRY(coordinate());
    if (!same(word(), "Frame") || !same(word(), "Time:")) return bad("lacks 'Frame Time:'");
    double time = 0;
    if (!number(word(), time) || !(time > 1e-4) || !(time < 1)) {
      note("its frame time is impossible; 30 frames a second are assumed");
      time = 1.0 / 30;
    }
    out_.frames_per_second = 1 / time;
    bool spoilt = false;
    for (;;) {
      const std::string_view w = word();
      if (w.empty()) break;
      double v = 0;
      if (!number(w, v)) {
        if (w == "nan" || w == "NaN" || w == "-nan" || w == "inf" || w == "-inf") v = std::nan("");
        else { note("it goes on with words after its numbers; they were left out"); break; }
      }
      if (out_.values.size() >= kMostValues) return bad("has more than 12 million numbers. Cut it shorter");
      if (!std::isfinite(v) || std::abs(v) > 1e7) {
        v = out_.values.size() >= channels ? static_cast<double>(out_.values[out_.values.size() - channels]) : 0;
        spoilt = true;
      }
      out_.values.push_back(static_cast<float>(v));
    }
    if (spoilt) note("numbers that are none were taken from the frame before");
    out_.frames = out_.values.size() / channels;
    out_.values.resize(out_.frames * channels);
    if (out_.frames == 0) return bad("has no whole frame");
    if (static_cast<double>(said) != static_cast<double>(out_.frames)) note(fmt::format("it says {:.0f} frames and has {}", said, out_.frames));
    return {};
  }
  std::string_view last() const { return text_.substr(start_, at_ - start_); }

  std::string_view text_;
  const std::string name_;
  std::size_t at_ = 0, start_ = 0;
  int roots_ = 0;
  scene::Motion out_;
  std::set<std::string> notes_;
};

constexpr const char* kChannelNames[] = {"Xposition", "Yposition", "Zposition", "Xrotation", "Yrotation", "Zrotation", "Other"};

}  // namespace

Result<scene::Motion> read_bvh(std::string_view text, const std::string& name) { return Reader(text, name).run(); }

std::string write_bvh(const scene::Motion& m) {
  std::string out = "HIERARCHY\n";
  std::vector<std::vector<std::size_t>> children(m.joints.size());
  for (std::size_t j = 0; j < m.joints.size(); ++j)
    if (m.joints[j].parent >= 0) children[static_cast<std::size_t>(m.joints[j].parent)].push_back(j);
  std::vector<std::size_t> first(m.joints.size() + 1, 0), order;
  for (std::size_t j = 0; j < m.joints.size(); ++j) first[j + 1] = first[j] + m.joints[j].channels.size();
  const auto write = [&](const auto& self, std::size_t j, int depth) -> void {
    const auto& joint = m.joints[j];
    const std::string tab(static_cast<std::size_t>(depth), '\t');
    out += joint.end ? tab + "End Site\n" : fmt::format("{}{} {}\n", tab, depth == 0 ? "ROOT" : "JOINT", joint.name);
    out += fmt::format("{}{{\n{}\tOFFSET {:.6f} {:.6f} {:.6f}\n", tab, tab, joint.offset.x, joint.offset.y, joint.offset.z);
    if (!joint.end) {
      order.push_back(j);
      out += fmt::format("{}\tCHANNELS {}", tab, joint.channels.size());
      for (const MotionChannel c : joint.channels) out += fmt::format(" {}", kChannelNames[static_cast<std::size_t>(c)]);
      out += "\n";
    }
    for (const std::size_t child : children[j]) self(self, child, depth + 1);
    out += tab + "}\n";
  };
  for (std::size_t j = 0; j < m.joints.size(); ++j)
    if (m.joints[j].parent < 0) write(write, j, 0);
  out += fmt::format("MOTION\nFrames: {}\nFrame Time: {:.8f}\n", m.frames, 1 / m.frames_per_second);
  for (std::size_t f = 0; f < m.frames; ++f) {
    bool begun = false;
    for (const std::size_t j : order)
      for (std::size_t c = 0; c < m.joints[j].channels.size(); ++c) {
        out += fmt::format("{}{:.6f}", begun ? " " : "", m.values[f * first.back() + first[j] + c]);
        begun = true;
      }
    out += "\n";
  }
  return out;
}

}  // namespace auteur::interchange

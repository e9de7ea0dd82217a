#include "auteur/interchange/storyboarder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "auteur/base/json.h"
#include "auteur/base/sha256.h"
#include "auteur/base/text.h"

namespace auteur::interchange {
namespace {

constexpr std::size_t kMostBoards = 10'000, kMostText = 20'000, kMostLayers = 16;
constexpr std::uint64_t kMostPicture = 64u << 20;
constexpr double kLongest = 3600;  // s

// As they lie over each other, the lowest first.
constexpr std::array<std::string_view, 7> kLayers = {"shot-generator", "reference", "fill", "tone", "pencil", "ink", "notes"};

std::string text_of(const Json& j, const char* key) {
  const auto it = j.find(key);
  if (it == j.end() || !it->is_string()) return {};
  std::string s = it->get<std::string>();
  if (!is_valid_utf8(s)) s = utf8_from_latin1(s);
  if (s.size() > kMostText) {
    std::size_t end = kMostText;
    while (end > 0 && (static_cast<unsigned char>(s[end]) & 0xC0) == 0x80) --end;
    s.resize(end);
  }
  return s;
}

double number_of(const Json& j, const char* key, double fallback, double low, double high) {
  const auto it = j.find(key);
  if (it == j.end()) return fallback;
  double v = fallback;
  if (it->is_number()) v = it->get<double>();
  else return fallback;
  return std::isfinite(v) ? std::clamp(v, low, high) : fallback;
}

bool plain_picture_name(const std::string& name) {
  if (name.empty() || name.size() > 200 || name[0] == '.') return false;
  for (const char c : name)
    if (c == '/' || c == '\\' || c == ':' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return false;
  const std::string ending = lower(Path(name).extension().string());
  return ending == ".png" || ending == ".jpg" || ending == ".jpeg";
}

// 0 -> A ... 25 -> Z, 26 -> AA.
std::string letters(std::size_t n) {
  std::string s;
  for (++n; n > 0; n = (n - 1) / 26) s.insert(s.begin(), static_cast<char>('A' + (n - 1) % 26));
  return s;
}

void read_layers(const Json& j, StoryboardPanel& panel, std::vector<std::string>& findings) {
  const auto it = j.find("layers");
  if (it == j.end() || !it->is_object()) return;
  std::vector<std::pair<std::size_t, StoryboardLayer>> found;
  for (const auto& [name, layer] : it->items()) {
    if (!layer.is_object() || found.size() >= kMostLayers) continue;
    const auto known = std::find(kLayers.begin(), kLayers.end(), name);
    if (known == kLayers.end()) continue;
    const std::string file = text_of(layer, "url");
    if (file.empty()) continue;
    if (!plain_picture_name(file)) {
      findings.push_back(fmt::format("board {}: the picture of its layer '{}' is no plain PNG or JPEG name and was left out.", panel.uid, name));
      continue;
    }
    found.push_back({static_cast<std::size_t>(known - kLayers.begin()), {name, file, number_of(layer, "opacity", 1, 0, 1)}});
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [order, layer] : found) panel.layers.push_back(std::move(layer));
}

Result<Bytes> picture_file(const Path& images, const std::string& name) {
  std::error_code ec;
  if (!plain_picture_name(name)) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is no plain PNG or JPEG name.", name));
  const Path inside = std::filesystem::weakly_canonical(images, ec), file = std::filesystem::weakly_canonical(images / name, ec);
  if (ec || file.parent_path() != inside) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is a link that leads out of '{}'.", name, images.string()));
  if (!std::filesystem::is_regular_file(file, ec)) return fail(ErrorCode::kNotFound, fmt::format("'{}' is not there.", (images / name).string()));
  const std::string text = TRY(read_text(file, kMostPicture));
  return Bytes(text.begin(), text.end());
}

}  // namespace

Result<Storyboard> read_storyboarder(std::string_view json, const std::string& name) {
  const Json document = TRY(parse_json(json, name, kMostStoryboarderBytes));
  const auto boards = document.is_object() ? document.find("boards") : document.end();
  if (!document.is_object() || boards == document.end() || !boards->is_array()) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is no storyboard: it has no list of boards. Choose the file that ends in .storyboarder.", name), {name});
  Storyboard out;
  out.aspect = number_of(document, "aspectRatio", out.aspect, 0.2, 10);
  out.fps = number_of(document, "fps", out.fps, 1, 1000);
  const double usual = number_of(document, "defaultBoardTiming", 2000, 1, kLongest * 1000);
  std::size_t shot = 0, part = 0;
  for (const Json& j : *boards) {
    if (out.panels.size() >= kMostBoards) {
      out.findings.push_back(fmt::format("Only the first {} boards were read.", kMostBoards));
      break;
    }
    if (!j.is_object()) {
      out.findings.push_back(fmt::format("entry {} is no board and was left out.", out.panels.size() + 1));
      continue;
    }
    StoryboardPanel p;
    p.uid = text_of(j, "uid").substr(0, 64);
    if (!is_valid_utf8(p.uid)) p.uid.clear();
    p.file = text_of(j, "url");
    if (!p.file.empty() && !plain_picture_name(p.file)) {
      out.findings.push_back(fmt::format("board {}: '{}' is no plain picture name and was left out.", out.panels.size() + 1, is_valid_utf8(p.file.substr(0, 60)) ? p.file.substr(0, 60) : "its url"));
      p.file.clear();
    }
    const auto fresh = j.find("newShot");
    p.new_shot = fresh != j.end() && fresh->is_boolean() && fresh->get<bool>();
    if (p.new_shot || out.panels.empty()) ++shot, part = 0;
    else ++part;
    p.shot = std::string(trim(text_of(j, "shot"))).substr(0, 64);
    if (p.shot.empty() || !is_valid_utf8(p.shot)) p.shot = fmt::format("{}{}", shot, letters(part));
    p.duration = Seconds(number_of(j, "duration", usual, 1, kLongest * 1000) / 1000);
    p.dialogue = text_of(j, "dialogue"), p.action = text_of(j, "action"), p.notes = text_of(j, "notes");
    read_layers(j, p, out.findings);
    out.panels.push_back(std::move(p));
  }
  return out;
}

std::string write_storyboarder(const Storyboard& board) {
  Json boards = Json::array();
  double time = 0;
  for (std::size_t i = 0; i < board.panels.size(); ++i) {
    const StoryboardPanel& p = board.panels[i];
    Json layers = Json::object();
    for (const auto& layer : p.layers) layers[layer.name] = {{"url", layer.file}, {"opacity", layer.opacity}};
    const double duration = std::round(p.duration.value * 1000);
    Json j{{"uid", p.uid}, {"url", p.file}, {"newShot", p.new_shot}, {"lastEdited", 0}, {"number", i + 1}, {"shot", p.shot}, {"time", time}, {"duration", duration}, {"layers", layers}};
    for (const auto& [key, value] : {std::pair{"dialogue", &p.dialogue}, std::pair{"action", &p.action}, std::pair{"notes", &p.notes}})
      if (!value->empty()) j[key] = *value;
    time += duration;
    boards.push_back(std::move(j));
  }
  return pretty_json({{"version", "2.0.1"}, {"aspectRatio", board.aspect}, {"fps", board.fps}, {"defaultBoardTiming", 2000}, {"boards", boards}}) + "\n";
}

Result<media::Picture> picture_of(const StoryboardPanel& panel, const Path& folder) {
  const Path images = folder / "images";
  std::vector<Bytes> files;
  std::vector<double> opacity;
  std::string missing;
  for (const auto& layer : panel.layers) {
    auto bytes = picture_file(images, layer.file);
    if (bytes) files.push_back(std::move(*bytes)), opacity.push_back(layer.opacity);
    else missing = bytes.error().message;
  }
  if (files.empty() && !panel.file.empty()) {
    const std::string stem = Path(panel.file).stem().string();
    for (const std::string& name : {panel.file, stem + "-posterframe.jpg"}) {
      auto bytes = picture_file(images, name);
      if (!bytes) {
        if (missing.empty()) missing = bytes.error().message;
        continue;
      }
      files.push_back(std::move(*bytes)), opacity.push_back(1);
      break;
    }
  }
  if (files.empty()) return fail(ErrorCode::kNotFound, missing.empty() ? "The board has no picture." : missing);
  std::vector<media::PictureLayer> layers;
  for (std::size_t i = 0; i < files.size(); ++i) layers.push_back({files[i], opacity[i]});
  return media::flattened(layers);
}

std::string storyboard_uid(std::string_view panel_name) {
  static constexpr char kLetters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  const std::string hex = sha256("auteur panel " + std::string(panel_name)).hex();
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 12; ++i) bits = bits * 16 + static_cast<std::uint64_t>(hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10);
  std::string uid;
  for (int i = 0; i < 5; ++i, bits /= 32) uid += kLetters[bits % 32];
  return uid;
}

}  // namespace auteur::interchange

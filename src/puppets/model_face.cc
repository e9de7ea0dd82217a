#include "model_face.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "auteur/base/text.h"

namespace auteur::puppets {
namespace {

constexpr std::array<const char*, ModelFace::kVisemes> kVisemes = {"rest", "PP", "FF", "TH", "DD", "KK", "CH", "SS", "NN", "RR", "AA", "E", "IH", "OH", "OU"};
constexpr std::array<const char*, 15> kControls = {"jaw_open", "smile", "frown", "brow_up", "brow_down", "brow_worry", "brow_anger", "blink_left", "blink_right", "blink", "wide", "look_up", "look_down", "look_left", "look_right"};

// Shapes by comparable name; expressions of the file are mixes of them.
struct Shelf {
  std::map<std::string, ShapeWeights> mixes;

  explicit Shelf(const scene::Character& c) {
    std::map<std::string, int> by_name;
    for (std::size_t s = 0; s < c.shapes.size(); ++s) {
      by_name.try_emplace(c.shapes[s], static_cast<int>(s));
      std::string name = c.shapes[s];
      mixes.try_emplace(shape_key(name), ShapeWeights{{static_cast<int>(s), 1.f}});
      if (const auto dot = name.rfind('.'); dot != name.npos && dot + 1 < name.size()) mixes.try_emplace(shape_key(name.substr(dot + 1)), ShapeWeights{{static_cast<int>(s), 1.f}});
      for (const char* before : {"Genesis8Female__", "Genesis8Male__", "head_", "face_", "Face.M_F00_000_00_", "blendShape1_", "BS_", "facs_bs_"})
        if (name.starts_with(before)) mixes.try_emplace(shape_key(name.substr(std::string_view(before).size())), ShapeWeights{{static_cast<int>(s), 1.f}});
    }
    for (const auto& [name, mix] : c.expressions) {
      ShapeWeights w;
      for (const auto& [shape, weight] : mix)
        if (const auto at = by_name.find(shape); at != by_name.end()) w.emplace_back(at->second, weight);
      if (!w.empty()) mixes["vrm" + shape_key(name)] = w;
    }
  }
  const ShapeWeights* find(const std::string& key) const {
    const auto at = mixes.find(key);
    return at == mixes.end() ? nullptr : &at->second;
  }
  void add(ShapeWeights& to, const std::string& key, float weight) const {
    if (const ShapeWeights* mix = find(key))
      for (const auto& [shape, w] : *mix) to.emplace_back(shape, w * weight);
  }
};

std::string spelled(const scene::Character& c, const ShapeWeights& mix) {
  std::string out;
  for (const auto& [shape, weight] : mix) out += fmt::format("{}{}{}", out.empty() ? "" : " + ", c.shapes[static_cast<std::size_t>(shape)], std::abs(weight - 1) < 0.005f ? "" : fmt::format(" {:.2f}", weight));
  return out;
}

// "MouthClosed", "A 0.5 + B 0.3": as a person writes them.
Result<ShapeWeights> written(const scene::Character& c, const std::string& table, const std::string& key, const std::string& text) {
  ShapeWeights out;
  for (const auto piece : split(text, '+')) {
    std::string name(trim(piece));
    if (name.empty()) continue;
    float weight = 1;
    auto found = std::find(c.shapes.begin(), c.shapes.end(), name);
    if (const auto space = name.rfind(' '); found == c.shapes.end() && space != name.npos) {
      char* end = nullptr;
      const std::string number = name.substr(space + 1);
      const double w = std::strtod(number.c_str(), &end);
      if (end != number.c_str() && *end == 0 && std::isfinite(w)) weight = static_cast<float>(std::clamp(w, -2.0, 2.0)), name = std::string(trim(name.substr(0, space)));
      found = std::find(c.shapes.begin(), c.shapes.end(), name);
    }
    if (found == c.shapes.end()) {
      const std::string near = closest(name, c.shapes);
      return fail(ErrorCode::kInvalidInput, fmt::format("[{}] {} = \"{}\": the model has no shape '{}'.{}", table, key, text, name, near.empty() ? "" : fmt::format(" Did you mean \"{}\"?", near)));
    }
    out.emplace_back(static_cast<int>(found - c.shapes.begin()), weight);
  }
  return out;
}

template <std::size_t N>
Status known(const std::map<std::string, std::string>& wishes, const std::array<const char*, N>& names, const char* table) {
  for (const auto& [key, text] : wishes)
    if (std::find(names.begin(), names.end(), key) == names.end()) {
      const std::string near = closest(key, {names.begin(), names.end()});
      return fail(ErrorCode::kInvalidInput, fmt::format("[{}] has no '{}'.{} There are: {}.", table, key, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near), fmt::join(names, ", ")));
    }
  return {};
}

void mouths_by_name(const scene::Character& c, const Shelf& shelf, ModelFace& face, ModelReport& report) {
  for (const auto& set : shape_table().value("viseme_sets", Json::array())) {
    bool all = true;
    for (const auto& need : set.value("needs", Json::array())) all = all && need.is_string() && shelf.find(need.get<std::string>());
    if (!all) continue;
    const Json visemes = set.value("visemes", Json::object());
    for (std::size_t v = 0; v < kVisemes.size(); ++v) {
      if (report.visemes.contains(kVisemes[v]) || !visemes.contains(kVisemes[v])) continue;
      const Json& mix = visemes[kVisemes[v]];
      if (!mix.empty() && !(mix[0].is_array() && mix[0].size() == 2 && shelf.find(mix[0][0].get<std::string>()))) continue;
      for (const auto& one : mix) shelf.add(face.mouth[v], one[0].get<std::string>(), one[1].get<float>());
      report.visemes[kVisemes[v]] = face.mouth[v].empty() ? "as it is at rest" : spelled(c, face.mouth[v]);
      face.speaks_by_shapes = true;
    }
  }
}

}  // namespace

std::vector<std::string> viseme_names() { return {kVisemes.begin(), kVisemes.end()}; }
std::vector<std::string> face_names() { return {kControls.begin(), kControls.end()}; }

const ShapeWeights* ModelFace::control(const char* name) const {
  const auto at = controls.find(name);
  return at == controls.end() || at->second.empty() ? nullptr : &at->second;
}

Result<ModelFace> face_of(const scene::Character& c, const Rig& rig, const ModelWishes& wishes, ModelReport& report) {
  ModelFace face;
  TRY(known(wishes.visemes, kVisemes, "visemes"));
  TRY(known(wishes.face, kControls, "face"));
  const Shelf shelf(c);
  for (std::size_t v = 0; v < kVisemes.size(); ++v)
    if (const auto wish = wishes.visemes.find(kVisemes[v]); wish != wishes.visemes.end()) {
      face.mouth[v] = TRY(written(c, "visemes", wish->first, wish->second));
      report.visemes[kVisemes[v]] = face.mouth[v].empty() ? "as it is at rest" : spelled(c, face.mouth[v]);
      face.speaks_by_shapes = true;
    }
  mouths_by_name(c, shelf, face, report);
  const Json jaw = shape_table().value("jaw", Json::object()), controls = shape_table().value("controls", Json::object());
  std::vector<std::string> silent;
  for (std::size_t v = 0; v < kVisemes.size(); ++v) {
    face.jaw[v] = jaw.contains(kVisemes[v]) && jaw[kVisemes[v]].is_number() ? jaw[kVisemes[v]].get<float>() : 0.f;
    if (report.visemes.contains(kVisemes[v])) {
      face.jaw[v] = 0;
      continue;
    }
    if (!rig.has(Role::kJaw)) face.jaw[v] = 0;
    else report.visemes[kVisemes[v]] = "jaw bone";
    silent.emplace_back(kVisemes[v]);
  }
  for (const char* name : kControls) {
    if (const auto wish = wishes.face.find(name); wish != wishes.face.end()) {
      face.controls[name] = TRY(written(c, "face", wish->first, wish->second));
    } else if (controls.contains(name)) {
      for (const auto& choice : controls[name]) {
        if (choice.empty() || !choice[0].is_string() || !shelf.find(choice[0].get<std::string>())) continue;
        for (const auto& shape : choice)
          if (shape.is_string()) shelf.add(face.controls[name], shape.get<std::string>(), 1.f);
        break;
      }
    }
    if (face.control(name)) report.face[name] = spelled(c, *face.control(name));
  }
  const auto says = [&](const std::string& words) { report.findings.push_back(words); };
  if (silent.size() == kVisemes.size()) says(rig.has(Role::kJaw) ? "it has no mouth shapes that are known; the jaw bone speaks. Name shapes under [visemes] if it has some" : "it has no mouth shapes and no jaw; while speaking it only nods. Name shapes under [visemes] or a bone under [rig] jaw");
  else if (!silent.empty()) says(fmt::format("no shape was found for the mouth of {}; {}", fmt::join(silent, ", "), rig.has(Role::kJaw) ? "the jaw bone opens" : "it stays as it is"));
  if (!face.control("blink") && !(face.control("blink_left") && face.control("blink_right"))) says("no shape closes its eyes; it does not blink");
  if (!face.control("brow_up") && !face.control("brow_down")) says("no shape moves its brows");
  if (!rig.has(Role::kEyeL) && !face.control("look_left")) says("it has neither eye bones nor shapes that turn the eyes; the head looks instead");
  if (!face.control("smile")) says("no shape smiles");
  std::set<int> used;
  for (const auto& mix : face.mouth) for (const auto& [shape, w] : mix) used.insert(shape);
  for (const auto& [name, mix] : face.controls) for (const auto& [shape, w] : mix) used.insert(shape);
  std::vector<std::string> unused;
  for (std::size_t s = 0; s < c.shapes.size(); ++s)
    if (!used.contains(static_cast<int>(s))) unused.push_back(c.shapes[s]);
  if (!unused.empty()) {
    const std::size_t shown = std::min<std::size_t>(unused.size(), 12), more = unused.size() - shown;
    unused.resize(shown);
    says(fmt::format("shapes that are not used: {}{}", fmt::join(unused, ", "), more > 0 ? fmt::format(" and {} more", more) : ""));
  }
  return face;
}

std::vector<float> ModelFace::weights(const Face& f, std::size_t shapes, bool eyes) const {
  std::vector<float> out(shapes, 0.f);
  const auto number = [](float x, float low, float high) { return std::isfinite(x) ? std::clamp(x, low, high) : 0.f; };
  const auto add = [&](const ShapeWeights* mix, float share) {
    if (!mix || share <= 0) return;
    for (const auto& [shape, w] : *mix) out[static_cast<std::size_t>(shape)] += w * share;
  };
  const auto v = static_cast<std::size_t>(std::clamp(static_cast<int>(f.viseme), 0, static_cast<int>(kVisemes) - 1));
  add(&mouth[v], 1);
  if (f.viseme != Viseme::kPP && speaks_by_shapes) add(control("jaw_open"), 0.4f * number(f.open, 0, 1));
  const float speaking = f.viseme == Viseme::kRest ? 1.f : 0.55f, smile = number(f.smile, -1, 1), raise = number(f.brow_raise, -1, 1), worry = number(f.brow_worry, -1, 1), lids = number(f.lids, 0, 1);
  add(control("smile"), 0.8f * speaking * smile);
  add(control("frown"), 0.8f * speaking * -smile);
  add(control("brow_up"), raise);
  add(control("brow_down"), -raise);
  add(control("brow_worry"), worry);
  add(control("brow_anger"), -worry);
  add(control("wide"), 0.6f * std::max(0.f, (0.10f - lids) / 0.10f));
  // At 0.15 our lids stand as most figures' do at rest.
  const float shut = std::clamp((lids - 0.15f) / 0.85f, 0.f, 1.f);
  if (control("blink_left") && control("blink_right")) add(control("blink_left"), shut), add(control("blink_right"), shut);
  else add(control("blink"), shut);
  if (!eyes) {
    const float yaw = number(f.gaze_yaw, -0.62f, 0.62f) / 0.5f, pitch = number(f.gaze_pitch, -0.42f, 0.42f) / 0.4f;
    add(control("look_left"), yaw);
    add(control("look_right"), -yaw);
    add(control("look_up"), pitch);
    add(control("look_down"), -pitch);
  }
  for (float& w : out) w = std::clamp(w, -1.f, 1.2f);
  return out;
}

float ModelFace::jaw_share(const Face& f) const {
  const auto v = static_cast<std::size_t>(std::clamp(static_cast<int>(f.viseme), 0, static_cast<int>(kVisemes) - 1));
  const float open = std::isfinite(f.open) && f.viseme != Viseme::kPP && !speaks_by_shapes ? 0.25f * std::clamp(f.open, 0.f, 1.f) : 0.f;
  return std::clamp(jaw[v] + open, 0.f, 1.f);
}

}  // namespace auteur::puppets

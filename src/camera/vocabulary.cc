#include "auteur/base/data_folder.h"
#include "auteur/camera/vocabulary.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "auteur/base/text.h"

namespace auteur::camera {
namespace {

const std::set<std::string> kMeasures = {"heads", "pitch_degrees", "roll_degrees", "of_eye_height", "focal_mm"};

std::vector<std::string> names_of(const Term& t) {
  std::vector<std::string> out = t.also;
  out.push_back(t.name);
  if (!t.brief.empty()) out.push_back(t.brief);
  return out;
}

}  // namespace

Result<Vocabulary> Vocabulary::open() {
  const Path path = data_file("camera/vocabulary.json");
  const std::string text = TRY(read_text(path, 1 << 20));
  return read(text, path.string());
}

Result<Vocabulary> Vocabulary::read(std::string_view json, const std::string& file) {
  const Json document = TRY(parse_json(json, file));
  const auto wrong = [&](const std::string& what) { return fail(ErrorCode::kInvalidInput, fmt::format("The vocabulary is not as it should be: {}.", what), {file}); };
  Vocabulary out;
  try {
    if (document.at("kind") != "auteur.camera-vocabulary" || document.at("version") != 1) return wrong("it must be of kind auteur.camera-vocabulary, version 1");
    for (const Json& g : document.at("groups")) out.groups_.emplace_back(g.at("group").get<std::string>(), g.at("about").get<std::string>());
    out.label_sets_ = document.at("label_sets").get<std::map<std::string, std::string>>();
    for (const Json& j : document.at("terms")) {
      Term t;
      t.name = j.at("term").get<std::string>();
      t.group = j.at("group").get<std::string>();
      t.brief = j.value("short", "");
      t.says = j.at("says").get<std::string>();
      t.use = j.at("use").get<std::string>();
      t.also = j.value("also", std::vector<std::string>{});
      t.see = j.value("see", std::vector<std::string>{});
      const Json published = j.value("labels", Json::object());
      for (const auto& [set, labels] : published.items()) t.labels[set] = labels.is_array() ? labels.get<std::vector<std::string>>() : std::vector{labels.get<std::string>()};
      if (std::none_of(out.groups_.begin(), out.groups_.end(), [&](const auto& g) { return g.first == t.group; })) return wrong(fmt::format("'{}' is of a group that is not there, '{}'", t.name, t.group));
      for (const auto& [set, labels] : t.labels)
        if (!out.label_sets_.contains(set)) return wrong(fmt::format("'{}' has a label of '{}', which is no set of labels", t.name, set));
      if (j.contains("measure")) {
        if (j["measure"].size() != 1) return wrong(fmt::format("'{}' needs one measure", t.name));
        t.measure = j["measure"].begin().key();
        t.low = j["measure"].begin().value().at(0).get<double>();
        t.high = j["measure"].begin().value().at(1).get<double>();
        if (!kMeasures.contains(t.measure) || !(t.low < t.high)) return wrong(fmt::format("the measure of '{}' is unknown or empty", t.name));
      }
      out.terms_.push_back(std::move(t));
    }
  } catch (const nlohmann::json::exception& e) {
    return wrong(e.what());
  }
  std::stable_sort(out.terms_.begin(), out.terms_.end(), [&](const Term& a, const Term& b) {
    const auto place = [&](const Term& t) { return std::find_if(out.groups_.begin(), out.groups_.end(), [&](const auto& g) { return g.first == t.group; }) - out.groups_.begin(); };
    return place(a) < place(b);
  });
  for (std::size_t i = 0; i < out.terms_.size(); ++i)
    for (const auto& name : names_of(out.terms_[i]))  // other names too
      if (const auto at = out.by_name_.emplace(slug(name), i).first; at->second != i) return wrong(fmt::format("two terms are called '{}'", name));
  for (const auto& t : out.terms_)
    for (const auto& other : t.see)
      if (!out.find(other)) return wrong(fmt::format("'{}' refers to '{}', which is not there", t.name, other));
  return out;
}

const Term* Vocabulary::find(std::string_view words) const {
  const auto at = by_name_.find(slug(std::string(words)));
  return at == by_name_.end() ? nullptr : &terms_[at->second];
}

const Term* Vocabulary::measured(std::string_view group, double value) const {
  for (const auto& t : terms_)
    if (t.group == group && !t.measure.empty() && value >= t.low && value < t.high) return &t;
  return nullptr;
}

std::vector<std::string> Vocabulary::names() const {
  std::vector<std::string> out;
  for (const auto& t : terms_) {
    const auto all = names_of(t);
    out.insert(out.end(), all.begin(), all.end());
  }
  return out;
}

}  // namespace auteur::camera

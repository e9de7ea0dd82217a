#include "cut_edits.h"

#include <fmt/format.h>

#include <algorithm>

#include "auteur/base/text.h"
#include "auteur/production/cut_document.h"
#include "key_places.h"

namespace auteur::production {
namespace {

Path cut_file(const Film& film) { return film.folder / "bible/cut.toml"; }

// The scene of a shot: the longest number that the name begins with, and letters after it. Empty: none.
std::string scene_of(const std::string& id, const screenplay::Breakdown& breakdown) {
  std::string best;
  for (const auto& s : breakdown.scenes) {
    const std::string number = upper(s.number);
    if (number.size() <= best.size() || !id.starts_with(number) || id.size() == number.size()) continue;
    if (std::all_of(id.begin() + static_cast<std::ptrdiff_t>(number.size()), id.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) best = s.number;
  }
  return best;
}

Json shots_of(const Film& film) { return film.cut.value("shot", Json::array()); }

}  // namespace

Result<std::map<std::string, Json>> shot_edits_by_scene(const Film& film, const screenplay::Breakdown& breakdown) {
  std::map<std::string, Json> out;
  const Json shots = shots_of(film);
  for (const Json& shot : shots) {
    const std::string id = upper(trim(shot.value("id", ""))), after = upper(trim(shot.value("after", ""))), split = upper(trim(shot.value("split", "")));
    const bool is_new = !after.empty() || !split.empty();
    if (id.empty() && !is_new) return fail(ErrorCode::kInvalidInput, "A [[shot]] needs the name of the shot: id = \"4B\". A new one is put in with after = \"4B\", or by dividing one: split = \"4B\", at = 12.5.", place_of_key(cut_file(film), "id", shot));
    for (const char* key : {"at", "subject"})
      if (!is_new && shot.contains(key)) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is said of a new shot: one that is put in with after = \"{}\", or by dividing: split = \"{}\".", key, id, id), place_of_key(cut_file(film), key, shot));
    // A new shot belongs where the one belongs that it is named after.
    const char* naming = !after.empty() ? "after" : !split.empty() ? "split" : "id";
    const std::string& named = !after.empty() ? after : !split.empty() ? split : id;
    const std::string scene = scene_of(named, breakdown);
    if (scene.empty()) return fail(ErrorCode::kInvalidInput, fmt::format("The film has no shot '{}': it has no scene of that number. All shots: auteur shots {}", named, film.folder.string()), place_of_key(cut_file(film), naming, shot));
    Json edit = Json::object();
    for (const auto& [key, value] : shot.items())
      if (!key.starts_with("@")) edit[key] = value;
    for (const auto& [key, value] : {std::pair{"id", id}, std::pair{"after", after}, std::pair{"split", split}})
      if (!value.empty()) edit[key] = value;
    if (!edit.contains("by")) {
      const auto director = film.people.find("director");
      edit["by"] = director != film.people.end() ? director->second : "somebody";
    }
    auto& list = out[scene];
    if (list.is_null()) list = Json::array();
    list.push_back(std::move(edit));
  }
  return out;
}

Status check_shot_edits(const Film& film, const Json& refused) {
  const Json shots = shots_of(film);
  for (const Json& r : refused) {
    const std::string id = r.value("id", ""), key = r.value("key", "");
    Json asked;  // the last of that name: where it is written twice, that is the wrong one
    for (const Json& shot : shots) {
      const std::string name = upper(trim(shot.value("id", "")));
      const bool unnamed = name.empty() && (id == "after " + upper(trim(shot.value("after", ""))) || id == "split " + upper(trim(shot.value("split", ""))));
      if (unnamed || (!name.empty() && name == id)) asked = shot;
    }
    if (asked.is_null()) continue;
    return fail(ErrorCode::kInvalidInput, r.value("message", ""), place_of_key(cut_file(film), key, asked));
  }
  return {};
}

Result<std::map<std::string, Json>> blocking_by_scene(const Film& film, const screenplay::Breakdown& breakdown) {
  std::map<std::string, Json> out;
  const Json wishes = film.cut.value("blocking", Json::array());
  for (const Json& wish : wishes) {
    const std::string scene = std::string(trim(wish.value("scene", ""))), who = upper(trim(wish.value("who", "")));
    if (scene.empty()) return fail(ErrorCode::kInvalidInput, "A [[blocking]] needs the number of its scene: scene = \"4\".", place_of_key(cut_file(film), "scene", wish));
    if (who.empty()) return fail(ErrorCode::kInvalidInput, "A [[blocking]] needs who it is about: who = \"Ana\".", place_of_key(cut_file(film), "who", wish));
    if (!wish.contains("at") && !wish.contains("seated")) return fail(ErrorCode::kInvalidInput, "A [[blocking]] says where somebody starts: at = \"window\", or seated = true or false.", place_of_key(cut_file(film), "", wish));
    const auto known = std::find_if(breakdown.scenes.begin(), breakdown.scenes.end(), [&](const auto& s) { return upper(s.number) == upper(scene); });
    if (known == breakdown.scenes.end()) return fail(ErrorCode::kInvalidInput, fmt::format("The film has no scene '{}'. All scenes: auteur breakdown {}", scene, film.folder.string()), place_of_key(cut_file(film), "scene", wish));
    const std::string at = std::string(trim(wish.value("at", "")));
    const bool person = std::any_of(known->cast.begin(), known->cast.end(), [&](const std::string& id) { return id == upper(at); });
    Json one{{"who", who}, {"at", person ? upper(at) : lower(at)}};
    if (wish.contains("seated")) one["seated"] = wish["seated"];
    auto& list = out[known->number];
    if (list.is_null()) list = Json::array();
    list.push_back(std::move(one));
  }
  return out;
}

Status check_blocking(const Film& film, const std::string& scene, const Json& refused) {
  const Json wishes = film.cut.value("blocking", Json::array());
  for (const Json& r : refused)
    for (const Json& wish : wishes)
      if (upper(trim(wish.value("scene", ""))) == upper(scene) && upper(trim(wish.value("who", ""))) == r.value("who", "")) return fail(ErrorCode::kInvalidInput, r.value("message", ""), place_of_key(cut_file(film), r.value("key", ""), wish));
  return {};
}

std::vector<std::string> edits_left_out(const Film& film, const Graph& graph, Resolver& resolver) {
  std::vector<std::string> out;
  for (const auto& [id, node] : graph.nodes())
    if (node.pass == "scene.coverage" && node.params.contains("edits") && std::holds_alternative<Stale>(resolver.state(id)))
      out.push_back(fmt::format("{} was chosen before it was changed: its shots are those of that take, without what bible/cut.toml asks now. Offer takes with: auteur try {} {}, then choose again.", id, film.folder.string(), id));
  return out;
}

}  // namespace auteur::production

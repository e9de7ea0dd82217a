// The film in its other languages. What a language shares with the original is the original's own node: the cut, music and
// effects, every picture without a speaking mouth.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/base/text.h"
#include "auteur/production/dubbing.h"
#include "expand_parts.h"
#include "expander.h"
#include "line_places.h"

namespace auteur::production {
namespace {

bool is_dubbed(const Dub& dub, const screenplay::Beat& beat) { return beat.kind == screenplay::BeatKind::kLine && dub.lines.contains(beat.line_id); }

// What a line of a dub says, and how: as the original is said, where the translator does not have it otherwise.
Json words_of(const Node& original, const DubLine& said, const std::string& language) {
  Json params{{"text", said.text}, {"reading", said.reading}, {"language", language}};
  for (const char* key : {"manner", "valence", "arousal", "tension"}) params[key] = original.params.at(key);
  if (!said.manner.empty()) params["manner"] = said.manner;
  return params;
}

}  // namespace

Status Expander::add_languages() {
  const bool film = options_.part == Part::kFilm, other = (options_.boards && !options_.boards->with_film) || options_.score_only || !options_.models.empty();
  if (!options_.dubbing.language.empty()) {
    std::vector<NodeId> wanted;
    TRY(add_language(options_.dubbing.language, wanted));
    plan_.wanted = std::move(wanted);
    return {};
  }
  if (other) return {};
  Node all{"deliver/languages", "film.languages", {{"languages", Json::array()}}, {{"film", Upstream{"deliver/film", "film"}}}};
  for (const auto& language : film_.languages) {
    TRY(add_language(language, plan_.wanted));
    if (!film) continue;
    all.params["languages"].push_back({{"language", language}, {"iso", iso_language(std::string(split(language, '-').front()))}});
    all.inputs["track/" + language] = Upstream{"dub/" + language + "/track", "track"};
    all.inputs["captions/" + language] = Upstream{"dub/" + language + "/captions", "captions"};
  }
  if (all.params["languages"].empty()) return {};
  all.work = plan_.graph.find("deliver/film")->work;
  plan_.wanted.push_back(all.id);
  return add(std::move(all));
}

Result<std::map<std::string, NodeId>> Expander::add_spoken(const std::string& base, const std::string& language, const Dub& dub, const LinePlaces& places) {
  std::map<std::string, NodeId> out;
  for (std::size_t i = 0; i < places.order.size(); ++i) {
    const std::string& id = places.order[i];
    const auto said = dub.lines.find(id);
    const OutsideVoice* voice = outside_voice_of(places.who_of.at(id), language);
    const Node* original = plan_.graph.find("lines/" + id + "/voice");
    if (!voice || !original || said == dub.lines.end() || dub.recordings.contains(id)) continue;
    Node node{base + "lines/" + id + std::string(kSpoken), "line.outside", words_of(*original, said->second, language), {}};
    if (read_(node.id, kUnheardPort)) continue;
    ask(*voice, node.params);
    const auto beside = [&](std::size_t other) -> std::string {
      if (other >= places.order.size() || places.scene_of.at(places.order[other]) != places.scene_of.at(id) || places.who_of.at(places.order[other]) != places.who_of.at(id)) return "";
      const auto words = dub.lines.find(places.order[other]);
      return words == dub.lines.end() ? "" : words->second.text;
    };
    node.params["previous"] = beside(i - 1), node.params["next"] = beside(i + 1);
    node.work = 10 + static_cast<double>(said->second.text.size());
    out[id] = node.id;
    TRY(add(std::move(node)));
  }
  return out;
}

Status Expander::add_language(const std::string& language, std::vector<NodeId>& wanted) {
  const screenplay::Breakdown& b = *plan_.breakdown;
  const std::string base = "dub/" + language + "/", iso = iso_language(std::string(split(language, '-').front()));
  const Dub dub = TRY(dub_of(film_, b, language));
  const auto copy = [&](const NodeId& id) {
    Node node = *plan_.graph.find(id);
    node.id = base + id;
    return node;
  };

  Node captions = copy("cut");
  captions.id = base + "captions", captions.pass = "film.captions";
  captions.params.erase("title"), captions.params.erase("credits");
  captions.params["language"] = language;
  captions.params["words"] = Json::object();
  for (const auto& [id, line] : dub.lines) captions.params["words"][id] = line.text;
  captions.inputs["timeline"] = Upstream{"cut", "timeline"};
  TRY(add(std::move(captions)));
  if (options_.part == Part::kCaptions) { wanted.push_back(base + "captions"); return {}; }

  if (options_.dubbing.subtitles) {
    Node subtitled{base + "subtitled", "film.languages", {{"languages", Json::array()}}, {{"film", Upstream{"deliver/film", "film"}}, {"captions/" + language, Upstream{base + "captions", "captions"}}}};
    subtitled.params["languages"].push_back({{"language", language}, {"iso", iso}, {"shown", true}});
    subtitled.work = plan_.graph.find("deliver/film")->work;
    wanted.insert(wanted.end(), {subtitled.id, base + "captions"});
    return add(std::move(subtitled));
  }

  Node join = copy("deliver/film");
  join.id = base + "film";
  join.inputs["captions"] = Upstream{base + "captions", "captions"};
  Node check = copy("qc");
  check.id = base + "qc";
  check.inputs["film"] = Upstream{join.id, "film"}, check.inputs["srt"] = Upstream{base + "captions", "srt"};
  join.params["language"] = iso;

  const LinePlaces places = TRY(line_places(film_, b, plan_.scenes, plan_.far_ends, options_.cards, read_));
  const auto by_server = TRY(add_spoken(base, language, dub, places));
  std::vector<NodeId> lines;
  for (const auto& [id, said] : dub.lines) {
    const Node* original = plan_.graph.find("lines/" + id + "/voice");
    const auto place = places.lines.find(id);
    if (!original || place == places.lines.end()) continue;  // of a scene that is not asked for
    Node line{base + "lines/" + id + "/voice", "line.dub", Json::object(), {{"original", Upstream{original->id, "phones"}}, {"mood", Upstream{"behaviour", "line/" + id}}}};
    line.params = words_of(*original, said, language);
    if (const auto by = by_server.find(id); by != by_server.end()) line.inputs["spoken"] = Upstream{by->second, "sound"}, line.inputs["spoken_phones"] = Upstream{by->second, "phones"};
    line.params["mouth_seen"] = place->second.mouth_seen;
    line.params["room"] = std::floor(place->second.room.value * 20) / 20;
    if (place->second.breaks.value > 0) line.params["breaks"] = std::round(place->second.breaks.value * 1e4) / 1e4;
    if (const std::string& who = places.who_of.at(id); known_.contains(who)) line.inputs["voice"] = Upstream{cast_node(who) + "/voice", "voice"};
    if (const auto brought = dub.recordings.find(id); brought != dub.recordings.end())
      if (const auto recording = film_.recordings.find(brought->second); recording != film_.recordings.end()) use_recording(line, recording->second);
    line.work = 10 + static_cast<double>(said.text.size());
    lines.push_back(line.id);
    TRY(add(std::move(line)));
  }
  if (options_.dubbing.lines_only) {
    wanted = std::move(lines);
    wanted.push_back(base + "captions");  // never nothing: that would be the whole film
    return {};
  }

  Node mix = copy("mix"), six;
  if (with_surround()) six = copy("mix/surround");
  const auto hear = [&](const std::string& scene, const NodeId& from) {
    mix.inputs["dialogue/" + scene] = Upstream{from, "dialogue"};
    if (with_surround()) six.inputs["dialogue/" + scene] = Upstream{from, "dialogue51"};
  };
  for (const auto* s : filmed()) {
    const auto spoken = [&](const std::string& id, const char* port) { return Upstream{base + "lines/" + id + "/voice", port}; };
    if (std::none_of(s->beats.begin(), s->beats.end(), [&](const auto& beat) { return is_dubbed(dub, beat); })) continue;
    const std::string scene = "scenes/" + s->number;
    Node sound = copy(scene + "/sound");
    Node lips{base + scene + "/lips", "scene.lips", {{"seen", Json::object()}}, {{"staging", Upstream{scene + "/staging", "staging"}}, {"shots", Upstream{scene + "/coverage", "shots"}}}};
    for (const auto& beat : s->beats) {
      if (beat.kind != screenplay::BeatKind::kLine) continue;
      lips.inputs["phones/" + beat.line_id] = Upstream{"lines/" + beat.line_id + "/voice", "phones"};
      if (!is_dubbed(dub, beat)) continue;
      sound.inputs["line/" + beat.line_id] = spoken(beat.line_id, "sound");
      lips.inputs["dub/" + beat.line_id] = spoken(beat.line_id, "phones");
    }
    hear(told_in(*s), sound.id);
    TRY(add(std::move(sound)));
    const Json list = read_(scene + "/coverage", "shots").value_or(Json::object());
    const Json shots = list.value("shots", Json::array());
    for (const auto& shot : shots) {
      const std::string id = shot.value("id", "");
      const auto seen = places.of_shot.find(id);
      if (seen == places.of_shot.end()) continue;
      Json here = Json::array();
      for (const auto& line : seen->second)
        if (dub.lines.contains(line)) here.push_back(line);
      if (here.empty()) continue;
      lips.params["seen"][id] = std::move(here);
      lips.inputs["performance/" + id] = Upstream{scene + "/performance", "performance/" + id};
      Node picture = copy("shots/" + id + "/picture"), seen_once = copy("shots/" + id + "/check");
      picture.inputs["performance"] = Upstream{lips.id, "performance/" + id};
      seen_once.inputs["clip"] = join.inputs["clip/" + id] = Upstream{picture.id, "clip"};
      check.inputs["clip/" + id] = Upstream{seen_once.id, "report"};
      TRY(add(std::move(picture)));
      TRY(add(std::move(seen_once)));
    }
    if (!lips.params["seen"].empty()) TRY(add(std::move(lips)));
  }
  for (const auto* s : plan_.scenes) {
    const auto* far = far_of(*s);
    if (!far || !plan_.graph.find(base + "scenes/" + s->number + "/sound")) continue;
    Node heard = copy("scenes/" + s->number + "/call");
    for (const auto& [end, number] : {std::pair{"near/", s->number}, {"far/", far->number}})
      if (const NodeId sound = base + "scenes/" + number + "/sound"; plan_.graph.find(sound))
        for (const char* stem : {"dialogue", "dialogue51"})
          if (const auto port = heard.inputs.find(std::string(end) + stem); port != heard.inputs.end()) port->second = Upstream{sound, stem};
    hear(s->number, heard.id);
    TRY(add(std::move(heard)));
  }
  join.inputs["track"] = Upstream{base + "track", "track"};
  check.inputs["mix_facts"] = Upstream{mix.id, "facts"};
  Node track = copy("track");
  track.inputs["mix"] = Upstream{mix.id, "mix"};
  std::vector<NodeId> stems;
  if (mix.params.value("stems", false))
    for (const char* stem : {"mix", "dialogue"}) {
      Node file = copy(std::string("deliver/") + stem);
      file.inputs = {{"stem", Upstream{mix.id, stem}}, {"facts", Upstream{mix.id, "facts"}}};
      stems.push_back(file.id);
      TRY(add(std::move(file)));
    }
  if (with_surround()) {
    Node file = copy("deliver/surround"), adm = copy("deliver/adm");
    file.inputs = {{"stem", Upstream{six.id, "mix"}}, {"facts", Upstream{six.id, "facts"}}};
    for (const char* port : {"dialogue", "music", "effects", "facts"}) adm.inputs[port] = Upstream{six.id, port};
    adm.params["language"] = language;
    stems.insert(stems.end(), {file.id, adm.id});
    TRY(add(std::move(six)));
    TRY(add(std::move(file)));
    TRY(add(std::move(adm)));
  }
  if (options_.part == Part::kFilm) wanted.insert(wanted.end(), {join.id, check.id, base + "captions"});
  wanted.insert(wanted.end(), stems.begin(), stems.end());
  TRY(add(std::move(mix)));
  TRY(add(std::move(track)));
  TRY(add(std::move(join)));
  return add(std::move(check));
}

}  // namespace auteur::production

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "auteur/music/score.h"

namespace auteur::music {
namespace {
constexpr std::size_t kMostNotes = 400000;
constexpr double kLongest = 4 * 3600;
}  // namespace

Json to_json(const Cue& cue) {
  Json parts = Json::array(), notes = Json::array(), swells = Json::array(), beats = Json::array(), uses = Json::array();
  for (const auto& p : cue.parts) parts.push_back({{"name", p.name}, {"program", p.program}, {"pan", p.pan}, {"level_db", p.level_db}});
  for (const auto& n : cue.notes) notes.push_back({{"part", n.part}, {"pitch", n.pitch}, {"velocity", n.velocity}, {"start", n.start.value}, {"length", n.length.value}});
  for (const auto& s : cue.swells) swells.push_back({{"part", s.part}, {"at", s.at.value}, {"value", s.value}});
  for (const auto& b : cue.beats) beats.push_back(b.value);
  for (const auto& u : cue.theme_uses) uses.push_back({{"part", u.part}, {"start", u.start.value}, {"end", u.end.value}, {"how", u.how}, {"owner", u.owner}});
  Json hits = Json::array(), missed = Json::array(), chords = Json::array();
  const auto hit = [](const HitPoint& h) { return Json{{"at", h.at.value}, {"weight", h.weight}, {"what", h.what}, {"must", h.must}}; };
  for (const auto& h : cue.hits) hits.push_back(hit(h));
  for (const auto& h : cue.missed) if (std::isfinite(h.at.value) && std::isfinite(h.weight)) missed.push_back(hit(h));
  for (const auto& c : cue.chords) chords.push_back(std::to_string(c.root) + c.quality);
  return {{"kind", "auteur.cue"}, {"version", 1}, {"scene", cue.scene}, {"length", cue.length.value}, {"tempo", cue.tempo}, {"parts", parts},
          {"notes", notes}, {"swells", swells}, {"beats", beats}, {"bars", cue.bars}, {"theme_uses", uses}, {"palette", cue.palette}, {"mode", cue.mode},
          {"tonic", cue.tonic}, {"why", cue.why}, {"metre", cue.metre}, {"hits", hits}, {"missed", missed}, {"chords", chords}, {"worst_change", cue.worst_change}};
}

Result<Cue> cue_from_json(const Json& document) {
  TRY(expect_kind(document, "auteur.cue", 1));
  const auto bad = [](const char* what) { return fail(ErrorCode::kInvalidInput, std::string("The cue cannot be read: ") + what + ". Let the score be written again."); };
  try {
    Cue cue;
    cue.scene = document.at("scene").get<std::string>();
    cue.length = Seconds(document.at("length").get<double>());
    if (!(cue.length.value >= 0 && cue.length.value <= kLongest)) return bad("its length is not a length of time");
    cue.tempo = document.value("tempo", 90.0);
    cue.why = document.value("why", "");
    cue.palette = document.value("palette", "");
    cue.mode = document.value("mode", 0);
    cue.tonic = document.value("tonic", 60);
    for (const auto& p : document.at("parts")) {
      Part part{p.at("name").get<std::string>(), p.at("program").get<int>(), p.value("pan", 0.0), p.value("level_db", 0.0)};
      if (part.program < 0 || part.program > 127 || !(std::abs(part.pan) <= 1) || !(part.level_db >= -96 && part.level_db <= 12)) return bad("a part is outside what instruments can do");
      cue.parts.push_back(std::move(part));
    }
    if (cue.parts.size() > 64) return bad("more than 64 parts");
    const int parts = static_cast<int>(cue.parts.size());
    if (document.at("notes").size() > kMostNotes) return bad("too many notes");
    for (const auto& n : document.at("notes")) {
      Note note{n.at("part").get<int>(), n.at("pitch").get<int>(), n.at("velocity").get<int>(), Seconds(n.at("start").get<double>()), Seconds(n.at("length").get<double>())};
      const bool fine = note.part >= 0 && note.part < parts && note.pitch >= 0 && note.pitch <= 127 && note.velocity >= 0 && note.velocity <= 127 &&
                        note.start.value >= 0 && note.length.value >= 0 && note.start.value + note.length.value <= kLongest;
      if (!fine) return bad("a note is outside its part, pitch or time");
      cue.notes.push_back(note);
    }
    if (const auto it = document.find("swells"); it != document.end())
      for (const auto& s : *it) {
        Swell swell{s.at("part").get<int>(), Seconds(s.at("at").get<double>()), s.at("value").get<int>()};
        if (swell.part < 0 || swell.part >= parts || swell.value < 0 || swell.value > 127 || !(swell.at.value >= 0 && swell.at.value <= kLongest)) return bad("a swell is out of range");
        cue.swells.push_back(swell);
      }
    if (const auto it = document.find("beats"); it != document.end())
      for (const auto& b : *it) cue.beats.push_back(Seconds(b.get<double>()));
    if (const auto it = document.find("bars"); it != document.end()) cue.bars = it->get<std::vector<int>>();
    if (const auto it = document.find("theme_uses"); it != document.end())
      for (const auto& u : *it) cue.theme_uses.push_back({u.value("part", 0), Seconds(u.value("start", 0.0)), Seconds(u.value("end", 0.0)), u.value("how", ""), u.value("owner", "")});
    for (auto& u : cue.theme_uses) if (u.part < 0 || u.part >= parts) return bad("a theme is played by a part that is not there");
    for (const auto& [key, to] : {std::pair{"hits", &cue.hits}, std::pair{"missed", &cue.missed}})
      if (const auto it = document.find(key); it != document.end()) {
        if (it->size() > kMostNotes) return bad("too many hit points");
        for (const auto& h : *it) to->push_back(HitPoint(Seconds(h.at("at").get<double>()), h.value("weight", 0.5), h.value("what", ""), h.value("must", false)));
      }
    if (const auto it = document.find("chords"); it != document.end())
      for (const auto& c : *it) {
        const auto text = c.get<std::string>();
        if (text.empty() || text.size() > 3) return bad("a chord is not a chord");
        cue.chords.push_back({std::clamp(std::atoi(text.c_str()), 0, 11), text.back() == 'm' || text.back() == 'd' || text.back() == 's' ? text.back() : 'M'});
      }
    cue.metre = std::clamp(document.value("metre", 4), 1, 16);
    cue.worst_change = document.value("worst_change", 0.0);
    for (int b : cue.bars) if (b < 0 || static_cast<std::size_t>(b) >= cue.beats.size()) return bad("a bar begins at a beat that is not there");
    return cue;
  } catch (const nlohmann::json::exception&) {
    return bad("a field is missing or of the wrong type");
  }
}

}  // namespace auteur::music

#include <cmath>

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
  for (const auto& u : cue.theme_uses) uses.push_back({{"part", u.part}, {"start", u.start.value}, {"end", u.end.value}, {"how", u.how}});
  return {{"kind", "auteur.cue"}, {"version", 1}, {"scene", cue.scene}, {"length", cue.length.value}, {"tempo", cue.tempo}, {"parts", parts},
          {"notes", notes}, {"swells", swells}, {"beats", beats}, {"bars", cue.bars}, {"theme_uses", uses}, {"palette", cue.palette}, {"mode", cue.mode},
          {"tonic", cue.tonic}, {"why", cue.why}};
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
      for (const auto& u : *it) cue.theme_uses.push_back({u.value("part", 0), Seconds(u.value("start", 0.0)), Seconds(u.value("end", 0.0)), u.value("how", "")});
    return cue;
  } catch (const nlohmann::json::exception&) {
    return bad("a field is missing or of the wrong type");
  }
}

}  // namespace auteur::music

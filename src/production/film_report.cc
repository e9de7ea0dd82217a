#include "film_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "auteur/base/text.h"
#include "auteur/production/cut_document.h"
#include "auteur/production/plan_report.h"
#include "auteur/production/tag_decisions.h"
#include "auteur/rights/ledger.h"
#include "film_delivery.h"
#include "outside_voices.h"
#include "stored.h"

namespace auteur::production {
namespace {

// What was decided automatically, by kind of decision: nobody's authorship.
std::vector<rights::AutomaticChoice> automatic_choices(const Graph& graph) {
  static const std::map<PassId, std::string> kWhat = {
      {"cast.face", "faces and bodies"}, {"cast.makeup", "make-up and hair"}, {"cast.wardrobe", "clothes"}, {"cast.voice", "voices"}, {"place.set", "layout and dressing of places"}, {"line.voice", "reading of lines"}, {"line.outside", "reading of lines by speech services"}, {"line.scratch", "voices of lines that a person timed"}, {"line.dub", "dubbed lines"},
      {"scene.staging", "blocking of scenes"}, {"scene.coverage", "shots, lenses and cutting"}, {"scene.performance", "acting"},
      {"film.themes", "themes"}, {"scene.spotting", "where there is music"}, {"scene.score", "music cues"}, {"scene.sound", "sound effects and ambience"}};
  std::map<PassId, int> counts;
  for (const auto& [id, node] : graph.nodes())
    if (!id.starts_with("dub/") || node.pass == "line.dub") ++counts[node.pass];
  std::vector<rights::AutomaticChoice> out;
  for (const auto& [pass, what] : kWhat)
    if (counts.contains(pass)) out.push_back({what, "policy:proposed", std::to_string(counts[pass])});
  return out;
}

// Decisions about somebody or somewhere that the screenplay does not have: most likely a name mistyped.
std::vector<std::string> unused_bible(const Film& film, const screenplay::Breakdown& breakdown) {
  std::vector<std::string> notes, people, places;
  std::set<std::string> known;
  for (const auto& c : breakdown.cast) {
    people.push_back(upper(c.name));
    known.insert({upper(c.name), upper(c.id)});
  }
  for (const auto& p : breakdown.places) {
    places.push_back(slug(p.name));
    known.insert({slug(p.name), p.id});
  }
  const auto note = [&](const char* folder, const std::string& name, const std::vector<std::string>& there) {
    if (known.contains(name)) return;
    const std::string near = closest(name, there);
    notes.push_back(fmt::format("bible/{}: the screenplay has no '{}', so what was written about it changes nothing.{}", folder, name, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near)));
  };
  for (const auto& [name, j] : film.cast_bible) note("cast", name, people);
  for (const auto& m : film.motions) {
    const std::string line = upper(m.cue.value("line", "")), wanted = line.empty() ? m.cue.value("scene", "") : "";
    const auto scene = std::find_if(breakdown.scenes.begin(), breakdown.scenes.end(), [&](const auto& s) {
      return line.empty() ? s.number == wanted : std::any_of(s.beats.begin(), s.beats.end(), [&](const auto& b) { return upper(b.line_id) == line; });
    });
    const auto plays = [&](const screenplay::CastMember& c) { return (upper(c.name) == m.who || upper(c.id) == m.who) && std::find(scene->cast.begin(), scene->cast.end(), c.id) != scene->cast.end(); };
    if (scene == breakdown.scenes.end()) notes.push_back(fmt::format("bible/cast: the motion '{}' of {} is for {} {}, which the screenplay does not have.", m.file.filename().string(), m.who, line.empty() ? "scene" : "line", line.empty() ? wanted : line));
    else if (known.contains(m.who) && std::none_of(breakdown.cast.begin(), breakdown.cast.end(), plays)) notes.push_back(fmt::format("bible/cast: {} is not in scene {}, so the motion '{}' changes nothing.", m.who, scene->number, m.file.filename().string()));
  }
  for (const auto& [name, j] : film.place_bible) note("places", name, places);
  return notes;
}

class FilmReport {
 public:
  FilmReport(const Film& film, Store& store, Resolver& resolver, const View& view, const MakeOptions& options, const Plan& plan, Made& made)
      : film_(film), store_(store), resolver_(resolver), view_(view), options_(options), plan_(plan), made_(made), outside_(outside_report(store, resolver, plan.graph)) {}

  Status write(Delivery& delivery) {
    made_.film_report = TRY(read_output(store_, resolver_, "qc", "report"));
    style_ = TRY(read_output(store_, resolver_, "style", "report"));
    TRY(collect_notes());
    ledger_ = ledger();
    cuts_ = TRY(plan_report(film_, store_, plan_.graph, resolver_, view_));
    const std::string name = film_name(options_);
    const Json report = TRY(document());
    TRY(delivery.text(name + "-report.json", pretty_json(report) + "\n"));
    return delivery.text(name + "-report.txt", words(name));
  }

 private:
  // What of the script could not be read, the film not shown, the bible not used.
  Status collect_notes() {
    const Json parsed = TRY(read_output(store_, resolver_, "script", "warnings"));
    for (const auto& w : parsed.value("warnings", Json::array()))
      made_.notes.push_back(fmt::format("{}:{}:{}: {}", film_.script_path.string(), w.value("line", 0), w.value("column", 0), w.value("message", "")));
    for (const auto& n : TRY(notes_of_nodes())) made_.notes.push_back(n);
    made_.notes.insert(made_.notes.end(), outside_.notes.begin(), outside_.notes.end());
    for (auto& n : unused_bible(film_, *plan_.breakdown)) made_.notes.push_back(std::move(n));
    for (auto& n : edits_left_out(film_, plan_.graph, resolver_)) made_.notes.push_back(std::move(n));
    return {};
  }

  Result<std::set<std::string>> notes_of_nodes() {
    std::set<std::string> notes;
    std::vector<NodeId> foreign_lines;
    const bool foreign = !plan_.breakdown->language.empty() && !plan_.breakdown->language.starts_with("en");
    for (const auto& [id, node] : plan_.graph.nodes()) {
      if (node.pass == "place.set") {
        const Json facts = TRY(read_output(store_, resolver_, id, "facts"));
        for (const auto& n : facts.value("notes", std::vector<std::string>{})) notes.insert(facts.value("name", id) + ": " + n);
      } else if (node.pass == "scene.performance" && node.params.contains("motion")) {
        const Json motion = TRY(read_output(store_, resolver_, id, "motion"));
        for (const auto& n : motion.value("findings", std::vector<std::string>{})) notes.insert(n);
      } else if (node.pass == "cast.model") {
        const Json model = TRY(read_output(store_, resolver_, id, "model"));
        for (const auto& n : model.value("findings", std::vector<std::string>{})) notes.insert(fmt::format("{}'s model: {}.", node.params.value("id", id), n));
      } else if (node.pass == "scene.score") {
        const Json facts = TRY(read_output(store_, resolver_, id, "facts"));
        if (!facts.value("note", "").empty()) notes.insert(facts.value("note", ""));
      } else if (node.pass == "line.recorded" || node.pass == "line.scratch") {
        const Json reading = TRY(read_output(store_, resolver_, id, "reading"));
        for (const auto& n : reading.value("notes", std::vector<std::string>{})) notes.insert(fmt::format("{}: {}", id, n));
      } else if (node.pass == "line.voice") {
        const Json facts = TRY(read_output(store_, resolver_, id, "length"));
        if (facts.value("backend", "") == "silence") notes.insert(fmt::format("{}: no voice is installed that can speak this line; it is silent.", id));
        if (facts.value("backend", "") == "flite" && foreign) foreign_lines.push_back(id);
      }
    }
    if (!foreign_lines.empty())
      notes.insert(fmt::format("{} in the language '{}' spoken by an English voice, because no other is installed. Install voices with: sudo apt-get install espeak-ng",
                               foreign_lines.size() == 1 ? "1 line is" : fmt::format("{} lines are", foreign_lines.size()), plan_.breakdown->language));
    const Json casting = TRY(read_output(store_, resolver_, "casting", "facts")), likeness = TRY(read_output(store_, resolver_, "casting/likeness", "report"));
    const Json cannot = casting.value("cannot", Json::object());
    for (const auto& [who, things] : cannot.items())
      for (const auto& thing : things) notes.insert(fmt::format("{}: the script asks for {}, which the puppets cannot show yet.", who, thing.get<std::string>()));
    for (const auto& finding : likeness.value("findings", std::vector<std::string>{})) notes.insert(finding);
    return notes;
  }

  rights::Ledger ledger() const {
    rights::Ledger ledger;
    const Path folder = std::filesystem::weakly_canonical(film_.folder);
    ledger.assets = plan_.credits;
    ledger.assets.insert(ledger.assets.end(), outside_.credits.begin(), outside_.credits.end());
    ledger.automatic = automatic_choices(plan_.graph);
    for (const auto& [role, who] : film_.people) ledger.human.push_back({role, who});
    ledger.documents.push_back(film_.script_name);
    for (const auto& [who, j] : film_.cast_bible) ledger.documents.push_back("bible/cast: " + who);
    for (const auto& [where, j] : film_.place_bible) ledger.documents.push_back("bible/places: " + where);
    for (const auto& [who, model] : film_.cast_models) ledger.documents.push_back(fmt::format("{} (model of {})", model.file.lexically_relative(folder).string(), who));
    std::set<std::string> captured;
    for (const auto& m : film_.motions)
      if (captured.insert(m.file.string() + m.who).second) ledger.documents.push_back(fmt::format("{} (motion of {})", m.file.lexically_relative(folder).string(), m.who));
    for (const auto& [line, r] : film_.recordings) {
      const std::string file = r.file.lexically_relative(folder).string();
      ledger.documents.push_back(r.voice_of.empty() ? fmt::format("{} (timing and melody of line {}; not heard)", file, line) : fmt::format("{} (voice of {}, with consent, line {})", file, r.voice_of, line));
    }
    ledger.documents.insert(ledger.documents.end(), outside_.voices.begin(), outside_.voices.end());
    for (const auto& [prop, model] : film_.prop_models) ledger.documents.push_back(fmt::format("{} (model of {})", model.file.lexically_relative(folder).string(), prop));
    return ledger;
  }

  Result<Json> shots() {
    Json shots = Json::array();
    std::vector<std::string> numbers;
    for (const auto* s : plan_.scenes) {
      numbers.push_back(s->number);
      if (const auto far = plan_.far_ends.find(s->number); far != plan_.far_ends.end()) numbers.push_back(far->second.number);
    }
    for (const std::string& number : numbers) {
      const Json list = TRY(read_output(store_, resolver_, "scenes/" + number + "/coverage", "shots"));
      for (const auto& shot : list.value("shots", Json::array())) {
        Json row{{"shot", shot.value("id", "")}, {"scene", number}, {"reason", shot.value("reason", "")}, {"decided_by", "policy:proposed"}};
        const Json story = TRY(read_output(store_, resolver_, "shots/" + shot.value("id", "") + "/picture", "story"));
        row["state"] = story.value("state", "");
        row["not_drawn"] = story.value("not_drawn", Json::array());
        shots.push_back(row);
      }
    }
    return shots;
  }

  Result<Json> document() {
    Json report{{"kind", "auteur.report"}, {"version", 1}, {"title", plan_.breakdown->title}, {"level", name_of(options_.level)}, {"film", made_.film_report}, {"style", style_}, {"notes", made_.notes}, {"rights", rights::to_json(ledger_)}};
    report["shots"] = TRY(shots());
    if (!made_.boards.is_null()) report["boards"] = {{"file", "boards" + suffix_of(options_) + ".pdf"}, {"pages", made_.boards.value("pages", 0)}, {"panels", made_.boards["panels"].size()}};
    if (!outside_.document.empty()) report["outside_voices"] = outside_.document;
    report["continuity"] = to_json(cuts_);
    return report;
  }

  std::string words(const std::string& name) {
    const auto ref = resolver_.output("qc", "text");
    const auto quality = ref ? store_.get_text(*ref) : Result<std::string>(std::unexpected(ref.error()));
    std::string text = fmt::format("{}\n\n{}\n", plan_.breakdown->title, quality.value_or(""));
    if (!made_.boards.is_null()) text += fmt::format("Storyboard: {} panels on {} pages in boards{}.pdf\n\n", made_.boards["panels"].size(), made_.boards.value("pages", 0), suffix_of(options_));
    const Json strays = style_.value("findings", Json::array());
    if (!strays.empty()) text += fmt::format("Against the style bible ({}, pictures in {}-style.jpg):\n", strays.size() == 1 ? "1 finding" : fmt::format("{} findings", strays.size()), name);
    for (const auto& f : strays) text += fmt::format("  {}  {}\n", f.value("time_code", ""), f.value("message", ""));
    text += fmt::format("Continuity: {} cuts, {} open findings, {} waived\n", cuts_.cuts, cuts_.open(), cuts_.findings.size() - cuts_.open());
    for (const auto& f : cuts_.findings) text += fmt::format("  {}{}\n", f.message, f.waiver ? fmt::format(" Waived by {}: {}", f.waiver->name(), f.waiver->why) : "");
    if (!outside_.lines.empty()) text += "Voices that are not the house's:\n";
    for (const auto& l : outside_.lines) text += "  " + l + "\n";
    if (!made_.notes.empty()) text += "Notes:\n";
    for (const auto& n : made_.notes) text += "  " + n + "\n";
    text += "\n" + rights::readable(ledger_);
    return text;
  }

  const Film& film_;
  Store& store_;
  Resolver& resolver_;
  const View& view_;
  const MakeOptions& options_;
  const Plan& plan_;
  Made& made_;
  OutsideReport outside_;
  Json style_;
  rights::Ledger ledger_;
  PlanReport cuts_;
};

}  // namespace

Status write_reports(const Film& film, Store& store, Resolver& resolver, const View& view, const MakeOptions& options, const Plan& plan, Delivery& delivery, Made& made) {
  return FilmReport(film, store, resolver, view, options, plan, made).write(delivery);
}

}  // namespace auteur::production

#include "auteur/production/plan_report.h"
#include "auteur/production/cut_document.h"
#include "auteur/production/dubbing.h"
#include "auteur/production/tag_decisions.h"
#include "auteur/production/make.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <map>
#include <set>

#include "auteur/base/text.h"
#include "auteur/rights/ledger.h"
#include "behaviour_pass.h"
#include "delivery.h"
#include "dub_delivery.h"
#include "outside_voices.h"
#include "stored.h"
#include "language_passes.h"
#include "passes.h"
#include "story.h"

namespace auteur::production {
namespace {

// One make at a time on a film: two would deliver over each other. The engine below allows several processes; a farm
// uses that without delivering.
class MakeLock {
 public:
  static Result<MakeLock> take(Store& store) {
    MakeLock lock;
    const Path file = store.root() / "make.lock";
    lock.fd_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (lock.fd_ < 0)
      return fail(ErrorCode::kIo, "Cannot write into the film's store '" + store.root().string() + "'. Copy the film folder to a place you may write to.");
    if (::flock(lock.fd_, LOCK_EX | LOCK_NB) != 0) {
      char other[32] = {};
      const ssize_t n = ::pread(lock.fd_, other, sizeof other - 1, 0);
      return fail(ErrorCode::kConflict, fmt::format("Another make is at work on this film{}. Wait until it has finished, or stop it.", n > 0 ? fmt::format(" (process {})", trim(other)) : ""));
    }
    const std::string me = std::to_string(::getpid()) + "\n";
    if (::ftruncate(lock.fd_, 0) != 0 || ::pwrite(lock.fd_, me.data(), me.size(), 0) < 0) return fail(ErrorCode::kIo, "The disk is full. Free some space (auteur clean) and try again.");
    return lock;
  }
  MakeLock(MakeLock&& o) noexcept : fd_(std::exchange(o.fd_, -1)) {}
  MakeLock& operator=(MakeLock&&) = delete;
  ~MakeLock() { if (fd_ >= 0) ::close(fd_); }

 private:
  MakeLock() = default;
  int fd_ = -1;
};

void merge(RunReport& into, RunReport&& more) {
  into.runs.insert(into.runs.end(), std::make_move_iterator(more.runs.begin()), std::make_move_iterator(more.runs.end()));
  into.ready = more.ready;
  into.failed.merge(more.failed);
  into.blocked = std::move(more.blocked);
  into.open = std::move(more.open);
  into.stale = std::move(more.stale);
  into.picked.insert(into.picked.end(), more.picked.begin(), more.picked.end());
  into.cancelled |= more.cancelled;
  into.seconds += more.seconds;
}

std::string suffix_of(const MakeOptions& options) {
  std::string s;
  for (char c : options.scenes) s += std::isalnum(static_cast<unsigned char>(c)) ? c : '-';
  return s.empty() ? "" : "-scenes-" + s;
}

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

// `out` is there as a folder, or nothing is. Asked before the work: nobody wants to hear of it afterwards.
Status check_out_folder(const Path& out) {
  std::error_code ec;
  const auto status = std::filesystem::status(out, ec);
  if (!std::filesystem::exists(status) || std::filesystem::is_directory(status)) return {};
  return fail(ErrorCode::kIo, fmt::format("'{}' is a file, but the film is delivered into a folder of that name. Move the file away and try again.", out.string()), {out.string()});
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

// By its first byte: the rest need not be read when nothing has changed.
bool is_jpeg(Store& store, const Ref& ref) {
  const auto path = store.path_of(ref);
  return path && std::ifstream(*path, std::ios::binary).get() == 0xFF;
}

// out/boards.pdf and a picture of every panel; panels of an earlier make that are no more go.
Status board_files(Store& store, Resolver& resolver, const MakeOptions& options, const Plan& plan, Delivery& delivery, const Path& out, Made& made) {
  const std::string name = "boards" + suffix_of(options);
  TRY(delivery.file("deliver/boards", "pdf", name + ".pdf"));
  made.boards = TRY(read_output(store, resolver, "deliver/boards", "boards"));
  const Node& pages = *plan.graph.find("deliver/boards");
  std::set<std::string> now;
  for (Json& panel : made.boards["panels"]) {
    const Source& source = pages.inputs.at(panel.value("port", ""));
    const auto* up = std::get_if<Upstream>(&source);
    const Ref ref = up ? TRY(resolver.output(up->node, up->port)) : std::get<Ref>(source);
    const std::string file = panel.value("name", "") + (is_jpeg(store, ref) ? ".jpg" : ".png");
    now.insert(file);
    panel["file"] = (Path(name) / file).string();
    TRY(delivery.blob(ref, name + "/" + file));
  }
  std::error_code ec;
  for (const auto& entry : std::filesystem::directory_iterator(out / name, ec))
    if (const auto ending = entry.path().extension(); (ending == ".png" || ending == ".jpg") && !now.contains(entry.path().filename().string())) std::filesystem::remove(entry.path(), ec);
  if (const int missing = made.boards.value("missing_letters", 0); missing > 0) made.notes.push_back(fmt::format("The storyboard has {} letters that no font of this machine can draw. Install fonts for the language, for instance: sudo apt-get install fonts-noto", missing));
  return {};
}

// Only the storyboard.
Status deliver_boards(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const Plan& plan, Made& made) {
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  Resolver resolver(store, studio.catalogue(), plan.graph, view);
  made.out = film.folder / "out";
  Delivery delivery(store, resolver, made.out);
  TRY(board_files(store, resolver, options, plan, delivery, made.out, made));
  made.files = std::move(delivery.files);
  return {};
}

Status caption_files(Delivery& delivery, const std::string& name) {
  for (const char* format : {"srt", "vtt", "ttml"}) {
    TRY(delivery.file("cut", format, fmt::format("{}.{}", name, format)));
    TRY(delivery.file("cut", fmt::format("sdh_{}", format), fmt::format("{}-sdh.{}", name, format)));
  }
  return {};
}

// The mix and its stems, what comes in 5.1, and a session of Ardour in a folder of its own.
Status sound_files(Delivery& delivery, const Graph& graph, const std::string& name) {
  for (const char* stem : {"mix", "dialogue", "music", "effects", "me"})
    if (graph.find(std::string("deliver/") + stem)) TRY(delivery.file(std::string("deliver/") + stem, "stem", fmt::format("{}-{}.wav", name, stem)));
  if (graph.find("deliver/surround")) TRY(delivery.file("deliver/surround", "stem", name + "-5.1.wav"));
  if (graph.find("deliver/adm")) TRY(delivery.file("deliver/adm", "adm", name + "-adm.wav"));
  if (!graph.find("deliver/session")) return {};
  const std::string folder = name + "-ardour/";
  TRY(delivery.file("deliver/session", "ardour", folder + name + ".ardour"));
  for (const char* stem : {"dialogue", "music", "effects"})
    for (const char* side : {"L", "R"}) TRY(delivery.file(fmt::format("deliver/{}/{}", stem, side), "stem", fmt::format("{}interchange/{}/audiofiles/{}-{}.wav", folder, name, stem, side)));
  return {};
}

// Those asked for, or all that the film has.
Status deliver_languages(const Film& film, Store& store, Resolver& resolver, const MakeOptions& options, const Plan& plan, Delivery& delivery, Made& made) {
  const std::string asked = asked_of(film).language;
  const auto languages = asked.empty() ? languages_of(film) : std::vector<std::string>{asked};
  for (const auto& language : languages)
    if (plan.graph.find("dub/" + language + "/captions")) TRY(deliver_language(film, store, resolver, plan.graph, options, language, film_name(options), delivery, made));
  if (plan.graph.find("deliver/languages")) TRY(delivery.file("deliver/languages", "film", film_name(options) + "-languages.mp4"));
  return {};
}

// Only the captions, or only the sound; or only another language.
Status deliver_part(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const Plan& plan, Made& made) {
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  Resolver resolver(store, studio.catalogue(), plan.graph, view);
  made.out = film.folder / "out";
  Delivery delivery(store, resolver, made.out);
  if (options.part == Part::kCaptions && asked_of(film).language.empty()) TRY(caption_files(delivery, film_name(options)));
  if (options.part == Part::kSound && asked_of(film).language.empty()) TRY(sound_files(delivery, plan.graph, film_name(options)));
  TRY(deliver_languages(film, store, resolver, options, plan, delivery, made));
  made.files = std::move(delivery.files);
  return {};
}

// The cut for other editing programs.
Status deliver_turnover(Resolver& resolver, Delivery& delivery, const std::string& name) {
  for (const char* format : {"otio", "xml", "fcpxml", "edl"}) TRY(delivery.file("turnover", format, name + "." + format));
  if (const auto* ready = std::get_if<Ready>(&resolver.state("turnover")))
    for (const auto& [port, ref] : std::map(ready->outputs))
      if (port.starts_with("edl/")) TRY(delivery.file("turnover", port, name + "-" + port.substr(4) + ".edl"));
  return {};
}

// Everything a person should know about how the film came to be.
Status deliver(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const Plan& plan, Made& made) {
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  Resolver resolver(store, studio.catalogue(), plan.graph, view);
  made.out = film.folder / "out";
  std::error_code ec;
  std::filesystem::create_directories(made.out, ec);
  if (ec) return fail(ErrorCode::kIo, fmt::format("Cannot create '{}': {}. Make the film folder writable.", made.out.string(), ec.message()));
  Delivery delivery(store, resolver, made.out);
  const std::string name = film_name(options);
  TRY(delivery.file("deliver/film", "film", name + ".mp4"));
  if (plan.graph.find("deliver/animatic")) TRY(delivery.file("deliver/animatic", "film", name + "-animatic.mp4"));
  TRY(delivery.file("deliver/sheet", "sheet", name + "-contact-sheet.jpg"));
  TRY(delivery.file("style", "strip", name + "-style.jpg"));
  TRY(caption_files(delivery, name));
  TRY(deliver_turnover(resolver, delivery, name));
  TRY(sound_files(delivery, plan.graph, name));
  TRY(deliver_languages(film, store, resolver, options, plan, delivery, made));

  if (options.boards) TRY(board_files(store, resolver, options, plan, delivery, made.out, made));

  const std::string exr_folder = "exr/" + std::string(name_of(options.level));
  for (const auto& [id, node] : plan.graph.nodes())
    if (node.pass == "shot.exr") TRY(delivery.drawings(id, id.substr(6, id.size() - 6 - 4), exr_folder));

  made.film_report = TRY(read_output(store, resolver, "qc", "report"));
  const Json style = TRY(read_output(store, resolver, "style", "report"));
  const Json parse_warnings = TRY(read_output(store, resolver, "script", "warnings"));
  for (const auto& w : parse_warnings.value("warnings", Json::array()))
    made.notes.push_back(fmt::format("{}:{}:{}: {}", film.script_path.string(), w.value("line", 0), w.value("column", 0), w.value("message", "")));
  std::set<std::string> notes;
  std::vector<NodeId> foreign_lines;
  const bool foreign = !plan.breakdown->language.empty() && !plan.breakdown->language.starts_with("en");
  for (const auto& [id, node] : plan.graph.nodes()) {
    if (node.pass == "place.set") {
      const Json facts = TRY(read_output(store, resolver, id, "facts"));
      for (const auto& n : facts.value("notes", std::vector<std::string>{})) notes.insert(facts.value("name", id) + ": " + n);
    } else if (node.pass == "scene.performance" && node.params.contains("motion")) {
      const Json motion = TRY(read_output(store, resolver, id, "motion"));
      for (const auto& n : motion.value("findings", std::vector<std::string>{})) notes.insert(n);
    } else if (node.pass == "cast.model") {
      const Json model = TRY(read_output(store, resolver, id, "model"));
      for (const auto& n : model.value("findings", std::vector<std::string>{})) notes.insert(fmt::format("{}'s model: {}.", node.params.value("id", id), n));
    } else if (node.pass == "scene.score") {
      const Json facts = TRY(read_output(store, resolver, id, "facts"));
      if (!facts.value("note", "").empty()) notes.insert(facts.value("note", ""));
    } else if (node.pass == "line.recorded" || node.pass == "line.scratch") {
      const Json reading = TRY(read_output(store, resolver, id, "reading"));
      for (const auto& n : reading.value("notes", std::vector<std::string>{})) notes.insert(fmt::format("{}: {}", id, n));
    } else if (node.pass == "line.voice") {
      const Json facts = TRY(read_output(store, resolver, id, "length"));
      if (facts.value("backend", "") == "silence") notes.insert(fmt::format("{}: no voice is installed that can speak this line; it is silent.", id));
      if (facts.value("backend", "") == "flite" && foreign) foreign_lines.push_back(id);
    }
  }
  if (!foreign_lines.empty())
    notes.insert(fmt::format("{} in the language '{}' spoken by an English voice, because no other is installed. Install voices with: sudo apt-get install espeak-ng",
                             foreign_lines.size() == 1 ? "1 line is" : fmt::format("{} lines are", foreign_lines.size()), plan.breakdown->language));
  const Json casting = TRY(read_output(store, resolver, "casting", "facts")), likeness = TRY(read_output(store, resolver, "casting/likeness", "report"));
  const Json cannot = casting.value("cannot", Json::object());
  for (const auto& [who, things] : cannot.items())
    for (const auto& thing : things) notes.insert(fmt::format("{}: the script asks for {}, which the puppets cannot show yet.", who, thing.get<std::string>()));
  for (const auto& finding : likeness.value("findings", std::vector<std::string>{})) notes.insert(finding);
  made.notes.insert(made.notes.end(), notes.begin(), notes.end());
  const OutsideReport outside = outside_report(store, resolver, plan.graph);
  made.notes.insert(made.notes.end(), outside.notes.begin(), outside.notes.end());
  for (auto& n : unused_bible(film, *plan.breakdown)) made.notes.push_back(std::move(n));
  for (auto& n : edits_left_out(film, plan.graph, resolver)) made.notes.push_back(std::move(n));

  rights::Ledger ledger;
  ledger.assets = plan.credits;
  ledger.assets.insert(ledger.assets.end(), outside.credits.begin(), outside.credits.end());
  ledger.automatic = automatic_choices(plan.graph);
  for (const auto& [role, who] : film.people) ledger.human.push_back({role, who});
  ledger.documents.push_back(film.script_name);
  for (const auto& [who, j] : film.cast_bible) ledger.documents.push_back("bible/cast: " + who);
  for (const auto& [where, j] : film.place_bible) ledger.documents.push_back("bible/places: " + where);
  for (const auto& [who, model] : film.cast_models) ledger.documents.push_back(fmt::format("{} (model of {})", model.file.lexically_relative(std::filesystem::weakly_canonical(film.folder)).string(), who));
  std::set<std::string> captured;
  for (const auto& m : film.motions)
    if (captured.insert(m.file.string() + m.who).second) ledger.documents.push_back(fmt::format("{} (motion of {})", m.file.lexically_relative(std::filesystem::weakly_canonical(film.folder)).string(), m.who));
  for (const auto& [line, r] : film.recordings) {
    const std::string file = r.file.lexically_relative(std::filesystem::weakly_canonical(film.folder)).string();
    ledger.documents.push_back(r.voice_of.empty() ? fmt::format("{} (timing and melody of line {}; not heard)", file, line) : fmt::format("{} (voice of {}, with consent, line {})", file, r.voice_of, line));
  }
  ledger.documents.insert(ledger.documents.end(), outside.voices.begin(), outside.voices.end());
  for (const auto& [prop, model] : film.prop_models) ledger.documents.push_back(fmt::format("{} (model of {})", model.file.lexically_relative(std::filesystem::weakly_canonical(film.folder)).string(), prop));
  Json report{{"kind", "auteur.report"}, {"version", 1}, {"title", plan.breakdown->title}, {"level", name_of(options.level)}, {"film", made.film_report}, {"style", style}, {"notes", made.notes}, {"rights", rights::to_json(ledger)}};
  Json shots = Json::array();
  std::vector<std::string> numbers;
  for (const auto* s : plan.scenes) {
    numbers.push_back(s->number);
    if (const auto far = plan.far_ends.find(s->number); far != plan.far_ends.end()) numbers.push_back(far->second.number);
  }
  for (const std::string& number : numbers) {
    const Json list = TRY(read_output(store, resolver, "scenes/" + number + "/coverage", "shots"));
    for (const auto& shot : list.value("shots", Json::array())) {
      Json row{{"shot", shot.value("id", "")}, {"scene", number}, {"reason", shot.value("reason", "")}, {"decided_by", "policy:proposed"}};
      const Json story = TRY(read_output(store, resolver, "shots/" + shot.value("id", "") + "/picture", "story"));
      row["state"] = story.value("state", "");
      row["not_drawn"] = story.value("not_drawn", Json::array());
      shots.push_back(row);
    }
  }
  report["shots"] = shots;
  if (!made.boards.is_null()) report["boards"] = {{"file", "boards" + suffix_of(options) + ".pdf"}, {"pages", made.boards.value("pages", 0)}, {"panels", made.boards["panels"].size()}};
  if (!outside.document.empty()) report["outside_voices"] = outside.document;
  const PlanReport cuts = TRY(plan_report(film, store, plan.graph, resolver, view));
  report["continuity"] = to_json(cuts);
  TRY(delivery.text(name + "-report.json", pretty_json(report) + "\n"));
  const std::string quality_text = [&] {
    const auto ref = resolver.output("qc", "text");
    const auto text = ref ? store.get_text(*ref) : Result<std::string>(std::unexpected(ref.error()));
    return text ? *text : std::string();
  }();
  std::string text = fmt::format("{}\n\n{}\n", plan.breakdown->title, quality_text);
  if (!made.boards.is_null()) text += fmt::format("Storyboard: {} panels on {} pages in boards{}.pdf\n\n", made.boards["panels"].size(), made.boards.value("pages", 0), suffix_of(options));
  const Json strays = style.value("findings", Json::array());
  if (!strays.empty()) text += fmt::format("Against the style bible ({}, pictures in {}-style.jpg):\n", strays.size() == 1 ? "1 finding" : fmt::format("{} findings", strays.size()), name);
  for (const auto& f : strays) text += fmt::format("  {}  {}\n", f.value("time_code", ""), f.value("message", ""));
  text += fmt::format("Continuity: {} cuts, {} open findings, {} waived\n", cuts.cuts, cuts.open(), cuts.findings.size() - cuts.open());
  for (const auto& f : cuts.findings) text += fmt::format("  {}{}\n", f.message, f.waiver ? fmt::format(" Waived by {}: {}", f.waiver->name(), f.waiver->why) : "");
  if (!outside.lines.empty()) text += "Voices that are not the house's:\n";
  for (const auto& l : outside.lines) text += "  " + l + "\n";
  if (!made.notes.empty()) text += "Notes:\n";
  for (const auto& n : made.notes) text += "  " + n + "\n";
  text += "\n" + rights::readable(ledger);
  TRY(delivery.text(name + "-report.txt", text));
  made.files = std::move(delivery.files);
  return {};
}

// Shots for other programs into out/models; nothing else is delivered.
Status deliver_models(const Film& film, Store& store, const Studio& studio, const Plan& plan, Made& made) {
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  Resolver resolver(store, studio.catalogue(), plan.graph, view);
  made.out = film.folder / "out";
  std::error_code ec;
  std::filesystem::create_directories(made.out / "models", ec);
  Delivery delivery(store, resolver, made.out);
  std::set<std::string> lost;
  for (const auto& id : plan.wanted) {
    const Node& node = *plan.graph.find(id);
    const std::string format = node.params.value("format", "glb");
    const Json facts = TRY(read_output(store, resolver, id, "facts"));
    if (format == "bvh") {
      if (const auto* ready = std::get_if<Ready>(&resolver.state(id)))
        for (const auto& [port, ref] : std::map(ready->outputs))
          if (port.starts_with("bvh/")) TRY(delivery.file(id, port, fmt::format("models/{}-{}.bvh", facts.value("shot", "shot"), port.substr(4))));
    } else {
      TRY(delivery.file(id, format, fmt::format("models/{}.{}", facts.value("shot", "shot"), format)));
    }
    for (const auto& words : facts.value("lost", std::vector<std::string>{})) lost.insert(words);
  }
  made.notes.assign(lost.begin(), lost.end());
  made.files = std::move(delivery.files);
  return {};
}

// Expands as far as the store allows: the graph of one stage is what the next reads from.
Result<Plan> expand_known(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const Ref& script, int up_to) {
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  const Json dictionary = TRY(dictionary_parameter(store));
  Plan plan = TRY(expand(film, script, dictionary, options, [](const NodeId&, const Port&) { return std::optional<Json>{}; }));
  while (plan.stage < up_to) {
    Resolver resolver(store, studio.catalogue(), plan.graph, view);
    Plan next = TRY(expand(film, script, dictionary, options, reader(store, resolver, plan.graph)));
    if (next.stage == plan.stage) break;
    plan = std::move(next);
  }
  return plan;
}

}  // namespace

std::string_view name_of(Level level) {
  switch (level) {
    case Level::kBoards: return "boards";
    case Level::kPreviz: return "previz";
    case Level::kFinal: return "final";
  }
  return "previz";
}

Result<Level> level_from(std::string_view name) {
  for (const Level l : {Level::kBoards, Level::kPreviz, Level::kFinal})
    if (name == name_of(l)) return l;
  return fail(ErrorCode::kInvalidInput, fmt::format("There is no level '{}'. Use boards, previz or final.", name));
}

std::string film_name(const MakeOptions& options) {
  const char* base = options.level == Level::kBoards ? "boards" : options.level == Level::kFinal ? "final" : "film";
  return base + suffix_of(options);
}

LevelSettings settings_of(Level level, const Film& film) {
  switch (level) {
    case Level::kBoards: return {640, 360, 12, 20, "veryfast"};
    case Level::kPreviz: return {640, 360, 12, 19, "veryfast"};
    case Level::kFinal: return {film.final_width, film.final_height, 12, 16, "medium"};
  }
  return {640, 360, 12, 19, "veryfast"};
}

Result<std::unique_ptr<Studio>> Studio::open() {
  auto studio = std::make_unique<Studio>();
  auto workshop = std::make_shared<Workshop>();
  TRY(add_writing_passes(studio->catalogue_));
  TRY(add_casting_passes(studio->catalogue_));
  TRY(add_planning_passes(studio->catalogue_, workshop));
  TRY(add_line_passes(studio->catalogue_));
  TRY(add_dub_passes(studio->catalogue_));
  TRY(add_shooting_passes(studio->catalogue_, workshop));
  TRY(add_board_passes(studio->catalogue_, workshop));
  TRY(add_exr_pass(studio->catalogue_, workshop));
  TRY(add_model_pass(studio->catalogue_, workshop));
  TRY(add_score_passes(studio->catalogue_));
  TRY(add_sound_passes(studio->catalogue_));
  TRY(add_call_sound_pass(studio->catalogue_));
  TRY(add_sound_delivery_passes(studio->catalogue_));
  TRY(add_delivery_passes(studio->catalogue_));
  TRY(add_style_passes(studio->catalogue_));
  TRY(add_animatic_passes(studio->catalogue_));
  TRY(add_reading_passes(studio->catalogue_));
  TRY(add_behaviour_pass(studio->catalogue_));
  return studio;
}

namespace {
// What people brought becomes part of the store, so that every action can name its contents.
Status keep_brought(const Film& film, Store& store) {
  for (const auto* models : {&film.prop_models, &film.cast_models})
    for (const auto& [id, model] : *models) TRY(store.put_file(model.file));
  for (const auto& m : film.motions) TRY(store.put_file(m.file));
  for (const auto& [line, recording] : film.recordings) TRY(store.put_file(recording.file));
  for (const auto& [name, board] : film.boards) TRY(store.put_file(board.file));
  return {};
}
}  // namespace

Result<Graph> current_graph(const Film& film, Store& store, const Studio& studio, const MakeOptions& options) {
  TRY(keep_brought(film, store));
  TRY(connect_services(film, store, false));
  const Ref script = TRY(store.put(film.script_bytes));
  Plan plan = TRY(expand_known(film, store, studio, options, script, 3));
  return std::move(plan.graph);
}

namespace {

// Progress of the whole make, where each stage knows only of its own: what lies ahead is added to what it expects.
class WholeProgress {
 public:
  explicit WholeProgress(const MakeOptions& options) : options_(options), began_(std::chrono::steady_clock::now()) {}

  void enter(int stage, std::optional<double> seconds_ahead, std::size_t runs_before) {
    stage_ = stage;
    ahead_ = seconds_ahead;
    runs_before_ = runs_before;
  }
  void show(const RunProgress& of_stage) {
    if (!options_.on_progress) return;
    RunProgress p = of_stage;
    p.done += runs_before_;
    p.total += runs_before_;
    if (!ahead_) p.seconds_left.reset();
    if (p.seconds_left) *p.seconds_left += *ahead_;
    const double spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
    // Known work lies behind and ahead; a bar that went back would tell less than one that waits.
    if (p.seconds_left) fraction_ = std::max(fraction_, spent / std::max(spent + *p.seconds_left, 1e-9));
    p.fraction = std::min(fraction_, stage_ < 3 ? 0.99 : 1.0);
    options_.on_progress(p);
  }

 private:
  const MakeOptions& options_;
  std::chrono::steady_clock::time_point began_;
  int stage_ = 1;
  std::optional<double> ahead_;
  std::size_t runs_before_ = 0;
  double fraction_ = 0;
};

// What the stages after the present one will take, as far as the breakdown tells; nullopt before there is one.
std::optional<double> seconds_ahead(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const Plan& plan) {
  if (plan.stage == 3 || (options.plan_only && plan.stage == 2)) return 0;
  if (!plan.breakdown) return std::nullopt;
  double seconds = 0;
  for (const auto& [pass, work] : expected_shooting(film, plan, options.level))
    if (const auto* p = studio.catalogue().find(pass)) seconds += expected_seconds(store, *p, work);
  return seconds / (options.threads ? options.threads : cores_here());
}

const Error& first_fault(const RunReport& report) {
  for (const auto& [node, error] : report.failed)
    if (error.code == ErrorCode::kDamaged) return error;
  return report.failed.begin()->second;
}

// A fault of the film's data is told with the node that met it; one of the disk or the machine is the same everywhere.
Error told(const RunReport& report) {
  Error e = first_fault(report);
  const bool everywhere = e.code == ErrorCode::kIo || e.code == ErrorCode::kUnavailable || e.code == ErrorCode::kCancelled;
  for (const auto& [node, error] : report.failed)
    if (&error == &first_fault(report) && e.place.file.empty() && !everywhere) e.message = node + ": " + e.message;
  return e;
}

class Making {
 public:
  Making(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, Progress& progress)
      : film_(film), store_(store), studio_(studio), options_(options), progress_(progress), whole_(options) {}

  // Stage by stage; one that the store knows already costs nothing.
  Result<Made> run() {
    Executor executor(store_, studio_.catalogue());
    TRY(connect_services(film_, store_, true));
    RunOptions run;
    run.threads = options_.threads;
    run.memory_mib = options_.memory_mib;
    run.on_progress = [this](const RunProgress& p) { whole_.show(p); };
    run.on_run = options_.on_run;
    for (int done = 0;;) {
      const Ref script = TRY(store_.put(film_.script_bytes));
      TRY(keep_brought(film_, store_));
      if (!film_.view.empty()) TRY(store_.put(film_.view));
      Plan plan = TRY(expand_known(film_, store_, studio_, options_, script, 3));
      for (const auto& [id, node] : plan.graph.nodes())
        if (node.pass == "place.set") TRY(keep_hot(film_, id.substr(7, id.size() - 11), node.params.value("request", Json::object())));
      const std::size_t runs_before = made_.report.runs.size();
      whole_.enter(plan.stage, seconds_ahead(film_, store_, studio_, options_, plan), runs_before);
      merge(made_.report, TRY(executor.run(plan.graph, plan.wanted, run, progress_)));
      if (made_.report.cancelled || progress_.cancelled()) return fail(ErrorCode::kCancelled, "Stopped. Everything finished so far is kept; the next make goes on from there.");
      if (leave_to_the_house(plan)) continue;
      if (!made_.report.failed.empty()) return std::unexpected(told(made_.report));
      if (plan.stage == done && made_.report.runs.size() == runs_before) return fail(ErrorCode::kInternal, "The film's plan does not get any further.");
      done = plan.stage;
      if (plan.stage < (options_.plan_only ? 2 : 3)) continue;
      if (options_.boards && !options_.boards->with_film) TRY(deliver_boards(film_, store_, studio_, options_, plan, made_));
      else if (!options_.models.empty()) TRY(deliver_models(film_, store_, studio_, plan, made_));
      else if ((options_.part != Part::kFilm || !asked_of(film_).language.empty()) && !options_.plan_only) TRY(deliver_part(film_, store_, studio_, options_, plan, made_));
      else if (!options_.plan_only && !options_.score_only) TRY(deliver(film_, store_, studio_, options_, plan, made_));
      if (made_.film_report.is_null() || !asked_of(film_).language.empty()) TRY(tell_who_was_not_heard(plan));
      for (const auto& r : made_.report.runs) made_.changed += !r.elsewhere && !r.error;
      made_.graph = std::move(plan.graph);
      return std::move(made_);
    }
  }

  // What is damaged was set aside when it was read: made again, it is whole.
  void begin_again() {
    Made fresh;
    fresh.report.runs = std::move(made_.report.runs);
    fresh.mended = made_.mended + 1;
    made_ = std::move(fresh);
  }
  int mended() const { return made_.mended; }

 private:
  // Lines that no speech server spoke: what was asked for has no outcome, so that the next make asks again.
  bool leave_to_the_house(const Plan& plan) {
    Unheard lines = unheard_lines(store_);
    const std::size_t before = lines.size();
    std::erase_if(made_.report.failed, [&](const auto& failed) {
      const Node* node = plan.graph.find(failed.first);
      return node && node->pass == "line.outside" && lines.emplace(failed.first, failed.second.message).second;
    });
    if (lines.size() == before) return false;
    set_unheard_lines(store_, lines);
    return true;
  }

  // Where no report is delivered that tells it.
  Status tell_who_was_not_heard(const Plan& plan) {
    if (unheard_lines(store_).empty()) return {};
    Decisions decisions(store_);
    const View view = TRY(decisions.view());
    Resolver resolver(store_, studio_.catalogue(), plan.graph, view);
    const OutsideReport report = outside_report(store_, resolver, plan.graph);
    made_.notes.insert(made_.notes.end(), report.notes.begin(), report.notes.end());
    return {};
  }

  const Film& film_;
  Store& store_;
  const Studio& studio_;
  const MakeOptions& options_;
  Progress& progress_;
  WholeProgress whole_;
  Made made_;
};

}  // namespace

Result<Made> make_film(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, Progress& progress) {
  constexpr int kMostMends = 2000;  // each sets one damaged piece aside, so that it ends
  if (!options.plan_only && !options.score_only) TRY(check_out_folder(film.folder / "out"));
  const MakeLock lock = TRY(MakeLock::take(store));
  set_unheard_lines(store, {});
  Making making(film, store, studio, options, progress);
  for (;;) {
    auto made = making.run();
    if (made) {
      if (made->mended > 0) made->notes.push_back(fmt::format("Stored data was damaged in {} {} and was made again. Check the disk.", made->mended, made->mended == 1 ? "place" : "places"));
      return made;
    }
    if (made.error().code != ErrorCode::kDamaged || making.mended() >= kMostMends) return made;
    making.begin_again();
  }
}

}  // namespace auteur::production

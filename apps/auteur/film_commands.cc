#include "film_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>

#include "auteur/base/process.h"
#include "auteur/base/text.h"
#include "auteur/camera/plan_figures.h"
#include "auteur/camera/reading.h"
#include "auteur/camera/shot_sheet.h"
#include "auteur/graph/explain.h"
#include "auteur/production/looks.h"
#include "auteur/production/make.h"
#include "auteur/production/outside_voices.h"
#include "auteur/screenplay/breakdown.h"
#include "auteur/store/collect.h"
#include "film_desk.h"
#include "lines_command.h"
#include "terminal.h"

namespace auteur::cli {
namespace {

using namespace auteur::production;

// Nodes of the storyboard are in the graph where it is asked for.
void ask_for_boards(Desk& d, const std::string& node) {
  if (!node.ends_with("/board") && !node.ends_with("/panels") && !node.ends_with("/rehearsal") && node != "deliver/boards") return;
  d.options.level = Level::kBoards;
  d.options.boards = BoardOptions{};
}

void print_runs(const RunReport& report) {
  std::map<PassId, std::pair<int, double>> by_pass;
  for (const auto& r : report.runs) {
    auto& [n, s] = by_pass[r.pass];
    ++n;
    s += r.seconds;
  }
  for (const auto& r : report.runs) fmt::print("  {:34} {:>7}  {}\n", r.node, duration_text(r.seconds), r.why.text());
  for (const auto& [pass, sum] : by_pass) fmt::print("{:4} x {:20} {:>8}\n", sum.first, pass, duration_text(sum.second));
}

}  // namespace

int make_command(const Common& common, bool why, bool exr, bool stems, bool boards) { return make_command(common, why, exr, stems, boards, Dubbing{}); }

int make_command(const Common& common, bool why, bool exr, bool stems, bool boards, const Dubbing& dubbing) {
  return with_desk(common, [&](Desk& d) -> Status {
    d.options.dubbing = dubbing;
    if (boards && dubbing.language.empty() && d.options.level == Level::kBoards) d.options.boards = BoardOptions{.with_film = true};
    const auto start = std::chrono::steady_clock::now();
    d.options.exr = exr;
    d.options.stems = stems;
    const Made made = TRY(make_shown(d, common.quiet || common.json));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (common.json) {
      Json j{{"kind", "auteur.made"}, {"version", 1}, {"film", made.files.empty() ? "" : made.files[0].string()}, {"made", made.changed}, {"kept", made.report.ready}, {"seconds", seconds}, {"notes", made.notes}, {"report", made.film_report}, {"runs", made.report.to_json()}};
      fmt::print("{}\n", pretty_json(j));
      return {};
    }
    if (why) print_runs(made.report);
    for (const auto& n : made.notes) fmt::print("note: {}\n", n);
    for (const auto& f : made.film_report.value("findings", Json::array()))
      fmt::print("{}: {} {}\n", f.value("severity", ""), f.value("at", ""), f.value("message", ""));
    if (made.changed == 0) fmt::print("Nothing has changed.\n");
    else fmt::print("{} steps made in {}, {} kept.\n", made.changed, duration_text(seconds), made.report.ready);
    if (!made.files.empty()) fmt::print("The film: {}\n", made.files[0].string());
    for (const Path& file : made.files)
      if (!made.boards.is_null() && file.extension() == ".pdf") fmt::print("The storyboard: {}\n", file.string());
    if (exr) fmt::print("Its drawings as OpenEXR: {}\n", (made.out / "exr" / common.level).string());
    return {};
  });
}

int export_command(const Common& common, const std::vector<std::string>& shots, const std::vector<std::string>& formats) {
  return with_desk(common, [&](Desk& d) -> Status {
    for (const auto& shot : shots) d.options.models.insert(upper(shot));
    d.options.model_formats = formats;
    const Made made = TRY(make_shown(d, common.quiet || common.json));
    if (common.json) {
      Json files = Json::array();
      for (const auto& f : made.files) files.push_back(f.string());
      fmt::print("{}\n", pretty_json({{"kind", "auteur.exported"}, {"version", 1}, {"files", files}, {"notes", made.notes}}));
      return {};
    }
    for (const auto& f : made.files) fmt::print("{}\n", f.string());
    for (const auto& n : made.notes) fmt::print("note: {}\n", n);
    return {};
  });
}

int status_command(const Common& common) {
  return with_desk(common, [&](Desk& d) -> Status {
    const auto r = TRY(resolve_film(d));
    std::map<std::string, int> counts;
    Json nodes = Json::array();
    std::vector<std::pair<std::string, std::string>> attention;
    for (const auto& [id, node] : r->graph.nodes()) {
      const std::string state(name_of(r->resolver->state(id)));
      ++counts[state];
      nodes.push_back({{"node", id}, {"pass", node.pass}, {"state", state}});
      if (state == "stale" || state == "open" || state == "failed") attention.emplace_back(id, state);
    }
    if (common.json) {
      fmt::print("{}\n", pretty_json({{"kind", "auteur.status"}, {"version", 1}, {"nodes", nodes}}));
      return {};
    }
    fmt::print("{} ({})\n", d.film.title.empty() ? d.film.folder.filename().string() : d.film.title, common.level);
    for (const auto& [state, n] : counts) fmt::print("  {:8} {}\n", state, n);
    for (const auto& [id, state] : attention) fmt::print("  {} is {}\n", id, state);
    return {};
  });
}

int why_command(const Common& common, const std::string& node) {
  return with_desk(common, [&](Desk& d) -> Status {
    ask_for_boards(d, node);
    const auto r = TRY(resolve_film(d));
    Json all = Json::array();
    int shown = 0;
    for (const auto& [id, n] : r->graph.nodes()) {
      if (!node.empty() && id != node) continue;
      const bool ready = name_of(r->resolver->state(id)) == "ready";
      if (node.empty() && ready) continue;
      const auto e = TRY(explain(*d.store, *r->resolver, id));
      all.push_back(e.to_json());
      if (!common.json) fmt::print("{}: {}\n", id, e.text());
      ++shown;
    }
    if (!node.empty() && shown == 0) {
      const auto e = explain(*d.store, *r->resolver, node);
      if (!e) return std::unexpected(e.error());
    }
    if (common.json) fmt::print("{}\n", pretty_json({{"kind", "auteur.why"}, {"version", 1}, {"nodes", all}}));
    else if (shown == 0) fmt::print("Everything is up to date.\n");
    return {};
  });
}

int breakdown_command(const Common& common) {
  return with_desk(common, [&](Desk& d) -> Status {
    d.options.plan_only = true;
    TRY(make_film(d.film, *d.store, *d.studio, d.options, Stop::instance()));
    const auto r = TRY(resolve_film(d));
    const Json document = TRY(json_at(d, *r, "breakdown", "breakdown"));
    if (common.json) {
      fmt::print("{}\n", pretty_json(document));
      return {};
    }
    const auto b = TRY(screenplay::breakdown_from_json(document));
    fmt::print("{} by {}: {} scenes, {} people\n\nCast\n", b.title, b.author, b.scenes.size(), b.cast.size());
    for (const auto& c : b.cast) fmt::print("  {:20} {:3} lines  {}{}\n", c.name, c.lines, c.age > 0 ? fmt::format("{} years, ", c.age) : "", c.description);
    for (const auto& s : b.scenes) {
      fmt::print("\n{}. {}   day {}, {}/8 page, about {:.0f} s\n", s.number, s.heading, s.story_day, s.eighths, s.estimate.value);
      std::string cast, props;
      for (const auto& c : s.cast) cast += (cast.empty() ? "" : ", ") + c;
      for (const auto& p : s.props) props += (props.empty() ? "" : ", ") + p.name + (p.handled ? " (handled)" : "");
      if (!cast.empty()) fmt::print("   cast: {}\n", cast);
      if (!props.empty()) fmt::print("   props: {}\n", props);
      fmt::print("   mood: valence {:+.2f}, arousal {:+.2f}, tension {:.2f} {}\n", s.mood.valence, s.mood.arousal, s.mood.tension, s.mood.why);
    }
    return {};
  });
}

int try_command(const Common& common, const std::string& node, int takes, bool asked) {
  return with_desk(common, [&](Desk& d) -> Status {
    if (!asked && node.starts_with("scenes/") && node.ends_with("/coverage")) takes = static_cast<int>(std::min<std::size_t>(16, camera::readings().size() + d.film.readings.size()));
    ask_for_boards(d, node);
    ask_again(*d.store, node);
    const auto r = TRY(resolve_film(d));
    Executor executor(*d.store, d.studio->catalogue());
    ProgressLine line(common.quiet || common.json);
    RunOptions run;
    run.memory_mib = d.options.memory_mib;
    run.on_progress = [&](const RunProgress& p) { line.show(p); };
    const auto report = TRY(executor.offer(r->graph, node, static_cast<std::uint32_t>(takes), run, Stop::instance()));
    line.clear();
    if (!report.failed.empty()) return std::unexpected(report.failed.begin()->second);
    if (report.cancelled) return fail(ErrorCode::kCancelled, "Stopped.");
    Resolver fresh(*d.store, d.studio->catalogue(), r->graph, r->view);
    Json offered = Json::array();
    for (const auto& c : fresh.candidates(node, static_cast<std::uint32_t>(takes))) {
      Json files = Json::object();
      const auto outputs = d.store->outputs_of(c.digest);
      const auto style = outputs ? style_of_take(d.film, *d.store, *outputs) : std::nullopt;
      if (outputs)
        for (const auto& [port, ref] : *outputs)
          if (const auto path = d.store->path_of(ref)) files[port] = path->string();
      offered.push_back({{"take", c.action.take}, {"done", c.done}, {"digest", c.digest.hex()}, {"files", files}});
      if (style) offered.back()["style"] = {{"score", style->score}, {"findings", style->findings}};
      std::string plan;  // of a scene's coverage: what makes the readings differ
      if (outputs && outputs->contains("sheet")) {
        const std::string text = TRY(d.store->get_text(outputs->at("sheet")));
        const Json sheet = TRY(parse_json(text, node));
        const auto figures = camera::figures_of(TRY(camera::shot_rows_from_json(sheet.value("rows", Json::array()))));
        offered.back()["reading"] = sheet.value("reading", "");
        offered.back()["plan"] = camera::to_json(figures);
        plan = fmt::format("  {:10} {}\n  {:10} {}\n", "reading", sheet.value("reading", ""), "plan", camera::in_words(figures));
      }
      if (outputs && outputs->contains("reading")) {  // of a line: how it is said, and by which figures
        const std::string text = TRY(d.store->get_text(outputs->at("reading")));
        const Json reading = TRY(parse_json(text, node));
        offered.back()["reading"] = reading;
        plan = reading_in_words(reading);
      }
      if (outputs && outputs->contains("voice")) {
        const std::string text = TRY(d.store->get_text(outputs->at("voice")));
        const Json voice = TRY(parse_json(text, node));
        offered.back()["voice"] = voice;
        plan = fmt::format("  {:10} {}: {}\n", "voice", voice.value("casting", Json::object()).value("name", ""), voice.value("words", ""));
      }
      if (!common.json) {
        fmt::print("take {}\n{}", c.action.take, plan);
        for (const auto& [port, path] : files.items())
          if (!files.contains("sound") || port == "sound") fmt::print("  {:10} {}\n", port, path.get<std::string>());  // the rest of a line is told above
        if (style) fmt::print("  {:10} {:.2f} of 1 by the style bible\n", "look", style->score);
        for (const auto& words : style ? style->findings : std::vector<std::string>{}) fmt::print("  {:10} {}\n", "", words);
      }
    }
    if (common.json) fmt::print("{}\n", pretty_json({{"kind", "auteur.takes"}, {"version", 1}, {"node", node}, {"takes", offered}}));
    else {
      // Numbers do not look like anybody: a person's layers are seen on a sheet.
      if (const auto slash = node.rfind('/'); node.starts_with("cast/") && slash > 5)
        if (const std::string layer = node.substr(slash + 1); layer == "face" || layer == "makeup" || layer == "wardrobe") fmt::print("See one with: auteur cast sheet \"{}\" {} --{} NUMBER\n", node.substr(5, slash - 5), common.film, layer);
      if (node.starts_with("lines/") || (node.starts_with("cast/") && node.ends_with("/voice"))) fmt::print("Hear them with: auteur listen {} {}\n", common.film, node);
      fmt::print("Choose one with: auteur choose {} {} NUMBER\n", common.film, node);
    }
    return {};
  });
}

int choose_command(const Common& common, const std::string& node, int take, const std::string& by, const std::string& why) {
  return with_desk(common, [&](Desk& d) -> Status {
    ask_for_boards(d, node);
    const auto r = TRY(resolve_film(d));
    if (!r->graph.find(node)) return fail(ErrorCode::kNotFound, fmt::format("There is no node '{}' in this film. See: auteur status {} --json", node, common.film));
    Selection s;
    s.node = node;
    bool found = false;
    for (const auto& c : r->resolver->candidates(node, 16)) {
      if (!c.done) continue;
      s.shown.push_back(c.digest);
      if (c.action.take == static_cast<std::uint32_t>(take)) {
        s.chosen = c.digest;
        found = true;
      }
    }
    if (!found) return fail(ErrorCode::kNotFound, fmt::format("Take {} of '{}' has not been made. Offer takes with: auteur try {} {}", take, node, common.film, node));
    const std::string who = by.empty() ? somebody(d) : by;
    s.by = "person:" + who;
    s.at = system_time();
    s.why = why;
    Decisions decisions(*d.store);
    TRY(decisions.choose(s, r->view));
    fmt::print("{} chose take {} of {}. The next make uses it.\n", who, take, node);
    return {};
  });
}

int clean_command(const Common& common, bool dry_run, double days) {
  return with_desk(common, [&](Desk& d) -> Status {
    std::vector<Graph> graphs;
    for (const Level level : {Level::kBoards, Level::kPreviz, Level::kFinal}) {
      MakeOptions o = d.options;
      o.level = level;
      o.scenes.clear();
      if (level == Level::kBoards) o.boards = BoardOptions{.with_film = true};
      graphs.push_back(TRY(current_graph(d.film, *d.store, *d.studio, o)));
    }
    std::vector<const Graph*> pointers;
    pointers.reserve(graphs.size());
    for (const auto& g : graphs) pointers.push_back(&g);
    CollectOptions options;
    options.dry_run = dry_run;
    options.grace_days = days;
    options.history_days = days;
    const auto done = TRY(collect_film(*d.store, d.studio->catalogue(), pointers, options));
    if (common.json) fmt::print("{}\n", pretty_json({{"kind", "auteur.cleaned"}, {"version", 1}, {"bytes", done.bytes}, {"files", done.blobs}, {"kept_bytes", done.kept_bytes}, {"dry_run", dry_run}}));
    else fmt::print("{} {} in {} files; {} are in use.\n", dry_run ? "Would free" : "Freed", size_text(done.bytes), done.blobs, size_text(done.kept_bytes));
    return {};
  });
}

int check_command(const Common& common) {
  int errors = 0;
  const int code = with_desk(common, [&](Desk& d) -> Status {
    const auto r = TRY(resolve_film(d));
    const Json report = TRY(json_at(d, *r, "qc", "report"));
    for (const auto& f : report.value("findings", Json::array())) errors += f.value("severity", "") == "error";
    if (common.json) {
      fmt::print("{}\n", pretty_json(report));
      return {};
    }
    const auto ref = TRY(r->resolver->output("qc", "text"));
    const std::string text = TRY(d.store->get_text(ref));
    fmt::print("{}", text);
    return {};
  });
  return code != 0 ? code : errors > 0 ? 9 : 0;
}

int new_command(const std::string& folder, const std::string& title, const std::string& from) {
  const Path path(folder);
  std::error_code ec;
  if (std::filesystem::exists(path / "film.toml", ec)) return report_error({ErrorCode::kConflict, "There is a film in '" + folder + "' already.", {}, {}}, false);
  std::string text, script;
  if (!from.empty()) {  // read before anything is made: a file that is no screenplay starts no film
    const auto film = open_film(from);
    if (!film) return report_error(film.error(), false);
    text = film->script_bytes;
    script = film->script_path.filename().string();
  }
  const std::string name = title.empty() ? path.filename().string() : title;
  if (from.empty()) script = slug(name) + ".fountain";
  std::string script_quoted;
  for (char c : script) script_quoted += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  std::string quoted;
  for (char c : name) quoted += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  const auto files = real_file_system();
  Status s = files->make_directories(path / "bible/cast");
  if (s) s = files->make_directories(path / "bible/places");
  if (s) s = write_atomically(path / "film.toml", fmt::format("title = \"{}\"\nscript = \"{}\"\n\n[picture]\naspect = 2.39\n\n[look]\npreset = \"warm\"\n", quoted, script_quoted));
  if (from.empty()) text = fmt::format("Title: {}\nAuthor: \n\nINT. KITCHEN - EVENING\n\nANA (70s), grey, pours tea. She puts the cup on the table.\n\nANA\n(quietly)\nYou came back.\n", name);
  if (s) s = write_atomically(path / script, text);
  if (!s) return report_error(s.error(), false);
  fmt::print("A new film: {}\n{} its screenplay in {} and make it with: auteur make {}\n", folder, from.empty() ? "Write" : "Go on with", (path / script).string(), folder);
  return 0;
}

int play_command(const Common& common) {
  const auto film = open_film(common.film);
  if (!film) return report_error(film.error(), common.json);
  const Path file = film->folder / "out" / (common.level == "boards" ? "boards.mp4" : common.level == "final" ? "final.mp4" : "film.mp4");
  std::error_code ec;
  if (!std::filesystem::exists(file, ec)) return report_error({ErrorCode::kNotFound, fmt::format("'{}' has not been made yet. Run: auteur make {}", file.string(), common.film), {}, {}}, common.json);
  for (const char* player : {"mpv", "vlc", "ffplay", "xdg-open"})
    if (find_program(player)) {
      const auto out = run_process({player, file.string()});
      return out ? 0 : report_error(out.error(), common.json);
    }
  return report_error({ErrorCode::kUnavailable, fmt::format("No player is installed. Open {} with any player, or: sudo apt-get install mpv", file.string()), {}, {}}, common.json);
}

int passes_command(bool json) {
  const auto studio = Studio::open();
  if (!studio) return report_error(studio.error(), json);
  Json all = Json::array();
  for (const auto* p : (*studio)->catalogue().all()) {
    Json params = Json::array();
    for (const auto& q : p->params) params.push_back({{"name", q.name}, {"default", q.default_value}, {"unit", q.unit}, {"help", q.help}});
    all.push_back({{"name", p->name}, {"help", p->help}, {"role", p->role}, {"determinism", name_of(p->determinism)}, {"params", params}});
    if (!json) fmt::print("{:20} {} ({})\n", p->name, p->help, p->role);
  }
  if (json) fmt::print("{}\n", pretty_json({{"kind", "auteur.passes"}, {"version", 1}, {"passes", all}}));
  return 0;
}

}  // namespace auteur::cli

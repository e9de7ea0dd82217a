#include "lines_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "auteur/acting/voice.h"
#include "auteur/base/process.h"
#include "auteur/base/text.h"
#include "auteur/media/media.h"
#include "auteur/models/speech.h"
#include "auteur/production/outside_voices.h"
#include "auteur/screenplay/breakdown.h"
#include "auteur/staging/meeting.h"
#include "auteur/staging/staging.h"

namespace auteur::cli {
namespace {

using namespace auteur::production;

constexpr int kRate = 48000;
constexpr double kAfterSlate = 0.35, kBetween = 0.9;  // seconds

void append(std::vector<float>& to, std::span<const float> samples, double silence_after) {
  to.insert(to.end(), samples.begin(), samples.end());
  to.insert(to.end(), static_cast<std::size_t>(std::lround(silence_after * kRate)), 0.f);
}

std::string count_word(std::uint32_t n) {
  static const char* const words[] = {"none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"};
  return n < std::size(words) ? words[n] : std::to_string(n);
}

Result<std::vector<float>> spoken(const std::string& text, const acting::VoiceCasting& voice, const std::string& language = "en") {
  acting::LineRequest line;
  line.text = text;
  line.voice = voice;
  line.language = language;
  return TRY(acting::speak(line)).samples;
}

acting::VoiceCasting slate_voice() { return acting::voice_table().front().casting; }

// Plays a sound if a player is there; says where it lies either way.
Status hand_over(const Common& common, const LinesOptions& options, const Path& file, const std::vector<float>& samples, const Json& about) {
  const double seconds = static_cast<double>(samples.size()) / kRate;
  const auto bytes = media::write_wav(samples, 1, kRate, false);
  std::error_code ec;
  if (!file.parent_path().empty()) std::filesystem::create_directories(file.parent_path(), ec);
  TRY(write_atomically(file, std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size())));
  if (common.json) {
    Json j = about;
    j["file"] = file.string();
    j["seconds"] = std::round(seconds * 100) / 100;
    fmt::print("{}\n", pretty_json(j));
    return {};
  }
  fmt::print("{:.1f} s: {}\n", seconds, file.string());
  if (!options.out.empty()) return {};
  const std::string name = file.string();
  const std::vector<std::vector<std::string>> players = {{"mpv", "--no-video", "--really-quiet", name}, {"ffplay", "-nodisp", "-autoexit", "-loglevel", "error", name}, {"aplay", "-q", name}};
  for (const auto& p : players)
    if (find_program(p[0])) {
      TRY(run_process(p));
      return {};
    }
  fmt::print("No player is installed here. Open the file with any player, or: sudo apt-get install mpv\n");
  return {};
}

// "interrupts 4-3, 0.4 s before it would have ended"; what it is goes into `row`.
std::string meeting_in_words(const screenplay::Scene& scene, const screenplay::Beat& beat, const staging::Staging& staged, Json& row) {
  const auto meeting = staging::meeting_of(scene, static_cast<std::size_t>(&beat - scene.beats.data()));
  const auto line = std::find_if(staged.lines.begin(), staged.lines.end(), [&](const staging::Line& l) { return l.id == beat.line_id; });
  if (meeting == staging::Meeting::kAfter || line == staged.lines.end()) return "";
  const staging::Line* other = staging::spoken_over(staged, *line);
  if (!other) return "";
  const double both = std::max(0.0, std::min(other->end.value, line->end.value) - line->start.value);
  row["meets"] = {{"how", staging::name_of(meeting)}, {"line", other->id}, {"seconds", std::round(both * 1000) / 1000}};
  const auto cut = staging::cut_of(staged, *other);
  if (cut) row["meets"]["breaks_off"] = std::round((*cut - other->start).value * 1000) / 1000;
  return fmt::format("{} {}: {:.2f} s together{}", staging::name_of(meeting), other->id, both, cut ? fmt::format("; {} breaks off {:.1f} s in", other->id, (*cut - other->start).value) : "");
}

Status lines(const Common& common) {
  Desk d = TRY(open_for(common));
  d.options.plan_only = true;
  const Made made_now = TRY(make_film(d.film, *d.store, *d.studio, d.options, Stop::instance()));
  const auto r = TRY(resolve_film(d));
  const Json document = TRY(json_at(d, *r, "breakdown", "breakdown"));
  const auto b = TRY(screenplay::breakdown_from_json(document));
  Json rows = Json::array();
  std::string scene;
  for (const auto& s : b.scenes) {
    staging::Staging staged;
    if (const NodeId node = "scenes/" + s.number + "/staging"; r->graph.find(node))
      if (const auto made = json_at(d, *r, node, "staging"))
        if (auto read = staging::staging_from_json(*made)) staged = std::move(*read);
    for (const auto& beat : s.beats) {
      if (beat.kind != screenplay::BeatKind::kLine) continue;
      const std::string node = "lines/" + beat.line_id + "/voice";
      if (!r->graph.find(node)) continue;  // of a scene that was not asked for
      const auto made = json_at(d, *r, node, "reading");
      const Json reading = made ? *made : Json::object();  // a take chosen from an older version has none
      const auto& params = r->graph.find(node)->params;
      const bool noted = params.value("manner", "") != beat.manner || !params.value("reading", "").empty();
      rows.push_back({{"id", beat.line_id}, {"who", beat.who}, {"text", beat.text}, {"script_manner", beat.manner}, {"note", noted}, {"chosen", r->view.selected.contains(node)}, {"reading", reading}});
      const std::string meets = meeting_in_words(s, beat, staged, rows.back());
      if (common.json) continue;
      if (s.number != scene) fmt::print("{}{}. {}\n", scene.empty() ? "" : "\n", s.number, s.heading);
      scene = s.number;
      const std::string manner = reading.value("manner", ""), marked = reading.value("marked", "");
      fmt::print("  {:8} {:14} {:5.1f} s  {}{}\n", beat.line_id, beat.who.substr(0, 14), reading.value("seconds", 0.0), manner.empty() ? "" : "(" + manner + ") ", marked.empty() ? beat.text : marked);
      if (!meets.empty()) fmt::print("  {:8} {}\n", "", meets);
      if (r->view.selected.contains(node)) fmt::print("  {:8} chosen: {}\n", "", reading.value("name", ""));
    }
  }
  if (common.json) fmt::print("{}\n", pretty_json({{"kind", "auteur.lines"}, {"version", 1}, {"lines", rows}, {"notes", made_now.notes}}));
  else if (rows.empty()) fmt::print("Nobody speaks{}.\n", common.scenes.empty() ? " in this film" : " in these scenes");
  else fmt::print("\nOther readings of a line: auteur try {} lines/{}/voice\n", common.film, rows[0].value("id", ""));
  for (const auto& note : made_now.notes)
    if (!common.json) fmt::print("note: {}\n", note);
  return {};
}

// What somebody's voice says when it is auditioned: their longest line of at most twenty words.
std::string audition_line(const screenplay::Breakdown& b, const std::string& who) {
  std::string best;
  for (const auto& s : b.scenes)
    for (const auto& beat : s.beats) {
      if (beat.kind != screenplay::BeatKind::kLine || beat.who != who) continue;
      const auto words = split(beat.text, ' ').size();
      if (best.empty() || (words <= 20 && beat.text.size() > best.size())) best = beat.text;
    }
  return best.empty() ? "I know this place. We have been here before, you and I." : best;
}

Status listen(const Common& common, const LinesOptions& options) {
  const bool voice = options.node.starts_with("cast/") && options.node.ends_with("/voice");
  if (!voice && !(options.node.starts_with("lines/") && options.node.ends_with("/voice")))
    return fail(ErrorCode::kInvalidInput, fmt::format("'{}' cannot be heard. Takes of these can: lines/1-3/voice, cast/ANA/voice. All lines: auteur lines {}", options.node, common.film));
  Desk d = TRY(open_for(common));
  d.options.plan_only = true;
  TRY(make_film(d.film, *d.store, *d.studio, d.options, Stop::instance()));
  const auto r = TRY(resolve_film(d));
  const Node* node = r->graph.find(options.node);
  if (!node) return fail(ErrorCode::kNotFound, fmt::format("There is no node '{}' in this film. All lines: auteur lines {}", options.node, common.film));
  std::string audition, language = "en";
  if (voice) {
    const Json document = TRY(json_at(d, *r, "breakdown", "breakdown"));
    const auto b = TRY(screenplay::breakdown_from_json(document));
    language = b.language;
    for (const auto& c : b.cast)
      if (std::string id = c.id; "cast/" + (std::replace(id.begin(), id.end(), '/', '-'), id) + "/voice" == options.node) audition = audition_line(b, c.id);
  }
  std::vector<float> all;
  Json heard = Json::array();
  for (const auto& c : r->resolver->candidates(options.node, 16)) {
    if (!c.done || (!options.takes.empty() && std::find(options.takes.begin(), options.takes.end(), static_cast<int>(c.action.take)) == options.takes.end())) continue;
    const auto outputs = d.store->outputs_of(c.digest);
    const char* port = voice ? "voice" : "sound";
    if (!outputs || !outputs->contains(port)) continue;
    std::vector<float> take;
    Json row{{"take", c.action.take}};
    if (voice) {
      const std::string text = TRY(d.store->get_text(outputs->at("voice")));
      const Json casting = TRY(parse_json(text, options.node));
      take = TRY(spoken(audition, acting::voice_from_json(casting.value("casting", Json::object())), language));
      row["voice"] = casting;
    } else {
      const auto bytes = TRY(d.store->get(outputs->at("sound")));
      auto sound = TRY(media::read_wav(bytes));
      if (sound.channels != 1 || sound.rate != kRate) return fail(ErrorCode::kDamaged, fmt::format("The sound of '{}' is not 48 kHz mono.", options.node));
      take = std::move(sound.samples);
      if (outputs->contains("reading")) {
        const std::string text = TRY(d.store->get_text(outputs->at("reading")));
        row["reading"] = TRY(parse_json(text, options.node));
      }
    }
    row["at"] = std::round(static_cast<double>(all.size()) / kRate * 100) / 100;
    append(all, TRY(spoken("Take " + count_word(c.action.take) + ".", slate_voice())), kAfterSlate);
    append(all, take, kBetween);
    if (!common.json) {
      fmt::print("take {} at {:.1f} s\n", c.action.take, row["at"].get<double>());
      if (row.contains("reading")) fmt::print("{}", reading_in_words(row["reading"]));
      if (voice) fmt::print("  {:10} {}: {}\n", "voice", row["voice"].value("casting", Json::object()).value("name", ""), row["voice"].value("words", ""));
    }
    heard.push_back(std::move(row));
  }
  if (heard.empty()) {
    std::string asked;
    for (int t : options.takes) asked += (asked.empty() ? "" : ", ") + std::to_string(t);
    return fail(ErrorCode::kNotFound, fmt::format("{} of '{}' {} been made. Offer takes with: auteur try {} {}", asked.empty() ? "No take" : "Take " + asked, options.node, asked.empty() ? "has" : "has not", common.film, options.node));
  }
  std::string name = options.node;
  std::replace(name.begin(), name.end(), '/', '-');
  const Path file = options.out.empty() ? d.film.folder / "out" / "takes" / (name + ".wav") : Path(options.out);
  return hand_over(common, options, file, all, {{"kind", "auteur.listen"}, {"version", 1}, {"node", options.node}, {"takes", heard}});
}

// What a speech server offers; that it answers is told by its answer.
Status offered_voices(const Common& common, const LinesOptions& options) {
  const auto services = TRY(services_of(options.film));
  const auto service = TRY(service_named(options.service, services));
  const std::string key = TRY(models::key_of(service));
  const auto voices = TRY(models::voices_of(service, key, Stop::instance()));
  Json rows = Json::array();
  for (const auto& v : voices) {
    const bool stock = models::is_stock_voice(service, v.id);
    rows.push_back({{"id", v.id}, {"words", v.words}, {"stock", stock}});
    if (!common.json) fmt::print("  {:32} {}\n", v.id, v.words);
  }
  if (common.json) {
    fmt::print("{}\n", pretty_json({{"kind", "auteur.service_voices"}, {"version", 1}, {"service", service.name}, {"of_kind", models::name_of(service.kind)}, {"url", service.url}, {"reachable", true}, {"with_key", !key.empty()}, {"voices", rows}}));
    return {};
  }
  fmt::print("{} at {} answers{}; {}.\n", service.name, service.url, key.empty() ? "" : ", with your key", voices.empty() ? "it has no list of its voices" : voices.size() == 1 ? "it has 1 voice" : fmt::format("it has {} voices", voices.size()));
  fmt::print("Give one to somebody in bible/cast/ana.toml: voice = {{ service = \"{}\", id = \"{}\" }}\n", service.name, voices.empty() ? "..." : voices.front().id);
  return {};
}

Status voices(const Common& common, const LinesOptions& options) {
  if (!options.service.empty()) return offered_voices(common, options);
  const auto& table = acting::voice_table();
  if (!options.play.empty()) {
    std::vector<float> all;
    Json heard = Json::array();
    const std::string what = options.say.empty() ? "The lamp went out an hour ago, and nobody on this island has noticed but you and me." : options.say;
    for (const auto& v : table) {
      if (options.play != "all" && v.name != options.play) continue;
      heard.push_back({{"name", v.name}, {"words", v.words}, {"at", std::round(static_cast<double>(all.size()) / kRate * 100) / 100}});
      if (options.play == "all") append(all, TRY(spoken(v.name + ".", slate_voice())), kAfterSlate);
      append(all, TRY(spoken(what, v.casting)), kBetween);
    }
    if (heard.empty()) {
      std::vector<std::string> names;
      for (const auto& v : table) names.push_back(v.name);
      const std::string near = closest(options.play, names);
      return fail(ErrorCode::kNotFound, fmt::format("There is no voice '{}'.{} All voices: auteur voices", options.play, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near)));
    }
    return hand_over(common, options, options.out.empty() ? Path("voices.wav") : Path(options.out), all, {{"kind", "auteur.voices_heard"}, {"version", 1}, {"voices", heard}});
  }
  Json rows = Json::array();
  for (const auto& v : table) {
    rows.push_back({{"name", v.name}, {"words", v.words}, {"sex", v.female ? "female" : "male"}, {"age", v.age}, {"depth", v.depth}, {"energy", v.energy}, {"casting", acting::to_json(v.casting)}});
    if (!common.json) fmt::print("  {:16} {}\n", v.name, v.words);
  }
  if (common.json) fmt::print("{}\n", pretty_json({{"kind", "auteur.voices"}, {"version", 1}, {"voices", rows}}));
  else fmt::print("Hear one: auteur voices --play NAME, or all. Give it to somebody in bible/cast/ana.toml: voice = {{ name = \"{}\" }}\n", table.front().name);
  return {};
}

int report(const Common& common, const Status& s) { return s ? 0 : report_error(s.error(), common.json); }

}  // namespace

std::string reading_in_words(const Json& reading) {
  std::string out = fmt::format("  {:10} {}: {}\n", "reading", reading.value("name", ""), reading.value("words", ""));
  if (const std::string manner = reading.value("manner", ""); !manner.empty()) out += fmt::format("  {:10} {}\n", "manner", manner);
  const std::string marked = reading.value("marked", "");
  out += fmt::format("  {:10} {}\n", "said", marked.empty() ? reading.value("text", "") : marked);
  const double pitch = reading.value("pitch", 0.0);
  out += fmt::format("  {:10} {:.1f} s, {}{:.1f} syllables a second, pauses {:.1f} s, {:.0f} dB\n", "figures", reading.value("seconds", 0.0),
                     pitch > 0 ? fmt::format("{:.0f} Hz over {:.1f} semitones, ", pitch, reading.value("range", 0.0)) : std::string(), reading.value("pace", 0.0), reading.value("pauses", 0.0), reading.value("level", 0.0));
  for (const auto& note : reading.value("notes", std::vector<std::string>{})) out += fmt::format("  {:10} {}\n", "recording", note);
  return out;
}

void add_lines_command(CLI::App& c, Common& common, DubOptions& table, int& result) {
  c.add_option("--out", table.out, "as a table for translators: lines.csv, lines.xliff");
  c.add_option("--language", table.language, "with --out: the language it is translated into, with what is translated already");
  c.add_option("--xliff", table.format, "with --out: the version of XLIFF, 1.2, 2.0 or 2.1 (otherwise 2.1)")->check(CLI::IsMember({"1.2", "2.0", "2.1"}));
  c.add_flag("--quiet", common.quiet, "no progress");
  c.callback([&] { result = report(common, table.out.empty() ? lines(common) : write_line_table(common, table)); });
}

void add_listen_command(CLI::App& c, Common& common, LinesOptions& options, int& result) {
  c.add_option("node", options.node, "lines/1-3/voice, or cast/ANA/voice")->required();
  c.add_option("--take", options.takes, "only these; several with commas")->delimiter(',')->check(CLI::Range(1, 16));
  c.add_option("--out", options.out, "only into this WAV, nothing is played (default: out/takes/NODE.wav)");
  c.callback([&] { result = report(common, listen(common, options)); });
}

void add_voices_command(CLI::App& app, Common& common, LinesOptions& options, int& result) {
  auto* c = app.add_subcommand("voices", "the voices of the house: whom each suits, and how it sounds");
  c->add_option("--play", options.play, "one of them, or all");
  auto* service = c->add_option("--service", options.service, "what this speech server offers instead, and whether it answers");
  c->add_option("--film", options.film, "the film that names the service (else: your own services.toml, or piper, openai, elevenlabs as usual)")->needs(service);
  c->add_option("--say", options.say, "what is said")->check([](const std::string& s) { return s.size() > 2000 ? std::string("at most 2,000 characters") : std::string(); });
  c->add_option("--out", options.out, "only into this WAV, nothing is played (default: voices.wav)");
  c->add_flag("--json", common.json, "machine-readable output");
  c->callback([&] { result = report(common, voices(common, options)); });
}

}  // namespace auteur::cli

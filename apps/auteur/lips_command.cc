#include "lips_command.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

#include "auteur/acting/visemes.h"
#include "auteur/media/media.h"
#include "auteur/screenplay/breakdown.h"
#include "film_desk.h"

namespace auteur::cli {
namespace {

using namespace auteur::production;

constexpr int kDrawings = 12, kFilm = 24, kCurves = 60;  // a second

// "4-17": what a file may be called.
std::string file_name(const std::string& line) {
  std::string out;
  for (const char c : line) out += std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' ? c : '-';
  return out;
}

Status write_line(const Path& folder, const std::string& name, const acting::LineTake& take, std::span<const std::uint8_t> sound) {
  const Seconds length = take.length();
  const auto rhubarb = acting::viseme_cues(take.phones, length, acting::VisemeSet::kRhubarb), blair = acting::viseme_cues(take.phones, length, acting::VisemeSet::kBlair), openxr = acting::viseme_cues(take.phones, length, acting::VisemeSet::kOpenXr);
  const auto path = [&](const char* end) { return folder / (name + end); };
  TRY(write_atomically(path(".wav"), std::string_view(reinterpret_cast<const char*>(sound.data()), sound.size())));
  TRY(write_atomically(path(".tsv"), acting::rhubarb_tsv(rhubarb)));
  TRY(write_atomically(path(".xml"), acting::rhubarb_xml(rhubarb, name + ".wav")));
  TRY(write_atomically(path(".json"), pretty_json(acting::rhubarb_json(rhubarb, name + ".wav")) + "\n"));
  TRY(write_atomically(path(".dat"), acting::moho_switch(blair, kFilm)));
  Json cues = Json::array();
  for (const auto& c : openxr) cues.push_back({{"start", c.start.value}, {"end", c.end.value}, {"viseme", c.shape}});
  TRY(write_atomically(path("-openxr.json"), pretty_json({{"kind", "auteur.visemes.openxr"}, {"version", 1}, {"sound", name + ".wav"}, {"visemes", cues}}) + "\n"));
  return write_atomically(path("-arkit.csv"), acting::arkit_csv(acting::lip_curves(take.phones, length, kCurves)));
}

Status run(const Common& common, const LipsWish& wish, Desk& d) {
  d.options.plan_only = true;
  TRY(make_shown(d, common.quiet || common.json));
  const auto r = TRY(resolve_film(d));
  const Json document = TRY(json_at(d, *r, "breakdown", "breakdown"));
  const auto script = TRY(screenplay::breakdown_from_json(document));
  const Path folder = wish.out.empty() ? d.film.folder / "out" / "lips" : Path(wish.out);
  std::error_code ec;
  if (!wish.measure_only) std::filesystem::create_directories(folder, ec);
  if (ec) return fail(ErrorCode::kIo, fmt::format("The folder '{}' cannot be made: {}. Say another one with --out FOLDER.", folder.string(), ec.message()));
  acting::LipMeasure all, curves;
  double closure_time = 0, drawn_time = 0, curve_time = 0;
  Json rows = Json::array();
  for (const auto& scene : script.scenes)
    for (const auto& beat : scene.beats) {
      const NodeId node = "lines/" + beat.line_id + "/voice";
      if (beat.kind != screenplay::BeatKind::kLine || !r->graph.find(node)) continue;
      const Json phones = TRY(json_at(d, *r, node, "phones"));
      acting::LineTake take = TRY(acting::phones_from_json(phones));
      const Ref sound_ref = TRY(r->resolver->output(node, "sound"));
      const Bytes sound = TRY(d.store->get(sound_ref));
      const media::Sound heard = TRY(media::read_wav(sound));
      take.rate = heard.rate;
      take.samples = heard.samples;
      const auto drawn = acting::measure_lips(take.phones, take.length(), kDrawings);
      const auto fine = acting::measure_curves(take.phones, acting::lip_curves(take.phones, take.length(), kCurves));
      const auto add = [](acting::LipMeasure& to, const acting::LipMeasure& m) { to.closures += m.closures, to.closed += m.closed, to.false_closures += m.false_closures, to.touches += m.touches, to.touched += m.touched; };
      add(all, drawn), add(curves, fine);
      closure_time += drawn.closures, drawn_time += drawn.covered * drawn.closures, curve_time += fine.covered * fine.closures;
      rows.push_back({{"line", beat.line_id}, {"who", beat.who}, {"seconds", take.length().value}, {"closures", drawn.closures}, {"closed", drawn.closed}, {"false", drawn.false_closures}, {"covered", drawn.covered}});
      if (!wish.measure_only) TRY(write_line(folder, file_name(beat.line_id), take, media::write_wav(take.samples, heard.channels, heard.rate, false)));
    }
  if (rows.empty() && !common.json) {
    fmt::print("Nobody speaks{}.\n", common.scenes.empty() ? " in this film" : " in these scenes");
    return {};
  }
  all.covered = closure_time > 0 ? drawn_time / closure_time : 1, curves.covered = closure_time > 0 ? curve_time / closure_time : 1;
  if (common.json) {
    const auto told = [](const acting::LipMeasure& m) { return Json{{"closures", m.closures}, {"closed", m.closed}, {"false", m.false_closures}, {"touches", m.touches}, {"touched", m.touched}, {"covered", m.covered}}; };
    fmt::print("{}\n", pretty_json({{"kind", "auteur.lips"}, {"version", 1}, {"lines", rows}, {"drawn", told(all)}, {"curves", told(curves)}, {"folder", wish.measure_only ? "" : folder.string()}}));
    return {};
  }
  const auto say = [](const char* what, const acting::LipMeasure& m) {
    fmt::print("{:<22} {} of {} P, B and M closed, {} closed without one; {} of {} F and V touch; closed for {:.0f} % of the first 70 % of each closure\n", what, m.closed, m.closures, m.false_closures, m.touched, m.touches, 100 * m.covered);
  };
  fmt::print("{} lines\n", rows.size());
  say("drawn (12 a second)", all), say("curves (60 a second)", curves);
  if (!wish.measure_only) fmt::print("Rhubarb (.tsv .xml .json), Moho with Preston Blair's mouths (.dat), OpenXR (.json), ARKit (.csv), with each line's sound: {}\n", folder.string());
  return {};
}

}  // namespace

void add_lips_command(CLI::App& command, Common& common, LipsWish& wish, int& result) {
  command.add_option("--out", wish.out, "folder to write into (default: out/lips in the film)");
  command.add_flag("--measure", wish.measure_only, "only say how well the lips keep to the phones");
  command.add_flag("--quiet", common.quiet, "no progress");
  command.callback([&] { result = with_desk(common, [&](Desk& d) { return run(common, wish, d); }); });
}

}  // namespace auteur::cli

// The sound for other rooms: Broadcast Wave stems, an audio definition model of the mix in 5.1, a session for Ardour.
#include <fmt/format.h>

#include <algorithm>

#include "auteur/edit/sound_delivery.h"
#include "auteur/edit/timeline.h"
#include "auteur/media/broadcast_wave.h"
#include "passes.h"

namespace auteur::production {
namespace {

constexpr std::uint64_t kOneHour = 3600ull * 48000;  // the film begins at 01:00:00:00, as in the other lists
const std::vector<std::string> kNames[] = {{"mono"}, {"left", "right"}, {"left", "right", "centre", "low frequencies", "left surround", "right surround"}};

// Channel "channel" of the sound, or all of them.
Result<Outputs> run_stem(const Inputs& inputs, const Params& params, Progress& progress) {
  const Path file = inputs.stage_file(".wav"), stem = TRY(inputs.path("stem"));
  const Json facts = TRY(inputs.json("facts"));
  const int all = facts.value("channels", 2), only = static_cast<int>(params.integer("channel"));
  const auto& names = kNames[all == 6 ? 2 : 1];
  media::BroadcastNotes notes;
  const std::string what = params.text("what");
  notes.description = fmt::format("{}: {}{}", params.text("title"), what, only >= 0 ? ", " + names[static_cast<std::size_t>(std::min(only, all - 1))] : "");
  notes.reference = what;
  notes.time_reference = kOneHour;
  if (params.flag("measured")) {
    notes.measured = true;
    notes.loudness_lufs = facts.value("loudness_lufs", 0.0), notes.range_lu = facts.value("range_lu", 0.0), notes.true_peak_dbtp = facts.value("true_peak_dbtp", 0.0);
  }
  std::vector<media::ChannelPick> picks;
  std::vector<std::string> labels;
  for (int c = 0; c < all; ++c)
    if (only < 0 || c == only) picks.push_back({0, c, false}), labels.push_back(what + ", " + names[static_cast<std::size_t>(c)]);
  notes.ixml = edit::ixml_of(params.text("title"), what, labels);
  TRY(media::write_broadcast_wave({stem}, picks, notes, file));
  progress.advance(1);
  Outputs out;
  out.set_file("stem", file);
  return out;
}

Result<Outputs> run_adm(const Inputs& inputs, const Params& params, Progress& progress) {
  const Json facts = TRY(inputs.json("facts"));
  const auto model = edit::adm_of_film(params.text("title"), params.text("language"), facts.value("samples", std::int64_t{0}), facts.value("loudness_lufs", 0.0), facts.value("true_peak_dbtp", 0.0));
  const std::vector<std::string> stems{"dialogue", "music", "effects"};
  std::vector<Path> files;
  for (const auto& s : stems) files.push_back(TRY(inputs.path(s)));
  media::BroadcastNotes notes;
  notes.description = params.text("title");
  notes.reference = "adm";
  notes.time_reference = kOneHour;
  notes.measured = true;
  notes.loudness_lufs = facts.value("loudness_lufs", 0.0), notes.range_lu = facts.value("range_lu", 0.0), notes.true_peak_dbtp = facts.value("true_peak_dbtp", 0.0);
  notes.axml = model.xml;
  std::vector<media::ChannelPick> picks;
  for (const auto& c : model.channels) {
    notes.tracks.push_back({c.uid, c.track_format, c.pack_format});
    picks.push_back({static_cast<std::size_t>(std::find(stems.begin(), stems.end(), c.stem) - stems.begin()), c.channel, c.silent});
  }
  const Path file = inputs.stage_file(".wav");
  TRY(media::write_broadcast_wave(files, picks, notes, file));
  progress.advance(1);
  Outputs out;
  out.set_file("adm", file);
  return out;
}

Result<Outputs> run_session(const Inputs& inputs, const Params& params, Progress&) {
  const Json document = TRY(inputs.json("timeline")), facts = TRY(inputs.json("facts"));
  const auto timeline = TRY(edit::timeline_from_json(document));
  std::vector<edit::ArdourTrack> tracks;
  for (const auto& [stem, name] : {std::pair{"dialogue", "Dialogue"}, {"music", "Music"}, {"effects", "Effects"}}) tracks.push_back({name, {fmt::format("{}-L.wav", stem), fmt::format("{}-R.wav", stem)}});
  Outputs out;
  out.set_text("ardour", edit::to_ardour(params.text("name"), timeline, tracks, facts.value("samples", std::int64_t{0})));
  return out;
}

}  // namespace

Status add_sound_delivery_passes(PassCatalogue& catalogue) {
  const ParamDeclaration title{.name = "title", .type = ParamType::kText, .default_value = ""};
  PassDeclaration stem;
  stem.name = "film.stem";
  stem.help = "The mix or a stem of it as a Broadcast Wave file.";
  stem.version = "2";
  stem.role = "editor";
  stem.inputs = {{"stem", "audio/flac"}, {"facts", "application/json"}};
  stem.outputs = {{"stem", "audio/wav"}};
  stem.params = {title, {.name = "what", .type = ParamType::kText, .default_value = "", .help = "dialogue, music, effects ..."}, {.name = "measured", .type = ParamType::kFlag, .default_value = false, .help = "the loudness of the mix is that of this file"},
                 {.name = "channel", .type = ParamType::kInteger, .default_value = -1, .low = -1, .high = 5, .help = "only this one; -1 = all"}};
  stem.seconds_guess = 0.005;
  stem.run = run_stem;
  TRY(catalogue.add(std::move(stem)));

  PassDeclaration adm;
  adm.name = "film.adm";
  adm.help = "The mix in 5.1 as BW64 with an audio definition model: voices as an object, the rest as beds.";
  adm.role = "editor";
  adm.inputs = {{"dialogue", "audio/flac"}, {"music", "audio/flac"}, {"effects", "audio/flac"}, {"facts", "application/json"}};
  adm.outputs = {{"adm", "audio/wav"}};
  adm.params = {title, {.name = "language", .type = ParamType::kText, .default_value = "en"}};
  adm.seconds_guess = 0.02;
  adm.run = run_adm;
  TRY(catalogue.add(std::move(adm)));

  PassDeclaration session;
  session.name = "film.session";
  session.help = "A session of Ardour with the stems on tracks.";
  session.role = "editor";
  session.inputs = {{"timeline", "application/json"}, {"facts", "application/json"}};
  session.outputs = {{"ardour", "application/xml"}};
  session.params = {{.name = "name", .type = ParamType::kText, .default_value = "film"}};
  session.seconds_guess = 0.01;
  session.run = run_session;
  return catalogue.add(std::move(session));
}

}  // namespace auteur::production

#include "auteur/production/film.h"
#include "auteur/production/dubbing.h"
#include "auteur/interchange/bvh.h"
#include "auteur/interchange/model.h"
#include "auteur/production/looks.h"
#include "auteur/production/outside_voices.h"
#include "auteur/render/display.h"
#include "auteur/render/renderer.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "auteur/acting/face_capture.h"
#include "auteur/acting/voice.h"
#include "auteur/base/text.h"
#include "auteur/screenplay/formats.h"
#include "brought.h"
#include "key_places.h"
#include "own_boards.h"
#include "own_readings.h"
#include "place_bible.h"

namespace auteur::production {
namespace {

// Documents a person wrote are small; this bounds a hostile folder.
constexpr std::uint64_t kMaxDocument = 1 << 20;
constexpr std::uint64_t kMaxScript = 256 << 20;  // the parser refuses much less, and says it better

// `files`, if any, takes each document's file by the same name.
Result<std::map<std::string, Json>> read_folder(const Path& folder, const std::string& document, bool upper_names, std::map<std::string, Path>* files = nullptr) {
  std::map<std::string, Json> out;
  std::error_code ec;
  if (!std::filesystem::is_directory(folder, ec)) return out;
  const auto names = TRY(real_file_system()->list(folder));
  for (const auto& name : names) {
    const Path file = folder / name;
    if (file.extension() != ".toml") continue;
    const std::string text = TRY(read_text(file, kMaxDocument));
    Json j = TRY(read_document(text, file.string(), document));
    const std::string given = j.value("name", file.stem().string());
    const std::string key = upper_names ? upper(given) : slug(given);
    if (files) (*files)[key] = file;
    out[key] = std::move(j);
  }
  return out;
}

// A film folder is not left for another one, by ".." or by a link's name.
bool leaves_folder(const Path& relative) {
  return relative.is_absolute() || std::any_of(relative.begin(), relative.end(), [](const Path& part) { return part == ".."; });
}

}  // namespace

Result<Path> brought_file(const Film& film, const std::string& name, const std::string& what, const std::string& ending, const std::string& way_out, const SourcePlace& place) {
  std::error_code ec;
  const Path inside = std::filesystem::weakly_canonical(film.folder, ec), path = std::filesystem::weakly_canonical(film.folder / name, ec);
  if (leaves_folder(name) || ec || leaves_folder(path.lexically_relative(inside)))
    return fail(ErrorCode::kInvalidInput, fmt::format("The {} must lie inside the film folder. Copy it there, for instance to media/.", what), place);
  if (!std::filesystem::is_regular_file(path, ec)) return fail(ErrorCode::kNotFound, fmt::format("The {} is not in the film folder. Copy it there, or take the line out.", what), place);
  if (lower(path.extension().string()) != ending) return fail(ErrorCode::kInvalidInput, fmt::format("The {} is no {} file. {}", what, ending, way_out), place);
  return path;
}

namespace {

constexpr const char* kExportGlb = "Export it as glTF binary (.glb).";

constexpr std::uint64_t kMaxDub = 16u << 20;  // of one language: as many lines as a table may have

// Figures that play parts instead of clay people.
Status read_cast_models(Film& film, const std::map<std::string, Path>& files) {
  for (const auto& [name, j] : film.cast_bible) {
    const SourcePlace place = place_of_key(files.at(name), "model");
    if (!j.contains("model")) {
      for (const char* table : {"rig", "visemes", "face"})
        if (j.contains(table)) return fail(ErrorCode::kInvalidInput, fmt::format("[{}] says how a model of your own is put together, but no model is named. Add: model = \"media/{}.glb\"", table, slug(name)), {files.at(name).string()});
      continue;
    }
    const std::string given = j["model"].get<std::string>();
    const Path path = TRY(brought_file(film, given, fmt::format("model '{}' of {}", given, name), ".glb", kExportGlb, place));
    const std::string bytes = TRY(read_text(path, interchange::kMostModelBytes));
    film.cast_models[name] = {path, {sha256(bytes), bytes.size()}};
  }
  return {};
}

// Voices of the house that are asked for by name.
Status check_voices(const Film& film, const std::map<std::string, Path>& files) {
  for (const auto& [name, j] : film.cast_bible) {
    const Json voice = j.value("voice", Json::object());
    if (!voice.is_object() || !voice.contains("name")) continue;
    const std::string wanted = voice["name"].get<std::string>();
    if (acting::find_voice(lower(trim(wanted)))) continue;
    std::vector<std::string> all;
    for (const auto& v : acting::voice_table()) all.push_back(v.name);
    const std::string near = closest(lower(wanted), all), text = TRY(read_text(files.at(name), kMaxDocument));
    return fail(ErrorCode::kInvalidInput, fmt::format("There is no voice '{}'.{} All voices: auteur voices", wanted, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near)), place_of_quoted(wanted, files.at(name).string(), text));
  }
  return {};
}

Status read_motions(Film& film, const std::map<std::string, Path>& files) {
  for (const auto& [name, j] : film.cast_bible) {
    const Json all = j.value("motion", Json::array());
    for (const Json& cue : all) {
      const SourcePlace place{files.at(name).string(), cue.value("@line", 0), cue.value("@column", 0)};
      const bool face = cue.contains("face");
      if (face && cue.contains("file")) return fail(ErrorCode::kInvalidInput, "A [[motion]] is of the body (file) or of the face (face). Write two of them.", place);
      for (const char* key : {"line", "lips", "head", "timecode"})
        if (!face && cue.contains(key)) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' belongs to a captured face; add: face = \"media/{}-take1.csv\".", key, slug(name)), place);
      for (const char* key : {"travel", "on"})
        if (face && cue.contains(key)) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' belongs to captured motion of a body, not of a face.", key), place);
      if (cue.contains("line") && cue.contains("at")) return fail(ErrorCode::kInvalidInput, "A captured face begins with a line or at a time of the scene. Take 'line' or 'at' out.", place);
      if (!cue.contains("scene") && !cue.contains("line")) return fail(ErrorCode::kInvalidInput, fmt::format("A [[motion]] needs 'scene': scene = \"4\", file = \"media/{}-walk.bvh\".", slug(name)), place);
      if (!cue.contains("file") && !face) return fail(ErrorCode::kInvalidInput, fmt::format("A [[motion]] needs 'file': scene = \"4\", file = \"media/{0}-walk.bvh\"; or 'face': line = \"4-17\", face = \"media/{0}-take1.csv\".", slug(name)), place);
      if (cue.contains("to") && cue["to"].get<double>() <= cue.value("from", 0.0)) return fail(ErrorCode::kInvalidInput, "This [[motion]] ends before it begins: 'to' must be later than 'from'.", place);
      const std::string given = cue[face ? "face" : "file"].get<std::string>();
      BroughtMotion m{name, Json::object(), TRY(face ? brought_file(film, given, fmt::format("captured face '{}' of {}", given, name), ".csv", "Export it as CSV (.csv).", place) : brought_file(film, given, fmt::format("motion '{}' of {}", given, name), ".bvh", "Export it as BVH (.bvh).", place)), {}};
      for (const auto& [key, value] : cue.items())
        if (!key.starts_with("@")) m.cue[key] = value;
      const std::string bytes = TRY(read_text(m.file, face ? acting::kMostFaceBytes : interchange::kMostMotionBytes));
      m.ref = {sha256(bytes), bytes.size()};
      film.motions.push_back(std::move(m));
    }
  }
  return {};
}

// A WAV of one line, inside the film folder.
Result<BroughtRecording> brought_sound(const Film& film, const std::string& name, const std::string& what, const SourcePlace& place) {
  constexpr std::uint64_t kMostBytes = 200u << 20;
  const Path path = TRY(brought_file(film, name, what, ".wav", "Save it as WAV (.wav).", place));
  std::error_code ec;
  if (std::filesystem::file_size(path, ec) > kMostBytes) return fail(ErrorCode::kInvalidInput, fmt::format("The {} is larger than {} MB: more than a line. Cut the line out of it and save that.", what, kMostBytes >> 20), place);
  const std::string bytes = TRY(read_text(path, kMostBytes));
  return BroughtRecording{path, {sha256(bytes), bytes.size()}, ""};
}

// How a recording is cleaned, and which take it should sound like.
Status read_cleaning(const Film& film, const Json& line, BroughtRecording& recording, const std::string& id, const SourcePlace& place) {
  recording.clean = line.value("clean", true);
  recording.cleanup = line.value("cleanup", Json::object());
  const std::string match = recording.cleanup.value("match", "");
  recording.cleanup.erase("match");
  if (match.empty()) return {};
  if (!recording.clean) return fail(ErrorCode::kInvalidInput, fmt::format("Line {} stays as it is (clean = false) and cannot be matched to '{}'. Take one of them out.", id, match), place);
  const auto like = TRY(brought_sound(film, match, fmt::format("take '{}' that line {} should sound like", match, id), place));
  recording.match = like.file, recording.match_ref = like.ref;
  return {};
}

// Lines that somebody recorded, in one document. Nobody is heard who did not consent; who is only followed is not heard.
// `before` begins their names: "de/".
Status read_recordings(Film& film, const Json& document, const std::string& file, const std::string& before) {
  const Json lines = document.value("line", Json::array());
  for (const Json& line : lines) {
    const SourcePlace place{file, line.value("@line", 0), line.value("@column", 0)};
    const std::string id = upper(trim(line.value("id", ""))), name = line.value("recording", ""), scratch = line.value("scratch", ""), who(trim(line.value("voice_of", "")));
    for (const char* key : {"clean", "cleanup"})
      if (line.contains(key) && name.empty()) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is about a recording, but line {} has none. Add: recording = \"media/{}.wav\"", key, id, id), place);
    if (!scratch.empty()) {
      if (!name.empty()) return fail(ErrorCode::kInvalidInput, fmt::format("Line {} has a 'recording' and a 'scratch': the one is heard, the other only followed by the synthetic voice. Take one out.", id), place);
      film.recordings[before + id] = TRY(brought_sound(film, scratch, fmt::format("scratch recording '{}' of line {}", scratch, id), place));
      continue;
    }
    if (name.empty()) {
      if (!who.empty()) return fail(ErrorCode::kInvalidInput, "'voice_of' says whose voice a recording is, but there is none here. Add: recording = \"media/4-17.wav\"", place);
      continue;
    }
    BroughtRecording recording = TRY(brought_sound(film, name, fmt::format("recording '{}' of line {}", name, id), place));
    if (who.empty()) return fail(ErrorCode::kInvalidInput, fmt::format("The recording '{}' is somebody's voice. Say whose: voice_of = \"Maria Lopez\"", name), place);
    TRY(check_voice_consent(film, who, place));
    recording.voice_of = who;
    TRY(read_cleaning(film, line, recording, id, place));
    film.recordings[before + id] = std::move(recording);
  }
  return {};
}

// What there is in other languages: bible/dub/de.toml, and the languages that film.toml wants.
Status read_dubs(Film& film, const Json& film_document, const Path& document) {
  const Path folder = film.folder / "bible/dub";
  std::error_code ec;
  if (std::filesystem::is_directory(folder, ec)) {
    const auto names = TRY(real_file_system()->list(folder));
    for (const auto& name : names) {
      if (lower(Path(name).extension().string()) != ".toml") continue;
      const std::string language = lower(Path(name).stem().string()), file = (folder / name).string();
      if (!is_language_tag(language)) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is no language. Name the file by its language: bible/dub/de.toml, bible/dub/pt-br.toml.", language), {file});
      if (name != language + ".toml") return fail(ErrorCode::kInvalidInput, fmt::format("Name this file in small letters, bible/dub/{}.toml, so that there is one of each language.", language), {file});
      const std::string text = TRY(read_text(folder / name, kMaxDub));
      const Json dub = TRY(read_document(text, file, "dub"));
      TRY(read_recordings(film, dub, file, language + "/"));
      film.dubs[language] = dub;
    }
  }
  std::set<std::string> languages;
  for (const auto& wanted : film_document.value("dubbing", Json::object()).value("languages", std::vector<std::string>{})) {
    const std::string language = lower(trim(wanted));
    if (!is_language_tag(language)) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is no language. Write it as de, fr or pt-br.", wanted), place_of_key(document, "languages"));
    languages.insert(language);
  }
  film.languages.assign(languages.begin(), languages.end());
  return {};
}

// Models of props that people brought: inside the folder, and there.
Status read_prop_models(Film& film) {
  const std::string file = (film.folder / "bible/world.toml").string();
  const Json props = film.world.value("props", Json::object());
  for (const auto& [id, j] : props.items()) {
    if (id.starts_with("@") || !j.contains("model")) continue;
    const SourcePlace place{file, j.value("@line", 0), j.value("@column", 0)};
    const std::string name = j["model"].get<std::string>();
    const Path path = TRY(brought_file(film, name, fmt::format("model '{}' of '{}'", name, id), ".glb", kExportGlb, place));
    const std::string bytes = TRY(read_text(path, interchange::kMostModelBytes));
    film.prop_models[slug(id)] = {path, {sha256(bytes), bytes.size()}};
  }
  return {};
}

// A file that the look names: inside the film folder, and there. `text` is the document that names it.
Result<Path> named_by_look(const Film& film, const std::string& key, const Path& document, const std::string& text) {
  const std::string name = film.look[key].get<std::string>();
  const SourcePlace place = place_of_quoted(name, document.string(), text);
  std::error_code ec;
  const Path inside = std::filesystem::weakly_canonical(film.folder, ec), path = std::filesystem::weakly_canonical(film.folder / name, ec);
  if (leaves_folder(name) || ec || leaves_folder(path.lexically_relative(inside))) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' ({}) must lie inside the film folder. Copy it there, for instance to media/.", name, key), place);
  if (!std::filesystem::is_regular_file(path, ec)) return fail(ErrorCode::kNotFound, fmt::format("'{}' ({}) is not in the film folder. Copy it there, or take the line out.", name, key), place);
  return path;
}

// How the look shows light: checked, and what it takes from files baked, so that drawing needs no file.
Status read_view(Film& film, const Path& document, const std::string& text) {
  render::View view;
  const bool own = film.look.contains("ocio");
  if (own) {
    render::OwnConfiguration configuration{TRY(named_by_look(film, "ocio", document, text)), film.folder, film.look.value("display", ""), film.look.value("view", ""), film.look.value("working", "")};
    view.scene = std::make_shared<render::ViewTable>(TRY(render::bake_configuration(configuration)));
  }
  if (film.look.contains("lut")) {
    const Path path = TRY(named_by_look(film, "lut", document, text));
    const std::string cube = TRY(read_text(path, 32 << 20));
    view.print = std::make_shared<render::ViewTable>(TRY(render::read_cube(cube, path.string())));
  }
  if (!own && (film.look.contains("display") || film.look.contains("view"))) {
    const std::string display = film.look.value("display", view.display), name = film.look.value("view", view.name);
    if (auto known = render::DisplayTransform::make({}, {.display = display, .name = name}); !known) {
      Error e = known.error();
      e.place = place_of_quoted(film.look.contains("view") && film.look["view"] != "Film" ? name : display, document.string(), text);
      return std::unexpected(e);
    }
  }
  if (view.scene || view.print) {
    film.view = render::pack_view(view);
    film.view_ref = {sha256(std::span<const std::uint8_t>(film.view)), film.view.size()};
  }
  return {};
}

// The bytes of a screenplay. It is read once here, so that a file that is none is refused before anything is stored.
Result<std::string> read_script(const Path& file) {
  const std::string bytes = TRY(read_text(file, kMaxScript));
  TRY(screenplay::read_screenplay(bytes, file.string()));
  return bytes;
}

// The one that is written in comes before what was exported from it: film.fountain before film.fdx before film.pdf.
Result<std::string> find_script(const Path& folder) {
  const auto names = TRY(real_file_system()->list(folder));
  for (const std::vector<std::string>& endings : std::vector<std::vector<std::string>>{{".fountain"}, {".fdx"}, {".fadein", ".osf", ".highland"}, {".pdf"}}) {
    std::vector<std::string> found;
    for (const auto& name : names)
      if (std::find(endings.begin(), endings.end(), lower(Path(name).extension().string())) != endings.end()) found.push_back(name);
    if (found.size() == 1) return found[0];
    if (found.size() > 1)
      return fail(ErrorCode::kInvalidInput, fmt::format("There are {} screenplays in this folder. Say which one in film.toml: script = \"{}\".", found.size(), found[0]), {folder.string()});
  }
  return fail(ErrorCode::kNotFound, "There is no screenplay in this folder. Put a .fountain, .fdx, .fadein, .osf, .highland or .pdf file there, or name it in film.toml: script = \"name.fountain\".", {folder.string()});
}

}  // namespace

Result<Film> open_film(const Path& given) {
  std::error_code ec;
  Film film;
  Path look_file;
  std::string look_text;
  Json film_document = Json::object();
  Path path = given;
  while (!path.empty() && path.filename().empty() && path.has_parent_path() && path != path.parent_path()) path = path.parent_path();
  if (!std::filesystem::exists(path, ec))
    return fail(ErrorCode::kNotFound, "There is no film at '" + given.string() + "'. Give a film folder or a screenplay (.fountain, .fdx, .fadein, .osf, .highland, .pdf, .txt).");
  if (!std::filesystem::is_directory(path, ec)) {
    film.folder = path.parent_path() / (path.stem().string() + ".film");
    film.script_name = path.filename().string();
    film.script_path = path;
    film.script_bytes = TRY(read_script(path));
  } else {
    film.folder = path;
    const Path document = path / "film.toml";
    Json j = Json::object();
    if (std::filesystem::exists(document, ec)) {
      const std::string text = TRY(read_text(document, kMaxDocument));
      j = film_document = TRY(read_document(text, document.string(), "film"));
    }
    film.title = j.value("title", "");
    film.author = j.value("author", "");
    film.language = j.value("language", "");
    film.seed = j.value("seed", std::uint64_t{0});
    const Json picture = j.value("picture", Json::object());
    film.aspect = picture.value("aspect", 2.39);
    film.final_width = picture.value("width", 1280) / 2 * 2;
    film.final_height = picture.value("height", 720) / 2 * 2;
    film.targets = j.value("targets", Json::object());
    film.look = j.value("look", Json::object());
    if (!film.look.empty()) look_file = document, look_text = TRY(read_text(document, kMaxDocument));
    const Json people = j.value("people", Json::object());
    for (const auto& [role, name] : people.items()) film.people[role] = name.get<std::string>();
    film.script_name = j.value("script", "");
    if (film.script_name.empty()) film.script_name = TRY(find_script(path));
    const Path script = Path(film.script_name);
    if (leaves_folder(script))
      return fail(ErrorCode::kInvalidInput, "The screenplay must lie inside the film folder.", {document.string()});
    if (!std::filesystem::exists(path / script, ec))
      return fail(ErrorCode::kNotFound, fmt::format("film.toml names the screenplay '{}', but there is no such file in the folder.", film.script_name), {(path / script).string()});
    film.script_path = path / script;
    film.script_bytes = TRY(read_script(film.script_path));
    std::map<std::string, Path> cast_files;
    film.cast_bible = TRY(read_folder(path / "bible/cast", "cast", true, &cast_files));
    for (auto& [name, bible] : film.cast_bible) {  // messages about what people are like name the file
      if (bible.contains("persona")) bible["persona"]["@file"] = cast_files.at(name).string();
      if (bible.contains("mood"))
        for (Json& mood : bible["mood"]) mood["@file"] = cast_files.at(name).string();
    }
    TRY(read_cast_models(film, cast_files));
    TRY(read_motions(film, cast_files));
    TRY(check_voices(film, cast_files));
    std::map<std::string, Path> place_files;
    film.place_bible = TRY(read_folder(path / "bible/places", "place", false, &place_files));
    TRY(check_places(film, place_files));
    if (std::filesystem::exists(path / "bible/look.toml", ec)) {
      const std::string text = TRY(read_text(path / "bible/look.toml", kMaxDocument));
      const Json look = TRY(read_document(text, (path / "bible/look.toml").string(), "look"));
      film.look.update(look);
      look_file = path / "bible/look.toml", look_text = text;
    }
    if (std::filesystem::exists(path / "bible/cut.toml", ec)) {
      const std::string text = TRY(read_text(path / "bible/cut.toml", kMaxDocument));
      film.cut = TRY(read_document(text, (path / "bible/cut.toml").string(), "cut"));
    }
    for (const auto& [name, to] : {std::pair{"world", &film.world}, std::pair{"ledger", &film.ledger}, std::pair{"lines", &film.lines}, std::pair{"consents", &film.consents}, std::pair{"music", &film.music}}) {
      const Path file = path / "bible" / (std::string(name) + ".toml");
      if (!std::filesystem::exists(file, ec)) continue;
      const std::string text = TRY(read_text(file, kMaxDocument));
      *to = TRY(read_document(text, file.string(), name));
    }
    if (j.contains("services")) TRY(services_of(path));
    TRY(outside_voices(film));
  }
  TRY(read_prop_models(film));
  TRY(read_recordings(film, film.lines, (film.folder / "bible/lines.toml").string(), ""));
  TRY(read_dubs(film, film_document, film.folder / "film.toml"));
  film.boards = TRY(read_own_boards(film.folder));
  film.look = TRY(whole_look(film.look, look_file.string(), look_text));
  film.readings = TRY(own_readings(film.look, look_file, look_text));
  film.look.erase("reading");
  TRY(read_view(film, look_file, look_text));
  return film;
}

}  // namespace auteur::production

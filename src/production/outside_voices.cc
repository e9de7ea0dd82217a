#include "outside_voices.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "auteur/base/text.h"
#include "auteur/production/dubbing.h"
#include "auteur/production/looks.h"
#include "brought.h"
#include "stored.h"

namespace auteur::production {
namespace {

constexpr const char* kUnheardNote = "lines that no service spoke";
constexpr const char* kConnectedNote = "speech services";
constexpr const char* kOwnKeys[] = {"id", "speaker", "stability", "similarity", "style", "stock", "voice_of"};
constexpr models::Kind kKinds[] = {models::Kind::kPiper, models::Kind::kOpenAi, models::Kind::kElevenLabs};

constexpr std::uint64_t kMostDocument = 1 << 20;

bool is_outside(const Json& voice) { return voice.is_object() && voice.contains("service"); }

Path cast_file_of(const Film& film, const std::string& who) {
  const Path folder = film.folder / "bible/cast";
  const auto names = real_file_system()->list(folder);
  for (const bool by_stem : {true, false})
    for (const auto& name : names.value_or(std::vector<std::string>{})) {
      if (!name.ends_with(".toml")) continue;
      if (by_stem ? upper(Path(name).stem().string()) == who : upper(read_text(folder / name, kMostDocument).value_or("")).find("\"" + who + "\"") != std::string::npos) return folder / name;
    }
  return folder;
}

// Where a text stands in quotes in somebody's file.
SourcePlace place_in(const Path& file, const std::string& quoted) {
  const auto text = read_text(file, kMostDocument);
  return text ? place_of_quoted(quoted, file.string(), *text) : SourcePlace{file.string()};
}

Result<OutsideVoice> voice_from(const Film& film, const std::string& who, const Json& voice, const std::map<std::string, models::Service>& services) {
  const Path file = cast_file_of(film, who);
  const std::string name(trim(voice["service"].get<std::string>()));
  const SourcePlace place = place_in(file, voice["service"].get<std::string>());
  auto service = service_named(name, services);
  if (!service) {
    Error e = service.error();
    e.place = place;
    return std::unexpected(e);
  }
  OutsideVoice v{std::move(*service), std::string(trim(voice.value("id", ""))), std::string(trim(voice.value("voice_of", "")))};
  for (const char* key : {"speaker", "stability", "similarity", "style"})
    if (voice.contains(key)) v.settings[key] = voice[key];
  const bool stock = voice.value("stock", false);
  if (v.service.kind == models::Kind::kElevenLabs && v.id.empty()) return fail(ErrorCode::kInvalidInput, fmt::format("Which voice of {0}? Add its id: voice = {{ service = \"{0}\", id = \"...\" }}. All of yours: auteur voices --service {0}", name), place);
  if (stock && !v.voice_of.empty()) return fail(ErrorCode::kInvalidInput, fmt::format("{}'s voice is either nobody's in particular (stock = true) or somebody's (voice_of = \"{}\"), not both. Take one out.", who, v.voice_of), place);
  if (!v.voice_of.empty()) TRY(check_voice_consent(film, v.voice_of, place_in(file, voice["voice_of"].get<std::string>())));
  else if (!stock && !v.id.empty() && !models::is_stock_voice(v.service, v.id))
    return fail(ErrorCode::kRefused, fmt::format("Whose voice is '{}' of {} (rule: nobody is heard without consent)? A ready voice of the service: stock = true. A real person's: voice_of = \"Maria Lopez\", with their [[consent]] in bible/consents.toml.", v.id, name), place_in(file, voice["id"].get<std::string>()));
  return v;
}

// Somebody's voices by language; "": the film's own.
std::map<std::string, Json> voices_in(const Json& member) {
  std::map<std::string, Json> out{{"", member.value("voice", Json::object())}};
  const Json dubbed = member.value("dubbed", Json::object());
  for (const auto& [language, voice] : dubbed.items())
    if (voice.is_object()) out[lower(language)] = voice;
  return out;
}

}  // namespace

Result<std::map<std::string, models::Service>> services_of(const Path& folder) {
  std::map<std::string, models::Service> out = TRY(models::own_services());
  std::error_code ec;
  if (const Path file = folder / "film.toml"; !folder.empty() && std::filesystem::exists(file, ec)) {
    const std::string text = TRY(read_text(file, kMostDocument));
    const Json document = TRY(read_document(text, file.string(), "film")), services = document.value("services", Json::object());
    for (const auto& [name, j] : services.items()) {
      if (name.starts_with("@")) continue;
      Json plain = j;
      plain.erase("@line"), plain.erase("@column");
      out.insert_or_assign(name, TRY(models::service_from(name, plain, {file.string(), j.value("@line", 0), j.value("@column", 0)})));
    }
  }
  for (const auto kind : kKinds)
    if (const std::string name(models::name_of(kind)); !out.contains(name)) out.emplace(name, TRY(models::service_from(name, Json::object(), {})));
  return out;
}

Result<models::Service> service_named(const std::string& name, const std::map<std::string, models::Service>& services) {
  if (const auto found = services.find(name); found != services.end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [n, s] : services) names.push_back(n);
  const std::string near = closest(name, names);
  return fail(ErrorCode::kNotFound, fmt::format("There is no speech service '{}'.{} Services are named in film.toml: [services.{}], kind and url below it.", name, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near), slug(name)));
}

Result<std::map<std::string, OutsideVoice>> outside_voices(const Film& film) {
  std::map<std::string, OutsideVoice> out;
  std::optional<std::map<std::string, models::Service>> services;
  for (const auto& [who, j] : film.cast_bible)
    for (const auto& [language, voice] : voices_in(j)) {
      const std::string table = language.empty() ? "voice" : "dubbed." + language;
      if (!language.empty() && !is_language_tag(language)) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is no language. Write it as in bible/dub: [dubbed.de], [dubbed.pt-br].", language), {cast_file_of(film, who).string()});
      if (!is_outside(voice)) {
        for (const char* key : kOwnKeys)
          if (voice.contains(key)) return fail(ErrorCode::kInvalidInput, fmt::format("'{}.{}' of {} is about a voice of a speech service, but none is named. Add: service = \"piper\"", table, key, who), {cast_file_of(film, who).string()});
        continue;
      }
      if (!services) services = TRY(services_of(film.folder));
      out.emplace(language.empty() ? who : language + "/" + who, TRY(voice_from(film, who, voice, *services)));
    }
  return out;
}

Status connect_services(const Film& film, Store& store, bool anew) {
  const auto voices = TRY(outside_voices(film));
  if (voices.empty() && !store.note(kConnectedNote)) return {};
  Json services = Json::object();
  for (const auto& [who, v] : voices) services[v.service.name] = models::to_json(v.service);
  const std::int64_t before = connected_services(store).value_or(Connected{}).count;
  const std::string note = canonical_json({{"services", services}, {"count", before + anew}});
  if (store.note(kConnectedNote) != note) store.set_note(kConnectedNote, note);
  return {};
}

Result<Connected> connected_services(Store& store) {
  Connected out;
  const auto note = store.note(kConnectedNote);
  const Json j = note ? TRY(parse_json(*note, "note")) : Json(Json::object());
  const Json count = j.value("count", Json()), services = j.value("services", Json::object());
  out.count = count.is_number_integer() ? count.get<std::int64_t>() : 0;
  if (services.empty()) return out;
  // The note lies in the film folder: that a service is the person's own is told by their own file alone.
  const auto own = TRY(models::own_services());
  for (const auto& [name, about] : services.items()) {
    models::Service service = TRY(models::from_json(about));
    const auto known = own.find(service.name);
    if (known != own.end() && known->second.url == service.url && known->second.kind == service.kind) service.persons_own = true, service.plain_http = known->second.plain_http;
    out.services.insert_or_assign(name, std::move(service));
  }
  return out;
}

Unheard unheard_lines(Store& store) {
  Unheard out;
  const auto note = store.note(kUnheardNote);
  const auto j = note ? parse_json(*note, "note") : Result<Json>(Json::object());
  if (j && j->is_object())
    for (const auto& [node, why] : j->items())
      if (why.is_string()) out[node] = why.get<std::string>();
  return out;
}

void set_unheard_lines(Store& store, const Unheard& lines) {
  if (lines.empty() && unheard_lines(store).empty()) return;
  store.set_note(kUnheardNote, canonical_json(Json(lines)));
}

void ask_again(Store& store, const NodeId& line) {
  Unheard lines = unheard_lines(store);
  if (lines.erase(line) > 0) set_unheard_lines(store, lines);
}

OutsideReport outside_report(Store& store, Resolver& resolver, const Graph& graph) {
  OutsideReport out;
  const Unheard unheard = unheard_lines(store);
  Json spoken = Json::array(), by_house = Json::array();
  std::map<std::string, int> lines_of;
  for (const auto& [id, node] : graph.nodes()) {
    if (node.pass != "line.outside") continue;
    const auto asked = json_at(store, resolver, graph, id, "asked"), reading = json_at(store, resolver, graph, id, "reading");
    if (!asked || !reading) continue;
    Json row = *asked;
    row["line"] = id;
    const std::string service = row.value("service", ""), voice = row.value("voice", ""), of = row.value("voice_of", "");
    out.lines.push_back(fmt::format("{}: {}{}{}, {:.1f} s", id, service, voice.empty() ? "" : ", voice " + voice, of.empty() ? "" : fmt::format(" (of {}, with consent)", of), reading->value("seconds", 0.0)));
    out.credits.push_back({fmt::format("Voice {} of {}", voice.empty() ? "as usual" : voice, service), of.empty() ? service : of, "as your agreement with the service has it: clear before release", "", row.value("of_kind", ""), "", false});
    if (!of.empty()) ++lines_of[of];
    for (const auto& n : reading->value("notes", std::vector<std::string>{})) out.notes.push_back(fmt::format("{}: {}", id, n));
    spoken.push_back(std::move(row));
  }
  for (const auto& [who, n] : lines_of) out.voices.push_back(fmt::format("{} by a speech service (voice of {}, with consent)", n == 1 ? "1 line" : fmt::format("{} lines", n), who));
  std::map<std::string, std::vector<std::string>> by_reason;
  for (const auto& [id, why] : unheard) {
    const Node* node = graph.find(id.ends_with(kSpoken) ? NodeId(id.substr(0, id.size() - kSpoken.size()) + "/voice") : id);
    if (!node || (node->pass != "line.voice" && node->pass != "line.dub")) continue;
    by_house.push_back({{"line", id}, {"why", why}});
    out.lines.push_back(fmt::format("{}: a voice of the house instead. {}", id, why));
    by_reason[why].push_back(id);
  }
  for (const auto& [why, ids] : by_reason)
    out.notes.push_back(fmt::format("{} {} spoken by a voice of the house instead. {} The next make asks again.", ids.size() == 1 ? ids[0] : fmt::format("{} lines ({} ...)", ids.size(), ids[0]), ids.size() == 1 ? "is" : "are", why));
  if (!spoken.empty() || !by_house.empty()) out.document = {{"spoken", spoken}, {"by_the_house", by_house}};
  return out;
}

}  // namespace auteur::production

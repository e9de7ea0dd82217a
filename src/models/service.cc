#include "auteur/models/service.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#include <toml++/toml.h>
#pragma GCC diagnostic pop
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "auteur/base/data_folder.h"
#include "auteur/base/text.h"

namespace auteur::models {
namespace {

constexpr std::uint64_t kMostOwnBytes = 256 << 10;

constexpr Kind kKinds[] = {Kind::kPiper, Kind::kOpenAi, Kind::kElevenLabs};

// data/models/services.json: what is usual for a kind.
const Json& table() {
  static const Json known = read_data("models/services.json").value("kinds", Json::object());
  return known;
}
Json usual(Kind kind) { return table().value(std::string(name_of(kind)), Json::object()); }

std::optional<Kind> kind_from(const std::string& name) {
  for (const Kind k : kKinds)
    if (lower(trim(name)) == name_of(k)) return k;
  return std::nullopt;
}

struct OwnDocument { Json json = Json::object(); std::map<std::string, SourcePlace> places; };

Result<OwnDocument> read_own(const Path& file) {
  OwnDocument out;
  const std::string text = TRY(read_text(file, kMostOwnBytes));
  try {
    const toml::table all = toml::parse(text, file.string());
    for (const auto& [name, node] : all) {
      const std::string key(name.str());
      out.places[key] = {file.string(), static_cast<int>(name.source().begin.line), static_cast<int>(name.source().begin.column)};
      Json& j = out.json[key];
      if (const auto* s = node.as_string()) j = s->get();
      if (const auto* t = node.as_table()) {
        j = Json::object();
        for (const auto& [k, v] : *t) {
          if (const auto* s = v.as_string()) j[std::string(k.str())] = s->get();
          else if (const auto* i = v.as_integer()) j[std::string(k.str())] = i->get();
          else if (const auto* d = v.as_floating_point()) j[std::string(k.str())] = d->get();
          else if (const auto* b = v.as_boolean()) j[std::string(k.str())] = b->get();
          else j[std::string(k.str())] = nullptr;
        }
      }
    }
  } catch (const toml::parse_error& e) {  // its words may quote the line, and the line may be a key
    return fail(ErrorCode::kInvalidInput, "This cannot be read as TOML.", {file.string(), static_cast<int>(e.source().begin.line), static_cast<int>(e.source().begin.column)});
  }
  return out;
}

bool looks_like_key(const std::string& value) {
  if (value.starts_with("sk-") || value.starts_with("sk_") || value.starts_with("Bearer ")) return true;
  return value.size() >= 32 && value.find_first_not_of("0123456789abcdefABCDEF") == value.npos;  // ElevenLabs' older ones
}

}  // namespace

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::kPiper: return "piper";
    case Kind::kOpenAi: return "openai";
    case Kind::kElevenLabs: return "elevenlabs";
  }
  return "piper";
}

std::string key_within(const Json& document) {
  for (const auto& [name, value] : document.items()) {
    std::string plain;
    for (const char c : lower(name)) if (c != '_' && c != '-') plain += c;
    for (const char* word : {"key", "apikey", "xiapikey", "token", "accesstoken", "secret", "password", "authorization", "bearer"})
      if (plain == word || plain.ends_with("apikey")) return name;
    if (value.is_string() && looks_like_key(value.get<std::string>())) return name;
  }
  return {};
}

Result<Service> service_from(const std::string& name, const Json& document, const SourcePlace& place) {
  if (const std::string key = key_within(document); !key.empty())
    return fail(ErrorCode::kRefused, fmt::format("'{}' of the service '{}' looks like a key, and a key has no place here (rule: keys are not copied about with films). Take it out, have the service give you a new one if this file was ever shared, and write it into {}: {} = \"...\" (chmod 600).", key, name, (own_folder() / "keys.toml").string(), name), place);
  Service s;
  s.name = name;
  s.place = place;
  const Json wanted = document.value("kind", Json(name));
  const std::string given = wanted.is_string() ? wanted.get<std::string>() : "";
  const auto kind = kind_from(given);
  if (!kind) {
    std::vector<std::string> names;
    for (const Kind k : kKinds) names.emplace_back(name_of(k));
    const std::string near = closest(lower(given), names);
    return fail(ErrorCode::kInvalidInput, fmt::format("The service '{}' needs its kind: {}.{}", name, fmt::join(names, ", "), near.empty() ? "" : fmt::format(" Did you mean kind = \"{}\"?", near)), place);
  }
  s.kind = *kind;
  Json all = usual(*kind);
  for (const auto& [key, value] : document.items()) all[key] = value;
  const auto text = [&](const char* key) { return all.contains(key) && all[key].is_string() ? std::string(trim(all[key].get<std::string>())) : std::string(); };
  const auto number = [&](const char* key, double otherwise, double low, double high) -> Result<double> {
    if (!all.contains(key)) return otherwise;
    if (!all[key].is_number() || !(all[key].get<double>() >= low && all[key].get<double>() <= high)) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' of the service '{}' must be a number from {:g} to {:g}.", key, name, low, high), place);
    return all[key].get<double>();
  };
  s.url = text("url");
  if (s.url.empty()) return fail(ErrorCode::kInvalidInput, fmt::format("The service '{}' needs an address: url = \"http://127.0.0.1:5000\"", name), place);
  if (auto good = check_url(s.url); !good) {
    Error e = good.error();
    e.place = place;
    return std::unexpected(e);
  }
  while (s.url.ends_with('/')) s.url.pop_back();
  if (s.url.ends_with("/v1")) s.url.resize(s.url.size() - 3);  // as other programs want an OpenAI-compatible address
  s.model = text("model");
  s.format = text("format");
  s.plain_http = all.value("plain_http", Json()).is_boolean() && all["plain_http"].get<bool>();
  s.rate = static_cast<int>(TRY(number("rate", 24000, 8000, 192000)));
  s.at_once = static_cast<int>(TRY(number("at_once", 1, 1, 16)));
  s.limits.connect = Seconds(TRY(number("connect_s", s.limits.connect.value, 0.05, 120)));
  s.limits.whole = Seconds(TRY(number("answer_s", s.limits.whole.value, 0.05, 1800)));
  s.limits.stall = Seconds(TRY(number("stall_s", s.limits.stall.value, 1, 600)));
  s.limits.tries = static_cast<int>(TRY(number("tries", s.limits.tries, 1, 10)));
  const auto formats = usual(*kind).value("formats", std::vector<std::string>{});
  if (std::find(formats.begin(), formats.end(), s.format) == formats.end()) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is no format that is taken from a service of the kind {}: {}.", s.format, name_of(*kind), fmt::join(formats, ", ")), place);
  if (s.format.starts_with("pcm_")) s.rate = std::atoi(s.format.c_str() + 4);
  return s;
}

Json to_json(const Service& s) {
  return {{"name", s.name}, {"kind", name_of(s.kind)}, {"url", s.url}, {"model", s.model}, {"format", s.format}, {"rate", s.rate}, {"at_once", s.at_once}, {"plain_http", s.plain_http}, {"connect_s", s.limits.connect.value}, {"answer_s", s.limits.whole.value}, {"stall_s", s.limits.stall.value}, {"tries", s.limits.tries}};
}

Result<Service> from_json(const Json& document) {
  Json j = document.is_object() ? document : Json::object();
  const Json name = j.value("name", Json());
  j.erase("name");
  return service_from(name.is_string() ? name.get<std::string>() : "", j, {});
}

Path own_folder() {
  if (const char* config = std::getenv("XDG_CONFIG_HOME"); config && config[0] == '/') return Path(config) / "auteur";
  const char* home = std::getenv("HOME");
  return home && home[0] == '/' ? Path(home) / ".config/auteur" : Path();
}

Result<std::map<std::string, Service>> own_services(const Path& folder) {
  std::map<std::string, Service> out;
  std::error_code ec;
  const Path file = folder / "services.toml";
  if (folder.empty() || !std::filesystem::exists(file, ec)) return out;
  const OwnDocument document = TRY(read_own(file));
  for (const auto& [name, j] : document.json.items()) {
    const SourcePlace& place = document.places.at(name);
    if (!j.is_object()) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' must be a table of a service: [{}] on a line of its own, and url = \"...\" below it.", name, name), place);
    Service s = TRY(service_from(name, j, place));
    s.persons_own = true;
    out.emplace(name, std::move(s));
  }
  return out;
}

namespace {
// The maker's own server: the one place where a key under the kind's name goes.
bool is_home(const Service& service) { return origin_of(service.url) == usual(service.kind).value("home", ""); }
}  // namespace

bool may_have_key(const Service& service) { return service.persons_own || is_home(service); }

Result<std::string> key_of(const Service& service, const Path& folder) {
  if (!may_have_key(service)) return std::string();
  std::error_code ec;
  const Path file = folder / "keys.toml";
  if (!folder.empty() && std::filesystem::exists(file, ec)) {
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) return fail(ErrorCode::kRefused, "The keys cannot be read. It must be a plain file.", {file.string()});
    if ((about.st_mode & 077) != 0 || (about.st_uid != ::geteuid() && about.st_uid != 0))
      return fail(ErrorCode::kRefused, fmt::format("Others can read or own these keys (rule: keys are yours alone). Write: chmod 600 {}", file.string()), {file.string()});
    const OwnDocument document = TRY(read_own(file));
    for (const std::string& name : {service.name, is_home(service) ? std::string(name_of(service.kind)) : service.name})
      if (document.json.contains(name) && document.json[name].is_string()) return std::string(trim(document.json[name].get<std::string>()));
  }
  if (!is_home(service)) return std::string();
  const std::string variable = usual(service.kind).value("key_variable", "");
  const char* value = variable.empty() ? nullptr : std::getenv(variable.c_str());
  return value ? std::string(trim(value)) : std::string();
}

bool is_stock_voice(const Service& service, const std::string& voice) {
  if (service.kind == Kind::kPiper) return true;  // published models
  const auto stock = usual(service.kind).value("stock_voices", std::vector<std::string>{});
  return std::find(stock.begin(), stock.end(), voice) != stock.end();
}

}  // namespace auteur::models

#include "identity_layers.h"

#include <algorithm>

#include "animal_layers.h"
#include "auteur/base/text.h"
#include "mesh_builder.h"
#include "person_words.h"

namespace auteur::world {
namespace {

float clamped(double v) { return static_cast<float>(std::clamp(v, 0.0, 1.0)); }

// Takes of a layer lie far apart in the stream that casting tries variants from.
std::uint64_t variant_of(const Json& brief, std::uint32_t take) { return brief.value("variant", std::uint64_t{0}) + 1000 * static_cast<std::uint64_t>(take - 1); }
std::uint64_t seed_in(const Json& brief, const char* layer) { return mix(brief.value("seed", std::uint64_t{0}), seed_of(layer)); }

std::vector<Vec3> colours(const Json& list) {
  std::vector<Vec3> out;
  for (const auto& c : list)
    if (c.is_string()) out.push_back(linear_of_hex(c.get<std::string>()));
  if (out.empty()) out.emplace_back(0.3f);
  return out;
}
const Json& table(const char* key) {
  static const Json none = Json::object();
  const Json& t = people_table();
  return t.contains(key) ? t[key] : none;
}
Json list_in(const char* key, const std::string& name) { return table(key).value(name, Json::array()); }

const std::map<std::string, HairStyle>& hair_styles() {
  static const std::map<std::string, HairStyle> k = {{"bald", HairStyle::kBald}, {"fringe", HairStyle::kFringe}, {"short", HairStyle::kShort}, {"bob", HairStyle::kBob}, {"long", HairStyle::kLong}, {"bun", HairStyle::kBun}, {"curly", HairStyle::kCurly}, {"ponytail", HairStyle::kPonytail}, {"cap", HairStyle::kCap}, {"hood", HairStyle::kHood}};
  return k;
}
const std::map<std::string, Garment>& garments() {
  static const std::map<std::string, Garment> k = {{"coat", Garment::kCoat}, {"jacket", Garment::kJacket}, {"jumper", Garment::kJumper}, {"sweater", Garment::kJumper}, {"shirt", Garment::kShirt}, {"dress", Garment::kDress}, {"uniform", Garment::kUniform}, {"apron", Garment::kApron}, {"cardigan", Garment::kCardigan}};
  return k;
}
void choose(const Json& from, const char* key, const std::map<std::string, HairStyle>& names, HairStyle& to) {
  if (!from.contains(key) || !from[key].is_string()) return;
  if (const auto at = names.find(lower(from[key].get<std::string>())); at != names.end()) to = at->second;
}
void colour(const Json& from, const char* key, Vec3& to) {
  if (from.contains(key) && from[key].is_string()) to = linear_of_hex(from[key].get<std::string>());
}
void flag(const Json& from, const char* key, bool& to) {
  if (from.contains(key) && from[key].is_boolean()) to = from[key].get<bool>();
}
void number(const Json& from, const char* key, float& to, float low, float high) {
  if (from.contains(key) && from[key].is_number()) to = std::clamp(from[key].get<float>(), low, high);
}

// Who somebody is before any layer: the same in all of them.
struct Person { int age; double femininity; bool child, teen, old, female; std::string complexion; };
Person person_of(const Json& brief) {
  Person p{brief.value("age", 35), brief.value("femininity", 0.5), false, false, false, false, brief.value("complexion", "light")};
  p.child = p.age < 13;
  p.teen = p.age >= 13 && p.age < 18;
  p.old = p.age >= 60;
  p.female = p.femininity > 0.5;
  return p;
}

void obey_shape(Identity& p, const Json& wanted, const Json& decided, auto in_layer) {
  const auto each = [&](const Json& from, const char* key, auto put) {
    if (!from.contains(key) || !from[key].is_object()) return;
    for (const auto& [name, value] : from[key].items())
      if (value.is_number() && in_layer(name)) put(name, value.template get<double>());
  };
  const auto now = [&](const std::string& name) { return p.shape.contains(name) ? static_cast<double>(p.shape[name]) : 0.5; };
  each(wanted, "add", [&](const std::string& name, double v) { p.shape[name] = clamped(now(name) + v); });
  each(wanted, "set", [&](const std::string& name, double v) { p.shape[name] = clamped(v + (now(name) - 0.5) * 0.1); });
  each(decided, "shape", [&](const std::string& name, double v) { p.shape[name] = clamped(v); });
}
bool is_hair(const std::string& name) { return name.starts_with("hair_"); }

}  // namespace

const std::vector<Vec3>& outer_dyes() {
  static const std::vector<Vec3> dyes = colours(table("dyes").value("outer", Json::array()));
  return dyes;
}

void draw_face(Identity& p, const Json& brief, std::uint32_t take) {
  if (is_animal(brief)) return draw_animal(p, brief, take);
  const Json wanted = brief.value("wanted", Json::object()), decided = brief.value("decided", Json::object());
  const Person who = person_of(brief);
  const Draws d(seed_in(brief, "face"), variant_of(brief, take));
  p.id = brief.value("id", "");
  p.age = static_cast<float>(who.age);
  p.femininity = static_cast<float>(who.femininity);

  // Caricature: shapes are drawn wide, not bunched in the middle.
  for (const char* name : kShape) p.shape[name] = clamped(0.5 + (d.unit(name) - 0.5) * 0.75 + (d.unit(std::string(name) + "+") - 0.5) * 0.35);
  const auto set = [&](const char* name, double v) { p.shape[name] = clamped(v + (static_cast<double>(p.shape[name]) - 0.5) * 0.3); };
  const auto push = [&](const char* name, double by) { p.shape[name] = clamped(static_cast<double>(p.shape[name]) + by); };
  switch (d.below("idea", 5)) {  // faces have an idea: round, long, square, pear-shaped or heart-shaped heads
    case 0: set("skull_width", 0.75); set("jaw_width", 0.6); set("cheek", 0.8); set("chin", 0.3); break;
    case 1: set("skull_height", 0.85); set("skull_width", 0.22); set("chin", 0.8); set("nose_length", 0.8); break;
    case 2: set("jaw_width", 0.85); set("skull_height", 0.45); set("chin", 0.6); set("brow_thickness", 0.75); break;
    case 3: set("skull_width", 0.35); set("jaw_width", 0.8); set("cheek", 0.7); set("belly", 0.65); break;
    default: set("skull_width", 0.7); set("jaw_width", 0.15); set("chin", 0.45); set("cheek", 0.35); set("skull_height", 0.65); break;
  }
  const bool female = who.female;
  push("jaw_width", female ? -0.14 : 0.1);
  push("shoulder", female ? -0.16 : 0.14);
  push("hip", female ? 0.18 : -0.1);
  push("brow_thickness", female ? -0.16 : 0.12);
  push("lip_fullness", female ? 0.18 : -0.08);
  push("eye_size", female ? 0.08 : -0.04);
  push("neck_width", female ? -0.18 : 0.12);
  if (who.child) {
    set("eye_size", 0.8); set("nose_length", 0.2); set("jaw_width", 0.3); set("chin", 0.25); set("cheek", 0.75); set("shoulder", 0.3);
    p.shape["wrinkles"] = 0;
    p.shape["brow_thickness"] *= 0.6f;
  } else {
    p.shape["wrinkles"] = clamped((who.age - 30) / 55.0 + d.range("lines", -0.08, 0.08));
  }
  if (who.old) { push("ear_size", 0.22); push("nose_length", 0.15); push("bag", 0.3); push("lid_weight", 0.25); push("posture", 0.2); push("eye_size", -0.1); }

  const double asked_height = wanted.value("height", 0.0);
  const bool height_said = wanted.contains("height");
  double height = (female ? 1.395 : 1.465) + (height_said ? d.range("height", -0.02, 0.02) : d.range("height", -0.085, 0.085)) + 0.2 * asked_height;
  if (who.child) height = 0.84 + 0.035 * std::max(who.age, 3) + d.range("height", -0.03, 0.03) + 0.07 * asked_height;
  else if (who.teen) height = d.range("height", 1.29, 1.41) + 0.014 * (who.age - 15) + 0.14 * asked_height;
  else if (who.old && !height_said) height -= 0.03;
  double girth = d.range("girth", 0.15, 0.85);
  if (who.child) girth = std::clamp(girth, 0.25, 0.6);
  if (wanted.contains("girth")) girth = wanted["girth"].get<double>() + d.range("girth", -0.06, 0.06);
  if (wanted.contains("girth_at_least")) girth = std::max(girth, wanted["girth_at_least"].get<double>());
  p.height_m = static_cast<float>(height);
  number(decided, "height", p.height_m, 0.7f, 1.9f);
  p.shape["girth"] = clamped(girth);
  p.shape["belly"] = clamped(0.5 * static_cast<double>(p.shape["belly"]) + 0.45 * girth + (who.age > 45 ? 0.08 : -0.05));

  const bool pale = who.complexion == "fair" || who.complexion == "light";
  p.shape["freckles"] = clamped(pale && d.unit("freckled") < (who.child ? 0.4 : 0.16) ? d.range("freckles", 0.4, 0.9) : 0.0);
  p.shape["blush"] = clamped(d.range("blush", 0.3, 0.75) + (who.child ? 0.12 : 0.0));
  obey_shape(p, wanted, decided, [](const std::string& name) { return !is_hair(name); });

  const auto tones = colours(list_in("complexions", who.complexion));
  p.skin = tones[d.below("tone", tones.size())] * static_cast<float>(d.range("skin", 0.95, 1.04));
  colour(wanted, "skin", p.skin);
  colour(decided, "skin", p.skin);
  const auto eyes = colours(table("eye_tones").value(pale || who.complexion == "albino" ? "all" : "dark", Json::array()));
  p.eye_colour = eyes[d.below("eyes", eyes.size())];
  colour(wanted, "eyes", p.eye_colour);
  colour(decided, "eye_colour", p.eye_colour);
  p.temper = clamped(d.range("temper", 0.2, 0.8) + (who.child ? 0.2 : 0.0) - (who.old ? 0.15 : 0.0) + wanted.value("temper", 0.0));
  number(decided, "temper", p.temper, 0, 1);
}

void draw_makeup(Identity& p, const Json& brief, std::uint32_t take) {
  if (is_animal(brief)) return draw_coat(p, brief, take);
  const Json wanted = brief.value("wanted", Json::object()), decided = brief.value("decided", Json::object());
  const Person who = person_of(brief);
  const Draws d(seed_in(brief, "makeup"), variant_of(brief, take));
  for (const char* name : kHairShape) p.shape[name] = clamped(d.range(name, 0.12, 0.88));
  obey_shape(p, wanted, decided, is_hair);

  const auto tones = colours(list_in("hair_tones", wanted.value("hair_tones", table("hair_of").value(who.complexion, "all"))));
  p.hair_colour = tones[d.below("tone", tones.size())];
  const double grey = std::clamp((who.age - 46) / 26.0 + d.range("grey", -0.25, 0.2), 0.0, 1.0);
  p.hair_colour = glm::mix(p.hair_colour, linear_of_hex(people_table().value("grey_hair", "#b9b4ab")), static_cast<float>(grey));
  colour(wanted, "hair_colour", p.hair_colour);
  colour(decided, "hair_colour", p.hair_colour);

  const char* group = who.child ? (who.female ? "girls" : "boys") : who.female ? (who.old ? "old_women" : "women") : who.old ? "old_men" : "men";
  const Json styles = table("hair_styles").value(group, Json::array({"short"}));
  choose({{"hair", styles[d.below("style", styles.size())]}}, "hair", hair_styles(), p.hair);
  choose(wanted, "hair", hair_styles(), p.hair);
  choose(decided, "hair", hair_styles(), p.hair);

  p.beard = !who.female && who.age >= 24 && d.unit("beard") < (who.old ? 0.35 : 0.22);
  p.moustache = p.beard || (!who.female && who.age >= 24 && d.unit("moustache") < 0.16);
  if (wanted.value("moustache", false) && !wanted.contains("beard")) p.beard = false;
  p.glasses = who.age > 18 && d.unit("glasses") < (who.old ? 0.35 : 0.14);
  for (const Json& from : {wanted, decided}) {
    flag(from, "beard", p.beard);
    flag(from, "moustache", p.moustache);
    flag(from, "glasses", p.glasses);
  }
}

void draw_wardrobe(Identity& p, const Json& brief, std::uint32_t take) {
  if (is_animal(brief)) return draw_gear(p, brief, take);
  const Json wanted_always = brief.value("wanted", Json::object()), by_day = brief.value("by_day", Json::object()), decided = brief.value("decided", Json::object()), dyes = brief.value("dyes", Json::object());
  const Person who = person_of(brief);
  const Draws cut(seed_in(brief, "wardrobe"), variant_of(brief, take));  // the cut belongs to the person, the colour to the day
  const Json& palette = table("dyes");
  const auto inner = colours(palette.value("inner", Json::array())), trousers = colours(palette.value("trousers", Json::array())), shoes = colours(palette.value("shoes", Json::array()));
  using enum Garment;
  static constexpr Garment kWomen[] = {kDress, kCardigan, kJumper, kCoat, kShirt}, kMen[] = {kJumper, kJacket, kShirt, kCoat, kCardigan};
  for (const auto& day_json : brief.value("days", Json::array({1}))) {
    const int day = day_json.get<int>();
    const std::string key = std::to_string(day);
    Json wanted = wanted_always;
    for (auto at = by_day.begin(); at != by_day.end(); ++at)  // the latest decided day before or at this one
      if (std::atoi(at.key().c_str()) <= day && (!wanted.contains("from_day") || std::atoi(at.key().c_str()) >= wanted["from_day"].get<int>())) {
        wanted = at.value();
        wanted["from_day"] = std::atoi(at.key().c_str());
      }
    const Draws dye(mix(seed_in(brief, "dye"), static_cast<std::uint64_t>(day)), variant_of(brief, take));
    Outfit o;
    o.garment = who.child ? (who.female && cut.unit("dress") < 0.5 ? kDress : kJumper) : who.female ? kWomen[cut.below("garment", 5)] : kMen[cut.below("garment", 5)];
    const auto garment = [&](const Json& from) {
      if (!from.contains("garment") || !from["garment"].is_string()) return;
      if (const auto at = garments().find(lower(from["garment"].get<std::string>())); at != garments().end()) o.garment = at->second;
    };
    garment(wanted);
    garment(decided);
    const std::size_t first = dyes.value(key, std::size_t{0}) % outer_dyes().size();
    o.outer = outer_dyes()[take == 1 ? first : (first + 1 + dye.below("outer", outer_dyes().size() - 1)) % outer_dyes().size()];
    const auto pick = [&](const char* name, const std::vector<Vec3>& list) { return list[dye.below(name, list.size())]; };
    o.inner = pick("inner", inner);
    for (std::size_t i = 0; i < inner.size() && glm::length(glm::sqrt(o.inner) - glm::sqrt(o.outer)) < 0.22f; ++i) o.inner = inner[(dye.below("inner", inner.size()) + i) % inner.size()];
    o.trousers = pick("trousers", trousers);
    o.shoes = pick("shoes", shoes);
    o.accent = pick("accent", inner);
    o.scarf = cut.unit("scarf") < 0.18;
    if (o.garment == kUniform) {
      o.outer = linear_of_hex(palette.value("uniform", "#3a4656"));
      o.accent = linear_of_hex(palette.value("badge", "#b08a4a"));
    }
    if (o.garment == kApron) o.outer = glm::mix(o.outer, inner.front(), 0.15f);
    colour(wanted, "cloth", o.outer);
    for (const Json& from : {wanted, decided}) {
      colour(from, "outer", o.outer);
      colour(from, "inner", o.inner);
      colour(from, "trousers", o.trousers);
      colour(from, "shoes", o.shoes);
      colour(from, "accent", o.accent);
      flag(from, "scarf", o.scarf);
    }
    p.outfit_by_day[day] = o;
  }
}

void draw_voice(Identity& p, const Json& brief, std::uint32_t take) {
  const Json wanted = brief.value("wanted", Json::object()), decided = brief.value("decided", Json::object());
  const Person who = person_of(brief);
  const Draws d(seed_in(brief, "voice"), variant_of(brief, take));
  const double temper = 0.5 + wanted.value("temper", 0.0) + d.range("temper", -0.25, 0.25);
  p.age = static_cast<float>(who.age);
  p.femininity = static_cast<float>(who.femininity);
  p.voice_depth = clamped((who.female ? 0.62 : 0.28) + (who.child ? 0.34 : who.teen ? 0.12 : 0.0) - 0.12 * (wanted.value("girth", 0.5) - 0.5) - 0.05 * wanted.value("height", 0.0) + d.range("depth", -0.12, 0.12) + (who.old && who.female ? -0.06 : 0.0) + wanted.value("voice_depth", 0.0));
  p.voice_pace = clamped(0.5 + (temper - 0.5) * 0.6 - (who.old ? 0.14 : 0.0) + d.range("pace", -0.1, 0.1) + wanted.value("voice_pace", 0.0));
  p.voice_energy = clamped(0.5 + (temper - 0.5) * 0.7 + d.range("energy", -0.08, 0.08) + wanted.value("voice_energy", 0.0));
  number(decided, "voice_depth", p.voice_depth, 0, 1);
  number(decided, "voice_pace", p.voice_pace, 0, 1);
  number(decided, "voice_energy", p.voice_energy, 0, 1);
}

}  // namespace auteur::world

// Identities and their layers as documents.
#include <fmt/format.h>

#include "auteur/base/sha256.h"
#include "auteur/world/cast.h"
#include "identity_layers.h"

namespace auteur::world {
namespace {

Json of(Vec3 v) { return Json::array({v.x, v.y, v.z}); }
bool read(const Json& j, Vec3& v) {
  if (!j.is_array() || j.size() != 3) return false;
  for (std::size_t i = 0; i < 3; ++i) {
    if (!j[i].is_number()) return false;
    v[static_cast<int>(i)] = j[i].get<float>();
  }
  return true;
}

Json outfits_json(const Identity& p) {
  Json outfits = Json::array();
  for (const auto& [day, o] : p.outfit_by_day) {
    outfits.push_back({{"day", day}, {"garment", static_cast<int>(o.garment)}, {"outer", of(o.outer)}, {"inner", of(o.inner)}, {"trousers", of(o.trousers)}, {"shoes", of(o.shoes)}, {"scarf", o.scarf}, {"accent", of(o.accent)}});
    if (!o.gear.empty()) outfits.back()["gear"] = o.gear;
  }
  return outfits;
}

Json shape_json(const Identity& p, bool hair) {
  Json shape = Json::object();
  for (const auto& [name, value] : p.shape)
    if (name.starts_with("hair_") == hair) shape[name] = value;
  return shape;
}

Json face_json(const Identity& p) {
  Json j{{"height_m", p.height_m}, {"age", p.age}, {"femininity", p.femininity}, {"shape", shape_json(p, false)}, {"skin", of(p.skin)}, {"eye_colour", of(p.eye_colour)}};
  if (!p.species.empty()) j.update({{"species", p.species}, {"breed", p.breed}});
  return j;
}

// An animal's coat is laid on with its make-up.
void add_coat(Json& j, const Identity& p) {
  if (!p.pattern.empty()) j.update({{"pattern", p.pattern}, {"skin", of(p.skin)}, {"dark", of(p.dark)}, {"mane", of(p.mane)}});
}

}  // namespace

std::string face_digest(const Identity& p) { return sha256(std::string_view(canonical_json(face_json(p)))).hex(); }

Json face_take(const Json& brief, std::uint32_t take) {
  Identity p;
  draw_face(p, brief, take);
  Json j = face_json(p);
  j.update({{"kind", "auteur.face"}, {"version", 1}, {"id", p.id}, {"temper", p.temper}, {"digest", face_digest(p)}});
  return j;
}

Json makeup_take(const Json& brief, std::uint32_t take) {
  Identity p;
  draw_makeup(p, brief, take);
  Json j{{"kind", "auteur.makeup"}, {"version", 1}, {"shape", shape_json(p, true)}, {"hair", static_cast<int>(p.hair)}, {"hair_colour", of(p.hair_colour)}, {"beard", p.beard}, {"moustache", p.moustache}, {"glasses", p.glasses}};
  add_coat(j, p);
  return j;
}

Json wardrobe_take(const Json& brief, std::uint32_t take) {
  Identity p;
  draw_wardrobe(p, brief, take);
  return {{"kind", "auteur.wardrobe"}, {"version", 1}, {"outfits", outfits_json(p)}};
}

Json voice_take(const Json& brief, std::uint32_t take) {
  Identity p;
  draw_voice(p, brief, take);
  return {{"kind", "auteur.voice_traits"}, {"version", 1}, {"age", p.age}, {"femininity", p.femininity}, {"depth", p.voice_depth}, {"pace", p.voice_pace}, {"energy", p.voice_energy}};
}

Result<Identity> compose_identity(const Json& face, const Json& makeup, const Json& wardrobe) {
  TRY(expect_kind(face, "auteur.face", 1));
  TRY(expect_kind(makeup, "auteur.makeup", 1));
  TRY(expect_kind(wardrobe, "auteur.wardrobe", 1));
  Json whole = face;
  const Json shape = face.value("shape", Json::object()), hair = makeup.value("shape", Json::object());
  whole.update(makeup);
  whole.update(wardrobe);
  if (!shape.is_object() || !hair.is_object()) return fail(ErrorCode::kInvalidInput, "A face or make-up document lacks a proper 'shape'.");
  whole["shape"] = shape;
  whole["shape"].update(hair);
  whole["kind"] = "auteur.identity";
  whole["version"] = 1;
  return identity_from_json(whole);
}

Json to_json(const Identity& p) {
  const Json outfits = outfits_json(p);
  Json j{{"kind", "auteur.identity"}, {"version", 1}, {"id", p.id}, {"height_m", p.height_m}, {"age", p.age}, {"femininity", p.femininity}, {"shape", p.shape}, {"hair", static_cast<int>(p.hair)}, {"beard", p.beard}, {"moustache", p.moustache}, {"glasses", p.glasses}, {"skin", of(p.skin)}, {"hair_colour", of(p.hair_colour)}, {"eye_colour", of(p.eye_colour)}, {"outfits", outfits}, {"voice_depth", p.voice_depth}, {"voice_pace", p.voice_pace}, {"voice_energy", p.voice_energy}, {"temper", p.temper}};
  if (p.model) j["model"] = {{"digest", p.model->digest}, {"wishes", p.model->wishes}, {"measures", p.model->measures}};
  if (!p.species.empty()) j.update({{"species", p.species}, {"breed", p.breed}});
  add_coat(j, p);
  return j;
}

Result<Identity> identity_from_json(const Json& j) {
  TRY(expect_kind(j, "auteur.identity", 1));
  const auto wrong = [](const char* what) { return fail(ErrorCode::kInvalidInput, std::string("An identity document lacks a proper '") + what + "'."); };
  Identity p;
  if (!j.contains("id") || !j["id"].is_string()) return wrong("id");
  p.id = j["id"].get<std::string>();
  for (const auto& [key, to] : {std::pair{"height_m", &p.height_m}, std::pair{"age", &p.age}, std::pair{"femininity", &p.femininity}, std::pair{"temper", &p.temper}}) {
    if (!j.contains(key) || !j[key].is_number()) return wrong(key);
    *to = j[key].get<float>();
  }
  for (const auto& [key, to] : {std::pair{"voice_depth", &p.voice_depth}, std::pair{"voice_pace", &p.voice_pace}, std::pair{"voice_energy", &p.voice_energy}})
    if (j.contains(key)) {
      if (!j[key].is_number()) return wrong(key);
      *to = j[key].get<float>();
    }
  for (const auto& [key, to] : {std::pair{"beard", &p.beard}, std::pair{"moustache", &p.moustache}, std::pair{"glasses", &p.glasses}}) {
    if (!j.contains(key) || !j[key].is_boolean()) return wrong(key);
    *to = j[key].get<bool>();
  }
  for (const auto& [key, to] : {std::pair{"species", &p.species}, std::pair{"breed", &p.breed}, std::pair{"pattern", &p.pattern}})
    if (j.contains(key)) {
      if (!j[key].is_string() || j[key].get_ref<const std::string&>().size() > 60) return wrong(key);
      *to = j[key].get<std::string>();
    }
  for (const auto& [key, to] : {std::pair{"dark", &p.dark}, std::pair{"mane", &p.mane}})
    if (j.contains(key) && !read(j[key], *to)) return wrong(key);
  for (const auto& [key, to] : {std::pair{"skin", &p.skin}, std::pair{"hair_colour", &p.hair_colour}, std::pair{"eye_colour", &p.eye_colour}})
    if (!j.contains(key) || !read(j[key], *to)) return wrong(key);
  if (!j.contains("hair") || !j["hair"].is_number_integer() || j["hair"].get<std::int64_t>() < 0 || j["hair"].get<std::int64_t>() > static_cast<int>(HairStyle::kHood)) return wrong("hair");
  p.hair = static_cast<HairStyle>(j["hair"].get<int>());
  if (!j.contains("shape") || !j["shape"].is_object() || j["shape"].size() > 200) return wrong("shape");
  for (const auto& [key, value] : j["shape"].items()) {
    if (!value.is_number()) return wrong("shape");
    p.shape[key] = value.get<float>();
  }
  if (!j.contains("outfits") || !j["outfits"].is_array() || j["outfits"].size() > 10000) return wrong("outfits");
  for (const auto& item : j["outfits"]) {
    if (!item.is_object()) return wrong("outfits");
    Outfit o;
    const auto garment = item.find("garment"), day = item.find("day"), scarf = item.find("scarf");
    if (garment == item.end() || !garment->is_number_integer() || day == item.end() || !day->is_number_integer() || scarf == item.end() || !scarf->is_boolean()) return wrong("outfits");
    if (garment->get<std::int64_t>() < 0 || garment->get<std::int64_t>() > static_cast<int>(Garment::kCardigan)) return wrong("garment");
    o.garment = static_cast<Garment>(garment->get<int>());
    o.scarf = scarf->get<bool>();
    for (const auto& [key, to] : {std::pair{"outer", &o.outer}, std::pair{"inner", &o.inner}, std::pair{"trousers", &o.trousers}, std::pair{"shoes", &o.shoes}, std::pair{"accent", &o.accent}})
      if (!item.contains(key) || !read(item[key], *to)) return wrong(key);
    if (const auto gear = item.find("gear"); gear != item.end()) {
      if (!gear->is_string() || gear->get_ref<const std::string&>().size() > 60) return wrong("gear");
      o.gear = gear->get<std::string>();
    }
    p.outfit_by_day[day->get<int>()] = o;
  }
  if (const auto model = j.find("model"); model != j.end()) {
    if (!model->is_object() || !model->contains("digest") || !(*model)["digest"].is_string() || !model->contains("measures") || !(*model)["measures"].is_object() || (*model)["measures"].size() > 100) return wrong("model");
    BroughtModel& m = p.model.emplace();
    m.digest = (*model)["digest"].get<std::string>();
    m.wishes = model->value("wishes", Json::object());
    for (const auto& [name, value] : (*model)["measures"].items()) {
      if (!value.is_number()) return wrong("model");
      m.measures[name] = value.get<float>();
    }
  }
  return p;
}

}  // namespace auteur::world

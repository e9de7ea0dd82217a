// Identities: everything about a person follows from name, description, bible and the film's seed.
//
// Each person is drawn from a stream of their own. When somebody comes out too like an earlier person, the next draw
// of the same stream is tried; earlier people are never touched, so a new character changes nobody.
#include "auteur/world/cast.h"

#include <algorithm>
#include <array>

#include "auteur/base/random.h"
#include "auteur/base/text.h"
#include "mesh_builder.h"

namespace auteur::world {
namespace {

constexpr std::array kShape = {"skull_width", "skull_height", "skull_depth", "forehead", "jaw_width", "jaw_depth", "chin", "chin_point", "cheek", "cheekbone", "nose_length", "nose_width", "nose_height", "nose_tip", "ear_size", "ear_stick", "brow_thickness", "brow_height", "brow_tilt", "eye_size", "eye_spacing", "eye_height", "eye_tilt", "lid_weight", "bag", "mouth_width", "mouth_height", "lip_fullness", "neck", "neck_width", "shoulder", "girth", "belly", "hip", "leg_length", "arm_length", "hand_size", "foot_size", "hair_volume", "hair_strands", "hair_line", "wrinkles", "posture"};
constexpr double kFloor = 0.42;  // least distance between two people

// Muted clay dyes, display hex: outer garments, what is under them, and accents.
constexpr std::array kOuter = {"#5b2d35", "#a9803d", "#6f7d62", "#4f5e6b", "#8f4a30", "#3f6668", "#b9a884", "#4a4250", "#7a5a3a", "#39424a", "#8a6a6a", "#5f6b3f"};
constexpr std::array kInner = {"#cbbd9c", "#8a4336", "#c19550", "#8d9a86", "#6d7f8c", "#d2c5ae", "#54666a", "#9c6b52"};
constexpr std::array kTrousers = {"#3a3733", "#4b443c", "#39414c", "#5a4a3a", "#454a40", "#5c5348"};
constexpr std::array kSkin = {"#e2b896", "#d3a17c", "#c48f69", "#a97450", "#8a5a3c", "#6b4430", "#54352a"};
constexpr std::array kHair = {"#2a201c", "#3d2a1f", "#5a3a24", "#7a4f2b", "#a0743d", "#c29a5b", "#7d3c22"};
constexpr std::array kEyes = {"#4a3322", "#5d6b4a", "#4f6b80", "#6b5a3a", "#3a3a3c"};

bool says(const std::string& text, std::initializer_list<const char*> words) {
  for (const char* raw : words) {
    const std::string word = raw;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
      const bool start = at == 0 || !std::isalnum(static_cast<unsigned char>(text[at - 1]));
      const auto end = at + word.size();
      if (start && (end >= text.size() || !std::isalnum(static_cast<unsigned char>(text[end])))) return true;
    }
  }
  return false;
}

int age_in(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!std::isdigit(static_cast<unsigned char>(text[i])) || (i > 0 && std::isalnum(static_cast<unsigned char>(text[i - 1])))) continue;
    int n = 0;
    std::size_t j = i;
    while (j < text.size() && std::isdigit(static_cast<unsigned char>(text[j])) && n < 1000) n = n * 10 + (text[j++] - '0');
    if (n >= 3 && n <= 110) {
      if (text.compare(j, 1, "s") == 0 || text.compare(j, 2, "'s") == 0) n += 5;
      return n;
    }
    i = j;
  }
  if (says(text, {"baby", "toddler"})) return 4;
  if (says(text, {"child", "kid", "little girl", "little boy", "boy", "girl", "daughter of"})) return 9;
  if (says(text, {"teenager", "teen", "teenage", "adolescent"})) return 15;
  if (says(text, {"young", "student"})) return 23;
  if (says(text, {"middle-aged", "middle aged"})) return 48;
  if (says(text, {"old", "elderly", "aged", "grandmother", "grandfather", "grandma", "grandpa", "pensioner", "ancient"})) return 74;
  return 0;
}

struct Asked { int age = 0; double femininity = 0.5; bool given_age = false; std::string text; };

float clamped(double v) { return static_cast<float>(std::clamp(v, 0.0, 1.0)); }

Asked asked_of(const screenplay::CastMember& member, const Json& bible, Random& random) {
  Asked a;
  a.text = lower(member.description);
  if (bible.is_object() && bible.contains("description") && bible["description"].is_string()) a.text += " " + lower(bible["description"].get<std::string>());
  const std::string names = lower(member.name);
  a.age = member.age > 0 ? member.age : age_in(a.text);
  if (a.age == 0) a.age = age_in(names);
  a.given_age = a.age > 0;
  if (!a.given_age) a.age = 24 + random.below(44);
  std::string gender = member.gender;
  if (gender.empty()) {
    const std::string all = a.text + " " + names;
    if (says(all, {"woman", "female", "girl", "mother", "grandmother", "wife", "sister", "daughter", "lady", "mrs", "miss", "ms", "queen", "waitress", "actress", "she", "her", "nun", "widow", "aunt"})) gender = "female";
    else if (says(all, {"man", "male", "boy", "father", "grandfather", "husband", "brother", "son", "mr", "king", "waiter", "he", "his", "fisherman", "policeman", "priest", "uncle", "widower"})) gender = "male";
  }
  a.femininity = gender == "female" ? random.range(0.72, 0.98) : gender == "male" ? random.range(0.02, 0.28) : random.range(0.2, 0.8);
  return a;
}

Identity draw(const screenplay::CastMember& member, const Json& bible, std::uint64_t seed, int variant) {
  Random fixed(mix(seed, 77u));  // what a retry must not change: age, gender
  const Asked asked = asked_of(member, bible, fixed);
  Random random(mix(seed, static_cast<std::uint64_t>(variant), 1u));
  const std::string& t = asked.text;
  Identity p;
  p.id = member.id;
  p.age = static_cast<float>(asked.age);
  p.femininity = static_cast<float>(asked.femininity);
  const bool child = asked.age < 13, teen = asked.age >= 13 && asked.age < 18, old = asked.age >= 60;
  const bool female = p.femininity > 0.5f;

  // Caricature: shapes are drawn wide, not bunched in the middle.
  for (const char* name : kShape) {
    const double u = random.unit(), v = random.unit();
    p.shape[name] = clamped(0.5 + (u - 0.5) * 0.75 + (v - 0.5) * 0.35);
  }
  // Faces have an idea: round, long, square or pear-shaped heads.
  const int idea = random.below(4);
  const auto set = [&](const char* name, double v) { p.shape[name] = clamped(v + (static_cast<double>(p.shape[name]) - 0.5) * 0.3); };
  if (idea == 0) { set("skull_width", 0.75); set("jaw_width", 0.6); set("cheek", 0.8); set("chin", 0.3); }
  if (idea == 1) { set("skull_height", 0.85); set("skull_width", 0.22); set("chin", 0.8); set("nose_length", 0.8); }
  if (idea == 2) { set("jaw_width", 0.85); set("skull_height", 0.45); set("chin", 0.6); set("brow_thickness", 0.75); }
  if (idea == 3) { set("skull_width", 0.35); set("jaw_width", 0.8); set("cheek", 0.7); set("belly", 0.65); }
  const auto push = [&](const char* name, double by) { p.shape[name] = clamped(static_cast<double>(p.shape[name]) + by); };
  push("jaw_width", female ? -0.14 : 0.1);
  push("shoulder", female ? -0.16 : 0.14);
  push("hip", female ? 0.18 : -0.1);
  push("brow_thickness", female ? -0.16 : 0.12);
  push("lip_fullness", female ? 0.18 : -0.08);
  push("eye_size", female ? 0.08 : -0.04);
  push("neck_width", female ? -0.18 : 0.12);
  if (child) { set("eye_size", 0.8); set("nose_length", 0.2); set("jaw_width", 0.3); set("chin", 0.25); set("cheek", 0.75); set("wrinkles", 0.0); p.shape["wrinkles"] = 0; p.shape["brow_thickness"] *= 0.6f; set("shoulder", 0.3); }
  else p.shape["wrinkles"] = clamped((asked.age - 30) / 55.0 + random.range(-0.08, 0.08));
  if (old) { push("ear_size", 0.22); push("nose_length", 0.15); push("bag", 0.3); push("lid_weight", 0.25); push("posture", 0.2); push("eye_size", -0.1); }

  double height = female ? random.range(1.32, 1.47) : random.range(1.38, 1.55);
  if (child) height = 0.84 + 0.035 * asked.age + random.range(-0.03, 0.03);
  else if (teen) height = random.range(1.28, 1.42);
  else if (old) height -= 0.04;
  double girth = random.range(0.15, 0.85);
  if (says(t, {"tall", "lanky", "towering", "giant", "huge"})) height = child ? height + 0.1 : random.range(1.56, 1.66);
  if (says(t, {"short", "small", "tiny", "little", "petite"}) && !child) height = random.range(1.2, 1.29);
  if (says(t, {"thin", "slim", "gaunt", "skinny", "lean", "slender", "bony", "lanky", "frail"})) { girth = random.range(0.02, 0.12); push("cheek", -0.3); push("neck_width", -0.2); }
  if (says(t, {"fat", "heavy", "stout", "plump", "round", "chubby", "obese", "large", "big", "portly"})) { girth = random.range(0.86, 1.0); set("belly", 0.9); push("cheek", 0.3); push("neck_width", 0.3); }
  if (says(t, {"strong", "muscular", "burly", "broad", "athletic", "stocky"})) { set("shoulder", 0.92); girth = std::max(girth, 0.6); push("neck_width", 0.3); push("hand_size", 0.25); }
  if (says(t, {"fisherman", "worker", "farmer", "labourer", "hands"})) push("hand_size", 0.3);
  if (child) girth = std::clamp(girth, 0.25, 0.6);
  p.height_m = static_cast<float>(height);
  p.shape["girth"] = clamped(girth);
  p.shape["belly"] = clamped(0.5 * static_cast<double>(p.shape["belly"]) + 0.45 * girth + (asked.age > 45 ? 0.08 : -0.05));

  // Colours of the person.
  const int skin = says(t, {"black", "dark-skinned", "african"}) ? 5 + random.below(2) : says(t, {"pale", "fair"}) ? 0 : says(t, {"tanned", "weathered", "brown-skinned", "olive"}) ? 3 : static_cast<int>(std::array{0, 1, 1, 2, 2, 3, 4, 5}[static_cast<std::size_t>(random.below(8))]);
  p.skin = linear_of_hex(kSkin[static_cast<std::size_t>(skin)]) * static_cast<float>(random.range(0.93, 1.05));
  const int hair_tone = skin >= 4 ? random.below(2) : random.below(static_cast<int>(kHair.size()));
  p.hair_colour = linear_of_hex(kHair[static_cast<std::size_t>(hair_tone)]);
  const double grey = std::clamp((asked.age - 46) / 26.0 + random.range(-0.25, 0.2), 0.0, 1.0);
  p.hair_colour = glm::mix(p.hair_colour, linear_of_hex("#b9b4ab"), static_cast<float>(grey));
  if (says(t, {"grey", "gray", "grey-haired", "gray-haired", "grizzled", "silver"})) p.hair_colour = linear_of_hex("#a8a49c");
  if (says(t, {"white hair", "white-haired", "white beard"})) p.hair_colour = linear_of_hex("#d8d3c8");
  if (says(t, {"red hair", "red-haired", "redhead", "ginger", "auburn", "red-headed"})) p.hair_colour = linear_of_hex("#9a4a26");
  if (says(t, {"blond", "blonde", "fair-haired", "golden hair"})) p.hair_colour = linear_of_hex("#c9a362");
  if (says(t, {"black hair", "dark hair", "dark-haired", "black-haired", "raven"})) p.hair_colour = linear_of_hex("#241c1a");
  if (says(t, {"brown hair", "brunette", "brown-haired"})) p.hair_colour = linear_of_hex("#5a3a24");
  p.eye_colour = linear_of_hex(kEyes[static_cast<std::size_t>(skin >= 4 ? 0 : random.below(static_cast<int>(kEyes.size())))]);

  // Hair.
  using enum HairStyle;
  const HairStyle women[] = {kBob, kLong, kBun, kCurly, kPonytail, kFringe, kShort};
  const HairStyle men[] = {kShort, kShort, kCurly, kFringe, kShort, kBald, kCap};
  p.hair = female ? women[random.below(old ? 4 : 7)] : men[random.below(old ? 7 : 5)];
  if (female && old && random.unit() < 0.5) p.hair = kBun;
  if (child) p.hair = female ? std::array{kPonytail, kBob, kFringe}[static_cast<std::size_t>(random.below(3))] : std::array{kShort, kCurly, kFringe}[static_cast<std::size_t>(random.below(3))];
  if (says(t, {"bald", "balding", "shaven head", "shaved head"})) p.hair = kBald;
  else if (says(t, {"hood", "hooded", "hoodie"})) p.hair = kHood;
  else if (says(t, {"cap", "hat", "beret", "helmet"})) p.hair = kCap;
  else if (says(t, {"bun", "chignon"})) p.hair = kBun;
  else if (says(t, {"ponytail", "pigtails", "braid", "braids"})) p.hair = kPonytail;
  else if (says(t, {"curly", "curls", "afro", "frizzy"})) p.hair = kCurly;
  else if (says(t, {"long hair", "long-haired", "flowing hair"})) p.hair = kLong;
  else if (says(t, {"bob"})) p.hair = kBob;
  else if (says(t, {"fringe", "bangs"})) p.hair = kFringe;
  else if (says(t, {"short hair", "cropped", "crew cut", "short-haired"})) p.hair = kShort;

  const double whisker = random.unit(), lip = random.unit(), lens = random.unit();
  if (!female && asked.age >= 24) {
    p.beard = whisker < (old ? 0.35 : 0.22);
    p.moustache = p.beard || lip < 0.16;
  }
  if (says(t, {"beard", "bearded"})) p.beard = p.moustache = true;
  if (says(t, {"moustache", "mustache"})) { p.moustache = true; if (!says(t, {"beard", "bearded"})) p.beard = false; }
  if (says(t, {"clean-shaven", "clean shaven", "beardless"})) p.beard = p.moustache = false;
  p.glasses = says(t, {"glasses", "spectacles", "bespectacled"}) || (asked.age > 18 && lens < (old ? 0.35 : 0.14));

  // Voice and temper.
  p.voice_depth = clamped((female ? 0.62 : 0.28) + (child ? 0.34 : teen ? 0.12 : 0.0) - 0.12 * (girth - 0.5) - 0.1 * (height - 1.42) / 0.15 * 0.5 + random.range(-0.1, 0.1) + (old && female ? -0.06 : 0.0));
  p.temper = clamped(random.range(0.2, 0.8) + (child ? 0.2 : 0.0) - (old ? 0.15 : 0.0) + (says(t, {"lively", "nervous", "cheerful", "energetic", "loud", "angry", "restless"}) ? 0.3 : 0.0) - (says(t, {"calm", "quiet", "gentle", "shy", "tired", "stern", "serious"}) ? 0.3 : 0.0));
  p.voice_pace = clamped(0.5 + (static_cast<double>(p.temper) - 0.5) * 0.6 - (old ? 0.14 : 0.0) + random.range(-0.1, 0.1));
  p.voice_energy = clamped(0.5 + (static_cast<double>(p.temper) - 0.5) * 0.7 - (says(t, {"frail", "weak", "sick", "ill"}) ? 0.2 : 0.0) + random.range(-0.08, 0.08));
  return p;
}

Outfit outfit_of(const std::string& text, const Identity& p, std::uint64_t seed, int day, const std::vector<Vec3>& taken) {
  using enum Garment;
  Random random(mix(seed, 900u));               // the cut belongs to the person
  Random dye(mix(seed, 901u, static_cast<std::uint64_t>(day)));  // the colour to the day
  Outfit o;
  const bool female = p.femininity > 0.5f, child = p.age < 13;
  const Garment women[] = {kDress, kCardigan, kJumper, kCoat, kShirt}, men[] = {kJumper, kJacket, kShirt, kCoat, kCardigan};
  o.garment = child ? (female && random.unit() < 0.5 ? kDress : kJumper) : female ? women[random.below(5)] : men[random.below(5)];
  if (says(text, {"uniform", "soldier", "police", "policeman", "policewoman", "officer", "guard", "captain", "nurse", "pilot", "inspector", "conductor"})) o.garment = kUniform;
  else if (says(text, {"apron", "cook", "baker", "waiter", "waitress", "chef", "butcher", "maid", "barista", "bartender"})) o.garment = kApron;
  else if (says(text, {"dress", "gown", "skirt", "bride"})) o.garment = kDress;
  else if (says(text, {"coat", "overcoat", "raincoat", "trench"})) o.garment = kCoat;
  else if (says(text, {"cardigan"})) o.garment = kCardigan;
  else if (says(text, {"suit", "jacket", "blazer", "businessman", "lawyer", "leather jacket"})) o.garment = kJacket;
  else if (says(text, {"sweater", "jumper", "pullover", "fisherman", "hoodie", "wool"})) o.garment = kJumper;
  else if (says(text, {"shirt", "t-shirt", "blouse", "overalls"})) o.garment = kShirt;

  // The dye farthest from what everybody before wears that day, among a person's own few.
  std::size_t best = 0;
  float best_score = -1;
  for (int i = 0; i < 6; ++i) {
    const auto at = static_cast<std::size_t>(dye.below(static_cast<int>(kOuter.size())));
    const Vec3 c = linear_of_hex(kOuter[at]);
    float score = 1.f;
    for (const Vec3 other : taken) score = std::min(score, glm::length(glm::sqrt(c) - glm::sqrt(other)));
    score += 0.02f * static_cast<float>(dye.unit());
    if (score > best_score) { best_score = score; best = at; }
  }
  o.outer = linear_of_hex(kOuter[best]);
  const auto pick = [&](const auto& list) { return linear_of_hex(list[static_cast<std::size_t>(dye.below(static_cast<int>(list.size())))]); };
  o.inner = pick(kInner);
  for (int i = 0; i < 4 && glm::length(glm::sqrt(o.inner) - glm::sqrt(o.outer)) < 0.22f; ++i) o.inner = pick(kInner);
  o.trousers = pick(kTrousers);
  o.shoes = linear_of_hex(dye.unit() < 0.5 ? "#3b2a20" : "#2a2827");
  o.accent = pick(kInner);
  o.scarf = random.unit() < 0.18 || says(text, {"scarf", "shawl"});
  if (o.garment == kUniform) { o.outer = linear_of_hex(says(text, {"nurse"}) ? "#b9c2bd" : "#3a4656"); o.accent = linear_of_hex("#b08a4a"); }
  if (o.garment == kApron) o.outer = glm::mix(o.outer, linear_of_hex("#cbbd9c"), 0.15f);
  struct Named { const char* word; const char* hex; };
  static constexpr Named named[] = {{"red", "#7d3530"}, {"blue", "#3f5670"}, {"green", "#56683f"}, {"yellow", "#b9923f"}, {"white", "#d2cab8"}, {"black", "#2e2b2c"}, {"brown", "#6b4a32"}, {"grey", "#77756f"}, {"purple", "#5a3f5c"}, {"pink", "#b08078"}, {"orange", "#a8602f"}};
  for (const auto& n : named)
    for (const char* cloth : {"coat", "dress", "sweater", "jumper", "jacket", "shirt", "cardigan", "suit", "uniform", "gown", "raincoat", "hoodie", "blouse"})
      if (says(text, {(std::string(n.word) + " " + cloth).c_str()})) o.outer = linear_of_hex(n.hex);
  return o;
}

void obey_bible(Identity& p, const Json& bible) {
  if (!bible.is_object()) return;
  const auto number = [&](const char* key, float& to, float low, float high) {
    if (bible.contains(key) && bible[key].is_number()) to = std::clamp(bible[key].get<float>(), low, high);
  };
  number("height", p.height_m, 0.7f, 1.9f);
  number("age", p.age, 3, 110);
  number("voice_depth", p.voice_depth, 0, 1);
  number("voice_pace", p.voice_pace, 0, 1);
  number("voice_energy", p.voice_energy, 0, 1);
  number("temper", p.temper, 0, 1);
  const auto flag = [&](const char* key, bool& to) {
    if (bible.contains(key) && bible[key].is_boolean()) to = bible[key].get<bool>();
  };
  flag("beard", p.beard);
  flag("moustache", p.moustache);
  flag("glasses", p.glasses);
  const auto colour = [&](const char* key, Vec3& to) {
    if (bible.contains(key) && bible[key].is_string()) to = linear_of_hex(bible[key].get<std::string>());
  };
  colour("skin", p.skin);
  colour("hair_colour", p.hair_colour);
  colour("eye_colour", p.eye_colour);
  static const std::map<std::string, HairStyle> styles = {{"bald", HairStyle::kBald}, {"fringe", HairStyle::kFringe}, {"short", HairStyle::kShort}, {"bob", HairStyle::kBob}, {"long", HairStyle::kLong}, {"bun", HairStyle::kBun}, {"curly", HairStyle::kCurly}, {"ponytail", HairStyle::kPonytail}, {"cap", HairStyle::kCap}, {"hood", HairStyle::kHood}};
  if (bible.contains("hair") && bible["hair"].is_string())
    if (const auto at = styles.find(lower(bible["hair"].get<std::string>())); at != styles.end()) p.hair = at->second;
  if (bible.contains("shape") && bible["shape"].is_object())
    for (const auto& [key, value] : bible["shape"].items())
      if (value.is_number() && p.shape.contains(key)) p.shape[key] = std::clamp(value.get<float>(), 0.f, 1.f);
  static const std::map<std::string, Garment> garments = {{"coat", Garment::kCoat}, {"jacket", Garment::kJacket}, {"jumper", Garment::kJumper}, {"sweater", Garment::kJumper}, {"shirt", Garment::kShirt}, {"dress", Garment::kDress}, {"uniform", Garment::kUniform}, {"apron", Garment::kApron}, {"cardigan", Garment::kCardigan}};
  for (auto& [day, o] : p.outfit_by_day) {
    if (bible.contains("garment") && bible["garment"].is_string())
      if (const auto at = garments.find(lower(bible["garment"].get<std::string>())); at != garments.end()) o.garment = at->second;
    colour("outer", o.outer);
    colour("inner", o.inner);
    colour("trousers", o.trousers);
    colour("shoes", o.shoes);
    colour("accent", o.accent);
    flag("scarf", o.scarf);
  }
}

Json of(Vec3 v) { return Json::array({v.x, v.y, v.z}); }
bool read(const Json& j, Vec3& v) {
  if (!j.is_array() || j.size() != 3) return false;
  for (std::size_t i = 0; i < 3; ++i) {
    if (!j[i].is_number()) return false;
    v[static_cast<int>(i)] = j[i].get<float>();
  }
  return true;
}

}  // namespace

double identity_distance(const Identity& a, const Identity& b) {
  // Silhouette counts most (one tells puppets apart by outline), then hair and colour, then the face.
  double face = 0;
  for (const char* name : kShape) {
    const double d = static_cast<double>(a.shape.contains(name) ? a.shape.at(name) : 0.5f) - static_cast<double>(b.shape.contains(name) ? b.shape.at(name) : 0.5f);
    face += d * d;
  }
  face = std::sqrt(face / static_cast<double>(kShape.size()));
  const auto shape = [](const Identity& p, const char* name) { return static_cast<double>(p.shape.contains(name) ? p.shape.at(name) : 0.5f); };
  const double height = std::abs(static_cast<double>(a.height_m - b.height_m)) / 0.2, girth = std::abs(shape(a, "girth") - shape(b, "girth")) / 0.6;
  const double silhouette = 0.45 * std::min(height, 1.0) + 0.35 * std::min(girth, 1.0) + (a.hair != b.hair ? 0.45 : 0.0) + (a.beard != b.beard ? 0.2 : 0.0) + (a.glasses != b.glasses ? 0.12 : 0.0);
  const double colour = static_cast<double>(glm::length(glm::sqrt(a.hair_colour) - glm::sqrt(b.hair_colour))) * 0.4 + static_cast<double>(glm::length(glm::sqrt(a.skin) - glm::sqrt(b.skin))) * 0.4;
  double cloth = 0;
  if (!a.outfit_by_day.empty() && !b.outfit_by_day.empty()) {
    const Outfit &x = a.outfit_by_day.begin()->second, &y = b.outfit_by_day.begin()->second;
    cloth = 0.3 * static_cast<double>(glm::length(glm::sqrt(x.outer) - glm::sqrt(y.outer))) + (x.garment != y.garment ? 0.08 : 0.0);
  }
  return 0.9 * face + 0.55 * silhouette + colour + cloth;
}

std::vector<Identity> cast_identities(const screenplay::Breakdown& breakdown, const std::map<std::string, Json>& bible, std::uint64_t film_seed) {
  std::vector<Identity> out;
  static const Json none = Json::object();
  for (const auto& member : breakdown.cast) {
    const auto at = bible.find(member.id);
    const Json& book = at == bible.end() ? none : at->second;
    const std::uint64_t seed = mix(film_seed, seed_of(member.id + "|" + member.description));
    std::string text = lower(member.description + " " + member.name);
    if (book.is_object() && book.contains("description") && book["description"].is_string()) text += " " + lower(book["description"].get<std::string>());

    Identity best;
    double best_distance = -1;
    for (int variant = 0; variant < 24; ++variant) {
      Identity p = draw(member, book, seed, variant);
      std::vector<int> days;
      for (const int scene : member.scenes)
        if (scene >= 0 && scene < static_cast<int>(breakdown.scenes.size())) days.push_back(breakdown.scenes[static_cast<std::size_t>(scene)].story_day);
      days.push_back(1);
      std::sort(days.begin(), days.end());
      days.erase(std::unique(days.begin(), days.end()), days.end());
      for (const int day : days) {
        std::vector<Vec3> taken;
        for (const Identity& other : out) {
          const auto o = other.outfit_by_day.upper_bound(day);
          if (o != other.outfit_by_day.begin()) taken.push_back(std::prev(o)->second.outer);
        }
        p.outfit_by_day[day] = outfit_of(text, p, mix(seed, static_cast<std::uint64_t>(variant)), day, taken);
      }
      obey_bible(p, book);
      double nearest = 10;
      for (const Identity& other : out) nearest = std::min(nearest, identity_distance(p, other));
      if (nearest > best_distance) { best_distance = nearest; best = std::move(p); }
      if (best_distance >= kFloor) break;
    }
    out.push_back(std::move(best));
  }
  return out;
}

Json to_json(const Identity& p) {
  Json outfits = Json::array();
  for (const auto& [day, o] : p.outfit_by_day)
    outfits.push_back({{"day", day}, {"garment", static_cast<int>(o.garment)}, {"outer", of(o.outer)}, {"inner", of(o.inner)}, {"trousers", of(o.trousers)}, {"shoes", of(o.shoes)}, {"scarf", o.scarf}, {"accent", of(o.accent)}});
  return {{"kind", "auteur.identity"}, {"version", 1}, {"id", p.id}, {"height_m", p.height_m}, {"age", p.age}, {"femininity", p.femininity}, {"shape", p.shape}, {"hair", static_cast<int>(p.hair)}, {"beard", p.beard}, {"moustache", p.moustache}, {"glasses", p.glasses}, {"skin", of(p.skin)}, {"hair_colour", of(p.hair_colour)}, {"eye_colour", of(p.eye_colour)}, {"outfits", outfits}, {"voice_depth", p.voice_depth}, {"voice_pace", p.voice_pace}, {"voice_energy", p.voice_energy}, {"temper", p.temper}};
}

Result<Identity> identity_from_json(const Json& j) {
  TRY(expect_kind(j, "auteur.identity", 1));
  const auto wrong = [](const char* what) { return fail(ErrorCode::kInvalidInput, std::string("An identity document lacks a proper '") + what + "'."); };
  Identity p;
  if (!j.contains("id") || !j["id"].is_string()) return wrong("id");
  p.id = j["id"].get<std::string>();
  for (const auto& [key, to] : {std::pair{"height_m", &p.height_m}, std::pair{"age", &p.age}, std::pair{"femininity", &p.femininity}, std::pair{"voice_depth", &p.voice_depth}, std::pair{"voice_pace", &p.voice_pace}, std::pair{"voice_energy", &p.voice_energy}, std::pair{"temper", &p.temper}}) {
    if (!j.contains(key) || !j[key].is_number()) return wrong(key);
    *to = j[key].get<float>();
  }
  for (const auto& [key, to] : {std::pair{"beard", &p.beard}, std::pair{"moustache", &p.moustache}, std::pair{"glasses", &p.glasses}}) {
    if (!j.contains(key) || !j[key].is_boolean()) return wrong(key);
    *to = j[key].get<bool>();
  }
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
    p.outfit_by_day[day->get<int>()] = o;
  }
  return p;
}

}  // namespace auteur::world

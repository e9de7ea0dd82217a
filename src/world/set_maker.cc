#include "set_maker.h"

#include <algorithm>
#include <set>

#include "auteur/base/text.h"

namespace auteur::world {
namespace {

constexpr float kFurnitureScale = 0.88f;  // people are 1.45 m tall

// A catalogue model brought to the size of the puppets' world, with its seats measured on the mesh itself.
Model from_catalogue(const FurnitureEntry& entry, const CatalogueModel& source, const std::string& id) {
  Model model;
  model.id = id;
  float scale = entry.scale > 0 ? entry.scale : entry.kind == "prop" ? 1.f : kFurnitureScale;
  const auto seat_at = [&](float x) {
    const float z = source.size.z * 0.06f, y = top_at(*source.mesh, x, z, 0.42f, 0.62f);
    return Vec3(x, y, z);
  };
  if (entry.seats > 0 && entry.seat_height > 0) {
    const float measured = seat_at(entry.seats > 1 ? source.size.x * 0.12f : 0.f).y;
    if (measured > 0.2f) scale = std::clamp(entry.seat_height / measured, 0.72f, 1.02f);
  }
  auto mesh = std::make_shared<scene::Mesh>();
  mesh->normals = {};
  append_mesh(*mesh, *source.mesh, moved(Vec3(0.f), glm::radians(entry.yaw), Vec3(scale)));
  model.mesh = mesh;
  model.size = mesh->bounds().size();
  for (int i = 0; i < entry.seats; ++i) {
    const float inner = source.size.x * (entry.seats > 1 ? 0.72f : 0.f);
    const float x = entry.seats > 1 ? -inner / 2 + inner * (static_cast<float>(i) + 0.5f) / static_cast<float>(entry.seats) : 0.f;
    Vec3 s = seat_at(x) * scale;
    if (s.y < 0.25f || s.y > 0.62f) s.y = 0.40f;
    model.seats.push_back(s);
  }
  return model;
}

// People sit near the front edge: puppets have short thighs, and their feet must find the floor before the seat, not
// inside it. `front` is the way one faces there. High stools and the seats of cars stay as they are.
void sit_near_the_edge(Model& model, Vec3 front) {
  constexpr float kEdge = 0.12f, kStep = 0.01f, kHighest = 0.46f;
  for (Vec3& seat : model.seats) {
    if (seat.y > kHighest) continue;
    float edge = 0;
    for (float d = 0, missed = 0; d < 1.f && missed < 0.05f; d += kStep) {
      const Vec3 p = seat + front * d;
      const float y = top_at(*model.mesh, p.x, p.z, -1, seat.y + 0.08f);
      if (y > seat.y - 0.06f) edge = d, missed = 0;
      else missed += kStep;
    }
    if (edge > kEdge) seat += front * (edge - kEdge);
  }
}

// Height of the triangle over a point of the floor plan; far below when it is not over it.
float height_of(const std::array<Vec3, 3>& t, float x, float z) {
  const float d = (t[1].z - t[2].z) * (t[0].x - t[2].x) + (t[2].x - t[1].x) * (t[0].z - t[2].z);
  if (std::abs(d) < 1e-12f) return -1e9f;
  const float u = ((t[1].z - t[2].z) * (x - t[2].x) + (t[2].x - t[1].x) * (z - t[2].z)) / d, v = ((t[2].z - t[0].z) * (x - t[2].x) + (t[0].x - t[2].x) * (z - t[2].z)) / d;
  return u < 0 || v < 0 || u + v > 1 ? -1e9f : u * t[0].y + v * t[1].y + (1 - u - v) * t[2].y;
}

// Do triangle and box share a point? Separating axes (Akenine-Möller 2001).
bool meets_box(std::array<Vec3, 3> t, const Box& box) {
  const Vec3 centre = box.centre(), half = box.size() * 0.5f;
  for (Vec3& p : t) p -= centre;
  const auto apart = [&](Vec3 axis) {
    const float a = glm::dot(t[0], axis), b = glm::dot(t[1], axis), c = glm::dot(t[2], axis), reach = glm::dot(half, glm::abs(axis));
    return std::min({a, b, c}) > reach || std::max({a, b, c}) < -reach;
  };
  for (const Vec3 axis : {Vec3(1, 0, 0), Vec3(0, 1, 0), Vec3(0, 0, 1)}) {
    if (apart(axis)) return false;
    for (std::size_t i = 0; i < 3; ++i)
      if (apart(glm::cross(axis, t[(i + 1) % 3] - t[i]))) return false;
  }
  return !apart(glm::cross(t[1] - t[0], t[2] - t[0]));
}

}  // namespace

SetMaker::SetMaker(const PlaceRequest& r, Catalogue& c, std::uint64_t seed, std::uint64_t of_place, int number, ModelShelf& shelf) : tones(default_tones()), random(seed), catalogue(c), request(r), place_seed(of_place), candidate(number), shelf_(shelf) {}

void SetMaker::note(const std::string& text) {
  if (std::find(set.notes.begin(), set.notes.end(), text) == set.notes.end()) set.notes.push_back(text);
}

std::string SetMaker::fresh_id(const std::string& word) { return word + "-" + std::to_string(++counts_[word]); }

Model SetMaker::model_of(const FurnitureEntry& entry, bool hero, int wanted) {
  // Trees and houses want variety: a few versions each. Furniture of one word matches within the set.
  const int versions = entry.kind == "outdoor" ? (entry.make == "grass-tuft" || entry.make == "rock" || entry.make == "gravestone" || entry.make == "tree" || entry.make == "pine" ? 3 : entry.make.ends_with("house") || entry.make == "cottage" ? 5 : 1) : 1;
  const int version = wanted >= 0 ? wanted : versions > 1 ? random.below(versions) : 0;
  const std::string key = entry.word + "/" + std::to_string(version);
  const auto credit_of = [&](const Credit& credit) {
    if (std::none_of(set.credits.begin(), set.credits.end(), [&](const Credit& k) { return k.asset == credit.asset && k.digest == credit.digest; })) set.credits.push_back(credit);
  };
  if (!entry.models.empty() && catalogue.size() == 0) note("no furniture package: procedural models used");
  if (const auto at = shelf_.models.find(key); at != shelf_.models.end()) {
    if (const auto credit = shelf_.credits.find(key); credit != shelf_.credits.end()) credit_of(credit->second);
    return at->second;
  }
  Model model;
  for (const auto& id : entry.models) {
    const auto source = catalogue.model(id, hero ? 10000 : 5000);
    if (!source) continue;
    model = from_catalogue(entry, *source, id);
    credit_of(source->credit);
    shelf_.credits[key] = source->credit;
    break;
  }
  if (!model.mesh) model = make_procedural(entry.make, tones, mix(seed_of(set.place_id), static_cast<std::uint64_t>(version)), version);
  sit_near_the_edge(model, entry.kind == "bed" ? Vec3(1, 0, 0) : Vec3(0, 0, 1));
  shelf_.models[key] = model;
  return model;
}

Rect SetMaker::footprint(const Model& model, Vec3 p, float yaw) {
  const Box box = model.mesh->bounds();
  const float c = std::cos(yaw), s = std::sin(yaw);
  Rect out{1e9f, 1e9f, -1e9f, -1e9f};
  for (int i = 0; i < 4; ++i) {
    const float x = i & 1 ? box.high.x : box.low.x, z = i & 2 ? box.high.z : box.low.z;
    const float wx = p.x + c * x + s * z, wz = p.z - s * x + c * z;
    out = {std::min(out.x0, wx), std::min(out.z0, wz), std::max(out.x1, wx), std::max(out.z1, wz)};
  }
  return out;
}

bool SetMaker::fits(const Model& model, Vec3 p, float yaw, float clearance, const std::vector<Rect>* extra) const {
  const Rect r = footprint(model, p, yaw), room = floor();
  if (r.x0 < room.x0 + rim || r.z0 < room.z0 + rim || r.x1 > room.x1 - rim || r.z1 > room.z1 - rim) return false;
  const Rect wide = grown(r, clearance);
  for (const Rect& t : taken)
    if (overlap(wide, t)) return false;
  for (const Rect& t : kept)
    if (overlap(r, t)) return false;
  const Box own = model.mesh->bounds();
  if (before_window(r, p.y + own.low.y, p.y + own.high.y)) return false;
  if (extra)
    for (const Rect& t : *extra)
      if (overlap(wide, t)) return false;
  return true;
}

bool SetMaker::before_window(const Rect& r, float low, float high) const {
  return std::any_of(panes.begin(), panes.end(), [&](const Box& w) { return high > w.low.y && low < w.high.y && overlap(r, {w.low.x, w.low.z, w.high.x, w.high.z}); });
}

bool SetMaker::before_door(const Rect& r) const {
  return std::any_of(doorways.begin(), doorways.end(), [&](const Rect& d) { return overlap(r, d); });
}

bool SetMaker::blocked(const Rect& r, float low, float high, const std::string& bearer) const {
  return std::any_of(set.pieces.begin(), set.pieces.end(), [&](const Piece& p) { return p.id != bearer && p.bounds.high.y > low + 0.012f && p.bounds.low.y < high && overlap(r, {p.bounds.low.x, p.bounds.low.z, p.bounds.high.x, p.bounds.high.z}); });
}

bool SetMaker::carries(const scene::Mesh& top, const Mat4& world_from_top, const Model& small, Vec3 at, float turn) const {
  constexpr float kSag = 0.008f, kRise = 0.003f;  // a foot may hang this far over the top, and nothing of the top be higher
  constexpr float kFoot = 0.85f;                  // feet are rounder than their boxes
  const Box whole = small.mesh->bounds();
  Box foot{Vec3(1e9f), Vec3(-1e9f)};
  for (const Vec3 p : small.mesh->positions)
    if (p.y < whole.low.y + 0.02f) foot = {glm::min(foot.low, p), glm::max(foot.high, p)};
  const Box air{whole.low + Vec3(0, kRise, 0), whole.high};
  const Mat4 small_from_top = glm::inverse(moved(at, turn)) * world_from_top;
  std::vector<std::array<Vec3, 3>> under;  // what of the top may bear the foot
  for (const auto& t : top.triangles) {
    const std::array<Vec3, 3> p{Vec3(small_from_top * Vec4(top.positions[t.x], 1)), Vec3(small_from_top * Vec4(top.positions[t.y], 1)), Vec3(small_from_top * Vec4(top.positions[t.z], 1))};
    const Vec3 low = glm::min(p[0], glm::min(p[1], p[2])), high = glm::max(p[0], glm::max(p[1], p[2]));
    if (low.x > whole.high.x || high.x < whole.low.x || low.z > whole.high.z || high.z < whole.low.z || high.y < whole.low.y - kSag) continue;
    if (meets_box(p, air)) return false;
    if (low.y <= whole.low.y + kRise) under.push_back(p);
  }
  constexpr int kSteps = 4;
  for (int i = 0; i <= kSteps; ++i)
    for (int j = 0; j <= kSteps; ++j) {
      const float u = 0.5f + kFoot * (static_cast<float>(i) / kSteps - 0.5f), v = 0.5f + kFoot * (static_cast<float>(j) / kSteps - 0.5f);
      const float x = glm::mix(foot.low.x, foot.high.x, u), z = glm::mix(foot.low.z, foot.high.z, v);
      if (std::none_of(under.begin(), under.end(), [&](const auto& t) { const float y = height_of(t, x, z); return y >= whole.low.y - kSag && y <= whole.low.y + kRise; })) return false;
    }
  return true;
}

void SetMaker::add_instance(scene::MeshPtr mesh, const Mat4& transform, const std::string& name) {
  scene::Instance instance;
  instance.mesh = std::move(mesh);
  instance.world_from_object = transform;
  instance.name = name;
  instance.object_id = scene::object_id_of(set.place_id + "/" + name);
  set.instances.push_back(std::move(instance));
}

void SetMaker::light(const FurnitureEntry& entry, const Model& model, const Mat4& world_from_model, const std::string& id) {
  if (model.lamp_radius <= 0) return;
  Practical p;
  p.id = id;
  p.kind = entry.word;
  p.position = Vec3(world_from_model * Vec4(model.lamp, 1));
  p.radius = model.lamp_radius;
  const bool fire = entry.make == "fireplace" || entry.make == "campfire" || entry.make == "candle" || entry.make == "lantern" || entry.make == "candle-sconce";
  p.colour = fire ? Vec3(1.5f, 0.85f, 0.34f) : entry.make == "ceiling-lamp" ? Vec3(1.05f, 1.0f, 0.9f) : Vec3(1.38f, 0.92f, 0.5f);
  p.strength = entry.make == "streetlamp" ? 13.f : entry.make == "candle" ? 0.16f : entry.make == "candle-sconce" ? 0.3f : entry.make == "sconce" ? 0.34f : entry.make == "fireplace" ? 0.8f : entry.make == "campfire" ? 2.4f : entry.make == "ceiling-lamp" ? 0.9f : entry.make == "pendant" ? 0.8f : entry.make == "lighthouse" ? 14.f : entry.make == "festoon" ? 3.2f : 0.65f;
  set.practicals.push_back(p);
}

int SetMaker::put(const FurnitureEntry& entry, const Model& model, Vec3 position, float yaw, bool blocks) {
  Piece piece;
  piece.id = fresh_id(entry.word);
  piece.word = entry.word;
  piece.model = model.id;
  piece.yaw = yaw;
  piece.blocks_walking = blocks;
  const Rect r = footprint(model, position, yaw);
  const Box own = model.mesh->bounds();
  piece.bounds.low = {r.x0, position.y + own.low.y, r.z0};
  piece.bounds.high = {r.x1, position.y + own.high.y, r.z1};
  const Mat4 transform = moved(position, yaw);
  add_instance(model.mesh, transform, piece.id);
  if (blocks) taken.push_back(r);
  for (std::size_t i = 0; i < model.seats.size(); ++i) {
    Anchor a;
    a.kind = entry.kind == "bed" ? AnchorKind::kBed : AnchorKind::kSeat;
    a.id = model.seats.size() > 1 ? piece.id + "/seat-" + std::to_string(i + 1) : piece.id;
    a.furniture = entry.word;
    a.position = Vec3(transform * Vec4(model.seats[i], 1));
    a.yaw = entry.kind == "bed" ? yaw + kPi / 2 : yaw;
    a.approach = a.position;
    set.anchors.push_back(a);
  }
  light(entry, model, transform, piece.id);
  set.pieces.push_back(std::move(piece));
  return static_cast<int>(set.pieces.size()) - 1;
}

bool SetMaker::removed(const FurnitureEntry& entry) const {
  const Json& bible = request.bible;
  if (!bible.is_object() || !bible.contains("remove") || !bible["remove"].is_array()) return false;
  for (const Json& word : bible["remove"])
    if (word.is_string())
      if (const FurnitureEntry* e = find_furniture(word.get<std::string>()); e && e->word == entry.word) return true;
  return false;
}

void SetMaker::dress(int index, const Json& words) {
  if (!words.is_array()) return;
  for (const auto& word : words) {
    if (!word.is_string()) continue;
    const FurnitureEntry* entry = find_furniture(word.get<std::string>());
    if (!entry || removed(*entry)) continue;
    if (std::any_of(relations.begin(), relations.end(), [&](const Relation& r) { return !r.holds && r.kind == RelationKind::kOn && r.subject == entry->word && r.object == set.pieces[static_cast<std::size_t>(index)].word; })) continue;
    const Model model = model_of(*entry);
    const Piece piece = set.pieces[static_cast<std::size_t>(index)];
    const auto bearer = std::find_if(set.instances.begin(), set.instances.end(), [&](const auto& i) { return i.name == piece.id; });
    if (bearer == set.instances.end()) continue;
    const scene::MeshPtr top = bearer->mesh;
    const Mat4 world = bearer->world_from_object;
    const Box own = top->bounds();
    const bool low = piece.bounds.high.y < 0.5f, seats_around = !low && piece.word.find("table") != std::string::npos && piece.word != "side-table" && piece.word != "bedside-table";
    bool stands = false;
    for (int attempt = 0; attempt < 60 && !stands; ++attempt) {
      // The middle of a table people sit round, the back of what stands at a wall; later tries look everywhere.
      const bool anywhere = attempt >= 24;
      const float reach = anywhere ? 0.4f : seats_around ? 0.12f : 0.36f, back = seats_around || low ? 0.f : -0.18f, deep = anywhere ? 0.36f : low ? 0.25f : 0.1f;
      const float u = static_cast<float>(random.range(-1, 1)), v = static_cast<float>(random.range(-1, 1));
      Vec3 local(own.centre().x + u * reach * own.size().x, 0, own.centre().z + ((anywhere ? 0.f : back) + v * deep) * own.size().z);
      if (own.size().x < 0.5f && !anywhere) local = {own.centre().x + u * 0.06f, 0, own.centre().z + v * 0.06f};
      local.y = top_at(*top, local.x, local.z, -1);
      if (local.y < 0.2f) continue;
      const Vec3 at = Vec3(world * Vec4(local, 1)) - Vec3(0, model.mesh->bounds().low.y, 0);
      const float turn = entry->kind == "light" || entry->make == "radio" || entry->make == "laptop" || entry->make == "tv" ? piece.yaw : piece.yaw + static_cast<float>(random.range(-0.5, 0.5));
      if (!carries(*top, world, model, at, turn)) continue;
      const Rect r = footprint(model, at, turn), room = floor();
      if (r.x0 < room.x0 + rim || r.z0 < room.z0 + rim || r.x1 > room.x1 - rim || r.z1 > room.z1 - rim) continue;
      if (blocked(r, at.y, at.y + model.size.y, piece.id) || before_window(r, at.y, at.y + model.size.y)) continue;
      put(*entry, model, at, turn, false);
      stands = true;
    }
    if (!stands) missed.push_back("no level free spot for the " + entry->word + " on the " + piece.word);
  }
}

scene::Pattern pattern_of(const std::string& name) {
  using enum scene::Pattern;
  if (name == "wood" || name == "planks") return kWood;
  if (name == "tiles") return kTiles;
  if (name == "stone" || name == "rock") return kStone;
  if (name == "brick") return kBrick;
  if (name == "grass") return kGrass;
  if (name == "sand") return kSand;
  if (name == "asphalt") return kAsphalt;
  if (name == "snow") return kSnow;
  if (name == "water") return kWater;
  if (name == "fabric") return kFabric;
  return kPlaster;
}

}  // namespace auteur::world

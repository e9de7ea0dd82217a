// Spots people and props use, taken from what stands in the set: stand spots, ways to seats, places on table tops.
#include <algorithm>

#include "auteur/base/text.h"
#include "floor_grid.h"
#include "set_maker.h"

namespace auteur::world {
namespace {

constexpr float kOneFloor = 0.99f;  // least share of the free floor that is one piece

// Prop spots on a top: one in front of each seat that looks at it, then a few along the edges.
void surface_spots(SetMaker& k, const Piece& piece) {
  const auto at = std::find_if(k.set.instances.begin(), k.set.instances.end(), [&](const auto& i) { return i.name == piece.id; });
  if (at == k.set.instances.end()) return;
  const scene::Mesh& mesh = *at->mesh;
  const Mat4 world = at->world_from_object, own = glm::inverse(world);
  const Box box = mesh.bounds();
  const float ceiling = std::min(box.high.y, 1.15f) + 0.001f;
  float top = -1;
  for (int i = 0; i < 9; ++i) {  // the level most of the top lies at
    const float y = top_at(mesh, box.centre().x + (static_cast<float>(i % 3) - 1) * box.size().x * 0.3f, box.centre().z + (static_cast<float>(i / 3) - 1) * box.size().z * 0.28f, -1, ceiling);
    if (y > 0.2f && (top < 0 || (i == 4 && y < top + 0.05f))) top = y;
  }
  if (top < 0) return;
  struct Wish { Vec3 local; float yaw; };
  std::vector<Wish> wishes;
  for (const Anchor& seat : k.set.anchors) {
    if (seat.kind != AnchorKind::kSeat && seat.kind != AnchorKind::kBed) continue;
    const Vec3 s = Vec3(own * Vec4(seat.position, 1));
    const Vec3 edge(std::clamp(s.x, box.low.x + 0.13f, box.high.x - 0.13f), 0, std::clamp(s.z, box.low.z + 0.13f, box.high.z - 0.13f));
    const Vec3 towards = Vec3(world * Vec4(edge, 1)) - seat.position;
    const float distance = std::sqrt(towards.x * towards.x + towards.z * towards.z);
    if (distance > 0.75f || glm::dot(towards, heading(seat.yaw)) < -0.05f) continue;
    const Vec3 side = Vec3(own * Vec4(Vec3(heading(seat.yaw).z, 0, -heading(seat.yaw).x), 0));
    for (const float u : {0.f, -0.2f, 0.2f}) {
      Vec3 p = edge + side * u;
      p.x = std::clamp(p.x, box.low.x + 0.09f, box.high.x - 0.09f);
      p.z = std::clamp(p.z, box.low.z + 0.09f, box.high.z - 0.09f);
      wishes.push_back({p, seat.yaw + kPi});
    }
  }
  const bool counter = piece.bounds.size().y > 0.69f || wishes.empty();
  if (counter)
    for (const float u : {0.f, -0.3f, 0.3f, -0.15f, 0.15f}) wishes.push_back({{box.centre().x + u * box.size().x, 0, box.high.z - std::min(0.16f, box.size().z * 0.4f)}, piece.yaw});
  wishes.push_back({{box.centre().x, 0, box.centre().z}, piece.yaw});
  int n = 0;
  std::vector<Vec3> used;
  for (const Wish& wish : wishes) {
    const float y = top_at(mesh, wish.local.x, wish.local.z, -1, ceiling);
    if (y < 0 || std::abs(y - top) > 0.035f) continue;
    const Vec3 p = Vec3(world * Vec4(wish.local.x, y, wish.local.z, 1));
    bool apart = true;
    for (const Vec3 q : used) apart = apart && glm::length(q - p) > 0.13f;
    for (const Piece& other : k.set.pieces)  // not where a lamp or vase stands already
      if (!other.blocks_walking && other.id != piece.id && std::abs(other.bounds.low.y - p.y) < 0.06f && other.bounds.size().y > 0.03f && p.x > other.bounds.low.x - 0.05f && p.x < other.bounds.high.x + 0.05f && p.z > other.bounds.low.z - 0.05f && p.z < other.bounds.high.z + 0.05f) apart = false;
    if (!apart) continue;
    used.push_back(p);
    Anchor a;
    a.kind = counter && piece.bounds.size().y > 0.69f ? AnchorKind::kCounter : AnchorKind::kSurface;
    a.id = piece.id + "/top-" + std::to_string(++n);
    a.furniture = piece.word;
    a.position = p;
    a.yaw = wish.yaw;
    a.approach = p;
    k.set.anchors.push_back(a);
    if (n == 8) break;
  }
}

}  // namespace

bool finish_anchors(SetMaker& k) {
  Set& set = k.set;
  for (const Piece& piece : std::vector<Piece>(set.pieces)) {
    const FurnitureEntry* e = find_furniture(piece.word);
    if (e && (e->kind == "surface" || e->kind == "counter") && piece.blocks_walking) surface_spots(k, piece);
  }
  // Floor that nobody can get to is a fault of the layout: both for a person and for a narrow way between things.
  for (const float radius : {kPersonRadius, 0.1f}) {
    const FloorGrid whole(set, radius);
    int free = 0, largest = 0;
    std::vector<std::uint8_t> seen(static_cast<std::size_t>(whole.cells()), 0);
    for (int c = 0; c < whole.cells(); ++c) {
      if (seen[static_cast<std::size_t>(c)] || !whole.free(whole.centre_of(c))) continue;
      const auto part = whole.reached_from(whole.centre_of(c));
      int n = 0;
      for (std::size_t i = 0; i < part.size(); ++i)
        if (part[i]) ++n, seen[i] = 1;
      free += n;
      largest = std::max(largest, n);
    }
    if (static_cast<float>(largest) < kOneFloor * static_cast<float>(free)) return false;
  }
  const FloorGrid grid(set, kPersonRadius);
  Vec3 from(0, 0, set.size.z / 2 - 0.4f);
  for (const Anchor& a : set.anchors)
    if (a.kind == AnchorKind::kDoor) from = a.approach;
  const auto reached = grid.reached_from(from);

  const bool any_reached = std::any_of(reached.begin(), reached.end(), [](auto r) { return r != 0; });
  if (!any_reached) return false;
  // Approaches: the nearest reachable floor, for seats rather from the front or the side, for tops from their edge.
  std::vector<Anchor> kept;
  for (Anchor a : set.anchors) {
    if (a.kind == AnchorKind::kDoor) {
      const int c = grid.nearest(a.approach, reached, 0);
      a.approach = grid.centre_of(c);
      kept.push_back(a);
      continue;
    }
    Vec3 wish = a.position;
    wish.y = 0;
    if (a.kind == AnchorKind::kSeat || a.kind == AnchorKind::kBed) wish += heading(a.yaw) * 0.25f;
    else if (a.kind == AnchorKind::kWindow) wish = a.approach;
    const int c = grid.nearest(wish, reached, 0);
    const Vec3 p = grid.centre_of(c);
    const Vec3 gap = p - Vec3(a.position.x, 0, a.position.z);
    const float limit = a.kind == AnchorKind::kWindow ? 1.6f : 1.3f;
    if (glm::length(gap) > limit) continue;  // cannot be used: it is not an anchor
    a.approach = p;
    kept.push_back(a);
  }
  set.anchors = std::move(kept);

  // Stand spots: spread over the reachable floor, the farthest from those already chosen first.
  const FloorGrid roomy(set, 0.28f);
  auto stand = roomy.reached_from(from);
  for (std::size_t c = 0; c < stand.size(); ++c) stand[c] = stand[c] && reached[c];
  for (const Anchor& a : set.anchors)
    if (a.kind == AnchorKind::kDoor)
      for (int c = 0; c < roomy.cells(); ++c)
        if (glm::length(roomy.centre_of(c) - a.position) < 0.55f) stand[static_cast<std::size_t>(c)] = 0;  // nobody stands in the door
  const float rim = set.walls.empty() ? 0.35f : 0.3f;
  for (int c = 0; c < roomy.cells(); ++c) {
    const Vec3 p = roomy.centre_of(c);
    if (std::abs(p.x) > set.size.x / 2 - rim || std::abs(p.z) > set.size.z / 2 - rim) stand[static_cast<std::size_t>(c)] = 0;
  }
  std::vector<Vec3> spots;
  const Vec3 heart(0, 0, 0.15f * set.size.z);
  int first = roomy.nearest(heart, stand, 0);
  if (first < 0) return false;
  spots.push_back(roomy.centre_of(first));
  while (spots.size() < 14) {
    int best = -1;
    float best_score = 0.5f;
    for (int c = 0; c < roomy.cells(); ++c) {
      if (!stand[static_cast<std::size_t>(c)]) continue;
      const Vec3 p = roomy.centre_of(c);
      float d = 1e9f;
      for (const Vec3 q : spots) d = std::min(d, glm::length(p - q));
      if (d < 0.5f) continue;
      const float score = std::min(d, 1.1f) - 0.12f * glm::length(p - heart);  // near the middle of the action, arm's length apart
      if (best < 0 || score > best_score) { best = c; best_score = score; }
    }
    if (best < 0) break;
    spots.push_back(roomy.centre_of(best));
  }
  if (spots.size() < 8) return false;
  int n = 0;
  for (const Vec3 p : spots) {
    Anchor a;
    a.kind = AnchorKind::kStand;
    a.id = "stand-" + std::to_string(++n);
    a.furniture = "floor";
    a.position = a.approach = p;
    const Vec3 to = Vec3(0.f) - p;
    a.yaw = glm::length(to) > 0.2f ? yaw_of(to) : 0;
    set.anchors.push_back(a);
  }
  return true;
}

// A person's own model, standing on the middle of its base at a size that a hand can deal with.
Model brought(const UserModel& own, const std::string& prop, SetMaker& k) {
  constexpr float kLeast = 0.004f, kMost = 3.f, kPlain = 0.12f;
  const Box box = own.mesh->bounds();
  const Vec3 size = box.size();
  const float largest = std::max({size.x, size.y, size.z, 1e-6f});
  float scale = own.height > 0 ? own.height / std::max(size.y, 1e-6f) : 1.f;
  if (!(largest * scale >= kLeast && largest * scale <= kMost)) {
    k.set.notes.push_back(prop + ": " + own.source + " is no size for a prop; it is shown 12 cm large. Give its height in metres: [props." + prop + "] height = 0.1");
    scale = kPlain / largest;
  }
  auto mesh = std::make_shared<scene::Mesh>(*own.mesh);
  const Vec3 foot(0.5f * (box.low.x + box.high.x), box.low.y, 0.5f * (box.low.z + box.high.z));
  for (Vec3& p : mesh->positions) p = (p - foot) * scale;
  Model model;
  model.id = own.source;
  model.mesh = mesh;
  model.size = size * scale;
  for (const auto& words : own.notes) k.set.notes.push_back(prop + ": " + own.source + ": " + words);
  return model;
}

void place_props(SetMaker& k) {
  Set& set = k.set;
  std::vector<std::string> used;
  for (const auto& use : k.request.props) {
    if (!use.handled || set.props.contains(use.id) || set.props.size() >= 64) continue;
    const FurnitureEntry* e = find_furniture(use.name.empty() ? use.id : use.name);
    if (!e) e = find_furniture(text_in(furniture_table().value("stand_ins", Json::object()), use.type.c_str(), "thing"));
    if (!e || (e->kind != "prop" && e->kind != "light" && e->kind != "seat" && e->kind != "outdoor" && e->kind != "plain")) e = find_furniture("thing");
    if (!e) continue;
    Model model = k.model_of(*e);
    if (const auto own = k.request.models.find(use.id); own != k.request.models.end() && own->second.mesh) model = brought(own->second, use.id, k);
    else if (e->kind != "prop" && std::max({model.size.x, model.size.y, model.size.z}) > 0.8f && e->kind != "seat") model = k.model_of(*find_furniture("thing"));
    PropModel prop;
    prop.id = use.id;
    prop.name = use.name;
    prop.model = model.id;
    prop.mesh = model.mesh;
    prop.size = model.size;
    const Box box = model.mesh->bounds();
    const bool tall = model.size.y > 1.4f * std::max(model.size.x, model.size.z);
    const bool handle = e->make == "lantern" || e->make == "suitcase" || e->make == "bag" || e->make == "bucket";
    prop.grip = {box.centre().x, handle ? box.high.y - 0.015f : tall ? box.low.y + model.size.y * 0.45f : box.centre().y, box.centre().z};
    if (e->make == "cup" || e->make == "teapot") prop.grip.x = box.high.x - 0.02f;
    if (e->make == "knife" || e->make == "hammer" || e->make == "axe") prop.grip.z = box.low.z + 0.06f;
    set.props[use.id] = prop;

    // Where it rests: large things on the floor, the others on a free top spot, near where people sit first.
    const bool big = std::max({model.size.x, model.size.y, model.size.z}) > 0.42f;
    const Anchor* best = nullptr;
    for (int pass = 0; pass < 2 && !best; ++pass)
      for (const Anchor& a : set.anchors) {
        const bool top = a.kind == AnchorKind::kSurface || a.kind == AnchorKind::kCounter;
        if (big ? a.kind != AnchorKind::kStand : !(pass == 0 ? a.kind == AnchorKind::kSurface : top)) continue;
        if (std::find(used.begin(), used.end(), a.id) != used.end()) continue;
        const Rect own = grown(SetMaker::footprint(model, a.position, a.yaw), 0.01f);
        const float high = a.position.y + model.size.y;
        const std::string bearer = big ? "" : a.id.substr(0, a.id.find('/'));
        bool clear = !k.before_window(own, a.position.y, high) && !k.blocked(own, a.position.y, high, bearer) && !(big && k.before_door(own));
        if (const auto stands = std::find_if(set.instances.begin(), set.instances.end(), [&](const auto& i) { return i.name == bearer; }); clear && stands != set.instances.end()) clear = k.carries(*stands->mesh, stands->world_from_object, model, a.position, a.yaw);
        for (const auto& [other, rest] : set.prop_rest)
          if (rest.id != "hand" && std::abs(rest.position.y - a.position.y) < 0.3f) {
            const PropModel& p = set.props.at(other);
            if (glm::length(rest.position - a.position) < 0.5f * (std::max(p.size.x, p.size.z) + std::max(model.size.x, model.size.z)) + 0.01f) clear = false;
          }
        if (!clear) continue;
        if (!best || (big && glm::length(a.position) > glm::length(best->position))) best = &a;
      }
    Anchor rest;
    if (best) {
      rest = *best;
      used.push_back(best->id);
    } else {
      rest.kind = AnchorKind::kSurface;
      rest.id = "hand";
      rest.furniture = "hand";  // somebody brings it
      if (!big) k.note("no free top for '" + use.name + "': somebody brings it");
    }
    set.prop_rest[use.id] = rest;
  }
}

}  // namespace auteur::world

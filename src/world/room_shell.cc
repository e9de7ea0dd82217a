// Walls with thickness, real doors and windows, skirting and ceiling edge; what hangs on a wall is part of its mesh, so
// that a wild wall takes all of it away.
#include <algorithm>

#include "auteur/base/text.h"
#include "set_maker.h"
#include "wall_finish.h"

namespace auteur::world {
namespace {

constexpr float kThick = 0.14f;
constexpr float kDoorWidth = 0.82f, kDoorHeight = 1.78f;
constexpr float kBeforeDoor = 1.05f, kBeforeWindow = 0.32f;  // what stays free before them
constexpr float kDado = 0.03f, kSkirting = 0.02f;  // how far they stand out of the wall
constexpr float kBesidePane = 0.105f, kBesideCurtained = 0.31f;  // how far sills and curtains reach beyond the panes

scene::Material material(const scene::Material& base, const std::string& name, scene::Pattern pattern, float strength, float roughness) {
  scene::Material m = base;
  m.name = name;
  m.pattern = pattern;
  m.pattern_strength = strength;
  m.roughness = roughness;
  return m;
}

// The wall's own body: front and back faces cut round the holes, reveals in the holes. Below `split` it is painted `lower`.
void wall_body(MeshBuilder& b, const WallPlan& plan, float height, std::uint16_t front, std::uint16_t back, float split, std::uint16_t lower) {
  std::vector<float> xs{-plan.length / 2 - kThick, -plan.length / 2, plan.length / 2, plan.length / 2 + kThick}, ys{0, height + 0.1f};
  if (split > 0) ys.push_back(split);
  for (const Hole& h : plan.holes) {
    xs.insert(xs.end(), {h.x - h.w / 2, h.x + h.w / 2});
    ys.insert(ys.end(), {h.y, h.y + h.h});
  }
  std::sort(xs.begin(), xs.end());
  std::sort(ys.begin(), ys.end());
  for (std::size_t i = 0; i + 1 < xs.size(); ++i)
    for (std::size_t j = 0; j + 1 < ys.size(); ++j) {
      const float x0 = xs[i], x1 = xs[i + 1], y0 = ys[j], y1 = ys[j + 1], cx = (x0 + x1) / 2, cy = (y0 + y1) / 2;
      if (x1 - x0 < 1e-4f || y1 - y0 < 1e-4f) continue;
      if (std::any_of(plan.holes.begin(), plan.holes.end(), [&](const Hole& h) { return std::abs(cx - h.x) < h.w / 2 && cy > h.y && cy < h.y + h.h; })) continue;
      b.quad({x0, y0, 0}, {x1, y0, 0}, {x1, y1, 0}, {x0, y1, 0}, cy < split ? lower : front);
      b.quad({x1, y0, -kThick}, {x0, y0, -kThick}, {x0, y1, -kThick}, {x1, y1, -kThick}, back);
    }
  for (const Hole& h : plan.holes) {
    const float x0 = h.x - h.w / 2, x1 = h.x + h.w / 2, y0 = h.y, y1 = h.y + h.h;
    b.quad({x0, y0, 0}, {x0, y1, 0}, {x0, y1, -kThick}, {x0, y0, -kThick}, front);
    b.quad({x1, y0, -kThick}, {x1, y1, -kThick}, {x1, y1, 0}, {x1, y0, 0}, front);
    b.quad({x0, y1, 0}, {x1, y1, 0}, {x1, y1, -kThick}, {x0, y1, -kThick}, front);
    if (y0 > 0.01f) b.quad({x0, y0, -kThick}, {x1, y0, -kThick}, {x1, y0, 0}, {x0, y0, 0}, front);
  }
}

void architrave(MeshBuilder& b, const Hole& h, std::uint16_t trim, bool bottom) {
  const float t = 0.065f;
  b.block(h.x - h.w / 2 - t / 2 + 0.01f, h.y, 0.008f, t, h.h + t, 0.028f, trim, 0.008f);
  b.block(h.x + h.w / 2 + t / 2 - 0.01f, h.y, 0.008f, t, h.h + t, 0.028f, trim, 0.008f);
  b.block(h.x, h.y + h.h - 0.01f, 0.012f, h.w + 2 * t + 0.02f, t + 0.01f, 0.034f, trim, 0.008f);
  if (bottom) b.block(h.x, h.y - t, 0.008f, h.w + 2 * t - 0.03f, t, 0.026f, trim, 0.008f);
}

void window(MeshBuilder& b, const Hole& h, const Tones& tones, bool glass, bool bars, bool curtains, bool slender, std::uint64_t seed) {
  const auto trim = b.material(tones.trim);
  const float z = -kThick * 0.62f, f = slender ? 0.035f : 0.05f, d = 0.05f;
  if (glass) {
    architrave(b, h, trim, false);
    b.block(h.x, h.y - 0.025f, 0.03f, h.w + (slender ? 0.1f : 0.2f), 0.035f, 0.2f, trim, 0.01f);  // the sill
    b.block(h.x - h.w / 2 + f / 2, h.y, z, f, h.h, d, trim, 0.006f);
    b.block(h.x + h.w / 2 - f / 2, h.y, z, f, h.h, d, trim, 0.006f);
    b.block(h.x, h.y, z, h.w, f, d, trim, 0.006f);
    b.block(h.x, h.y + h.h - f, z, h.w, f, d, trim, 0.006f);
    if (!slender) {
      b.block(h.x, h.y, z, 0.045f, h.h, d * 0.9f, trim, 0.006f);
      b.block(h.x, h.y + h.h * 0.62f, z, h.w, 0.03f, d * 0.8f, trim, 0.006f);
    }
    const auto pane = b.material(tones.glass);
    b.quad({h.x - h.w / 2 + f, h.y + f, z}, {h.x + h.w / 2 - f, h.y + f, z}, {h.x + h.w / 2 - f, h.y + h.h - f, z}, {h.x - h.w / 2 + f, h.y + h.h - f, z}, pane);
  }
  if (bars) {
    const auto iron = b.material(tones.dark);
    for (int i = 1; i < 5; ++i) {
      const float x = h.x - h.w / 2 + h.w * static_cast<float>(i) / 5;
      const Vec3 bar[] = {{x, h.y, -0.03f}, {x, h.y + h.h, -0.03f}};
      b.tube(bar, 0.012f, 0.012f, iron, 8);
    }
  }
  if (curtains) hang_curtains(b, h, tones, seed);
}

// A switch beside each door, a socket low on each wall.
void sockets(MeshBuilder& b, const WallPlan& plan, const Tones& tones) {
  const auto white = b.material(tones.white), dark = b.material(tones.dark);
  const auto free = [&](float x, float y) { return std::none_of(plan.holes.begin(), plan.holes.end(), [&](const Hole& h) { return std::abs(x - h.x) < h.w / 2 + 0.14f && y > h.y - 0.1f && y < h.y + h.h; }); };
  for (const Hole& h : plan.holes)
    if (const float x = h.x - h.w / 2 - 0.2f; h.door && std::abs(x) < plan.length / 2 - 0.1f) {
      b.block(x, 1.0f, 0.005f, 0.075f, 0.095f, 0.012f, white, 0.004f);
      b.block(x, 1.03f, 0.011f, 0.026f, 0.036f, 0.008f, white, 0.003f);
    }
  if (const float x = plan.length * 0.31f; free(x, 0.24f)) {
    b.block(x, 0.19f, 0.005f, 0.085f, 0.085f, 0.01f, white, 0.004f);
    for (const float s : {-0.016f, 0.016f}) b.block(x + s, 0.226f, 0.0105f, 0.01f, 0.012f, 0.002f, dark, 0);
  }
}

constexpr float kFrame = 0.03f;  // a door frame's thickness

// The frame, and a short passage behind it.
void doorway(MeshBuilder& b, const Hole& h, const Tones& tones) {
  const auto trim = b.material(tones.trim), leaf = b.material(tinted(tones.wood, Vec3(0.9f), "door"));
  architrave(b, h, trim, false);
  const float f = kFrame;
  b.block(h.x - h.w / 2 + f / 2, 0, -kThick / 2, f, h.h, kThick, trim, 0.006f);
  b.block(h.x + h.w / 2 - f / 2, 0, -kThick / 2, f, h.h, kThick, trim, 0.006f);
  b.block(h.x, h.h - f, -kThick / 2, h.w, f, kThick, trim, 0.006f);
  b.block(h.x, -0.005f, -kThick / 2, h.w, 0.018f, kThick, leaf, 0.004f);
  // a short passage behind, so that the doorway is not a hole into nothing
  const auto wall = b.material(tones.wall_second), floor = b.material(tones.floor);
  const float px = 0.75f, back = -kThick - 1.25f, top = 2.2f;
  b.quad({h.x - px, 0, -kThick}, {h.x - px, 0, back}, {h.x - px, top, back}, {h.x - px, top, -kThick}, wall);
  b.quad({h.x + px, 0, back}, {h.x + px, 0, -kThick}, {h.x + px, top, -kThick}, {h.x + px, top, back}, wall);
  b.quad({h.x - px, 0, back}, {h.x + px, 0, back}, {h.x + px, top, back}, {h.x - px, top, back}, wall);
  b.quad({h.x - px, 0.f, -kThick}, {h.x + px, 0.f, -kThick}, {h.x + px, 0.f, back}, {h.x - px, 0.f, back}, floor);
  b.quad({h.x - px, top, back}, {h.x + px, top, back}, {h.x + px, top, -kThick}, {h.x - px, top, -kThick}, wall);
  b.block(h.x, 0, back + 0.01f, 2 * px, 0.09f, 0.02f, trim, 0.004f);
}

// Hinge at the origin, the leaf along +x.
scene::MeshPtr door_leaf(const Hole& h, const Tones& tones) {
  MeshBuilder b;
  const auto leaf = b.material(tinted(tones.wood, Vec3(0.9f), "door")), panel = b.material(tinted(tones.wood, Vec3(1.05f), "door-panel")), brass = b.material(tones.brass);
  const float w = h.w - 2 * kFrame - 0.01f, t = 0.04f, hh = h.h - kFrame - 0.02f;
  b.block(w / 2, 0.012f, 0, w, hh, t, leaf, 0.006f);
  for (const float side : {-1.f, 1.f}) {
    b.block(w / 2, 0.14f, side * t / 2, w - 0.2f, hh * 0.36f, 0.016f, panel, 0.007f);
    b.block(w / 2, 0.14f + hh * 0.44f, side * t / 2, w - 0.2f, hh * 0.44f, 0.016f, panel, 0.007f);
    const Vec3 handle[] = {{w - 0.06f, 0.86f, side * (t / 2)}, {w - 0.06f, 0.86f, side * (t / 2 + 0.045f)}, {w - 0.16f, 0.86f, side * (t / 2 + 0.05f)}};
    b.tube(handle, 0.012f, 0.01f, brass, 8);
    b.block(w - 0.06f, 0.8f, side * t / 2, 0.04f, 0.13f, 0.008f, brass, 0.002f);
  }
  return b.finish(42);
}

}  // namespace

namespace {

// Openings, anchors and what must stay free of one hole.
void open_wall(SetMaker& k, const WallPlan& plan, Hole& h, bool stained = false) {
  const Mat4 world = moved(plan.middle, plan.yaw);
  const Vec3 inward = heading(plan.yaw), along = Vec3(world * Vec4(1, 0, 0, 0));
  if (!h.door) h.id = k.fresh_id("window");
  Opening o;
  o.id = h.id;
  o.wall = "wall/" + plan.side;
  o.centre = Vec3(world * Vec4(h.x, h.y + h.h / 2, 0, 1));
  o.inward = inward;
  o.half_u = along * (h.w / 2);
  o.half_v = {0, h.h / 2, 0};
  o.glazed = !h.door;
  o.stained = o.glazed && stained;
  k.set.openings.push_back(o);
  Anchor a;
  a.kind = h.door ? AnchorKind::kDoor : AnchorKind::kWindow;
  a.id = h.id;
  a.furniture = h.door ? "door" : "window";
  a.position = Vec3(world * Vec4(h.x, 0, h.door ? 0.f : 0.1f, 1));
  a.yaw = h.door ? plan.yaw : plan.yaw + kPi;  // at a window one looks out
  a.approach = Vec3(world * Vec4(h.x, 0, h.door ? 0.55f : 0.5f, 1));
  k.set.anchors.push_back(a);
  const float half = h.w / 2 + (h.door ? 0.12f : 0.02f);
  const Vec3 p = Vec3(world * Vec4(h.x - half, h.y, 0, 1)), q = Vec3(world * Vec4(h.x + half, h.y + h.h, h.door ? kBeforeDoor : kBeforeWindow, 1));
  if (h.door) {
    k.kept.push_back({std::min(p.x, q.x), std::min(p.z, q.z), std::max(p.x, q.x), std::max(p.z, q.z)});
    k.doorways.push_back(k.kept.back());
    return;
  }
  k.panes.push_back({glm::min(p, q), glm::max(p, q)});
  // The sill and the frame stand out of the wall, and curtains hang beside the panes.
  const float aside = h.w / 2 + (k.curtains ? kBesideCurtained : kBesidePane), out = k.curtains ? 0.16f : 0.14f;
  const Vec3 low = Vec3(world * Vec4(h.x - aside, h.y - 0.03f, 0, 1)), high = Vec3(world * Vec4(h.x + aside, h.y + h.h + (k.curtains ? 0.16f : 0.08f), out, 1));
  k.panes.push_back({glm::min(low, high), glm::max(low, high)});
}

}  // namespace

Mat4 world_from_leaf(const DoorLeaf& leaf, float open) { return moved(leaf.hinge, leaf.yaw + leaf.swing * std::clamp(open, 0.f, 1.f)); }

void plan_openings(SetMaker& k, const Json& program) {
  const float w = k.set.size.x, d = k.set.size.z;
  k.walls = {WallPlan{"north", w, 0, {0, 0, -d / 2}, {}, {}}, WallPlan{"east", d, -kPi / 2, {w / 2, 0, 0}, {}, {}}, WallPlan{"south", w, kPi, {0, 0, d / 2}, {}, {}}, WallPlan{"west", d, kPi / 2, {-w / 2, 0, 0}, {}, {}}};
  k.curtains = program.value("curtains", 0) != 0;
  k.rim = program.value("wainscot", 0) != 0 || number_in(program, "panels", 0) > 0 ? kDado + 0.004f : program.value("no_skirting", 0) == 0 ? kSkirting + 0.003f : 0.004f;
  const bool long_windows = program.value("long_windows", 0) != 0;
  const int windows = static_cast<int>(number_in(program, "windows", 1));
  float ww = 1.15f, wh = 1.15f, sill = number_in(program, "window_sill", 0.82f);
  if (program.contains("window_size") && program["window_size"].is_array() && program["window_size"].size() == 2) {
    ww = program["window_size"][0].get<float>();
    wh = program["window_size"][1].get<float>();
  }
  if (k.set.size.y > 3.3f && !program.contains("window_size")) { wh = 1.9f; sill = 1.0f; }
  wh = std::min(wh, k.set.size.y - sill - 0.25f);
  int door_wall;
  // The first candidate's openings are the place's own; the others go through the combinations of walls.
  Random own(mix(k.place_seed, 2));
  const bool window_left = (own.unit() < 0.55) != ((k.candidate & 1) != 0), door_east = (own.unit() < 0.6) != ((k.candidate & 2) != 0), door_low = (own.unit() < 0.5) != ((k.candidate & 1) != 0);
  if (long_windows) {  // a carriage: the door at an end, panes between the seats once these stand
    door_wall = door_low ? 1 : 3;
  } else {
    const int first = window_left ? 3 : 0;  // the key light comes from the left or from behind
    door_wall = door_east ? 1 : 2;
    for (int i = 0; i < windows; ++i) {
      WallPlan& wall = k.walls[static_cast<std::size_t>(i % 2 == 0 ? first : 3 - first)];
      const float slot = wall.length * 0.5f;
      const float x = windows > 2 && i >= 2 ? slot * 0.45f : static_cast<float>(k.random.range(-0.2, 0.2)) * (wall.length - ww - 0.6f) - (windows > 2 && i == 0 ? slot * 0.45f : 0);
      wall.holes.push_back({"window", false, x, sill, ww, wh});
    }
    if (program.value("windows_round", 0) != 0)  // on the wall across from the first, too
      for (const float x : {-0.24f, 0.24f}) {
        WallPlan& wall = k.walls[static_cast<std::size_t>(3 - door_wall)];
        wall.holes.push_back({"window", false, x * wall.length, sill, ww, wh});
      }
  }
  WallPlan& wall = k.walls[static_cast<std::size_t>(door_wall)];
  const float side = door_low ? -1.f : 1.f;
  const float at = long_windows ? 0.f : side * (wall.length / 2 - kDoorWidth / 2 - static_cast<float>(k.random.range(0.35, 0.7)));
  wall.holes.push_back({"door-1", true, at, 0, kDoorWidth, std::min(kDoorHeight, k.set.size.y - 0.15f)});

  for (WallPlan& plan : k.walls) {
    k.set.walls.push_back({"wall/" + plan.side, heading(plan.yaw), plan.middle});
    for (Hole& h : plan.holes) open_wall(k, plan, h, program.value("stained", 0) != 0);
  }
}

void glaze_carriage(SetMaker& k, const Json& program) {
  if (program.value("long_windows", 0) == 0) return;
  const bool sized = program.contains("window_size") && program["window_size"].is_array() && program["window_size"].size() == 2;
  const float widest = sized ? program["window_size"][0].get<float>() : 1.1f, sill = number_in(program, "window_sill", 0.72f);
  const float high = std::min(sized ? program["window_size"][1].get<float>() : 0.75f, k.set.size.y - sill - 0.25f);
  for (const std::size_t side : {std::size_t{0}, std::size_t{2}}) {
    WallPlan& plan = k.walls[side];
    const Mat4 own = glm::inverse(moved(plan.middle, plan.yaw));
    // What rises above the sill at this wall: the backs of seats, cut out of the wall's length.
    std::vector<std::array<float, 2>> spans{{plan.length / 2 - 0.25f, plan.length / 2 + 1}};
    for (const Piece& piece : k.set.pieces) {
      const auto at = std::find_if(k.set.instances.begin(), k.set.instances.end(), [&](const auto& i) { return i.name == piece.id; });
      if (at == k.set.instances.end() || piece.bounds.high.y < sill) continue;
      float low = 1e9f, far = -1e9f;
      for (const Vec3 p : at->mesh->positions) {
        const Vec3 q = Vec3(own * at->world_from_object * Vec4(p, 1));
        if (q.y > sill - 0.02f && q.z < kBeforeWindow) low = std::min(low, q.x), far = std::max(far, q.x);
      }
      if (low < far) spans.push_back({low, far});
    }
    std::sort(spans.begin(), spans.end());
    float from = -plan.length / 2 + 0.25f;
    for (const auto& span : spans) {
      const float width = span[0] - from - 0.1f;
      if (width > 0.4f) {
        const int panes = std::max(1, static_cast<int>(std::ceil(width / (widest * 1.15f))));
        for (int i = 0; i < panes; ++i) {
          const float each = width / static_cast<float>(panes);
          plan.holes.push_back({"", false, from + 0.05f + each * (static_cast<float>(i) + 0.5f), sill, each - 0.08f, high});
          open_wall(k, plan, plan.holes.back());
        }
      }
      from = std::max(from, span[1]);
    }
  }
}

void build_shell(SetMaker& k, const Json& program) {
  const float w = k.set.size.x, d = k.set.size.z, h = k.set.size.y;
  const std::string wall_kind = text_in(program, "wall", "plaster"), laid = lower(text_in(k.request.bible, "floor", ""));
  const std::string floor_kind = pattern_of(laid) != scene::Pattern::kPlaster ? laid : text_in(program, "floor", "wood");
  scene::Material wall = material(k.tones.wall, "wall-" + wall_kind, pattern_of(wall_kind), wall_kind == "plaster" ? 0.45f : 0.6f, 0.92f);
  if (wall_kind == "brick") wall.albedo = glm::mix(wall.albedo, linear_of_hex("#8a5a46"), 0.5f);
  scene::Material floor = material(k.tones.floor, "floor-" + floor_kind, pattern_of(floor_kind), 0.55f, floor_kind == "wood" ? 0.45f : floor_kind == "tiles" ? 0.35f : 0.85f);
  scene::Material ceiling = material(k.tones.trim, "ceiling", pattern_of(wall_kind == "wood" || wall_kind == "rock" ? wall_kind : "plaster"), 0.35f, 0.95f);
  if (wall_kind == "rock") ceiling.albedo = wall.albedo * 0.8f;
  if (wall_kind == "wood") ceiling.albedo = wall.albedo * 1.1f;
  const bool skirting = program.value("no_skirting", 0) == 0, glass = program.value("no_glass", 0) == 0, bars = program.value("window_bars", 0) != 0;
  const bool curtains = program.value("curtains", 0) != 0, wainscot = program.value("wainscot", 0) != 0, slender = program.value("long_windows", 0) != 0;
  const std::string paper = wall_kind == "plaster" ? text_in(program, "paper", "") : "";
  const float painted = number_in(program, "dado_paint", 0), panels = number_in(program, "panels", 0);

  for (std::size_t i = 0; i < 4; ++i) {
    const WallPlan& plan = k.walls[i];
    MeshBuilder b;
    scene::Material own = wall;  // the wall behind is a shade darker, so that corners read
    own.name += "-" + plan.side;
    own.albedo *= i == 0 ? Vec3(0.96f, 0.98f, 1.f) : i == 3 ? Vec3(1.f, 0.985f, 0.96f) : Vec3(1.f);
    const auto front = b.material(own), back = b.material(tinted(wall, Vec3(0.6f), "outside")), trim = b.material(k.tones.trim);
    scene::Material below = own;  // paint that takes knocks, up to the height of a hand
    below.name = "dado-" + plan.side;
    below.albedo = glm::mix(k.tones.wall_second.albedo, k.tones.fabric_second.albedo, 0.3f) * 0.85f;
    below.roughness = 0.6f;
    wall_body(b, plan, h, front, back, painted, painted > 0 ? b.material(below) : front);
    if (!paper.empty()) wallpaper(b, plan, paper, std::max({painted, panels, wainscot ? 0.96f : 0.f, skirting ? 0.1f : 0.f}), h - 0.06f, own, k.tones.wall_second);
    if (panels > 0) panelling(b, plan, panels, kDado, k.tones.wood);
    const float low_h = wainscot ? 0.92f : 0.f;
    if (wall_kind == "rock")
      for (const Hole& hole : plan.holes) {  // no mason cut it: rock in the corners and along the edge, within the wall's thickness
        if (hole.door) continue;
        Random shape(mix(k.place_seed, seed_of(hole.id)));
        for (int n = 0; n < 14; ++n) {
          const float a = 2 * kPi * static_cast<float>(n) / 14, c = std::cos(a), v = std::sin(a), reach = 1 / std::max(std::abs(c), std::abs(v));
          const auto size = static_cast<float>(shape.range(0.5, 1.0)) * (std::abs(std::abs(c) - std::abs(v)) < 0.45f ? 0.34f : 0.2f);
          b.lump({hole.x + c * reach * hole.w / 2, hole.y + hole.h / 2 + v * reach * hole.h / 2, -kThick / 2}, {size, size, kThick * 0.56f}, front, 8, 0.2f, seed_of(hole.id) + static_cast<std::uint64_t>(n));
        }
      }
    const auto runs = [&](float y0, float y1, float z, std::uint16_t m, float bevel, float gap) {  // a band along the wall, open at holes
      std::vector<std::array<float, 2>> cut;
      for (const Hole& hole : plan.holes)
        if (hole.y < y1 && hole.y + hole.h > y0) cut.push_back({hole.x - hole.w / 2 - gap, hole.x + hole.w / 2 + gap});
      std::sort(cut.begin(), cut.end());
      float x = -plan.length / 2;
      for (std::size_t j = 0; j <= cut.size(); ++j) {
        const float end = j < cut.size() ? cut[j][0] : plan.length / 2;
        if (end - x > 0.02f) b.block((x + end) / 2, y0, z / 2, end - x, y1 - y0, z, m, bevel);
        if (j < cut.size()) x = std::max(x, cut[j][1]);
      }
    };
    if (wainscot) {
      scene::Material lower = material(k.tones.trim, "wainscot", floor_kind == "tiles" ? scene::Pattern::kTiles : scene::Pattern::kWood, 0.4f, 0.4f);
      lower.pattern_scale = 0.5f;
      lower.albedo = glm::mix(k.tones.trim.albedo, k.tones.fabric_second.albedo, 0.25f);
      runs(0.09f, low_h, 0.012f, b.material(lower), 0.003f, 0.07f);
      runs(low_h, low_h + 0.04f, kDado, trim, 0.008f, 0.07f);
    }
    if (skirting) {
      runs(0, 0.1f, kSkirting, trim, 0.008f, 0.065f);
      runs(h - 0.05f, h, 0.05f, trim, 0.018f, 0.f);
    }
    if (painted > 0) runs(painted, painted + 0.025f, 0.008f, trim, 0.003f, 0.065f);
    if (!paper.empty() && h > 2.3f) runs(h - 0.42f, h - 0.39f, 0.018f, trim, 0.006f, 0.03f);  // the picture rail
    if (skirting && !slender) sockets(b, plan, k.tones);
    const Mat4 world = moved(plan.middle, plan.yaw), own_from_world = glm::inverse(world);
    for (const Hole& hole : plan.holes)
      if (hole.door) {
        doorway(b, hole, k.tones);
        const Vec3 hinge(hole.x - hole.w / 2 + kFrame, 0, -kThick + 0.01f);
        k.set.doors.push_back({hole.id, "wall/" + plan.side, door_leaf(hole, k.tones), Vec3(world * Vec4(hinge, 1)), plan.yaw});
      } else if (program.value("stained", 0) != 0) {
        church_window(b, hole, front, k.tones);
      } else {
        window(b, hole, k.tones, glass, bars, curtains, slender, mix(k.place_seed, seed_of(hole.id)));
      }
    for (const Piece& piece : k.set.pieces) {  // what hangs here
      const FurnitureEntry* entry = find_furniture(piece.word);
      if (!entry || entry->kind != "wallhung" || std::abs(piece.yaw - plan.yaw) > 0.01f) continue;
      const Model model = k.model_of(*entry, false, std::stoi(piece.id.substr(piece.id.rfind('-') + 1)) - 1);
      const Vec3 at = Vec3(own_from_world * Vec4(piece.bounds.centre().x, piece.bounds.low.y, piece.bounds.centre().z, 1));
      const Box box = model.mesh->bounds();
      b.add(*model.mesh, moved({at.x - box.centre().x, at.y - box.low.y, -box.low.z}));
    }
    k.add_instance(b.finish(42), world, "wall/" + plan.side);
  }
  MeshBuilder b;
  b.block(0, -0.12f, 0, w + 2 * kThick, 0.12f, d + 2 * kThick, b.material(floor), 0);
  k.add_instance(b.finish(), Mat4(1.f), "floor");
  b.block(0, h, 0, w + 2 * kThick, 0.1f, d + 2 * kThick, b.material(ceiling), 0);
  if (wall_kind == "wood" && !slender)
    for (float beam = -w / 2 + 0.6f; beam < w / 2 - 0.3f; beam += 1.2f) {
      float x = beam;
      for (const Piece& piece : k.set.pieces)  // beside what hangs from the ceiling
        if (piece.bounds.high.y > h - 0.14f && x + 0.07f > piece.bounds.low.x && x - 0.07f < piece.bounds.high.x) x = piece.bounds.low.x - 0.08f;
      b.block(x, h - 0.13f, 0, 0.12f, 0.13f, d, b.material(k.tones.wood_dark), 0.01f);
    }
  k.add_instance(b.finish(), Mat4(1.f), "ceiling");
}

}  // namespace auteur::world

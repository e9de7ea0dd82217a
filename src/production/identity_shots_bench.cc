// Draws the faces of the identity benchmark.
#include "identity_faces.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/base/random.h"
#include "auteur/camera/shot_list.h"
#include "auteur/media/media.h"
#include "auteur/puppets/puppet.h"
#include "light_meter.h"
#include "shot_drawings.h"

namespace auteur::production {
namespace {

constexpr int kWidth = 320, kHeight = 240;

struct Place { const char* kind; screenplay::Setting setting; screenplay::TimeOfDay time; screenplay::Weather weather; };
using enum screenplay::TimeOfDay;
using enum screenplay::Weather;
constexpr auto kIn = screenplay::Setting::kInterior, kOut = screenplay::Setting::kExterior;
constexpr Place kPlaces[] = {{"kitchen", kIn, kMorning, kNone}, {"kitchen", kIn, kNight, kNone}, {"street", kOut, kNight, kNone}, {"park", kOut, kDay, kClear}, {"bar", kIn, kNight, kNone},
                             {"church", kIn, kDay, kNone}, {"forest", kOut, kMorning, kFog}, {"beach", kOut, kDusk, kClear}, {"office", kIn, kEvening, kNone}, {"street", kOut, kDay, kRain}};

}  // namespace

std::vector<world::Identity> company(int n, std::uint64_t seed) {
  static const char* const kDescriptions[] = {"", "70s, grey hair in a bun", "a boy of 9", "20s, black curly hair", "60s, bald, glasses, heavy-set", "19, blonde, long hair", "50s, dark skin, tall, grey moustache", "30s, Chinese, black hair in a bob", "40s, red beard", "80s, white hair, frail",
                                              "", "a girl of 7, ponytail", "Nigerian, 30s, a shaved head", "Indian, 40s, moustache", "35, a nun", "a sailor in a cap, 50", "", "teenager, freckles, red hair", "60s, stout, grey curls", "Mexican, 50, black beard",
                                              "25, pale, black hair in a bob", "", "45, square jaw, brown hair", "Somali, 20, long hair", "65, balding, white beard", "", "30s, ginger ponytail, glasses", "40s, blond, thin", "Turkish, 60, moustache", ""};
  screenplay::Breakdown b;
  b.scenes.resize(1);
  b.scenes[0].story_day = 1;
  for (int i = 0; i < n; ++i) {
    screenplay::CastMember m;
    m.id = m.name = fmt::format("PERSON {}", i + 1);
    m.description = kDescriptions[static_cast<std::size_t>(i) % std::size(kDescriptions)];
    m.scenes = {0};
    b.cast.push_back(m);
  }
  return world::cast_identities(b, {}, seed);
}

const std::vector<std::string>& place_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const Place& p : kPlaces) out.push_back(fmt::format("{}, {}{}", p.kind, screenplay::word_of(p.time), p.weather == kNone ? "" : fmt::format(", {}", screenplay::word_of(p.weather))));
    return out;
  }();
  return names;
}

namespace {

// A grey room without a thing in it, under one large soft light.
render::StageRequest studio(Vec3 from, Vec3 radiance, Vec3 fill) {
  auto floor = std::make_shared<scene::Mesh>();
  scene::Material grey;
  grey.albedo = Vec3(0.4f);
  grey.specular = 0;
  floor->materials.push_back(grey);
  floor->positions = {{-9, 0, -9}, {9, 0, -9}, {9, 0, 9}, {-9, 0, 9}};
  floor->normals.assign(4, Vec3(0, 1, 0));
  floor->triangles = {{0, 2, 1}, {0, 3, 2}};
  floor->triangle_material = {0, 0};
  render::StageRequest stage;
  stage.seed = 1;
  stage.set.instances.push_back({floor, Mat4(1.f), "floor", scene::object_id_of("floor"), false});
  scene::Light key;
  key.kind = scene::LightKind::kRect;
  key.name = "key";
  key.position = from;
  key.direction = glm::normalize(Vec3(0, 1.2f, 0) - from);
  key.edge_u = glm::normalize(glm::cross(Vec3(0, 1, 0), key.direction)) * 0.8f;
  key.edge_v = glm::cross(key.direction, key.edge_u);
  key.radiance = radiance;
  scene::Light sky;
  sky.kind = scene::LightKind::kSky;
  sky.name = "room";
  sky.radiance = sky.horizon = sky.ground = fill;
  stage.set.lights = {key, sky};
  return stage;
}

struct Picture { render::Frame frame; std::vector<std::uint8_t> rgb; scene::Camera camera; };

// The developed picture, the face exposed as the meter of a film would.
Result<Picture> photograph(const render::Stage& stage, const std::vector<scene::Instance>& people, const scene::Camera& camera, std::uint32_t who, double skin, screenplay::TimeOfDay time, std::uint64_t seed, Progress& progress, int enlarged = 1) {
  render::FrameRequest request;
  request.width = enlarged * kWidth;
  request.height = enlarged * kHeight;
  request.camera = camera;
  request.auxiliary = true;
  request.seed = seed;
  Picture out;
  out.camera = camera;
  out.frame = TRY(render::draw(stage, people, request, progress));
  Reading reading;
  FaceReading face{0, skin, 0.4, true};
  double n = 0;
  for (std::size_t i = 0; i < out.frame.colour.size(); i += 3) {
    const auto y = static_cast<double>(luminance_of(out.frame.colour[i]));
    if (i % 15 == 0) reading.picture.push_back(y);
    if (out.frame.object_id[i] == who && i < out.frame.colour.size() / 2) face.luminance += y, n += 1;
  }
  face.luminance /= std::max(1.0, n);
  if (n > 0) reading.faces.push_back(face);
  render::Look look;
  look.grain = look.vignette = look.halation = 0;
  look.aspect = static_cast<double>(kWidth) / kHeight;
  look.exposure = stops_for(std::move(reading), time);
  out.rgb = render::develop(out.frame, look, seed);
  return out;
}

// Where a head is, from nothing but the matte of its person: as wide as the silhouette gets within the first seven tenths
// of that width below the crown, and down to where it is narrowest: clothes are not looked at. Pixels.
struct HeadBox { float x = 0, y = 0, size = 0; int bottom = 0; };
HeadBox head_box(const std::vector<std::uint32_t>& ids, std::uint32_t who) {
  std::vector<std::pair<int, int>> rows;  // left and right ends of what is the person's, from the crown down
  int crown = -1;
  for (int y = 0; y < kHeight; ++y) {
    int left = kWidth, right = -1, n = 0;
    for (int x = 0; x < kWidth; ++x)
      if (ids[static_cast<std::size_t>(y * kWidth + x)] == who) left = std::min(left, x), right = std::max(right, x), ++n;
    if (crown < 0 && n < 4) continue;
    if (crown < 0) crown = y;
    rows.emplace_back(left, right);
  }
  if (crown < 0) return {};
  float size = 12;
  std::size_t within = 0;
  for (int round = 0; round < 24; ++round) {
    within = std::min(rows.size(), static_cast<std::size_t>(0.7f * size) + 1);
    std::vector<int> widths;
    for (std::size_t i = 0; i < within; ++i) widths.push_back(rows[i].second - rows[i].first + 1);
    const auto wide = widths.begin() + static_cast<std::ptrdiff_t>(widths.size() * 9 / 10);
    std::nth_element(widths.begin(), wide, widths.end());
    if (static_cast<float>(*wide) <= size) break;
    size = static_cast<float>(*wide);
  }
  std::vector<float> middles;
  for (std::size_t i = within / 4; i < within; ++i)
    if (rows[i].second >= 0) middles.push_back(0.5f * static_cast<float>(rows[i].first + rows[i].second + 1));
  if (middles.empty()) return {};
  std::nth_element(middles.begin(), middles.begin() + static_cast<std::ptrdiff_t>(middles.size() / 2), middles.end());
  std::size_t neck = static_cast<std::size_t>(1.2f * size);
  int narrow = static_cast<int>(0.8f * size);  // wider: hair, a beard or a hood hide the neck
  for (auto i = static_cast<std::size_t>(0.8f * size); i < std::min(rows.size(), static_cast<std::size_t>(1.5f * size)); ++i)
    if (const int wide = rows[i].second - rows[i].first + 1; wide < narrow) narrow = wide, neck = i;
  return {middles[middles.size() / 2], static_cast<float>(crown) + 0.60f * size, 1.3f * size, crown + static_cast<int>(neck)};
}

// Only what the id matte gives to this person.
Face crop(const Picture& picture, std::uint32_t who) {
  const HeadBox box = head_box(picture.frame.object_id, who);
  Face out(static_cast<std::size_t>(kFaceSide) * kFaceSide * 3, 0);
  if (box.size < 24) return out;
  const float pixel = box.size / 96.f;
  for (int y = 0; y < kFaceSide; ++y)
    for (int x = 0; x < kFaceSide; ++x) {
      Vec3 sum(0.f);
      float own = 0;
      for (int s = 0; s < 4; ++s) {
        const auto px = static_cast<int>(std::floor(box.x + (static_cast<float>(x) + 0.25f + 0.5f * static_cast<float>(s % 2) - 0.5f * kFaceSide) * pixel)), py = static_cast<int>(std::floor(box.y + (static_cast<float>(y) + 0.25f + 0.5f * static_cast<float>(s / 2) - 0.5f * kFaceSide) * pixel));
        if (px < 0 || py < 0 || px >= kWidth || py >= std::min(kHeight, box.bottom)) continue;
        const auto i = static_cast<std::size_t>(py) * kWidth + static_cast<std::size_t>(px);
        if (picture.frame.object_id[i] != who) continue;
        sum += Vec3(picture.rgb[3 * i], picture.rgb[3 * i + 1], picture.rgb[3 * i + 2]);
        own += 1;
      }
      for (int k = 0; k < 3 && own > 1.5f; ++k) out[static_cast<std::size_t>(3 * (y * kFaceSide + x) + k)] = static_cast<std::uint8_t>(std::clamp(sum[k] / own, 1.f, 255.f));
    }
  return out;
}

// Whether the face is free: the share of an oval between crown and chin that is the person's.
float seen(const Picture& picture, const puppets::Landmarks& marks, std::uint32_t who) {
  const auto at = [&](Vec3 p) {
    const Vec3 s = camera::project(picture.camera, static_cast<double>(kWidth) / kHeight, p);
    return Vec2(0.5f * (s.x + 1) * kWidth, 0.5f * (1 - s.y) * kHeight);
  };
  const Vec2 top = at(marks.head_top), chin = at(marks.chin), middle = 0.5f * (top + chin), half = Vec2(0.28f, 0.42f) * glm::length(top - chin);
  int all = 0, own = 0;
  for (int y = static_cast<int>(middle.y - half.y); y < static_cast<int>(middle.y + half.y); ++y)
    for (int x = static_cast<int>(middle.x - half.x); x < static_cast<int>(middle.x + half.x); ++x) {
      const Vec2 off = (Vec2(static_cast<float>(x), static_cast<float>(y)) - middle) / half;
      if (glm::dot(off, off) > 1) continue;
      ++all;
      if (x >= 0 && y >= 0 && x < kWidth && y < kHeight) own += picture.frame.object_id[static_cast<std::size_t>(y * kWidth + x)] == who;
    }
  return static_cast<float>(own) / static_cast<float>(std::max(1, all));
}

scene::Camera portrait(Vec3 face, Vec3 from, float height, float share) {
  scene::Camera c;
  c.position = face + from;
  c.target = face;
  c.f_stop = 0;
  c.focus_distance = glm::length(from);
  c.focal_mm = c.gate_width_mm * kHeight / kWidth * glm::length(from) * share / height;
  return c;
}

struct Lighting { Vec3 from, key, fill; };
constexpr Lighting kLightings[] = {
    {{-2.4f, 3.f, 3.2f}, Vec3(7.f), Vec3(0.35f)},                           // daylight
    {{2.8f, 2.f, 2.4f}, {11, 5, 1.6f}, {0.08f, 0.05f, 0.03f}},              // a lamp
    {{0, 3.4f, 2.f}, {4.5f, 6, 9}, {0.20f, 0.25f, 0.35f}},                  // dusk
    {{2.2f, 3.f, -1.2f}, {9, 8, 7}, Vec3(0.2f)},                            // from behind
    {{-1.8f, 1.4f, 1.8f}, {7, 2.6f, 0.7f}, {0.05f, 0.03f, 0.02f}},          // a low lamp
    {{0.4f, 3.6f, 0.6f}, {6, 6.6f, 7}, Vec3(0.08f)}};                       // from above

}  // namespace

std::vector<Player> players_of(const std::vector<world::Identity>& cast) {
  std::vector<Player> out;
  for (const auto& who : cast) out.push_back({puppets::build_puppet(who, 1, 0.5f), scene::object_id_of(who.id), puppets::measures_of(who).head_height, static_cast<double>(luminance_of(who.skin))});
  return out;
}

Status enrol(const std::vector<Player>& players, std::size_t angle, const IdentityBench& bench, const Take& take) {
  Progress progress;
  std::vector<std::shared_ptr<const render::Stage>> studios;
  for (const auto& l : kLightings) studios.push_back(TRY(render::prepare_stage(studio(l.from, l.key, l.fill), progress)));
  constexpr std::array<float, kAngles> kYaws = {-0.8f, -0.4f, 0.f, 0.4f, 0.8f};
  for (std::size_t who = 0; who < players.size(); ++who)
    for (std::size_t shot = 0; shot < 2 * studios.size(); ++shot) {
      const std::size_t light = shot % studios.size(), face = (angle + light + shot / studios.size()) % 3;
      Random random(mix(mix(bench.seed + 1, who), mix(angle, shot)));
      puppets::Pose pose;
      pose.yaw = kYaws[angle] + static_cast<float>(random.range(-0.1, 0.1));
      pose.head_pitch = static_cast<float>(random.range(-0.1, 0.1));
      if (face == 1) pose.face = {.viseme = puppets::Viseme::kAA, .smile = -0.4f, .brow_raise = -0.3f, .brow_worry = -0.5f};
      if (face == 2) pose.face = {.viseme = puppets::Viseme::kE, .smile = 0.6f, .brow_raise = 0.5f, .brow_worry = 0.5f};
      const Player& p = players[who];
      const auto marks = puppets::landmarks_of(*p.puppet, pose);
      const auto picture = TRY(photograph(*studios[light], puppets::pose_puppet(*p.puppet, pose), portrait(0.5f * (marks.head_top + marks.chin), {0, static_cast<float>(random.range(-0.2, 0.3)), 2.f}, p.head_height, 0.55f), p.id, p.skin, kDay, mix(who, mix(angle, shot)), progress));
      TRY(take({static_cast<std::uint32_t>(who), static_cast<std::uint32_t>(angle), static_cast<std::uint32_t>(light), crop(picture, p.id)}));
    }
  return {};
}

Status shoot(const std::vector<Player>& players, std::size_t p, const IdentityBench& bench, const Take& take) {
  Progress progress;
  const auto catalogue = world::open_catalogue("/usr/share/sweethome3d");
  const auto each = std::max<std::size_t>(1, (static_cast<std::size_t>(bench.shots) + std::size(kPlaces) - 1) / std::size(kPlaces));
  const Place& place = kPlaces[p];
  world::PlaceRequest request;
  request.place.kind = place.kind;
  request.place.id = request.place.name = fmt::format("{} {}", place.kind, p);
  request.place.setting = place.setting;
  const world::Set set = world::build_set(request, *catalogue);
  std::vector<Vec3> stands;
  for (const auto& a : set.anchors)
    if (a.kind == world::AnchorKind::kStand) stands.push_back(a.position);
  if (stands.empty()) stands.emplace_back(0.f);
  const auto stage = TRY(render::prepare_stage(lit_set(set, place.time, place.weather, {}, render::Quality::kPreviz), progress));
  for (std::size_t who = 0; who < players.size(); ++who)
    for (std::size_t shot = 0; shot < each; ++shot) {
      const Player& player = players[who];
      Random random(mix(mix(bench.seed, who), mix(p, shot)));
      const auto real = [&](double low, double high) { return static_cast<float>(random.range(low, high)); };
      for (int attempt = 0; attempt < 24; ++attempt) {  // a place where nothing stands before the lens
        puppets::Pose pose;
        pose.position = stands[static_cast<std::size_t>(random.below(static_cast<int>(stands.size())))];
        const float to_camera = real(-kPi, kPi), turned = real(-0.87, 0.87);
        pose.yaw = to_camera + 0.6f * turned;
        pose.head_yaw = 0.4f * turned;
        pose.head_pitch = real(-0.12, 0.12);
        pose.face.viseme = static_cast<puppets::Viseme>(random.below(static_cast<int>(puppets::Viseme::kCount)));
        pose.face.smile = real(-0.7, 0.8);
        pose.face.brow_raise = real(-0.5, 0.8);
        pose.face.brow_worry = real(-0.7, 0.7);
        pose.face.lids = real(0.05, 0.4);
        pose.face.gaze_yaw = real(-0.3, 0.3);
        auto people = puppets::pose_puppet(*player.puppet, pose);
        const auto marks = puppets::landmarks_of(*player.puppet, pose);
        const Vec3 way(std::sin(to_camera), 0, std::cos(to_camera));
        for (int k = 0; k < 2; ++k) {  // somebody behind
          const auto other = (who + 1 + static_cast<std::size_t>(random.below(static_cast<int>(players.size()) - 1))) % players.size();
          puppets::Pose behind;
          behind.position = pose.position - way * (1.1f + 0.5f * static_cast<float>(k)) + Vec3(way.z, 0, -way.x) * (k == 0 ? 0.7f : -0.8f);
          behind.yaw = to_camera;
          const auto more = puppets::pose_puppet(*players[other].puppet, behind);
          people.insert(people.end(), more.begin(), more.end());
        }
        const Vec3 from = way * real(1.1, 2.2) + Vec3(0, real(-0.15, 0.25), 0);
        const auto picture = TRY(photograph(*stage, people, portrait(0.5f * (marks.head_top + marks.chin), from, player.head_height, real(0.35, 0.6)), player.id, player.skin, place.time, mix(who, shot), progress));
        if (seen(picture, marks, player.id) < 0.96f) continue;
        TRY(take({static_cast<std::uint32_t>(who), static_cast<std::uint32_t>(p), 0, crop(picture, player.id)}));
        break;
      }
    }
  return {};
}

Status line_up(const std::vector<world::Identity>& cast, const Path& file) {
  Progress progress;
  const auto stage = TRY(render::prepare_stage(studio(kLightings[0].from, kLightings[0].key, kLightings[0].fill), progress));
  constexpr int kAcross = 6, kLarge = 2, kCellWide = 380, kCellHigh = kLarge * kHeight;
  const int down = (static_cast<int>(cast.size()) + kAcross - 1) / kAcross;
  media::Picture sheet{kAcross * kCellWide, down * kCellHigh, std::vector<std::uint8_t>(static_cast<std::size_t>(kAcross * kCellWide) * static_cast<std::size_t>(down * kCellHigh) * 3, 90)};
  const auto players = players_of(cast);
  for (std::size_t i = 0; i < players.size(); ++i) {
    puppets::Pose pose;
    pose.yaw = 0.3f;
    pose.face.smile = 0.15f;
    const auto marks = puppets::landmarks_of(*players[i].puppet, pose);
    const auto picture = TRY(photograph(*stage, puppets::pose_puppet(*players[i].puppet, pose), portrait(0.5f * (marks.head_top + marks.chin), {0, 0.05f, 2.4f}, players[i].head_height, 0.62f), players[i].id, players[i].skin, kDay, i, progress, kLarge));
    const int left = static_cast<int>(i) % kAcross * kCellWide, top = static_cast<int>(i) / kAcross * kCellHigh;
    for (int y = 0; y < kCellHigh; ++y)
      for (int x = 0; x < 3 * kCellWide; ++x)
        sheet.rgb[static_cast<std::size_t>(3 * ((top + y) * sheet.width + left) + x)] = picture.rgb[static_cast<std::size_t>(3 * (y * kLarge * kWidth + (kLarge * kWidth - kCellWide) / 2) + x)];
  }
  return write_atomically(file, media::write_png(sheet));
}

}  // namespace auteur::production

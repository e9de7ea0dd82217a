// Faces from pictures alone.
//
//   enrolled   5 angles x 3 lights x 3 expressions in an empty grey room
//   asked      shots in ten places by day, dusk and night: any angle up to 50 degrees, any face, others behind
//
// The classifier sees a crop of the developed picture: what the id matte gives to one person, from crown to chin. It
// measures the directions of edges in 12 x 12 cells (a histogram of oriented gradients) and the colours of the cells, each
// against the mean of the crop so that the colour and strength of the light drop out, and takes the nearest
// enrolled picture. It shares no code and no number with world::identity_distance.
#include "identity_bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "auteur/base/random.h"
#include "auteur/camera/shot_list.h"
#include "auteur/media/media.h"
#include "auteur/puppets/puppet.h"
#include "auteur/world/cast.h"
#include "light_meter.h"
#include "shot_drawings.h"

namespace auteur::production {
namespace {

constexpr int kWidth = 320, kHeight = 240;
constexpr int kCrop = 96;  // pixels across and down
constexpr int kCells = 12, kBins = 8;

using Face = std::vector<std::uint8_t>;  // kCrop x kCrop x 3, what is not the person is zero
using Features = std::vector<float>;

struct Place { const char* kind; screenplay::Setting setting; screenplay::TimeOfDay time; screenplay::Weather weather; };
using enum screenplay::TimeOfDay;
using enum screenplay::Weather;
constexpr auto kIn = screenplay::Setting::kInterior, kOut = screenplay::Setting::kExterior;
constexpr Place kPlaces[] = {{"kitchen", kIn, kMorning, kNone}, {"kitchen", kIn, kNight, kNone}, {"street", kOut, kNight, kNone}, {"park", kOut, kDay, kClear}, {"bar", kIn, kNight, kNone},
                             {"church", kIn, kDay, kNone}, {"forest", kOut, kMorning, kFog}, {"beach", kOut, kDusk, kClear}, {"office", kIn, kEvening, kNone}, {"street", kOut, kDay, kRain}};

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

// A grey room without a thing in it, under one large soft light.
render::StageRequest studio(Vec3 from, Vec3 radiance) {
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
  sky.radiance = sky.horizon = sky.ground = Vec3(0.35f);
  stage.set.lights = {key, sky};
  return stage;
}

struct Picture { render::Frame frame; std::vector<std::uint8_t> rgb; scene::Camera camera; };

// The developed picture, the face exposed as the meter of a film would.
Result<Picture> photograph(const render::Stage& stage, const std::vector<scene::Instance>& people, const scene::Camera& camera, std::uint32_t who, double skin, screenplay::TimeOfDay time, std::uint64_t seed, Progress& progress) {
  render::FrameRequest request;
  request.width = kWidth;
  request.height = kHeight;
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

// Crown to chin, by the landmarks' place in the picture; only what the id matte gives to this person.
Face crop(const Picture& picture, const puppets::Landmarks& marks, std::uint32_t who) {
  const auto at = [&](Vec3 p) {
    const Vec3 s = camera::project(picture.camera, static_cast<double>(kWidth) / kHeight, p);
    return Vec2(0.5f * (s.x + 1) * kWidth, 0.5f * (1 - s.y) * kHeight);
  };
  const Vec2 top = at(marks.head_top), chin = at(marks.chin), eyes = at(marks.eyes), middle = 0.5f * (top + chin);
  const float size = 1.12f * glm::length(top - chin);
  const Vec2 corner(0.5f * (middle.x + eyes.x) - 0.5f * size, middle.y - 0.5f * size);
  Face out(static_cast<std::size_t>(kCrop) * kCrop * 3, 0);
  for (int y = 0; y < kCrop; ++y)
    for (int x = 0; x < kCrop; ++x) {
      Vec3 sum(0.f);
      float own = 0;
      for (int s = 0; s < 4; ++s) {
        const auto px = static_cast<int>(corner.x + (static_cast<float>(x) + 0.25f + 0.5f * static_cast<float>(s % 2)) / kCrop * size), py = static_cast<int>(corner.y + (static_cast<float>(y) + 0.25f + 0.5f * static_cast<float>(s / 2)) / kCrop * size);
        if (px < 0 || py < 0 || px >= kWidth || py >= kHeight) continue;
        const auto i = static_cast<std::size_t>(py) * kWidth + static_cast<std::size_t>(px);
        if (picture.frame.object_id[i] != who) continue;
        sum += Vec3(picture.rgb[3 * i], picture.rgb[3 * i + 1], picture.rgb[3 * i + 2]);
        own += 1;
      }
      for (int k = 0; k < 3 && own > 1.5f; ++k) out[static_cast<std::size_t>(3 * (y * kCrop + x) + k)] = static_cast<std::uint8_t>(std::clamp(sum[k] / own, 1.f, 255.f));
    }
  return out;
}

void normalise(Features& f, std::size_t from, std::size_t to, float weight) {
  float sum = 0;
  for (std::size_t i = from; i < to; ++i) sum += f[i] * f[i];
  const float k = sum > 1e-12f ? weight / std::sqrt(sum) : 0;
  for (std::size_t i = from; i < to; ++i) f[i] *= k;
}

Features measure(const Face& face) {
  const auto linear = [](std::uint8_t v) { return std::log(0.004f + std::pow(static_cast<float>(v) / 255.f, 2.2f)); };
  std::vector<Vec3> logs(static_cast<std::size_t>(kCrop) * kCrop);  // log luminance, two log ratios of colours
  std::vector<char> own(logs.size());
  Vec3 mean(0.f);
  float n = 0;
  for (std::size_t i = 0; i < logs.size(); ++i) {
    own[i] = face[3 * i] > 0;
    if (!own[i]) continue;
    const Vec3 c(linear(face[3 * i]), linear(face[3 * i + 1]), linear(face[3 * i + 2]));
    logs[i] = {glm::dot(c, Vec3(0.3f, 0.6f, 0.1f)), c.x - c.y, c.z - c.y};
    mean += logs[i], n += 1;
  }
  mean = n > 0 ? mean / n : mean;
  for (std::size_t i = 0; i < logs.size(); ++i) logs[i] = own[i] ? logs[i] - mean : Vec3(0.f);
  const std::size_t cells = static_cast<std::size_t>(kCells) * kCells;
  Features out(cells * (kBins + 4), 0.f);
  const std::size_t colours = cells * kBins, shape = colours + 3 * cells;
  constexpr int kSide = kCrop / kCells;
  for (int y = 1; y + 1 < kCrop; ++y)
    for (int x = 1; x + 1 < kCrop; ++x) {
      const auto i = static_cast<std::size_t>(y * kCrop + x), cell = static_cast<std::size_t>(y / kSide * kCells + x / kSide);
      if (own[i]) {
        for (std::size_t k = 0; k < 3; ++k) out[colours + 3 * cell + k] += logs[i][static_cast<int>(k)] / (kSide * kSide);
        out[shape + cell] += 1.f / (kSide * kSide);
      }
      const float dx = logs[i + 1].x - logs[i - 1].x, dy = logs[i + kCrop].x - logs[i - kCrop].x, strength = std::min(std::sqrt(dx * dx + dy * dy), 1.2f);
      float turn = std::atan2(dy, dx);
      if (turn < 0) turn += kPi;
      out[cell * kBins + std::min<std::size_t>(kBins - 1, static_cast<std::size_t>(turn / kPi * kBins))] += strength;
    }
  for (std::size_t c = 0; c < cells; ++c) normalise(out, c * kBins, (c + 1) * kBins, 1.f);  // cell by cell: the strength of the light drops out
  normalise(out, 0, colours, 1.f);
  normalise(out, colours, shape, 0.5f);
  normalise(out, shape, out.size(), 0.7f);
  return out;
}

Features mirrored(const Face& face) {
  Face other = face;
  for (int y = 0; y < kCrop; ++y)
    for (int x = 0; x < kCrop; ++x)
      for (int k = 0; k < 3; ++k) other[static_cast<std::size_t>(3 * (y * kCrop + x) + k)] = face[static_cast<std::size_t>(3 * (y * kCrop + kCrop - 1 - x) + k)];
  return measure(other);
}

float apart(const Features& a, const Features& b) {
  float sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

struct Enrolled { std::size_t who; Features features; };

Status write_sheet(const std::vector<Face>& faces, int across, const Path& file) {
  if (faces.empty()) return {};
  const int down = (static_cast<int>(faces.size()) + across - 1) / across;
  media::Picture sheet{across * kCrop, down * kCrop, std::vector<std::uint8_t>(static_cast<std::size_t>(across * down) * kCrop * kCrop * 3, 90)};
  for (std::size_t f = 0; f < faces.size(); ++f)
    for (int y = 0; y < kCrop; ++y)
      for (int x = 0; x < kCrop; ++x)
        for (int k = 0; k < 3; ++k)
          if (const auto v = faces[f][static_cast<std::size_t>(3 * (y * kCrop + x) + k)]; v > 0)
            sheet.rgb[static_cast<std::size_t>(3 * (((static_cast<int>(f) / across) * kCrop + y) * sheet.width + static_cast<int>(f) % across * kCrop + x) + k)] = v;
  return write_atomically(file, media::write_png(sheet));
}

}  // namespace

Status measure_identity(const IdentityBench& bench) {
  std::filesystem::create_directories(bench.out);
  Progress progress;
  const auto cast = company(bench.people, bench.seed);
  std::vector<puppets::PuppetPtr> puppets;
  std::vector<std::uint32_t> ids;
  std::vector<puppets::Measures> sizes;
  for (const auto& who : cast) {
    puppets.push_back(puppets::build_puppet(who, 1, 0.5f));
    ids.push_back(scene::object_id_of(who.id));
    sizes.push_back(puppets::measures_of(who));
  }
  const auto skin = [&](std::size_t who) { return static_cast<double>(luminance_of(cast[who].skin)); };
  const auto portrait = [](Vec3 face, Vec3 from, float height, float share) {
    scene::Camera c;
    c.position = face + from;
    c.target = face;
    c.f_stop = 0;
    c.focus_distance = glm::length(from);
    c.focal_mm = c.gate_width_mm * kHeight / kWidth * glm::length(from) * share / height;
    return c;
  };

  std::vector<Enrolled> known;
  std::vector<Face> sheet;
  std::vector<std::shared_ptr<const render::Stage>> studios;
  const std::pair<Vec3, Vec3> keys[] = {{{-2.4f, 3.f, 3.2f}, Vec3(7.f)}, {{2.8f, 2.f, 2.4f}, Vec3(11, 6, 2.4f)}, {{0, 3.4f, 2.f}, Vec3(4.5f, 6, 9)}};  // daylight, a lamp, dusk
  for (const auto& [from, radiance] : keys) studios.push_back(TRY(render::prepare_stage(studio(from, radiance), progress)));
  for (std::size_t who = 0; who < cast.size(); ++who)
    for (const float yaw : {-0.8f, -0.4f, 0.f, 0.4f, 0.8f})
      for (std::size_t shot = 0; shot < 3 * studios.size(); ++shot) {
        const std::size_t light = shot % studios.size();
        puppets::Pose pose;
        pose.yaw = yaw;
        if (shot / studios.size() == 1) pose.face = {.viseme = puppets::Viseme::kAA, .smile = -0.4f, .brow_raise = -0.3f, .brow_worry = -0.5f};
        if (shot / studios.size() == 2) pose.face = {.viseme = puppets::Viseme::kE, .smile = 0.6f, .brow_raise = 0.5f, .brow_worry = 0.5f};
        const auto marks = puppets::landmarks_of(*puppets[who], pose);
        const auto picture = TRY(photograph(*studios[light], puppets::pose_puppet(*puppets[who], pose), portrait(0.5f * (marks.head_top + marks.chin), {0, 0.05f, 2.6f}, sizes[who].head_height, 0.6f), ids[who], skin(who), kDay, mix(who, shot), progress));
        const Face face = crop(picture, marks, ids[who]);
        known.push_back({who, measure(face)});
        known.push_back({who, mirrored(face)});
        sheet.push_back(face);
      }
  TRY(write_sheet(sheet, 45, bench.out / "enrolled.png"));

  const auto catalogue = world::open_catalogue("/usr/share/sweethome3d");
  int asked = 0, right = 0;
  std::map<std::pair<std::size_t, std::size_t>, int> mixed;
  std::vector<Face> mistaken;
  std::vector<std::vector<Face>> shown(cast.size());  // a row each
  const auto each = std::max<std::size_t>(1, (static_cast<std::size_t>(bench.shots) + std::size(kPlaces) - 1) / std::size(kPlaces));
  fmt::print("{:28} {:>6} {:>8}\n", "", "faces", "right");
  for (std::size_t p = 0; p < std::size(kPlaces); ++p) {
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
    int here = 0, good = 0;
    for (std::size_t who = 0; who < cast.size(); ++who)
      for (std::size_t shot = 0; shot < each; ++shot) {
        Random random(mix(mix(bench.seed, who), mix(p, shot)));
        const auto real = [&](double low, double high) { return static_cast<float>(random.range(low, high)); };
        Face face;
        for (int attempt = 0; attempt < 8; ++attempt) {  // a place where nothing stands before the lens
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
          auto people = puppets::pose_puppet(*puppets[who], pose);
          const auto marks = puppets::landmarks_of(*puppets[who], pose);
          const Vec3 way(std::sin(to_camera), 0, std::cos(to_camera));
          for (int k = 0; k < 2; ++k) {  // somebody behind
            const auto other = (who + 1 + static_cast<std::size_t>(random.below(static_cast<int>(cast.size()) - 1))) % cast.size();
            puppets::Pose behind;
            behind.position = pose.position - way * (1.1f + 0.5f * static_cast<float>(k)) + Vec3(way.z, 0, -way.x) * (k == 0 ? 0.7f : -0.8f);
            behind.yaw = to_camera;
            const auto more = puppets::pose_puppet(*puppets[other], behind);
            people.insert(people.end(), more.begin(), more.end());
          }
          const Vec3 from = way * real(1.1, 2.2) + Vec3(0, real(-0.15, 0.25), 0);
          const auto picture = TRY(photograph(*stage, people, portrait(0.5f * (marks.head_top + marks.chin), from, sizes[who].head_height, real(0.35, 0.6)), ids[who], skin(who), place.time, mix(who, shot), progress));
          face = crop(picture, marks, ids[who]);
          const auto inside = std::count_if(face.begin(), face.end(), [](std::uint8_t v) { return v > 0; });
          if (inside > static_cast<std::ptrdiff_t>(0.42 * static_cast<double>(face.size()))) break;
          face.clear();
        }
        if (face.empty()) continue;
        const Features f = measure(face);
        const auto nearest = std::min_element(known.begin(), known.end(), [&](const Enrolled& a, const Enrolled& b) { return apart(a.features, f) < apart(b.features, f); });
        ++here;
        good += nearest->who == who;
        shown[who].push_back(face);
        if (nearest->who != who) {
          ++mixed[{who, nearest->who}];
          mistaken.push_back(face);
          mistaken.push_back(sheet[static_cast<std::size_t>(nearest - known.begin()) / 2]);
        }
      }
    fmt::print("{:28} {:6} {:7.1f}%\n", fmt::format("{}, {}{}", place.kind, screenplay::word_of(place.time), place.weather == kNone ? "" : fmt::format(", {}", screenplay::word_of(place.weather))), here, 100.0 * good / std::max(1, here));
    std::fflush(stdout);
    asked += here, right += good;
  }
  fmt::print("{:28} {:6} {:7.2f}%\n", fmt::format("{} people", cast.size()), asked, 100.0 * right / std::max(1, asked));
  std::vector<std::pair<int, std::pair<std::size_t, std::size_t>>> worst;
  for (const auto& [pair, n] : mixed) worst.emplace_back(n, pair);
  std::sort(worst.rbegin(), worst.rend());
  for (std::size_t i = 0; i < std::min<std::size_t>(5, worst.size()); ++i)
    fmt::print("{} taken for {}: {} times (identity distance {:.2f})\n", cast[worst[i].second.first].id, cast[worst[i].second.second].id, worst[i].first, world::identity_distance(cast[worst[i].second.first], cast[worst[i].second.second]));
  std::vector<Face> rows;
  for (auto& row : shown) {
    row.resize(each * std::size(kPlaces), Face(static_cast<std::size_t>(kCrop) * kCrop * 3, 0));
    rows.insert(rows.end(), row.begin(), row.end());
  }
  TRY(write_sheet(rows, static_cast<int>(each * std::size(kPlaces)), bench.out / "shots.png"));
  TRY(write_sheet(mistaken, 12, bench.out / "mistaken.png"));
  return {};
}

}  // namespace auteur::production

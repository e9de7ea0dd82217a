#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auteur/camera/shot_list.h"
#include "space.h"
#include "idioms.h"
#include "testing.h"
#include "view.h"

namespace auteur::camera {
namespace {

using namespace staging::testing;
using staging::Staging;
using camera::testing::Case;
using camera::testing::stage;

Case kitchen() { return stage(kitchen_scene(), room()); }
Case random_case(std::uint64_t seed, bool hostile) {
  Random random(mix(seed, 3));
  const int people = hostile ? random.below(7) : 1 + random.below(4), beats = hostile ? random.below(24) : 4 + random.below(18);
  const float w = 4.f + 0.4f * static_cast<float>(random.below(8)), d = 3.6f + 0.4f * static_cast<float>(random.below(6));
  return stage(random_scene(seed, people, beats, hostile), random.below(4) == 0 ? open_ground() : room(w, d));
}

int side_of(Vec3 a, Vec3 b, Vec3 c) { return (b.z - a.z) * (c.x - a.x) - (b.x - a.x) * (c.z - a.z) >= 0 ? 1 : -1; }

void expect_tiles(const ShotList& list, double length) {
  ASSERT_FALSE(list.shots.empty());
  EXPECT_EQ(list.shots.front().start.value, 0);
  EXPECT_EQ(list.shots.back().end.value, length);
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < list.shots.size(); ++i) {
    const Shot& s = list.shots[i];
    if (i > 0) { EXPECT_EQ(s.start.value, list.shots[i - 1].end.value); }
    EXPECT_NEAR(s.start.value * 24, std::round(s.start.value * 24), 1e-9);
    const double least = s.framing == Framing::kInsert ? 1.0 : 1.2;
    if (list.shots.size() > 1) { EXPECT_GE((s.end - s.start).value, least - 1e-6) << s.id << " " << framing_name(s.framing); }
    EXPECT_FALSE(s.keys.empty());
    EXPECT_FALSE(s.reason.empty());
    EXPECT_THAT(s.reason, ::testing::Not(::testing::HasSubstr("{")));
    EXPECT_THAT(ids, ::testing::Not(::testing::Contains(s.id)));
    EXPECT_THAT(s.id.substr(s.scene.size()), ::testing::Not(::testing::MatchesRegex(".*[IO].*")));
    ids.push_back(s.id);
    for (const CameraKey& k : s.keys) {
      const scene::Camera& c = k.camera;
      for (const float v : {c.position.x, c.position.y, c.position.z, c.target.x, c.target.y, c.target.z, c.focal_mm, c.focus_distance}) EXPECT_TRUE(std::isfinite(v));
      EXPECT_GT(c.focal_mm, 10);
      EXPECT_GT(c.focus_distance, 0.1f);
      EXPECT_GT(glm::length(c.target - c.position), 1e-3f);
    }
  }
}

TEST(Camera, ShotsTileTheSceneOnTheFrameGrid) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Case c = random_case(seed, seed % 2);
    SCOPED_TRACE(seed);
    expect_tiles(c.cover(), c.staging.length.value);
  }
}

TEST(Camera, FacesAreInTheFrameForNineteenOfTwentyMoments) {
  int shots = 0, lost = 0;
  for (std::uint64_t seed = 100; seed < 150; ++seed) {
    const Case c = random_case(seed, false);
    for (const Shot& s : c.cover().shots) {
      if (s.subjects.empty() || s.framing == Framing::kInsert) continue;
      int there = 0, in = 0;
      for (double t = s.start.value + 0.02; t < s.end.value; t += 1.0 / 24) {
        const auto state = person_at(c.staging, s.subjects.front(), Seconds(t), c.people);
        if (!state.present || std::abs(state.position.x) > c.set.size.x / 2 || std::abs(state.position.z) > c.set.size.z / 2) continue;
        const Vec3 at = project(camera_at(s, Seconds(t - s.start.value)), 2.39, eyes_of(state, c.people.at(s.subjects.front())));
        ++there;
        in += at.z > 0 && std::abs(at.x) < 1 && std::abs(at.y) < 1;
      }
      ++shots;
      if (in < 0.95 * there) ++lost, ADD_FAILURE() << "seed " << seed << " " << s.id << " " << framing_name(s.framing) << " " << s.reason << ": " << in << " of " << there;
    }
  }
  std::printf("%d of %d shots lose their subject\n", lost, shots);
}

TEST(Camera, TheStyleBiblesLensesHeightsAndMovementsAreKept) {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    Case c = seed == 0 ? kitchen() : random_case(seed, false);
    c.look.lenses = {32, 85};
    c.look.lowest = 0.9, c.look.highest = 1.45;
    c.look.movements = {"push-in"};
    const ShotList list = c.cover();
    for (const Shot& s : list.shots) {
      EXPECT_TRUE(s.movement == Movement::kStatic || s.movement == Movement::kPushIn) << s.id << " " << movement_name(s.movement);
      for (const CameraKey& key : s.keys) {
        EXPECT_TRUE(key.camera.focal_mm == 32 || key.camera.focal_mm == 85) << s.id << " " << key.camera.focal_mm;
        EXPECT_GE(key.camera.position.y, 0.89f) << s.id << " seed " << seed;
        EXPECT_LE(key.camera.position.y, 1.46f) << s.id << " seed " << seed;
      }
      if (s.movement == Movement::kStatic) {
        for (const CameraKey& key : s.keys) EXPECT_TRUE(key.camera.position == s.keys[0].camera.position && key.camera.target == s.keys[0].camera.target && key.camera.focal_mm == s.keys[0].camera.focal_mm) << s.id;  // only the focus goes
      }
    }
  }
}

TEST(Camera, TheLineIsHeldWhileNobodyMoves) {
  int crossings = 0, pairs = 0;
  for (std::uint64_t seed = 200; seed < 240; ++seed) {
    screenplay::Scene scene = random_scene(seed, 2, 18, false);
    std::erase_if(scene.beats, [](const Beat& b) { return b.kind != BeatKind::kLine; });
    if (scene.beats.size() < 4) continue;
    const Case c = stage(scene, room(5.2f, 4.6f));
    int sign = 0;
    for (const Shot& s : c.cover().shots) {
      if (s.framing == Framing::kInsert) continue;
      const auto a = person_at(c.staging, "ANA", s.start, c.people), b = person_at(c.staging, "BEN", s.start, c.people);
      const int now = side_of(a.position, b.position, s.keys.front().camera.position);
      if (sign != 0) ++pairs, crossings += now != sign;
      sign = now;
    }
  }
  EXPECT_GT(pairs, 100);
  EXPECT_EQ(crossings, 0) << "of " << pairs;
}

TEST(Camera, ShotAndReverseMatchInSizeAndLens) {
  int pairs = 0, different = 0;
  for (std::uint64_t seed = 300; seed < 340; ++seed) {
    screenplay::Scene scene = random_scene(seed, 2, 20, false);
    std::erase_if(scene.beats, [](const Beat& b) { return b.kind != BeatKind::kLine; });
    for (Beat& b : scene.beats) b.mood.tension = 0.3;
    if (scene.beats.size() < 4) continue;
    const Case c = stage(scene, room(6.f, 5.f));
    const ShotList list = c.cover();
    for (std::size_t i = 1; i < list.shots.size(); ++i) {
      const Shot &x = list.shots[i - 1], &y = list.shots[i];
      if (x.framing != Framing::kOverTheShoulder || y.framing != Framing::kOverTheShoulder || x.movement != Movement::kStatic || y.movement != Movement::kStatic) continue;
      if (x.subjects.front() == y.subjects.front()) continue;
      ++pairs;
      const scene::Camera &p = x.keys.front().camera, &q = y.keys.front().camera;
      different += x.size != y.size || std::abs(p.focal_mm / q.focal_mm - 1) > 0.1f || std::abs(p.position.y / q.position.y - 1) > 0.12f;
    }
  }
  EXPECT_GT(pairs, 10);
  EXPECT_LE(different, pairs / 10) << "of " << pairs;
}

TEST(Camera, TheLabelIsWhatTheGeometrySays) {
  int checked = 0, wrong = 0;
  for (std::uint64_t seed = 400; seed < 430; ++seed) {
    const Case c = random_case(seed, false);
    for (const Shot& s : c.cover().shots) {
      if (s.subjects.empty() || s.framing == Framing::kInsert) continue;
      const double t = 0.5 * (s.start + s.end).value;
      // Wide shots are as wide as their people on average, others as their first subject.
      const bool wide = s.framing == Framing::kEstablishing || s.framing == Framing::kGroup || (s.framing == Framing::kTwoShot && s.size >= Size::kMediumLong);
      if (wide && s.framing != Framing::kEstablishing) continue;
      Vec3 eyes(0.f);
      float head = 0, n = 0;
      for (const std::string& id : s.subjects) {
        const auto state = person_at(c.staging, id, Seconds(std::floor(t * 8 + 0.5) / 8), c.people);
        if (!state.present || (!wide && n > 0)) continue;
        if (std::abs(state.position.x) >= c.set.size.x / 2 + 0.05f || std::abs(state.position.z) >= c.set.size.z / 2 + 0.05f) continue;
        eyes += eyes_of(state, c.people.at(id)), head += c.people.at(id).head_height, n += 1;
      }
      if (n < 1) continue;
      ++checked;
      wrong += measured_size(camera_at(s, Seconds(t - s.start.value)), 2.39, eyes / n, head / n) != s.size;
    }
  }
  EXPECT_GT(checked, 100);
  EXPECT_LE(wrong, checked / 100);
}

TEST(Camera, NoTwoNeighboursShowTheSamePersonTheSameWay) {
  int joins = 0, jumps = 0;
  for (std::uint64_t seed = 500; seed < 540; ++seed) {
    const Case c = random_case(seed, false);
    const ShotList list = c.cover();
    for (std::size_t i = 1; i < list.shots.size(); ++i) {
      const Shot &x = list.shots[i - 1], &y = list.shots[i];
      ++joins;
      if (x.subjects.empty() || y.subjects.empty() || x.subjects != y.subjects || x.size != y.size || x.framing == Framing::kInsert || y.framing == Framing::kInsert) continue;
      const auto state = person_at(c.staging, x.subjects.front(), y.start, c.people);
      const Vec3 eyes = state.position + Vec3(0, 1.1f, 0);
      const Vec3 a = glm::normalize(x.keys.back().camera.position - eyes), b = glm::normalize(y.keys.front().camera.position - eyes);
      if (glm::dot(a, b) > 0.9f) ++jumps;
    }
  }
  EXPECT_GT(joins, 100);
  EXPECT_LE(jumps, joins / 100) << "of " << joins;
}

TEST(Camera, MeanShotLengthFollowsTheLook) {
  for (const double wanted : {3.0, 4.0, 6.0}) {
    double length = 0;
    std::size_t shots = 0;
    for (std::uint64_t seed = 600; seed < 615; ++seed) {
      screenplay::Scene scene = random_scene(seed, 2, 26, false);
      Case c = stage(scene, room(5.4f, 4.6f));
      c.look.mean_shot = Seconds(wanted);
      shots += c.cover().shots.size();
      length += c.staging.length.value;
    }
    EXPECT_NEAR(length / static_cast<double>(shots), wanted, 0.3 * wanted);
  }
}

TEST(Camera, TheKitchenSceneIsCoveredLikeAFilm) {
  const Case c = kitchen();
  const ShotList list = c.cover();
  std::map<Framing, int> count;
  for (const Shot& s : list.shots) {
    ++count[s.framing];
    std::printf("%-4s %6.2f %5.2fs %-16s %-17s %-8s %4.0f mm  %s  [", s.id.c_str(), s.start.value, (s.end - s.start).value, size_name(s.size), framing_name(s.framing), movement_name(s.movement),
                static_cast<double>(s.keys.front().camera.focal_mm), s.reason.c_str());
    for (const auto& w : s.hidden_walls) std::printf("%s ", w.c_str());
    std::printf("]\n");
  }
  for (const auto& f : list.findings) std::printf("  finding: %s\n", f.c_str());
  EXPECT_EQ(list.shots.front().framing, Framing::kEstablishing);
  EXPECT_GE(count[Framing::kInsert], 1);
  EXPECT_GE(count[Framing::kSingle] + count[Framing::kOverTheShoulder], 4);
}

TEST(Camera, CamerasStandClearOfFurnitureAndNearTheRoom) {
  for (std::uint64_t seed = 700; seed < 730; ++seed) {
    const Case c = random_case(seed, false);
    if (c.set.setting == screenplay::Setting::kExterior) continue;
    for (const Shot& s : c.cover().shots)
      for (const CameraKey& k : s.keys) {
        const Vec3 p = k.camera.position;
        EXPECT_LT(std::abs(p.x), c.set.size.x / 2 + 2.51f);
        EXPECT_LT(std::abs(p.z), c.set.size.z / 2 + 2.51f);
        EXPECT_LT(p.y, c.set.size.y);
        for (const world::Piece& piece : c.set.pieces) EXPECT_GT(glm::length(p - glm::clamp(p, piece.bounds.low, piece.bounds.high)), s.framing == Framing::kPointOfView ? 0.08f : 0.3f) << seed << s.id << piece.id;
        for (const world::SetWall& wall : c.set.walls)
          if (glm::dot(p - wall.point, wall.inward) < 0.05f) { EXPECT_THAT(s.hidden_walls, ::testing::Contains(wall.id)) << seed << s.id; }
      }
  }
}

TEST(Camera, NamesBeginWithACapitalInEveryAlphabetThatHasThem) {
  EXPECT_EQ(spoken_name("ANA"), "Ana");
  EXPECT_EQ(spoken_name("ÉLODIE"), "Élodie");
  EXPECT_EQ(spoken_name("JEAN-LUC"), "Jean-Luc");
  EXPECT_EQ(spoken_name("SOLDIERS#3"), "Soldiers");
}

TEST(Camera, HostileStagingStillGivesAFilm) {
  expect_tiles(cover_scene({}), 1.0 / 24);
  for (std::uint64_t seed = 800; seed < 830; ++seed) {
    Case c = random_case(seed, true);
    Random random(seed);
    const float bad[] = {std::nanf(""), INFINITY, -1e30f, 1e9f, 0.f};
    for (auto& p : c.staging.people) {
      if (random.below(3) == 0) p.start.position.x = bad[random.below(5)];
      for (auto& m : p.moves)
        if (random.below(4) == 0) m.to.position.z = bad[random.below(5)], m.path.clear();
      for (auto& g : p.gaze)
        if (random.below(3) == 0) g.at_whom = "NOBODY";
    }
    for (auto& l : c.staging.lines)
      if (random.below(3) == 0) l.start = l.end, l.to_whom = "GHOST", l.mood.tension = static_cast<double>(bad[random.below(5)]);
    for (auto& p : c.set.pieces)
      if (random.below(2) == 0) p.bounds.low.y = bad[random.below(5)];
    if (seed % 3 == 0) c.set.walls.clear();
    if (seed % 5 == 0) c.set.size = Vec3(bad[random.below(5)]);
    SCOPED_TRACE(seed);
    expect_tiles(c.cover(), c.staging.length.value);
  }
}

TEST(Camera, TheSameSceneGivesTheSameBytesAndSurvivesJson) {
  for (std::uint64_t seed = 900; seed < 910; ++seed) {
    const Case c = random_case(seed, true);
    const Json a = to_json(c.cover());
    EXPECT_EQ(canonical_json(a), canonical_json(to_json(c.cover())));
    const auto back = shot_list_from_json(a);
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(canonical_json(to_json(*back)), canonical_json(a));
  }
  EXPECT_FALSE(shot_list_from_json(Json{{"kind", "auteur.shot-list"}, {"version", 1}}).has_value());
}

TEST(Space, SightEndsAtThingsAndPassesOverAndUnderThem) {
  world::Set set = room();
  auto lamp = std::make_shared<scene::Mesh>();  // a lampshade on nothing: only what is there is in the way
  lamp->positions = {{1.4f, 1.2f, -0.3f}, {1.4f, 1.2f, 0.3f}, {1.4f, 1.8f, 0.3f}, {1.4f, 1.8f, -0.3f}};
  lamp->triangles = {{0, 1, 2}, {0, 2, 3}};
  scene::Instance shade;
  shade.mesh = lamp;
  shade.name = "lamp-1";
  set.instances.push_back(shade);
  set.pieces.push_back({"lamp-1", "lamp", "procedural/lamp", box({1.2f, 0, -0.3f}, {1.6f, 1.8f, 0.3f}), 0, true});
  const Space space(&set);
  // The table's top at 0.72 reaches from -0.65 to 0.65.
  EXPECT_NEAR(space.free_way({-2.2f, 0.5f, 0.3f}, {2.2f, 0.5f, 0.3f}), (2.2f - 0.65f) / 4.4f, 0.03f);
  EXPECT_EQ(space.free_way({-2.2f, 0.95f, 0.3f}, {1.1f, 0.95f, 0.3f}), 1.f);
  EXPECT_EQ(space.free_way({1.0f, 0.5f, 0.25f}, {2.2f, 0.5f, 0.25f}), 1.f) << "under the shade";
  EXPECT_NEAR(space.free_way({0.4f, 1.5f, 0}, {2.4f, 1.5f, 0}), 0.5f, 0.04f);
  // Sight is the same both ways as long as both ends are free.
  Random random(5);
  const auto at = [&](double w) { return static_cast<float>(random.range(-w, w)); };
  int blocked = 0;
  for (int i = 0; i < 4000; ++i) {
    const Vec3 a{at(3.5), 1.3f + at(1.2), at(3)}, b{at(3.5), 1.3f + at(1.2), at(3)};
    const bool there = space.free_way(a, b) < 1, back = space.free_way(b, a) < 1;
    blocked += there;
    if (there != back) { EXPECT_LT(std::min(space.free_way(a, b), space.free_way(b, a)), 1.f); }
    EXPECT_GE(space.free_way(a, b), 0.f);
  }
  EXPECT_GT(blocked, 200);
  EXPECT_EQ(Space(nullptr).free_way({0, 0, 0}, {1, 1, 1}), 1.f);
  EXPECT_LE(space.free_way({-1e9f, 1, 0}, {1e9f, 1.01f, 0.1f}), 1.f);
  EXPECT_EQ(space.free_way({NAN, 1, 0}, {1, 1, 1}), 1.f);
}

TEST(Camera, NothingNearTheLensHidesAShotOfPeople) {
  int shots = 0, hidden = 0;
  for (std::uint64_t seed = 1000; seed < 1020; ++seed) {
    const Case c = random_case(seed, false);
    CoverageRequest r;
    r.staging = &c.staging, r.scene = &c.scene, r.set = &c.set, r.people = c.people, r.look = c.look;
    const View view(r);
    for (const Shot& s : c.cover().shots) {
      if (s.subjects.empty() || (s.framing != Framing::kSingle && s.framing != Framing::kTwoShot && s.framing != Framing::kOverTheShoulder) || s.size > Size::kMediumLong) continue;
      const double t = 0.5 * (s.start + s.end).value;
      const int who = view.index_of(s.subjects.front()), other = s.subjects.size() > 1 ? view.index_of(s.subjects[1]) : -1;
      if (!view.body(who, t).present) continue;
      const scene::Camera lens = camera_at(s, Seconds(t - s.start.value));
      ++shots;
      hidden += view.veil(lens, glm::length(view.body(who, t).eyes - lens.position), t, who, other) > 0.3f;
    }
  }
  EXPECT_GT(shots, 40);
  EXPECT_LE(hidden, shots / 20) << "of " << shots;
}

TEST(Camera, AnInsertHasTheThingInItsMiddleWhereverTheHandTakesIt) {
  int inserts = 0, lost = 0;
  std::vector<Case> cases{kitchen()};
  for (std::uint64_t seed = 1100; seed < 1120; ++seed) cases.push_back(random_case(seed, false));
  for (const Case& c : cases)
    for (const Shot& s : c.cover().shots) {
      if (s.framing != Framing::kInsert) continue;
      ++inserts;
      for (double t = s.start.value + 0.1; t < s.end.value - 0.1; t += 0.1) {
        const auto place = staging::prop_place(c.staging, s.prop, Seconds(t), c.people);
        ASSERT_TRUE(place) << s.id;
        const Vec3 at = project(camera_at(s, Seconds(t - s.start.value)), 2.39, *place);
        if (!(at.z > 0.2f && std::abs(at.x) < 0.6f && std::abs(at.y) < 0.8f)) { ++lost; break; }
      }
    }
  EXPECT_GT(inserts, 5);
  EXPECT_EQ(lost, 0) << "of " << inserts;
}

TEST(Camera, ProjectionAndMovesAreSmooth) {
  scene::Camera c;
  c.position = {0, 1, 2};
  c.target = {0, 1, 0};
  c.focal_mm = 24.89f;  // half the width is half the distance
  EXPECT_NEAR(project(c, 2.39, {0.5f, 1, 1}).x, 1.0f, 1e-4f);
  EXPECT_NEAR(project(c, 2.39, {0, 1 + 0.5f / 2.39f, 1}).y, 1.0f, 1e-4f);
  EXPECT_LE(project(c, 2.39, {0, 1, 3}).z, 0);
  Shot s;
  for (int i = 0; i < 4; ++i) {
    CameraKey k;
    k.at = Seconds(i);
    k.camera = c;
    k.camera.position.x = static_cast<float>(i * i) * 0.1f;
    s.keys.push_back(k);
  }
  float last = 0, last_speed = 0;
  for (double t = 0; t <= 3.0; t += 0.01) {
    const float x = camera_at(s, Seconds(t)).position.x, speed = (x - last) * 100;
    if (t > 0.02) { EXPECT_LT(std::abs(speed - last_speed), 0.06f) << t; }
    last = x, last_speed = speed;
  }
  EXPECT_NEAR(last, 0.9f, 1e-3f);
  EXPECT_NEAR(last_speed, 0.f, 0.05f);
}

}  // namespace
}  // namespace auteur::camera

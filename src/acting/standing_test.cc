#include "standing.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>

#include "auteur/acting/performance.h"
#include "auteur/base/random.h"
#include "performer.h"

namespace auteur::acting {
namespace {

using staging::Move;
using staging::MoveKind;

std::vector<ShiftChance> chances(double every, double seconds, std::uint64_t seed) {
  std::vector<ShiftChance> out;
  Random random(seed);
  for (double t = 0; t < seconds; t += random.range(1.5, 4.5)) out.push_back({t, random.next(), every});
  return out;
}

TEST(WeightShifts, ComeEveryEightToTwentySecondsAndOftenerWhenNervous) {
  const auto mean = [](double every, double least, double most) {
    double sum = 0;
    int n = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      const auto shifts = weight_shifts(chances(every, 300, seed));
      for (std::size_t i = 1; i < shifts.size(); ++i) {
        const double gap = shifts[i].at - shifts[i - 1].at;
        EXPECT_GT(gap, least);
        EXPECT_LT(gap, most);
        EXPECT_GT(std::abs(shifts[i].leg - shifts[i - 1].leg), 0.5) << "every shift is one to see";
        sum += gap, ++n;
      }
    }
    return sum / n;
  };
  const double calm = mean(14, 8, 22), nervous = mean(8, 4.5, 16);
  EXPECT_GT(calm, 10);
  EXPECT_LT(calm, 18);
  EXPECT_LT(nervous, 0.75 * calm);
}

TEST(WeightShifts, AreEasedAndTheSameHoweverMuchOfTheSceneIsSeen) {
  const auto all = chances(14, 300, 7);
  const auto whole = weight_shifts(all);
  std::vector<ShiftChance> later;
  for (const auto& c : all)
    if (c.at > 60) later.push_back(c);
  const auto part = weight_shifts(later);
  std::size_t same = 0, after = 0;
  for (const auto& s : whole) {
    if (s.at < 100) continue;
    ++after;
    for (const auto& p : part) same += p.at == s.at;
  }
  EXPECT_EQ(same, after);
  double before = leg_at(whole, 0, 1), fastest = 0;
  for (int k = 1; k < 300 * 12; ++k) {
    const double now = leg_at(whole, k / 12.0, 1);
    fastest = std::max(fastest, std::abs(now - before));
    EXPECT_LE(std::abs(now), 1.0001);
    before = now;
  }
  EXPECT_LT(fastest, 0.25);
  EXPECT_GT(fastest, 0.02);
}

// ANA listens to BEN for two minutes, walks to the window, stands there; BEN speaks and gestures.
struct Listening {
  staging::Staging staging;
  world::Set set;
  camera::Shot shot;
  PerformanceRequest request;

  explicit Listening(MoodPoint mood = {}) {
    staging.scene = "2";
    staging.length = Seconds(150);
    staging::PersonTrack ana, ben;
    ana.id = "ANA", ben.id = "BEN";
    ana.start.yaw = -kPi / 2;
    ben.start.position = {1.4f, 0, 0.3f};
    ben.start.yaw = -kPi / 2;
    ana.gaze.push_back({Seconds(0), "BEN", {}});
    Move walk;
    walk.kind = MoveKind::kWalk;
    walk.start = Seconds(121);
    walk.end = Seconds(124.5);
    walk.path = {{0, 0, 0}, {-2.6f, 0, 0}};
    walk.to.position = walk.path.back();
    walk.to.yaw = -kPi / 2;
    ana.moves = {walk};
    staging.people = {ana, ben};
    LineRequest voice;
    voice.text = "Nobody ever told me what became of the boat, and nobody asked.";
    voice.voice.base = "rms";
    const LineTake take = speak(voice).value();
    for (int i = 0; i < 24; ++i) {
      staging::Line line;
      line.id = "2-" + std::to_string(i + 1);
      line.who = "BEN";
      line.text = voice.text;
      line.start = Seconds(1 + 5 * i);
      line.end = line.start + take.length();
      line.to_whom = "ANA";
      staging.lines.push_back(line);
      request.lines[line.id] = take;
    }
    for (const char* id : {"ANA", "BEN"}) {
      world::Identity who;
      who.id = id;
      who.temper = 0.9f;
      request.cast[id] = who;
      request.behaviour[id] = {{{-1, mood}}, {}};
    }
    shot.id = "2A";
    shot.start = Seconds(0);
    shot.end = Seconds(150);
    request.seed = 5;
    request.staging = &staging;
    request.set = &set;
    request.shot = &shot;
  }
  std::vector<puppets::Pose> of(const std::string& id) {
    std::vector<puppets::Pose> out;
    for (const auto& d : perform(request).drawings)
      for (const auto& p : d.people)
        if (p.id == id) out.push_back(p.pose);
    return out;
  }
};

int settles(const std::vector<puppets::Pose>& poses, std::size_t drawings) {
  int n = 0;
  float rest = poses[0].bearing.weight;
  for (std::size_t k = 12; k < std::min(drawings, poses.size()); ++k)
    if (std::abs(poses[k].bearing.weight - rest) > 0.25f && std::abs(poses[k].bearing.weight - poses[k - 6].bearing.weight) < 0.08f) ++n, rest = poses[k].bearing.weight;
  return n;
}

TEST(Standing, ListenersSettleFromLegToLegTheNervousOftener) {
  Listening even, nervous({-0.45, 0.45, -0.35});
  const int calm = settles(even.of("ANA"), 1440), restless = settles(nervous.of("ANA"), 1440);
  EXPECT_GE(calm, 5);
  EXPECT_LE(calm, 15);
  EXPECT_GT(restless, calm);
}

TEST(Standing, NobodySettlesInTheMiddleOfAGesture) {
  Listening s;
  const auto ben = s.of("BEN");
  int gestures = 0;
  for (std::size_t k = 3; k + 3 < ben.size(); ++k) {
    const bool raised = ben[k].arms[0].raise > 0.45f || ben[k].arms[1].raise > 0.45f;
    if (!raised) continue;
    ++gestures;
    EXPECT_LT(std::abs(ben[k + 1].bearing.weight - ben[k - 1].bearing.weight), 0.05f) << "drawing " << k;
  }
  EXPECT_GT(gestures, 50);
}

TEST(Standing, FeetOnlyMoveInTheAir) {
  Listening s({0.4, -0.3, 0.25});
  // They are afraid all at once: the feet come together in small steps.
  s.request.behaviour["ANA"].keys.push_back({0, {-0.45, 0.45, -0.35}});
  s.staging.beats = {{0, Seconds(40), Seconds(60)}};
  const auto poses = s.of("ANA");
  const auto puppet = puppets::build_puppet(s.request.cast["ANA"], 1, 0.1f);
  std::optional<puppets::Landmarks> before;
  float lifted = 0, walked = 0;
  for (std::size_t k = 0; k < poses.size(); ++k) {
    const auto now = puppets::landmarks_of(*puppet, poses[k]);
    for (std::size_t u = 0; u < 2 && before; ++u) {
      const auto &pose = poses[k], &last = poses[k - 1];
      lifted = std::max(lifted, pose.feet[u].lift);
      walked = std::max(walked, pose.walk);
      if (pose.feet[u].lift > 0 || last.feet[u].lift > 0) continue;
      const auto in_air = [&](const puppets::Pose& p) {
        const float phase = p.walk_phase + 0.5f * static_cast<float>(u), at = phase - std::floor(phase);
        return p.walk > 0 && (at > 0.33f || at < 0.1f);
      };
      if (in_air(pose) || in_air(last)) continue;
      EXPECT_LT(glm::length((now.feet[u] - before->feet[u]) * Vec3(1, 0, 1)), 0.002f) << "foot " << u << " at " << static_cast<double>(k) / 12;
      EXPECT_NEAR(now.feet[u].y, 0, 0.012f);
    }
    before = now;
  }
  EXPECT_GT(lifted, 0.02f);
  EXPECT_GT(walked, 0.5f);
  EXPECT_LT(poses[1400].feet[0].out, poses[300].feet[0].out - 0.04f);
}

TEST(Standing, IsTheSameOnBothSidesOfACut) {
  Listening s;
  s.shot.end = Seconds(100);
  const auto first = s.of("ANA");
  s.shot.start = Seconds(90);
  s.shot.end = Seconds(120);
  const auto second = s.of("ANA");
  // The unrest on top is each shot's own.
  int same = 0;
  for (std::size_t k = 0; k < 110; ++k) same += std::abs(first[90 * 12 + k].bearing.weight - second[k].bearing.weight) < 0.2f;
  EXPECT_GT(same, 95);
  EXPECT_EQ(first[90 * 12].feet[0].ahead, second[0].feet[0].ahead);
}

// ANA turns on the spot, by so many degrees, to BEN who speaks behind her.
struct Turning {
  Listening s;
  puppets::PuppetPtr puppet;
  std::vector<puppets::Pose> poses;
  static constexpr double kAt = 2;

  explicit Turning(float degrees, double shot_from = 0) {
    const float by = degrees * kPi / 180;
    staging::PersonTrack& ana = s.staging.people[0];
    staging::PersonTrack& ben = s.staging.people[1];
    ben.start.position = heading(by) * 2.f;
    ana.start.yaw = 0;
    ana.gaze = {{Seconds(0), "point", {0, 1.2f, 3}}, {Seconds(kAt), "BEN", {}}};
    Move turn;
    turn.kind = MoveKind::kTurn;
    turn.start = Seconds(kAt);
    turn.end = Seconds(kAt + 0.5 + 0.15 * std::abs(static_cast<double>(by)));
    turn.to.yaw = by;
    ana.moves = {turn};
    s.shot.start = Seconds(shot_from);
    s.shot.end = Seconds(8);
    s.request.behaviour.clear();
    poses = s.of("ANA");
    puppet = puppets::build_puppet(s.request.cast["ANA"], 1, 0.1f);
  }
  static float toes(const puppets::Pose& p, std::size_t u) { return p.yaw + p.feet[u].around + (u == 0 ? 1.f : -1.f) * p.feet[u].turn; }
  int steps() const {
    int n = 0;
    for (std::size_t k = 1; k < poses.size(); ++k)
      for (std::size_t u = 0; u < 2; ++u) n += poses[k].feet[u].lift > 0 && poses[k - 1].feet[u].lift <= 0;
    return n;
  }
};

TEST(Turning, FeetAreLiftedToTurnAndStandStillOnTheFloor) {
  for (const float degrees : {35.f, -60.f, 90.f, -135.f, 178.f}) {
    const Turning t(degrees);
    std::optional<puppets::Landmarks> before;
    for (std::size_t k = 0; k < t.poses.size(); ++k) {
      const auto now = puppets::landmarks_of(*t.puppet, t.poses[k]);
      for (std::size_t u = 0; u < 2 && before; ++u) {
        if (t.poses[k].feet[u].lift > 0 || t.poses[k - 1].feet[u].lift > 0) continue;
        EXPECT_LT(glm::length((now.feet[u] - before->feet[u]) * Vec3(1, 0, 1)), 0.002f) << degrees << " foot " << u << " drawing " << k;
        EXPECT_LT(std::abs(wrap(t.toes(t.poses[k], u) - t.toes(t.poses[k - 1], u))), 0.02f) << degrees << " foot " << u << " drawing " << k;
      }
      EXPECT_EQ(t.poses[k].feet[0].lift > 0 && t.poses[k].feet[1].lift > 0, false) << "one foot carries";
      for (std::size_t u = 0; u < 2; ++u) { EXPECT_LT(std::abs(t.poses[k].feet[u].around), 1.2f) << degrees << " drawing " << k; }
      before = now;
    }
    const puppets::Pose& last = t.poses.back();
    EXPECT_NEAR(wrap(last.yaw - degrees * kPi / 180), 0, 0.03f) << degrees;
    for (const auto& foot : last.feet) { EXPECT_NEAR(foot.around, 0, 0.05f) << degrees; }
    EXPECT_GE(t.steps(), 2);
    EXPECT_LE(t.steps(), 5);
  }
}

TEST(Turning, ALittleIsTurnedWithBothFeetPlanted) {
  for (const float degrees : {12.f, -22.f}) {
    const Turning t(degrees);
    EXPECT_EQ(t.steps(), 0) << degrees;
    const puppets::Pose &first = t.poses[12], &last = t.poses.back();
    for (std::size_t u = 0; u < 2; ++u) { EXPECT_NEAR(wrap(t.toes(last, u) - t.toes(first, u)), 0, 0.02f); }
    EXPECT_NEAR(wrap(last.yaw + last.twist - degrees * kPi / 180), 0, 0.08f);
    EXPECT_LT(std::abs(last.yaw), 0.6f * std::abs(last.yaw + last.twist)) << "the hips go half as far as the shoulders";
  }
}

TEST(Turning, EyesLeadThenTheHeadThenTheShouldersThenHipsAndFeet) {
  for (const float degrees : {60.f, -90.f, 150.f}) {
    const Turning t(degrees);
    const float by = degrees * kPi / 180;
    // Seconds until something has gone half the way.
    const auto half = [&](const auto& angle) {
      for (std::size_t k = 24; k < t.poses.size(); ++k)
        if (wrap(angle(t.poses[k])) / by > 0.5f) {
          const double a = wrap(angle(t.poses[k - 1])) / by, b = wrap(angle(t.poses[k])) / by;
          return (static_cast<double>(k) - (b - 0.5) / std::max(1e-6, b - a)) / 12;
        }
      return 99.0;
    };
    const double eyes = half([](const auto& p) { return p.yaw + p.twist + p.head_yaw + p.face.gaze_yaw; }), head = half([](const auto& p) { return p.yaw + p.twist + p.head_yaw; }), shoulders = half([](const auto& p) { return p.yaw + p.twist; }),
                 hips = half([](const auto& p) { return p.yaw; }), both_feet = half([&](const auto& p) { return p.yaw + (by > 0 ? std::min(p.feet[0].around, p.feet[1].around) : std::max(p.feet[0].around, p.feet[1].around)); });
    std::printf("%4.0f degrees: eyes %.2f, head %.2f, shoulders %.2f, hips %.2f, the second foot %.2f s\n", static_cast<double>(degrees), eyes - 2, head - 2, shoulders - 2, hips - 2, both_feet - 2);
    EXPECT_LT(eyes, head) << degrees;
    EXPECT_LT(head, shoulders) << degrees;
    EXPECT_LT(shoulders, hips) << degrees;
    EXPECT_LT(hips, both_feet) << degrees;
  }
}

TEST(Turning, IsTheSameOnBothSidesOfACut) {
  for (const double cut : {1.75, 2.5, 3.25}) {
    const Turning whole(120), later(120, cut);
    const auto first = static_cast<std::size_t>(std::lround(cut * 12));
    for (std::size_t k = 0; k < 24; ++k)
      for (std::size_t u = 0; u < 2; ++u) {
        EXPECT_NEAR(wrap(Turning::toes(whole.poses[first + k], u) - Turning::toes(later.poses[k], u)), 0, 1e-3f) << cut << " drawing " << k;
        EXPECT_NEAR(whole.poses[first + k].feet[u].lift, later.poses[k].feet[u].lift, 1e-3f) << cut << " drawing " << k;
      }
  }
}

TEST(Turning, WhoGoesAroundABendPlantsEveryFoot) {
  Listening s;
  Move& walk = s.staging.people[0].moves[0];
  walk.start = Seconds(2), walk.end = Seconds(6);
  walk.path = {{0, 0, 0}, {-1.6f, 0, 0.9f}, {-2.2f, 0, 2.6f}};
  walk.to.position = walk.path.back();
  walk.to.yaw = -0.9f;
  s.shot.end = Seconds(8);
  const auto poses = s.of("ANA");
  const auto puppet = puppets::build_puppet(s.request.cast["ANA"], 1, 0.1f);
  std::optional<puppets::Landmarks> before;
  int planted = 0;
  for (std::size_t k = 0; k < poses.size(); ++k) {
    const auto now = puppets::landmarks_of(*puppet, poses[k]);
    for (std::size_t u = 0; u < 2 && before; ++u) {
      const auto phase = [&](const puppets::Pose& p) { return p.walk_phase + 0.5f * static_cast<float>(u) - std::floor(p.walk_phase + 0.5f * static_cast<float>(u)); };
      if (!(poses[k].walk > 0 && poses[k - 1].walk > 0) || phase(poses[k - 1]) < 0.1f || phase(poses[k]) > 0.33f || phase(poses[k]) < phase(poses[k - 1])) continue;
      ++planted;
      EXPECT_LT(glm::length((now.feet[u] - before->feet[u]) * Vec3(1, 0, 1)), 0.004f) << "drawing " << k;
      EXPECT_LT(std::abs(wrap(Turning::toes(poses[k], u) - Turning::toes(poses[k - 1], u))), 0.02f) << "drawing " << k;
    }
    before = now;
  }
  EXPECT_GT(planted, 6);
}

}  // namespace
}  // namespace auteur::acting

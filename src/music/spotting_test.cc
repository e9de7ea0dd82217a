#include "auteur/music/spotting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "auteur/base/random.h"
#include "auteur/music/measure.h"
#include "composing.h"

namespace auteur::music {
namespace {

using screenplay::BeatKind;

screenplay::Breakdown film(Random& random, int scenes) {
  screenplay::Breakdown b;
  b.title = "A film";
  for (const char* name : {"ANA", "JONAS", "LIV"}) {
    screenplay::CastMember c;
    c.id = c.name = name;
    c.gender = name == std::string("JONAS") ? "male" : "female";
    c.age = 30 + random.below(40);
    b.cast.push_back(c);
  }
  for (int i = 0; i < scenes; ++i) {
    screenplay::Scene s;
    s.index = i;
    s.number = std::to_string(i + 1);
    s.place.id = i % 2 ? "street" : "kitchen";
    s.place.kind = s.place.id;
    s.cast = {"ANA", "JONAS", "LIV"};
    s.props.push_back({"key", "key", true, "", {}, "key"});
    for (int k = 0; k < 24; ++k) {
      screenplay::Beat beat;
      static constexpr BeatKind kKinds[] = {BeatKind::kLine, BeatKind::kLine, BeatKind::kEnter, BeatKind::kPickUp, BeatKind::kPutDown, BeatKind::kPause};
      beat.kind = kKinds[random.below(6)];
      beat.who = b.cast[static_cast<std::size_t>(random.below(3))].id;
      if (beat.kind == BeatKind::kPickUp || beat.kind == BeatKind::kPutDown) beat.object = "key";
      beat.mood = {random.range(-1, 1), random.range(-1, 1), random.unit(), ""};
      beat.text = "something happens";
      s.beats.push_back(beat);
    }
    b.scenes.push_back(s);
  }
  for (const char* id : {"kitchen", "street"}) b.places.push_back({id, id, id, screenplay::Setting::kInterior});
  return b;
}

SpottingRequest drawn(Random& random, double length) {
  SpottingRequest r;
  r.length = Seconds(std::round(length * 24) / 24);
  r.mood = {random.range(-1, 1), random.range(-1, 1), random.unit(), ""};
  r.features = {{"ANA", 0.8, "she is in it"}, {"key", 0.5, "it is touched"}};
  double t = 1;
  for (int i = 0; t < length - 3; ++i) {
    Moment m;
    m.beat = i;
    static constexpr BeatKind kKinds[] = {BeatKind::kLine, BeatKind::kEnter, BeatKind::kPutDown, BeatKind::kPause, BeatKind::kSit, BeatKind::kEffect};
    m.kind = kKinds[random.below(6)];
    m.who = random.unit() < 0.6 ? "ANA" : "JONAS";
    if (m.kind == BeatKind::kPutDown) m.object = "key";
    m.text = "beat " + std::to_string(i);
    m.mood = {random.range(-1, 1), random.range(-1, 1), random.unit(), ""};
    m.start = Seconds(t);
    m.end = Seconds(t + random.range(0.5, 4));
    m.at = m.start;
    if (m.kind == BeatKind::kLine) r.speech.push_back({m.start, m.end});
    t = m.end.value + random.range(0.1, 1.5);
    r.moments.push_back(m);
  }
  return r;
}

TEST(Themes, AreInOneMetreAndUnlikeEachOther) {
  Random random(1);
  for (int i = 0; i < 40; ++i) {
    const auto motifs = compose_motifs(choose_owners(film(random, 8)), "film " + std::to_string(i), random.next());
    ASSERT_GE(motifs.size(), 4u);
    const auto beats = [](const Motif& m) { double s = 0; for (double b : m.theme.beats) s += b; return s; };
    for (std::size_t a = 0; a < motifs.size(); ++a) {
      EXPECT_EQ(beats(motifs[a]), beats(motifs[0]));
      EXPECT_EQ(motifs[a].theme.tonic, motifs[0].theme.tonic);
      for (std::size_t b = 0; b < a; ++b) EXPECT_LT(similarity(motifs[a].theme.degrees, motifs[b].theme.degrees), 0.61);
    }
    const auto back = motifs_from_json(to_json(motifs));
    ASSERT_TRUE(back);
    EXPECT_EQ(canonical_json(to_json(*back)), canonical_json(to_json(motifs)));
  }
}
TEST(Themes, StayWhenSomebodyLessImportantJoins) {
  Random random(2);
  auto owners = choose_owners(film(random, 8));
  const auto before = compose_motifs(owners, "film", 5);
  Owner late;
  late.kind = OwnerKind::kObject;
  late.id = late.name = late.word = "trombone";
  owners.push_back(late);
  const auto after = compose_motifs(owners, "film", 5);
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(after[i].theme.degrees, before[i].theme.degrees);
  EXPECT_EQ(after.back().voice.name, "trombone");
}
TEST(Themes, BelongToWhoIsMuchInTheFilm) {
  Random random(3);
  const auto owners = choose_owners(film(random, 8));
  EXPECT_EQ(owners.front().kind, OwnerKind::kFilm);
  EXPECT_TRUE(std::any_of(owners.begin(), owners.end(), [](const Owner& o) { return o.id == "ANA" && o.kind == OwnerKind::kCharacter; }));
  EXPECT_TRUE(std::any_of(owners.begin(), owners.end(), [](const Owner& o) { return o.id == "key" && o.kind == OwnerKind::kObject; }));
  EXPECT_TRUE(choose_owners({}).size() == 1);
}

TEST(Spotting, GivesCuesInOrderInsideTheSceneWithHitsOnFrames) {
  Random random(4);
  for (int i = 0; i < 200; ++i) {
    auto r = drawn(random, random.range(3, 240));
    r.flows_in = random.unit() < 0.3;
    r.flows_out = random.unit() < 0.3;
    r.coverage = random.unit() < 0.3 ? random.range(-1, 1) : 0;
    const auto spans = spot(r);
    double last = 0;
    for (std::size_t k = 0; k < spans.size(); ++k) {
      const auto& s = spans[k];
      EXPECT_GE(s.in.value, last);
      EXPECT_GT(s.out.value, s.in.value);
      EXPECT_LE(s.out.value, r.length.value + 1e-9);
      EXPECT_FALSE(s.why_in.empty());
      EXPECT_FALSE(s.why_out.empty());
      if (k > 0) {
        EXPECT_EQ(s.flows_in, s.in == spans[k - 1].out && spans[k - 1].flows_out);
      }
      last = s.out.value;
      for (const auto& h : s.hits) {
        EXPECT_NEAR(h.at.value * 24, std::round(h.at.value * 24), 1e-6);
        EXPECT_GE(h.at, s.in);
        EXPECT_LE(h.at, s.out);
      }
    }
    if (r.coverage > -0.5) {
      ASSERT_FALSE(spans.empty());
      for (const char* owner : {"ANA", "key"})
        EXPECT_TRUE(std::any_of(spans.begin(), spans.end(), [&](const Span& s) { return std::any_of(s.owners.begin(), s.owners.end(), [&](const OwnerAt& o) { return o.owner == owner; }); }));
    }
    const auto back = spans_from_json(to_json(spans));
    ASSERT_TRUE(back);
    EXPECT_EQ(canonical_json(to_json(*back)), canonical_json(to_json(spans)));
  }
}
TEST(Spotting, HasMoreMusicWhenMoreIsAskedFor) {
  Random random(5);
  double less = 0, usual = 0, more = 0;
  for (int i = 0; i < 60; ++i) {
    auto r = drawn(random, 150);
    const auto seconds = [&](double coverage) {
      r.coverage = coverage;
      double sum = 0;
      for (const auto& s : spot(r)) sum += (s.out - s.in).value;
      return sum;
    };
    less += seconds(-0.7);
    usual += seconds(0);
    more += seconds(1);
  }
  EXPECT_LT(less, 0.7 * usual);
  EXPECT_GT(more, usual);
  EXPECT_NEAR(more, 60 * 150, 1);
  auto r = drawn(random, 150);
  r.silent = true;
  EXPECT_TRUE(spot(r).empty());
}
TEST(Spotting, EntersLeavesAndStrikesWhereItIsCalled) {
  Random random(6);
  for (int i = 0; i < 60; ++i) {
    auto r = drawn(random, 120);
    const auto& when = r.moments[r.moments.size() / 3];
    r.calls = {{CallKind::kEnter, when.beat}};
    const auto spans = spot(r);
    ASSERT_FALSE(spans.empty());
    EXPECT_NEAR(spans.front().in.value, when.at.value, 1.0 / 48);
    r.calls = {{CallKind::kLeave, when.beat}};
    for (const auto& s : spot(r)) EXPECT_LE(s.out.value, when.at.value + 1.0 / 24);
    r.calls = {{CallKind::kHit, when.beat}};
    r.coverage = 1;
    bool struck = false;
    for (const auto& s : spot(r)) for (const auto& h : s.hits) struck = struck || (h.must && std::abs(h.at.value - when.at.value) < 1.0 / 24);
    EXPECT_TRUE(struck);
  }
}
TEST(Spotting, SurvivesForeignTimes) {
  SpottingRequest r;
  r.length = Seconds(30);
  Moment m;
  m.start = Seconds(NAN), m.end = Seconds(INFINITY), m.at = Seconds(-1e300);
  r.moments = {m};
  r.speech = {{Seconds(NAN), Seconds(3)}, {Seconds(-5), Seconds(1e9)}};
  EXPECT_NO_FATAL_FAILURE(spot(r));
  r.length = Seconds(NAN);
  EXPECT_TRUE(spot(r).empty());
}

TEST(FindBeat, KnowsWhoDoesWhat) {
  screenplay::Scene s;
  std::vector<screenplay::CastMember> cast(2);
  cast[0].id = "ANA", cast[0].name = "Ana", cast[0].gender = "female";
  cast[1].id = "JONAS", cast[1].name = "Jonas", cast[1].gender = "male";
  const auto add = [&](BeatKind kind, const char* who, const char* text) {
    screenplay::Beat b;
    b.kind = kind, b.who = who, b.text = text;
    s.beats.push_back(b);
  };
  add(BeatKind::kEffect, "", "A knock at the door.");
  add(BeatKind::kEnter, "JONAS", "Jonas enters.");
  add(BeatKind::kSit, "JONAS", "Jonas sits down at the table.");
  add(BeatKind::kSit, "ANA", "Ana sits down across from him.");
  add(BeatKind::kExit, "JONAS", "He leaves.");
  add(BeatKind::kDescribe, "", "The beam passes over his face, and is gone.");
  EXPECT_EQ(find_beat(s, cast, "the beam"), 5);
  EXPECT_EQ(find_beat(s, cast, "she sits"), 3);
  EXPECT_EQ(find_beat(s, cast, "he sits down"), 2);
  EXPECT_EQ(find_beat(s, cast, "the knock"), 0);
  EXPECT_EQ(find_beat(s, cast, "Jonas leaves"), 4);
  EXPECT_EQ(find_beat(s, cast, "he comes in"), 1);
  EXPECT_EQ(find_beat(s, cast, "she flies to the moon"), -1);
  EXPECT_EQ(find_beat(s, cast, ""), -1);
}

CueRequest scored(Random& random, double length, double development) {
  const auto motifs = compose_motifs(choose_owners(film(random, 8)), "film", random.next());
  CueRequest r;
  r.theme = motifs[0].theme;
  r.scene = "4";
  r.mood = {random.range(-1, 1), random.range(-1, 1), random.unit(), ""};
  r.length = Seconds(length);
  r.seed = random.next();
  for (std::size_t i = 1; i < 4; ++i) r.wishes.push_back({motifs[i].owner.id, motifs[i].owner.name, motifs[i].theme, motifs[i].voice, Seconds(random.range(0, length)), development, 0.5});
  for (double t = random.range(2, 8); t < length - 3; t += random.range(4, 12)) {
    r.speech.push_back({Seconds(t), Seconds(t + 2.5)});
    t += 2.5;
  }
  return r;
}
TEST(ThemesInACue, AreAllThereAndKnownAgainEvenUnderTalk) {
  Random random(7);
  int known = 0, all = 0;
  for (int i = 0; i < 100; ++i) {
    const auto r = scored(random, random.range(45, 90), random.unit());
    const auto cue = compose_cue(r);
    for (const auto& w : r.wishes) {
      double best = 0;
      for (const auto& u : cue.theme_uses) if (u.owner == w.owner) best = std::max(best, recognisable(cue, u, w.theme));
      known += best >= kKnownAgain;
      ++all;
    }
  }
  EXPECT_GE(known, all * 95 / 100) << known << " of " << all;
}
TEST(ThemesInACue, GrowOverTheFilm) {
  Random random(8);
  int early_whole = 0, late_whole = 0, early = 0, late = 0, joined = 0;
  for (int i = 0; i < 60; ++i) {
    auto r = scored(random, 80, 0);
    r.speech.clear();
    for (const auto& u : compose_cue(r).theme_uses) if (!u.owner.empty()) { ++early; early_whole += u.how == "head" || u.how == "augmented"; }
    for (auto& w : r.wishes) w.development = 1;
    for (const auto& u : compose_cue(r).theme_uses) { joined += u.how == "in counterpoint"; if (!u.owner.empty()) { ++late; late_whole += u.how == "head" || u.how == "augmented"; } }
  }
  EXPECT_LT(static_cast<double>(early_whole) / early, 0.7 * static_cast<double>(late_whole) / late);
  EXPECT_GT(joined, 10);
}
TEST(Steering, DoesWhatItSays) {
  Random random(9);
  for (int i = 0; i < 30; ++i) {
    auto r = scored(random, 60, 0.5);
    r.speech.clear();
    const auto plain = compose_cue(r);
    r.steering.family_db["strings"] = -60;
    for (const auto& n : compose_cue(r).notes) EXPECT_NE(family_of(plain.parts.empty() ? 0 : compose_cue(r).parts[static_cast<std::size_t>(n.part)].program), 0);
    r.steering = {};
    r.steering.tempo = 0.2;
    EXPECT_GT(compose_cue(r).tempo, plain.tempo * 1.04);
    r.steering = {};
    r.steering.density = -0.8;
    EXPECT_LT(compose_cue(r).notes.size(), plain.notes.size());
  }
}

}  // namespace
}  // namespace auteur::music

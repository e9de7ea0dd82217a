#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auteur/sound/onsets.h"
#include "auteur/sound/sound.h"
#include "dsp.h"
#include "recipes.h"

namespace auteur::sound {
namespace {

using staging::SoundEvent;
using staging::SoundEventKind;

double mean_of(const std::vector<float>& x) {
  double sum = 0;
  for (float s : x) sum += static_cast<double>(s);
  return x.empty() ? 0 : sum / static_cast<double>(x.size());
}
// Centre of the power spectrum by counting: mean square of the difference over mean square gives the mean square frequency.
double brightness(const std::vector<float>& stereo) {
  double slope = 0, power = 0;
  for (std::size_t i = 2; i < stereo.size(); i += 2) {
    const double d = static_cast<double>(stereo[i]) - static_cast<double>(stereo[i - 2]);
    slope += d * d;
    power += static_cast<double>(stereo[i]) * static_cast<double>(stereo[i]);
  }
  return power <= 0 ? 0 : std::asin(std::min(1.0, std::sqrt(slope / power) / 2)) * kRate / (kTau / 2);
}
void expect_clean(const std::vector<float>& x, const std::string& what) {
  for (float s : x) ASSERT_TRUE(std::isfinite(s)) << what;
  EXPECT_LE(peak_of(x), 0.98) << what;
  EXPECT_LT(std::abs(mean_of(x)), std::max(1e-5, 0.02 * rms_of(x))) << what;
}
std::vector<float> foley(SoundEvent e, double length = 3, Ambience room = {}) { return make_foley({e}, Seconds(length), room, 11); }
SoundEvent event(SoundEventKind kind, double at, std::string material, std::string what = "") {
  SoundEvent e;
  e.kind = kind;
  e.at = Seconds(at);
  e.position = {0.5f, 0.f, 0.f};
  e.material = std::move(material);
  e.what = std::move(what);
  return e;
}

const char* const kPlaces[] = {"small-room", "hall", "church", "street", "forest", "park", "sea", "harbour", "river", "cafe", "office", "kitchen", "train", "car", "plane", "fire", "desert", "nonsense", ""};

TEST(Ambience, OfEveryPlaceAndWeatherIsAudibleCleanAndNotHarsh) {
  for (const char* place : kPlaces)
    for (auto weather : {screenplay::Weather::kNone, screenplay::Weather::kRain, screenplay::Weather::kStorm, screenplay::Weather::kSnow, screenplay::Weather::kWind, screenplay::Weather::kFog})
      for (bool night : {false, true}) {
        if (weather != screenplay::Weather::kNone && night) continue;
        Ambience a;
        a.character = place;
        a.weather = weather;
        a.time = night ? screenplay::TimeOfDay::kNight : screenplay::TimeOfDay::kDay;
        a.interior = std::string_view("small-room hall church cafe office kitchen train car plane").find(place) != std::string_view::npos;
        const auto bed = make_ambience(a, Seconds(3), 5);
        const std::string what = std::string(place) + " " + std::to_string(static_cast<int>(weather)) + (night ? " night" : "");
        ASSERT_EQ(bed.size(), 3u * 48000 * 2) << what;
        expect_clean(bed, what);
        EXPECT_GT(to_db(rms_of(bed)), -66) << what;
        EXPECT_LT(to_db(rms_of(bed)), -25) << what;
        EXPECT_LT(brightness(bed), 5200) << what;
      }
}
TEST(Ambience, IsTheSameForTheSameSeedAndAnotherForAnother) {
  Ambience a;
  a.character = "forest";
  a.interior = false;
  EXPECT_EQ(make_ambience(a, Seconds(2), 5), make_ambience(a, Seconds(2), 5));
  EXPECT_NE(make_ambience(a, Seconds(2), 5), make_ambience(a, Seconds(2), 6));
}
TEST(Ambience, RainIsLouderAndBrighterOutsideThanBehindAWindow) {
  Ambience a;
  a.character = "street";
  a.weather = screenplay::Weather::kRain;
  a.interior = false;
  const auto outside = make_ambience(a, Seconds(3), 5);
  a.interior = true;
  a.character = "small-room";
  const auto inside = make_ambience(a, Seconds(3), 5);
  EXPECT_GT(rms_of(outside), 2 * rms_of(inside));
  EXPECT_GT(brightness(outside), brightness(inside));
}
TEST(Ambience, AForestSingsByDayAndChirpsByNight) {
  Ambience a;
  a.character = "forest";
  a.interior = false;
  const auto day = make_ambience(a, Seconds(6), 5);
  a.time = screenplay::TimeOfDay::kNight;
  EXPECT_NE(day, make_ambience(a, Seconds(6), 5));
}
TEST(Ambience, RefusesLengthsThatAreNone) {
  EXPECT_TRUE(make_ambience({}, Seconds(0), 1).empty());
  EXPECT_TRUE(make_ambience({}, Seconds(-3), 1).empty());
  EXPECT_TRUE(make_ambience({}, Seconds(NAN), 1).empty());
  EXPECT_TRUE(make_ambience({}, Seconds(1e18), 1).empty());
}

TEST(Recipes, AreAllAudibleCleanAndOfTheirLevel) {
  ASSERT_GT(recipes().by_name.size(), 50u);
  for (const auto& [name, recipe] : recipes().by_name) {
    Random random(3);
    const auto sound = render(recipe, 1, random);
    expect_clean(sound, name);
    EXPECT_NEAR(to_db(peak_of(sound)), recipe.peak, 1.6) << name;
    EXPECT_LT(sound.size(), 20u * 48000) << name;
  }
}
TEST(Foley, StartsWithinAFrameOfItsEvent) {
  std::vector<SoundEvent> all;
  for (const char* m : {"wood", "stone", "gravel", "grass", "snow", "wet", "carpet", "metal", "sand", "mud", "tile", "leaves", ""}) all.push_back(event(SoundEventKind::kStep, 1, m));
  for (const char* m : {"ceramic", "glass", "metal", "paper", "cloth", "plastic", "wood"}) { all.push_back(event(SoundEventKind::kPutDown, 1, m)); all.push_back(event(SoundEventKind::kPickUp, 1, m)); }
  for (auto k : {SoundEventKind::kDoorOpen, SoundEventKind::kDoorClose, SoundEventKind::kSit, SoundEventKind::kStand}) all.push_back(event(k, 1, "wood"));
  for (const char* w : {"a knock at the door", "the phone rings", "church bell", "gunshot", "crash", "glass shatters", "an engine starts", "a dog barks", "the clock ticks", "a kettle boils", "clothes", "the brakes squeal", "a pump starts", "the crowd murmurs", "dishes rattle", "the neon flickers", "A sudden CRUMP"}) all.push_back(event(SoundEventKind::kEffect, 1, "", w));
  for (const auto& e : all) {
    const auto sound = foley(e);
    const std::string what = e.material + e.what + std::to_string(static_cast<int>(e.kind));
    expect_clean(sound, what);
    const double peak = peak_of(sound);
    ASSERT_GT(peak, 0.0005) << what;
    std::size_t first = 0;
    while (std::abs(sound[first]) < 0.03 * peak) ++first;
    EXPECT_NEAR(static_cast<double>(first / 2) / kRate, 1.0, 1.0 / 24) << what;
  }
}
TEST(Foley, ContactsAreFoundInTheirTrackAndWhereTheyWereMovedTo) {
  std::vector<SoundEvent> events;
  for (int i = 0; i < 8; ++i) {
    events.push_back(event(i % 2 ? SoundEventKind::kStep : SoundEventKind::kPutDown, 0.5 + 0.7 * i, i % 2 ? "stone" : "ceramic"));
  }
  const Ambience room;
  auto track = make_foley(events, Seconds(7), room, 11);
  const auto bed = make_ambience(room, Seconds(7), 5);
  for (std::size_t i = 0; i < track.size(); ++i) track[i] += bed[i];
  const auto found = find_contacts(events, room, 11, track);
  ASSERT_EQ(found.size(), events.size());
  for (const auto& f : found) {
    EXPECT_TRUE(f.heard) << f.name << " " << f.likeness;
    EXPECT_NEAR(f.late, 0, 1.0 / 48) << f.name;
  }
  track.insert(track.begin(), 2 * 2400, 0.f);  // 50 ms late: more than a frame
  for (const auto& f : find_contacts(events, room, 11, track)) EXPECT_NEAR(f.late, 0.05, 0.015) << f.name;
  Random random(3);
  for (auto& x : track) x = static_cast<float>(random.unit() - 0.5);
  for (const auto& f : find_contacts(events, room, 11, track)) EXPECT_FALSE(f.heard) << f.name << " " << f.likeness;
}
TEST(Foley, MaterialsKeepTheirOrderOfBrightness) {
  const auto bright = [](SoundEventKind kind, const char* material) { return brightness(foley(event(kind, 0.5, material), 2)); };
  EXPECT_LT(bright(SoundEventKind::kStep, "carpet"), bright(SoundEventKind::kStep, "wood"));
  EXPECT_LT(bright(SoundEventKind::kStep, "wood"), bright(SoundEventKind::kStep, "stone"));
  EXPECT_LT(bright(SoundEventKind::kStep, "wood"), bright(SoundEventKind::kStep, "gravel"));
  EXPECT_LT(bright(SoundEventKind::kStep, "mud"), bright(SoundEventKind::kStep, "sand"));
  EXPECT_LT(bright(SoundEventKind::kStep, "sand"), bright(SoundEventKind::kStep, "leaves"));
  EXPECT_LT(bright(SoundEventKind::kStep, "stone"), bright(SoundEventKind::kStep, "tile"));
  EXPECT_LT(bright(SoundEventKind::kPutDown, "wood"), bright(SoundEventKind::kPutDown, "ceramic"));
  EXPECT_LT(bright(SoundEventKind::kPutDown, "ceramic"), bright(SoundEventKind::kPutDown, "glass"));
}
TEST(Foley, WhatIsFarAwayIsSofterAndDuller) {
  const auto near = foley(event(SoundEventKind::kEffect, 1, "", "A dog barks.")), far = foley(event(SoundEventKind::kEffect, 1, "", "A dog barks, far away."));
  EXPECT_LT(rms_of(far), 0.5 * rms_of(near));
  EXPECT_LT(brightness(far), brightness(near));
}
TEST(Foley, LightMakesNoSound) {
  EXPECT_EQ(peak_of(foley(event(SoundEventKind::kEffect, 1, "", "The beam passes over his face."))), 0);
  EXPECT_EQ(name_of_sound(event(SoundEventKind::kEffect, 1, "", "The beam passes over his face.")), "");
}
TEST(Foley, ClothesMoveWithTheirPeople) {
  staging::Staging st;
  staging::PersonTrack ana;
  staging::Move sit;
  sit.kind = staging::MoveKind::kSit, sit.start = Seconds(2), sit.to.position = {1, 0, 1};
  ana.moves.push_back(sit);
  sit.kind = staging::MoveKind::kHold;
  ana.moves.push_back(sit);
  st.people.push_back(ana);
  st.sounds.push_back(event(SoundEventKind::kDoorOpen, 1, "wood"));
  const auto all = sounds_of(st);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(name_of_sound(all[1]), "effect/cloth");
  EXPECT_NEAR(all[1].at.value, 2.3, 0.01);
}
TEST(Foley, InSurroundComesFromItsSide) {
  const auto channel_of = [](Vec3 where) {
    auto e = event(SoundEventKind::kDoorClose, 0.5, "wood");
    e.position = where;
    Ambience outside;
    outside.interior = false;
    outside.size = {40, 10, 40};
    std::vector<float> six;
    make_foley({e}, Seconds(2), outside, 11, &six);
    std::vector<double> power(6);
    for (std::size_t i = 0; i < six.size(); ++i) power[i % 6] += static_cast<double>(six[i]) * static_cast<double>(six[i]);
    return std::max_element(power.begin(), power.end()) - power.begin();
  };
  EXPECT_EQ(channel_of({0, 1, -5}), 2);
  EXPECT_EQ(channel_of({-6, 1, -3}), 0);
  EXPECT_EQ(channel_of({6, 1, -3}), 1);
  EXPECT_EQ(channel_of({-9, 1, 10}), 4);
  EXPECT_EQ(channel_of({9, 1, 10}), 5);
}
TEST(Foley, WhatShakesTheGroundIsInTheLowestChannel) {
  const auto low = [](const char* what) {
    std::vector<float> six;
    make_foley({event(SoundEventKind::kEffect, 0.5, "", what)}, Seconds(3), {}, 11, &six);
    double power = 0;
    for (std::size_t i = 3; i < six.size(); i += 6) power += static_cast<double>(six[i]) * static_cast<double>(six[i]);
    return power;
  };
  EXPECT_GT(low("an explosion"), 1e-3);
  EXPECT_EQ(low("a knock at the door"), 0);
}
TEST(Foley, ComesFromWhereItHappensAndFadesWithDistance) {
  auto e = event(SoundEventKind::kDoorClose, 0.5, "wood");
  const auto sides = [&](float x, float z) {
    e.position = {x, 1, z};
    Ambience room;
    room.size = {12, 4, 12};
    const auto s = foley(e, 2, room);
    double l = 0, r = 0;
    for (std::size_t i = 0; i < s.size(); i += 2) { l += static_cast<double>(s[i] * s[i]); r += static_cast<double>(s[i + 1] * s[i + 1]); }
    return std::pair(l, r);
  };
  const auto west = sides(-4, 2), east = sides(4, 2), near = sides(0, 4), far = sides(0, -5);
  EXPECT_GT(west.first, 2 * west.second);
  EXPECT_GT(east.second, 2 * east.first);
  EXPECT_GT(near.first + near.second, 2 * (far.first + far.second));
}
TEST(Foley, SurvivesAThousandGunshotsAndForeignNumbers) {
  std::vector<SoundEvent> events;
  for (int i = 0; i < 1000; ++i) events.push_back(event(SoundEventKind::kEffect, 0.001 * i, "", "gunshot"));
  events.push_back(event(SoundEventKind::kStep, -4, "wood"));
  events.push_back(event(SoundEventKind::kStep, NAN, "wood"));
  events.push_back(event(SoundEventKind::kStep, 1, std::string(100, '\xff')));
  events.back().position = {NAN, INFINITY, 1e30f};
  events.back().strength = NAN;
  expect_clean(make_foley(events, Seconds(2), {}, 1), "many");
}

// The strongest period of a voice, hertz, by autocorrelation of its loudest tenth of a second.
double pitch_of(const std::vector<float>& stereo) {
  std::vector<double> x;
  for (std::size_t i = 0; i + 1 < stereo.size(); i += 2) x.push_back(0.5 * (static_cast<double>(stereo[i]) + static_cast<double>(stereo[i + 1])));
  const std::size_t window = 4800;
  std::size_t at = 0;
  double loudest = 0;
  for (std::size_t i = 0; i + 2 * window < x.size(); i += 480) {
    double e = 0;
    for (std::size_t k = 0; k < window; ++k) e += x[i + k] * x[i + k];
    if (e > loudest) loudest = e, at = i;
  }
  std::vector<double> score;
  double best = 0;
  for (std::size_t lag = 20; lag < 800; ++lag) {  // 60 .. 2400 Hz
    double sum = 0, a = 1e-12, b = 1e-12;
    for (std::size_t k = 0; k < window; ++k) sum += x[at + k] * x[at + k + lag], a += x[at + k] * x[at + k], b += x[at + k + lag] * x[at + k + lag];
    score.push_back(sum / std::sqrt(a * b));
    best = std::max(best, score.back());
  }
  for (std::size_t i = 1; i + 1 < score.size(); ++i)  // the first peak nearly as high as the highest: not an octave below
    if (score[i] > 0.85 * best && score[i] >= score[i - 1] && score[i] >= score[i + 1]) return 48000.0 / static_cast<double>(i + 20);
  return 0;
}

TEST(Calls, SmallAnimalsAreHigherThanBigOnesAndEveryKindHasAVoice) {
  const auto call = [](const char* how, double hz) {
    auto e = event(SoundEventKind::kCall, 0.3, "dog", how);
    e.position = {0, 0.5f, 1};
    e.hz = hz;
    return foley(e, 4);
  };
  for (const auto& [how, hz] : {std::pair{"meow", 620.0}, std::pair{"moo", 165.0}, std::pair{"neigh", 640.0}, std::pair{"baa", 330.0}, std::pair{"coo", 420.0}}) {
    const double low = pitch_of(call(how, 0.75 * hz)), high = pitch_of(call(how, 1.5 * hz));
    EXPECT_GT(high, 1.5 * low) << how;
    EXPECT_LT(high, 2.6 * low) << how;
  }
  EXPECT_GT(pitch_of(call("bark", 760)), 1.4 * pitch_of(call("bark", 260)));  // a puppy and a mastiff
  for (const char* how : {"bark", "woof", "growl", "whine", "howl", "pant", "meow", "purr", "hiss", "neigh", "whinny", "snort", "bray", "moo", "baa", "bleat", "grunt", "oink", "squeal", "squeak", "chirp", "coo", "scream", "caw", "cluck", "quack", "honk", "hoot"}) {
    const auto x = call(how, 0);
    expect_clean(x, how);
    EXPECT_GT(rms_of(x), 1e-5) << how;
  }
}

TEST(Calls, HoovesAreHarderThanPaws) {
  EXPECT_GT(rms_of(foley(event(SoundEventKind::kStep, 0.5, "hooffall"), 2)), rms_of(foley(event(SoundEventKind::kStep, 0.5, "grass"), 2)));
}

}  // namespace
}  // namespace auteur::sound

// Hand-made places and scenes for tests of staging and of the rooms below it.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/random.h"
#include "auteur/staging/staging.h"

namespace auteur::staging::testing {

using screenplay::Beat;
using screenplay::BeatKind;

inline Box box(Vec3 low, Vec3 high) {
  Box b;
  b.add(low);
  b.add(high);
  return b;
}

// A room with a table and chairs round it, a cupboard, a sofa, a window and a door in the south wall.
inline world::Set room(float width = 5.f, float depth = 4.f) {
  world::Set set;
  set.place_id = "kitchen";
  set.name = "KITCHEN";
  set.kind = "kitchen";
  set.size = {width, 2.8f, depth};
  using world::AnchorKind;
  set.pieces.push_back({"table-1", "table", "procedural/table", box({-0.65f, 0, -0.4f}, {0.65f, 0.72f, 0.4f}), 0, true});
  set.pieces.push_back({"cupboard-1", "cupboard", "procedural/cupboard", box({-width / 2, 0, -depth / 2}, {-width / 2 + 0.45f, 1.7f, -depth / 2 + 1.1f}), 0, true});
  set.pieces.push_back({"stove-1", "stove", "procedural/stove", box({width / 2 - 0.6f, 0, -depth / 2}, {width / 2, 0.85f, -depth / 2 + 0.6f}), 0, true});
  const float x[] = {-0.95f, 0.95f, -0.3f, 0.3f}, z[] = {0, 0, -0.75f, 0.75f};
  const float yaw[] = {kPi / 2, -kPi / 2, 0, kPi};
  for (int i = 0; i < 4; ++i) {
    const std::string id = "chair-" + std::to_string(i + 1);
    set.pieces.push_back({id, "chair", "procedural/chair", box({x[i] - 0.2f, 0, z[i] - 0.2f}, {x[i] + 0.2f, 0.85f, z[i] + 0.2f}), yaw[i], true});
    const Vec3 side = heading(yaw[i] + kPi / 2) * 0.45f;
    set.anchors.push_back({AnchorKind::kSeat, id, "chair", {x[i], 0.42f, z[i]}, yaw[i], Vec3(x[i], 0, z[i]) + side});
  }
  int top = 0;
  for (const float tx : {-0.45f, 0.f, 0.45f})
    for (const float tz : {-0.2f, 0.2f}) set.anchors.push_back({AnchorKind::kSurface, "table-1/top-" + std::to_string(++top), "table", {tx, 0.72f, tz}, 0, {tx, 0, tz < 0 ? -0.9f : 0.9f}});
  set.anchors.push_back({AnchorKind::kCounter, "stove-1/top-1", "stove", {width / 2 - 0.3f, 0.85f, -depth / 2 + 0.3f}, -kPi / 2, {width / 2 - 0.9f, 0, -depth / 2 + 0.5f}});
  set.anchors.push_back({AnchorKind::kDoor, "door-1", "door", {width / 2 - 0.9f, 0, depth / 2}, kPi, {width / 2 - 0.9f, 0, depth / 2 - 0.5f}});
  set.anchors.push_back({AnchorKind::kWindow, "window-1", "window", {0, 1.3f, -depth / 2}, 0, {0, 0, -depth / 2 + 0.45f}});
  int stand = 0;
  for (float sx = -width / 2 + 0.5f; sx <= width / 2 - 0.4f; sx += 1.f)
    for (float sz = -depth / 2 + 0.5f; sz <= depth / 2 - 0.4f; sz += 1.f) {
      bool clear = true;
      for (const world::Piece& p : set.pieces) clear = clear && (sx < p.bounds.low.x - 0.25f || sx > p.bounds.high.x + 0.25f || sz < p.bounds.low.z - 0.25f || sz > p.bounds.high.z + 0.25f);
      if (clear) set.anchors.push_back({AnchorKind::kStand, "stand-" + std::to_string(++stand), "", {sx, 0, sz}, yaw_of(Vec3(-sx, 0, -sz + 0.01f)), {sx, 0, sz}});
    }
  set.walls = {{"wall/north", {0, 0, 1}, {0, 0, -depth / 2}}, {"wall/south", {0, 0, -1}, {0, 0, depth / 2}}, {"wall/west", {1, 0, 0}, {-width / 2, 0, 0}}, {"wall/east", {-1, 0, 0}, {width / 2, 0, 0}}};
  return set;
}

inline world::Set open_ground(float width = 12.f, float depth = 9.f) {
  world::Set set;
  set.place_id = "field";
  set.kind = "open-ground";
  set.setting = screenplay::Setting::kExterior;
  set.size = {width, 6.f, depth};
  set.pieces.push_back({"tree-1", "tree", "procedural/tree", box({-3.3f, 0, -2.3f}, {-2.7f, 4.f, -1.7f}), 0, true});
  set.pieces.push_back({"rock-1", "rock", "procedural/rock", box({2.f, 0, -2.f}, {3.f, 0.8f, -1.2f}), 0, true});
  int stand = 0;
  for (float x = -4; x <= 4; x += 1.3f)
    for (float z = -1; z <= 3; z += 1.3f) set.anchors.push_back({world::AnchorKind::kStand, "stand-" + std::to_string(++stand), "", {x, 0, z}, 0, {x, 0, z}});
  return set;
}

inline Beat line(const std::string& who, const std::string& text, const std::string& id, double tension = 0) {
  Beat b;
  b.kind = BeatKind::kLine;
  b.who = who;
  b.text = text;
  b.line_id = id;
  b.mood.tension = tension;
  return b;
}
inline Beat beat(BeatKind kind, const std::string& who, const std::string& object = "", const std::string& target = "", const std::string& text = "") {
  Beat b;
  b.kind = kind;
  b.who = who;
  b.object = object;
  b.target = target;
  b.text = text;
  return b;
}

inline screenplay::Scene kitchen_scene() {
  screenplay::Scene s;
  s.number = "4";
  s.heading = "INT. KITCHEN - NIGHT";
  s.place = {"kitchen", "KITCHEN", "kitchen", screenplay::Setting::kInterior};
  s.cast = {"ANA", "BEN"};
  s.props = {{"cup", "cup", true, "", {}}, {"letter", "letter", true, "", {}}};
  s.beats = {
      beat(BeatKind::kSit, "ANA", "", "table", "Ana sits at the table, a cup before her."),
      beat(BeatKind::kEnter, "BEN", "", "", "Ben enters with a letter."),
      line("BEN", "You are still awake.", "4-1", 0.2),
      line("ANA", "I could not sleep. The wind keeps talking to me and I cannot make out a single word of it.", "4-2", 0.3),
      beat(BeatKind::kPickUp, "ANA", "cup", "", "She picks up the cup."),
      line("BEN", "There is a letter.", "4-3", 0.5),
      beat(BeatKind::kGive, "BEN", "letter", "ANA", "He gives her the letter."),
      line("ANA", "From whom?", "4-4", 0.6),
      line("BEN", "You know from whom.", "4-5", 0.7),
      beat(BeatKind::kPause, "", "", "", ""),
      line("ANA", "I told him not to write. I told him ten years ago and I told him again last spring, and still he writes, as if words could mend what he did to this house.", "4-6", 0.8),
      beat(BeatKind::kPutDown, "ANA", "letter", "table", "She puts the letter on the table."),
      line("BEN", "Then do not read it.", "4-7", 0.6),
      beat(BeatKind::kStand, "ANA", "", "", "Ana stands up."),
      beat(BeatKind::kWalkTo, "ANA", "", "window", "She walks to the window."),
      line("ANA", "I have read it already.", "4-8", 0.9),
      beat(BeatKind::kExit, "BEN", "", "door", "Ben leaves."),
  };
  return s;
}

// Random scenes for laws: any order of acts, known and unknown names.
inline screenplay::Scene random_scene(std::uint64_t seed, int people, int beats, bool hostile) {
  Random random(mix(seed, 77));
  screenplay::Scene s;
  s.number = std::to_string(1 + random.below(90));
  s.heading = "INT. ROOM - DAY";
  s.place.kind = random.below(2) ? "kitchen" : "room";
  const char* names[] = {"ANA", "BEN", "CLARA", "DORA", "EMIL", "FRITZ", "GRETA", "HUGO"};
  for (int i = 0; i < people; ++i) s.cast.push_back(i < 8 ? names[i] : "P" + std::to_string(i));
  s.props = {{"cup", "cup", true, "", {}}, {"letter", "letter", true, "", {}}};
  const char* objects[] = {"cup", "letter", "table", "door", "window", "stove", "unicorn", ""};
  const char* words[] = {"Yes.", "I do not believe a word of it, not one.", "What do you want from me after all these years?", "No!", "He said that the harbour would freeze before the boats came home, and it did."};
  int n = 0;
  for (int i = 0; i < beats; ++i) {
    const int pick = random.below(100);
    Beat b;
    b.who = s.cast.empty() ? "" : s.cast[static_cast<std::size_t>(random.below(static_cast<int>(s.cast.size())))];
    if (hostile && random.below(8) == 0) b.who = random.below(2) ? "NOBODY KNOWS" : "";
    if (pick < 60) {
      b.kind = BeatKind::kLine;
      b.text = words[random.below(5)];
      b.line_id = s.number + "-" + std::to_string(++n);
      if (hostile && random.below(6) == 0) b.extension = "V.O.";
      if (hostile && random.below(12) == 0) b.dual = true;
    } else {
      b.kind = static_cast<BeatKind>(1 + random.below(19));
      if (!hostile && (b.kind == BeatKind::kExit || b.kind == BeatKind::kMove)) b.kind = BeatKind::kLookAt;
      b.object = objects[random.below(hostile ? 8 : 6)];
      b.target = random.below(2) && !s.cast.empty() ? s.cast[static_cast<std::size_t>(random.below(static_cast<int>(s.cast.size())))] : objects[random.below(hostile ? 8 : 6)];
      b.text = "Something happens.";
    }
    b.mood.tension = random.unit();
    b.mood.valence = random.range(-1, 1);
    b.mood.arousal = random.range(-1, 1);
    s.beats.push_back(std::move(b));
  }
  return s;
}

inline std::map<std::string, puppets::Measures> measures_for(const screenplay::Scene& scene) {
  std::map<std::string, puppets::Measures> m;
  float h = 1.45f;
  for (const std::string& id : scene.cast) {
    puppets::Measures one;
    const float k = h / 1.45f;
    one.height = h, one.eye_height = 1.2f * k, one.head_height = 0.36f * k, one.seated_eye_height = 1.0f * k;
    m[id] = one;
    h = h > 1.5f ? 1.32f : h + 0.07f;
  }
  return m;
}

}  // namespace auteur::staging::testing

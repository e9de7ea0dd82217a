#include "auteur/production/model_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/base/random.h"
#include "auteur/media/drawing.h"
#include "auteur/puppets/puppet.h"
#include "auteur/interchange/model.h"
#include "auteur/render/renderer.h"
#include "auteur/world/animals.h"
#include "passes.h"

namespace auteur::production {
namespace {

using media::Anchor;
using puppets::Face;
using puppets::Pose;
using puppets::PuppetPtr;
using puppets::Viseme;

constexpr double kWide = 1191, kHigh = 842, kMargin = 30;  // A3 across, points
constexpr media::Ink kPaper{238, 234, 226, 1}, kInk{46, 42, 38, 1}, kSoft{120, 112, 102, 1};

struct Box2 { double x, y, width, height; };
struct Cell { Box2 at; std::string label; PuppetPtr puppet; Pose pose; Vec3 eye{0.f}, look{0.f}; float wide = 1; /* metres across at `look` */ };

// A photographer's corner: a floor that bends up into the wall, a large soft key, a weak fill from the other side, a rim.
render::StageRequest studio() {
  auto paper = std::make_shared<scene::Mesh>();
  scene::Material m;
  m.name = "paper";
  m.albedo = {0.52f, 0.49f, 0.45f};
  m.roughness = 1;
  m.specular = 0;
  paper->materials.push_back(m);
  std::vector<Vec2> profile;  // z, y
  profile.emplace_back(9.f, 0.f);
  for (int i = 0; i <= 16; ++i) {
    const float a = 1.5707963f * static_cast<float>(i) / 16;
    profile.emplace_back(-2.2f - 1.4f * std::sin(a), 1.4f - 1.4f * std::cos(a));
  }
  profile.emplace_back(-3.6f, 9.f);
  for (std::size_t i = 0; i < profile.size(); ++i)
    for (const float x : {-12.f, 12.f}) {
      const Vec2 before = profile[i > 0 ? i - 1 : 0], after = profile[std::min(i + 1, profile.size() - 1)], along = after - before;
      paper->positions.emplace_back(x, profile[i].y, profile[i].x);
      paper->normals.push_back(glm::normalize(Vec3(0, -along.x, along.y)));
    }
  for (std::uint32_t i = 0; i + 1 < profile.size(); ++i) {
    paper->triangles.emplace_back(2 * i, 2 * i + 1, 2 * i + 2);
    paper->triangles.emplace_back(2 * i + 1, 2 * i + 3, 2 * i + 2);
  }
  paper->triangle_material.assign(paper->triangles.size(), 0);
  render::StageRequest stage;
  stage.quality = render::Quality::kFinal;
  stage.seed = 1;
  stage.set.instances.push_back({paper, Mat4(1.f), "paper", scene::object_id_of("paper"), false});
  const auto soft_box = [&](const char* name, Vec3 from, Vec3 to, float size, Vec3 radiance) {
    const Vec3 n = glm::normalize(to - from), u = glm::normalize(glm::cross(Vec3(0, 1, 0), n)), v = glm::cross(n, u);
    scene::Light l;
    l.kind = scene::LightKind::kRect;
    l.name = name;
    l.position = from;
    l.direction = n;
    l.edge_u = u * size;
    l.edge_v = v * size;
    l.radiance = radiance;
    stage.set.lights.push_back(l);
  };
  soft_box("key", {-2.4f, 3.0f, 3.2f}, {0, 0.9f, 0}, 0.9f, Vec3(8.6f, 8.1f, 7.4f));
  soft_box("fill", {3.4f, 1.8f, 3.0f}, {0, 0.9f, 0}, 1.1f, Vec3(1.3f, 1.45f, 1.65f));
  soft_box("rim", {2.2f, 3.2f, -2.0f}, {0, 1.1f, 0}, 0.5f, Vec3(9.f, 9.f, 9.2f));
  scene::Light sky;
  sky.kind = scene::LightKind::kSky;
  sky.name = "room";
  sky.radiance = sky.horizon = Vec3(0.34f, 0.34f, 0.35f);
  sky.ground = Vec3(0.2f, 0.19f, 0.18f);
  stage.set.lights.push_back(sky);
  return stage;
}

struct Expression { const char* name; Face face; float head_yaw = 0, head_pitch = 0; };
const Expression kExpressions[] = {
    {"calm", {}},
    {"happy", {.viseme = Viseme::kE, .smile = 1, .brow_raise = 0.35f, .lids = 0.25f}},
    {"sad", {.smile = -0.8f, .brow_worry = 1, .lids = 0.4f, .gaze_pitch = -0.25f}, 0.05f, -0.15f},
    {"angry", {.smile = -0.6f, .brow_raise = -0.5f, .brow_worry = -1, .lids = 0.25f}, 0, -0.06f},
    {"afraid", {.viseme = Viseme::kE, .smile = -0.6f, .brow_raise = 0.7f, .brow_worry = 0.9f, .lids = 0.0f}, -0.1f},
    {"surprised", {.viseme = Viseme::kOH, .brow_raise = 1, .lids = 0.0f}},
    {"doubting", {.smile = -0.2f, .brow_raise = -0.3f, .brow_worry = 0.3f, .lids = 0.45f, .gaze_yaw = -0.45f}, 0.25f},
    {"asleep", {.lids = 1}, 0, -0.1f}};

constexpr const char* kVisemes[] = {"rest", "P B M", "F V", "TH", "D T", "K G", "CH SH", "S Z", "N L", "R", "AH", "EH", "IH", "OH", "OO"};
static_assert(std::size(kVisemes) == static_cast<std::size_t>(Viseme::kCount));

class Sheet {
 public:
  explicit Sheet(const ModelSheetRequest& request) : request_(request), measures_(puppets::measures_of(request.who)) {
    page_.width = kWide;
    page_.height = kHigh;
    page_.paper = kPaper;
    page_.title = request.name + " - model sheet";
  }

  Result<ModelSheet> draw(Progress& progress) {
    const int first = request_.who.outfit_by_day.empty() ? 1 : request_.who.outfit_by_day.begin()->first;
    const PuppetPtr puppet = request_.figure ? request_.figure : puppets::build_puppet(request_.who, first);
    title();
    if (measures_.species.empty()) {
      turnaround(puppet);
      TRY(wardrobe_and_hands(puppet, first));
      faces(puppet);
    } else {
      animal(puppet);
    }
    colours();
    const auto stage = TRY(render::prepare_stage(studio(), progress));
    std::vector<Result<media::Picture>> drawn(cells_.size(), fail(ErrorCode::kInternal, "not drawn"));
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      drawn[i] = picture(*stage, cells_[i], i, progress);
      if (!drawn[i]) return std::unexpected(drawn[i].error());
      if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
    }
    std::vector<media::Placed> placed;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const Box2& b = cells_[i].at;
      placed.push_back({&*drawn[i], b.x, b.y, b.width, b.height});
      if (!cells_[i].label.empty()) words(cells_[i].label, b.x + b.width / 2, b.y + b.height + 11, 9, kSoft, Anchor::kMiddle);
    }
    return ModelSheet{media::page_picture(page_, placed, request_.scale), TRY(media::pdf_of(page_, placed))};
  }

 private:
  void words(const std::string& text, double x, double y, double size, media::Ink ink, Anchor anchor = Anchor::kStart, bool bold = false) { 
    media::Words w;
    w.text = text;
    w.at = {x, y};
    w.size = size;
    w.ink = ink;
    w.anchor = anchor;
    w.bold = bold;
    page_.marks.emplace_back(std::move(w));
  }
  void line(media::Spot from, media::Spot to, media::Ink ink, double width, std::vector<double> dashes) {
    media::Line l;
    l.points = {from, to};
    l.ink = ink;
    l.width = width;
    l.dashes = std::move(dashes);
    page_.marks.emplace_back(std::move(l));
  }
  void heading(const std::string& text, double x, double y) { words(text, x, y, 9, kInk, Anchor::kStart, true); }

  void title() {
    words(request_.name, kMargin, 56, 28, kInk, Anchor::kStart, true);
    const auto& who = request_.who;
    if (!measures_.species.empty()) words(fmt::format("{}, {:.0f} years, {:.2f} m at the shoulder as a puppet{}", world::describe_animal(who), who.age, who.height_m, request_.remark.empty() ? "" : ", " + request_.remark), kMargin, 74, 11, kSoft);
    else words(fmt::format("{:.0f} years, {:.2f} m as a puppet{}", who.age, who.height_m, request_.remark.empty() ? "" : ", " + request_.remark), kMargin, 74, 11, kSoft);
    words(who.model ? "model " + who.model->digest.substr(0, 16) : "identity " + world::face_digest(who).substr(0, 16), kWide - kMargin, 56, 11, kInk, Anchor::kEnd);
    words("Auteur model sheet", kWide - kMargin, 74, 9, kSoft, Anchor::kEnd);
  }

  // Everybody's sheet has the same scale, so that people can be compared.
  float span() const { return std::max(1.80f, measures_.height * 1.14f); }
  Cell standing(const PuppetPtr& puppet, Box2 at, float yaw) const {
    Cell c{at, "", puppet, {}, {}, {}, 1};
    c.pose.yaw = yaw;
    c.pose.arms[0].spread = c.pose.arms[1].spread = 0.12f;
    const float middle = 0.5f * span() - 0.06f;
    c.look = {0, middle, 0};
    c.eye = {0, middle, 7.5f};
    c.wide = span() * static_cast<float>(at.width / at.height);
    return c;
  }

  void turnaround(const PuppetPtr& puppet) {
    constexpr double top = 96, high = 306, wide = 134, left = kMargin + 34;
    heading("Turnaround", kMargin, top - 6);
    static constexpr const char* kAngles[] = {"front", "three-quarter", "profile", "three-quarter back", "back"};
    for (int i = 0; i < 5; ++i) {
      Cell c = standing(puppet, {left + wide * i, top, wide, high}, 0.7853982f * static_cast<float>(i));
      c.label = kAngles[i];
      cells_.push_back(c);
    }
    const double metre = high / static_cast<double>(span()), floor = top + high - 0.06 * metre;
    for (int cm = 0; cm * 0.01 <= static_cast<double>(span()) - 0.06; cm += 20) {
      const double y = floor - cm * 0.01 * metre;
      line({left - 6, y}, {left + 5 * wide, y}, {70, 64, 58, 0.16}, 0.6, {});
      words(fmt::format("{:.1f}", cm * 0.01), left - 9, y + 3, 8, kSoft, Anchor::kEnd);
    }
    const double head = floor - static_cast<double>(measures_.height) * metre;
    line({left - 6, head}, {left + 5 * wide, head}, {150, 60, 40, 0.55}, 0.8, {4, 3});
    words("m", left - 9, top + 4, 8, kSoft, Anchor::kEnd);
  }

  Status wardrobe_and_hands(const PuppetPtr& puppet, int first) {
    constexpr double top = 96, left = 748, wide = 103, high = 190;
    heading("Wardrobe", left, top - 6);
    std::vector<std::pair<std::string, int>> days;
    static const std::map<int, world::Outfit> kNone;
    const auto& by_day = request_.figure ? kNone : request_.who.outfit_by_day;  // it wears what it wears
    for (auto at = by_day.begin(); at != by_day.end() && days.size() < 4; ++at) days.emplace_back(fmt::format("day {}", at->first), at->first);
    if (days.empty()) days.emplace_back(request_.figure ? "every day" : "day 1", first);
    for (std::size_t i = 0; i < days.size(); ++i) {
      Cell c = standing(days[i].second == first ? puppet : puppets::build_puppet(request_.who, days[i].second), {left + wide * static_cast<double>(i), top, wide, high}, 0.35f);
      c.label = i == 3 && by_day.size() > 4 ? fmt::format("{} (of {} days)", days[i].first, by_day.size()) : days[i].first;
      cells_.push_back(c);
    }
    if (days.size() <= 2) {  // what is left shows the head from the front and the side
      struct Side { const char* name; float yaw; };
      static constexpr Side kSides[] = {{"three-quarter", 0.7853982f}, {"front", 0}, {"profile", 1.5707963f}};
      const double from = left + wide * static_cast<double>(days.size()) + 8, each = (left + 4 * wide - from) / static_cast<double>(4 - days.size());
      heading("Head", from, top - 6);
      for (std::size_t i = days.size() - 1; i < std::size(kSides); ++i) {
        Cell c = portrait(puppet, {from + each * static_cast<double>(i + 1 - days.size()), top, each, high}, {}, kSides[i].yaw, 0, 0);
        c.wide = 1.28f * measures_.head_height;
        c.label = kSides[i].name;
        cells_.push_back(c);
      }
    }
    constexpr double hand_top = 318;
    heading("Hands", left, hand_top - 6);
    static constexpr const char* kHands[] = {"open", "closed", "at rest", "shoes"};
    for (int i = 0; i < 4; ++i) {
      Cell c{{left + wide * i, hand_top, wide, 84}, kHands[i], puppet, {}, {}, {}, measures_.height * 0.20f};
      if (i < 2) {
        c.pose.arms[0].reach = true;
        c.pose.arms[0].target = Vec3(0.16f, 0.62f, 0.22f) * measures_.height / 1.45f * Vec3(1, 1.25f, 1);
        c.pose.arms[0].grip = i == 1 ? 1.f : 0.f;
      }
      const auto marks = puppets::landmarks_of(*puppet, c.pose);
      c.look = i == 3 ? 0.5f * (marks.feet[0] + marks.feet[1]) + Vec3(0, 0.04f, 0.03f) : marks.hands[0];
      c.eye = c.look + (i == 3 ? Vec3(1.0f, 0.5f, 2.0f) : i == 2 ? Vec3(1.5f, 0.2f, 1.4f) : Vec3(0.9f, 0.5f, 1.8f));
      if (i == 3) c.wide = measures_.height * 0.32f;
      cells_.push_back(c);
    }
    return {};
  }

  Cell portrait(const PuppetPtr& puppet, Box2 at, const Face& face, float yaw, float head_yaw, float head_pitch) const {
    Cell c{at, "", puppet, {}, {}, {}, 1};
    c.pose.yaw = yaw;
    c.pose.head_yaw = head_yaw;
    c.pose.head_pitch = head_pitch;
    c.pose.face = face;
    const float middle = measures_.height - 0.54f * measures_.head_height;
    c.look = {0, middle, 0};
    c.eye = {0, middle + 0.10f, 2.8f};
    c.wide = 1.42f * measures_.head_height * static_cast<float>(at.width / at.height);
    return c;
  }

  void faces(const PuppetPtr& puppet) {
    constexpr double top = 440, wide = 141.3, high = 164;
    heading("Expressions", kMargin, top - 6);
    for (std::size_t i = 0; i < std::size(kExpressions); ++i) {
      const auto& e = kExpressions[i];
      Cell c = portrait(puppet, {kMargin + wide * static_cast<double>(i), top, wide, high}, e.face, i % 2 ? -0.3f : 0.3f, e.head_yaw, e.head_pitch);
      c.label = e.name;
      cells_.push_back(c);
    }
    constexpr double mouths = 640, narrow = 1131.0 / 15, tall = 98;
    heading("Visemes", kMargin, mouths - 6);
    for (std::size_t i = 0; i < std::size(kVisemes); ++i) {
      Face face;
      face.viseme = static_cast<Viseme>(i);
      Cell c = portrait(puppet, {kMargin + narrow * static_cast<double>(i), mouths, narrow, tall}, face, 0.22f, 0, 0);
      c.look.y -= 0.27f * measures_.head_height;
      c.eye.y = c.look.y + 0.03f;
      c.wide *= 0.50f;
      c.label = kVisemes[i];
      cells_.push_back(c);
    }
  }

  // An animal: the turnaround at its own scale, both gaits foot by foot, what else it does, and its moods.
  void animal(const PuppetPtr& puppet) {
    const float size = std::max(measures_.height, 0.95f * measures_.length);
    const auto whole = [&](Box2 at, const puppets::Pose& pose, float yaw, const char* label, float room = 1.30f) {
      Cell c{at, label, puppet, pose, {}, {}, size * room};
      c.pose.yaw = yaw;
      // The body is longer than it is high: the middle lies before the feet's.
      const Vec3 middle = auteur::heading(yaw) * (0.5f * measures_.arm_length) + Vec3(0, 0.47f * std::max(measures_.height, 0.6f * measures_.length) + pose.position.y, 0);
      c.look = middle;
      c.eye = middle + Vec3(0, 0.10f, 1) * (5.f * size);
      cells_.push_back(c);
    };
    const auto part = [](const char* what, float value) {
      puppets::Pose pose;
      const std::string name = what;
      if (name == "sit") pose.seated = value, pose.seat_height = 0;
      if (name == "lie") pose.beast.lie = value;
      if (name == "neck") pose.beast.neck = value;
      return pose;
    };
    heading("Turnaround", kMargin, 90);
    static constexpr const char* kAngles[] = {"front", "three-quarter", "profile", "three-quarter back", "back"};
    for (int i = 0; i < 5; ++i) whole({kMargin + 226.0 * i, 96, 226, 196}, {}, 0.7853982f * static_cast<float>(i), kAngles[i], 1.5f);
    for (int g = 0; g < 2; ++g) {
      const double top = g == 0 ? 322 : 434;
      heading(g == 0 ? "Walk" : measures_.flies ? "Flight" : "Trot", kMargin, top - 6);
      const float stride = measures_.stride * (g == 0 ? 1.f : 1.45f);
      for (int i = 0; i < 8; ++i) {
        puppets::Pose pose;
        if (g == 1 && measures_.flies) {
          pose.beast.fly = pose.beast.wings = 1;
          pose.beast.flap = std::sin(2 * kPi * static_cast<float>(i) / 8.f);
        } else {
          pose.walk = 1;
          pose.beast.trot = static_cast<float>(g);
          pose.beast.walked = stride * (2 + static_cast<float>(i) / 8.f);
          pose.beast.to_go = 5 * stride - pose.beast.walked;
        }
        whole({kMargin + 141.3 * i, top, 141.3, 88}, pose, 0.5f * kPi - 0.25f, "", measures_.flies && g == 1 ? 2.6f : 1.75f);
      }
    }
    heading("Postures", kMargin, 544);
    puppets::Pose calling, looking;
    calling.face.open = 1, calling.head_pitch = 0.3f, calling.beast.ears = 0.6f;
    looking.head_yaw = 0.9f, looking.beast.tail = 0.8f, looking.beast.wag = 1;
    const bool hoofed = measures_.back_height > 0.45f;
    whole({kMargin, 550, 226, 96}, hoofed ? part("neck", 0.8f) : part("sit", 1), 1.0f, hoofed ? "alert" : "sitting", 1.2f * 2.2f * 0.7f);
    whole({kMargin + 226, 550, 226, 96}, part("lie", 1), 1.0f, "lying", 1.85f);
    whole({kMargin + 452, 550, 226, 96}, part("neck", -1), 1.2f, "head to the ground", 1.85f);
    whole({kMargin + 678, 550, 226, 96}, calling, 1.0f, "giving voice", 1.85f);
    whole({kMargin + 904, 550, 226, 96}, looking, 0.6f, "looking round", 1.85f);
    heading("Moods", kMargin, 668);
    struct Mood { const char* name; float ears, lids, worry, open, pitch; };
    static constexpr Mood kMoods[] = {{"neutral", 0.15f, 0.1f, 0, 0, 0}, {"curious", 0.9f, 0, 0.1f, 0, 0.1f}, {"glad", -0.15f, 0.15f, -0.05f, 0.4f, 0.1f}, {"worried", -0.6f, 0.2f, 0.8f, 0, -0.1f}, {"angry", -1, 0.2f, -0.8f, 0.3f, -0.15f}, {"sleepy", -0.1f, 0.65f, 0.2f, 0, -0.15f}, {"asleep", -0.2f, 1, 0, 0, -0.2f}, {"calling", 0.5f, 0.1f, 0, 1, 0.3f}};
    for (std::size_t i = 0; i < std::size(kMoods); ++i) {
      Cell c{{kMargin + 141.3 * static_cast<double>(i), 674, 141.3, 78}, kMoods[i].name, puppet, {}, {}, {}, 1};
      c.pose.yaw = i % 2 ? -0.5f : 0.5f;
      c.pose.beast.ears = kMoods[i].ears;
      c.pose.face.lids = kMoods[i].lids;
      c.pose.face.brow_worry = kMoods[i].worry;
      c.pose.face.open = kMoods[i].open;
      c.pose.head_pitch = kMoods[i].pitch;
      const auto marks = puppets::landmarks_of(*puppet, c.pose);
      c.look = 0.55f * marks.eyes + 0.45f * marks.mouth;
      c.eye = c.look + Vec3(0, 0.08f, 1) * (8.f * measures_.head_height);
      c.wide = 2.05f * measures_.head_height * static_cast<float>(c.at.width / c.at.height);
      cells_.push_back(c);
    }
  }

  void colours() {
    if (request_.figure) return;
    constexpr double top = 776, size = 24;
    heading("Colours", kMargin, top - 6);
    const auto& who = request_.who;
    const world::Outfit outfit = who.outfit_by_day.empty() ? world::Outfit{} : who.outfit_by_day.begin()->second;
    double x = kMargin;
    if (!measures_.species.empty()) {
      for (const auto& [name, c] : {std::pair{"coat", who.skin}, std::pair{"marks", who.hair_colour}, std::pair{"eyes", who.eye_colour}, std::pair{"nose and horn", who.dark}, std::pair{"collar", outfit.accent}}) swatch_of(name, c, x, top, size);
      return;
    }
    for (const auto& [name, c] : {std::pair{"skin", who.skin}, std::pair{"hair", who.hair_colour}, std::pair{"eyes", who.eye_colour}, std::pair{"outer", outfit.outer}, std::pair{"inner", outfit.inner}, std::pair{"trousers", outfit.trousers}, std::pair{"shoes", outfit.shoes}, std::pair{"accent", outfit.accent}}) {
      swatch_of(name, c, x, top, size);
    }
  }
  void swatch_of(const char* name, Vec3 c, double& x, double top, double size) {
    const auto display = [](float v) { return static_cast<std::uint8_t>(std::lround(255 * std::clamp(v <= 0.0031308f ? 12.92f * v : 1.055f * std::pow(v, 1 / 2.4f) - 0.055f, 0.f, 1.f))); };
    const media::Ink ink{display(c.x), display(c.y), display(c.z), 1};
    media::Area swatch;
    swatch.outline = {{x, top}, {x + size, top}, {x + size, top + size}, {x, top + size}};
    swatch.fill = ink;
    page_.marks.emplace_back(std::move(swatch));
    words(fmt::format("{} #{:02x}{:02x}{:02x}", name, ink.r, ink.g, ink.b), x + size + 5, top + 15, 9, kSoft);
    x += 140;
  }

  Result<media::Picture> picture(const render::Stage& stage, const Cell& cell, std::size_t index, Progress& progress) const {
    render::FrameRequest frame;
    frame.width = std::max(8, static_cast<int>(std::lround(cell.at.width * request_.scale)));
    frame.height = std::max(8, static_cast<int>(std::lround(cell.at.height * request_.scale)));
    frame.quality = render::Quality::kFinal;
    frame.seed = mix(7, index);
    frame.camera.position = cell.eye;
    frame.camera.target = cell.look;
    frame.camera.f_stop = 0;
    const float far = glm::length(cell.look - cell.eye);
    frame.camera.focus_distance = far;
    frame.camera.focal_mm = frame.camera.gate_width_mm * far / cell.wide;
    const auto drawn = TRY(render::draw(stage, puppets::pose_puppet(*cell.puppet, cell.pose), frame, progress));
    render::Look look;
    look.grain = look.vignette = look.halation = 0;
    look.aspect = static_cast<double>(frame.width) / frame.height;
    return media::Picture{frame.width, frame.height, render::develop(drawn, look, 1)};
  }

  const ModelSheetRequest& request_;
  const puppets::Measures measures_;
  media::Drawing page_;
  std::vector<Cell> cells_;
};

}  // namespace

Status played_by(ModelSheetRequest& request, const Json& cast_model, const Path& glb) {
  TRY(take_model(request.who, cast_model));
  const std::string bytes = TRY(read_text(glb, interchange::kMostModelBytes));
  request.figure = TRY(model_of(request.who, request.who.id, std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size())));
  return {};
}

Result<ModelSheet> draw_model_sheet(const ModelSheetRequest& request, Progress& progress) { return Sheet(request).draw(progress); }

}  // namespace auteur::production

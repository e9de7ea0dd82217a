// Draws the middle of every shot of a test scene as a wireframe, to look at the framing: wireframe OUT_FOLDER [seed].
#include <cstdio>
#include <cstring>
#include <vector>

#include "auteur/camera/shot_list.h"
#include "auteur/staging/testing.h"

namespace auteur::world {
__attribute__((weak)) std::vector<Vec3> walk_path(const Set&, Vec3 from, Vec3 to) { return {from, to}; }
}  // namespace auteur::world

using namespace auteur;

namespace {

constexpr int kWidth = 478, kHeight = 200;

struct Picture {
  int columns, rows;
  std::vector<unsigned char> rgb;
  Picture(int c, int r) : columns(c), rows(r), rgb(static_cast<std::size_t>(c * (kWidth + 6) * r * (kHeight + 6) * 3), 40) {}
  int width() const { return columns * (kWidth + 6); }
  void dot(int cell, int x, int y, Vec3 colour) {
    if (x < 0 || y < 0 || x >= kWidth || y >= kHeight) return;
    const int px = (cell % columns) * (kWidth + 6) + x, py = (cell / columns) * (kHeight + 6) + y;
    for (int k = 0; k < 3; ++k) rgb[static_cast<std::size_t>((py * width() + px) * 3 + k)] = static_cast<unsigned char>(colour[k] * 255);
  }
};

struct Pen {
  Picture& picture;
  int cell;
  scene::Camera lens;
  void line(Vec3 a, Vec3 b, Vec3 colour) const {
    for (int i = 0; i <= 160; ++i) {
      const Vec3 p = camera::project(lens, 2.39, glm::mix(a, b, static_cast<float>(i) / 160));
      if (p.z > 0.05f) picture.dot(cell, static_cast<int>((p.x + 1) / 2 * kWidth), static_cast<int>((1 - p.y) / 2 * kHeight), colour);
    }
  }
  void box(const Box& b, Vec3 colour) const {
    for (int i = 0; i < 8; ++i)
      for (const int k : {1, 2, 4})
        if (!(i & k)) line(corner(b, i), corner(b, i | k), colour);
  }
  static Vec3 corner(const Box& b, int i) { return {i & 1 ? b.high.x : b.low.x, i & 2 ? b.high.y : b.low.y, i & 4 ? b.high.z : b.low.z}; }
  void ball(Vec3 centre, float radius, Vec3 colour) const {
    for (int k = 0; k < 6; ++k)
      for (int i = 0; i < 24; ++i) {
        const auto at = [&](int j) { const float a = static_cast<float>(j) * kPi / 12, b = static_cast<float>(k) * kPi / 6; return centre + Vec3(std::cos(b) * std::cos(a), std::sin(a), std::sin(b) * std::cos(a)) * radius; };
        line(at(i), at(i + 1), colour);
      }
  }
};

}  // namespace

int main(int argc, char** argv) {
  using namespace staging::testing;
  const std::string out = argc > 1 ? argv[1] : ".";
  screenplay::Scene scene = kitchen_scene();
  world::Set set = room(5.2f, 4.4f);
  if (argc > 2) {
    const auto seed = static_cast<std::uint64_t>(std::atoi(argv[2]));
    scene = random_scene(seed, 2 + static_cast<int>(seed % 4), 22, false);
    if (seed % 3 == 2) set = open_ground();
  }
  staging::StagingRequest request;
  request.scene = &scene;
  request.set = &set;
  request.people = measures_for(scene);
  const staging::Staging staging = stage_scene(request);
  camera::CoverageRequest cover;
  cover.staging = &staging;
  cover.scene = &scene;
  cover.set = &set;
  cover.people = request.people;
  const camera::ShotList list = cover_scene(cover);
  const int columns = 3, rows = (static_cast<int>(list.shots.size()) + columns - 1) / columns;
  Picture picture(columns, rows);
  for (std::size_t i = 0; i < list.shots.size(); ++i) {
    const camera::Shot& s = list.shots[i];
    std::printf("%2zu %-5s %6.2f +%5.2f %-16s %-16s %-8s %3.0fmm %s", i, s.id.c_str(), s.start.value, (s.end - s.start).value, size_name(s.size), framing_name(s.framing), movement_name(s.movement),
                static_cast<double>(s.keys[0].camera.focal_mm), s.reason.c_str());
    for (const auto& w : s.hidden_walls) std::printf(" -%s", w.c_str());
    std::printf("\n");
    const Seconds t = (s.start + s.end) * 0.5;
    const Pen pen{picture, static_cast<int>(i), camera_at(s, t - s.start)};
    for (int y = 0; y < kHeight; ++y)
      for (int x = 0; x < kWidth; ++x) picture.dot(static_cast<int>(i), x, y, Vec3(0.06f));
    for (int x = 0; x < kWidth; x += 4) picture.dot(static_cast<int>(i), x, kHeight / 3, Vec3(0.2f));
    Box room_box;
    room_box.add({-set.size.x / 2, 0, -set.size.z / 2});
    room_box.add({set.size.x / 2, std::min(2.8f, set.size.y), set.size.z / 2});
    pen.box(room_box, Vec3(0.3f, 0.3f, 0.35f));
    for (const auto& piece : set.pieces) pen.box(piece.bounds, Vec3(0.35f, 0.5f, 0.35f));
    const Vec3 colours[] = {{1, 0.5f, 0.4f}, {0.4f, 0.7f, 1}, {1, 0.9f, 0.3f}, {0.7f, 0.4f, 1}, {0.4f, 1, 0.7f}};
    int n = 0;
    for (const auto& person : staging.people) {
      const auto state = person_at(staging, person.id, t, request.people);
      const Vec3 colour = colours[n++ % 5];
      if (!state.present) continue;
      const auto& m = request.people.at(person.id);
      const Vec3 eyes = eyes_of(state, m);
      const Vec3 head = eyes + Vec3(0, m.height - 0.5f * m.head_height - m.eye_height, 0) - heading(state.yaw) * (0.3f * m.head_height);
      pen.ball(head, 0.5f * m.head_height, colour);
      pen.line(eyes, eyes + face_direction(state, m) * 0.25f, Vec3(1));
      const Vec3 right = heading(state.yaw - kPi / 2) * 0.2f;
      const Vec3 neck = head - Vec3(0, 0.55f * m.head_height, 0), base = Vec3(head.x, state.seated > 0.5f ? state.seat_height : 0.f, head.z);
      pen.line(neck - right, neck + right, colour);
      pen.line(neck - right, base - right * 0.8f, colour);
      pen.line(neck + right, base + right * 0.8f, colour);
    }
    for (const auto& prop : staging.props)
      if (const auto* key = prop_at(staging, prop.id, t); key && key->holder.empty()) pen.ball(key->position + Vec3(0, 0.05f, 0), 0.05f, Vec3(1, 1, 1));
  }
  for (const auto& f : list.findings) std::printf("  %s\n", f.c_str());
  std::FILE* file = std::fopen((out + "/wireframe.ppm").c_str(), "wb");
  if (!file) return 1;
  std::fprintf(file, "P6\n%d %d\n255\n", picture.width(), rows * (kHeight + 6));
  std::fwrite(picture.rgb.data(), 1, picture.rgb.size(), file);
  std::fclose(file);
  return 0;
}

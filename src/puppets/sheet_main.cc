// Renders sheets of puppets to look at: faces, turnarounds, expressions, visemes, poses. A plain ray caster with a key, a
// fill and ambient occlusion; the film's renderer is another room's.
// usage: puppets_sheet_main KIND OUT.png [who] [detail] [cell width] [cell height]
#include <embree3/rtcore.h>
#include <tbb/parallel_for.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>

#include "auteur/base/random.h"
#include "auteur/puppets/puppet.h"

#define STB_IMAGE_WRITE_IMPLEMENTATION
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#if __has_include(<stb/stb_image_write.h>)
#include <stb/stb_image_write.h>
#else
#include <stb_image_write.h>
#endif
#pragma GCC diagnostic pop

#include "sheet_cast.h"
#include "sheet_postures.h"

namespace {
using namespace auteur;
using namespace auteur::puppets;

struct View {
  std::vector<scene::Instance> instances;
  Vec3 eye{0.f}, look{0.f};
  float fov = 0.5f;
  bool floor = true;
};

struct Picture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;
  Picture(int w, int h) : width(w), height(h), rgb(static_cast<std::size_t>(w * h * 3), 40) {}
};

float filmic(float x) {
  x = std::max(0.f, x * 0.9f);
  x = (x * (2.51f * x + 0.03f)) / (x * (2.43f * x + 0.59f) + 0.14f);
  x = std::clamp(x, 0.f, 1.f);
  return x <= 0.0031308f ? 12.92f * x : 1.055f * std::pow(x, 1 / 2.4f) - 0.055f;
}

void render(const View& view, Picture& out, int x0, int y0, int w, int h, int samples) {
  RTCDevice device = rtcNewDevice(nullptr);
  RTCScene scene = rtcNewScene(device);
  std::vector<const scene::Instance*> of;
  for (const scene::Instance& in : view.instances) {
    const scene::Mesh& m = *in.mesh;
    RTCGeometry g = rtcNewGeometry(device, RTC_GEOMETRY_TYPE_TRIANGLE);
    auto* p = static_cast<float*>(rtcSetNewGeometryBuffer(g, RTC_BUFFER_TYPE_VERTEX, 0, RTC_FORMAT_FLOAT3, 12, m.positions.size()));
    for (std::size_t i = 0; i < m.positions.size(); ++i) {
      const Vec3 q(in.world_from_object * Vec4(m.positions[i], 1));
      p[3 * i] = q.x, p[3 * i + 1] = q.y, p[3 * i + 2] = q.z;
    }
    auto* t = static_cast<unsigned*>(rtcSetNewGeometryBuffer(g, RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT3, 12, m.triangles.size()));
    for (std::size_t i = 0; i < m.triangles.size(); ++i)
      for (int k = 0; k < 3; ++k) t[3 * i + static_cast<std::size_t>(k)] = m.triangles[i][k];
    rtcCommitGeometry(g);
    rtcAttachGeometry(scene, g);
    rtcReleaseGeometry(g);
    of.push_back(&in);
  }
  rtcCommitScene(scene);
  const Vec3 ahead = glm::normalize(view.look - view.eye), right = glm::normalize(glm::cross(ahead, Vec3(0, 1, 0))), up = glm::cross(right, ahead);
  const float reach = std::tan(view.fov * 0.5f);
  const auto blocked = [&](Vec3 from, Vec3 dir) {
    RTCIntersectContext context;
    rtcInitIntersectContext(&context);
    RTCRay ray{};
    ray.org_x = from.x, ray.org_y = from.y, ray.org_z = from.z, ray.dir_x = dir.x, ray.dir_y = dir.y, ray.dir_z = dir.z;
    ray.tnear = 0.0005f, ray.tfar = 6.f, ray.mask = ~0u;
    rtcOccluded1(scene, &context, &ray);
    return ray.tfar < 0;
  };
  const Vec3 key_dir = glm::normalize(right * -0.55f + up * 0.62f - ahead * 0.62f), rim_dir = glm::normalize(right * 0.8f + up * 0.35f + ahead * 0.45f);
  tbb::parallel_for(0, h, [&](int y) {
    for (int x = 0; x < w; ++x) {
      Vec3 sum(0.f);
      for (int s = 0; s < samples; ++s) {
        Random random(mix(static_cast<std::uint64_t>(y * w + x), static_cast<std::uint64_t>(s)));
        const auto unit = [&] { return static_cast<float>(random.unit()); };
        const float jx = unit(), jy = unit();
        const float px = (2 * (static_cast<float>(x) + jx) / static_cast<float>(w) - 1) * reach * static_cast<float>(w) / static_cast<float>(h), py = (1 - 2 * (static_cast<float>(y) + jy) / static_cast<float>(h)) * reach;
        const Vec3 dir = glm::normalize(ahead + right * px + up * py);
        RTCIntersectContext context;
        rtcInitIntersectContext(&context);
        RTCRayHit hit{};
        hit.ray.org_x = view.eye.x, hit.ray.org_y = view.eye.y, hit.ray.org_z = view.eye.z, hit.ray.dir_x = dir.x, hit.ray.dir_y = dir.y, hit.ray.dir_z = dir.z;
        hit.ray.tnear = 0.01f, hit.ray.tfar = 50, hit.ray.mask = ~0u, hit.hit.geomID = RTC_INVALID_GEOMETRY_ID;
        rtcIntersect1(scene, &context, &hit);
        Vec3 p, n, albedo(0.32f, 0.34f, 0.33f), emission(0.f);
        float rough = 0.9f, spec = 0.02f, sheen = 0;
        if (hit.hit.geomID == RTC_INVALID_GEOMETRY_ID) {
          const float t = view.floor && dir.y < 0 ? -view.eye.y / dir.y : 1e9f;
          if (t > 12) {
            sum += Vec3(0.27f, 0.30f, 0.31f) * (0.8f + 0.3f * dir.y);
            continue;
          }
          p = view.eye + dir * t;
          n = Vec3(0, 1, 0);
        } else {
          const scene::Instance& in = *of[hit.hit.geomID];
          const scene::Mesh& m = *in.mesh;
          const glm::uvec3 t = m.triangles[hit.hit.primID];
          const float u = hit.hit.u, v = hit.hit.v;
          p = view.eye + dir * hit.ray.tfar;
          n = glm::normalize(Mat3(in.world_from_object) * (m.normals[t.x] * (1 - u - v) + m.normals[t.y] * u + m.normals[t.z] * v));
          if (std::getenv("SHEET_FLAT")) n = glm::normalize(Vec3(hit.hit.Ng_x, hit.hit.Ng_y, hit.hit.Ng_z));
          const scene::Material& mat = m.materials[m.triangle_material[hit.hit.primID]];
          albedo = mat.albedo, emission = mat.emission, rough = mat.roughness, spec = mat.specular, sheen = mat.sheen;
        }
        if (glm::dot(n, dir) > 0) n = -n;
        const Vec3 from = p + n * 0.0008f;
        // Cosine-weighted ambient.
        const float a = 2 * kPi * unit(), r2 = unit(), r = std::sqrt(r2);
        const Vec3 side = glm::normalize(glm::cross(std::fabs(n.y) < 0.9f ? Vec3(0, 1, 0) : Vec3(1, 0, 0), n)), other = glm::cross(n, side);
        const Vec3 d = glm::normalize(side * (r * std::cos(a)) + other * (r * std::sin(a)) + n * std::sqrt(1 - r2));
        Vec3 light(0.f);
        if (blocked(from, d)) light += Vec3(0.075f, 0.06f, 0.05f);  // a bounce
        else light += glm::mix(Vec3(0.30f, 0.27f, 0.24f), Vec3(0.55f, 0.60f, 0.68f), 0.5f + 0.5f * d.y);
        const auto lamp = [&](Vec3 l, Vec3 colour, float soft) {
          const float ja = unit() - 0.5f, jb = unit() - 0.5f, jc = unit() - 0.5f;
          l = glm::normalize(l + Vec3(ja, jb, jc) * soft);
          const float c = glm::dot(n, l);
          if (c <= 0 || blocked(from, l)) return Vec3(0.f);
          const Vec3 half = glm::normalize(l - dir);
          const float power = 2 / std::max(rough * rough * rough * rough, 0.002f);
          const float shine = spec * (power + 2) / 8 * std::pow(std::max(0.f, glm::dot(n, half)), power) + 0.25f * sheen * std::pow(1 - std::max(0.f, -glm::dot(n, dir)), 4.f) * glm::length(albedo);
          return colour * c * (albedo + Vec3(shine));
        };
        Vec3 c = albedo * light + emission;
        c += lamp(key_dir, Vec3(1.75f, 1.55f, 1.30f), 0.35f) + lamp(rim_dir, Vec3(0.75f, 0.85f, 1.0f), 0.3f);
        sum += c;
      }
      sum /= static_cast<float>(samples);
      for (int k = 0; k < 3; ++k) out.rgb[static_cast<std::size_t>(((y0 + y) * out.width + x0 + x) * 3 + k)] = static_cast<std::uint8_t>(std::lround(255 * filmic(sum[k])));
    }
  });
  rtcReleaseScene(scene);
  rtcReleaseDevice(device);
}

View look_at(const Puppet& puppet, const Pose& pose, float around, bool whole) {
  View v;
  v.instances = pose_puppet(puppet, pose);
  Pose still = pose;
  const Landmarks l = landmarks_of(puppet, still);
  if (whole) {
    v.look = {pose.position.x, 0.5f * l.head_top.y, pose.position.z};
    v.eye = v.look + Vec3(std::sin(around), 0.10f, std::cos(around)) * 3.6f;
    v.fov = 2 * std::atan(0.56f * std::max(l.head_top.y, 1.3f) / 3.6f);
  } else {
    v.look = 0.55f * l.eyes + 0.45f * l.mouth;
    v.look.z = pose.position.z;
    v.eye = v.look + Vec3(std::sin(around), 0.06f, std::cos(around)) * 1.7f;
    v.fov = 2 * std::atan(0.27f / 1.7f);
    v.floor = false;
  }
  return v;
}
// Animals are looked at from as far as they are long.
View look_at_animal(const Puppet& puppet, const Measures& m, const Pose& pose, float around, bool whole) {
  View v;
  v.instances = pose_puppet(puppet, pose);
  const Landmarks l = landmarks_of(puppet, pose);
  if (whole) {
    const float size = std::max(m.height, 0.95f * m.length) * (pose.beast.wings > 0.5f ? 1.5f : 1.f);
    v.look = pose.position + Vec3(0, 0.48f * std::max(m.height, 0.6f * m.length), 0.12f * m.length);
    v.eye = v.look + Vec3(std::sin(around), 0.16f, std::cos(around)) * 3.4f * size;
    v.fov = 2 * std::atan(0.66f / 3.4f);
  } else {
    v.look = 0.5f * (l.eyes + l.mouth);
    v.eye = v.look + Vec3(std::sin(around), 0.08f, std::cos(around)) * 4.4f * m.head_height;
    v.fov = 2 * std::atan(0.95f / 4.4f);
    v.floor = false;
  }
  return v;
}

void animal_cells(const std::string& kind, std::size_t who, const std::vector<world::Identity>& cast, const std::function<PuppetPtr(std::size_t)>& build, std::vector<std::function<View()>>& cells, int& across) {
  const auto add = [&](PuppetPtr p, std::size_t i, Pose pose, float around, bool whole) { cells.push_back([=, &cast] { return look_at_animal(*p, measures_of(cast[i]), pose, around, whole); }); };
  if (kind == "animals" || kind == "animal-faces") {
    across = 6;
    for (std::size_t i = 0; i < cast.size(); ++i) {
      Pose pose;
      pose.beast.tail = 0.2f;
      pose.face.lids = 0.12f;
      add(build(i), i, pose, kind == "animals" ? 0.95f : i % 2 ? 0.6f : -0.25f, kind == "animals");
    }
    return;
  }
  const PuppetPtr p = build(who);
  const Measures m = measures_of(cast[who]);
  if (kind == "animal-poses") {
    const auto body = [&](const std::function<void(Pose&)>& change, float around, bool whole = true) {
      Pose pose;
      change(pose);
      add(p, who, pose, around, whole);
    };
    body([](Pose&) {}, 1.5f);
    body([](Pose&) {}, 0.f);
    body([](Pose&) {}, 2.4f);
    body([](Pose& q) { q.seated = 1; q.seat_height = 0; q.beast.ears = 0.8f; }, 1.2f);
    body([](Pose& q) { q.seated = 1; q.seat_height = 0; q.head_pitch = 0.4f; q.beast.wag = 1; }, 0.4f);
    body([](Pose& q) { q.beast.lie = 1; }, 1.2f);
    body([](Pose& q) { q.beast.lie = 1; q.beast.neck = -0.4f; q.face.lids = 1; }, 0.5f);
    body([](Pose& q) { q.beast.neck = -1; q.beast.tail = -1; q.beast.ears = -1; }, 1.3f);
    body([](Pose& q) { q.head_yaw = 0.9f; q.beast.tail = 1; q.beast.wag = -1; }, 0.6f);
    body([](Pose& q) { q.face.open = 1; q.beast.ears = 1; q.head_pitch = 0.3f; }, 0.8f, false);
    body([](Pose& q) { q.face.lids = 0.5f; q.face.brow_worry = 0.8f; q.beast.ears = -0.7f; q.head_roll = 0.2f; }, 0.3f, false);
    body([](Pose& q) { q.beast.held = 1; q.position.y = 0.4f; q.beast.wings = 1; q.beast.flap = 0.8f; q.beast.fly = 1; }, 0.7f);
  } else {  // animal-walk
    across = 8;
    for (int i = 0; i < 16; ++i) {
      Pose pose;
      pose.walk = 1;
      pose.beast.trot = i < 8 ? 0.f : 1.f;
      const float stride = stride_of(m) * (i < 8 ? 1.f : 1.45f);
      pose.beast.walked = stride * (2 + static_cast<float>(i % 8) / 8.f);
      pose.beast.to_go = 5 * stride - pose.beast.walked;
      add(p, who, pose, 1.5f, true);
    }
  }
}
}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: %s faces|turn|expressions|visemes|poses|postures|seated|gaits|walk|whole OUT.png [who] [detail] [w] [h]\n", argv[0]);
    return 1;
  }
  const std::string kind = argv[1];
  const bool animals = kind.starts_with("animal");
  const auto cast = animals ? sheet_animals() : sheet_cast();
  const std::size_t who = argc > 3 ? static_cast<std::size_t>(std::atoi(argv[3])) % cast.size() : 0;
  const float detail = argc > 4 ? static_cast<float>(std::atof(argv[4])) : 1.f;
  const int w = argc > 5 ? std::atoi(argv[5]) : 320, h = argc > 6 ? std::atoi(argv[6]) : 320;
  const int samples = std::getenv("SHEET_SAMPLES") ? std::atoi(std::getenv("SHEET_SAMPLES")) : 10;
  std::vector<std::function<View()>> cells;
  int across = 4;
  const auto build = [&](std::size_t i) {
    const auto t = std::chrono::steady_clock::now();
    PuppetPtr made = build_puppet(cast[i], 1, detail);
    const double s = std::chrono::duration<double>(std::chrono::steady_clock::now() - t).count();
    std::size_t n = 0;
    for (const auto& in : pose_puppet(*made, {})) {
      n += in.mesh->triangles.size();
      if (std::getenv("SHEET_PARTS")) std::printf("  %s %zu\n", in.name.c_str(), in.mesh->triangles.size());
    }
    const auto t2 = std::chrono::steady_clock::now();
    for (int k = 0; k < 20; ++k) pose_puppet(*made, {});
    const double s2 = std::chrono::duration<double>(std::chrono::steady_clock::now() - t2).count() / 20;
    std::printf("%s: build %.3f s, pose %.2f ms, %zu triangles\n", cast[i].id.c_str(), s, 1000 * s2, n);
    return made;
  };
  const auto add = [&](PuppetPtr p, Pose pose, float around, bool whole) { cells.push_back([=] { return look_at(*p, pose, around, whole); }); };
  Pose calm;
  if (animals) {
    animal_cells(kind, who, cast, build, cells, across);
  } else if (kind == "faces" || kind == "whole") {
    across = 5;
    for (std::size_t i = 0; i < cast.size(); ++i) {
      Pose pose = calm;
      pose.face.gaze_yaw = i % 2 ? 0.2f : -0.15f;
      pose.face.smile = i % 3 == 0 ? 0.5f : 0;
      pose.face.brow_worry = i % 4 == 1 ? 0.6f : i % 4 == 3 ? -0.4f : 0;
      add(build(i), pose, kind == "faces" ? (i % 2 ? 0.45f : -0.35f) : 0.3f, kind == "whole");
    }
  } else {
    const PuppetPtr p = build(who);
    if (kind == "turn") {
      for (int i = 0; i < 4; ++i) add(p, calm, 0.8f * static_cast<float>(i), false);
      for (int i = 0; i < 4; ++i) add(p, calm, 1.05f * static_cast<float>(i), true);
    } else if (kind == "visemes") {
      across = 5;
      for (int i = 0; i < static_cast<int>(Viseme::kCount); ++i) {
        Pose pose = calm;
        pose.face.viseme = static_cast<Viseme>(i);
        pose.face.smile = std::getenv("SHEET_SMILE") ? static_cast<float>(std::atof(std::getenv("SHEET_SMILE"))) : 0;
        add(p, pose, i % 2 ? 0.35f : 0, false);
      }
    } else if (kind == "expressions") {
      const auto face = [&](Face f, float yaw = 0) {
        Pose pose = calm;
        pose.face = f;
        pose.head_yaw = yaw;
        add(p, pose, 0.2f, false);
      };
      face({});
      face({.smile = 1, .brow_raise = 0.3f});
      face({.viseme = Viseme::kAA, .smile = 1, .brow_raise = 0.6f, .lids = 0.1f});
      face({.smile = -0.8f, .brow_worry = 1, .lids = 0.35f, .gaze_pitch = -0.25f});
      face({.viseme = Viseme::kOH, .brow_raise = 1, .brow_worry = 0.3f, .lids = 0});
      face({.smile = -0.6f, .brow_raise = -0.5f, .brow_worry = -1, .lids = 0.25f});
      face({.lids = 1});
      face({.smile = 0.3f, .lids = 0.55f, .gaze_yaw = 0.5f}, 0.3f);
      face({.viseme = Viseme::kSS, .smile = 0.8f, .lids = 0.5f});
      face({.viseme = Viseme::kE, .smile = -1, .brow_worry = -1, .lids = 0.05f});
      face({.brow_worry = 0.8f, .gaze_yaw = -0.5f, .gaze_pitch = 0.3f}, -0.3f);
      face({.viseme = Viseme::kPP, .brow_raise = -0.4f, .lids = 0.3f});
    } else if (kind == "poses") {
      across = 5;
      const auto body = [&](const std::function<void(Pose&)>& change, float around = 0.5f) {
        Pose pose = calm;
        change(pose);
        add(p, pose, around, true);
      };
      body([](Pose&) {});
      body([](Pose& q) { q.seated = 1; });
      body([](Pose& q) { q.seated = 1; q.seat_height = 0.36f; }, 1.4f);
      body([](Pose& q) { q.seated = 1; q.seat_height = 0.36f; q.lean = 0.3f; q.arms[0].raise = 0.7f; q.arms[0].bend = 0.4f; q.arms[1].grip = 1; });
      body([](Pose& q) { q.slump = 1; q.head_pitch = -0.3f; }, 1.3f);
      body([](Pose& q) { q.arms[0].raise = 1; q.arms[1].raise = 1; q.arms[0].bend = q.arms[1].bend = 0.5f; });
      body([](Pose& q) { q.arms[0].spread = q.arms[1].spread = 0.9f; q.face.viseme = Viseme::kAA; }, 0.1f);
      body([](Pose& q) { q.arms[0].reach = true; q.arms[0].target = {0.1f, 0.9f, 0.35f}; q.arms[1].reach = true; q.arms[1].target = {-0.05f, 1.15f, 0.22f}; });
      body([](Pose& q) { q.lean = 0.7f; q.twist = 0.4f; q.head_yaw = 0.7f; }, 0.9f);
      body([](Pose& q) { q.arms[0].bend = 0.6f; q.arms[1].bend = 1; q.arms[1].raise = 0.4f; q.head_roll = 0.25f; });
    } else if (kind == "postures" || kind == "seated" || kind == "gaits") {
      const auto poses = carried(kind);
      across = kind == "gaits" ? 8 : static_cast<int>(poses.size());
      const Measures m = measures_of(cast[who]);
      if (kind != "gaits")
        for (const float around : {0.f, 0.75f, 1.5f})
          for (const Pose& pose : poses) add(p, pose, around, true);
      else
        for (const std::size_t i : {1u, 5u, 7u, 8u, 0u})
          for (int phase = 0; phase < 8; ++phase) {
            Pose pose = poses[i];
            pose.walk = 1;
            pose.stride = stride_of(m);
            for (auto& foot : pose.feet) foot = {-0.04f, 0, -0.09f, 0};
            pose.walk_phase = static_cast<float>(phase) / 8;
            add(p, pose, 1.25f, true);
          }
    } else {
      across = 8;
      for (int i = 0; i < 16; ++i) {
        Pose pose = calm;
        pose.walk = 1;
        pose.walk_phase = static_cast<float>(i % 8) / 8.f;
        add(p, pose, i < 8 ? 1.4f : 0.4f, true);
      }
    }
  }
  const int down = (static_cast<int>(cells.size()) + across - 1) / across;
  Picture picture(w * across, h * down);
  for (std::size_t i = 0; i < cells.size(); ++i) render(cells[i](), picture, static_cast<int>(i) % across * w, static_cast<int>(i) / across * h, w, h, samples);
  return stbi_write_png(argv[2], picture.width, picture.height, 3, picture.rgb.data(), picture.width * 3) ? 0 : 1;
}

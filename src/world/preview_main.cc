// world_preview_main KIND int|ext time weather OUT.png [seed-name] [w h]: a quick picture of a set from a corner, shaded
// by its own lights without bounces, to judge layout and colour before a renderer is asked.
#include <cstdio>
#include <embree3/rtcore.h>

#include <chrono>
#include <cstdlib>
#include <cstring>

#include "auteur/base/file_system.h"
#include "auteur/base/random.h"
#include "auteur/media/media.h"
#include "auteur/world/set.h"

using namespace auteur;

int main(int count, char** arguments) {
  if (count < 6) return std::fprintf(stderr, "usage: KIND int|ext day|evening|night|... none|rain|snow|fog OUT.png [name]\n"), 2;
  world::PlaceRequest request;
  request.place.kind = arguments[1];
  request.place.id = count > 6 ? arguments[6] : arguments[1];
  request.place.name = request.place.id;
  request.place.setting = std::string(arguments[2]) == "int" ? screenplay::Setting::kInterior : screenplay::Setting::kExterior;
  if (const char* d = std::getenv("DRESSING")) request.dressing = {d};
  request.props = {{"cup", "cup", true, "", {}}, {"letter", "letter", true, "", {}}, {"suitcase", "suitcase", true, "", {}}};
  const char* times[] = {"dawn", "morning", "day", "afternoon", "dusk", "evening", "night"};
  const char* weathers[] = {"none", "clear", "rain", "storm", "snow", "fog", "wind"};
  int time = 2, weather = 0;
  for (int i = 0; i < 7; ++i) {
    if (std::string(arguments[3]) == times[i]) time = i;
    if (std::string(arguments[4]) == weathers[i]) weather = i;
  }
  const auto clock = [] { return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count(); };
  const double t0 = clock();
  const auto catalogue = world::open_catalogue(std::getenv("FURNITURE") ? std::getenv("FURNITURE") : "/usr/share/sweethome3d");
  const double t1 = clock();
  const world::Set set = world::build_set(request, *catalogue);
  const double t2 = clock();
  const auto light = world::light_set(set, static_cast<screenplay::TimeOfDay>(time), static_cast<screenplay::Weather>(weather), {});
  const double t3 = clock();
  const auto packed = world::pack_set(set);
  std::size_t triangles = 0;
  for (const auto& i : set.instances) triangles += i.mesh->triangles.size();
  std::printf("%s %.1fx%.1fx%.1f  index %.0f build %.0f light %.0f ms  pack %.2f MB  triangles %zu pieces %zu anchors %zu exposure %.2f\n", set.kind.c_str(), set.size.x, set.size.y, set.size.z, t1 - t0, t2 - t1, t3 - t2, static_cast<double>(packed.size()) / 1e6, triangles, set.pieces.size(), set.anchors.size(), light.exposure);
  for (const auto& n : set.notes) std::printf("note: %s\n", n.c_str());
  if (std::getenv("FACTS")) std::printf("%s\n", pretty_json(world::set_facts(set)).c_str());

  RTCDevice device = rtcNewDevice(nullptr);
  RTCScene scene = rtcNewScene(device);
  std::vector<const scene::Instance*> shown;
  const bool top_view = std::getenv("TOP") != nullptr;
  const auto add = [&](const scene::Instance& i) {
    if (i.name == "wall/south" || (top_view && i.name == "ceiling") || (!set.walls.empty() && i.name == "wall/east" && !top_view && std::getenv("EAST") == nullptr)) return;
    RTCGeometry g = rtcNewGeometry(device, RTC_GEOMETRY_TYPE_TRIANGLE);
    auto* v = static_cast<float*>(rtcSetNewGeometryBuffer(g, RTC_BUFFER_TYPE_VERTEX, 0, RTC_FORMAT_FLOAT3, 12, i.mesh->positions.size()));
    for (std::size_t k = 0; k < i.mesh->positions.size(); ++k) {
      const Vec3 p = Vec3(i.world_from_object * Vec4(i.mesh->positions[k], 1));
      std::memcpy(v + 3 * k, &p, 12);
    }
    auto* t = static_cast<unsigned*>(rtcSetNewGeometryBuffer(g, RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT3, 12, i.mesh->triangles.size()));
    std::memcpy(t, i.mesh->triangles.data(), 12 * i.mesh->triangles.size());
    rtcCommitGeometry(g);
    rtcAttachGeometryByID(scene, g, static_cast<unsigned>(shown.size()));
    rtcReleaseGeometry(g);
    shown.push_back(&i);
  };
  for (const auto& i : set.instances) add(i);
  for (const auto& i : light.backdrop) add(i);
  std::vector<scene::Instance> props;
  for (const auto& [id, p] : set.props)
    if (set.prop_rest.at(id).id != "hand") {
      scene::Instance i;
      i.mesh = p.mesh;
      i.world_from_object[3] = Vec4(set.prop_rest.at(id).position, 1);
      i.name = id;
      props.push_back(i);
    }
  for (const auto& i : props) add(i);
  rtcCommitScene(scene);

  const int w = count > 8 ? std::atoi(arguments[7]) : 640, h = count > 8 ? std::atoi(arguments[8]) : 400;
  media::Picture picture{w, h, std::vector<std::uint8_t>(static_cast<std::size_t>(w * h * 3))};
  const bool indoors = !set.walls.empty();
  Vec3 eye(set.size.x * 0.42f, indoors ? 1.75f : 1.8f, set.size.z * 0.5f + (indoors ? 1.2f : 2.8f)), at(-set.size.x * 0.08f, indoors ? 0.75f : 1.1f, -set.size.z * 0.2f);
  if (top_view) { eye = {0.01f, 8.5f, 0.1f}; at = {0, 0, 0}; }
  const Vec3 f = glm::normalize(at - eye), r = glm::normalize(glm::cross(f, top_view ? Vec3(0, 0, -1) : Vec3(0, 1, 0))), u = glm::cross(r, f);
  const auto cast = [&](Vec3 o, Vec3 d, float far) {
    RTCIntersectContext context;
    rtcInitIntersectContext(&context);
    RTCRayHit hit{};
    hit.ray = {o.x, o.y, o.z, 1e-3f, d.x, d.y, d.z, 0, far, 0xFFFFFFFF, 0, 0};
    hit.hit.geomID = RTC_INVALID_GEOMETRY_ID;
    rtcIntersect1(scene, &context, &hit);
    return hit;
  };
  const auto sky_of = [&](Vec3 d) {
    for (const auto& l : light.lights)
      if (l.kind == scene::LightKind::kSky) return d.y > 0 ? glm::mix(l.horizon, l.radiance, std::sqrt(d.y)) : l.ground;
    return Vec3(0.f);
  };
  struct Surface { bool hit = false; Vec3 p{0.f}, n{0, 1, 0}, albedo{0.f}, emission{0.f}; };
  const auto surface = [&](Vec3 o, Vec3 d) {
    Surface s;
    for (int pass = 0; pass < 6; ++pass) {
      const RTCRayHit hit = cast(o, d, 1e5f);
      if (hit.hit.geomID == RTC_INVALID_GEOMETRY_ID) return s;
      const auto& i = *shown[hit.hit.geomID];
      const auto& m = i.mesh->materials[i.mesh->triangle_material[hit.hit.primID]];
      if (m.opacity < 0.5f) { o += d * (hit.ray.tfar + 1e-3f); continue; }
      const auto t = i.mesh->triangles[hit.hit.primID];
      const float b1 = hit.hit.u, b2 = hit.hit.v, b0 = 1 - b1 - b2;
      Vec3 n = i.mesh->normals[t.x] * b0 + i.mesh->normals[t.y] * b1 + i.mesh->normals[t.z] * b2;
      n = glm::normalize(Mat3(i.world_from_object) * n);
      if (glm::dot(n, d) > 0) n = -n;
      s = {true, o + d * hit.ray.tfar, n, m.albedo, m.emission};
      if (m.texture && !i.mesh->uv.empty()) {
        Vec2 uv = i.mesh->uv[t.x] * b0 + i.mesh->uv[t.y] * b1 + i.mesh->uv[t.z] * b2;
        uv -= glm::floor(uv);
        const auto px = static_cast<std::size_t>(std::min(static_cast<int>(uv.x * static_cast<float>(m.texture->width)), m.texture->width - 1)), py = static_cast<std::size_t>(std::min(static_cast<int>((1 - uv.y) * static_cast<float>(m.texture->height)), m.texture->height - 1));
        const auto* c = &m.texture->rgba[(py * static_cast<std::size_t>(m.texture->width) + px) * 4];
        s.albedo = glm::pow(Vec3(c[0], c[1], c[2]) / 255.f, Vec3(2.2f));
      }
      return s;
    }
    return s;
  };
  const auto direct = [&](const Surface& s, Random& random) {
    Vec3 e(0.f);
    const Vec3 o = s.p + s.n * 2e-3f;
    for (const auto& l : light.lights) {
      Vec3 d;
      float far = 1e5f, weight = 1;
      if (l.kind == scene::LightKind::kSun) d = -l.direction;
      else if (l.kind == scene::LightKind::kSky) continue;
      else {
        Vec3 p = l.position;
        const float a = static_cast<float>(random.range(-1, 1)), b = static_cast<float>(random.range(-1, 1)), c = static_cast<float>(random.range(-1, 1));
        if (l.kind == scene::LightKind::kRect) p += l.edge_u * a + l.edge_v * b;
        else p += glm::normalize(Vec3(a, b, c) + Vec3(1e-3f)) * l.radius;
        d = p - o;
        far = glm::length(d);
        d /= far;
        if (l.kind == scene::LightKind::kSphere && glm::length(l.position - o) < l.radius) continue;
        weight = l.kind == scene::LightKind::kRect ? std::max(0.f, -glm::dot(d, l.direction)) * 4 * glm::length(glm::cross(l.edge_u, l.edge_v)) / (far * far) : kPi * l.radius * l.radius / (far * far);
        if (l.kind == scene::LightKind::kSphere) far = std::max(0.01f, glm::length(l.position - o) - l.radius);
      }
      const float cosine = glm::dot(d, s.n);
      if (cosine <= 0 || weight <= 0) continue;
      bool open = true;
      Vec3 q = o;
      float left = far * 0.998f;
      for (int pass = 0; pass < 4; ++pass) {
        const auto hit = cast(q, d, left);
        if (hit.hit.geomID == RTC_INVALID_GEOMETRY_ID) break;
        const auto& i = *shown[hit.hit.geomID];
        const auto& m = i.mesh->materials[i.mesh->triangle_material[hit.hit.primID]];
        if (m.opacity >= 0.5f) { open = false; break; }
        q += d * (hit.ray.tfar + 1e-3f);
        left -= hit.ray.tfar + 1e-3f;
      }
      if (open) e += l.radiance * (cosine * weight);
    }
    return e;
  };
  const int samples = std::getenv("SPP") ? std::atoi(std::getenv("SPP")) : 6;
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      Vec3 sum(0.f);
      for (int k = 0; k < samples; ++k) {
        Random random(mix(static_cast<std::uint64_t>(y * w + x), static_cast<std::uint64_t>(k)));
        const float jx = static_cast<float>(random.unit()), jy = static_cast<float>(random.unit());
        const Vec3 d = glm::normalize(f + r * ((static_cast<float>(x) + jx - static_cast<float>(w) / 2) / static_cast<float>(h) * 1.15f) + u * ((static_cast<float>(h) / 2 - static_cast<float>(y) - jy) / static_cast<float>(h) * 1.15f));
        const Surface s = surface(eye, d);
        if (!s.hit) { sum += sky_of(d); continue; }
        Vec3 e = direct(s, random);
        // one bounce
        const float a = 2 * kPi * static_cast<float>(random.unit()), z = static_cast<float>(random.range(-1, 1)), q = std::sqrt(1 - z * z);
        const Vec3 g = glm::normalize(s.n + Vec3(q * std::cos(a), q * std::sin(a), z) * 0.999f);
        const Surface s2 = surface(s.p + s.n * 2e-3f, g);
        Vec3 in = s2.hit ? s2.emission + s2.albedo / kPi * direct(s2, random) * (indoors ? 1.6f : 1.f) : sky_of(g);
        e += glm::min(in, Vec3(12.f)) * kPi;
        const float fog = 1 - std::exp(-light.fog.density * glm::length(s.p - eye));
        sum += glm::mix(s.albedo / kPi * e + s.emission, light.fog.colour, fog);
      }
      const Vec3 c = sum * (light.exposure / static_cast<float>(samples));
      for (int k = 0; k < 3; ++k) {
        const float v = c[k] * (1 + c[k] / 16) / (1 + c[k]) * 1.15f;
        picture.rgb[static_cast<std::size_t>((y * w + x) * 3 + k)] = static_cast<std::uint8_t>(std::clamp(std::pow(v, 1 / 2.2f) * 255.f, 0.f, 255.f));
      }
    }
  const auto png = media::write_png(picture);
  return write_atomically(Path(arguments[5]), png) ? 0 : 1;
}

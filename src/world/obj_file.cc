#include "obj_file.h"

#include <charconv>
#include <map>
#include <unordered_map>

#include "auteur/base/text.h"
#include "auteur/media/media.h"
#include "mesh_builder.h"

namespace auteur::world {
namespace {

constexpr int kTextureSize = 128;

std::string_view next_word(std::string_view& line) {
  std::size_t i = 0;
  while (i < line.size() && (line[i] == ' ' || line[i] == '\t')) ++i;
  std::size_t j = i;
  while (j < line.size() && line[j] != ' ' && line[j] != '\t') ++j;
  const auto word = line.substr(i, j - i);
  line.remove_prefix(j);
  return word;
}
float number(std::string_view word) {
  float v = 0;
  if (!word.empty() && word[0] == '+') word.remove_prefix(1);
  std::from_chars(word.data(), word.data() + word.size(), v);
  return std::isfinite(v) ? v : 0.f;
}

bool contains_any(const std::string& text, std::initializer_list<const char*> words) {
  for (const char* w : words)
    if (text.find(w) != std::string::npos) return true;
  return false;
}

// What a material is made of, guessed from its name and colour.
void guess_surface(scene::Material& m, const std::string& name, float shininess) {
  using enum scene::Pattern;
  const std::string n = lower(name);
  m.roughness = shininess > 200 ? 0.35f : shininess > 60 ? 0.5f : 0.7f;
  m.pattern = kClay;
  m.pattern_strength = 0.25f;
  const float high = std::max({m.albedo.x, m.albedo.y, m.albedo.z}), low = std::min({m.albedo.x, m.albedo.y, m.albedo.z});
  const bool grey = high - low < 0.08f * (high + 0.1f);
  if (contains_any(n, {"wood", "oak", "legno", "madera", "bois", "plank", "walnut", "pine", "teak"})) { m.pattern = kWood; m.roughness = 0.5f; m.pattern_strength = 0.5f; }
  else if (contains_any(n, {"leaf", "leave", "grass", "plant", "stem", "hoja", "foglia", "vert"})) { m.pattern = kLeaf; m.roughness = 0.55f; m.translucency = 0.3f; }
  else if (contains_any(n, {"fabric", "cloth", "cushion", "pillow", "sofa", "seat", "tissu", "carpet", "wool", "bedsheet", "blanket"})) { m.pattern = kFabric; m.roughness = 0.95f; m.sheen = 0.3f; m.pattern_strength = 0.5f; }
  else if (contains_any(n, {"leather", "cuir"})) { m.pattern = kClay; m.roughness = 0.5f; }
  else if (contains_any(n, {"glass", "vetro", "verre", "mirror"})) { m.roughness = 0.06f; m.specular = 0.06f; m.pattern = kPlain; }
  else if (contains_any(n, {"metal", "chrome", "steel", "iron", "gold", "brass", "alumin", "inox"})) { m.pattern = kMetal; m.roughness = 0.35f; m.metallic = 0.7f; m.specular = 0.3f; }
  else if (contains_any(n, {"petal", "flower", "petalo"})) { m.pattern = kPlain; m.translucency = 0.35f; m.roughness = 0.7f; }
  else if (!grey && m.albedo.x > 1.25f * m.albedo.y && m.albedo.y > 1.3f * m.albedo.z && high < 0.4f) { m.pattern = kWood; m.roughness = 0.5f; m.pattern_strength = 0.4f; }
}

// Brings a model's colours into the film's clay palette: less saturated, neither black nor paper white.
Vec3 muted(Vec3 c) {
  const float y = glm::dot(c, Vec3(0.2126f, 0.7152f, 0.0722f));
  Vec3 out = glm::mix(Vec3(y), c, 0.78f);
  out *= Vec3(1.02f, 1.0f, 0.95f);
  return glm::clamp(out * 0.92f, Vec3(0.018f), Vec3(0.68f));
}

std::shared_ptr<const scene::Texture> texture_of(const Bytes& bytes, Vec3& mean) {
  const auto picture = media::read_picture(bytes);
  if (!picture || picture->width < 1 || picture->height < 1) return nullptr;
  media::Picture p = *picture;
  const int w = std::min(kTextureSize, p.width), h = std::min(kTextureSize, p.height);
  if (w != p.width || h != p.height) p = media::resize(p, w, h);
  auto t = std::make_shared<scene::Texture>();
  t->width = w;
  t->height = h;
  t->rgba.resize(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * 4, 255);
  Vec3 sum(0.f);
  const std::size_t n = static_cast<std::size_t>(w) * static_cast<std::size_t>(h);
  for (std::size_t i = 0; i < n; ++i) {
    const Vec3 linear = linear_of_srgb(Vec3(p.rgb[i * 3], p.rgb[i * 3 + 1], p.rgb[i * 3 + 2]) / 255.f);
    sum += linear;
    const Vec3 m = glm::clamp(muted(linear), 0.f, 1.f);
    for (int k = 0; k < 3; ++k) {
      const float v = m[k] <= 0.0031308f ? m[k] * 12.92f : 1.055f * std::pow(m[k], 1 / 2.4f) - 0.055f;
      t->rgba[i * 4 + static_cast<std::size_t>(k)] = static_cast<std::uint8_t>(std::clamp(v * 255.f + 0.5f, 0.f, 255.f));
    }
  }
  mean = sum / static_cast<float>(n);
  return t;
}

void read_mtl(std::string_view text, const std::function<Bytes(const std::string&)>& read, std::vector<scene::Material>& out, std::map<std::string, std::uint16_t, std::less<>>& index) {
  scene::Material* m = nullptr;
  std::vector<float> shininess;
  std::vector<std::string> pictures;
  for (const std::string_view raw : split(text, '\n')) {
    std::string_view line = trim(raw);
    const auto key = next_word(line);
    if (key == "newmtl") {
      const std::string name(trim(line));
      if (out.size() >= 500) break;
      index.try_emplace(name, static_cast<std::uint16_t>(out.size()));
      out.emplace_back();
      m = &out.back();
      m->name = name;
      shininess.push_back(0);
      pictures.emplace_back();
    } else if (!m) {
      continue;
    } else if (key == "Kd") {
      Vec3 c;
      for (int i = 0; i < 3; ++i) c[i] = std::clamp(number(next_word(line)), 0.f, 1.f);
      m->albedo = linear_of_srgb(c);
    } else if (key == "Ns") {
      shininess.back() = number(next_word(line));
    } else if (key == "d") {
      m->opacity = std::clamp(number(next_word(line)), 0.08f, 1.f);
    } else if (key == "map_Kd") {
      pictures.back() = std::string(trim(line));
    }
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    guess_surface(out[i], out[i].name, shininess[i]);
    if (!pictures[i].empty()) {
      Vec3 mean(0.5f);
      const Bytes bytes = read(pictures[i]);
      if (!bytes.empty()) out[i].texture = texture_of(bytes, mean);
      if (out[i].texture) {
        out[i].albedo = mean;
        out[i].pattern_strength = 0.1f;
      }
    }
    out[i].albedo = muted(out[i].albedo);
  }
}

}  // namespace

scene::Mesh read_obj(std::string_view text, const std::function<Bytes(const std::string&)>& read, std::size_t max_triangles) {
  scene::Mesh mesh;
  std::vector<Vec3> v;
  std::vector<Vec2> vt;
  std::map<std::string, std::uint16_t, std::less<>> index;
  std::unordered_map<std::uint64_t, std::uint32_t> corners;
  scene::Material plain;
  plain.name = "plain";
  bool any_uv = false;
  int current = -1;
  std::vector<std::uint32_t> polygon;
  while (!text.empty() && mesh.triangles.size() < max_triangles) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    const auto key = next_word(line);
    if (key == "v") {
      Vec3 p;
      for (int i = 0; i < 3; ++i) p[i] = number(next_word(line));
      v.push_back(p);
    } else if (key == "vt") {
      Vec2 p;
      for (int i = 0; i < 2; ++i) p[i] = number(next_word(line));
      vt.push_back(p);
    } else if (key == "f") {
      polygon.clear();
      for (auto word = next_word(line); !word.empty(); word = next_word(line)) {
        int a = 0, b = 0;
        const char* stop = word.data() + word.size();
        const auto r = std::from_chars(stop - word.size(), stop, a);
        if (r.ptr < stop && *r.ptr == '/') std::from_chars(r.ptr + 1, stop, b);
        const std::int64_t vi = a > 0 ? a - 1 : static_cast<std::int64_t>(v.size()) + a, ti = b > 0 ? b - 1 : b < 0 ? static_cast<std::int64_t>(vt.size()) + b : -1;
        if (a == 0 || vi < 0 || vi >= static_cast<std::int64_t>(v.size())) { polygon.clear(); break; }
        const bool has_uv = ti >= 0 && ti < static_cast<std::int64_t>(vt.size());
        const std::uint64_t corner = static_cast<std::uint64_t>(vi) << 32 | (has_uv ? static_cast<std::uint64_t>(ti) + 1 : 0);
        const auto [at, fresh] = corners.try_emplace(corner, static_cast<std::uint32_t>(mesh.positions.size()));
        if (fresh) {
          mesh.positions.push_back(v[static_cast<std::size_t>(vi)]);
          mesh.uv.push_back(has_uv ? vt[static_cast<std::size_t>(ti)] : Vec2(0.f));
        }
        any_uv = any_uv || has_uv;
        polygon.push_back(at->second);
      }
      if (current < 0) {
        current = static_cast<int>(mesh.materials.size());
        mesh.materials.push_back(plain);
      }
      for (std::size_t i = 1; i + 1 < polygon.size(); ++i) {
        mesh.triangles.emplace_back(polygon[0], polygon[i], polygon[i + 1]);
        mesh.triangle_material.push_back(static_cast<std::uint16_t>(current));
      }
    } else if (key == "usemtl") {
      const std::string name(trim(line));
      const auto at = index.find(name);
      if (at != index.end()) {
        current = at->second;
      } else if (mesh.materials.size() < 500) {
        current = static_cast<int>(mesh.materials.size());
        plain.name = name;
        guess_surface(plain, name, 0);
        index[name] = static_cast<std::uint16_t>(current);
        mesh.materials.push_back(plain);
      }
    } else if (key == "mtllib") {
      const Bytes bytes = read(std::string(trim(line)));
      if (!bytes.empty()) read_mtl({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, read, mesh.materials, index);
    }
  }
  const bool textured = any_uv && std::any_of(mesh.materials.begin(), mesh.materials.end(), [](const auto& m) { return m.texture != nullptr; });
  if (!textured) mesh.uv.clear();
  return mesh;
}

}  // namespace auteur::world

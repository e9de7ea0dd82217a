// A Set as bytes.
//
//   "AUTSET" u8 version=3 u8 0 | textures | materials | meshes | the set's parts in the order of the struct
//
// Little-endian. Counts are u32, strings u32 length + bytes, floats IEEE 754. Textures, materials and meshes are stored
// once each and referred to by index. JSON was rejected for geometry: five times the size and not exact.
#include <bit>
#include <cstring>
#include <map>

#include "auteur/base/sha256.h"
#include "auteur/world/set.h"

namespace auteur::world {
namespace {

constexpr std::uint32_t kLimit = 40'000'000;  // elements of any list: bounds memory for hostile bytes
constexpr std::uint32_t kNone = 0xFFFFFFFF;

struct Writer {
  std::vector<std::uint8_t> out;
  void raw(const void* data, std::size_t n) {
    const auto* p = static_cast<const std::uint8_t*>(data);
    out.insert(out.end(), p, p + n);
  }
  template <class T>
    requires std::is_arithmetic_v<T>
  void operator()(T v) { raw(&v, sizeof v); }
  void operator()(const std::string& s) {
    (*this)(static_cast<std::uint32_t>(s.size()));
    raw(s.data(), s.size());
  }
  void operator()(Vec3 v) { raw(&v, sizeof v); }
  template <class T>
  void list(const std::vector<T>& v) {
    (*this)(static_cast<std::uint32_t>(v.size()));
    if (!v.empty()) raw(v.data(), v.size() * sizeof(T));
  }
};

struct Reader {
  std::span<const std::uint8_t> in;
  bool ok = true;
  bool take(void* to, std::size_t n) {
    if (!ok || in.size() < n) { ok = false; return false; }
    if (n > 0) std::memcpy(to, in.data(), n);
    in = in.subspan(n);
    return true;
  }
  template <class T>
    requires std::is_arithmetic_v<T>
  void operator()(T& v) {
    v = {};
    take(&v, sizeof v);
  }
  void operator()(bool& v) {
    std::uint8_t b = 0;
    take(&b, 1);
    if (b > 1) ok = false;
    v = b == 1;
  }
  std::uint32_t count(std::size_t element) {
    std::uint32_t n = 0;
    (*this)(n);
    if (n > kLimit || static_cast<std::uint64_t>(n) * element > in.size()) { ok = false; return 0; }
    return ok ? n : 0;
  }
  void operator()(std::string& s) {
    s.resize(count(1));
    take(s.data(), s.size());
  }
  void operator()(Vec3& v) { take(&v, sizeof v); }
  template <class T>
  void list(std::vector<T>& v) {
    v.resize(count(sizeof(T)));
    if (!v.empty()) take(v.data(), v.size() * sizeof(T));
  }
  template <class E>
  void enumeration(E& e, int last) {
    std::uint8_t v = 0;
    (*this)(v);
    if (v > last) { ok = false; v = 0; }
    e = static_cast<E>(v);
  }
};

// One description of every struct, used for writing and reading alike.
template <class A, class E>
void enumeration(A& a, E& e, int last) {
  if constexpr (requires { a.out; }) a(static_cast<std::uint8_t>(e));
  else a.enumeration(e, last);
}
template <class A, class V, class F>
void each(A& a, V& v, std::size_t least, F f) {
  if constexpr (requires { a.out; }) a(static_cast<std::uint32_t>(v.size()));
  else v.resize(a.count(least));
  for (auto& x : v) f(x);
}
template <class A, class X>
void anchor(A& a, X& x) {
  enumeration(a, x.kind, 6);
  a(x.id); a(x.furniture); a(x.position); a(x.yaw); a(x.approach);
}
template <class A, class X>
void material(A& a, X& m) {
  a(m.name); a(m.albedo); a(m.roughness); a(m.specular); a(m.metallic); a(m.sheen); a(m.translucency); a(m.opacity); a(m.emission);
  enumeration(a, m.pattern, static_cast<int>(scene::Pattern::kSnow));
  a(m.pattern_scale); a(m.pattern_strength);
}
template <class A, class S>
void facts(A& a, S& s) {
  a(s.place_id); a(s.name); a(s.kind);
  enumeration(a, s.setting, 2);
  a(s.size); a(s.sound);
  each(a, s.pieces, 20, [&](auto& p) { a(p.id); a(p.word); a(p.model); a(p.bounds.low); a(p.bounds.high); a(p.yaw); a(p.blocks_walking); });
  each(a, s.anchors, 20, [&](auto& x) { anchor(a, x); });
  each(a, s.walls, 20, [&](auto& w) { a(w.id); a(w.inward); a(w.point); });
  each(a, s.openings, 20, [&](auto& o) { a(o.id); a(o.wall); a(o.centre); a(o.inward); a(o.half_u); a(o.half_v); a(o.glazed); a(o.stained); });
  each(a, s.practicals, 20, [&](auto& p) { a(p.id); a(p.kind); a(p.position); a(p.radius); a(p.colour); a(p.strength); a(p.half_u); a(p.half_v); a(p.normal); });
  each(a, s.credits, 20, [&](auto& c) { a(c.asset); a(c.author); a(c.licence); a(c.licence_uri); a(c.source); a(c.digest); a(c.must_credit); });
  each(a, s.notes, 4, [&](auto& n) { a(n); });
}

struct Shelf {  // geometry by content
  std::vector<const scene::Texture*> textures;
  std::map<const scene::Texture*, std::uint32_t> texture_at;
  std::vector<std::string> meshes;
  std::map<const scene::Mesh*, std::uint32_t> mesh_at;
  std::map<std::string, std::uint32_t> by_digest;

  std::uint32_t texture(const scene::Texture* t) {
    if (!t) return kNone;
    const auto [at, fresh] = texture_at.try_emplace(t, static_cast<std::uint32_t>(textures.size()));
    if (fresh) textures.push_back(t);
    return at->second;
  }
  std::uint32_t mesh(const scene::MeshPtr& m) {
    if (!m) return kNone;
    if (const auto at = mesh_at.find(m.get()); at != mesh_at.end()) return at->second;
    Writer w;
    w.list(m->positions); w.list(m->normals); w.list(m->uv); w.list(m->triangles); w.list(m->triangle_material);
    w(static_cast<std::uint32_t>(m->materials.size()));
    for (const auto& mat : m->materials) {
      material(w, mat);
      w(texture(mat.texture.get()));
    }
    std::string bytes(reinterpret_cast<const char*>(w.out.data()), w.out.size());
    const auto [at, fresh] = by_digest.try_emplace(sha256(bytes).hex(), static_cast<std::uint32_t>(meshes.size()));
    if (fresh) meshes.push_back(std::move(bytes));
    return mesh_at[m.get()] = at->second;
  }
};

}  // namespace

std::vector<std::uint8_t> pack_set(const Set& set) {
  Shelf shelf;
  Writer body;
  facts(body, set);
  body(static_cast<std::uint32_t>(set.instances.size()));
  for (const auto& i : set.instances) {
    body(i.name); body(i.object_id); body(i.dynamic);
    body.raw(&i.world_from_object, sizeof(Mat4));
    body(shelf.mesh(i.mesh));
  }
  body(static_cast<std::uint32_t>(set.props.size()));
  for (const auto& [id, p] : set.props) {
    body(id); body(p.id); body(p.name); body(p.model); body(p.size); body(p.grip);
    body(shelf.mesh(p.mesh));
  }
  body(static_cast<std::uint32_t>(set.prop_rest.size()));
  for (const auto& [id, a] : set.prop_rest) {
    body(id);
    anchor(body, a);
  }
  body(static_cast<std::uint32_t>(set.doors.size()));
  for (const auto& d : set.doors) {
    body(d.id); body(d.wall); body(d.hinge); body(d.yaw); body(d.swing);
    body(shelf.mesh(d.mesh));
  }
  Writer w;
  w.raw("AUTSET", 6);
  w(std::uint8_t{3});
  w(std::uint8_t{0});
  w(static_cast<std::uint32_t>(shelf.textures.size()));
  for (const auto* t : shelf.textures) {
    w(t->width); w(t->height);
    w.list(t->rgba);
  }
  w(static_cast<std::uint32_t>(shelf.meshes.size()));
  for (const auto& m : shelf.meshes) w.raw(m.data(), m.size());
  w.raw(body.out.data(), body.out.size());
  return std::move(w.out);
}

Result<Set> unpack_set(std::span<const std::uint8_t> bytes) {
  Reader r{bytes};
  char magic[8] = {};
  r.take(magic, 8);
  if (!r.ok || std::memcmp(magic, "AUTSET", 6) != 0) return fail(ErrorCode::kDamaged, "These bytes are not a packed set.");
  if (magic[6] == 1 || magic[6] == 2) return fail(ErrorCode::kUnsupported, "This set was packed by an older version of Auteur. Build the place again.");
  if (magic[6] != 3) return fail(ErrorCode::kUnsupported, "This set was packed by a newer version of Auteur.");
  std::vector<std::shared_ptr<const scene::Texture>> textures(r.count(12));
  for (auto& slot : textures) {
    auto t = std::make_shared<scene::Texture>();
    r(t->width); r(t->height);
    r.list(t->rgba);
    if (t->width < 0 || t->height < 0 || t->width > 8192 || t->height > 8192 || t->rgba.size() != static_cast<std::size_t>(t->width) * static_cast<std::size_t>(t->height) * 4) r.ok = false;
    slot = std::move(t);
    if (!r.ok) break;
  }
  std::vector<scene::MeshPtr> meshes(r.ok ? r.count(24) : 0);
  for (auto& slot : meshes) {
    auto m = std::make_shared<scene::Mesh>();
    r.list(m->positions); r.list(m->normals); r.list(m->uv); r.list(m->triangles); r.list(m->triangle_material);
    each(r, m->materials, 60, [&](auto& mat) {
      material(r, mat);
      std::uint32_t t = kNone;
      r(t);
      if (t != kNone) {
        if (t < textures.size()) mat.texture = textures[t];
        else r.ok = false;
      }
    });
    const auto n = m->positions.size();
    if ((!m->normals.empty() && m->normals.size() != n) || (!m->uv.empty() && m->uv.size() != n) || m->triangle_material.size() != m->triangles.size()) r.ok = false;
    for (const auto& t : m->triangles) r.ok = r.ok && t.x < n && t.y < n && t.z < n;
    for (const auto index : m->triangle_material) r.ok = r.ok && index < m->materials.size();
    slot = std::move(m);
    if (!r.ok) break;
  }
  Set set;
  if (r.ok) facts(r, set);
  const auto mesh_of = [&]() -> scene::MeshPtr {
    std::uint32_t at = kNone;
    r(at);
    if (at == kNone) return nullptr;
    if (at >= meshes.size()) { r.ok = false; return nullptr; }
    return meshes[at];
  };
  set.instances.resize(r.ok ? r.count(70) : 0);
  for (auto& i : set.instances) {
    r(i.name); r(i.object_id); r(i.dynamic);
    r.take(&i.world_from_object, sizeof(Mat4));
    i.mesh = mesh_of();
    if (!i.mesh) r.ok = false;
    if (!r.ok) break;
  }
  for (std::uint32_t n = r.ok ? r.count(30) : 0; n > 0 && r.ok; --n) {
    std::string id;
    PropModel p;
    r(id); r(p.id); r(p.name); r(p.model); r(p.size); r(p.grip);
    p.mesh = mesh_of();
    set.props[id] = std::move(p);
  }
  for (std::uint32_t n = r.ok ? r.count(30) : 0; n > 0 && r.ok; --n) {
    std::string id;
    r(id);
    anchor(r, set.prop_rest[id]);
  }
  for (std::uint32_t n = r.ok ? r.count(30) : 0; n > 0 && r.ok; --n) {
    DoorLeaf d;
    r(d.id); r(d.wall); r(d.hinge); r(d.yaw); r(d.swing);
    d.mesh = mesh_of();
    if (!d.mesh) r.ok = false;
    set.doors.push_back(std::move(d));
  }
  if (!r.ok || !r.in.empty()) return fail(ErrorCode::kDamaged, "A packed set is damaged: its parts do not fit together. Build the place again.");
  return set;
}

}  // namespace auteur::world

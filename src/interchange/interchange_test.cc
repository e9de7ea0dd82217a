// A shot written for other programs says what the shot is: read back by other means than it was written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tiny_gltf.h>

#include <cmath>
#include <cstring>
#include <glm/gtc/quaternion.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "auteur/interchange/shot.h"
#include "tracks.h"

namespace auteur::interchange {
namespace {

using testing::Contains;
using testing::HasSubstr;

scene::MeshPtr box_mesh(Vec3 low, Vec3 high, Vec3 colour, const std::string& name) {
  auto mesh = std::make_shared<scene::Mesh>();
  for (int i = 0; i < 8; ++i) mesh->positions.push_back({i & 1 ? high.x : low.x, i & 2 ? high.y : low.y, i & 4 ? high.z : low.z});
  for (const glm::uvec3 t : {glm::uvec3(0, 2, 1), {1, 2, 3}, {4, 5, 6}, {5, 7, 6}, {0, 1, 4}, {1, 5, 4}, {2, 6, 3}, {3, 6, 7}, {0, 4, 2}, {2, 4, 6}, {1, 3, 5}, {3, 7, 5}}) mesh->triangles.push_back(t);
  scene::Material m;
  m.name = name, m.albedo = colour;
  mesh->materials.push_back(m);
  m.name += "-top", m.emission = Vec3(4, 2, 1);
  mesh->materials.push_back(m);
  mesh->triangle_material.assign(12, 0);
  mesh->triangle_material[6] = mesh->triangle_material[7] = 1;
  return mesh;
}
scene::Instance at(scene::MeshPtr mesh, const std::string& name, Vec3 p) {
  scene::Instance i;
  i.mesh = std::move(mesh), i.name = name;
  i.world_from_object[3] = Vec4(p, 1);
  return i;
}

// A table that stands, a head that travels, a body that bends, a mouth that is replaced.
ShotModel shot() {
  ShotModel s;
  s.name = "4B", s.frames = 6;
  s.set.push_back(at(box_mesh({-1, 0, -0.5f}, {1, 0.75f, 0.5f}, {0.5f, 0.3f, 0.1f}, "oak"), "table-1", {0, 0, -2}));
  const auto head = box_mesh(Vec3(-0.15f), Vec3(0.15f), {0.6f, 0.4f, 0.3f}, "skin"), smile = box_mesh(Vec3(-0.02f), Vec3(0.02f), {0.4f, 0.1f, 0.1f}, "lips");
  auto round = std::make_shared<scene::Mesh>(*smile);
  round->triangles.pop_back(), round->triangle_material.pop_back();
  auto bent = std::make_shared<scene::Mesh>(*head);
  for (Vec3& p : bent->positions) p.x += 0.3f * p.y;
  for (int d = 0; d < 3; ++d) {
    Drawing drawing{2 * d, {}};
    drawing.things.push_back(at(head, "ANA/head", {0.1f * static_cast<float>(d), 1.2f, -2}));
    drawing.things.push_back(at(d == 1 ? scene::MeshPtr(bent) : head, "ANA/body", {0, 0.6f, -2}));
    drawing.things.push_back(at(d == 2 ? scene::MeshPtr(round) : smile, "ANA/mouth", {0, 1.1f, -1.8f}));
    s.drawings.push_back(std::move(drawing));
  }
  for (int f = 0; f < 6; ++f) {
    scene::Camera c;
    c.position = {0.2f * static_cast<float>(f), 1.4f, 2}, c.target = {0, 1, -2}, c.focal_mm = 50;
    s.camera.push_back(c);
  }
  scene::Light sun, lamp, window, sky;
  sun.kind = scene::LightKind::kSun, sun.name = "sun", sun.direction = {0, -1, -1}, sun.radiance = Vec3(3);
  lamp.kind = scene::LightKind::kSphere, lamp.name = "lamp-1", lamp.position = {1, 1.5f, 0}, lamp.radiance = {20, 15, 8};
  window.kind = scene::LightKind::kRect, window.name = "window", window.edge_u = {0.5f, 0, 0}, window.edge_v = {0, 0.5f, 0}, window.direction = {0, 0, 1};
  sky.kind = scene::LightKind::kSky, sky.name = "sky";
  s.lights = {sun, lamp, window, sky};
  return s;
}

tinygltf::Model read(const Bytes& glb) {
  tinygltf::TinyGLTF reader;
  tinygltf::Model model;
  std::string error, warning;
  EXPECT_TRUE(reader.LoadBinaryFromMemory(&model, &error, &warning, glb.data(), static_cast<unsigned>(glb.size()))) << error;
  EXPECT_EQ(error, "");
  EXPECT_EQ(warning, "");
  return model;
}
const tinygltf::Node& node(const tinygltf::Model& m, const std::string& name) {
  for (const auto& n : m.nodes)
    if (n.name == name) return n;
  ADD_FAILURE() << "no node " << name;
  return m.nodes[0];
}
std::vector<float> floats(const tinygltf::Model& m, int accessor) {
  const auto& a = m.accessors[static_cast<std::size_t>(accessor)];
  const auto& v = m.bufferViews[static_cast<std::size_t>(a.bufferView)];
  const auto parts = static_cast<std::size_t>(tinygltf::GetNumComponentsInType(static_cast<std::uint32_t>(a.type)));
  std::vector<float> out(a.count * parts);
  std::memcpy(out.data(), m.buffers[0].data.data() + v.byteOffset + a.byteOffset, out.size() * sizeof(float));
  return out;
}
std::vector<float> channel(const tinygltf::Model& m, const std::string& name, const std::string& path, std::string* way = nullptr) {
  for (const auto& c : m.animations.at(0).channels)
    if (c.target_path == path && m.nodes[static_cast<std::size_t>(c.target_node)].name == name) {
      const auto& s = m.animations[0].samplers[static_cast<std::size_t>(c.sampler)];
      if (way) *way = s.interpolation;
      return floats(m, s.output);
    }
  return {};
}

TEST(Tracks, FormsAreToldFromShapes) {
  const auto tracks = tracks_of(shot());
  ASSERT_EQ(tracks.size(), 4u);
  EXPECT_FALSE(tracks[0].moves());
  EXPECT_EQ(tracks[1].forms.size(), 1u);
  EXPECT_EQ(tracks[2].forms.size(), 1u);
  EXPECT_EQ(tracks[2].forms[0].shapes.size(), 2u) << "a body that bends is one mesh in two shapes";
  EXPECT_EQ(tracks[3].forms.size(), 2u) << "a replacement mouth is another mesh";
  EXPECT_EQ(tracks[3].showings[2].form, 1);
}

TEST(Glb, HoldsWhatStandsAndWhatMoves) {
  const auto made = write_glb(shot());
  ASSERT_TRUE(made) << made.error().message;
  const auto model = read(made->bytes);
  EXPECT_EQ(node(model, "table-1").translation, (std::vector<double>{0, 0, -2}));
  std::string way;
  EXPECT_THAT(channel(model, "ANA/head", "translation", &way), testing::Pointwise(testing::FloatNear(1e-6f), std::vector<float>{0, 1.2f, -2, 0.1f, 1.2f, -2, 0.2f, 1.2f, -2}));
  EXPECT_EQ(way, "STEP") << "nothing is blended between drawings";
  EXPECT_THAT(channel(model, "ANA/body", "weights"), testing::ElementsAre(0, 1, 0));
  EXPECT_THAT(channel(model, "ANA/mouth/1", "scale"), testing::ElementsAre(1, 1, 1, 1, 1, 1, 0, 0, 0));
  EXPECT_THAT(channel(model, "ANA/mouth/2", "scale"), testing::ElementsAre(0, 0, 0, 0, 0, 0, 1, 1, 1));
  const auto& body = model.meshes[static_cast<std::size_t>(node(model, "ANA/body").mesh)];
  ASSERT_EQ(body.primitives.size(), 2u) << "a primitive a material";
  ASSERT_EQ(body.primitives[0].targets.size(), 1u);
  const auto moved = floats(model, body.primitives[0].targets[0].at("POSITION"));
  EXPECT_NEAR(moved[0], 0.3f * -0.15f, 1e-6f);
  EXPECT_THAT(made->lost, Contains(HasSubstr("sky")));
}

TEST(Glb, TheCameraSeesWhatOursSees) {
  const ShotModel s = shot();
  const auto model = read(write_glb(s)->bytes);
  ASSERT_EQ(model.cameras.size(), 1u);
  EXPECT_NEAR(model.cameras[0].perspective.aspectRatio, 1280.0 / 536, 1e-9);
  EXPECT_NEAR(model.cameras[0].perspective.yfov, 2 * std::atan(24.89 * 536 / 1280 / 2 / 50), 1e-6);
  EXPECT_NEAR(model.cameras[0].extras.Get("focal_mm").GetNumberAsDouble(), 50, 1e-6);
  std::string way;
  const auto turns = channel(model, "camera/4B", "rotation", &way), moves = channel(model, "camera/4B", "translation");
  EXPECT_EQ(way, "LINEAR");
  ASSERT_EQ(turns.size(), 24u);
  for (std::size_t f = 0; f < 6; ++f) {
    const glm::quat q(turns[4 * f + 3], turns[4 * f], turns[4 * f + 1], turns[4 * f + 2]);
    const Vec3 looks = q * Vec3(0, 0, -1), wanted = glm::normalize(s.camera[f].target - s.camera[f].position);
    EXPECT_LT(glm::length(looks - wanted), 1e-4f);
    EXPECT_GT((q * Vec3(0, 1, 0)).y, 0.9f);
    EXPECT_NEAR(moves[3 * f], s.camera[f].position.x, 1e-6f);
  }
}

TEST(Glb, ACameraThatLooksDownKeepsItsSides) {
  ShotModel s = shot();
  for (std::size_t i = 0; i < s.camera.size(); ++i) {
    scene::Camera& c = s.camera[i];
    c.position = {1, 4, 1}, c.target = {1, 0, 0.9f}, c.roll = 0.3f + 0.01f * static_cast<float>(i);
  }
  const auto model = read(write_glb(s)->bytes);
  const auto turns = channel(model, "camera/4B", "rotation");
  ASSERT_GE(turns.size(), 4u);
  const glm::quat q(turns[3], turns[0], turns[1], turns[2]);
  const scene::CameraAxes ours = scene::axes_of(s.camera.front());
  EXPECT_LT(glm::length(q * Vec3(1, 0, 0) - ours.right), 1e-4f);
  EXPECT_LT(glm::length(q * Vec3(0, 1, 0) - ours.up), 1e-4f);
}

TEST(Glb, LightsKeepTheirDirectionAndColour) {
  const auto model = read(write_glb(shot())->bytes);
  ASSERT_EQ(model.lights.size(), 3u);
  EXPECT_EQ(model.lights[0].type, "directional");
  EXPECT_EQ(model.lights[1].type, "point");
  EXPECT_NEAR(model.lights[1].color[1], 0.75, 1e-6);
  const auto& sun = node(model, "sun/1");
  const glm::quat q(static_cast<float>(sun.rotation[3]), static_cast<float>(sun.rotation[0]), static_cast<float>(sun.rotation[1]), static_cast<float>(sun.rotation[2]));
  EXPECT_LT(glm::length(q * Vec3(0, 0, -1) - glm::normalize(Vec3(0, -1, -1))), 1e-5f);
}

TEST(Glb, TheSameShotGivesTheSameBytes) { EXPECT_EQ(write_glb(shot())->bytes, write_glb(shot())->bytes); }

TEST(Glb, AShotWithoutACameraIsSaid) {
  ShotModel s = shot();
  s.camera.clear();
  ASSERT_FALSE(write_glb(s));
  EXPECT_THAT(write_glb(s).error().message, HasSubstr("4B"));
  EXPECT_FALSE(write_usda(s));
  ShotModel still = shot();
  still.drawings.clear(), still.camera.resize(1);
  EXPECT_TRUE(read(write_glb(still)->bytes).animations.empty());
}

std::string usda(const ShotModel& s) {
  const auto made = write_usda(s);
  EXPECT_TRUE(made);
  return {made->bytes.begin(), made->bytes.end()};
}

TEST(Usda, MetresLensesAndHeldDrawings) {
  const std::string text = usda(shot());
  EXPECT_TRUE(text.starts_with("#usda 1.0\n"));
  for (const char* wanted : {"metersPerUnit = 1", "upAxis = \"Y\"", "endTimeCode = 5", "float focalLength = 0.5\n", "float horizontalAperture = 0.2489\n", "float focusDistance = 2\n", "\"invisible\"", "def DomeLight \"sky\"", "def GeomSubset", "def Mesh \"ANA_head\"", "displayName = \"ANA/head\""})
    EXPECT_THAT(text, HasSubstr(wanted));
  // A drawing on twos stands at both of its frames.
  const auto head = text.substr(text.find("def Mesh \"ANA_head\""));
  std::smatch m;
  const std::regex sample(R"((\d+): \( \(1, 0, 0, 0\), \(0, 1, 0, 0\), \(0, 0, 1, 0\), \(([-0-9.e]+), 1\.2, -2, 1\) \))");
  std::vector<std::pair<int, double>> seen;
  const std::string samples = head.substr(0, head.find("xformOpOrder"));
  for (std::sregex_iterator it(samples.begin(), samples.end(), sample), end; it != end; ++it) seen.emplace_back(std::stoi((*it)[1]), std::stod((*it)[2]));
  EXPECT_EQ(seen, (std::vector<std::pair<int, double>>{{0, 0.0}, {1, 0.0}, {2, 0.1}, {3, 0.1}, {4, 0.2}, {5, 0.2}}));
}

TEST(Usda, BracketsCloseAndNamesAreIdentifiers) {
  ShotModel s = shot();
  s.set.push_back(at(s.set[0].mesh, "4 \"legs\"\n{bad", {1, 0, 0}));
  s.set.push_back(at(s.set[0].mesh, "4 'legs' {bad", {1, 0, 0}));
  const std::string text = usda(s);
  int depth = 0;
  bool quote = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"' && text[i - 1] != '\\') quote = !quote;
    if (quote) { ASSERT_NE(text[i], '\n'); continue; }
    depth += text[i] == '{' || text[i] == '(' || text[i] == '[';
    depth -= text[i] == '}' || text[i] == ')' || text[i] == ']';
    ASSERT_GE(depth, 0);
  }
  EXPECT_EQ(depth, 0);
  const std::regex name(R"rx(def (?:Mesh|Material) "([^"]*)")rx");
  std::set<std::string> names;
  for (std::sregex_iterator it(text.begin(), text.end(), name), end; it != end; ++it) {
    EXPECT_TRUE(std::regex_match((*it)[1].str(), std::regex("[A-Za-z_][A-Za-z0-9_]*"))) << (*it)[1];
    EXPECT_TRUE(names.insert((*it)[0]).second) << (*it)[0];
  }
}

TEST(Chan, RotationsAndFieldOfViewBringTheCameraBack) {
  const ShotModel s = shot();
  std::istringstream in(write_chan(s));
  std::string line;
  std::size_t frame = 0;
  while (std::getline(in, line)) {
    if (line.starts_with("#")) continue;
    std::istringstream numbers(line);
    double n, tx, ty, tz, rx, ry, rz, fov;
    ASSERT_TRUE(numbers >> n >> tx >> ty >> tz >> rx >> ry >> rz >> fov);
    EXPECT_EQ(n, static_cast<double>(frame + 1));
    const float k = 3.14159265f / 180;
    const Mat3 r = glm::mat3_cast(glm::angleAxis(static_cast<float>(ry) * k, Vec3(0, 1, 0)) * glm::angleAxis(static_cast<float>(rx) * k, Vec3(1, 0, 0)) * glm::angleAxis(static_cast<float>(rz) * k, Vec3(0, 0, 1)));
    EXPECT_LT(glm::length(r * Vec3(0, 0, -1) - glm::normalize(s.camera[frame].target - s.camera[frame].position)), 1e-4f);
    EXPECT_NEAR(tz, 2, 1e-6);
    EXPECT_NEAR(fov, 180 / 3.14159265 * 2 * std::atan(24.89 * 536 / 1280 / 2 / 50), 1e-4);
    ++frame;
  }
  EXPECT_EQ(frame, 6u);
}

}  // namespace
}  // namespace auteur::interchange

// Things people hold. A little larger than life, as a puppet's hand asks.
#include "procedural.h"

namespace auteur::world {
namespace {

using M = Maker;

MakerTable make() {
  MakerTable t;
  t["cup"] = [](M& k) {
    const auto clay = k(k.tones.white);
    const Vec2 p[] = {{0, 0}, {0.032f, 0}, {0.036f, 0.006f}, {0.045f, 0.05f}, {0.047f, 0.085f}, {0.042f, 0.085f}, {0.039f, 0.05f}, {0.03f, 0.012f}, {0, 0.01f}};
    k.b.turn(p, {0, 0, 0}, clay, 20);
    k.b.cylinder({0, 0.05f, 0}, 0.039f, 0.018f, k(k.tones.wood_dark), 16, 0);
    const Vec3 handle[] = {{0.043f, 0.07f, 0}, {0.068f, 0.068f, 0}, {0.07f, 0.04f, 0}, {0.042f, 0.028f, 0}};
    k.b.tube(handle, 0.007f, 0.007f, clay, 8);
  };
  t["glass"] = [](M& k) {
    const Vec2 p[] = {{0, 0}, {0.032f, 0}, {0.038f, 0.1f}, {0.035f, 0.1f}, {0.029f, 0.008f}, {0, 0.008f}};
    k.b.turn(p, {0, 0, 0}, k(k.tones.glass), 18);
    k.b.cylinder({0, 0.009f, 0}, 0.028f, 0.05f, k(tinted(k.tones.accent, Vec3(0.8f, 0.5f, 0.3f), "drink")), 14, 0);
  };
  t["bottle"] = [](M& k) {
    scene::Material glass = k.tones.leaf;
    glass.name = "bottle-glass";
    glass.albedo = linear_of_hex("#2f4a34");
    glass.roughness = 0.1f;
    glass.specular = 0.06f;
    glass.pattern = scene::Pattern::kPlain;
    glass.translucency = 0.2f;
    const Vec2 p[] = {{0, 0}, {0.036f, 0}, {0.04f, 0.008f}, {0.04f, 0.16f}, {0.03f, 0.195f}, {0.014f, 0.22f}, {0.013f, 0.275f}, {0.017f, 0.278f}, {0.017f, 0.29f}, {0, 0.29f}};
    k.b.turn(p, {0, 0, 0}, k(glass), 18);
    const Vec2 label[] = {{0.0408f, 0.06f}, {0.0408f, 0.13f}};
    k.b.turn(label, {0, 0, 0}, k(k.tones.paper), 18);
  };
  t["plate"] = [](M& k) {
    const Vec2 p[] = {{0, 0}, {0.06f, 0}, {0.065f, 0.006f}, {0.105f, 0.018f}, {0.105f, 0.022f}, {0.06f, 0.012f}, {0, 0.01f}};
    k.b.turn(p, {0, 0, 0}, k(k.tones.white), 24);
  };
  t["bowl"] = [](M& k) {
    const Vec2 p[] = {{0, 0}, {0.04f, 0}, {0.05f, 0.01f}, {0.09f, 0.065f}, {0.085f, 0.067f}, {0.045f, 0.018f}, {0, 0.014f}};
    k.b.turn(p, {0, 0, 0}, k(k.tones.fabric_second), 22);
  };
  t["teapot"] = [](M& k) {
    const auto m = k(k.tones.fabric_second);
    const Vec2 p[] = {{0, 0}, {0.05f, 0}, {0.085f, 0.04f}, {0.085f, 0.08f}, {0.05f, 0.12f}, {0.045f, 0.125f}, {0.02f, 0.14f}, {0.012f, 0.15f}, {0.016f, 0.162f}, {0, 0.168f}};
    k.b.turn(p, {0, 0, 0}, m, 20);
    const Vec3 spout[] = {{0.075f, 0.05f, 0}, {0.12f, 0.075f, 0}, {0.135f, 0.12f, 0}}, handle[] = {{-0.07f, 0.1f, 0}, {-0.125f, 0.1f, 0}, {-0.13f, 0.055f, 0}, {-0.078f, 0.04f, 0}};
    k.b.tube(spout, 0.017f, 0.01f, m, 8);
    k.b.tube(handle, 0.009f, 0.009f, m, 8);
  };
  t["knife"] = [](M& k) {
    k.b.block(0, 0, -0.06f, 0.02f, 0.014f, 0.11f, k(k.tones.wood_dark), 0.005f);
    k.b.block(0, 0.004f, 0.08f, 0.026f, 0.005f, 0.18f, k(k.tones.metal), 0.002f);
  };
  t["fork"] = [](M& k) {
    k.b.block(0, 0, -0.03f, 0.01f, 0.005f, 0.12f, k(k.tones.metal), 0.002f);
    for (int i = 0; i < 3; ++i) k.b.block(-0.01f + 0.01f * static_cast<float>(i), 0.001f, 0.065f, 0.004f, 0.004f, 0.06f, k(k.tones.metal), 0.001f);
    k.b.block(0, 0, 0.035f, 0.026f, 0.005f, 0.02f, k(k.tones.metal), 0.002f);
  };
  t["letter"] = [](M& k) {
    const auto paper = k(k.tones.paper), ink = k(k.tones.dark), seal = k(k.tones.fabric);
    k.b.block(0, 0, 0, 0.17f, 0.004f, 0.115f, paper, 0.001f);
    for (int i = 0; i < 3; ++i) k.b.block(0.02f, 0.0038f, 0.0f + 0.014f * static_cast<float>(i), 0.07f - 0.012f * static_cast<float>(i), 0.0006f, 0.003f, ink, 0);
    k.b.block(0.062f, 0.0038f, -0.038f, 0.022f, 0.0008f, 0.026f, seal, 0);
  };
  t["paper"] = [](M& k) {
    k.b.block(0, 0, 0, 0.15f, 0.0025f, 0.21f, k(k.tones.paper), 0.0005f);
    for (int i = 0; i < 9; ++i) k.b.block(-0.005f, 0.0022f, -0.075f + 0.017f * static_cast<float>(i), 0.11f - 0.03f * static_cast<float>(i == 8), 0.0007f, 0.003f, k(k.tones.dark), 0);
  };
  t["newspaper"] = [](M& k) {
    k.b.block(0, 0, 0, 0.24f, 0.012f, 0.32f, k(tinted(k.tones.paper, Vec3(0.8f), "news")), 0.003f);
    k.b.block(0, 0.0118f, -0.12f, 0.2f, 0.0008f, 0.028f, k(k.tones.dark), 0);
    k.b.block(-0.05f, 0.0118f, -0.03f, 0.09f, 0.0008f, 0.1f, k(k.tones.metal), 0);
  };
  t["photograph"] = [](M& k) {
    k.b.block(0, 0, 0, 0.13f, 0.004f, 0.1f, k(k.tones.paper), 0.001f);
    k.b.block(0, 0.0036f, 0, 0.112f, 0.001f, 0.082f, k(tinted(k.tones.wood, Vec3(0.6f), "sepia")), 0);
    k.b.lump({-0.02f, 0.0046f, -0.008f}, {0.014f, 0.0008f, 0.016f}, k(k.tones.skin_clay), 6, 0, 1);
    k.b.lump({0.02f, 0.0046f, -0.004f}, {0.013f, 0.0008f, 0.015f}, k(k.tones.skin_clay), 6, 0, 1);
    k.b.block(0, 0.004f, 0.028f, 0.08f, 0.001f, 0.022f, k(k.tones.dark), 0);
  };
  t["key"] = [](M& k) {
    const auto brass = k(k.tones.brass);
    Vec3 ring[13];
    for (int i = 0; i < 13; ++i) {
      const float a = 2 * kPi * static_cast<float>(i) / 12;
      ring[i] = {0.018f * std::cos(a), 0.006f, -0.05f + 0.018f * std::sin(a)};
    }
    k.b.tube(ring, 0.005f, 0.005f, brass, 7);
    const Vec3 stem[] = {{0, 0.006f, -0.032f}, {0, 0.006f, 0.06f}};
    k.b.tube(stem, 0.005f, 0.005f, brass, 8);
    k.b.block(0.012f, 0.002f, 0.05f, 0.02f, 0.008f, 0.008f, brass, 0.001f);
    k.b.block(0.01f, 0.002f, 0.034f, 0.016f, 0.008f, 0.007f, brass, 0.001f);
  };
  t["book"] = [](M& k) {
    const auto cover = k(k.tones.fabric), page = k(k.tones.paper);
    k.b.block(0, 0.003f, 0.002f, 0.125f, 0.03f, 0.175f, page, 0.001f);
    k.b.block(0, 0, 0, 0.135f, 0.004f, 0.185f, cover, 0.0015f);
    k.b.block(0, 0.032f, 0, 0.135f, 0.004f, 0.185f, cover, 0.0015f);
    k.b.block(-0.066f, 0, 0, 0.005f, 0.036f, 0.185f, cover, 0.002f);
    k.b.block(0.005f, 0.0355f, -0.03f, 0.07f, 0.001f, 0.02f, k(k.tones.accent), 0);
  };
  t["box"] = [](M& k) {
    const auto wood = k(k.tones.wood), brass = k(k.tones.brass);
    k.b.block(0, 0, 0, 0.22f, 0.085f, 0.15f, wood, 0.006f);
    k.b.block(0, 0.085f, 0, 0.228f, 0.035f, 0.158f, k(k.tones.wood_dark), 0.008f);
    k.b.block(0, 0.068f, 0.078f, 0.03f, 0.032f, 0.006f, brass, 0.002f);
  };
  t["parcel"] = [](M& k) {
    k.b.block(0, 0, 0, 0.24f, 0.13f, 0.18f, k(tinted(k.tones.wood, Vec3(1.4f, 1.35f, 1.3f), "kraft")), 0.008f);
    k.b.block(0, -0.001f, 0, 0.012f, 0.133f, 0.184f, k(k.tones.paper), 0.001f);
    k.b.block(0, -0.001f, 0, 0.244f, 0.133f, 0.012f, k(k.tones.paper), 0.001f);
  };
  t["lantern"] = [](M& k) {
    const auto iron = k(k.tones.dark);
    const Vec2 base[] = {{0, 0}, {0.075f, 0}, {0.075f, 0.02f}, {0.05f, 0.035f}, {0, 0.035f}}, hat[] = {{0.07f, 0.19f}, {0.06f, 0.21f}, {0.025f, 0.235f}, {0.022f, 0.25f}, {0, 0.255f}};
    k.b.turn(base, {0, 0, 0}, iron, 18);
    k.b.turn(hat, {0, 0, 0}, iron, 18);
    const Vec2 pane[] = {{0.05f, 0.035f}, {0.062f, 0.1f}, {0.05f, 0.19f}};
    k.b.turn(pane, {0, 0, 0}, k(k.tones.glass), 16);
    scene::Material flame = k.tones.accent;
    flame.name = "flame";
    flame.emission = Vec3(6.f, 3.0f, 0.9f);
    const Vec2 f[] = {{0, 0.06f}, {0.016f, 0.08f}, {0.01f, 0.11f}, {0, 0.135f}};
    k.b.turn(f, {0, 0, 0}, k(flame), 8);
    for (int i = 0; i < 4; ++i) {
      const float a = kPi / 2 * static_cast<float>(i);
      const Vec3 bar[] = {{0.062f * std::sin(a), 0.03f, 0.062f * std::cos(a)}, {0.066f * std::sin(a), 0.11f, 0.066f * std::cos(a)}, {0.062f * std::sin(a), 0.2f, 0.062f * std::cos(a)}};
      k.b.tube(bar, 0.004f, 0.004f, iron, 5);
    }
    const Vec3 loop[] = {{-0.05f, 0.22f, 0}, {-0.045f, 0.29f, 0}, {0, 0.315f, 0}, {0.045f, 0.29f, 0}, {0.05f, 0.22f, 0}};
    k.b.tube(loop, 0.005f, 0.005f, iron, 6);
    k.model.lamp = {0, 0.12f, 0};
    k.model.lamp_radius = 0.085f;
  };
  t["phone"] = [](M& k) {
    const auto body = k(k.tones.dark), dial = k(k.tones.paper);
    const Vec2 p[] = {{0, 0}, {0.09f, 0}, {0.09f, 0.02f}, {0.06f, 0.07f}, {0.035f, 0.09f}, {0, 0.09f}};
    k.b.turn(p, {0, 0, 0}, body, 20);
    k.b.lump({0, 0.055f, 0.055f}, {0.04f, 0.04f, 0.015f}, dial, 8, 0, 1);
    const Vec3 receiver[] = {{-0.1f, 0.105f, 0}, {-0.06f, 0.125f, 0}, {0.06f, 0.125f, 0}, {0.1f, 0.105f, 0}};
    k.b.tube(receiver, 0.018f, 0.018f, body, 10);
    for (const float s : {-1.f, 1.f}) k.b.lump({s * 0.1f, 0.1f, 0}, {0.03f, 0.024f, 0.03f}, body, 8, 0, 1);
  };
  t["mobile"] = [](M& k) {
    k.b.block(0, 0, 0, 0.07f, 0.01f, 0.14f, k(k.tones.dark), 0.004f);
    scene::Material screen = k.tones.fabric_second;
    screen.name = "phone-screen";
    screen.emission = Vec3(0.25f, 0.35f, 0.45f);
    k.b.block(0, 0.0095f, 0, 0.06f, 0.001f, 0.125f, k(screen), 0);
  };
  t["laptop"] = [](M& k) {
    const auto body = k(k.tones.metal);
    k.b.block(0, 0, 0, 0.3f, 0.014f, 0.21f, body, 0.004f);
    k.b.block(0, 0.0135f, 0.0f, 0.26f, 0.002f, 0.1f, k(k.tones.dark), 0);
    scene::Material screen = k.tones.fabric_second;
    screen.name = "laptop-screen";
    screen.emission = Vec3(0.3f, 0.38f, 0.45f);
    k.b.place(moved({0, 0.012f, -0.1f}) * glm::mat4_cast(glm::angleAxis(-0.3f, Vec3(1, 0, 0))));
    k.b.block(0, 0, 0, 0.3f, 0.2f, 0.01f, body, 0.004f);
    k.b.block(0, 0.012f, 0.003f, 0.28f, 0.176f, 0.006f, k(screen), 0);
    k.b.reset();
  };
  t["suitcase"] = [](M& k) {
    const auto leather = k(tinted(k.tones.wood, Vec3(0.9f, 0.75f, 0.6f), "leather")), brass = k(k.tones.brass), strap = k(k.tones.wood_dark);
    k.b.block(0, 0, 0, 0.46f, 0.32f, 0.15f, leather, 0.02f);
    for (const float s : {-0.13f, 0.13f}) {
      k.b.block(s, -0.002f, 0, 0.03f, 0.326f, 0.156f, strap, 0.008f);
      k.b.block(s, 0.24f, 0.078f, 0.026f, 0.03f, 0.01f, brass, 0.003f);
    }
    const Vec3 handle[] = {{-0.06f, 0.315f, 0}, {-0.05f, 0.355f, 0}, {0.05f, 0.355f, 0}, {0.06f, 0.315f, 0}};
    k.b.tube(handle, 0.011f, 0.011f, strap, 8);
  };
  t["bag"] = [](M& k) {
    const auto leather = k(tinted(k.tones.fabric, Vec3(0.8f), "leather"));
    k.b.lump({0, 0.13f, 0}, {0.17f, 0.14f, 0.08f}, leather, 10, 0.03f, 2);
    k.b.block(0, 0.22f, 0, 0.2f, 0.03f, 0.05f, k(k.tones.brass), 0.008f);
    const Vec3 handle[] = {{-0.09f, 0.23f, 0}, {-0.07f, 0.35f, 0}, {0.07f, 0.35f, 0}, {0.09f, 0.23f, 0}};
    k.b.tube(handle, 0.01f, 0.01f, leather, 8);
  };
  t["gun"] = [](M& k) {
    k.b.block(0, 0.01f, 0.03f, 0.022f, 0.03f, 0.15f, k(k.tones.dark), 0.005f);
    k.b.block(0.03f, 0.008f, -0.05f, 0.08f, 0.024f, 0.035f, k(k.tones.wood_dark), 0.008f);
    k.b.lump({0.008f, 0.022f, -0.01f}, {0.02f, 0.02f, 0.028f}, k(k.tones.metal), 7, 0, 1);
  };
  t["flower"] = [](M& k) {
    const auto stem = k(k.tones.leaf), petal = k(k.tones.fabric);
    const Vec3 s[] = {{0, 0.006f, -0.14f}, {0.006f, 0.012f, 0}, {0, 0.02f, 0.1f}};
    k.b.tube(s, 0.005f, 0.004f, stem, 6);
    for (int i = 0; i < 7; ++i) {
      const float a = 0.9f * static_cast<float>(i);
      k.b.lump({0.022f * std::sin(a), 0.026f + 0.018f * std::cos(a), 0.115f}, {0.018f, 0.018f, 0.012f}, petal, 6, 0.1f, k.random.next());
    }
    k.b.lump({0, 0.026f, 0.126f}, Vec3(0.012f), k(k.tones.accent), 6, 0, 1);
    k.b.lump({0.025f, 0.014f, -0.03f}, {0.03f, 0.004f, 0.014f}, stem, 6, 0, 1);
  };
  t["vase-flowers"] = [](M& k) {
    const Vec2 p[] = {{0, 0}, {0.045f, 0}, {0.06f, 0.05f}, {0.05f, 0.12f}, {0.03f, 0.16f}, {0.036f, 0.18f}, {0.03f, 0.18f}};
    k.b.turn(p, {0, 0, 0}, k(k.tones.fabric_second), 20);
    const scene::Material* petals[] = {&k.tones.accent, &k.tones.fabric, &k.tones.paper};
    for (int i = 0; i < 11; ++i) {
      const float a = 2.4f * static_cast<float>(i), r = 0.03f + 0.1f * std::sqrt(static_cast<float>(i) / 11), y = 0.34f - 0.7f * r + static_cast<float>(k.random.range(-0.02, 0.03));
      const Vec3 s[] = {{0, 0.15f, 0}, {r * 0.5f * std::sin(a), 0.24f, r * 0.5f * std::cos(a)}, {r * std::sin(a), y, r * std::cos(a)}};
      k.b.tube(s, 0.004f, 0.003f, k(k.tones.leaf), 5);
      const int petal = k.random.below(3);
      const auto shape = k.random.next();
      k.b.lump({r * std::sin(a), y, r * std::cos(a)}, {0.034f, 0.026f, 0.034f}, k(*petals[petal]), 7, 0.18f, shape);
      if (i % 2) k.b.lump({r * 0.9f * std::sin(a + 0.5f), 0.2f, r * 0.9f * std::cos(a + 0.5f)}, {0.03f, 0.012f, 0.03f}, k(k.tones.leaf), 6, 0.2f, k.random.next());
    }
  };
  t["hat"] = [](M& k) {
    const Vec2 p[] = {{0, 0}, {0.15f, 0}, {0.155f, 0.008f}, {0.095f, 0.014f}, {0.088f, 0.1f}, {0.07f, 0.115f}, {0, 0.11f}};
    k.b.turn(p, {0, 0, 0}, k(k.tones.fabric_second), 24);
    const Vec2 band[] = {{0.0965f, 0.014f}, {0.094f, 0.038f}};
    k.b.turn(band, {0, 0, 0}, k(k.tones.dark), 24);
  };
  t["umbrella"] = [](M& k) {
    const auto cloth = k(k.tones.dark);
    const Vec2 p[] = {{0.006f, 0.05f}, {0.03f, 0.12f}, {0.038f, 0.4f}, {0.012f, 0.52f}, {0.006f, 0.53f}};
    k.b.turn(p, {0, 0, 0}, cloth, 12);
    const Vec3 stick[] = {{0, 0, 0}, {0, 0.68f, 0}, {0.02f, 0.72f, 0}, {0.06f, 0.72f, 0}, {0.07f, 0.68f, 0}};
    k.b.tube(stick, 0.008f, 0.01f, k(k.tones.wood), 8);
  };
  t["bell"] = [](M& k) {  // a hand bell: mouth down, a turned wooden grip
    const auto brass = k(k.tones.brass);
    const Vec2 cup[] = {{0.030f, 0.004f}, {0.040f, 0}, {0.042f, 0.004f}, {0.036f, 0.018f}, {0.029f, 0.040f}, {0.024f, 0.056f}, {0.014f, 0.064f}, {0.006f, 0.067f}, {0, 0.068f}};
    const Vec2 grip[] = {{0.007f, 0.066f}, {0.008f, 0.074f}, {0.0125f, 0.090f}, {0.0115f, 0.112f}, {0.008f, 0.124f}, {0.012f, 0.130f}, {0.010f, 0.138f}, {0, 0.141f}};
    k.b.turn(cup, {0, 0, 0}, brass, 22);
    k.b.turn(grip, {0, 0, 0}, k(k.tones.wood_dark), 14);
    const Vec3 clapper[] = {{0, 0.055f, 0}, {0, 0.012f, 0}};
    k.b.tube(clapper, 0.003f, 0.004f, k(k.tones.metal), 6);
    k.b.lump({0, 0.010f, 0}, Vec3(0.009f), k(k.tones.metal), 6, 0, 1);
  };
  t["glasses"] = [](M& k) {  // folded open on the table, lenses to +z
    const auto frame = k(k.tones.dark);
    for (const float s : {-1.f, 1.f}) {
      std::vector<Vec3> rim;
      for (int i = 0; i <= 16; ++i) {
        const float a = 2 * kPi * static_cast<float>(i) / 16;
        rim.push_back({s * 0.034f + 0.027f * std::cos(a), 0.028f + 0.024f * std::sin(a), 0.05f});
      }
      k.b.tube(rim, 0.0032f, 0.0032f, frame, 6);
      const Vec3 arm[] = {{s * 0.061f, 0.034f, 0.05f}, {s * 0.063f, 0.032f, -0.03f}, {s * 0.062f, 0.008f, -0.055f}};
      k.b.tube(arm, 0.003f, 0.0025f, frame, 6);
    }
    const Vec3 bridge[] = {{-0.008f, 0.034f, 0.05f}, {0, 0.038f, 0.052f}, {0.008f, 0.034f, 0.05f}};
    k.b.tube(bridge, 0.003f, 0.003f, frame, 6);
  };
  t["pen"] = [](M& k) {
    const Vec3 p[] = {{0, 0.006f, -0.07f}, {0, 0.006f, 0.06f}};
    k.b.tube(p, 0.006f, 0.005f, k(k.tones.dark), 8);
    const Vec3 tip[] = {{0, 0.006f, 0.06f}, {0, 0.006f, 0.08f}};
    k.b.tube(tip, 0.005f, 0.001f, k(k.tones.brass), 8);
  };
  t["coin"] = [](M& k) { k.b.cylinder({0, 0, 0}, 0.022f, 0.005f, k(k.tones.brass), 20, 0.001f); };
  t["ring"] = [](M& k) {
    Vec3 ring[15];
    for (int i = 0; i < 15; ++i) {
      const float a = 2 * kPi * static_cast<float>(i) / 14;
      ring[i] = {0.017f * std::cos(a), 0.018f + 0.017f * std::sin(a), 0};
    }
    k.b.tube(ring, 0.004f, 0.004f, k(k.tones.brass), 8);
    k.b.lump({0, 0.04f, 0}, Vec3(0.008f), k(k.tones.glass), 4, 0, 1);
  };
  t["watch"] = [](M& k) {
    k.b.cylinder({0, 0, 0}, 0.032f, 0.012f, k(k.tones.brass), 22, 0.004f);
    k.b.cylinder({0, 0.008f, 0}, 0.026f, 0.006f, k(k.tones.paper), 20, 0.001f);
    k.b.block(0, 0.014f, -0.008f, 0.003f, 0.001f, 0.02f, k(k.tones.dark), 0);
    k.b.lump({0, 0.008f, -0.038f}, Vec3(0.008f), k(k.tones.brass), 6, 0, 1);
  };
  t["bread"] = [](M& k) {
    k.b.lump({0, 0.05f, 0}, {0.13f, 0.055f, 0.07f}, k(tinted(k.tones.accent, Vec3(0.8f, 0.65f, 0.45f), "crust")), 10, 0.05f, 3);
    for (int i = 0; i < 3; ++i) k.b.lump({-0.05f + 0.05f * static_cast<float>(i), 0.1f, 0}, {0.012f, 0.008f, 0.045f}, k(k.tones.paper), 6, 0.1f, 1);
  };
  t["apple"] = [](M& k) {
    k.b.lump({0, 0.038f, 0}, {0.042f, 0.038f, 0.042f}, k(k.tones.fabric), 9, 0.03f, 3);
    const Vec3 stem[] = {{0, 0.07f, 0}, {0.006f, 0.09f, 0}};
    k.b.tube(stem, 0.003f, 0.002f, k(k.tones.wood_dark), 5);
  };
  t["camera"] = [](M& k) {
    k.b.block(0, 0, 0, 0.14f, 0.085f, 0.06f, k(k.tones.dark), 0.01f);
    k.b.block(0, 0.084f, 0, 0.06f, 0.025f, 0.05f, k(k.tones.metal), 0.006f);
    k.b.place(moved({0, 0.042f, 0.03f}) * glm::mat4_cast(glm::angleAxis(kPi / 2, Vec3(1, 0, 0))));
    k.b.cylinder({0, 0, 0}, 0.032f, 0.05f, k(k.tones.metal), 18, 0.006f);
    k.b.cylinder({0, 0.045f, 0}, 0.024f, 0.008f, k(k.tones.dark), 16, 0.002f);
    k.b.reset();
  };
  t["radio"] = [](M& k) {
    k.b.block(0, 0, 0, 0.3f, 0.19f, 0.12f, k(k.tones.wood), 0.025f);
    k.b.block(-0.06f, 0.03f, 0.058f, 0.14f, 0.13f, 0.006f, k(k.tones.accent), 0.003f);
    k.b.block(0.08f, 0.1f, 0.058f, 0.1f, 0.05f, 0.006f, k(k.tones.paper), 0.003f);
    for (const float x : {0.05f, 0.11f}) k.b.lump({x, 0.055f, 0.065f}, {0.018f, 0.018f, 0.012f}, k(k.tones.dark), 7, 0, 1);
  };
  t["rope"] = [](M& k) {
    Vec3 coil[61];
    for (int i = 0; i < 61; ++i) {
      const float a = 2 * kPi * static_cast<float>(i) / 15;
      coil[i] = {(0.11f + 0.004f * std::sin(a * 3)) * std::cos(a), 0.016f + 0.0055f * static_cast<float>(i) / 4, (0.11f + 0.004f * std::cos(a * 2)) * std::sin(a)};
    }
    k.b.tube(coil, 0.014f, 0.014f, k(tinted(k.tones.paper, Vec3(0.65f, 0.55f, 0.4f), "hemp")), 7);
  };
  t["map"] = [](M& k) {
    k.b.block(0, 0, 0, 0.36f, 0.003f, 0.26f, k(tinted(k.tones.paper, Vec3(0.9f, 0.8f, 0.6f), "parchment")), 0.001f);
    k.b.lump({0.05f, 0.0032f, 0.02f}, {0.09f, 0.0006f, 0.06f}, k(k.tones.leaf), 8, 0.3f, 9);
    k.b.lump({-0.1f, 0.0032f, -0.05f}, {0.05f, 0.0006f, 0.04f}, k(k.tones.fabric_second), 8, 0.3f, 7);
  };
  t["bucket"] = [](M& k) {
    const auto m = k(k.tones.metal);
    const Vec2 p[] = {{0, 0}, {0.1f, 0}, {0.13f, 0.24f}, {0.136f, 0.245f}, {0.125f, 0.24f}, {0.096f, 0.012f}, {0, 0.01f}};
    k.b.turn(p, {0, 0, 0}, m, 22);
    const Vec3 handle[] = {{-0.13f, 0.235f, 0}, {-0.09f, 0.33f, 0}, {0, 0.37f, 0}, {0.09f, 0.33f, 0}, {0.13f, 0.235f, 0}};
    k.b.tube(handle, 0.006f, 0.006f, m, 6);
  };
  t["hammer"] = [](M& k) {
    const Vec3 shaft[] = {{0, 0.018f, -0.14f}, {0, 0.018f, 0.12f}};
    k.b.tube(shaft, 0.013f, 0.011f, k(k.tones.wood), 8);
    k.b.block(0, 0, 0.11f, 0.12f, 0.036f, 0.036f, k(k.tones.metal), 0.006f);
  };
  t["axe"] = [](M& k) {
    const Vec3 shaft[] = {{0, 0.018f, -0.26f}, {0, 0.018f, 0.2f}};
    k.b.tube(shaft, 0.016f, 0.014f, k(k.tones.wood), 8);
    k.b.block(0.05f, 0.006f, 0.17f, 0.13f, 0.024f, 0.1f, k(k.tones.metal), 0.008f);
  };
  t["stick"] = [](M& k) {
    const Vec3 shaft[] = {{0, 0, 0}, {0, 0.72f, 0}, {0.03f, 0.77f, 0}, {0.08f, 0.76f, 0}};
    k.b.tube(shaft, 0.013f, 0.015f, k(k.tones.wood_dark), 8);
  };
  t["ball"] = [](M& k) { k.b.lump({0, 0.09f, 0}, Vec3(0.09f), k(k.tones.accent), 12, 0.005f, 1); };
  t["doll"] = [](M& k) {
    k.b.lump({0, 0.24f, 0}, {0.05f, 0.05f, 0.048f}, k(k.tones.skin_clay), 9, 0.02f, 1);
    const Vec2 dress[] = {{0, 0.02f}, {0.075f, 0.02f}, {0.03f, 0.19f}, {0, 0.2f}};
    k.b.turn(dress, {0, 0, 0}, k(k.tones.fabric), 14);
    for (const float s : {-1.f, 1.f}) {
      const Vec3 arm[] = {{s * 0.03f, 0.17f, 0}, {s * 0.085f, 0.1f, 0.02f}}, leg[] = {{s * 0.025f, 0.04f, 0}, {s * 0.028f, 0, 0.01f}};
      k.b.tube(arm, 0.012f, 0.012f, k(k.tones.skin_clay), 7);
      k.b.tube(leg, 0.013f, 0.015f, k(k.tones.dark), 7);
    }
    k.b.lump({0, 0.265f, -0.01f}, {0.056f, 0.04f, 0.052f}, k(k.tones.wood_dark), 8, 0.06f, 2);
  };
  t["guitar"] = [](M& k) {
    const auto wood = k(k.tones.accent), dark = k(k.tones.wood_dark);
    k.b.lump({0, 0.17f, 0}, {0.15f, 0.16f, 0.045f}, wood, 12, 0.01f, 1);
    k.b.lump({0, 0.33f, 0}, {0.11f, 0.12f, 0.043f}, wood, 12, 0.01f, 1);
    k.b.block(0, 0.38f, 0.03f, 0.04f, 0.4f, 0.022f, dark, 0.006f);
    k.b.block(0, 0.78f, 0.028f, 0.06f, 0.12f, 0.02f, dark, 0.006f);
    k.b.lump({0, 0.25f, 0.043f}, {0.04f, 0.04f, 0.004f}, k(k.tones.dark), 8, 0, 1);
  };
  t["cane"] = t["stick"];
  t["cloth"] = [](M& k) { k.b.lump({0, 0.02f, 0}, {0.12f, 0.022f, 0.09f}, k(k.tones.fabric), 9, 0.16f, 6); };
  t["coat"] = [](M& k) { k.b.lump({0, 0.05f, 0}, {0.24f, 0.06f, 0.16f}, k(k.tones.fabric_second), 11, 0.1f, 6); };
  t["thing"] = [](M& k) {  // nobody knows what it is: a small wrapped parcel offends no scene
    k.b.block(0, 0, 0, 0.13f, 0.08f, 0.1f, k(tinted(k.tones.wood, Vec3(1.3f), "kraft")), 0.008f);
    k.b.block(0, -0.0005f, 0, 0.01f, 0.0815f, 0.102f, k(k.tones.fabric), 0.001f);
    k.b.block(0, -0.0005f, 0, 0.132f, 0.0815f, 0.01f, k(k.tones.fabric), 0.001f);
  };
  return t;
}

}  // namespace

const MakerTable& prop_makers() {
  static const MakerTable table = make();
  return table;
}

}  // namespace auteur::world

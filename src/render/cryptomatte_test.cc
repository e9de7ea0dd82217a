#include "cryptomatte.h"

#include <gtest/gtest.h>

#include <ImfChannelList.h>
#include <ImfFrameBuffer.h>
#include <ImfHeader.h>
#include <ImfIO.h>
#include <ImfInputPart.h>
#include <ImfMultiPartInputFile.h>
#include <ImfStringAttribute.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <map>

#include "auteur/base/json.h"
#include "auteur/render/renderer.h"
#include "test_room.h"

namespace auteur::render {
namespace {

TEST(Cryptomatte, HashesAsPublished) {
  EXPECT_EQ(murmur3(""), 0u);
  EXPECT_EQ(murmur3("hello"), 0x248bfa47u);
  EXPECT_EQ(murmur3("hello, world"), 0x149bbb7fu);
}

TEST(Cryptomatte, IdsAreOrdinaryFloats) {
  for (int i = 0; i < 20000; ++i) EXPECT_TRUE(std::isnormal(std::bit_cast<float>(matte_bits("thing-" + std::to_string(i)))));
}

class Reading : public Imf::IStream {
 public:
  explicit Reading(const std::vector<std::uint8_t>& b) : Imf::IStream("bytes"), bytes_(b) {}
  bool read(char c[], int n) override {
    if (at_ + static_cast<std::size_t>(n) > bytes_.size()) throw std::runtime_error("short");
    std::memcpy(c, &bytes_[at_], static_cast<std::size_t>(n));
    at_ += static_cast<std::size_t>(n);
    return at_ < bytes_.size();
  }
  std::uint64_t tellg() override { return at_; }
  void seekg(std::uint64_t p) override { at_ = static_cast<std::size_t>(p); }

 private:
  const std::vector<std::uint8_t>& bytes_;
  std::size_t at_ = 0;
};

// Every id in the channels is in the manifest, and the shares of a pixel make up what is covered of it.
TEST(Cryptomatte, ManifestKnowsEveryIdAndSharesAddUp) {
  const test::Room room = test::furnished_room(2000, 300);
  Progress progress;
  const auto stage = prepare_stage({room.set, Quality::kFinal, 1, 0.05f}, progress);
  ASSERT_TRUE(stage.has_value());
  FrameRequest request;
  request.width = 96;
  request.height = 54;
  request.quality = Quality::kFinal;
  request.camera = room.camera;
  request.auxiliary = true;
  const auto frame = draw(**stage, room.blobs, request, progress);
  ASSERT_TRUE(frame.has_value());
  std::vector<std::pair<std::uint32_t, std::string>> names;
  for (const auto* list : {&room.set.instances, &room.blobs})
    for (const auto& i : *list) names.emplace_back(i.object_id, i.name);
  const auto bytes = write_exr(*frame, names);
  ASSERT_TRUE(bytes.has_value());
  Reading stream(*bytes);
  Imf::MultiPartInputFile file(stream);
  const std::size_t n = frame->colour.size();
  std::vector<double> sum(n, 0);
  int soft = 0, parts = 0;
  std::map<float, std::string> known;
  for (int p = 0; p < file.parts(); ++p) {
    const std::string part_name = file.header(p).name();
    if (!part_name.starts_with("crypto_object")) continue;
    ++parts;
    char key[8];
    std::snprintf(key, sizeof key, "%.7s", [&] { static char hex[9]; std::snprintf(hex, sizeof hex, "%08x", murmur3("crypto_object")); return hex; }());
    const std::string prefix = std::string("cryptomatte/") + key + "/";
    const auto text = [&](const char* what) { return file.header(p).typedAttribute<Imf::StringAttribute>(prefix + what).value(); };
    EXPECT_EQ(text("name"), "crypto_object");
    EXPECT_EQ(text("hash"), "MurmurHash3_32");
    EXPECT_EQ(text("conversion"), "uint32_to_float32");
    const Json manifest = Json::parse(text("manifest"));
    for (const auto& [name, hex] : manifest.items()) known[std::bit_cast<float>(static_cast<std::uint32_t>(std::stoul(hex.get<std::string>(), nullptr, 16)))] = name;
    std::vector<float> rgba(n * 4);
    Imf::FrameBuffer buffer;
    const char* channels[4] = {".R", ".G", ".B", ".A"};
    for (std::size_t c = 0; c < 4; ++c) buffer.insert(part_name + channels[c], Imf::Slice(Imf::FLOAT, reinterpret_cast<char*>(&rgba[c]), 16, 16 * 96));
    Imf::InputPart part(file, p);
    part.setFrameBuffer(buffer);
    part.readPixels(0, 53);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t rank = 0; rank < 2; ++rank) {
        const float id = rgba[i * 4 + rank * 2], share = rgba[i * 4 + rank * 2 + 1];
        if (share > 0) { EXPECT_TRUE(known.contains(id)); }
        else { EXPECT_EQ(id, 0.f); }
        soft += share > 0.01f && share < 0.99f;
        sum[i] += static_cast<double>(share);
      }
  }
  EXPECT_EQ(parts, 3);
  EXPECT_GT(soft, 200);  // out of focus and at edges
  for (std::size_t i = 0; i < n; ++i) EXPECT_NEAR(sum[i], static_cast<double>(frame->alpha[i]), 0.02);
}

}  // namespace
}  // namespace auteur::render

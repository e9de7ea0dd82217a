#include "auteur/media/broadcast_wave.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstring>
#include <map>

#include "auteur/base/file_system.h"
#include "auteur/media/media.h"

namespace auteur::media {
namespace {

std::uint64_t number(const std::string& b, std::size_t at, int bytes) {
  std::uint64_t v = 0;
  for (int i = 0; i < bytes; ++i) v |= static_cast<std::uint64_t>(static_cast<unsigned char>(b.at(at + static_cast<std::size_t>(i)))) << (8 * i);
  return v;
}
// id -> body, of a RIFF or BW64 file; the sizes are checked on the way.
std::map<std::string, std::string> chunks_of(const std::string& b, std::string& order) {
  std::map<std::string, std::string> out;
  std::uint64_t data = 0;
  for (std::size_t at = 12; at + 8 <= b.size();) {
    const std::string id = b.substr(at, 4);
    std::uint64_t size = number(b, at + 4, 4);
    if (id == "data" && size == 0xFFFFFFFF) size = data;
    EXPECT_LE(at + 8 + size, b.size()) << id;
    out[id] = b.substr(at + 8, size);
    if (id == "ds64") {
      data = number(b, at + 16, 8);
      EXPECT_EQ(number(b, at + 8, 8), b.size() - 8);
    }
    order += id + " ";
    at += 8 + size + size % 2;
  }
  return out;
}

class BroadcastWave : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("auteur-broadcast-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    for (std::size_t n = 0; n < 4801; ++n)
      for (int c = 0; c < 2; ++c) samples_.push_back(static_cast<float>(std::lround(8388000 * std::sin(0.01 * static_cast<double>(n) * (c + 1)))) / 8388608.f);
    stereo_ = folder_ / "a.flac";
    ASSERT_TRUE(write_atomically(stereo_, [&] { const auto b = write_flac(samples_, 2, 48000); return std::string(b.begin(), b.end()); }()));
  }
  std::string written(const std::vector<ChannelPick>& picks, const BroadcastNotes& notes) {
    const Path to = folder_ / "a.wav";
    const auto done = write_broadcast_wave({stereo_}, picks, notes, to);
    EXPECT_TRUE(done) << done.error().message;
    return *read_text(to);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  Path folder_;
  Path stereo_;
  std::vector<float> samples_;
};

TEST_F(BroadcastWave, KeepsEverySampleAndSaysWhenItBegins) {
  BroadcastNotes notes;
  notes.description = "Th\xC3\xA9 film: dialogue";
  notes.time_reference = 172'800'000;
  notes.measured = true;
  notes.loudness_lufs = -23.04, notes.true_peak_dbtp = -1.2;
  notes.ixml = "<BWFXML/>";
  const std::string file = written({{0, 1, false}, {0, 0, false}, {0, 0, true}}, notes);
  std::string order;
  const auto chunks = chunks_of(file, order);
  EXPECT_EQ(file.substr(0, 4), "RIFF");
  EXPECT_EQ(number(file, 4, 4), file.size() - 8);
  EXPECT_EQ(order, "JUNK bext fmt  iXML data ");
  const std::string& bext = chunks.at("bext");
  EXPECT_EQ(bext.substr(0, 9), "Th?? film");
  EXPECT_EQ(number(bext, 338, 8), 172'800'000u);
  EXPECT_EQ(number(bext, 346, 2), 2u);
  EXPECT_EQ(static_cast<std::int16_t>(number(bext, 412, 2)), -2304);
  EXPECT_EQ(static_cast<std::int16_t>(number(bext, 416, 2)), -120);
  EXPECT_EQ(number(chunks.at("fmt "), 2, 2), 3u);
  const std::string& data = chunks.at("data");
  ASSERT_EQ(data.size(), 4801u * 9);
  for (std::size_t n = 0; n < 4801; ++n)
    for (std::size_t c = 0; c < 3; ++c) {
      const auto v = static_cast<std::int32_t>(number(data, 9 * n + 3 * c, 3) << 8) / 256;
      const double want = c == 2 ? 0 : static_cast<double>(samples_[2 * n + 1 - c]) * 8388608;
      ASSERT_NEAR(v, want, 1) << n << " " << c;
    }
}
TEST_F(BroadcastWave, WithAModelIsBw64) {
  BroadcastNotes notes;
  notes.axml = "<ebuCoreMain/>";
  notes.tracks = {{"ATU_00000001", "AT_00010001_01", "AP_00010003"}, {"ATU_00000002", "AT_00010002_01", "AP_00010003"}};
  const std::string file = written({{0, 0, false}, {0, 1, false}}, notes);
  std::string order;
  const auto chunks = chunks_of(file, order);
  EXPECT_EQ(file.substr(0, 4), "BW64");
  EXPECT_EQ(order, "ds64 bext fmt  chna axml data ");
  const std::string& chna = chunks.at("chna");
  ASSERT_EQ(chna.size(), 84u);
  EXPECT_EQ(number(chna, 0, 2), 2u);
  EXPECT_EQ(number(chna, 44, 2), 2u);
  EXPECT_EQ(chna.substr(46, 37), "ATU_00000002AT_00010002_01AP_00010003");
}
TEST_F(BroadcastWave, RefusesChannelsThatAreNotThere) {
  EXPECT_FALSE(write_broadcast_wave({stereo_}, {{0, 2, false}}, {}, folder_ / "b.wav"));
  EXPECT_FALSE(write_broadcast_wave({folder_ / "none.flac"}, {{0, 0, false}}, {}, folder_ / "b.wav"));
  EXPECT_FALSE(write_broadcast_wave({}, {}, {}, folder_ / "b.wav"));
}

}  // namespace
}  // namespace auteur::media

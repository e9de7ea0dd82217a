#include "auteur/media/media.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "auteur/base/random.h"

namespace auteur::media {
namespace {

Picture noise(int w, int h, std::uint64_t seed) {
  Picture p{w, h, {}};
  Random r(seed);
  for (int i = 0; i < w * h * 3; ++i) p.rgb.push_back(static_cast<std::uint8_t>(r.below(256)));
  return p;
}

class MediaFiles : public testing::Test {
 protected:
  void SetUp() override {
    folder = std::filesystem::temp_directory_path() / ("auteur-media-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
  }
  void TearDown() override { std::filesystem::remove_all(folder); }
  Path folder;
};

TEST(Picture, PngKeepsEveryPixel) {
  for (auto [w, h] : {std::pair{1, 1}, {7, 3}, {64, 48}}) {
    const Picture p = noise(w, h, 5);
    const auto back = read_picture(write_png(p));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->rgb, p.rgb);
  }
}

TEST(Picture, GarbageAndTruncatedFilesAreRefused) {
  const Bytes png = write_png(noise(32, 32, 1));
  for (std::size_t n : {0u, 1u, 8u, 20u}) EXPECT_FALSE(read_picture(std::span(png).first(n)));
  Bytes junk(1000, 0x55);
  EXPECT_FALSE(read_picture(junk));
}

TEST(Picture, ResizeKeepsTheMean) {
  const Picture p = noise(120, 90, 2);
  const Picture q = resize(p, 30, 30);
  double a = 0, b = 0;
  for (auto v : p.rgb) a += v;
  for (auto v : q.rgb) b += v;
  EXPECT_NEAR(a / static_cast<double>(p.rgb.size()), b / static_cast<double>(q.rgb.size()), 0.6);
}

TEST(Wav, FloatRoundTripIsExactAnd24BitIsClose) {
  std::vector<float> x;
  Random r(3);
  for (int i = 0; i < 4800; ++i) x.push_back(static_cast<float>(r.range(-1, 1)));
  auto back = read_wav(write_wav(x, 2, 48000));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->samples, x);
  EXPECT_EQ(back->channels, 2);
  back = read_wav(write_wav(x, 1, 44100, false));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->rate, 44100);
  for (std::size_t i = 0; i < x.size(); ++i) ASSERT_NEAR(back->samples[i], x[i], 3e-7f);
}

TEST(Flac, KeepsTheSoundTo24BitsAndIsTheSameEachTime) {
  std::vector<float> x;
  Random r(8);
  for (int i = 0; i < 9600; ++i) x.push_back(static_cast<float>(r.range(-0.9, 0.9)));
  const Bytes a = write_flac(x, 2, 48000);
  EXPECT_EQ(a, write_flac(x, 2, 48000));
  const auto back = read_wav(a);
  ASSERT_TRUE(back);
  ASSERT_EQ(back->samples.size(), x.size());
  for (std::size_t i = 0; i < x.size(); ++i) ASSERT_NEAR(back->samples[i], x[i], 3e-7f);
}

TEST(Text, DrawsInkAndCountsMissingGlyphs) {
  Picture p{320, 180, std::vector<std::uint8_t>(320 * 180 * 3, 0)};
  const auto r = draw_text(p, "The Keeper", 0.5, 0.4, {.size = 0.15});
  EXPECT_EQ(r.missing_glyphs, 0);
  EXPECT_GT(r.height, 0.03);
  int ink = 0;
  for (auto v : p.rgb) ink += v > 128;
  EXPECT_GT(ink, 200);
  EXPECT_GT(draw_text(p, "\xF3\xB0\x80\x80", 0.5, 0.1, {}).missing_glyphs, 0);  // a private-use character no font has
}

TEST_F(MediaFiles, ManyClipsOfOddLengthsDoNotDrift) {
  auto w = ClipWriter::open(folder / "five.mp4", {64, 36, 24, 20, "ultrafast"});
  ASSERT_TRUE(w) << w.error().text();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(w->add(noise(64, 36, static_cast<std::uint64_t>(i)), 1));
  ASSERT_TRUE(w->finish());
  FilmParts parts;
  parts.clips.assign(200, folder / "five.mp4");
  parts.clip_frames.assign(200, 5);
  ASSERT_TRUE(write_atomically(folder / "mix.wav", write_wav(std::vector<float>(2000), 2, 48000)));
  parts.sound_track = folder / "mix.m4a";
  ASSERT_TRUE(encode_track(folder / "mix.wav", parts.sound_track));
  ASSERT_TRUE(join_film(parts, folder / "film.mp4"));
  const auto p = probe(folder / "film.mp4");
  ASSERT_TRUE(p);
  EXPECT_EQ(p->frames, 1000);
  EXPECT_NEAR(p->seconds, 1000.0 / 24, 0.002);  // the container counts in milliseconds
}

TEST_F(MediaFiles, AFilmJoinsClipsSoundCaptionsAndChaptersFrameExactly) {
  const ClipSettings settings{64, 36, 24, 20, "ultrafast"};
  FilmParts parts;
  for (int c = 0; c < 3; ++c) {
    const Path file = folder / ("it's clip " + std::to_string(c) + ".mp4");
    auto w = ClipWriter::open(file, settings);
    ASSERT_TRUE(w) << w.error().text();
    for (int i = 0; i < 6; ++i) ASSERT_TRUE(w->add(noise(64, 36, static_cast<std::uint64_t>(c * 10 + i)), 2));
    ASSERT_TRUE(w->finish());
    parts.clips.push_back(file);
    parts.clip_frames.push_back(12);
  }
  std::vector<float> tone(48000 * 3);
  for (std::size_t i = 0; i < tone.size(); ++i) tone[i] = 0.1f * std::sin(static_cast<float>(i) * 0.02f);
  tone[2 * 36'000] = 1;  // a click after 0.75 s
  ASSERT_TRUE(write_atomically(folder / "mix.wav", write_wav(tone, 2, 48000)));
  parts.sound_track = folder / "mix.m4a";
  ASSERT_TRUE(encode_track(folder / "mix.wav", parts.sound_track));
  parts.captions = {{Seconds(0.2), Seconds(1.0), "Hello."}};
  parts.chapters = {{Seconds(0), Seconds(0.7), "One; two = #3"}, {Seconds(0.7), Seconds(1.5), "Two"}};
  parts.title = "A title; with = signs";
  const Path film = folder / "film.mp4";
  const auto joined = join_film(parts, film);
  ASSERT_TRUE(joined) << joined.error().text();
  const auto p = probe(film);
  ASSERT_TRUE(p) << p.error().text();
  EXPECT_EQ(p->frames, 36);
  EXPECT_EQ(p->video_codec, "h264");
  EXPECT_EQ(p->audio_codec, "aac");
  EXPECT_EQ(p->subtitles, 1);
  EXPECT_EQ(p->chapters, 2);
  EXPECT_DOUBLE_EQ(p->fps, 24);
  // A player hears the click when it was put there: the encoder's delay is taken back.
  const auto heard = run_process({"ffmpeg", "-v", "error", "-i", film.string(), "-map", "0:a", "-ac", "1", "-ar", "48000", "-f", "f32le", "-"});
  ASSERT_TRUE(heard && heard->exit_code == 0);
  std::vector<float> samples(heard->out.size() / sizeof(float));
  std::memcpy(samples.data(), heard->out.data(), samples.size() * sizeof(float));
  const auto loudest = std::max_element(samples.begin(), samples.end(), [](float a, float b) { return std::fabs(a) < std::fabs(b); });
  EXPECT_NEAR(static_cast<double>(loudest - samples.begin()) / 48000, 0.75, 0.005);
  const auto first = read_text(film);
  ASSERT_TRUE(join_film(parts, folder / "again.mp4"));
  EXPECT_EQ(*first, *read_text(folder / "again.mp4"));
}

TEST_F(MediaFiles, AStemAsWavIsTheSameSoundToTheLastBit) {
  std::vector<float> sound(2 * 70'001);  // more than a piece
  Random r(3);
  for (float& v : sound) v = static_cast<float>(r.range(-0.9, 0.9));
  const Bytes flac = write_flac(sound, 2, 48000);
  ASSERT_TRUE(write_atomically(folder / "stem.flac", flac));
  ASSERT_TRUE(sound_as_wav(folder / "stem.flac", folder / "stem.wav"));
  const auto wav = read_wav(*real_file_system()->read(folder / "stem.wav"));
  ASSERT_TRUE(wav);
  EXPECT_EQ(wav->rate, 48000);
  EXPECT_EQ(wav->samples, read_wav(flac)->samples);
  EXPECT_FALSE(sound_as_wav(folder / "none.flac", folder / "none.wav"));
}

TEST_F(MediaFiles, ABandBelowAClipKeepsItsFramesAndFilmsAreJoined) {
  const Picture above = noise(64, 32, 1), band = noise(64, 16, 2);
  for (const char* name : {"a.mp4", "b.mp4"}) {
    auto clip = ClipWriter::open(folder / name, {64, 32, 24, 20, "veryfast"});
    ASSERT_TRUE(clip);
    ASSERT_TRUE(clip->add(above, 31));
    ASSERT_TRUE(clip->finish());
  }
  auto under = ClipWriter::open_below(folder / "a.mp4", folder / "under.mp4", {64, 16, 24, 20, "veryfast"});
  ASSERT_TRUE(under);
  ASSERT_TRUE(under->add(band, 31));
  ASSERT_TRUE(under->finish());
  const auto p = probe(folder / "under.mp4");
  ASSERT_TRUE(p);
  EXPECT_EQ(p->height, 48);
  EXPECT_EQ(p->width, 64);
  EXPECT_EQ(p->frames, 31);
  ASSERT_TRUE(write_atomically(folder / "t.wav", write_wav(std::vector<float>(2 * 62'000), 2, 48000)));
  ASSERT_TRUE(encode_track(folder / "t.wav", folder / "t.m4a"));
  ASSERT_TRUE(join_film({{folder / "a.mp4"}, {31}, folder / "t.m4a", {}, {}, "A", "", "", "eng"}, folder / "one.mp4"));
  ASSERT_TRUE(put_in_a_row({folder / "one.mp4", folder / "one.mp4"}, folder / "row.mp4"));
  EXPECT_EQ(probe(folder / "row.mp4")->frames, 62);
  ASSERT_TRUE(put_side_by_side(folder / "one.mp4", folder / "one.mp4", folder / "side.mp4"));
  EXPECT_EQ(probe(folder / "side.mp4")->width, 128);
  EXPECT_EQ(probe(folder / "side.mp4")->audio_channels, 2);
}

TEST_F(MediaFiles, AnUnwritableTargetIsAClearError) {
  auto w = ClipWriter::open(folder / "nowhere" / "clip.mp4", {64, 36});
  Status s = w ? Status{} : Status(std::unexpected(w.error()));
  for (int i = 0; s && i < 200; ++i) s = w->add(noise(64, 36, 1), 8);
  if (s) s = w->finish();
  EXPECT_FALSE(s);
}

}  // namespace
}  // namespace auteur::media

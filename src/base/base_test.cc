#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <set>

#include "auteur/base/file_system.h"
#include "auteur/base/json.h"
#include "auteur/base/process.h"
#include "auteur/base/random.h"
#include "auteur/base/sha256.h"
#include "auteur/base/text.h"

namespace auteur {
namespace {

Json random_json(Random& r, int depth) {
  switch (depth <= 0 ? r.below(5) : r.below(7)) {
    case 0: return nullptr;
    case 1: return r.below(2) == 0;
    case 2: return static_cast<std::int64_t>(r.next() >> 12) - (1ll << 51);
    case 3: return r.range(-1e6, 1e6);
    case 4: {
      std::string s;
      for (int i = r.below(12); i > 0; --i) s += "aé\"\\\n\t€😀 z"[r.below(6)];
      return is_valid_utf8(s) ? s : std::string("x");
    }
    case 5: {
      Json a = Json::array();
      for (int i = r.below(5); i > 0; --i) a.push_back(random_json(r, depth - 1));
      return a;
    }
    default: {
      Json o = Json::object();
      for (int i = r.below(5); i > 0; --i) o["k" + std::to_string(r.below(100))] = random_json(r, depth - 1);
      return o;
    }
  }
}

TEST(CanonicalJson, ReadsBackToTheSameValueAndTheSameBytes) {
  Random r(1);
  for (int i = 0; i < 500; ++i) {
    const Json j = random_json(r, 5);
    const std::string text = canonical_json(j);
    const auto back = parse_json(text, "t");
    ASSERT_TRUE(back) << text;
    EXPECT_EQ(*back, j);
    EXPECT_EQ(canonical_json(*back), text);
  }
}

TEST(CanonicalJson, KeysAreSortedWhateverTheOrderOfWriting) {
  EXPECT_EQ(canonical_json(Json{{"b", 1}, {"a", 2.5}}), R"({"a":2.5,"b":1})");
}

TEST(Json, FaultsNameLineAndColumn) {
  const auto j = parse_json("{\n  \"a\": 1,\n  oops\n}", "bible.json");
  ASSERT_FALSE(j);
  EXPECT_EQ(j.error().place.file, "bible.json");
  EXPECT_EQ(j.error().place.line, 3);
}

TEST(Json, ADeepNestIsRefusedAndDoesNotOverflow) {
  EXPECT_FALSE(parse_json(std::string(100000, '['), "deep"));
  EXPECT_FALSE(parse_json("[1,2", "cut"));
}

TEST(Digest, KnownValues) {
  EXPECT_EQ(sha256(std::string_view("")).hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256(std::string_view("abc")).hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Digest, HexRoundTripAndRefusals) {
  const Sha256 d = sha256(std::string_view("film"));
  EXPECT_EQ(*Sha256::from_hex(d.hex()), d);
  EXPECT_FALSE(Sha256::from_hex("12"));
  EXPECT_FALSE(Sha256::from_hex(std::string(64, 'G')));
}

TEST(Digest, PiecesGiveTheSameAsTheWhole) {
  Random r(2);
  Bytes all;
  for (int i = 0; i < 5000; ++i) all.push_back(static_cast<std::uint8_t>(r.below(256)));
  Sha256Stream s;
  for (std::size_t at = 0; at < all.size();) {
    const auto n = std::min<std::size_t>(all.size() - at, static_cast<std::size_t>(1 + r.below(700)));
    s.add(std::span(all).subspan(at, n));
    at += n;
  }
  EXPECT_EQ(s.finish(), sha256(all));
}

TEST(Random, IsUniformAndTheSameForTheSameSeed) {
  Random a(7), b(7);
  double sum = 0, squares = 0;
  for (int i = 0; i < 100000; ++i) {
    const double x = a.unit();
    EXPECT_EQ(x, b.unit());
    sum += x;
  }
  EXPECT_NEAR(sum / 1e5, 0.5, 0.005);
  for (int i = 0; i < 100000; ++i) { const double x = a.normal(); squares += x * x; }
  EXPECT_NEAR(squares / 1e5, 1.0, 0.02);
}

TEST(Text, UpperAndLowerUndoEachOther) {
  for (const char* s : {"ana", "özge", "łukasz", "ζωή", "мария", "école", "žižek"}) EXPECT_EQ(lower(upper(s)), s);
  EXPECT_EQ(upper("özge"), "ÖZGE");
}

TEST(Text, Utf8RefusesWhatIsNot) {
  for (const char* bad : {"\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE2\x82", "\x80", "\xE0\x80\x80"}) EXPECT_FALSE(is_valid_utf8(bad)) << bad;
  EXPECT_TRUE(is_valid_utf8("naïve €😀"));
  EXPECT_TRUE(is_valid_utf8(utf8_from_latin1("caf\xE9 \xFF")));
}

TEST(Text, SlugsAreSafeFileNames) {
  EXPECT_EQ(slug("Maya's Flat - KITCHEN"), "mayas-flat-kitchen");
  for (const char* s : {"../../etc/passwd", "a/b\\c", "  ", "***", "CON.", "\n"}) {
    const std::string x = slug(s);
    EXPECT_FALSE(x.empty());
    EXPECT_EQ(x.find_first_of("/\\. \n"), std::string::npos) << x;
  }
}

TEST(Text, DidYouMeanFindsNearNamesOnly) {
  EXPECT_EQ(closest("titel", {"title", "script", "look"}), "title");
  EXPECT_EQ(closest("zzzzzz", {"title", "script"}), "");
}

TEST(Text, LinesAndColumnsCountCodePoints) {
  const std::string t = "é1\nab\ncd";
  EXPECT_EQ(line_of(t, t.find('b')), 2);
  EXPECT_EQ(column_of(t, t.find('b')), 2);
  EXPECT_EQ(column_of(t, t.find('1')), 2);
}

TEST(Files, AtomicWriteLeavesOnlyTheNewContent) {
  const Path folder = std::filesystem::temp_directory_path() / ("auteur-base-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(write_atomically(folder / "a.txt", std::string_view("version " + std::to_string(i))));
    EXPECT_EQ(*read_text(folder / "a.txt"), "version " + std::to_string(i));
  }
  EXPECT_EQ(real_file_system()->list(folder)->size(), 1u);
  EXPECT_EQ(write_atomically(folder / "no/where.txt", std::string_view("x")).error().code, ErrorCode::kNotFound);
  std::filesystem::remove_all(folder);
}

TEST(Process, PassesBytesThroughWithoutAShell) {
  const std::string nasty = "$(touch /tmp/x); `id` 'quoted' \"x\" \n";
  const auto echo = run_process({"printf", "%s", nasty});
  ASSERT_TRUE(echo);
  EXPECT_EQ(std::string(echo->out.begin(), echo->out.end()), nasty);
  Bytes big(3'000'000);
  for (std::size_t i = 0; i < big.size(); ++i) big[i] = static_cast<std::uint8_t>(i * 31);
  const auto cat = run_process({"cat"}, big);
  ASSERT_TRUE(cat);
  EXPECT_EQ(cat->out, big);
  EXPECT_EQ(run_process({"false"})->exit_code, 1);
  EXPECT_EQ(run_process({"no-such-program-here"}).error().code, ErrorCode::kUnavailable);
}

TEST(Process, LimitsStopAProgramAndSayWhich) {
  ProcessLimits limits;
  limits.seconds = 0.2;
  EXPECT_TRUE(run_process({"sleep", "60"}, {}, limits)->out_of_time);
  limits.seconds = 60;
  const auto quick = run_process({"true"}, {}, limits);
  EXPECT_FALSE(quick->out_of_time);
  EXPECT_EQ(quick->exit_code, 0);
  limits = {};
  limits.output_bytes = 100000;
  const auto flood = run_process({"yes"}, {}, limits);
  EXPECT_TRUE(flood->too_much);
  EXPECT_LT(flood->out.size(), 1u << 20);
  limits = {};
  limits.memory_bytes = 1 << 20;  // too little to begin with
  EXPECT_NE(run_process({"true"}, {}, limits)->exit_code, 0);
}

TEST(Errors, ShowPlaceAndCause) {
  const auto e = fail_because(Error{ErrorCode::kInvalidInput, "inner", {"film.toml", 3, 4}, {}}, "outer").error();
  EXPECT_EQ(e.text(), "film.toml:3:4: outer (because: film.toml:3:4: inner)");
}

}  // namespace
}  // namespace auteur

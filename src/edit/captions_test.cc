#include "auteur/edit/captions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pugixml.hpp>

#include "auteur/base/random.h"
#include "auteur/base/text.h"
#include "auteur/edit/caption_check.h"

namespace auteur::edit {
namespace {

using testing::IsEmpty;

std::string told(const std::vector<CaptionFinding>& findings) {
  std::string out;
  for (const auto& f : findings) out += std::to_string(f.number) + " " + f.rule + ": " + f.message + "\n";
  return out;
}
std::vector<CaptionFinding> check(const std::vector<CaptionCue>& cues, const Timeline& timeline, const std::string& language = "en", Audience audience = Audience::kAdults, bool vtt = false) {
  const auto file = read_captions(vtt ? to_webvtt(cues, language) : to_srt(cues, language), "captions");
  if (!file) return {{"format", 0, 0, 0, file.error().message}};
  return check_captions(*file, {caption_rules(language, audience), 24, cut_frames(timeline)});
}
staging::Line line(const std::string& text, double start, double end, const std::string& who = "ANA") {
  staging::Line l;
  l.text = text, l.who = who, l.start = Seconds(start), l.end = Seconds(end);
  return l;
}
Timeline timeline_of(const std::vector<std::int64_t>& lengths) {
  Timeline t;
  std::int64_t at = 0;
  for (const auto n : lengths) t.clips.push_back({ClipKind::kShot, "1A", "1", at, n, ""}), at += n;
  return t;
}
CaptionRequest request(const staging::Staging& st, Timeline timeline, bool sdh = false) {
  CaptionRequest r;
  r.scenes.push_back({0, timeline.frames(), &st, nullptr, {{"ANA", "Ana"}, {"TOM", "Old Tom"}}, "", ""});
  r.timeline = std::move(timeline);
  r.sdh = sdh;
  return r;
}
std::string words_of(const std::vector<CaptionCue>& cues) {
  std::string all;
  for (const auto& c : cues)
    for (const auto& l : c.lines) all += (all.empty() ? "" : " ") + l;
  return all;
}

// Talk of any density: as fast as 24 signs a second, with and without pauses, cut every few seconds.
TEST(Captions, KeepEveryRuleForAnyDialogue) {
  static constexpr const char* kWords[] = {"I", "the", "light", "and", "never", "asked,", "who", "was", "there.", "because", "in", "forty", "years", "a", "boat", "came", "home?", "No!", "extraordinary", "Harbourmaster", "of", "it"};
  Random r(9);
  std::size_t captions = 0;
  for (int round = 0; round < 60; ++round) {
    staging::Staging st;
    double t = 0.5;
    for (int i = 0; i < 14; ++i) {
      std::string text;
      for (int w = 0; w < 1 + r.below(45); ++w) text += std::string(text.empty() ? "" : " ") + kWords[r.below(std::size(kWords))];
      const double end = t + 0.25 + static_cast<double>(text.size()) / r.range(11, 24);
      st.lines.push_back(line(text, t, end, i % 2 ? "ANA" : "TOM"));
      t = end + (r.below(4) ? r.range(0, 1.2) : 0);
    }
    std::vector<std::int64_t> shots;
    for (std::int64_t at = 0; at < static_cast<std::int64_t>(t * 24) + 400; at += shots.back()) shots.push_back(30 + static_cast<std::int64_t>(r.below(130)));
    const auto timeline = timeline_of(shots);
    for (const auto audience : {Audience::kAdults, Audience::kChildren}) {
      auto wish = request(st, timeline, round % 2 == 1);
      wish.audience = audience;
      if (audience == Audience::kChildren) wish.timeline.clips.push_back({ClipKind::kCredits, "credits", "", timeline.frames(), 1200, ""});  // slower to read than it was said
      const auto cues = make_captions(wish);
      captions += cues.size();
      EXPECT_THAT(told(check(cues, wish.timeline, "en", audience)), IsEmpty()) << round;
    }
  }
  EXPECT_GT(captions, 1500u);
}

TEST(Captions, LoseNoWord) {
  const std::string text = "I kept the light for forty years, and in forty years I never once asked who was out there, because the light does not ask and neither did I.";
  staging::Staging st;
  st.lines.push_back(line(text, 0, 9));
  EXPECT_EQ(words_of(make_captions(request(st, timeline_of({480})))), text);
}

TEST(Captions, BreakAtSense) {
  staging::Staging st;
  st.lines.push_back(line("I never once asked who was out there in the dark, because the light does not ask.", 0, 6));
  const auto cues = make_captions(request(st, timeline_of({480})));
  for (const auto& c : cues)
    for (std::size_t i = 0; i < c.lines.size(); ++i)
      for (const char* bad : {" the", " a", " in", " of", " who"}) EXPECT_FALSE(c.lines[i].ends_with(bad)) << c.lines[i];
  ASSERT_FALSE(cues.empty());
  EXPECT_EQ(cues[0].lines.back().back(), cues.size() > 1 ? ',' : '.');
}

TEST(Captions, StandWhileTheWordsAreSpoken) {
  staging::Staging st;
  st.lines = {line("Where have you been?", 2, 3.2), line("Out on the water.", 5, 6.1, "TOM")};
  const auto cues = make_captions(request(st, timeline_of({480})));
  ASSERT_EQ(cues.size(), 2u);
  EXPECT_NEAR(static_cast<double>(cues[0].first), 48, 3);
  EXPECT_GE(cues[0].end, 76);
  EXPECT_LE(cues[0].end, 77 + 12);
  EXPECT_NEAR(static_cast<double>(cues[1].first), 120, 3);
}

TEST(Captions, BeginOnTheCutThatTheLineNearlyBeginsOn) {
  staging::Staging st;
  st.lines = {line("Where have you been?", 102 / 24.0, 5.6)};
  const auto cues = make_captions(request(st, timeline_of({98, 300})));
  ASSERT_EQ(cues.size(), 1u);
  EXPECT_EQ(cues[0].first, 98);
}

TEST(Captions, TwoAtOnceShareACaption) {
  staging::Staging st;
  st.lines = {line("Stop!", 2, 2.5), line("Who is there?", 2.1, 3, "TOM")};
  const auto cues = make_captions(request(st, timeline_of({480})));
  ASSERT_EQ(cues.size(), 1u);
  EXPECT_EQ(words_of(cues), "- Stop! - Who is there?");
}

TEST(Captions, ForPeopleWhoCannotHearSayWhoIsNotSeenAndWhatSounds) {
  staging::Staging st;
  st.lines = {line("Are you there?", 6, 7.2, "TOM")};
  st.lines[0].off_screen = true;
  staging::SoundEvent knock;
  knock.kind = staging::SoundEventKind::kEffect, knock.at = Seconds(3), knock.what = "A knock at the door.";
  st.sounds.push_back(knock);
  knock.at = Seconds(4);
  st.sounds.push_back(knock);  // the same again is not said again
  auto wish = request(st, timeline_of({480}), true);
  wish.scenes[0].weather = "rain";
  EXPECT_EQ(words_of(make_captions(wish)), "[rain falling] [knocking] <i>[Old Tom] Are you there?</i>");
  wish.language = "de";
  EXPECT_EQ(words_of(make_captions(wish)), "[Regen] [Klopfen] <i>[Old Tom] Are you there?</i>");
  wish.sdh = false;
  EXPECT_EQ(words_of(make_captions(wish)), "<i>Are you there?</i>");
}

TEST(Captions, OfLanguagesWithoutBlanksBreakWhereTheirRulesAllow) {
  staging::Staging st;
  st.lines = {line("昨日、灯台の下で古い船を見つけました。でも、誰も乗っていませんでした。", 1, 8)};
  auto wish = request(st, timeline_of({480}));
  wish.language = "ja";
  const auto cues = make_captions(wish);
  EXPECT_THAT(told(check(cues, wish.timeline, "ja")), IsEmpty());
  for (const auto& c : cues)
    for (const auto& l : c.lines)
      for (const char* bad : {"、", "。", "っ", "ー"}) EXPECT_FALSE(l.starts_with(bad)) << l;
  std::string all;
  for (const auto& c : cues) for (const auto& l : c.lines) all += l;
  EXPECT_EQ(all, st.lines[0].text);
}

TEST(Captions, FromRightToLeftCarryTheirDirection) {
  staging::Staging st;
  st.lines = {line("أين كنت طوال هذا الوقت؟", 1, 3)};
  auto wish = request(st, timeline_of({480}));
  wish.language = "ar";
  const auto cues = make_captions(wish);
  EXPECT_NE(to_srt(cues, "ar").find("\u202B"), std::string::npos);
  EXPECT_NE(to_ttml(cues, "ar", "").find("tts:direction=\"rtl\""), std::string::npos);
  EXPECT_EQ(to_srt(cues, "en").find("\u202B"), std::string::npos);
  EXPECT_THAT(told(check(cues, wish.timeline, "ar")), IsEmpty());
}

// The three formats say the same, and TTML keeps the structure that the profile asks for.
TEST(CaptionFormats, SayTheSame) {
  staging::Staging st;
  st.lines = {line("Salt & pepper, and a very long line that will surely need two lines.", 1, 5), line("Out.", 7, 7.5, "TOM")};
  st.lines[1].off_screen = true;
  const auto cues = make_captions(request(st, timeline_of({480})));
  const auto srt = read_captions(to_srt(cues), "a.srt"), vtt = read_captions(to_webvtt(cues), "a.vtt"), ttml = read_captions(to_ttml(cues, "en", "A < B"), "a.ttml");
  ASSERT_TRUE(srt && vtt && ttml);
  ASSERT_EQ(srt->captions.size(), cues.size());
  ASSERT_EQ(vtt->captions.size(), cues.size());
  ASSERT_EQ(ttml->captions.size(), cues.size());
  for (std::size_t i = 0; i < cues.size(); ++i)
    for (const auto* f : {&*srt, &*vtt, &*ttml}) {
      EXPECT_NEAR(static_cast<double>(f->captions[i].start_ms), static_cast<double>(cues[i].first) * 1000 / 24, 1);
      EXPECT_NEAR(static_cast<double>(f->captions[i].end_ms), static_cast<double>(cues[i].end) * 1000 / 24, 1);
      EXPECT_EQ(f->captions[i].lines.size(), cues[i].lines.size());
    }
  EXPECT_EQ(vtt->language, "en");
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(to_ttml(cues, "en", "A < B").c_str()));
  const auto tt = document.child("tt");
  EXPECT_STREQ(tt.attribute("ttp:contentProfiles").value(), "http://www.w3.org/ns/ttml/profile/imsc1.1/text");
  EXPECT_STREQ(tt.attribute("ttp:timeBase").value(), "media");
  EXPECT_STREQ(tt.attribute("ttp:frameRate").value(), "24");
  const std::string region = tt.child("head").child("layout").child("region").attribute("xml:id").value();
  EXPECT_EQ(region, tt.child("body").attribute("region").value());
  for (const auto p : tt.child("body").child("div").children("p")) EXPECT_TRUE(p.attribute("begin") && p.attribute("end"));
}

struct Breach { const char* rule; const char* file; };
class CaptionChecker : public testing::TestWithParam<Breach> {};
TEST_P(CaptionChecker, NamesTheBreachAndItsNumber) {
  const auto file = read_captions(GetParam().file, "x.srt");
  ASSERT_TRUE(file) << file.error().message;
  const auto found = check_captions(*file, {caption_rules("en"), 24, {240}});
  ASSERT_EQ(found.size(), 1u) << told(found);
  EXPECT_EQ(found[0].rule, GetParam().rule);
  EXPECT_EQ(found[0].number, 2);
}
#define FIRST "1\n00:00:01,000 --> 00:00:02,000\nHello.\n\n"
INSTANTIATE_TEST_SUITE_P(Rules, CaptionChecker, testing::Values(
  Breach{"line", FIRST "2\n00:00:03,000 --> 00:00:07,000\nThis line has a few more than forty-two columns.\n"},
  Breach{"lines", FIRST "2\n00:00:03,000 --> 00:00:05,000\na\nb\nc\n"},
  Breach{"speed", FIRST "2\n00:00:03,000 --> 00:00:04,000\nMore than twenty signs.\n"},
  Breach{"short", FIRST "2\n00:00:03,000 --> 00:00:03,500\nHello.\n"},
  Breach{"long", FIRST "2\n00:00:12,000 --> 00:00:19,100\nHello.\n"},
  Breach{"gap", FIRST "2\n00:00:02,040 --> 00:00:04,000\nHello.\n"},
  Breach{"overlap", FIRST "2\n00:00:01,500 --> 00:00:04,000\nHello.\n"},
  Breach{"order", FIRST "2\n00:00:04,000 --> 00:00:03,000\nHello.\n"},
  Breach{"cut-in", FIRST "2\n00:00:09,700 --> 00:00:12,000\nHello.\n"},
  Breach{"cut-in", FIRST "2\n00:00:10,200 --> 00:00:12,000\nHello.\n"},
  Breach{"cut-out", FIRST "2\n00:00:08,000 --> 00:00:10,300\nHello.\n"},
  Breach{"cut-out", FIRST "2\n00:00:08,000 --> 00:00:10,000\nHello.\n"},
  Breach{"empty", FIRST "2\n00:00:03,000 --> 00:00:04,000\n<i></i>\n"},
  Breach{"tags", FIRST "2\n00:00:03,000 --> 00:00:04,000\n<i>Hello.\n"},
  Breach{"blanks", FIRST "2\n00:00:03,000 --> 00:00:04,000\nHello  you.\n"},
  Breach{"format", FIRST "2\n00:00:03 --> 00:00:04\nHello.\n"},
  Breach{"format", FIRST "2\n00:00:03.000 --> 00:00:04.000\nHello.\n"}));
TEST(CaptionCheckerFiles, ThatAreCleanAreClean) {
  for (const char* text : {FIRST, "WEBVTT\n\n00:01.000 --> 00:02.000 align:left\nHello.\n", "\xEF\xBB\xBF" FIRST, "1\r\n00:00:01,000 --> 00:00:02,000\r\nHello.\r\n"}) {
    const auto file = read_captions(text, "x");
    ASSERT_TRUE(file);
    EXPECT_EQ(file->captions.size(), 1u);
    EXPECT_THAT(told(check_captions(*file, {caption_rules("en"), 24, {}})), IsEmpty());
  }
}
TEST(CaptionCheckerFiles, ThatAreNoneAreRefusedWithTheWayOut) {
  for (const std::string& text : {std::string("<html></html>"), std::string("Dear Sir"), std::string("\xFF\xFE" "1\0", 4)}) {
    const auto file = read_captions(text, "x.srt");
    ASSERT_FALSE(file) << text;
    EXPECT_EQ(file.error().code, ErrorCode::kInvalidInput);
  }
  EXPECT_EQ(read_captions("", "x.srt")->findings.size(), 1u);
}

}  // namespace
}  // namespace auteur::edit

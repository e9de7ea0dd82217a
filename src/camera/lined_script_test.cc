#include "auteur/camera/lined_script.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auteur/base/process.h"
#include "auteur/camera/shot_sheet_pdf.h"
#include "testing.h"

namespace auteur::camera {
namespace {

using namespace staging::testing;
using ::testing::HasSubstr;

const char* kScript =
    "INT. KITCHEN - EVENING\n\nANA (70s), grey, sits at the table. BEN (20s) enters.\n\nBEN\nYou kept the cup.\n\nANA\n(quietly)\nSomebody had to. Nobody else would have thought of it, and I did.\n\nBEN\nI thought of it. Every day.\n\nAna picks up the cup and puts it down by the window.\n\nANA (V.O.)\nHe never did.\n\n";

struct Scripted { screenplay::Screenplay script; screenplay::Breakdown breakdown; camera::testing::Case scene; ShotList list; std::vector<ShotRow> rows; };
Scripted scripted() {
  Scripted s;
  s.script = screenplay::parse_fountain(kScript, "t.fountain")->script;
  s.breakdown = screenplay::break_down(s.script);
  s.scene = camera::testing::stage(s.breakdown.scenes.at(0), room());
  s.list = s.scene.cover();
  s.rows = shot_rows(s.scene.request(), s.list);
  return s;
}

TEST(LinedScript, EveryShotCoversWordsInTheOrderOfTheScript) {
  const Scripted s = scripted();
  const auto lined = lined_shots(s.script, s.scene.scene, s.scene.staging, s.list, s.rows);
  ASSERT_EQ(lined.size(), s.list.shots.size());
  int before = 0;
  std::set<int> covered;
  for (std::size_t i = 0; i < lined.size(); ++i) {
    EXPECT_EQ(lined[i].name, s.list.shots[i].id);
    EXPECT_THAT(lined[i].says, HasSubstr(" mm"));
    ASSERT_FALSE(lined[i].stretches.empty()) << lined[i].name;
    for (const auto& stretch : lined[i].stretches) {
      ASSERT_GE(stretch.element, 0);
      ASSERT_LT(static_cast<std::size_t>(stretch.element), s.script.elements.size());
      EXPECT_GE(stretch.from, -1e-9);
      EXPECT_LE(stretch.to, 1 + 1e-9);
      EXPECT_LE(stretch.from, stretch.to);
      covered.insert(stretch.element);
    }
    EXPECT_GE(lined[i].stretches.back().element, before);
    before = lined[i].stretches.front().element;
  }
  // Every line that is spoken is covered by a shot.
  for (const auto& beat : s.scene.scene.beats)
    if (beat.kind == screenplay::BeatKind::kLine) {
      EXPECT_TRUE(covered.contains(beat.element)) << beat.text;
    }
}

TEST(LinedScript, WhoIsHeardAndNotSeenIsWavy) {
  const Scripted s = scripted();
  bool voice_over_seen = false, somebody_seen = false;
  int voice = -1;
  for (const auto& beat : s.scene.scene.beats)
    if (beat.extension == "V.O.") voice = beat.element;
  ASSERT_GE(voice, 0);
  for (const auto& shot : lined_shots(s.script, s.scene.scene, s.scene.staging, s.list, s.rows))
    for (const auto& stretch : shot.stretches) {
      if (stretch.element == voice) voice_over_seen |= stretch.seen;
      else somebody_seen |= stretch.seen;
    }
  EXPECT_FALSE(voice_over_seen);
  EXPECT_TRUE(somebody_seen);
}

TEST(ShotListPaper, HoldsEveryShotItsSetUpsAndTheTotals) {
  const Scripted s = scripted();
  std::vector<ShotRow> rows;
  for (int scene = 1; scene <= 6; ++scene)
    for (ShotRow r : s.rows) {
      r.scene = std::to_string(scene);
      r.shot = r.scene + r.shot.substr(1);
      r.note = scene == 2 ? std::string(700, 'w') + " Łódź 灯" : "";
      rows.push_back(r);
    }
  const auto pdf = write_shot_list_pdf(rows, {"A <Film> & more", "Nobody", {{"1", "INT. KITCHEN - EVENING"}}, {{"1", "tense"}}, true});
  ASSERT_TRUE(pdf) << pdf.error().text();
  EXPECT_EQ(*pdf, *write_shot_list_pdf(rows, {"A <Film> & more", "Nobody", {{"1", "INT. KITCHEN - EVENING"}}, {{"1", "tense"}}, true}));
  const auto path = std::filesystem::temp_directory_path() / ("auteur-shot-list-" + std::to_string(::getpid()) + ".pdf");
  ASSERT_TRUE(write_atomically(path, *pdf));
  const auto ran = run_process({"pdftotext", "-q", "-layout", path.string(), "-"});
  std::filesystem::remove(path);
  ASSERT_TRUE(ran);
  const std::string words(ran->out.begin(), ran->out.end());
  for (const ShotRow& r : rows) EXPECT_THAT(words, HasSubstr(r.shot));
  EXPECT_THAT(words, HasSubstr("Set-up 1:"));
  EXPECT_THAT(words, HasSubstr("In all 6 scenes"));
  EXPECT_THAT(words, HasSubstr("A <Film> & more"));
  EXPECT_TRUE(write_shot_list_pdf({}, {}));
}

}  // namespace
}  // namespace auteur::camera

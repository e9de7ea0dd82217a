#include "auteur/music/notation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <regex>
#include <set>

#include "auteur/base/csv.h"
#include "auteur/base/random.h"
#include "composing.h"

namespace auteur::music {
namespace {

FilmCue drawn(Random& random, double shortest = 3, double longest = 120) {
  CueRequest r;
  screenplay::Breakdown film;
  film.scenes.resize(1);
  r.theme = compose_theme(film, random.next());
  r.scene = "4";
  r.mood.valence = random.range(-1, 1);
  r.mood.arousal = random.range(-1, 1);
  r.mood.tension = random.unit();
  r.length = Seconds(random.range(shortest, longest));
  r.seed = random.next();
  r.flows_in = random.unit() < 0.3;
  r.flows_out = random.unit() < 0.3;
  for (double t = random.range(4, 9); t < r.length.value - 5; t += random.range(5, 20)) r.hits.push_back(HitPoint(Seconds(t), random.unit(), "The cup & the <key>"));
  FilmCue cue;
  cue.cue = compose_cue(r);
  cue.name = "1m1";
  cue.title = "INT. KITCHEN - NIGHT";
  cue.scene = "4";
  cue.start = Seconds(std::round(random.range(0, 5000) * 24) / 24);
  return cue;
}

TEST(Midi, SaysWhatTheCueSaysWithinAMillisecond) {
  Random random(11);
  for (int i = 0; i < 40; ++i) {
    const auto film = drawn(random);
    const auto& cue = film.cue;
    const auto read = read_midi(midi_file(film), "cue.mid");
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_EQ(read->tracks.size(), cue.parts.size() + 1);
    for (std::size_t p = 0; p < cue.parts.size(); ++p) {
      EXPECT_EQ(read->tracks[p + 1], cue.parts[p].name);
      EXPECT_EQ(read->programs[p + 1], cue.parts[p].program);
    }
    ASSERT_EQ(read->notes.size(), cue.notes.size());
    std::map<std::pair<int, int>, std::vector<const MidiNote*>> there;
    for (const auto& n : read->notes) there[{n.track, n.pitch}].push_back(&n);
    for (const auto& n : cue.notes) {
      const auto& same = there[{n.part + 1, n.pitch}];
      EXPECT_TRUE(std::any_of(same.begin(), same.end(), [&](const MidiNote* m) { return std::abs((m->start - n.start).value) < 0.001 && m->velocity == std::clamp(n.velocity, 1, 127); })) << n.start.value;
      EXPECT_NE(same.empty() ? 9 : same.front()->channel, 9);
    }
    std::size_t hits = 0;
    for (const auto& m : read->markers) hits += m.text.starts_with("HIT ");
    EXPECT_EQ(hits, cue.hits.size());
    for (const auto& h : cue.hits)
      EXPECT_TRUE(std::any_of(read->markers.begin(), read->markers.end(), [&](const MidiMarker& m) { return m.text.starts_with("HIT") && std::abs((m.at - h.at).value) < 0.001; }));
    for (const auto& m : read->markers)
      if (m.text == "end") {
        EXPECT_NEAR(m.at.value, cue.length.value, 0.002);
      }
  }
}
TEST(Midi, PutsEveryBarLineOnABeatOfItsTempoMap) {
  Random random(12);
  for (int i = 0; i < 20; ++i) {
    const auto film = drawn(random, 20, 120);
    const auto read = read_midi(midi_file(film), "cue.mid");
    ASSERT_TRUE(read);
    for (const auto& m : read->meters) {
      if (m.at.value == 0) continue;
      double nearest = 9;
      for (int b : film.cue.bars) nearest = std::min(nearest, std::abs((film.cue.beats[static_cast<std::size_t>(b)] - m.at).value));
      EXPECT_LT(nearest, 0.001);
    }
  }
}
TEST(Midi, RefusesWhatIsNoMidiFile) {
  Random random(13);
  auto whole = midi_file(drawn(random));
  const std::uint8_t text[] = "RIFF....WAVE";
  for (const auto& r : {read_midi({}, "a.mid"), read_midi(text, "a.mid"), read_midi(std::span(whole).first(whole.size() / 2), "a.mid")}) {
    ASSERT_FALSE(r);
    EXPECT_EQ(r.error().code, ErrorCode::kInvalidInput);
    EXPECT_EQ(r.error().place.file, "a.mid");
  }
  for (int i = 0; i < 300; ++i) {  // damaged anywhere: read or refused, never worse
    auto damaged = whole;
    for (int k = 0; k < 3; ++k) damaged[static_cast<std::size_t>(random.below(static_cast<int>(damaged.size())))] = static_cast<std::uint8_t>(random.below(256));
    (void)read_midi(damaged, "a.mid");
  }
}

// ---- MusicXML by its rules ----
std::vector<std::string> all_of(const std::string& text, const std::string& element) {
  std::vector<std::string> out;
  const std::string open = "<" + element, close = "</" + element + ">";
  for (std::size_t at = text.find(open); at != std::string::npos; at = text.find(open, at + 1)) {
    const char after = text[at + open.size()];
    if (after != ' ' && after != '>') continue;
    const auto end = text.find(close, at);
    if (end == std::string::npos) break;
    out.push_back(text.substr(at, end - at));
  }
  return out;
}
int number_in(const std::string& text, const std::string& element) {
  const auto at = text.find("<" + element + ">");
  return at == std::string::npos ? -1 : std::stoi(text.substr(at + element.size() + 2));
}
TEST(MusicXml, HasInEveryPartTheSameBarsEachExactlyFull) {
  Random random(14);
  for (int i = 0; i < 25; ++i) {
    const auto film = drawn(random);
    const std::string xml = musicxml(film);
    const auto parts = all_of(xml, "part");
    ASSERT_FALSE(parts.empty());
    EXPECT_EQ(all_of(xml, "score-part").size(), parts.size());
    std::vector<int> lengths;
    for (const auto& part : parts) {
      const auto measures = all_of(part, "measure");
      EXPECT_EQ(measures.size(), film.cue.bars.empty() ? 1 : film.cue.bars.size());
      int beats = 0;
      std::vector<int> here;
      for (std::size_t m = 0; m < measures.size(); ++m) {
        EXPECT_NE(measures[m].find("number=\"" + std::to_string(m + 1) + "\""), std::string::npos);
        if (number_in(measures[m], "beats") > 0) beats = number_in(measures[m], "beats");
        ASSERT_GT(beats, 0);
        // The cursor goes forward by notes, stands for chords, and back by backups; at the end it stands at the bar line.
        int at = 0, most = 0;
        const std::regex step("<note>[\\s\\S]*?</note>|<backup>[\\s\\S]*?</backup>");
        for (auto it = std::sregex_iterator(measures[m].begin(), measures[m].end(), step); it != std::sregex_iterator(); ++it) {
          const std::string s = it->str();
          const int duration = number_in(s, "duration");
          ASSERT_GT(duration, 0);
          if (s.starts_with("<backup>")) at -= duration;
          else if (s.find("<chord/>") == std::string::npos) at += duration;
          ASSERT_GE(at, 0);
          most = std::max(most, at);
        }
        EXPECT_EQ(most, beats * 4);
        EXPECT_EQ(at, beats * 4);
        if (m + 1 < film.cue.bars.size()) {
          EXPECT_EQ(beats, film.cue.bars[m + 1] - film.cue.bars[m]);
        }
        here.push_back(beats);
      }
      if (lengths.empty()) lengths = here;
      EXPECT_EQ(lengths, here);
    }
  }
}
TEST(MusicXml, HasThePitchesThatWerePlayedAndEndsItsTies) {
  static const std::map<char, int> kSteps{{'C', 0}, {'D', 2}, {'E', 4}, {'F', 5}, {'G', 7}, {'A', 9}, {'B', 11}};
  Random random(15);
  for (int i = 0; i < 20; ++i) {
    const auto film = drawn(random, 10, 60);
    const std::string xml = musicxml(film);
    for (const auto& part : all_of(xml, "part")) {
      const int p = std::stoi(part.substr(part.find("id=\"P") + 5)) - 1;
      std::set<int> played, written;
      for (const auto& n : film.cue.notes) if (n.part == p) played.insert(n.pitch);
      int open = 0;
      for (const auto& note : all_of(part, "note")) {
        if (note.find("<pitch>") != std::string::npos) written.insert(kSteps.at(note[note.find("<step>") + 6]) + (note.find("<alter>") == std::string::npos ? 0 : number_in(note, "alter")) + 12 * (number_in(note, "octave") + 1));
        open += note.find("<tie type=\"start\"/>") != std::string::npos;
        open -= note.find("<tie type=\"stop\"/>") != std::string::npos;
      }
      EXPECT_EQ(written, played);
      EXPECT_EQ(open, 0);
    }
  }
}
TEST(MusicXml, EscapesWhatPeopleWrote) {
  Random random(16);
  auto film = drawn(random, 40, 60);
  film.title = "A <b> & \"c\"";
  const std::string xml = musicxml(film);
  EXPECT_EQ(xml.find("A <b> &"), std::string::npos);
  if (!film.cue.hits.empty()) {
    EXPECT_NE(xml.find("The cup &amp; the &lt;key&gt;"), std::string::npos);
  }
}

TEST(CueSheet, GivesClicksInFramesAndEighths) {
  EXPECT_EQ(click_of(120), "12-0");
  EXPECT_EQ(click_of(60), "24-0");
  EXPECT_EQ(click_of(84), "17-1");
  EXPECT_EQ(click_of(0), "");
  EXPECT_EQ(time_code(Seconds(3661.5)), "01:01:01:12");
}
TEST(CueSheet, IsATableThatSpreadsheetsRead) {
  Random random(17);
  std::vector<FilmCue> cues{drawn(random), drawn(random)};
  cues[0].title = "=1+1, \"hm\"";
  const auto table = read_csv(sheet_csv(cue_sheet(cues)), "sheet.csv");
  ASSERT_TRUE(table);
  ASSERT_EQ(table->rows.size(), 3u);
  EXPECT_EQ(table->rows[0].size(), 12u);
  EXPECT_EQ(table->rows[1].size(), 12u);
  EXPECT_EQ(table->rows[1][3], time_code(cues[0].start));
}

}  // namespace
}  // namespace auteur::music

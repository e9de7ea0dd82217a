// A cue as MusicXML 4.0: what was played is brought back to beats, bars and voices.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "auteur/base/markup.h"
#include "auteur/music/notation.h"
#include "composing.h"

namespace auteur::music {
namespace {

constexpr int kDivisions = 4;  // sixteenths a quarter
constexpr int kMostVoices = 4;
constexpr int kMostBars = 20000;

struct Bar { int start = 0, length = 16; double tempo = 90; };  // in sixteenths from the first beat
struct Tone { int pitch, velocity; };
// Tones that begin and end together; rests have none.
struct Group { int start = 0, length = 4; std::vector<Tone> tones; bool tied_in = false, tied_out = false; };

struct Spelling { char step; int alter, octave; };
// The name of a pitch that lies nearest to the key on the line of fifths.
Spelling spell(int pitch, int fifths) {
  static constexpr char kSteps[7] = {'F', 'C', 'G', 'D', 'A', 'E', 'B'};
  static constexpr int kClass[7] = {5, 0, 7, 2, 9, 4, 11};
  // Position 0 = F, 1 = C ...; the key's seven tones are fifths .. fifths + 6.
  int best = 0, nearest = 99;
  for (int line = -8; line <= 19; ++line) {
    const int i = ((line % 7) + 7) % 7, alter = (line - i) / 7;
    if (((kClass[i] + alter) % 12 + 12) % 12 != ((pitch % 12) + 12) % 12) continue;
    const int away = line < fifths ? fifths - line : line > fifths + 6 ? line - fifths - 6 : 0;
    if (away < nearest) { nearest = away; best = line; }
  }
  const int i = ((best % 7) + 7) % 7, alter = (best - i) / 7;
  return {kSteps[i], alter, (pitch - alter - kClass[i]) / 12 - 1};
}

std::string pitch_xml(const Spelling& s) {
  return fmt::format("<pitch><step>{}</step>{}<octave>{}</octave></pitch>", s.step, s.alter != 0 ? fmt::format("<alter>{}</alter>", s.alter) : "", s.octave);
}

// Lengths that one note can have, in sixteenths.
struct Value { int length; const char* type; bool dot; };
constexpr std::array<Value, 9> kValues{{{24, "whole", true}, {16, "whole", false}, {12, "half", true}, {8, "half", false}, {6, "quarter", true}, {4, "quarter", false}, {3, "eighth", true}, {2, "eighth", false}, {1, "16th", false}}};
const Value& largest(int length) {
  for (const auto& v : kValues) if (v.length <= length) return v;
  return kValues.back();
}

const char* loudness(int velocity) {
  static constexpr std::pair<int, const char*> kMarks[] = {{34, "pp"}, {48, "p"}, {62, "mp"}, {76, "mf"}, {92, "f"}, {128, "ff"}};
  for (const auto& [below, mark] : kMarks) if (velocity < below) return mark;
  return "ff";
}

class Engraver {
 public:
  explicit Engraver(const FilmCue& film) : film_(film), cue_(film.cue), fifths_(fifths_of(film.cue.tonic, film.cue.mode)) { lay_bars(); }

  std::string run() {
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE score-partwise PUBLIC \"-//Recordare//DTD MusicXML 4.0 Partwise//EN\" \"http://www.musicxml.org/dtds/partwise.dtd\">\n<score-partwise version=\"4.0\">\n";
    out += fmt::format("  <work><work-number>{}</work-number><work-title>{}</work-title></work>\n  <identification><encoding><software>Auteur</software></encoding></identification>\n  <credit page=\"1\"><credit-words>{} at concert pitch, begins at {}</credit-words></credit>\n", escaped_markup(film_.name), escaped_markup(film_.title), escaped_markup(film_.name), time_code(film_.start));
    std::vector<std::size_t> parts;
    for (std::size_t p = 0; p < cue_.parts.size(); ++p)
      if (p == 0 || std::any_of(cue_.notes.begin(), cue_.notes.end(), [&](const Note& n) { return n.part == static_cast<int>(p); })) parts.push_back(p);
    out += "  <part-list>\n";
    for (const auto p : parts) {
      const auto& part = cue_.parts[p];
      const int slot = static_cast<int>(p) % 15;
      out += fmt::format("    <score-part id=\"P{0}\"><part-name>{1}</part-name><score-instrument id=\"P{0}-I\"><instrument-name>{1}</instrument-name></score-instrument><midi-instrument id=\"P{0}-I\"><midi-channel>{2}</midi-channel><midi-program>{3}</midi-program><volume>{4:.0f}</volume><pan>{5:.0f}</pan></midi-instrument></score-part>\n",
                         p + 1, escaped_markup(part.name), (slot < 9 ? slot : slot + 1) + 1, part.program + 1, std::clamp(61 * std::pow(10.0, part.level_db / 40), 0.0, 100.0), 90 * part.pan);
    }
    if (parts.empty()) out += "    <score-part id=\"P1\"><part-name>music</part-name></score-part>\n";
    out += "  </part-list>\n";
    for (std::size_t i = 0; i < parts.size(); ++i) out += part_xml(parts[i], i == 0);
    if (parts.empty()) out += "  <part id=\"P1\"><measure number=\"1\"><note><rest measure=\"yes\"/><duration>16</duration></note></measure></part>\n";
    return out + "</score-partwise>\n";
  }

 private:
  void lay_bars() {
    const auto tempo_at = [&](std::size_t beat) { return beat + 1 < cue_.beats.size() ? 60 / std::max(0.05, (cue_.beats[beat + 1] - cue_.beats[beat]).value) : cue_.tempo; };
    for (std::size_t b = 0; b + 1 < cue_.bars.size() && b < kMostBars; ++b)
      bars_.push_back({cue_.bars[b] * kDivisions, (cue_.bars[b + 1] - cue_.bars[b]) * kDivisions, tempo_at(static_cast<std::size_t>(cue_.bars[b]))});
    std::erase_if(bars_, [](const Bar& b) { return b.length <= 0; });
    const int at = bars_.empty() ? 0 : bars_.back().start + bars_.back().length;
    int last = cue_.metre * kDivisions;
    if (bars_.empty()) last = std::clamp(static_cast<int>(std::ceil(cue_.length.value * cue_.tempo / 60)), 1, 32) * kDivisions;
    bars_.push_back({at, last, cue_.tempo});
    end_ = at + last;
  }

  // Sixteenths from the first beat.
  int place(double t) const {
    if (cue_.beats.size() < 2) return static_cast<int>(std::lround(t * cue_.tempo / 60 * kDivisions));
    const auto it = std::upper_bound(cue_.beats.begin(), cue_.beats.end(), Seconds(t), [](Seconds a, Seconds b) { return a < b; });
    const auto i = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(it - cue_.beats.begin() - 1, 0, static_cast<std::ptrdiff_t>(cue_.beats.size()) - 1));
    const double beat = i + 1 < cue_.beats.size() ? (cue_.beats[i + 1] - cue_.beats[i]).value : 60 / cue_.tempo;
    return static_cast<int>(std::lround((static_cast<double>(i) + (t - cue_.beats[i].value) / std::max(0.05, beat)) * kDivisions));
  }

  // Voices of a part: what begins and ends together is a chord; what overlaps goes to another voice.
  std::vector<std::vector<Group>> voices_of(std::size_t p) const {
    std::map<std::pair<int, int>, Group> groups;
    std::set<int> onsets;
    const int program = cue_.parts[p].program;
    const bool rings = program < 16 || program == 45 || program == 46 || program == 47 || (program >= 24 && program < 40);
    std::vector<std::array<int, 4>> tones;
    for (const auto& n : cue_.notes) {
      if (n.part != static_cast<int>(p)) continue;
      const int on = std::clamp(place(n.start.value), 0, end_ - 1), off = std::clamp(place(n.start.value + n.length.value + 0.03), on + 1, end_);
      tones.push_back({on, off, n.pitch, n.velocity});
      onsets.insert(on);
    }
    for (auto& [on, off, pitch, velocity] : tones) {
      if (rings)  // what is struck or plucked rings on by itself: written until the next one
        if (const auto next = onsets.upper_bound(on); next != onsets.end()) off = std::min(off, *next);
      Group& g = groups[{on, off}];
      g.start = on;
      g.length = off - on;
      if (std::none_of(g.tones.begin(), g.tones.end(), [&, q = pitch](const Tone& t) { return t.pitch == q; })) g.tones.push_back({pitch, velocity});
    }
    std::vector<std::vector<Group>> voices;
    for (auto& [key, g] : groups) {
      std::sort(g.tones.begin(), g.tones.end(), [](const Tone& a, const Tone& b) { return a.pitch < b.pitch; });
      auto free = std::find_if(voices.begin(), voices.end(), [&, &group = g](const auto& v) { return v.back().start + v.back().length <= group.start; });
      if (free == voices.end()) {
        if (voices.size() < kMostVoices) {
          voices.emplace_back();
          free = voices.end() - 1;
        } else {  // no voice is free: the one that has sounded longest is cut
          free = std::min_element(voices.begin(), voices.end(), [](const auto& a, const auto& b) { return a.back().start < b.back().start; });
          if (free->back().start == g.start) {
            free->back().tones.insert(free->back().tones.end(), g.tones.begin(), g.tones.end());
            continue;
          }
          free->back().length = g.start - free->back().start;
        }
      }
      free->push_back(g);
    }
    return voices;
  }

  // A voice within a bar: pieces cut at the bar lines, tied, with rests between.
  static std::vector<Group> within(const std::vector<Group>& voice, const Bar& bar) {
    std::vector<Group> out;
    int at = bar.start;
    const int end = bar.start + bar.length;
    const auto push = [&](int from, int to, const Group* g) {
      while (from < to) {
        Group piece;
        piece.start = from;
        piece.length = largest(to - from).length;
        if (g != nullptr) {
          piece.tones = g->tones;
          piece.tied_in = from > g->start;
          piece.tied_out = from + piece.length < g->start + g->length;
        }
        from += piece.length;
        out.push_back(std::move(piece));
      }
    };
    for (const auto& g : voice) {
      const int from = std::max(g.start, at), to = std::min(g.start + g.length, end);
      if (g.start + g.length <= bar.start || to <= from) continue;
      if (g.start >= end) break;
      push(at, from, nullptr);
      push(from, to, &g);
      at = to;
    }
    push(at, end, nullptr);
    return out;
  }

  std::string note_xml(const Group& g, int voice, std::size_t p) const {
    std::string out;
    const Value& value = largest(g.length);
    const std::string length = fmt::format("<duration>{}</duration>", g.length), kind = fmt::format("<voice>{}</voice><type>{}</type>{}", voice, value.type, value.dot ? "<dot/>" : "");
    if (g.tones.empty()) return fmt::format("      <note><rest/>{}{}</note>\n", length, kind);
    for (std::size_t i = 0; i < g.tones.size(); ++i) {
      const std::string ties = std::string(g.tied_in ? "<tie type=\"stop\"/>" : "") + (g.tied_out ? "<tie type=\"start\"/>" : "");
      const std::string tied = std::string(g.tied_in ? "<tied type=\"stop\"/>" : "") + (g.tied_out ? "<tied type=\"start\"/>" : "");
      out += fmt::format("      <note>{}{}{}{}<instrument id=\"P{}-I\"/>{}{}</note>\n", i > 0 ? "<chord/>" : "", pitch_xml(spell(g.tones[i].pitch, fifths_)), length, ties, p + 1, kind, tied.empty() ? "" : "<notations>" + tied + "</notations>");
    }
    return out;
  }

  std::string attributes(std::size_t b, std::size_t p) const {
    const Bar& bar = bars_[b];
    const bool first = b == 0, meter = first || bars_[b - 1].length != bar.length;
    if (!meter) return "";
    std::string out = "      <attributes>";
    if (first) out += fmt::format("<divisions>{}</divisions><key><fifths>{}</fifths><mode>{}</mode></key>", kDivisions, fifths_, mode_name());
    out += fmt::format("<time><beats>{}</beats><beat-type>4</beat-type></time>", bar.length / kDivisions);
    if (first) out += clef(p);
    return out + "</attributes>\n";
  }
  const char* mode_name() const {
    static constexpr const char* kModes[] = {"major", "dorian", "phrygian", "lydian", "mixolydian", "minor"};
    return kModes[std::clamp(cue_.mode, 0, 5)];
  }
  std::string clef(std::size_t p) const {
    double sum = 0;
    int count = 0;
    for (const auto& n : cue_.notes) if (n.part == static_cast<int>(p)) sum += n.pitch, ++count;
    return count > 0 && sum / count < 57 ? "<clef><sign>F</sign><line>4</line></clef>" : "<clef><sign>G</sign><line>2</line></clef>";
  }

  std::string directions(std::size_t b, std::size_t p, bool top, std::string& mark) const {
    const Bar& bar = bars_[b];
    std::string out;
    if (top && (b == 0 || std::abs(bars_[b - 1].tempo / bar.tempo - 1) > 0.001))
      out += fmt::format("      <direction placement=\"above\"><direction-type><metronome><beat-unit>quarter</beat-unit><per-minute>{0:.2f}</per-minute></metronome></direction-type><sound tempo=\"{0:.3f}\"/></direction>\n", bar.tempo);
    const auto here = [&](double t) { const int at = place(t); return at >= bar.start && at < bar.start + bar.length; };
    if (top)
      for (const auto& h : cue_.hits)
        if (here(h.at.value)) out += fmt::format("      <direction placement=\"above\"><direction-type><rehearsal>{}</rehearsal></direction-type></direction>\n", escaped_markup(fmt::format("{} {}", time_code(film_.start + h.at), h.what)));
    for (const auto& u : cue_.theme_uses)
      if (u.part == static_cast<int>(p) && here(u.start.value)) out += fmt::format("      <direction placement=\"below\"><direction-type><words font-style=\"italic\">{}</words></direction-type></direction>\n", escaped_markup((u.owner.empty() ? "the film's theme" : u.owner) + ": " + u.how));
    int loud = 0, count = 0;
    for (const auto& n : cue_.notes)
      if (n.part == static_cast<int>(p) && here(n.start.value)) loud += n.velocity, ++count;
    if (count > 0 && mark != loudness(loud / count)) {
      mark = loudness(loud / count);
      out += fmt::format("      <direction placement=\"below\"><direction-type><dynamics><{}/></dynamics></direction-type></direction>\n", mark);
    }
    return out;
  }

  std::string harmony(std::size_t b) const {
    if (b >= cue_.chords.size() || b >= cue_.bars.size()) return "";
    const Chord& c = cue_.chords[b];
    const Spelling root = spell(60 + (cue_.tonic + c.root) % 12, fifths_);
    const char* kind = c.quality == 'M' ? "major" : c.quality == 'm' ? "minor" : c.quality == 'd' ? "diminished" : "suspended-fourth";
    return fmt::format("      <harmony><root><root-step>{}</root-step>{}</root><kind>{}</kind></harmony>\n", root.step, root.alter != 0 ? fmt::format("<root-alter>{}</root-alter>", root.alter) : "", kind);
  }

  std::string part_xml(std::size_t p, bool top) const {
    const auto voices = voices_of(p);
    std::string out = fmt::format("  <part id=\"P{}\">\n", p + 1), mark;
    for (std::size_t b = 0; b < bars_.size(); ++b) {
      const Bar& bar = bars_[b];
      out += fmt::format("    <measure number=\"{}\">\n", b + 1) + attributes(b, p) + directions(b, p, top, mark) + (top ? harmony(b) : "");
      bool any = false;
      for (std::size_t v = 0; v < voices.size(); ++v) {
        const auto pieces = within(voices[v], bar);
        if (std::all_of(pieces.begin(), pieces.end(), [](const Group& g) { return g.tones.empty(); })) continue;
        if (any) out += fmt::format("      <backup><duration>{}</duration></backup>\n", bar.length);
        for (const auto& g : pieces) out += note_xml(g, static_cast<int>(v) + 1, p);
        any = true;
      }
      if (!any) out += fmt::format("      <note><rest measure=\"yes\"/><duration>{}</duration><voice>1</voice></note>\n", bar.length);
      if (b + 1 == bars_.size()) out += "      <barline location=\"right\"><bar-style>light-heavy</bar-style></barline>\n";
      out += "    </measure>\n";
    }
    return out + "  </part>\n";
  }

  const FilmCue& film_;
  const Cue& cue_;
  const int fifths_;
  std::vector<Bar> bars_;
  int end_ = 16;
};

}  // namespace

std::string musicxml(const FilmCue& cue) { return Engraver(cue).run(); }

}  // namespace auteur::music

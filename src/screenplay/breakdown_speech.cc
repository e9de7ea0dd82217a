#include "breakdown_builder.h"

#include <algorithm>

#include "auteur/base/text.h"
#include "noun_tables.h"

namespace auteur::screenplay {
namespace {

bool is_pause_word(std::string_view manner) {
  const std::string m = lower(trim(manner));
  return is_one_of(m, {"beat", "a beat", "pause", "a pause", "then", "long beat", "long pause", "silence", "stops himself", "stops herself", "stops", "hesitates", "pausing", "hesitating"});
}

}  // namespace

std::string BreakdownBuilder::addressee(std::string_view manner) const {
  const auto w = words(manner, 0, manner.size());
  for (std::size_t i = 1; i < w.size(); ++i)
    if (w[i - 1].low == "to" || w[i - 1].low == "at")
      if (const auto m = cast_.at(w, i); m.person >= 0) return cast_.members()[static_cast<std::size_t>(m.person)].id;
  return {};
}

// Everybody who speaks under a cue.
std::vector<int> BreakdownBuilder::speakers_of(const CueNames& names, const std::string& cue) const {
  std::vector<int> speakers;
  if (!names.everybody) {
    for (const auto& id : names.ids)
      if (const int p = cast_.find_id(id); p >= 0) speakers.push_back(p);
    return speakers;
  }
  for (int p : memory_.seen)
    if (speakers.size() < 6) speakers.push_back(p);
  if (lower(cue) == "both" && speakers.size() > 2) speakers.erase(speakers.begin(), speakers.end() - 2);
  return speakers;
}

// What the speaker does while speaking: "(picks up the cup)".
void BreakdownBuilder::read_acts(const Element& e, std::size_t index, int speaker, SpeechBlock& block) {
  for (auto& b : ActionReader(cast_, scene_, memory_).read_manner(one_line(e.text), speaker)) {
    if (const auto out_there = memory_.away.find(speaker); out_there != memory_.away.end() && out_there->second != kOutside) b.away = out_there->second;
    b.bytes = e.bytes;
    b.element = static_cast<int>(index);
    block.acts.push_back(std::move(b));
  }
}

// What stands under the cue before `i`; `i` comes after it. `actor`: who is seen speaking alone, or -1.
BreakdownBuilder::SpeechBlock BreakdownBuilder::read_block(std::size_t& i, int actor) {
  const auto& e = script_.elements;
  SpeechBlock block;
  block.range = e[i - 1].bytes;
  auto& pieces = block.pieces;
  std::string manner;
  bool pause = false;
  for (; i < e.size(); ++i) {
    const auto kind = e[i].kind;
    if (kind == ElementKind::kNote || kind == ElementKind::kBoneyard) continue;
    if (kind == ElementKind::kParenthetical) {
      const std::string m = one_line(e[i].text);
      if (const auto to = addressee(m); !to.empty()) block.target = to;
      meter_.add(m, 1.5);
      if (is_pause_word(m)) pause = true;
      else manner += (manner.empty() ? "" : ", ") + m;
      if (actor >= 0) read_acts(e[i], i, actor, block);
    } else if (kind == ElementKind::kDialogue || kind == ElementKind::kLyrics) {
      const bool sung = kind == ElementKind::kLyrics;
      if (sung && e[i].bytes.begin > block.range.end + 8 && !pieces.empty()) break;
      const std::string text = one_line(e[i].text);
      if (text.empty()) continue;
      if (!pieces.empty() && manner.empty() && !pause && pieces.back().sung == sung) pieces.back().text += " " + text;
      else pieces.push_back({text, manner, i, sung, pause});
      manner.clear();
      pause = false;
    } else {
      break;
    }
    block.range.end = std::max(block.range.end, e[i].bytes.end);
  }
  return block;
}

// Who is heard is in the scene, seen or not. Where the speaker is when not here, or "".
std::string BreakdownBuilder::heard_from(int person, bool unseen) {
  std::string away;
  if (const auto out_there = memory_.away.find(person); out_there != memory_.away.end()) {
    if (out_there->second != kOutside) away = out_there->second;
    else if (!unseen) memory_.away.erase(out_there);
  }
  if (person < 0) return away;
  if (unseen) {
    if (std::find(memory_.seen.begin(), memory_.seen.end(), person) == memory_.seen.end()) memory_.heard.insert(person);
    return away;
  }
  memory_.heard.erase(person);
  ActionReader(cast_, scene_, memory_).see(person);
  memory_.last_person = person;
  const auto& gender = cast_.gender(person);
  if (gender != "male") memory_.last_female = person;
  if (gender != "female") memory_.last_male = person;
  memory_.subjects = {person};
  return away;
}

void BreakdownBuilder::speech(std::size_t& i) {
  const Element& cue = script_.elements[i++];
  const CueNames names = read_cue_name(cue.name);
  std::vector<int> speakers = speakers_of(names, cue.name);
  const std::string extension = names.voice_only && cue.extension.empty() ? "V.O." : cue.extension;
  const bool unseen = is_unseen(extension);
  if (pov_ >= 0) {  // who speaks is seen again
    pov_ = -1;
    if (scene_.told == "pov" && !unseen) resume();
  }
  SpeechBlock block = read_block(i, !unseen && speakers.size() == 1 ? speakers[0] : -1);
  for (auto& b : block.acts) scene_.beats.push_back(std::move(b));
  if (block.pieces.empty()) return;
  ++line_;
  if (speakers.empty()) speakers.push_back(-1);
  for (std::size_t s = 0; s < speakers.size(); ++s) say(block, cue, extension, speakers[s], s, heard_from(speakers[s], unseen));
  text_ += "\n";
}

// The block as beats of one of its speakers, the `s`-th.
void BreakdownBuilder::say(const SpeechBlock& block, const Element& cue, const std::string& extension, int person, std::size_t s, const std::string& away) {
  const std::string who = person >= 0 ? cast_.members()[static_cast<std::size_t>(person)].id : "";
  const std::string base = scene_.number + "-" + std::to_string(line_) + (s > 0 ? "+" + std::to_string(s + 1) : "");
  for (std::size_t k = 0; k < block.pieces.size(); ++k) {
    const auto& piece = block.pieces[k];
    Beat b;
    b.who = who;
    b.away = away;
    b.element = static_cast<int>(piece.element);
    b.bytes = script_.elements[piece.element].bytes;
    if (piece.pause_before && s == 0) {
      Beat rest = b;
      rest.kind = BeatKind::kPause;
      rest.text = "beat";
      scene_.beats.push_back(std::move(rest));
    }
    b.kind = BeatKind::kLine;
    b.text = piece.text;
    b.manner = piece.manner;
    if (piece.sung) b.manner += (b.manner.empty() ? "" : ", ") + std::string("singing");
    b.extension = !away.empty() && extension.empty() ? "FILTERED" : extension;
    b.target = block.target;
    b.dual = s > 0 || (cue.dual && k == 0);
    b.line_id = base + (block.pieces.size() > 1 ? "-" + letters(k) : "");
    if (block.pieces.size() == 1) b.bytes = block.range;
    if (person >= 0) {
      auto& m = cast_.members()[static_cast<std::size_t>(person)];
      m.lines += k == 0;
      m.words += count_words(piece.text);
      spoke_.insert(person);
    }
    if (s == 0) meter_.add(piece.text, 0.7);
    scene_.beats.push_back(std::move(b));
  }
}

std::string BreakdownBuilder::letters(std::size_t k) {
  std::string s(1, static_cast<char>('a' + k % 26));
  return k < 26 ? s : letters(k / 26 - 1) + s;
}

}  // namespace auteur::screenplay

#include "auteur/staging/meeting.h"

#include "auteur/base/text.h"
#include "tables.h"

namespace auteur::staging {
namespace {

using screenplay::Beat;
using screenplay::BeatKind;

bool narrates(const std::string& extension) {
  const std::string ext = upper(extension);
  return ext.starts_with("V.O") || ext == "VO";
}

// "I never--", "I never\xE2\x80\x94": broken off. "..." trails off and lets the other wait.
bool broken_off(std::string_view text) {
  text = trim(text);
  while (text.ends_with('"') || text.ends_with('*') || text.ends_with('_')) text.remove_suffix(1);
  return text.ends_with("--") || text.ends_with("\xE2\x80\x94") || text.ends_with("\xE2\x80\x93") || text.ends_with(" -");
}

// Of two lines by two people, one right after the other.
Meeting by_words(const std::string& before, const std::string& manner) {
  if (has_any(manner, tables().overlaps)) return Meeting::kOverlaps;
  return broken_off(before) || has_any(manner, tables().interrupts) ? Meeting::kInterrupts : Meeting::kAfter;
}

}  // namespace

Meeting meeting_of(const screenplay::Scene& scene, std::size_t index) {
  if (index == 0 || index >= scene.beats.size()) return Meeting::kAfter;
  const Beat &now = scene.beats[index], &before = scene.beats[index - 1];
  if (now.kind != BeatKind::kLine || before.kind != BeatKind::kLine || narrates(now.extension) || narrates(before.extension)) return Meeting::kAfter;
  if (now.dual) return Meeting::kTogether;
  if (now.who == before.who || now.text.empty()) return Meeting::kAfter;
  return by_words(before.text, now.manner);
}

const Line* spoken_over(const Staging& staging, const Line& line, Meeting* how) {
  const Line* before = nullptr;
  for (const Line& other : staging.lines) {
    if (&other == &line || other.id == line.id) break;
    before = &other;
  }
  if (!before || before->who == line.who || !(line.start < before->end)) return nullptr;
  if (how) *how = line.start == before->start ? Meeting::kTogether : by_words(before->text, line.manner);
  return before;
}

std::optional<Seconds> cut_of(const Staging& staging, const Line& line) {
  for (std::size_t i = 0; i + 1 < staging.lines.size(); ++i) {
    if (staging.lines[i].id != line.id) continue;
    Meeting how = Meeting::kAfter;
    if (!spoken_over(staging, staging.lines[i + 1], &how) || how != Meeting::kInterrupts) return std::nullopt;
    return Seconds(staging.lines[i].end.value - kRelease);
  }
  return std::nullopt;
}

const char* name_of(Meeting meeting) {
  switch (meeting) {
    case Meeting::kInterrupts: return "interrupts";
    case Meeting::kOverlaps: return "over";
    case Meeting::kTogether: return "with";
    case Meeting::kAfter: break;
  }
  return "";
}

}  // namespace auteur::staging

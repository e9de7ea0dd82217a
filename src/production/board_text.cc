#include "board_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "auteur/base/text.h"

namespace auteur::production {
namespace {

// The words of `text` that are heard between two shares of it. A language without spaces is divided at letters.
std::string heard(const std::string& text, double from, double to) {
  std::vector<std::size_t> ends;  // byte offsets behind each word
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == ' ' && i > 0 && text[i - 1] != ' ') ends.push_back(i);
  const bool words = ends.size() * 14 >= text.size() || text.size() < 14;
  if (!words) {
    ends.clear();
    for (std::size_t i = 1; i < text.size(); ++i)
      if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) ends.push_back(i);
  }
  ends.push_back(text.size());
  const auto cut = [&](double share) {
    if (share <= 0.0) return std::size_t{0};
    if (share >= 1.0) return text.size();
    const double at = share * static_cast<double>(text.size());
    const auto it = std::min_element(ends.begin(), ends.end(), [&](std::size_t a, std::size_t b) { return std::abs(static_cast<double>(a) - at) < std::abs(static_cast<double>(b) - at); });
    return *it;
  };
  const std::size_t a = cut(from), b = cut(to);
  if (b <= a) return {};
  std::string part(trim(std::string_view(text).substr(a, b - a)));
  if (part.empty()) return {};
  if (a > 0) part = "… " + part;
  if (b < text.size()) part += " …";
  return part;
}

const char* size_word(camera::Size size) {
  static constexpr const char* kWords[] = {"extreme close-up", "close-up", "medium close-up", "medium shot", "medium long shot", "long shot", "extreme long shot"};
  return kWords[std::clamp(static_cast<int>(size), 0, 6)];
}

}  // namespace

std::vector<BoardText> board_text(const camera::Shot& shot, const std::vector<camera::BoardPanel>& panels, const staging::Staging& staging, const screenplay::Breakdown& scene) {
  std::vector<BoardText> out(panels.size());
  if (scene.scenes.empty()) return out;
  const auto& beats = scene.scenes[0].beats;
  const auto name_of = [&](const std::string& id) {
    for (const auto& c : scene.cast)
      if (c.id == id) return upper(c.name);
    return upper(id);
  };
  std::set<std::string> told;
  for (std::size_t k = 0; k < panels.size(); ++k) {
    const double from = (shot.start + panels[k].from).value, to = (shot.start + panels[k].to).value;
    const bool last = k + 1 == panels.size();
    for (const auto& timed : staging.beats) {
      if (timed.beat < 0 || static_cast<std::size_t>(timed.beat) >= beats.size()) continue;
      const auto& beat = beats[static_cast<std::size_t>(timed.beat)];
      if (beat.kind == screenplay::BeatKind::kLine) continue;
      // What happens at once belongs to where it begins; what takes longer than a look is told where most of it is seen.
      const double start = timed.start.value, end = std::max(timed.end.value, start), middle = start + std::min(0.4, 0.5 * (end - start));
      if (middle < from || (middle >= to && !(last && middle <= to))) continue;
      std::string words(trim(beat.text));
      // What stands in brackets within a speech ("beat") is no sentence of its own.
      static const std::set<std::string> kRests = {"beat", "a beat", "long beat", "a long beat", "pause", "a pause", "long pause", "a long pause"};
      if (kRests.contains(words)) words = "(" + words + ")";
      if (words.empty() || !told.insert(words).second) continue;
      std::string& action = out[k].action;
      if (!action.empty()) action += std::string_view(".!?:;,…").find(action.back()) == std::string_view::npos ? ". " : " ";
      action += words;
    }
    for (const auto& line : staging.lines) {
      const double length = std::max((line.end - line.start).value, 1e-6);
      const double a = (std::max(from, line.start.value) - line.start.value) / length, b = (std::min(to, line.end.value) - line.start.value) / length;
      if (b <= a) continue;
      // A word's tail over a cut is no line of the next panel.
      const std::string words = heard(line.text, a * length < 0.15 ? 0 : a, (1 - b) * length < 0.15 ? 1 : b);
      if (words.empty() || (b - a) * length < 0.2) continue;
      std::string who = name_of(line.who);
      if (!line.extension.empty()) who += " (" + line.extension + ")";
      else if (line.off_screen) who += " (O.S.)";
      out[k].dialogue.emplace_back(who, words);
    }
  }
  return out;
}

std::string board_about(const camera::Shot& shot) {
  std::string about = size_word(shot.size);
  if (shot.framing != camera::Framing::kSingle) about += std::string(", ") + camera::framing_name(shot.framing);
  if (!shot.keys.empty()) about += fmt::format(", {:.0f} mm", shot.keys[0].camera.focal_mm);
  if (shot.movement != camera::Movement::kStatic) about += std::string(", ") + camera::movement_name(shot.movement);
  return about;
}

std::string panel_name(const std::string& shot, std::size_t panel, std::size_t of) { return of <= 1 ? shot : fmt::format("{}-{}", shot, panel + 1); }

}  // namespace auteur::production

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "auteur/base/text.h"
#include "auteur/screenplay/compare.h"

namespace auteur::screenplay {
namespace {

constexpr std::string_view kLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ";  // no I and no O: they look like numbers

struct Parts { std::string front, digits, back; };
Parts parts_of(const std::string& number) {
  Parts p;
  std::size_t i = 0;
  while (i < number.size() && !std::isdigit(static_cast<unsigned char>(number[i]))) p.front += number[i++];
  while (i < number.size() && std::isdigit(static_cast<unsigned char>(number[i]))) p.digits += number[i++];
  p.back = number.substr(i);
  return p;
}

constexpr std::array<std::string_view, 10> kColours = {"White", "Blue", "Pink", "Yellow", "Green", "Goldenrod", "Buff", "Salmon", "Cherry", "Tan"};

std::string ordinal(int n) {
  const char* end = n % 100 >= 11 && n % 100 <= 13 ? "th" : n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : n % 10 == 3 ? "rd" : "th";
  return std::to_string(n) + end;
}

// Round (from 0) and place in kColours of a colour named somewhere in `text`; -1 if none is.
std::pair<int, int> colour_in(std::string_view text) {
  const std::string low = lower(text);
  int round = 0;
  for (std::size_t i = 0; i < low.size(); ++i)
    if (std::isdigit(static_cast<unsigned char>(low[i])) && (i == 0 || !std::isalnum(static_cast<unsigned char>(low[i - 1])))) {
      std::size_t k = i;
      int n = 0;
      while (k < low.size() && std::isdigit(static_cast<unsigned char>(low[k])) && n < 1000) n = n * 10 + (low[k++] - '0');
      const std::string_view end = std::string_view(low).substr(k, 2);
      if ((end == "nd" || end == "rd" || end == "th" || end == "st") && n >= 1) round = n - 1;
      i = k;
    }
  if (low.find("double") != std::string::npos) round = 1;
  for (std::size_t c = 0; c < kColours.size(); ++c) {
    const std::string name = lower(kColours[c]);
    for (auto at = low.find(name); at != std::string::npos; at = low.find(name, at + 1)) {
      const bool begins = at == 0 || !std::isalpha(static_cast<unsigned char>(low[at - 1]));
      const bool ends = at + name.size() >= low.size() || !std::isalpha(static_cast<unsigned char>(low[at + name.size()]));
      if (begins && ends) return {round, static_cast<int>(c)};
    }
  }
  return {0, -1};
}

std::string colour_name(int round, int colour) {
  const std::string name(kColours[static_cast<std::size_t>(colour)]);
  return round == 0 ? name : ordinal(round + 1) + " " + name;
}

}  // namespace

std::string number_between(const std::string& low, const std::string& high, const std::vector<std::string>& taken) {
  const auto used = [&](const std::string& n) { return std::find(taken.begin(), taken.end(), n) != taken.end(); };
  if (low.empty() && high.empty()) return "1";
  const Parts l = parts_of(low), h = parts_of(high);
  // Between 12 and 12A, and before the first scene, the letter stands in front: it comes before.
  const bool under = !low.empty() && !high.empty() && h.front.empty() && l.digits == h.digits && h.back.size() > l.back.size() && h.back.starts_with(l.back);
  const auto with = [&](const std::string& front, const std::string& back) -> std::string {
    for (const char c : kLetters)
      if (const std::string n = front + c + back; !used(n)) return n;
    return {};
  };
  if (low.empty() || under) {
    for (std::string front;; front += 'Z')
      if (auto n = with(front, high); !n.empty()) return n;
  }
  // After the last scene the numbers go on.
  if (high.empty() && l.front.empty()) {
    long n = std::strtol(l.digits.substr(0, 9).c_str(), nullptr, 10);
    if (l.digits.empty()) n = 0;
    for (;;)
      if (const std::string next = std::to_string(++n); !used(next)) return next;
  }
  // 12 -> 12A; 12A before 12B -> 12AA; 12A before 13 -> 12B.
  if (!l.front.empty() && l.digits == h.digits && h.front.empty()) {  // A12 before 12 -> B12
    if (auto n = with("", l.digits + l.back); !n.empty()) return n;
  }
  const bool next_letter = !l.back.empty() && !(l.digits == h.digits && h.back.size() == l.back.size() && h.front == l.front);
  if (next_letter) {
    const auto at = kLetters.find(l.back.back());
    const std::string stem = l.front + l.digits + l.back.substr(0, l.back.size() - 1);
    if (at != std::string_view::npos)
      for (std::size_t k = at + 1; k < kLetters.size(); ++k)
        if (const std::string n = stem + kLetters[k]; !used(n)) return n;
  }
  for (std::string back = low;; back += 'Z')
    if (auto n = with(back, ""); !n.empty()) return n;
}

std::vector<LockedNumber> lock_numbers(const Comparison& c) {
  std::vector<LockedNumber> out;
  std::vector<std::string> taken;
  for (const auto& s : c.scenes)
    if (s.before >= 0) taken.push_back(s.number_before);
  // In the order of the old draft's numbers: moved scenes leave theirs behind, where they were.
  std::vector<const SceneChange*> moved;
  for (const auto& s : c.scenes)
    if (s.moved) moved.push_back(&s);
  std::sort(moved.begin(), moved.end(), [](const auto* a, const auto* b) { return a->before < b->before; });
  std::size_t next_moved = 0;
  const auto leave = [&](int before) {
    for (; next_moved < moved.size() && moved[next_moved]->before < before; ++next_moved) out.push_back({moved[next_moved]->number_before, moved[next_moved]->before, -1, true, ""});
  };
  for (const auto& s : c.scenes) {
    if (s.before >= 0 && !s.moved) {
      leave(s.before);
      out.push_back({s.number_before, s.before, s.after, s.after < 0, ""});
    } else {
      out.push_back({"", s.moved ? s.before : -1, s.after, false, ""});  // numbered below
    }
  }
  leave(1 << 30);
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (!out[i].number.empty()) continue;
    std::string high;
    for (std::size_t k = i + 1; k < out.size() && high.empty(); ++k) high = out[k].number;
    out[i].number = number_between(i > 0 ? out[i - 1].number : "", high, taken);
    taken.push_back(out[i].number);
  }
  for (auto& o : out) {
    if (!o.omitted) continue;
    for (const auto& n : out)
      if (!n.omitted && n.before == o.before && o.before >= 0) o.moved_to = n.number;
  }
  return out;
}

std::string next_colour(const std::string& colour) {
  auto [round, at] = colour_in(colour);
  if (at < 0) return std::string(kColours[1]);
  if (++at == static_cast<int>(kColours.size())) {
    at = 0;
    ++round;
  }
  return colour_name(round, at);
}

std::string colour_of(const Screenplay& draft) {
  for (auto it = draft.revisions.rbegin(); it != draft.revisions.rend(); ++it)
    if (const auto [round, at] = colour_in(it->name); at >= 0) return colour_name(round, at);
  for (const char* key : {"revision", "draft", "draft date", "notes"})
    for (const auto& f : draft.title_page)
      if (lower(f.key) == key)
        if (const auto [round, at] = colour_in(f.value); at >= 0) return colour_name(round, at);
  return {};
}

}  // namespace auteur::screenplay

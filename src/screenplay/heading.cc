#include "heading.h"

#include <cstdlib>
#include <vector>

#include "auteur/base/text.h"
#include "lexicon.h"
#include "words.h"

namespace auteur::screenplay {
namespace {

struct TimeFacts { bool is_time = false; std::optional<TimeOfDay> time; bool same = false, next_day = false; int named_day = 0; };

// A segment is a time when all its words are words of time.
TimeFacts read_time(std::string_view segment) {
  const Lexicon& x = lexicon();
  const auto w = words(segment, 0, segment.size());
  TimeFacts facts;
  if (w.empty()) return facts;
  bool days = false, later = false, number = false;
  for (std::size_t i = 0; i < w.size(); ++i) {
    const TimeEntry* entry = nullptr;
    if (i + 1 < w.size()) {
      entry = find(x.times, w[i].low + " " + w[i + 1].low);
      if (entry && entry->what != TimeWord::kFiller) { later |= w[i + 1].low == "later"; ++i; }
      else entry = nullptr;
    }
    if (!entry) entry = find(x.times, w[i].low);
    if (!entry && !w[i].low.empty() && w[i].low[0] >= '0' && w[i].low[0] <= '9') {
      number = true;
      if (i > 0 && (w[i - 1].low == "day" || w[i - 1].low == "tag" || w[i - 1].low == "jour") && w[i].low.size() < 4) facts.named_day = std::atoi(w[i].low.c_str());
      continue;
    }
    if (!entry) return {};
    const auto& low = w[i].low;
    days |= low == "days" || low == "week" || low == "weeks" || low == "month" || low == "months" || low == "year" || low == "years";
    later |= low == "later" || low == "after";
    facts.next_day |= low == "next" || low == "following" || low == "lendemain" || low == "siguiente" || low == "suivant" || low == "nächster" || low == "nächsten";
    if (entry->what == TimeWord::kFixed) { facts.time = entry->time; facts.is_time = true; }
    if (entry->what == TimeWord::kSame) { facts.same = true; facts.is_time = true; }
  }
  if ((days && later)) { facts.next_day = true; facts.is_time = true; }
  if (days && !later && !facts.time && !facts.same) return {};
  (void)number;
  if (facts.next_day && facts.time) facts.is_time = true;
  // "THE NEXT DAY" is any hour of light.
  return facts;
}

// Longest run of words that ends at `last` and names a kind of place.
const PlaceKind* kind_ending_at(const std::vector<Word>& w, std::size_t first, std::size_t last) {
  const Lexicon& x = lexicon();
  for (std::size_t from = last + 1 - std::min<std::size_t>(3, last + 1 - first); from <= last; ++from) {
    std::string phrase;
    for (std::size_t i = from; i <= last; ++i) phrase += (phrase.empty() ? "" : " ") + w[i].low + (w[i].possessive && i < last ? "'s" : "");
    if (const auto* kind = find(x.places, phrase)) return kind;
    if (const auto* kind = find(x.places, singular(phrase))) return kind;
  }
  return nullptr;
}

const PlaceKind* kind_of_words(const std::vector<Word>& w, std::size_t first, std::size_t end) {
  for (std::size_t last = end; last-- > first;)
    if (const auto* kind = kind_ending_at(w, first, last)) return kind;
  return nullptr;
}

const PlaceKind* kind_of_segment(std::string_view segment) {
  const auto w = words(segment, 0, segment.size());
  // "KITCHEN OF THE LIGHTHOUSE", "CUISINE DU PHARE": what stands before the connecting word is the place.
  for (std::size_t i = 1; i + 1 < w.size(); ++i) {
    if (!lexicon().connectors.contains(w[i].low)) continue;
    if (const auto* kind = kind_of_words(w, 0, i)) return kind;
  }
  if (const auto* kind = kind_of_words(w, 0, w.size())) return kind;
  // German compounds end in their head: "Leuchtturmküche".
  if (!w.empty() && w.back().low.size() > 6) {
    const auto& low = w.back().low;
    const PlaceKind* best = nullptr;
    std::size_t length = 0;
    for (std::size_t from = 2; from + 4 <= low.size(); ++from) {
      if (const auto* kind = find(lexicon().places, std::string_view(low).substr(from)); kind && low.size() - from > length) {
        best = kind;
        length = low.size() - from;
      }
    }
    return best;
  }
  return nullptr;
}

// Splits at " - ", dashes and " / ".
std::vector<std::string> segments_of(std::string_view s) {
  std::vector<std::string> out;
  std::string now;
  auto push = [&] {
    const auto t = trim(now);
    if (!t.empty()) out.emplace_back(t);
    now.clear();
  };
  for (std::size_t i = 0; i < s.size();) {
    if (s.substr(i, 3) == "\u2013" || s.substr(i, 3) == "\u2014") { push(); i += 3; continue; }
    if (s[i] == '-' && (i == 0 || s[i - 1] == ' ' || s[i - 1] == '-') ) { push(); ++i; continue; }
    if (s[i] == '-' && (i + 1 >= s.size() || s[i + 1] == ' ' || s[i + 1] == '-')) { push(); ++i; continue; }
    now += s[i++];
  }
  push();
  return out;
}

std::string without_parentheses(std::string_view s, std::string& inside) {
  std::string out;
  int depth = 0;
  for (char c : s) {
    if (c == '(') { ++depth; inside += ' '; continue; }
    if (c == ')') { if (depth > 0) --depth; continue; }
    (depth > 0 ? inside : out) += c;
  }
  return out;
}

std::size_t prefix_length(std::string_view s, Setting& setting, bool& found) {
  struct Prefix { std::string_view text; Setting setting; };
  static constexpr Prefix kPrefixes[] = {
      {"int./ext", Setting::kBoth}, {"ext./int", Setting::kBoth}, {"int/ext", Setting::kBoth}, {"ext/int", Setting::kBoth},
      {"i./e", Setting::kBoth}, {"e./i", Setting::kBoth}, {"i/e", Setting::kBoth}, {"e/i", Setting::kBoth},
      {"int", Setting::kInterior}, {"ext", Setting::kExterior}, {"est", Setting::kExterior}, {"innen/außen", Setting::kBoth},
      {"innen", Setting::kInterior}, {"außen", Setting::kExterior}};
  const std::string low = lower(s.substr(0, 24));
  for (const auto& p : kPrefixes) {
    if (!low.starts_with(p.text)) continue;
    std::size_t k = p.text.size();
    if (k < low.size() && low[k] != '.' && low[k] != ' ') continue;
    while (k < s.size() && (s[k] == '.' || s[k] == ' ')) ++k;
    setting = p.setting;
    found = true;
    return std::min(k, s.size());
  }
  return 0;
}

}  // namespace

HeadingFacts read_heading(std::string_view heading) {
  HeadingFacts facts;
  bool prefixed = false;
  const std::size_t skip = prefix_length(trim(heading), facts.place.setting, prefixed);
  std::string inside;
  const std::string body = without_parentheses(trim(heading).substr(skip), inside);
  std::vector<std::string> parts = segments_of(body);
  auto apply = [&](const TimeFacts& t) {
    if (t.time) facts.time = t.time;
    facts.continues |= t.same && !t.next_day;
    facts.next_day |= t.next_day;
    if (t.named_day > 0) facts.named_day = t.named_day;
  };
  while (parts.size() > (prefixed ? 0u : 1u)) {
    const auto t = read_time(parts.back());
    if (!t.is_time && t.named_day == 0) break;
    apply(t);
    parts.pop_back();
  }
  // "KITCHEN. NIGHT", "KITCHEN, NIGHT" or "KITCHEN NIGHT".
  if (!parts.empty() && !facts.time && !facts.continues) {
    std::string& last = parts.back();
    auto cut = last.find_last_of(".,");
    if (cut != std::string::npos && cut > 0 && read_time(last.substr(cut + 1)).is_time) {
      apply(read_time(last.substr(cut + 1)));
      last = std::string(trim(last.substr(0, cut)));
    } else if (cut = last.rfind(' '); cut != std::string::npos && parts.size() == 1) {
      const auto t = read_time(last.substr(cut + 1));
      if (t.is_time && t.time) {
        apply(t);
        last = std::string(trim(last.substr(0, cut)));
      }
    }
  }
  if (!inside.empty()) {
    if (const auto t = read_time(inside); t.is_time || t.named_day > 0) apply(t);
  }
  for (const auto& w : words(heading, 0, heading.size()))
    if (const auto* weather = find(lexicon().weather, w.low); weather && *weather != Weather::kClear) facts.weather = *weather;

  std::string name;
  for (const auto& p : parts) name += (name.empty() ? "" : " - ") + p;
  const PlaceKind* kind = nullptr;
  for (std::size_t i = parts.size(); i-- > 0 && !kind;) kind = kind_of_segment(parts[i]);
  if (!prefixed) facts.place.setting = kind && kind->exterior ? Setting::kExterior : Setting::kInterior;
  const bool outside = facts.place.setting == Setting::kExterior;
  facts.place.name = name.empty() ? (outside ? "SOMEWHERE OUTSIDE" : "A ROOM") : name;
  facts.place.id = slug(facts.place.name);
  if (!kind) {
    facts.place.kind = outside ? "open-ground" : "room";
    if (outside && !name.empty()) facts.place.id += "-exterior";
  } else if (outside && !kind->exterior) {
    // The outside of a house is another set than its rooms.
    const auto* ground = find(lexicon().outside, kind->kind);
    facts.place.kind = ground ? *ground : "open-ground";
    facts.place.id += "-exterior";
  } else {
    facts.place.kind = kind->kind;
    if (facts.place.setting == Setting::kInterior && kind->exterior) {
      facts.place.kind = "room";
      facts.place.id += "-interior";
    }
  }
  return facts;
}

bool is_vehicle_place(const PlaceUse& place) {
  for (const char* kind : {"car", "bus", "train", "aeroplane", "spaceship"})
    if (place.kind == kind) return true;
  return false;
}

bool is_new_day(TimeOfDay before, TimeOfDay now) {
  // DAY is any light hour after MORNING, and DUSK and EVENING are one.
  const auto rank = [](TimeOfDay t) {
    switch (t) {
      case TimeOfDay::kDawn: return 0;
      case TimeOfDay::kMorning: return 1;
      case TimeOfDay::kDay: case TimeOfDay::kAfternoon: return 2;
      case TimeOfDay::kDusk: case TimeOfDay::kEvening: return 3;
      case TimeOfDay::kNight: return 4;
    }
    return 2;
  };
  return rank(now) < rank(before);
}

}  // namespace auteur::screenplay

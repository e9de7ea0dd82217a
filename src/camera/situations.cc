#include "situations.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

#include "auteur/base/data_folder.h"
#include "auteur/base/text.h"
#include "plan.h"

namespace auteur::camera {
namespace {

constexpr std::size_t kWays = static_cast<std::size_t>(Way::kCount), kMost = 32;

enum class Who { kAny, kSame, kOther };
struct Join { std::array<bool, kWays> from{}, to{}; Who who = Who::kAny; bool unlike = false; std::size_t fewest = 0, most = 1000; double cost = 0; };
struct Situation { std::string name, when; double pace = 1; std::array<double, kWays> appeal{}; std::vector<Join> joins; };
struct Book { std::vector<Situation> situations; double price = 0.55, reward = 0.5, late_price = 0.7; int after = 4, late = 5; };

std::array<bool, kWays> ways_of(const Json& j, const char* key) {
  std::array<bool, kWays> out{};
  if (!j.contains(key)) {
    out.fill(true);
    return out;
  }
  for (const Json& name : j.at(key))
    if (const int way = way_named(name.get<std::string>()); way >= 0) out[static_cast<std::size_t>(way)] = true;
  return out;
}

Situation read_situation(const Json& j) {
  Situation s;
  s.name = j.at("name").get<std::string>(), s.when = j.at("when").get<std::string>();
  s.pace = std::clamp(j.value("pace", 1.0), 0.25, 4.0);
  const Json appeal = j.value("appeal", Json::object());
  for (const auto& [name, value] : appeal.items())
    if (const int way = way_named(name); way >= 0) s.appeal[static_cast<std::size_t>(way)] = std::clamp(value.get<double>(), -5.0, 5.0);
  const Json joins = j.value("joins", Json::array());
  for (const Json& row : joins) {
    Join join;
    join.from = ways_of(row, "from"), join.to = ways_of(row, "to");
    const std::string who = row.value("who", "any");
    join.who = who == "same" ? Who::kSame : who == "other" ? Who::kOther : Who::kAny;
    join.unlike = row.value("unlike", false);
    if (row.contains("people")) join.fewest = row["people"].at(0).get<std::size_t>(), join.most = row["people"].at(1).get<std::size_t>();
    join.cost = std::clamp(row.at("cost").get<double>(), -10.0, 100.0);
    s.joins.push_back(join);
  }
  return s;
}

const Book& book() {
  static const Book kBook = [] {
    Book b;
    const Json data = read_data("camera/situations.json");
    const Json wide = data.value("wide", Json::object());
    try {
      b.price = wide.value("price", b.price), b.reward = wide.value("reward", b.reward), b.late_price = wide.value("late_price", b.late_price);
      b.after = wide.value("after", b.after), b.late = wide.value("late", b.late);
    } catch (const nlohmann::json::exception&) {
      b = {};
    }
    const Json list = data.value("situations", Json::array());
    for (const Json& j : list) {
      if (b.situations.size() >= kMost) break;
      try {
        b.situations.push_back(read_situation(j));
      } catch (const nlohmann::json::exception&) {
        continue;  // a damaged record is left out
      }
    }
    return b;
  }();
  return kBook;
}

using Window = std::pair<double, double>;

// --- what is measured

bool through_a_telephone(const staging::Line& line) {
  if (line.filtered) return true;
  const std::string how = upper(line.extension + " " + line.manner);
  for (const char* word : {"PHONE", "FILTERED", "ON TELEPHONE", "INTERCOM", "RADIO"})
    if (how.find(word) != std::string::npos) return true;
  return line.off_screen && how.find("V.O") != std::string::npos && !line.to_whom.empty();
}

std::vector<Window> many_speak(const CoverageRequest& r, const View& view) {
  constexpr double kAround = 10;
  std::vector<Window> out;
  for (double t = 0; t < view.length(); t += 1) {
    std::set<std::string> speak;
    for (const staging::Line& line : r.staging->lines)
      if (!line.off_screen && line.end.value > t - kAround && line.start.value < t + kAround) speak.insert(line.who);
    if (speak.size() >= 3) out.emplace_back(t, t + 1);
  }
  return out;
}

std::vector<Window> telephone(const CoverageRequest& r, const View&) {
  std::vector<Window> out;
  const staging::Line* last = nullptr;
  for (const staging::Line& line : r.staging->lines) {
    if (!through_a_telephone(line)) continue;
    out.emplace_back(line.start.value - 2, line.end.value + 2);
    if (last && line.start.value - last->end.value < 12) out.emplace_back(last->end.value, line.start.value);  // what is answered in between
    last = &line;
  }
  return out;
}

std::vector<Window> while_somebody(const View& view, const std::function<bool(std::size_t)>& holds) {
  std::vector<Window> out;
  for (std::size_t i = 0; i < view.samples(); i += 3)
    if (holds(i)) out.emplace_back(static_cast<double>(i) / View::kRate - 0.3, static_cast<double>(i) / View::kRate + 0.6);
  return out;
}

std::vector<Window> chase(const CoverageRequest&, const View& view) {
  constexpr float kRuns = 1.7f;
  return while_somebody(view, [&](std::size_t i) {
    int run = 0;
    for (std::size_t p = 0; p < view.count(); ++p) {
      const Body& b = view.person(static_cast<int>(p)).samples[i];
      run += b.present && b.speed > kRuns;
    }
    return run >= 1 && view.count() >= 2;
  });
}

std::vector<Window> walk_and_talk(const CoverageRequest& r, const View& view) {
  std::vector<Window> out;
  for (const staging::Line& line : r.staging->lines) {
    const int who = view.index_of(line.who);
    if (line.off_screen || who < 0) continue;
    int walks = 0, asked = 0;
    for (double t = line.start.value; t < line.end.value; t += 0.25) ++asked, walks += view.body(who, t).speed > 0.4f;
    if (asked > 0 && walks * 2 > asked) out.emplace_back(line.start.value, line.end.value);
  }
  return out;
}

// Somebody looks at or takes a thing that nobody has had in this scene.
std::vector<Window> discovery(const CoverageRequest& r, const View&) {
  std::vector<Window> out;
  std::set<std::string> known;
  if (!r.scene) return out;
  for (const staging::TimedBeat& timed : r.staging->beats) {
    if (timed.beat < 0 || static_cast<std::size_t>(timed.beat) >= r.scene->beats.size()) continue;
    const screenplay::Beat& beat = r.scene->beats[static_cast<std::size_t>(timed.beat)];
    using enum screenplay::BeatKind;
    if (beat.kind != kLookAt && beat.kind != kPickUp && beat.kind != kOpen) continue;
    const std::string& what = beat.object.empty() ? beat.target : beat.object;
    if (what.empty() || !staging::prop_at(*r.staging, what, timed.start) || !known.insert(what).second) continue;
    out.emplace_back(timed.start.value - 1, timed.end.value + 3);
  }
  return out;
}

std::vector<Window> comings(const CoverageRequest& r, const View&, staging::MoveKind kind) {
  std::vector<Window> out;
  for (const staging::PersonTrack& track : r.staging->people)
    for (const staging::Move& m : track.moves)
      if (m.kind == kind) out.emplace_back(m.start.value - 0.5, m.end.value + 1.5);
  return out;
}

// Somebody comes into a scene that is tense already.
std::vector<Window> reveal(const CoverageRequest& r, const View& view) {
  std::vector<Window> out = comings(r, view, staging::MoveKind::kEnter);
  std::erase_if(out, [&](const Window& w) { return w.first < 1 || level_at(r, w.first) == 0; });
  return out;
}

std::vector<Window> montage(const CoverageRequest& r, const View& view) {
  if (!r.scene) return {};
  if (r.scene->told == "montage") return {{0, view.length()}};
  const std::string heading = upper(r.scene->heading);
  for (const char* word : {"MONTAGE", "SERIES OF SHOTS"})
    if (heading.find(word) != std::string::npos) return {{0, view.length()}};
  return {};
}

// The whole scene is what somebody sees who is not in it: from a car, through a window.
std::vector<Window> seen_from_elsewhere(const CoverageRequest& r, const View& view) {
  if (!r.scene || r.scene->told != "pov") return {};
  return {{0, view.length()}};
}

std::vector<Window> alone(const CoverageRequest&, const View& view) {
  return while_somebody(view, [&](std::size_t i) {
    int there = 0;
    for (std::size_t p = 0; p < view.count(); ++p) there += view.person(static_cast<int>(p)).samples[i].present;
    return there == 1;
  });
}

std::vector<Window> windows_of(const std::string& when, const CoverageRequest& r, const View& view) {
  if (when == "always") return {{0, view.length() + 1}};
  if (when == "many-speak") return many_speak(r, view);
  if (when == "telephone") return telephone(r, view);
  if (when == "chase") return chase(r, view);
  if (when == "walk-and-talk") return walk_and_talk(r, view);
  if (when == "discovery") return discovery(r, view);
  if (when == "entrance") return comings(r, view, staging::MoveKind::kEnter);
  if (when == "exit") return comings(r, view, staging::MoveKind::kExit);
  if (when == "reveal") return reveal(r, view);
  if (when == "montage") return montage(r, view);
  if (when == "seen-from-elsewhere") return seen_from_elsewhere(r, view);
  if (when == "alone") return alone(r, view);
  return {};
}

}  // namespace

Situations::Situations(const CoverageRequest& request, const View& view) : people_(view.count()), holds_(view.samples(), 0) {
  const auto& all = book().situations;
  for (std::size_t k = 0; k < all.size(); ++k) {
    auto windows = windows_of(all[k].when, request, view);
    std::sort(windows.begin(), windows.end());
    for (const auto& [from, to] : windows) {
      if (!std::isfinite(from) || !std::isfinite(to)) continue;
      const auto at = [&](double t) { return static_cast<std::size_t>(std::clamp(t * View::kRate, 0.0, static_cast<double>(holds_.size()))); };
      for (std::size_t i = at(from); i < at(to); ++i) holds_[i] |= 1u << k;
      if (all[k].when == "always") continue;
      if (!moments_.empty() && moments_.back().name == all[k].name && from <= moments_.back().to + 0.1) moments_.back().to = std::max(moments_.back().to, to);
      else moments_.push_back({all[k].name, std::max(0.0, from), to});
    }
  }
}

double Situations::appeal(Way way, std::size_t sample) const {
  double sum = 0;
  const auto& all = book().situations;
  for (std::size_t k = 0; k < all.size(); ++k)
    if (holds_[std::min(sample, holds_.size() - 1)] >> k & 1) sum += all[k].appeal[static_cast<std::size_t>(way)];
  return sum;
}

double Situations::pace(std::size_t sample) const {
  double product = 1;
  const auto& all = book().situations;
  for (std::size_t k = 0; k < all.size(); ++k)
    if (holds_[std::min(sample, holds_.size() - 1)] >> k & 1) product *= all[k].pace;
  return std::clamp(product, 0.3, 3.0);
}

double Situations::join(Way from, int from_a, Way to, int to_a, std::size_t sample) const {
  double sum = 0;
  const bool same = from_a >= 0 && from_a == to_a;
  const auto& all = book().situations;
  for (std::size_t k = 0; k < all.size(); ++k) {
    if (!(holds_[std::min(sample, holds_.size() - 1)] >> k & 1)) continue;
    for (const Join& j : all[k].joins) {
      if (!j.from[static_cast<std::size_t>(from)] || !j.to[static_cast<std::size_t>(to)] || (j.unlike && from == to)) continue;
      if ((j.who == Who::kSame && !same) || (j.who == Who::kOther && same) || people_ < j.fewest || people_ > j.most) continue;
      sum += j.cost;
    }
  }
  return sum;
}

double Situations::wide_now(int since) const { return since > book().after ? -book().reward * (since - book().after) : book().price; }
double Situations::not_wide(int since) const { return since > book().late ? book().late_price * (since - book().late) : 0; }

}  // namespace auteur::camera

#include "auteur/camera/plan_compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace auteur::camera {
namespace {

std::string clock(double seconds) {
  const long tenths = std::lround(seconds * 10);
  return fmt::format("{}:{:04.1f}", tenths / 600, static_cast<double>(tenths % 600) / 10);
}
std::string minutes_text(double minutes) {
  const long m = std::lround(minutes);
  return fmt::format("{} h {:02} min", m / 60, m % 60);
}
const ShotRow* at(const std::vector<ShotRow>& rows, double t) {
  for (const ShotRow& r : rows)
    if (t >= r.start - 1e-9 && t < r.start + r.seconds - 1e-9) return &r;
  return nullptr;
}
std::string subject(const ShotRow& r) {
  if (!r.prop.empty()) return r.prop;
  std::string out;
  for (const auto& s : r.subjects) out += (out.empty() ? "" : ", ") + s;
  return out.empty() ? "the place" : out;
}

std::vector<std::string> differences(const ShotRow& a, const ShotRow& b) {
  std::vector<std::string> out;
  const auto words = [&](const char* what, const std::string& x, const std::string& y) { if (x != y) out.push_back(fmt::format("{} {} / {}", what, x, y)); };
  words("of", subject(a), subject(b));
  words("size", a.size, b.size);
  words("framing", a.framing, b.framing);
  if (std::abs(std::log(std::max(1.0, a.focal_mm) / std::max(1.0, b.focal_mm))) > 0.05) out.push_back(fmt::format("lens {:.0f} / {:.0f} mm", a.focal_mm, b.focal_mm));
  words("angle", a.angle, b.angle);
  if (std::abs(a.height_m - b.height_m) > 0.15) out.push_back(fmt::format("height {:.2f} / {:.2f} m", a.height_m, b.height_m));
  words("movement", a.movement, b.movement);
  return out;
}

}  // namespace

PlanComparison compare_plans(PlanSide first, PlanSide second) {
  PlanComparison out;
  const PlanFigures a = figures_of(first.rows), b = figures_of(second.rows);
  const auto point = [&](const std::string& what, double x, double y, auto words) { out.points.push_back({what, words(x), words(y), x, y}); };
  const auto whole = [](double v) { return fmt::format("{:.0f}", v); };
  const auto seconds = [](double v) { return fmt::format("{:.2f} s", v); };
  const auto share = [](double v) { return fmt::format("{:.0f} %", 100 * v); };
  point("shots", static_cast<double>(a.shots), static_cast<double>(b.shots), whole);
  point("mean length", a.mean, b.mean, seconds);
  point("median length", a.median, b.median, seconds);
  point("spread of lengths", a.spread, b.spread, [](double v) { return fmt::format("{:.2f}", v); });
  point("moving camera", a.moving, b.moving, share);
  for (const char* size : {"extreme close-up", "close-up", "medium close-up", "medium shot", "medium long shot", "long shot", "extreme long shot"}) {
    const auto of = [&](const PlanFigures& f) { const auto s = f.sizes.find(size); return s == f.sizes.end() ? 0.0 : s->second; };
    if (of(a) > 0 || of(b) > 0) point(size, of(a), of(b), share);
  }
  point("lens", a.lens, b.lens, [](double v) { return fmt::format("{:.0f} mm", v); });
  point("height", a.height, b.height, [](double v) { return fmt::format("{:.2f} m", v); });
  point("set-ups", static_cast<double>(a.setups), static_cast<double>(b.setups), whole);
  point("time to set up", a.minutes, b.minutes, minutes_text);
  point("against the rules", static_cast<double>(first.findings.size()), static_cast<double>(second.findings.size()), whole);
  std::set<double> cuts;
  for (const auto* rows : {&first.rows, &second.rows})
    for (const ShotRow& r : *rows) cuts.insert(r.start), cuts.insert(r.start + r.seconds);
  double all = 0, alike = 0, before = -1;
  for (const double cut : cuts) {
    if (before >= 0 && cut - before > 1e-6) {
      const ShotRow *x = at(first.rows, 0.5 * (before + cut)), *y = at(second.rows, 0.5 * (before + cut));
      PlanStretch s{before, cut, x ? x->shot : "", y ? y->shot : "", {}};
      if (x && y) s.differ = differences(*x, *y);
      else s.differ = {"only one of them has a shot here"};
      all += cut - before;
      if (s.differ.empty()) alike += cut - before;
      out.stretches.push_back(std::move(s));
    }
    before = cut;
  }
  out.alike = all > 0 ? alike / all : 1;
  out.first = std::move(first), out.second = std::move(second);
  return out;
}

Json to_json(const PlanComparison& c) {
  const auto side = [](const PlanSide& s) { return Json{{"name", s.name}, {"figures", to_json(figures_of(s.rows))}, {"findings", s.findings}}; };
  Json points = Json::array(), stretches = Json::array();
  for (const PlanPoint& p : c.points) points.push_back({{"what", p.what}, {"first", p.a}, {"second", p.b}, {"first_words", p.first}, {"second_words", p.second}});
  for (const PlanStretch& s : c.stretches) stretches.push_back({{"from", s.from}, {"to", s.to}, {"first", s.first}, {"second", s.second}, {"differ", s.differ}});
  return {{"kind", "auteur.plan-comparison"}, {"version", 1}, {"first", side(c.first)}, {"second", side(c.second)}, {"points", points}, {"stretches", stretches}, {"alike", c.alike}};
}

std::string readable(const PlanComparison& c) {
  std::string out = fmt::format("{:20} {:>18} {:>18}\n", "", c.first.name, c.second.name);
  for (const PlanPoint& p : c.points) out += fmt::format("{:20} {:>18} {:>18}{}\n", p.what, p.first, p.second, p.first == p.second ? "" : "  *");
  for (const PlanSide* s : {&c.first, &c.second})
    for (const auto& f : s->findings) out += fmt::format("{}: {}\n", s->name, f);
  out += fmt::format("\nOn the clock of the scene they are alike for {:.0f} % of it:\n", 100 * c.alike);
  for (const PlanStretch& s : c.stretches) {
    out += fmt::format("  {:>6} to {:>6}  {:6} | {:6}", clock(s.from), clock(s.to), s.first, s.second);
    if (s.differ.empty()) out += "  the same";
    for (std::size_t i = 0; i < s.differ.size(); ++i) out += (i == 0 ? "  " : "; ") + s.differ[i];
    out += "\n";
  }
  return out;
}

}  // namespace auteur::camera

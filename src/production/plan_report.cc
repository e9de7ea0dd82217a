#include "auteur/production/plan_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/base/text.h"
#include "stored.h"

namespace auteur::production {
namespace {

constexpr double kSeen = 0.95;

Sha256 digest_of(const CutFinding& f) { return sha256(std::string_view("auteur.continuity 1\n" + f.digest_text())); }

double normal_below(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

Rhythm rhythm_of(std::vector<double> logs) {
  Rhythm r;
  if (logs.empty()) return r;
  const auto n = static_cast<double>(logs.size());
  double sum = 0, squares = 0, seconds = 0;
  for (const double l : logs) sum += l, squares += l * l, seconds += std::exp(l);
  r.mean = seconds / n;
  const double middle = sum / n;
  r.spread = std::sqrt(std::max(0.0, squares / n - middle * middle));
  std::sort(logs.begin(), logs.end());
  for (std::size_t i = 0; i < logs.size() && r.spread > 0; ++i) {
    const double p = normal_below((logs[i] - middle) / r.spread);
    r.distance = std::max({r.distance, std::abs(p - static_cast<double>(i) / n), std::abs(p - static_cast<double>(i + 1) / n)});
  }
  return r;
}

// The mean length of a film's shots against the style bible. A few shots say nothing.
Status check_shot_length(PlanReport& report, Decisions& decisions, const View& view) {
  constexpr double kOff = 0.1;
  constexpr std::size_t kFewest = 30;
  const Rhythm& r = report.rhythm;
  const double off = r.wanted_mean > 0 ? r.mean / r.wanted_mean - 1 : 0;
  if (report.shots < kFewest || std::abs(off) <= kOff || !report.unknown.empty()) return {};
  CutFinding f;
  f.scene = "all", f.rule = "shot-length", f.first = "mean", f.second = "film", f.measured = r.mean, f.limit = r.wanted_mean, f.unit = "seconds";
  f.message = fmt::format("The shots of the film last {:.1f} s on average, {:.0f} % {} than the {:.1f} s its look asks for. Change mean_shot in bible/look.toml, or single shots in bible/cut.toml.", r.mean, std::abs(100 * off), off > 0 ? "more" : "less", r.wanted_mean);
  f.waiver = TRY(waiver_of(decisions, view, f.node(), digest_of(f)));
  report.findings.push_back(std::move(f));
  return {};
}

// Who may say that a rule does not matter here.
Status may_waive(const Film& film, const std::string& by) {
  std::string all;
  for (const char* role : {"director", "cinematographer"})
    if (const auto at = film.people.find(role); at != film.people.end() && !at->second.empty()) {
      if (lower(at->second) == lower(by)) return {};
      all += fmt::format("{}{} ({})", all.empty() ? "" : " or ", at->second, role);
    }
  if (all.empty()) return {};
  return fail(ErrorCode::kInvalidInput, fmt::format("A rule of continuity is waived by the director or the cinematographer; '{}' is neither. Say --by \"...\" with {}, or change [people] in film.toml.", by, all));
}

Result<const CutFinding*> find(const PlanReport& report, const std::string& key) {
  std::string nearest;
  for (const CutFinding& f : report.findings) {
    if (f.key() == key) return &f;
    if (nearest.empty() || f.rule == key.substr(0, key.find('/'))) nearest = f.key();
  }
  return fail(ErrorCode::kNotFound, fmt::format("There is no finding '{}'.{} All of them: auteur continuity FILM", key, nearest.empty() ? " The plan breaks no rule." : " There is '" + nearest + "', for instance."));
}

}  // namespace

std::string CutFinding::digest_text() const { return fmt::format("{}\n{}\n{}\n{:.0f} of {:.0f} {}", rule, first, second, measured, limit, unit); }

std::size_t PlanReport::open() const {
  return static_cast<std::size_t>(std::count_if(findings.begin(), findings.end(), [](const CutFinding& f) { return !f.waiver; }));
}

Result<PlanReport> plan_report(const Film& film, Store& store, const Studio& studio, const MakeOptions& options) {
  const Graph graph = TRY(current_graph(film, store, studio, options));
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  Resolver resolver(store, studio.catalogue(), graph, view);
  return plan_report(film, store, graph, resolver, view);
}

Result<PlanReport> plan_report(const Film& film, Store& store, const Graph& graph, Resolver& resolver, const View& view) {
  Decisions decisions(store);
  PlanReport report;
  std::vector<double> logs;
  double visible = 0, composed = 0, wanted_mean = 0, wanted_spread = 0;
  for (const auto& [id, node] : graph.nodes()) {
    if (node.pass != "scene.coverage") continue;
    const std::string scene = id.substr(7, id.size() - 7 - 9);
    const auto told = json_at(store, resolver, graph, id, "continuity"), planned = json_at(store, resolver, graph, id, "shots");
    if (!told || !planned) {
      report.unknown.push_back(scene);
      continue;
    }
    const Json &continuity = *told, &list = *planned;
    ++report.scenes;
    try {
      report.cuts += continuity.at("cuts").get<std::size_t>();
      for (const Json& j : continuity.at("findings")) {
        CutFinding f;
        f.scene = scene, f.rule = j.at("rule").get<std::string>(), f.first = j.at("first").get<std::string>(), f.second = j.at("second").get<std::string>();
        f.message = j.at("message").get<std::string>(), f.measured = j.at("measured").get<double>(), f.limit = j.at("limit").get<double>(), f.unit = j.at("unit").get<std::string>();
        f.waiver = TRY(waiver_of(decisions, view, f.node(), digest_of(f)));
        report.findings.push_back(std::move(f));
      }
      const Json& shots = list.at("shots");
      const Json& measures = continuity.at("measures");
      if (shots.size() != measures.size()) return fail(ErrorCode::kDamaged, fmt::format("The plan of scene {} and its measures do not belong together. Run: auteur make {}", scene, film.folder.string()));
      const Json& wanted = continuity.at("wanted");
      for (std::size_t i = 0; i < shots.size(); ++i) {
        const Json &s = shots[i], &m = measures[i];
        ++report.shots;
        const double length = std::max(1.0 / 24, s.at("end").get<double>() - s.at("start").get<double>());
        logs.push_back(std::log(length));
        wanted_mean += wanted.at("mean").get<double>(), wanted_spread += wanted.at("spread").get<double>();
        const double seen = m.at("visible").get<double>();
        visible += seen, composed += m.at("composition").at("score").get<double>();
        const std::string name = s.at("id").get<std::string>();
        for (const char* what : {"size", "framing"})
          if (s.at(what) != m.at(what)) report.mislabelled.push_back({name, what, s.at(what).get<std::string>(), m.at(what).get<std::string>()});
        if (m.value("backs", false)) report.backs.push_back(name);
        if (m.value("crops", false)) report.cropped.push_back(name);
        if (m.value("half_heads", false)) report.half_heads.push_back(name);
        if (seen < kSeen) {
          const std::string prop = s.value("prop", "");
          const auto subjects = s.value("subjects", std::vector<std::string>{});
          report.hidden.push_back({name, !prop.empty() ? prop : subjects.empty() ? "" : subjects.front(), seen});
        }
      }
    } catch (const nlohmann::json::exception& e) {
      return fail(ErrorCode::kDamaged, fmt::format("The plan of scene {} cannot be read: {}. Run: auteur make {}", scene, e.what(), film.folder.string()));
    }
  }
  if (report.shots > 0) {
    const auto n = static_cast<double>(report.shots);
    report.visible = visible / n, report.composition = composed / n;
    report.rhythm = rhythm_of(std::move(logs));
    report.rhythm.wanted_mean = wanted_mean / n, report.rhythm.wanted_spread = wanted_spread / n;
    TRY(check_shot_length(report, decisions, view));
  }
  return report;
}

Status waive_cut(const Film& film, Store& store, const PlanReport& report, const std::string& key, const std::string& by, Time at, const std::string& why) {
  TRY(may_waive(film, by));
  const CutFinding* f = TRY(find(report, key));
  return waive(store, f->node(), digest_of(*f), by, at, why);
}

Status unwaive_cut(const Film& film, Store& store, const PlanReport& report, const std::string& key, const std::string& by, Time at, const std::string& why) {
  TRY(may_waive(film, by));
  const CutFinding* f = TRY(find(report, key));
  return unwaive(store, f->node(), by, at, why);
}

Json to_json(const PlanReport& r) {
  Json findings = Json::array(), labels = Json::array(), hidden = Json::array();
  for (const CutFinding& f : r.findings) {
    Json j{{"scene", f.scene}, {"rule", f.rule}, {"first", f.first}, {"second", f.second}, {"measured", f.measured}, {"limit", f.limit}, {"unit", f.unit}, {"message", f.message}, {"key", f.key()}};
    if (f.waiver) j["waived"] = {{"by", f.waiver->by}, {"why", f.waiver->why}};
    findings.push_back(std::move(j));
  }
  for (const auto& m : r.mislabelled) labels.push_back({{"shot", m.shot}, {"what", m.what}, {"said", m.said}, {"measured", m.measured}});
  for (const auto& h : r.hidden) hidden.push_back({{"shot", h.shot}, {"subject", h.subject}, {"visible", h.visible}});
  return {{"kind", "auteur.plan_report"}, {"version", 1}, {"scenes", r.scenes}, {"shots", r.shots}, {"cuts", r.cuts}, {"open", r.open()}, {"findings", findings}, {"mislabelled", labels}, {"hidden", hidden}, {"backs", r.backs}, {"cropped", r.cropped}, {"half_heads", r.half_heads}, {"unknown_scenes", r.unknown}, {"visible", r.visible}, {"composition", r.composition},
          {"rhythm", {{"mean", r.rhythm.mean}, {"spread", r.rhythm.spread}, {"wanted_mean", r.rhythm.wanted_mean}, {"wanted_spread", r.rhythm.wanted_spread}, {"distance", r.rhythm.distance}}}};
}

}  // namespace auteur::production

#include "line_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "auteur/base/text.h"
#include "page_wrap.h"

namespace auteur::screenplay {
namespace {

constexpr std::size_t kLabels = 7;
using Scores = std::array<double, kLabels>;
constexpr double kNever = -30;

// What follows a line, right below it or after an empty row. Rows and columns in the order of LineLabel; the weights need
// not add up to one. From counting the example films and the layouts of other programs.
constexpr double kBelow[kLabels][kLabels] = {
    //              heading action  cue     paren   dialog  trans   centred
    /* heading */ {0.300, 0.300, 0.050, 0.001, 0.002, 0.010, 0.002},
    /* action  */ {0.003, 0.960, 0.010, 0.001, 0.002, 0.003, 0.002},
    /* cue     */ {0.000, 0.002, 0.010, 0.230, 0.760, 0.000, 0.000},
    /* paren   */ {0.000, 0.002, 0.002, 0.250, 0.740, 0.000, 0.000},
    /* dialog  */ {0.002, 0.006, 0.010, 0.090, 0.890, 0.001, 0.001},
    /* trans   */ {0.100, 0.050, 0.010, 0.000, 0.000, 0.050, 0.002},
    /* centred */ {0.020, 0.050, 0.010, 0.001, 0.002, 0.010, 0.900}};
constexpr double kApart[kLabels][kLabels] = {
    /* heading */ {0.040, 0.830, 0.110, 0.000, 0.001, 0.004, 0.010},
    /* action  */ {0.090, 0.450, 0.380, 0.002, 0.004, 0.030, 0.010},
    /* cue     */ {0.002, 0.020, 0.005, 0.050, 0.150, 0.001, 0.001},
    /* paren   */ {0.002, 0.020, 0.010, 0.010, 0.100, 0.001, 0.001},
    /* dialog  */ {0.090, 0.400, 0.450, 0.005, 0.030, 0.030, 0.010},
    /* trans   */ {0.700, 0.200, 0.050, 0.000, 0.001, 0.020, 0.020},
    /* centred */ {0.150, 0.450, 0.100, 0.001, 0.005, 0.050, 0.200}};
constexpr double kFirst[kLabels] = {0.30, 0.50, 0.02, 0.001, 0.01, 0.10, 0.08};

struct Place { double x, spread; };  // cells to the right of Action

// Where elements usually begin; measured anew for every script.
constexpr std::array<Place, kLabels> kUsual = {{{0, 1.5}, {0, 1.5}, {21, 4}, {15.5, 3}, {10, 2.5}, {44, 8}, {22, 14}}};

struct Facts {
  bool prefix, caps_name, caps, paren, in_paren, transition, numbered, in_name_length;
  double x, centre, right;
  int width;
};

std::vector<Facts> facts_of(const ColumnScript& s) {
  std::vector<Facts> out;
  out.reserve(s.lines.size());
  bool open = false;
  for (const auto& l : s.lines) {
    Facts f{};
    const auto name = trim(std::string_view(l.text).substr(0, l.text.find('(')));
    f.prefix = heading_prefix_of(l.text);
    f.caps = capitals(l.text);
    f.caps_name = !name.empty() && capitals(name);
    f.paren = l.text.starts_with('(');
    f.in_paren = open && l.gap == 0 && !f.paren;
    open = (f.paren || f.in_paren) && l.text.find(')') == std::string::npos;
    f.transition = transition_words(l.text);
    f.numbered = !l.number.empty();
    f.x = l.x - s.action_x;
    f.width = cells(l.text);
    f.right = f.x + f.width;
    f.centre = f.x + f.width / 2.0;
    f.in_name_length = name.size() <= 38;
    out.push_back(f);
  }
  return out;
}

double log_of(bool yes, double p) { return std::log(yes ? p : 1 - p); }

// Student-like: far away is unlikely, never impossible.
double near(double x, const Place& place) {
  const double d = (x - place.x) / place.spread;
  return -std::log(place.spread) - 2.0 * std::log1p(d * d / 2.0);
}

Scores emit(const Facts& f, const std::array<Place, kLabels>& places, LineHint hint, double middle) {
  //                                       heading action cue     paren   dialog  trans   centred
  static constexpr double kPrefix[] =     {0.93,   0.0004, 0.0002, 0.0002, 0.0008, 0.0005, 0.0005};
  static constexpr double kCaps[] =       {0.985,  0.05,   0.90,   0.02,   0.03,   0.985,  0.50};
  static constexpr double kCapsName[] =   {0.985,  0.07,   0.985,  0.001,  0.04,   0.985,  0.50};
  static constexpr double kParen[] =      {0.0005, 0.006,  0.0005, 0.985,  0.008,  0.0005, 0.02};
  static constexpr double kInParen[] =    {0.001,  0.01,   0.0005, 0.90,   0.05,   0.001,  0.01};
  static constexpr double kTransition[] = {0.0005, 0.002,  0.0005, 0.0003, 0.0005, 0.93,   0.01};
  static constexpr double kNumbered[] =   {0.5,    0.0005, 0.0002, 0.0002, 0.0002, 0.002,  0.001};
  static constexpr double kLong[] =       {0.05,   0.50,   0.0005, 0.002,  0.002,  0.0005, 0.01};
  Scores out{};
  for (std::size_t k = 0; k < kLabels; ++k) {
    const auto label = static_cast<LineLabel>(k);
    double score = log_of(f.prefix, kPrefix[k]) + log_of(f.caps, kCaps[k]) * 0.5 + log_of(f.caps_name, kCapsName[k]) * 0.5 + log_of(f.transition, kTransition[k]) +
                   log_of(f.numbered, kNumbered[k]) + log_of(f.width > 45, kLong[k]);
    // The lines of a direction after its first begin with no parenthesis.
    if (f.in_paren) score += std::log(kInParen[k]) - (label == LineLabel::kParenthetical ? 0 : 1);
    else score += log_of(f.paren, kParen[k]);
    if (label == LineLabel::kTransition) {
      // Set to the right edge: what is far to the right counts, not where it begins.
      score += std::max(near(f.x, places[k]), f.x > 26 && f.right > 50 ? -1.5 : kNever);
    } else if (label == LineLabel::kCentred) {
      score += near(f.centre, {middle, 0.8}) - 2.0 + (f.x < 2 ? -4 : 0);
    } else {
      score += near(f.x, places[k]);
    }
    if (label == LineLabel::kCue && !f.in_name_length) score -= 4;
    out[k] = std::max(score, -60.0);
  }
  if (hint != LineHint::kNone) {
    const auto only = hint == LineHint::kCue ? LineLabel::kCue : hint == LineHint::kParenthetical ? LineLabel::kParenthetical : LineLabel::kDialogue;
    for (std::size_t k = 0; k < kLabels; ++k) out[k] = static_cast<LineLabel>(k) == only ? 0 : -60;
  }
  return out;
}

struct Steps { double below[kLabels][kLabels], apart[kLabels][kLabels], turned[kLabels][kLabels]; };

Steps steps() {
  Steps s;
  for (std::size_t a = 0; a < kLabels; ++a)
    for (std::size_t b = 0; b < kLabels; ++b) {
      s.below[a][b] = std::log(std::max(kBelow[a][b], 1e-6));
      s.apart[a][b] = std::log(std::max(kApart[a][b], 1e-6));
      s.turned[a][b] = std::log(std::max((kBelow[a][b] * 0.3 + kApart[a][b] * 0.7), 1e-6));
    }
  return s;
}

const double (&step_of(const Steps& s, const ColumnLine& line))[kLabels][kLabels] {
  return line.continues || line.gap == 0 ? s.below : line.gap < 0 ? s.turned : s.apart;
}

double log_sum(const double* v) {
  const double top = *std::max_element(v, v + kLabels);
  double sum = 0;
  for (std::size_t k = 0; k < kLabels; ++k) sum += std::exp(v[k] - top);
  return top + std::log(sum);
}

std::vector<std::size_t> best_path(const ColumnScript& s, const std::vector<Scores>& e, const Steps& st) {
  const std::size_t n = e.size();
  std::vector<std::array<std::uint8_t, kLabels>> from(n);
  Scores now{};
  for (std::size_t k = 0; k < kLabels; ++k) now[k] = std::log(kFirst[k]) + e[0][k];
  for (std::size_t i = 1; i < n; ++i) {
    const auto& step = step_of(st, s.lines[i]);
    Scores next{};
    for (std::size_t b = 0; b < kLabels; ++b) {
      double best = -std::numeric_limits<double>::infinity();
      for (std::size_t a = 0; a < kLabels; ++a)
        if (const double v = now[a] + step[a][b]; v > best) { best = v; from[i][b] = static_cast<std::uint8_t>(a); }
      next[b] = best + e[i][b];
    }
    now = next;
  }
  std::vector<std::size_t> path(n);
  path[n - 1] = static_cast<std::size_t>(std::max_element(now.begin(), now.end()) - now.begin());
  for (std::size_t i = n - 1; i > 0; --i) path[i - 1] = from[i][path[i]];
  return path;
}

// How likely each line of the path is, given all lines.
std::vector<double> posterior(const ColumnScript& s, const std::vector<Scores>& e, const Steps& st, const std::vector<std::size_t>& path) {
  const std::size_t n = e.size();
  std::vector<Scores> forward(n), backward(n);
  double v[kLabels];
  for (std::size_t k = 0; k < kLabels; ++k) forward[0][k] = std::log(kFirst[k]) + e[0][k];
  for (std::size_t i = 1; i < n; ++i) {
    const auto& step = step_of(st, s.lines[i]);
    for (std::size_t b = 0; b < kLabels; ++b) {
      for (std::size_t a = 0; a < kLabels; ++a) v[a] = forward[i - 1][a] + step[a][b];
      forward[i][b] = log_sum(v) + e[i][b];
    }
  }
  backward[n - 1].fill(0);
  for (std::size_t i = n - 1; i > 0; --i) {
    const auto& step = step_of(st, s.lines[i]);
    for (std::size_t a = 0; a < kLabels; ++a) {
      for (std::size_t b = 0; b < kLabels; ++b) v[b] = step[a][b] + e[i][b] + backward[i][b];
      backward[i - 1][a] = log_sum(v);
    }
  }
  std::vector<double> out(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < kLabels; ++k) v[k] = forward[i][k] + backward[i][k];
    out[i] = std::exp(v[path[i]] - log_sum(v));
  }
  return out;
}

}  // namespace

bool transition_words(std::string_view text) {
  const std::string u = upper(trim(text));
  if (u != trim(text) || u.size() > 40) return false;
  if (u.ends_with(" TO:") || u.ends_with(" IN:") || u.ends_with(" OUT.") || u.ends_with(" OUT:") || u.ends_with(" BLACK.") || u.ends_with(" TO BLACK")) return true;
  return u == "FADE OUT" || u == "FADE IN" || u == "FADE IN." || u == "CUT TO" || u == "THE END." || u == "SMASH CUT" || u == "FADE TO WHITE.";
}

std::vector<LabelledLine> label_lines(const ColumnScript& s) {
  if (s.lines.empty()) return {};
  const auto facts = facts_of(s);
  const Steps st = steps();
  std::array<Place, kLabels> places = kUsual;
  double middle = 30;  // of the text, from Action; Letter: 1.5 to 7.5 inches
  std::vector<Scores> e(facts.size());
  std::vector<std::size_t> path;
  // Twice: with the usual indents, then with those that this script turned out to have.
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < facts.size(); ++i) e[i] = emit(facts[i], places, s.lines[i].hint, middle);
    path = best_path(s, e, st);
    if (round == 2) break;
    for (std::size_t k = 0; k < kLabels; ++k) {
      if (static_cast<LineLabel>(k) == LineLabel::kCentred) continue;
      std::vector<double> x;
      for (std::size_t i = 0; i < path.size(); ++i)
        if (path[i] == k && s.lines[i].hint == LineHint::kNone) x.push_back(facts[i].x);
      if (x.size() < 3) continue;
      std::nth_element(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(x.size() / 2), x.end());
      const double mid = x[x.size() / 2];
      double off = 0;
      for (double v : x) off += std::min(std::abs(v - mid), 8.0);
      places[k] = {mid, std::clamp(1.5 * off / static_cast<double>(x.size()), 0.8, 8.0)};
    }
  }
  const auto sure = posterior(s, e, st, path);
  std::vector<LabelledLine> out(path.size());
  for (std::size_t i = 0; i < path.size(); ++i) {
    const auto label = static_cast<LineLabel>(path[i]);
    // A line far from the indent of its kind is doubtful however well it fits the order.
    double fit = 1;
    if (s.lines[i].hint == LineHint::kNone && label != LineLabel::kTransition && label != LineLabel::kCentred)
      fit = 1 / (1 + std::pow(std::max(0.0, std::abs(facts[i].x - places[path[i]].x) - 1.5 * places[path[i]].spread) / 4, 2));
    out[i] = {label, sure[i] * fit};
  }
  return out;
}

}  // namespace auteur::screenplay

// What is to be said of the plan of a whole film before anything is drawn: which cuts break a rule and who has waived it,
// whether every label is what the frame shows, how the shots' lengths spread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auteur/production/advice_decisions.h"
#include "auteur/production/make.h"

namespace auteur::production {

struct CutFinding {
  std::string scene, rule, first, second, message;
  double measured = 0, limit = 0;
  std::string unit;
  std::optional<Waiver> waiver;
  std::string key() const { return rule + "/" + first + "/" + second; }           // what one says to waive it
  NodeId node() const { return "scenes/" + scene + "/continuity/" + key(); }       // of the decision
  std::string digest_text() const;  // a waiver holds for this finding; measured otherwise it comes back
};

struct MislabelledShot { std::string shot, what, said, measured; };  // what: "size" or "framing"
struct HiddenSubject { std::string shot, subject; double visible = 0; };

// The lengths of shots against a log-normal distribution, as film editing has it.
struct Rhythm {
  double mean = 0, spread = 0;              // seconds; standard deviation of the logarithms
  double wanted_mean = 0, wanted_spread = 0;
  double distance = 0;                      // Kolmogorov-Smirnov, against the normal of these logarithms
};

struct PlanReport {
  std::size_t scenes = 0, shots = 0, cuts = 0;
  std::vector<CutFinding> findings;         // in film order
  std::vector<MislabelledShot> mislabelled;
  std::vector<HiddenSubject> hidden;        // main subject seen in less than 95 % of its shot's frames
  std::vector<std::string> backs;           // shots in which nobody they are about shows a face for too long
  std::vector<std::string> cropped;         // shots whose upper edge cuts the main subject's head
  std::vector<std::string> half_heads;      // shots with half the head of somebody they are not about
  std::vector<std::string> unknown;         // scenes whose coverage is not made yet
  double visible = 1;                       // mean share of frames in which the main subject is seen
  double composition = 1;                   // mean score
  Rhythm rhythm;
  std::size_t open() const;                 // findings that nobody has waived
};

// As the film stands; nothing is made. Errors: those of current_graph, kDamaged.
Result<PlanReport> plan_report(const Film& film, Store& store, const Studio& studio, const MakeOptions& options);
// The same of a graph that is there already.
Result<PlanReport> plan_report(const Film& film, Store& store, const Graph& graph, Resolver& resolver, const View& view);

// Errors: kInvalidInput (no reason; somebody who is neither the film's director nor its cinematographer), kNotFound (no such
// finding, with the nearest).
Status waive_cut(const Film& film, Store& store, const PlanReport& report, const std::string& key, const std::string& by, Time at, const std::string& why);
// Takes it back. Errors: kNotFound.
Status unwaive_cut(const Film& film, Store& store, const PlanReport& report, const std::string& key, const std::string& by, Time at, const std::string& why);

Json to_json(const PlanReport& report);

}  // namespace auteur::production

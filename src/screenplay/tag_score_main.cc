// Prints precision and recall of breakdown tags by category, on the labelled scripts of tests/breakdown.
//   screenplay_tag_score_main [FOLDER] [--mistakes] [--json]
// --mistakes lists those of the half that rules may be tuned on; the other half is only scored.
#include <fmt/format.h>

#include <cstring>

#include "tag_score.h"

int main(int argc, char** argv) {
  using namespace auteur::screenplay;
  std::string folder = AUTEUR_SOURCE_DIR "/tests/breakdown";
  bool mistakes = false, json = false;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--mistakes") == 0) mistakes = true;
    else if (std::strcmp(argv[i], "--json") == 0) json = true;
    else folder = argv[i];
  }
  const auto scripts = read_labelled(folder);
  if (!scripts) { fmt::print(stderr, "{}\n", scripts.error().message); return 1; }
  if (scripts->empty()) { fmt::print(stderr, "There are no labelled scripts in '{}'.\n", folder); return 1; }
  TagScore all, tuned;
  for (const auto& s : *scripts) {
    score(s, all);
    if (s.half == "tune") score(s, tuned);
  }
  if (mistakes) for (const auto& m : tuned.mistakes) fmt::print("{}\n", m);
  auteur::Json out = {{"kind", "auteur.tag-score"}, {"version", 1}, {"halves", auteur::Json::object()}};
  for (const auto& [half, categories_of] : all.by_half) {
    if (!json) fmt::print("\n{:18} {:>7} {:>6} {:>9} {:>10} {:>7}\n", half, "labels", "found", "invented", "precision", "recall");
    for (const auto& c : categories()) {
      const auto it = categories_of.find(c.id);
      if (it == categories_of.end()) continue;
      const auto& s = it->second;
      out["halves"][half][c.id] = {{"labels", s.labels}, {"found", s.found}, {"invented", s.invented}, {"precision", s.precision()}, {"recall", s.recall()}};
      if (!json) fmt::print("{:18} {:7} {:6} {:9} {:10.3f} {:7.3f}\n", c.id, s.labels, s.found, s.invented, s.precision(), s.recall());
    }
  }
  if (json) fmt::print("{}\n", auteur::pretty_json(out));
  return 0;
}

// Cleans files for what is measured outside (cleanup_measures.py).
//   cleanup_clean_main IN OUT [STEP=STRENGTH]... [match=REFERENCE]     prints the report as JSON
//   cleanup_clean_main --list FILE                                     a call a line, separated by tabs
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "auteur/base/text.h"
#include "auteur/cleanup/file.h"

namespace {

int clean_one(const std::vector<std::string>& words) {
  using namespace auteur;
  if (words.size() < 2) return 2;
  cleanup::FileWish wish;
  wish.out = words[1];
  for (std::size_t i = 2; i < words.size(); ++i) {
    const auto equals = words[i].find('=');
    if (equals == std::string::npos) return 2;
    const std::string key = words[i].substr(0, equals), value = words[i].substr(equals + 1);
    if (key == "match") wish.match = value;
    else if (key == "only") {
      wish.wish.strength.fill(0);
      if (const auto step = cleanup::step_named(value)) wish.wish.of(*step) = 1;
    } else if (const auto step = cleanup::step_named(key)) wish.wish.of(*step) = std::atof(value.c_str());
    else return 2;
  }
  Progress progress;
  const auto done = cleanup::clean_file(words[0], wish, progress);
  if (!done) { std::fprintf(stderr, "%s\n", done.error().text().c_str()); return 1; }
  Json channels = Json::array();
  for (const auto& c : done->channels) channels.push_back(c);
  std::printf("%s\n", Json{{"changed", done->changed}, {"gain_db", done->gain_db}, {"channels", channels}}.dump().c_str());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) { std::fprintf(stderr, "usage: cleanup_clean_main IN OUT [STEP=STRENGTH]... | --list FILE\n"); return 2; }
  if (std::string(argv[1]) != "--list") return clean_one({argv + 1, argv + argc});
  std::ifstream list(argv[2]);
  for (std::string line; std::getline(list, line);) {
    std::vector<std::string> words;
    for (auto w : auteur::split(line, '\t')) words.emplace_back(w);
    if (const int code = clean_one(words)) return code;
  }
}

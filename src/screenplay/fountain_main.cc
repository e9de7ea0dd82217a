// Reads Fountain from standard input and prints its elements as JSON. For comparing parsers (peers/conformance.mjs).
#include <cstdio>
#include <iostream>
#include <iterator>
#include <string>

#include "auteur/screenplay/fountain.h"

int main() {
  const std::string text((std::istreambuf_iterator<char>(std::cin)), std::istreambuf_iterator<char>());
  const auto parsed = auteur::screenplay::parse_fountain(text, "standard input");
  if (!parsed) {
    std::fprintf(stderr, "%s\n", parsed.error().text().c_str());
    return 1;
  }
  const std::string json = auteur::canonical_json(auteur::screenplay::to_json(parsed->script));
  std::fwrite(json.data(), 1, json.size(), stdout);
  return 0;
}

// Words and categories of staging, read once from data/staging/staging.json.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace auteur::staging {

using Words = std::vector<std::string>;

struct Tables {
  Words sitting_places;
  std::vector<std::pair<std::string, std::string>> floors;  // part of a place's kind -> floor material
  Words rise, sit_down, seated_words, nod, shake, point, embrace, hurry, slow, ashamed, interrupts, overlaps, look_down, back_in, pocket;
  std::vector<std::pair<std::string, double>> walkers;  // part of a place's kind -> share of its crowd that passes through
  Words trots, calls, carries, pets, sets_down, flies;  // animals
};

const Tables& tables();

// True when `text` (any case) holds one of the words.
bool has_any(std::string_view text, const Words& words);

}  // namespace auteur::staging

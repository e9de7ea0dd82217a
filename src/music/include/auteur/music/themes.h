// Who has a theme, and the themes: one for the film, one each for its main people, things and places. Pure, thread-safe.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/music/score.h"
#include "auteur/screenplay/breakdown.h"

namespace auteur::music {

enum class OwnerKind { kFilm, kCharacter, kObject, kPlace };
const char* name_of(OwnerKind kind);  // "film", "character", "object", "place"

// What a theme is made of. Coarse on purpose: one changed word in the script leaves the themes as they are.
struct Owner {
  OwnerKind kind = OwnerKind::kFilm;
  std::string id, name;      // "" the film
  screenplay::Mood mood;     // of what it takes part in, in steps of 0.25
  int age = 0;
  std::string gender, species;
  std::string word;          // object: the noun; place: its kind
  std::string instrument;    // what a person wants it played by (data/music/voices.json); "" = chosen
  bool operator==(const Owner& o) const { return kind == o.kind && id == o.id; }
};

// The film itself first, then by weight. A character takes part in at least a quarter of what the first one does, an
// object is handled three times or more, a place is come to three times.
std::vector<Owner> choose_owners(const screenplay::Breakdown& breakdown);

struct Motif { Owner owner; Theme theme; Instrument voice; std::string why; };
// All in one metre and over one tonic, no two alike (similarity below 0.6). A theme depends on its owner, the film's seed
// and the themes before it in the list.
std::vector<Motif> compose_motifs(const std::vector<Owner>& owners, const std::string& title, std::uint64_t seed);

// 1 - edit distance of the steps between notes over the longer one's count: transposition and mode do not matter.
double similarity(const std::vector<int>& degrees, const std::vector<int>& other);

// What a scene is about, for the score: people with at least a fifth of what is said and done (three at most), things that
// are touched at least twice, the place when the film comes to it anew. `why` in words.
struct Feature { std::string owner; double weight = 0.5; std::string why; };
std::vector<Feature> features_of(const screenplay::Scene& scene, const screenplay::Scene* before, const std::vector<Owner>& owners);

// What may speak for an owner (data/music/voices.json).
std::vector<std::string> instrument_names();

Json to_json(const Owner& owner);
Result<Owner> owner_from_json(const Json& document);
Json to_json(const std::vector<Motif>& motifs);
Result<std::vector<Motif>> motifs_from_json(const Json& document);

}  // namespace auteur::music

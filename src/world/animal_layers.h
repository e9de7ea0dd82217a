// The layers of an animal: its build and eyes (face), its coat (make-up), what it wears (wardrobe). identity_layers.h
// hands over to these when a brief is an animal's.
#pragma once

#include "auteur/world/animals.h"

namespace auteur::world {

// What name and description say: {"species", "breed", "coat", "size", "girth", "shag", "gear", "stand_in"}.
Json animal_reading(const screenplay::CastMember& member, const std::string& text);
std::string with_article(const std::string& noun);  // "a rabbit", "an owl"
bool is_animal(const Json& brief);
void draw_animal(Identity& p, const Json& brief, std::uint32_t take);
void draw_coat(Identity& p, const Json& brief, std::uint32_t take);
void draw_gear(Identity& p, const Json& brief, std::uint32_t take);

}  // namespace auteur::world

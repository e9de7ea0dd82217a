// What a description says of somebody, by the table of data/world/people.json.
#pragma once

#include <string>

#include "auteur/base/json.h"

namespace auteur::world {

const Json& people_table();

// "70s, grey, a fisherman's hands" -> {"age": 75, "hair_colour": "#a8a49c", "set": {"hand_size": 0.95}, ...}: the keys of
// the table's rules, and of colours that belong to something "hair_colour", "eyes", "skin", "cloth", "trousers",
// "shoes", "accent". "cannot": what was asked for and cannot be shown. Words it does not know say nothing. Any text.
Json read_person(const std::string& description);

}  // namespace auteur::world

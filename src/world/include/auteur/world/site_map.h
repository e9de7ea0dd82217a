// The site map: every place of a film as a floor plan, with what stands in it, and the ways between them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/media/drawing.h"
#include "auteur/world/calendar.h"
#include "auteur/world/set.h"

namespace auteur::world {

struct MapPlace {
  const Set* set = nullptr;
  std::string id, name;
  std::vector<std::string> scenes;           // numbers
  std::vector<std::string> notes;            // rules, in the words of who wrote them
  std::map<std::string, std::string> props;  // prop id -> name
};

// Each plan has a scale of its own and says it. North is up in a plan
// unless `calendar.north` turns it, as the arrow says. Requires: places not empty, sets not null.
media::Drawing site_map(const std::string& title, const std::vector<MapPlace>& places, const Calendar& calendar);

}  // namespace auteur::world

// Where people start, otherwise than first proposed: another take of the blocking, and what a person decided.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auteur/staging/staging.h"

namespace auteur::staging {

// At the start of the scene `who` (cast id) is at `at`: a word for furniture, "door", "window", or a cast id (beside them).
// Empty: wherever there is a place. `seated`: sits or stands; nothing said: as the script has it.
struct BlockingWish { std::string who, at; std::optional<bool> seated; };

struct Blocking {
  std::uint32_t take = 1;  // 1: the proposal; every other one seats and stands people elsewhere, the same each time
  std::vector<BlockingWish> wishes;
  std::map<std::string, double> gait;          // by cast id: how fast they walk by mood, 1 = as ever; hurry and slowness in the words win
  std::map<std::string, Seconds> line_breaks;  // by line id: where in it the line would break off, if somebody cut in
};

struct RefusedWish { std::string who, key, message; };  // key: "who", "at" or "seated"

// stage_scene() with it. `refused` gets what cannot be done: somebody who is not in the scene, a thing that is not there.
Staging stage_scene(const StagingRequest& request, const Blocking& blocking, std::vector<RefusedWish>* refused = nullptr);

}  // namespace auteur::staging

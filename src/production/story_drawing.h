// How the story's state shows in a drawing: which lamps burn, what is broken, who is wet.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/world/cast.h"
#include "auteur/world/story_light.h"

namespace auteur::production {

// `state`: "auteur.story_state"; `sun`: {"azimuth", "elevation", "north"} in degrees, or null for one that suits the picture.
world::StoryLight story_light(const Json& state, const Json& sun);
std::string light_key(const world::StoryLight& light);

// Clothes put on and taken off, wet or muddy. `person`: their part of the state.
world::Identity as_the_story_has(world::Identity who, const Json& person);

// The set with broken props in pieces; the same set when nothing is broken.
std::shared_ptr<const world::Set> as_the_story_has(std::shared_ptr<const world::Set> set, const Json& state);

// A mesh in shards that lie where it stood: nothing of it is higher than a third of what it was.
scene::MeshPtr broken_mesh(const scene::Mesh& whole, std::uint64_t seed);

// What is so in the story and cannot be seen in the picture: "the level of the cup (60 %)".
std::vector<std::string> not_drawn(const Json& state);

}  // namespace auteur::production

// The light meter: how far a shot is opened or closed, and what its picture came to.
//
// Faces count as a gaffer reads them: by the light that falls on them. A dark face is a darker picture than a pale one
// beside it in the same light, so that a cut from one to the other does not change the light of the place.
#pragma once

#include <cstdint>
#include <vector>

#include "auteur/base/geometry.h"
#include "auteur/base/json.h"
#include "auteur/screenplay/breakdown.h"

namespace auteur::production {

inline constexpr double kPlainSkin = 0.33;  // reflectance that the targets are written for

inline float luminance_of(Vec3 linear) { return glm::dot(linear, Vec3(0.2126f, 0.7152f, 0.0722f)); }
inline double luma_of(std::uint8_t r, std::uint8_t g, std::uint8_t b) { return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255; }  // display, 0..1

struct FaceReading { double luminance = 0; double skin = kPlainSkin; double height = 0; bool subject = false; };  // linear; reflectance; share of the frame's height
struct Reading { std::vector<FaceReading> faces; std::vector<double> picture; bool inside = false; };  // picture: luminances all over the frame

// Stops to add. The face that matters leads where it is large, the whole picture where it is small or where there is none;
// only part of the way, so that night stays night, and never so far that much of the picture burns out.
// By night the brighter parts of it (what eighty points in a hundred stay under) are held at a level at which only lamps
// and what they touch are bright, whatever the faces ask; a face that stays too dark then needs a light of its own.
double stops_for(Reading reading, screenplay::TimeOfDay time);

// The light that a face lacks once the picture is opened by `stops`: luminance (as read, before opening) to bring it to
// where a face can be read, 0 if it can. Small faces are not helped; dark skin stays darker than pale.
double lacking(const FaceReading& face, double stops, screenplay::TimeOfDay time);

// Of a developed picture, display values 0..1. `face` is negative where no face is turned to us.
struct LightFacts { double face = -1, face_height = 0, key_fill = 0 /* stops between its sides */, mean = 0, black = 0, blown = 0; };  // black under 0.03, blown over 0.97: shares
LightFacts light_of(const std::vector<std::uint8_t>& rgb);
Json to_json(const LightFacts& facts);

}  // namespace auteur::production

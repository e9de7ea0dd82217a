// What a frame shows, measured from its camera and from where people are at that moment: who is in it and how large, whether
// the one it is about can be seen, and how well it is composed. The planner's labels are held against it.
#pragma once

#include <string>
#include <vector>

#include "auteur/camera/shot_list.h"

namespace auteur::camera {

struct InPicture {
  std::string who;
  Vec3 eyes{0.f};      // on the screen, x and y in -1 .. 1; z in metres
  float top = 0;       // of the head on the screen
  float head = 0;      // its height, as a share of the frame's
  float seen = 0;      // share of the head that nothing hides
  float toward = 0;    // cosine of face and way to the camera: 1 looks into it, -1 away from it
  bool shoulder = false;  // in the foreground and turned away: somebody we look past
};

// Each of the six 0 .. 1 (1: as the books say); limits and weights are data/camera/composition.json.
struct Composition {
  double headroom = 1, eyes = 1, lead = 1, separation = 1, tangents = 1, face = 1;
  double score = 1;    // weighted mean
};

struct ShotMeasure {
  std::string shot;
  Framing framing = Framing::kEmpty;
  Size size = Size::kMedium;
  double visible = 1;                // share of its frames in which the main subject (or the thing) is in the picture and free;
                                     // in a long shot of those in which they are in the scene, if that is most of it;
                                     // an establishing shot is about the place
  double faceless = 0;               // share of its frames in which nobody it is about shows a face
  bool backs = false;                // so much of it and so long that one would ask for the face
  double cropped = 0;                // share of its frames in which the upper edge cuts the main subject's head
  bool crops = false;                // often enough to disturb
  bool half_heads = false;           // the edge cuts the head of somebody the shot is not about
  std::vector<std::string> people;   // who counts, largest first
  Composition composition;
};

// One a shot, in order. Establishing shots, inserts and points of view are what they are for; their framing is not measured.
std::vector<ShotMeasure> measure_shots(const CoverageRequest& request, const ShotList& list);
Json to_json(const std::vector<ShotMeasure>& measures);

}  // namespace auteur::camera

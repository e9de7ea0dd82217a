// Continuity: what a script supervisor would say about two shots in a row, measured from the cameras and from where people
// are, stand, walk and look at the cut. It shares no code with the planner.
//
//              q                side: the camera's, seen from above, of the line p -> q
//              |   . B
//              |                A and B on the same side: p looks to the right in both, q to the left
//      A .     |
//              p
#pragma once

#include <string>
#include <vector>

#include "auteur/camera/shot_list.h"

namespace auteur::camera {

// Limits: data/camera/continuity.json, with the reason for each rule.
//   line              the line of action is crossed without a wide shot, a camera on the line or a visible move   degrees
//   thirty-degrees    the same subject from nearly the same place in nearly the same size                          degrees
//   eyeline           in shot and reverse the looks do not meet                                                    degrees
//   screen-direction  who walks to the left goes on to the right                                                   metres a second
//   reverse           shot and reverse differ in lens or height                                                    ratio
//   size-jump         a jump in size without a motive                                                              sizes
//   match-on-action   somebody sits, rises, takes or puts down, and the cut takes us away from it        %
//   re-establish      too many shots since one saw where everybody is                                              shots
//   entrance          somebody comes in, and no shot shows them with another                                       shots
struct ContinuityFinding {
  std::string rule;
  std::string first, second;  // shots, in film order; the same twice where it is about one
  double measured = 0, limit = 0;
  std::string unit;
  std::string message;        // plain words, with names, measured value and limit
  std::string key() const { return rule + "/" + first + "/" + second; }  // what a decision waives
};

std::vector<ContinuityFinding> check_continuity(const CoverageRequest& request, const ShotList& list);

}  // namespace auteur::camera

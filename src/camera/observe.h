// The measuring behind composition.h, for those who have the scene sampled already.
#pragma once

#include "auteur/camera/composition.h"
#include "view.h"

namespace auteur::camera {

// Everybody whose head touches the frame of a camera, largest first. `subject`: index of the one it is about, or -1. `look`:
// find out what hides them, else they are taken to be free.
std::vector<InPicture> people_in(const View& view, const scene::Camera& camera, int subject, double t, bool look = true);
// Of those who they are counted: neither shoulders, nor people far behind, nor hidden ones.
std::vector<InPicture> counted_of(std::vector<InPicture> people, const std::string& subject);
// What a frame of people is called by who is in it.
Framing framing_of(const std::vector<InPicture>& people, const std::string& subject);

class Observer {
 public:
  Observer(const CoverageRequest& request, const View& view) : request_(request), view_(view) {}

  // Everybody whose head touches the frame `into` seconds after the shot's start, largest first.
  std::vector<InPicture> people(const Shot& shot, double into) const;
  // By who is in the picture most of the time; what a shot is for where people do not decide it.
  Framing framing(const Shot& shot) const;
  // Who counts in the middle of it: neither shoulders nor people far behind.
  std::vector<std::string> featured(const Shot& shot) const;
  // By geometry, in the middle of it; of a thing as it is labelled.
  Size size(const Shot& shot) const;
  double visible(const Shot& shot) const;
  // Share of its frames in which nobody it is about shows a face. What is not about faces has none to show: 0.
  double faceless(const Shot& shot) const;
  // So much of it, and so long, that one would ask for the face.
  bool shows_backs(const Shot& shot) const;
  // Share of its frames in which the upper edge cuts the head of the one it is about, closer frames than a medium close-up apart.
  double cropped(const Shot& shot) const;
  bool crops_heads(const Shot& shot) const;
  // Share of its frames in which the edge cuts the head of somebody it is not about. A shoulder we look over may be cut.
  double half_heads(const Shot& shot) const;
  bool shows_half_heads(const Shot& shot) const;
  Composition composition(const Shot& shot) const;
  ShotMeasure measure(const Shot& shot) const;

 private:
  const CoverageRequest& request_;
  const View& view_;
};

}  // namespace auteur::camera

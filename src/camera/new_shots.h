// Shots that a person puts into a plan: one more between two, or one divided in two. Those that are there keep their names.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auteur/camera/shot_edits.h"
#include "operate.h"
#include "view.h"

namespace auteur::camera {

inline constexpr double kShortestShot = 0.5;  // seconds that a shot keeps when its neighbour takes of it

// Begins or ends a shot elsewhere; what its camera does, it does at the same moments of the scene as before.
void retime(Shot& s, double start, double end);

struct PutIn { std::string name; std::optional<RefusedEdit> refused; std::vector<std::string> shortened; /* shots that gave of their time */ };

class NewShots {
 public:
  // All three outlive it. `request.staging` is there.
  NewShots(const CoverageRequest& request, const View& view, ShotList& list) : request_(request), view_(view), list_(list) {}
  // Requires: e.is_new(). A refusal leaves the list as it was.
  PutIn put_in(const ShotEdit& e);

 private:
  struct Moment { double at = 0; std::string wrong; };
  std::size_t index_of(const std::string& id) const;
  std::string name_after(const ShotEdit& e, const std::string& of, std::string& wrong) const;
  Moment moment(const ShotEdit& e, const Shot& in) const;
  std::string what_begins_in(const Shot& s) const;
  // Films it anew; empty, or why not.
  std::string film(Shot& s, const ShotEdit& e, const Shot& like) const;
  std::string film_people(Shot& s, const ShotEdit& e, const std::vector<int>& people, bool everybody) const;
  std::string film_thing(Shot& s, const ShotEdit& e, const std::string& prop) const;
  bool hold_on(Draft& d, Operator& hand, const std::string& prop, Vec3 size, int holder) const;

  const CoverageRequest& request_;
  const View& view_;
  ShotList& list_;
};

}  // namespace auteur::camera

// The floor of a set as staging sees it: where one can stand, and what the words of the script point at.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "auteur/staging/staging.h"

namespace auteur::staging {

inline bool finite(Vec3 p) { return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z); }
inline Vec3 flat(Vec3 p) { return {p.x, 0.f, p.z}; }
inline float flat_distance(Vec3 a, Vec3 b) { return std::hypot(a.x - b.x, a.z - b.z); }
float wrap_angle(float a);                     // to -pi .. pi
bool same_word(const std::string& furniture, const std::string& word);  // "kitchen table" and "table" are

class Floor {
 public:
  explicit Floor(const world::Set& set);

  bool free(Vec3 p, float radius) const;
  // The free point nearest to `wanted`, at least `gap` from every point of `taken`. Falls back on `wanted`, clamped.
  Vec3 nearest_free(Vec3 wanted, float radius, std::span<const Vec3> taken, float gap) const;
  Vec3 inside(Vec3 p, float margin) const;

  // Clean copies: anchors with numbers that are no numbers are left out.
  const std::vector<world::Anchor>& anchors() const { return anchors_; }
  const std::vector<world::Piece>& pieces() const { return pieces_; }
  const world::Anchor* anchor(const std::string& id) const;
  const world::Anchor* nearest(const std::string& word, Vec3 from) const;  // any kind, by furniture word or id
  const world::Piece* nearest_piece(const std::string& word, Vec3 from) const;
  const world::Anchor* door() const { return door_; }
  bool interior() const { return interior_; }
  float width() const { return width_; }
  float depth() const { return depth_; }
  const std::string& material() const { return material_; }
  void set_material(std::string name) { material_ = std::move(name); }

 private:
  std::vector<world::Anchor> anchors_;
  std::vector<world::Piece> pieces_;
  const world::Anchor* door_ = nullptr;
  bool interior_ = true;
  float width_ = 5, depth_ = 4;
  std::string material_ = "wood";
};

// Where everybody is at the start (people who enter later: where they will stand, with `offstage` set).
struct StartWish {
  std::string id;
  bool offstage = false, seated = false, speaks = false, extra = false;
  std::string near;      // furniture word, cast id or place word the script names; may be empty
};
// `take`: 1 is the proposal, every other one leans towards other seats and places.
std::vector<Spot> starting_spots(const Floor& floor, const std::vector<StartWish>& wishes, std::uint64_t seed, std::uint32_t take = 1);

Spot seat_spot(const world::Anchor& anchor);
// Where one stands before sitting down here.
Vec3 before_seat(const Floor& floor, const world::Anchor& seat);

}  // namespace auteur::staging

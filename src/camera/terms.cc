// The planner's labels as words of the vocabulary, and back.
#include <algorithm>
#include <array>

#include "auteur/camera/shot_edits.h"
#include "auteur/camera/vocabulary.h"

namespace auteur::camera {
namespace {

constexpr std::array<const char*, 7> kSizes = {"extreme close-up", "close-up", "medium close-up", "medium shot", "medium long shot", "long shot", "extreme long shot"};
constexpr std::array<const char*, 14> kMovements = {"static shot", "push-in", "pull-out", "pan", "dolly shot", "boom shot", "follow shot", "handheld shot", "zoom", "zoom", "dolly zoom", "tilt", "arc shot", "roll"};

template <class E, std::size_t N>
std::optional<E> from(const std::array<const char*, N>& terms, const std::string& words) {
  static const auto vocabulary = Vocabulary::open();
  const Term* asked = vocabulary ? vocabulary->find(words) : nullptr;
  for (std::size_t i = 0; i < N; ++i) {
    const Term* term = vocabulary ? vocabulary->find(terms[i]) : nullptr;
    if (words == terms[i] || (asked && term == asked)) return static_cast<E>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string size_term(Size size) { return kSizes[static_cast<std::size_t>(std::clamp(static_cast<int>(size), 0, 6))]; }
std::string movement_term(Movement movement) { return kMovements[static_cast<std::size_t>(std::clamp(static_cast<int>(movement), 0, static_cast<int>(kMovements.size()) - 1))]; }
std::optional<Size> size_from(const std::string& words) {
  for (int i = 0; i < 7; ++i)
    if (words == size_name(static_cast<Size>(i))) return static_cast<Size>(i);
  return from<Size>(kSizes, words);
}
std::optional<Movement> movement_from(const std::string& words) {
  for (int i = 0; i < static_cast<int>(kMovements.size()); ++i)
    if (words == movement_name(static_cast<Movement>(i))) return static_cast<Movement>(i);
  return from<Movement>(kMovements, words);
}

}  // namespace auteur::camera

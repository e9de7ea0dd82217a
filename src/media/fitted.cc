#include "auteur/media/fitted.h"

namespace auteur::media {

std::string fitted(std::string text, double room, const std::function<double(const std::string&)>& width_of) {
  if (width_of(text) <= room) return text;
  while (!text.empty() && width_of(text + "\u2026") > room) {
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) text.pop_back();  // a letter of several bytes
    if (!text.empty()) text.pop_back();
  }
  return text + "\u2026";
}

}  // namespace auteur::media

#include "manner.h"

#include <algorithm>
#include <map>

#include "tables.h"

namespace auteur::camera {
namespace {

int level_named(const std::string& name) { return name == "calm" ? 0 : name == "tense" ? 1 : name == "crisis" ? 2 : 3; }

}  // namespace

const Manner& manner_of(const std::string& reading) {
  struct Book { std::map<std::string, Manner> by_name; Manner first; };
  static const Book kBook = [] {
    Book book;
    const Json list = read_data("readings.json").value("readings", Json::array());
    for (const Json& j : list) {
      try {
        const Manner m{level_named(j.value("handheld", "")), j.value("zooms", false), j.value("dolly_zoom", false)};
        if (book.by_name.empty()) book.first = m;
        book.by_name[j.at("name").get<std::string>()] = m;
      } catch (const nlohmann::json::exception&) {
        continue;  // a damaged record is left out
      }
    }
    return book;
  }();
  const auto at = kBook.by_name.find(reading);
  return at == kBook.by_name.end() ? kBook.first : at->second;
}

}  // namespace auteur::camera

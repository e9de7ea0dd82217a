#include "idioms.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "auteur/base/file_system.h"
#include "auteur/base/text.h"

namespace auteur::camera {
namespace {

constexpr const char* kNames[] = {"establishing", "master", "two-shot", "over-the-shoulder", "single", "close", "insert", "follow"};
using Book = std::array<Idiom, static_cast<std::size_t>(Way::kCount)>;

int way_named(const std::string& name) {
  for (int i = 0; i < static_cast<int>(Way::kCount); ++i)
    if (name == kNames[i]) return i;
  return -1;
}

Size size_named(const std::string& name) {
  for (int i = 0; i <= static_cast<int>(Size::kExtremeLong); ++i)
    if (name == size_name(static_cast<Size>(i))) return static_cast<Size>(i);
  return Size::kMedium;
}

void read_idiom(const Json& j, Idiom& idiom) {
  const std::string framing = j.value("framing", "");
  for (int i = 0; i <= static_cast<int>(Framing::kEmpty); ++i)
    if (framing == framing_name(static_cast<Framing>(i))) idiom.framing = static_cast<Framing>(i);
  idiom.fewest = j.at("participants").at(0).get<int>();
  idiom.most = j.at("participants").at(1).get<int>();
  for (std::size_t i = 0; i < 3; ++i) {
    idiom.sizes[i] = size_named(j.at("sizes").at(i).get<std::string>());
    idiom.appeal[i] = j.at("appeal").at(i).get<double>();
  }
  std::vector<float> lenses;
  for (const Json& lens : j.at("lenses")) lenses.push_back(std::clamp(lens.get<float>(), 12.f, 200.f));
  if (!lenses.empty()) idiom.lenses = std::move(lenses);
  idiom.angle = j.value("angle", idiom.angle);
  idiom.shortest = std::clamp(j.at("hold").at(0).get<double>(), 1.0, 10.0);
  idiom.faces = std::clamp(j.value("faces", 1.0), 0.0, 1.0);
  idiom.usual = std::clamp(j.at("hold").at(1).get<double>(), idiom.shortest, 60.0);
  idiom.longest = std::clamp(j.at("hold").at(2).get<double>(), idiom.usual, 120.0);
  if (j.contains("moves")) idiom.moves = j.at("moves").get<std::vector<std::string>>();
  if (const int way = way_named(j.value("fallback", "")); way >= 0) idiom.fallback = static_cast<Way>(way);
  if (j.contains("reasons")) idiom.reasons = j.at("reasons").get<std::map<std::string, std::string>>();
}

// data/camera/idioms.json; an empty object when it is missing or broken.
const Json& document() {
  static const Json kDocument = [] {
    const char* other = std::getenv("AUTEUR_DATA");
    const Path path = (other ? Path(other) : Path(AUTEUR_SOURCE_DIR) / "data") / "camera" / "idioms.json";
    const auto text = read_text(path);
    if (!text) return Json::object();
    const auto parsed = parse_json(*text, path.string());
    return parsed && parsed->is_object() ? *parsed : Json::object();
  }();
  return kDocument;
}

Book load() {
  Book book;
  // Plain defaults, so that a missing or broken file still gives a film.
  const Framing framings[] = {Framing::kEstablishing, Framing::kGroup, Framing::kTwoShot, Framing::kOverTheShoulder, Framing::kSingle, Framing::kSingle, Framing::kInsert, Framing::kSingle};
  const Size sizes[] = {Size::kLong, Size::kLong, Size::kMediumLong, Size::kMediumCloseUp, Size::kMediumCloseUp, Size::kCloseUp, Size::kCloseUp, Size::kMediumLong};
  const float lenses[] = {28, 28, 40, 50, 50, 75, 65, 35};
  for (std::size_t i = 0; i < book.size(); ++i) {
    book[i].way = static_cast<Way>(i);
    book[i].name = kNames[i];
    book[i].framing = framings[i];
    book[i].sizes.fill(sizes[i]);
    book[i].lenses = {lenses[i], lenses[i] * 0.8f, lenses[i] * 1.2f};
    book[i].appeal.fill(0.2);
  }
  const Json& data = document();
  if (!data.contains("idioms")) return book;
  for (const Json& j : data["idioms"]) {
    try {
      const int way = way_named(j.at("name").get<std::string>());
      if (way < 0) continue;
      Idiom read = book[static_cast<std::size_t>(way)];
      read_idiom(j, read);
      book[static_cast<std::size_t>(way)] = std::move(read);
    } catch (const nlohmann::json::exception&) {
      continue;  // a damaged record keeps its plain default
    }
  }
  return book;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

}  // namespace

const Idiom& idiom(Way way) {
  static const Book kBook = load();
  return kBook[static_cast<std::size_t>(way)];
}

Idiom with_lenses(Idiom idiom, const std::vector<double>& lenses) {
  std::vector<float> mine;
  for (const float lens : idiom.lenses) {
    float near = 0;
    for (const double l : lenses)
      if (const auto f = static_cast<float>(std::clamp(l, 8.0, 400.0)); near == 0 || std::abs(std::log(f / lens)) < std::abs(std::log(near / lens))) near = f;
    if (near > 0 && std::find(mine.begin(), mine.end(), near) == mine.end()) mine.push_back(near);
  }
  if (!mine.empty()) idiom.lenses = std::move(mine);
  return idiom;
}

const std::vector<std::string>& struck_kinds() {
  static const std::vector<std::string> kKinds = [] {
    std::vector<std::string> kinds;
    if (document().contains("strike"))
      for (const Json& kind : document()["strike"])
        if (kind.is_string()) kinds.push_back(kind.get<std::string>());
    return kinds;
  }();
  return kKinds;
}

std::string spoken_name(const std::string& id) {
  std::string name = lower(id.substr(0, id.find('#')));
  bool start = true;
  for (char& c : name) {
    if (start && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    start = c == ' ' || c == '-' || c == '.';
  }
  return name.empty() ? "somebody" : name;
}

std::string reason(const Idiom& idiom, const std::string& key, const std::string& who, const std::string& other, const std::string& prop) {
  const auto found = idiom.reasons.find(key);
  std::string text = found != idiom.reasons.end() ? found->second : idiom.name + ": {who}";
  replace_all(text, "{who}", spoken_name(who));
  replace_all(text, "{other}", spoken_name(other));
  std::string thing = prop;
  std::replace(thing.begin(), thing.end(), '-', ' ');
  replace_all(text, "{prop}", thing);
  return text;
}

}  // namespace auteur::camera

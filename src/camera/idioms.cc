#include "idioms.h"
#include "auteur/base/data_folder.h"
#include "auteur/camera/reading.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "auteur/base/text.h"
#include "optics.h"

namespace auteur::camera {
namespace {

constexpr const char* kNames[] = {"establishing", "master", "two-shot", "over-the-shoulder", "single", "close", "insert", "follow", "group", "point-of-view"};
constexpr std::size_t kMostFallbacks = 6;
using Book = Idioms;

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
  const Json fallback = j.value("fallback", Json::array());
  for (const Json& name : fallback)
    if (const int way = way_named(name.get<std::string>()); way >= 0 && idiom.fallback.size() < kMostFallbacks) idiom.fallback.push_back(static_cast<Way>(way));
  if (j.contains("reasons")) idiom.reasons = j.at("reasons").get<std::map<std::string, std::string>>();
}

const Json& document() {
  static const Json kDocument = read_data("camera/idioms.json");
  return kDocument;
}

Size nearer(Size size, int steps) { return static_cast<Size>(std::clamp(static_cast<int>(size) - steps, static_cast<int>(Size::kCloseUp), static_cast<int>(Size::kMediumLong))); }

Book load() {
  Book book;
  // Plain defaults, so that a missing or broken file still gives a film.
  const Framing framings[] = {Framing::kEstablishing, Framing::kGroup, Framing::kTwoShot, Framing::kOverTheShoulder, Framing::kSingle, Framing::kSingle, Framing::kInsert, Framing::kSingle, Framing::kGroup, Framing::kPointOfView};
  const Size sizes[] = {Size::kLong, Size::kLong, Size::kMediumLong, Size::kMediumCloseUp, Size::kMediumCloseUp, Size::kCloseUp, Size::kCloseUp, Size::kMediumLong, Size::kMediumLong, Size::kMedium};
  const float lenses[] = {28, 28, 40, 50, 50, 75, 65, 35, 35, 40};
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

int way_named(const std::string& name) {
  for (int i = 0; i < static_cast<int>(Way::kCount); ++i)
    if (name == kNames[i]) return i;
  return -1;
}

std::vector<std::string> way_names() { return {std::begin(kNames), std::end(kNames)}; }

const Idiom& idiom(Way way) {
  static const Book kBook = load();
  return kBook[static_cast<std::size_t>(way)];
}

Idioms idioms_for(const Look& look) {
  const Reading& r = reading_for(look);
  Idioms out;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto way = static_cast<Way>(i);
    Idiom own = idiom(way);
    if (const auto leaning = r.ways.find(own.name); leaning != r.ways.end()) {
      for (double& appeal : own.appeal) appeal += leaning->second.appeal;
      if (!leaning->second.lenses.empty()) own.lenses = leaning->second.lenses;
      if (leaning->second.angle) own.angle = *leaning->second.angle;
    }
    if (way == Way::kSingle || way == Way::kClose || way == Way::kOverShoulder || way == Way::kTwoShot) {
      own.lift = r.lift;
      if (r.tighter != 0 && way != Way::kClose)
        for (Size& size : own.sizes) size = nearer(size, r.tighter);
    }
    own.often = r.often;
    own.push = r.push;
    own.shortest = std::max(1.0, own.shortest * std::clamp(r.pace, 0.8, 1.2));
    own.usual = std::clamp(own.usual * r.pace, own.shortest, 60.0);
    own.longest = std::clamp(own.longest * std::max(1.0, r.pace), own.usual, 120.0);
    out[i] = with_lenses(std::move(own), spherical_lenses(look));
  }
  return out;
}

Seconds wanted_mean(const Look& look) { return Seconds(std::clamp(look.mean_shot.value * pace_of(look), 1.4, 30.0)); }

double pace_of(const Look& look) { return reading_for(look).pace; }

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
  const std::string small = lower(id.substr(0, id.find('#')));
  std::string name;
  bool start = true;
  for (std::size_t i = 0; i < small.size();) {
    std::size_t end = i + 1;
    while (end < small.size() && (static_cast<unsigned char>(small[end]) & 0xC0) == 0x80) ++end;  // a letter of several bytes
    const std::string letter = small.substr(i, end - i);
    name += start ? upper(letter) : letter;
    start = letter == " " || letter == "-" || letter == ".";
    i = end;
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

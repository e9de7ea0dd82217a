#include "direction.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "auteur/base/data_folder.h"
#include "auteur/base/file_system.h"
#include "auteur/base/json.h"
#include "auteur/base/text.h"

namespace auteur::acting {
namespace {

double number(const Json& object, const char* key, double otherwise) {
  const auto it = object.find(key);
  return it != object.end() && it->is_number() ? it->get<double>() : otherwise;
}

std::vector<std::string> texts(const Json& object, const char* key) {
  std::vector<std::string> out;
  const auto it = object.find(key);
  if (it == object.end() || !it->is_array()) return out;
  for (const auto& v : *it) if (v.is_string()) out.push_back(v.get<std::string>());
  return out;
}

Direction read_direction(const Json& j) {
  Direction d;
  d.pitch = std::clamp(number(j, "pitch", 1), 0.5, 2.0);
  d.range = std::clamp(number(j, "range", 1), 0.1, 3.0);
  d.pace = std::clamp(number(j, "pace", 1), 0.4, 2.5);
  d.pauses = std::clamp(number(j, "pauses", 1), 0.1, 5.0);
  d.gesture = std::clamp(number(j, "gesture", 1), 0.0, 3.0);
  d.energy = std::clamp(number(j, "energy", 0), -20.0, 12.0);
  d.tilt = std::clamp(number(j, "tilt", 0), -12.0, 12.0);
  for (auto [key, field] : {std::pair{"breath", &d.breath}, {"whisper", &d.whisper}, {"tremor", &d.tremor}, {"laugh", &d.laugh}, {"rasp", &d.rasp}})
    *field = std::clamp(number(j, key, 0), 0.0, 1.0);
  for (auto [key, field] : {std::pair{"smile", &d.smile}, {"brow", &d.brow}, {"worry", &d.worry}, {"lids", &d.lids}, {"jaw", &d.jaw}, {"lean", &d.lean}, {"slump", &d.slump}})
    *field = std::clamp(number(j, key, 0), -1.0, 1.0);
  return d;
}

DeliveryTable load_table() {
  DeliveryTable table;
  const Json json = read_data("acting/delivery.json", "auteur.delivery");
  if (const auto it = json.find("deliveries"); it != json.end() && it->is_array())
    for (const auto& entry : *it)
      if (entry.is_object()) table.deliveries.push_back({entry.value("name", std::string()), texts(entry, "words"), read_direction(entry)});
  table.stronger = texts(json, "stronger");
  table.weaker = texts(json, "weaker");
  table.acronyms = texts(json, "acronyms");
  table.wh_words = texts(json, "wh_words");
  table.abbreviations = texts(json, "abbreviations");
  if (const auto it = json.find("symbols"); it != json.end() && it->is_object())
    for (const auto& [key, value] : it->items()) if (value.is_string()) table.symbols[key] = value.get<std::string>();
  return table;
}

// `a` is added to what is there with weight `w`: factors as powers, the rest linearly, so that order does not matter.
void blend(Direction& d, const Direction& a, double w) {
  d.pitch *= std::pow(a.pitch, w);
  d.range *= std::pow(a.range, w);
  d.pace *= std::pow(a.pace, w);
  d.pauses *= std::pow(a.pauses, w);
  d.gesture *= a.gesture > 0 ? std::pow(a.gesture, w) : 0;
  d.energy += a.energy * w;
  d.tilt += a.tilt * w;
  d.breath += a.breath * w;
  if (a.whisper > 0) d.whisper = std::max(d.whisper, a.whisper);
  d.tremor += a.tremor * w;
  d.laugh += a.laugh * w;
  d.rasp += a.rasp * w;
  d.smile += a.smile * w;
  d.brow += a.brow * w;
  d.worry += a.worry * w;
  d.lids += a.lids * w;
  d.jaw += a.jaw * w;
  d.lean += a.lean * w;
  d.slump += a.slump * w;
}

void clamp_direction(Direction& d) {
  d.pitch = std::clamp(d.pitch, 0.8, 1.45);
  d.range = std::clamp(d.range, 0.4, 2.0);
  d.pace = std::clamp(d.pace, 0.65, 1.5);
  d.pauses = std::clamp(d.pauses, 0.4, 2.5);
  d.gesture = std::clamp(d.gesture, 0.0, 2.0);
  d.energy = std::clamp(d.energy, -8.0, 6.0);
  d.tilt = std::clamp(d.tilt, -4.0, 6.0);
  for (double* v : {&d.breath, &d.whisper, &d.tremor, &d.laugh, &d.rasp}) *v = std::clamp(*v, 0.0, 1.0);
  for (double* v : {&d.smile, &d.brow, &d.worry, &d.lids, &d.jaw, &d.lean, &d.slump}) *v = std::clamp(*v, -1.0, 1.0);
}

// Whether `needle` begins a word of `text` (both lower case).
std::size_t find_at_word(const std::string& text, const std::string& needle) {
  if (needle.empty()) return std::string::npos;
  for (std::size_t at = text.find(needle); at != std::string::npos; at = text.find(needle, at + 1))
    if (at == 0 || !std::isalpha(static_cast<unsigned char>(text[at - 1]))) return at;
  return std::string::npos;
}

double weight_before(const std::string& text, std::size_t at, const DeliveryTable& table) {
  const std::size_t from = at > 24 ? at - 24 : 0;
  std::string before = text.substr(from, at - from);
  if (const auto comma = before.find_last_of(",;."); comma != std::string::npos) before.erase(0, comma + 1);
  if (find_at_word(before, "not ") != std::string::npos || find_at_word(before, "without ") != std::string::npos) return 0;
  for (const auto& w : table.stronger) if (find_at_word(before, w) != std::string::npos) return 1.35;
  for (const auto& w : table.weaker) if (find_at_word(before, w) != std::string::npos) return 0.55;
  return 1;
}

}  // namespace

const DeliveryTable& delivery_table() {
  static const DeliveryTable table = load_table();
  return table;
}

Direction direction_of_manner(std::string_view manner, std::vector<std::string>* found) {
  Direction d;
  const std::string text = lower(manner.substr(0, 400));
  const auto& table = delivery_table();
  for (const auto& delivery : table.deliveries) {
    for (const auto& word : delivery.words) {
      const std::size_t at = find_at_word(text, word);
      if (at == std::string::npos) continue;
      const double w = weight_before(text, at, table);
      if (w > 0) {
        blend(d, delivery.direction, w);
        if (found) found->push_back(delivery.name);
      }
      break;
    }
  }
  clamp_direction(d);
  return d;
}

Direction direct(std::string_view manner, const screenplay::Mood& mood) {
  std::vector<std::string> found;
  Direction d = direction_of_manner(manner, &found);
  const double w = found.empty() ? 1.0 : 0.35;
  const double valence = std::clamp(std::isfinite(mood.valence) ? mood.valence : 0, -1.0, 1.0);
  const double arousal = std::clamp(std::isfinite(mood.arousal) ? mood.arousal : 0, -1.0, 1.0);
  const double tension = std::clamp(std::isfinite(mood.tension) ? mood.tension : 0, 0.0, 1.0);
  const double sad = std::max(0.0, -valence) * std::max(0.0, 0.6 - arousal), anger = std::max(0.0, -valence) * std::max(0.0, arousal);
  Direction m;  // after the acoustic correlates of emotion collected by Juslin and Laukka
  m.pitch = 1 + 0.09 * arousal + 0.03 * valence;
  m.range = std::clamp(1 + 0.3 * arousal + 0.15 * valence - 0.25 * sad, 0.5, 1.7);
  m.pace = 1 + 0.09 * arousal - 0.08 * sad;
  m.pauses = 1 - 0.15 * arousal + 0.25 * sad;
  m.energy = 1.8 * arousal - 1.2 * sad;
  m.tilt = 1.5 * tension + 1.5 * anger - 1.5 * sad;
  m.breath = 0.25 * sad;
  m.smile = 0.6 * valence - 0.1 * tension;
  m.brow = 0.25 * arousal - 0.5 * anger;
  m.worry = 0.5 * tension * (valence < 0.3 ? 1 : 0) + 0.5 * sad - 0.8 * anger;
  m.lids = -0.1 * tension - 0.08 * arousal + 0.15 * sad;
  m.lean = 0.4 * tension;
  m.slump = 0.7 * sad;
  m.gesture = std::clamp(1 + 0.5 * arousal, 0.3, 1.6);
  blend(d, m, w);
  clamp_direction(d);
  return d;
}

}  // namespace auteur::acting

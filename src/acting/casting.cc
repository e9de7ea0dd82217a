#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "auteur/acting/voice.h"
#include "auteur/base/data_folder.h"
#include "auteur/base/file_system.h"

namespace auteur::acting {
namespace {

double number(const Json& object, const char* key, double otherwise) {
  const auto it = object.find(key);
  return it != object.end() && it->is_number() && std::isfinite(it->get<double>()) ? it->get<double>() : otherwise;
}
std::string text(const Json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

std::vector<CastVoice> load_voices() {
  std::vector<CastVoice> out;
  const Json json = read_data("acting/voices.json", "auteur.voices");
  if (const auto it = json.find("voices"); it != json.end() && it->is_array())
    for (const auto& v : *it) {
      if (!v.is_object() || text(v, "name").empty() || out.size() >= 200) continue;
      CastVoice one{text(v, "name"), text(v, "words"), text(v, "sex") == "female", std::clamp(number(v, "age", 40), 3.0, 100.0),
                    std::clamp(number(v, "depth", 0.5), 0.0, 1.0), std::clamp(number(v, "energy", 0.5), 0.0, 1.0), voice_from_json(v)};
      out.push_back(std::move(one));
    }
  if (out.empty()) {
    CastVoice plain;
    plain.name = plain.casting.name = "plain";
    plain.casting.base = "rms";
    out.push_back(plain);
  }
  return out;
}

double unit(float v) { return std::isfinite(v) ? std::clamp(static_cast<double>(v), 0.0, 1.0) : 0.5; }

double misfit(const CastVoice& a, const world::Identity& who) {
  const double age = std::isfinite(who.age) ? std::clamp(static_cast<double>(who.age), 3.0, 100.0) : 35;
  const double femininity = unit(who.femininity);
  // Before their voices break, boys and girls sound alike.
  const double sex = age < 12 ? 0.25 : 1.0;
  const double size = std::isfinite(who.height_m) ? std::clamp((1.45 - who.height_m) / 0.4, -0.5, 0.5) : 0;
  double cost = 6 * sex * std::abs((a.female ? 1.0 : 0.0) - femininity);
  cost += std::abs(std::log(age) - std::log(a.age)) * 1.6;
  cost += std::abs(unit(who.voice_depth) + 0.3 * size - a.depth) * 1.2;
  cost += std::abs(unit(who.voice_energy) - a.energy) * 0.5;
  return cost;
}

}  // namespace

const std::vector<CastVoice>& voice_table() {
  static const std::vector<CastVoice> table = load_voices();
  return table;
}

const CastVoice* find_voice(std::string_view name) {
  for (const auto& v : voice_table()) if (v.name == name) return &v;
  return nullptr;
}

Json to_json(const VoiceCasting& v) {
  return {{"base", v.base}, {"pitch", v.pitch}, {"range", v.range}, {"formant", v.formant}, {"pace", v.pace}, {"breath", v.breath}, {"tilt", v.tilt},
          {"second", v.second}, {"blend", v.blend}, {"second_formant", v.second_formant}, {"clarity", v.clarity}, {"rasp", v.rasp}, {"tremor", v.tremor}, {"name", v.name}};
}
VoiceCasting voice_from_json(const Json& j) {
  VoiceCasting v;
  v.base = text(j, "base");
  v.second = text(j, "second");
  v.name = text(j, "name");
  for (const auto& [key, to] : {std::pair{"pitch", &v.pitch}, {"range", &v.range}, {"formant", &v.formant}, {"pace", &v.pace}, {"breath", &v.breath}, {"tilt", &v.tilt},
                                {"blend", &v.blend}, {"second_formant", &v.second_formant}, {"clarity", &v.clarity}, {"rasp", &v.rasp}, {"tremor", &v.tremor}})
    *to = number(j, key, *to);
  return v;
}

// In the order of the cast, so that a later character never takes an earlier one's voice.
std::vector<VoiceCasting> cast_voices(const std::vector<world::Identity>& cast, const std::vector<std::string>& names) {
  const auto& table = voice_table();
  std::vector<VoiceCasting> out;
  std::vector<int> used(table.size(), 0);
  const auto asked = [&](std::size_t who) { return who < names.size() ? find_voice(names[who]) : nullptr; };
  // A voice that somebody was given by name is taken from the start.
  std::vector<int> given(table.size(), 0);
  for (std::size_t i = 0; i < cast.size(); ++i)
    if (const CastVoice* v = asked(i)) ++given[static_cast<std::size_t>(v - table.data())];
  for (std::size_t n = 0; n < cast.size(); ++n) {
    const auto& who = cast[n];
    if (const CastVoice* v = asked(n)) {  // as it stands: who asks for a voice gets that one
      out.push_back(v->casting);
      continue;
    }
    std::size_t best = 0;
    double least = 1e9;
    for (std::size_t i = 0; i < table.size(); ++i) {
      // A used voice is better than one of the wrong sex, once the right ones are all taken.
      const double cost = misfit(table[i], who) + 3.5 * (used[i] + given[i]);
      if (cost < least) { least = cost; best = i; }
    }
    const CastVoice& a = table[best];
    const int again = given[best] + used[best]++;
    VoiceCasting v = a.casting;
    v.pitch *= 1 + 0.08 * (unit(who.voice_depth) - a.depth);
    v.pace *= 0.96 + 0.08 * unit(who.voice_pace);
    v.range *= 0.92 + 0.16 * unit(who.voice_energy);
    if (again > 0) {  // the n-th user of a voice: away from the first in pitch, throat and pace, to alternating sides
      const double side = again % 2 == 1 ? 1 : -1, step = static_cast<double>((again + 1) / 2);
      v.pitch *= 1 + 0.09 * side * std::min(step, 2.0);
      v.formant -= 0.014 * side * std::min(step, 2.0);
      v.pace *= 1 - 0.05 * side * std::min(step, 3.0);
      v.range *= 1 + 0.08 * side;
    }
    v.pitch = std::clamp(v.pitch, 0.7, 2.0);
    v.formant = std::clamp(v.formant, -0.075, 0.045);
    out.push_back(v);
  }
  return out;
}

}  // namespace auteur::acting

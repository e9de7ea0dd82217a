// What is said and known of brought figures, as documents.
#include <cmath>

#include "auteur/puppets/model.h"

namespace auteur::puppets {
namespace {

template <class M, class F>
void each_measure(M& m, const F& f) {
  f("height", m.height); f("eye_height", m.eye_height); f("shoulder_width", m.shoulder_width); f("head_height", m.head_height);
  f("seated_eye_height", m.seated_eye_height); f("arm_length", m.arm_length); f("hip_height", m.hip_height); f("leg_length", m.leg_length);
}

std::map<std::string, std::string> texts(const Json& written, const char* table) {
  std::map<std::string, std::string> out;
  if (!written.is_object() || !written.contains(table) || !written[table].is_object()) return out;
  for (const auto& [key, value] : written[table].items())
    if (value.is_string()) out[key] = value.template get<std::string>();
  return out;
}

}  // namespace

Json to_json(const ModelReport& report) {
  return {{"bones", report.bones}, {"visemes", report.visemes}, {"face", report.face}, {"findings", report.findings}, {"walks", report.walks}};
}

ModelWishes wishes_from(const Json& written) {
  ModelWishes w;
  if (written.is_object() && written.contains("height") && written["height"].is_number()) w.height = written["height"].get<double>();
  if (!std::isfinite(w.height) || w.height < 0 || w.height > 10) w.height = 0;
  w.bones = texts(written, "rig");
  w.visemes = texts(written, "visemes");
  w.face = texts(written, "face");
  return w;
}

Json to_json(const ModelWishes& w) {
  Json j = Json::object();
  if (w.height > 0) j["height"] = w.height;
  if (!w.bones.empty()) j["rig"] = w.bones;
  if (!w.visemes.empty()) j["visemes"] = w.visemes;
  if (!w.face.empty()) j["face"] = w.face;
  return j;
}

std::map<std::string, float> named(const Measures& measures) {
  std::map<std::string, float> out;
  each_measure(measures, [&](const char* name, float v) { out[name] = v; });
  return out;
}

Measures measures_from(const std::map<std::string, float>& named) {
  Measures m;
  each_measure(m, [&](const char* name, float& v) {
    if (const auto at = named.find(name); at != named.end() && std::isfinite(at->second) && at->second > 0 && at->second < 100) v = at->second;
  });
  return m;
}

}  // namespace auteur::puppets

#include "explain_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "auteur/base/json.h"
#include "auteur/base/text.h"
#include "auteur/camera/vocabulary.h"
#include "terminal.h"

namespace auteur::cli {
namespace {

using camera::Term;
using camera::Vocabulary;

std::string measure_text(const Term& t) {
  const auto between = [&](const std::string& unit, double scale = 1) {
    const bool open_low = t.low <= -50 || (t.low <= 0 && t.measure != "pitch_degrees" && t.measure != "of_eye_height"), open_high = t.high >= 1000;
    if (open_low) return fmt::format("less than {:.4g}{}", t.high * scale, unit);
    if (open_high) return fmt::format("{:.4g}{} and more", t.low * scale, unit);
    return fmt::format("{:.4g} to {:.4g}{}", t.low * scale, t.high * scale, unit);
  };
  if (t.measure == "heads") return "the frame is " + between(" heads high at the subject");
  if (t.measure == "focal_mm") return between(" mm on Super 35");
  if (t.measure == "pitch_degrees") return t.low < 0 && t.high > 0 ? fmt::format("the camera looks up or down by less than {:.4g} degrees", t.high) : t.high <= 0 ? fmt::format("the camera looks down by {:.4g} to {:.4g} degrees", -t.high, -t.low) : fmt::format("the camera looks up by {:.4g} to {:.4g} degrees", t.low, t.high);
  if (t.measure == "roll_degrees") return fmt::format("the horizon leans by more than {:.4g} degrees", t.low);
  if (t.measure == "of_eye_height") return "the lens is at " + between(" % of the height of the eyes", 100);
  return "";
}

Json to_json(const Term& t) {
  Json j{{"term", t.name}, {"group", t.group}, {"says", t.says}, {"use", t.use}, {"also", t.also}, {"see", t.see}, {"labels", t.labels}};
  if (!t.brief.empty()) j["short"] = t.brief;
  if (!t.measure.empty()) j["measure"] = {{t.measure, {t.low, t.high}}};
  return j;
}

void print(const Vocabulary& words, const Term& t) {
  fmt::print("{}{}   ({})\n\n  {}\n  {}\n", t.name, t.brief.empty() ? "" : ", " + t.brief, t.group, t.says, t.use);
  if (!t.also.empty()) fmt::print("\n  also called   {}\n", fmt::join(t.also, ", "));
  if (const std::string measured = measure_text(t); !measured.empty()) fmt::print("  measured      {}\n", measured);
  if (!t.see.empty()) fmt::print("  see           {}\n", fmt::join(t.see, ", "));
  std::vector<std::string> beside;
  for (const Term& other : words.terms())
    if (other.group == t.group && other.name != t.name) beside.push_back(other.name);
  if (!beside.empty()) fmt::print("  beside it     {}\n", fmt::join(beside, ", "));
}

Result<int> explain(const std::string& wish, bool json) {
  const auto words = TRY(Vocabulary::open());
  if (!wish.empty()) {
    const Term* term = words.find(wish);
    if (!term) {
      std::vector<std::string> names = words.names(), near;
      const std::string close = closest(lower(wish), names);
      for (const Term& t : words.terms())
        if (near.size() < 4 && (t.name.find(lower(wish)) != std::string::npos || lower(t.says).find(lower(wish)) != std::string::npos)) near.push_back(t.name);
      if (!close.empty() && std::find(near.begin(), near.end(), close) == near.end()) near.insert(near.begin(), close);
      return fail(ErrorCode::kNotFound, fmt::format("There is no term '{}'.{} All of them: auteur explain", wish, near.empty() ? "" : fmt::format(" Did you mean {}?", fmt::join(near, " or "))));
    }
    if (json) fmt::print("{}\n", to_json(*term).dump(2));
    else print(words, *term);
    return 0;
  }
  if (json) {
    Json all = Json::array();
    for (const Term& t : words.terms()) all.push_back(to_json(t));
    fmt::print("{}\n", Json({{"kind", "auteur.camera-vocabulary"}, {"version", 1}, {"terms", all}, {"label_sets", words.label_sets()}}).dump(2));
    return 0;
  }
  for (const auto& [group, about] : words.groups()) {
    fmt::print("{}: {}\n", group, about);
    for (const Term& t : words.terms())
      if (t.group == group) fmt::print("  {:<24} {}\n", t.name, t.says);
    fmt::print("\n");
  }
  fmt::print("One of them: auteur explain over-the-shoulder\n");
  return 0;
}

}  // namespace

int explain_command(const std::string& words, bool json) {
  const auto done = explain(words, json);
  return done ? *done : report_error(done.error(), json);
}

}  // namespace auteur::cli

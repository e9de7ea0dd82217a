#include "explain_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "auteur/base/file_system.h"
#include "auteur/base/json.h"
#include "auteur/base/text.h"
#include "auteur/camera/vocabulary.h"
#include "auteur/production/demonstration_pictures.h"
#include "readings_command.h"
#include "terminal.h"

namespace auteur::cli {
namespace {

using camera::Term;
using camera::Vocabulary;

Json to_json(const Term& t) {
  Json j{{"term", t.name}, {"group", t.group}, {"says", t.says}, {"use", t.use}, {"also", t.also}, {"see", t.see}, {"labels", t.labels}};
  if (!t.brief.empty()) j["short"] = t.brief;
  if (!t.measure.empty()) j["measure"] = {{t.measure, {t.low, t.high}}};
  return j;
}

void print(const Vocabulary& words, const Term& t) {
  fmt::print("{}{}   ({})\n\n  {}\n  {}\n", t.name, t.brief.empty() ? "" : ", " + t.brief, t.group, t.says, t.use);
  if (!t.also.empty()) fmt::print("\n  also called   {}\n", fmt::join(t.also, ", "));
  if (const std::string measured = production::measure_text(t); !measured.empty()) fmt::print("  measured      {}\n", measured);
  if (!t.see.empty()) fmt::print("  see           {}\n", fmt::join(t.see, ", "));
  std::vector<std::string> beside;
  for (const Term& other : words.terms())
    if (other.group == t.group && other.name != t.name) beside.push_back(other.name);
  if (!beside.empty()) fmt::print("  beside it     {}\n", fmt::join(beside, ", "));
}

Result<const Term*> term_for(const Vocabulary& words, const std::string& wish) {
    const Term* term = words.find(wish);
    if (!term) {
      std::vector<std::string> names = words.names(), near;
      const std::string close = closest(lower(wish), names);
      for (const Term& t : words.terms())
        if (near.size() < 4 && (t.name.find(lower(wish)) != std::string::npos || lower(t.says).find(lower(wish)) != std::string::npos)) near.push_back(t.name);
      if (!close.empty() && std::find(near.begin(), near.end(), close) == near.end()) near.insert(near.begin(), close);
      return fail(ErrorCode::kNotFound, fmt::format("There is no term '{}'.{} All of them: auteur explain", wish, near.empty() ? "" : fmt::format(" Did you mean {}?", fmt::join(near, " or "))));
    }
    return term;
}

Result<int> explain(const std::string& wish, bool json) {
  const auto words = TRY(Vocabulary::open());
  if (const std::string reading = lower(wish); reading == "reading" || reading == "readings" || (camera::find_reading(reading, {}) && !words.find(wish))) {
    if (!json) fmt::print("reading   (how a director takes a scene: what is shown from where, how near, for how long)\n\n");
    print_readings(reading.starts_with("reading") ? "" : reading, {}, "", json);
    if (!json) fmt::print("A scene in each of them: auteur try FILM scenes/4/coverage\n");
    return 0;
  }
  if (!wish.empty()) {
    const Term* term = TRY(term_for(words, wish));
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

Status write(const Path& file, std::string_view bytes) {
  if (auto s = write_atomically(file, std::string(bytes)); !s) return fail_because(s.error(), fmt::format("The picture is drawn, but '{}' cannot be written. Make the folder writable, or name another file.", file.string()));
  return {};
}

std::string png(const media::Picture& picture) {
  const auto bytes = media::write_png(picture);
  return {bytes.begin(), bytes.end()};
}

Status draw_term(const std::string& wish, const std::string& file, bool json) {
  auto studio = TRY(production::DemonstrationStudio::open());
  if (wish.empty()) return fail(ErrorCode::kInvalidInput, "--picture needs a term: auteur explain dolly zoom --picture dolly-zoom.png. All terms at once: auteur explain --page FOLDER");
  const Term* term = TRY(term_for(studio.vocabulary(), wish));
  const media::Picture drawn = TRY(studio.picture(term->name, Stop::instance()));
  TRY(write(file, png(drawn)));
  if (json) fmt::print("{}\n", Json({{"kind", "auteur.files"}, {"version", 1}, {"files", {file}}}).dump(2));
  else print(studio.vocabulary(), *term), fmt::print("  picture       {}\n", file);
  return {};
}

Status draw_page(const std::string& folder, bool json) {
  auto studio = TRY(production::DemonstrationStudio::open());
  const Path to = folder;
  if (auto made = real_file_system()->make_directories(to / "pictures"); !made) return fail_because(made.error(), fmt::format("The folder '{}' cannot be made. Name another with --page.", folder));
  const auto& terms = studio.vocabulary().terms();
  Json files = Json::array();
  ProgressLine line(json);
  for (std::size_t i = 0; i < terms.size(); ++i) {
    RunProgress now;
    now.fraction = static_cast<double>(i) / static_cast<double>(terms.size());
    now.done = i, now.total = terms.size();
    now.what = terms[i].name;
    line.show(now);
    const Path file = to / production::picture_name(terms[i].name);
    const media::Picture drawn = TRY(studio.picture(terms[i].name, Stop::instance()));
    TRY(write(file, png(drawn)));
    files.push_back(file.string());
  }
  line.clear();
  TRY(write(to / "index.html", production::vocabulary_page(studio.vocabulary(), studio.demonstrations())));
  files.push_back((to / "index.html").string());
  if (json) fmt::print("{}\n", Json({{"kind", "auteur.files"}, {"version", 1}, {"files", files}}).dump(2));
  else fmt::print("{} terms with pictures: {}\n", terms.size(), (to / "index.html").string());
  return {};
}

}  // namespace

int explain_picture_command(const std::string& words, const std::string& picture, const std::string& page, bool json) {
  const auto done = page.empty() ? draw_term(words, picture, json) : draw_page(page, json);
  return done ? 0 : report_error(done.error(), json);
}

int explain_command(const std::string& words, bool json) {
  const auto done = explain(words, json);
  return done ? *done : report_error(done.error(), json);
}

}  // namespace auteur::cli

// The page of the camera department's words.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "auteur/base/markup.h"
#include "auteur/base/text.h"
#include "auteur/production/demonstration_pictures.h"

namespace auteur::production {
namespace {

using camera::Term;

std::string anchor(const std::string& term) { return slug(term); }

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

constexpr const char* kStyle = R"css(
:root { --ink: #2b2824; --soft: #6d655a; --line: #e0d8ca; --paper: #faf8f3; --mark: #a5641e; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.5rem 6rem; max-width: 1060px; background: var(--paper); color: var(--ink); font: 17px/1.55 "TeX Gyre Heros", "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 2rem; margin: 0 0 .3rem; }
h2 { margin: 3.5rem 0 .2rem; padding-top: 1rem; border-top: 2px solid var(--ink); font-size: 1.45rem; }
.about { color: var(--soft); margin: 0 0 1.2rem; }
nav { columns: 4 200px; font-size: .88rem; line-height: 1.5; margin: 1.5rem 0 0; }
nav div { break-inside: avoid; margin-bottom: .8rem; }
nav b { display: block; }
a { color: var(--mark); text-decoration: none; }
a:hover { text-decoration: underline; }
article { margin: 0 0 2.6rem; padding: 1.2rem 0 0; border-top: 1px solid var(--line); }
article h3 { margin: 0 0 .6rem; font-size: 1.2rem; }
article h3 span { color: var(--soft); font-weight: normal; font-size: .95rem; margin-left: .5rem; }
article img { display: block; max-width: 100%; height: auto; margin-bottom: .8rem; border-radius: 2px; }
article p { margin: .25rem 0; max-width: 46rem; }
article .says { font-weight: 600; }
article .small { color: var(--soft); font-size: .9rem; }
@media print { nav { display: none; } article { break-inside: avoid; } }
)css";

}  // namespace

std::string picture_name(const std::string& term) { return "pictures/" + slug(term) + ".png"; }

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

std::string vocabulary_page(const camera::Vocabulary& words, const camera::Demonstrations& demonstrations) {
  std::string out = fmt::format("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>The words of the camera department</title>\n<style>{}</style>\n</head>\n<body>\n", kStyle);
  out += fmt::format("<h1>The words of the camera department</h1>\n<p class=\"about\">{} terms. Every picture is drawn by Auteur from its own world, so that what is said can be measured in it.</p>\n<nav>\n", words.terms().size());
  for (const auto& [group, about] : words.groups()) {
    out += fmt::format("<div><b>{}</b>", escaped_markup(capital(group)));
    for (const Term& t : words.terms())
      if (t.group == group) out += fmt::format("<a href=\"#{}\">{}</a><br>", anchor(t.name), escaped_markup(t.name));
    out += "</div>\n";
  }
  out += "</nav>\n";
  for (const auto& [group, about] : words.groups()) {
    out += fmt::format("<h2>{}</h2>\n<p class=\"about\">{}</p>\n", escaped_markup(capital(group)), escaped_markup(about));
    for (const Term& t : words.terms()) {
      if (t.group != group) continue;
      const camera::Demonstration* demo = demonstrations.find(t.name);
      out += fmt::format("<article id=\"{}\">\n<h3>{}{}</h3>\n", anchor(t.name), escaped_markup(capital(t.name)), t.brief.empty() ? "" : fmt::format("<span>{}</span>", escaped_markup(t.brief)));
      if (demo) out += fmt::format("<img src=\"{}\" alt=\"{}: {}\" loading=\"lazy\">\n", picture_name(t.name), escaped_markup(capital(t.name)), escaped_markup(t.says));
      out += fmt::format("<p class=\"says\">{}</p>\n<p>{}</p>\n", escaped_markup(t.says), escaped_markup(t.use));
      if (demo && !demo->unlike.empty()) out += fmt::format("<p class=\"small\"><b>Easily taken for something else.</b> {}</p>\n", escaped_markup(demo->unlike));
      if (const std::string measured = measure_text(t); !measured.empty()) out += fmt::format("<p class=\"small\"><b>Measured:</b> {}.</p>\n", escaped_markup(measured));
      if (!t.also.empty()) out += fmt::format("<p class=\"small\"><b>Also called:</b> {}.</p>\n", escaped_markup(fmt::format("{}", fmt::join(t.also, ", "))));
      if (!t.see.empty()) {
        std::string see;
        for (const auto& other : t.see)
          if (const Term* found = words.find(other)) see += fmt::format("{}<a href=\"#{}\">{}</a>", see.empty() ? "" : ", ", anchor(found->name), escaped_markup(found->name));
        out += fmt::format("<p class=\"small\"><b>See:</b> {}.</p>\n", see);
      }
      out += "</article>\n";
    }
  }
  return out + "</body>\n</html>\n";
}

}  // namespace auteur::production

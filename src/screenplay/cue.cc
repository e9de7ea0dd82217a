#include "cue.h"

#include "auteur/base/text.h"

namespace auteur::screenplay {
namespace {

bool is_continued(std::string_view s) {
  const std::string u = upper(s);
  return u == "CONT'D" || u == "CONT\u2019D" || u == "CONTD" || u == "CONT" || u == "CONT." || u == "CONTINUED" || u == "CONTINUING";
}

}  // namespace

CueWords split_cue(std::string_view text) {
  CueWords cue;
  text = trim(text);
  cue.name = std::string(trim(text.substr(0, text.find('('))));
  while (true) {
    const auto from = text.find('(');
    if (from == std::string_view::npos) return cue;
    const auto to = text.find(')', from);
    const auto inside = trim(text.substr(from + 1, to == std::string_view::npos ? to : to - from - 1));
    if (!inside.empty() && !is_continued(inside)) {
      if (!cue.extension.empty()) cue.extension += ", ";
      cue.extension += inside;
    }
    if (to == std::string_view::npos) return cue;
    text = text.substr(to + 1);
  }
}

}  // namespace auteur::screenplay

#include "marks.h"

#include <fmt/format.h>

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
  return it != object.end() && it->is_number() && std::isfinite(it->get<double>()) ? it->get<double>() : otherwise;
}

struct Amount { const char* name; double Local::*field; double low, high; bool factor; };
constexpr Amount kAmounts[] = {
    {"pitch", &Local::pitch, -12, 12, false}, {"range", &Local::range, 0.1, 3, true}, {"pace", &Local::pace, 0.4, 2.5, true},
    {"energy", &Local::energy, -20, 12, false}, {"tilt", &Local::tilt, -8, 8, false}, {"breath", &Local::breath, 0, 1, false},
    {"whisper", &Local::whisper, 0, 1, false}, {"tremor", &Local::tremor, 0, 1, false}, {"laugh", &Local::laugh, 0, 1, false}, {"rasp", &Local::rasp, 0, 1, false}};

MarkTable load_marks() {
  MarkTable table;
  const Json json = read_data("acting/marks.json", "auteur.marks");
  const Json none = Json::object();
  const auto pauses = json.find("pauses");
  const char* const slashes[] = {"/", "//", "///"};
  for (std::size_t i = 0; i < 3; ++i)
    if (pauses != json.end() && pauses->is_object()) table.pauses[i] = std::clamp(number(*pauses, slashes[i], table.pauses[i]), 0.05, 10.0);
  if (const auto marks = json.find("marks"); marks != json.end() && marks->is_array())
    for (const auto& m : *marks) {
      if (!m.is_object() || !m.contains("name") || !m["name"].is_string()) continue;
      Mark mark;
      mark.name = lower(m["name"].get<std::string>());
      for (const auto& a : kAmounts) mark.change.*a.field = std::clamp(number(m, a.name, mark.change.*a.field), a.low, a.high);
      if (const auto tune = m.find("tune"); tune != m.end() && tune->is_string() && !tune->get<std::string>().empty()) mark.tune = tune->get<std::string>()[0];
      table.marks.push_back(std::move(mark));
    }
  return table;
}

Local both(const Local& a, const Local& b) {
  Local out;
  for (const auto& x : kAmounts) out.*x.field = std::clamp(x.factor ? a.*x.field * (b.*x.field) : a.*x.field + b.*x.field, x.low, x.high);
  return out;
}

// A decimal number that is the whole of `text`; a sign and "x" or "%" forms are not read.
bool read_number(std::string_view text, double& value) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  if (text.empty() || text.size() > 12 || text.find_first_not_of("0123456789.-") != text.npos) return false;
  const std::string copy(text);
  char* end = nullptr;
  value = std::strtod(copy.c_str(), &end);
  return end == copy.c_str() + copy.size() && std::isfinite(value);
}

class MarkReader {
 public:
  explicit MarkReader(std::string_view text) : text_(text) {}

  Result<std::vector<MarkedRun>> read() {
    if (text_.size() > kMostMarkedBytes) return wrong(0, fmt::format("This reading is longer than {} characters.", kMostMarkedBytes));
    for (std::size_t at = 0; at < text_.size();) {
      if (text_[at] == '<') {
        const std::size_t end = text_.find('>', at);
        if (end == text_.npos) return wrong(at, "This '<' has no '>'. A mark is written <slow>; take the '<' out where none is meant.");
        TRY(tag(at, text_.substr(at + 1, end - at - 1)));
        at = end + 1;
      } else if (text_[at] == '/' && (at == 0 || blank(text_[at - 1]) || text_[at - 1] == '>')) {
        const std::size_t end = std::min(text_.find_first_of(" \t\n<", at), text_.size());
        TRY(slashes(at, text_.substr(at, end - at)));
        at = end;
      } else {
        now_.text += text_[at++];
      }
    }
    cut();
    return std::move(runs_);
  }

 private:
  struct Open { std::string name; Local change; };

  static bool blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }
  std::unexpected<Error> wrong(std::size_t at, const std::string& message) const {
    int column = 1;
    for (std::size_t i = 0; i < at && i < text_.size(); ++i) column += (static_cast<unsigned char>(text_[i]) & 0xC0) != 0x80;
    return fail(ErrorCode::kInvalidInput, message, {"", 0, column});
  }

  void cut() {
    now_.local = {};
    for (const auto& o : open_) now_.local = both(now_.local, o.change);
    if (!now_.text.empty() || now_.pause > 0 || now_.tune) runs_.push_back(std::move(now_));
    now_ = {};
  }

  Status slashes(std::size_t at, std::string_view word) {
    double seconds = 0;
    if (word.find_first_not_of('/') == word.npos && word.size() <= 3) seconds = mark_table().pauses[word.size() - 1];
    else if (word.size() > 2 && word.back() == '/' && read_number(word.substr(1, word.size() - 2), seconds)) {
      if (seconds < 0.05 || seconds > 10) return wrong(at, fmt::format("A pause lasts 0.05 to 10 seconds, not {}.", word.substr(1, word.size() - 2)));
    } else return wrong(at, fmt::format("'{}' is no pause. Pauses are / or // or /// or so many seconds: /1.5/", word.substr(0, 20)));
    if (++count_ > kMostMarks) return wrong(at, fmt::format("There are more than {} marks in this line.", kMostMarks));
    now_.pause = seconds;
    cut();
    return {};
  }

  Status tag(std::size_t at, std::string_view inside) {
    if (++count_ > kMostMarks) return wrong(at, fmt::format("There are more than {} marks in this line.", kMostMarks));
    std::string name = lower(trim(inside));
    if (!name.empty() && name[0] == '/') {
      name = std::string(trim(std::string_view(name).substr(1)));
      auto it = name.empty() ? open_.rbegin() : std::find_if(open_.rbegin(), open_.rend(), [&](const Open& o) { return o.name == name; });
      if (it == open_.rend() && name.empty()) return wrong(at, "</> ends nothing: no mark is open here.");
      if (it == open_.rend()) return wrong(at, fmt::format("</{0}> ends nothing: no <{0}> is open here.", name.substr(0, 30)));
      cut();
      open_.erase(std::next(it).base());
      return {};
    }
    Open next;
    const auto space = name.find_first_of(" \t");
    if (space != name.npos) {
      const std::string amount(trim(std::string_view(name).substr(space)));
      name.erase(space);
      const auto a = std::find_if(std::begin(kAmounts), std::end(kAmounts), [&](const Amount& x) { return name == x.name; });
      double value = 0;
      if (a == std::end(kAmounts)) return wrong(at, fmt::format("<{}> takes no number. Numbers go with pitch, range, pace, energy, tilt, breath, tremor and rasp: <pitch +3>", name.substr(0, 30)));
      if (!read_number(amount, value) || value < a->low || value > a->high) return wrong(at, fmt::format("<{}> wants a number from {:g} to {:g}, not '{}'.", name, a->low, a->high, amount.substr(0, 20)));
      next.change.*a->field = value;
    } else {
      const auto& marks = mark_table().marks;
      const auto m = std::find_if(marks.begin(), marks.end(), [&](const Mark& x) { return x.name == name; });
      if (m == marks.end()) {
        std::vector<std::string> names;
        for (const auto& x : marks) names.push_back(x.name);
        const bool amount = std::any_of(std::begin(kAmounts), std::end(kAmounts), [&](const Amount& x) { return name == x.name; });
        const std::string near = closest(name, names);
        return wrong(at, amount ? fmt::format("<{0}> wants a number: <{0} +2>", name) : fmt::format("<{}> is no mark.{} All marks: {}.", name.substr(0, 30), near.empty() ? "" : fmt::format(" Did you mean <{}>?", near), fmt::join(names, ", ")));
      }
      if (m->tune) {
        now_.tune = m->tune;
        cut();
        return {};
      }
      next.change = m->change;
    }
    if (open_.size() >= kMostMarkDepth) return wrong(at, fmt::format("More than {} marks are open here. End some with </>.", kMostMarkDepth));
    cut();
    next.name = name;
    open_.push_back(std::move(next));
    return {};
  }

  std::string_view text_;
  std::vector<MarkedRun> runs_;
  std::vector<Open> open_;
  MarkedRun now_;
  std::size_t count_ = 0;
};

}  // namespace

const MarkTable& mark_table() {
  static const MarkTable table = load_marks();
  return table;
}

Result<std::vector<MarkedRun>> read_marks(std::string_view text) { return MarkReader(text).read(); }

std::string without_marks(const std::vector<MarkedRun>& runs) {
  std::string out;
  for (const auto& r : runs) {
    for (const char c : r.text) if (c != '*') out += c;
    if (r.pause > 0 && !out.empty() && out.back() != ' ') out += ' ';
  }
  return out;
}

}  // namespace auteur::acting

#include "spoken_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>

#include "auteur/base/letters.h"
#include "auteur/base/text.h"
#include "direction.h"
#include "marks.h"

namespace auteur::acting {
namespace {

constexpr std::size_t kMaxBytes = 24000;
constexpr std::size_t kMaxTokensPerSentence = 36;  // longer ones are breathed in between
constexpr std::size_t kMaxTokenLetters = 22;
constexpr double kComma = 0.16, kColon = 0.28, kDash = 0.22, kEllipsis = 0.55, kStop = 0.40;

char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at++);
  if (first < 0x80) return first;
  const int more = first >= 0xF0 && first < 0xF8 ? 3 : first >= 0xE0 ? 2 : first >= 0xC2 ? 1 : 0;
  if (more == 0 || first >= 0xF8) return 0xFFFD;
  char32_t code = first & (0x3Fu >> more);
  for (int i = 0; i < more; ++i) {
    if (at >= text.size() || (byte(at) & 0xC0) != 0x80) return 0xFFFD;
    code = (code << 6) | (byte(at++) & 0x3Fu);
  }
  return code;
}

// Latin letters with marks, U+00C0 .. U+017F, as plain letters.
const char* plain_letter(char32_t c) {
  static constexpr const char* kLatin1[64] = {
      "A", "A", "A", "A", "A", "A", "AE", "C", "E", "E", "E", "E", "I", "I", "I", "I", "Th", "N", "O", "O", "O", "O", "O", "", "O", "U", "U", "U", "U", "Y", "Th", "ss",
      "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i", "th", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "y"};
  static constexpr const char* kExtended =
      "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
  static const std::array<std::array<char, 2>, 128> extended = [] {
    std::array<std::array<char, 2>, 128> out{};
    for (std::size_t i = 0; i < 128 && kExtended[i]; ++i) out[i] = {kExtended[i], 0};
    return out;
  }();
  if (c >= 0xC0 && c < 0x100) return kLatin1[c - 0xC0];
  if (c >= 0x100 && c < 0x180) return extended[c - 0x100].data();
  return nullptr;
}

struct Script { char32_t from, to; const char* language; };
constexpr Script kScripts[] = {
    {0x370, 0x3FF, "el"}, {0x400, 0x52F, "ru"}, {0x530, 0x58F, "hy"}, {0x590, 0x5FF, "he"}, {0x600, 0x6FF, "ar"}, {0x900, 0x97F, "hi"},
    {0x980, 0x9FF, "bn"}, {0xA00, 0xA7F, "pa"}, {0xA80, 0xAFF, "gu"}, {0xB80, 0xBFF, "ta"}, {0xC00, 0xC7F, "te"}, {0xC80, 0xCFF, "kn"},
    {0xD00, 0xD7F, "ml"}, {0x10A0, 0x10FF, "ka"}, {0x1200, 0x137F, "am"}, {0x3040, 0x30FF, "ja"}, {0x4E00, 0x9FFF, "cmn"}, {0xAC00, 0xD7AF, "ko"}};

const char* script_language(char32_t c) {
  for (const auto& s : kScripts) if (c >= s.from && c <= s.to) return s.language;
  return nullptr;
}

// Everything to ASCII with one meaning per mark: quotes dropped, dashes " -- ", ellipses "...", symbols as words.
std::string plain_ascii(std::string_view text, SpokenText& out) {
  std::string plain;
  std::array<int, std::size(kScripts)> votes{};
  const auto& symbols = delivery_table().symbols;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t c = next_code_point(text, at);
    if (c == '\n' || c == '\r' || c == '\t') plain += ' ';
    else if (c < 0x20 || c == 0x7F) continue;
    else if (c == '"' || c == '(' || c == ')' || c == '[' || c == ']' || c == '{' || c == '}' || c == '<' || c == '>' || c == '|' || c == '\\' || c == '^' || c == '`' || c == '~') plain += ' ';
    else if (c < 0x80) {
      const auto symbol = symbols.find(std::string(1, static_cast<char>(c)));
      if (symbol != symbols.end()) plain += ' ' + symbol->second + ' ';
      else if (c == '/') plain += ' ';
      else plain += static_cast<char>(c);
      if (std::isalpha(static_cast<int>(c))) ++out.latin_letters;
    } else if (c == 0x2018 || c == 0x2019 || c == 0x2BC) plain += '\'';
    else if (c == 0x201C || c == 0x201D || c == 0xAB || c == 0xBB || c == 0x201E) plain += ' ';
    else if (c == 0x2013 || c == 0x2014 || c == 0x2015) plain += " -- ";
    else if (c == 0x2010 || c == 0x2011) plain += '-';
    else if (c == 0x2026) plain += "...";
    else if (c == 0xBF || c == 0xA1) continue;
    else if (c == 0x3002 || c == 0xFF0E || c == 0x964) plain += ". ";
    else if (c == 0xFF01) plain += "! ";
    else if (c == 0xFF1F || c == 0x61F) plain += "? ";
    else if (c == 0x3001 || c == 0xFF0C || c == 0x60C) plain += ", ";
    else if (const char* letter = plain_letter(c); letter) { plain += letter; ++out.latin_letters; }
    else if (const auto symbol = symbols.find(std::string(text.substr(begin, at - begin))); symbol != symbols.end()) plain += ' ' + symbol->second + ' ';
    else {
      for (std::size_t i = 0; i < std::size(kScripts); ++i)
        if (c >= kScripts[i].from && c <= kScripts[i].to) ++votes[i];
      if (script_language(c)) ++out.foreign_letters;
      else if (c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x3000) plain += ' ';
    }
  }
  const auto best = std::max_element(votes.begin(), votes.end());
  if (*best > 0) out.foreign_language = kScripts[best - votes.begin()].language;
  // Japanese uses Han letters too: any kana decide.
  for (std::size_t i = 0; i < std::size(kScripts); ++i)
    if (votes[i] > 0 && std::string_view(kScripts[i].language) == "ja" && out.foreign_language == "cmn") out.foreign_language = "ja";
  return plain;
}

bool is_word_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '\'' || c == '$'; }
bool contains(const std::vector<std::string>& list, const std::string& word) { return std::find(list.begin(), list.end(), word) != list.end(); }

struct Capitals { int letters = 0, upper = 0; };
Capitals capitals_of(std::string_view s) {
  Capitals c;
  for (char ch : s) {
    if (!std::isalpha(static_cast<unsigned char>(ch))) continue;
    ++c.letters;
    if (std::isupper(static_cast<unsigned char>(ch))) ++c.upper;
  }
  return c;
}

class Reader {
 public:
  explicit Reader(SpokenText& out) : out_(out) {}

  // One white-space separated piece of the text: marks around, maybe hyphens inside.
  void add(std::string_view piece) {
    const bool starred = piece.size() > 2 && (piece.front() == '*' || piece.front() == '_');
    if (starred) emphasised_ = piece.starts_with("**") ? 1.6 : 1;
    if (piece == "--" || piece == "-" || piece == "---") { dash(); return; }
    std::size_t end = piece.size();
    while (end > 0 && !is_word_character(piece[end - 1])) --end;
    std::size_t begin = 0;
    while (begin < end && (!is_word_character(piece[begin]) || piece[begin] == '\'')) ++begin;
    while (end > begin && piece[end - 1] == '\'' && end - begin > 1 && piece[begin] != '\'' && piece[end - 2] != 's' && piece[end - 2] != 'n') --end;
    const std::string_view core = piece.substr(begin, end - begin), tail = piece.substr(end), head = piece.substr(0, begin);
    if (head.find("...") != std::string_view::npos) pause(kEllipsis, ',');
    if (head.find("--") != std::string_view::npos) dash();
    if (!core.empty()) words_of(core);
    marks(tail, core);
    if (tail.find('*') != std::string_view::npos || tail.find('_') != std::string_view::npos) emphasised_ = 0;
  }

  // What follows is said otherwise.
  void local(const Local& change) {
    if (!(out_.locals.back() == change)) out_.locals.push_back(change);
  }
  void exact_pause(double seconds) {
    if (!now_.tokens.empty()) {
      Token& last = now_.tokens.back();
      last.exact_pause = seconds;
      if (!last.mark) last.mark = ',';
    } else if (!out_.sentences.empty()) {
      out_.sentences.back().tokens.back().exact_pause = seconds;
    } else {
      out_.lead += seconds;
    }
  }
  void tune(char wished) { tune_ = wished; }

  void finish() {
    if (!now_.tokens.empty()) close(Tune::kStatement);
    else if (tune_ && !out_.sentences.empty()) {  // behind the last full stop
      now_ = std::move(out_.sentences.back());
      out_.sentences.pop_back();
      close(now_.tune);
    }
    if (!out_.sentences.empty()) out_.sentences.back().tokens.back().pause = 0;
  }

 private:
  // "well-known" and "stop--now" are several tokens of one written word.
  void words_of(std::string_view core) {
    std::size_t from = 0;
    while (from < core.size()) {
      std::size_t to = core.find_first_of("-_*.,:;!?", from);
      // Numbers keep their inner points and colons: 3.5, 10:30, 1,000.
      while (to != std::string_view::npos && to > 0 && to + 1 < core.size() && std::isdigit(static_cast<unsigned char>(core[to - 1])) && std::isdigit(static_cast<unsigned char>(core[to + 1])) && core[to] != '-' && core[to] != '_')
        to = core.find_first_of("-_*.,:;!?", to + 1);
      const std::string_view part = core.substr(from, to == std::string_view::npos ? to : to - from);
      if (!part.empty()) token(part);
      if (to == std::string_view::npos) return;
      if (core.substr(to, 2) == "--") dash();
      else if (core.substr(to, 3) == "...") pause(kEllipsis, ',');
      from = to + 1;
    }
  }

  void token(std::string_view part) {
    std::string letters;
    for (char c : part) if (is_word_character(c) || c == '.' || c == ':' || c == ',') letters += c;
    if (letters.empty()) return;
    out_.words.push_back(letters);
    Token t;
    t.word = static_cast<int>(out_.words.size()) - 1;
    const Capitals c = capitals_of(letters);
    const bool shouted = c.letters >= 2 && c.upper == c.letters && !contains(delivery_table().acronyms, letters) && has_vowel(letters);
    t.emphasis = emphasised_ > 0 ? emphasised_ : shouted && !out_.all_capitals ? 1 : 0;
    t.local = static_cast<int>(out_.locals.size()) - 1;
    std::string say;
    int run = 0;
    for (std::size_t i = 0; i < letters.size(); ++i) {
      run = i > 0 && std::isalpha(static_cast<unsigned char>(letters[i])) && std::tolower(letters[i]) == std::tolower(letters[i - 1]) ? run + 1 : 0;
      if (run >= 2) t.stretch = std::min(2.2, t.stretch + 0.15);  // "nooo": said longer, spelt normally
      else say += shouted ? static_cast<char>(std::tolower(letters[i])) : letters[i];
    }
    for (std::size_t from = 0; from < say.size(); from += kMaxTokenLetters) {
      t.say = say.substr(from, kMaxTokenLetters);
      if (std::none_of(t.say.begin(), t.say.end(), [](char ch) { return std::isalnum(static_cast<unsigned char>(ch)); })) continue;
      now_.tokens.push_back(t);
      if (now_.tokens.size() >= kMaxTokensPerSentence) { pause(kComma, ','); close(Tune::kStatement); }
    }
  }

  static bool has_vowel(const std::string& s) { return s.find_first_of("AEIOUYaeiouy") != std::string::npos; }

  void pause(double seconds, char mark) {
    if (now_.tokens.empty()) {
      if (!out_.sentences.empty()) { auto& p = out_.sentences.back().tokens.back().pause; p = std::max(p, seconds); }
      return;
    }
    Token& last = now_.tokens.back();
    last.pause = std::max(last.pause, seconds);
    if (!last.mark) last.mark = mark;
  }

  void dash() { dashed_ = true; pause(kDash, ','); pending_dash_ = now_.tokens.size(); }

  void marks(std::string_view tail, std::string_view core) {
    if (tail.empty()) return;
    const bool question = tail.find('?') != std::string_view::npos, call = tail.find('!') != std::string_view::npos;
    const bool dots = tail.find("..") != std::string_view::npos;
    if (question || call) { pause(kStop, question ? '?' : '!'); close(question ? question_tune() : Tune::kExclamation); return; }
    if (tail.find("--") != std::string_view::npos || (tail.size() == 1 && tail[0] == '-')) { dash(); return; }
    if (dots) { pause(kEllipsis, ','); trailing_ = now_.tokens.size(); return; }
    if (tail.find('.') != std::string_view::npos) {
      if (contains(delivery_table().abbreviations, lower(core)) || (core.size() == 1 && core[0] != 'I' && std::isupper(static_cast<unsigned char>(core[0])))) return;
      pause(kStop, '.');
      close(Tune::kStatement);
      return;
    }
    if (tail.find_first_of(";:") != std::string_view::npos) pause(kColon, ',');
    else if (tail.find(',') != std::string_view::npos) pause(kComma, ',');
  }

  Tune question_tune() const {
    if (now_.tokens.empty()) return Tune::kYesNoQuestion;
    return contains(delivery_table().wh_words, lower(now_.tokens.front().say)) ? Tune::kWhQuestion : Tune::kYesNoQuestion;
  }

  void close(Tune tune) {
    if (now_.tokens.empty()) return;
    now_.tune = tune;
    if (tune == Tune::kStatement && now_.tokens.back().mark != '.') {
      if (trailing_ == now_.tokens.size() && trailing_ > 0) now_.tune = Tune::kTrailing;
      else if (dashed_ && pending_dash_ == now_.tokens.size()) now_.tune = Tune::kInterrupted;
    }
    if (tune_) now_.tokens.back().mark = tune_ == 'r' ? '?' : '.';
    if (tune_) now_.tune = tune_ == 'r' ? Tune::kYesNoQuestion : tune_ == 'o' ? Tune::kTrailing : Tune::kStatement;
    tune_ = 0;
    out_.sentences.push_back(std::move(now_));
    now_ = {};
    dashed_ = false;
    trailing_ = pending_dash_ = 0;
  }

  SpokenText& out_;
  Sentence now_;
  double emphasised_ = 0;
  char tune_ = 0;  // asked for by a mark in this sentence
  bool dashed_ = false;
  std::size_t trailing_ = 0, pending_dash_ = 0;
};

}  // namespace

SpokenText read_runs(const std::vector<MarkedRun>& runs) {
  SpokenText out;
  std::vector<std::string> plain;
  std::string whole;
  for (const auto& r : runs) whole += plain.emplace_back(plain_ascii(r.text, out));
  const Capitals c = capitals_of(whole);
  out.all_capitals = c.letters >= 4 && c.upper * 10 >= c.letters * 9 && whole.find(' ') != std::string::npos;
  Reader reader(out);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    reader.local(runs[i].local);
    for (std::size_t at = 0; at < plain[i].size();) {
      while (at < plain[i].size() && plain[i][at] == ' ') ++at;
      std::size_t end = plain[i].find(' ', at);
      if (end == std::string::npos) end = plain[i].size();
      if (end > at) reader.add(std::string_view(plain[i]).substr(at, end - at));
      at = end;
    }
    if (runs[i].tune) reader.tune(runs[i].tune);
    if (runs[i].pause > 0) reader.exact_pause(runs[i].pause);
  }
  reader.finish();
  return out;
}

SpokenText read_dialogue(std::string_view text) {
  return read_runs({{std::string(first_bytes(text, kMaxBytes)), {}, 0, 0}});
}

}  // namespace auteur::acting

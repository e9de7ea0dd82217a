// Any bytes. What is read obeys the laws of ranges and is written back byte for byte; composed anew and read again it has
// the same elements; an edit touches no byte but its element's.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "auteur/screenplay/fountain.h"

namespace {

using namespace auteur;
using namespace auteur::screenplay;

void check_ranges(const Parsed& p) {
  std::size_t covered = 0, begin = 0;
  const auto check_gap = [&](std::size_t from, std::size_t to) {
    auto gap = std::string_view(p.source).substr(from, to - from);
    if (from == 0 && gap.starts_with("\xEF\xBB\xBF")) gap.remove_prefix(3);
    AUTEUR_CHECK(gap.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos);
  };
  for (const auto& e : p.script.elements) {
    AUTEUR_CHECK(e.bytes.begin <= e.bytes.end && e.bytes.end <= p.source.size());
    AUTEUR_CHECK(e.bytes.begin >= begin);
    AUTEUR_CHECK(e.bytes.begin >= covered || e.bytes.end <= covered);
    AUTEUR_CHECK(e.line >= 1 && e.column >= 1);
    if (e.bytes.begin > covered) check_gap(covered, e.bytes.begin);
    begin = e.bytes.begin;
    covered = std::max(covered, e.bytes.end);
    std::size_t span = 0;
    for (const auto& s : e.spans) {
      AUTEUR_CHECK(s.begin >= span && s.begin < s.end && s.end <= e.text.size());
      span = s.end;
    }
  }
  check_gap(covered, p.source.size());
  AUTEUR_CHECK(write_fountain(p) == p.source);
}

void check_edit(const Parsed& p, std::size_t index, std::size_t with) {
  const auto& all = p.script.elements;
  Element wanted = all[with];
  wanted.kind = all[index].kind;
  const auto made = replace_element(p, static_cast<int>(index), wanted);
  if (!made) return;
  AUTEUR_CHECK(made->starts_with(std::string_view(p.source).substr(0, all[index].bytes.begin)));
  AUTEUR_CHECK(made->ends_with(std::string_view(p.source).substr(all[index].bytes.end)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto parsed = parse_fountain(bytes, "fuzz.fountain");
  if (!parsed) return 0;
  check_ranges(*parsed);
  // The writer makes control characters spaces.
  if (std::any_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r'; })) return 0;
  const std::string fresh = write_fountain(parsed->script);
  if (!parsed->script.elements.empty()) {
    const auto again = parse_fountain(fresh, "again.fountain");
    AUTEUR_CHECK(again.has_value());
    AUTEUR_CHECK(fountain_difference(parsed->script, again->script).empty());
    const std::size_t n = parsed->script.elements.size();
    if (size % 4 == 0) check_edit(*parsed, size % n, (size / 7) % n);  // it parses several times
  }
  return 0;
}

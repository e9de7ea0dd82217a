// What a server says of its own errors, fit to be shown.
#include <algorithm>

#include "auteur/base/json.h"
#include "auteur/base/letters.h"
#include "auteur/base/text.h"
#include "auteur/models/http.h"

namespace auteur::models {
namespace {

constexpr std::size_t kShortestPiece = 6, kMostWords = 200;

std::string text_of(const Json& j, int depth = 0) {
  if (j.is_string()) return j.get<std::string>();
  if (depth > 3) return {};
  if (j.is_array()) return j.empty() ? std::string() : text_of(j[0], depth + 1);
  if (j.is_object())
    for (const char* key : {"message", "msg", "detail", "error", "description", "status"})
      if (j.contains(key))
        if (const std::string t = text_of(j[key], depth + 1); !t.empty()) return t;
  return {};
}

std::string without_tags(std::string_view page) {
  std::string out;
  bool inside = false;
  for (const char c : page) {
    if (c == '<') inside = true;
    if (!inside) out += c;
    if (c == '>' && inside) inside = false, out += ' ';
  }
  return out;
}

}  // namespace

std::string without_key(std::string_view text, std::string_view key) {
  if (key.empty()) return std::string(text);
  const std::size_t least = std::min(kShortestPiece, key.size());
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t longest = 0;
    for (std::size_t k = 0; k < key.size(); ++k) {
      std::size_t n = 0;
      while (at + n < text.size() && k + n < key.size() && text[at + n] == key[k + n]) ++n;
      longest = std::max(longest, n);
    }
    if (longest >= least) {
      out += "[key]";
      at += longest;
    } else {
      out += text[at++];
    }
  }
  return out;
}

std::string words_of_server(std::string_view body, std::string_view key) {
  body = body.substr(0, 64 << 10);
  std::string said;
  if (const auto first = body.find_first_not_of(" \t\r\n"); first != body.npos && (body[first] == '{' || body[first] == '[')) {
    if (const auto j = parse_json(body, "answer")) said = text_of(*j);
  } else {
    said = without_tags(body);
  }
  if (!is_valid_utf8(said)) return {};
  std::string line;
  for (const char c : said) {
    const bool blank = static_cast<unsigned char>(c) < 0x21 || c == 0x7F;
    if (!blank) line += c;
    else if (!line.empty() && line.back() != ' ') line += ' ';
  }
  line = without_key(trim(line), key);
  if (line.size() > kMostWords) line = std::string(first_bytes(line, kMostWords)) + "...";
  return line;
}

}  // namespace auteur::models

#include "script_file.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "auteur/base/text.h"
#include "auteur/screenplay/formats.h"

namespace auteur::cli {

Result<screenplay::Parsed> parse_script(std::string_view bytes, const std::string& file) {
  return screenplay::read_screenplay(bytes, file);
}

Result<ScriptFile> open_script(const std::string& given) {
  ScriptFile out;
  Path path(given);
  while (!path.empty() && path.filename().empty() && path.has_parent_path() && path != path.parent_path()) path = path.parent_path();
  std::error_code ec;
  if (!std::filesystem::exists(path, ec)) return fail(ErrorCode::kNotFound, "There is no screenplay at '" + given + "'. Give a screenplay file or a film folder.");
  if (std::filesystem::is_directory(path, ec)) {
    out.film = TRY(production::open_film(path));
    out.file = out.film->script_path.string();
    out.film_folder = out.film->folder;
    out.parsed = TRY(parse_script(out.film->script_bytes, out.file));
    for (const char* role : {"writer", "director"})
      if (out.decider.empty() && out.film->people.contains(role)) out.decider = out.film->people.at(role);
  } else {
    out.file = path.string();
    out.film_folder = path.parent_path() / (path.stem().string() + ".film");
    const std::string bytes = TRY(read_text(path, 256u << 20));
    out.parsed = TRY(parse_script(bytes, out.file));
  }
  if (out.decider.empty()) {
    const char* user = std::getenv("USER");
    out.decider = user && *user ? user : "somebody";
  }
  return out;
}

Status write_output(const Path& path, std::string_view bytes, bool force) {
  std::error_code ec;
  if (!force && std::filesystem::exists(path, ec)) return fail(ErrorCode::kConflict, "'" + path.string() + "' is there already. Say --force to write over it, or give another name.");
  return write_atomically(path, bytes);
}

std::string clock_text(double seconds) {
  const long s = std::lround(std::max(0.0, seconds));
  return s >= 3600 ? fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60) : fmt::format("{}:{:02}", s / 60, s % 60);
}

std::string cell(std::string_view text, std::size_t width) {
  std::string out;
  std::size_t points = 0, last = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
      if (points == width) {  // too long: the last place tells so
        out.resize(last);
        return out + "\u2026";
      }
      ++points;
      last = out.size();
    }
    out += text[i] == '\n' ? ' ' : text[i];
  }
  return out + std::string(width - points, ' ');
}

}  // namespace auteur::cli

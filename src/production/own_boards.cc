#include "own_boards.h"

#include <fmt/format.h>

#include <algorithm>

#include "auteur/base/sha256.h"
#include "auteur/base/text.h"
#include "auteur/media/media.h"

namespace auteur::production {

Result<std::map<std::string, OwnBoard>> read_own_boards(const Path& film_folder) {
  constexpr std::uint64_t kMost = 64u << 20;
  std::map<std::string, OwnBoard> out;
  const Path folder = film_folder / "media/boards";
  std::error_code ec;
  if (!std::filesystem::is_directory(folder, ec)) return out;
  std::vector<Path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ec))
    if (entry.is_regular_file(ec)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const Path& file : files) {
    const std::string ending = lower(file.extension().string());
    if (ending != ".png" && ending != ".jpg" && ending != ".jpeg") continue;
    const std::string name = upper(file.stem().string()), bytes = TRY(read_text(file, kMost));
    if (const auto picture = media::read_picture({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}); !picture)
      return fail(ErrorCode::kInvalidInput, fmt::format("The storyboard panel '{}' cannot be used. {} Save it as PNG or JPEG, or take it out of media/boards.", file.string(), picture.error().message), {file.string()});
    // "12A-1" is a panel of 12A; a number of one's own may have dashes too, so only figures behind the last one count.
    std::string shot = name;
    if (const auto dash = name.rfind('-'); dash != name.npos && dash > 0 && dash + 1 < name.size() && std::all_of(name.begin() + static_cast<std::ptrdiff_t>(dash) + 1, name.end(), [](char c) { return c >= '0' && c <= '9'; })) shot = name.substr(0, dash);
    OwnBoard board{file, {sha256(bytes), bytes.size()}, shot, ""};
    const Path note = Path(file).replace_extension(".txt");
    if (std::filesystem::is_regular_file(note, ec)) board.note = std::string(trim(TRY(read_text(note, 64 << 10))));
    if (!out.emplace(name, std::move(board)).second) return fail(ErrorCode::kInvalidInput, fmt::format("Two pictures in media/boards are called '{}'. Keep one of them.", name), {file.string()});
  }
  return out;
}

}  // namespace auteur::production

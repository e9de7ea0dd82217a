#include "auteur/production/board_exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "auteur/base/text.h"
#include "auteur/interchange/storyboarder.h"
#include "board_text.h"

namespace auteur::production {
namespace {

constexpr std::size_t kMostPanelsOfShot = 99;

std::string nth(std::size_t i, const interchange::StoryboardPanel& p) { return fmt::format("board {} ({})", i + 1, p.shot); }

// The files that panels of a shot had until now.
void forget_panels(const Path& folder, const std::string& shot) {
  std::error_code ec;
  std::vector<Path> gone;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ec)) {
    const std::string name = upper(entry.path().stem().string()), ending = lower(entry.path().extension().string());
    if (ending != ".png" && ending != ".jpg" && ending != ".jpeg" && ending != ".txt") continue;
    const bool numbered = name.starts_with(shot + "-") && name.size() > shot.size() + 1 && std::all_of(name.begin() + static_cast<std::ptrdiff_t>(shot.size()) + 1, name.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (name == shot || numbered) gone.push_back(entry.path());
  }
  for (const Path& p : gone) std::filesystem::remove(p, ec);
}

}  // namespace

Result<BoardImport> import_boards(const Path& storyboarder, const std::vector<BoardTarget>& shots, const Path& film_folder) {
  const std::string text = TRY(read_text(storyboarder, interchange::kMostStoryboarderBytes));
  const auto board = TRY(interchange::read_storyboarder(text, storyboarder.string()));
  BoardImport out;
  out.notes = board.findings;
  std::map<std::string, std::string> by_uid;  // of the panels we may have written
  std::vector<std::string> names;
  for (const auto& t : shots) {
    names.push_back(t.shot);
    by_uid[interchange::storyboard_uid(t.shot)] = t.shot;
    for (std::size_t k = 0; k < 3; ++k) by_uid[interchange::storyboard_uid(panel_name(t.shot, k, 3))] = t.shot;
  }
  // A file we wrote has our uids, and the program may have counted its shots anew: then names mean nothing.
  const bool ours = std::any_of(board.panels.begin(), board.panels.end(), [&](const auto& p) { return by_uid.contains(p.uid); });
  std::map<std::string, std::vector<std::size_t>> of_shot;
  std::string before;
  for (std::size_t i = 0; i < board.panels.size(); ++i) {
    const auto& p = board.panels[i];
    std::string shot;
    if (ours) {
      if (const auto it = by_uid.find(p.uid); it != by_uid.end()) shot = it->second;
      else if (!p.new_shot) shot = before;  // drawn between two of ours
    } else {
      const std::string named = upper(p.shot);
      for (const auto& n : names)
        if (named == n || (named.starts_with(n + "-") && named.find_first_not_of("0123456789", n.size() + 1) == named.npos)) shot = n;
    }
    before = shot;
    if (shot.empty()) {
      const std::string near = closest(upper(p.shot), names);
      out.notes.push_back(fmt::format("{}: {}, so it was left out.{}", nth(i, p), ours ? "the film has no shot for it" : "the film has no shot of this name", !ours && !near.empty() ? fmt::format(" Did you mean '{}'?", near) : ""));
      continue;
    }
    if (of_shot[shot].size() < kMostPanelsOfShot) of_shot[shot].push_back(i);
  }
  const Path folder = film_folder / "media/boards";
  std::error_code ec;
  std::filesystem::create_directories(folder, ec);
  if (ec) return fail(ErrorCode::kIo, fmt::format("Cannot create '{}': {}. Make the film folder writable.", folder.string(), ec.message()));
  for (const auto& target : shots) {
    const auto found = of_shot.find(target.shot);
    if (found == of_shot.end()) continue;
    std::vector<std::pair<std::size_t, media::Picture>> pictures;
    double seconds = 0;
    for (const std::size_t i : found->second) {
      auto picture = interchange::picture_of(board.panels[i], storyboarder.parent_path());
      seconds += board.panels[i].duration.value;
      if (!picture) out.notes.push_back(fmt::format("{}: {} It was left out.", nth(i, board.panels[i]), picture.error().message));
      else pictures.emplace_back(i, std::move(*picture));
    }
    if (pictures.empty()) continue;
    forget_panels(folder, target.shot);
    for (std::size_t k = 0; k < pictures.size(); ++k) {
      const auto& panel = board.panels[pictures[k].first];
      const std::string name = panel_name(target.shot, k, pictures.size());
      const Bytes png = media::write_png(pictures[k].second);
      TRY(write_atomically(folder / (name + ".png"), png));
      if (!trim(panel.notes).empty()) TRY(write_atomically(folder / (name + ".txt"), std::string(trim(panel.notes)) + "\n"));
      out.kept.push_back(name);
    }
    if (std::abs(seconds - target.seconds) > 0.25) out.notes.push_back(fmt::format("{}: {:.1f} s in the file, {:.1f} s in the film. The film keeps its own time.", target.shot, seconds, target.seconds));
  }
  return out;
}

Result<Path> export_boards(const Json& boards, const Path& out, const Path& folder, const std::string& name) {
  std::error_code ec;
  std::filesystem::create_directories(folder / "images", ec);
  if (ec) return fail(ErrorCode::kIo, fmt::format("Cannot create '{}': {}. Name another folder with --out.", (folder / "images").string(), ec.message()));
  interchange::Storyboard project;
  project.aspect = boards.value("aspect", 1.7777);
  std::string shot;
  for (const Json& cell : boards.value("panels", Json::array())) {
    interchange::StoryboardPanel p;
    const std::string panel = cell.value("name", "");
    p.uid = interchange::storyboard_uid(panel);
    const std::string stem = fmt::format("board-{}-{}", project.panels.size() + 1, p.uid);
    p.file = stem + ".png";
    p.new_shot = cell.value("shot", "") != shot;
    p.shot = shot = cell.value("shot", "");
    p.duration = Seconds(cell.value("seconds", 2.0));
    p.action = cell.value("action", "");
    for (const auto& line : cell.value("dialogue", Json::array())) p.dialogue += fmt::format("{}{}: {}", p.dialogue.empty() ? "" : "\n", line.value("who", ""), line.value("text", ""));
    p.notes = fmt::format("{}: {}", panel, cell.value("about", ""));
    const Path from = out / cell.value("file", "");
    const std::string ending = from.extension().string(), file = stem + "-reference" + ending;
    p.layers = {{"reference", file, 1}};
    std::filesystem::copy_file(from, folder / "images" / file, std::filesystem::copy_options::overwrite_existing, ec);
    if (ec) return fail(ErrorCode::kIo, fmt::format("Cannot write '{}': {}. Free some space, or name another folder with --out.", (folder / "images" / file).string(), ec.message()));
    project.panels.push_back(std::move(p));
  }
  const Path file = folder / (name + ".storyboarder");
  TRY(write_atomically(file, interchange::write_storyboarder(project)));
  return file;
}

}  // namespace auteur::production

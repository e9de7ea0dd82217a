// A room may include only rooms above it. The order is the table of docs/architecture.md.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& p) {
  std::ifstream in(p);
  std::stringstream s;
  s << in.rdbuf();
  return s.str();
}

std::vector<std::string> rooms_in_order() {
  const std::string doc = text_of(fs::path(AUTEUR_SOURCE_DIR) / "docs/architecture.md");
  std::vector<std::string> rooms;
  const std::regex row(R"(\n\| `([a-z]+)` \|)");
  for (std::sregex_iterator it(doc.begin(), doc.end(), row), end; it != end; ++it) rooms.push_back((*it)[1]);
  return rooms;
}

TEST(House, EveryRoomIsInTheTable) {
  const auto rooms = rooms_in_order();
  const std::set<std::string> known(rooms.begin(), rooms.end());
  ASSERT_GE(rooms.size(), 15u);
  for (const auto& entry : fs::directory_iterator(fs::path(AUTEUR_SOURCE_DIR) / "src"))
    if (entry.is_directory()) {
      EXPECT_TRUE(known.contains(entry.path().filename().string())) << entry.path();
    }
}

TEST(House, RoomsIncludeOnlyRoomsAboveThem) {
  const auto rooms = rooms_in_order();
  std::map<std::string, std::size_t> order;
  for (std::size_t i = 0; i < rooms.size(); ++i) order[rooms[i]] = i;
  const std::regex include(R"(#include\s+["<]auteur/([a-z]+)/)");
  int seen = 0;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(AUTEUR_SOURCE_DIR) / "src")) {
    const auto ext = entry.path().extension();
    if (ext != ".h" && ext != ".cc") continue;
    const std::string room = *fs::relative(entry.path(), fs::path(AUTEUR_SOURCE_DIR) / "src").begin();
    const std::string text = text_of(entry.path());
    for (std::sregex_iterator it(text.begin(), text.end(), include), end; it != end; ++it) {
      const std::string used = (*it)[1];
      ++seen;
      ASSERT_TRUE(order.contains(used)) << entry.path() << " includes the unknown room " << used;
      EXPECT_LE(order[used], order[room]) << entry.path() << " (room " << room << ") includes the room " << used << " below it";
    }
  }
  EXPECT_GT(seen, 100);
}

}  // namespace

// Drawings for other programs, read back as a compositor would.
#include <ImfChannelList.h>
#include <ImfFrameBuffer.h>
#include <ImfHeader.h>
#include <ImfInputPart.h>
#include <ImfMultiPartInputFile.h>
#include <ImfStringAttribute.h>

#include <cmath>
#include <map>
#include <set>
#include <sstream>

#include "film_program.h"

namespace auteur {
namespace {

namespace fs = std::filesystem;

struct ExrPart { int width = 0, height = 0; std::map<std::string, std::vector<float>> floats; std::vector<std::uint32_t> ids; std::string objects; };

std::map<std::string, ExrPart> read_exr(const Path& file) {
  Imf::MultiPartInputFile in(file.c_str());
  std::map<std::string, ExrPart> out;
  for (int i = 0; i < in.parts(); ++i) {
    const Imf::Header& header = in.header(i);
    const auto window = header.dataWindow();
    ExrPart& part = out[header.name()];
    part.width = window.max.x - window.min.x + 1;
    part.height = window.max.y - window.min.y + 1;
    const auto n = static_cast<std::size_t>(part.width) * static_cast<std::size_t>(part.height);
    Imf::FrameBuffer buffer;
    for (auto c = header.channels().begin(); c != header.channels().end(); ++c) {
      char* to = nullptr;
      if (c.channel().type == Imf::UINT) {
        part.ids.resize(n);
        to = reinterpret_cast<char*>(part.ids.data());
      } else {
        auto& values = part.floats[c.name()];
        values.resize(n);
        to = reinterpret_cast<char*>(values.data());
      }
      buffer.insert(c.name(), Imf::Slice(c.channel().type, to, 4, 4 * static_cast<std::size_t>(part.width)));
    }
    if (const auto* names = header.findTypedAttribute<Imf::StringAttribute>("auteur:objects")) part.objects = names->value();
    Imf::InputPart reader(in, i);
    reader.setFrameBuffer(buffer);
    reader.readPixels(window.min.y, window.max.y);
  }
  return out;
}

TEST_F(FilmProgram, DrawingsComeAsOpenExrWithDepthNormalsMotionAndNamedObjectsWhenAsked) {
  write_shortest_film("INT. KITCHEN - EVENING\n\nANA (70s) waits at the table.\n\nANA\nWell?\n");
  ASSERT_EQ(make_boards().exit_code, 0);
  EXPECT_FALSE(fs::exists(folder / "out/exr"));  // only when asked
  const std::vector<std::string> ask = {"make", folder.string(), "--level", "boards", "--no-boards", "--quiet", "--exr"};
  const auto made = auteur(ask);
  ASSERT_EQ(made.exit_code, 0) << text(made);
  EXPECT_TRUE(says(made, "out/exr/boards")) << text(made);
  std::vector<Path> files;
  for (const auto& e : fs::recursive_directory_iterator(folder / "out/exr/boards"))
    if (e.is_regular_file()) files.push_back(e.path());
  ASSERT_FALSE(files.empty());
  EXPECT_EQ(files[0].filename().string(), files[0].parent_path().filename().string() + ".0001.exr");

  const auto parts = read_exr(files[0]);
  for (const char* name : {"rgba", "depth", "N", "albedo", "motion", "id"}) ASSERT_TRUE(parts.contains(name)) << name;
  // Light by light, the picture.
  std::vector<float> sum(parts.at("rgba").floats.at("G").size(), 0.f);
  int layers = 0;
  for (const auto& [name, part] : parts)
    if (name.starts_with("light_")) {
      ++layers;
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += part.floats.at("G")[i];
    }
  EXPECT_GE(layers, 3);
  for (std::size_t i = 0; i < sum.size(); i += 37) ASSERT_NEAR(sum[i], parts.at("rgba").floats.at("G")[i], 1e-4f + 1e-4f * sum[i]);
  const auto& depth = parts.at("depth").floats.at("Z");
  const auto& normal = parts.at("N").floats;
  const auto& ids = parts.at("id").ids;
  ASSERT_EQ(parts.at("rgba").width, 640);
  std::set<std::uint32_t> named;
  std::istringstream objects(parts.at("id").objects);
  std::string line;
  bool person = false;
  while (std::getline(objects, line)) {
    named.insert(static_cast<std::uint32_t>(std::stoul(line)));
    person = person || line.find("ana") != line.npos || line.find("ANA") != line.npos;
  }
  EXPECT_TRUE(person) << parts.at("id").objects.substr(0, 500);
  std::set<std::uint32_t> seen;
  double light = 0;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    light += static_cast<double>(parts.at("rgba").floats.at("G")[i]);
    if (ids[i] == 0) continue;
    seen.insert(ids[i]);
    ASSERT_GT(depth[i], 0.05f);
    ASSERT_LT(depth[i], 1000.f);
    ASSERT_NEAR(std::hypot(normal.at("X")[i], normal.at("Y")[i], normal.at("Z")[i]), 1.f, 0.02f);
    ASSERT_EQ(parts.at("motion").floats.at("u")[i], 0.f);  // nothing came before a board
  }
  EXPECT_GT(light / static_cast<double>(ids.size()), 1e-3);
  EXPECT_GT(seen.size(), 2u);
  for (const auto id : seen) EXPECT_TRUE(named.contains(id)) << id;

  const auto again = auteur(ask);
  EXPECT_TRUE(says(again, "Nothing has changed")) << text(again);
}

}  // namespace
}  // namespace auteur

// A person's own model for a prop: named in bible/world.toml, read from the film's folder only.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <unistd.h>

#include "auteur/interchange/shot.h"
#include "auteur/production/film.h"
#include "auteur/world/set.h"

namespace auteur::production {
namespace {

using testing::HasSubstr;

class PropModel : public testing::Test {
 protected:
  void SetUp() override {
    folder = std::filesystem::temp_directory_path() / ("auteur-prop-" + std::to_string(::getpid()) + testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder / "bible");
    std::filesystem::create_directories(folder / "media");
    write("film.fountain", "INT. KITCHEN - DAY\n\nAna puts the cup on the table.\n");
    write("media/cup.glb", "glTF whatever");
  }
  void TearDown() override { std::filesystem::remove_all(folder); }
  void write(const std::string& name, const std::string& text) { ASSERT_TRUE(write_atomically(folder / name, std::string_view(text))); }
  Path folder;
};

TEST_F(PropModel, IsFoundInsideTheFolder) {
  write("bible/world.toml", "[props.cup]\nmodel = \"media/cup.glb\"\nheight = 0.1\n");
  const auto film = open_film(folder);
  ASSERT_TRUE(film) << film.error().message;
  EXPECT_EQ(film->prop_models.at("cup").file.filename(), "cup.glb");
  EXPECT_EQ(film->prop_models.at("cup").ref.size, 13u);
}

TEST_F(PropModel, OutsideMissingOrOfAnotherKindIsAnErrorWithItsPlace) {
  const std::pair<const char*, const char*> wrong[] = {{"../cup.glb", "inside the film folder"}, {"/etc/passwd", "inside the film folder"}, {"media/link.glb", "inside the film folder"}, {"media/nothing.glb", "not in the film folder"}, {"film.fountain", "no .glb"}};
  std::filesystem::create_symlink("/etc/hostname", folder / "media/link.glb");
  for (const auto& [name, words] : wrong) {
    write("bible/world.toml", "\n[props.cup]\nmodel = \"" + std::string(name) + "\"\n");
    const auto film = open_film(folder);
    ASSERT_FALSE(film) << name;
    EXPECT_THAT(film.error().message, HasSubstr(words)) << name;
    EXPECT_EQ(film.error().place.line, 2) << name;
  }
}

// A model of any size becomes a prop of the wanted height, standing on its base.
TEST_F(PropModel, StandsInTheSetAtItsHeight) {
  auto mesh = std::make_shared<scene::Mesh>();
  for (int i = 0; i < 8; ++i) mesh->positions.push_back({i & 1 ? 300.f : 200.f, i & 2 ? 50.f : -50.f, i & 4 ? 10.f : 0.f});
  mesh->triangles = {{0, 2, 1}, {1, 2, 3}, {4, 5, 6}, {5, 7, 6}, {0, 1, 4}, {1, 5, 4}, {2, 6, 3}, {3, 6, 7}, {0, 4, 2}, {2, 4, 6}, {1, 3, 5}, {3, 7, 5}};
  mesh->triangle_material.assign(12, 0);
  mesh->materials.emplace_back();
  world::PlaceRequest request;
  request.place.id = "kitchen", request.place.name = "KITCHEN", request.place.kind = "kitchen";
  request.props = {{"cup", "cup", true, "", {}, ""}};
  const auto catalogue = world::open_catalogue("/nowhere");
  request.models["cup"] = {mesh, 0.1f, "cup.glb", {"2 faces without area were dropped"}};
  world::Set set = world::build_set(request, *catalogue);
  ASSERT_TRUE(set.props.contains("cup"));
  EXPECT_EQ(set.props["cup"].model, "cup.glb");
  EXPECT_NEAR(set.props["cup"].size.y, 0.1f, 1e-5);
  EXPECT_NEAR(set.props["cup"].mesh->bounds().low.y, 0, 1e-5);
  EXPECT_NEAR(set.props["cup"].mesh->bounds().centre().x, 0, 1e-5);
  EXPECT_THAT(set.notes, testing::Contains(HasSubstr("2 faces")));
  request.models["cup"].height = 0;
  set = world::build_set(request, *catalogue);
  EXPECT_NEAR(set.props["cup"].size.x, 0.12f, 1e-4) << "a hundred metres are no cup";
  EXPECT_THAT(set.notes, testing::Contains(HasSubstr("height")));
}

}  // namespace
}  // namespace auteur::production

// A person's own OpenColorIO configuration, baked into one table. What it may read is bounded before OpenColorIO reads it.
#include <array>
#include <set>

#include "auteur/base/text.h"
#include "ocio.h"

namespace auteur::render {
namespace {

constexpr std::uint64_t kMostConfiguration = 1 << 20, kMostTable = 64 << 20;
constexpr int kEdge = 65;
constexpr std::array kTables = {".spi1d", ".spi3d", ".cube", ".clf", ".ctf", ".csp", ".3dl", ".cdl", ".cc", ".ccc"};
// Names under which the usual configurations keep linear Rec.709.
constexpr std::array kLinearNames = {"Linear Rec.709 (sRGB)", "Linear Rec.709", "lin_rec709_srgb", "lin_rec709", "Utility - Linear - Rec.709", "Utility - Linear - sRGB", "lin_srgb", "Linear sRGB"};

void collect_files(const ocio::ConstTransformRcPtr& transform, std::set<std::string>& files, int depth = 0) {
  if (!transform || depth > 64) return;
  if (const auto file = std::dynamic_pointer_cast<const ocio::FileTransform>(transform)) {
    files.insert(file->getSrc());
  } else if (const auto group = std::dynamic_pointer_cast<const ocio::GroupTransform>(transform)) {
    for (int i = 0; i < group->getNumTransforms(); ++i) collect_files(group->getTransform(i), files, depth + 1);
  }
}

std::set<std::string> named_files(const ocio::ConstConfigRcPtr& config) {
  std::set<std::string> files;
  for (int i = 0; i < config->getNumColorSpaces(ocio::SEARCH_REFERENCE_SPACE_ALL, ocio::COLORSPACE_ALL); ++i) {
    const auto space = config->getColorSpace(config->getColorSpaceNameByIndex(ocio::SEARCH_REFERENCE_SPACE_ALL, ocio::COLORSPACE_ALL, i));
    if (!space) continue;
    for (const auto direction : {ocio::COLORSPACE_DIR_TO_REFERENCE, ocio::COLORSPACE_DIR_FROM_REFERENCE}) collect_files(space->getTransform(direction), files);
  }
  for (int i = 0; i < config->getNumViewTransforms(); ++i) {
    const auto view = config->getViewTransform(config->getViewTransformNameByIndex(i));
    if (!view) continue;
    for (const auto direction : {ocio::VIEWTRANSFORM_DIR_TO_REFERENCE, ocio::VIEWTRANSFORM_DIR_FROM_REFERENCE}) collect_files(view->getTransform(direction), files);
  }
  for (int i = 0; i < config->getNumLooks(); ++i) {
    const auto look = config->getLook(config->getLookNameByIndex(i));
    if (!look) continue;
    collect_files(look->getTransform(), files);
    collect_files(look->getInverseTransform(), files);
  }
  for (int i = 0; i < config->getNumNamedTransforms(); ++i) {
    const auto named = config->getNamedTransform(config->getNamedTransformNameByIndex(i));
    if (!named) continue;
    for (const auto direction : {ocio::TRANSFORM_DIR_FORWARD, ocio::TRANSFORM_DIR_INVERSE}) collect_files(named->getTransform(direction), files);
  }
  return files;
}

bool leaves(const Path& relative) {
  return relative.is_absolute() || std::any_of(relative.begin(), relative.end(), [](const Path& part) { return part == ".."; });
}
bool has_variable(const std::string& name) { return name.find_first_of("$%") != name.npos; }

// Every file that OpenColorIO could open through this configuration lies in the folder and is a plain, bounded table.
Status check_files(const ocio::ConstConfigRcPtr& config, const OwnConfiguration& own) {
  const SourcePlace place{own.file.string()};
  const auto refused = [&](const std::string& what) { return fail(ErrorCode::kInvalidInput, what, place); };
  std::error_code ec;
  const Path inside = std::filesystem::weakly_canonical(own.within, ec), base = own.file.parent_path();
  std::vector<std::string> folders;
  for (int i = 0; i < config->getNumSearchPaths(); ++i) folders.emplace_back(config->getSearchPath(i));
  if (folders.empty()) folders.emplace_back();
  for (const auto& folder : folders)
    if (leaves(folder) || has_variable(folder)) return refused("Its search_path '" + folder + "' leads out of the film folder. Copy the tables into the film folder and give a path from the configuration.");
  for (const auto& name : named_files(config)) {
    if (leaves(name) || has_variable(name)) return refused("It reads '" + name + "', which is not a plain path inside the film folder. Copy the table there and name it from the configuration.");
    const std::string ending = lower(Path(name).extension().string());
    if (std::find(kTables.begin(), kTables.end(), ending) == kTables.end()) return refused("It reads '" + name + "', which is no table that can be read here (.cube, .clf, .spi1d, .spi3d, .csp, .3dl, .cdl).");
    for (const auto& folder : folders) {
      const Path file = std::filesystem::weakly_canonical(base / folder / name, ec);
      if (!std::filesystem::exists(file, ec)) continue;
      if (leaves(file.lexically_relative(inside))) return refused("It reads '" + name + "', which is a link out of the film folder. Copy the table itself.");
      if (!std::filesystem::is_regular_file(file, ec) || std::filesystem::file_size(file, ec) > kMostTable) return refused("It reads '" + name + "', which is no file of at most 64 MiB.");
    }
  }
  return {};
}

// An alias may stand for ever more of the document; configurations do without.
int line_of_alias(const std::string& yaml) {
  int line = 1;
  for (std::size_t i = 0; i + 1 < yaml.size(); ++i) {
    if (yaml[i] == '\n') ++line;
    if (yaml[i] != '*' || !(std::isalnum(static_cast<unsigned char>(yaml[i + 1])) || yaml[i + 1] == '_')) continue;
    std::size_t before = i;
    while (before > 0 && (yaml[before - 1] == ' ' || yaml[before - 1] == '\t' || yaml[before - 1] == '\n')) --before;
    if (before == 0 || (before < i && (yaml[before - 1] == ':' || yaml[before - 1] == '-')) || std::string_view("[{,").find(yaml[before - 1]) != std::string_view::npos) return line;
  }
  return 0;
}

std::string all_of(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size() && i < 20; ++i) out += (i > 0 ? ", " : "") + names[i];
  return out.empty() ? "none" : out + (names.size() > 20 ? " ..." : "");
}

Result<std::string> chosen(const std::string& wish, const std::string& otherwise, const std::vector<std::string>& known, const std::string& what, const SourcePlace& place) {
  const std::string name = wish.empty() ? otherwise : wish;
  if (std::find(known.begin(), known.end(), name) == known.end())
    return fail(ErrorCode::kInvalidInput, "This configuration has no " + what + " '" + name + "'. It has: " + all_of(known) + ".", place);
  return name;
}

}  // namespace

Result<ViewTable> bake_configuration(const OwnConfiguration& own) {
  const SourcePlace place{own.file.string()};
  const std::string yaml = TRY(read_text(own.file, kMostConfiguration));
  if (const int line = line_of_alias(yaml); line > 0) return fail(ErrorCode::kInvalidInput, "This configuration uses a YAML alias ('*name'); write the part out instead.", {own.file.string(), line, 1});
  auto made = guarded("This OpenColorIO configuration cannot be used", [&]() -> Result<ViewTable> {
    ocio::SetLoggingLevel(ocio::LOGGING_LEVEL_NONE);
    std::istringstream stream(yaml);
    auto config = ocio::Config::CreateFromStream(stream)->createEditableCopy();
    config->setWorkingDir(own.file.parent_path().c_str());
    config->setEnvironmentMode(ocio::ENV_ENVIRONMENT_LOAD_PREDEFINED);
    TRY(check_files(config, own));
    std::vector<std::string> displays, views;
    for (int i = 0; i < config->getNumDisplaysAll(); ++i) displays.emplace_back(config->getDisplayAll(i));
    const std::string display = TRY(chosen(own.display, config->getDefaultDisplay(), displays, "display", place));
    for (int i = 0; i < config->getNumViews(display.c_str()); ++i) views.emplace_back(config->getView(display.c_str(), i));
    const std::string view = TRY(chosen(own.view, config->getDefaultView(display.c_str()), views, "view of the display '" + display + "'", place));

    auto group = ocio::GroupTransform::Create();
    auto open = shaper();
    open->setDirection(ocio::TRANSFORM_DIR_INVERSE);
    group->appendTransform(open);
    std::string from = own.working;
    if (!from.empty() && !config->getColorSpace(from.c_str())) return fail(ErrorCode::kInvalidInput, "This configuration has no colour space '" + from + "' to work in.", place);
    if (from.empty() && config->hasRole("aces_interchange")) {
      for (const auto& [style, direction] : {std::pair{"UTILITY - ACES-AP1_to_LINEAR-REC709_BFD", ocio::TRANSFORM_DIR_INVERSE}, std::pair{"ACEScg_to_ACES2065-1", ocio::TRANSFORM_DIR_FORWARD}}) {
        auto step = ocio::BuiltinTransform::Create();
        step->setStyle(style);
        step->setDirection(direction);
        group->appendTransform(step);
      }
      from = "aces_interchange";
    }
    for (const char* name : kLinearNames)
      if (from.empty() && config->getColorSpace(name)) from = name;
    if (from.empty())
      return fail(ErrorCode::kInvalidInput, "It is unknown which of this configuration's colour spaces is linear Rec.709. Name it in bible/look.toml (working = \"...\"), or give the configuration the role aces_interchange.", place);
    auto shown = ocio::DisplayViewTransform::Create();
    shown->setSrc(from.c_str());
    shown->setDisplay(display.c_str());
    shown->setView(view.c_str());
    group->appendTransform(shown);
    const auto processor = config->getProcessor(group)->getDefaultCPUProcessor();
    ViewTable table{kEdge, {}};
    table.rgb.reserve(static_cast<std::size_t>(kEdge) * kEdge * kEdge * 3);
    const auto at = [](int i) { return static_cast<float>(i) / (kEdge - 1); };
    for (int b = 0; b < kEdge; ++b)
      for (int g = 0; g < kEdge; ++g)
        for (int r = 0; r < kEdge; ++r) table.rgb.insert(table.rgb.end(), {at(r), at(g), at(b)});
    ocio::PackedImageDesc pixels(table.rgb.data(), static_cast<long>(table.rgb.size() / 3), 1, 3);
    processor->apply(pixels);
    for (float& v : table.rgb) v = std::isfinite(v) ? std::clamp(v, 0.f, 1.f) : 0.f;
    return table;
  });
  if (!made && made.error().place.file.empty()) {
    Error e = made.error();
    e.place = place;
    return std::unexpected(e);
  }
  return made;
}

}  // namespace auteur::render

#include "film_delivery.h"

#include <fmt/format.h>

#include <fstream>
#include <map>
#include <set>

#include "delivery.h"
#include "dub_delivery.h"
#include "film_report.h"
#include "stored.h"

namespace auteur::production {
namespace {

// By its first byte: the rest need not be read when nothing has changed.
bool is_jpeg(Store& store, const Ref& ref) {
  const auto path = store.path_of(ref);
  return path && std::ifstream(*path, std::ios::binary).get() == 0xFF;
}

class FilmDelivery {
 public:
  FilmDelivery(const Film& film, Store& store, const Studio& studio, const View& view, const MakeOptions& options, const Plan& plan, Made& made)
      : film_(film), store_(store), view_(view), options_(options), plan_(plan), made_(made), name_(film_name(options)), resolver_(store, studio.catalogue(), plan.graph, view), delivery_(store, resolver_, made.out) {}

  Status run() {
    TRY(all());
    made_.files = std::move(delivery_.files);
    return {};
  }

 private:
  Status all() {
    if (options_.boards && !options_.boards->with_film) return boards();
    if (!options_.models.empty()) return models();
    if (options_.part != Part::kFilm || !options_.dubbing.language.empty()) return part();
    return film();
  }

  Status film() {
    TRY(delivery_.file("deliver/film", "film", name_ + ".mp4"));
    if (plan_.graph.find("deliver/animatic")) TRY(delivery_.file("deliver/animatic", "film", name_ + "-animatic.mp4"));
    TRY(delivery_.file("deliver/sheet", "sheet", name_ + "-contact-sheet.jpg"));
    TRY(delivery_.file("style", "strip", name_ + "-style.jpg"));
    TRY(captions());
    TRY(turnover());
    TRY(sound());
    TRY(languages());
    if (options_.boards) TRY(boards());
    const std::string exr_folder = "exr/" + std::string(name_of(options_.level));
    for (const auto& [id, node] : plan_.graph.nodes())
      if (node.pass == "shot.exr") TRY(delivery_.drawings(id, id.substr(6, id.size() - 6 - 4), exr_folder));
    return write_reports(film_, store_, resolver_, view_, options_, plan_, delivery_, made_);
  }

  // Only the captions, or only the sound; or only another language.
  Status part() {
    const bool original = options_.dubbing.language.empty();
    if (options_.part == Part::kCaptions && original) TRY(captions());
    if (options_.part == Part::kSound && original) TRY(sound());
    return languages();
  }

  // out/boards.pdf and a picture of every panel; panels of an earlier make that are no more go.
  Status boards() {
    const std::string name = "boards" + suffix_of(options_);
    TRY(delivery_.file("deliver/boards", "pdf", name + ".pdf"));
    made_.boards = TRY(read_output(store_, resolver_, "deliver/boards", "boards"));
    const Node& pages = *plan_.graph.find("deliver/boards");
    std::set<std::string> now;
    for (Json& panel : made_.boards["panels"]) {
      const Source& source = pages.inputs.at(panel.value("port", ""));
      const auto* up = std::get_if<Upstream>(&source);
      const Ref ref = up ? TRY(resolver_.output(up->node, up->port)) : std::get<Ref>(source);
      const std::string file = panel.value("name", "") + (is_jpeg(store_, ref) ? ".jpg" : ".png");
      now.insert(file);
      panel["file"] = (Path(name) / file).string();
      TRY(delivery_.blob(ref, name + "/" + file));
    }
    std::error_code ec;
    for (const auto& entry : std::filesystem::directory_iterator(made_.out / name, ec))
      if (const auto ending = entry.path().extension(); (ending == ".png" || ending == ".jpg") && !now.contains(entry.path().filename().string())) std::filesystem::remove(entry.path(), ec);
    if (const int missing = made_.boards.value("missing_letters", 0); missing > 0) made_.notes.push_back(fmt::format("The storyboard has {} letters that no font of this machine can draw. Install fonts for the language, for instance: sudo apt-get install fonts-noto", missing));
    return {};
  }

  Status captions() {
    for (const char* format : {"srt", "vtt", "ttml"}) {
      TRY(delivery_.file("cut", format, fmt::format("{}.{}", name_, format)));
      TRY(delivery_.file("cut", fmt::format("sdh_{}", format), fmt::format("{}-sdh.{}", name_, format)));
    }
    return {};
  }

  // The mix and its stems, what comes in 5.1, and a session of Ardour in a folder of its own.
  Status sound() {
    const Graph& graph = plan_.graph;
    for (const char* stem : {"mix", "dialogue", "music", "effects", "me"})
      if (graph.find(std::string("deliver/") + stem)) TRY(delivery_.file(std::string("deliver/") + stem, "stem", fmt::format("{}-{}.wav", name_, stem)));
    if (graph.find("deliver/surround")) TRY(delivery_.file("deliver/surround", "stem", name_ + "-5.1.wav"));
    if (graph.find("deliver/adm")) TRY(delivery_.file("deliver/adm", "adm", name_ + "-adm.wav"));
    if (!graph.find("deliver/session")) return {};
    const std::string folder = name_ + "-ardour/";
    TRY(delivery_.file("deliver/session", "ardour", folder + name_ + ".ardour"));
    for (const char* stem : {"dialogue", "music", "effects"})
      for (const char* side : {"L", "R"}) TRY(delivery_.file(fmt::format("deliver/{}/{}", stem, side), "stem", fmt::format("{}interchange/{}/audiofiles/{}-{}.wav", folder, name_, stem, side)));
    return {};
  }

  // Those asked for, or all that the film has.
  Status languages() {
    const std::string asked = options_.dubbing.language;
    const auto languages = asked.empty() ? film_.languages : std::vector<std::string>{asked};
    for (const auto& language : languages)
      if (plan_.graph.find("dub/" + language + "/captions")) TRY(deliver_language(film_, store_, resolver_, plan_.graph, options_, language, name_, delivery_, made_));
    if (plan_.graph.find("deliver/languages")) TRY(delivery_.file("deliver/languages", "film", name_ + "-languages.mp4"));
    return {};
  }

  // The cut for other editing programs.
  Status turnover() {
    for (const char* format : {"otio", "xml", "fcpxml", "edl"}) TRY(delivery_.file("turnover", format, name_ + "." + format));
    if (const auto* ready = std::get_if<Ready>(&resolver_.state("turnover")))
      for (const auto& [port, ref] : std::map(ready->outputs))
        if (port.starts_with("edl/")) TRY(delivery_.file("turnover", port, name_ + "-" + port.substr(4) + ".edl"));
    return {};
  }

  // Shots for other programs into out/models; nothing else is delivered.
  Status models() {
    std::set<std::string> lost;
    for (const auto& id : plan_.wanted) {
      const Node& node = *plan_.graph.find(id);
      const std::string format = node.params.value("format", "glb");
      const Json facts = TRY(read_output(store_, resolver_, id, "facts"));
      if (format == "bvh") {
        if (const auto* ready = std::get_if<Ready>(&resolver_.state(id)))
          for (const auto& [port, ref] : std::map(ready->outputs))
            if (port.starts_with("bvh/")) TRY(delivery_.file(id, port, fmt::format("models/{}-{}.bvh", facts.value("shot", "shot"), port.substr(4))));
      } else {
        TRY(delivery_.file(id, format, fmt::format("models/{}.{}", facts.value("shot", "shot"), format)));
      }
      for (const auto& words : facts.value("lost", std::vector<std::string>{})) lost.insert(words);
    }
    made_.notes.assign(lost.begin(), lost.end());
    return {};
  }

  const Film& film_;
  Store& store_;
  const View& view_;
  const MakeOptions& options_;
  const Plan& plan_;
  Made& made_;
  std::string name_;
  Resolver resolver_;
  Delivery delivery_;
};

}  // namespace

std::string suffix_of(const MakeOptions& options) {
  std::string s;
  for (char c : options.scenes) s += std::isalnum(static_cast<unsigned char>(c)) ? c : '-';
  return s.empty() ? "" : "-scenes-" + s;
}

Status deliver(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const Plan& plan, Made& made) {
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  made.out = film.folder / "out";
  std::error_code ec;
  std::filesystem::create_directories(made.out, ec);
  if (ec) return fail(ErrorCode::kIo, fmt::format("Cannot create '{}': {}. Make the film folder writable.", made.out.string(), ec.message()));
  return FilmDelivery(film, store, studio, view, options, plan, made).run();
}

}  // namespace auteur::production

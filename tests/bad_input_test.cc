// What people do wrong and what machines take away: one clear error with a documented code (docs/exit-codes.md), nothing
// lost, nothing half-written; or a film all the same, and the report says what was missing.
#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <map>

#include "auteur/base/json.h"
#include "auteur/base/sha256.h"
#include "auteur/media/media.h"
#include "film_program.h"

namespace auteur {
namespace {

namespace fs = std::filesystem;

class BadInput : public FilmProgram {
 protected:
  // One line on standard error that says `what`, this exit code, and no film.
  void expect_error(const ProcessOutput& out, int code, const std::string& what, const std::string& name) {
    EXPECT_EQ(out.exit_code, code) << name << ": " << text(out);
    EXPECT_NE(out.err.find(what), std::string::npos) << name << ": " << out.err;
    EXPECT_EQ(std::count(out.err.begin(), out.err.end(), '\n'), 1) << name << ": " << out.err;
    EXPECT_FALSE(fs::exists(folder / "out/boards.mp4")) << name;
  }
  // Commands where this user may arrange file systems to his liking, seen by nobody else.
  static bool may_mount() {
    const auto out = run_process({"unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"});
    return out && out->exit_code == 0;
  }
  ProcessOutput among_mounts(const std::string& commands) {
    return run({"unshare", "-rm", "sh", "-c", "film=$1; auteur=$2; " + commands, "sh", folder.string(), AUTEUR_PROGRAM});
  }
  std::vector<Path> files_below(const std::string& name) {
    std::vector<Path> out;
    for (const auto& e : fs::recursive_directory_iterator(folder / name))
      if (e.is_regular_file()) out.push_back(e.path());
    std::sort(out.begin(), out.end());
    return out;
  }
  static void damage(const Path& file) {
    fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
    std::fstream f(file, std::ios::in | std::ios::out | std::ios::binary);
    f.seekg(static_cast<std::streamoff>(fs::file_size(file) / 2));
    const char c = static_cast<char>(f.get());
    f.seekp(static_cast<std::streamoff>(fs::file_size(file) / 2));
    f.put(static_cast<char>(c ^ 0x55));
  }
};

TEST_F(BadInput, ADocumentThatIsWrongIsNamedWithLineAndColumn) {
  struct Case { const char *file, *content; int code; std::string says; };
  const std::vector<Case> cases = {
      {"film.toml", "titel = \"x\"\nscript = \"s.fountain\"\n", 3, "film.toml:1:1: 'titel' is no key of a film document. Did you mean 'title'?"},
      {"film.toml", "script = \"s.fountain\"\ntitle = 3\n", 3, "film.toml:2:9: 'title' must be a text"},
      {"film.toml", "title = \"x\nscript = \"s.fountain\"\n", 3, "film.toml:1:11: A quotation mark is missing"},
      {"film.toml", "picture = 3\n", 3, "film.toml:1:1: 'picture' is a group"},
      {"film.toml", "[picture]\naspect = \"wide\"\n", 3, "film.toml:2:10: 'picture.aspect' must be a number"},
      {"film.toml", "[look]\npreset = \"wram\"\n", 3, "one of warm"},
      {"film.toml", "title = \"\xff\"\n", 3, "film.toml: This file is not UTF-8"},
      {"film.toml", "script = \"gone.fountain\"\n", 4, "gone.fountain"},
      {"film.toml", "script = \"../../etc/passwd\"\n", 3, "inside the film folder"},
      {"film.toml", "script = \"bible\"\n", 3, "is a folder"},
      {"bible/cast/ana.toml", "aeg = 3\n", 3, "ana.toml:1:1: 'aeg' is no key of a cast document. Did you mean 'age'?"},
      {"bible/cast/ana.toml", "voice = \"deep\"\n", 3, "ana.toml:1:1: 'voice' is a group"},
      {"bible/cast/ana.toml", "[voice]\ndepth = \"low\"\n", 3, "ana.toml:2:9: 'voice.depth' must be a number"},
      {"bible/cast/ana.toml", "wardrobe = {2 = 3}\n", 3, "ana.toml:1:"},
      {"bible/places/kitchen.toml", "size = [1, 2]\n", 3, "kitchen.toml:1:8: 'size' must be a list in [ ] of 3 values"},
      {"bible/places/kitchen.toml", "dressing = [\"bed\", 3]\n", 3, "kitchen.toml:1:20: 'dressing'"},
      {"bible/look.toml", "preset = 3\n", 3, "look.toml:1:10"},
      {"bible/cut.toml", "titles.credits = [3]\n", 3, "cut.toml:1:19: 'titles.credits' must be a list"},
  };
  for (const auto& c : cases) {
    fs::remove_all(folder / "bible");
    fs::create_directories(folder / "bible");
    write("film.toml", "script = \"s.fountain\"\n");
    write("s.fountain", kScript);
    write(c.file, c.content);
    expect_error(make_boards(), c.code, c.says, std::string(c.file) + ": " + c.content);
    EXPECT_FALSE(fs::exists(folder / ".auteur")) << "nothing is begun";
  }
}

TEST_F(BadInput, AFileThatIsNoScreenplayIsRefusedBeforeAnythingIsStored) {
  struct Case { const char* name; std::string script; std::string says; };
  std::string large;
  while (large.size() < (50u << 20)) large += "Ana walks to the window and looks out at the sea for a very long time.\n";
  const std::vector<Case> cases = {
      {"empty", "", "s.fountain: This screenplay is empty"},
      {"blank", " \n\t\n\n", "s.fountain: This screenplay is empty"},
      {"binary", std::string("\x7f" "ELF\0\0\0\1\2\3", 10) + std::string(500, '\0'), "s.fountain: This is a binary file"},
      {"pdf", "%PDF-1.4\n", "s.fountain: This PDF is damaged"},
      {"zip", "PK\3\4 nothing", "s.fountain: This is no readable zip archive"},
      {"xml", "<?xml version=\"1.0\"?>\n<a></b>", "s.fountain:2:4: </b> closes nothing here"},
      {"50 MB", large, "s.fountain: This file has 50 MiB"},
  };
  write("film.toml", "script = \"s.fountain\"\n");
  for (const auto& c : cases) {
    write("s.fountain", c.script);
    expect_error(make_boards(), 3, (folder / c.says).string(), c.name);
    EXPECT_FALSE(fs::exists(folder / ".auteur")) << c.name;
  }
  fs::remove(folder / "s.fountain");
  expect_error(make_boards(), 4, "s.fountain", "missing");
  fs::remove(folder / "film.toml");
  expect_error(make_boards(), 4, "There is no screenplay in this folder", "nothing at all");
  EXPECT_EQ(auteur({"make", (folder / "nowhere").string()}).exit_code, 4);
  EXPECT_EQ(auteur({"frobnicate"}).exit_code, 2);
  EXPECT_EQ(auteur({"make", folder.string(), "--level", "imax"}).exit_code, 3);
}

// Latin-1, a scene without dialogue, headings with no place, somebody who never speaks, a bible file about nobody.
TEST_F(BadInput, AnOddScreenplayIsAFilmAllTheSame) {
  write_shortest_film("INT.\n\nRen\xc9" "e sits. BEN (20s) stands by the door.\n\nREN\xc9" "E\nD\xe9j\xe0 vu.\n\nINT. - DAY\n\nThe cup stands on the table.\n");
  write("bible/cast/renee.toml", "age = 40\n");
  const auto made = make_boards();
  ASSERT_EQ(made.exit_code, 0) << text(made);
  EXPECT_TRUE(says(made, "s.fountain:3:4: This file is not UTF-8; it was read as Latin-1")) << text(made);
  EXPECT_TRUE(says(made, "s.fountain:1:1: This scene heading names no place")) << text(made);
  EXPECT_TRUE(says(made, "the screenplay has no 'RENEE'")) << text(made);
  EXPECT_TRUE(fs::exists(folder / "out/boards.mp4"));
  const auto srt = read_text(folder / "out/boards.srt");
  ASSERT_TRUE(srt);
  EXPECT_NE(srt->find("D\u00e9j\u00e0 vu."), std::string::npos) << *srt;
}

TEST_F(BadInput, FortyPeopleFindRoom) {
  std::string script = "INT. HALL - DAY\n\n";
  for (int i = 1; i <= 40; ++i) script += "GUEST" + std::to_string(i) + (i < 40 ? ", " : " (30s) stand about.\n\n");
  for (int i = 1; i <= 40; ++i) script += "GUEST" + std::to_string(i) + "\nGood evening.\n\n";
  write_shortest_film(script);
  const auto shots = auteur({"shots", folder.string(), "--level", "boards", "--json"});
  ASSERT_EQ(shots.exit_code, 0) << text(shots);
  const auto list = parse_json(std::string(shots.out.begin(), shots.out.end()), "shots");
  ASSERT_TRUE(list) << text(shots);
  int seen = 0;
  for (int i = 1; i <= 40; ++i) seen += says(shots, "\"GUEST" + std::to_string(i) + "\"");
  EXPECT_GE(seen, 30);  // some stay behind the others
}

TEST_F(BadInput, AReadOnlyDiskIsSaidAndWhatIsThereCanStillBeRead) {
  if (!may_mount()) GTEST_SKIP() << "mounting file systems is not permitted here";
  write_shortest_film();
  const std::string read_only = "mount --bind \"$film\" \"$film\" && mount -o remount,bind,ro \"$film\" && ";
  expect_error(among_mounts(read_only + "exec \"$auteur\" make \"$film\" --level boards --no-boards --quiet"), 6, "the disk is read-only. Copy the film folder", "a film");
  expect_error(among_mounts(read_only + "exec \"$auteur\" make \"$film/s.fountain\" --level boards --no-boards --quiet"), 6, "the disk is read-only", "a bare script");
  expect_error(among_mounts(read_only + "exec \"$auteur\" new \"$film/another\""), 6, "the disk is read-only", "a new film");
  EXPECT_EQ(auteur({"status", folder.string()}).exit_code, 0);  // there is a store now
  const auto status = among_mounts(read_only + "exec \"$auteur\" status \"$film\"");
  EXPECT_EQ(status.exit_code, 0) << text(status);
  expect_error(among_mounts(read_only + "exec \"$auteur\" make \"$film\" --level boards --no-boards --quiet"), 6, "Copy the film folder", "a film with a store");
}

TEST_F(BadInput, AFullDiskStopsCleanlyAndTheNextMakeGoesOn) {
  if (!may_mount()) GTEST_SKIP() << "mounting file systems is not permitted here";
  write_shortest_film();
  const auto out = among_mounts(
      "cp -r \"$film\" /tmp/small.$$ && mount -t tmpfs -o size=400k tmpfs \"$film\" && cp -r /tmp/small.$$/* \"$film\" && rm -r /tmp/small.$$ || exit 99\n"
      "\"$auteur\" make \"$film\" --level boards --no-boards --quiet; echo first $?; echo debris $(ls \"$film/.auteur/tmp\") end; ls \"$film/out\" 2>/dev/null\n"
      "mount -o remount,size=100m \"$film\"; \"$auteur\" make \"$film\" --level boards --no-boards --quiet; echo second $?; ls \"$film/out\"");
  EXPECT_TRUE(says(out, "first 6")) << text(out);
  EXPECT_TRUE(says(out, "the disk is full. Free some space")) << text(out);
  EXPECT_TRUE(says(out, "debris end")) << text(out);
  EXPECT_TRUE(says(out, "second 0")) << text(out);
  EXPECT_EQ(text(out).find("boards.mp4"), text(out).rfind("The film: ") + std::string("The film: ").size() + folder.string().size() + std::string("/out/").size()) << "a film is there only after the second: " << text(out);
}

TEST_F(BadInput, AStoreOfANewerFormatIsLeftAlone) {
  write_shortest_film();
  write(".auteur/format", "auteur store 99\n");
  expect_error(make_boards(), 10, "newer Auteur", "newer");
  EXPECT_EQ(*read_text(folder / ".auteur/format"), "auteur store 99\n");
  EXPECT_EQ(files_below(".auteur").size(), 1u);
  write(".auteur/format", "?");
  expect_error(make_boards(), 7, "format file", "no format");
  fs::remove_all(folder / ".auteur");
  write(".auteur", "a file");
  expect_error(make_boards(), 6, "is a file", "a file in its place");
  EXPECT_EQ(*read_text(folder / ".auteur"), "a file");
}

// A disk that gives back something else than was written: the film is made again as it was, by the very next make.
TEST_F(BadInput, DamagedStoredDataIsMadeAgainAndNeverDelivered) {
  write_shortest_film();
  const auto first = make_boards();
  ASSERT_EQ(first.exit_code, 0) << text(first);
  const auto film = sha256(std::string_view(*read_text(folder / "out/boards.mp4")));
  const auto again_without = [&](const std::string& name, auto wanted) {
    int damaged = 0;
    for (const Path& file : files_below(".auteur/cas"))
      if (wanted(*read_text(file))) {
        damage(file);
        ++damaged;
      }
    EXPECT_GT(damaged, 0) << name;
    fs::remove_all(folder / "out");
    const auto out = make_boards();
    ASSERT_EQ(out.exit_code, 0) << name << ": " << text(out);
    EXPECT_EQ(sha256(std::string_view(*read_text(folder / "out/boards.mp4"))), film) << name;
  };
  const auto holds = [](const char* what) { return [what](const std::string& bytes) { return bytes.find(what) != std::string::npos; }; };
  again_without("the film and its clips", holds("ftypiso"));
  again_without("shots", holds("\"kind\":\"auteur.shot-list\""));
  again_without("views of the log", holds("\"kind\":\"auteur.view\""));
  again_without("entries of the log", holds("\"kind\":\"auteur.op\""));
  again_without("everything", [](const std::string& bytes) { return !bytes.empty(); });
}

TEST_F(BadInput, WhatIsNotInstalledIsReplacedAndTheReportSaysSo) {
  write_shortest_film("INT. K\u00dcCHE - ABEND\n\nDie alte Frau (70er) wartet am Tisch auf ihren Sohn.\n\nANNA\nIch habe die Tasse nicht vergessen, und du bist nicht nach Hause gekommen.\n");
  fs::create_directories(folder / "bin");
  for (const char* program : {"ffmpeg", "ffprobe"}) fs::create_symlink(*find_program(program), folder / "bin" / program);
  const std::string without = "exec env PATH=\"$film/bin\" AUTEUR_SOUNDFONT=/nonexistent AUTEUR_ESPEAK=none \"$auteur\" make \"$film\" --level boards --no-boards --quiet";
  const bool mounts = may_mount() && fs::is_directory("/usr/share/sweethome3d");
  const auto made = mounts ? among_mounts("mount -t tmpfs tmpfs /usr/share/sweethome3d && " + without)
                           : run({"sh", "-c", "film=$1; auteur=$2; " + without, "sh", folder.string(), AUTEUR_PROGRAM});
  ASSERT_EQ(made.exit_code, 0) << text(made);
  const auto report = read_text(folder / "out/boards-report.txt");
  ASSERT_TRUE(report);
  std::vector<std::string> missing = {"soundfont", "espeak-ng"};
  if (mounts) missing.push_back("furniture");
  for (const auto& what : missing) EXPECT_NE(report->find(what), std::string::npos) << what << ":\n" << *report;
}

TEST_F(BadInput, WithoutFfmpegThereIsNoFilmAndTheMessageSaysWhatToInstall) {
  write_shortest_film();
  fs::create_directories(folder / "bin");
  const auto out = run({"env", "PATH=" + (folder / "bin").string(), AUTEUR_PROGRAM, "make", folder.string(), "--level", "boards", "--no-boards", "--quiet"});
  expect_error(out, 5, "sudo apt-get install ffmpeg", "no ffmpeg");
}

TEST_F(BadInput, AnOutFolderThatCannotBeWrittenIsSaidBeforeTheWork) {
  write_shortest_film();
  write("out", "precious");
  expect_error(make_boards(), 6, "out' is a file", "out");
  EXPECT_EQ(*read_text(folder / "out"), "precious");
  EXPECT_TRUE(!fs::exists(folder / ".auteur/ac") || files_below(".auteur/ac").empty()) << "work was done first";
}

TEST_F(BadInput, ASecondMakeAtOnceIsToldOfTheFirst) {
  write_shortest_film();
  ASSERT_EQ(auteur({"status", folder.string()}).exit_code, 0);
  const int lock = ::open((folder / ".auteur/make.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  ASSERT_GE(lock, 0);
  ASSERT_EQ(::flock(lock, LOCK_EX | LOCK_NB), 0);
  ASSERT_EQ(::write(lock, "4242\n", 5), 5);
  expect_error(make_boards(), 8, "process 4242", "second");
  EXPECT_EQ(auteur({"status", folder.string()}).exit_code, 0);  // looking is allowed
  ::close(lock);
}

}  // namespace
}  // namespace auteur

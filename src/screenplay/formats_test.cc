#include "auteur/screenplay/formats.h"

#include <gtest/gtest.h>
#include <zip.h>

#include <fstream>
#include <iterator>

#include "auteur/screenplay/breakdown.h"
#include "auteur/screenplay/fdx.h"
#include "auteur/screenplay/fountain.h"
#include "auteur/screenplay/open_screenplay.h"

namespace auteur::screenplay {
namespace {

using Members = std::vector<std::pair<std::string, std::string>>;

std::string zipped(const Members& members) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* memory = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(memory);
  zip_t* zip = zip_open_from_source(memory, ZIP_TRUNCATE, &error);
  for (const auto& [name, text] : members) {
    const auto index = zip_file_add(zip, name.c_str(), zip_source_buffer(zip, text.data(), text.size(), 0), ZIP_FL_OVERWRITE);
    zip_set_file_compression(zip, static_cast<zip_uint64_t>(index), ZIP_CM_DEFLATE, 6);
    zip_file_set_mtime(zip, static_cast<zip_uint64_t>(index), 1'500'000'000, 0);
  }
  EXPECT_EQ(zip_close(zip), 0);
  zip_source_open(memory);
  zip_source_seek(memory, 0, SEEK_END);
  std::string out(static_cast<std::size_t>(zip_source_tell(memory)), '\0');
  zip_source_seek(memory, 0, SEEK_SET);
  zip_source_read(memory, out.data(), out.size());
  zip_source_close(memory);
  zip_source_free(memory);
  return out;
}

std::string sample(const std::string& name) {
  std::ifstream in(std::string(AUTEUR_SOURCE_DIR) + "/src/screenplay/corpus/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
std::string error_of(const Result<Parsed>& p) { return p ? "no error" : p.error().text(); }

constexpr const char* kText = "INT. ROOM - DAY\n\nShe *waits*.\n\nANA\nYes.\n";

TEST(OpenScreenplay, ReadsWhatAPageHolds) {
  const auto p = parse_open_screenplay(sample("open_screenplay_fuzz/v30.osf"), "x.osf");
  ASSERT_TRUE(p) << p.error().text();
  const auto& s = p->script;
  EXPECT_EQ(s.format, Format::kOpenScreenplay);
  EXPECT_EQ(write_fountain(s),
            "Title: The Lamp\nAuthor: Ida Holm\n\nINT. LAMP ROOM - NIGHT #12#\n\nAna **waits**. [[check]]\n\nANA (V.O.)\n(low)\nGo &\nstay.\n\nBEN ^\nNow.\n\n===\n\nCUT TO:\n\nWho knows.\n\nRound.\n\n> THE END <\n");
  EXPECT_EQ(s.extras[static_cast<std::size_t>(s.elements[1].extras)].scene->summary, "The lamp goes out.");
  ASSERT_EQ(s.revisions.size(), 1u);
  EXPECT_EQ(s.revisions[0].name, "Pink");
  EXPECT_TRUE(s.locked_pages && s.layout.given && s.layout.scene_numbers_left && s.layout.scene_numbers_right);
  EXPECT_EQ(s.layout.paper, Paper::kA4);
  EXPECT_NEAR(s.layout.elements.back().left, 2.5, 0.01);
  ASSERT_EQ(p->warnings.size(), 2u);  // a style nobody knows, and one that is based on itself
  EXPECT_EQ(p->warnings[0].line, 22);
  EXPECT_EQ(p->source.substr(s.elements[1].bytes.begin, 5), "<para");
}

TEST(OpenScreenplay, ReadsTheSpellingsOfItsVersions) {
  const auto old = parse_open_screenplay(sample("open_screenplay_fuzz/v12.osf"), "x.osf");
  ASSERT_TRUE(old) << old.error().text();
  EXPECT_EQ(old->script.title(), "The Long Walk");
  EXPECT_EQ(old->script.author(), "Ida Holm");
  const auto& action = old->script.elements[1];
  EXPECT_EQ(action.text, "Both three none\n3 < 4 x");
  ASSERT_EQ(action.spans.size(), 2u);
  EXPECT_TRUE(action.spans[1].bold && action.spans[1].italic && action.spans[1].underline);
  const auto now = parse_open_screenplay(sample("open_screenplay_fuzz/v50.osf"), "x.osf");
  ASSERT_TRUE(now);
  EXPECT_EQ(now->script.elements[0].scene_number, "1");
  EXPECT_EQ(now->script.elements[2].text, "low");
  EXPECT_EQ(now->script.elements[2].spans[0].end, 3u);
}

TEST(Archives, AreReadFromMemory) {
  const auto fade_in = parse_fade_in(zipped({{"document.xml", sample("open_screenplay_fuzz/v50.osf")}}), "x.fadein");
  ASSERT_TRUE(fade_in) << fade_in.error().text();
  EXPECT_EQ(fade_in->script.format, Format::kFadeIn);
  const auto highland = parse_highland(zipped({{"__MACOSX/x.fountain", "\1"}, {"x.textbundle/info.json", "{}"}, {"x.textbundle/text.fountain", kText}}), "x.highland");
  ASSERT_TRUE(highland) << highland.error().text();
  EXPECT_EQ(highland->script.format, Format::kHighland);
  EXPECT_EQ(highland->source, kText);
  EXPECT_TRUE(error_of(parse_fade_in(zipped({{"document.xml", "<document>\n<paragraphs>"}}), "x.fadein")).starts_with("x.fadein/document.xml:2:13: The file ends too early"));
}

TEST(Archives, RefuseBombs) {
  EXPECT_TRUE(error_of(parse_highland(zipped({{"text.fountain", std::string(64u << 20, 'a')}}), "x.highland")).find("unpacks to 64 MiB") != std::string::npos);
  EXPECT_TRUE(error_of(parse_highland(zipped({{"text.fountain", std::string(20u << 20, 'a')}}), "x.highland")).find("over 200 times its size") != std::string::npos);
  Members many;
  for (int i = 0; i < 1'500; ++i) many.emplace_back("m" + std::to_string(i), "");
  EXPECT_TRUE(error_of(parse_fade_in(zipped(many), "x.fadein")).find("1500 members") != std::string::npos);
  EXPECT_TRUE(error_of(parse_fade_in(std::string(50u << 20, 'P'), "x.fadein")).find("has 50 MiB") != std::string::npos);
}

TEST(Archives, RefuseDamage) {
  std::string text;
  for (int i = 0; i < 4'000; ++i) text += std::to_string(i * 7919) + "\n";
  const std::string whole = zipped({{"text.fountain", text}});
  for (std::size_t n = 0; n < whole.size(); n += whole.size() / 40 + 1) EXPECT_NE(error_of(parse_highland(whole.substr(0, n), "x.highland")), "no error") << n;
  std::string damaged = whole;
  damaged[whole.size() / 2] = static_cast<char>(damaged[whole.size() / 2] ^ 0x55);
  EXPECT_NE(error_of(parse_highland(damaged, "x.highland")), "no error");
  EXPECT_TRUE(error_of(parse_highland(zipped({{"readme.html", "x"}}), "x.highland")).find("no Highland script") != std::string::npos);
}

TEST(Formats, AreKnownByWhatTheBytesSay) {
  const std::string fdx = write_fdx(parse_fountain(kText, "f")->script);
  const auto format_of = [](const std::string& bytes, const std::string& name) {
    const auto p = read_screenplay(bytes, name);
    EXPECT_TRUE(p) << p.error().text();
    return p ? std::string(name_of(p->script.format)) : "";
  };
  EXPECT_EQ(format_of(kText, "a.fountain"), "Fountain");
  EXPECT_EQ(format_of(kText, "a.txt"), "Fountain");
  EXPECT_EQ(format_of(fdx, "a.fdx"), "Final Draft");
  EXPECT_EQ(format_of(fdx, "wrong.fountain"), "Final Draft");
  EXPECT_EQ(format_of(sample("open_screenplay_fuzz/v30.osf"), "a.xml"), "Open Screenplay");
  EXPECT_EQ(format_of(zipped({{"document.xml", sample("open_screenplay_fuzz/v50.osf")}}), "no name"), "Fade In");
  EXPECT_EQ(format_of(zipped({{"t/text.fountain", kText}}), "x.fadein.highland"), "Highland");
  std::string utf16;
  for (char c : "\xFF\xFE" + fdx) utf16 += static_cast<unsigned char>(c) >= 0xFE ? std::string(1, c) : std::string{c, '\0'};
  EXPECT_EQ(format_of(utf16, "a.fdx"), "Final Draft");
}

TEST(Formats, GiveTheSameBreakdownOfTheSameScript) {
  std::ifstream in(std::string(AUTEUR_SOURCE_DIR) + "/examples/the-keeper/the-keeper.fountain", std::ios::binary);
  const std::string fountain(std::istreambuf_iterator<char>(in), {});
  const auto facts = [](const std::string& bytes, const std::string& name) {
    const auto p = read_screenplay(bytes, name);
    EXPECT_TRUE(p) << p.error().text();
    Breakdown b = break_down(p->script);
    for (auto& s : b.scenes) {
      s.bytes = {};
      for (auto& beat : s.beats) beat.bytes = {};
      for (auto& prop : s.props) prop.bytes = {};
    }
    return canonical_json(to_json(b));
  };
  ASSERT_FALSE(fountain.empty());
  const auto from_fountain = facts(fountain, "keeper.fountain");
  EXPECT_EQ(facts(write_fdx(parse_fountain(fountain, "f")->script), "keeper.fdx"), from_fountain);
  EXPECT_EQ(facts(zipped({{"k/text.fountain", fountain}}), "keeper.highland"), from_fountain);
}

TEST(Formats, SayWhatAFileIsThatIsNoScreenplay) {
  const auto says = [](const std::string& bytes, const std::string& name, const char* what) { EXPECT_TRUE(error_of(read_screenplay(bytes, name)).find(what) != std::string::npos) << error_of(read_screenplay(bytes, name)); };
  says(zipped({{"[Content_Types].xml", "<a/>"}, {"word/document.xml", "<a/>"}}), "a.docx", "Word");
  says(zipped({{"project.rdf", "x"}}), "a.celtx", "Celtx");
  says("{\\rtf1 hello}", "a.rtf", "rich text");
  says("<!DOCTYPE html><html></html>", "a.html", "web page");
  says("<FinalDraft><Content>", "a.fdx", "a.fdx:1:22: The file ends too early");
  says("nothing like it", "a.fdx", "no XML element");
  says("not a zip", "a.fadein", "no readable zip");
  says("", "a.fountain", "empty");
  says("", "a.fdx", "empty");
}

}  // namespace
}  // namespace auteur::screenplay

// The cases of conformance/fountain.json: each rule of Fountain as a text and the elements it must give. The same file
// is given to other parsers by peers/conformance.mjs.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "auteur/screenplay/fountain.h"

namespace auteur::screenplay {
namespace {

const Json& cases() {
  static const Json document = [] {
    std::ostringstream text;
    text << std::ifstream(AUTEUR_SOURCE_DIR "/src/screenplay/conformance/fountain.json", std::ios::binary).rdbuf();
    auto parsed = parse_json(text.str(), "conformance/fountain.json");
    EXPECT_TRUE(parsed.has_value()) << (parsed ? "" : parsed.error().text());
    return parsed ? *parsed : Json{{"cases", Json::array()}};
  }();
  return document.at("cases");
}

// One element as the file writes it, with the members that `expected` asks for.
Json described(const Element& e, const Json& expected, const Screenplay& script) {
  Json all = to_json(Screenplay{.title_page = {}, .elements = {e}, .extras = {}, .notes = {}, .revisions = {}, .tag_categories = {}, .tag_definitions = {}, .tags = {}, .layout = {}, .kept_attributes = {}, .kept = {}});
  Json out = {{"kind", all["elements"][0]["kind"]}, {"text", e.text}};
  for (const auto& [key, value] : expected.items()) {
    if (key == "scene_number") out[key] = e.scene_number;
    if (key == "name") out[key] = e.name;
    if (key == "extension") out[key] = e.extension;
    if (key == "depth") out[key] = e.depth;
    if (key == "line") out[key] = e.line;
    if (key == "column") out[key] = e.column;
    if (key == "fields") {
      out[key] = Json::array();
      for (const auto& f : script.title_page) out[key].push_back({{"key", f.key}, {"value", f.value}});
    }
    if (key == "spans") {
      out[key] = Json::array();
      for (const auto& s : e.spans) {
        Json span = {{"text", e.text.substr(s.begin, s.end - s.begin)}};
        if (s.bold) span["bold"] = true;
        if (s.italic) span["italic"] = true;
        if (s.underline) span["underline"] = true;
        out[key].push_back(std::move(span));
      }
    }
  }
  // What nobody asks for must not be there.
  if (e.dual) out["dual"] = true;
  if (!e.scene_number.empty()) out["scene_number"] = e.scene_number;
  return out;
}

TEST(FountainConformance, EveryCaseGivesItsElements) {
  ASSERT_GT(cases().size(), 150u);
  for (const auto& c : cases()) {
    const auto text = c.at("input").get<std::string>();
    const auto p = parse_fountain(text, "case");
    ASSERT_TRUE(p.has_value()) << c.dump();
    Json got = Json::array();
    for (std::size_t k = 0; k < p->script.elements.size(); ++k) {
      const Json none = Json::object();
      got.push_back(described(p->script.elements[k], k < c.at("expect").size() ? c.at("expect")[k] : none, p->script));
    }
    EXPECT_EQ(got.dump(1), c.at("expect").dump(1)) << c.at("rule") << ": " << c.at("name") << "\n" << text;
    EXPECT_EQ(write_fountain(*p), text) << c.at("rule") << ": " << c.at("name");
    EXPECT_EQ(fountain_difference(p->script, parse_fountain(write_fountain(p->script), "again")->script), "") << c.at("rule") << ": " << c.at("name");
  }
}

}  // namespace
}  // namespace auteur::screenplay

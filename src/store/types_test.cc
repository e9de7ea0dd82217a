#include "auteur/store/types.h"

#include <gtest/gtest.h>

#include "auteur/base/random.h"

namespace auteur {
namespace {

Sha256 d(const std::string& name) { return sha256(std::string_view(name)); }

Tree a_tree() { return {{{"0001.png", ref_of("one")}, {"0002.png", ref_of("two")}}}; }
Action an_action() { return {"render.picture", ref_of("impl"), Json{{"exposure", 1.5}, {"steps", 3}, {"name", "Zo\u00eb \"Z\""}}, {{"scene", ref_of("scene")}, {"light", ref_of("light")}}, 2, "salt"}; }
Outcome an_outcome() { return {d("action"), {{"picture", ref_of("picture")}}, {1.25, 1.0, 64, "host", {1700000000123}}}; }
Selection a_selection() { return {"shots/4B/light", d("a"), {d("a"), d("b")}, {d("old")}, "person:ana", {1700000000123}, "softer"}; }
View a_view() { return {ref_of("graph"), {{"shots/4B/light", {d("s"), d("t")}}}, {{"cut", d("view")}}}; }
Op an_op() { return {{d("p")}, d("view"), "person:ana", {-5}, "choose shots/4B/light"}; }

template <class Record>
void expect_golden(const Record& record, const std::string& digest) {
  const std::string bytes = to_bytes(record);
  EXPECT_EQ(digest_of(record).hex(), digest) << bytes;
  const auto back = from_bytes<Record>(bytes);
  ASSERT_TRUE(back) << back.error().text();
  EXPECT_EQ(*back, record);
}

TEST(Records, KeepTheirDigestsForEver) {
  expect_golden(a_tree(), "2d8249857648ebe9a23c844f44e7e2d491eebe704ae1d0008d4dd39bc7f28798");
  expect_golden(an_action(), "2174e20e04e9a1ad07d3da87f4f917fce492bd4149621f952d1e08c1326f51e6");
  expect_golden(an_outcome(), "3edbc9a82bbe529728973bbe2faebe46fef4a2fe22da628523dadef28fcaf020");
  expect_golden(a_selection(), "14f10722438b04c059537775a11b9f03fb962ffe7f719e3e40815c6d8b50825f");
  expect_golden(a_view(), "801a536b46287f18851269686745acf2efd9d33aba6a38996ba5d9b8abd169da");
  expect_golden(an_op(), "39bb59158140bdc4dbb727635dafa33becbe4f47b05a4c8b44d53490dbce3c15");
}

TEST(Records, AreCanonicalJson) {
  for (const std::string& bytes : {to_bytes(a_tree()), to_bytes(an_action()), to_bytes(an_outcome()), to_bytes(a_selection()), to_bytes(a_view()), to_bytes(an_op())})
    EXPECT_EQ(canonical_json(Json::parse(bytes)), bytes);
}

// I2: nothing but values and digests. A new field here changes the name of every result there is.
TEST(Records, ActionHoldsValuesAndDigestsOnly) {
  const Json json = Json::parse(to_bytes(an_action()));
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{"impl", "inputs", "kind", "params", "pass", "salt", "take", "version"}));
}

// I5: a re-roll is another action.
TEST(Records, AnotherTakeSaltOrImplementationIsAnotherAction) {
  std::set<Sha256> digests{digest_of(an_action())};
  Action a = an_action();
  a.take = 3;
  digests.insert(digest_of(a));
  a = an_action();
  a.salt = "other";
  digests.insert(digest_of(a));
  a = an_action();
  a.impl = ref_of("other");
  digests.insert(digest_of(a));
  a = an_action();
  a.params["exposure"] = 1.6;
  digests.insert(digest_of(a));
  EXPECT_EQ(digests.size(), 5u);
}

TEST(Records, RefuseEveryOtherForm) {
  const std::string good = to_bytes(an_op());
  EXPECT_EQ(from_bytes<Op>(" " + good).error().code, ErrorCode::kDamaged);
  EXPECT_EQ(from_bytes<Op>(to_bytes(a_view())).error().code, ErrorCode::kDamaged);
  EXPECT_EQ(from_bytes<Op>("").error().code, ErrorCode::kDamaged);
  std::string more = good;
  more.insert(1, R"("aaa":1,)");
  EXPECT_EQ(from_bytes<Op>(more).error().code, ErrorCode::kDamaged);
  std::string newer = good;
  newer.replace(newer.find("\"version\":1"), 11, "\"version\":2");
  EXPECT_EQ(from_bytes<Op>(newer).error().code, ErrorCode::kUnsupported);
}

TEST(Records, RefuseTreesThatAreNoFolders) {
  for (const char* name : {"", ".", "..", "a/b", "a\nb"}) EXPECT_FALSE(from_bytes<Tree>(to_bytes(Tree{{{name, ref_of("x")}}}))) << name;
  EXPECT_FALSE(from_bytes<Tree>(to_bytes(Tree{{{"b", ref_of("x")}, {"a", ref_of("x")}}})));
  EXPECT_FALSE(from_bytes<Tree>(to_bytes(Tree{{{"a", ref_of("x")}, {"a", ref_of("x")}}})));
}

TEST(Records, SurviveAnyDamage) {
  Random random(7);
  const std::vector<std::string> good{to_bytes(a_tree()), to_bytes(an_action()), to_bytes(an_outcome()), to_bytes(a_selection()), to_bytes(a_view()), to_bytes(an_op())};
  for (int i = 0; i < 3000; ++i) {
    std::string bytes = good[static_cast<std::size_t>(random.below(6))];
    for (int k = random.below(3); k >= 0; --k) bytes[static_cast<std::size_t>(random.below(static_cast<int>(bytes.size())))] = static_cast<char>(random.below(256));
    if (const auto action = from_bytes<Action>(bytes)) { EXPECT_EQ(to_bytes(*action), bytes); }
    if (const auto view = from_bytes<View>(bytes)) { EXPECT_EQ(to_bytes(*view), bytes); }
    (void)from_bytes<Tree>(bytes);
    (void)from_bytes<Outcome>(bytes);
    (void)from_bytes<Selection>(bytes);
    (void)from_bytes<Op>(bytes);
  }
}

}  // namespace
}  // namespace auteur

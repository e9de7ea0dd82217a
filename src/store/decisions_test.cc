#include "auteur/store/decisions.h"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "auteur/base/random.h"
#include "auteur/store/collect.h"
#include "store_check.h"
#include "test_folder.h"

namespace auteur {
namespace {

class DecisionsTest : public testing::Test {
 protected:
  DecisionsTest() : store(Store::open(folder.path(), *files).value()), log(*store) {}
  Sha256 take(int i) { return digest_of(action_named("take", static_cast<std::uint32_t>(i))); }
  Selection select(const NodeId& node, int i, const Author& by = "person:ana") { return {node, take(i), {take(1), take(2)}, {}, by, {++clock}, "because"}; }
  View now() { return log.view().value(); }
  std::vector<Sha256> takes(const NodeId& node) { return log.choice(now(), node)->takes; }

  TestFolder folder;
  std::unique_ptr<FileSystem> files = real_file_system();
  std::unique_ptr<Store> store;
  Decisions log;
  std::int64_t clock = 1700000000000;
};

TEST_F(DecisionsTest, ANewFilmHasDecidedNothing) {
  EXPECT_TRUE(log.heads()->empty());
  EXPECT_EQ(now(), View{});
}

TEST_F(DecisionsTest, ALaterChoiceReplacesWhatItsAuthorSaw) {
  ASSERT_TRUE(log.choose(select("n", 1), now()));
  EXPECT_EQ(takes("n"), std::vector<Sha256>{take(1)});
  ASSERT_TRUE(log.choose(select("n", 2), now()));
  EXPECT_EQ(takes("n"), std::vector<Sha256>{take(2)});
  EXPECT_EQ(log.heads()->size(), 1u);
  EXPECT_EQ(log.history()->size(), 2u);
  EXPECT_EQ(log.selections_of("n")->size(), 2u);  // the first is evidence still
  Selection none = select("n", 1);
  none.chosen = {};
  ASSERT_TRUE(log.choose(none, now()));
  EXPECT_TRUE(takes("n").empty());
}

TEST_F(DecisionsTest, TwoWhoChooseWithoutSeeingEachOtherMakeAConflictThatAThirdChoiceResolves) {
  const View seen = now();
  ASSERT_TRUE(log.choose(select("n", 1, "person:ana"), seen));
  ASSERT_TRUE(log.choose(select("n", 2, "person:ben"), seen));
  EXPECT_EQ(takes("n").size(), 2u);
  EXPECT_EQ(log.conflicts(now()).value(), std::vector<NodeId>{"n"});
  ASSERT_TRUE(log.choose(select("n", 3), now()));
  EXPECT_EQ(takes("n"), std::vector<Sha256>{take(3)});
  EXPECT_TRUE(log.conflicts(now())->empty());
}

TEST_F(DecisionsTest, TwoWhoChooseTheSameAgree) {
  const View seen = now();
  ASSERT_TRUE(log.choose(select("n", 1, "person:ana"), seen));
  ASSERT_TRUE(log.choose(select("n", 1, "person:ben"), seen));
  EXPECT_TRUE(log.conflicts(now())->empty());
}

// Two copies of a film folder that were worked on apart and put together again (rsync, git): two heads.
TEST_F(DecisionsTest, TwoCopiesThatWereWorkedOnApartMergeInBothDirections) {
  ASSERT_TRUE(log.choose(select("n", 1), now()));
  ASSERT_TRUE(log.choose(select("m", 1), now()));
  TestFolder other_folder;
  std::filesystem::copy(folder.path() / ".auteur", other_folder.path() / ".auteur", std::filesystem::copy_options::recursive);
  auto other_store = Store::open(other_folder.path(), *files).value();
  Decisions other(*other_store);
  ASSERT_TRUE(log.choose(select("n", 2, "person:ana"), now()));
  ASSERT_TRUE(log.lock("cut", log.view_digest().value(), "person:ana", {++clock}, ""));
  ASSERT_TRUE(other.choose(select("n", 3, "person:ben"), other.view().value()));
  ASSERT_TRUE(other.choose(select("m", 2, "person:ben"), other.view().value()));
  for (const char* part : {"cas", "heads"})
    std::filesystem::copy(other_folder.path() / ".auteur" / part, folder.path() / ".auteur" / part, std::filesystem::copy_options::recursive | std::filesystem::copy_options::skip_existing);
  EXPECT_EQ(log.heads()->size(), 2u);
  EXPECT_EQ(takes("n").size(), 2u);                      // both changed it
  EXPECT_EQ(takes("m"), std::vector<Sha256>{take(2)});   // only one changed it
  EXPECT_TRUE(now().locks.contains("cut"));
  const View merged = now();
  std::vector<std::pair<Op, View>> sides;
  const auto heads = log.heads().value();
  for (const Sha256& head : heads) {
    const Op op = store->record<Op>(head).value();
    sides.emplace_back(op, store->record<View>(op.view).value());
  }
  std::reverse(sides.begin(), sides.end());
  EXPECT_EQ(Decisions::merge(*store, {}, sides)->selected, merged.selected);
  ASSERT_TRUE(log.choose(select("n", 1), now()));
  EXPECT_EQ(log.heads()->size(), 1u);
  EXPECT_EQ(takes("n"), std::vector<Sha256>{take(1)});
}

TEST_F(DecisionsTest, NothingIsLostWhenManyDecideAtOnce) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      Decisions mine(*store);
      for (int i = 0; i < 12; ++i) {
        const NodeId node = "n" + std::to_string(t) + "/" + std::to_string(i);
        const Selection s{node, take(i), {}, {}, "person:" + std::to_string(t), {1700000000000 + i}, ""};
        ASSERT_TRUE(mine.choose(s, mine.view().value()));
      }
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(now().selected.size(), 48u);
  EXPECT_TRUE(log.conflicts(now())->empty());
  EXPECT_GE(log.history()->size(), 48u);
}

TEST_F(DecisionsTest, AHeadThatIsThePastOfAnotherIsNoHead) {  // a crash before the old head was removed
  ASSERT_TRUE(log.choose(select("n", 1), now()));
  const Sha256 old = log.heads()->front();
  ASSERT_TRUE(log.choose(select("n", 2), now()));
  std::ofstream(store->root() / "heads" / old.hex());
  EXPECT_EQ(log.heads()->size(), 1u);
  EXPECT_EQ(takes("n"), std::vector<Sha256>{take(2)});
}

TEST_F(DecisionsTest, LocksComeAndGo) {
  ASSERT_TRUE(log.choose(select("n", 1), now()));
  const Sha256 frozen = log.view_digest().value();
  ASSERT_TRUE(log.lock("scenes/4", frozen, "person:ana", {++clock}, "picture lock"));
  EXPECT_EQ(now().locks.at("scenes/4"), frozen);
  EXPECT_EQ(log.unlock("scenes/5", "person:ana", {++clock}, "").error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(log.unlock("scenes/4", "person:ana", {++clock}, ""));
  EXPECT_TRUE(now().locks.empty());
}

TEST_F(DecisionsTest, WithdrawnBytesAreGoneForGoodAndLeaveATombstone) {
  (void)store->commit(action_named("voice"), output("a voice"), {});
  const Ref voice = ref_of("a voice");
  EXPECT_EQ(log.purge({voice.digest}, "person:ana", {++clock}, "consent withdrawn").value(), voice.size);
  EXPECT_EQ(store->get(voice).error().code, ErrorCode::kRefused);
  EXPECT_EQ(store->put("a voice").error().code, ErrorCode::kRefused);
  EXPECT_EQ(store->commit(action_named("again"), output("a voice"), {}).error().code, ErrorCode::kRefused);
  EXPECT_TRUE(store->find(digest_of(action_named("voice"))));  // the record stays
  EXPECT_NE(log.history()->front().op.what.find(voice.digest.hex()), std::string::npos);
}

// --- collection

class CollectTest : public DecisionsTest {
 protected:
  void commit(int i, const std::string& text) { ASSERT_TRUE(store->commit(action_named("take", static_cast<std::uint32_t>(i)), output(text), {})); }
  bool there(const std::string& text) { return store->has(ref_of(text)); }
  CollectOptions now_options() { CollectOptions o; o.grace_days = 0; o.history_days = 0; o.now = {system_time().unix_ms + 1000}; return o; }
};

TEST_F(CollectTest, FreesWhatNobodyChoseAndKeepsRecordsSourcesChoicesRootsAndTheYoung) {
  commit(1, "chosen");
  commit(2, "not chosen");
  commit(3, "delivered");
  commit(4, "kept by the caller");
  const Ref source = store->put("a source").value();
  ASSERT_TRUE(log.choose(select("n", 1), now()));
  ASSERT_TRUE(set_root(*store, "delivery-1", {take(3)}));
  CollectOptions o = now_options();
  o.keep_actions = {take(4)};
  o.grace_days = 1;
  EXPECT_EQ(collect(*store, o)->blobs, 0u);  // too young
  o.grace_days = 0;
  o.dry_run = true;
  EXPECT_EQ(collect(*store, o)->bytes, std::string("not chosen").size());
  EXPECT_TRUE(there("not chosen"));
  o.dry_run = false;
  const auto freed = collect(*store, o).value();
  EXPECT_EQ(freed.digests, std::vector<Sha256>{ref_of("not chosen").digest});
  EXPECT_EQ(freed.bytes_by_pass.at("test.pass"), freed.bytes);
  EXPECT_FALSE(there("not chosen"));
  for (const char* text : {"chosen", "delivered", "kept by the caller", "a source"}) EXPECT_TRUE(there(text)) << text;
  EXPECT_TRUE(store->has(source));
  // I10: action, outcome, selection and op are there.
  EXPECT_TRUE(store->find(take(2)));
  EXPECT_TRUE(store->record<Action>(take(2)));
  EXPECT_EQ(log.selections_of("n")->size(), 1u);
  EXPECT_EQ(collect(*store, o)->blobs, 0u);  // again: nothing
  ASSERT_TRUE(set_root(*store, "delivery-1", {}));
  EXPECT_EQ(collect(*store, o)->bytes, std::string("delivered").size());
}

TEST_F(CollectTest, AnEarlierChoiceStaysForTheTimeOfTheHistory) {
  commit(1, "first choice");
  commit(2, "second choice");
  clock = system_time().unix_ms;
  ASSERT_TRUE(log.choose(select("n", 1), now()));
  ASSERT_TRUE(log.choose(select("n", 2), now()));
  CollectOptions o = now_options();
  o.history_days = 30;
  EXPECT_EQ(collect(*store, o)->blobs, 0u);
  o.now.unix_ms += 31ll * 86400000;
  EXPECT_EQ(collect(*store, o)->blobs, 1u);
  EXPECT_FALSE(there("first choice"));
  EXPECT_TRUE(there("second choice"));
}

TEST_F(CollectTest, ATreeKeepsItsPartsAndLetsThemGo) {
  Tree tree;
  for (const char* frame : {"f1", "f2"}) tree.entries.push_back({frame, store->put(std::string("frame ") + frame).value()});
  commit(1, to_bytes(tree));
  CollectOptions o = now_options();
  o.keep_actions = {take(1)};
  EXPECT_EQ(collect(*store, o)->blobs, 0u);
  EXPECT_EQ(collect(*store, now_options())->blobs, 3u);
}

TEST_F(CollectTest, WhatCannotBeMadeAgainGoesLastOrNotAtAll) {
  commit(1, "a stochastic picture");
  CollectOptions o = now_options();
  o.irreproducible = {"test.pass"};
  EXPECT_EQ(collect(*store, o)->blobs, 0u);
  o.keep_irreproducible = false;
  o.enough_bytes = 0;
  EXPECT_EQ(collect(*store, o)->blobs, 0u);
  o.enough_bytes = 1;
  EXPECT_EQ(collect(*store, o)->blobs, 1u);
}

TEST_F(CollectTest, NothingIsCollectedWhileAFilmIsMade) {
  const auto session = store->begin_session().value();
  EXPECT_EQ(collect(*store, now_options()).error().code, ErrorCode::kConflict);
  CollectOptions dry = now_options();
  dry.dry_run = true;
  EXPECT_TRUE(collect(*store, dry));
}

// --- a disk that loses records

void damage(const Path& file) {
  std::filesystem::permissions(file, std::filesystem::perms::owner_write, std::filesystem::perm_options::add);
  std::fstream f(file, std::ios::in | std::ios::out | std::ios::binary);
  f.seekp(20);
  f.put('#');
}

TEST_F(DecisionsTest, ALostViewIsPutTogetherAgainFromItsChoice) {
  ASSERT_TRUE(log.choose(select("n", 1), now()));
  ASSERT_TRUE(log.choose(select("n", 2), now()));
  ASSERT_TRUE(log.choose(select("m", 1), now()));
  const View before = now();
  damage(store->blob_path(digest_of(before)));
  EXPECT_EQ(now(), before);
  EXPECT_TRUE(store->record<View>(digest_of(before)));  // and it is back for good
}

TEST_F(DecisionsTest, ALostNewestEntryIsPutTogetherAgainFromItsView) {
  ASSERT_TRUE(log.choose(select("n", 1), now()));
  ASSERT_TRUE(log.choose(select("n", 2), now()));
  const View before = now();
  const Sha256 head = log.heads()->front();
  damage(store->blob_path(head));
  EXPECT_EQ(now(), before);
  EXPECT_EQ(log.heads()->size(), 1u);
  EXPECT_NE(log.heads()->front(), head);
  ASSERT_TRUE(log.choose(select("n", 1), now()));
  EXPECT_EQ(takes("n"), std::vector<Sha256>{take(1)});
  EXPECT_TRUE(log.history());
}

TEST_F(DecisionsTest, WhatAPolicyDidNeedsNoRecord) {
  ASSERT_TRUE(log.choose(select("n", 1), now()));
  const View chosen = now();
  ASSERT_TRUE(log.set_graph(ref_of("a graph"), "policy:make", {++clock}, "make"));
  damage(store->blob_path(digest_of(now())));
  EXPECT_EQ(now().selected, chosen.selected);
}

TEST_F(DecisionsTest, ALostLockIsNotGuessedAt) {
  ASSERT_TRUE(log.choose(select("n", 1), now()));
  ASSERT_TRUE(log.lock("n", log.view_digest().value(), "person:ana", {++clock}, ""));
  damage(store->blob_path(digest_of(now())));
  const auto view = log.view();
  ASSERT_FALSE(view);
  EXPECT_EQ(view.error().code, ErrorCode::kDamaged);
  EXPECT_NE(view.error().message.find("lock n"), std::string::npos) << view.error().message;
}

TEST_F(DecisionsTest, ALostChoiceCanBeMadeAgain) {
  ASSERT_TRUE(log.choose(select("m", 1), now()));
  const Sha256 lost = log.choose(select("n", 1), now()).value();
  damage(store->blob_path(lost));
  const auto choice = log.choice(now(), "n");
  ASSERT_FALSE(choice);
  EXPECT_EQ(choice.error().code, ErrorCode::kDamaged);
  ASSERT_TRUE(log.choose(select("n", 2), now()));
  EXPECT_EQ(takes("n"), std::vector<Sha256>{take(2)});
  EXPECT_EQ(takes("m"), std::vector<Sha256>{take(1)});
}

}  // namespace
}  // namespace auteur

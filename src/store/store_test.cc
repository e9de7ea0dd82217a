#include "auteur/store/store.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "auteur/base/random.h"
#include "auteur/store/collect.h"
#include "store_check.h"
#include "test_folder.h"

namespace auteur {
namespace {

class StoreTest : public testing::Test {
 protected:
  std::unique_ptr<Store> open() {
    auto store = Store::open(folder.path(), *files);
    EXPECT_TRUE(store) << store.error().text();
    return std::move(*store);
  }
  void damage(const Path& path) {
    std::filesystem::permissions(path, std::filesystem::perms(0644));
    std::fstream(path, std::ios::in | std::ios::out | std::ios::binary) << '#';
  }
  TestFolder folder;
  std::unique_ptr<FileSystem> files = real_file_system();
};

// I1
TEST_F(StoreTest, ABlobIsNamedByItsDigestAndReadOnlyFromBirth) {
  auto store = open();
  const Ref ref = store->put("hello").value();
  EXPECT_EQ(ref.digest.hex(), "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
  struct stat st {};
  ASSERT_EQ(::stat((folder.path() / ".auteur/cas/2c/f24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824").c_str(), &st), 0);
  EXPECT_EQ(st.st_mode & 0777, 0444u);
  EXPECT_EQ(store->get_text(ref).value(), "hello");
  const Path staged = store->stage_file(".bin");
  std::ofstream(staged) << "a large file";
  std::map<Port, Payload> out;
  out.emplace("out", staged);
  const auto c = store->commit(action_named("file"), std::move(out), {}).value();
  EXPECT_FALSE(std::filesystem::exists(staged));
  ASSERT_EQ(::stat(store->path_of(c.outcome.outputs.at("out")).value().c_str(), &st), 0);
  EXPECT_EQ(st.st_mode & 0777, 0444u);
  EXPECT_EQ(store->get_text(c.outcome.outputs.at("out")).value(), "a large file");
}

// I3
TEST_F(StoreTest, TheFirstOutcomeOfAnActionStandsAndOthersAreOnRecord) {
  auto store = open();
  const Action a = action_named("a");
  const auto first = store->commit(a, output("one"), {}).value();
  EXPECT_TRUE(first.first);
  const auto same = store->commit(a, output("one"), {}).value();
  EXPECT_FALSE(same.first);
  EXPECT_TRUE(same.differs.empty());
  const auto second = store->commit(a, output("two"), {}).value();
  EXPECT_FALSE(second.first);
  EXPECT_EQ(second.differs, std::vector<Port>{"out"});
  EXPECT_EQ(second.outcome, first.outcome);
  EXPECT_EQ(store->find(digest_of(a))->outputs.at("out"), ref_of("one"));
  const auto disputes = store->disputes().value();
  ASSERT_EQ(disputes.size(), 1u);
  EXPECT_EQ(disputes[0].first, digest_of(a));
  EXPECT_EQ(store->record<Outcome>(disputes[0].second)->outputs.at("out"), ref_of("two"));
}

TEST_F(StoreTest, ThreadsThatCommitTheSameActionAgreeOnOneOutcome) {
  auto store = open();
  std::vector<std::thread> threads;
  std::array<Ref, 8> seen;
  std::atomic<int> firsts{0};
  for (std::size_t i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      const auto c = store->commit(action_named("race"), output("by " + std::to_string(i)), {});
      ASSERT_TRUE(c) << c.error().text();
      firsts += c->first;
      seen[i] = c->outcome.outputs.at("out");
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(firsts, 1);
  for (const Ref& ref : seen) EXPECT_EQ(ref, seen[0]);
}

TEST_F(StoreTest, AnotherTakeNeverReplacesTheFirst) {  // I5
  auto store = open();
  (void)store->commit(action_named("a", 1), output("one"), {});
  (void)store->commit(action_named("a", 2), output("two"), {});
  EXPECT_EQ(store->outputs_of(digest_of(action_named("a", 1)))->at("out"), ref_of("one"));
  EXPECT_EQ(store->outputs_of(digest_of(action_named("a", 2)))->at("out"), ref_of("two"));
}

// I9
TEST_F(StoreTest, TheIndexMayBeDeletedCutOrReplacedByAnything) {
  const Path index = folder.path() / ".auteur/index.sqlite";
  const Sha256 a = digest_of(action_named("a"));
  (void)open()->commit(action_named("a"), output("one"), {});
  const auto expect_found = [&](const char* when) {
    auto store = open();
    EXPECT_TRUE(store->has_outcome(a)) << when;
    EXPECT_FALSE(store->has_outcome(digest_of(action_named("b")))) << when;
    store->set_note("k", "v");
    EXPECT_EQ(store->note("k"), "v");
  };
  expect_found("as it is");
  ASSERT_TRUE(std::filesystem::exists(index));
  const auto size = std::filesystem::file_size(index);
  Random random(3);
  for (int i = 0; i < 30; ++i) {
    std::fstream f(index, std::ios::in | std::ios::out | std::ios::binary);
    for (int k = 0; k < 40; ++k) {
      f.seekp(random.below(static_cast<int>(size)));
      f.put(static_cast<char>(random.below(256)));
    }
    f.close();
    expect_found("with random bytes");
  }
  std::filesystem::resize_file(index, size / 2);
  expect_found("cut in half");
  std::ofstream(index, std::ios::trunc) << "not a database";
  expect_found("garbage");
  std::filesystem::remove(index);
  expect_found("deleted");
  std::filesystem::remove(index);
  std::filesystem::create_directory(index);
  expect_found("a folder");
}

TEST_F(StoreTest, ADamagedBlobIsSaidAndSetAsideSoThatItIsMadeAgain) {
  auto store = open();
  (void)store->commit(action_named("a"), output("content"), {});
  const Ref ref = ref_of("content");
  damage(store->path_of(ref).value());
  const auto bytes = store->get(ref);
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, ErrorCode::kDamaged);
  EXPECT_NE(bytes.error().message.find("auteur make"), std::string::npos);
  EXPECT_FALSE(store->has_outcome(digest_of(action_named("a"))));
  (void)store->commit(action_named("a"), output("content"), {});
  EXPECT_EQ(store->get_text(ref).value(), "content");
  EXPECT_TRUE(store->has_outcome(digest_of(action_named("a"))));
}

TEST_F(StoreTest, ADamagedBlobIsNotHandedToOtherProgramsAsAFile) {
  auto store = open();
  const Ref ref = store->put("a picture that will be damaged").value();
  EXPECT_TRUE(store->verified_path_of(ref));
  damage(store->path_of(ref).value());
  const auto path = store->verified_path_of(ref);
  ASSERT_FALSE(path);
  EXPECT_EQ(path.error().code, ErrorCode::kDamaged);
  EXPECT_FALSE(store->has(ref));
  EXPECT_EQ(store->put("a picture that will be damaged").value(), ref);
  EXPECT_TRUE(store->verified_path_of(ref));
}

TEST_F(StoreTest, ACutBlobIsAMiss) {
  auto store = open();
  (void)store->commit(action_named("a"), output("content"), {});
  const Path path = store->path_of(ref_of("content")).value();
  std::filesystem::permissions(path, std::filesystem::perms(0644));
  std::filesystem::resize_file(path, 3);
  EXPECT_FALSE(store->has_outcome(digest_of(action_named("a"))));
}

TEST_F(StoreTest, DamagedRecordsAreAMissAndAreReplaced) {
  auto store = open();
  const Action a = action_named("a");
  const auto first = store->commit(a, output("one"), {}).value();
  damage(store->blob_path(digest_of(first.outcome)));
  store.reset();
  std::filesystem::remove(folder.path() / ".auteur/index.sqlite");
  store = open();
  EXPECT_FALSE(store->has_outcome(digest_of(a)));
  ASSERT_TRUE(store->commit(a, output("one"), {}));
  EXPECT_TRUE(store->has_outcome(digest_of(a)));
}

TEST_F(StoreTest, ANewerFormatIsRefusedAndNothingIsTouched) {
  open();
  const Path format = folder.path() / ".auteur/format";
  std::filesystem::remove(format);
  std::ofstream(format) << "auteur store 2\n";
  const auto store = Store::open(folder.path(), *files);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::kUnsupported);
  std::ofstream(format, std::ios::trunc) << "something else";
  EXPECT_EQ(Store::open(folder.path(), *files).error().code, ErrorCode::kDamaged);
}

TEST_F(StoreTest, AnEvictedResultThatComesOutOtherwiseTakesThePlaceOfTheFirst) {
  auto store = open();
  const Action a = action_named("a");
  (void)store->commit(a, output("one"), {});
  std::filesystem::remove(store->path_of(ref_of("one")).value());
  EXPECT_FALSE(store->has_outcome(digest_of(a)));
  EXPECT_TRUE(store->find(digest_of(a)));  // pixels evicted, record kept
  const auto again = store->commit(a, output("two"), {}).value();
  EXPECT_TRUE(again.first);
  EXPECT_EQ(again.differs, std::vector<Port>{"out"});
  EXPECT_TRUE(store->has_outcome(digest_of(a)));
  EXPECT_EQ(store->disputes()->size(), 1u);
}

TEST_F(StoreTest, ALeaseIsHeldByOneUntilItIsFreed) {
  auto store = open();
  auto other = open();
  const Sha256 a = digest_of(action_named("a"));
  {
    const auto lease = store->try_lease(a).value();
    ASSERT_TRUE(lease);
    EXPECT_FALSE(other->try_lease(a).value());
    EXPECT_FALSE(store->try_lease(a).value());
    EXPECT_TRUE(other->try_lease(digest_of(action_named("b"))).value());
  }
  EXPECT_TRUE(other->try_lease(a).value());
  EXPECT_TRUE(files->list(store->root() / "leases")->empty());
}

TEST_F(StoreTest, LeavesOfDeadProcessesAreSweptUpByTheNextOpen) {
  auto store = open();
  const std::string mine = store->stage_file().filename().string();
  const std::string host = mine.substr(0, mine.find('-'));
  const Path dead = store->root() / "tmp" / (host + "-999999999-3"), foreign = store->root() / "tmp/elsewhere-999999999-3", own = store->root() / "tmp" / mine;
  for (const Path& p : {dead, foreign, own}) std::ofstream(p) << "x";
  open();
  EXPECT_FALSE(std::filesystem::exists(dead));
  EXPECT_TRUE(std::filesystem::exists(foreign));
  EXPECT_TRUE(std::filesystem::exists(own));
}

TEST_F(StoreTest, CommitLaterAnswersEveryRequestEvenWhenTheStoreCloses) {
  std::atomic<int> answered{0};
  {
    auto store = open();
    for (int i = 0; i < 300; ++i)
      store->commit_later(action_named("n" + std::to_string(i)), output("o" + std::to_string(i % 50)), {}, [&](Result<Committed> c) { answered += c.has_value(); });
  }
  EXPECT_EQ(answered, 300);
  EXPECT_EQ(check_store(folder.path()).value(), 300);
}

// The store against a map: whatever is done in whatever order, and however often it is reopened.
TEST_F(StoreTest, BehavesLikeAMap) {
  Random random(11);
  auto store = open();
  std::map<std::string, std::string> model;  // action -> output
  std::set<std::string> gone;                // payloads
  for (int step = 0; step < 400; ++step) {
    const std::string name = "a" + std::to_string(random.below(40)), text = "text" + std::to_string(random.below(25));
    const Sha256 digest = digest_of(action_named(name));
    switch (random.below(5)) {
      case 0:
      case 1: {
        const auto c = store->commit(action_named(name), output(text), {});
        ASSERT_TRUE(c) << c.error().text();
        const bool usable = model.contains(name) && !gone.contains(model[name]);
        gone.erase(text);
        if (!usable) model[name] = text;
        EXPECT_EQ(c->outcome.outputs.at("out"), ref_of(model[name]));
        break;
      }
      case 2: {
        const auto outputs = store->outputs_of(digest);
        EXPECT_EQ(outputs.has_value(), model.contains(name) && !gone.contains(model[name]));
        if (outputs) { EXPECT_EQ(store->get_text(outputs->at("out")).value(), model[name]); }
        EXPECT_EQ(store->find(digest).has_value(), model.contains(name));
        break;
      }
      case 3:
        if (random.below(4) == 0 && store->has(ref_of(text))) {
          std::filesystem::remove(store->blob_path(ref_of(text).digest));
          gone.insert(text);
        }
        break;
      default:
        if (random.below(10) == 0) {
          store.reset();
          store = open();
        }
    }
  }
}

}  // namespace
}  // namespace auteur

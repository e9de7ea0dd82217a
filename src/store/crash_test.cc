// What survives: kills, lying and full disks, failing calls, several processes at once.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <sstream>
#include <thread>

#include "auteur/base/random.h"
#include "faulty_files.h"
#include "kill_round.h"
#include "store_check.h"
#include "test_folder.h"

namespace auteur {
namespace {

// I4: the process is killed anywhere; what it said is done is there, and nothing is half there.
TEST(Crash, AKilledWriterLeavesWhatItAcknowledgedAndNothingBroken) {
  TestFolder folder;
  Random random(5);
  int next = 0;
  for (int round = 0; round < 15; ++round) {
    const auto result = kill_round(AUTEUR_writer_main, folder.path(), next, random.range(0.002, 0.06));
    ASSERT_TRUE(result) << "round " << round << ": " << result.error().text();
    next = *result;
  }
}

struct Session {
  std::set<int> acknowledged;
  int chosen = -1;
};

// A little work on `files`; stops at the first failure.
Session work(const Path& folder, FileSystem& files, int count) {
  Session out;
  auto store = Store::open(folder, files);
  if (!store) return out;
  Decisions log(**store);
  for (int i = 0; i < count; ++i) {
    if (!(*store)->commit(action_named(std::to_string(i)), output("result " + std::to_string(i)), {})) return out;
    out.acknowledged.insert(i);
    if (i % 3 != 0) continue;
    const auto seen = log.view();
    if (!seen || !log.choose({"n", digest_of(action_named(std::to_string(i))), {}, {}, "person:ana", {i}, ""}, *seen)) return out;
    out.chosen = i;
  }
  return out;
}

void expect_kept(const Path& folder, const Session& session, const std::string& when) {
  const auto outcomes = check_store(folder);
  ASSERT_TRUE(outcomes) << when << ": " << outcomes.error().text();
  const auto files = real_file_system();
  auto store = Store::open(folder, *files).value();
  for (const int i : session.acknowledged) EXPECT_TRUE(store->has_outcome(digest_of(action_named(std::to_string(i))))) << when << ", result " << i;
  if (session.chosen < 0) return;
  Decisions log(*store);
  const auto choice = log.choice(log.view().value(), "n").value();
  ASSERT_EQ(choice.takes.size(), 1u) << when;
  EXPECT_GE(choice.selections[0].second.at.unix_ms, session.chosen) << when;
}

// I4 on a disk that loses everything that was not synced, at every moment of the work, and keeps any part of the names.
TEST(Crash, ADiskThatDropsWhatWasNotSyncedNeverBreaksTheStore) {
  for (long calls = 3; calls < 130; calls += 3)
    for (const std::size_t kept : {0u, 2u, 5u, 1000u}) {
      TestFolder folder, backup;
      FaultyFiles files(backup.path());
      files.fail_after(calls);
      const Session session = work(folder.path(), files, 5);
      files.crash(kept);
      if (!std::filesystem::exists(folder.path() / ".auteur/format")) continue;
      expect_kept(folder.path(), session, "after " + std::to_string(calls) + " calls, " + std::to_string(kept) + " names kept");
      // and the work goes on
      const auto real = real_file_system();
      EXPECT_EQ(work(folder.path(), *real, 5).acknowledged.size(), 5u);
    }
}

TEST(Crash, ACallThatFailsIsAnErrorAndTheNextTryGoesOn) {
  for (long calls = 1; calls < 130; calls += 2) {
    TestFolder folder, backup;
    FaultyFiles files(backup.path());
    files.fail_after(calls);
    const Session session = work(folder.path(), files, 5);
    files.mend();
    ASSERT_EQ(work(folder.path(), files, 5).acknowledged.size(), 5u) << calls;
    expect_kept(folder.path(), session, "call " + std::to_string(calls));
  }
}

TEST(Crash, AFullDiskLosesNothingAndGoesOnWhenThereIsSpace) {
  for (std::uint64_t bytes = 0; bytes < 6000; bytes += 130) {
    TestFolder folder, backup;
    FaultyFiles files(backup.path());
    files.disk_of(bytes);
    const Session session = work(folder.path(), files, 6);
    files.mend();
    expect_kept(folder.path(), session, std::to_string(bytes) + " bytes");
    if (!std::filesystem::exists(folder.path() / ".auteur")) continue;
    EXPECT_TRUE(real_file_system()->list(folder.path() / ".auteur/tmp")->empty()) << "half-written files stay behind at " << bytes;
    ASSERT_EQ(work(folder.path(), files, 6).acknowledged.size(), 6u);
  }
}

TEST(Processes, TwoWritersOfTheSameResultsAgree) {
  TestFolder folder;
  std::map<int, int> firsts;
  std::vector<FILE*> pipes;
  for (int p = 0; p < 2; ++p) pipes.push_back(::popen((std::string(AUTEUR_writer_main) + " " + folder.path().string() + " 0 40 choose").c_str(), "r"));
  for (FILE* pipe : pipes) {
    char line[64];
    while (std::fgets(line, sizeof line, pipe)) {
      int i = 0, first = 0;
      if (std::sscanf(line, "%d %d", &i, &first) == 2) firsts[i] += first;
    }
    EXPECT_EQ(::pclose(pipe), 0);
  }
  EXPECT_EQ(firsts.size(), 40u);
  for (const auto& [i, count] : firsts) EXPECT_EQ(count, 1) << i;
  EXPECT_EQ(check_store(folder.path()).value(), 40);
}

}  // namespace
}  // namespace auteur

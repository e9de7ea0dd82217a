// For tests: a disk that lies. Over a real folder, it counts calls and fails the n-th, fills up after so many bytes, and
// on crash() loses what was not synced: names go back to how they were at some point since the last barrier, and files
// whose content was not synced come back empty.
#pragma once

#include <mutex>
#include <set>

#include "auteur/base/file_system.h"

namespace auteur {

class FaultyFiles final : public FileSystem {
 public:
  explicit FaultyFiles(Path backup) : backup_(std::move(backup)), real_(real_file_system()) { (void)real_->make_directories(backup_); }

  void fail_after(long calls) { calls_left_ = calls; }     // the call after so many fails, and all that follow
  void disk_of(std::uint64_t bytes) { bytes_left_ = bytes; }
  void mend() { calls_left_ = -1; bytes_left_ = ~0ull; }
  long calls() const { return calls_; }

  // Loses all but the first `kept` unsynced name changes, and the content of all unsynced files.
  void crash(std::size_t kept) {
    std::lock_guard lock(mutex_);
    while (log_.size() > kept) {
      const Change& c = log_.back();
      if (c.kind == 'w' || c.kind == 'l') (void)real_->remove(c.to);
      if (c.kind == 'r') {
        (void)real_->rename(c.to, c.from);
        if (!c.saved.empty()) (void)real_->link(c.saved, c.to);
      }
      if (c.kind == 'd') (void)real_->link(c.saved, c.from);
      log_.pop_back();
    }
    for (const Path& path : unsynced_)
      if (real_->info(path)) std::filesystem::resize_file(writable(path), 0);
    log_.clear();
    unsynced_.clear();
  }
  std::size_t unsynced_changes() const { return log_.size(); }

  Result<Bytes> read(const Path& path, std::uint64_t max_bytes) override { return real_->read(path, max_bytes); }
  Result<FileInfo> info(const Path& path) override { return real_->info(path); }
  Result<std::vector<std::string>> list(const Path& directory) override { return real_->list(directory); }
  Status make_directories(const Path& path) override {
    TRY(count());
    return real_->make_directories(path);
  }
  Status write_new(const Path& path, std::span<const std::uint8_t> data, int mode) override {
    std::lock_guard lock(mutex_);
    TRY(count());
    const bool full = data.size() > bytes_left_;
    const auto fits = data.first(full ? static_cast<std::size_t>(bytes_left_) : data.size());
    TRY(real_->write_new(path, fits, mode));
    bytes_left_ -= bytes_left_ == ~0ull ? 0 : fits.size();
    log_.push_back({'w', {}, path, {}});
    unsynced_.insert(path);
    if (full) return fail(ErrorCode::kIo, "The disk is full.");
    return {};
  }
  Status sync_file(const Path& path) override {
    std::lock_guard lock(mutex_);
    TRY(count());
    unsynced_.erase(path);
    return {};
  }
  Status sync_directory(const Path& path) override {
    std::lock_guard lock(mutex_);
    TRY(count());
    std::erase_if(log_, [&](const Change& c) { return c.to.parent_path() == path || (c.kind == 'd' && c.from.parent_path() == path); });
    return {};
  }
  Status sync_all(const Path&) override {
    std::lock_guard lock(mutex_);
    TRY(count());
    log_.clear();
    unsynced_.clear();
    return {};
  }
  Status rename(const Path& from, const Path& to) override {
    std::lock_guard lock(mutex_);
    TRY(count());
    const Path saved = save(to);
    TRY(real_->rename(from, to));
    log_.push_back({'r', from, to, saved});
    if (unsynced_.erase(from)) unsynced_.insert(to);
    return {};
  }
  Result<bool> link(const Path& from, const Path& to) override {
    std::lock_guard lock(mutex_);
    TRY(count());
    const bool first = TRY(real_->link(from, to));
    if (first) {
      log_.push_back({'l', from, to, {}});
      if (unsynced_.contains(from)) unsynced_.insert(to);
    }
    return first;
  }
  Status remove(const Path& path) override {
    std::lock_guard lock(mutex_);
    TRY(count());
    const Path saved = save(path);
    TRY(real_->remove(path));
    log_.push_back({'d', path, {}, saved});
    unsynced_.erase(path);
    return {};
  }

 private:
  struct Change {
    char kind;
    Path from, to, saved;
  };
  Path save(const Path& path) {
    if (!real_->info(path)) return {};
    const Path saved = backup_ / std::to_string(saved_++);
    (void)real_->link(path, saved);
    return saved;
  }
  static const Path& writable(const Path& path) {
    std::filesystem::permissions(path, std::filesystem::perms(0644));
    return path;
  }
  Status count() {
    ++calls_;
    if (calls_left_ < 0) return {};
    if (calls_left_ == 0) return fail(ErrorCode::kIo, "The disk failed (a test).");
    --calls_left_;
    return {};
  }

  Path backup_;
  std::unique_ptr<FileSystem> real_;
  std::mutex mutex_;
  std::vector<Change> log_;
  std::set<Path> unsynced_;
  std::size_t saved_ = 0;
  long calls_left_ = -1, calls_ = 0;
  std::uint64_t bytes_left_ = ~0ull;
};

}  // namespace auteur

// flock(2) on a file: freed by the system when its owner dies. Local disks and NFS 4; elsewhere advisory at best, which
// is enough, since leases only save paying twice.
#pragma once

#include <optional>

#include "auteur/base/file_system.h"

namespace auteur {

class FileLock {
 public:
  enum class Kind { kShared, kExclusive };
  // Creates the file when needed. nullopt: somebody else holds it (only when `wait` is false).
  static Result<std::optional<FileLock>> take(const Path& file, Kind kind, bool wait);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();  // removes the file first if remove_when_freed() was called
  void remove_when_freed() { remove_ = true; }

 private:
  FileLock(int fd, Path file) : fd_(fd), file_(std::move(file)) {}
  int fd_;
  Path file_;
  bool remove_ = false;
};

}  // namespace auteur

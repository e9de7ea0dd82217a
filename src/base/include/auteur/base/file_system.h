// Files. FileSystem is a parameter so that a test can run a film in memory, fill the disk, or drop unsynced data.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/base/result.h"

namespace auteur {

using Path = std::filesystem::path;
using Bytes = std::vector<std::uint8_t>;

struct FileInfo {
  std::uint64_t size = 0;
  bool directory = false;
};

// All functions are thread-safe. Errors: kNotFound, kIo (the message names the path and what to do).
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  virtual Result<Bytes> read(const Path& path, std::uint64_t max_bytes = 1ull << 32) = 0;
  virtual Result<FileInfo> info(const Path& path) = 0;
  virtual Result<std::vector<std::string>> list(const Path& directory) = 0;  // names, sorted; no "." and ".."
  virtual Status make_directories(const Path& path) = 0;
  virtual Status write_new(const Path& path, std::span<const std::uint8_t> data, int mode) = 0;  // not synced
  virtual Status sync_file(const Path& path) = 0;
  virtual Status sync_directory(const Path& path) = 0;
  virtual Status sync_all(const Path& anywhere_on_it) = 0;  // syncfs
  virtual Status rename(const Path& from, const Path& to) = 0;
  virtual Result<bool> link(const Path& from, const Path& to) = 0;  // false: `to` is already there
  virtual Status remove(const Path& path) = 0;
};

std::unique_ptr<FileSystem> real_file_system();

// Conveniences on the real disk.
Result<std::string> read_text(const Path& path, std::uint64_t max_bytes = 1ull << 30);
// Writes aside, syncs, renames: after a crash the old or the new content is there, never half.
Status write_atomically(const Path& path, std::string_view content);
Status write_atomically(const Path& path, std::span<const std::uint8_t> content);

}  // namespace auteur

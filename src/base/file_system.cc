#include "auteur/base/file_system.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>

namespace auteur {
namespace {

std::unexpected<Error> fail_errno(const std::string& doing, const Path& path, int e) {
  const std::string name = path.string();
  if (e == ENOENT) return fail(ErrorCode::kNotFound, "There is no file '" + name + "'.", {name});
  std::string what = "Cannot " + doing + " '" + name + "': ";
  if (e == ENOSPC || e == EDQUOT) what += "the disk is full. Free some space (auteur clean) and try again.";
  else if (e == EROFS) what += "the disk is read-only. Copy the film folder to a place you may write to.";
  else if (e == EACCES || e == EPERM) what += "you have no permission. Check who owns the folder.";
  else what += std::strerror(e);
  return fail(ErrorCode::kIo, what, {name});
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { if (fd_ >= 0) ::close(fd_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

class RealFileSystem final : public FileSystem {
 public:
  Result<Bytes> read(const Path& path, std::uint64_t max_bytes) override {
    Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (fd.get() < 0) return fail_errno("read", path, errno);
    struct stat st {};
    if (::fstat(fd.get(), &st) != 0) return fail_errno("read", path, errno);
    if (S_ISDIR(st.st_mode)) return fail(ErrorCode::kInvalidInput, "'" + path.string() + "' is a folder, not a file.", {path.string()});
    if (static_cast<std::uint64_t>(st.st_size) > max_bytes)
      return fail(ErrorCode::kInvalidInput, "'" + path.string() + "' is larger than can be read (" + std::to_string(max_bytes >> 20) + " MiB).", {path.string()});
    Bytes out(static_cast<std::size_t>(st.st_size));
    std::size_t done = 0;
    while (done < out.size()) {
      const ssize_t n = ::read(fd.get(), out.data() + done, out.size() - done);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return fail_errno("read", path, errno);
      if (n == 0) break;
      done += static_cast<std::size_t>(n);
    }
    out.resize(done);
    return out;
  }
  Result<FileInfo> info(const Path& path) override {
    struct stat st {};
    if (::stat(path.c_str(), &st) != 0) return fail_errno("look at", path, errno);
    return FileInfo{static_cast<std::uint64_t>(st.st_size), S_ISDIR(st.st_mode)};
  }
  Result<std::vector<std::string>> list(const Path& directory) override {
    std::error_code ec;
    std::vector<std::string> out;
    for (std::filesystem::directory_iterator it(directory, ec), end; !ec && it != end; it.increment(ec)) out.push_back(it->path().filename().string());
    if (ec) return fail_errno("list", directory, ec.value());
    std::sort(out.begin(), out.end());
    return out;
  }
  Status make_directories(const Path& path) override {
    std::error_code ec;
    std::filesystem::create_directories(path, ec);
    if (ec) return fail_errno("create the folder", path, ec.value());
    return {};
  }
  Status write_new(const Path& path, std::span<const std::uint8_t> data, int mode) override {
    Descriptor fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (fd.get() < 0) return fail_errno("write", path, errno);
    std::size_t done = 0;
    while (done < data.size()) {
      const ssize_t n = ::write(fd.get(), data.data() + done, data.size() - done);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return fail_errno("write", path, errno);
      done += static_cast<std::size_t>(n);
    }
    return {};
  }
  Status sync_path(const Path& path, int flags) {
    Descriptor fd(::open(path.c_str(), flags | O_CLOEXEC));
    if (fd.get() < 0) return fail_errno("sync", path, errno);
    if (::fsync(fd.get()) != 0) return fail_errno("sync", path, errno);
    return {};
  }
  Status sync_file(const Path& path) override { return sync_path(path, O_RDONLY); }
  Status sync_directory(const Path& path) override { return sync_path(path, O_RDONLY | O_DIRECTORY); }
  Status sync_all(const Path& path) override {
    Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (fd.get() < 0) return fail_errno("sync", path, errno);
    if (::syncfs(fd.get()) != 0) return fail_errno("sync", path, errno);
    return {};
  }
  Status rename(const Path& from, const Path& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) return fail_errno("move into place", to, errno);
    return {};
  }
  Result<bool> link(const Path& from, const Path& to) override {
    if (::link(from.c_str(), to.c_str()) == 0) return true;
    if (errno == EEXIST) return false;
    return fail_errno("link", to, errno);
  }
  Status remove(const Path& path) override {
    if (::unlink(path.c_str()) == 0) return {};
    if (errno == EISDIR && ::rmdir(path.c_str()) == 0) return {};
    return fail_errno("remove", path, errno);
  }
};

}  // namespace

std::unique_ptr<FileSystem> real_file_system() { return std::make_unique<RealFileSystem>(); }

Result<std::string> read_text(const Path& path, std::uint64_t max_bytes) {
  const Bytes b = TRY(RealFileSystem().read(path, max_bytes));
  return std::string(b.begin(), b.end());
}

Status write_atomically(const Path& path, std::span<const std::uint8_t> content) {
  static std::atomic<unsigned> counter{0};
  RealFileSystem fs;
  const Path aside = path.string() + ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
  Status s = fs.write_new(aside, content, 0644);
  if (s) s = fs.sync_file(aside);
  if (s) s = fs.rename(aside, path);
  if (!s) {
    ::unlink(aside.c_str());
    if (s.error().code == ErrorCode::kNotFound) return fail(ErrorCode::kNotFound, "There is no folder '" + path.parent_path().string() + "' to write '" + path.filename().string() + "' into. Make it first, or name another place.", {path.string()});
    return s;
  }
  return fs.sync_directory(path.has_parent_path() ? path.parent_path() : Path("."));
}
Status write_atomically(const Path& path, std::string_view content) {
  return write_atomically(path, std::span(reinterpret_cast<const std::uint8_t*>(content.data()), content.size()));
}

}  // namespace auteur

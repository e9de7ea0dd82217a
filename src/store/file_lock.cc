#include "file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace auteur {
namespace {

std::unexpected<Error> no_lock(const Path& file, int e) {
  std::string what = "Cannot lock '" + file.string() + "': ";
  if (e == EROFS) what += "the disk is read-only. Copy the film folder to a place you may write to.";
  else if (e == ENOSPC || e == EDQUOT) what += "the disk is full. Free some space and try again.";
  else if (e == EACCES || e == EPERM) what += "you have no permission. Check who owns the folder.";
  else what += std::string(std::strerror(e)) + ".";
  return fail(ErrorCode::kIo, what, {file.string()});
}

}  // namespace

Result<std::optional<FileLock>> FileLock::take(const Path& file, Kind kind, bool wait) {
  for (;;) {
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0) return no_lock(file, errno);
    FileLock lock(fd, file);
    const int mode = (kind == Kind::kShared ? LOCK_SH : LOCK_EX) | (wait ? 0 : LOCK_NB);
    int code;
    while ((code = ::flock(fd, mode)) != 0 && errno == EINTR) {}
    if (code != 0) {
      if (errno == EWOULDBLOCK) return std::optional<FileLock>();
      return no_lock(file, errno);
    }
    // The owner before us may have removed the file between our open and our lock: then we hold a name nobody sees.
    struct stat held {}, named {};
    if (::fstat(fd, &held) == 0 && ::stat(file.c_str(), &named) == 0 && held.st_ino == named.st_ino && held.st_dev == named.st_dev)
      return std::optional<FileLock>(std::move(lock));
  }
}

FileLock::FileLock(FileLock&& o) noexcept : fd_(std::exchange(o.fd_, -1)), file_(std::move(o.file_)), remove_(o.remove_) {}
FileLock& FileLock::operator=(FileLock&& o) noexcept {
  std::swap(fd_, o.fd_);
  std::swap(file_, o.file_);
  std::swap(remove_, o.remove_);
  return *this;
}
FileLock::~FileLock() {
  if (fd_ < 0) return;
  if (remove_) ::unlink(file_.c_str());
  ::close(fd_);
}

}  // namespace auteur

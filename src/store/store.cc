#include "auteur/store/store.h"

#include <openssl/evp.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fstream>

#include "store_impl.h"

namespace auteur {
namespace {

constexpr int kFormat = 1;
constexpr const char* kFolders[] = {"cas", "ac", "heads", "roots", "leases", "disputes", "tombstones", "tmp"};

std::string host_name() {
  char name[256] = {};
  ::gethostname(name, sizeof name - 1);
  std::string out;
  for (const char* c = name; *c; ++c) out += std::isalnum(static_cast<unsigned char>(*c)) ? *c : '_';
  return out.empty() ? "host" : out;
}

std::span<const std::uint8_t> as_bytes(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

Status check_format(const Bytes& content, const Path& file) {
  const std::string text(content.begin(), content.end());
  const std::string_view head = "auteur store ";
  int format = 0;
  if (text.starts_with(head)) std::from_chars(text.data() + head.size(), text.data() + text.size(), format);
  if (format > kFormat)
    return fail(ErrorCode::kUnsupported, "This film's store was written by a newer Auteur (format " + std::to_string(format) +
                                             "). Please update this Auteur, or work on a copy without the folder .auteur.", {file.string()});
  if (format < 1)
    return fail(ErrorCode::kDamaged, "The store of this film is damaged: its format file is not readable. Restore '" + file.string() +
                                         "' (one line: auteur store 1) from a copy.", {file.string()});
  return {};
}

Status create(const Path& root, FileSystem& files) {
  for (const char* folder : kFolders) TRY(files.make_directories(root / folder));
  static std::atomic<unsigned> counter{0};
  const Path staged = root / "tmp" / (host_name() + "-" + std::to_string(::getpid()) + "-format" + std::to_string(counter++));
  const auto write = [&]() -> Status {
    TRY(files.write_new(staged, as_bytes("auteur store 1\n"), 0444));
    TRY(files.sync_all(root));
    TRY(files.link(staged, root / "format"));  // another process may have been faster: the same content
    return files.sync_all(root);
  };
  const Status written = write();
  (void)files.remove(staged);
  return written;
}

}  // namespace

// --- opening

Store::Impl::Impl(Path root_folder, FileSystem& file_system)
    : root(std::move(root_folder)), files(file_system), index((root / "index.sqlite").string()),
      tmp_prefix(host_name() + "-" + std::to_string(::getpid()) + "-") {
  static std::atomic<std::uint64_t> stores{0};  // two stores of one process share tmp/
  counter = stores++ << 40;
}

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() {  // what was submitted is still made durable
  {
    std::lock_guard lock(impl_->queue_mutex);
    impl_->stopping = true;
  }
  impl_->queue_changed.notify_all();
  if (impl_->committer.joinable()) impl_->committer.join();
}

Result<std::unique_ptr<Store>> Store::open(const Path& folder, FileSystem& files) {
  const bool is_root = folder.filename() == ".auteur";
  const Path root = is_root ? folder : folder / ".auteur";
  if (!is_root) TRY(files.info(folder));
  if (const auto there = files.info(root); there && !there->directory)
    return fail(ErrorCode::kIo, "'" + root.string() + "' is a file, but Auteur keeps its store in a folder of that name. Move the file away and try again.", {root.string()});
  const Path format = root / "format";
  auto content = files.read(format, 4096);
  if (!content && content.error().code == ErrorCode::kNotFound) {
    TRY(create(root, files));
  } else {
    if (!content) return std::unexpected(content.error());
    TRY(check_format(*content, format));
    for (const char* name : kFolders)  // git does not keep empty folders; a read-only disk does not mind
      if (!files.info(root / name)) (void)files.make_directories(root / name);
  }
  std::unique_ptr<Store> store(new Store(std::make_unique<Impl>(root, files)));
  store->impl_->remove_debris();
  return store;
}

void Store::Impl::remove_debris() {
  const auto names = files.list(root / "tmp");
  if (!names) return;
  const std::string host = host_name() + "-";
  for (const std::string& name : *names) {
    if (!name.starts_with(host)) continue;
    int pid = 0;
    const char* from = name.data() + host.size();
    const auto [end, error] = std::from_chars(from, name.data() + name.size(), pid);
    if (error != std::errc() || *end != '-' || pid <= 0) continue;
    if (::kill(pid, 0) != 0 && errno == ESRCH) (void)files.remove(root / "tmp" / name);
  }
}

const Path& Store::root() const { return impl_->root; }
FileSystem& Store::files() const { return impl_->files; }
Path Store::stage_file(std::string_view extension) { return impl_->stage_path(extension); }
Path Store::blob_path(const Sha256& digest) const { return impl_->cas(digest); }
std::optional<std::string> Store::note(const std::string& key) { return impl_->index.note(key); }
void Store::set_note(const std::string& key, std::string value) { impl_->index.set_note(key, std::move(value)); }

// --- places

Path Store::Impl::shard_path(const char* folder, const Sha256& digest) const {
  const std::string hex = digest.hex();
  std::string out = root.native();
  out.reserve(out.size() + 80);
  out += '/';
  out += folder;
  out += '/';
  out.append(hex, 0, 2);
  out += '/';
  out.append(hex, 2);
  return Path(std::move(out));
}

Status Store::Impl::ensure_shard(const char* folder, const Sha256& digest) {
  auto& seen = shards[folder[0] == 'c' ? 0 : 1][digest.bytes[0]];
  if (seen) return {};
  TRY(files.make_directories(shard_path(folder, digest).parent_path()));
  seen = true;
  return {};
}

Path Store::Impl::stage_path(std::string_view extension) {
  return root / "tmp" / (tmp_prefix + std::to_string(counter++) + std::string(extension));
}

// --- blobs

bool Store::Impl::present(const Ref& ref) const {
  const auto info = files.info(cas(ref.digest));
  return info && !info->directory && info->size == ref.size;
}

Status Store::Impl::refuse_withdrawn(const Sha256& digest) const {
  if (!files.info(root / "tombstones" / digest.hex())) return {};
  return fail(ErrorCode::kRefused, "The bytes " + digest.hex().substr(0, 12) + "... were withdrawn from this film for good (see .auteur/tombstones). They cannot be used or brought back here.");
}

Result<StagedBlob> Store::Impl::stage(std::span<const std::uint8_t> bytes) {
  StagedBlob blob{ref_of(bytes), {}};
  if (present(blob.ref)) return blob;
  TRY(refuse_withdrawn(blob.ref.digest));
  blob.file = stage_path({});
  if (auto s = files.write_new(blob.file, bytes, 0444); !s) {
    (void)files.remove(blob.file);  // half of it on a full disk
    return std::unexpected(s.error());
  }
  return blob;
}

namespace {

Result<Ref> ref_of_file(const Path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(ErrorCode::kNotFound, "There is no file '" + file.string() + "'.", {file.string()});
  Sha256Stream digest;
  std::uint64_t size = 0;
  std::vector<char> buffer(1 << 20);
  while (in) {
    in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    const auto n = static_cast<std::size_t>(in.gcount());
    digest.add({reinterpret_cast<const std::uint8_t*>(buffer.data()), n});
    size += n;
  }
  if (in.bad()) return fail(ErrorCode::kIo, "Cannot read '" + file.string() + "'.", {file.string()});
  return Ref{digest.finish(), size};
}

}  // namespace

Result<StagedBlob> Store::Impl::stage_file(const Path& staged) {
  StagedBlob blob{TRY(ref_of_file(staged)), staged};
  std::error_code ignored;
  if (present(blob.ref)) {
    (void)files.remove(staged);
    blob.file.clear();
    return blob;
  }
  TRY(refuse_withdrawn(blob.ref.digest));
  std::filesystem::permissions(staged, std::filesystem::perms(0444), ignored);
  return blob;
}

Result<Ref> Store::put(std::string_view bytes) { return put(as_bytes(bytes)); }

Result<Ref> Store::put(std::span<const std::uint8_t> bytes) {
  StagedGroup group;
  group.session = TRY(begin_session());
  group.blobs.push_back(TRY(impl_->stage(bytes)));
  const Ref ref = group.blobs[0].ref;
  if (!group.blobs[0].file.empty()) TRY(impl_->submit_and_wait(std::move(group)));
  return ref;
}

Result<std::vector<Ref>> Store::put_many(const std::vector<Bytes>& blobs) {
  StagedGroup group;
  group.session = TRY(begin_session());
  std::vector<Ref> refs;
  bool any = false;
  for (const Bytes& bytes : blobs) {
    auto blob = impl_->stage(bytes);
    if (!blob) {
      impl_->discard(group);
      return std::unexpected(blob.error());
    }
    any = any || !blob->file.empty();
    refs.push_back(blob->ref);
    group.blobs.push_back(std::move(*blob));
  }
  if (any) TRY(impl_->submit_and_wait(std::move(group)));
  return refs;
}

Result<Ref> Store::put_file(const Path& source) {
  const Ref before = TRY(ref_of_file(source));
  if (impl_->present(before)) return before;
  TRY(impl_->refuse_withdrawn(before.digest));
  StagedGroup group;
  group.session = TRY(begin_session());
  const Path copy = impl_->stage_path({});
  std::error_code error;
  std::filesystem::copy_file(source, copy, error);
  if (error) {
    (void)impl_->files.remove(copy);
    return fail(ErrorCode::kIo, "Cannot copy '" + source.string() + "' into the film's store: " + error.message() + ".", {source.string()});
  }
  group.blobs.push_back(TRY(impl_->stage_file(copy)));  // digested again: somebody may be writing the source
  const Ref ref = group.blobs[0].ref;
  if (!group.blobs[0].file.empty()) TRY(impl_->submit_and_wait(std::move(group)));
  return ref;
}

std::unexpected<Error> Store::Impl::damaged(const Sha256& digest) {
  (void)files.rename(cas(digest), stage_path(".damaged"));
  return fail(ErrorCode::kDamaged, "The stored bytes " + digest.hex().substr(0, 12) + "... are damaged: the disk gave back something else than was written. They were set aside; run auteur make again to rebuild them, and check the disk.");
}

Result<Bytes> Store::Impl::verified(const Sha256& digest, std::optional<std::uint64_t> size) {
  auto bytes = files.read(cas(digest), 1ull << 36);
  const std::string name = digest.hex().substr(0, 12) + "...";
  if (!bytes && bytes.error().code == ErrorCode::kNotFound) {
    TRY(refuse_withdrawn(digest));
    return fail(ErrorCode::kNotFound, "The stored bytes " + name + " are not here (never made, or cleaned). Run auteur make to make them again.");
  }
  if (!bytes) return std::unexpected(bytes.error());
  if ((size && bytes->size() != *size) || sha256(*bytes) != digest) return damaged(digest);
  return std::move(*bytes);
}

Result<Bytes> Store::get(const Ref& ref) { return impl_->verified(ref.digest, ref.size); }

Result<std::string> Store::get_text(const Ref& ref) {
  const Bytes bytes = TRY(get(ref));
  return std::string(bytes.begin(), bytes.end());
}

Result<Path> Store::path_of(const Ref& ref) {
  if (impl_->present(ref)) return impl_->cas(ref.digest);
  TRY(impl_->refuse_withdrawn(ref.digest));
  return fail(ErrorCode::kNotFound, "The stored bytes " + ref.digest.hex().substr(0, 12) + "... are not here. Run auteur make to make them again.");
}

Result<Path> Store::verified_path_of(const Ref& ref) {
  const Path path = TRY(path_of(ref));
  if (TRY(ref_of_file(path)) == ref) return path;
  return impl_->damaged(ref.digest);
}

bool Store::has(const Ref& ref) { return impl_->present(ref); }

Result<std::vector<Sha256>> Store::verify_all(std::function<bool(double)> go_on) {
  std::vector<Sha256> bad;
  const auto folders = TRY(impl_->files.list(impl_->root / "cas"));
  for (std::size_t i = 0; i < folders.size(); ++i) {
    if (go_on && !go_on(static_cast<double>(i) / static_cast<double>(folders.size()))) return fail(ErrorCode::kCancelled, "Stopped.");
    for (const std::string& name : TRY(impl_->files.list(impl_->root / "cas" / folders[i]))) {
      const auto digest = Sha256::from_hex(folders[i] + name);
      if (!digest) continue;
      const auto bytes = impl_->verified(*digest, std::nullopt);
      if (!bytes && bytes.error().code == ErrorCode::kDamaged) bad.push_back(*digest);
    }
  }
  return bad;
}

// --- sessions and leases

Result<Store::Session> Store::begin_session() {
  std::lock_guard lock(impl_->session_mutex);
  if (impl_->sessions == 0) {
    auto taken = FileLock::take(impl_->root / "gc.lock", FileLock::Kind::kShared, false);
    if (taken && !*taken) return fail(ErrorCode::kConflict, "This film's store is being cleaned just now. Try again when that is done.");
    if (taken) impl_->session_lock = std::move(**taken);  // a read-only disk has no lock and nobody who cleans it
  }
  ++impl_->sessions;
  Session session;
  session.store_ = this;
  return session;
}

Store::Session::Session(Session&& o) noexcept : store_(std::exchange(o.store_, nullptr)) {}
Store::Session& Store::Session::operator=(Session&& o) noexcept {
  std::swap(store_, o.store_);
  return *this;
}
Store::Session::~Session() {
  if (!store_) return;
  Impl& impl = store_->impl();
  std::lock_guard lock(impl.session_mutex);
  if (--impl.sessions == 0) impl.session_lock.reset();
}

struct Store::Lease::Held {
  FileLock lock;
};
Store::Lease::Lease(Lease&&) noexcept = default;
Store::Lease& Store::Lease::operator=(Lease&&) noexcept = default;
Store::Lease::~Lease() = default;

Result<std::optional<Store::Lease>> Store::try_lease(const Sha256& action) {
  auto taken = TRY(FileLock::take(impl_->root / "leases" / action.hex(), FileLock::Kind::kExclusive, false));
  if (!taken) return std::optional<Lease>();
  taken->remove_when_freed();
  Lease lease;
  lease.held_.reset(new Lease::Held{std::move(*taken)});
  return std::optional<Lease>(std::move(lease));
}

}  // namespace auteur

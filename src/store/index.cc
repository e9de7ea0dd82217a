#include "index.h"

#include <sqlite3.h>
#include <unistd.h>

#include <cstring>

namespace auteur {
namespace {

constexpr std::size_t kFlushRows = 512;
constexpr std::size_t kCheckBytes = 8;

std::string key_of(const Sha256& digest) { return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()}; }

std::string check_of(const std::string& key, std::string_view content) {
  std::string all = std::to_string(key.size()) + ":" + key;
  all += content;
  return key_of(sha256(std::string_view(all))).substr(0, kCheckBytes);
}

template <class Number>
void append_number(std::string& out, Number n) {
  for (std::size_t i = 0; i < sizeof n; ++i) out += static_cast<char>(static_cast<unsigned char>(n >> (8 * i)));
}

template <class Number>
bool take_number(std::string_view& in, Number& n) {
  if (in.size() < sizeof n) return false;
  n = 0;
  for (std::size_t i = 0; i < sizeof n; ++i) n |= static_cast<Number>(static_cast<Number>(static_cast<unsigned char>(in[i])) << (8 * i));
  in.remove_prefix(sizeof n);
  return true;
}

std::string flat(const std::map<Port, Ref>& outputs) {
  std::string out;
  for (const auto& [port, ref] : outputs) {
    append_number(out, static_cast<std::uint32_t>(port.size()));
    out += port;
    out += key_of(ref.digest);
    append_number(out, ref.size);
  }
  return out;
}

std::optional<std::map<Port, Ref>> unflat(std::string_view in) {
  std::map<Port, Ref> out;
  while (!in.empty()) {
    std::uint32_t length = 0;
    if (!take_number(in, length) || in.size() < length + 40ull) return std::nullopt;
    Port port(in.substr(0, length));
    in.remove_prefix(length);
    Ref ref;
    std::memcpy(ref.digest.bytes.data(), in.data(), 32);
    in.remove_prefix(32);
    take_number(in, ref.size);
    out.emplace(std::move(port), ref);
  }
  return out;
}

bool is_corrupt(int code) { return (code & 0xFF) == SQLITE_CORRUPT || (code & 0xFF) == SQLITE_NOTADB; }

}  // namespace

Index::Index(std::string file) : file_(std::move(file)) {}

Index::~Index() {
  std::lock_guard lock(mutex_);
  flush_locked();
  close();
}

void Index::close() {
  sqlite3_finalize(std::exchange(select_outputs_, nullptr));
  sqlite3_finalize(std::exchange(select_note_, nullptr));
  sqlite3_close(std::exchange(db_, nullptr));
}

void Index::open() {
  if (opened_ || gave_up_) return;
  opened_ = true;
  for (int attempt = 0; attempt < 2; ++attempt) {
    int code = sqlite3_open_v2(file_.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    if (code == SQLITE_OK) {
      sqlite3_busy_timeout(db_, 300);
      code = sqlite3_exec(db_,
                          "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
                          "CREATE TABLE IF NOT EXISTS outputs(action BLOB PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;"
                          "CREATE TABLE IF NOT EXISTS notes(name BLOB PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;",
                          nullptr, nullptr, nullptr);
    }
    if (code == SQLITE_OK) code = sqlite3_prepare_v2(db_, "SELECT content FROM outputs WHERE action=?", -1, &select_outputs_, nullptr);
    if (code == SQLITE_OK) code = sqlite3_prepare_v2(db_, "SELECT content FROM notes WHERE name=?", -1, &select_note_, nullptr);
    if (code == SQLITE_OK) return;
    close();
    if (!is_corrupt(code)) break;
    for (const char* tail : {"", "-wal", "-shm"}) ::unlink((file_ + tail).c_str());
  }
  gave_up_ = true;
}

// Another process may still use the damaged file; it keeps its own (unlinked) copy, which is as good as none.
void Index::damaged() {
  close();
  for (const char* tail : {"", "-wal", "-shm"}) ::unlink((file_ + tail).c_str());
  opened_ = false;
  open();
}

std::optional<std::string> Index::find(sqlite3_stmt* select, const std::string& key) {
  if (!select) return std::nullopt;
  sqlite3_bind_blob(select, 1, key.data(), static_cast<int>(key.size()), SQLITE_STATIC);
  const int code = sqlite3_step(select);
  std::optional<std::string> out;
  if (code == SQLITE_ROW) {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(select, 0));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(select, 0));
    if (data && size >= kCheckBytes) {
      std::string content(data + kCheckBytes, size - kCheckBytes);
      if (check_of(key, content) == std::string_view(data, kCheckBytes)) out = std::move(content);
    }
  }
  sqlite3_reset(select);
  if (is_corrupt(code)) damaged();
  return out;
}

std::optional<std::map<Port, Ref>> Index::outputs(const Sha256& action) {
  std::lock_guard lock(mutex_);
  open();
  const std::string key = key_of(action);
  if (const auto it = new_outputs_.find(key); it != new_outputs_.end()) return unflat(it->second);
  const auto content = find(select_outputs_, key);
  return content ? unflat(*content) : std::nullopt;
}

void Index::set_outputs(const Sha256& action, const std::map<Port, Ref>& outputs) {
  std::lock_guard lock(mutex_);
  new_outputs_[key_of(action)] = flat(outputs);
  if (new_outputs_.size() >= kFlushRows) flush_locked();
}

std::optional<std::string> Index::note(const std::string& key) {
  std::lock_guard lock(mutex_);
  open();
  if (const auto it = new_notes_.find(key); it != new_notes_.end()) return it->second;
  return find(select_note_, key);
}

void Index::set_note(const std::string& key, std::string value) {
  std::lock_guard lock(mutex_);
  new_notes_[key] = std::move(value);
  if (new_notes_.size() >= kFlushRows) flush_locked();
}

void Index::flush() {
  std::lock_guard lock(mutex_);
  flush_locked();
}

bool Index::write(const char* sql, const Rows& rows) {
  sqlite3_stmt* insert = nullptr;
  int code = sqlite3_prepare_v2(db_, sql, -1, &insert, nullptr);
  for (const auto& [key, content] : rows) {
    if (code != SQLITE_OK) break;
    const std::string row = check_of(key, content) + content;
    sqlite3_bind_blob(insert, 1, key.data(), static_cast<int>(key.size()), SQLITE_STATIC);
    sqlite3_bind_blob(insert, 2, row.data(), static_cast<int>(row.size()), SQLITE_STATIC);
    code = sqlite3_step(insert) == SQLITE_DONE ? SQLITE_OK : sqlite3_errcode(db_);
    sqlite3_reset(insert);
  }
  sqlite3_finalize(insert);
  return code == SQLITE_OK;
}

void Index::flush_locked() {
  if (new_outputs_.empty() && new_notes_.empty()) return;
  open();
  if (gave_up_) return;  // kept in memory
  int code = sqlite3_exec(db_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
  if (code == SQLITE_OK) {
    const bool good = write("INSERT OR REPLACE INTO outputs VALUES(?,?)", new_outputs_) && write("INSERT OR REPLACE INTO notes VALUES(?,?)", new_notes_);
    code = good ? SQLITE_OK : sqlite3_errcode(db_);
    const int ended = sqlite3_exec(db_, good ? "COMMIT" : "ROLLBACK", nullptr, nullptr, nullptr);
    if (code == SQLITE_OK) code = ended;
    if (code == SQLITE_OK) {
      new_outputs_.clear();
      new_notes_.clear();
      return;
    }
  }
  if (is_corrupt(code)) damaged();
  // Busy or a full disk: try again at the next flush, but do not grow without bound.
  if (new_outputs_.size() > 100 * kFlushRows) new_outputs_.clear();
  if (new_notes_.size() > 100 * kFlushRows) new_notes_.clear();
}

}  // namespace auteur

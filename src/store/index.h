// The disposable memo of a store: outputs of outcomes, and notes. A SQLite file, so that a film of 20,000 results opens
// without reading 40,000 small files. Every row carries a check over its key and content, because the file is written
// without syncs and may be anything after a power cut; a row that does not check is a miss, a file that does not open is
// deleted and made anew. It may be deleted at any time, by anyone.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "auteur/store/types.h"

struct sqlite3;
struct sqlite3_stmt;

namespace auteur {

// Thread-safe. Never fails: without a usable file it remembers for the life of the object only.
class Index {
 public:
  explicit Index(std::string file);
  ~Index();
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  std::optional<std::map<Port, Ref>> outputs(const Sha256& action);
  void set_outputs(const Sha256& action, const std::map<Port, Ref>& outputs);
  std::optional<std::string> note(const std::string& key);
  void set_note(const std::string& key, std::string value);
  void flush();  // what was set is seen by other processes from here on

 private:
  using Rows = std::map<std::string, std::string>;
  void open();
  void close();
  void damaged();
  std::optional<std::string> find(sqlite3_stmt* select, const std::string& key);
  bool write(const char* sql, const Rows& rows);
  void flush_locked();

  std::mutex mutex_;
  std::string file_;
  sqlite3* db_ = nullptr;
  sqlite3_stmt* select_outputs_ = nullptr;
  sqlite3_stmt* select_note_ = nullptr;
  Rows new_outputs_, new_notes_;  // not written yet
  bool opened_ = false, gave_up_ = false;
};

}  // namespace auteur

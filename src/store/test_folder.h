// For tests: a folder of one's own that goes away, and small words for building actions.
#pragma once

#include <stdlib.h>
#include <unistd.h>

#include <string>

#include "auteur/store/store.h"

namespace auteur {

class TestFolder {
 public:
  TestFolder() {
    // In memory where there is such a place: a barrier waits for all that others write to the disk.
    const Path place = ::access("/dev/shm", W_OK) == 0 ? Path("/dev/shm") : std::filesystem::temp_directory_path();
    std::string name = (place / "auteur-test-XXXXXX").string();
    AUTEUR_CHECK(::mkdtemp(name.data()));
    path_ = name;
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  const Path& path() const { return path_; }

 private:
  Path path_;
};

inline Bytes bytes_of(std::string_view text) { return Bytes(text.begin(), text.end()); }

inline Action action_named(const std::string& name, std::uint32_t take = 1) {
  Action a;
  a.pass = "test.pass";
  a.impl = ref_of("impl");
  a.params = Json{{"name", name}};
  a.take = take;
  return a;
}

inline std::map<Port, Payload> output(std::string_view text) {
  std::map<Port, Payload> out;
  out.emplace("out", bytes_of(text));
  return out;
}

}  // namespace auteur

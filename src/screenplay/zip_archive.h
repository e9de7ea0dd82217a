// A small zip archive in memory, read within bounds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auteur/base/result.h"

struct zip;

namespace auteur::screenplay {

class ZipArchive {
 public:
  // `bytes` must outlive the archive. Errors: kInvalidInput.
  static Result<ZipArchive> open(std::string_view bytes, const std::string& file);
  ~ZipArchive();
  ZipArchive(ZipArchive&& other) noexcept;
  ZipArchive(const ZipArchive&) = delete;

  const std::vector<std::string>& names() const { return names_; }
  // Index of the first member for which `wanted` holds, hidden ones of other systems aside; -1 when there is none.
  template <class F>
  int find(F wanted) const {
    for (std::size_t i = 0; i < names_.size(); ++i)
      if (!names_[i].starts_with("__MACOSX/") && !names_[i].ends_with("/") && wanted(std::string_view(names_[i]))) return static_cast<int>(i);
    return -1;
  }
  // Errors: kInvalidInput for what is too large, packed beyond belief, damaged or locked by a password.
  Result<std::string> read(int index) const;

 private:
  ZipArchive() = default;
  std::string file_;
  struct zip* zip_ = nullptr;
  std::vector<std::string> names_;
};

}  // namespace auteur::screenplay

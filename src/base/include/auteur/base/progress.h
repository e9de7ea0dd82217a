// Progress and cancellation, handed down to everything that takes time.
#pragma once

#include <atomic>
#include <string_view>

namespace auteur {

// Thread-safe. `cancelled` is polled at least every 100 ms by long work, which then returns kCancelled.
class Progress {
 public:
  virtual ~Progress() = default;
  virtual void advance(double fraction_done, std::string_view what = {}) { (void)fraction_done; (void)what; }
  virtual bool cancelled() const { return false; }
};

}  // namespace auteur

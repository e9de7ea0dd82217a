// What passes share within one process: unpacked sets, built puppets, lit stages. Everything here can be made again
// from a pass's inputs; it only saves doing so for every shot.
#pragma once

#include <condition_variable>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "auteur/puppets/puppet.h"
#include "auteur/render/renderer.h"
#include "auteur/world/set.h"

namespace auteur::production {

// Least-recently-used cache; two threads that want the same thing at once make it once. Thread-safe.
template <class T>
class Shelf {
 public:
  explicit Shelf(std::size_t capacity) : capacity_(capacity) {}

  template <class Make>
  Result<std::shared_ptr<const T>> get(const std::string& key, Make make) {
    std::unique_lock lock(mutex_);
    for (;;) {
      if (const auto it = items_.find(key); it != items_.end()) {
        order_.splice(order_.begin(), order_, it->second.second);
        return it->second.first;
      }
      if (!making_.contains(key)) break;
      changed_.wait(lock);
    }
    making_.emplace(key, 0);
    lock.unlock();
    Result<std::shared_ptr<const T>> made = make();
    lock.lock();
    making_.erase(key);
    if (made) {
      order_.push_front(key);
      items_.emplace(key, std::pair{*made, order_.begin()});
      while (items_.size() > capacity_) {
        items_.erase(order_.back());
        order_.pop_back();
      }
    }
    changed_.notify_all();
    return made;
  }

  // As in a new process; what is in use stays alive.
  void clear() {
    const std::lock_guard lock(mutex_);
    items_.clear();
    order_.clear();
  }

 private:
  std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::pair<std::shared_ptr<const T>, std::list<std::string>::iterator>> items_;
  std::list<std::string> order_;
  std::map<std::string, int> making_;
};

struct Workshop {
  Shelf<world::Set> sets{6};
  Shelf<puppets::Puppet> puppets{24};
  Shelf<render::Stage> stages{3};

  void forget() { sets.clear(), puppets.clear(), stages.clear(); }
};

}  // namespace auteur::production

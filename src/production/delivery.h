// What is delivered into a film's out folder: each file once, and only when it is another one than lies there.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/file_system.h"
#include "auteur/graph/resolve.h"
#include "auteur/store/store.h"

namespace auteur::production {

class Delivery {
 public:
  Delivery(Store& store, Resolver& resolver, const Path& folder) : store_(store), resolver_(resolver), folder_(folder) {}

  // Copies the blob at a node's port to out/name, unless it is there already.
  Status file(const NodeId& node, const Port& port, const std::string& name);
  Status blob(const Ref& ref, const std::string& name);
  Status text(const std::string& name, const std::string& content);
  // A shot's drawings as SHOT/SHOT.0001.exr; what an earlier, longer version of the shot left there goes.
  Status drawings(const NodeId& node, const std::string& shot, const std::string& into);

  std::vector<Path> files;

 private:
  Store& store_;
  Resolver& resolver_;
  Path folder_;
};

// The JSON at a node's port. Errors: those of Resolver::output() and of the store.
Result<Json> read_output(Store& store, Resolver& resolver, const NodeId& node, const Port& port);

}  // namespace auteur::production

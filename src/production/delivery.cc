#include "delivery.h"

#include <fmt/format.h>

#include <set>

namespace auteur::production {

Status Delivery::file(const NodeId& node, const Port& port, const std::string& name) {
  const Ref ref = TRY(resolver_.output(node, port));
  return blob(ref, name);
}

Status Delivery::blob(const Ref& ref, const std::string& name) {
  const Path target = folder_ / name;
  files.push_back(target);
  const std::string key = "delivered " + target.string();
  std::error_code ec;
  const auto size = std::filesystem::file_size(target, ec);
  const auto time = ec ? 0 : std::filesystem::last_write_time(target, ec).time_since_epoch().count();
  const std::string is = fmt::format("{} {}", ref.digest.hex(), time);
  if (!ec && size == ref.size && store_.note(key) == is) return {};
  const Path aside = target.parent_path() / ("." + target.filename().string() + ".part");
  const Path from = TRY(store_.verified_path_of(ref));
  std::filesystem::create_directories(target.parent_path(), ec);
  std::filesystem::remove(aside, ec);
  std::filesystem::copy_file(from, aside, ec);
  if (!ec) std::filesystem::permissions(aside, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write | std::filesystem::perms::group_read | std::filesystem::perms::others_read, ec);
  if (!ec) std::filesystem::rename(aside, target, ec);
  if (ec) {
    std::error_code ignored;
    std::filesystem::remove(aside, ignored);
    return fail(ErrorCode::kIo, fmt::format("The film is made, but '{}' cannot be written: {}. Make the folder writable or free some space, then run make again; nothing will be redone.", target.string(), ec.message()));
  }
  store_.set_note(key, fmt::format("{} {}", ref.digest.hex(), std::filesystem::last_write_time(target, ec).time_since_epoch().count()));
  return {};
}

Status Delivery::text(const std::string& name, const std::string& content) {
  const Path target = folder_ / name;
  files.push_back(target);
  const auto old = read_text(target);
  if (old && *old == content) return {};
  auto s = write_atomically(target, content);
  if (!s) return fail_because(s.error(), fmt::format("The film is made, but '{}' cannot be written.", target.string()));
  return {};
}

Status Delivery::drawings(const NodeId& node, const std::string& shot, const std::string& into) {
  const auto* ready = std::get_if<Ready>(&resolver_.state(node));
  if (!ready) return fail(ErrorCode::kNotFound, fmt::format("'{}' has not been made.", node));
  std::set<std::string> now;
  for (const auto& [port, ref] : std::map(ready->outputs)) {
    const std::string name = shot + "." + port.substr(port.find('/') + 1) + ".exr";
    now.insert(name);
    TRY(file(node, port, into + "/" + shot + "/" + name));
  }
  std::error_code ec;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / into / shot, ec))
    if (const std::string name = entry.path().filename().string(); name.starts_with(shot + ".") && name.ends_with(".exr") && !now.contains(name)) std::filesystem::remove(entry.path(), ec);
  return {};
}

Result<Json> read_output(Store& store, Resolver& resolver, const NodeId& node, const Port& port) {
  const Ref ref = TRY(resolver.output(node, port));
  const std::string text = TRY(store.get_text(ref));
  return parse_json(text, node);
}

}  // namespace auteur::production

#include "zip_archive.h"

#include <zip.h>

#include <utility>

namespace auteur::screenplay {
namespace {

constexpr std::size_t kMaxBytes = 32u << 20;
constexpr zip_int64_t kMaxMembers = 1'000;
constexpr zip_uint64_t kMaxRatio = 200, kSmall = 1u << 20;  // below a MiB the ratio of a text may be anything

std::unexpected<Error> refuse(std::string message, const std::string& file) { return fail(ErrorCode::kInvalidInput, std::move(message), {file}); }

}  // namespace

Result<ZipArchive> ZipArchive::open(std::string_view bytes, const std::string& file) {
  if (bytes.size() > kMaxBytes) return refuse("This archive has " + std::to_string(bytes.size() >> 20) + " MiB; a screenplay's has at most 32. It is probably another file.", file);
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
  if (!zip) {
    const std::string why = zip_error_strerror(&error);
    if (source) zip_source_free(source);
    zip_error_fini(&error);
    return refuse("This is no readable zip archive (" + why + "). It was probably cut short on its way here; save or copy it again.", file);
  }
  zip_error_fini(&error);
  ZipArchive out;
  out.zip_ = zip;
  out.file_ = file;
  const auto count = zip_get_num_entries(zip, 0);
  if (count > kMaxMembers) return refuse("This archive has " + std::to_string(count) + " members; a screenplay's has a few. It is another kind of file.", file);
  for (zip_int64_t i = 0; i < count; ++i) {
    const char* name = zip_get_name(zip, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
    out.names_.emplace_back(name ? name : "");
  }
  return out;
}

ZipArchive::ZipArchive(ZipArchive&& other) noexcept : file_(std::move(other.file_)), zip_(std::exchange(other.zip_, nullptr)), names_(std::move(other.names_)) {}

ZipArchive::~ZipArchive() {
  if (zip_) zip_discard(zip_);
}

Result<std::string> ZipArchive::read(int index) const {
  const auto& name = names_[static_cast<std::size_t>(index)];
  zip_stat_t stat;
  if (zip_stat_index(zip_, static_cast<zip_uint64_t>(index), 0, &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0)
    return refuse("The member " + name + " of this archive cannot be read. Save the script again in the program that made it.", file_);
  if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE)
    return refuse("This script is locked with a password. Save it without one.", file_);
  if (stat.size > kMaxBytes) return refuse("The script in this archive unpacks to " + std::to_string(stat.size >> 20) + " MiB; a screenplay has at most 32. It is not read.", file_);
  if (stat.size > kSmall && (stat.valid & ZIP_STAT_COMP_SIZE) != 0 && stat.comp_size < stat.size / kMaxRatio)
    return refuse("The script in this archive unpacks to over " + std::to_string(kMaxRatio) + " times its size, as no screenplay does. It is not read.", file_);
  zip_file_t* member = zip_fopen_index(zip_, static_cast<zip_uint64_t>(index), 0);
  if (!member) return refuse("The member " + name + " of this archive cannot be unpacked. Save the script again in the program that made it.", file_);
  // What the directory says may be a lie: no more than it says is unpacked.
  std::string out(stat.size, '\0');
  zip_uint64_t have = 0;
  while (have < stat.size) {
    const auto n = zip_fread(member, out.data() + have, stat.size - have);
    if (n <= 0) break;
    have += static_cast<zip_uint64_t>(n);
  }
  char one;
  const bool more = have == stat.size && zip_fread(member, &one, 1) != 0;  // reading the end checks the sum as well
  zip_fclose(member);
  if (have != stat.size || more) return refuse("The member " + name + " of this archive is damaged. Save or copy the script again.", file_);
  return out;
}

}  // namespace auteur::screenplay

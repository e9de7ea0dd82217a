// Faces from pictures alone.
//
//   enrolled   5 angles x 4 lights x 3 expressions in an empty grey room
//   asked      shots in ten places by day, dusk and night: any angle up to 50 degrees, any face, others behind
//
// The crops are kept in the output folder, so that naming them again takes seconds.
#include "identity_bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "auteur/media/media.h"
#include "identity_faces.h"

namespace auteur::production {
namespace {

constexpr std::size_t kFaceBytes = static_cast<std::size_t>(kFaceSide) * kFaceSide * 3, kRecord = 12 + kFaceBytes;

Status keep(const std::vector<FaceShot>& shots, const Path& file) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(shots.size() * kRecord);
  for (const FaceShot& s : shots) {
    for (const std::uint32_t n : {s.who, s.place, s.light})
      for (int k = 0; k < 4; ++k) bytes.push_back(static_cast<std::uint8_t>(n >> (8 * k)));
    bytes.insert(bytes.end(), s.face.begin(), s.face.end());
  }
  return write_atomically(file, bytes);
}

Result<std::vector<FaceShot>> kept(const Path& file) {
  const Bytes bytes = TRY(real_file_system()->read(file));
  std::vector<FaceShot> out;
  for (std::size_t at = 0; at + kRecord <= bytes.size(); at += kRecord) {
    const auto number = [&](std::size_t from) {
      std::uint32_t n = 0;
      for (std::size_t k = 0; k < 4; ++k) n |= static_cast<std::uint32_t>(static_cast<std::uint8_t>(bytes[from + k])) << (8 * k);
      return n;
    };
    FaceShot s{number(at), number(at + 4), number(at + 8), Face(kFaceBytes)};
    std::memcpy(s.face.data(), bytes.data() + at + 12, kFaceBytes);
    out.push_back(std::move(s));
  }
  return out;
}

Status write_sheet(const std::vector<const Face*>& faces, int across, const Path& file) {
  if (faces.empty()) return {};
  const int down = (static_cast<int>(faces.size()) + across - 1) / across;
  media::Picture sheet{across * kFaceSide, down * kFaceSide, std::vector<std::uint8_t>(static_cast<std::size_t>(across * down) * kFaceBytes, 90)};
  for (std::size_t f = 0; f < faces.size(); ++f)
    for (int y = 0; y < kFaceSide; ++y)
      for (int x = 0; x < kFaceSide; ++x)
        for (int k = 0; k < 3; ++k)
          if (const auto v = (*faces[f])[static_cast<std::size_t>(3 * (y * kFaceSide + x) + k)]; v > 0)
            sheet.rgb[static_cast<std::size_t>(3 * (((static_cast<int>(f) / across) * kFaceSide + y) * sheet.width + static_cast<int>(f) % across * kFaceSide + x) + k)] = v;
  return write_atomically(file, media::write_png(sheet));
}

}  // namespace

Status measure_identity(const IdentityBench& bench) {
  std::filesystem::create_directories(bench.out);
  const auto cast = company(bench.people, bench.seed);
  if (bench.line_up) return line_up(cast, bench.out / "line-up.png");
  std::vector<FaceShot> known, asked;
  if (bench.again) {
    known = TRY(kept(bench.out / "enrolled.faces"));
    asked = TRY(kept(bench.out / "asked.faces"));
  } else {
    TRY(enrol(cast, bench, [&](FaceShot s) -> Status { known.push_back(std::move(s)); return {}; }));
    TRY(keep(known, bench.out / "enrolled.faces"));
    TRY(shoot(cast, bench, [&](FaceShot s) -> Status { asked.push_back(std::move(s)); return {}; }));
    TRY(keep(asked, bench.out / "asked.faces"));
  }
  std::vector<const Face*> sheet;
  for (const FaceShot& s : known) sheet.push_back(&s.face);
  TRY(write_sheet(sheet, 60, bench.out / "enrolled.png"));
  return {};
}

}  // namespace auteur::production

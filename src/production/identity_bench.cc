// Faces from pictures alone.
//
//   enrolled   5 angles x 6 lights x 2 expressions in an empty grey room
//   asked      shots in ten places by day, dusk and night: any angle up to 50 degrees, any face, others behind
//
// The crops are kept in the output folder, a file an angle or place: a run that was stopped goes on, and naming them again
// takes seconds. After a change of the people or the renderer the folder is emptied first.
#include "identity_bench.h"

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "auteur/media/media.h"
#include "identity_classifier.h"

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

Status report(const std::vector<world::Identity>& cast, const std::vector<FaceShot>& known, const std::vector<FaceShot>& asked, const Path& out) {
  const FaceClassifier classifier(known);
  std::vector<std::pair<int, int>> by_place(place_names().size(), {0, 0}), by_person(cast.size(), {0, 0});
  std::map<std::pair<std::size_t, std::size_t>, int> mixed;
  std::vector<const Face*> mistaken, shown, enrolled;
  std::vector<FaceClassifier::Answer> answers(asked.size());
  tbb::parallel_for(std::size_t{0}, asked.size(), [&](std::size_t i) { answers[i] = classifier.name(asked[i].face); });
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const bool right = answers[i].who == asked[i].who;
    ++by_place[asked[i].place].first, by_place[asked[i].place].second += right;
    ++by_person[asked[i].who].first, by_person[asked[i].who].second += right;
    if (right) continue;
    ++mixed[{asked[i].who, answers[i].who}];
    mistaken.push_back(&asked[i].face);
    mistaken.push_back(&known[answers[i].nearest].face);
  }
  int all = 0, good = 0;
  fmt::print("{:28} {:>6} {:>8}\n", "", "faces", "right");
  for (std::size_t p = 0; p < by_place.size(); ++p) {
    fmt::print("{:28} {:6} {:7.1f}%\n", place_names()[p], by_place[p].first, 100.0 * by_place[p].second / std::max(1, by_place[p].first));
    all += by_place[p].first, good += by_place[p].second;
  }
  fmt::print("{:28} {:6} {:7.2f}%\n", fmt::format("{} people", cast.size()), all, 100.0 * good / std::max(1, all));
  double nearest = 1e9;
  for (std::size_t i = 0; i < cast.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) nearest = std::min(nearest, world::identity_distance(cast[i], cast[j]));
  fmt::print("the nearest two of the cast are {:.2f} apart (floor {:.2f})\n", nearest, world::kLikenessFloor);
  for (std::size_t p = 0; p < by_person.size(); ++p)
    if (by_person[p].second * 100 < by_person[p].first * 96) fmt::print("{}: {} of {} right\n", cast[p].id, by_person[p].second, by_person[p].first);
  std::vector<std::pair<int, std::pair<std::size_t, std::size_t>>> worst;
  for (const auto& [pair, n] : mixed) worst.emplace_back(n, pair);
  std::sort(worst.rbegin(), worst.rend());
  for (std::size_t i = 0; i < std::min<std::size_t>(12, worst.size()); ++i) {
    const auto& [who, other] = worst[i].second;
    fmt::print("{} taken for {}: {} times (identity distance {:.2f})\n", cast[who].id, cast[other].id, worst[i].first, world::identity_distance(cast[who], cast[other]));
  }
  for (const FaceShot& s : known) enrolled.push_back(&s.face);
  for (std::size_t who = 0; who < cast.size(); ++who)
    for (const FaceShot& s : asked)
      if (s.who == who) shown.push_back(&s.face);
  TRY(write_sheet(enrolled, 60, out / "enrolled.png"));
  TRY(write_sheet(shown, 30, out / "shots.png"));
  return write_sheet(mistaken, 12, out / "mistaken.png");
}

}  // namespace

Status measure_identity(const IdentityBench& bench) {
  std::filesystem::create_directories(bench.out);
  const auto cast = company(bench.people, bench.seed);
  if (bench.line_up) return line_up(cast, bench.out / "line-up.png");
  std::vector<FaceShot> known, asked;
  const auto part = [&](const std::string& name, std::vector<FaceShot>& all, const auto& draw_part) -> Status {
    const Path file = bench.out / fmt::format("{}-{}-{}-{}.faces", name, bench.people, bench.shots, bench.seed);
    std::vector<FaceShot> shots;
    if (std::filesystem::exists(file)) {
      shots = TRY(kept(file));
    } else if (!bench.kept_only) {
      TRY(draw_part([&](FaceShot s) -> Status {
        shots.push_back(std::move(s));
        return {};
      }));
      TRY(keep(shots, file));
    }
    all.insert(all.end(), std::make_move_iterator(shots.begin()), std::make_move_iterator(shots.end()));
    return {};
  };
  const auto players = bench.kept_only ? std::vector<Player>() : players_of(cast);
  for (std::size_t angle = 0; angle < kAngles; ++angle) TRY(part(fmt::format("enrolled-{}", angle), known, [&](const Take& take) { return enrol(players, angle, bench, take); }));
  for (std::size_t place = 0; place < place_names().size(); ++place) TRY(part(fmt::format("asked-{}", place), asked, [&](const Take& take) { return shoot(players, place, bench, take); }));
  return report(cast, known, asked, bench.out);
}

}  // namespace auteur::production

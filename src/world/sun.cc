#include "auteur/world/sun.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <numbers>

namespace auteur::world {
namespace {

std::optional<std::chrono::year_month_day> read(const std::string& date) {
  if (date.size() != 10 || date[4] != '-' || date[7] != '-') return std::nullopt;
  for (const std::size_t i : {0u, 1u, 2u, 3u, 5u, 6u, 8u, 9u})
    if (date[i] < '0' || date[i] > '9') return std::nullopt;
  const std::chrono::year_month_day d{std::chrono::year(std::atoi(date.substr(0, 4).c_str())), std::chrono::month(static_cast<unsigned>(std::atoi(date.substr(5, 2).c_str()))), std::chrono::day(static_cast<unsigned>(std::atoi(date.substr(8, 2).c_str())))};
  if (!d.ok()) return std::nullopt;
  return d;
}

}  // namespace

SunPosition sun_position(Degrees latitude, int day, double hour) {
  constexpr double kRad = std::numbers::pi / 180;
  const double declination = 23.45 * std::sin(kRad * 360.0 * (284 + day) / 365.0) * kRad;
  const double phi = std::clamp(latitude.value, -89.9, 89.9) * kRad, h = (hour - 12) * 15 * kRad;
  const double sine = std::sin(phi) * std::sin(declination) + std::cos(phi) * std::cos(declination) * std::cos(h);
  // Components of the direction to the sun: east and north.
  const double east = -std::cos(declination) * std::sin(h);
  const double north = std::cos(phi) * std::sin(declination) - std::sin(phi) * std::cos(declination) * std::cos(h);
  double azimuth = std::atan2(east, north) / kRad;
  if (azimuth < 0) azimuth += 360;
  return {Degrees(azimuth), Degrees(std::asin(std::clamp(sine, -1.0, 1.0)) / kRad)};
}

Result<int> day_of_year(const std::string& date) {
  const auto d = read(date);
  if (!d) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is no date. Write it as 2024-06-21: year, month, day.", date));
  return static_cast<int>((std::chrono::sys_days(*d) - std::chrono::sys_days(d->year() / 1 / 1)).count()) + 1;
}

std::string date_after(const std::string& date, int days) {
  const auto d = read(date);
  if (!d) return date;
  const std::chrono::year_month_day n{std::chrono::sys_days(*d) + std::chrono::days(days)};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(n.year()), static_cast<unsigned>(n.month()), static_cast<unsigned>(n.day()));
}

int days_between(const std::string& from, const std::string& to) {
  const auto a = read(from), b = read(to);
  return a && b ? static_cast<int>((std::chrono::sys_days(*b) - std::chrono::sys_days(*a)).count()) : 0;
}

}  // namespace auteur::world

// Quantities as types: a bare double never says whether it means seconds or metres.
#pragma once

#include <compare>

namespace auteur {

template <class Tag>
struct Quantity {
  double value = 0;

  constexpr Quantity() = default;
  constexpr explicit Quantity(double v) : value(v) {}
  constexpr auto operator<=>(const Quantity&) const = default;
  constexpr Quantity operator+(Quantity o) const { return Quantity(value + o.value); }
  constexpr Quantity operator-(Quantity o) const { return Quantity(value - o.value); }
  constexpr Quantity operator-() const { return Quantity(-value); }
  constexpr Quantity operator*(double s) const { return Quantity(value * s); }
  constexpr Quantity operator/(double s) const { return Quantity(value / s); }
  constexpr double operator/(Quantity o) const { return value / o.value; }
  constexpr Quantity& operator+=(Quantity o) { value += o.value; return *this; }
  constexpr Quantity& operator-=(Quantity o) { value -= o.value; return *this; }
};
template <class Tag>
constexpr Quantity<Tag> operator*(double s, Quantity<Tag> q) { return q * s; }

using Seconds = Quantity<struct SecondsTag>;
using Metres = Quantity<struct MetresTag>;
using Millimetres = Quantity<struct MillimetresTag>;
using Degrees = Quantity<struct DegreesTag>;
using Decibels = Quantity<struct DecibelsTag>;

}  // namespace auteur

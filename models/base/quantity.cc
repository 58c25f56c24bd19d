#include "models/base/quantity.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/base/error.h"

namespace darkline {
namespace {

constexpr std::array<Unit, 58> kUnits = {{
    {"s", Dimension::time, 1.0},
    {"ms", Dimension::time, 1e-3},
    {"min", Dimension::time, 60.0},
    {"h", Dimension::time, 3600.0},
    {"d", Dimension::time, 86400.0},
    {"y", Dimension::time, 365.0 * 86400.0},
    {"m", Dimension::length, 1.0},
    {"mm", Dimension::length, 1e-3},
    {"cm", Dimension::length, 1e-2},
    {"km", Dimension::length, 1e3},
    {"m/s", Dimension::speed, 1.0},
    {"mm/s", Dimension::speed, 1e-3},
    {"kg", Dimension::mass, 1.0},
    {"g", Dimension::mass, 1e-3},
    {"t", Dimension::mass, 1e3},
    {"N", Dimension::force, 1.0},
    {"kN", Dimension::force, 1e3},
    {"J", Dimension::energy, 1.0},
    {"kJ", Dimension::energy, 1e3},
    {"MJ", Dimension::energy, 1e6},
    {"Wh", Dimension::energy, 3.6e3},
    {"kWh", Dimension::energy, 3.6e6},
    {"MWh", Dimension::energy, 3.6e9},
    {"W", Dimension::power, 1.0},
    {"kW", Dimension::power, 1e3},
    {"MW", Dimension::power, 1e6},
    {"USD", Dimension::money, 1.0},
    {"kUSD", Dimension::money, 1e3},
    {"MUSD", Dimension::money, 1e6},
    {"%", Dimension::percent, 1e-2},
    {"permille", Dimension::percent, 1e-3},
    {"ppm", Dimension::percent, 1e-6},
    {"1/h", Dimension::per_hour, 1.0},
    {"/h", Dimension::per_hour, 1.0},
    {"JPH", Dimension::per_hour, 1.0},
    {"1/min", Dimension::per_hour, 60.0},
    {"1/d", Dimension::per_hour, 1.0 / 24.0},
    {"USD/kWh", Dimension::energy_price, 1.0},
    {"USD/MWh", Dimension::energy_price, 1e-3},
    {"USD/h", Dimension::wage, 1.0},
    {"kUSD/h", Dimension::wage, 1e3},
    {"USD/kg", Dimension::money_per_mass, 1.0},
    {"USD/t", Dimension::money_per_mass, 1e-3},
    {"%/y", Dimension::per_year, 1e-2},
    {"1/y", Dimension::per_year, 1.0},
    // Spellings that people use.
    {"sec", Dimension::time, 1.0},
    {"hours", Dimension::time, 3600.0},
    {"hour", Dimension::time, 3600.0},
    {"minutes", Dimension::time, 60.0},
    {"days", Dimension::time, 86400.0},
    {"day", Dimension::time, 86400.0},
    {"years", Dimension::time, 365.0 * 86400.0},
    {"year", Dimension::time, 365.0 * 86400.0},
    {"seconds", Dimension::time, 1.0},
    {"percent", Dimension::percent, 1e-2},
    {"metres", Dimension::length, 1.0},
    {"$", Dimension::money, 1.0},
    {"k$", Dimension::money, 1e3},
}};

struct DimensionText {
  Dimension dimension;
  std::string_view name;
  std::string_view base_unit;
  std::string_view example;
};

constexpr std::array<DimensionText, 15> kDimensions = {{
    {Dimension::none, "a number", "", "3"},
    {Dimension::time, "a time", "s", "51 s"},
    {Dimension::length, "a length", "m", "40 mm"},
    {Dimension::speed, "a speed", "m/s", "0.3 m/s"},
    {Dimension::mass, "a mass", "kg", "110 kg"},
    {Dimension::force, "a force", "N", "3.2 kN"},
    {Dimension::energy, "an energy", "J", "9 kJ"},
    {Dimension::power, "a power", "W", "450 W"},
    {Dimension::money, "an amount of money", "USD", "40 kUSD"},
    {Dimension::percent, "a share", "%", "27.5 %"},
    {Dimension::per_hour, "a rate per hour", "1/h", "60 1/h"},
    {Dimension::energy_price, "a price of energy", "USD/kWh", "0.088 USD/kWh"},
    {Dimension::wage, "a price per hour", "USD/h", "8 USD/h"},
    {Dimension::money_per_mass, "a price per mass", "USD/kg", "0.75 USD/kg"},
    {Dimension::per_year, "a share per year", "%/y", "10 %/y"},
}};

const DimensionText& text_of(Dimension dimension) {
  const auto* found = std::find_if(kDimensions.begin(), kDimensions.end(),
                                   [&](const auto& each) { return each.dimension == dimension; });
  DARKLINE_CHECK(found != kDimensions.end(), "a dimension without a row in kDimensions");
  return *found;
}

const Unit* find_unit(std::string_view text) {
  const auto* found = std::find_if(kUnits.begin(), kUnits.end(),
                                   [&](const Unit& each) { return each.text == text; });
  return found == kUnits.end() ? nullptr : found;
}

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

// k where the unit is 10^k base units; nothing for the others, such as the minute.
std::optional<int> power_of_ten(const Unit& unit) {
  constexpr std::array<std::pair<double, int>, 6> kPowers = {
      {{1e-6, -6}, {1e-3, -3}, {1e-2, -2}, {1.0, 0}, {1e3, 3}, {1e6, 6}}};
  for (const auto& [power, k] : kPowers) {
    if (unit.in_base_units == power) return k;
  }
  return std::nullopt;
}

// The exponent behind `e` in a text that from_chars has taken, such as "1.5e-3"; 0 without one.
int exponent_of(std::string_view number) {
  const std::size_t e = number.find_first_of("eE");
  if (e == std::string_view::npos) return 0;
  std::string_view digits = number.substr(e + 1);
  if (digits.front() == '+') digits.remove_prefix(1);
  constexpr int kBeyondDoubles = 100'000'000;
  int exponent = digits.front() == '-' ? -kBeyondDoubles : kBeyondDoubles;  // unless int holds it
  std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  return std::clamp(exponent, -kBeyondDoubles, kBeyondDoubles);
}

// `number`, a text that from_chars has taken, times 10^k, rounded once; NaN beyond all doubles.
double times_power_of_ten(std::string_view number, int k) {
  const std::string shifted =
      fmt::format("{}e{}", number.substr(0, number.find_first_of("eE")), exponent_of(number) + k);
  double value = 0.0;
  const auto error = std::from_chars(shifted.data(), shifted.data() + shifted.size(), value).ec;
  return error == std::errc{} ? value : std::numeric_limits<double>::quiet_NaN();
}

// 0.d d d ... times 10^exponent as fmt would lay it out: plain from 1e-4 to 1e16.
std::string laid_out(std::string_view digits, int exponent) {
  const auto size = static_cast<int>(digits.size());
  if (exponent < -3 || exponent > 16) {
    const std::string_view rest = digits.substr(1);
    return fmt::format("{}{}{}e{:+03}", digits[0], rest.empty() ? "" : ".", rest, exponent - 1);
  }
  const auto zeros = [](int n) { return std::string(static_cast<std::size_t>(n), '0'); };
  if (exponent <= 0) return fmt::format("0.{}{}", zeros(-exponent), digits);
  if (exponent >= size) return fmt::format("{}{}", digits, zeros(exponent - size));
  const auto point = static_cast<std::size_t>(exponent);
  return fmt::format("{}.{}", digits.substr(0, point), digits.substr(point));
}

// `value` / 10^k in the fewest digits that give `value` back when the shift is undone.
std::string decimal_over_power_of_ten(double value, int k) {
  std::array<char, 40> buffer{};
  const auto done = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(value),
                                  std::chars_format::scientific);
  const std::string shortest(buffer.data(), done.ptr);
  std::string digits = shortest.substr(0, shortest.find('e'));
  std::erase(digits, '.');
  return (std::signbit(value) ? "-" : "") + laid_out(digits, exponent_of(shortest) + 1 - k);
}

// The text of fewest digits among the numbers whose product with the unit is `value`; empty if
// there is none. Rounding makes up to two neighbours give one product.
std::string number_in_unit(double value, const Unit& unit) {
  double number = value / unit.in_base_units;
  for (int i = 0; i < 2; ++i) number = std::nextafter(number, -HUGE_VAL);
  std::string best;
  for (int i = 0; i < 5; ++i, number = std::nextafter(number, HUGE_VAL)) {
    if (number * unit.in_base_units != value) continue;
    std::string text = fmt::format("{}", number);
    if (best.empty() || text.size() < best.size()) best = std::move(text);
  }
  return best;
}

[[noreturn]] void refuse(std::string_view text, Dimension dimension,
                         std::vector<std::string> candidates, std::string mend = {}) {
  const DimensionText& wanted = text_of(dimension);
  constexpr std::size_t kMostShown = 80;
  std::string shown(text.substr(0, kMostShown));
  if (text.size() > kMostShown) shown += "...";
  throw InputError(
      {.found = fmt::format("\"{}\"", shown),
       .wanted = dimension == Dimension::none
                     ? std::string("a number without a unit, such as 3")
                     : fmt::format("{} with its unit, such as \"{}\"", wanted.name, wanted.example),
       .candidates = std::move(candidates),
       .mend = std::move(mend)});
}

}  // namespace

std::string_view name_of(Dimension dimension) {
  return text_of(dimension).name;
}

std::string_view base_unit_of(Dimension dimension) {
  return text_of(dimension).base_unit;
}

std::vector<std::string> units_of(Dimension dimension) {
  std::vector<std::string> names;
  for (const Unit& unit : kUnits) {
    if (unit.dimension == dimension) names.emplace_back(unit.text);
  }
  return names;
}

double parse_quantity(std::string_view text, Dimension dimension) {
  const std::string_view body = trimmed(text);
  double number = 0.0;
  const std::string_view digits = body.substr(!body.empty() && body[0] == '+' ? 1 : 0);
  if (digits.size() != body.size() && digits.substr(0, 1) == "-") refuse(text, dimension, {});
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  // beyond all doubles it may yet be one in its unit: "1e310 ppm"
  const bool beyond = error == std::errc::result_out_of_range;
  const bool readable = beyond || (error == std::errc{} && std::isfinite(number));
  if (!readable || (beyond && dimension == Dimension::none)) refuse(text, dimension, {});
  if (beyond) number = std::numeric_limits<double>::quiet_NaN();
  const std::string_view unit_text =
      trimmed(digits.substr(static_cast<std::size_t>(end - digits.data())));

  if (dimension == Dimension::none) {
    if (!unit_text.empty()) refuse(text, dimension, {}, "leave the unit out");
    return number;
  }
  if (unit_text.empty()) {
    refuse(text, dimension, {fmt::format("\"{} {}\"", body, base_unit_of(dimension))},
           "write the unit: a bare number is refused");
  }
  const Unit* unit = find_unit(unit_text);
  if (unit == nullptr) {
    std::vector<std::string> near = nearest_names(unit_text, units_of(dimension));
    if (near.empty()) near = units_of(dimension);
    refuse(text, dimension, std::move(near));
  }
  if (unit->dimension != dimension) {
    refuse(text, dimension, {},
           fmt::format("\"{}\" is {}; the units of {} are {}", unit_text, name_of(unit->dimension),
                       name_of(dimension), fmt::join(units_of(dimension), ", ")));
  }
  const std::optional<int> k = power_of_ten(*unit);
  const std::string_view number_text(digits.data(), static_cast<std::size_t>(end - digits.data()));
  const double value = k ? times_power_of_ten(number_text, *k) : number * unit->in_base_units;
  if (!std::isfinite(value)) refuse(text, dimension, {});
  return value;
}

std::string format_quantity(double value, Dimension dimension, std::string_view preferred_unit) {
  if (dimension == Dimension::none) return fmt::format("{}", value);
  const std::string_view wanted = preferred_unit.empty() ? base_unit_of(dimension) : preferred_unit;
  const Unit* unit = find_unit(wanted);
  DARKLINE_CHECK(unit != nullptr && unit->dimension == dimension,
                 fmt::format("unit \"{}\" for {}", wanted, name_of(dimension)));
  if (!std::isfinite(value) || value == 0.0) return fmt::format("{} {}", value, wanted);
  if (const std::optional<int> k = power_of_ten(*unit)) {
    return fmt::format("{} {}", decimal_over_power_of_ten(value, *k), wanted);
  }
  const std::string number = number_in_unit(value, *unit);
  if (number.empty()) return format_quantity(value, dimension);
  return fmt::format("{} {}", number, wanted);
}

}  // namespace darkline

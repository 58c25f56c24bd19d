// Quantities as text: "51 s", "210 kg", "40 kUSD", "12.5 %", "60 1/h".
//
// In files every number that has a dimension carries its unit; a bare number or a unit of another
// dimension is refused. In code a quantity is a double in the dimension's base unit, and its name
// ends in that unit (_s, _m, _kg, _n, _j, _w, _usd, _per_h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace darkline {

// What a number measures; behind each the base unit that values are held in.
enum class Dimension {
  none,            // a pure number: no unit may be written
  time,            // s
  length,          // m
  speed,           // m/s
  mass,            // kg
  force,           // N
  energy,          // J
  power,           // W
  money,           // USD
  percent,         // a share, 1 = 100 %
  per_hour,        // 1/h
  energy_price,    // USD/kWh
  wage,            // USD/h
  money_per_mass,  // USD/kg
  per_year,        // 1/y, a share of a value a year: "10 %/y" = 0.10
};

struct Unit {
  std::string_view text;
  Dimension dimension;
  double in_base_units;
};

// "a time", "a mass": for messages.
std::string_view name_of(Dimension dimension);

// The unit that values of a dimension are held in: "s", "kg"; empty for pure numbers.
std::string_view base_unit_of(Dimension dimension);

// Every unit of a dimension, the base unit among them.
std::vector<std::string> units_of(Dimension dimension);

// The value of `text` in the dimension's base unit. The number may be written as in C (no
// hexadecimal, no infinity); white space between number and unit is optional. Units that are
// powers of ten shift the decimal point before the number is rounded: "27.5 %" is the double
// nearest to 0.275.
// @throws InputError with `place` and `key` set by the caller left empty: found, wanted,
//   candidates only. Readers add the place with `at`.
double parse_quantity(std::string_view text, Dimension dimension);

// The text of fewest digits that parses back to the same bits, in the base unit or, for
// `preferred_unit`, in that unit: "51 s". Where no number of the preferred unit gives the value (a
// time may be no double times 3600), the text is in the base unit.
std::string format_quantity(double value, Dimension dimension,
                            std::string_view preferred_unit = {});

}  // namespace darkline

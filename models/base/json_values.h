// Strict readings of JSON values, for sources only: the library takes true, 3.7 and 1e30 for whole
// numbers and lets one walk over a number as if it were a list. All throw std::invalid_argument
// or the library's own exceptions; readers turn them into InputError with the file's name.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

namespace darkline::internal {

using Json = nlohmann::ordered_json;

inline double finite_number(const Json& json) {
  const auto value = json.get<double>();
  if (!std::isfinite(value)) throw std::invalid_argument("a number that is not finite");
  return value;
}

inline double number_from_zero(const Json& json) {
  const double value = finite_number(json);
  if (value < 0.0) throw std::invalid_argument("a negative number where none is possible");
  return value;
}

// A whole number from 0 to the largest int.
inline int count_from(const Json& json) {
  if (!json.is_number_integer()) throw std::invalid_argument("a count that is no whole number");
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<int>::max());
  if (!json.is_number_unsigned() || json.get<std::uint64_t>() > kMost) {
    throw std::invalid_argument("a count out of range");
  }
  return json.get<int>();
}

inline const Json& list_from(const Json& json) {
  if (!json.is_array()) throw std::invalid_argument("something else where a list is due");
  return json;
}

inline const Json& list_from(const Json& json, std::size_t size) {
  if (list_from(json).size() != size) {
    throw std::invalid_argument("a list that has not " + std::to_string(size) + " values");
  }
  return json;
}

}  // namespace darkline::internal

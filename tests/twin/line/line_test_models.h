// Lines, draw sources and oracles that several tests of the line share.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "models/base/address.h"
#include "twin/line/draws.h"
#include "twin/line/line_model.h"

namespace darkline::line_test {

// Stations in a row with constant cycles; (n - 1) buffers. No stops, unlimited technicians.
inline LineModel serial_line(const std::vector<std::int64_t>& cycle_ms,
                             const std::vector<std::int64_t>& places) {
  LineModel model;
  for (std::size_t k = 0; k < cycle_ms.size(); ++k) {
    LineStation station;
    station.address = station_address("line", static_cast<int>(k) + 1);
    station.entity = stream_entity(station.address);
    station.cycle_ms = {{cycle_ms[k]}};
    model.stations.push_back(station);
    if (k > 0) model.links.push_back({k - 1, k, places[k - 1]});
  }
  model.variant_share = {1.0};
  model.exit = cycle_ms.size() - 1;
  model.horizon_ms = 1'000'000'000;
  return model;
}

// The hash stream of the published golden results (it is not Philox).
inline std::uint64_t hash_mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}
inline std::uint64_t hash_word(std::uint64_t s, std::uint64_t a, std::uint64_t b) {
  return hash_mix(hash_mix((s << 32) + a) + b);
}
inline double hash_exponential(std::uint64_t s, std::uint64_t a, std::uint64_t b, double mean) {
  const double u = static_cast<double>((hash_word(s, a, b) >> 11) + 1) * 0x1.0p-53;
  return -std::log(u) * mean;
}

// Cycles by any function of (station, job).
template <class Function>
class CyclesBy : public CycleSource {
 public:
  explicit CyclesBy(Function f) : f_(f) {}
  std::int64_t cycle_ms(std::size_t station, std::int64_t job) override { return f_(station, job); }

 private:
  Function f_;
};

}  // namespace darkline::line_test

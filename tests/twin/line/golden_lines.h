// The lines whose results were published with their random stream, for every engine.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "tests/twin/line/line_test_models.h"

namespace darkline::line_test {

// Ticks to the unit of time of W1 and W2.
inline constexpr double kGoldenTicks = 1e9;

// W1: exponential service of mean 1, drawn by job and station.
inline std::int64_t w1_cycle(std::size_t k, std::int64_t job) {
  const double service = hash_exponential(1, static_cast<std::uint64_t>(job), k, 1.0);
  return std::max<std::int64_t>(1, std::llround(kGoldenTicks * service));
}

// W1 and W2: a hundred stations, two places between neighbours.
inline LineModel hundred_stations(std::int64_t cycle) {
  return serial_line(std::vector<std::int64_t>(100, cycle), std::vector<std::int64_t>(99, 2));
}

// W3: four feeders of 20 stations, an assembly station, a main line of 56.
inline LineModel welding_line(bool limited_crew) {
  LineModel model;
  for (std::int64_t k = 0; k < 137; ++k) {
    LineStation station;
    station.address = station_address("w3", static_cast<int>(k) + 1);
    station.entity = stream_entity(station.address);
    station.cycle_ms = {{50'000 + 37 * k * k % 3'000}};
    station.periodic = {{30, 12'000}};
    StopClass stop;
    stop.name = "stop";
    stop.mtbf_ms = 28.8e6;
    stop.mttr_ms = 480e3;
    stop.law = RepairLaw::exponential;
    station.stops = {stop};
    model.stations.push_back(station);
  }
  for (std::size_t k = 0; k < 136; ++k) {
    const bool feeder = k < 80;
    const std::size_t index = feeder ? k % 20 : k;
    const bool last = feeder && index == 19;
    model.links.push_back({k, last ? 80 : k + 1, last ? 8 : index % 5 == 4 ? 4 : 0});
  }
  model.variant_share = {1.0};
  model.exit = 136;
  model.horizon_ms = 100'000'000'000;
  if (limited_crew) {
    const std::int64_t hour = 3'600'000;
    model.technicians.resize(6);
    for (std::size_t i = 0; i < 3; ++i) {
      model.technicians[i].from_ms_of_day = 6 * hour;
      model.technicians[i].to_ms_of_day = 22 * hour;
    }
  }
  return model;
}

// Stops of the hash stream, exponential with these means.
class GoldenStops : public StopSource {
 public:
  GoldenStops(std::uint64_t stream, double mean_work, double mean_repair)
      : stream_(stream), mean_work_(mean_work), mean_repair_(mean_repair) {}
  StopDraw stop(std::size_t k, std::size_t, std::uint32_t n) override {
    return {1 + static_cast<std::int64_t>(hash_exponential(stream_, k, 2 * n, mean_work_)),
            1 + static_cast<std::int64_t>(hash_exponential(stream_, k, 2 * n + 1, mean_repair_))};
  }

 private:
  std::uint64_t stream_;
  double mean_work_, mean_repair_;
};

// W3's for a seed.
inline GoldenStops welding_stops(std::uint64_t seed) {
  return {seed + 1000, 28.8e6, 480e3};
}

}  // namespace darkline::line_test

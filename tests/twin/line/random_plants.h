// Lines by chance, for properties that hold for all of them.
#pragma once

#include <cstdint>
#include <vector>

#include "models/base/random_stream.h"
#include "tests/twin/line/line_test_models.h"

namespace darkline::line_test {

// A row of 2 to 10 stations with one or two side feeders, 1 to 4 technicians, one or two classes of
// stops. Coarse: cycles of a few ticks, so that many things fall into one tick.
inline LineModel random_plant(RandomStream dice, bool coarse) {
  std::uint32_t n = 0;
  const auto roll = [&](std::int64_t low, std::int64_t high) {
    const auto span = static_cast<std::uint64_t>(high - low + 1);
    return low + static_cast<std::int64_t>(dice.words(n++)[0] % span);
  };
  const std::int64_t unit = coarse ? 1 : 10'000;
  const auto row = static_cast<std::size_t>(roll(2, 10));
  std::vector<std::int64_t> cycles;
  std::vector<std::int64_t> places;
  for (std::size_t k = 0; k < row; ++k) cycles.push_back(roll(2 * unit, 6 * unit));
  for (std::size_t k = 1; k < row; ++k) places.push_back(roll(0, 3));
  LineModel model = serial_line(cycles, places);
  for (std::int64_t feeders = roll(0, 2); feeders > 0; --feeders) {
    LineStation feeder = model.stations[0];
    feeder.address = station_address("feeder", static_cast<int>(feeders));
    feeder.entity = stream_entity(feeder.address);
    feeder.cycle_ms = {{roll(2 * unit, 6 * unit)}};
    model.stations.push_back(feeder);
    const auto joins_at = static_cast<std::size_t>(roll(1, static_cast<std::int64_t>(row) - 1));
    model.links.push_back({model.stations.size() - 1, joins_at, roll(0, 3)});
  }
  for (LineStation& station : model.stations) {
    for (std::uint32_t c = static_cast<std::uint32_t>(roll(1, 2)); c-- > 0;) {
      station.stops.push_back({"stop", c, static_cast<double>(roll(10 * unit, 60 * unit)),
                               static_cast<double>(roll(1 * unit, 8 * unit)), 1.0,
                               RepairLaw::exponential});
    }
  }
  model.technicians.resize(static_cast<std::size_t>(roll(0, 4)));
  return model;
}

}  // namespace darkline::line_test

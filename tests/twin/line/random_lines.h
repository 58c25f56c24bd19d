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

// Builds lines of blocks in a row: stations, splits that meet again, assemblies, rework loops and
// loops of carriers, with all that a station can have.
class RandomLine {
 public:
  struct Blocks {
    bool assemblies = true;   // joins and carriers: several parts a body
    bool closed_time = true;  // calendars and stops by the calendar
  };
  RandomLine(RandomStream dice, const Blocks& blocks) : dice_(dice), blocks_(blocks) {
    model_.variant_share = {0.6, 0.4};
    model_.horizon_ms = kNeverMs;
    model_.calendars = {{"shift", 400, {{0, 150}, {170, 300}}}};
    std::size_t last = add_station();
    if (roll(0, 3) == 0) model_.stations[last].supply = Supply{law(), roll(1, 3), roll(0, 9)};
    for (std::int64_t n = roll(1, 5); n > 0; --n) last = add_block(last);
    model_.exit = last;
    if (roll(0, 3) == 0) {
      model_.stations[last].dispatch = Dispatch{law(), roll(1, 3), roll(0, 9), roll(1, 3)};
    }
    model_.technicians.resize(static_cast<std::size_t>(roll(0, 2)));
    if (!model_.technicians.empty()) model_.technicians[0].skills = 3;
    for (std::size_t t = 1; t < model_.technicians.size(); ++t) model_.technicians[t].skills = 1;
  }

  LineModel model_;
  bool has_loop_ = false;  // that a source presses into: it may come to a standstill

 private:
  std::int64_t roll(std::int64_t low, std::int64_t high) {
    const auto span = static_cast<std::uint64_t>(high - low + 1);
    return low + static_cast<std::int64_t>(dice_.words(n_++)[0] % span);
  }
  bool chance() { return roll(0, 3) == 0; }

  TimeLaw law() {
    TimeLaw law;
    law.kind = static_cast<LawKind>(roll(0, 8));
    law.mean_ms = static_cast<double>(roll(5, 40));
    law.cv = 0.7;
    law.shape = static_cast<double>(roll(1, 3));
    law.low_ms = 3.0;
    law.mode_ms = 10.0;
    law.high_ms = 30.0;
    law.samples_ms = {2.0, 9.0, 20.0};
    return law;
  }

  std::size_t add_station() {
    LineStation s;
    s.address = station_address("line", static_cast<int>(model_.stations.size()) + 1);
    s.entity = stream_entity(s.address);
    s.cycle_ms = {{roll(2, 9)}, {roll(2, 9), roll(2, 9)}};
    s.machines = chance() ? roll(2, 3) : 1;
    if (chance()) s.periodic = {{roll(2, 9), roll(1, 20)}};
    if (chance()) s.maintenance = {{"a", roll(3, 9), 0, roll(1, 9)}, {"b", 0, roll(50, 200), 5}};
    if (chance()) s.changeover_ms = {{0, roll(1, 5)}, {roll(1, 5), 0}};
    if (chance()) s.energy = EnergySaving{roll(1, 5), roll(0, 2), roll(5, 20), roll(0, 9)};
    if (chance()) s.walk_ms = roll(0, 20);
    if (blocks_.closed_time && chance()) s.calendar = 0;
    if (chance()) s.inspection = Inspection{0.1, 0.05, kNoLink, roll(0, 2)};
    for (std::uint32_t c = 0; c < 2 && chance(); ++c) {
      StopClass stop{"stop",
                     c,
                     static_cast<double>(roll(30, 300)),
                     static_cast<double>(roll(1, 20)),
                     1.0,
                     RepairLaw::exponential};
      stop.skill = c;
      if (blocks_.closed_time && chance()) stop.clock = StopsBy::calendar;
      s.stops.push_back(stop);
    }
    model_.stations.push_back(s);
    return model_.stations.size() - 1;
  }

  std::size_t add_link(std::size_t from, std::size_t to, std::int64_t least_places = 0) {
    LineLink link{from, to, roll(least_places, 3)};
    if (link.places > 0 && chance()) link.travel_ms = roll(1, 30);
    model_.links.push_back(link);
    return model_.links.size() - 1;
  }

  std::size_t add_block(std::size_t last) {
    switch (roll(0, blocks_.assemblies ? 4 : 2)) {
      case 1:
        return add_split(last);
      case 2:
        return add_rework(last);
      case 3:
        return add_assembly(last);
      case 4:
        return add_carriers(last);
      default: {
        const std::size_t next = add_station();
        add_link(last, next);
        return next;
      }
    }
  }

  std::size_t add_split(std::size_t last) {
    const std::size_t a = add_station();
    const std::size_t b = add_station();
    const std::size_t meet = add_station();
    model_.links[add_link(last, a)].share = 0.3;
    model_.links.back().variants = {0};
    model_.links[add_link(last, b)].share = 0.7;
    model_.links.back().variants = {1};
    add_link(a, meet);
    add_link(b, meet);
    model_.stations[last].route = static_cast<RouteRule>(roll(1, 5));
    model_.stations[meet].join = JoinRule::merge;
    return meet;
  }

  std::size_t add_rework(std::size_t last) {
    const std::size_t begin = add_station();
    const std::size_t check = add_station();
    add_link(last, begin);
    add_link(begin, check);
    model_.stations[begin].join = JoinRule::merge;
    Inspection inspection{0.2, 0.05, add_link(check, begin, 1), roll(1, 3)};
    model_.stations[check].inspection = inspection;
    has_loop_ = true;
    return check;
  }

  std::size_t add_assembly(std::size_t last) {
    const std::size_t feeder = add_station();
    const std::size_t meet = add_station();
    add_link(last, meet);
    add_link(feeder, meet);
    model_.stations[meet].join = chance() ? JoinRule::all_together : JoinRule::each_in_its_place;
    if (model_.stations[meet].join == JoinRule::each_in_its_place) {
      model_.stations[meet].machines = 1;
    }
    return meet;
  }

  // A body goes on a carrier, and at its end the carrier goes back.
  std::size_t add_carriers(std::size_t last) {
    const std::size_t on = add_station();
    const std::size_t off = add_station();
    const std::size_t next = add_station();
    add_link(last, on);
    add_link(on, off);
    add_link(off, next, 1);
    model_.stations[on].machines = 1;
    for (const std::size_t k : {on, off}) model_.stations[k].inspection.reset();  // no carrier lost
    const std::size_t back = add_link(off, on, 1);
    model_.links[back].initial_parts = model_.links[back].places;
    return next;
  }

  RandomStream dice_;
  Blocks blocks_;
  std::uint32_t n_ = 0;
};

}  // namespace darkline::line_test

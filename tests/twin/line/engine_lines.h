// Random lines on which the engines are compared, and what they are compared by.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "models/base/address.h"
#include "models/base/random_stream.h"
#include "twin/line/line_model.h"
#include "twin/line/replications.h"

namespace darkline::line_test {

// Uniform integers of [low, high], in the order asked for.
class LineDice {
 public:
  explicit LineDice(std::uint32_t seed)
      : stream_(seed, 0, stream_entity("dice"), DrawPurpose::rework) {}
  std::int64_t operator()(std::int64_t low, std::int64_t high) {
    const auto word = stream_.words(n_++)[0];
    return low + static_cast<std::int64_t>(word % static_cast<std::uint64_t>(high - low + 1));
  }

 private:
  RandomStream stream_;
  std::uint32_t n_ = 0;
};

// What random_line() may make use of.
struct LineKinds {
  bool coarse = false;  // few ticks per job, so that ties are common
  bool crews = true;
  bool together = false;  // joins whose parts enter together
  bool warm_up = true;
};

inline void add_random_stops(LineStation& station, LineDice& dice, bool coarse) {
  const std::int64_t classes = dice(0, 3);
  for (std::int64_t c = 0; c < classes; ++c) {
    StopClass stop;
    stop.name = "stop" + std::to_string(c);
    stop.number = static_cast<std::uint32_t>(c);
    stop.mtbf_ms = static_cast<double>(coarse ? dice(10, 60) : dice(5, 400) * 60'000);
    stop.mttr_ms = static_cast<double>(coarse ? dice(1, 8) : dice(1, 60) * 60'000);
    stop.law = dice(0, 1) == 0 ? RepairLaw::exponential : RepairLaw::lognormal;
    stop.cv = 0.5 * static_cast<double>(dice(0, 3));
    station.stops.push_back(stop);
  }
}

inline std::size_t add_random_station(LineModel& model, LineDice& dice, bool coarse) {
  LineStation station;
  station.address = station_address("random", static_cast<int>(model.stations.size()) + 1);
  station.entity = stream_entity(station.address);
  for (std::size_t v = 0; v < model.variant_share.size(); ++v) {
    std::vector<std::int64_t> samples(static_cast<std::size_t>(dice(1, 4)));
    for (std::int64_t& ms : samples) ms = coarse ? dice(2, 6) : dice(20'000, 60'000);
    station.cycle_ms.push_back(samples);
  }
  if (dice(0, 3) == 0) station.pace_ms = coarse ? 4 : 40'000;
  for (std::int64_t i = dice(0, 2); i > 0; --i) {
    station.periodic.push_back({dice(3, 40), coarse ? dice(1, 5) : dice(1'000, 30'000)});
  }
  add_random_stops(station, dice, coarse);
  model.stations.push_back(station);
  return model.stations.size() - 1;
}

inline void add_random_crew(LineModel& model, LineDice& dice, bool coarse) {
  const std::int64_t hour = 3'600'000;
  for (std::int64_t i = dice(1, 5); i > 0; --i) {
    Technician one;
    if (!coarse && dice(0, 1) == 0) one = {6 * hour, 22 * hour};
    model.technicians.push_back(one);
  }
  model.staffed_ms_of_day = coarse ? dice(0, 2) * kDayMs / 2 : dice(6, 24) * hour;
  model.dark_repair_factor = 0.5 * static_cast<double>(dice(1, 5));
}

// One to four feeders of unequal length, joined by a main line.
inline LineModel random_line(LineDice& dice, const LineKinds& kinds) {
  LineModel model;
  model.variant_share = {1.0};
  if (dice(0, 1) == 1) model.variant_share = {0.25, 0.5, 0.25};
  const auto link = [&](std::size_t from, std::size_t to) {
    model.links.push_back({from, to, dice(0, 6)});
  };
  std::vector<std::size_t> ends;
  for (std::int64_t f = dice(1, 4); f > 0; --f) {
    std::size_t last = add_random_station(model, dice, kinds.coarse);
    for (std::int64_t i = dice(0, 11); i > 0; --i) {
      const std::size_t k = add_random_station(model, dice, kinds.coarse);
      link(last, k);
      last = k;
    }
    ends.push_back(last);
  }
  std::size_t last = add_random_station(model, dice, kinds.coarse);
  if (kinds.together) model.stations[last].join = JoinRule::all_together;
  for (const std::size_t end : ends) link(end, last);
  for (std::int64_t i = dice(0, 19); i > 0; --i) {
    const std::size_t k = add_random_station(model, dice, kinds.coarse);
    link(last, k);
    last = k;
  }
  model.exit = last;
  if (kinds.crews) add_random_crew(model, dice, kinds.coarse);
  const std::int64_t jobs = dice(200, 1500);
  model.horizon_ms = jobs * (kinds.coarse ? 6 : 70'000);
  if (kinds.warm_up) model.warm_up_ms = dice(0, 1) * dice(1, model.horizon_ms / 2);
  return model;
}

inline std::string text_of(const ReplicationResult& r) {
  std::string text = "parts " + std::to_string(r.parts_out) + ", before " +
                     std::to_string(r.warm_up_parts_out) + ", wip " + std::to_string(r.wip);
  for (const auto& s : r.stations) {
    text += "\n" + std::to_string(s.jobs) + " jobs, " + std::to_string(s.repairs) + " repairs, w " +
            std::to_string(s.times.working_ms) + " b " + std::to_string(s.times.blocked_ms) +
            " s " + std::to_string(s.times.starved_ms) + " d " + std::to_string(s.times.down_ms) +
            " t " + std::to_string(s.times.waiting_ms);
  }
  return text;
}

// To the last bit.
inline bool same_result(const ReplicationResult& a, const ReplicationResult& b) {
  const auto same_station = [](const auto& x, const auto& y) {
    return x.jobs == y.jobs && x.repairs == y.repairs && x.times.working_ms == y.times.working_ms &&
           x.times.blocked_ms == y.times.blocked_ms && x.times.starved_ms == y.times.starved_ms &&
           x.times.down_ms == y.times.down_ms && x.times.waiting_ms == y.times.waiting_ms &&
           x.times.occupied_ms == y.times.occupied_ms;
  };
  return a.parts_out == b.parts_out && a.warm_up_parts_out == b.warm_up_parts_out &&
         a.wip == b.wip && a.link_level == b.link_level &&
         std::equal(a.stations.begin(), a.stations.end(), b.stations.begin(), b.stations.end(),
                    same_station);
}

// What engines that follow each body tell beside.
inline bool same_bodies(const ReplicationResult& a, const ReplicationResult& b) {
  const auto same_entry = [](const LeadTimes& x, const LeadTimes& y) {
    return x.entry == y.entry && x.bodies == y.bodies && x.mean_ms == y.mean_ms &&
           x.quantile_ms == y.quantile_ms;
  };
  return a.parts_by_interval == b.parts_by_interval &&
         std::equal(a.lead_times.begin(), a.lead_times.end(), b.lead_times.begin(),
                    b.lead_times.end(), same_entry);
}

}  // namespace darkline::line_test

#include "twin/line/line_counts.h"

namespace darkline {

ReplicationResult measured_between(const LineModel& model, const LineCounts& at_warm_up,
                                   const LineCounts& at_horizon) {
  ReplicationResult result;
  const auto window = static_cast<double>(model.window_ms());
  for (std::size_t k = 0; k < at_horizon.stations.size(); ++k) {
    const ReplicationResult::Station& before = at_warm_up.stations[k];
    const ReplicationResult::Station& after = at_horizon.stations[k];
    StationTimes times = difference_of(after.times, before.times);
    times.occupied_ms = model.window_ms() - times.starved_ms;  // one machine
    result.stations.push_back({times, after.jobs - before.jobs, after.repairs - before.repairs});
    result.wip += static_cast<double>(times.occupied_ms) / window;
  }
  for (std::size_t l = 0; l < model.links.size(); ++l) {
    const std::uint64_t integral = at_horizon.level_integral[l] - at_warm_up.level_integral[l];
    result.link_level.push_back(static_cast<double>(integral) / window);
    result.wip += result.link_level.back();
  }
  result.parts_out = result.stations[model.exit].jobs;
  result.warm_up_parts_out = at_warm_up.stations[model.exit].jobs;
  return result;
}

}  // namespace darkline

#include "twin/line/line_counts.h"

namespace darkline {
namespace {

// The integral of a link's level from 0 to `at_ms`, modulo 2^64.
std::uint64_t level_integral(const StationCounts& from, const StationCounts& to,
                             std::int64_t at_ms) {
  const auto on_link = static_cast<std::uint64_t>(from.jobs - to.started);
  return on_link * static_cast<std::uint64_t>(at_ms) - from.departed_sum + to.started_sum;
}

}  // namespace

ReplicationResult measured_between(const LineModel& model,
                                   const std::vector<StationCounts>& at_warm_up,
                                   const std::vector<StationCounts>& at_horizon) {
  ReplicationResult result;
  const auto window = static_cast<double>(model.window_ms());
  for (std::size_t k = 0; k < at_horizon.size(); ++k) {
    const StationTimes times = at_horizon[k].times - at_warm_up[k].times;
    result.stations.push_back({times, at_horizon[k].jobs - at_warm_up[k].jobs,
                               at_horizon[k].repairs - at_warm_up[k].repairs});
    result.wip += static_cast<double>(model.window_ms() - times.starved_ms) / window;
  }
  for (const LineLink& link : model.links) {
    const std::uint64_t integral =
        level_integral(at_horizon[link.from], at_horizon[link.to], model.horizon_ms) -
        level_integral(at_warm_up[link.from], at_warm_up[link.to], model.warm_up_ms);
    result.link_level.push_back(static_cast<double>(integral) / window);
    result.wip += result.link_level.back();
  }
  result.parts_out = result.stations[model.exit].jobs;
  result.warm_up_parts_out = at_warm_up[model.exit].jobs;
  return result;
}

}  // namespace darkline

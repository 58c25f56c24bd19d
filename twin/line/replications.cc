#include "twin/line/replications.h"

#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/parallel.h"
#include "twin/line/flow_engine.h"

namespace darkline {

ReplicationResult simulate(const LineModel& model, std::uint64_t seed, std::uint32_t replication) {
  return simulate(model, seed, replication, LineEngine::Options{});
}

ReplicationResult simulate(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
                           const LineEngine::Options& options) {
  LeadTimeWatch lead_times(model);
  LineEngine::Options watched = options;
  if (watched.observer == nullptr) watched.observer = &lead_times;
  LineEngine engine(model, seed, replication, watched);
  const std::size_t n = model.stations.size();
  std::vector<ReplicationResult::Station> before(n);
  std::vector<std::uint64_t> level_before(model.links.size());

  engine.run_until(LineDuration{model.warm_up_ms});
  for (std::size_t k = 0; k < n; ++k) {
    before[k] = {engine.times(k), engine.jobs_done(k), engine.repairs(k)};
  }
  for (std::size_t l = 0; l < level_before.size(); ++l) level_before[l] = engine.level_integral(l);

  ReplicationResult result;
  engine.run_until(LineDuration{model.horizon_ms});
  lead_times.tell(result);
  const auto window = static_cast<double>(model.window_ms());
  for (std::size_t k = 0; k < n; ++k) {
    const StationTimes times = difference_of(engine.times(k), before[k].times);
    result.stations.push_back(
        {times, engine.jobs_done(k) - before[k].jobs, engine.repairs(k) - before[k].repairs});
    result.wip += static_cast<double>(times.occupied_ms) / window;
  }
  for (std::size_t l = 0; l < level_before.size(); ++l) {
    const std::uint64_t integral = engine.level_integral(l) - level_before[l];
    result.link_level.push_back(static_cast<double>(integral) / window);
    if (!model.links[l].carriers) result.wip += result.link_level.back();
  }
  result.parts_out = result.stations[model.exit].jobs;
  result.warm_up_parts_out = before[model.exit].jobs;
  return result;
}

ReplicationResult simulate(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
                           LineEngineKind engine) {
  if (engine == LineEngineKind::event) return simulate(model, seed, replication);
  LeadTimeWatch lead_times(model);
  FlowEngine flow(model, seed, replication, {.observer = &lead_times});
  flow.run();
  ReplicationResult result = flow.result();
  lead_times.tell(result);
  return result;
}

LineResult run_replications(const LineModel& model, std::uint64_t seed, int n, int jobs,
                            const ReplicationProgress& progress, std::stop_token stop,
                            EngineRequest engine) {
  DARKLINE_CHECK(n >= 1, fmt::format("{} replications", n));
  LineResult result;
  result.engine = engine_for(model, engine);
  result.seed = seed;
  result.window_ms = model.window_ms();
  add_replications(result, model, n, jobs, progress, std::move(stop));
  return result;
}

void add_replications(LineResult& result, const LineModel& model, int n, int jobs,
                      const ReplicationProgress& progress, std::stop_token stop) {
  DARKLINE_CHECK(result.window_ms == model.window_ms(), "another window");
  const std::size_t first = result.replications.size();
  if (static_cast<std::size_t>(n) <= first) return;
  result.replications.resize(static_cast<std::size_t>(n));
  std::mutex mutex;
  auto done = static_cast<int>(first);
  in_parallel(
      result.replications.size() - first, jobs, [] { return 0; },
      [&](int, std::size_t i) {
        const std::size_t r = first + i;
        if (!stop.stop_requested()) {
          result.replications[r] =
              simulate(model, result.seed, static_cast<std::uint32_t>(r), result.engine.engine);
        }
        const std::lock_guard lock(mutex);
        if (stop.stop_requested()) {
          throw Interrupted(
              fmt::format("stopped after {} of {} replications of the line: run the same command "
                          "again",
                          done, n));
        }
        ++done;
        if (progress) progress(done, n);
      });
}

}  // namespace darkline

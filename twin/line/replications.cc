#include "twin/line/replications.h"

#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/parallel.h"

namespace darkline {
namespace {

StationTimes operator-(const StationTimes& a, const StationTimes& b) {
  return {a.working_ms - b.working_ms, a.blocked_ms - b.blocked_ms, a.starved_ms - b.starved_ms,
          a.down_ms - b.down_ms, a.waiting_ms - b.waiting_ms};
}

// Of part i of kOutputIntervals of the window, from its start.
std::int64_t interval_end_ms(const LineModel& model, int i) {
  const std::int64_t whole = model.window_ms() / kOutputIntervals;
  return whole * i + model.window_ms() % kOutputIntervals * i / kOutputIntervals;
}

}  // namespace

ReplicationResult simulate(const LineModel& model, std::uint64_t seed, std::uint32_t replication) {
  return simulate(model, seed, replication, LineEngine::Options{});
}

ReplicationResult simulate(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
                           const LineEngine::Options& options) {
  LeadTimeWatch lead_times(model);
  LineEngine::Options watched = options;
  if (watched.watch == nullptr) watched.watch = &lead_times;
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
  for (int i = 1; i <= kOutputIntervals; ++i) {
    const std::int64_t before_interval = engine.jobs_done(model.exit);
    engine.run_until(LineDuration{model.warm_up_ms + interval_end_ms(model, i)});
    result.parts_by_interval.push_back(engine.jobs_done(model.exit) - before_interval);
  }
  result.lead_times = lead_times.results();
  const auto window = static_cast<double>(model.window_ms());
  for (std::size_t k = 0; k < n; ++k) {
    const StationTimes times = engine.times(k) - before[k].times;
    result.stations.push_back(
        {times, engine.jobs_done(k) - before[k].jobs, engine.repairs(k) - before[k].repairs});
    result.wip += static_cast<double>(model.window_ms() - times.starved_ms) / window;
  }
  for (std::size_t l = 0; l < level_before.size(); ++l) {
    const std::uint64_t integral = engine.level_integral(l) - level_before[l];
    result.link_level.push_back(static_cast<double>(integral) / window);
    result.wip += result.link_level.back();
  }
  result.parts_out = result.stations[model.exit].jobs;
  result.warm_up_parts_out = before[model.exit].jobs;
  return result;
}

LineResult run_replications(const LineModel& model, std::uint64_t seed, int n, int jobs,
                            const ReplicationProgress& progress, std::stop_token stop) {
  DARKLINE_CHECK(n >= 1, fmt::format("{} replications", n));
  LineResult result;
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
          result.replications[r] = simulate(model, result.seed, static_cast<std::uint32_t>(r));
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

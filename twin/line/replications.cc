#include "twin/line/replications.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

StationTimes operator-(const StationTimes& a, const StationTimes& b) {
  return {a.working_ms - b.working_ms, a.blocked_ms - b.blocked_ms, a.starved_ms - b.starved_ms,
          a.down_ms - b.down_ms, a.waiting_ms - b.waiting_ms};
}

// Hands out the numbers of replications and keeps what was done.
class Work {
 public:
  Work(const LineModel& model, std::uint64_t seed, const ReplicationProgress& progress,
       std::stop_token stop, std::vector<ReplicationResult>& results)
      : model_(model),
        seed_(seed),
        progress_(progress),
        stop_(std::move(stop)),
        results_(results) {}

  // What each thread does.
  void run() {
    try {
      while (!stop_.stop_requested() && !failed_.load()) {
        const std::size_t r = next_.fetch_add(1);
        if (r >= results_.size()) return;
        results_[r] = simulate(model_, seed_, static_cast<std::uint32_t>(r));
        const std::lock_guard lock(mutex_);
        ++done_;
        if (progress_) progress_(static_cast<int>(done_), static_cast<int>(results_.size()));
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      failed_.store(true);
    }
  }

  void finish() const {
    if (failure_) std::rethrow_exception(failure_);
    if (done_ < results_.size()) {
      throw Interrupted(
          fmt::format("stopped after {} of {} replications of the line", done_, results_.size()));
    }
  }

 private:
  const LineModel& model_;
  std::uint64_t seed_;
  const ReplicationProgress& progress_;
  std::stop_token stop_;
  std::vector<ReplicationResult>& results_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::size_t done_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

ReplicationResult simulate(const LineModel& model, std::uint64_t seed, std::uint32_t replication) {
  return simulate(model, seed, replication, LineEngine::Options{});
}

ReplicationResult simulate(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
                           const LineEngine::Options& options) {
  LineEngine engine(model, seed, replication, options);
  const std::size_t n = model.stations.size();
  std::vector<ReplicationResult::Station> before(n);
  std::vector<std::uint64_t> level_before(model.links.size());

  engine.run_until(LineDuration{model.warm_up_ms});
  for (std::size_t k = 0; k < n; ++k) {
    before[k] = {engine.times(k), engine.jobs_done(k), engine.repairs(k)};
  }
  for (std::size_t l = 0; l < level_before.size(); ++l) level_before[l] = engine.level_integral(l);

  engine.run_until(LineDuration{model.horizon_ms});
  ReplicationResult result;
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
  result.replications.resize(static_cast<std::size_t>(n));
  Work work(model, seed, progress, std::move(stop), result.replications);
  {
    std::vector<std::jthread> helpers;
    for (int i = 1; i < std::min(jobs, n); ++i) helpers.emplace_back([&work] { work.run(); });
    work.run();
  }
  work.finish();
  return result;
}

}  // namespace darkline

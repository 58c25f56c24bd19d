#include "twin/line/event_engine.h"

#include <fmt/format.h>

#include "models/base/error.h"
#include "twin/line/plain_core.h"
#include "twin/line/routed_core.h"

namespace darkline {
namespace {

std::unique_ptr<EventCore> make_core(const LineModel& model, std::uint64_t seed,
                                     std::uint32_t replication, const LineEngineOptions& options) {
  check_line_model(model);
  if (options.general_core || !is_plain(model)) {
    return std::make_unique<RoutedCore>(model, seed, replication, options);
  }
  return std::make_unique<PlainCore>(model, seed, replication, options);
}

}  // namespace

std::vector<std::uint8_t> watched_stations(const LineObserver* observer, std::size_t n_stations) {
  std::vector<std::uint8_t> watched(observer == nullptr ? 0 : n_stations);
  for (std::size_t k = 0; k < watched.size(); ++k) watched[k] = observer->watches(k) ? 1 : 0;
  return watched;
}

StationTimes operator+(const StationTimes& a, const StationTimes& b) {
  StationTimes sum;
  sum.working_ms = a.working_ms + b.working_ms;
  sum.blocked_ms = a.blocked_ms + b.blocked_ms;
  sum.starved_ms = a.starved_ms + b.starved_ms;
  sum.down_ms = a.down_ms + b.down_ms;
  sum.waiting_ms = a.waiting_ms + b.waiting_ms;
  sum.setup_ms = a.setup_ms + b.setup_ms;
  sum.planned_ms = a.planned_ms + b.planned_ms;
  sum.standby_ms = a.standby_ms + b.standby_ms;
  sum.hibernate_ms = a.hibernate_ms + b.hibernate_ms;
  return sum;
}

StationTimes operator-(const StationTimes& a, const StationTimes& b) {
  StationTimes left;
  left.working_ms = a.working_ms - b.working_ms;
  left.blocked_ms = a.blocked_ms - b.blocked_ms;
  left.starved_ms = a.starved_ms - b.starved_ms;
  left.down_ms = a.down_ms - b.down_ms;
  left.waiting_ms = a.waiting_ms - b.waiting_ms;
  left.setup_ms = a.setup_ms - b.setup_ms;
  left.planned_ms = a.planned_ms - b.planned_ms;
  left.standby_ms = a.standby_ms - b.standby_ms;
  left.hibernate_ms = a.hibernate_ms - b.hibernate_ms;
  return left;
}

const char* name_of(LineEventKind kind) {
  switch (kind) {
    case LineEventKind::start:
      return "start";
    case LineEventKind::finish:
      return "finish";
    case LineEventKind::depart:
      return "depart";
    case LineEventKind::stop:
      return "stop";
    case LineEventKind::rework:
      return "rework";
    case LineEventKind::scrap:
      break;
  }
  return "scrap";
}

LineEngine::LineEngine(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
                       const Options& options)
    : core_(make_core(model, seed, replication, options)),
      ends_(options.job_limit < Options{}.job_limit) {}

void LineEngine::run_until(LineDuration until) {
  DARKLINE_CHECK(until >= now(), fmt::format("{} ms is past", until.count()));
  core_->run_until(until.count());
}

void LineEngine::run_to_end() {
  DARKLINE_CHECK(ends_, "a run without end");
  core_->run_to_end();
}

LineDuration LineEngine::last_departure(std::size_t k) const {
  return LineDuration{core_->last_departure(k)};
}

}  // namespace darkline

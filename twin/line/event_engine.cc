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

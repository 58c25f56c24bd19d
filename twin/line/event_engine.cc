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

namespace {

// Each member of `a` plus `sign` times that of `b`.
StationTimes combined(const StationTimes& a, const StationTimes& b, std::int64_t sign) {
  StationTimes c = a;
  for (const auto member :
       {&StationTimes::working_ms, &StationTimes::blocked_ms, &StationTimes::starved_ms,
        &StationTimes::down_ms, &StationTimes::waiting_ms, &StationTimes::setup_ms,
        &StationTimes::planned_ms, &StationTimes::standby_ms, &StationTimes::hibernate_ms,
        &StationTimes::occupied_ms}) {
    c.*member += sign * b.*member;
  }
  return c;
}

}  // namespace

StationTimes sum_of(const StationTimes& a, const StationTimes& b) {
  return combined(a, b, 1);
}

StationTimes difference_of(const StationTimes& a, const StationTimes& b) {
  return combined(a, b, -1);
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

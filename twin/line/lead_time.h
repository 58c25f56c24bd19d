// How long bodies are in the line: from their start at an entry (a station without links in) to
// their departure from the exit, body by body, in memory that does not grow with time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "twin/line/line_model.h"

namespace darkline {

// What an engine tells of the stations that it is asked to watch, in the order of simulated time.
class JobWatch {
 public:
  JobWatch() = default;
  virtual ~JobWatch() = default;
  JobWatch(const JobWatch&) = delete;
  JobWatch& operator=(const JobWatch&) = delete;

  virtual bool watches(std::size_t station) const = 0;  // asked once, before time 0
  virtual void started(std::size_t station, std::int64_t job, std::int64_t now_ms) = 0;
  virtual void departed(std::size_t station, std::int64_t job, std::int64_t now_ms) = 0;
};

// Durations of 0 to 2^43 ms, counted in bins: exact below 256 ms, then 128 bins an octave, so that
// a quantile is off by less than 0.4 %.
class DurationHistogram {
 public:
  DurationHistogram();

  void add(std::int64_t ms);
  std::int64_t count() const { return count_; }
  double mean_ms() const;  // exact; 0 without durations
  // What a share q of [0, 1] of the durations does not exceed, linear within its bin.
  double quantile_ms(double q) const;

 private:
  std::vector<std::int64_t> bins_;
  std::int64_t count_ = 0;
  double sum_ms_ = 0.0;
};

// The shares that results are told at.
inline constexpr double kLeadTimeShares[] = {0.05, 0.25, 0.50, 0.75, 0.95, 0.99};

// Lead times of one entry in one replication.
struct LeadTimes {
  std::size_t entry = 0;  // station
  std::int64_t bodies = 0;
  double mean_ms = 0.0;
  std::vector<double> quantile_ms;  // (kLeadTimeShares)
};

class LeadTimeWatch : public JobWatch {
 public:
  explicit LeadTimeWatch(const LineModel& model);

  bool watches(std::size_t station) const override;
  void started(std::size_t station, std::int64_t job, std::int64_t now_ms) override;
  void departed(std::size_t station, std::int64_t job, std::int64_t now_ms) override;

  // Of the bodies that left in (model.warm_up_ms, model.horizon_ms], one for each entry.
  std::vector<LeadTimes> results() const;

 private:
  struct Start {
    std::int64_t job = -1;
    std::int64_t at_ms = 0;
  };
  struct Entry {
    std::size_t station = 0;
    std::vector<Start> starts;  // by job modulo its length, a power of two
    DurationHistogram histogram;
  };

  std::size_t exit_;
  std::int64_t from_ms_;
  std::vector<std::size_t> entry_of_;  // (n_stations) in entries_, or kNoStation
  std::vector<Entry> entries_;
};

}  // namespace darkline

// How long bodies are in the line: from their start at an entry (a station without links in) to
// their departure from the exit, body by body, in memory that does not grow with time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "twin/line/line_model.h"
#include "twin/line/line_observer.h"

namespace darkline {

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

// Departures are counted in so many equal parts of the window.
inline constexpr int kOutputIntervals = 40;

struct ReplicationResult;

// Watches entries and the exit. Bodies are told apart by their numbers, so a line that is not plain
// (line_model.h) has lead times only if it has one entry and nothing but
// empty carriers in it at time 0.
class LeadTimeWatch : public LineObserver {
 public:
  explicit LeadTimeWatch(const LineModel& model);

  bool watches(std::size_t station) const override;
  // Starts at an entry must come before the same bodies' departures from the exit; any other order
  // will do.
  void happened(const LineEvent& event) override;

  // Fills lead_times, one for each entry, and parts_by_interval, of the bodies that left in
  // (model.warm_up_ms, model.horizon_ms].
  void tell(ReplicationResult& result) const;

 private:
  struct Start {
    std::int64_t body = -1;
    std::int64_t at_ms = 0;
  };
  struct Entry {
    std::size_t station = 0;
    std::vector<Start> starts;  // by body modulo its length, a power of two; -1 is free
    DurationHistogram histogram;
  };

  void keep(Entry& entry, const Start& start);
  void left(std::int64_t body, std::int64_t at_ms);

  std::size_t exit_;
  std::size_t most_starts_ = 0;  // no more bodies can be between an entry and the exit
  std::int64_t from_ms_, to_ms_;
  std::vector<std::size_t> entry_of_;  // (n_stations) in entries_, or kNoStation
  std::vector<Entry> entries_;
  std::vector<std::int64_t> interval_end_ms_;  // (kOutputIntervals)
  std::vector<std::int64_t> parts_;            // (kOutputIntervals)
};

}  // namespace darkline

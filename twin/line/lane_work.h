// The work of each station's jobs in the lanes of the lane engine: the numbers that WorkBlocks
// gives each replication, as rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "twin/line/aligned_rows.h"
#include "twin/line/draws.h"
#include "twin/line/event_engine.h"
#include "twin/line/line_kernel.h"
#include "twin/line/line_model.h"

namespace darkline {

class LaneWork {
 public:
  // Lane i is replication first + i. `jobs_apart`: the most that two stations' jobs are apart while
  // they are asked for. With a source of
  // cycles its values stand in place of the tables, the same in all lanes.
  LaneWork(const LineModel& model, const LineKernel& kernel, std::uint64_t seed,
           std::uint32_t first, int row, std::int64_t jobs_apart,
           const LineEngine::Options& options);

  // Rows for `visit` of a station, and that its job's row is there. Each station's jobs must be
  // asked for one after the other.
  void prepare(std::size_t k, LaneVisit& visit) {
    Station& station = stations_[k];
    visit.special = nullptr;
    if (station.drawn && (visit.job & 3) == 0) draw(station, k, visit.job);
    if (visit.job == station.next_periodic_job) visit.special = periodic(station, k, visit.job);
  }
  void connect(std::size_t k, LaneVisit& visit);

  // The longest work of a job, without the extra of periodic work.
  static std::int64_t longest_ms(const LineModel& model);

 private:
  struct Table {
    std::size_t first = 0, count = 0;  // in samples_
  };
  struct Station {
    bool drawn = false;  // four rows, for four jobs; else one
    bool varies = false;
    float exponential_mean_ms = 0.0F;
    int pace_ms = 0;
    int* rows = nullptr;
    std::size_t first_table = 0;
    std::int64_t next_periodic_job = INT64_MAX;  // from 0
    std::size_t special = 0;                     // row of specials_
  };
  // Which variants four jobs are, by lane.
  struct Variants {
    std::int64_t four = -1;  // job / 4
    std::vector<std::uint16_t> of;
  };

  void draw(Station& station, std::size_t k, std::int64_t job);
  void draw_cycles(const Station& station, std::size_t k, std::int64_t job, int* rows);
  const int* periodic(Station& station, std::size_t k, std::int64_t job);
  const std::uint16_t* variants(std::int64_t four);
  LineStream stream_of(std::uint32_t entity, DrawPurpose purpose) const;

  const LineModel& model_;
  const LineKernel& kernel_;
  std::uint64_t seed_;
  std::uint32_t first_;
  int row_;
  CycleSource* cycles_;
  std::int64_t job_limit_;
  std::uint32_t bodies_entity_;
  std::vector<std::uint64_t> variant_bounds_;
  std::vector<Station> stations_;
  std::vector<Table> tables_;
  std::vector<int> samples_;
  AlignedRows rows_, specials_, words_, cycles_of_four_;
  std::vector<Variants> variants_;  // by job / 4 modulo its length
};

}  // namespace darkline

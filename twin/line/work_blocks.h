// The work of each station's jobs, drawn in blocks ahead of the jobs: what the data-flow engine
// reads. The values are those that the event engine draws job by job.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "twin/line/draws.h"
#include "twin/line/line_kernel.h"
#include "twin/line/line_model.h"

namespace darkline {

class WorkBlocks {
 public:
  static constexpr std::int64_t kBlock = kDrawnJobs;  // jobs

  // `model` and `cycles` must outlive this. With `cycles` its values stand in place of the model's
  // tables; it is asked up to kBlock jobs ahead, but for no job from `job_limit` on.
  WorkBlocks(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
             CycleSource* cycles, std::int64_t job_limit);

  // Work of a station's job in ms. Each station's jobs must be asked for one after the other.
  std::int64_t of(std::size_t station, std::int64_t job) {
    const auto at = static_cast<std::size_t>(job) % kBlock;
    if (at == 0) fill(station, job);
    return work_[station * kBlock + at];
  }

 private:
  using Words = std::array<std::uint32_t, kBlock>;
  struct Station {
    std::uint32_t entity = 0;
    std::size_t first_table = 0;  // in tables_, one per variant
    bool varies = false;          // some variant has more than one sample
    std::int64_t pace_ms = 0;
    float exponential_mean_ms = 0.0F;
    std::int64_t constant_ms = 0;                // of every job without periodic work; else 0
    std::int64_t next_periodic_job = INT64_MAX;  // from 0
  };
  struct Table {
    std::size_t first = 0, count = 0;  // in samples_
  };
  // Which variants the jobs of one block are.
  struct Variants {
    std::int64_t first = -1;
    std::array<std::uint16_t, kBlock> of = {};
  };

  Station load(const LineStation& station);
  void fill(std::size_t k, std::int64_t first);
  void fill_from_source(std::size_t k, std::int64_t first, std::int64_t* work);
  void fill_from_tables(const Station& station, std::int64_t first, std::int64_t* work);
  std::int64_t cycle_of(const Station& station, std::int64_t job);
  std::int64_t periodic_ms(std::size_t k);
  const Variants& variants(std::int64_t first);
  void words(std::uint32_t entity, DrawPurpose purpose, std::int64_t first, Words& words) const;
  LineStream stream_of(std::uint32_t entity, DrawPurpose purpose) const;

  const LineModel& model_;
  std::uint64_t seed_;
  std::uint32_t replication_;
  CycleSource* cycles_;
  std::int64_t job_limit_;
  std::uint32_t bodies_entity_;
  const LineKernel& kernel_;
  std::vector<std::uint64_t> variant_bounds_;  // a 32-bit word below bound v is variant <= v
  std::vector<Station> stations_;
  std::vector<Table> tables_;
  std::vector<std::int64_t> samples_;
  std::vector<std::int64_t> work_;     // (n_stations x kBlock)
  std::array<Variants, 16> variants_;  // by block modulo 16
};

}  // namespace darkline

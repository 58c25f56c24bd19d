// How long a station works on a job: its cycle, periodic work and pace, by counter-based draws.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "twin/line/draws.h"
#include "twin/line/line_kernel.h"
#include "twin/line/line_model.h"

namespace darkline {

class JobWork {
 public:
  // `model` and `cycles`, if not null, must outlive it. `cycles` takes the place of the tables.
  JobWork(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
          CycleSource* cycles);

  // Work of station k on its job number `job`, which is a part of `body`. The jobs of a station
  // must be asked for in order, each once.
  std::int64_t of(std::size_t k, std::int64_t job, std::int64_t body) {
    Station& station = stations_[k];
    std::int64_t ms = 0;
    if (cycles_ != nullptr) {
      ms = checked_cycle(k, job);
    } else if (station.exponential_mean_ms > 0.0F) {
      ms = exponential_ms(k, job);
    } else {
      const Table& table = tables_[station.first_table + (n_variants() > 1 ? variant_of(body) : 0)];
      ms = samples_[table.first];
      if (station.varies) ms = drawn(station, table, job);
    }
    if (job == station.next_periodic_job) ms += periodic_ms(k);
    return std::max(ms, station.pace_ms);
  }

  std::size_t n_variants() const { return variant_bounds_.size(); }
  std::size_t variant_of(std::int64_t body);

 private:
  struct Table {
    std::size_t first = 0, count = 0;  // in samples_
  };
  struct Station {
    std::size_t first_table = 0;  // in tables_, one per variant
    std::int64_t pace_ms = 0;
    std::uint32_t entity = 0;
    bool varies = false;  // some variant has more than one sample
    float exponential_mean_ms = 0.0F;
    std::int64_t next_periodic_job = std::numeric_limits<std::int64_t>::max();  // from 0
    std::array<std::uint64_t, 2> words = {};                                    // for four jobs
  };
  // The words that tell the variants of four bodies: drawn once for all stations that ask while
  // they are kept.
  struct VariantWords {
    std::int64_t four = -1;  // body / 4
    std::array<std::uint64_t, 2> words = {};
  };

  std::int64_t checked_cycle(std::size_t k, std::int64_t job);
  std::int64_t exponential_ms(std::size_t k, std::int64_t job);
  std::int64_t drawn(Station& station, const Table& table, std::int64_t job);
  std::int64_t periodic_ms(std::size_t k);

  const LineModel& model_;
  std::uint64_t seed_;
  std::uint32_t replication_;
  CycleSource* cycles_;
  std::vector<Station> stations_;
  std::vector<Table> tables_;
  std::vector<std::int64_t> samples_;
  std::vector<std::int64_t> exponential_ms_;   // (n_stations x kDrawnJobs), if some station's are
  std::vector<std::uint64_t> variant_bounds_;  // a 32-bit word below bound v is variant <= v
  std::uint32_t bodies_entity_;
  std::array<VariantWords, 256> variant_words_;  // by body / 4 mod 256
};

// The next stop of a class, from the options' source or the model's laws. `n` counts the stops of
// one machine.
StopDraw next_stop(const LineModel& model, StopSource* source, std::uint64_t seed,
                   std::uint32_t replication, std::size_t station, std::int64_t machine,
                   std::uint32_t entity, std::size_t stop_class, std::uint32_t n);

}  // namespace darkline

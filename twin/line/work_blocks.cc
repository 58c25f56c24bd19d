#include "twin/line/work_blocks.h"

#include <algorithm>

#include "models/base/address.h"
#include "models/base/error.h"

namespace darkline {

WorkBlocks::WorkBlocks(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
                       CycleSource* cycles, std::int64_t job_limit)
    : model_(model),
      seed_(seed),
      replication_(replication),
      cycles_(cycles),
      job_limit_(job_limit),
      bodies_entity_(stream_entity(kBodiesAddress)) {
  double share = 0.0;
  for (const double one : model.variant_share) {
    share += one;
    variant_bounds_.push_back(static_cast<std::uint64_t>(share * 0x1.0p32));
  }
  variant_bounds_.back() = std::uint64_t{1} << 32;
  for (const LineStation& station : model.stations) {
    Station& own = stations_.emplace_back();
    own.first_table = tables_.size();
    for (const PeriodicWork& one : station.periodic) {
      own.next_periodic_job = std::min(own.next_periodic_job, one.every_jobs - 1);
    }
    for (const auto& samples : station.cycle_ms) {
      own.varies = own.varies || samples.size() > 1;
      tables_.push_back({samples_.size(), samples.size()});
      samples_.insert(samples_.end(), samples.begin(), samples.end());
    }
  }
  work_.resize(stations_.size() * kBlock);
}

void WorkBlocks::fill(std::size_t station, std::int64_t first) {
  std::int64_t* work = &work_[station * kBlock];
  if (cycles_ != nullptr) {
    fill_from_source(station, first, work);
  } else {
    fill_from_tables(stations_[station], model_.stations[station].entity, first, work);
  }
  add_periodic(station, first, work);
  const std::int64_t pace = model_.stations[station].pace_ms;
  if (pace > 1) {
    for (std::int64_t i = 0; i < kBlock; ++i) work[i] = std::max(work[i], pace);
  }
}

void WorkBlocks::fill_from_source(std::size_t station, std::int64_t first, std::int64_t* work) {
  const std::int64_t n = std::min(kBlock, job_limit_ - first);
  for (std::int64_t i = 0; i < n; ++i) {
    work[i] = cycles_->cycle_ms(station, first + i);
    DARKLINE_CHECK(work[i] >= 1, model_.stations[station].address);
  }
}

void WorkBlocks::fill_from_tables(const Station& station, std::uint32_t entity, std::int64_t first,
                                  std::int64_t* work) {
  const bool mixed = variant_bounds_.size() > 1;
  const Table* tables = &tables_[station.first_table];
  if (!station.varies && !mixed) {
    std::fill_n(work, kBlock, samples_[tables[0].first]);
    return;
  }
  std::array<std::uint32_t, kBlock> word;
  if (station.varies) words(entity, DrawPurpose::cycle_variation, first, word);
  if (!station.varies) word.fill(0);
  const Variants* variants_of_block = mixed ? &variants(first) : nullptr;
  for (std::size_t i = 0; i < static_cast<std::size_t>(kBlock); ++i) {
    const Table& table = tables[mixed ? variants_of_block->of[i] : 0];
    work[i] = samples_[table.first + ((std::uint64_t{word[i]} * table.count) >> 32)];
  }
}

void WorkBlocks::add_periodic(std::size_t station, std::int64_t first, std::int64_t* work) {
  std::int64_t& next_job = stations_[station].next_periodic_job;
  while (next_job < first + kBlock) {
    const std::int64_t number = next_job + 1;  // counted from 1
    std::int64_t extra = 0;
    std::int64_t next_number = INT64_MAX;
    for (const PeriodicWork& one : model_.stations[station].periodic) {
      if (number % one.every_jobs == 0) extra += one.extra_ms;
      next_number = std::min(next_number, (number / one.every_jobs + 1) * one.every_jobs);
    }
    work[next_job - first] += extra;
    next_job = next_number - 1;
  }
}

const WorkBlocks::Variants& WorkBlocks::variants(std::int64_t first) {
  Variants& kept = variants_[static_cast<std::size_t>(first / kBlock) % variants_.size()];
  if (kept.first != first) {
    std::array<std::uint32_t, kBlock> word;
    words(bodies_entity_, DrawPurpose::variant, first, word);
    for (std::size_t i = 0; i < word.size(); ++i) {
      std::uint16_t variant = 0;
      while (word[i] >= variant_bounds_[variant]) ++variant;
      kept.of[i] = variant;
    }
    kept.first = first;
  }
  return kept;
}

// One call of the stream serves four jobs.
void WorkBlocks::words(std::uint32_t entity, DrawPurpose purpose, std::int64_t first,
                       std::array<std::uint32_t, kBlock>& words) const {
  const RandomStream stream(seed_, replication_, entity, purpose);
  for (std::size_t i = 0; i < words.size(); i += 4) {
    const auto both =
        stream.words(static_cast<std::uint32_t>((first >> 2) + static_cast<std::int64_t>(i / 4)));
    words[i] = static_cast<std::uint32_t>(both[0]);
    words[i + 1] = static_cast<std::uint32_t>(both[0] >> 32);
    words[i + 2] = static_cast<std::uint32_t>(both[1]);
    words[i + 3] = static_cast<std::uint32_t>(both[1] >> 32);
  }
}

}  // namespace darkline

#include "twin/line/work_blocks.h"

#include <algorithm>

#include "models/base/address.h"
#include "models/base/error.h"
#include "twin/line/line_kernels.h"

namespace darkline {

WorkBlocks::WorkBlocks(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
                       CycleSource* cycles, std::int64_t job_limit)
    : model_(model),
      seed_(seed),
      replication_(replication),
      cycles_(cycles),
      job_limit_(job_limit),
      bodies_entity_(stream_entity(kBodiesAddress)),
      kernel_(line_kernel()) {
  double share = 0.0;
  for (const double one : model.variant_share) {
    share += one;
    variant_bounds_.push_back(static_cast<std::uint64_t>(share * 0x1.0p32));
  }
  variant_bounds_.back() = std::uint64_t{1} << 32;
  for (const LineStation& station : model.stations) stations_.push_back(load(station));
  work_.resize(stations_.size() * kBlock);
}

WorkBlocks::Station WorkBlocks::load(const LineStation& station) {
  Station own;
  own.entity = station.entity;
  own.pace_ms = station.pace_ms;
  own.first_table = tables_.size();
  for (const PeriodicWork& one : station.periodic) {
    own.next_periodic_job = std::min(own.next_periodic_job, one.every_jobs - 1);
  }
  std::int64_t least = INT64_MAX;
  std::int64_t most = 0;
  for (const auto& samples : station.cycle_ms) {
    own.varies = own.varies || samples.size() > 1;
    tables_.push_back({samples_.size(), samples.size()});
    samples_.insert(samples_.end(), samples.begin(), samples.end());
    least = std::min(least, *std::min_element(samples.begin(), samples.end()));
    most = std::max(most, *std::max_element(samples.begin(), samples.end()));
  }
  own.exponential_mean_ms = static_cast<float>(station.exponential_mean_ms);
  if (station.exponential_mean_ms == 0.0 &&
      std::max(least, station.pace_ms) == std::max(most, station.pace_ms)) {
    own.constant_ms = std::max(most, station.pace_ms);
  }
  return own;
}

void WorkBlocks::fill(std::size_t k, std::int64_t first) {
  Station& station = stations_[k];
  std::int64_t* work = &work_[k * kBlock];
  if (cycles_ != nullptr) {
    fill_from_source(k, first, work);
  } else if (station.exponential_mean_ms > 0.0F) {
    kernel_.exponentials(stream_of(station.entity, DrawPurpose::cycle_variation),
                         static_cast<unsigned>(first >> 2), station.exponential_mean_ms, work);
  } else if (station.constant_ms > 0) {
    std::fill_n(work, kBlock, station.constant_ms);
  } else {
    fill_from_tables(station, first, work);
  }
  while (station.next_periodic_job < first + kBlock) {
    const std::int64_t job = station.next_periodic_job;
    std::int64_t& ms = work[job - first];
    if (cycles_ == nullptr && station.constant_ms > 0) ms = cycle_of(station, job);
    ms += periodic_ms(k);
  }
  const std::int64_t pace = station.pace_ms;
  if (pace <= 1) return;
  for (std::int64_t i = 0; i < kBlock; ++i) work[i] = std::max(work[i], pace);
}

void WorkBlocks::fill_from_source(std::size_t k, std::int64_t first, std::int64_t* work) {
  const std::int64_t n = std::min(kBlock, job_limit_ - first);
  for (std::int64_t i = 0; i < n; ++i) {
    work[i] = cycles_->cycle_ms(k, first + i);
    DARKLINE_CHECK(work[i] >= 1, model_.stations[k].address);
  }
}

void WorkBlocks::fill_from_tables(const Station& station, std::int64_t first, std::int64_t* work) {
  const bool mixed = variant_bounds_.size() > 1;
  const Table* tables = &tables_[station.first_table];
  Words word = {};
  if (station.varies) words(station.entity, DrawPurpose::cycle_variation, first, word);
  const Variants* of_block = mixed ? &variants(first) : nullptr;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const Table& table = tables[mixed ? of_block->of[i] : 0];
    work[i] = samples_[table.first + ((std::uint64_t{word[i]} * table.count) >> 32)];
  }
}

// What fill_from_tables() gives one job.
std::int64_t WorkBlocks::cycle_of(const Station& station, std::int64_t job) {
  const auto at = static_cast<std::size_t>(job) % kBlock;
  const std::int64_t first = job - static_cast<std::int64_t>(at);
  const std::size_t variant = variant_bounds_.size() > 1 ? variants(first).of[at] : 0;
  const Table& table = tables_[station.first_table + variant];
  if (!station.varies) return samples_[table.first];
  const RandomStream stream(seed_, replication_, station.entity, DrawPurpose::cycle_variation);
  const auto both = stream.words(static_cast<std::uint32_t>(job >> 2));
  const std::uint64_t pair = both[(at >> 1) & 1];
  const std::uint64_t word = (at & 1) != 0 ? pair >> 32 : pair & 0xFFFFFFFFU;
  return samples_[table.first + ((word * table.count) >> 32)];
}

// The extra of the next job that has some; finds the one after it.
std::int64_t WorkBlocks::periodic_ms(std::size_t k) {
  std::int64_t& next_job = stations_[k].next_periodic_job;
  const std::int64_t number = next_job + 1;  // counted from 1
  std::int64_t extra = 0;
  next_job = INT64_MAX;
  for (const PeriodicWork& one : model_.stations[k].periodic) {
    if (number % one.every_jobs == 0) extra += one.extra_ms;
    next_job = std::min(next_job, (number / one.every_jobs + 1) * one.every_jobs - 1);
  }
  return extra;
}

const WorkBlocks::Variants& WorkBlocks::variants(std::int64_t first) {
  Variants& kept = variants_[static_cast<std::size_t>(first / kBlock) % variants_.size()];
  if (kept.first != first) {
    Words word;
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

void WorkBlocks::words(std::uint32_t entity, DrawPurpose purpose, std::int64_t first,
                       Words& words) const {
  kernel_.words(stream_of(entity, purpose), static_cast<unsigned>(first >> 2), words.data());
}

LineStream WorkBlocks::stream_of(std::uint32_t entity, DrawPurpose purpose) const {
  return {static_cast<unsigned>(seed_), static_cast<unsigned>(seed_ >> 32), entity,
          static_cast<unsigned>(purpose), replication_};
}

}  // namespace darkline

#include "twin/line/job_work.h"

#include <algorithm>

#include "models/base/address.h"
#include "models/base/error.h"
#include "twin/line/line_kernels.h"

namespace darkline {
namespace {

// The 32-bit word of a job among the two 64-bit words that serve four jobs.
std::uint32_t word_of_job(const std::array<std::uint64_t, 2>& words, std::int64_t job) {
  const std::uint64_t pair = words[static_cast<std::size_t>((job >> 1) & 1)];
  return static_cast<std::uint32_t>((job & 1) != 0 ? pair >> 32 : pair);
}

}  // namespace

JobWork::JobWork(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
                 CycleSource* cycles)
    : model_(model),
      seed_(seed),
      replication_(replication),
      cycles_(cycles),
      bodies_entity_(stream_entity(kBodiesAddress)) {
  double share = 0.0;
  for (const double one : model.variant_share) {
    share += one;
    variant_bounds_.push_back(static_cast<std::uint64_t>(share * 0x1.0p32));
  }
  variant_bounds_.back() = std::uint64_t{1} << 32;
  for (const LineStation& from : model.stations) {
    Station station;
    station.first_table = tables_.size();
    station.pace_ms = from.pace_ms;
    station.entity = from.entity;
    station.exponential_mean_ms = static_cast<float>(from.exponential_mean_ms);
    if (station.exponential_mean_ms > 0.0F) {
      exponential_ms_.resize(model.stations.size() * kDrawnJobs);
    }
    for (const PeriodicWork& one : from.periodic) {
      station.next_periodic_job = std::min(station.next_periodic_job, one.every_jobs - 1);
    }
    for (const auto& samples : from.cycle_ms) {
      station.varies = station.varies || samples.size() > 1;
      tables_.push_back({samples_.size(), samples.size()});
      samples_.insert(samples_.end(), samples.begin(), samples.end());
    }
    stations_.push_back(station);
  }
}

std::int64_t JobWork::checked_cycle(std::size_t k, std::int64_t job) {
  const std::int64_t ms = cycles_->cycle_ms(k, job);
  DARKLINE_CHECK(ms >= 1, model_.stations[k].address);
  return ms;
}

// Drawn by the kernel for many jobs at a time.
std::int64_t JobWork::exponential_ms(std::size_t k, std::int64_t job) {
  const auto at = static_cast<std::size_t>(job) % kDrawnJobs;
  std::int64_t* ticks = &exponential_ms_[k * kDrawnJobs];
  if (at == 0) {
    const Station& station = stations_[k];
    line_kernel().exponentials(
        {static_cast<unsigned>(seed_), static_cast<unsigned>(seed_ >> 32), station.entity,
         static_cast<unsigned>(DrawPurpose::cycle_variation), replication_},
        static_cast<unsigned>(job >> 2), station.exponential_mean_ms, ticks);
  }
  return ticks[at];
}

std::int64_t JobWork::drawn(Station& station, const Table& table, std::int64_t job) {
  if ((job & 3) == 0) {
    const RandomStream stream(seed_, replication_, station.entity, DrawPurpose::cycle_variation);
    station.words = stream.words(static_cast<std::uint32_t>(job >> 2));
  }
  const std::uint64_t word = word_of_job(station.words, job);
  return samples_[table.first + ((word * table.count) >> 32)];
}

// The extra of a job that has some; finds the next such job.
std::int64_t JobWork::periodic_ms(std::size_t k) {
  Station& station = stations_[k];
  const std::int64_t number = station.next_periodic_job + 1;  // counted from 1
  std::int64_t extra = 0;
  station.next_periodic_job = std::numeric_limits<std::int64_t>::max();
  for (const PeriodicWork& one : model_.stations[k].periodic) {
    if (number % one.every_jobs == 0) extra += one.extra_ms;
    const std::int64_t next = (number / one.every_jobs + 1) * one.every_jobs;
    station.next_periodic_job = std::min(station.next_periodic_job, next - 1);
  }
  return extra;
}

std::size_t JobWork::variant_of(std::int64_t body) {
  const std::int64_t four = body >> 2;
  VariantWords& kept = variant_words_[static_cast<std::size_t>(four) % variant_words_.size()];
  if (kept.four != four) {
    const RandomStream stream(seed_, replication_, bodies_entity_, DrawPurpose::variant);
    kept = {four, stream.words(static_cast<std::uint32_t>(four))};
  }
  const std::uint32_t word = word_of_job(kept.words, body);
  std::size_t variant = 0;
  while (word >= variant_bounds_[variant]) ++variant;
  return variant;
}

StopDraw next_stop(const LineModel& model, StopSource* source, std::uint64_t seed,
                   std::uint32_t replication, std::size_t station, std::int64_t machine,
                   std::uint32_t entity, std::size_t stop_class, std::uint32_t n) {
  const LineStation& from = model.stations[station];
  StopDraw draw;
  if (source != nullptr) {
    const auto machines = static_cast<std::uint32_t>(from.machines);
    draw = source->stop(station, stop_class, n * machines + static_cast<std::uint32_t>(machine));
  } else {
    const StopClass& stop = from.stops[stop_class];
    draw =
        draw_stop(stop, RandomStream(seed, replication, entity, failure_purpose(stop.number)), n);
  }
  DARKLINE_CHECK(draw.work_ms >= 1 && draw.repair_ms >= 1, from.address);
  return draw;
}

}  // namespace darkline

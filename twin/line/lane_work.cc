#include "twin/line/lane_work.h"

#include <algorithm>
#include <bit>

#include "models/base/address.h"
#include "models/base/error.h"

namespace darkline {

LaneWork::LaneWork(const LineModel& model, const LineKernel& kernel, std::uint64_t seed,
                   std::uint32_t first, int row, std::int64_t jobs_apart,
                   const LineEngine::Options& options)
    : model_(model),
      kernel_(kernel),
      seed_(seed),
      first_(first),
      row_(row),
      cycles_(options.cycles),
      job_limit_(options.job_limit),
      bodies_entity_(stream_entity(kBodiesAddress)),
      rows_(4 * model.stations.size(), row),
      specials_(model.stations.size(), row),
      words_(4, row),
      cycles_of_four_(4, row),
      variants_(std::bit_ceil(static_cast<std::size_t>(jobs_apart / 4 + 2))) {
  double share = 0.0;
  for (const double one : model.variant_share) {
    share += one;
    variant_bounds_.push_back(static_cast<std::uint64_t>(share * 0x1.0p32));
  }
  variant_bounds_.back() = std::uint64_t{1} << 32;
  for (const LineStation& station : model.stations) {
    Station& own = stations_.emplace_back();
    own.rows = rows_[4 * (stations_.size() - 1)];
    own.special = stations_.size() - 1;
    own.pace_ms = static_cast<int>(station.pace_ms);
    own.exponential_mean_ms = static_cast<float>(station.exponential_mean_ms);
    own.first_table = tables_.size();
    for (const PeriodicWork& one : station.periodic) {
      own.next_periodic_job = std::min(own.next_periodic_job, one.every_jobs - 1);
    }
    int least = INT32_MAX;
    int most = own.pace_ms;
    for (const auto& samples : station.cycle_ms) {
      own.varies = own.varies || samples.size() > 1;
      tables_.push_back({samples_.size(), samples.size()});
      for (const std::int64_t ms : samples) {
        samples_.push_back(static_cast<int>(ms));
        least = std::min(least, static_cast<int>(ms));
        most = std::max(most, static_cast<int>(ms));
      }
    }
    own.drawn = cycles_ != nullptr || station.exponential_mean_ms > 0.0 ||
                std::max(least, own.pace_ms) != most;
    if (!own.drawn) std::fill_n(own.rows, row, most);
  }
}

std::int64_t LaneWork::longest_ms(const LineModel& model) {
  std::int64_t longest = 0;
  for (const LineStation& station : model.stations) {
    longest = std::max(longest, station.pace_ms);
    // no exponential draw exceeds 21.5 means
    longest = std::max(longest, 1 + static_cast<std::int64_t>(21.5 * station.exponential_mean_ms));
    for (const auto& samples : station.cycle_ms) {
      longest = std::max(longest, *std::max_element(samples.begin(), samples.end()));
    }
  }
  return longest;
}

void LaneWork::connect(std::size_t k, LaneVisit& visit) {
  visit.work = stations_[k].rows;
  visit.work_mask = stations_[k].drawn ? 3 : 0;
}

void LaneWork::draw(Station& station, std::size_t k, std::int64_t job) {
  draw_cycles(station, k, job, station.rows);
  if (station.pace_ms <= 1) return;
  for (int i = 0; i < 4 * row_; ++i) station.rows[i] = std::max(station.rows[i], station.pace_ms);
}

// The rows of the four jobs from 4 (job / 4) on, before periodic work and pace.
void LaneWork::draw_cycles(const Station& station, std::size_t k, std::int64_t job, int* rows) {
  const std::int64_t four = job >> 2;
  if (cycles_ != nullptr) {
    for (std::int64_t i = 0; i < 4; ++i) {
      if (4 * four + i >= job_limit_) break;
      const std::int64_t ms = cycles_->cycle_ms(k, 4 * four + i);
      DARKLINE_CHECK(ms >= 1, model_.stations[k].address);
      std::fill_n(rows + i * row_, row_, static_cast<int>(ms));
    }
    return;
  }
  const LineStream stream = stream_of(model_.stations[k].entity, DrawPurpose::cycle_variation);
  if (station.exponential_mean_ms > 0.0F) {
    kernel_.lane_exponentials(stream, static_cast<unsigned>(four), station.exponential_mean_ms,
                              row_, rows);
    return;
  }
  auto* words = reinterpret_cast<unsigned*>(words_[0]);
  if (station.varies) {
    kernel_.lane_words(stream, static_cast<unsigned>(four), row_, words);
  } else {
    std::fill_n(words, 4 * row_, 0U);
  }
  const Table* tables = &tables_[station.first_table];
  const std::uint16_t* variant = variant_bounds_.size() > 1 ? variants(four) : nullptr;
  for (int i = 0; i < 4 * row_; ++i) {
    const Table& table = tables[variant != nullptr ? variant[i] : 0];
    rows[i] = samples_[table.first + ((std::uint64_t{words[i]} * table.count) >> 32)];
  }
}

const int* LaneWork::periodic(Station& station, std::size_t k, std::int64_t job) {
  const std::int64_t number = job + 1;  // counted from 1
  std::int64_t extra = 0;
  station.next_periodic_job = INT64_MAX;
  for (const PeriodicWork& one : model_.stations[k].periodic) {
    if (number % one.every_jobs == 0) extra += one.extra_ms;
    const std::int64_t next = (number / one.every_jobs + 1) * one.every_jobs;
    station.next_periodic_job = std::min(station.next_periodic_job, next - 1);
  }
  int* four = cycles_of_four_[0];
  draw_cycles(station, k, job, four);
  const int* cycle = four + (job & 3) * row_;
  int* row = specials_[station.special];
  for (int i = 0; i < row_; ++i) {
    row[i] = std::max(cycle[i] + static_cast<int>(extra), station.pace_ms);
  }
  return row;
}

const std::uint16_t* LaneWork::variants(std::int64_t four) {
  Variants& kept = variants_[static_cast<std::size_t>(four) % variants_.size()];
  if (kept.four != four) {
    kept.four = four;
    kept.of.resize(static_cast<std::size_t>(4 * row_));
    AlignedRows drawn(4, row_);
    auto* word = reinterpret_cast<unsigned*>(drawn[0]);
    kernel_.lane_words(stream_of(bodies_entity_, DrawPurpose::variant), static_cast<unsigned>(four),
                       row_, word);
    for (std::size_t i = 0; i < kept.of.size(); ++i) {
      std::uint16_t variant = 0;
      while (word[i] >= variant_bounds_[variant]) ++variant;
      kept.of[i] = variant;
    }
  }
  return kept.of.data();
}

LineStream LaneWork::stream_of(std::uint32_t entity, DrawPurpose purpose) const {
  return {static_cast<unsigned>(seed_), static_cast<unsigned>(seed_ >> 32), entity,
          static_cast<unsigned>(purpose), first_};
}

}  // namespace darkline

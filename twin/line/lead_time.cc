#include "twin/line/lead_time.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

constexpr int kBitsPerOctave = 7;
constexpr std::int64_t kBinsPerOctave = std::int64_t{1} << kBitsPerOctave;
constexpr int kMostBits = 44;

// Values below 2 kBinsPerOctave are their own bin; above, the leading kBitsPerOctave + 1 bits are.
std::size_t bin_of(std::int64_t ms) {
  const auto value = static_cast<std::uint64_t>(ms);
  const int shift = std::max(0, static_cast<int>(std::bit_width(value)) - kBitsPerOctave - 1);
  return static_cast<std::size_t>(shift) * kBinsPerOctave + (value >> shift);
}

double lowest_of(std::size_t bin) {
  const auto at = static_cast<std::int64_t>(bin);
  if (at < 2 * kBinsPerOctave) return static_cast<double>(at);
  const auto shift = static_cast<int>(at / kBinsPerOctave) - 1;
  return std::ldexp(static_cast<double>(at - shift * kBinsPerOctave), shift);
}

}  // namespace

DurationHistogram::DurationHistogram()
    : bins_(static_cast<std::size_t>((kMostBits - kBitsPerOctave + 1) * kBinsPerOctave)) {}

void DurationHistogram::add(std::int64_t ms) {
  const std::size_t bin = bin_of(ms);
  DARKLINE_CHECK(ms >= 0 && bin < bins_.size(), fmt::format("{} ms", ms));
  ++bins_[bin];
  ++count_;
  sum_ms_ += static_cast<double>(ms);
}

double DurationHistogram::mean_ms() const {
  return count_ == 0 ? 0.0 : sum_ms_ / static_cast<double>(count_);
}

double DurationHistogram::quantile_ms(double q) const {
  const double rank = std::clamp(q, 0.0, 1.0) * static_cast<double>(count_);
  double below = 0.0;
  for (std::size_t bin = 0; bin < bins_.size(); ++bin) {
    const auto here = static_cast<double>(bins_[bin]);
    if (here == 0.0 || below + here < rank) {
      below += here;
      continue;
    }
    const double low = lowest_of(bin);
    // a bin of one value is that value; a wider one spreads its durations evenly
    const double width = lowest_of(bin + 1) - low;
    return width <= 1.0 ? low : low + width * (rank - below) / here;
  }
  return 0.0;
}

LeadTimeWatch::LeadTimeWatch(const LineModel& model)
    : exit_(model.exit), from_ms_(model.warm_up_ms), entry_of_(model.stations.size(), kNoStation) {
  // No more bodies than this can be between an entry and the exit.
  std::int64_t most = 2 * static_cast<std::int64_t>(model.stations.size());
  std::vector<bool> fed(model.stations.size(), false);
  for (const LineLink& link : model.links) {
    fed[link.to] = true;
    most += std::min<std::int64_t>(link.places, 1 << 20) + 1;
  }
  const auto length = std::bit_ceil(static_cast<std::uint64_t>(most));
  for (std::size_t k = 0; k < fed.size(); ++k) {
    if (fed[k]) continue;
    entry_of_[k] = entries_.size();
    entries_.push_back({k, std::vector<Start>(length), {}});
  }
}

bool LeadTimeWatch::watches(std::size_t station) const {
  return station == exit_ || entry_of_[station] != kNoStation;
}

void LeadTimeWatch::started(std::size_t station, std::int64_t job, std::int64_t now_ms) {
  if (entry_of_[station] == kNoStation) return;
  Entry& entry = entries_[entry_of_[station]];
  entry.starts[static_cast<std::size_t>(job) & (entry.starts.size() - 1)] = {job, now_ms};
}

void LeadTimeWatch::departed(std::size_t station, std::int64_t job, std::int64_t now_ms) {
  if (station != exit_ || now_ms <= from_ms_) return;
  for (Entry& entry : entries_) {
    const Start& start = entry.starts[static_cast<std::size_t>(job) & (entry.starts.size() - 1)];
    if (start.job == job) entry.histogram.add(now_ms - start.at_ms);
  }
}

std::vector<LeadTimes> LeadTimeWatch::results() const {
  std::vector<LeadTimes> all;
  for (const Entry& entry : entries_) {
    LeadTimes one{entry.station, entry.histogram.count(), entry.histogram.mean_ms(), {}};
    for (const double share : kLeadTimeShares) {
      one.quantile_ms.push_back(entry.histogram.quantile_ms(share));
    }
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace darkline

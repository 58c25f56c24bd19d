#include "twin/line/lead_time.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"
#include "twin/line/replications.h"

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
    : exit_(model.exit),
      from_ms_(model.warm_up_ms),
      to_ms_(model.horizon_ms),
      entry_of_(model.stations.size(), kNoStation),
      parts_(kOutputIntervals) {
  const std::int64_t whole = model.window_ms() / kOutputIntervals;
  const std::int64_t rest = model.window_ms() % kOutputIntervals;
  for (int i = 1; i <= kOutputIntervals; ++i) {
    interval_end_ms_.push_back(from_ms_ + whole * i + rest * i / kOutputIntervals);
  }
  std::int64_t most = 2;
  std::vector<bool> fed(model.stations.size(), false);
  bool is_empty = true;
  for (const LineStation& station : model.stations) most += 2 * station.machines;
  for (const LineLink& link : model.links) {
    if (!link.carriers) fed[link.to] = true;
    is_empty = is_empty && (link.carriers || link.initial_parts == 0);
    most += std::min<std::int64_t>(link.places, 1 << 20) + 1;
  }
  const auto n_entries = std::count(fed.begin(), fed.end(), false);
  if (!is_plain(model) && (n_entries > 1 || !is_empty)) return;
  most_starts_ = std::bit_ceil(static_cast<std::uint64_t>(most));
  for (std::size_t k = 0; k < fed.size(); ++k) {
    if (fed[k]) continue;
    entry_of_[k] = entries_.size();
    entries_.push_back({k, std::vector<Start>(std::min<std::size_t>(most_starts_, 64)), {}});
  }
}

bool LeadTimeWatch::watches(std::size_t station) const {
  return station == exit_ || entry_of_[station] != kNoStation;
}

void LeadTimeWatch::happened(const LineEvent& event) {
  if (event.kind == LineEventKind::start && entry_of_[event.station] != kNoStation) {
    keep(entries_[entry_of_[event.station]], {event.value, event.time_ms});
  }
  if (event.kind == LineEventKind::depart && event.station == exit_)
    left(event.value, event.time_ms);
}

// Grows while bodies that are still in the line are in the way, which ends once it is full.
void LeadTimeWatch::keep(Entry& entry, const Start& start) {
  const auto place = [&]() -> Start& {
    return entry.starts[static_cast<std::size_t>(start.body) & (entry.starts.size() - 1)];
  };
  while (place().body >= 0 && entry.starts.size() < most_starts_) {
    std::vector<Start> longer(2 * entry.starts.size());
    for (const Start& one : entry.starts) {
      if (one.body >= 0) longer[static_cast<std::size_t>(one.body) & (longer.size() - 1)] = one;
    }
    entry.starts = std::move(longer);
  }
  place() = start;
}

void LeadTimeWatch::left(std::int64_t body, std::int64_t at_ms) {
  const bool counts = at_ms > from_ms_ && at_ms <= to_ms_;
  if (counts) {
    const auto interval = std::ranges::lower_bound(interval_end_ms_, at_ms);
    ++parts_[static_cast<std::size_t>(interval - interval_end_ms_.begin())];
  }
  for (Entry& entry : entries_) {
    Start& start = entry.starts[static_cast<std::size_t>(body) & (entry.starts.size() - 1)];
    if (start.body != body) continue;
    if (counts) entry.histogram.add(at_ms - start.at_ms);
    start.body = -1;
  }
}

void LeadTimeWatch::tell(ReplicationResult& result) const {
  result.parts_by_interval = parts_;
  for (const Entry& entry : entries_) {
    LeadTimes one{entry.station, entry.histogram.count(), entry.histogram.mean_ms(), {}};
    for (const double share : kLeadTimeShares) {
      one.quantile_ms.push_back(entry.histogram.quantile_ms(share));
    }
    result.lead_times.push_back(std::move(one));
  }
}

}  // namespace darkline

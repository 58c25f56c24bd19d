#include "twin/study/buffer_allocation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"
#include "twin/line/lane_engine.h"
#include "twin/line/replications.h"
#include "twin/line/screening.h"
#include "twin/study/selection.h"

namespace darkline {
namespace {

using Places = std::vector<std::int64_t>;

// Added to the seed for screening: any constant that nobody uses as a step between seeds.
constexpr std::uint64_t kScreeningStep = 0x9E37'79B9'7F4A'7C15ULL;
constexpr std::size_t kPairsTried = 3;  // of links, for each step of the climb

// Ways to share `places` among `links`, or more than `most`.
std::size_t ways(std::int64_t places, std::size_t links, std::size_t most) {
  double n = 1.0;
  for (std::size_t k = 1; k < links; ++k) {
    n *= (static_cast<double>(places) + static_cast<double>(k)) / static_cast<double>(k);
    if (n > 2.0 * static_cast<double>(most)) return most + 1;
  }
  return static_cast<std::size_t>(std::llround(n));
}

void enumerate(Places& so_far, std::size_t at, std::int64_t left, std::vector<Places>& all) {
  if (at + 1 == so_far.size()) {
    so_far[at] = left;
    all.push_back(so_far);
    return;
  }
  for (std::int64_t n = left; n >= 0; --n) {
    so_far[at] = n;
    enumerate(so_far, at + 1, left - n, all);
  }
}

// `places` in the proportions of `before` (equal where that has none), by largest remainder.
Places in_proportion(std::int64_t places, const Places& before) {
  const auto sum =
      static_cast<double>(std::accumulate(before.begin(), before.end(), std::int64_t{0}));
  Places all;
  std::vector<std::pair<double, std::size_t>> remainders;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const double share =
        sum > 0.0 ? static_cast<double>(before[i]) / sum : 1.0 / static_cast<double>(before.size());
    const double exact = static_cast<double>(places) * share;
    all.push_back(static_cast<std::int64_t>(exact));
    remainders.emplace_back(static_cast<double>(all.back()) - exact, i);
  }
  std::sort(remainders.begin(), remainders.end());
  std::int64_t left = places - std::accumulate(all.begin(), all.end(), std::int64_t{0});
  for (std::size_t k = 0; left > 0; ++k, --left) ++all[remainders[k % remainders.size()].second];
  return all;
}

class Allocator {
 public:
  Allocator(const LineModel& line, const std::vector<std::size_t>& links,
            const AllocationOptions& options)
      : line_(line), links_(links), options_(options) {
    for (const std::size_t link : links) before_.push_back(line.links[link].places);
  }

  AllocationResult run() {
    AllocationResult result;
    result.all_screened = ways(options_.places, links_.size(), kMostEnumerated) <= kMostEnumerated;
    if (result.all_screened) {
      screen_all();
    } else {
      climb();
    }
    select(result);
    result.screened = screened_.size();
    return result;
  }

 private:
  LineModel with(const Places& places) const {
    LineModel line = line_;
    for (std::size_t i = 0; i < links_.size(); ++i) line.links[links_[i]].places = places[i];
    return line;
  }

  void tell(std::size_t ahead, const std::string& what) const {
    if (options_.stop.stop_requested()) throw Interrupted("stopped: run the same command again");
    if (options_.progress) options_.progress(done_, done_ + ahead, what);
  }

  Estimate screen_one(const Places& places) const {
    const LineModel line = with(places);
    const std::uint64_t seed = options_.seed + kScreeningStep;
    const int n = options_.screening_replications;
    if (why_no_lanes(line).empty()) {
      const Screening lanes = screen(line, seed, n, std::clamp(n / 8, 4, 64), options_.jobs,
                                     instruction_sets().back(), {}, options_.stop);
      return {lanes.corrected_parts_out.mean * options_.jph_per_part,
              lanes.corrected_parts_out.half_width * options_.jph_per_part,
              static_cast<std::size_t>(n)};
    }
    return estimate_mean(jph_of(run_replications(line, seed, n, options_.jobs, {}, options_.stop)),
                         0.95);
  }

  std::vector<double> jph_of(const LineResult& result) const {
    std::vector<double> values;
    for (const ReplicationResult& one : result.replications) {
      values.push_back(static_cast<double>(one.parts_out) * options_.jph_per_part);
    }
    return values;
  }

  double jph(const Places& places, std::size_t ahead) {
    const auto known = screened_.find(places);
    if (known != screened_.end()) return known->second.mean;
    tell(ahead, "screening allocations");
    ++done_;
    return (screened_[places] = screen_one(places)).mean;
  }

  void screen_all() {
    std::vector<Places> all;
    Places first(links_.size(), 0);
    enumerate(first, 0, options_.places, all);
    for (std::size_t i = 0; i < all.size(); ++i) jph(all[i], all.size() - i);
  }

  void climb() {
    Places at = in_proportion(options_.places, before_);
    const auto share = options_.places / static_cast<std::int64_t>(links_.size());
    std::int64_t step = 1;
    while (2 * step <= share) step *= 2;
    for (; step >= 1; step /= 2) {
      while (moved(at, step)) {
      }
    }
  }

  // Moves `step` places from where they matter least to where they matter most, if that helps.
  bool moved(Places& at, std::int64_t step) {
    const double now = jph(at, 2 * links_.size());
    const auto n = links_.size();
    std::vector<double> gain(n), loss(n);
    for (std::size_t i = 0; i < n; ++i) {
      Places other = at;
      other[i] += step;
      gain[i] = jph(other, 2 * (n - i)) - now;
      other[i] = at[i] - step;
      loss[i] = other[i] < 0 ? 0.0 : now - jph(other, 2 * (n - i));
    }
    std::vector<std::pair<double, std::pair<std::size_t, std::size_t>>> pairs;
    for (std::size_t from = 0; from < n; ++from) {
      for (std::size_t to = 0; to < n && at[from] >= step; ++to) {
        if (from != to) pairs.push_back({loss[from] - gain[to], {from, to}});
      }
    }
    std::sort(pairs.begin(), pairs.end());
    for (std::size_t k = 0; k < std::min(kPairsTried, pairs.size()); ++k) {
      Places other = at;
      other[pairs[k].second.first] -= step;
      other[pairs[k].second.second] += step;
      if (jph(other, kPairsTried - k) <= now) continue;
      at = other;
      return true;
    }
    return false;
  }

  // The best of those screened that use all places.
  std::vector<Places> best_screened() const {
    std::vector<Places> all;
    for (const auto& [places, estimate] : screened_) {
      if (std::accumulate(places.begin(), places.end(), std::int64_t{0}) == options_.places) {
        all.push_back(places);
      }
    }
    std::stable_sort(all.begin(), all.end(), [&](const Places& a, const Places& b) {
      return screened_.at(a).mean > screened_.at(b).mean;
    });
    if (all.size() > kMostFinalists) all.resize(kMostFinalists);
    return all;
  }

  void select(AllocationResult& result) {
    const std::vector<Places> all = best_screened();
    std::vector<LineResult> runs(all.size() + 1);  // the last is the line as it was
    const auto values_of = [&](std::size_t which, std::size_t first, std::size_t n) {
      LineResult& run = runs[which];
      const LineModel line = with(which == all.size() ? before_ : all[which]);
      if (run.replications.empty()) {
        run.seed = options_.seed;
        run.window_ms = line.window_ms();
        run.engine = engine_for(line);
      }
      tell(options_.first_replications * all.size(), "selecting");
      // one by one, and more by the batch: threads share a batch
      const std::size_t batch = std::max<std::size_t>(10, n);
      if (run.replications.size() < first + n) {
        add_replications(run, line, static_cast<int>(first + batch), options_.jobs, {},
                         options_.stop);
      }
      const std::vector<double> values = jph_of(run);
      const auto begin = values.begin() + static_cast<std::ptrdiff_t>(first);
      return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(n));
    };
    const Selection selection =
        select_most(all.size(), values_of,
                    {.indifference = options_.indifference_jph,
                     .confidence = options_.confidence,
                     .first = options_.first_replications,
                     .most = std::max(options_.first_replications, options_.most_replications)});
    result.guaranteed = selection.guaranteed;
    const std::vector<double> best = jph_of(runs[selection.best]);
    const auto row = [&](const Places& places, const Estimate& estimate, std::size_t which) {
      Allocation one{places, {}, estimate, {}};
      if (screened_.count(places) != 0) one.screened_jph = screened_.at(places);
      const std::vector<double> own = jph_of(runs[which]);
      const std::size_t n = std::min(own.size(), best.size());
      one.behind =
          paired_difference(std::span(own).first(n), std::span(best).first(n), options_.confidence);
      return one;
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
      result.finalists.push_back(row(all[i], selection.estimates[i], i));
    }
    std::rotate(result.finalists.begin(),
                result.finalists.begin() + static_cast<std::ptrdiff_t>(selection.best),
                result.finalists.begin() + static_cast<std::ptrdiff_t>(selection.best) + 1);
    std::stable_sort(
        result.finalists.begin() + 1, result.finalists.end(),
        [](const Allocation& a, const Allocation& b) { return a.net_jph.mean > b.net_jph.mean; });
    const std::size_t n = result.finalists.front().net_jph.n;
    const std::vector<double> was = values_of(all.size(), 0, n);
    result.before = row(before_, estimate_mean(was, options_.confidence), all.size());
  }

  const LineModel& line_;
  const std::vector<std::size_t>& links_;
  const AllocationOptions& options_;
  Places before_;
  std::map<Places, Estimate> screened_;
  std::size_t done_ = 0;
};

}  // namespace

AllocationResult allocate_places(const LineModel& line, const std::vector<std::size_t>& links,
                                 const AllocationOptions& options) {
  DARKLINE_CHECK(!links.empty() && options.places >= 0,
                 fmt::format("{} places for {} links", options.places, links.size()));
  return Allocator(line, links, options).run();
}

}  // namespace darkline

#include "twin/kpi/line_screening.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"
#include "twin/line/lane_engine.h"
#include "twin/line/screening.h"

namespace darkline {
namespace {

constexpr double kMsPerHour = 3.6e6;
// Added to the seed for screening: any constant that nobody uses as a step between seeds.
constexpr std::uint64_t kScreeningStep = 0x9E37'79B9'7F4A'7C15ULL;

// Good bodies per hour of a body in the window.
double jph_per_part(const ScreenCandidate& candidate) {
  return candidate.good_share * kMsPerHour / static_cast<double>(candidate.line.window_ms());
}

std::vector<double> net_jph_of(const ScreenCandidate& candidate,
                               const std::vector<ReplicationResult>& replications) {
  std::vector<double> values;
  for (const ReplicationResult& one : replications) {
    values.push_back(static_cast<double>(one.parts_out) * jph_per_part(candidate));
  }
  return values;
}

ScreenedLine screen_one(const ScreenCandidate& candidate, std::uint64_t seed,
                        const LineScreeningOptions& options) {
  ScreenedLine found;
  found.why_not_lanes = why_no_lanes(candidate.line);
  if (!found.why_not_lanes.empty()) {
    const LineResult result = run_replications(candidate.line, seed, options.replications,
                                               options.jobs, {}, options.stop);
    found.net_jph = estimate_mean(net_jph_of(candidate, result.replications), kScreeningConfidence);
    found.corrected_jph = found.net_jph;
    return found;
  }
  const Screening screened = screen(candidate.line, seed, options.replications, options.controls,
                                    options.jobs, instruction_sets().back(), {}, options.stop);
  const auto controls = static_cast<std::size_t>(screened.controls);
  found.approximate = screened.approximate;
  found.left_lanes = screened.left_lanes;
  found.net_jph = estimate_mean(net_jph_of(candidate, screened.replications), kScreeningConfidence);
  found.bias = {screened.bias.mean, screened.bias.half_width, controls};
  found.corrected_jph = found.net_jph;
  if (controls >= 2) {
    const double jph = jph_per_part(candidate);
    found.corrected_jph = {screened.corrected_parts_out.mean * jph,
                           screened.corrected_parts_out.half_width * jph, controls};
  }
  return found;
}

// Confirms the finalists on the same random numbers and puts them in order.
void confirm(LineScreening& result, const std::vector<ScreenCandidate>& candidates, std::size_t n,
             const LineScreeningOptions& options, const std::function<void()>& done) {
  struct Confirmed {
    Finalist finalist;
    std::vector<double> net_jph;
  };
  std::vector<Confirmed> all;
  for (std::size_t i = 0; i < n; ++i) {
    const ScreenCandidate& candidate = candidates[result.ranking[i]];
    const LineResult line = run_replications(
        candidate.line, options.seed, options.confirm_replications, options.jobs, {}, options.stop);
    Confirmed one;
    one.net_jph = net_jph_of(candidate, line.replications);
    one.finalist.candidate = result.ranking[i];
    one.finalist.engine = line.engine.engine;
    one.finalist.net_jph = estimate_mean(one.net_jph, options.confidence);
    all.push_back(std::move(one));
    done();
  }
  std::stable_sort(all.begin(), all.end(), [](const Confirmed& a, const Confirmed& b) {
    return a.finalist.net_jph.mean > b.finalist.net_jph.mean;
  });
  const double others = static_cast<double>(std::max<std::size_t>(n, 2) - 1);
  const double each = 1.0 - (1.0 - options.confidence) / others;
  for (std::size_t i = 0; i < n; ++i) {
    Finalist& finalist = all[i].finalist;
    if (i > 0) {
      finalist.behind = paired_difference(all[i].net_jph, all[0].net_jph, each);
      finalist.told_apart = finalist.behind.difference.mean > finalist.behind.difference.half_width;
    }
    result.finalists.push_back(finalist);
  }
}

std::size_t count_close(const LineScreening& result, std::size_t n) {
  const Estimate& last = result.lines[result.ranking[n - 1]].corrected_jph;
  return static_cast<std::size_t>(
      std::count_if(result.ranking.begin() + static_cast<std::ptrdiff_t>(n), result.ranking.end(),
                    [&](std::size_t i) {
                      const Estimate& one = result.lines[i].corrected_jph;
                      return one.mean + one.half_width >= last.mean;
                    }));
}

std::string verdict_of(const LineScreening& result,
                       const std::vector<ScreenCandidate>& candidates) {
  const Finalist& best = result.finalists.front();
  const std::string figure = fmt::format("{:.2f} +- {:.2f} good bodies an hour", best.net_jph.mean,
                                         best.net_jph.half_width);
  const std::string& name = candidates[best.candidate].name;
  if (result.finalists.size() == 1) return fmt::format("{} gives {}.", name, figure);
  const auto alike = std::find_if(result.finalists.begin() + 1, result.finalists.end(),
                                  [](const Finalist& one) { return !one.told_apart; });
  const auto n_alike = std::count_if(result.finalists.begin() + 1, result.finalists.end(),
                                     [](const Finalist& one) { return !one.told_apart; });
  std::string verdict;
  if (alike == result.finalists.end()) {
    const Finalist& second = result.finalists[1];
    verdict = fmt::format("{} gives most, {}, which is {:.2f} +- {:.2f} more than {}.", name,
                          figure, second.behind.difference.mean,
                          second.behind.difference.half_width, candidates[second.candidate].name);
  } else {
    verdict = fmt::format(
        "{} gives most, {}, but is not told apart from {}{}: the difference is {:.2f} +- {:.2f}.",
        name, figure, candidates[alike->candidate].name,
        n_alike > 1 ? fmt::format(" and {} more", n_alike - 1) : "", alike->behind.difference.mean,
        alike->behind.difference.half_width);
  }
  if (result.close_behind > 0) {
    verdict += fmt::format(
        " {} of those that were not confirmed may be as good as the last finalist: screen with "
        "more replications or confirm more finalists.",
        result.close_behind);
  }
  return verdict;
}

}  // namespace

LineScreening screen_lines(const std::vector<ScreenCandidate>& candidates,
                           const LineScreeningOptions& options) {
  DARKLINE_CHECK(!candidates.empty(), "no line to screen");
  DARKLINE_CHECK(options.finalists >= 1 && options.confirm_replications >= 2,
                 fmt::format("{} finalists of {} replications", options.finalists,
                             options.confirm_replications));
  const std::size_t n = std::min(options.finalists, candidates.size());
  std::size_t done = 0;
  const auto one_more = [&] {
    ++done;
    if (options.progress) options.progress(done, candidates.size() + n);
  };
  LineScreening result;
  result.screening_seed = options.seed + kScreeningStep;
  for (const ScreenCandidate& candidate : candidates) {
    result.lines.push_back(screen_one(candidate, result.screening_seed, options));
    result.largest_bias = std::max(result.largest_bias, std::fabs(result.lines.back().bias.mean));
    one_more();
  }
  result.ranking.resize(candidates.size());
  std::iota(result.ranking.begin(), result.ranking.end(), std::size_t{0});
  std::stable_sort(result.ranking.begin(), result.ranking.end(), [&](std::size_t a, std::size_t b) {
    return result.lines[a].corrected_jph.mean > result.lines[b].corrected_jph.mean;
  });
  result.close_behind = count_close(result, n);
  confirm(result, candidates, n, options, one_more);
  result.verdict = verdict_of(result, candidates);
  return result;
}

}  // namespace darkline

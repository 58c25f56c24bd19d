#include "twin/line/screening.h"

#include <algorithm>
#include <cmath>
#include <mutex>

#include <boost/math/distributions/students_t.hpp>
#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/parallel.h"
#include "twin/line/flow_engine.h"
#include "twin/line/lane_engine.h"

namespace darkline {
namespace {

double mean_of(const std::vector<double>& x) {
  double sum = 0.0;
  for (const double one : x) sum += one;
  return sum / static_cast<double>(x.size());
}

double variance_of(const std::vector<double>& x) {
  if (x.size() < 2) return 0.0;
  const double mean = mean_of(x);
  double squares = 0.0;
  for (const double one : x) squares += (one - mean) * (one - mean);
  return squares / static_cast<double>(x.size() - 1);
}

ScreenedMean with_half_width(double mean, double variance_of_mean, std::size_t n) {
  if (n < 2) return {mean, 0.0};
  const boost::math::students_t t(static_cast<double>(n - 1));
  return {mean, boost::math::quantile(t, 0.975) * std::sqrt(variance_of_mean)};
}

ScreenedMean mean_with_half_width(const std::vector<double>& x) {
  return with_half_width(mean_of(x), variance_of(x) / static_cast<double>(x.size()), x.size());
}

ReplicationResult by_flow(const LineModel& model, std::uint64_t seed, std::size_t replication) {
  return simulate(model, seed, static_cast<std::uint32_t>(replication), LineEngineKind::flow);
}

void estimate(const std::vector<double>& x, const std::vector<double>& y, Screening& result) {
  const auto n = static_cast<double>(x.size());
  const auto m = static_cast<double>(y.size());
  std::vector<double> shift, rest, bias;
  const double exact = mean_of(y);
  for (std::size_t i = 0; i < y.size(); ++i) {
    shift.push_back(y[i] - x[i]);
    rest.push_back(y[i] - (1.0 - m / n) * x[i]);
    bias.push_back((x[i] - y[i]) / exact);
  }
  result.bias = mean_with_half_width(bias);
  result.corrected_parts_out =
      with_half_width(mean_of(x) + mean_of(shift),
                      variance_of(rest) / m + (n - m) / (n * n) * variance_of(x), y.size());
}

// Whether the lanes are surely as near as they are to be.
bool is_good(const Screening& one) {
  return std::fabs(one.bias.mean) + one.bias.half_width <= kMostLaneBias;
}

}  // namespace

Screening screen(const LineModel& model, std::uint64_t seed, int replications, int controls,
                 int jobs, InstructionSet isa, const ReplicationProgress& progress,
                 std::stop_token stop) {
  if (const std::string why = why_no_lanes(model); !why.empty()) {
    throw InputError({.found = why, .mend = "simulate it without screening"});
  }
  DARKLINE_CHECK(replications >= 1, fmt::format("{} replications", replications));
  Screening result;
  result.approximate = !model.technicians.empty();
  const auto n = static_cast<std::size_t>(replications);
  const std::size_t blocks = (n + kMostLanes - 1) / kMostLanes;
  result.replications.resize(n);
  std::vector<double> exact(
      result.approximate ? std::min(n, static_cast<std::size_t>(std::max(2, controls))) : 0);
  std::mutex mutex;
  int all = replications + static_cast<int>(exact.size());
  int done = 0;
  const auto tell = [&](std::size_t more, int left) {
    const std::lock_guard lock(mutex);
    done += static_cast<int>(more);
    result.left_lanes += left;
    if (progress) progress(done, all);
  };
  const auto stop_if_asked = [&] {
    if (stop.stop_requested()) throw Interrupted("stopped: run the same command again");
  };
  const auto control = [&](std::size_t i) {
    stop_if_asked();
    exact[i] = static_cast<double>(by_flow(model, seed, i).parts_out);
    tell(1, 0);
  };
  in_parallel(
      blocks + exact.size(), jobs, [] { return 0; },
      [&](int, std::size_t piece) {
        if (piece >= blocks) {
          control(piece - blocks);
          return;
        }
        stop_if_asked();
        const std::size_t first = piece * kMostLanes;
        const std::size_t lanes = std::min<std::size_t>(kMostLanes, n - first);
        LaneEngine engine(model, seed, static_cast<std::uint32_t>(first), static_cast<int>(lanes),
                          isa, {});
        engine.run();
        int left = 0;
        for (std::size_t i = 0; i < lanes; ++i) {
          const bool fits = engine.fits(static_cast<int>(i));
          if (!fits) ++left;
          result.replications[first + i] =
              fits ? engine.result(static_cast<int>(i)) : by_flow(model, seed, first + i);
        }
        tell(lanes, left);
      });
  std::vector<double> x;
  for (const ReplicationResult& one : result.replications) {
    x.push_back(static_cast<double>(one.parts_out));
  }
  result.parts_out = mean_with_half_width(x);
  result.corrected_parts_out = result.parts_out;
  if (exact.size() >= 2) estimate(x, exact, result);
  while (exact.size() < n && exact.size() >= 2 && !is_good(result)) {
    const std::size_t begun = exact.size();
    exact.resize(std::min(n, 2 * begun));
    all += static_cast<int>(exact.size() - begun);
    in_parallel(
        exact.size() - begun, jobs, [] { return 0; },
        [&](int, std::size_t i) { control(begun + i); });
    estimate(x, exact, result);
  }
  result.controls = static_cast<int>(exact.size());
  return result;
}

}  // namespace darkline

#include "viewer/core/comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string_view>

#include <fmt/format.h>

namespace darkline {
namespace {

using Measured = CostCoefficients::Measured;

Pairing pairs_of(const HallSnapshot& here, const HallSnapshot& there,
                 std::vector<std::string>& only_here) {
  std::map<std::string_view, std::size_t> place_of;
  for (std::size_t s = 0; s < there.stations.size(); ++s) {
    place_of.emplace(there.stations[s].address, s);
  }
  Pairing pairs;
  for (const auto& station : here.stations) {
    const auto found = place_of.find(station.address);
    auto& pair = pairs.emplace_back();
    if (found != place_of.end()) {
      pair = found->second;
    } else {
      only_here.push_back(station.address);
    }
  }
  return pairs;
}

std::string text_of(const Measured& measured, int digits) {
  std::string text = fmt::format("{:.{}f}", measured.mean, digits);
  if (measured.half_width) text += fmt::format(" ± {:.{}f}", *measured.half_width, digits);
  return text;
}

// Runs are independent: their errors add as squares.
ComparedFigure figure(Text name, const Measured& first, const Measured& second, int digits,
                      const Texts& texts) {
  ComparedFigure both{
      .name = texts(name), .first = text_of(first, digits), .second = text_of(second, digits)};
  const double difference = second.mean - first.mean;
  both.difference = fmt::format("{:+.{}f}", difference, digits);
  if (first.half_width && second.half_width) {
    const double error = std::hypot(*first.half_width, *second.half_width);
    both.difference +=
        fmt::format(" ± {:.{}f}, {}", error, digits,
                    texts(std::abs(difference) > error ? Text::beyond_error : Text::within_error));
  }
  return both;
}

ComparedFigure count(std::string name, std::size_t first, std::size_t second) {
  return {.name = std::move(name),
          .first = std::to_string(first),
          .second = std::to_string(second),
          .difference = fmt::format("{:+}", static_cast<long>(second) - static_cast<long>(first))};
}

Measured usd_of(double usd, double half_width_usd) {
  Measured measured{.mean = usd, .half_width = {}};
  if (std::isfinite(half_width_usd)) measured.half_width = half_width_usd;
  return measured;
}

std::string bottleneck_of(const HallSnapshot& hall) {
  const auto found = std::find_if(hall.stations.begin(), hall.stations.end(),
                                  [](const auto& station) { return station.bottleneck; });
  return found == hall.stations.end() ? "-" : found->address;
}

}  // namespace

StationPairs pair_stations(const HallSnapshot& first, const HallSnapshot& second) {
  StationPairs pairs;
  pairs.second_of = pairs_of(first, second, pairs.only_first);
  pairs.first_of = pairs_of(second, first, pairs.only_second);
  return pairs;
}

std::vector<ComparedFigure> compared_figures(const HallSnapshot& first, const CostTicker* costs,
                                             const HallSnapshot& second,
                                             const CostTicker* second_costs, const Texts& texts) {
  std::vector<ComparedFigure> rows = {
      count(texts(Text::figure_robots), first.robots.size(), second.robots.size()),
      count(texts(Text::figure_stations), first.stations.size(), second.stations.size())};
  const std::string one = bottleneck_of(first), other = bottleneck_of(second);
  if (one != "-" || other != "-") {
    rows.push_back({texts(Text::bottleneck), one, other,
                    texts(one == other ? Text::compare_same : Text::compare_another)});
  }
  if (costs == nullptr || second_costs == nullptr) return rows;
  const auto add = [&](Text name, const Measured& a, const Measured& b, int digits) {
    rows.push_back(figure(name, a, b, digits, texts));
  };
  const CostCoefficients &a = costs->coefficients(), &b = second_costs->coefficients();
  const CostAt &at = costs->now(), &other_at = second_costs->now();
  add(Text::figure_bodies, a.bodies_per_year, b.bodies_per_year, 0);
  add(Text::figure_energy, a.kwh_per_body, b.kwh_per_body, 2);
  const double error_usd = at.conversion_half_width_usd;
  const double other_error_usd = other_at.conversion_half_width_usd;
  add(Text::figure_conversion, usd_of(at.conversion_usd, error_usd),
      usd_of(other_at.conversion_usd, other_error_usd), 2);
  add(Text::figure_body_in_white, usd_of(at.body_in_white_usd, error_usd),
      usd_of(other_at.body_in_white_usd, other_error_usd), 2);
  add(Text::figure_landed, usd_of(at.landed_usd, at.landed_half_width_usd),
      usd_of(other_at.landed_usd, other_at.landed_half_width_usd), 2);
  return rows;
}

}  // namespace darkline

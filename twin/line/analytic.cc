#include "twin/line/analytic.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include <fmt/format.h>

#include "models/base/error.h"
#include "twin/line/markov_chain.h"

namespace darkline {
namespace {

void check_rates(const FailureRates& rates) {
  DARKLINE_CHECK(rates.fail >= 0.0 && rates.repair > 0.0,
                 fmt::format("fail {}, repair {}", rates.fail, rates.repair));
}

// States of two machines and a level: both up first, so that state 0 is level 0, both up.
std::size_t state_of(int level, bool up1, bool up2) {
  return static_cast<std::size_t>(level) * 4 + (up1 ? 0U : 2U) + (up2 ? 0U : 1U);
}

constexpr std::array<bool, 2> kUpDown = {true, false};

// The chance that a machine is up after the changes of a cycle.
double up_after(const FailureRates& rates, bool up, bool works) {
  if (!up) return rates.repair;
  return works ? 1.0 - rates.fail : 1.0;
}

constexpr double kSettled = 1e-13;
constexpr int kMostSweeps = 100'000;

}  // namespace

double two_exponential_stations(double mu1, double mu2, int places) {
  DARKLINE_CHECK(mu1 > 0.0 && mu2 > 0.0 && places >= 0, fmt::format("{} places", places));
  if (mu1 == mu2) return mu1 * (places + 2) / (places + 3);
  const double r = mu1 / mu2;
  return mu1 * (1.0 - std::pow(r, places + 2)) / (1.0 - std::pow(r, places + 3));
}

double two_machines_unit_cycle(FailureRates first, FailureRates second, int most_level) {
  check_rates(first);
  check_rates(second);
  DARKLINE_CHECK(most_level >= 1, fmt::format("level {}", most_level));
  RateMatrix chance(state_of(most_level, false, false) + 1);
  for (auto& row : chance) row.assign(chance.size(), 0.0);
  std::vector<double> output(chance.size());  // chance of a part in the cycle that starts there
  for (int level = 0; level <= most_level; ++level) {
    const bool room = level < most_level;
    const bool parts = level > 0;
    for (const bool up1 : kUpDown) {
      for (const bool up2 : kUpDown) {
        const std::size_t from = state_of(level, up1, up2);
        const double a = up_after(first, up1, room);
        const double b = up_after(second, up2, parts);
        output[from] = parts ? b : 0.0;
        for (const bool up1_then : kUpDown) {
          for (const bool up2_then : kUpDown) {
            const int change = (up1_then && room ? 1 : 0) - (up2_then && parts ? 1 : 0);
            chance[from][state_of(level + change, up1_then, up2_then)] +=
                (up1_then ? a : 1.0 - a) * (up2_then ? b : 1.0 - b);
          }
        }
      }
    }
  }
  // With p and r below 1 the level 1, both up, is met from everywhere; state 0 (level 0, both up)
  // is not always in the closed class, so the states are taken in the opposite order of level.
  std::vector<std::size_t> order(chance.size());
  const std::size_t recurrent = state_of(1, true, true);
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::swap(order[0], order[recurrent]);
  RateMatrix ordered(chance.size(), std::vector<double>(chance.size()));
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t j = 0; j < order.size(); ++j) ordered[i][j] = chance[order[i]][order[j]];
  }
  const std::vector<double> weight = stationary_distribution(ordered);
  double throughput = 0.0;
  for (std::size_t i = 0; i < order.size(); ++i) throughput += weight[i] * output[order[i]];
  return throughput;
}

double two_machines_exponential(double mu1, FailureRates first, double mu2, FailureRates second,
                                int most_level) {
  check_rates(first);
  check_rates(second);
  DARKLINE_CHECK(mu1 > 0.0 && mu2 > 0.0 && most_level >= 1, fmt::format("level {}", most_level));
  RateMatrix rate(state_of(most_level, false, false) + 1);
  for (auto& row : rate) row.assign(rate.size(), 0.0);
  for (int level = 0; level <= most_level; ++level) {
    for (const bool up1 : kUpDown) {
      for (const bool up2 : kUpDown) {
        const std::size_t from = state_of(level, up1, up2);
        const auto flows = [&](int to, bool up1_then, bool up2_then, double by) {
          rate[from][state_of(to, up1_then, up2_then)] += by;
        };
        if (!up1) flows(level, true, up2, first.repair);
        if (!up2) flows(level, up1, true, second.repair);
        if (up1 && level < most_level) {
          flows(level + 1, up1, up2, mu1);
          flows(level, false, up2, first.fail);
        }
        if (up2 && level > 0) {
          flows(level - 1, up1, up2, mu2);
          flows(level, up1, false, second.fail);
        }
      }
    }
  }
  const std::vector<double> weight = stationary_distribution(rate);
  double throughput = 0.0;
  for (int level = 1; level <= most_level; ++level) {
    for (const bool up1 : kUpDown) throughput += mu2 * weight[state_of(level, up1, true)];
  }
  return throughput;
}

// Balance of the interior: densities exp(L x) times 1 for each state with one machine up, 1/Y for
// both up, Y for both down; masses at the empty and at the full buffer.
double two_machines_fluid(FailureRates first, FailureRates second, double mu, double capacity) {
  check_rates(first);
  check_rates(second);
  DARKLINE_CHECK(first.fail > 0.0 && second.fail > 0.0 && mu > 0.0 && capacity > 0.0,
                 fmt::format("speed {}, capacity {}", mu, capacity));
  const double p = first.fail + second.fail;
  const double y = p / (first.repair + second.repair);
  const double growth = (-(first.fail + second.repair) + first.repair * y + second.fail / y) / mu;
  const double interior = growth == 0.0 ? capacity : std::expm1(growth * capacity) / growth;
  const double empty_up = mu / second.fail;
  const double empty_down = p * empty_up / first.repair;
  const double full_up = mu * std::exp(growth * capacity) / first.fail;
  const double full_down = p * full_up / second.repair;
  return mu * (interior * (1.0 + 1.0 / y) + empty_up + full_up) /
         (interior * (2.0 + y + 1.0 / y) + empty_up + full_up + empty_down + full_down);
}

double bernoulli_empty(double x, double y, double capacity) {
  if (std::fabs(x - y) < 1e-9) return (1.0 - x) / (capacity + 1.0 - x);
  const double a = x * (1.0 - y) / (y * (1.0 - x));
  return (1.0 - x) * (1.0 - a) / (1.0 - x / y * std::pow(a, capacity));
}

double two_bernoulli_machines(double p1, double p2, int capacity) {
  DARKLINE_CHECK(p1 > 0.0 && p1 < 1.0 && p2 > 0.0 && p2 < 1.0 && capacity >= 1,
                 fmt::format("{} {} {}", p1, p2, capacity));
  return p2 * (1.0 - bernoulli_empty(p1, p2, capacity));
}

double line_without_buffers(const std::vector<FailureRates>& machines) {
  double down_per_work = 0.0;
  for (const FailureRates& machine : machines) {
    check_rates(machine);
    down_per_work += machine.fail / machine.repair;
  }
  return 1.0 / (1.0 + down_per_work);
}

double repair_crew_availability(int machines, int technicians, double mtbf, double mttr) {
  DARKLINE_CHECK(machines >= 1 && technicians >= 1 && mtbf > 0.0 && mttr > 0.0,
                 fmt::format("{} machines, {} technicians", machines, technicians));
  double weight = 1.0;  // of k machines down
  double sum = 0.0;
  double down = 0.0;
  for (int k = 0; k <= machines; ++k) {
    sum += weight;
    down += weight * k;
    weight *= (machines - k) / mtbf / (std::min(k + 1, technicians) / mttr);
  }
  return 1.0 - down / sum / machines;
}

double closed_loop(int pallets, int stations, double mu) {
  DARKLINE_CHECK(pallets >= 1 && stations >= 1 && mu > 0.0, fmt::format("{} pallets", pallets));
  return mu * pallets / (pallets + stations - 1);
}

double wait_in_mm1(double rho, double mu) {
  DARKLINE_CHECK(rho >= 0.0 && rho < 1.0 && mu > 0.0, fmt::format("load {}", rho));
  return rho / (mu * (1.0 - rho));
}

double wait_in_md1(double rho, double mu) {
  return 0.5 * wait_in_mm1(rho, mu);
}

double robot_waits_with_each_part(double a, double b, double d, double e) {
  return 6.0 * d + 6.0 * e + a + b;
}

double robot_serves_both_machines(double a, double b, double d, double e) {
  const double robot = 4.0 * d + 4.0 * e;
  return std::max({8.0 * d + 6.0 * e, a + robot, b + robot});
}

double bernoulli_line(const std::vector<double>& p, const std::vector<double>& capacity) {
  DARKLINE_CHECK(!p.empty() && capacity.size() + 1 == p.size(), fmt::format("{} rates", p.size()));
  for (const double one : p) DARKLINE_CHECK(one > 0.0 && one < 1.0, fmt::format("{}", one));
  for (const double one : capacity) DARKLINE_CHECK(one >= 1.0, fmt::format("{}", one));
  std::vector<double> forward = p, backward = p;
  double before = 0.0;
  for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
    for (std::size_t i = p.size() - 1; i-- > 0;) {
      backward[i] = p[i] * (1.0 - bernoulli_empty(backward[i + 1], forward[i], capacity[i]));
    }
    for (std::size_t i = 1; i < p.size(); ++i) {
      forward[i] = p[i] * (1.0 - bernoulli_empty(forward[i - 1], backward[i], capacity[i - 1]));
    }
    if (std::fabs(forward.back() - before) < kSettled) break;
    before = forward.back();
  }
  return forward.back();
}

double exponential_line(const std::vector<double>& rates, const std::vector<int>& places) {
  DARKLINE_CHECK(rates.size() >= 2 && places.size() + 1 == rates.size(),
                 fmt::format("{} rates", rates.size()));
  const std::size_t pairs = places.size();
  // Pair i: station i slowed by all before it, station i + 1 by all behind it.
  std::vector<double> up(rates.begin(), rates.end() - 1), down(rates.begin() + 1, rates.end());
  const auto pair = [&](std::size_t i) {
    return two_exponential_stations(up[i], down[i], places[i]);
  };
  double before = 0.0;
  for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
    for (std::size_t i = 1; i < pairs; ++i) {
      up[i] = 1.0 / (1.0 / pair(i - 1) + 1.0 / rates[i] - 1.0 / down[i - 1]);
    }
    for (std::size_t i = pairs - 1; i-- > 0;) {
      down[i] = 1.0 / (1.0 / pair(i + 1) + 1.0 / rates[i + 1] - 1.0 / up[i + 1]);
    }
    const double now = pair(0);
    if (std::fabs(now - before) < kSettled) break;
    before = now;
  }
  return pair(0);
}

}  // namespace darkline

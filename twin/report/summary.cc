#include "twin/report/summary.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <fmt/format.h>

#include "twin/economics/cents.h"
#include "twin/report/theory_text.h"
#include "twin/report/wrapped.h"

namespace darkline {
namespace {

constexpr std::size_t kWorstStations = 5;

std::string plus_minus(const Estimate& e, int digits, double scale = 1.0) {
  return fmt::format("{:.{}f} +- {:.{}f}", e.mean * scale, digits, e.half_width * scale, digits);
}

// 255904 as "255,904".
std::string thousands(double value) {
  std::string digits = fmt::format("{:.0f}", std::abs(value));
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return (value < 0 ? "-" : "") + digits;
}

// "1 robot", "820 robots".
std::string counted(std::size_t n, const char* what) {
  return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

std::string heading(const RunResult& r) {
  const Scenario& scenario = r.factory.scenario;
  std::string text = fmt::format("{}\n", scenario.info.title);
  if (scenario.info.teaches != "-") text += fmt::format("  {}\n", scenario.info.teaches);
  text += fmt::format(
      "  {} in {} of {}; takt {:.1f} s, {:.1f} gross jobs per hour\n",
      counted(r.factory.robots.size(), "robot"), counted(r.factory.stations.size(), "station"),
      counted(r.factory.zones.size(), "zone"), scenario.plant.takt_s, r.kpis.takt_jph);
  text +=
      fmt::format("  {} replications of {:.0f} h after {:.0f} h of warm-up, {:.0f} % intervals\n",
                  r.kpis.replications, scenario.simulation.horizon_s / 3600.0,
                  static_cast<double>(r.line.warm_up_ms) / 3.6e6, 100.0 * r.kpis.confidence);
  text += statistics_text(r);
  if (r.kpis.warm_up_short) {
    text +=
        "  ! the warm-up is short: fewer than 10 bodies a station left the line in it; "
        "lengthen simulation.warm_up\n";
  }
  return text;
}

std::string throughput_part(const RunResult& r) {
  const Kpis& k = r.kpis;
  std::string text = "\nLine\n";
  text += fmt::format(
      "  throughput      {} jobs/h net, {} bodies a year in {:.0f} h\n", plus_minus(k.net_jph, 2),
      thousands(k.bodies_per_year.mean) + " +- " + thousands(k.bodies_per_year.half_width),
      k.hours_per_year);
  text += fmt::format(
      "  OEE             {} %  =  availability {:.1f} % x performance {:.1f} % x quality {:.2f} "
      "%\n",
      plus_minus(k.oee, 1, 100.0), 100.0 * k.availability.mean, 100.0 * k.performance.mean,
      100.0 * k.quality.mean);
  text += "  bottleneck      " + wrapped(k.bottleneck.verdict, 18, 100).substr(18);
  text += fmt::format("  lead time       {} min, {} bodies in work\n",
                      plus_minus(k.lead_time_s, 1, 1.0 / 60.0), plus_minus(k.wip, 1));
  if (k.lead_time) {
    text += fmt::format(
        "                  half of the bodies within {:.1f} min, 95 % within {:.1f}, 99 % within "
        "{:.1f}\n",
        k.lead_time->quantile_s[2].mean / 60.0, k.lead_time->quantile_s[4].mean / 60.0,
        k.lead_time->quantile_s[5].mean / 60.0);
  }
  text += theory_text(r);
  text += fmt::format(
      "  energy          {} kWh a body: robots moving {:.2f}, standing {:.2f}, welding {:.2f}, "
      "site {:.2f}\n",
      plus_minus(r.energy.total, 2), r.energy.robots_moving.mean, r.energy.robots_standing.mean,
      r.energy.welding.mean, r.energy.site.mean);
  return text;
}

std::string station_rows(const RunResult& r) {
  std::vector<std::size_t> order(r.kpis.stations.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto active = [&](std::size_t s) {
    return r.kpis.stations[s].working.mean + r.kpis.stations[s].down.mean;
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return active(a) > active(b); });
  const std::size_t n = std::min(kWorstStations, order.size());
  std::string text = fmt::format("\n  {:<28}{:>9}{:>9}{:>9}{:>9}{:>12}\n",
                                 n == order.size() ? "station" : "busiest stations", "working",
                                 "blocked", "starved", "down", "cycle");
  for (std::size_t i = 0; i < n; ++i) {
    const StationKpis& s = r.kpis.stations[order[i]];
    const auto tenths =
        tenths_of_percent({s.working.mean, s.blocked.mean, s.starved.mean, s.down.mean});
    text += fmt::format("  {:<28}", s.address);
    for (const int share : tenths) text += fmt::format("{:>7.1f} %", share / 10.0);
    text += fmt::format("{:>10.1f} s\n", s.mean_cycle_s);
  }
  return text;
}

std::string cells_part(const RunResult& r) {
  std::size_t moved = 0, physics = 0;
  CycleParts mean;
  double peak = 0.0;
  const CycleProfile* slowest = &r.study.profiles.front();
  for (const CycleProfile& profile : r.study.profiles) {
    if (profile.mean_cycle_s() > slowest->mean_cycle_s()) slowest = &profile;
    if (profile.fidelity != Fidelity::bullet) continue;
    ++physics;
    moved += static_cast<std::size_t>(profile.robots_moved);
    mean.move_s += profile.simulated.move_s;
    mean.weld_s += profile.simulated.weld_s;
    mean.wait_s += profile.simulated.wait_s + profile.simulated.zone_wait_s;
    mean.transfer_s += profile.simulated.transfer_s;
    peak = std::max(peak, profile.peak_torque_share);
  }
  std::string text = "\nCells\n";
  text += fmt::format(
      "  {} of {} station programs under physics (Bullet, controller in the loop), {} arms moved; "
      "the rest by process law\n",
      physics, r.study.profiles.size(), moved);
  if (physics > 0) {
    const double n = static_cast<double>(physics);
    text += fmt::format(
        "  welders         move {:.1f} s, weld {:.1f} s, wait {:.1f} s, transfer {:.1f} s on "
        "average; peak torque {:.0f} % of the limit\n",
        mean.move_s / n, mean.weld_s / n, mean.wait_s / n, mean.transfer_s / n, 100.0 * peak);
  }
  text +=
      fmt::format("  slowest         {}: {:.1f} s on average, at most {:.1f} s, of {:.1f} s takt\n",
                  slowest->station, slowest->mean_cycle_s(), slowest->cycle_s.back(),
                  r.factory.scenario.plant.takt_s);
  return text;
}

// Cents add up: each total is that of the items above it.
std::string cost_part(const RunResult& r) {
  std::string text = "\nCost of a body, USD\n";
  const auto row = [&](const std::string& title, double cents, double half_width_usd,
                       const char* note) {
    const std::string half_width = fmt::format("{:.2f}", half_width_usd);
    text += fmt::format("  {:<28}{:>12.2f} +- {}\n", title, cents / 100.0,
                        *note == '\0' ? half_width : fmt::format("{:<8}{}", half_width, note));
  };
  std::vector<double> items_usd;
  for (const CostItemEstimate& each : r.unit_cost.items) {
    items_usd.push_back(each.usd_per_body.mean);
  }
  const std::vector<std::int64_t> cents = cents_that_add_up(items_usd);
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < cents.size(); ++i) {
    const CostItemEstimate& each = r.unit_cost.items[i];
    if (i == kConversionItems) {
      row("= conversion", static_cast<double>(sum), r.unit_cost.conversion.half_width, "");
    }
    if (i == kBodyInWhiteItems) {
      row("= body in white", static_cast<double>(sum), r.unit_cost.body_in_white.half_width, "");
    }
    row(each.item.title, static_cast<double>(cents[i]), each.usd_per_body.half_width,
        each.item.kind == CostKind::fixed ? "fixed, by volume" : "");
    sum += cents[i];
  }
  row("= landed vehicle", static_cast<double>(sum), r.unit_cost.landed.half_width, "");
  return text;
}

std::string change_part(const RunResult& r) {
  if (!r.change) return "";
  std::string text =
      "\nWhat changed\n" + wrapped(change_text(*r.change, r.base_title, r.prices), 2, 100);
  if (r.change->absorbed) {
    text += "\nWhat duty that absorbs\n" +
            wrapped(absorbed_text(*r.change->absorbed, r.base_title, r.factory.scenario.info.title),
                    2, 100);
  }
  return text;
}

// A table over robot price (down) and one duty (across), at the scenario's value of the other.
template <class Duty, class Other, class Value>
std::string price_table(const RunResult& r, const char* title, const std::vector<double>& duties,
                        Duty duty, Other other_is_first, Value value) {
  const auto& prices = r.factory.scenario.table.robot_usd;
  std::string text = fmt::format("\n  {}\n  {:<14}", title, "robot price");
  for (const double d : duties) text += fmt::format("{:>10.1f} %", 100.0 * d);
  text += "\n";
  for (const double price : prices) {
    text += fmt::format("  {:>9.0f} kUSD", price * 1e-3);
    for (const double d : duties) {
      for (const PriceTariffRow& row : r.price_tariff) {
        if (row.at.robot_usd != price || duty(row) != d || !other_is_first(row)) continue;
        text += fmt::format("{:>12.2f}", value(row));
        break;
      }
    }
    text += "\n";
  }
  return text;
}

std::string tariff_part(const RunResult& r) {
  const auto& table = r.factory.scenario.table;
  if (table.robot_usd.empty() || table.robot_duty.empty() || table.vehicle_duty.empty()) return "";
  std::string text = "\nPrices and tariffs, USD per body with the line as it is\n";
  text += price_table(
      r, "conversion cost by duty on robots", table.robot_duty,
      [](const PriceTariffRow& row) { return row.at.robot_duty; },
      [&](const PriceTariffRow& row) { return row.at.vehicle_duty == table.vehicle_duty[0]; },
      [](const PriceTariffRow& row) { return row.conversion.mean; });
  text += price_table(
      r,
      fmt::format("landed vehicle by duty on the vehicle (duty on robots {:.1f} %)",
                  100.0 * table.robot_duty[0])
          .c_str(),
      table.vehicle_duty, [](const PriceTariffRow& row) { return row.at.vehicle_duty; },
      [&](const PriceTariffRow& row) { return row.at.robot_duty == table.robot_duty[0]; },
      [](const PriceTariffRow& row) { return row.landed.mean; });
  text += fmt::format(
      "\n  1 % on the robot price moves conversion cost by {:.2g} % and the landed vehicle by "
      "{:.2g} %\n",
      r.robot_price.of_robot_price.conversion.mean, r.robot_price.of_robot_price.landed.mean);
  return text;
}

}  // namespace

std::string summary_text(const RunResult& result, const std::string& run_folder) {
  return heading(result) + throughput_part(result) + station_rows(result) + cells_part(result) +
         cost_part(result) + change_part(result) + tariff_part(result) +
         fmt::format("\nRun folder {}\n  next: darkline render {}\n", run_folder, run_folder);
}

}  // namespace darkline

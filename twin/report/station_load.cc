#include "twin/report/station_load.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/base/error.h"

namespace darkline {
namespace {

double time_between_transfers_s(const FactoryModel& factory) {
  const auto& plant = factory.scenario.plant;
  return plant.takt_s - plant.transfer_s;
}

void add(StationRow& row, const CycleProfile& profile, double share) {
  row.spots += share * profile.spots;
  row.mean_cycle_s += share * profile.mean_cycle_s();
  row.p5_cycle_s += share * profile.quantile_s(0.05);
  row.p95_cycle_s += share * profile.quantile_s(0.95);
  row.parts.move_s += share * profile.parts.move_s;
  row.parts.weld_s += share * profile.parts.weld_s;
  row.parts.wait_s += share * profile.parts.wait_s;
  row.parts.zone_wait_s += share * profile.parts.zone_wait_s;
  row.parts.transfer_s += share * profile.parts.transfer_s;
  row.parts.dress_s += share * profile.parts.dress_s;
  row.energy_kwh += share * profile.energy_kwh;
  row.peak_torque_share = std::max(row.peak_torque_share, profile.peak_torque_share);
  row.rms_torque_share = std::max(row.rms_torque_share, profile.rms_torque_share);
  row.imbalance += share * profile.imbalance;
}

}  // namespace

double law_weld_load(const FactoryModel& factory, StationId station, std::size_t variant) {
  const Station& at = factory[station];
  const int welders = at.robots_by_role[index_of(RobotRole::spot_welding)];
  const double between_s = time_between_transfers_s(factory);
  if (welders == 0 || between_s <= 0.0) return 0.0;
  const double spots = at.work.spots * factory.variants[variant].work_factor;
  const double work_s = factory.scenario.process.law_spot_s * spots / welders;
  return (work_s + factory.scenario.plant.approach_s) / between_s;
}

double simulated_weld_load(const FactoryModel& factory, const CycleProfile& profile) {
  double sum_s = 0.0;
  int n = 0;
  for (const RobotCycle& robot : profile.robots) {
    if (robot.role != name_of(RobotRole::spot_welding)) continue;
    sum_s += robot.total_s;
    ++n;
  }
  const double between_s = time_between_transfers_s(factory);
  return n == 0 || between_s <= 0.0 ? 0.0 : sum_s / n / between_s;
}

std::vector<StationRow> station_rows(const FactoryModel& factory,
                                     const std::vector<CycleProfile>& profiles) {
  const std::size_t n_variants = factory.variants.size();
  DARKLINE_CHECK(profiles.size() == factory.stations.size() * n_variants,
                 fmt::format("{} profiles", profiles.size()));
  std::vector<StationRow> rows;
  for (std::size_t s = 0; s < factory.stations.size(); ++s) {
    StationRow& row = rows.emplace_back();
    row.station = factory.stations[s].address;
    row.robots = factory.stations[s].robots.size();
    row.fidelity = name_of(profiles[s * n_variants].fidelity);
    for (std::size_t v = 0; v < n_variants; ++v) {
      const CycleProfile& profile = profiles[s * n_variants + v];
      const double share = factory.variants[v].share;
      add(row, profile, share);
      row.robots_moved = std::max(row.robots_moved, static_cast<std::size_t>(profile.robots_moved));
      row.weld_load += share * simulated_weld_load(factory, profile);
      row.law_weld_load += share * law_weld_load(factory, StationId(s), v);
    }
  }
  return rows;
}

std::string station_table(const FactoryModel& factory, const std::vector<StationRow>& rows) {
  std::string text = fmt::format(
      "{}: {} stations, takt {:.1f} s\n\n{:<26}{:>7}{:>7}{:>9}{:>9}{:>8}{:>8}{:>8}{:>8}{:>10}{:>8}"
      "{:>7}{:>9}{:>7}{:>7}{:>11}  {}\n",
      factory.scenario.info.title, rows.size(), factory.scenario.plant.takt_s, "station", "robots",
      "spots", "cycle s", "p95 s", "move", "process", "zones", "answers", "transfer", "load", "law",
      "kWh", "peak", "rms", "imbalance", "fidelity");
  double load = 0.0, law = 0.0, spread = 0.0;
  double least = 1e9, most = 0.0;
  int loaded = 0;
  for (const StationRow& row : rows) {
    const auto share = [&](double part_s) { return 100.0 * part_s / row.mean_cycle_s; };
    text += fmt::format(
        "{:<26}{:>7}{:>7.0f}{:>9.1f}{:>9.1f}{:>6.0f} %{:>6.0f} %{:>6.1f} %{:>6.1f} %{:>8.0f} %"
        "{:>6.0f} %{:>5.0f} %{:>9.4f}{:>5.0f} %{:>5.0f} %{:>9.1f} %  {}\n",
        row.station, fmt::format("{}/{}", row.robots_moved, row.robots), row.spots,
        row.mean_cycle_s, row.p95_cycle_s, share(row.parts.move_s), share(row.parts.weld_s),
        share(row.parts.zone_wait_s), share(row.parts.wait_s), share(row.parts.transfer_s),
        100.0 * row.weld_load, 100.0 * row.law_weld_load, row.energy_kwh,
        100.0 * row.peak_torque_share, 100.0 * row.rms_torque_share, 100.0 * row.imbalance,
        row.fidelity);
    if (row.weld_load <= 0.0) continue;
    ++loaded;
    load += row.weld_load;
    law += row.law_weld_load;
    spread += row.imbalance;
    least = std::min(least, row.weld_load);
    most = std::max(most, row.weld_load);
  }
  if (loaded > 0) {
    text += fmt::format(
        "\nwelders of {} stations are at work {:.0f} % of the time between transfers ({:.0f} to "
        "{:.0f} %); the sizing law says {:.0f} %; imbalance {:.0f} % on average\n",
        loaded, 100.0 * load / loaded, 100.0 * least, 100.0 * most, 100.0 * law / loaded,
        100.0 * spread / loaded);
  }
  text +=
      "robots: under physics / all; move to transfer: shares of the mean cycle, along the robot "
      "that finishes last\nnext: darkline cell SCENARIO STATION explains one of them\n";
  return text;
}

std::string station_table_json(const FactoryModel& factory, const std::vector<StationRow>& rows) {
  nlohmann::ordered_json json{{"schema", "darkline.stations/1"},
                              {"scenario", factory.scenario.info.title},
                              {"takt_s", factory.scenario.plant.takt_s}};
  json["stations"] = nlohmann::ordered_json::array();
  for (const StationRow& row : rows) {
    json["stations"].push_back({{"station", row.station},
                                {"robots", row.robots},
                                {"robots_moved", row.robots_moved},
                                {"spots", row.spots},
                                {"fidelity", row.fidelity},
                                {"mean_cycle_s", row.mean_cycle_s},
                                {"p5_cycle_s", row.p5_cycle_s},
                                {"p95_cycle_s", row.p95_cycle_s},
                                {"move_s", row.parts.move_s},
                                {"process_s", row.parts.weld_s},
                                {"zone_wait_s", row.parts.zone_wait_s},
                                {"wait_s", row.parts.wait_s},
                                {"transfer_s", row.parts.transfer_s},
                                {"dress_s", row.parts.dress_s},
                                {"weld_load", row.weld_load},
                                {"law_weld_load", row.law_weld_load},
                                {"energy_kwh", row.energy_kwh},
                                {"peak_torque_share", row.peak_torque_share},
                                {"rms_torque_share", row.rms_torque_share},
                                {"imbalance", row.imbalance}});
  }
  return json.dump(1) + "\n";
}

}  // namespace darkline

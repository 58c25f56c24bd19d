#include "twin/report/run_files.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/base/content_hash.h"
#include "models/base/file.h"
#include "models/base/version.h"
#include "models/robot/urdf_chain.h"
#include "models/robot/urdf_robot.h"
#include "models/scenario/listed_spots.h"
#include "models/scenario/scenario_reader.h"
#include "twin/report/economics_json.h"
#include "twin/report/hall.h"
#include "twin/report/replications_csv.h"
#include "twin/report/run_cost.h"
#include "twin/report/station_load.h"

namespace darkline {
namespace {

constexpr const char* kSpotList = "spot_list.csv";
constexpr const char* kLedger = "ledger.csv";
constexpr const char* kNodes = "supply_network.csv";
constexpr std::size_t kMostTableBytes = 4U << 20U;

using Json = nlohmann::ordered_json;

Json finite_or_null(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}

// An estimated quantity; a half-width that is not known is null.
Json estimated(const Estimate& estimate, const char* unit, const char* fidelity) {
  return {{"mean", estimate.mean},
          {"half_width", finite_or_null(estimate.half_width)},
          {"n", estimate.n},
          {"unit", unit},
          {"fidelity", fidelity}};
}

Json throughput_json(const Kpis& kpis) {
  return {{"net_jph", estimated(kpis.net_jph, "1/h", "line")},
          {"gross_jph", estimated(kpis.gross_jph, "1/h", "line")},
          {"bodies_per_year", estimated(kpis.bodies_per_year, "1/y", "line")},
          {"takt_jph", kpis.takt_jph},
          {"bound_jph", kpis.bound_jph},
          {"hours_per_year", kpis.hours_per_year},
          {"lead_time_s", estimated(kpis.lead_time_s, "s", "line")},
          {"work_in_process", estimated(kpis.wip, "bodies", "line")},
          {"net_jph_by_replication", kpis.net_jph_by_replication}};
}

// What the numbers of replications, warm-up and precision came to.
Json statistics_json(const RunResult& result) {
  const Kpis& kpis = result.kpis;
  Json json{{"replications", kpis.replications},
            {"warm_up_h", static_cast<double>(result.line.warm_up_ms) / 3.6e6},
            {"warm_up_short", kpis.warm_up_short}};
  if (result.warm_up) {
    json["warm_up_found"] = {
        {"rule", "mser5"},
        {"steady", result.warm_up->found},
        {"mser5_h", static_cast<double>(result.warm_up->mser_ms) / 3.6e6},
        {"ten_bodies_a_station_h", static_cast<double>(result.warm_up->filled_ms) / 3.6e6},
        {"pilots", kPilots},
        {"pilot_h", static_cast<double>(result.warm_up->pilot_ms) / 3.6e6}};
  }
  if (result.precision) {
    Json figures = Json::array();
    for (const Precision::Figure& figure : result.precision->figures) {
      figures.push_back({{"figure", figure.name}, {"relative_half_width", figure.relative}});
    }
    json["precision"] = {{"wanted", result.precision->wanted},
                         {"reached", result.precision->reached},
                         {"figures", std::move(figures)}};
  }
  if (kpis.net_jph_controlled) {
    const Controlled& controlled = *kpis.net_jph_controlled;
    json["net_jph_controlled"] = estimated(controlled.estimate, "1/h", "line");
    json["net_jph_controlled"]["control"] = "repair time beyond its law";
    json["net_jph_controlled"]["variance_ratio"] = controlled.variance_ratio;
  }
  if (kpis.net_jph_batches) {
    json["net_jph_batch_means"] = estimated(kpis.net_jph_batches->estimate, "1/h", "line");
    json["net_jph_batch_means"]["lag_1_correlation"] = kpis.net_jph_batches->lag_1;
    json["net_jph_batch_means"]["batches_too_short"] = kpis.net_jph_batches->too_short;
  }
  return json;
}

Json lead_time_json(const Kpis& kpis) {
  if (!kpis.lead_time) return {};
  Json json{{"from", kpis.lead_time->entry},
            {"mean_s", estimated(kpis.lead_time->mean_s, "s", "line")},
            {"quantiles", Json::array()}};
  for (std::size_t q = 0; q < kpis.lead_time->quantile_s.size(); ++q) {
    json["quantiles"].push_back(
        {{"share", kLeadTimeShares[q]},
         {"seconds", estimated(kpis.lead_time->quantile_s[q], "s", "line")}});
  }
  return json;
}

Json vdi_3423_json(const Kpis& kpis) {
  return {{"technical_availability", estimated(kpis.technical_availability, "1", "line")},
          {"use", estimated(kpis.use, "1", "line")},
          {"organisational_downtime", estimated(kpis.organisational, "1", "line")},
          {"maintenance", estimated(kpis.maintenance, "1", "line")}};
}

Json analytic_json(const std::vector<TwinRow>& rows) {
  Json json = Json::array();
  for (const TwinRow& row : rows) {
    json.push_back({{"figure", row.figure},
                    {"unit", row.unit},
                    {"method", row.method},
                    {"kind", name_of(row.kind)},
                    {"analytic", row.analytic},
                    {"simulated", estimated(row.simulated, row.unit.c_str(), "line")},
                    {"z", row.z},
                    {"flagged", row.flagged}});
  }
  return json;
}

Json oee_json(const Kpis& kpis) {
  return {{"availability", estimated(kpis.availability, "1", "line")},
          {"performance", estimated(kpis.performance, "1", "line")},
          {"quality", estimated(kpis.quality, "1", "line")},
          {"oee", estimated(kpis.oee, "1", "line")},
          {"first_pass_yield", kpis.first_pass_yield}};
}

Json energy_json(const EnergyPerBody& energy) {
  return {{"kwh_per_body", estimated(energy.total, "kWh", "line")},
          {"robots_moving_kwh", estimated(energy.robots_moving, "kWh", "bullet")},
          {"robots_standing_kwh", estimated(energy.robots_standing, "kWh", "line")},
          {"welding_kwh", estimated(energy.welding, "kWh", "process_law")},
          {"site_kwh", estimated(energy.site, "kWh", "process_law")}};
}

Json unit_cost_json(const UnitCostEstimate& cost) {
  Json json{{"conversion", estimated(cost.conversion, "USD", "line")},
            {"body_in_white", estimated(cost.body_in_white, "USD", "line")},
            {"landed", estimated(cost.landed, "USD", "line")},
            {"items", Json::array()}};
  for (const CostItemEstimate& each : cost.items) {
    Json inputs = Json::array();
    for (const CostInput& input : each.item.inputs) {
      inputs.push_back({{"name", input.name},
                        {"value", input.value},
                        {"half_width", finite_or_null(input.half_width)},
                        {"unit", input.unit},
                        {"source", name_of(input.source)}});
    }
    json["items"].push_back({{"name", each.item.name},
                             {"title", each.item.title},
                             {"usd_per_body", estimated(each.usd_per_body, "USD", "line")},
                             {"kind", name_of(each.item.kind)},
                             {"formula", each.item.formula},
                             {"inputs", std::move(inputs)}});
  }
  return json;
}

// The conversion cost by zone, of the mean body.
Json zones_json(const RunResult& result) {
  ItemsUsd items = {};
  for (const CostItemEstimate& each : result.unit_cost.items) {
    items[index_of(each.item.id)] = each.usd_per_body.mean;
  }
  Json rows = Json::array();
  for (const ZoneCost& zone :
       zone_costs(result.prices.scenario, zone_footprints(result.factory), items)) {
    Json row{{"zone", zone.zone},
             {"robots", zone.robots},
             {"conversion_usd", zone.conversion_usd},
             {"items", Json::object()}};
    for (std::size_t i = 0; i < zone.items_usd.size(); ++i) {
      row["items"][info_of(static_cast<CostItemId>(i)).name] = zone.items_usd[i];
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

Json bottleneck_json(const RunResult& result) {
  const Bottleneck& found = result.kpis.bottleneck;
  Json sensitivity = Json::array();
  for (const StationSensitivity& one : found.sensitivity) {
    sensitivity.push_back(
        {{"station", result.factory.stations[one.station].address},
         {"one_percent_faster", estimated(one.faster, "% of throughput", "line")},
         {"repairs_one_percent_shorter", estimated(one.repaired, "% of throughput", "line")}});
  }
  return {{"station", result.factory.stations[found.station].address},
          {"busiest", result.factory.stations[found.busiest].address},
          {"busiest_active", estimated(found.busiest_active, "1", "line")},
          {"sensitivity", std::move(sensitivity)},
          {"verdict", found.verdict}};
}

Json stations_json(const RunResult& result) {
  Json rows = Json::array();
  for (const StationKpis& station : result.kpis.stations) {
    rows.push_back(
        {{"station", station.address},
         {"working", estimated(station.working, "1", "line")},
         {"blocked", estimated(station.blocked, "1", "line")},
         {"starved", estimated(station.starved, "1", "line")},
         {"down", estimated(station.down, "1", "line")},
         {"setup", estimated(station.setup, "1", "line")},
         {"planned", estimated(station.planned, "1", "line")},
         {"stand_alone_availability", estimated(station.stand_alone_availability, "1", "line")},
         {"iso_22400",
          {{"availability", estimated(station.availability, "1", "line")},
           {"effectiveness", estimated(station.effectiveness, "1", "line")},
           {"oee", estimated(station.oee, "1", "line")},
           {"nee", estimated(station.nee, "1", "line")},
           {"allocation_efficiency", estimated(station.allocation_efficiency, "1", "line")},
           {"utilisation_efficiency", estimated(station.utilisation_efficiency, "1", "line")},
           {"throughput_rate", estimated(station.jobs_per_h, "1/h", "line")}}},
         {"vdi_3423_technical_availability",
          estimated(station.technical_availability, "1", "line")},
         {"mean_cycle_s", station.mean_cycle_s}});
  }
  return rows;
}

Json parts_json(const CycleParts& parts) {
  return {{"move_s", parts.move_s},
          {"weld_s", parts.weld_s},
          {"wait_s", parts.wait_s},
          {"zone_wait_s", parts.zone_wait_s},
          {"dress_s", parts.dress_s}};
}

Json robots_json(const CycleProfile& profile) {
  Json rows = Json::array();
  for (const RobotCycle& robot : profile.robots) {
    rows.push_back({{"robot", robot.robot},
                    {"role", robot.role},
                    {"move_s", robot.move_s},
                    {"process_s", robot.process_s},
                    {"zone_wait_s", robot.zone_wait_s},
                    {"wait_s", robot.wait_s},
                    {"dress_s", robot.dress_s},
                    {"total_s", robot.total_s},
                    {"energy_kwh", robot.energy_kwh},
                    {"peak_torque_share", robot.peak_torque_share},
                    {"rms_torque_share", robot.rms_torque_share},
                    {"spots", robot.spots},
                    {"jobs", robot.jobs},
                    {"wear", robot.wear}});
  }
  return rows;
}

Json cells_json(const RunResult& result) {
  Json rows = Json::array();
  for (const CycleProfile& profile : result.study.profiles) {
    Json row{{"station", profile.station},
             {"variant", profile.variant},
             {"fidelity", name_of(profile.fidelity)},
             {"mean_cycle_s", profile.mean_cycle_s()},
             {"p5_cycle_s", profile.quantile_s(0.05)},
             {"p95_cycle_s", profile.quantile_s(0.95)},
             {"longest_cycle_s", profile.cycle_s.back()}};
    row.update(parts_json(profile.parts));
    row["transfer_s"] = profile.parts.transfer_s;
    row["simulated"] = parts_json(profile.simulated);
    row["weld_load"] = simulated_weld_load(result.factory, profile);
    row["imbalance"] = profile.imbalance;
    row["energy_kwh"] = profile.energy_kwh;
    row["peak_torque_share"] = profile.peak_torque_share;
    row["rms_torque_share"] = profile.rms_torque_share;
    row["spots"] = profile.spots;
    row["robots_moved"] = profile.robots_moved;
    row["robots"] = robots_json(profile);
    row["input_hash"] = profile.input_hash;
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string cost_csv(const UnitCostEstimate& cost) {
  std::string csv = "item,kind,usd_per_body,half_width_usd,n,formula\n";
  const auto row = [&](const std::string& name, const char* kind, const Estimate& usd,
                       const std::string& formula) {
    csv += fmt::format("{},{},{},{},{},\"{}\"\n", name, kind, usd.mean, usd.half_width, usd.n,
                       formula);
  };
  for (const CostItemEstimate& each : cost.items) {
    row(each.item.name, name_of(each.item.kind), each.usd_per_body, each.item.formula);
  }
  row("conversion", "total", cost.conversion, "");
  row("body_in_white", "total", cost.body_in_white, "");
  row("landed", "total", cost.landed, "");
  return csv;
}

// Seconds, energy and torque are means over the variants, along the robot that finishes last;
// weld_load is of the welders' mean (station_load.h).
std::string stations_csv(const RunResult& result) {
  std::string csv =
      "station,zone,robots,spots,mean_cycle_s,working,blocked,starved,down,"
      "working_half_width,blocked_half_width,starved_half_width,down_half_width,"
      "stand_alone_availability,jobs_per_h,repairs_per_day,"
      "weld_load,law_weld_load,move_s,process_s,zone_wait_s,wait_s,transfer_s,dress_s,"
      "p5_cycle_s,p95_cycle_s,kwh_per_cycle,peak_torque_share,rms_torque_share,imbalance,"
      "spots_per_cycle,robots_moved,fidelity,effectiveness,oee,allocation_efficiency,"
      "utilisation_efficiency,technical_availability,setup,planned\n";
  const std::vector<StationRow> rows = station_rows(result.factory, result.study.profiles);
  for (std::size_t s = 0; s < result.kpis.stations.size(); ++s) {
    const StationKpis& k = result.kpis.stations[s];
    const Station& station = result.factory.stations[s];
    const StationRow& row = rows[s];
    csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},", k.address,
                       result.factory[station.zone].name, station.robots.size(), station.work.spots,
                       k.mean_cycle_s, k.working.mean, k.blocked.mean, k.starved.mean, k.down.mean,
                       k.working.half_width, k.blocked.half_width, k.starved.half_width,
                       k.down.half_width, k.stand_alone_availability.mean, k.jobs_per_h.mean,
                       k.repairs_per_day.mean);
    csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}", row.weld_load,
                       row.law_weld_load, row.parts.move_s, row.parts.weld_s, row.parts.zone_wait_s,
                       row.parts.wait_s, row.parts.transfer_s, row.parts.dress_s, row.p5_cycle_s,
                       row.p95_cycle_s, row.energy_kwh, row.peak_torque_share, row.rms_torque_share,
                       row.imbalance, row.spots, row.robots_moved, row.fidelity);
    csv += fmt::format(",{},{},{},{},{},{},{}\n", k.effectiveness.mean, k.oee.mean,
                       k.allocation_efficiency.mean, k.utilisation_efficiency.mean,
                       k.technical_availability.mean, k.setup.mean, k.planned.mean);
  }
  return csv;
}

std::string price_tariff_csv(const std::vector<PriceTariffRow>& rows) {
  std::string csv =
      "robot_usd,robot_duty,vehicle_duty,conversion_usd,conversion_half_width_usd,"
      "body_in_white_usd,body_in_white_half_width_usd,landed_usd,landed_half_width_usd\n";
  for (const PriceTariffRow& row : rows) {
    csv += fmt::format("{},{},{},{},{},{},{},{},{}\n", row.at.robot_usd, row.at.robot_duty,
                       row.at.vehicle_duty, row.conversion.mean, row.conversion.half_width,
                       row.body_in_white.mean, row.body_in_white.half_width, row.landed.mean,
                       row.landed.half_width);
  }
  return csv;
}

std::string hall_json(const RunResult& result) {
  HallSnapshot hall = hall_snapshot(result.factory, result.study.profiles, result.recording);
  hall.title = fmt::format("{}: {} robots, {} stations", result.factory.scenario.info.title,
                           result.factory.robots.size(), result.factory.stations.size());
  hall.caption = fmt::format("{:.1f} +- {:.1f} jobs per hour net", result.kpis.net_jph.mean,
                             result.kpis.net_jph.half_width);
  for (std::size_t s = 0; s < hall.stations.size(); ++s) {
    const StationKpis& kpis = result.kpis.stations[s];
    hall.stations[s].working_share = kpis.working.mean;
    hall.stations[s].blocked_share = kpis.blocked.mean;
    hall.stations[s].starved_share = kpis.starved.mean;
    hall.stations[s].down_share = kpis.down.mean;
    hall.stations[s].bottleneck = s == result.kpis.bottleneck.station;
  }
  return to_json(hall);
}

// A file that a text key of the scenario names; none for "-".
std::optional<std::filesystem::path> named_file(const Scenario& scenario, const char* key,
                                                const std::string& name) {
  if (name == "-") return std::nullopt;
  return scenario.path_beside(key, name);
}

// The scenario as it stands in the run folder, where its spot list and ledger lie beside it. Users'
// robots, which bring packages of meshes, stay where they are. What it was compared with is in
// result.json.
std::string scenario_of_folder(const RunResult& result) {
  Scenario scenario = result.factory.scenario;
  if (spot_list_path(scenario)) scenario.process.spot_list = kSpotList;
  if (scenario.trade.ledger != "-") scenario.trade.ledger = kLedger;
  if (scenario.supply.nodes != "-") scenario.supply.nodes = kNodes;
  scenario.info.base.assign(1, '-');
  for (std::string& name : scenario.robot_model) {
    if (!names_robot_file(name)) continue;
    const auto& models = result.factory.robot_models;  // a role without robots has none
    const auto model = std::ranges::find(models, name, &RobotModel::id);
    if (model != models.end()) name = model->file;
  }
  return effective_toml(scenario);
}

std::string provenance_json(const RunResult& result) {
  Json json{{"schema", "darkline.provenance/1"},
            {"program", "darkline"},
            {"version", kVersion},
            {"seed", result.factory.scenario.simulation.seed},
            {"scenario", Json::array()},
            {"robots", Json::array()},
            {"effective_scenario_sha256", sha256_hex(scenario_of_folder(result))},
            {"cell_profiles_sha256", Json::array()}};
  for (const InputFile& file : result.inputs) {
    json["scenario"].push_back({{"file", file.name}, {"sha256", file.sha256}});
  }
  for (const RobotModel& robot : result.factory.robot_models) {
    json["robots"].push_back({{"id", robot.id},
                              {"title", robot.title},
                              {"source", robot.source},
                              {"composite", robot.composite},
                              {"sha256", sha256_hex(read_file(robot.file, kMostUrdfBytes))}});
  }
  std::set<std::string> hashes;
  for (const CycleProfile& profile : result.study.profiles) hashes.insert(profile.input_hash);
  json["cell_profiles_sha256"] = hashes;
  return json.dump(1) + "\n";
}

}  // namespace

std::string result_json(const RunResult& result) {
  const Scenario& scenario = result.factory.scenario;
  Json json{{"schema", "darkline.result/1"},
            {"version", kVersion},
            {"scenario", scenario.info.title},
            {"seed", scenario.simulation.seed},
            {"replications", result.kpis.replications},
            {"confidence", result.kpis.confidence},
            {"warm_up_h", static_cast<double>(result.line.warm_up_ms) / 3.6e6},
            {"horizon_h", scenario.simulation.horizon_s / 3600.0},
            {"warm_up_short", result.kpis.warm_up_short},
            {"factory",
             {{"robots", result.factory.robots.size()},
              {"stations", result.factory.stations.size()},
              {"zones", result.factory.zones.size()}}},
            {"throughput", throughput_json(result.kpis)},
            {"oee", oee_json(result.kpis)},
            {"lead_time", lead_time_json(result.kpis)},
            {"vdi_3423", vdi_3423_json(result.kpis)},
            {"statistics", statistics_json(result)},
            {"analytic", analytic_json(result.analytic)},
            {"energy", energy_json(result.energy)},
            {"bottleneck", bottleneck_json(result)},
            {"unit_cost", unit_cost_json(result.unit_cost)},
            {"cost_by_zone", zones_json(result)},
            {"trade", trade_json(result.prices.trade)},
            {"compute", compute_json(result.prices.compute)},
            {"supply", supply_json(result.prices.supply)},
            {"investment", {{"text", result.investment}}},
            {"resilience", resilience_json(result)},
            {"stations", stations_json(result)},
            {"cells", cells_json(result)}};
  if (result.change) json["change"] = change_json(result);
  return json.dump(1) + "\n";
}

std::vector<NamedBytes> run_files(const RunResult& result) {
  std::vector<NamedBytes> files = {{"result.json", result_json(result)},
                                   {"cost.csv", cost_csv(result.unit_cost)},
                                   {"stations.csv", stations_csv(result)},
                                   {"replications.csv", replications_csv(result)},
                                   {"price_tariff.csv", price_tariff_csv(result.price_tariff)},
                                   {"events.csv", events_csv(result.factory, result.recording)},
                                   {"hall.json", hall_json(result)},
                                   {kCostCoefficientsName, to_json(run_cost_coefficients(result))},
                                   {"scenario.effective.toml", scenario_of_folder(result)},
                                   {"provenance.json", provenance_json(result)}};
  if (const auto list = spot_list_path(result.factory.scenario)) {
    files.emplace_back(kSpotList, read_file(*list, kMostSpotListBytes));
  }
  const Scenario& scenario = result.factory.scenario;
  if (const auto ledger = named_file(scenario, "trade.ledger", scenario.trade.ledger)) {
    files.emplace_back(kLedger, read_file(*ledger, kMostTableBytes));
  }
  if (const auto nodes = named_file(scenario, "supply.nodes", scenario.supply.nodes)) {
    files.emplace_back(kNodes, read_file(*nodes, kMostTableBytes));
  }
  return files;
}

}  // namespace darkline

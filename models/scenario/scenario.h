// What the user asks for: the values of a scenario file, with defaults for what it leaves out.
// Plain data in base units (quantity.h); every field is one row of scenario_schema.h, which says
// what it means, its unit, range and default. The factory is built from it (factory_model.h).
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "models/base/error.h"
#include "models/cell/cycle_variation.h"
#include "models/robot/joint_drive.h"
#include "models/scenario/economics_config.h"

namespace darkline {

// What robots do in a body shop (welding facts, section 4).
enum class RobotRole : std::uint8_t {
  spot_welding,
  joining,  // studs, self-piercing rivets, flow-drill screws, laser
  sealing,
  hemming,
  handling,
  inspection,
};
inline constexpr std::size_t kRoleCount = 6;
inline constexpr std::array<RobotRole, kRoleCount> kRoles = {
    RobotRole::spot_welding, RobotRole::joining,  RobotRole::sealing,
    RobotRole::hemming,      RobotRole::handling, RobotRole::inspection};
const char* name_of(RobotRole role);  // "spot_welding"

template <class T>
using ByRole = std::array<T, kRoleCount>;  // indexed by RobotRole

constexpr std::size_t index_of(RobotRole role) {
  return static_cast<std::size_t>(role);
}

struct ZoneConfig {
  std::string name;                    // "z60_framing"
  std::string title;                   // "Framing inner + outer"
  std::vector<std::int64_t> stations;  // in each of the zone's parallel lines
  std::int64_t spots = 0;              // per body, in the whole zone
  double sealer_m = 0.0;
  std::int64_t studs = 0;
  std::int64_t rivets = 0;  // SPR and FDS
  double laser_m = 0.0;
  double hem_m = 0.0;
  std::int64_t picks = 0;
  ByRole<std::int64_t> robots = {};
  // by the names of flow_rules.h; "-": what the links around it suggest
  std::string passes = "all", join = "-", route = "-";
  Place place;
};

struct LinkConfig {
  std::string from, to;     // zones
  std::int64_t places = 0;  // waiting places between them, in bodies, before buffer_factor
  double travel_s = 0.0;    // along them
  std::string carries = "bodies";
  double share = 0.0;          // of the bodies at its start that take it
  std::string variants = "-";  // those that take it, by name
  std::int64_t carriers = 0;   // on it at the start
  Place place;
};

struct ChangeoverConfig {
  std::string from, to;  // variants
  double time_s = 0.0;
  Place place;
};

struct VariantConfig {
  std::string name;
  double share = 1.0;        // of production; the shares sum to 1
  double work_factor = 1.0;  // on spots and all other work
  Place place;
};

// One class of stops: how often, while working, and for how long.
struct FailureClass {
  double mtbf_s = 0.0;
  double mttr_s = 0.0;
};

struct Scenario {
  std::string file;                     // as given, for messages
  std::map<std::string, Place> places;  // where the file sets a key: "plant.takt"

  // Where `key` was set, or else the file.
  Place place_of(const std::string& key) const;

  // The file `name` that `key` names: from the folder of the file that sets the key, or from that
  // of the scenario if --set does.
  std::filesystem::path path_beside(const std::string& key, const std::string& name) const;

  struct {
    std::string title;
    std::string teaches;
    std::string base;  // scenario that this one is compared with, beside it; "-": none
  } info;

  struct {
    double takt_s, transfer_s, approach_s;
    double shifts_per_day, shift_s, days_per_year;
    double buffer_factor;
    std::int64_t split_from_stations;  // a zone line this long gets a decoupler; 0: never
    std::int64_t split_places;
    double planned_stop_every_s, planned_stop_s;  // every 0: never
    std::int64_t maintenance_every_jobs;          // 0: never
    double maintenance_s;
    double maintenance_interval_s;  // 0: by jobs alone
    double changeover_s;
  } plant = {};

  // Where bodies come from and go to; laws by the names of twin/line/time_law.h.
  struct {
    double supply_every_s;  // 0: there is always a body
    std::int64_t supply_batch;
    std::string supply_law = "constant";
    double supply_shape;
    double dispatch_every_s;  // 0: bodies leave at once
    std::int64_t dispatch_batch;
    std::string dispatch_law = "constant";
    double dispatch_shape;
    std::int64_t yard_places;
  } flow = {};

  ByRole<std::string> robot_model;  // ids of models/robots
  JointDrive drive;                 // of robots whose files state none

  struct {
    double settle_s, close_s, squeeze_s, weld_s, hold_s, open_s, communication_s;
    double expulsion, spread;
    double equalising;  // share of the gun's force that its equaliser leaves to the arm
    double law_spot_s;  // average per spot of the sizing law
    double sealer_speed_m_s, sealer_factor, stud_s, rivet_s;
    double laser_speed_m_s, laser_factor, hem_speed_m_s, hem_passes, hem_factor, pick_s;
    std::int64_t dress_every_spots, dresses_per_cap;
    double dress_s, cap_change_s, dress_hidden;
    std::int64_t measuring_points;  // of each inspection robot
    double measure_s;
    std::string spot_list;  // file beside the scenario; "-": none
  } process = {};

  CycleVariation variation;

  struct {
    FailureClass micro_stop, fixture, gun, tool, robot;
    double repair_cv;
    double repair_factor;
    std::int64_t technicians;  // 0: as many as are asked for
    double staffed_share;      // of a day from its start; the rest is dark
    double dark_repair_factor;
    // by the names of twin/line/time_law.h
    std::string stop_law = "exponential", repair_law = "lognormal";
    double stop_shape, repair_shape;
    std::int64_t specialists;  // of the technicians, who alone repair robots; 0: all do
    double walk_s;             // of a technician past one station
    std::vector<std::int64_t> technicians_by_shift;  // of equal parts of a day; empty: technicians
    std::string calendar_stops = "-";                // classes that fail by the calendar
  } reliability = {};

  struct {
    std::int64_t replications, seed;
    double warm_up_s, horizon_s, confidence;
    std::string robots;        // "welders" or "all"
    std::string physics;       // "bullet", "fleet", "replay" or "surrogate"
    std::string warm_up_rule;  // "fixed" or "mser5"
    double precision;          // relative half-width; 0: none asked for
    std::string precision_of;  // names of figures
    std::int64_t most_replications;
    std::int64_t sensitivity_stations;
  } simulation = {};

  struct {
    double rework, scrap;
    std::string rework_zone = "-";  // whose last station does rework; "-": none
    std::int64_t most_reworks;
    double rework_scrap;  // found where rework is
  } quality = {};

  struct {
    double robot_base_w, robot_hold_w;
    double robot_standby_w, robot_standby_after_s, robot_standby_wake_s;        // after 0: never
    double robot_hibernate_w, robot_hibernate_after_s, robot_hibernate_wake_s;  // after 0: never
    double spot_j;
    double timer_j, cooling_j, air_j, conveyor_j, ventilation_j, lighting_j;  // per body
    double laser_j_per_m;
    double site_factor;
  } energy = {};

  // Unit cost; see twin/economics.
  struct {
    double robot_usd, gun_usd, integration_usd, robot_freight;
    double interest_per_y;
    double robot_life_s, tooling_life_s, building_life_s, salvage;
    double tooling_usd, building_usd;
    double maintenance;
    double direct_heads, support_heads, paid_per_head_s, wage_usd_per_h;
    double energy_usd_per_kwh;
    double spots_per_cap_pair, cap_pair_usd;
    double sealer_usd_per_m, stud_usd, rivet_usd;
    double rework_usd, scrap_usd;
    double edge_box_usd, edge_box_life_s;
    double steel_kg, steel_usd_per_kg, steel_imported, steel_duty, pass_through;
    double rest_of_vehicle_usd, vehicle_freight_usd;
    double robot_duty, gun_duty, cap_duty, vehicle_duty;
    double vehicle_duty_on_freight;
    double installation;
    double technician_share, logistics_share, quality_share;  // of the support heads
    double technician_premium, logistics_premium, quality_premium, supervision_premium;
    double later_shifts, shift_premium;
    double overhead, working_capital_s;
    double edge_duty;
    double training_gpu_h, gpu_usd_per_h, training_usd, base_model_usd;
    double drift_per_y, retrain_s;
  } cost = {};

  TradeConfig trade;
  ComputeConfig compute;
  SupplyConfig supply;
  InvestConfig invest;

  struct {
    std::vector<double> robot_usd, robot_duty, vehicle_duty;
  } table;

  std::vector<ZoneConfig> zones;
  std::vector<LinkConfig> links;
  std::vector<VariantConfig> variants;
  std::vector<ChangeoverConfig> changeovers;
};

}  // namespace darkline

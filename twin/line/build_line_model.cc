#include "twin/line/build_line_model.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "models/base/address.h"
#include "models/base/error.h"
#include "models/base/sim_time.h"

namespace darkline {
namespace {

using ProfileKey = std::pair<std::string, std::string>;  // station, variant
using ProfileMap = std::map<ProfileKey, const CycleProfile*>;

// The numbers of the stop classes' random streams: part of the results, never to be renumbered.
enum StopNumber : std::uint32_t { micro_stop, fixture, gun, tool, robot };

constexpr std::uint32_t kRobotSkill = 1;

[[noreturn]] void refuse(const FactoryModel& factory, const std::string& key,
                         const std::string& found, const std::string& wanted,
                         std::vector<std::string> candidates = {}) {
  throw InputError({.place = factory.scenario.place_of(key),
                    .key = key,
                    .found = found,
                    .wanted = wanted,
                    .candidates = std::move(candidates)});
}

// The law that a key names, around a mean; nothing for the law that stop classes have by default.
std::optional<TimeLaw> law_named(const FactoryModel& factory, const std::string& key,
                                 const std::string& name, LawKind usual, double shape,
                                 double mean_ms) {
  std::vector<std::string> known;
  for (const LawKind kind :
       {LawKind::exponential, LawKind::weibull, LawKind::gamma, LawKind::erlang, LawKind::lognormal,
        LawKind::constant, LawKind::uniform, LawKind::triangular}) {
    known.emplace_back(name_of(kind));
    if (name != known.back()) continue;
    if (kind == usual) return std::nullopt;
    TimeLaw law;
    law.kind = kind;
    law.mean_ms = mean_ms;
    law.shape = kind == LawKind::erlang ? std::max(1.0, std::round(shape)) : shape;
    law.cv = shape;
    law.mode_ms = mean_ms;
    law.high_ms = 2.0 * mean_ms;
    return law;
  }
  refuse(factory, key, "\"" + name + "\"", "the name of a law", nearest_names(name, known));
}

std::vector<std::int64_t> ticks_of(const std::vector<double>& cycle_s) {
  std::vector<std::int64_t> ticks;
  ticks.reserve(cycle_s.size());
  for (const double s : cycle_s) {
    ticks.push_back(std::max<std::int64_t>(1, to_line_duration(s).count()));
  }
  return ticks;
}

std::vector<PeriodicWork> tip_dressing(const FactoryModel& factory, const Station& station,
                                       double spots_per_job) {
  const auto& process = factory.scenario.process;
  const int guns = station.robots_by_role[index_of(RobotRole::spot_welding)];
  if (guns == 0 || spots_per_job <= 0.0 || process.dress_every_spots <= 0) return {};
  const double jobs = static_cast<double>(process.dress_every_spots) * guns / spots_per_job;
  const auto every_jobs = std::max<std::int64_t>(1, static_cast<std::int64_t>(jobs));
  std::vector<PeriodicWork> work;
  const double dress_s = process.dress_s * (1.0 - process.dress_hidden);
  if (dress_s > 0.0) work.push_back({every_jobs, to_line_duration(dress_s).count()});
  if (process.dresses_per_cap > 0 && process.cap_change_s > 0.0) {
    work.push_back(
        {every_jobs * process.dresses_per_cap, to_line_duration(process.cap_change_s).count()});
  }
  return work;
}

std::vector<StopClass> stops_of(const FactoryModel& factory, const Station& station) {
  const auto& reliability = factory.scenario.reliability;
  const auto all = static_cast<double>(station.robots.size());
  const auto guns = static_cast<double>(station.robots_by_role[index_of(RobotRole::spot_welding)]);
  double robots = 0.0;  // in robots of the scenario's MTBF
  for (const RobotId id : station.robots) {
    robots += 1.0 / factory.robot_models[factory[id].model].mtbf_factor;
  }
  std::vector<StopClass> stops;
  const auto add = [&](const char* name, StopNumber number, const FailureClass& failure,
                       double count) {
    if (failure.mtbf_s <= 0.0 || failure.mttr_s <= 0.0 || count <= 0.0) return;
    StopClass stop;
    stop.name = name;
    stop.number = number;
    stop.mtbf_ms = failure.mtbf_s * 1e3 / count;
    stop.mttr_ms = failure.mttr_s * 1e3 * reliability.repair_factor;
    stop.cv = reliability.repair_cv;
    stop.uptime = law_named(factory, "reliability.stop_law", reliability.stop_law,
                            LawKind::exponential, reliability.stop_shape, stop.mtbf_ms);
    stop.repair = law_named(factory, "reliability.repair_law", reliability.repair_law,
                            LawKind::lognormal, reliability.repair_shape, stop.mttr_ms);
    if (number == robot && reliability.specialists > 0) stop.skill = kRobotSkill;
    if (stop.mttr_ms > 0.0) stops.push_back(stop);
  };
  add("micro_stop", micro_stop, reliability.micro_stop, 1.0);
  add("fixture", fixture, reliability.fixture, 1.0);
  add("gun", gun, reliability.gun, guns);
  add("tool", tool, reliability.tool, all - guns);
  add("robot", robot, reliability.robot, robots);
  return stops;
}

LineStation line_station(const FactoryModel& factory, const Station& station,
                         const ProfileMap& profiles) {
  LineStation line;
  line.address = station.address;
  line.entity = stream_entity(station.address);
  line.pace_ms = to_line_duration(factory.scenario.plant.takt_s).count();
  double spots = 0.0;
  for (const Variant& variant : factory.variants) {
    const auto found = profiles.find({station.address, variant.name});
    DARKLINE_CHECK(found != profiles.end() && !found->second->cycle_s.empty(),
                   "no cycle profile of " + station.address + ", variant \"" + variant.name + "\"");
    const CycleProfile& profile = *found->second;
    line.cycle_ms.push_back(ticks_of(profile.cycle_s));
    spots += variant.share * profile.spots;
  }
  line.periodic = tip_dressing(factory, station, spots);
  line.stops = stops_of(factory, station);
  const auto& plant = factory.scenario.plant;
  if (plant.maintenance_every_jobs > 0) {
    const std::int64_t ms = to_line_duration(plant.maintenance_s).count();
    line.maintenance = {{"maintenance", plant.maintenance_every_jobs, 0, ms}};
  }
  const std::size_t variants = factory.variants.size();
  if (const std::int64_t ms = to_line_duration(plant.changeover_s).count();
      ms > 0 && variants > 1) {
    line.changeover_ms.assign(variants, std::vector<std::int64_t>(variants, ms));
    for (std::size_t v = 0; v < variants; ++v) line.changeover_ms[v][v] = 0;
  }
  return line;
}

void add_technicians(const FactoryModel& factory, LineModel& model) {
  const auto& reliability = factory.scenario.reliability;
  const auto n = static_cast<std::size_t>(std::max<std::int64_t>(0, reliability.technicians));
  const auto specialists = static_cast<std::size_t>(reliability.specialists);
  if (specialists > n) {
    refuse(factory, "reliability.specialists", std::to_string(specialists),
           "no more than reliability.technicians, which is " + std::to_string(n));
  }
  model.technicians.resize(n);
  for (std::size_t t = specialists; t < n && specialists > 0; ++t) {
    model.technicians[t].skills &= ~(1U << kRobotSkill);
  }
  const std::int64_t walk_ms = to_line_duration(reliability.walk_s).count();
  for (std::size_t k = 0; k < model.stations.size(); ++k) {
    model.stations[k].walk_ms = static_cast<std::int64_t>(k) * walk_ms;
  }
  model.staffed_ms_of_day = std::llround(reliability.staffed_share * static_cast<double>(kDayMs));
  model.dark_repair_factor = reliability.dark_repair_factor;
}

void add_planned_stops(const FactoryModel& factory, LineModel& model) {
  const auto& plant = factory.scenario.plant;
  const std::int64_t every_ms = to_line_duration(plant.planned_stop_every_s).count();
  const std::int64_t stop_ms = to_line_duration(plant.planned_stop_s).count();
  if (every_ms == 0 || stop_ms == 0) return;
  if (stop_ms >= every_ms) {
    refuse(factory, "plant.planned_stop", "a stop as long as the time between stops",
           "one shorter than plant.planned_stop_every");
  }
  model.calendars = {{"planned stops", every_ms, {{0, every_ms - stop_ms}}}};
  for (LineStation& station : model.stations) station.calendar = 0;
}

void add_rework(const FactoryModel& factory, LineModel& model) {
  const auto& quality = factory.scenario.quality;
  if (quality.rework_zone == "-") return;
  std::vector<std::string> known;
  for (const Zone& zone : factory.zones) {
    known.push_back(zone.name);
    if (zone.name != quality.rework_zone) continue;
    Inspection inspection;
    inspection.rework = quality.rework;
    inspection.most_reworks = quality.most_reworks;
    model.stations[zone.stations.back().index()].inspection = inspection;
    return;
  }
  refuse(factory, "quality.rework_zone", "\"" + quality.rework_zone + "\"",
         "the name of a zone, or -", nearest_names(quality.rework_zone, known));
}

}  // namespace

LineModel build_line_model(const FactoryModel& factory, std::span<const CycleProfile> profiles) {
  ProfileMap by_key;
  for (const CycleProfile& profile : profiles) {
    by_key[{profile.station, profile.variant}] = &profile;
  }
  LineModel model;
  for (const Station& station : factory.stations) {
    model.stations.push_back(line_station(factory, station, by_key));
  }
  for (const auto& link : factory.links) {
    LineLink one{link.from.index(), link.to.index(), link.places};
    one.travel_ms = to_line_duration(link.travel_s).count();
    model.links.push_back(one);
  }
  for (const Variant& variant : factory.variants) model.variant_share.push_back(variant.share);
  add_technicians(factory, model);
  add_planned_stops(factory, model);
  add_rework(factory, model);
  model.exit = factory.exit.index();
  model.warm_up_ms = to_line_duration(factory.scenario.simulation.warm_up_s).count();
  model.horizon_ms =
      model.warm_up_ms + to_line_duration(factory.scenario.simulation.horizon_s).count();
  check_line_model(model);
  return model;
}

}  // namespace darkline

#include "twin/line/build_line_model.h"

#include <algorithm>
#include <cmath>
#include <map>
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
  return line;
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
    model.links.push_back({link.from.index(), link.to.index(), link.places});
  }
  for (const Variant& variant : factory.variants) model.variant_share.push_back(variant.share);
  const auto& reliability = factory.scenario.reliability;
  model.technicians.resize(
      static_cast<std::size_t>(std::max<std::int64_t>(0, reliability.technicians)));
  model.staffed_ms_of_day = std::llround(reliability.staffed_share * static_cast<double>(kDayMs));
  model.dark_repair_factor = reliability.dark_repair_factor;
  model.exit = factory.exit.index();
  model.warm_up_ms = to_line_duration(factory.scenario.simulation.warm_up_s).count();
  model.horizon_ms =
      model.warm_up_ms + to_line_duration(factory.scenario.simulation.horizon_s).count();
  check_line_model(model);
  return model;
}

}  // namespace darkline

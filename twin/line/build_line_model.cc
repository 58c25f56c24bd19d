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
#include "models/scenario/key_values.h"

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

// Names of the classes whose clock is the calendar.
std::vector<std::string> calendar_stops(const FactoryModel& factory) {
  const std::string& text = factory.scenario.reliability.calendar_stops;
  if (text == "-") return {};
  const std::vector<std::string> known = {"micro_stop", "fixture", "gun", "tool", "robot"};
  std::vector<std::string> names = split_list(text);
  for (const std::string& name : names) {
    if (std::ranges::find(known, name) != known.end()) continue;
    refuse(factory, "reliability.calendar_stops", "\"" + name + "\"",
           "micro_stop, fixture, gun, tool or robot, with commas between them",
           nearest_names(name, known));
  }
  return names;
}

std::vector<StopClass> stops_of(const FactoryModel& factory, const Station& station) {
  const auto& reliability = factory.scenario.reliability;
  const auto all = static_cast<double>(station.robots.size());
  const auto guns = static_cast<double>(station.robots_by_role[index_of(RobotRole::spot_welding)]);
  double robots = 0.0;  // in robots of the scenario's MTBF
  for (const RobotId id : station.robots) {
    robots += 1.0 / factory.robot_models[factory[id].model].mtbf_factor;
  }
  const std::vector<std::string> by_calendar = calendar_stops(factory);
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
    if (std::ranges::find(by_calendar, name) != by_calendar.end()) stop.clock = StopsBy::calendar;
    if (stop.mttr_ms > 0.0) stops.push_back(stop);
  };
  add("micro_stop", micro_stop, reliability.micro_stop, 1.0);
  add("fixture", fixture, reliability.fixture, 1.0);
  add("gun", gun, reliability.gun, guns);
  add("tool", tool, reliability.tool, all - guns);
  add("robot", robot, reliability.robot, robots);
  return stops;
}

JoinRule join_rule(Joining joining) {
  switch (joining) {
    case Joining::assembly:
      return JoinRule::each_in_its_place;
    case Joining::together:
      return JoinRule::all_together;
    case Joining::merge:
      break;
  }
  return JoinRule::merge;
}

RouteRule route_rule(Routing routing) {
  switch (routing) {
    case Routing::all:
      return RouteRule::all;
    case Routing::share:
      return RouteRule::by_share;
    case Routing::variant:
      return RouteRule::by_variant;
    case Routing::turn:
      return RouteRule::round_robin;
    case Routing::first_free:
      return RouteRule::first_free;
    case Routing::fewest:
      break;
  }
  return RouteRule::fewest;
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
  const std::int64_t maintenance_ms = to_line_duration(plant.maintenance_s).count();
  if (plant.maintenance_every_jobs > 0) {
    line.maintenance.push_back({"maintenance", plant.maintenance_every_jobs, 0, maintenance_ms});
  }
  if (const auto ms = to_line_duration(plant.maintenance_interval_s).count(); ms > 0) {
    line.maintenance.push_back({"maintenance by time", 0, ms, maintenance_ms});
  }
  line.join = join_rule(station.joining);
  line.route = route_rule(station.routing);
  return line;
}

// Sequence-dependent: [from][to], plant.changeover where the scenario says nothing of the two.
std::vector<std::vector<std::int64_t>> changeovers(const FactoryModel& factory) {
  const std::size_t n = factory.variants.size();
  const std::int64_t usual = to_line_duration(factory.scenario.plant.changeover_s).count();
  std::vector<std::string> known;
  for (const Variant& variant : factory.variants) known.push_back(variant.name);
  const auto number_of = [&](const std::string& name, const char* key, const Place& place) {
    const auto at = std::ranges::find(known, name);
    if (at != known.end()) return static_cast<std::size_t>(at - known.begin());
    throw InputError({.place = place,
                      .key = key,
                      .found = "\"" + name + "\"",
                      .wanted = "the name of a variant",
                      .candidates = nearest_names(name, known)});
  };
  std::vector<std::vector<std::int64_t>> ms(n, std::vector<std::int64_t>(n, usual));
  for (std::size_t v = 0; v < n; ++v) ms[v][v] = 0;
  for (const ChangeoverConfig& one : factory.scenario.changeovers) {
    const std::size_t from = number_of(one.from, "changeover.from", one.place);
    ms[from][number_of(one.to, "changeover.to", one.place)] = to_line_duration(one.time_s).count();
  }
  const auto takes_time = [](const auto& row) {
    return std::ranges::any_of(row, [](std::int64_t one) { return one > 0; });
  };
  return std::ranges::any_of(ms, takes_time) ? ms : decltype(ms){};
}

void add_energy_saving(const FactoryModel& factory, LineModel& model) {
  const auto& energy = factory.scenario.energy;
  if (energy.robot_standby_after_s <= 0.0 && energy.robot_hibernate_after_s <= 0.0) return;
  EnergySaving saving;
  const auto after = [](double s) { return s > 0.0 ? to_line_duration(s).count() : kNeverMs; };
  saving.standby_after_ms = after(energy.robot_standby_after_s);
  saving.hibernate_after_ms = after(energy.robot_hibernate_after_s);
  saving.standby_wake_ms = to_line_duration(energy.robot_standby_wake_s).count();
  saving.hibernate_wake_ms = to_line_duration(energy.robot_hibernate_wake_s).count();
  if (energy.robot_standby_after_s <= 0.0) {
    saving.standby_after_ms = saving.hibernate_after_ms;  // straight into the deeper state
  } else if (saving.hibernate_after_ms < saving.standby_after_ms) {
    refuse(factory, "energy.robot_hibernate_after", "hibernation before standby",
           "a time no shorter than energy.robot_standby_after");
  }
  for (LineStation& station : model.stations) station.energy = saving;
}

// A technician for each stretch of parts of a day in which as many are on duty.
void add_technicians_by_shift(const FactoryModel& factory, LineModel& model) {
  const auto& reliability = factory.scenario.reliability;
  const std::vector<std::int64_t>& duty = reliability.technicians_by_shift;
  const std::string key = "reliability.technicians_by_shift";
  constexpr std::size_t kMostShifts = 96;
  if (duty.size() > kMostShifts) {
    refuse(factory, key, std::to_string(duty.size()) + " parts of a day", "at most 96");
  }
  const std::int64_t most = *std::ranges::max_element(duty);
  if (most == 0) refuse(factory, key, "nobody", "at least one technician at some time of the day");
  if (reliability.specialists > most) {
    refuse(factory, "reliability.specialists", std::to_string(reliability.specialists),
           "no more than the " + std::to_string(most) + " of " + key);
  }
  const auto n = static_cast<std::int64_t>(duty.size());
  for (std::int64_t level = 0; level < most; ++level) {
    for (std::int64_t from = 0; from < n; ++from) {
      const auto here = [&](std::int64_t part) {
        return duty[static_cast<std::size_t>(part)] > level;
      };
      if (!here(from)) continue;
      std::int64_t to = from;
      while (to < n && here(to)) ++to;
      Technician one;
      one.from_ms_of_day = kDayMs * from / n;
      one.to_ms_of_day = kDayMs * to / n;
      if (reliability.specialists > 0 && level >= reliability.specialists) {
        one.skills &= ~(1U << kRobotSkill);
      }
      model.technicians.push_back(one);
      from = to;
    }
  }
}

void add_technicians_at_all_hours(const FactoryModel& factory, LineModel& model) {
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
}

void add_technicians(const FactoryModel& factory, LineModel& model) {
  const auto& reliability = factory.scenario.reliability;
  if (reliability.technicians_by_shift.empty()) {
    add_technicians_at_all_hours(factory, model);
  } else {
    add_technicians_by_shift(factory, model);
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

// The stations without ways in but of carriers.
std::vector<bool> sources_of(const LineModel& model) {
  std::vector<bool> sources(model.stations.size(), true);
  for (const LineLink& link : model.links) {
    if (!link.carriers) sources[link.to] = false;
  }
  return sources;
}

void add_supply_and_dispatch(const FactoryModel& factory, LineModel& model) {
  const auto& flow = factory.scenario.flow;
  const auto interval = [&](const char* key, const std::string& name, double shape,
                            double every_s) {
    const auto law = law_named(factory, key, name, LawKind::constant, shape, every_s * 1e3);
    if (law) return *law;
    TimeLaw constant;
    constant.kind = LawKind::constant;
    constant.mean_ms = every_s * 1e3;
    return constant;
  };
  const TimeLaw supply =
      interval("flow.supply_law", flow.supply_law, flow.supply_shape, flow.supply_every_s);
  const TimeLaw dispatch =
      interval("flow.dispatch_law", flow.dispatch_law, flow.dispatch_shape, flow.dispatch_every_s);
  if (flow.supply_every_s > 0.0) {
    const std::vector<bool> sources = sources_of(model);
    for (std::size_t k = 0; k < sources.size(); ++k) {
      if (sources[k]) model.stations[k].supply = {supply, flow.supply_batch, 0};
    }
  }
  if (flow.dispatch_every_s <= 0.0) return;
  for (const LineLink& link : model.links) {
    if (link.from != model.exit || !link.carriers) continue;
    refuse(factory, "flow.dispatch_every", "a yard behind the zone where carriers leave the bodies",
           "0 s, or a zone between that zone and the yard");
  }
  model.stations[model.exit].dispatch = {dispatch, flow.dispatch_batch, 0, flow.yard_places};
}

void add_rework(const FactoryModel& factory, LineModel& model) {
  const auto& quality = factory.scenario.quality;
  const auto inspect = [&](std::size_t k, double rework, std::size_t link) {
    Inspection inspection;
    inspection.rework = rework;
    inspection.scrap = quality.rework_scrap;
    inspection.rework_link = link;
    inspection.most_reworks = quality.most_reworks;
    model.stations[k].inspection = inspection;
  };
  for (std::size_t l = 0; l < factory.links.size(); ++l) {
    const FlowLink& link = factory.links[l];
    if (link.cargo == LinkCargo::rework) inspect(link.from.index(), link.share, l);
  }
  if (quality.rework_zone == "-") return;
  std::vector<std::string> known;
  for (const Zone& zone : factory.zones) {
    known.push_back(zone.name);
    if (zone.name != quality.rework_zone) continue;
    const std::size_t k = zone.stations.back().index();
    if (model.stations[k].inspection) {
      refuse(factory, "quality.rework_zone", "\"" + quality.rework_zone + "\"",
             "-, or no link that carries rework from that zone");
    }
    inspect(k, quality.rework, kNoLink);
    return;
  }
  refuse(factory, "quality.rework_zone", "\"" + quality.rework_zone + "\"",
         "the name of a zone, or -", nearest_names(quality.rework_zone, known));
}

// The stations that k leads to, along the ways of bodies, or that lead to it.
std::vector<bool> reached(const LineModel& model, std::size_t k, bool backwards) {
  std::vector<std::vector<std::size_t>> ways(model.stations.size());
  for (std::size_t l = 0; l < model.links.size(); ++l) {
    const LineLink& link = model.links[l];
    const auto& inspection = model.stations[link.from].inspection;
    if (link.carriers || (inspection && inspection->rework_link == l)) continue;
    ways[backwards ? link.to : link.from].push_back(backwards ? link.from : link.to);
  }
  std::vector<bool> seen(model.stations.size(), false);
  std::vector<std::size_t> open = {k};
  seen[k] = true;
  while (!open.empty()) {
    const std::size_t at = open.back();
    open.pop_back();
    for (const std::size_t next : ways[at]) {
      if (!seen[next]) open.push_back(next);
      seen[next] = true;
    }
  }
  return seen;
}

// A body that is scrapped on a carrier would take it along, until none is left.
void refuse_lost_carriers(const FactoryModel& factory, const LineModel& model) {
  for (const LineLink& loop : model.links) {
    if (!loop.carriers) continue;
    const std::vector<bool> behind = reached(model, loop.to, false);
    const std::vector<bool> before = reached(model, loop.from, true);
    for (std::size_t k = 0; k < model.stations.size(); ++k) {
      if (!behind[k] || !before[k] || !model.stations[k].inspection) continue;
      throw InputError({.place = {.file = factory.scenario.file},
                        .key = "link.carries",
                        .found = "bodies that may be scrapped at " + model.stations[k].address +
                                 ", and their carriers with them",
                        .wanted = "faults found before bodies go on carriers or behind " +
                                  model.stations[loop.from].address + ", where they leave them"});
    }
  }
}

LineLink line_link(const FlowLink& link) {
  LineLink one{link.from.index(), link.to.index(), link.places};
  one.travel_ms = to_line_duration(link.travel_s).count();
  one.initial_parts = link.carriers;
  one.carriers = link.cargo == LinkCargo::carriers;
  if (link.cargo == LinkCargo::bodies) one.share = link.share;
  one.variants = link.variants;
  return one;
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
  for (const FlowLink& link : factory.links) model.links.push_back(line_link(link));
  for (const Variant& variant : factory.variants) model.variant_share.push_back(variant.share);
  const std::vector<std::vector<std::int64_t>> changeover_ms = changeovers(factory);
  for (LineStation& station : model.stations) station.changeover_ms = changeover_ms;
  add_technicians(factory, model);
  add_planned_stops(factory, model);
  add_energy_saving(factory, model);
  add_rework(factory, model);
  refuse_lost_carriers(factory, model);
  model.exit = factory.exit.index();
  add_supply_and_dispatch(factory, model);
  model.warm_up_ms = to_line_duration(factory.scenario.simulation.warm_up_s).count();
  model.horizon_ms =
      model.warm_up_ms + to_line_duration(factory.scenario.simulation.horizon_s).count();
  check_line_model(model);
  return model;
}

}  // namespace darkline

// What a line model promises, and which models are plain.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "models/base/address.h"
#include "models/base/error.h"
#include "twin/line/engine_choice.h"
#include "twin/line/exponential_cycle.h"
#include "twin/line/line_model.h"

namespace darkline {
namespace {

// Ticks that the engines' packed event keys can hold.
constexpr std::int64_t kMostTicks = std::int64_t{1} << 43;
constexpr std::int64_t kMostMachines = 1'000;
constexpr std::int64_t kMostPlaces = 1'000'000;

bool near(double a, double b) {
  return std::fabs(a - b) <= 1e-9 * std::max(std::fabs(a), std::fabs(b));
}
bool is_time(std::int64_t ms) {
  return ms >= 0 && ms < kMostTicks;
}

void check_stop(const LineModel& model, const StopClass& stop, const std::string& what) {
  DARKLINE_CHECK(stop.mtbf_ms > 0.0 && stop.mttr_ms > 0.0 && stop.cv >= 0.0, what);
  DARKLINE_CHECK(stop.law == RepairLaw::lognormal || stop.law == RepairLaw::exponential, what);
  if (stop.uptime) {
    check_time_law(*stop.uptime, what.c_str());
    DARKLINE_CHECK(near(mean_ms(*stop.uptime), stop.mtbf_ms), what);
  }
  if (stop.repair) {
    check_time_law(*stop.repair, what.c_str());
    DARKLINE_CHECK(near(mean_ms(*stop.repair), stop.mttr_ms), what);
  }
  DARKLINE_CHECK(stop.skill < 32, what);
  const bool served =
      std::any_of(model.technicians.begin(), model.technicians.end(),
                  [&](const Technician& one) { return ((one.skills >> stop.skill) & 1U) != 0; });
  DARKLINE_CHECK(model.technicians.empty() || served, what + ": nobody has its skill");
}

void check_work(const LineModel& model, const LineStation& station) {
  const auto& name = station.address;
  const std::size_t variants = model.variant_share.size();
  DARKLINE_CHECK(station.cycle_ms.size() == variants, name);
  for (const auto& samples : station.cycle_ms) {
    DARKLINE_CHECK(!samples.empty() && samples.size() < (std::size_t{1} << 31), name);
    for (const std::int64_t ms : samples) DARKLINE_CHECK(ms >= 1 && is_time(ms), name);
  }
  DARKLINE_CHECK(is_time(station.pace_ms), name);
  if (station.exponential_mean_ms != 0.0) {
    DARKLINE_CHECK(station.exponential_mean_ms > 0.0 &&
                       station.exponential_mean_ms < kMostExponentialMean && station.pace_ms <= 1,
                   name);
  }
  for (const PeriodicWork& work : station.periodic) {
    DARKLINE_CHECK(work.every_jobs >= 1 && is_time(work.extra_ms), name);
  }
  for (const Maintenance& one : station.maintenance) {
    DARKLINE_CHECK(one.every_jobs >= 0 && is_time(one.every_ms), name + ": " + one.name);
    DARKLINE_CHECK((one.every_jobs == 0) != (one.every_ms == 0), name + ": " + one.name);
    DARKLINE_CHECK(one.duration_ms >= 1 && is_time(one.duration_ms), name + ": " + one.name);
  }
  const auto& changeover = station.changeover_ms;
  DARKLINE_CHECK(changeover.empty() || changeover.size() == variants, name);
  for (const auto& row : changeover) {
    DARKLINE_CHECK(row.size() == variants && std::all_of(row.begin(), row.end(), is_time), name);
  }
  if (station.energy) {
    const EnergySaving& energy = *station.energy;
    DARKLINE_CHECK(is_time(energy.standby_after_ms) && is_time(energy.hibernate_after_ms), name);
    DARKLINE_CHECK(energy.standby_after_ms <= energy.hibernate_after_ms, name);
    DARKLINE_CHECK(is_time(energy.standby_wake_ms) && is_time(energy.hibernate_wake_ms), name);
  }
}

// Links of a station: in, out.
struct Ends {
  std::vector<std::size_t> in, out;
  bool is_source = true;  // no link in but of carriers
};

void check_flow(const LineModel& model, std::size_t k, const Ends& ends) {
  const LineStation& station = model.stations[k];
  const auto& name = station.address;
  const bool joins = ends.in.size() > 1 && station.join != JoinRule::merge;
  DARKLINE_CHECK(station.machines >= 1 && station.machines <= kMostMachines, name);
  DARKLINE_CHECK(!joins || station.machines == 1 || station.join == JoinRule::all_together,
                 name + ": machines side by side cannot have a place for each part");
  if (station.supply) {
    DARKLINE_CHECK(ends.is_source && station.supply->batch >= 1, name + ": supply");
    DARKLINE_CHECK(is_time(station.supply->first_ms), name + ": supply");
    check_time_law(station.supply->interval, name.c_str());
  }
  std::size_t forward = ends.out.size();
  if (station.inspection) {
    const Inspection& one = *station.inspection;
    DARKLINE_CHECK(one.rework >= 0.0 && one.scrap >= 0.0 && one.rework + one.scrap <= 1.0, name);
    DARKLINE_CHECK(one.most_reworks >= 0, name);
    if (one.rework_link != kNoLink) {
      DARKLINE_CHECK(std::count(ends.out.begin(), ends.out.end(), one.rework_link) == 1, name);
      --forward;
    }
  }
  if (station.dispatch) {
    const Dispatch& dispatch = *station.dispatch;
    DARKLINE_CHECK(forward == 0 && dispatch.batch >= 1, name + ": dispatch");
    DARKLINE_CHECK(dispatch.places >= 1 && is_time(dispatch.first_ms), name + ": dispatch");
    check_time_law(dispatch.interval, name.c_str());
  }
  if (forward < 2) return;
  double shares = 0.0;
  std::vector<int> ways(model.variant_share.size(), 0);
  for (const std::size_t l : ends.out) {
    if (station.inspection && station.inspection->rework_link == l) continue;
    const LineLink& link = model.links[l];
    shares += link.share;
    DARKLINE_CHECK(link.share >= 0.0, name);
    for (const std::size_t v : link.variants) {
      DARKLINE_CHECK(v < ways.size(), name);
      ++ways[v];
    }
    const LineStation& to = model.stations[link.to];
    DARKLINE_CHECK(
        station.route != RouteRule::all || to.join != JoinRule::all_together || link.places >= 1,
        name + ": parts that separate need a place before " + to.address);
  }
  DARKLINE_CHECK(station.route != RouteRule::by_share || near(shares, 1.0), name + ": shares");
  DARKLINE_CHECK(station.route != RouteRule::by_variant ||
                     std::all_of(ways.begin(), ways.end(), [](int n) { return n == 1; }),
                 name + ": variants");
}

// Every cycle has a way to begin. Takes away, until nothing changes, the stations whose parts all
// come from links that can give: with initial parts, into a merge, or from a station taken away.
void check_cycles(const LineModel& model, const std::vector<Ends>& ends) {
  std::vector<std::size_t> waits(model.stations.size(), 0);
  std::vector<std::size_t> ready;
  const auto gives = [&](const LineLink& link) {
    return link.initial_parts > 0 || model.stations[link.to].join == JoinRule::merge;
  };
  for (const LineLink& link : model.links) waits[link.to] += gives(link) ? 0U : 1U;
  for (std::size_t k = 0; k < waits.size(); ++k) {
    if (waits[k] == 0) ready.push_back(k);
  }
  std::size_t taken = 0;
  while (!ready.empty()) {
    const std::size_t k = ready.back();
    ready.pop_back();
    ++taken;
    for (const std::size_t l : ends[k].out) {
      if (gives(model.links[l])) continue;
      if (--waits[model.links[l].to] == 0) ready.push_back(model.links[l].to);
    }
  }
  if (taken == waits.size()) return;
  const auto stuck = std::find_if(waits.begin(), waits.end(), [](std::size_t n) { return n > 0; });
  DARKLINE_CHECK(false,
                 "a cycle that nothing can enter, before or through " +
                     model.stations[static_cast<std::size_t>(stuck - waits.begin())].address);
}

void check_links(const LineModel& model) {
  const std::size_t n = model.stations.size();
  std::vector<Ends> ends(n);
  for (std::size_t l = 0; l < model.links.size(); ++l) {
    const LineLink& link = model.links[l];
    const auto what = [&] {
      return fmt::format("link {} -> {}, {} places", link.from, link.to, link.places);
    };
    DARKLINE_CHECK(link.from < n && link.to < n && link.from != link.to, what());
    DARKLINE_CHECK(link.places >= 0 && link.places <= kMostPlaces, what());
    DARKLINE_CHECK(is_time(link.travel_ms) && (link.travel_ms == 0 || link.places > 0), what());
    DARKLINE_CHECK(link.initial_parts >= 0 && link.initial_parts <= link.places, what());
    ends[link.from].out.push_back(l);
    ends[link.to].in.push_back(l);
    if (!link.carriers) ends[link.to].is_source = false;
  }
  for (std::size_t k = 0; k < n; ++k) check_flow(model, k, ends[k]);
  check_cycles(model, ends);
}

void check_people_and_hours(const LineModel& model) {
  const auto is_calendar = [&](std::size_t c) {
    return c == kNoCalendar || c < model.calendars.size();
  };
  for (const Technician& one : model.technicians) {
    DARKLINE_CHECK(0 <= one.from_ms_of_day && one.from_ms_of_day < one.to_ms_of_day &&
                       one.to_ms_of_day <= kDayMs,
                   fmt::format("technician from {} to {}", one.from_ms_of_day, one.to_ms_of_day));
    DARKLINE_CHECK(is_calendar(one.calendar), "technician");
  }
  DARKLINE_CHECK(model.staffed_ms_of_day >= 0 && model.staffed_ms_of_day <= kDayMs, "staffed");
  DARKLINE_CHECK(model.dark_repair_factor >= 0.0 && model.dark_repair_factor <= 1e6, "dark");
  for (const CalendarHours& hours : model.calendars) static_cast<void>(WorkCalendar(hours));
  for (const LineStation& station : model.stations) {
    DARKLINE_CHECK(is_calendar(station.calendar), station.address);
  }
}

std::string special_of_station(const LineStation& station, std::size_t incoming) {
  if (station.machines > 1) return "machines side by side";
  if (incoming > 1 && station.join == JoinRule::merge) return "merge";
  if (station.calendar != kNoCalendar) return "calendar";
  if (!station.maintenance.empty()) return "maintenance";
  if (!station.changeover_ms.empty()) return "changeover";
  if (station.inspection) return "inspection";
  if (station.supply) return "supply";
  if (station.dispatch) return "dispatch";
  if (station.energy) return "energy saving";
  for (const StopClass& stop : station.stops) {
    if (stop.clock != StopsBy::work) return "stops by the calendar";
  }
  return {};
}

std::string special_of_crew(const LineStation& station) {
  if (station.walk_ms != 0) return "walking";
  for (const StopClass& stop : station.stops) {
    if (stop.skill != 0) return "skills";
  }
  return {};
}

}  // namespace

void check_line_model(const LineModel& model) {
  DARKLINE_CHECK(!model.stations.empty() && model.stations.size() <= 65'535, "stations");
  DARKLINE_CHECK(model.exit < model.stations.size(), "exit");
  DARKLINE_CHECK(
      0 <= model.warm_up_ms && model.warm_up_ms < model.horizon_ms && model.horizon_ms < kMostTicks,
      fmt::format("window {} to {} ms", model.warm_up_ms, model.horizon_ms));
  const double shares =
      std::accumulate(model.variant_share.begin(), model.variant_share.end(), 0.0);
  DARKLINE_CHECK(std::fabs(shares - 1.0) < 1e-9, fmt::format("variant shares sum to {}", shares));
  for (const double share : model.variant_share) DARKLINE_CHECK(share >= 0.0, "variant share");
  check_people_and_hours(model);
  std::set<std::uint32_t> entities = {stream_entity(kBodiesAddress)};
  for (const LineStation& station : model.stations) {
    check_work(model, station);
    std::set<std::uint32_t> numbers;
    for (const StopClass& stop : station.stops) {
      const std::string what = fmt::format("{}: {}", station.address, stop.name);
      check_stop(model, stop, what);
      DARKLINE_CHECK(numbers.insert(stop.number).second, what);
    }
    for (std::int64_t m = 0; m < station.machines && m <= kMostMachines; ++m) {
      DARKLINE_CHECK(entities.insert(machine_entity(station, m)).second,
                     "two things draw from one random stream: " + station.address);
    }
  }
  check_links(model);
}

std::string first_not_plain(const LineModel& model) {
  for (const LineStation& station : model.stations) {
    const std::string special = special_of_crew(station);
    if (!special.empty()) return special + " at " + station.address;
  }
  return first_not_flow(model);
}

std::string first_not_flow(const LineModel& model) {
  std::vector<std::size_t> incoming(model.stations.size(), 0);
  std::vector<std::size_t> outgoing(model.stations.size(), 0);
  for (const LineLink& link : model.links) {
    ++incoming[link.to];
    ++outgoing[link.from];
  }
  for (std::size_t k = 0; k < model.stations.size(); ++k) {
    std::string special = special_of_station(model.stations[k], incoming[k]);
    if (special.empty() && outgoing[k] > 1) special = "several ways out";
    if (!special.empty()) return special + " at " + model.stations[k].address;
  }
  for (const LineLink& link : model.links) {
    const char* special = link.travel_ms > 0       ? "travel"
                          : link.carriers          ? "carriers"
                          : link.initial_parts > 0 ? "initial parts"
                                                   : nullptr;
    if (special != nullptr) {
      return fmt::format("{} between {} and {}", special, model.stations[link.from].address,
                         model.stations[link.to].address);
    }
  }
  return {};
}

std::uint32_t machine_entity(const LineStation& station, std::int64_t machine) {
  if (machine == 0) return station.entity;
  return stream_entity(fmt::format("{}/machine{}", station.address, machine + 1));
}

}  // namespace darkline

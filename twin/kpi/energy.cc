#include "twin/kpi/energy.h"

#include <map>
#include <vector>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/scenario/process_law.h"

namespace darkline {
namespace {

constexpr double kJoulesPerKwh = 3.6e6;
constexpr double kMsPerHour = 3.6e6;

// Sums over the stations, means over the variants; all per body.
struct Cycles {
  double moving_kwh = 0.0;
  double moved_robot_h = 0.0;  // time of moved robots that moving_kwh covers
  double spots = 0.0;
};

// From the first command to the last robot's last step: what the study measured. Transfer, and what
// roles by law need beyond it, are no part of it.
double measured_s(const CycleProfile& profile) {
  const CycleParts& parts = profile.simulated;
  return parts.move_s + parts.weld_s + parts.wait_s + parts.zone_wait_s;
}

void add(Cycles& sum, const CycleProfile& profile, double share) {
  sum.moving_kwh += share * profile.energy_kwh;
  sum.moved_robot_h += share * profile.robots_moved * measured_s(profile) / 3600.0;
  sum.spots += share * profile.spots;
}

Cycles cycles_of(const FactoryModel& factory, std::span<const CycleProfile> profiles) {
  std::map<std::string, double> share_of, passes_of;
  for (const Variant& variant : factory.variants) share_of[variant.name] = variant.share;
  for (const Station& station : factory.stations) passes_of[station.address] = station.passes;
  Cycles sum;
  for (const CycleProfile& profile : profiles) {
    add(sum, profile, share_of.at(profile.variant) * passes_of.at(profile.station));
  }
  return sum;
}

// The same for each station.
std::vector<Cycles> cycles_by_station(const FactoryModel& factory,
                                      std::span<const CycleProfile> profiles) {
  std::map<std::string, double> share_of;
  std::map<std::string, std::size_t> place_of;
  for (const Variant& variant : factory.variants) share_of[variant.name] = variant.share;
  for (std::size_t s = 0; s < factory.stations.size(); ++s) {
    place_of[factory.stations[s].address] = s;
  }
  std::vector<Cycles> sums(factory.stations.size());
  for (const CycleProfile& profile : profiles) {
    const std::size_t s = place_of.at(profile.station);
    add(sums[s], profile, share_of.at(profile.variant) * factory.stations[s].passes);
  }
  return sums;
}

[[noreturn]] void refuse_idle(const FactoryModel& factory, const LineResult& result) {
  throw InputError(
      {.place = factory.scenario.place_of("simulation.horizon"),
       .key = "simulation.horizon",
       .found = fmt::format("a line that no body left in {:g} h",
                            static_cast<double>(result.window_ms) / kMsPerHour),
       .wanted = "at least one body in every replication",
       .mend = "simulate more hours, or less warm-up; darkline trace shows where bodies are held"});
}

// By robots of one station on standby and in hibernation.
double saved_joules(const FactoryModel& factory, const ReplicationResult& one, std::size_t k) {
  const auto& energy = factory.scenario.energy;
  const double standing_w = energy.robot_base_w + energy.robot_hold_w;
  const StationTimes& times = one.stations[k].times;
  const auto robots = static_cast<double>(factory.stations[k].robots.size());
  const double standby_s = static_cast<double>(times.standby_ms) * 1e-3;
  const double hibernate_s = static_cast<double>(times.hibernate_ms) * 1e-3;
  return robots * standby_s * (standing_w - energy.robot_standby_w) +
         robots * hibernate_s * (standing_w - energy.robot_hibernate_w);
}

bool saves(const FactoryModel& factory) {
  const auto& energy = factory.scenario.energy;
  return energy.robot_standby_after_s > 0.0 || energy.robot_hibernate_after_s > 0.0;
}

// Per body, of all stations.
double saved_kwh(const FactoryModel& factory, const ReplicationResult& one) {
  if (!saves(factory)) return 0.0;
  double joules = 0.0;
  for (std::size_t k = 0; k < factory.stations.size(); ++k) {
    joules += saved_joules(factory, one, k);
  }
  return joules / kJoulesPerKwh / static_cast<double>(one.parts_out);
}

double site_kwh_per_body(const FactoryModel& factory) {
  const auto& energy = factory.scenario.energy;
  return energy.site_factor *
         (energy.timer_j + energy.cooling_j + energy.air_j + energy.conveyor_j +
          energy.ventilation_j + energy.lighting_j) /
         kJoulesPerKwh;
}

double hours_per_body(const LineResult& result, const ReplicationResult& one) {
  return static_cast<double>(result.window_ms) / kMsPerHour / static_cast<double>(one.parts_out);
}

double laser_m_per_body(const FactoryModel& factory) {
  double metres = 0.0;
  for (const Station& station : factory.stations) metres += station.passes * station.work.laser_m;
  return metres * mean_work_factor(factory);
}

}  // namespace

EnergyPerBody energy_per_body(const FactoryModel& factory, std::span<const CycleProfile> profiles,
                              const LineResult& result) {
  const auto& energy = factory.scenario.energy;
  const Cycles cycles = cycles_of(factory, profiles);
  const double welding_kwh =
      (cycles.spots * energy.spot_j + laser_m_per_body(factory) * energy.laser_j_per_m) /
      kJoulesPerKwh;
  const double site_kwh = site_kwh_per_body(factory);
  const double standing_kw = (energy.robot_base_w + energy.robot_hold_w) * 1e-3;

  std::vector<double> standing, total;
  for (const ReplicationResult& one : result.replications) {
    if (one.parts_out == 0) refuse_idle(factory, result);
    const double robot_h = static_cast<double>(factory.robots.size()) * hours_per_body(result, one);
    standing.push_back(standing_kw * (robot_h - cycles.moved_robot_h) - saved_kwh(factory, one));
    total.push_back(cycles.moving_kwh + standing.back() + welding_kwh + site_kwh);
  }
  const double confidence = factory.scenario.simulation.confidence;
  const std::size_t n = result.replications.size();
  return {.robots_moving = exactly(cycles.moving_kwh, n),
          .robots_standing = estimate_mean(standing, confidence),
          .welding = exactly(welding_kwh, n),
          .site = exactly(site_kwh, n),
          .total = estimate_mean(total, confidence)};
}

std::vector<double> station_kwh_per_body(const FactoryModel& factory,
                                         std::span<const CycleProfile> profiles,
                                         const LineResult& result) {
  const auto& energy = factory.scenario.energy;
  const std::vector<Cycles> cycles = cycles_by_station(factory, profiles);
  const double standing_kw = (energy.robot_base_w + energy.robot_hold_w) * 1e-3;
  const double laser_j = energy.laser_j_per_m * mean_work_factor(factory);
  const auto n = static_cast<double>(result.replications.size());
  std::vector<double> kwh(factory.stations.size(), 0.0);
  for (std::size_t s = 0; s < kwh.size(); ++s) {
    const Station& station = factory.stations[s];
    const auto robots = static_cast<double>(station.robots.size());
    const double share = factory.robots.empty()
                             ? 1.0 / static_cast<double>(kwh.size())
                             : robots / static_cast<double>(factory.robots.size());
    kwh[s] = share * site_kwh_per_body(factory) + cycles[s].moving_kwh +
             (cycles[s].spots * energy.spot_j + station.passes * station.work.laser_m * laser_j) /
                 kJoulesPerKwh;
    for (const ReplicationResult& one : result.replications) {
      if (one.parts_out == 0) refuse_idle(factory, result);
      double standing_kwh =
          standing_kw * (robots * hours_per_body(result, one) - cycles[s].moved_robot_h);
      if (saves(factory)) {
        standing_kwh -=
            saved_joules(factory, one, s) / kJoulesPerKwh / static_cast<double>(one.parts_out);
      }
      kwh[s] += standing_kwh / n;
    }
  }
  return kwh;
}

}  // namespace darkline

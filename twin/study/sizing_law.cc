#include "twin/study/sizing_law.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include <fmt/format.h>

namespace darkline {
namespace {

constexpr std::int64_t kMostWelders = 10;  // in a station, see factory_model.h

template <class Numbers>
auto sum_of(const Numbers& numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), std::int64_t{0});
}

double mean_work(const Scenario& base) {
  if (base.variants.empty()) return 1.0;
  double factor = 0.0;
  for (const VariantConfig& variant : base.variants) factor += variant.share * variant.work_factor;
  return factor;
}

// Robot seconds a body of work factor 1.
ByRole<double> work_s(const Scenario& base, const ZoneConfig& zone) {
  const auto& process = base.process;
  ByRole<double> work = {};
  work[index_of(RobotRole::spot_welding)] = process.law_spot_s * static_cast<double>(zone.spots);
  work[index_of(RobotRole::joining)] =
      process.stud_s * static_cast<double>(zone.studs) +
      process.rivet_s * static_cast<double>(zone.rivets) +
      process.laser_factor * zone.laser_m / process.laser_speed_m_s;
  work[index_of(RobotRole::sealing)] =
      process.sealer_factor * zone.sealer_m / process.sealer_speed_m_s;
  work[index_of(RobotRole::hemming)] =
      process.hem_factor * process.hem_passes * zone.hem_m / process.hem_speed_m_s;
  work[index_of(RobotRole::handling)] = process.pick_s * static_cast<double>(zone.picks);
  return work;
}

double time_of(const Scenario& base, RobotRole role, double takt_s) {
  if (role == RobotRole::handling) return takt_s;
  if (role == RobotRole::hemming) return takt_s - base.plant.transfer_s;
  return takt_s - base.plant.transfer_s - base.plant.approach_s;
}

// Stations of each line in proportion to the base's, `total` of them, by largest remainder, the
// first first; at least one a line.
std::vector<std::int64_t> shared_out(const std::vector<std::int64_t>& lines, std::int64_t total) {
  const auto before = static_cast<double>(sum_of(lines));
  std::vector<std::int64_t> stations;
  for (const std::int64_t line : lines) {
    const double share = static_cast<double>(total) * static_cast<double>(line) / before;
    stations.push_back(std::max<std::int64_t>(1, static_cast<std::int64_t>(share)));
  }
  for (std::size_t i = 0; sum_of(stations) < total; i = (i + 1) % stations.size()) ++stations[i];
  return stations;
}

void size_zone(const Scenario& base, const PlantChoice& choice, ZoneConfig& zone) {
  const std::int64_t robots_before = sum_of(zone.robots);
  const std::int64_t stations_before = sum_of(zone.stations);
  zone.robots = robots_by_law(base, zone, choice);
  const std::int64_t robots = sum_of(zone.robots);
  if (robots == 0 || robots_before == 0) return;  // the factory refuses it, with its place
  const double density = static_cast<double>(robots_before) / static_cast<double>(stations_before);
  std::int64_t stations = std::lround(static_cast<double>(robots) / density);
  const std::int64_t welders = zone.robots[index_of(RobotRole::spot_welding)];
  stations = std::max(stations, (welders + kMostWelders - 1) / kMostWelders);
  stations = std::clamp<std::int64_t>(stations, 1, robots);
  zone.stations = shared_out(zone.stations, stations);
}

[[noreturn]] void refuse_negative(const SizingFile& study, const std::string& key,
                                  const std::string& found, const std::string& mend) {
  throw InputError({.place = {.file = study.file},
                    .key = key,
                    .found = found,
                    .wanted = "what leaves the base scenario's own cost at 0 or more",
                    .mend = mend});
}

void add_places(const SizingFile& study, Scenario& scenario) {
  std::int64_t robots = 0;
  for (const ZoneConfig& zone : scenario.zones) robots += sum_of(zone.robots);
  const std::int64_t more = places_of(scenario) - places_of(study.base);
  if (robots == 0 || more == 0) return;
  scenario.cost.integration_usd +=
      static_cast<double>(more) * study.place_usd / static_cast<double>(robots);
  if (scenario.cost.integration_usd < 0.0) {
    refuse_negative(study, "study.buffer_place",
                    fmt::format("{} places fewer, worth more than all integration", -more),
                    "lower buffer_place");
  }
}

void add_technicians(const SizingFile& study, Scenario& scenario) {
  auto& cost = scenario.cost;
  const auto more =
      static_cast<double>(scenario.reliability.technicians - study.base.reliability.technicians) *
      study.heads_per_technician;
  const double before = cost.support_heads, after = before + more;
  const double technicians = before * cost.technician_share + more;
  if (technicians < 0.0) {
    refuse_negative(study, "study.heads_per_technician",
                    fmt::format("{} heads fewer than the base scenario's", -more),
                    "raise cost.support_heads or cost.technician_share");
  }
  if (after <= 0.0) return;
  cost.support_heads = after;
  cost.technician_share = technicians / after;
  cost.logistics_share *= before / after;
  cost.quality_share *= before / after;
}

}  // namespace

ByRole<std::int64_t> robots_by_law(const Scenario& base, const ZoneConfig& zone,
                                   const PlantChoice& choice) {
  const ByRole<double> work = work_s(base, zone);
  const double factor = mean_work(base);
  ByRole<std::int64_t> robots = zone.robots;
  for (const RobotRole role : kRoles) {
    if (role == RobotRole::inspection) continue;
    const double load = role == RobotRole::spot_welding ? choice.weld_load : choice.load;
    const double needed =
        factor * work[index_of(role)] / (load * time_of(base, role, choice.takt_s));
    // a quotient that is a whole number but for rounding is that number
    robots[index_of(role)] = static_cast<std::int64_t>(std::ceil(needed - 1e-9));
  }
  return robots;
}

std::int64_t places_of(const Scenario& scenario) {
  const auto& plant = scenario.plant;
  const auto rounded = [&](std::int64_t places) -> std::int64_t {
    return std::lround(static_cast<double>(places) * plant.buffer_factor);
  };
  std::int64_t sum = 0;
  for (const ZoneConfig& zone : scenario.zones) {
    for (const std::int64_t length : zone.stations) {
      if (plant.split_from_stations > 0 &&
          length >= std::max<std::int64_t>(2, plant.split_from_stations)) {
        sum += rounded(plant.split_places);
      }
    }
    for (const LinkConfig& link : scenario.links) {
      if (link.from != zone.name) continue;
      sum += rounded(link.places) * static_cast<std::int64_t>(zone.stations.size());
    }
  }
  return sum;
}

Scenario plant_scenario(const SizingFile& study, const PlantChoice& choice) {
  Scenario scenario = study.base;
  const double least_s = scenario.plant.transfer_s + scenario.plant.approach_s;
  if (choice.takt_s <= least_s) {
    throw InputError({.place = {.file = study.file},
                      .key = "study.takt",
                      .found = fmt::format("{} s", choice.takt_s),
                      .wanted = fmt::format("more than transfer and approach, {} s", least_s)});
  }
  scenario.plant.takt_s = choice.takt_s;
  scenario.plant.buffer_factor = choice.buffer_factor;
  scenario.plant.split_from_stations = choice.split_from;
  scenario.reliability.technicians = choice.technicians;
  for (ZoneConfig& zone : scenario.zones) size_zone(study.base, choice, zone);
  add_places(study, scenario);
  add_technicians(study, scenario);
  return scenario;
}

}  // namespace darkline

#include "models/scenario/factory_model.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/base/address.h"
#include "models/base/file.h"
#include "models/robot/robot_reader.h"
#include "models/robot/urdf_robot.h"
#include "models/scenario/factory_links.h"
#include "models/scenario/line_statistics.h"
#include "models/scenario/listed_spots.h"

namespace darkline {
namespace {

constexpr int kMostWeldersInStation = 10;  // LOTP/1 has room for ten robots in a cell
constexpr std::int64_t kMostRobots = 50'000;

// `total` in whole parts proportional to `weights`, by largest remainder; ties go to the first.
std::vector<int> apportion(std::int64_t total, const std::vector<int>& weights) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<int> parts(weights.size(), 0);
  if (sum == 0.0) return parts;
  std::vector<double> remainders(weights.size());
  std::int64_t given = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double exact = static_cast<double>(total) * weights[i] / sum;
    parts[i] = static_cast<int>(exact);
    remainders[i] = exact - parts[i];
    given += parts[i];
  }
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  for (std::size_t i = 0; given < total; ++i, ++given) ++parts[order[i]];
  return parts;
}

// Builds the tables one after the other; each step uses those before it.
class Builder {
 public:
  explicit Builder(const Scenario& scenario) { factory_.scenario = scenario; }

  FactoryModel build() && {
    check_scenario();
    for (const ZoneConfig& zone : factory_.scenario.zones) add_zone(zone);
    take_listed_spots(factory_);
    check_stream_entities();
    add_variants();
    link_stations(factory_);
    return std::move(factory_);
  }

 private:
  const Scenario& scenario() const { return factory_.scenario; }

  void check_scenario() {
    if (scenario().zones.empty()) {
      refuse_factory({.file = scenario().file}, "zone", "no zone", "at least one [[zone]]");
    }
    refuse_second(scenario().zones, "zone");
    refuse_second(scenario().variants, "variant");
    std::int64_t robots = 0;
    for (const ZoneConfig& zone : scenario().zones) {
      robots += std::accumulate(zone.robots.begin(), zone.robots.end(), std::int64_t{0});
      if (robots > kMostRobots) {
        refuse_factory(zone.place, "zone",
                       fmt::format("{} robots up to zone {}", robots, zone.name),
                       fmt::format("at most {} robots in a factory", kMostRobots));
      }
      if (!is_zone_name(zone.name)) {
        refuse_factory(
            zone.place, "zone.name", fmt::format("\"{}\"", zone.name),
            "1 to 40 of a-z, 0-9 and _, starting with a letter, such as \"z60_framing\"");
      }
      if (zone.stations.empty()) {
        refuse_factory(zone.place, "zone.stations", "an empty list",
                       "the stations of each line, as [6]");
      }
    }
  }

  // Files cannot name a thing twice, but --set can rename it.
  template <class Record>
  static void refuse_second(const std::vector<Record>& records, const std::string& section) {
    for (auto second = records.begin(); second != records.end(); ++second) {
      const auto first = std::find_if(
          records.begin(), second, [&](const Record& each) { return each.name == second->name; });
      if (first == second) continue;
      refuse_factory(second->place, section + ".name", fmt::format("a second \"{}\"", second->name),
                     fmt::format("one of that name; the first stands at {}", first->place.text()));
    }
  }

  // Before the stations are made: a short text may ask for very many.
  static void refuse_more_stations_than_robots(const ZoneConfig& zone) {
    const auto robots = std::accumulate(zone.robots.begin(), zone.robots.end(), std::int64_t{0});
    const auto stations =
        std::accumulate(zone.stations.begin(), zone.stations.end(), std::int64_t{0});
    if (stations <= robots) return;
    refuse_factory(zone.place, "zone.stations",
                   fmt::format("{} stations and {} robots in zone {}", stations, robots, zone.name),
                   "at least one robot in every station", {},
                   "give zone " + zone.name + " more robots or fewer stations");
  }

  void add_zone(const ZoneConfig& config) {
    refuse_more_stations_than_robots(config);
    const ZoneId zone_id(factory_.zones.size());
    Zone zone{.name = config.name,
              .title = config.title == "-" ? config.name : config.title,
              .stations = {},
              .lines = static_cast<int>(config.stations.size())};
    const std::size_t first = factory_.stations.size();
    for (std::size_t line = 0; line < config.stations.size(); ++line) {
      for (int position = 0; position < config.stations[line]; ++position) {
        const StationId id(factory_.stations.size());
        zone.stations.push_back(id);
        Station station;
        station.address = station_address(config.name, static_cast<int>(zone.stations.size()));
        station.zone = zone_id;
        station.line = static_cast<int>(line);
        station.position = position;
        factory_.stations.push_back(std::move(station));
      }
    }
    factory_.zones.push_back(std::move(zone));
    add_robots(config, first);
    refuse_undone_work(config);
    share_work(config, first);
  }

  // Spreads each role evenly; what does not divide goes to the stations with fewest robots.
  void add_robots(const ZoneConfig& config, std::size_t first) {
    const std::size_t n_stations = factory_.stations.size() - first;
    std::vector<int> robots_so_far(n_stations, 0);
    for (const RobotRole role : kRoles) {
      const auto n = static_cast<std::size_t>(config.robots[index_of(role)]);
      std::vector<std::size_t> order(n_stations);
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return robots_so_far[a] < robots_so_far[b];
      });
      for (std::size_t i = 0; i < n_stations; ++i) {
        const auto here = static_cast<int>(n / n_stations + (i < n % n_stations ? 1 : 0));
        factory_.stations[first + order[i]].robots_by_role[index_of(role)] = here;
        robots_so_far[order[i]] += here;
      }
    }
    for (std::size_t i = 0; i < n_stations; ++i) {
      Station& station = factory_.stations[first + i];
      const int welders = station.robots_by_role[index_of(RobotRole::spot_welding)];
      if (robots_so_far[i] == 0) {
        refuse_factory(config.place, "zone.stations",
                       fmt::format("station {} without a robot", station.address),
                       "at least one robot in every station", {},
                       "give zone " + config.name + " more robots or fewer stations");
      }
      if (welders > kMostWeldersInStation) {
        refuse_factory(
            config.place, "zone.spot_welding_robots",
            fmt::format("{} spot-welding robots in station {}", welders, station.address),
            fmt::format("at most {}", kMostWeldersInStation), {},
            "give zone " + config.name + " more stations");
      }
      add_robots_of_station(config, StationId(first + i));
    }
  }

  void add_robots_of_station(const ZoneConfig& config, StationId id) {
    Station& station = factory_.stations[id.index()];
    for (const RobotRole role : kRoles) {
      for (int i = 0; i < station.robots_by_role[index_of(role)]; ++i) {
        const std::size_t model = model_of(role, config);
        const RobotId robot(factory_.robots.size());
        station.robots.push_back(robot);
        factory_.robots.push_back(
            {.address = robot_address(station.address, static_cast<int>(station.robots.size())),
             .station = id,
             .role = role,
             .model = model});
      }
    }
  }

  // The place of the role's model in robot_models; read when it is first asked for.
  std::size_t model_of(RobotRole role, const ZoneConfig& zone) {
    const std::string& id = scenario().robot_model[index_of(role)];
    const std::string key = fmt::format("robots.{}", name_of(role));
    if (names_robot_file(id)) return user_model(key, id);
    for (std::size_t i = 0; i < factory_.robot_models.size(); ++i) {
      if (factory_.robot_models[i].id == id) return i;
    }
    const std::filesystem::path folder = data_folder() / "robots";
    const std::vector<std::string> known = robot_ids(folder);
    if (id.empty()) {
      refuse_factory(
          scenario().place_of(key), key,
          fmt::format("no robot model, and zone {} has {} robots", zone.name, name_of(role)),
          fmt::format("one of {}", fmt::join(known, ", ")));
    }
    if (std::find(known.begin(), known.end(), id) == known.end()) {
      std::vector<std::string> near = nearest_names(id, known);
      refuse_factory(
          scenario().place_of(key), key, fmt::format("robot model \"{}\"", id),
          fmt::format("one of {}, or a *.urdf or *.robot.toml file", fmt::join(known, ", ")),
          std::move(near));
    }
    factory_.robot_models.push_back(read_robot(folder / (id + ".robot.toml"), scenario().drive));
    return factory_.robot_models.size() - 1;
  }

  std::size_t user_model(const std::string& key, const std::string& name) {
    const std::filesystem::path path = scenario().path_beside(key, name);
    const std::string file = std::filesystem::absolute(path).lexically_normal().string();
    std::error_code unknown;
    if (!std::filesystem::is_regular_file(path, unknown)) {
      refuse_factory(scenario().place_of(key), key, fmt::format("\"{}\"", name),
                     fmt::format("a robot's file; there is none at {}", path.string()));
    }
    auto& models = factory_.robot_models;
    for (std::size_t i = 0; i < models.size(); ++i) {
      if (models[i].file == file) return i;
    }
    models.push_back(read_any_robot(path, scenario().drive));
    models.back().id = name;
    return models.size() - 1;
  }

  // Work goes to stations in proportion to the robots that do it; of lines of which a body passes
  // one, each does it all.
  void share_work(const ZoneConfig& config, std::size_t first) {
    if (passes_one_line(config)) {
      for (const std::int64_t length : config.stations) {
        const auto n = static_cast<std::size_t>(length);
        share_work_among(config, first, n);
        first += n;
      }
    } else {
      share_work_among(config, first, factory_.stations.size() - first);
    }
  }

  void share_work_among(const ZoneConfig& config, std::size_t first, std::size_t n_stations) {
    const auto robots_of = [&](RobotRole role) {
      std::vector<int> robots(n_stations);
      for (std::size_t i = 0; i < n_stations; ++i) {
        robots[i] = factory_.stations[first + i].robots_by_role[index_of(role)];
      }
      return robots;
    };
    const std::vector<int> welders = robots_of(RobotRole::spot_welding);
    if (config.spots > 0 && std::accumulate(welders.begin(), welders.end(), 0) == 0) {
      refuse_line_without(config, RobotRole::spot_welding, first);
    }
    const std::vector<int> spots = apportion(config.spots, welders);
    for (std::size_t i = 0; i < n_stations; ++i) factory_.stations[first + i].work.spots = spots[i];

    const auto share = [&](RobotRole role, double total, double StationWork::*part) {
      const std::vector<int> robots = robots_of(role);
      const double sum = std::accumulate(robots.begin(), robots.end(), 0.0);
      if (sum == 0.0 && total > 0.0) refuse_line_without(config, role, first);
      for (std::size_t i = 0; i < n_stations && sum > 0.0; ++i) {
        factory_.stations[first + i].work.*part = total * robots[i] / sum;
      }
    };
    share(RobotRole::sealing, config.sealer_m, &StationWork::sealer_m);
    share(RobotRole::joining, static_cast<double>(config.studs), &StationWork::studs);
    share(RobotRole::joining, static_cast<double>(config.rivets), &StationWork::rivets);
    share(RobotRole::joining, config.laser_m, &StationWork::laser_m);
    share(RobotRole::hemming, config.hem_m, &StationWork::hem_m);
    share(RobotRole::handling, static_cast<double>(config.picks), &StationWork::picks);
  }

  // Only of lines of which a body passes one: where all do a part, refuse_undone_work() has looked.
  void refuse_line_without(const ZoneConfig& config, RobotRole role, std::size_t first) {
    refuse_factory(config.place, fmt::format("zone.{}_robots", name_of(role)),
                   fmt::format("no {} robot in the line from {} on, which does all the zone's work",
                               name_of(role), factory_.stations[first].address),
                   "at least one in each line that a body may take");
  }

  void refuse_undone_work(const ZoneConfig& config) {
    const auto need = [&](RobotRole role, double work, const std::string& what) {
      if (work <= 0.0 || config.robots[index_of(role)] > 0) return;
      refuse_factory(config.place, fmt::format("zone.{}_robots", name_of(role)),
                     fmt::format("{} to do and no robot for it in zone {}", what, config.name),
                     fmt::format("at least one {} robot", name_of(role)));
    };
    need(RobotRole::spot_welding, static_cast<double>(config.spots), "spots");
    need(RobotRole::joining, static_cast<double>(config.studs + config.rivets) + config.laser_m,
         "studs, rivets or laser seams");
    need(RobotRole::sealing, config.sealer_m, "sealing");
    need(RobotRole::hemming, config.hem_m, "hemming");
    need(RobotRole::handling, static_cast<double>(config.picks), "picks");
  }

  // Random streams know things by a hash of their address: two things must not share one.
  void check_stream_entities() {
    std::map<std::uint32_t, const std::string*> seen;
    const auto add = [&](const std::string& address) {
      const auto [at, fresh] = seen.emplace(stream_entity(address), &address);
      if (fresh || *at->second == address) return;
      refuse_factory(
          {.file = scenario().file}, "zone.name",
          fmt::format("{} and {}, which would share their random numbers", *at->second, address),
          "addresses with different hashes", {}, "rename one of the zones");
    };
    for (const Station& station : factory_.stations) add(station.address);
    for (const Robot& robot : factory_.robots) add(robot.address);
  }

  void add_variants() {
    for (const VariantConfig& variant : scenario().variants) {
      factory_.variants.push_back({variant.name, variant.share, variant.work_factor});
    }
    if (factory_.variants.empty()) factory_.variants.push_back({});
    double sum = 0.0;
    for (const Variant& variant : factory_.variants) sum += variant.share;
    if (std::abs(sum - 1.0) > 1e-9) {
      refuse_factory(scenario().variants.back().place, "variant.share",
                     fmt::format("shares that sum to {} %", 100.0 * sum),
                     "shares that sum to 100 %");
    }
  }

  FactoryModel factory_;
};

}  // namespace

bool simulates_all_robots(const Scenario& scenario) {
  const std::string& text = scenario.simulation.robots;
  if (text == "all") return true;
  if (text == "welders") return false;
  refuse_factory(scenario.place_of("simulation.robots"), "simulation.robots", "\"" + text + "\"",
                 "welders or all", nearest_names(text, {"welders", "all"}));
}

Fidelity study_physics(const Scenario& scenario) {
  const std::string& text = scenario.simulation.physics;
  std::vector<std::string> known;
  for (const Fidelity tier :
       {Fidelity::bullet, Fidelity::fleet, Fidelity::replay, Fidelity::surrogate}) {
    if (text == name_of(tier)) return tier;
    known.emplace_back(name_of(tier));
  }
  refuse_factory(scenario.place_of("simulation.physics"), "simulation.physics", "\"" + text + "\"",
                 "bullet, fleet, replay or surrogate", nearest_names(text, known));
}

FactoryModel build_factory(const Scenario& scenario) {
  study_physics(scenario);
  simulates_all_robots(scenario);
  line_statistics(scenario);
  return Builder(scenario).build();
}

}  // namespace darkline

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
#include "models/scenario/line_statistics.h"
#include "models/scenario/listed_spots.h"

namespace darkline {
namespace {

constexpr int kMostWeldersInStation = 10;  // LOTP/1 has room for ten robots in a cell
constexpr std::int64_t kMostRobots = 50'000;

[[noreturn]] void refuse(const Place& place, const std::string& key, const std::string& found,
                         const std::string& wanted, std::vector<std::string> candidates = {},
                         const std::string& mend = {}) {
  throw InputError({.place = place,
                    .key = key,
                    .found = found,
                    .wanted = wanted,
                    .candidates = std::move(candidates),
                    .mend = mend});
}

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
    add_links();
    order_the_flow();
    add_variants();
    return std::move(factory_);
  }

 private:
  const Scenario& scenario() const { return factory_.scenario; }

  void check_scenario() {
    if (scenario().zones.empty()) {
      refuse({.file = scenario().file}, "zone", "no zone", "at least one [[zone]]");
    }
    refuse_second(scenario().zones, "zone");
    refuse_second(scenario().variants, "variant");
    std::int64_t robots = 0;
    for (const ZoneConfig& zone : scenario().zones) {
      robots += std::accumulate(zone.robots.begin(), zone.robots.end(), std::int64_t{0});
      if (robots > kMostRobots) {
        refuse(zone.place, "zone", fmt::format("{} robots up to zone {}", robots, zone.name),
               fmt::format("at most {} robots in a factory", kMostRobots));
      }
      if (!is_zone_name(zone.name)) {
        refuse(zone.place, "zone.name", fmt::format("\"{}\"", zone.name),
               "1 to 40 of a-z, 0-9 and _, starting with a letter, such as \"z60_framing\"");
      }
      if (zone.stations.empty()) {
        refuse(zone.place, "zone.stations", "an empty list", "the stations of each line, as [6]");
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
      refuse(second->place, section + ".name", fmt::format("a second \"{}\"", second->name),
             fmt::format("one of that name; the first stands at {}", first->place.text()));
    }
  }

  // Before the stations are made: a short text may ask for very many.
  static void refuse_more_stations_than_robots(const ZoneConfig& zone) {
    const auto robots = std::accumulate(zone.robots.begin(), zone.robots.end(), std::int64_t{0});
    const auto stations =
        std::accumulate(zone.stations.begin(), zone.stations.end(), std::int64_t{0});
    if (stations <= robots) return;
    refuse(zone.place, "zone.stations",
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
        refuse(config.place, "zone.stations",
               fmt::format("station {} without a robot", station.address),
               "at least one robot in every station", {},
               "give zone " + config.name + " more robots or fewer stations");
      }
      if (welders > kMostWeldersInStation) {
        refuse(config.place, "zone.spot_welding_robots",
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
      refuse(scenario().place_of(key), key,
             fmt::format("no robot model, and zone {} has {} robots", zone.name, name_of(role)),
             fmt::format("one of {}", fmt::join(known, ", ")));
    }
    if (std::find(known.begin(), known.end(), id) == known.end()) {
      std::vector<std::string> near = nearest_names(id, known);
      refuse(scenario().place_of(key), key, fmt::format("robot model \"{}\"", id),
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
      refuse(scenario().place_of(key), key, fmt::format("\"{}\"", name),
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

  // Work goes to stations in proportion to the robots that do it.
  void share_work(const ZoneConfig& config, std::size_t first) {
    const std::size_t n_stations = factory_.stations.size() - first;
    const auto robots_of = [&](RobotRole role) {
      std::vector<int> robots(n_stations);
      for (std::size_t i = 0; i < n_stations; ++i) {
        robots[i] = factory_.stations[first + i].robots_by_role[index_of(role)];
      }
      return robots;
    };
    const std::vector<int> spots = apportion(config.spots, robots_of(RobotRole::spot_welding));
    for (std::size_t i = 0; i < n_stations; ++i) factory_.stations[first + i].work.spots = spots[i];

    const auto share = [&](RobotRole role, double total, double StationWork::*part) {
      const std::vector<int> robots = robots_of(role);
      const double sum = std::accumulate(robots.begin(), robots.end(), 0.0);
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
    refuse_undone_work(config);
  }

  void refuse_undone_work(const ZoneConfig& config) {
    const auto need = [&](RobotRole role, double work, const std::string& what) {
      if (work <= 0.0 || config.robots[index_of(role)] > 0) return;
      refuse(config.place, fmt::format("zone.{}_robots", name_of(role)),
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
      refuse({.file = scenario().file}, "zone.name",
             fmt::format("{} and {}, which would share their random numbers", *at->second, address),
             "addresses with different hashes", {}, "rename one of the zones");
    };
    for (const Station& station : factory_.stations) add(station.address);
    for (const Robot& robot : factory_.robots) add(robot.address);
  }

  int places(std::int64_t written) const {
    return static_cast<int>(
        std::lround(static_cast<double>(written) * scenario().plant.buffer_factor));
  }

  void add_links() {
    for (const Zone& zone : factory_.zones) {
      std::vector<int> line_length(static_cast<std::size_t>(zone.lines), 0);
      for (const StationId id : zone.stations) {
        ++line_length[static_cast<std::size_t>(factory_[id].line)];
      }
      for (std::size_t i = 1; i < zone.stations.size(); ++i) {
        const Station& station = factory_[zone.stations[i]];
        if (station.position == 0) continue;
        const int length = line_length[static_cast<std::size_t>(station.line)];
        const std::int64_t split_from = scenario().plant.split_from_stations;
        const bool split = split_from > 0 && length >= split_from && station.position == length / 2;
        factory_.links.push_back({.from = zone.stations[i - 1],
                                  .to = zone.stations[i],
                                  .places = split ? places(scenario().plant.split_places) : 0});
      }
    }
    for (const LinkConfig& link : scenario().links) add_link(link);
  }

  void add_link(const LinkConfig& config) {
    const Zone& from = zone_named(config.from, config, "link.from");
    const Zone& to = zone_named(config.to, config, "link.to");
    if (to.lines > 1) {
      refuse(config.place, "link.to",
             fmt::format("{}, which has {} parallel lines", to.name, to.lines),
             "a zone of one line: a body cannot go to several", {},
             "make each line a zone of its own");
    }
    if (config.travel_s > 0.0 && places(config.places) == 0) {
      refuse(config.place, "link.travel", "a way without places", "at least one place on it");
    }
    for (std::size_t i = 0; i < from.stations.size(); ++i) {
      const bool last_of_line =
          i + 1 == from.stations.size() || factory_[from.stations[i + 1]].position == 0;
      if (!last_of_line) continue;
      factory_.links.push_back({from.stations[i], to.stations.front(), places(config.places),
                                /*between_zones=*/true, config.travel_s});
    }
  }

  const Zone& zone_named(const std::string& name, const LinkConfig& link, const std::string& key) {
    std::vector<std::string> known;
    for (const Zone& zone : factory_.zones) {
      if (zone.name == name) return zone;
      known.push_back(zone.name);
    }
    refuse(link.place, key, fmt::format("\"{}\", which is no zone of this scenario", name),
           "the name of a zone", nearest_names(name, known));
  }

  // Kahn's algorithm, lowest station first.
  void order_the_flow() {
    std::vector<int> waiting_for(factory_.stations.size(), 0);
    std::vector<int> gives_to(factory_.stations.size(), 0);
    for (const FlowLink& link : factory_.links) {
      ++waiting_for[link.to.index()];
      ++gives_to[link.from.index()];
    }
    refuse_wrong_ends(gives_to);
    std::vector<StationId> ready;
    for (std::size_t i = factory_.stations.size(); i-- > 0;) {
      if (waiting_for[i] == 0) ready.push_back(StationId(i));
    }
    while (!ready.empty()) {
      const StationId id = ready.back();
      ready.pop_back();
      factory_.flow_order.push_back(id);
      for (const FlowLink& link : factory_.links) {
        if (link.from == id && --waiting_for[link.to.index()] == 0) ready.push_back(link.to);
      }
    }
    if (factory_.flow_order.size() != factory_.stations.size()) refuse_cycle(waiting_for);
  }

  void refuse_wrong_ends(const std::vector<int>& gives_to) {
    std::vector<std::string> exits;
    for (std::size_t i = 0; i < gives_to.size(); ++i) {
      if (gives_to[i] > 1) {
        const std::string zone = factory_[factory_.stations[i].zone].name;
        refuse(place_of_link_from(zone), "link.from",
               fmt::format("{} links that leave zone {}", gives_to[i], zone),
               "one: a body goes one way");
      }
      if (gives_to[i] > 0) continue;
      factory_.exit = StationId(i);
      exits.push_back(factory_.stations[i].address);
    }
    if (exits.size() > 1) {
      refuse({.file = scenario().file}, "link",
             fmt::format("{} stations that lead nowhere: {}", exits.size(), fmt::join(exits, ", ")),
             "one exit of the line", {}, "add a [[link]] from the zones that should feed others");
    }
  }

  Place place_of_link_from(const std::string& zone) const {
    Place place{.file = scenario().file};
    for (const LinkConfig& link : scenario().links) {
      if (link.from == zone) place = link.place;
    }
    return place;
  }

  // Walks against the flow among the stations that were never ready, each of which has a feeder
  // that was never ready, until a station comes again: what lies between is the circle.
  [[noreturn]] void refuse_cycle(const std::vector<int>& waiting_for) {
    std::size_t at = 0;
    while (waiting_for[at] == 0) ++at;
    std::vector<std::size_t> walk;
    while (std::find(walk.begin(), walk.end(), at) == walk.end()) {
      walk.push_back(at);
      const auto feeder =
          std::find_if(factory_.links.begin(), factory_.links.end(), [&](const FlowLink& link) {
            return link.to.index() == at && waiting_for[link.from.index()] > 0;
          });
      at = feeder->from.index();
    }
    walk.erase(walk.begin(), std::find(walk.begin(), walk.end(), at));
    std::reverse(walk.begin(), walk.end());
    std::rotate(walk.begin(), std::min_element(walk.begin(), walk.end()), walk.end());
    std::vector<std::string> zones;
    for (const std::size_t station : walk) {
      const std::string& zone = factory_[factory_.stations[station].zone].name;
      if (zones.empty() || zones.back() != zone) zones.push_back(zone);
    }
    if (zones.size() == 1 || zones.front() != zones.back()) zones.push_back(zones.front());
    refuse(place_of_link_from(zones.front()), "link",
           fmt::format("a circle: {}", fmt::join(zones, " -> ")), "a line that ends", {},
           "remove one of these links");
  }

  void add_variants() {
    for (const VariantConfig& variant : scenario().variants) {
      factory_.variants.push_back({variant.name, variant.share, variant.work_factor});
    }
    if (factory_.variants.empty()) factory_.variants.push_back({});
    double sum = 0.0;
    for (const Variant& variant : factory_.variants) sum += variant.share;
    if (std::abs(sum - 1.0) > 1e-9) {
      refuse(scenario().variants.back().place, "variant.share",
             fmt::format("shares that sum to {} %", 100.0 * sum), "shares that sum to 100 %");
    }
  }

  FactoryModel factory_;
};

}  // namespace

bool simulates_all_robots(const Scenario& scenario) {
  const std::string& text = scenario.simulation.robots;
  if (text == "all") return true;
  if (text == "welders") return false;
  refuse(scenario.place_of("simulation.robots"), "simulation.robots", "\"" + text + "\"",
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
  refuse(scenario.place_of("simulation.physics"), "simulation.physics", "\"" + text + "\"",
         "bullet, fleet, replay or surrogate", nearest_names(text, known));
}

FactoryModel build_factory(const Scenario& scenario) {
  study_physics(scenario);
  simulates_all_robots(scenario);
  line_statistics(scenario);
  return Builder(scenario).build();
}

}  // namespace darkline

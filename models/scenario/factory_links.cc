#include "models/scenario/factory_links.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/base/error.h"
#include "models/scenario/flow_ways.h"
#include "models/scenario/key_values.h"

namespace darkline {
namespace {

constexpr std::size_t kMostWays = 100'000;
template <class Rule, std::size_t n>
using Names = std::array<std::pair<const char*, Rule>, n>;

constexpr Names<bool, 2> kPasses = {{{"all", false}, {"one", true}}};
constexpr Names<LinkCargo, 3> kCargos = {{{"bodies", LinkCargo::bodies},
                                          {"rework", LinkCargo::rework},
                                          {"carriers", LinkCargo::carriers}}};
constexpr Names<Joining, 3> kJoinings = {
    {{"assembly", Joining::assembly}, {"together", Joining::together}, {"merge", Joining::merge}}};
constexpr Names<Routing, 6> kRoutings = {{{"all", Routing::all},
                                          {"share", Routing::share},
                                          {"variant", Routing::variant},
                                          {"turn", Routing::turn},
                                          {"first_free", Routing::first_free},
                                          {"fewest", Routing::fewest}}};

template <class Rule, std::size_t n>
Rule rule_named(const Names<Rule, n>& names, const std::string& text, const Place& place,
                const std::string& key) {
  std::vector<std::string> known;
  for (const auto& [name, rule] : names) {
    if (text == name) return rule;
    known.emplace_back(name);
  }
  refuse_factory(place, key, fmt::format("\"{}\"", text),
                 fmt::format("one of {}", fmt::join(known, ", ")), nearest_names(text, known));
}

class Linker {
 public:
  explicit Linker(FactoryModel& factory) : factory_(factory) {}

  void link() {
    add_inner_links();
    for (const LinkCargo cargo : {LinkCargo::bodies, LinkCargo::rework, LinkCargo::carriers}) {
      for (const LinkConfig& config : scenario().links) {
        if (cargo_of(config) == cargo) add_link(config, cargo);
      }
    }
    in_.resize(factory_.stations.size());
    out_.resize(factory_.stations.size());
    for (std::size_t l = 0; l < factory_.links.size(); ++l) {
      const FlowLink& link = factory_.links[l];
      out_[link.from.index()].of(link.cargo).push_back(l);
      in_[link.to.index()].of(link.cargo).push_back(l);
    }
    find_exit();
    order_the_flow();
    check_that_all_are_fed();
    for (std::size_t k = 0; k < out_.size(); ++k) choose_routing(k);
    for (std::size_t k = 0; k < in_.size(); ++k) choose_joining(k);
    check_ways_back();
    count_passes(factory_, in_, out_);
  }

 private:
  const Scenario& scenario() const { return factory_.scenario; }
  Station& station(std::size_t k) { return factory_.stations[k]; }
  const ZoneConfig& zone_of(std::size_t k) const {
    return scenario().zones[factory_.stations[k].zone.index()];
  }
  static LinkCargo cargo_of(const LinkConfig& config) {
    return rule_named(kCargos, config.carries, config.place, "link.carries");
  }
  int places(std::int64_t written) const {
    return static_cast<int>(
        std::lround(static_cast<double>(written) * scenario().plant.buffer_factor));
  }

  void add_inner_links() {
    for (const Zone& zone : factory_.zones) {
      std::vector<int> line_length(static_cast<std::size_t>(zone.lines), 0);
      for (const StationId id : zone.stations) {
        ++line_length[static_cast<std::size_t>(factory_[id].line)];
      }
      for (std::size_t i = 1; i < zone.stations.size(); ++i) {
        const Station& next = factory_[zone.stations[i]];
        if (next.position == 0) continue;
        const int length = line_length[static_cast<std::size_t>(next.line)];
        const std::int64_t split_from = scenario().plant.split_from_stations;
        const bool split = split_from > 0 && length >= split_from && next.position == length / 2;
        factory_.links.push_back({.from = zone.stations[i - 1],
                                  .to = zone.stations[i],
                                  .places = split ? places(scenario().plant.split_places) : 0});
      }
    }
  }

  void add_link(const LinkConfig& config, LinkCargo cargo) {
    const Zone& from = zone_named(config.from, config, "link.from");
    const Zone& to = zone_named(config.to, config, "link.to");
    const bool one_of_lines = to.lines > 1 && passes_one_line(scenario().zones[zone_number(to)]);
    if (to.lines > 1 && (!one_of_lines || cargo != LinkCargo::bodies)) {
      refuse_factory(
          config.place, "link.to",
          fmt::format("{}, which has {} parallel lines", to.name, to.lines),
          "a zone of one line: a body cannot go to several", {},
          "make each line a zone of its own, or let bodies take one (zone.passes = \"one\")");
    }
    check_cargo(config, cargo, from);
    FlowLink link{.from = {},
                  .to = {},
                  .places = places(config.places),
                  .between_zones = true,
                  .travel_s = config.travel_s,
                  .cargo = cargo,
                  .share = share_of(config, cargo, to.lines),
                  .variants = variants_of(config),
                  .carriers = static_cast<int>(config.carriers)};
    if (cargo == LinkCargo::carriers) link.places = static_cast<int>(config.places);
    if (link.travel_s > 0.0 && link.places == 0) {
      refuse_factory(config.place, "link.travel", "a way without places",
                     "at least one place on it");
    }
    for (std::size_t i = 0; i < from.stations.size(); ++i) {
      const bool last_of_line =
          i + 1 == from.stations.size() || factory_[from.stations[i + 1]].position == 0;
      if (!last_of_line) continue;
      for (const StationId first : to.stations) {
        if (factory_[first].position != 0) continue;
        if (factory_.links.size() >= kMostWays) {
          refuse_factory(config.place, "link",
                         fmt::format("more than {} ways between stations", kMostWays),
                         "fewer lines side by side on both sides of the link");
        }
        link.from = from.stations[i];
        link.to = first;
        factory_.links.push_back(link);
      }
    }
  }

  std::size_t zone_number(const Zone& zone) const {
    return static_cast<std::size_t>(&zone - factory_.zones.data());
  }

  void check_cargo(const LinkConfig& config, LinkCargo cargo, const Zone& from) {
    if (cargo != LinkCargo::bodies && config.from == config.to &&
        (from.stations.size() == 1 || from.lines > 1)) {
      refuse_factory(
          config.place, "link.to",
          fmt::format("a way of {} from {} to itself", config.carries, config.from),
          "a zone of one line with two stations or more, or another zone", {},
          cargo == LinkCargo::rework ? "quality.rework_zone repeats the work in place" : "");
    }
    if (cargo != LinkCargo::carriers) {
      if (config.carriers == 0) return;
      refuse_factory(config.place, "link.carriers",
                     fmt::format("{} carriers on a way of {}", config.carriers, config.carries),
                     "link.carries = \"carriers\", or none");
    }
    if (config.carriers == 0) {
      refuse_factory(config.place, "link.carriers", "a closed loop without carriers",
                     "at least one");
    }
    if (config.carriers > config.places) {
      refuse_factory(config.place, "link.carriers",
                     fmt::format("{} carriers and {} places", config.carriers, config.places),
                     "a place for each carrier: all of them wait here at the start", {},
                     "put fewer carriers into the loop, or more places on the way back");
    }
    if (from.lines > 1) {
      refuse_factory(config.place, "link.from",
                     fmt::format("{}, which has {} parallel lines", from.name, from.lines),
                     "a zone of one line, where carriers leave the bodies");
    }
  }

  double share_of(const LinkConfig& config, LinkCargo cargo, int lines) const {
    if (cargo == LinkCargo::rework) {
      const double share = config.share > 0.0 ? config.share : scenario().quality.rework;
      if (share + scenario().quality.rework_scrap <= 1.0) return share;
      refuse_factory(config.place, "link.share", "more than all bodies, with quality.rework_scrap",
                     "at most 100 % together");
    }
    return config.share / lines;
  }

  std::vector<std::size_t> variants_of(const LinkConfig& config) const {
    std::vector<std::size_t> numbers;
    if (config.variants == "-") return numbers;
    std::vector<std::string> known;
    for (const Variant& variant : factory_.variants) known.push_back(variant.name);
    for (const std::string& name : split_list(config.variants)) {
      const auto at = std::find(known.begin(), known.end(), name);
      if (at == known.end()) {
        refuse_factory(config.place, "link.variants", fmt::format("\"{}\"", name),
                       "the name of a variant", nearest_names(name, known));
      }
      numbers.push_back(static_cast<std::size_t>(at - known.begin()));
    }
    return numbers;
  }

  const Zone& zone_named(const std::string& name, const LinkConfig& link, const std::string& key) {
    std::vector<std::string> known;
    for (const Zone& zone : factory_.zones) {
      if (zone.name == name) return zone;
      known.push_back(zone.name);
    }
    refuse_factory(link.place, key, fmt::format("\"{}\", which is no zone of this scenario", name),
                   "the name of a zone", nearest_names(name, known));
  }

  void find_exit() {
    std::vector<std::string> exits;
    for (std::size_t k = 0; k < out_.size(); ++k) {
      if (!out_[k].bodies.empty()) continue;
      factory_.exit = StationId(k);
      exits.push_back(station(k).address);
    }
    if (exits.size() > 1) {
      refuse_factory(
          {.file = scenario().file}, "link",
          fmt::format("{} stations that lead nowhere: {}", exits.size(), fmt::join(exits, ", ")),
          "one exit of the line", {}, "add a [[link]] from the zones that should feed others");
    }
  }

  // The stations by Kahn's algorithm, lowest first, along the links that `follows` names; those
  // that are left wait for each other.
  std::vector<StationId> order_along(const std::function<bool(const FlowLink&)>& follows,
                                     std::vector<int>& waiting_for) const {
    waiting_for.assign(factory_.stations.size(), 0);
    for (const FlowLink& link : factory_.links) {
      if (follows(link)) ++waiting_for[link.to.index()];
    }
    std::vector<StationId> ready, order;
    for (std::size_t k = factory_.stations.size(); k-- > 0;) {
      if (waiting_for[k] == 0) ready.push_back(StationId(k));
    }
    while (!ready.empty()) {
      const StationId id = ready.back();
      ready.pop_back();
      order.push_back(id);
      const Ways& ways = out_[id.index()];
      for (const auto* links : {&ways.bodies, &ways.rework, &ways.carriers}) {
        for (const std::size_t l : *links) {
          const FlowLink& link = factory_.links[l];
          if (follows(link) && --waiting_for[link.to.index()] == 0) ready.push_back(link.to);
        }
      }
    }
    return order;
  }

  void order_the_flow() {
    std::vector<int> waiting_for;
    const auto bodies = [](const FlowLink& link) { return link.cargo == LinkCargo::bodies; };
    factory_.flow_order = order_along(bodies, waiting_for);
    if (factory_.flow_order.size() == factory_.stations.size()) return;
    refuse_circle(waiting_for, bodies, "a line that ends",
                  "remove one of these links, or say what it carries (link.carries)");
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
  [[noreturn]] void refuse_circle(const std::vector<int>& waiting_for,
                                  const std::function<bool(const FlowLink&)>& follows,
                                  const std::string& wanted, const std::string& mend) const {
    std::size_t at = 0;
    while (waiting_for[at] == 0) ++at;
    std::vector<std::size_t> walk;
    while (std::find(walk.begin(), walk.end(), at) == walk.end()) {
      walk.push_back(at);
      const auto feeder =
          std::find_if(factory_.links.begin(), factory_.links.end(), [&](const FlowLink& link) {
            return follows(link) && link.to.index() == at && waiting_for[link.from.index()] > 0;
          });
      at = feeder->from.index();
    }
    walk.erase(walk.begin(), std::find(walk.begin(), walk.end(), at));
    std::reverse(walk.begin(), walk.end());
    std::rotate(walk.begin(), std::min_element(walk.begin(), walk.end()), walk.end());
    std::vector<std::string> zones;
    for (const std::size_t k : walk) {
      const std::string& zone = zone_of(k).name;
      if (zones.empty() || zones.back() != zone) zones.push_back(zone);
    }
    if (zones.size() == 1 || zones.front() != zones.back()) zones.push_back(zones.front());
    refuse_factory(place_of_link_from(zones.front()), "link",
                   fmt::format("a circle: {}", fmt::join(zones, " -> ")), wanted, {}, mend);
  }

  void choose_routing(std::size_t k) {
    const ZoneConfig& zone = zone_of(k);
    const Ways& ways = out_[k];
    if (ways.rework.size() > 1) {
      refuse_factory(place_of_link_from(zone.name), "link.carries",
                     fmt::format("{} ways of rework from zone {}", ways.rework.size(), zone.name),
                     "one");
    }
    const bool last_of_zone = ways.bodies.empty() || between_zones(ways.bodies.front());
    if (!last_of_zone || ways.bodies.size() < 2) {
      if (zone.route != "-") rule_named(kRoutings, zone.route, zone.place, "zone.route");
      return;
    }
    station(k).routing = routing_of(zone, ways);
    if (!ways.carriers.empty() && station(k).routing != Routing::all) {
      refuse_factory(zone.place, "zone.route",
                     fmt::format("{} where carriers leave the bodies too", zone.route),
                     "all, or one way out for bodies", {}, "put a zone between them");
    }
    check_shares(k, zone);
    check_variants(k, zone);
  }

  bool between_zones(std::size_t l) const { return factory_.links[l].between_zones; }

  Routing routing_of(const ZoneConfig& zone, const Ways& ways) const {
    if (zone.route != "-") return rule_named(kRoutings, zone.route, zone.place, "zone.route");
    const auto target = [&](std::size_t l) { return factory_[factory_.links[l].to].zone; };
    const bool one_zone = std::all_of(ways.bodies.begin(), ways.bodies.end(), [&](std::size_t l) {
      return target(l) == target(ways.bodies.front());
    });
    if (one_zone) return Routing::fewest;
    refuse_factory(
        place_of_link_from(zone.name), "link.from",
        fmt::format("{} links that leave zone {}", ways.bodies.size(), zone.name),
        "one: a body goes one way, unless zone.route says which", {},
        fmt::format("give zone {} a route: share, variant, turn, first_free, fewest or all",
                    zone.name));
  }

  void check_shares(std::size_t k, const ZoneConfig& zone) const {
    double sum = 0.0;
    for (const std::size_t l : out_[k].bodies) sum += factory_.links[l].share;
    if (factory_.stations[k].routing == Routing::share) {
      if (std::abs(sum - 1.0) < 1e-9) return;
      refuse_factory(
          place_of_link_from(zone.name), "link.share",
          fmt::format("shares that sum to {:.6g} % at the end of zone {}", 100.0 * sum, zone.name),
          "shares that sum to 100 %");
    }
    if (sum > 0.0) {
      refuse_factory(place_of_link_from(zone.name), "link.share",
                     fmt::format("a share, and {} for the route of zone {}", zone.route, zone.name),
                     "zone.route = \"share\", or no share");
    }
  }

  void check_variants(std::size_t k, const ZoneConfig& zone) const {
    std::vector<int> ways(factory_.variants.size(), 0);
    for (const std::size_t l : out_[k].bodies) {
      for (const std::size_t v : factory_.links[l].variants) ++ways[v];
    }
    const bool listed = std::any_of(ways.begin(), ways.end(), [](int n) { return n > 0; });
    if (factory_.stations[k].routing != Routing::variant) {
      if (!listed) return;
      refuse_factory(
          place_of_link_from(zone.name), "link.variants",
          fmt::format("variants, and {} for the route of zone {}", zone.route, zone.name),
          "zone.route = \"variant\", or no variants");
    }
    for (std::size_t v = 0; v < ways.size(); ++v) {
      if (ways[v] == 1) continue;
      refuse_factory(place_of_link_from(zone.name), "link.variants",
                     fmt::format("{} ways for variant \"{}\" at the end of zone {}", ways[v],
                                 factory_.variants[v].name, zone.name),
                     "one for each variant");
    }
  }

  void choose_joining(std::size_t k) {
    const ZoneConfig& zone = zone_of(k);
    const Ways& ways = in_[k];
    const bool says = zone.join != "-";
    if (says) rule_named(kJoinings, zone.join, zone.place, "zone.join");
    const std::size_t n = ways.bodies.size() + ways.rework.size() + ways.carriers.size();
    if (n < 2) return;
    Joining& joining = station(k).joining;
    // the rule is meant for the zone's first station
    joining = says && factory_.stations[k].position == 0
                  ? rule_named(kJoinings, zone.join, zone.place, "zone.join")
                  : usual_joining(k, zone);
    if (joining == Joining::merge && !ways.carriers.empty()) {
      refuse_factory(zone.place, "zone.join",
                     fmt::format("zone {} takes carriers and bodies from several ways", zone.name),
                     "a zone that merges the bodies before the one that puts them on carriers");
    }
    if (joining != Joining::merge && !ways.rework.empty()) {
      refuse_factory(zone.place, "zone.join",
                     fmt::format("{} in zone {}, to which rework comes back", zone.join, zone.name),
                     "merge");
    }
    for (const auto* links : {&ways.bodies, &ways.carriers}) {
      for (const std::size_t l : *links) {
        const FlowLink& link = factory_.links[l];
        if (joining != Joining::together || link.places > 0 || !separates(link.from.index())) {
          continue;
        }
        refuse_factory(
            zone.place, "zone.join",
            fmt::format("together in zone {}, from {} which separates, without a place between",
                        zone.name, factory_[link.from].address),
            "at least one place before it, or assembly");
      }
    }
  }

  bool separates(std::size_t k) const {
    return factory_.stations[k].routing == Routing::all &&
           out_[k].bodies.size() + out_[k].carriers.size() > 1;
  }

  Joining usual_joining(std::size_t k, const ZoneConfig& zone) const {
    const Ways& ways = in_[k];
    if (ways.bodies.size() < 2) {
      return ways.rework.empty() ? Joining::assembly : Joining::merge;
    }
    const auto feeder = [&](std::size_t l) {
      return factory_.stations[factory_.links[l].from.index()].zone;
    };
    const ZoneId first = feeder(ways.bodies.front());
    const bool one_zone = std::all_of(ways.bodies.begin(), ways.bodies.end(),
                                      [&](std::size_t l) { return feeder(l) == first; });
    if (one_zone && passes_one_line(scenario().zones[first.index()])) return Joining::merge;
    if (ways.rework.empty() && !behind_a_split(factory_, in_, k)) return Joining::assembly;
    refuse_factory(zone.place, "zone.join",
                   fmt::format("{} ways into zone {}, behind a split or with rework",
                               ways.bodies.size() + ways.rework.size(), zone.name),
                   "merge (a body from one of them) or assembly (a part from each)", {},
                   fmt::format("give zone {} a join", zone.name));
  }

  // Rework alone brings no bodies into the line.
  void check_that_all_are_fed() {
    const std::size_t k = first_unfed(factory_, in_);
    if (k == in_.size()) return;
    refuse_factory(zone_of(k).place, "link.to",
                   fmt::format("zone {}, to which bodies only come back", zone_of(k).name),
                   "a zone that another zone feeds", {},
                   "put a zone before it, from which bodies come anew");
  }

  // Carriers come back from where their bodies have gone, and every circle has a way in.
  void check_ways_back() {
    for (const LinkConfig& config : scenario().links) {
      if (cargo_of(config) != LinkCargo::carriers) continue;
      const std::size_t to = zone_named(config.to, config, "link.to").stations.front().index();
      const std::size_t from = zone_named(config.from, config, "link.from").stations.back().index();
      if (leads_to(factory_, out_, to, from)) continue;
      refuse_factory(
          config.place, "link.from",
          fmt::format("{}, which no body from {} comes to", config.from, config.to),
          fmt::format("the zone at whose end bodies leave the carriers that they got in zone {}",
                      config.to));
    }
    std::vector<int> waiting_for;
    const auto closes = [this](const FlowLink& link) {
      return link.cargo != LinkCargo::carriers && factory_[link.to].joining != Joining::merge;
    };
    if (order_along(closes, waiting_for).size() == factory_.stations.size()) return;
    refuse_circle(waiting_for, closes, "a zone in it that takes bodies in order of arrival",
                  "give the zone where bodies come back join = \"merge\"");
  }

  FactoryModel& factory_;
  std::vector<Ways> in_, out_;  // (n_stations)
};

}  // namespace

void refuse_factory(const Place& place, const std::string& key, const std::string& found,
                    const std::string& wanted, std::vector<std::string> candidates,
                    const std::string& mend) {
  throw InputError({.place = place,
                    .key = key,
                    .found = found,
                    .wanted = wanted,
                    .candidates = std::move(candidates),
                    .mend = mend});
}

bool passes_one_line(const ZoneConfig& zone) {
  return rule_named(kPasses, zone.passes, zone.place, "zone.passes");
}

void link_stations(FactoryModel& factory) {
  Linker(factory).link();
}

}  // namespace darkline

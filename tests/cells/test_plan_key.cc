#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include <boost/test/unit_test.hpp>

#include "cells/cell_preparation.h"
#include "cells/cycle_sampling.h"
#include "cells/plan_key.h"
#include "models/base/error.h"
#include "models/scenario/key_values.h"
#include "models/scenario/scenario_reader.h"
#include "tests/cells/sample_factory.h"

namespace darkline {
namespace {

constexpr int kSamples = 2;

// Every role at work, as little of it as there can be, so that planning takes milliseconds.
constexpr const char* kSmallShop = R"(
[simulation]
robots = "all"
physics = "replay"

[[variant]]
name = "short"
share = "60 %"

[[variant]]
name = "long"
share = "40 %"
work_factor = 1.5

[[zone]]
name = "z10_floor"
stations = [1]
spots = 4
picks = 1
studs = 2
spot_welding_robots = 1
handling_robots = 1
joining_robots = 1

[[zone]]
name = "z20_side"
stations = [1]
sealer = "1 m"
hem = "1 m"
sealing_robots = 1
hemming_robots = 1
inspection_robots = 1

[[link]]
from = "z10_floor"
to = "z20_side"
places = 1
)";

Scenario small_shop() {
  const std::string file =
      std::string(DARKLINE_SOURCE_DIR) + "/models/scenarios/01_one_cell.toml";  // where files lie
  return read_scenario_text(file, kSmallShop).scenario;
}

std::vector<std::string> hashes_of(const FactoryModel& factory) {
  std::vector<std::string> hashes;
  for (std::size_t s = 0; s < factory.stations.size(); ++s) {
    for (std::size_t v = 0; v < factory.variants.size(); ++v) {
      const CellConfig config = prepare_cell(factory, StationId(s), v);
      const StationLaw law = station_law(factory, StationId(s), v, config);
      hashes.push_back(study_hash(config, law, kSamples, "1", study_physics(factory.scenario)));
    }
  }
  return hashes;
}

std::vector<std::string> keys_of(const FactoryModel& factory) {
  const PlanKeys keys(factory, kSamples, "1");
  std::vector<std::string> all;
  for (std::size_t s = 0; s < factory.stations.size(); ++s) {
    for (std::size_t v = 0; v < factory.variants.size(); ++v) {
      all.push_back(keys.of(StationId(s), v));
    }
  }
  return all;
}

// Another value of the key, as a file would hold it.
template <class Record>
std::string other_value(const Key<Record>& key, const Record& record) {
  static const std::map<std::string_view, std::string> kTexts = {
      {"simulation.physics", "surrogate"},
      {"simulation.robots", "welders"},
      {"process.spot_list", "-"},
      {"zone.name", "z11_floor"},
      {"zone.passes", "one"},
      {"zone.join", "merge"},
      {"zone.route", "turn"},
      {"variant.name", "other"},
      {"robots.joining", "fanuc_r2000ic_210f"},
      {"simulation.warm_up_rule", "mser5"},
      {"simulation.precision_of", "lead_time"}};
  const std::string now = text_of_field(key, record);
  if (is_text(key)) {
    if (const auto found = kTexts.find(key.spec.path); found != kTexts.end()) return found->second;
    if (key.spec.path.starts_with("robots.")) return "cn_220_2650";
    return now + "x";
  }
  Record changed = record;
  if (key.field.index() == 0) {
    double& value = std::get<0>(key.field)(changed);
    const double more = value == 0.0 ? 0.5 * (key.spec.low + key.spec.high) : 1.1 * value;
    value = more <= key.spec.high ? more : 0.9 * value;
    return text_of_field(key, changed);
  }
  if (key.field.index() == 1) {
    ++std::get<1>(key.field)(changed);
    return text_of_field(key, changed);
  }
  if (key.field.index() == 4) return "2";
  return split_list(now).front();
}

// What changes of the scenario do to plan keys and to studies.
class Changes {
 public:
  Changes() : factory_(build_factory(small_shop())), keys_(keys_of(factory_)) {}

  const Scenario& scenario() const { return factory_.scenario; }

  bool keeps_every_key(const Scenario& changed) const {
    const std::vector<std::string> keys = keys_of(build_factory(changed));
    return std::ranges::all_of(
        keys, [&](const std::string& key) { return std::ranges::find(keys_, key) != keys_.end(); });
  }

  bool keeps_every_study(const Scenario& changed) const {
    return hashes_of(build_factory(changed)) == hashes_of(factory_);
  }

 private:
  FactoryModel factory_;
  std::vector<std::string> keys_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(plan_key)

// Each key of the language is changed. All that leave the plan keys as they are together must leave
// the studies as they are: else a station would be taken from the cache that is another by now.
BOOST_AUTO_TEST_CASE(where_a_scenario_key_changes_a_study_it_changes_the_plan_key) {
  const Changes changes;
  std::set<std::string_view> kept;
  Scenario all_kept = changes.scenario();
  for (const auto& key : scenario_keys()) {
    Scenario changed = changes.scenario();
    const std::string value = other_value(key, changed);
    set_from_text(key, changed, value);
    if (!changes.keeps_every_key(changed)) continue;
    kept.insert(key.spec.path);
    set_from_text(key, all_kept, value);
  }
  BOOST_TEST(changes.keeps_every_study(all_kept),
             "of " << kept.size() << " keys one is planned by");
  // the test would show nothing if plan keys changed with everything, or with nothing
  BOOST_TEST(kept.contains("cost.wage"));
  BOOST_TEST(kept.contains("reliability.gun_mtbf"));
  BOOST_TEST(!kept.contains("process.gun_close"));
  BOOST_TEST(!kept.contains("plant.takt"));
  BOOST_TEST(!kept.contains("robots.handling"));
  BOOST_TEST(!kept.contains("robots.coulomb_friction"));
  BOOST_TEST(!kept.contains("variation.cold_friction"));
  BOOST_TEST(!kept.contains("process.equalising"));
}

BOOST_AUTO_TEST_CASE(where_a_zone_or_variant_changes_a_study_it_changes_the_plan_key) {
  const Changes changes;
  Scenario all_kept = changes.scenario();
  std::set<std::string_view> kept;
  for (const auto& key : zone_keys()) {
    if (key.spec.path == "zone.sealer" || key.spec.path == "zone.hem") continue;  // no such robots
    Scenario changed = changes.scenario();
    const std::string value = other_value(key, changed.zones[0]);
    set_from_text(key, changed.zones[0], value);
    if (key.spec.path == "zone.name") changed.links[0].from = changed.zones[0].name;
    if (!changes.keeps_every_key(changed)) continue;
    kept.insert(key.spec.path);
    set_from_text(key, all_kept.zones[0], value);
  }
  BOOST_TEST(kept.contains("zone.title"));
  BOOST_TEST(!kept.contains("zone.name"));
  BOOST_TEST(!kept.contains("zone.spots"));
  for (const auto& key : variant_keys()) {
    if (key.spec.path == "variant.share") continue;  // one share alone cannot change
    Scenario changed = changes.scenario();
    set_from_text(key, changed.variants[1], other_value(key, changed.variants[1]));
    BOOST_TEST(!changes.keeps_every_key(changed), key.spec.path);
  }
  BOOST_TEST(changes.keeps_every_study(all_kept));
}

BOOST_AUTO_TEST_CASE(every_number_of_a_robot_file_changes_its_content_hash) {
  using Change = std::function<void(RobotModel&)>;
  const std::vector<Change> changes = {
      [](RobotModel& m) { m.joints[1].X_PJ.translation().x() += 1e-9; },
      [](RobotModel& m) { m.joints[1].axis = -m.joints[1].axis; },
      [](RobotModel& m) { m.joints[1].lower += 1e-9; },
      [](RobotModel& m) { m.joints[1].upper += 1e-9; },
      [](RobotModel& m) { m.joints[1].max_speed += 1e-9; },
      [](RobotModel& m) { m.joints[1].max_acceleration += 1e-9; },
      [](RobotModel& m) { m.joints[1].max_effort += 1e-9; },
      [](RobotModel& m) { m.joints[1].rotor_inertia += 1e-9; },
      [](RobotModel& m) { m.joints[1].copper_loss_w += 1e-9; },
      [](RobotModel& m) { m.joints[1].max_jerk += 1e-9; },
      [](RobotModel& m) { m.joints[1].drive.coulomb_share += 1e-9; },
      [](RobotModel& m) { m.joints[1].drive.viscous_share += 1e-9; },
      [](RobotModel& m) { m.joints[1].drive.efficiency += 1e-9; },
      [](RobotModel& m) { m.joints[1].drive.regeneration += 1e-9; },
      [](RobotModel& m) { m.joints[1].kind = JointKind::prismatic; },
      [](RobotModel& m) { m.links[2].inertial.mass_kg += 1e-9; },
      [](RobotModel& m) { m.links[2].inertial.p_LC_m.y() += 1e-9; },
      [](RobotModel& m) { m.links[2].inertial.I_C_kg_m2(0, 1) += 1e-9; },
      [](RobotModel& m) { m.links[2].collision.emplace_back(); },
      [](RobotModel& m) { m.links[2].collision.front().size_m.x() += 1e-9; },
      [](RobotModel& m) { m.X_ET.translation().z() += 1e-9; },
      [](RobotModel& m) { m.home[0] += 1e-9; },
      [](RobotModel& m) { m.payload_kg += 1e-9; },
      [](RobotModel& m) { m.reach_m += 1e-9; },
      [](RobotModel& m) { m.opw->c2 += 1e-9; },
      [](RobotModel& m) { m.opw->offset[1] += 1e-9; },
      [](RobotModel& m) { m.opw.reset(); },
      [](RobotModel& m) { m.id += "x"; },
  };
  const RobotModel robot = sample::shipped_robot("kuka_kr210_r2700_2");
  std::set<std::string> hashes = {content_hash(robot)};
  for (const Change& change : changes) {
    RobotModel changed = robot;
    change(changed);
    BOOST_TEST(hashes.insert(content_hash(changed)).second, hashes.size() << " changes");
  }
  BOOST_TEST(content_hash(robot) == *hashes.find(content_hash(RobotModel(robot))));
}

BOOST_AUTO_TEST_CASE(every_number_of_a_listed_spot_changes_its_stations_key_alone) {
  const std::string file = std::string(DARKLINE_SOURCE_DIR) + "/models/scenarios/11_spot_list.toml";
  const FactoryModel factory = build_factory(read_scenario(file).scenario);
  using Change = std::function<void(ListedSpot&)>;
  const std::vector<Change> changes = {
      [](ListedSpot& s) { s.p_CS_m.x() += 1e-9; },
      [](ListedSpot& s) { s.n_C.z() += 1e-9; },
      [](ListedSpot& s) { s.robot = s.robot == 1 ? 2 : 1; },
      [](ListedSpot& s) { s.schedule.weld_s += 1e-9; },
      [](ListedSpot& s) { s.schedule.force_n += 1e-9; },
      [](ListedSpot& s) { s.schedule.current_ka += 1e-9; },
      [](ListedSpot& s) { s.schedule.grid_j += 1e-9; },
      [](ListedSpot& s) { s.gun = s.gun == "heavy" ? "light" : "heavy"; },
      [](ListedSpot& s) {
        s.sequence += s.in_sequence ? 1 : 0;
        s.in_sequence = true;
      },
  };
  std::set<std::string> keys = {keys_of(factory).front()};
  for (const Change& change : changes) {
    FactoryModel changed = factory;
    change(changed.stations[0].listed_spots[3]);
    BOOST_TEST(keys.insert(keys_of(changed).front()).second, keys.size() << " changes");
  }
}

// Spots are numbered through the body, but a study does not hang on where a station's begin.
BOOST_AUTO_TEST_CASE(a_spot_more_in_one_station_leaves_keys_and_studies_of_the_next) {
  FactoryModel factory =
      sample::factory({{"z10_front_end", 6, 1, 0}, {"z20_front_floor", 6, 1, 0}});
  factory.scenario.simulation.robots = "welders";
  factory.scenario.simulation.physics = "replay";
  factory.scenario.plant.takt_s = 60.0;
  FactoryModel changed = factory;
  ++changed.stations[0].work.spots;
  const auto keys = keys_of(factory), keys_then = keys_of(changed);
  BOOST_TEST(keys[0] != keys_then[0]);
  BOOST_TEST(keys[1] == keys_then[1]);
  const auto hashes = hashes_of(factory), hashes_then = hashes_of(changed);
  BOOST_TEST(hashes[0] != hashes_then[0]);
  BOOST_TEST(hashes[1] == hashes_then[1]);
  BOOST_TEST(prepare_cell(factory, StationId(1), 0).spots.front().number == 7U);
  BOOST_TEST(prepare_cell(changed, StationId(1), 0).spots.front().number == 8U);
}

// A cell of welders alone is the same whatever stands and is done beside them; a change of its own
// work, robots or address is another cell. Where all robots are simulated, theirs are its own.
BOOST_AUTO_TEST_CASE(a_cells_name_leaves_out_takt_and_what_is_not_simulated) {
  FactoryModel factory = build_factory(small_shop());
  const auto name_of_cell = [](const FactoryModel& of) {
    return PlanKeys(of, kSamples, "1").of_cell(StationId(0), 0);
  };
  const auto changed = [&](const auto& change) {
    FactoryModel other = factory;
    change(other);
    return name_of_cell(other);
  };
  const auto longer = [](FactoryModel& f) { f.scenario.plant.takt_s += 1.0; };
  const auto picks = [](FactoryModel& f) { f.stations[0].work.picks += 1.0; };
  const auto spots = [](FactoryModel& f) { ++f.stations[0].work.spots; };
  const auto fewer = [](FactoryModel& f) { f.stations[0].robots.pop_back(); };
  const auto transfer = [](FactoryModel& f) { f.scenario.plant.transfer_s += 1.0; };
  BOOST_TEST(changed(longer) == name_of_cell(factory));
  BOOST_TEST(changed(picks) != name_of_cell(factory));
  BOOST_TEST(changed(fewer) != name_of_cell(factory));
  factory.scenario.simulation.robots = "welders";
  BOOST_TEST(changed(longer) == name_of_cell(factory));
  BOOST_TEST(changed(picks) == name_of_cell(factory));
  BOOST_TEST(changed(fewer) == name_of_cell(factory));  // the last one is no welder
  BOOST_TEST(changed(spots) != name_of_cell(factory));
  BOOST_TEST(changed(transfer) != name_of_cell(factory));
  BOOST_TEST(PlanKeys(factory, kSamples, "1").of_cell(StationId(1), 0) != name_of_cell(factory));
}

BOOST_AUTO_TEST_CASE(samples_and_controller_version_are_in_the_key) {
  const FactoryModel factory = build_factory(small_shop());
  const std::string key = PlanKeys(factory, kSamples, "1").of(StationId(0), 0);
  BOOST_TEST(key.size() == 64U);
  BOOST_TEST(PlanKeys(factory, kSamples + 1, "1").of(StationId(0), 0) != key);
  BOOST_TEST(PlanKeys(factory, kSamples, "2").of(StationId(0), 0) != key);
  BOOST_TEST(PlanKeys(factory, kSamples, "1").of(StationId(0), 1) != key);
  BOOST_TEST(PlanKeys(factory, kSamples, "1").of(StationId(1), 0) != key);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline

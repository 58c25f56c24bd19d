// Study files of kinds size, pareto and buffers.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/file.h"
#include "models/study/sizing_file.h"

using namespace darkline;
namespace fs = std::filesystem;

namespace {

// Beside a shipped scenario, read from a file that is removed again.
class WrittenStudy {
 public:
  explicit WrittenStudy(const std::string& keys)
      : file_(fs::temp_directory_path() / (name_of_process("darkline_sizing_") + ".toml")) {
    const fs::path base = fs::path(DARKLINE_SOURCE_DIR) / "models/scenarios/06_assembly.toml";
    std::ofstream(file_) << "[study]\nbase = \"" << base.string() << "\"\n" << keys;
  }
  ~WrittenStudy() { fs::remove(file_); }
  WrittenStudy(const WrittenStudy&) = delete;
  WrittenStudy& operator=(const WrittenStudy&) = delete;
  const fs::path& file() const { return file_; }

 private:
  fs::path file_;
};

SizingFile read(const std::string& keys) {
  const WrittenStudy study(keys);
  return read_sizing(study.file());
}

const std::string kSize =
    "kind = \"size\"\ntarget_net_jph = 40\ntechnicians = [1, 2]\nbuffer_place = \"20 kUSD\"\n";

void expect_refused(const std::string& keys, const std::string& text) {
  try {
    read(keys);
    BOOST_ERROR("nothing was refused; expected " << text);
  } catch (const InputError& error) {
    const std::string said = error.what();
    BOOST_TEST(said.find(text) != std::string::npos, "\"" << text << "\" is not in: " << said);
    BOOST_TEST(error.problem().place.line > 0, "no line in: " << said);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sizing_file)

BOOST_AUTO_TEST_CASE(a_range_of_takts_has_its_steps_and_both_ends) {
  const SizingFile study = read(kSize + "takt = { range = [\"60 s\", \"1.1 min\"], steps = 4 }\n");
  BOOST_TEST(study.choices.takt_s == std::vector<double>({60.0, 62.0, 64.0, 66.0}),
             boost::test_tools::per_element());
  BOOST_TEST(study.targets_jph.at(0) == 40.0);
  BOOST_TEST(study.place_usd == 20'000.0);
}

// What is not named is as in the scenario; a technician always on duty is a head a shift.
BOOST_AUTO_TEST_CASE(what_is_left_out_is_as_in_the_scenario) {
  const SizingFile study = read(kSize + "takt = [\"60 s\"]\n");
  BOOST_TEST(study.choices.buffer_factor == std::vector<double>({1.0}),
             boost::test_tools::per_element());
  BOOST_TEST(study.choices.split_from.at(0) == 0);
  BOOST_TEST(study.choices.load.at(0) == 1.0);
  BOOST_TEST(study.heads_per_technician == study.base.plant.shifts_per_day);
}

BOOST_AUTO_TEST_CASE(a_pareto_study_has_several_targets) {
  const SizingFile study = read(
      "kind = \"pareto\"\ntargets_net_jph = [30, 40.5]\ntechnicians = [1]\nbuffer_place = \"1 "
      "kUSD\"\ntakt = [\"60 s\"]\n");
  BOOST_TEST(study.targets_jph == std::vector<double>({30.0, 40.5}),
             boost::test_tools::per_element());
}

// The search looks at plants under the scenario's own physics unless another is named; the study's
// changes are the plants' too, which are simulated as the base is.
BOOST_AUTO_TEST_CASE(plants_may_stand_beside_the_answer_at_several_prices_of_a_robot) {
  const std::string takt = "takt = [\"60 s\"]\n";
  const SizingFile plain = read(kSize + takt);
  BOOST_TEST(plain.search_physics == plain.base.simulation.physics);
  BOOST_TEST(plain.robot_usd == std::vector<double>({plain.base.cost.robot_usd}),
             boost::test_tools::per_element());
  BOOST_TEST(plain.plants.empty());
  const std::string other =
      (fs::path(DARKLINE_SOURCE_DIR) / "models/scenarios/02_three_stations.toml").string();
  const SizingFile study = read(
      kSize + takt +
      "search_physics = \"surrogate\"\nset = [\"cost.wage=45 USD/h\", "
      "\"simulation.horizon=300 h\"]\nrobot_prices = [\"40 kUSD\", \"140 kUSD\"]\nplants = [\"" +
      other + "\"]\n");
  BOOST_TEST(study.search_physics == "surrogate");
  BOOST_TEST(study.base.simulation.physics == plain.base.simulation.physics);
  BOOST_TEST(study.robot_usd == std::vector<double>({40e3, 140e3}),
             boost::test_tools::per_element());
  BOOST_REQUIRE(study.plants.size() == 1U);
  BOOST_TEST(study.plants[0].cost.wage_usd_per_h == 45.0);
  BOOST_TEST(study.plants[0].simulation.horizon_s == 300.0 * 3600.0);
  expect_refused(kSize + takt + "search_physics = \"surogate\"\n", "did you mean surrogate");
  expect_refused(kSize + takt + "plants = [\"no_such.toml\"]\n", "there is none at");
  expect_refused(kSize + takt + "robot_prices = [\"40 kUSD\", \"4 kUSD\"]\n", "rising order");
}

BOOST_AUTO_TEST_CASE(a_study_without_a_kind_is_one_of_points) {
  const WrittenStudy points("design = \"grid\"\n"), size("kind = \"buffers\"\n");
  BOOST_TEST((sizing_kind(size.file()) == SizingKind::buffers));
  std::ofstream(points.file()) << "[study]\ndesign = \"grid\"\n";
  BOOST_TEST(!sizing_kind(points.file()).has_value());
}

BOOST_AUTO_TEST_CASE(what_means_nothing_is_refused_with_its_place) {
  const std::string takt = "takt = [\"60 s\"]\n";
  expect_refused("kind = \"siez\"\n" + takt, "did you mean size");
  expect_refused(kSize, "takt");
  expect_refused(kSize + "takt = [60]\n", "from 1 s to");
  expect_refused(kSize + "takt = [\"60 kg\"]\n", "study.takt");
  expect_refused(kSize + "takt = [\"60 s\", \"50 s\"]\n", "rising order");
  expect_refused(kSize + "takt = { range = [\"60 s\", \"50 s\"], steps = 3 }\n", "lower end first");
  expect_refused(kSize + takt + "load = [\"120 %\"]\n", "100 %");
  expect_refused(kSize + takt + "places = 5\n", "unknown name");
  expect_refused(kSize + takt + "split_from = [1.5]\n", "whole number");
  expect_refused("kind = \"size\"\ntarget_net_jph = \"40\"\n", "target_net_jph");
  expect_refused("kind = \"buffers\"\nplaces = 5\n", "indifference_jph");
  expect_refused("kind = \"buffers\"\nplaces = -5\nindifference_jph = 0.1\n", "whole number");
  expect_refused(kSize + takt + "[[factor]]\nkey = \"plant.takt\"\n", "no factors");
}

BOOST_AUTO_TEST_SUITE_END()

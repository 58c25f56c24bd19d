#include <set>

#include <boost/test/unit_test.hpp>

#include "models/scenario/scenario_reader.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"
#include "twin/live/cell_study.h"

namespace darkline {
namespace {

using testing::TemporaryFolder;

FactoryModel small_factory(const std::vector<std::string>& overrides = {}) {
  const std::string file =
      std::string(DARKLINE_SOURCE_DIR) + "/models/scenarios/02_three_stations.toml";
  return build_factory(read_scenario(file, overrides).scenario);
}

CellStudy study(const FactoryModel& factory, const StudyOptions& options) {
  return study_cells(factory, options);
}

std::vector<std::string> texts_of(const CellStudy& study) {
  std::vector<std::string> texts;
  for (const CycleProfile& profile : study.profiles) texts.push_back(to_json(profile));
  return texts;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cell_study)

BOOST_AUTO_TEST_CASE(every_station_gets_a_profile_and_says_how_it_was_made) {
  const CellStudy found = study(small_factory(), {.transport = Transport::in_process});
  BOOST_REQUIRE(found.profiles.size() == 3U);
  BOOST_TEST(found.profiles[0].station == "cell/st01");
  BOOST_TEST((found.profiles[0].fidelity == Fidelity::bullet));
  BOOST_TEST(found.profiles[0].robots_moved == 4);
  BOOST_TEST(found.profiles[0].spots == 48);
  BOOST_TEST(found.profiles[0].controller_calls > 48);  // each weld is an order of its own
  BOOST_TEST((found.profiles[2].fidelity == Fidelity::process_law));
  BOOST_TEST(found.studied == 2U);
  BOOST_TEST(found.by_law == 1U);
}

// 48 spots by 4 robots: at least 12 welds of 0.96 s and of settling of 0.1 s, and a transfer.
BOOST_AUTO_TEST_CASE(no_cycle_is_shorter_than_its_welds) {
  const CellStudy found = study(small_factory(), {.transport = Transport::in_process});
  BOOST_TEST(found.profiles[0].cycle_s.front() > 12 * (0.96 + 0.1) * 0.95 + 11.2);
}

BOOST_AUTO_TEST_CASE(controller_processes_and_controllers_linked_in_give_the_same_bits) {
  const FactoryModel factory = small_factory();
  const CellStudy linked = study(factory, {.transport = Transport::in_process});
  const CellStudy processes = study(factory, {.transport = Transport::zmq});
  BOOST_TEST(texts_of(linked) == texts_of(processes), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_thread_and_three_give_the_same_bits) {
  const FactoryModel factory = small_factory(
      {"zone.cell.stations=[12]", "zone.cell.spots=240", "zone.cell.spot_welding_robots=24"});
  const CellStudy one = study(factory, {.jobs = 1, .transport = Transport::in_process});
  const CellStudy three = study(factory, {.jobs = 3, .transport = Transport::in_process});
  BOOST_TEST(texts_of(one) == texts_of(three), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_second_study_comes_from_the_cache_and_a_changed_spot_count_from_physics) {
  const TemporaryFolder folder;
  const ProfileCache cache(folder.path());
  const StudyOptions options{.transport = Transport::in_process, .cache = &cache};
  const CellStudy first = study(small_factory(), options);
  const CellStudy second = study(small_factory(), options);
  BOOST_TEST(second.studied == 0U);
  BOOST_TEST(second.from_cache == 2U);
  BOOST_TEST(texts_of(first) == texts_of(second), boost::test_tools::per_element());
  const CellStudy changed = study(small_factory({"zone.respot.spots=61"}), options);
  BOOST_TEST(changed.studied == 1U);
  BOOST_TEST(changed.from_cache == 1U);
}

// The second zone's spots are numbered after those of the first, and are not studied again.
BOOST_AUTO_TEST_CASE(a_spot_more_in_the_first_station_studies_that_station_alone) {
  const TemporaryFolder folder;
  const ProfileCache cache(folder.path());
  const StudyOptions options{.transport = Transport::in_process, .cache = &cache};
  study(small_factory(), options);
  const std::vector<std::string> more = {"zone.cell.spots=49"};
  const CellStudy changed = study(small_factory(more), options);
  BOOST_TEST(changed.studied == 1U);
  BOOST_TEST(changed.from_cache == 1U);
  const CellStudy fresh = study(small_factory(more), {.transport = Transport::in_process});
  BOOST_TEST(texts_of(changed) == texts_of(fresh), boost::test_tools::per_element());
}

// Takts about the cells' own cycles, where orders of visits change, and other robots beside the
// welders: each plant's profiles are those of a study that remembers nothing.
BOOST_AUTO_TEST_CASE(plants_that_share_remembered_cells_are_studied_as_if_alone) {
  CellMemory memory;
  StudyOptions remembering{.transport = Transport::in_process};
  remembering.memory = &memory;
  for (const char* takt : {"60 s", "34 s", "36 s", "34.5 s", "60 s"}) {
    for (const char* handling : {"1", "2"}) {
      const FactoryModel factory = small_factory(
          {std::string("plant.takt=") + takt, "simulation.physics=surrogate",
           std::string("zone.cell.handling_robots=") + handling, "zone.cell.picks=4"});
      BOOST_TEST(texts_of(study(factory, remembering)) ==
                     texts_of(study(factory, {.transport = Transport::in_process})),
                 boost::test_tools::per_element());
    }
  }
}

// Plans are kept apart from profiles: either may be gone.
BOOST_AUTO_TEST_CASE(a_cache_without_plans_or_without_profiles_gives_the_same_study) {
  const TemporaryFolder folder;
  const ProfileCache cache(folder.path());
  const StudyOptions options{.transport = Transport::in_process, .cache = &cache};
  const CellStudy first = study(small_factory(), options);
  std::filesystem::remove_all(folder.path() / "plans");
  const CellStudy planned = study(small_factory(), options);
  BOOST_TEST(planned.from_cache == 2U);
  BOOST_TEST(texts_of(first) == texts_of(planned), boost::test_tools::per_element());
  std::filesystem::remove_all(folder.path() / "profiles");
  const CellStudy studied = study(small_factory(), options);
  BOOST_TEST(studied.studied == 2U);
  BOOST_TEST(texts_of(first) == texts_of(studied), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_plan_is_found_under_its_key_alone) {
  const TemporaryFolder folder;
  const ProfileCache cache(folder.path());
  const std::string key(64, 'a'), hash(64, 'b');
  BOOST_TEST(!cache.find_plan(key).has_value());
  cache.store_plan(key, hash);
  BOOST_TEST(cache.find_plan(key).value() == hash);
  BOOST_TEST(!cache.find_plan(hash).has_value());
}

BOOST_AUTO_TEST_CASE(a_damaged_cache_file_is_studied_again) {
  const TemporaryFolder folder;
  const ProfileCache cache(folder.path());
  const StudyOptions options{.transport = Transport::in_process, .cache = &cache};
  const CellStudy first = study(small_factory(), options);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
    if (entry.is_regular_file()) std::filesystem::resize_file(entry.path(), 100);
  }
  const CellStudy second = study(small_factory(), options);
  BOOST_TEST(second.studied == 2U);
  BOOST_TEST(texts_of(first) == texts_of(second), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(progress_counts_to_the_end) {
  std::set<std::size_t> seen;
  std::size_t total = 0;
  StudyOptions options{.transport = Transport::in_process};
  options.progress = [&](std::size_t done, std::size_t of, const std::string&) {
    seen.insert(done);
    total = of;
  };
  study(small_factory(), options);
  BOOST_TEST(total == 2U);
  BOOST_TEST((seen == std::set<std::size_t>{0, 1, 2}));
}

BOOST_AUTO_TEST_CASE(a_stopped_study_is_interrupted) {
  std::stop_source source;
  source.request_stop();
  StudyOptions options{.transport = Transport::in_process};
  options.stop = source.get_token();
  DARKLINE_TEST_THROWS(study(small_factory(), options), Interrupted, "stopped",
                       "run the same command again");
}

// An expulsion at every second weld and at most three repeats would stop the station; the nominal
// cycle is measured without scatter, so that the study ends and the samples carry the repeats.
BOOST_AUTO_TEST_CASE(more_expulsion_makes_longer_cycles) {
  const CellStudy few = study(small_factory(), {.transport = Transport::in_process});
  const CellStudy many =
      study(small_factory({"process.expulsion=30 %"}), {.transport = Transport::in_process});
  BOOST_TEST(many.profiles[0].mean_cycle_s() > few.profiles[0].mean_cycle_s());
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline

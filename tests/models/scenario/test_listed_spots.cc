#include <string>

#include <boost/test/unit_test.hpp>

#include "models/scenario/listed_spots.h"
#include "models/scenario/scenario_reader.h"
#include "tests/models/scenario/scenario_texts.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace darkline;
using darkline::testing::TemporaryFolder;

namespace {

const std::string kHeader = "id,station,x_m,y_m,z_m,nx,ny,nz,robot\n";

// A zone of three stations with 2 welders each and 60 spots, which names a list.
std::string scenario_text() {
  return "[process]\nspot_list = \"my_spots.csv\"\n" + testing::zone_toml("cell", 3, 6) +
         "spots = 60\n";
}

FactoryModel factory_with(const TemporaryFolder& folder, const std::string& list) {
  folder.write("my_spots.csv", list);
  return build_factory(read_scenario(folder.write("a.toml", scenario_text())).scenario);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(listed_spots)

BOOST_FIXTURE_TEST_CASE(stations_that_the_list_names_have_its_spots_and_the_others_keep_theirs,
                        TemporaryFolder) {
  const FactoryModel factory = factory_with(
      *this, kHeader + "a,cell/st02,0,0.9,0.5,0,1,0,r1\nb,cell/st02,0.04,0.9,0.5,0,1,0,\n");
  BOOST_TEST(factory.stations[0].work.spots == 20);  // 60 over three
  BOOST_TEST(factory.stations[1].work.spots == 2);
  BOOST_TEST(factory.stations[2].work.spots == 20);
  BOOST_REQUIRE(factory.stations[1].listed_spots.size() == 2U);
  BOOST_TEST(factory.stations[1].listed_spots[0].id == "a");
  BOOST_TEST(factory.stations[0].listed_spots.empty());
}

BOOST_FIXTURE_TEST_CASE(a_station_or_robot_that_is_not_there_is_refused_with_candidates,
                        TemporaryFolder) {
  DARKLINE_TEST_THROWS(factory_with(*this, kHeader + "a,cell/st04,0,0.9,0.5,0,1,0,\n"), InputError,
                       "my_spots.csv:2:3", "cell/st04", "no station of", "cell/st03");
  DARKLINE_TEST_THROWS(factory_with(*this, kHeader + "a,cell/st01,0,0.9,0.5,0,1,0,r3\n"),
                       InputError, "my_spots.csv:2:29", "cell/st01/r3", "cell/st01/r2");
}

BOOST_FIXTURE_TEST_CASE(a_list_that_is_not_there_is_refused_where_it_is_named, TemporaryFolder) {
  const auto file = write("a.toml", scenario_text());
  DARKLINE_TEST_THROWS(build_factory(read_scenario(file).scenario), InputError,
                       "a.toml:2:", "process.spot_list", "there is none at");
}

BOOST_FIXTURE_TEST_CASE(a_list_is_found_from_the_folder_of_the_file_that_names_it,
                        TemporaryFolder) {
  write("base/my_spots.csv", kHeader + "a,cell/st02,0,0.9,0.5,0,1,0,\n");
  write("base/a.toml", scenario_text());
  const auto file = write("own/b.toml", "extends = \"../base/a.toml\"\n");
  BOOST_TEST(build_factory(read_scenario(file).scenario).stations[1].work.spots == 1);
}

BOOST_FIXTURE_TEST_CASE(the_list_is_among_the_files_that_went_into_the_scenario, TemporaryFolder) {
  write("my_spots.csv", kHeader + "a,cell/st02,0,0.9,0.5,0,1,0,\n");
  const auto files = read_scenario(write("a.toml", scenario_text())).files;
  BOOST_REQUIRE(files.size() == 2U);
  BOOST_TEST(files[1].name == "my_spots.csv");
}

BOOST_AUTO_TEST_CASE(a_scenario_without_a_list_has_generated_spots) {
  BOOST_TEST(!spot_list_path(testing::scenario_of(testing::zone_toml("cell"))).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

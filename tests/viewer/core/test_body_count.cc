#include <boost/test/unit_test.hpp>

#include "tests/support/small_plant.h"
#include "viewer/core/body_count.h"

using namespace darkline;

namespace {

PlantEvent body(std::int64_t t_ns, std::uint32_t station, std::uint32_t number) {
  return {.t_ns = t_ns, .kind = PlantEvent::Kind::body, .subject = station, .value = number};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(body_counts)

// Each body that comes to the exit leaves it once: as it goes, or as the next takes its place.
BOOST_AUTO_TEST_CASE(bodies_count_as_they_leave_the_exit) {
  BodyCount count(1);
  const std::vector<PlantEvent> first = {body(10, 0, 7), body(20, 1, 5), body(30, 1, 0),
                                         body(35, 0, 0), body(40, 1, 6)};
  const std::vector<PlantEvent> second = {body(50, 1, 6), body(60, 1, 7), body(70, 1, 0)};
  count.add(first);
  BOOST_TEST(count.until(29) == 0U);
  BOOST_TEST(count.until(30) == 1U);
  count.add(second);
  BOOST_TEST(count.until(59) == 1U);
  BOOST_TEST(count.until(60) == 2U);
  BOOST_TEST(count.until(1000) == 3U);
}

BOOST_AUTO_TEST_CASE(the_exit_is_the_station_that_gives_bodies_to_none) {
  HallSnapshot hall = darkline::testing::small_hall();
  BOOST_TEST(!exit_station(hall));  // its ways are not known
  hall.flow = {{.from = 0, .to = 1},
               {.from = 1, .to = 0, .cargo = HallSnapshot::Flow::Cargo::carriers}};
  BOOST_TEST(exit_station(hall).value() == 1U);
  hall.stations.push_back({.address = "z1/st03"});
  BOOST_TEST(!exit_station(hall));  // two of them
}

BOOST_AUTO_TEST_SUITE_END()

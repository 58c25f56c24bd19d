#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/address.h"

using namespace darkline;

BOOST_AUTO_TEST_SUITE(addresses)

BOOST_AUTO_TEST_CASE(an_address_goes_from_zone_to_station_to_robot) {
  BOOST_TEST(station_address("z60_framing", 3) == "z60_framing/st03");
  BOOST_TEST(station_address("z60_framing", 12) == "z60_framing/st12");
  BOOST_TEST(station_address("z60_framing", 104) == "z60_framing/st104");
  BOOST_TEST(robot_address("z60_framing/st03", 2) == "z60_framing/st03/r2");
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back) {
  for (const int station : {1, 9, 10, 99, 100, 2000}) {
    for (const int robot : {1, 9, 10, 300}) {
      const auto parts = parse_address(robot_address(station_address("z1", station), robot));
      BOOST_REQUIRE(parts.has_value());
      BOOST_TEST(parts->zone == "z1");
      BOOST_TEST(parts->station == station);
      BOOST_TEST(parts->robot == robot);
    }
  }
  const auto zone = parse_address("z60_framing");
  BOOST_REQUIRE(zone.has_value());
  BOOST_TEST((zone->zone == "z60_framing" && zone->station == 0 && zone->robot == 0));
  const auto station = parse_address("z60_framing/st03");
  BOOST_REQUIRE(station.has_value());
  BOOST_TEST((station->station == 3 && station->robot == 0));
}

BOOST_AUTO_TEST_CASE(a_text_that_is_no_address_is_refused) {
  for (const char* text : {"",
                           "/",
                           "Z60",
                           "6z",
                           "z-60",
                           "z 60",
                           "z60/",
                           "z60/st",
                           "z60/st0",
                           "z60/st-1",
                           "z60/03",
                           "z60/st03/",
                           "z60/st03/r",
                           "z60/st03/r0",
                           "z60/st03/x2",
                           "z60/st03/r2/",
                           "z60/st03/r2/a",
                           "z60/st+3",
                           "z60/st3 ",
                           "z60/st99999999999",
                           "z60//r2",
                           "z\xC3\xA4"}) {
    BOOST_TEST(!parse_address(text).has_value(), "\"" << text << "\" was taken");
  }
}

BOOST_AUTO_TEST_CASE(a_zone_name_is_one_to_forty_small_letters_digits_and_underscores) {
  BOOST_TEST(is_zone_name("a"));
  BOOST_TEST(is_zone_name("z60_framing"));
  BOOST_TEST(is_zone_name(std::string(40, 'a')));
  BOOST_TEST(!is_zone_name(std::string(41, 'a')));
  BOOST_TEST(!is_zone_name(""));
  BOOST_TEST(!is_zone_name("_a"));
  BOOST_TEST(!is_zone_name("A"));
  BOOST_TEST(!is_zone_name("a.b"));
}

// FNV-1a of 32 bits as its authors publish it: offset basis for nothing, "a", "foobar".
BOOST_AUTO_TEST_CASE(the_number_of_an_address_is_its_fnv_1a_hash) {
  BOOST_TEST(stream_entity("") == 0x811C9DC5U);
  BOOST_TEST(stream_entity("a") == 0xE40C292CU);
  BOOST_TEST(stream_entity("foobar") == 0xBF9CF968U);
}

BOOST_AUTO_TEST_SUITE_END()

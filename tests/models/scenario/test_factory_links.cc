#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/models/scenario/scenario_texts.h"
#include "tests/support/throws.h"

using namespace darkline;
using darkline::testing::factory_of;
using darkline::testing::link_toml;
using darkline::testing::zone_toml;

namespace {

constexpr auto kNear = 1e-9;

const Station& station_named(const FactoryModel& factory, const std::string& address) {
  for (const Station& one : factory.stations) {
    if (one.address == address) return one;
  }
  BOOST_FAIL("no station " << address);
  return factory.stations.front();
}

double passes(const FactoryModel& factory, const std::string& address) {
  return station_named(factory, address).passes;
}

// a gives to b and c, which meet in d.
std::string two_ways(const std::string& of_a, const std::string& to_b, const std::string& to_c,
                     const std::string& of_d = "join = \"merge\"\n") {
  return zone_toml("a") + of_a + zone_toml("b") + zone_toml("c") + zone_toml("d") + of_d +
         link_toml("a", "b") + to_b + link_toml("a", "c") + to_c + link_toml("b", "d") +
         link_toml("c", "d");
}

// start feeds weld, weld feeds check; what check finds goes back to weld.
std::string rework_loop(const std::string& of_link, const std::string& before = "") {
  return before + zone_toml("start") + zone_toml("weld") + zone_toml("check") + zone_toml("end") +
         link_toml("start", "weld") + link_toml("weld", "check") + link_toml("check", "end") +
         link_toml("check", "weld", 2) + "carries = \"rework\"\n" + of_link;
}

std::string skids(const std::string& of_link, int places = 6) {
  return zone_toml("on") + zone_toml("weld") + zone_toml("off") + link_toml("on", "weld") +
         link_toml("weld", "off") + link_toml("off", "on", places) + of_link;
}

}  // namespace

#define REFUSED(text, ...) DARKLINE_TEST_THROWS(factory_of(text), InputError, __VA_ARGS__)

BOOST_AUTO_TEST_SUITE(factory_links)

BOOST_AUTO_TEST_CASE(a_split_by_share_says_how_often_bodies_pass) {
  const FactoryModel factory =
      factory_of(two_ways("route = \"share\"\n", "share = \"60 %\"\n", "share = \"40 %\"\n"));
  BOOST_TEST((station_named(factory, "a/st01").routing == Routing::share));
  BOOST_TEST((station_named(factory, "d/st01").joining == Joining::merge));
  BOOST_TEST(passes(factory, "a/st01") == 1.0);
  BOOST_TEST(passes(factory, "b/st01") == 0.6, boost::test_tools::tolerance(kNear));
  BOOST_TEST(passes(factory, "c/st01") == 0.4, boost::test_tools::tolerance(kNear));
  BOOST_TEST(passes(factory, "d/st01") == 1.0, boost::test_tools::tolerance(kNear));
}

BOOST_AUTO_TEST_CASE(a_split_by_variant_sends_each_its_way) {
  const std::string variants =
      "[[variant]]\nname = \"sedan\"\nshare = \"70 %\"\n[[variant]]\nname = \"wagon\"\n"
      "share = \"30 %\"\n";
  const auto text = [&](const std::string& of_b, const std::string& of_c) {
    return variants + two_ways("route = \"variant\"\n", "variants = \"" + of_b + "\"\n",
                               "variants = \"" + of_c + "\"\n");
  };
  const FactoryModel factory = factory_of(text("sedan", "wagon"));
  BOOST_TEST(passes(factory, "b/st01") == 0.7, boost::test_tools::tolerance(kNear));
  BOOST_TEST(passes(factory, "c/st01") == 0.3, boost::test_tools::tolerance(kNear));
  REFUSED(text("sedan", "wagn"), "link.variants", "\"wagn\"", "did you mean wagon?");
  REFUSED(text("sedan", "sedan"), "link.variants", "2 ways for variant \"sedan\"", "zone a");
}

// Both lines do all the work, each on half of the bodies; the buffer stands before each.
BOOST_AUTO_TEST_CASE(bodies_take_one_of_the_lines_of_a_zone) {
  const FactoryModel factory =
      factory_of(zone_toml("a") +
                 "[[zone]]\nname = \"b\"\nstations = [2, 2]\nspots = 40\nspot_welding_robots = 8\n"
                 "passes = \"one\"\n" +
                 zone_toml("c") + link_toml("a", "b", 3) + link_toml("b", "c"));
  BOOST_TEST((station_named(factory, "a/st01").routing == Routing::fewest));
  BOOST_TEST((station_named(factory, "c/st01").joining == Joining::merge));
  for (const char* address : {"b/st01", "b/st02", "b/st03", "b/st04"}) {
    BOOST_TEST(station_named(factory, address).work.spots == 20);
    BOOST_TEST(passes(factory, address) == 0.5, boost::test_tools::tolerance(kNear));
  }
  int ways_in = 0;
  for (const FlowLink& link : factory.links) {
    if (factory[link.from].address != "a/st01") continue;
    BOOST_TEST(link.places == 3);
    ++ways_in;
  }
  BOOST_TEST(ways_in == 2);
  BOOST_TEST(passes(factory, "c/st01") == 1.0, boost::test_tools::tolerance(kNear));
}

// A quarter comes back each time: 1 + 1/4 + 1/16 + ... = 4/3 passes a body.
BOOST_AUTO_TEST_CASE(rework_passes_again_and_again) {
  const FactoryModel factory = factory_of(rework_loop("share = \"25 %\"\n"));
  BOOST_TEST((station_named(factory, "weld/st01").joining == Joining::merge));
  BOOST_TEST(passes(factory, "start/st01") == 1.0, boost::test_tools::tolerance(kNear));
  BOOST_TEST(passes(factory, "weld/st01") == 4.0 / 3.0, boost::test_tools::tolerance(kNear));
  BOOST_TEST(passes(factory, "check/st01") == 4.0 / 3.0, boost::test_tools::tolerance(kNear));
  BOOST_TEST(passes(factory, "end/st01") == 1.0);
  BOOST_TEST((factory.links.back().cargo == LinkCargo::rework));
  // without a share of its own it is that of the scenario
  const FactoryModel usual = factory_of(rework_loop("", "[quality]\nrework = \"2 %\"\n"));
  BOOST_TEST(usual.links.back().share == 0.02);
}

BOOST_AUTO_TEST_CASE(carriers_have_a_place_each_whatever_the_buffer_factor) {
  const FactoryModel factory =
      factory_of("[plant]\nbuffer_factor = 0\n" + skids("carries = \"carriers\"\ncarriers = 5\n"));
  const FlowLink& back = factory.links.back();
  BOOST_TEST((back.cargo == LinkCargo::carriers));
  BOOST_TEST(back.carriers == 5);
  BOOST_TEST(back.places == 6);
  BOOST_TEST((factory[factory.exit].address == "off/st01"));
  BOOST_TEST(factory.flow_order.size() == 3U);
}

BOOST_AUTO_TEST_CASE(an_overfull_loop_is_refused_where_it_stands) {
  REFUSED(skids("carries = \"carriers\"\ncarriers = 7\n"),
          "a.toml:21:1: link.carriers: ", "7 carriers and 6 places",
          "fewer carriers into the loop");
  REFUSED(skids("carries = \"carriers\"\n"), "link.carriers", "without carriers");
  REFUSED(skids("carriers = 3\n"), "link.carriers", "3 carriers on a way of bodies");
  REFUSED(skids("carries = \"pallets\"\ncarriers = 3\n"), "link.carries", "\"pallets\"",
          "bodies, rework, carriers");
}

BOOST_AUTO_TEST_CASE(carriers_come_back_from_where_their_bodies_have_gone) {
  REFUSED(zone_toml("a") + zone_toml("b") + link_toml("a", "b") + link_toml("a", "b", 3) +
              "carries = \"carriers\"\ncarriers = 3\n",
          "link.from", "a, which no body from b comes to");
}

BOOST_AUTO_TEST_CASE(ways_without_a_rule_are_refused) {
  REFUSED(two_ways("", "", ""), "link.from", "2 links that leave zone a", "give zone a a route");
  REFUSED(two_ways("route = \"chance\"\n", "", ""), "zone.route", "\"chance\"", "first_free");
  REFUSED(two_ways("route = \"share\"\n", "share = \"60 %\"\n", "share = \"30 %\"\n"),
          "shares that sum to 90 %", "100 %");
  REFUSED(two_ways("route = \"turn\"\n", "share = \"60 %\"\n", "share = \"40 %\"\n"),
          "a share, and turn for the route of zone a");
  // an assembly behind a split would wait for parts that went the other way
  REFUSED(two_ways("route = \"turn\"\n", "", "", ""), "zone.join", "2 ways into zone d",
          "give zone d a join");
  REFUSED(two_ways("route = \"turn\"\n", "", "", "join = \"meet\"\n"), "zone.join", "\"meet\"",
          "assembly, together, merge");
}

BOOST_AUTO_TEST_CASE(a_line_that_rework_alone_feeds_is_refused) {
  REFUSED(zone_toml("a") + zone_toml("b") + link_toml("a", "b") + link_toml("b", "a", 2) +
              "carries = \"rework\"\n",
          "link.to", "zone a, to which bodies only come back", "put a zone before it");
}

BOOST_AUTO_TEST_CASE(a_circle_that_nothing_can_enter_is_refused) {
  REFUSED(zone_toml("start") + zone_toml("check") + "join = \"assembly\"\n" + zone_toml("repair") +
              link_toml("start", "check") + link_toml("check", "repair") +
              "carries = \"rework\"\n" + link_toml("repair", "check"),
          "a circle: check -> repair -> check", "join = \"merge\"");
}

BOOST_AUTO_TEST_CASE(links_are_set_by_their_zones) {
  const Scenario scenario =
      testing::scenario_of(two_ways("", "", ""), {"link.a.b.places=7", "link.c.d.travel=30 s"});
  BOOST_TEST(scenario.links[0].places == 7);
  BOOST_TEST(scenario.links[3].travel_s == 30.0);
  DARKLINE_TEST_THROWS(testing::scenario_of(two_ways("", "", ""), {"link.a.d.places=7"}),
                       InputError, "an unknown key", "link.a.b.places");
}

BOOST_AUTO_TEST_SUITE_END()

// Lines as a planner writes them: what the keys of flow, rework and carriers do to bodies.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/models/scenario/scenario_texts.h"
#include "tests/support/throws.h"
#include "twin/line/build_line_model.h"
#include "twin/line/engine_choice.h"
#include "twin/line/replications.h"

namespace darkline {
namespace {

using testing::link_toml;
using testing::zone_toml;

// Nothing stops, no pace but that of the cycles; half an hour, after as long.
const std::string kCalm = R"([plant]
takt = "1 s"
[reliability]
micro_stop_mttr = "0 min"
fixture_mttr = "0 min"
gun_mttr = "0 min"
tool_mttr = "0 min"
robot_mttr = "0 min"
)";
const std::string kHour = "[simulation]\nwarm_up = \"1 h\"\nhorizon = \"1 h\"\n";

// Cycles by zone, in s; every variant's is the same unless `by_variant` has one.
struct Shop {
  FactoryModel factory;
  LineModel line;

  Shop(const std::string& text, const std::map<std::string, double>& cycle_s,
       const std::map<std::string, double>& by_variant = {})
      : factory(testing::factory_of(text)) {
    std::vector<CycleProfile> profiles;
    for (const Station& station : factory.stations) {
      for (const Variant& variant : factory.variants) {
        CycleProfile profile;
        profile.station = station.address;
        profile.variant = variant.name;
        const auto own = by_variant.find(variant.name);
        profile.cycle_s = {own != by_variant.end() ? own->second
                                                   : cycle_s.at(factory[station.zone].name)};
        profiles.push_back(profile);
      }
    }
    line = build_line_model(factory, profiles);
  }

  std::size_t station(const std::string& address) const {
    const auto at = std::find_if(line.stations.begin(), line.stations.end(),
                                 [&](const LineStation& one) { return one.address == address; });
    BOOST_REQUIRE(at != line.stations.end());
    return static_cast<std::size_t>(at - line.stations.begin());
  }
  std::int64_t jobs(const ReplicationResult& result, const std::string& address) const {
    return result.stations[station(address)].jobs;
  }
};

// 10 s, 20 s, 5 s and 65 s back: a skid goes round in 100 s.
std::string skids(int carriers) {
  return kCalm + kHour + zone_toml("on") + zone_toml("weld") + zone_toml("off") +
         link_toml("on", "weld") + link_toml("weld", "off") + link_toml("off", "on", 20) +
         "travel = \"65 s\"\ncarries = \"carriers\"\ncarriers = " + std::to_string(carriers) + "\n";
}

const std::map<std::string, double> kSkidCycles = {{"on", 10.0}, {"weld", 20.0}, {"off", 5.0}};

}  // namespace

BOOST_AUTO_TEST_SUITE(line_flow)

BOOST_AUTO_TEST_CASE(skids_set_the_pace_until_a_station_does) {
  const auto bodies = [](int carriers) {
    const Shop shop(skids(carriers), kSkidCycles);
    return simulate(shop.line, 1, 0).parts_out;
  };
  BOOST_TEST(bodies(1) == 36);
  BOOST_TEST(bodies(2) == 72);
  BOOST_TEST(bodies(4) == 144);
  BOOST_TEST(bodies(5) == 180);  // the station of 20 s
  BOOST_TEST(bodies(20) == 180);
}

// Empty skids are no bodies: of two, on a round of 100 s, 35 s are in stations.
BOOST_AUTO_TEST_CASE(work_in_process_and_lead_times_leave_empty_skids_out) {
  const Shop shop(skids(2), kSkidCycles);
  const ReplicationResult result = simulate(shop.line, 1, 0);
  BOOST_TEST(result.wip == 2 * 0.35, boost::test_tools::tolerance(0.01));
  BOOST_REQUIRE(result.lead_times.size() == 1U);
  BOOST_TEST(result.lead_times[0].mean_ms == 35'000.0);
}

BOOST_AUTO_TEST_CASE(two_machines_side_by_side_do_twice_as_much) {
  const Shop shop(kCalm + kHour + zone_toml("a") +
                      "[[zone]]\nname = \"b\"\nstations = [1, 1]\nspot_welding_robots = 2\n"
                      "passes = \"one\"\n" +
                      zone_toml("c") + link_toml("a", "b") + link_toml("b", "c"),
                  {{"a", 20.0}, {"b", 40.0}, {"c", 5.0}});
  const ReplicationResult result = simulate(shop.line, 1, 0);
  BOOST_TEST(result.parts_out == 180);
  BOOST_TEST(shop.jobs(result, "b/st01") == 90);
  BOOST_TEST(shop.jobs(result, "b/st02") == 90);
}

// With room before both, a body goes where it is served first, not behind one at work.
BOOST_AUTO_TEST_CASE(a_body_goes_to_the_machine_that_is_idle) {
  const Shop shop(kCalm + kHour + zone_toml("a") +
                      "[[zone]]\nname = \"b\"\nstations = [1, 1]\nspot_welding_robots = 2\n"
                      "passes = \"one\"\n" +
                      zone_toml("c") + link_toml("a", "b", 5) + link_toml("b", "c"),
                  {{"a", 20.0}, {"b", 30.0}, {"c", 1.0}});
  const ReplicationResult result = simulate(shop.line, 1, 0);
  BOOST_TEST(result.parts_out == 180);
  for (const double level : result.link_level) BOOST_TEST(level == 0.0);
}

BOOST_AUTO_TEST_CASE(wagons_take_the_detour) {
  const Shop shop(kCalm + kHour +
                      "[[variant]]\nname = \"sedan\"\nshare = \"50 %\"\n"
                      "[[variant]]\nname = \"wagon\"\nshare = \"50 %\"\n" +
                      zone_toml("a") + "route = \"variant\"\n" + zone_toml("b") + zone_toml("c") +
                      "join = \"merge\"\n" + link_toml("a", "c", 4) + "variants = \"sedan\"\n" +
                      link_toml("a", "b", 4) + "variants = \"wagon\"\n" + link_toml("b", "c", 4),
                  {{"a", 10.0}, {"b", 10.0}, {"c", 10.0}});
  const ReplicationResult result = simulate(shop.line, 1, 0);
  // 360 bodies, half of them wagons: a binomial of standard deviation 9.5
  BOOST_TEST(std::abs(result.parts_out - 360) <= 1);
  BOOST_TEST(std::fabs(static_cast<double>(shop.jobs(result, "b/st01")) - 180.0) < 4.0 * 9.5);
}

// A quarter comes back: check sees 4/3 of the bodies that leave, within 4 standard errors.
BOOST_AUTO_TEST_CASE(rework_comes_back_as_often_as_its_share_says) {
  const Shop shop(kCalm + "[simulation]\nwarm_up = \"1 h\"\nhorizon = \"100 h\"\n" +
                      "[quality]\nmost_reworks = 100\n" + zone_toml("start") + zone_toml("weld") +
                      zone_toml("check") + zone_toml("end") + link_toml("start", "weld", 2) +
                      link_toml("weld", "check") + link_toml("check", "end") +
                      link_toml("check", "weld", 30) + "carries = \"rework\"\nshare = \"25 %\"\n",
                  {{"start", 40.0}, {"weld", 20.0}, {"check", 20.0}, {"end", 10.0}});
  const ReplicationResult result = simulate(shop.line, 1, 0);
  BOOST_TEST(std::abs(result.parts_out - 9'000) < 40);  // start sets the pace of 40 s
  const auto checked =
      static_cast<double>(result.stations[shop.station("check/st01")].times.working_ms) / 20e3;
  // inspections: as geometric trials, variance 0.25 / 0.75^2 a body
  BOOST_TEST(std::fabs(checked - 12'000.0) < 4.0 * std::sqrt(9'000.0 * 0.25 / 0.5625));
}

BOOST_AUTO_TEST_CASE(an_overfull_rework_loop_stands_still_and_names_its_stations) {
  const Shop shop(kCalm + kHour + zone_toml("start") + zone_toml("weld") + zone_toml("check") +
                      link_toml("start", "weld") + link_toml("weld", "check") +
                      link_toml("check", "weld") + "carries = \"rework\"\nshare = \"50 %\"\n",
                  {{"start", 10.0}, {"weld", 10.0}, {"check", 10.0}});
  DARKLINE_TEST_THROWS(simulate(shop.line, 1, 0), InputError, "wait for each other in a circle",
                       "weld/st01", "check/st01", "more places between its stations");
}

BOOST_AUTO_TEST_CASE(bodies_come_as_they_are_supplied_and_leave_as_they_are_fetched) {
  const auto bodies = [](const std::string& flow) {
    const Shop shop(kCalm + kHour + "[flow]\n" + flow + zone_toml("a") + zone_toml("b") +
                        link_toml("a", "b", 1),
                    {{"a", 10.0}, {"b", 10.0}});
    return simulate(shop.line, 1, 0);
  };
  BOOST_TEST(bodies("supply_every = \"30 s\"\n").parts_out == 120);
  BOOST_TEST(bodies("supply_every = \"120 s\"\nsupply_batch = 4\n").parts_out == 120);
  // a yard of three that is emptied by one a minute blocks the line; of ten it makes no difference
  const ReplicationResult full =
      bodies("dispatch_every = \"60 s\"\ndispatch_batch = 1\nyard_places = 3\n");
  BOOST_TEST(full.parts_out == 60);
  BOOST_TEST(full.stations[1].times.blocked_ms > 2'900'000);
  BOOST_TEST(
      bodies("dispatch_every = \"60 s\"\ndispatch_batch = 10\nyard_places = 10\n").parts_out ==
      360);
}

BOOST_AUTO_TEST_CASE(technicians_are_on_duty_by_shift) {
  const auto crew = [](const std::string& keys) {
    const Shop shop("[reliability]\n" + keys + zone_toml("a"), {{"a", 10.0}});
    return shop.line.technicians;
  };
  // three at first, one in the second part, two in the third: one all day, the others in pieces
  const std::vector<Technician> three = crew("technicians_by_shift = [3, 1, 2]\nspecialists = 1\n");
  BOOST_REQUIRE(three.size() == 4U);
  BOOST_TEST((three[0].from_ms_of_day == 0 && three[0].to_ms_of_day == kDayMs));
  BOOST_TEST((three[1].from_ms_of_day == 0 && three[1].to_ms_of_day == kDayMs / 3));
  BOOST_TEST((three[2].from_ms_of_day == kDayMs / 3 * 2 && three[2].to_ms_of_day == kDayMs));
  BOOST_TEST((three[3].from_ms_of_day == 0 && three[3].to_ms_of_day == kDayMs / 3));
  BOOST_TEST(three[0].skills == 0xFFFF'FFFFU);
  BOOST_TEST(three[1].skills != 0xFFFF'FFFFU);
  DARKLINE_TEST_THROWS(crew("technicians_by_shift = [0, 0]\n"), InputError,
                       "reliability.technicians_by_shift", "nobody");
  DARKLINE_TEST_THROWS(crew("technicians_by_shift = [2, 1]\nspecialists = 3\n"), InputError,
                       "reliability.specialists", "no more than the 2");
}

BOOST_AUTO_TEST_CASE(classes_fail_by_the_calendar_where_asked) {
  const Shop shop("[reliability]\ncalendar_stops = \"robot, fixture\"\n" + zone_toml("a"),
                  {{"a", 10.0}});
  int by_calendar = 0;
  for (const StopClass& stop : shop.line.stations[0].stops) {
    const bool listed = stop.name == "robot" || stop.name == "fixture";
    BOOST_TEST((stop.clock == StopsBy::calendar) == listed, stop.name);
    by_calendar += listed ? 1 : 0;
  }
  BOOST_TEST(by_calendar == 2);
  DARKLINE_TEST_THROWS(
      Shop("[reliability]\ncalendar_stops = \"robt\"\n" + zone_toml("a"), {{"a", 10.0}}),
      InputError, "reliability.calendar_stops", "\"robt\"", "did you mean robot?");
}

BOOST_AUTO_TEST_CASE(changeovers_depend_on_the_sequence) {
  const std::string variants =
      "[plant]\nchangeover = \"5 s\"\n[[variant]]\nname = \"a\"\nshare = \"50 %\"\n"
      "[[variant]]\nname = \"b\"\nshare = \"50 %\"\n";
  const Shop shop(
      variants + "[[changeover]]\nfrom = \"a\"\nto = \"b\"\ntime = \"40 s\"\n" + zone_toml("z"),
      {{"z", 10.0}});
  using Row = std::vector<std::int64_t>;
  BOOST_TEST(shop.line.stations[0].changeover_ms[0] == (Row{0, 40'000}),
             boost::test_tools::per_element());
  BOOST_TEST(shop.line.stations[0].changeover_ms[1] == (Row{5'000, 0}),
             boost::test_tools::per_element());
  DARKLINE_TEST_THROWS(
      Shop(
          variants + "[[changeover]]\nfrom = \"a\"\nto = \"c\"\ntime = \"40 s\"\n" + zone_toml("z"),
          {{"z", 10.0}}),
      InputError, "changeover.to", "\"c\"", "the name of a variant");
}

// A body every 100 s, 10 s of work: 90 s without work, of which 60 are before standby; then 5 s to
// wake up. From the second body on a round is 100 s: 10 working, 5 waking, 60 idle, 25 on standby.
BOOST_AUTO_TEST_CASE(stations_without_work_save_energy) {
  const Shop shop(kCalm + kHour + "[flow]\nsupply_every = \"100 s\"\n[energy]\n" +
                      "robot_standby_after = \"1 min\"\nrobot_standby_wake = \"5 s\"\n" +
                      zone_toml("a"),
                  {{"a", 10.0}});
  const ReplicationResult result = simulate(shop.line, 1, 0);
  BOOST_TEST(result.parts_out == 36);
  BOOST_TEST(result.stations[0].times.working_ms == 360'000);
  BOOST_TEST(result.stations[0].times.standby_ms == 36 * 25'000);
  BOOST_TEST(result.stations[0].times.hibernate_ms == 0);
  DARKLINE_TEST_THROWS(Shop("[energy]\nrobot_standby_after = \"10 min\"\n"
                            "robot_hibernate_after = \"5 min\"\n" +
                                zone_toml("a"),
                            {{"a", 10.0}}),
                       InputError, "energy.robot_hibernate_after", "before standby");
}

// 1,000 bodies at 36 s are 10 h: maintenance at each full hour, of 6 min.
BOOST_AUTO_TEST_CASE(maintenance_comes_by_time) {
  const Shop shop(
      "[plant]\ntakt = \"1 s\"\nmaintenance_interval = \"1 h\"\nmaintenance = \"6 min\"\n" +
          kCalm.substr(kCalm.find("[reliability]")) +
          "[simulation]\nwarm_up = \"1 h\"\nhorizon = \"10 h\"\n" + zone_toml("a"),
      {{"a", 36.0}});
  const ReplicationResult result = simulate(shop.line, 1, 0);
  // the maintenance that is due at the end of the window may reach beyond it
  BOOST_TEST(std::abs(result.stations[0].times.planned_ms - 10 * 360'000) <= 360'000);
  BOOST_TEST(std::abs(result.parts_out - 900) <= 10);
}

BOOST_AUTO_TEST_CASE(bodies_are_not_scrapped_with_their_carriers) {
  DARKLINE_TEST_THROWS(
      Shop("[quality]\nrework_zone = \"weld\"\n" + zone_toml("on") + zone_toml("weld") +
               zone_toml("off") + link_toml("on", "weld") + link_toml("weld", "off") +
               link_toml("off", "on", 3) + "carries = \"carriers\"\ncarriers = 3\n",
           kSkidCycles),
      InputError, "weld/st01", "their carriers with them");
}

BOOST_AUTO_TEST_CASE(the_flow_engine_says_why_it_leaves_such_a_line) {
  const Shop shop(skids(2), kSkidCycles);
  const EngineChoice choice = engine_for(shop.line);
  BOOST_TEST((choice.engine == LineEngineKind::event));
  BOOST_TEST(choice.note.find("travel between off/st01 and on/st01") != std::string::npos,
             choice.note);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline

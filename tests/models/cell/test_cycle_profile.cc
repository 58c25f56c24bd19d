#include <limits>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/base/random_stream.h"
#include "models/cell/cycle_profile.h"
#include "tests/support/throws.h"

using namespace darkline;

namespace {

// Numbers whose decimal form is long: a round trip that loses a bit shows.
CycleProfile sample() {
  const RandomStream stream(1, 0, 1, DrawPurpose::cycle_variation);
  double last = 40.0;
  CycleProfile p;
  p.station = "z60_framing/st03";
  p.variant = "long";
  p.fidelity = Fidelity::bullet;
  for (std::uint32_t n = 0; n < 100; ++n) p.cycle_s.push_back(last += stream.uniforms(n)[0]);
  p.parts = {.move_s = 0.1 + 0.2,
             .weld_s = 1.0 / 3.0,
             .wait_s = 5e-324,
             .zone_wait_s = 0.7,
             .transfer_s = 11.2,
             .dress_s = 2.0 / 3.0};
  p.energy_kwh = 1.0 / 7.0;
  p.peak_torque_share = 0.9999999999999999;
  p.rms_torque_share = 0.3;
  p.tracking_error_rad = 1e-300;
  p.spots = 12;
  p.robots_moved = 4;
  p.controller_calls = 300;
  p.imbalance = 1.0 / 9.0;
  p.robots = {{.robot = "z60_framing/st03/r1",
               .role = "spot_welding",
               .move_s = 0.1,
               .process_s = 0.2,
               .zone_wait_s = 0.3,
               .wait_s = 0.4,
               .dress_s = 0.5,
               .total_s = 1.0,
               .energy_kwh = 0.6,
               .peak_torque_share = 0.7,
               .rms_torque_share = 0.8,
               .spots = 12,
               .jobs = 2,
               .wear = 0.9},
              {}};
  p.snapshots = {{"z60_framing/st03/r1", {-1.0 / 3.0, -0.0, 1e22}}, {"z60_framing/st03/r2", {}}};
  p.input_hash = "00ff";
  return p;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, "the text has no " << from);
  return text.replace(at, from.size(), to);
}

void refused(const std::string& text, const std::string& because) {
  DARKLINE_TEST_THROWS(cycle_profile_from_json(text, "p.json"), InputError, "p.json",
                       "a cycle profile", because);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cycle_profiles)

BOOST_AUTO_TEST_CASE(a_profile_comes_back_from_json_to_the_bit) {
  const CycleProfile p = sample();
  const CycleProfile q = cycle_profile_from_json(to_json(p), "p.json");
  BOOST_TEST(q.station == p.station);
  BOOST_TEST(q.variant == p.variant);
  BOOST_TEST((q.fidelity == p.fidelity));
  BOOST_TEST(q.cycle_s == p.cycle_s, boost::test_tools::per_element());
  BOOST_TEST(q.parts.move_s == p.parts.move_s);
  BOOST_TEST(q.parts.weld_s == p.parts.weld_s);
  BOOST_TEST(q.parts.wait_s == p.parts.wait_s);
  BOOST_TEST(q.parts.transfer_s == p.parts.transfer_s);
  BOOST_TEST(q.energy_kwh == p.energy_kwh);
  BOOST_TEST(q.peak_torque_share == p.peak_torque_share);
  BOOST_TEST(q.rms_torque_share == p.rms_torque_share);
  BOOST_TEST(q.tracking_error_rad == p.tracking_error_rad);
  BOOST_TEST(q.spots == p.spots);
  BOOST_TEST(q.robots_moved == p.robots_moved);
  BOOST_TEST(q.controller_calls == p.controller_calls);
  BOOST_REQUIRE(q.snapshots.size() == p.snapshots.size());
  for (std::size_t i = 0; i < p.snapshots.size(); ++i) {
    BOOST_TEST(q.snapshots[i].robot == p.snapshots[i].robot);
    BOOST_TEST(q.snapshots[i].q_rad == p.snapshots[i].q_rad, boost::test_tools::per_element());
  }
  BOOST_TEST(q.input_hash == p.input_hash);
  BOOST_TEST(to_json(q) == to_json(p), "the sign of -0 or a field not listed above was lost");
}

BOOST_AUTO_TEST_CASE(every_fidelity_comes_back) {
  for (const Fidelity fidelity : {Fidelity::process_law, Fidelity::surrogate, Fidelity::replay,
                                  Fidelity::fleet, Fidelity::bullet}) {
    CycleProfile p = sample();
    p.fidelity = fidelity;
    BOOST_TEST((cycle_profile_from_json(to_json(p), "p").fidelity == fidelity), name_of(fidelity));
  }
}

BOOST_AUTO_TEST_CASE(the_mean_is_that_of_the_cycle_times) {
  CycleProfile p;
  p.cycle_s = {50.0, 51.0, 55.0};
  BOOST_TEST(p.mean_cycle_s() == 52.0);
}

BOOST_AUTO_TEST_CASE(a_text_cut_anywhere_is_refused) {
  const std::string text = to_json(sample());
  // without its last brace; what follows that is a line's end
  for (std::size_t size = 0; size + 2 <= text.size(); size += 7) refused(text.substr(0, size), "");
}

BOOST_AUTO_TEST_CASE(what_is_no_profile_is_refused) {
  for (const char* text : {"", "null", "[]", "{}", "3", "\"x\"", "{\"schema\": 3}", "\xFF\xFE"}) {
    refused(text, "");
  }
  refused(replaced(to_json(sample()), "cycle_profile/2", "cycle_profile/1"), "unknown schema");
  refused(replaced(to_json(sample()), "\"bullet\"", "\"newton\""), "newton");
  refused(replaced(to_json(sample()), "\"spots\"", "\"dots\""), "spots");
  refused(std::string(100'000, '['), "");
}

BOOST_AUTO_TEST_CASE(numbers_that_are_not_finite_are_refused) {
  for (const char* number : {"1e400", "-1e400", "NaN", "null", "Infinity", "\"3\"", "true"}) {
    refused(replaced(to_json(sample()), "11.2", number), "");
  }
  CycleProfile p = sample();
  p.energy_kwh = std::numeric_limits<double>::quiet_NaN();
  refused(to_json(p), "");
}

BOOST_AUTO_TEST_CASE(numbers_that_no_cycle_has_are_refused) {
  const std::string text = to_json(sample());
  refused(replaced(text, "11.2", "-11.2"), "negative");
  for (const char* count : {"-12", "12.5", "1e30", "true", "99999999999", "18446744073709551615"}) {
    refused(replaced(text, "\"spots\": 12", std::string("\"spots\": ") + count), "count");
  }
  CycleProfile p = sample();
  p.cycle_s = {};
  refused(to_json(p), "no cycle times");
  p.cycle_s = {52.0, 51.0};
  refused(to_json(p), "not sorted");
  p.cycle_s = {-1.0, 51.0};
  refused(to_json(p), "negative");
  p.cycle_s = {51.0};
  refused(replaced(to_json(p), "\"snapshots\": [", "\"snapshots\": 3, \"x\": ["), "list");
}

// Of 4 samples the median lies half-way between the second and the third; of n samples the share
// k / (n - 1) is sample k.
BOOST_AUTO_TEST_CASE(quantiles_lie_between_the_samples) {
  CycleProfile p;
  p.cycle_s = {10.0, 20.0, 40.0, 50.0};
  BOOST_TEST(p.quantile_s(0.0) == 10.0);
  BOOST_TEST(p.quantile_s(0.5) == 30.0);
  BOOST_TEST(p.quantile_s(1.0) == 50.0);
  BOOST_TEST(p.quantile_s(1.0 / 3.0) == 20.0, boost::test_tools::tolerance(1e-12));
  p.cycle_s = {7.0};
  BOOST_TEST(p.quantile_s(0.95) == 7.0);
}

BOOST_AUTO_TEST_CASE(more_than_a_station_has_is_refused) {
  CycleProfile p = sample();
  p.cycle_s.assign(kMostCycleSamples + 1, 50.0);
  refused(to_json(p), "too many cycles");
  p = sample();
  p.robots.resize(kMostProfileRobots + 1);
  refused(to_json(p), "too many robots");
  p = sample();
  p.snapshots[0].q_rad.assign(8, 0.0);
  refused(to_json(p), "more joints");
}

BOOST_AUTO_TEST_SUITE_END()

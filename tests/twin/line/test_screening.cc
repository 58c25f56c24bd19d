#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/twin/line/engine_lines.h"
#include "tests/twin/line/golden_lines.h"
#include "twin/line/screening.h"

namespace darkline {
namespace {

// The welding line over some days, with so many technicians at all hours.
LineModel welding_days(int technicians, int days) {
  LineModel model = line_test::welding_line(false);
  model.technicians.resize(static_cast<std::size_t>(technicians));
  model.warm_up_ms = kDayMs / 2;
  model.horizon_ms = model.warm_up_ms + days * kDayMs;
  return model;
}

double mean_by_flow(const LineModel& model, std::uint64_t seed, int n) {
  double sum = 0.0;
  for (int r = 0; r < n; ++r) {
    sum += static_cast<double>(
        simulate(model, seed, static_cast<std::uint32_t>(r), LineEngineKind::flow).parts_out);
  }
  return sum / n;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(screening)

BOOST_AUTO_TEST_CASE(screening_without_a_crew_is_what_the_flow_engine_simulates) {
  const LineModel model = welding_days(0, 1);
  const Screening result = screen(model, 3, 40, 8, 1);
  BOOST_TEST(!result.approximate);
  BOOST_TEST(result.controls == 0);
  BOOST_TEST(result.bias.mean == 0.0);
  BOOST_TEST(result.corrected_parts_out.mean == result.parts_out.mean);
  for (std::uint32_t r = 0; r < 40; ++r) {
    BOOST_TEST_REQUIRE(
        line_test::same_result(result.replications[r], simulate(model, 3, r, LineEngineKind::flow)),
        r);
  }
}

// Twelve technicians for 137 stations that stop for 8 min every 8 h of work: 2.3 are busy.
BOOST_AUTO_TEST_CASE(the_bias_of_an_ample_crew_is_within_a_twentieth_of_a_percent) {
  const Screening result = screen(welding_days(12, 4), 5, 32, 8, 1);
  BOOST_TEST(result.approximate);
  BOOST_TEST(result.controls == 8);
  BOOST_TEST(std::fabs(result.bias.mean) <= 0.0005, result.bias.mean);
}

// Two technicians are busy nearly always.
BOOST_AUTO_TEST_CASE(the_bias_of_a_tight_crew_is_within_a_percent_and_the_correction_removes_it) {
  const LineModel model = welding_days(2, 4);
  const Screening result = screen(model, 5, 32, 16, 1);
  BOOST_TEST(std::fabs(result.bias.mean) <= 0.01, result.bias.mean);
  const double exact = mean_by_flow(model, 5, 32);
  const double raw_error = std::fabs(result.parts_out.mean - exact);
  const double error = std::fabs(result.corrected_parts_out.mean - exact);
  BOOST_TEST(error < result.corrected_parts_out.half_width);
  BOOST_TEST(error < raw_error);
}

// One technician has five times the work that he can do: where lanes are off by more than a
// percent, or few controls leave the correction less sure, more of them bring it within a percent.
BOOST_AUTO_TEST_CASE(the_figures_of_a_crew_far_too_small_are_corrected_to_a_percent) {
  const LineModel model = welding_days(1, 4);
  const Screening result = screen(model, 5, 32, 4, 1);
  const double exact = mean_by_flow(model, 5, 32);
  const bool all_controlled = result.controls == 32;
  const bool lanes_are_near = std::fabs(result.bias.mean) + result.bias.half_width <= kMostLaneBias;
  BOOST_TEST((all_controlled || lanes_are_near));
  BOOST_TEST(std::fabs(result.corrected_parts_out.mean / exact - 1.0) <= kMostLaneBias);
  BOOST_TEST_MESSAGE("one technician: bias " << result.bias.mean << " +- " << result.bias.half_width
                                             << ", controls " << result.controls);
}

// With as many controls as replications the corrected mean is the flow engine's own.
BOOST_AUTO_TEST_CASE(full_control_gives_the_mean_of_the_flow_engine) {
  const LineModel model = welding_days(3, 1);
  const Screening result = screen(model, 6, 5, 5, 1);
  BOOST_TEST(result.corrected_parts_out.mean == mean_by_flow(model, 6, 5),
             boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(a_screening_does_not_depend_on_threads_and_instruction_set) {
  const LineModel model = welding_days(3, 1);
  const Screening one = screen(model, 7, 40, 4, 1, instruction_sets().back());
  const Screening two = screen(model, 7, 40, 4, 2, instruction_sets().front());
  BOOST_TEST(one.corrected_parts_out.mean == two.corrected_parts_out.mean);
  BOOST_TEST(one.corrected_parts_out.half_width == two.corrected_parts_out.half_width);
  for (std::size_t r = 0; r < 40; ++r) {
    BOOST_TEST_REQUIRE(line_test::same_result(one.replications[r], two.replications[r]), r);
  }
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_a_lane_is_simulated_by_the_flow_engine) {
  LineModel model = line_test::serial_line({60'000}, {});
  StopClass stop;
  stop.name = "flood";
  stop.mtbf_ms = 100.0 * 3.6e6;
  stop.mttr_ms = 30.0 * static_cast<double>(kDayMs);
  stop.cv = 0.0;
  model.stations[0].stops = {stop};
  model.horizon_ms = 400 * kDayMs;
  const Screening result = screen(model, 1, 3, 2, 1);
  BOOST_TEST(result.left_lanes == 3);
  BOOST_TEST(
      line_test::same_result(result.replications[2], simulate(model, 1, 2, LineEngineKind::event)));
  model.stations[0].cycle_ms = {{100 * kDayMs}};
  BOOST_CHECK_THROW(screen(model, 1, 3, 2, 1), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline

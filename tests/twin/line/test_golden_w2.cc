// W2: a hundred stations with service of 1, two places between neighbours, stops after Exp(100) of
// work for Exp(5), work resumed, technicians without limit. Makespans are SimPy 3.0.11's with the
// hash stream (tests/bench/w1_simpy.py --w2); an evaluation of the recursion in doubles gives the
// same to the last digit, and the numbers of stops.
#include <array>
#include <cmath>
#include <cstdint>

#include <boost/test/unit_test.hpp>

#include "tests/twin/line/golden_lines.h"
#include "twin/line/event_engine.h"
#include "twin/line/flow_engine.h"
#include "twin/line/lane_engine.h"

namespace darkline {
namespace {

struct Golden {
  std::int64_t jobs;
  double makespan;
  std::int64_t stops;
};
constexpr std::array<Golden, 3> kGoldens = {{{100, 330.94191482014054, 101},
                                             {1'000, 1785.7507942756224, 1'020},
                                             {2'000, 3321.766884427277, 2'028}}};

LineModel w2(double ticks) {
  LineModel model = line_test::hundred_stations(static_cast<std::int64_t>(ticks));
  for (LineStation& station : model.stations) {
    StopClass stop;
    stop.name = "stop";
    stop.mtbf_ms = 1e6;  // times come from the hash stream
    stop.mttr_ms = 1e6;
    station.stops = {stop};
  }
  model.horizon_ms = std::int64_t{1} << 42;  // 4398 units of time
  return model;
}

line_test::GoldenStops stops_of(double ticks) {
  return {1001, 100.0 * ticks, 5.0 * ticks};
}

// Each time to stop and each repair is rounded up to the next tick.
double rounding(const Golden& golden, double ticks) {
  return 2.0 * static_cast<double>(golden.stops + 1) / ticks;
}

LineEngine::Options options_of(const Golden& golden, line_test::GoldenStops& stops) {
  LineEngine::Options options;
  options.job_limit = golden.jobs;
  options.stops = &stops;
  return options;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(golden_w2)

BOOST_AUTO_TEST_CASE(stations_that_stop_finish_when_simpy_says) {
  const double ticks = line_test::kGoldenTicks;
  const LineModel model = w2(ticks);
  line_test::GoldenStops stops = stops_of(ticks);
  BOOST_TEST(std::fabs(static_cast<double>(stops.stop(0, 0, 0).work_ms) / ticks - 51.558857368559) <
             2e-9);
  BOOST_TEST(std::fabs(static_cast<double>(stops.stop(0, 0, 0).repair_ms) / ticks -
                       4.488262076318) < 2e-9);
  for (const Golden& golden : kGoldens) {
    const LineEngine::Options options = options_of(golden, stops);
    LineEngine events(model, 1, 0, options);
    events.run_to_end();
    FlowEngine flow(model, 1, 0, options);
    flow.run();
    std::int64_t repairs = 0;
    for (std::size_t k = 0; k < 100; ++k) repairs += events.repairs(k);
    BOOST_TEST(repairs == golden.stops);
    BOOST_TEST(events.last_departure(99).count() == flow.last_departure(99).count());
    const double makespan = static_cast<double>(events.last_departure(99).count()) / ticks;
    BOOST_TEST(std::fabs(makespan - golden.makespan) <= rounding(golden, ticks), makespan);
  }
}

// Lanes count in 32 bits: 1e5 ticks to the unit, the same draws for the event engine.
BOOST_AUTO_TEST_CASE(lanes_finish_when_simpy_says) {
  const double ticks = 1e5;
  const LineModel model = w2(ticks);
  line_test::GoldenStops stops = stops_of(ticks);
  for (const Golden& golden : kGoldens) {
    const LineEngine::Options options = options_of(golden, stops);
    LineEngine events(model, 1, 0, options);
    events.run_to_end();
    LaneEngine lanes(model, 1, 0, 1, instruction_sets().back(), options);
    lanes.run();
    BOOST_TEST(lanes.fits(0));
    BOOST_TEST(lanes.last_departure_ms(99, 0) == events.last_departure(99).count());
    const double makespan = static_cast<double>(lanes.last_departure_ms(99, 0)) / ticks;
    BOOST_TEST(std::fabs(makespan - golden.makespan) <= rounding(golden, ticks), makespan);
  }
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline

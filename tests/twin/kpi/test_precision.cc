#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/address.h"
#include "twin/kpi/precision.h"

namespace darkline {
namespace {

LineModel failing_line() {
  LineModel model;
  for (std::size_t k = 0; k < 2; ++k) {
    LineStation station;
    station.address = station_address("row", static_cast<int>(k) + 1);
    station.entity = stream_entity(station.address);
    station.cycle_ms = {{60'000}};
    station.stops = {{"stop", 0, 3.6e6, 600e3}};
    model.stations.push_back(station);
  }
  model.links = {{0, 1, 2}};
  model.variant_share = {1.0};
  model.exit = 1;
  model.warm_up_ms = 3'600'000;
  model.horizon_ms = model.warm_up_ms + 50 * std::int64_t{3'600'000};
  return model;
}

std::vector<PrecisionGoal> both() {
  return {
      {"parts", [](const ReplicationResult& one) { return static_cast<double>(one.parts_out); }},
      {"wip", [](const ReplicationResult& one) { return one.wip; }}};
}

LineResult empty_result(const LineModel& model) {
  return {.seed = 3, .window_ms = model.window_ms(), .replications = {}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(precision)

BOOST_AUTO_TEST_CASE(replications_are_added_until_every_figure_is_precise) {
  const LineModel model = failing_line();
  LineResult result = empty_result(model);
  const Precision found = replicate_until_precise(
      result, model, both(), {.relative = 0.004, .first = 5, .most = 2'000}, 2);
  BOOST_TEST(found.reached);
  BOOST_TEST(found.wanted == 0.004);
  BOOST_TEST(result.replications.size() > 5U);
  BOOST_TEST(found.figures.size() == 2U);
  for (const Precision::Figure& figure : found.figures) BOOST_TEST(figure.relative <= 0.004);

  // the same replications as one call makes
  const LineResult whole =
      run_replications(model, 3, static_cast<int>(result.replications.size()), 1);
  for (std::size_t r = 0; r < whole.replications.size(); ++r) {
    BOOST_TEST(whole.replications[r].parts_out == result.replications[r].parts_out);
  }
}

BOOST_AUTO_TEST_CASE(a_precision_out_of_reach_ends_at_the_most) {
  const LineModel model = failing_line();
  LineResult result = empty_result(model);
  const Precision found =
      replicate_until_precise(result, model, both(), {.relative = 1e-5, .first = 4, .most = 11}, 1);
  BOOST_TEST(!found.reached);
  BOOST_TEST(result.replications.size() == 11U);
}

BOOST_AUTO_TEST_CASE(what_is_precise_enough_at_once_stays_at_the_first_number) {
  LineModel model = failing_line();
  for (LineStation& station : model.stations) station.stops.clear();
  LineResult result = empty_result(model);
  const Precision found =
      replicate_until_precise(result, model, both(), {.relative = 1e-6, .first = 3, .most = 11}, 1);
  BOOST_TEST(found.reached);
  BOOST_TEST(result.replications.size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline

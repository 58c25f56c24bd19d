#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/scenario/line_statistics.h"

namespace darkline {
namespace {

Scenario with(const char* rule, double precision, const char* of) {
  Scenario scenario;
  scenario.simulation.warm_up_rule = rule;
  scenario.simulation.precision = precision;
  scenario.simulation.precision_of = of;
  scenario.simulation.replications = 10;
  scenario.simulation.most_replications = 200;
  return scenario;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(line_statistics_of_a_scenario)

BOOST_AUTO_TEST_CASE(figures_stand_between_commas) {
  const LineStatistics wanted = line_statistics(with("mser5", 0.01, "net_jph, energy lead_time"));
  BOOST_TEST(wanted.finds_warm_up);
  BOOST_TEST(wanted.precision == 0.01);
  BOOST_TEST(wanted.most_replications == 200);
  BOOST_TEST(
      (wanted.precise == std::vector<PreciseFigure>{PreciseFigure::net_jph, PreciseFigure::energy,
                                                    PreciseFigure::lead_time}));
}

BOOST_AUTO_TEST_CASE(the_most_replications_are_no_fewer_than_the_first) {
  Scenario scenario = with("fixed", 0.0, "net_jph");
  scenario.simulation.replications = 500;
  BOOST_TEST(line_statistics(scenario).most_replications == 500);
  BOOST_TEST(!line_statistics(scenario).finds_warm_up);
}

BOOST_AUTO_TEST_CASE(a_wrong_rule_or_figure_is_refused_with_its_neighbours) {
  BOOST_CHECK_THROW(line_statistics(with("fixed", 0.0, "")), InputError);
  BOOST_CHECK_EXCEPTION(
      line_statistics(with("mser", 0.0, "net_jph")), InputError,
      [](const InputError& e) { return std::string(e.what()).find("mser5") != std::string::npos; });
  BOOST_CHECK_EXCEPTION(line_statistics(with("fixed", 0.0, "net_jhp")), InputError,
                        [](const InputError& e) {
                          return std::string(e.what()).find("net_jph") != std::string::npos;
                        });
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/base/file.h"
#include "models/stream/cost_coefficients.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace darkline;

namespace {

namespace tt = boost::test_tools;

// Two stations that bear one item of 100 USD + 1 USD per kUSD of robot, and 4 USD of working
// capital; steel 300 USD and 200 USD more for each 100 % of duty on it.
CostCoefficients sample() {
  CostCoefficients c;
  c.title = "A shop \"in quotes\", \xC3\xBC";
  c.confidence = 0.9;
  c.replications = 7;
  c.own = {40e3, 0.25, 0.0, 0.0, 0.1, 0.0, 1.0 / 3.0};
  for (auto& lever : c.levers) lever.most = 1.0;
  c.levers[0] = {.matters = true, .least = 0.0, .most = 200e3, .note = ""};
  c.levers[1] = {.matters = true, .least = 0.0, .most = 1.0, .note = "CN to US: 25 % listed"};
  c.items = {{.name = "robots", .title = "Robots", .usd = {100.0, 1e-3, 1e-3}},
             {.name = "labour", .title = "Labour", .usd = {50.0}}};
  c.working_capital_usd = {4.0};
  c.steel_usd = {300.0, 0.0, 0.0, 0.0, 0.0, 200.0};
  c.rest_of_vehicle_usd = 10e3;
  c.vehicle_freight_usd = 1e3;
  c.vehicle_duty_on_freight = 1.0;
  c.spread.emplace();
  (*c.spread)[0][0] = 9.0;
  (*c.spread)[1][1] = 1e-8;
  c.kwh_per_body = {.mean = 1000.0 / 7.0, .half_width = 0.1 + 0.2};
  c.bodies_per_year = {.mean = 250e3, .half_width = {}};
  c.stations = {{.address = "z1/st01",
                 .usd = {100.0, 1e-3, 1e-3},
                 .kwh_per_body = 1.0 / 3.0,
                 .spots_per_body = 48.0,
                 .tip_pairs_per_body = 0.016},
                {.address = "z1/st02", .usd = {50.0}, .kwh_per_body = 5e-324}};
  return c;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, "the text has no " << from);
  return text.replace(at, from.size(), to);
}

void refused(const std::string& text, const std::string& because = "") {
  DARKLINE_TEST_THROWS(cost_coefficients_from_json(text, "cost.json"), InputError, "cost.json",
                       "cost coefficients", because);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cost_coefficients)

// By hand, at 60 kUSD with 50 % duty on it, 10 % on steel, a third on the vehicle:
// robots 100 + 60 + 30, labour 50, capital 4: 244; steel 320: 564; landed
// 10,564 + (10,564 + 1,000) / 3 + 1,000.
BOOST_AUTO_TEST_CASE(a_body_costs_what_its_items_come_to) {
  const CostCoefficients c = sample();
  LeverSettings settings = c.own;
  settings[0] = 60e3;
  settings[1] = 0.5;
  const CostAt at = cost_at(c, settings);
  BOOST_TEST(at.conversion_usd == 244.0, tt::tolerance(1e-12));
  BOOST_TEST(at.body_in_white_usd == 564.0, tt::tolerance(1e-12));
  BOOST_TEST(at.vehicle_duty_usd == 11'564.0 / 3.0, tt::tolerance(1e-12));
  BOOST_TEST(at.landed_usd == 11'564.0 * 4.0 / 3.0, tt::tolerance(1e-12));
  // sqrt(9 + (60e3)^2 1e-8) = sqrt(45); a duty on the vehicle widens what it multiplies
  BOOST_TEST(at.conversion_half_width_usd == std::sqrt(45.0), tt::tolerance(1e-12));
  BOOST_TEST(at.landed_half_width_usd == std::sqrt(45.0) * 4.0 / 3.0, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(of_a_single_replication_the_error_is_not_known) {
  CostCoefficients c = sample();
  c.spread.reset();
  BOOST_TEST(std::isinf(cost_at(c, c.own).conversion_half_width_usd));
}

BOOST_AUTO_TEST_CASE(the_stations_bear_the_whole_conversion_cost) {
  const CostCoefficients c = sample();
  std::vector<double> usd(c.stations.size());
  for (const double price_usd : {0.0, 40e3, 200e3}) {
    LeverSettings settings = c.own;
    settings[0] = price_usd;
    station_usd_at(c, settings, usd);
    BOOST_TEST(usd[0] + usd[1] == cost_at(c, settings).conversion_usd, tt::tolerance(1e-12));
  }
}

BOOST_AUTO_TEST_CASE(coefficients_come_back_from_json_to_the_bit) {
  const CostCoefficients a = sample();
  const CostCoefficients b = cost_coefficients_from_json(to_json(a), "cost.json");
  BOOST_TEST(to_json(b) == to_json(a));
  BOOST_TEST(b.title == a.title);
  BOOST_TEST(b.own == a.own, tt::per_element());
  BOOST_TEST(b.levers[1].note == "CN to US: 25 % listed");
  BOOST_TEST(b.levers[1].matters);
  BOOST_TEST(!b.levers[2].matters);
  BOOST_REQUIRE(b.kwh_per_body.half_width.has_value());
  BOOST_TEST(*b.kwh_per_body.half_width == 0.1 + 0.2);
  BOOST_TEST(!b.bodies_per_year.half_width);
  BOOST_TEST(b.stations[1].kwh_per_body == 5e-324);
  BOOST_TEST((*b.spread)[1][1] == 1e-8);
  CostCoefficients single = a;
  single.spread.reset();
  BOOST_TEST(!cost_coefficients_from_json(to_json(single), "cost.json").spread);
}

BOOST_AUTO_TEST_CASE(a_text_cut_anywhere_is_refused) {
  const std::string text = to_json(sample());
  for (std::size_t size = 0; size + 2 <= text.size(); size += 7) refused(text.substr(0, size));
}

BOOST_AUTO_TEST_CASE(what_are_no_coefficients_is_refused) {
  for (const char* text : {"", "null", "[]", "{}", "3", "{\"schema\": 3}", "\xFF\xFE"}) {
    refused(text);
  }
  const std::string text = to_json(sample());
  refused(replaced(text, "cost_coefficients/1", "cost_coefficients/2"), "unknown schema");
  refused(replaced(text, "\"name\": \"gun_duty\"", "\"name\": \"gum_duty\""), "gum_duty");
  refused(replaced(text, "\"name\": \"gun_duty\"", "\"name\": \"cap_duty\""), "twice");
  refused(replaced(text, "\"confidence\": 0.9", "\"confidence\": 1.0"), "confidence");
  refused(replaced(text, "\"value\": 40000.0", "\"value\": 400000.0"), "outside of its range");
  refused(replaced(text, "\"value\": 40000.0", "\"value\": -1.0"), "negative");
  refused(replaced(text, "\"replications\": 7", "\"replications\": 7.5"), "count");
  refused(std::string(100'000, '['));
}

BOOST_AUTO_TEST_CASE(numbers_that_no_cost_has_are_refused) {
  const std::string text = to_json(sample());
  for (const char* number : {"1e400", "-1e400", "NaN", "null", "true", "\"50.0\"", "[50.0]"}) {
    refused(replaced(text, "50.0", number));
  }
  CostCoefficients c = sample();
  c.steel_usd[3] = std::numeric_limits<double>::infinity();
  refused(to_json(c));
}

BOOST_AUTO_TEST_CASE(a_run_folder_without_them_has_none) {
  const testing::TemporaryFolder folder;
  BOOST_TEST(!read_cost_coefficients(folder.path()));
  write_file_whole(folder.path() / kCostCoefficientsName, to_json(sample()));
  BOOST_TEST(read_cost_coefficients(folder.path())->replications == 7);
}

BOOST_AUTO_TEST_SUITE_END()

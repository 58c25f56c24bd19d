// Study files: what they mean, and what is said of those that mean nothing.
#include <filesystem>
#include <fstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/file.h"
#include "models/study/study_file.h"

using namespace darkline;
namespace fs = std::filesystem;

namespace {

// A study beside the shipped ones.
StudyFile read(const std::string& study, const std::string& factors) {
  return read_study_text(fs::path(DARKLINE_SOURCE_DIR) / "models/studies/sample.toml",
                         "[study]\nbase = \"../scenarios/01_one_cell.toml\"\n" + study + factors);
}

const std::string kGrid = "design = \"grid\"\nresponses = [\"landed\"]\n";
const std::string kHypercube =
    "design = \"latin_hypercube\"\npoints = 10\nresponses = [\"landed\"]\n";
const std::string kPrice = "[[factor]]\nkey = \"cost.robot_price\"\n";

void expect_refused(const std::string& study, const std::string& factors, const std::string& text) {
  try {
    read(study, factors);
    BOOST_ERROR("nothing was refused; expected " << text);
  } catch (const InputError& error) {
    const std::string said = error.what();
    BOOST_TEST(said.find(text) != std::string::npos, "\"" << text << "\" is not in: " << said);
    BOOST_TEST(error.problem().place.line > 0, "no line in: " << said);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(study_file)

BOOST_AUTO_TEST_CASE(a_range_has_its_steps_at_equal_distances_and_both_ends) {
  const StudyFile study = read(kGrid, kPrice + "range = [\"40 kUSD\", \"140 kUSD\"]\nsteps = 5\n");
  const auto& values = study.factors.at(0).values;
  BOOST_REQUIRE(values.size() == 5);
  for (std::size_t k = 0; k < 5; ++k) BOOST_TEST(values[k].number == 40.0 + 25.0 * double(k));
  BOOST_TEST(values[1].text == "65 kUSD");
  BOOST_TEST(study.points == 5);
}

BOOST_AUTO_TEST_CASE(values_of_any_unit_are_numbers_of_the_unit_that_the_key_is_shown_in) {
  const StudyFile study = read(kGrid, kPrice + "values = [\"40000 USD\", \"0.14 MUSD\"]\n");
  BOOST_TEST(study.factors[0].values[0].number == 40.0);
  BOOST_TEST(study.factors[0].values[1].number == 140.0);
}

BOOST_AUTO_TEST_CASE(
    the_points_of_a_grid_are_the_product_and_of_one_at_a_time_the_sum_and_the_base) {
  const std::string factors = kPrice + "values = [\"40 kUSD\", \"90 kUSD\", \"140 kUSD\"]\n" +
                              "[[factor]]\nkey = \"reliability.technicians\"\nvalues = [1, 2]\n";
  BOOST_TEST(read(kGrid, factors).points == 6);
  BOOST_TEST(read("design = \"one_at_a_time\"\nresponses = [\"landed\"]\n", factors).points ==
             1 + 3 + 2);
}

BOOST_AUTO_TEST_CASE(a_factor_that_names_no_key_is_told_which_ones_are_near) {
  expect_refused(kGrid, "[[factor]]\nkey = \"cost.robot_prise\"\nvalues = [1]\n",
                 "cost.robot_price");
}

BOOST_AUTO_TEST_CASE(a_range_that_is_reversed_is_refused) {
  expect_refused(kGrid, kPrice + "range = [\"140 kUSD\", \"40 kUSD\"]\nsteps = 3\n",
                 "140 kUSD to 40 kUSD");
  expect_refused(kHypercube,
                 kPrice + "distribution = \"uniform\"\nlow = \"2 kUSD\"\nhigh = \"1 kUSD\"\n",
                 "2 kUSD to 1 kUSD");
}

BOOST_AUTO_TEST_CASE(a_value_out_of_the_keys_range_or_of_another_unit_is_refused) {
  expect_refused(kGrid, kPrice + "values = [\"-1 kUSD\"]\n", "an amount of money from");
  expect_refused(kGrid, kPrice + "values = [\"40 kg\"]\n", "40 kg");
  expect_refused(kGrid, kPrice + "values = [40]\n", "in quotes");
}

BOOST_AUTO_TEST_CASE(a_grid_of_too_many_points_is_refused) {
  std::string factors;
  for (const char* key : {"cost.robot_price", "cost.gun_price", "cost.tooling"}) {
    factors += std::string("[[factor]]\nkey = \"") + key +
               "\"\nrange = [\"1 kUSD\", \"2 kUSD\"]\nsteps = 1000\n";
  }
  expect_refused(kGrid, factors, "more than 10000000 points");
}

BOOST_AUTO_TEST_CASE(designs_and_factors_that_do_not_fit_each_other_are_refused) {
  expect_refused("design = \"gird\"\nresponses = [\"landed\"]\n", kPrice + "values = [\"1 USD\"]\n",
                 "did you mean grid");
  expect_refused(kGrid, kPrice + "range = [\"1 USD\", \"2 USD\"]\n", "steps = N");
  expect_refused(kHypercube, kPrice + "range = [\"1 USD\", \"2 USD\"]\nsteps = 3\n", "no steps");
  expect_refused(kGrid, kPrice + "distribution = \"normal\"\n", "draws nothing");
  expect_refused(kGrid + "points = 4\n", kPrice + "values = [\"1 USD\"]\n", "no points");
  expect_refused("design = \"list\"\nresponses = [\"landed\"]\n",
                 kPrice + "values = [\"1 USD\"]\n" +
                     "[[factor]]\nkey = \"reliability.technicians\"\nvalues = [1, 2]\n",
                 "2 values");
  expect_refused(kGrid, kPrice + "values = [\"1 USD\"]\n" + kPrice + "values = [\"2 USD\"]\n",
                 "a key once");
}

namespace {

const std::string kSobol = "design = \"sobol\"\npoints = 16\nresponses = [\"landed\"]\n";
const std::string kThree = kPrice + "range = [\"40 kUSD\", \"140 kUSD\"]\n" +
                           "[[factor]]\nkey = \"cost.wage\"\nrange = [\"5 USD/h\", \"9 USD/h\"]\n" +
                           "[[factor]]\nkey = \"cost.interest\"\nrange = [\"5 %/y\", \"9 %/y\"]\n";

std::string correlation(const std::string& a, const std::string& b, const std::string& rank) {
  return "[[correlation]]\nkeys = [\"" + a + "\", \"" + b + "\"]\nrank = " + rank + "\n";
}

}  // namespace

BOOST_AUTO_TEST_CASE(factors_that_are_joined_through_others_make_one_group) {
  const StudyFile study =
      read(kSobol, kThree + correlation("cost.robot_price", "cost.interest", "-0.5"));
  BOOST_TEST(study.groups == 2U);
  BOOST_TEST(study.factors[0].group == study.factors[2].group);
  BOOST_TEST(study.factors[0].group != study.factors[1].group);
  const StudyFile chain =
      read(kSobol, kThree + correlation("cost.robot_price", "cost.interest", "-0.5") +
                       correlation("cost.interest", "cost.wage", "0.5"));
  BOOST_TEST(chain.groups == 1U);
}

// If the first goes with the second and the second with the third, the first and the third cannot
// be opposed as strongly.
BOOST_AUTO_TEST_CASE(ranks_that_contradict_each_other_are_refused) {
  expect_refused(kSobol,
                 kThree + correlation("cost.robot_price", "cost.wage", "0.9") +
                     correlation("cost.wage", "cost.interest", "0.9") +
                     correlation("cost.robot_price", "cost.interest", "-0.9"),
                 "positive definite");
}

BOOST_AUTO_TEST_CASE(a_correlation_that_means_nothing_is_refused) {
  expect_refused(kSobol, kThree + correlation("cost.robot_prize", "cost.wage", "0.9"),
                 "cost.robot_price");
  expect_refused(kSobol, kThree + correlation("cost.wage", "cost.wage", "0.9"), "two different");
  expect_refused(kSobol, kThree + correlation("cost.wage", "cost.interest", "1.5"),
                 "between -1 and 1");
  expect_refused(kSobol,
                 kThree + correlation("cost.wage", "cost.interest", "0.5") +
                     correlation("cost.interest", "cost.wage", "0.4"),
                 "each pair");
  expect_refused(kHypercube, kThree + correlation("cost.wage", "cost.interest", "0.5"), "sobol");
}

BOOST_AUTO_TEST_CASE(a_choice_is_listed_and_its_design_tries_it_everywhere) {
  expect_refused(kSobol, kThree + "choice = true\n", "values = [...]");
  expect_refused("design = \"list\"\nresponses = [\"landed\"]\n",
                 kPrice + "values = [\"40 kUSD\"]\nchoice = true\n", "monte_carlo");
  expect_refused(kSobol, kPrice + "values = [\"40 kUSD\"]\nchoice = 1\n", "true or false");
}

namespace {

const std::string kShop = "[[factor]]\nname = \"shop\"\nchoice = true\n[factor.options]\n";

}  // namespace

// "robots" stands before "people" though the alphabet would have it otherwise.
BOOST_AUTO_TEST_CASE(options_are_the_values_of_a_text_in_the_order_of_the_file) {
  const StudyFile study = read(
      kGrid, kPrice + "values = [\"40 kUSD\", \"90 kUSD\"]\n" + kShop +
                 "robots = []\npeople = [\"cost.robot_price=0 USD\", \"cost.direct_heads=7\"]\n");
  BOOST_REQUIRE(study.factors.size() == 2U);
  const StudyFactor& shop = study.factors[1];
  BOOST_TEST(shop.key.path == "shop");
  BOOST_REQUIRE(shop.values.size() == 2U);
  BOOST_TEST(shop.values[0].text == "robots");
  BOOST_TEST(shop.values[1].text == "people");
  BOOST_TEST(study.points == 4U);
  BOOST_TEST(study.choices == 2U);
  Scenario scenario = study.base;
  set_factor(scenario, shop, "people");
  BOOST_TEST(scenario.cost.robot_usd == 0.0);
  BOOST_TEST(scenario.cost.direct_heads == 7.0);
  Scenario as_it_is = study.base;
  set_factor(as_it_is, shop, "robots");
  BOOST_TEST(effective_toml(as_it_is) == effective_toml(study.base));
}

BOOST_AUTO_TEST_CASE(options_that_set_nothing_known_are_refused) {
  expect_refused(kGrid, kShop + "people = [\"cost.robot_prise=0 USD\"]\n", "cost.robot_price");
  expect_refused(kGrid, kShop + "people = [\"cost.robot_price=0 kg\"]\n", "kg");
  expect_refused(kGrid, kShop + "people = \"cost.robot_price=0 USD\"\n", "a list of texts");
  expect_refused(kGrid, kShop, "a table [factor.options]");
  expect_refused(kGrid, "[[factor]]\nname = \"cost.wage\"\n[factor.options]\na = []\n",
                 "no key of the scenario");
  expect_refused(kGrid, "[[factor]]\nname = \"a\"\nvalues = [1]\n[factor.options]\na = []\n",
                 "name and options alone");
}

BOOST_AUTO_TEST_CASE(indifference_and_precision_are_refused_where_they_mean_nothing) {
  const std::string prices = kPrice + "values = [\"40 kUSD\", \"90 kUSD\"]\n";
  expect_refused(kGrid + "indifference = \"1 USD\"\n", prices, "choice = true");
  expect_refused(kGrid + "precision = \"-1 %\"\n", prices, "above 0");
  expect_refused(kGrid + "precision = { labour = \"1 %\" }\n", prices, "a response of this study");
  expect_refused(kGrid + "budget = 100\n", prices, "none without precision");
}

BOOST_AUTO_TEST_SUITE_END()

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/support/throws.h"

using namespace darkline;
using Names = std::vector<std::string>;

BOOST_TEST_DONT_PRINT_LOG_VALUE(darkline::ExitCode)

BOOST_AUTO_TEST_SUITE(errors)

BOOST_AUTO_TEST_CASE(a_place_shows_only_what_is_known) {
  BOOST_TEST(Place{}.text() == "");
  BOOST_TEST((Place{.file = "a.toml"}).text() == "a.toml");
  BOOST_TEST((Place{.file = "a.toml", .line = 7}).text() == "a.toml:7");
  BOOST_TEST((Place{.file = "a.toml", .line = 7, .column = 3}).text() == "a.toml:7:3");
  // a column without its line says nothing
  BOOST_TEST((Place{.file = "a.toml", .column = 3}).text() == "a.toml");
}

BOOST_AUTO_TEST_CASE(an_input_error_says_place_key_found_wanted_candidates_and_mend) {
  const InputError error({.place = {.file = "a.toml", .line = 7, .column = 3},
                          .key = "plant.takt",
                          .found = "\"51\"",
                          .wanted = "a time",
                          .candidates = {"\"51 s\"", "\"51 min\""},
                          .mend = "write the unit"});
  BOOST_TEST(error.what() ==
             "a.toml:7:3: plant.takt: found \"51\", wanted a time; did you mean \"51 s\", "
             "\"51 min\"?\n  to mend it: write the unit");
  BOOST_TEST(error.problem().key == "plant.takt");
}

BOOST_AUTO_TEST_CASE(empty_parts_are_left_out_of_the_message) {
  BOOST_TEST(InputError({.found = "3", .wanted = "4"}).what() == "found 3, wanted 4");
  BOOST_TEST(InputError({.key = "k", .found = "3", .wanted = "4"}).what() ==
             "k: found 3, wanted 4");
  BOOST_TEST(InputError({.place = {.file = "f"}, .found = "3", .wanted = "4"}).what() ==
             "f: found 3, wanted 4");
}

// The codes of sysexits.h: EX_USAGE, EX_DATAERR, EX_SOFTWARE, EX_IOERR, EX_TEMPFAIL.
BOOST_AUTO_TEST_CASE(every_kind_of_failure_has_its_exit_code) {
  BOOST_TEST(static_cast<int>(UsageError("").code()) == 64);
  BOOST_TEST(static_cast<int>(InputError(InputProblem{}).code()) == 65);
  BOOST_TEST(static_cast<int>(InternalError("").code()) == 70);
  BOOST_TEST(static_cast<int>(IoError("").code()) == 74);
  BOOST_TEST(static_cast<int>(Interrupted("").code()) == 75);
}

BOOST_AUTO_TEST_CASE(a_broken_contract_names_its_place_condition_and_values) {
  const int n = 3;
  DARKLINE_TEST_THROWS([&] { DARKLINE_CHECK(n == 4, "n is " + std::to_string(n)); }(),
                       InternalError, "test_error.cc", "n == 4", "n is 3", "bug in darkline");
  DARKLINE_CHECK(n == 3, "is not thrown");
}

const Names kKeys = {"plant.takt", "plant.transfer", "plant.approach", "cost.robot_price"};

BOOST_AUTO_TEST_CASE(a_typing_error_finds_the_name_it_was_meant_to_be) {
  BOOST_TEST(nearest_names("plant.takkt", kKeys).front() == "plant.takt");  // one too many
  BOOST_TEST(nearest_names("plant.tak", kKeys).front() == "plant.takt");    // one too few
  BOOST_TEST(nearest_names("plant.talt", kKeys).front() == "plant.takt");   // one wrong
  BOOST_TEST(nearest_names("cost.robt_price", kKeys).front() == "cost.robot_price");
}

// Two neighbours swapped are one edit, so "ab" is nearer to "ba" (1) than to "cd" (2): with a
// third of three characters allowed, only the swap of "abc" passes, not two replaced letters.
BOOST_AUTO_TEST_CASE(swapped_neighbours_cost_one_edit) {
  BOOST_TEST(nearest_names("bac", {"abc"}) == Names{"abc"}, boost::test_tools::per_element());
  BOOST_TEST(nearest_names("axx", {"abc"}).empty());
  BOOST_TEST(nearest_names("plnat.takt", kKeys).front() == "plant.takt");
}

BOOST_AUTO_TEST_CASE(the_beginning_of_a_name_finds_it_after_the_nearer_ones) {
  BOOST_TEST(nearest_names("cost", kKeys) == Names{"cost.robot_price"},
             boost::test_tools::per_element());
  // "takt" is one edit from "tact"; "takt_of_the_line" only contains it.
  BOOST_TEST(
      nearest_names("takt", {"takt_of_the_line", "tact"}) == (Names{"tact", "takt_of_the_line"}),
      boost::test_tools::per_element());
  // two letters are too few to mean everything that contains them
  BOOST_TEST(nearest_names("la", kKeys).empty());
}

BOOST_AUTO_TEST_CASE(names_of_equal_distance_keep_their_order_and_no_more_than_asked_come) {
  const Names four = {"rate_a", "rate_b", "rate_c", "rate_d"};
  BOOST_TEST(nearest_names("rate_x", four) == (Names{"rate_a", "rate_b", "rate_c"}),
             boost::test_tools::per_element());
  BOOST_TEST(nearest_names("rate_x", four, 1) == Names{"rate_a"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nothing_near_gives_nothing) {
  BOOST_TEST(nearest_names("zzzzzz", kKeys).empty());
  BOOST_TEST(nearest_names("", kKeys).empty());
  BOOST_TEST(nearest_names("plant.takt", {}).empty());
  BOOST_TEST(nearest_names(std::string(100'000, 'x'), kKeys).empty());
}

BOOST_AUTO_TEST_SUITE_END()

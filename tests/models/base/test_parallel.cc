#include <numeric>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "models/base/parallel.h"
#include "tests/support/throws.h"

using darkline::in_parallel;

namespace {

const auto kNothing = [] { return 0; };

}  // namespace

BOOST_AUTO_TEST_SUITE(parallel)

BOOST_AUTO_TEST_CASE(every_piece_is_done_once_for_any_number_of_threads) {
  for (const int jobs : {1, 2, 3, 100}) {
    std::vector<int> times(57, 0);  // each written by one call alone
    in_parallel(times.size(), jobs, kNothing, [&](int, std::size_t i) { ++times[i]; });
    BOOST_TEST(times == std::vector<int>(57, 1), boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(one_thread_goes_from_the_lowest_up) {
  std::vector<std::size_t> order;
  in_parallel(5, 1, kNothing, [&](int, std::size_t i) { order.push_back(i); });
  BOOST_TEST(order == (std::vector<std::size_t>{0, 1, 2, 3, 4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nothing_to_do_makes_nothing) {
  int made = 0;
  in_parallel(
      0, 4, [&] { return ++made; }, [](int, std::size_t) {});
  BOOST_TEST(made == 0);
}

BOOST_AUTO_TEST_CASE(what_a_thread_keeps_goes_from_call_to_call) {
  std::vector<int> seen;
  in_parallel(
      3, 1, [] { return 10; }, [&](int& kept, std::size_t) { seen.push_back(kept++); });
  BOOST_TEST(seen == (std::vector<int>{10, 11, 12}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(after_a_failure_no_new_piece_begins_and_the_failure_comes_out) {
  int begun = 0;
  const auto work = [&](int, std::size_t i) {
    ++begun;
    if (i == 2) throw std::runtime_error("piece two");
  };
  DARKLINE_TEST_THROWS(in_parallel(10, 1, kNothing, work), std::runtime_error, "piece two");
  BOOST_TEST(begun == 3);
}

BOOST_AUTO_TEST_SUITE_END()

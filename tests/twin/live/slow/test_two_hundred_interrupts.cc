// The law of interrupted_runs.h at two hundred moments.
#include <boost/test/unit_test.hpp>

#include "tests/twin/live/interrupted_runs.h"

BOOST_AUTO_TEST_SUITE(interrupted_runs)

BOOST_AUTO_TEST_CASE(stopped_at_two_hundred_moments_a_run_is_resumed_to_the_same_end) {
  darkline::interrupt_and_resume(200);
}

BOOST_AUTO_TEST_SUITE_END()

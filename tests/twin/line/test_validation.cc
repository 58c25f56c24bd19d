#include <cmath>

#include <boost/test/unit_test.hpp>

#include "twin/line/validation_cases.h"

namespace darkline {

BOOST_AUTO_TEST_SUITE(validation)

// The chain behind 26/45, for two feeders F and an assembly A, all of rate 1, no places, each part
// entering A as soon as the job before has left. States and weights:
//   x  A works, both F work            3   leaves to y (an F finishes, 2) or o (A, 1)
//   y  A works, one F has finished     5   to z (1), or A: the finished part enters: u (1)
//   z  A works, both F have finished   5   to x (1)
//   o  A empty, both F work            1.5 to u (2)
//   u  one part in A, both F work      4   to v (its feeder finishes) or x (the other does)
//   v  one part in A, its F finished   4   to y (the other F finishes)
// Balance: 2 o = x; z = y; 2 u = y + 2 o; v = u; 3 x = z + u; 2 y = 2 x + v. All hold, and A works
// in x, y, z: (3 + 5 + 5) / 22.5 = 26/45.
BOOST_AUTO_TEST_CASE(every_exact_case_meets_its_published_value) {
  BOOST_TEST(exact_line_cases().size() >= 50U);
  for (const ExactCase& one : exact_line_cases()) {
    const double found = one.found();
    BOOST_TEST(std::fabs(found - one.expected) <= one.tolerance,
               one.name << ": expected " << one.expected << ", found " << found);
    BOOST_TEST(*one.source != '\0');
    BOOST_TEST(*one.convention != '\0');
  }
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline

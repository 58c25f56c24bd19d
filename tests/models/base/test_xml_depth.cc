#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/xml_depth.h"

using namespace darkline;

BOOST_AUTO_TEST_SUITE(xml_depths)

BOOST_AUTO_TEST_CASE(elements_within_elements_are_counted) {
  BOOST_TEST(xml_depth("") == 0);
  BOOST_TEST(xml_depth("<a/>") == 0);
  BOOST_TEST(xml_depth("<a></a>") == 1);
  BOOST_TEST(xml_depth("<?xml?><a><b x='>'><c/></b><b></b></a>") == 2);
  BOOST_TEST(xml_depth("<a><!-- <b><c> --></a>") == 1);
}

// What ends within a tag, down to its first character, is still counted (as an element, until more
// is known) and never looked beyond: at most one more than the two of the whole text.
BOOST_AUTO_TEST_CASE(a_text_may_end_anywhere) {
  const std::string whole = "<a><b x=\"1\"><!-- c --></b></a>";
  for (std::size_t n = 0; n <= whole.size(); ++n) {
    for (std::size_t from = 0; from <= n; ++from) {
      const int depth = xml_depth(std::string_view(whole).substr(from, n - from));
      BOOST_TEST((depth >= 0 && depth <= 3));
    }
  }
  BOOST_TEST(xml_depth("<") == 1);
}

BOOST_AUTO_TEST_SUITE_END()

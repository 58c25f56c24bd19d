#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/csv.h"
#include "tests/support/throws.h"

using namespace darkline;

BOOST_AUTO_TEST_SUITE(csv)

BOOST_AUTO_TEST_CASE(quotes_hold_commas_quotes_and_line_ends) {
  const auto rows = csv_rows("a,\"b,\"\"c\"\"\"\n\"d\ne\",f\n", "a.csv");
  BOOST_REQUIRE(rows.size() == 2U);
  BOOST_TEST(rows[0][1].text == "b,\"c\"");
  BOOST_TEST(rows[1][0].text == "d\ne");
  BOOST_TEST(rows[1][1].text == "f");
  // the quoted line end is one: f stands in line 3
  BOOST_TEST(rows[1][1].place.text() == "a.csv:3:4");
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_crlf_blanks_and_empty_lines_leave_no_trace) {
  const auto rows = csv_rows("\xEF\xBB\xBF a , b\r\n\r\n  c ,\td\r\n", "a.csv");
  BOOST_REQUIRE(rows.size() == 2U);
  BOOST_TEST(rows[0][0].text == "a");
  BOOST_TEST(rows[0][1].text == "b");
  BOOST_TEST(rows[1][0].text == "c");
  BOOST_TEST(rows[1][1].text == "d");
  BOOST_TEST(rows[1][0].place.line == 3);
  BOOST_TEST(rows[1][0].place.column == 3);
}

BOOST_AUTO_TEST_CASE(a_last_line_without_an_end_and_a_last_empty_field_count) {
  const auto rows = csv_rows("a,b\nc,", "a.csv");
  BOOST_REQUIRE(rows.size() == 2U);
  BOOST_TEST(rows[1].size() == 2U);
  BOOST_TEST(rows[1][1].text.empty());
  BOOST_TEST(csv_rows("", "a.csv").empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_csv_is_refused_with_its_place) {
  DARKLINE_TEST_THROWS(csv_rows("a\n\"b", "a.csv"), InputError, "a.csv:2:1", "not closed");
  DARKLINE_TEST_THROWS(csv_rows("a,b\"c", "a.csv"), InputError, "a.csv:1:4", "quote");
  DARKLINE_TEST_THROWS(csv_rows("\"a\"b,c", "a.csv"), InputError, "a.csv:1:4", "comma");
  DARKLINE_TEST_THROWS(csv_rows(std::string("a,\0", 3), "a.csv"), InputError, "a.csv:1:3", "NUL");
}

BOOST_AUTO_TEST_CASE(bounds_are_kept) {
  const CsvBounds bounds{.most_bytes = 20, .most_rows = 2, .most_fields = 3, .longest_field = 4};
  BOOST_TEST(csv_rows("a,b,c\nabcd\n", "a.csv", bounds).size() == 2U);
  DARKLINE_TEST_THROWS(csv_rows("a\nb\nc\n", "a.csv", bounds), InputError, "at most 2 rows");
  DARKLINE_TEST_THROWS(csv_rows("a,b,c,d\n", "a.csv", bounds), InputError, "at most 3 in a row");
  DARKLINE_TEST_THROWS(csv_rows("a,bcdef", "a.csv", bounds), InputError, "a.csv:1:3",
                       "at most 4 characters");
  DARKLINE_TEST_THROWS(csv_rows(std::string(21, 'a'), "a.csv", bounds), InputError, "20 bytes");
}

BOOST_AUTO_TEST_SUITE_END()

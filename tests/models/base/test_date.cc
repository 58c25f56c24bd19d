#include <chrono>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/date.h"
#include "models/base/error.h"
#include "tests/support/throws.h"

using darkline::CalendarDay;
using darkline::Date;
using darkline::date_from;
using darkline::date_of;
using darkline::InputError;
using darkline::kFirstDate;
using darkline::kOpenEnd;
using darkline::parse_date;
using darkline::text_of;

BOOST_AUTO_TEST_SUITE(date)

// <chrono> has the same calendar: every day of three centuries, there and back.
BOOST_AUTO_TEST_CASE(every_day_is_that_of_the_standard_calendar) {
  int wrong = 0;
  for (int days = kFirstDate.days(); days <= kOpenEnd.days(); ++days) {
    const std::chrono::year_month_day theirs{std::chrono::sys_days{std::chrono::days{days}}};
    const CalendarDay ours = darkline::calendar_day_of(Date(days));
    const bool same = ours.year == static_cast<int>(theirs.year()) &&
                      ours.month == static_cast<int>(static_cast<unsigned>(theirs.month())) &&
                      ours.day == static_cast<int>(static_cast<unsigned>(theirs.day()));
    if (!same || date_of(ours) != Date(days)) ++wrong;
  }
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(text_and_day_are_one_to_one) {
  for (int days = kFirstDate.days(); days < kOpenEnd.days(); days += 97) {
    BOOST_TEST((date_from(text_of(Date(days))) == Date(days)));
  }
  BOOST_TEST(text_of(parse_date("2025-04-10")) == "2025-04-10");
  BOOST_TEST(text_of(kOpenEnd) == "open");
  BOOST_TEST((parse_date("2025-04-10") - parse_date("2025-04-09") == 1));
  // 2024 has a leap day
  BOOST_TEST((parse_date("2024-03-01") - parse_date("2024-02-28") == 2));
}

BOOST_AUTO_TEST_CASE(days_that_there_are_not_are_refused) {
  for (const char* text :
       {"2025-02-29", "1900-02-29", "2025-13-01", "2025-00-10", "2025-04-31", "2025-04-00",
        "1899-12-31", "2200-01-02", "2025-4-10", "2025/04/10", "10.04.2025", "2025-04-1x",
        "+025-04-10", "", "2025-04-10 ", "-025-04-10"}) {
    BOOST_TEST(!date_from(text), text);
    DARKLINE_TEST_THROWS(parse_date(text), InputError, "2025-04-10");
  }
  BOOST_TEST(date_from("2000-02-29").has_value());
  DARKLINE_TEST_THROWS(parse_date("2025-02-29"), InputError, "\"2025-02-29\"",
                       "the month has such a day");
}

BOOST_AUTO_TEST_SUITE_END()

#include "models/base/date.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

// Days of 400 years, after which the calendar repeats, and of the centuries and years within.
constexpr int kDays400 = 146'097;
constexpr int kYearZeroToEpoch = 719'468;  // 0000-03-01 to 1970-01-01

constexpr bool is_leap(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

constexpr int days_in(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && is_leap(year) ? 1 : 0);
}

// Years are counted from March, so that the leap day is the last of its year; the months from
// March on then have 153 days in five.
constexpr int days_from_civil(int year, int month, int day) {
  const int y = month <= 2 ? year - 1 : year;
  const int of_400 = y / 400, year_of_400 = y % 400;  // y is positive within our bounds
  const int month_from_march = (month + 9) % 12;
  const int day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
  const int day_of_400 = year_of_400 * 365 + year_of_400 / 4 - year_of_400 / 100 + day_of_year;
  return of_400 * kDays400 + day_of_400 - kYearZeroToEpoch;
}

static_assert(days_from_civil(1970, 1, 1) == 0);
static_assert(days_from_civil(1900, 1, 1) == kFirstDate.days());
static_assert(days_from_civil(2200, 1, 1) == kOpenEnd.days());

// The number in digits [from, from + n) of text; -1 if one of them is no digit.
int digits(std::string_view text, std::size_t from, std::size_t n) {
  int value = 0;
  for (const char one : text.substr(from, n)) {
    if (one < '0' || one > '9') return -1;
    value = value * 10 + (one - '0');
  }
  return value;
}

}  // namespace

std::optional<Date> date_of(const CalendarDay& day) {
  if (day.year < 1900 || day.year > 2200 || day.month < 1 || day.month > 12 || day.day < 1 ||
      day.day > days_in(day.year, day.month)) {
    return std::nullopt;
  }
  const Date date(days_from_civil(day.year, day.month, day.day));
  if (date > kOpenEnd) return std::nullopt;
  return date;
}

CalendarDay calendar_day_of(Date date) {
  const int shifted = date.days() + kYearZeroToEpoch;
  const int of_400 = shifted / kDays400, day_of_400 = shifted % kDays400;
  const int year_of_400 =
      (day_of_400 - day_of_400 / 1460 + day_of_400 / 36'524 - day_of_400 / 146'096) / 365;
  const int day_of_year = day_of_400 - (365 * year_of_400 + year_of_400 / 4 - year_of_400 / 100);
  const int month_from_march = (5 * day_of_year + 2) / 153;
  const int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  return {.year = of_400 * 400 + year_of_400 + (month <= 2 ? 1 : 0),
          .month = month,
          .day = day_of_year - (153 * month_from_march + 2) / 5 + 1};
}

std::optional<Date> date_from(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  return date_of({.year = year, .month = month, .day = day});
}

Date parse_date(std::string_view text) {
  if (const auto date = date_from(text)) return *date;
  constexpr std::size_t kShown = 40;
  const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-';
  throw InputError(
      {.found = text.empty() ? "nothing" : fmt::format("\"{}\"", text.substr(0, kShown)),
       .wanted = fmt::format("a day from {} to {}, year-month-day, such as 2025-04-10",
                             text_of(kFirstDate), text_of(kOpenEnd + -1)),
       .mend = shaped ? "check that the month has such a day" : ""});
}

std::string text_of(Date date) {
  if (date == kOpenEnd) return "open";
  const CalendarDay day = calendar_day_of(date);
  return fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
}

}  // namespace darkline

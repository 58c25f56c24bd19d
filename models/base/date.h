// A calendar day of the proleptic Gregorian calendar, as a number: for duties and prices that hold
// from one day to another. It knows no time zone: the day is that of the law or source it is from.
//
// An interval of days holds its first day and not its last one: [from, to).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace darkline {

class Date {
 public:
  constexpr Date() = default;  // 1970-01-01
  // Days since 1970-01-01; must lie within kFirst and kLast.
  constexpr explicit Date(std::int32_t days) : days_(days) {}

  constexpr std::int32_t days() const { return days_; }
  friend constexpr auto operator<=>(Date, Date) = default;
  friend constexpr Date operator+(Date date, std::int32_t days) { return Date(date.days_ + days); }
  friend constexpr std::int32_t operator-(Date a, Date b) { return a.days_ - b.days_; }

 private:
  std::int32_t days_ = 0;
};

struct CalendarDay {
  int year = 1970, month = 1, day = 1;
  friend constexpr bool operator==(const CalendarDay&, const CalendarDay&) = default;
};

// The bounds of what is read and shown: 1900-01-01, and 2200-01-01, which as the end of an
// interval means that none is known.
inline constexpr Date kFirstDate{-25567};
inline constexpr Date kOpenEnd{84006};

// None for a day that there is not, such as February 30, or beyond the bounds.
std::optional<Date> date_of(const CalendarDay& day);
CalendarDay calendar_day_of(Date date);

// "2025-04-10", ten characters and nothing else; none for any other text.
std::optional<Date> date_from(std::string_view text);
// The same with a message.
// @throws InputError: found, wanted, mend; the caller adds the place.
Date parse_date(std::string_view text);

// "2025-04-10"; "open" for kOpenEnd.
std::string text_of(Date date);

}  // namespace darkline

// A duty as people and programs read it: explained on a day, and over time as a table and a
// picture.
#pragma once

#include <string>
#include <vector>

#include "twin/economics/tariff_duty.h"

namespace darkline {

// "172.50 %" and what it is on; with `explain` every layer with its legal source, what was left out
// and why, and what the total does not know.
std::string duty_text(const TariffRoute& route, Date day, const DutyOptions& options,
                      const Duty& duty, bool explain);

// schema darkline.tariff/1: total_percent, low_percent, high_percent, complete, layers[],
// left_out[]. Percent are rounded to 1e-9.
std::string duty_json(const TariffRoute& route, Date day, const DutyOptions& options,
                      const Duty& duty);

// One row of a timeline: the duty over [from, to) and what it is made of.
struct DutySpan {
  Date from, to;
  Duty duty;
};

// The spans of [from, to) in which nothing changes. They start at the route's first day if that is
// later than `from`.
// @throws InputError if nothing is known of those days.
std::vector<DutySpan> duty_timeline(const TariffRoute& route, const DutyOptions& options, Date from,
                                    Date to);

std::string timeline_text(const TariffRoute& route, const std::vector<DutySpan>& spans);
std::string timeline_json(const TariffRoute& route, const std::vector<DutySpan>& spans);
// Stacked areas by authority over time, 1280 pixels wide; every area says what it is when pointed
// at, and carries its name where there is room. Texts are escaped.
std::string timeline_svg(const TariffRoute& route, const std::vector<DutySpan>& spans);

}  // namespace darkline

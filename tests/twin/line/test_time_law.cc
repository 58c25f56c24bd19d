#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/base/random_stream.h"
#include "twin/line/time_law.h"
#include "twin/line/work_calendar.h"

namespace darkline {
namespace {

TimeLaw law_of(LawKind kind, double mean, double shape = 1.0) {
  TimeLaw law;
  law.kind = kind;
  law.mean_ms = mean;
  law.shape = shape;
  law.cv = shape;
  return law;
}

TimeLaw triangle(double low, double mode, double high) {
  TimeLaw law;
  law.kind = LawKind::triangular;
  law.low_ms = low;
  law.mode_ms = mode;
  law.high_ms = high;
  return law;
}

std::vector<TimeLaw> laws() {
  TimeLaw uniform = triangle(1e6, 0.0, 5e6);
  uniform.kind = LawKind::uniform;
  TimeLaw empirical;
  empirical.kind = LawKind::empirical;
  empirical.samples_ms = {1e6, 1e6, 4e6, 10e6};
  return {law_of(LawKind::lognormal, 3e6, 0.5),
          law_of(LawKind::exponential, 2e6),
          law_of(LawKind::weibull, 3e6, 1.5),
          law_of(LawKind::weibull, 3e6, 0.8),
          law_of(LawKind::gamma, 3e6, 2.5),
          law_of(LawKind::erlang, 3e6, 3.0),
          law_of(LawKind::constant, 3e6),
          triangle(1e6, 2e6, 6e6),
          uniform,
          empirical};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(time_law)

// By the midpoint rule in u: E x = the integral of the quantile over u, and E x^2 alike. The rule's
// error comes from the tail beyond 1 / 2n; for the heaviest (Weibull 0.8) it is below 0.1 %.
BOOST_AUTO_TEST_CASE(the_draws_of_a_law_have_its_mean_and_variation) {
  const int n = 200'000;
  for (const TimeLaw& law : laws()) {
    double mean = 0.0;
    double squares = 0.0;
    for (int i = 0; i < n; ++i) {
      const double ms = draw_ms(law, (i + 0.5) / n);
      mean += ms / n;
      squares += ms * ms / n;
    }
    const double variation = std::sqrt(std::max(0.0, squares - mean * mean)) / mean;
    BOOST_TEST(std::fabs(mean / mean_ms(law) - 1.0) < 1e-4, name_of(law.kind) << " " << mean);
    BOOST_TEST(std::fabs(variation - variation_of(law)) < 2e-3, name_of(law.kind) << variation);
  }
}

// Distribution functions in closed form: where the draw for u stands, the law is below it with
// probability u, or above it for exponential and Weibull.
BOOST_AUTO_TEST_CASE(a_draw_stands_where_its_distribution_function_says) {
  for (const double u : {1e-9, 0.01, 0.3, 0.5, 0.9, 0.999}) {
    const auto near = boost::test_tools::tolerance(1e-9);
    BOOST_TEST(std::exp(-draw_ms(law_of(LawKind::exponential, 2.0), u) / 2.0) == u, near);
    // Weibull of shape 2: scale = mean / Gamma(3/2) = mean 2 / sqrt(pi)
    const double scale = 3.0 * 2.0 / std::sqrt(std::acos(-1.0));
    const double x = draw_ms(law_of(LawKind::weibull, 3.0, 2.0), u);
    BOOST_TEST(std::exp(-(x / scale) * (x / scale)) == u, near);
    // Erlang 2 of mean 2: 1 - e^-x (1 + x)
    const double e = draw_ms(law_of(LawKind::erlang, 2.0, 2.0), u);
    BOOST_TEST(-std::expm1(-e) - e * std::exp(-e) == u, boost::test_tools::tolerance(1e-6));
  }
  // half of the triangle 0 1 2 lies below 1, an eighth below 1/2
  BOOST_TEST(draw_ms(triangle(0.0, 1.0, 2.0), 0.5) == 1.0);
  BOOST_TEST(draw_ms(triangle(0.0, 1.0, 2.0), 0.125) == 0.5);
  BOOST_TEST(draw_ms(triangle(0.0, 1.0, 2.0), 0.875) == 1.5);
}

BOOST_AUTO_TEST_CASE(every_draw_is_at_least_a_tick_and_finite) {
  for (TimeLaw law : laws()) {
    for (const double u : {0x1.0p-53, 0.5, 1.0}) {
      const std::int64_t ticks = draw_ticks(law, u);
      BOOST_TEST((ticks >= 1 && ticks <= 1'000'000'000'000'001), name_of(law.kind) << ticks);
    }
  }
  BOOST_TEST(draw_ticks(law_of(LawKind::constant, 0.2), 0.5) == 1);
  BOOST_TEST(draw_ticks(law_of(LawKind::exponential, 1e-9), 0.5) == 1);
  BOOST_TEST(draw_ticks(law_of(LawKind::constant, 30'000.0), 0.5) == 30'000);
}

BOOST_AUTO_TEST_CASE(parameters_out_of_range_are_refused) {
  BOOST_CHECK_THROW(check_time_law(law_of(LawKind::erlang, 1.0, 1.5), "x"), InternalError);
  BOOST_CHECK_THROW(check_time_law(law_of(LawKind::weibull, 1.0, 0.0), "x"), InternalError);
  BOOST_CHECK_THROW(check_time_law(triangle(2.0, 1.0, 3.0), "x"), InternalError);
  BOOST_CHECK_THROW(check_time_law(law_of(LawKind::constant, 0.0), "x"), InternalError);
  TimeLaw empirical;
  empirical.kind = LawKind::empirical;
  BOOST_CHECK_THROW(check_time_law(empirical, "x"), InternalError);
  for (const TimeLaw& law : laws()) BOOST_CHECK_NO_THROW(check_time_law(law, "x"));
}

// Against a walk through the milliseconds of three periods.
BOOST_AUTO_TEST_CASE(a_calendar_counts_open_time_as_a_walk_through_it_does) {
  const CalendarHours hours{"shift", 20, {{2, 5}, {5, 7}, {11, 20}}};
  const WorkCalendar calendar(hours);
  const auto is_open = [](std::int64_t t) {
    const std::int64_t p = t % 20;
    return (p >= 2 && p < 7) || p >= 11;
  };
  for (std::int64_t a = 0; a < 45; ++a) {
    BOOST_TEST(calendar.is_open(a) == is_open(a), a);
    std::int64_t next = a;
    while (!is_open(next)) ++next;
    BOOST_TEST(calendar.next_open(a) == next, a);
    std::int64_t open = 0;
    for (std::int64_t b = a; b < 60; ++b) {
      BOOST_TEST(calendar.open_between(a, b) == open);
      // the earliest moment at which so much open time has passed
      if (b == a || is_open(b - 1)) BOOST_TEST(calendar.advance(a, open) == b, a << " " << b);
      open += is_open(b) ? 1 : 0;
    }
  }
}

BOOST_AUTO_TEST_CASE(hours_that_overlap_or_leave_their_period_are_refused) {
  const auto refused = [](std::vector<OpenInterval> open) {
    BOOST_CHECK_THROW(WorkCalendar(CalendarHours{"x", 100, std::move(open)}), InternalError);
  };
  refused({});
  refused({{0, 10}, {5, 20}});
  refused({{10, 10}});
  refused({{90, 101}});
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline

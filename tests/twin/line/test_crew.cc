#include <boost/test/unit_test.hpp>

#include "twin/line/crew.h"

namespace darkline {
namespace {

constexpr std::int64_t kHour = 3'600'000;

LineModel crew_of(std::vector<Technician> technicians) {
  LineModel model;
  model.technicians = std::move(technicians);
  return model;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(crew)

BOOST_AUTO_TEST_CASE(without_technicians_in_the_model_every_repair_starts_at_once) {
  Crew crew(crew_of({}));
  for (int i = 0; i < 3; ++i) {
    const Repair repair = crew.grant(100, 50);
    BOOST_TEST(repair.start_ms == 100);
    BOOST_TEST(repair.end_ms == 150);
  }
}

BOOST_AUTO_TEST_CASE(two_technicians_take_requests_in_turn) {
  Crew crew(crew_of({{}, {}}));
  BOOST_TEST(crew.grant(0, 100).start_ms == 0);
  BOOST_TEST(crew.grant(0, 10).start_ms == 0);
  BOOST_TEST(crew.grant(5, 10).start_ms == 10);  // the second is free first
  BOOST_TEST(crew.busy(15) == 2);
  BOOST_TEST(crew.busy(20) == 1);
  BOOST_TEST(crew.grant(30, 10).start_ms == 30);
}

BOOST_AUTO_TEST_CASE(a_technician_begins_only_on_duty_and_finishes_what_is_begun) {
  Crew crew(crew_of({{6 * kHour, 22 * kHour}}));
  BOOST_TEST(crew.grant(0, 1).start_ms == 6 * kHour);
  const Repair late = crew.grant(22 * kHour - 1, 3 * kHour);
  BOOST_TEST(late.start_ms == 22 * kHour - 1);
  BOOST_TEST(late.end_ms == 25 * kHour - 1);
  BOOST_TEST(crew.grant(23 * kHour, 1).start_ms == 30 * kHour);  // 06:00 of the next day
}

// Three on duty all day and one by night: at noon two repairs are granted, one of them to come.
BOOST_AUTO_TEST_CASE(idle_are_those_on_duty_who_have_no_repair_before_them) {
  Crew crew(crew_of({{}, {}, {}, {22 * kHour, 24 * kHour}}));
  const std::int64_t noon = 12 * kHour;
  BOOST_TEST(crew.idle(noon) == 3);
  crew.grant(noon, 1000);
  crew.grant(noon, 100, 0, 50);  // walks for 50 ms, and is not idle while he does
  BOOST_TEST(crew.busy(noon) == 1);
  BOOST_TEST(crew.idle(noon) == 1);
  BOOST_TEST(crew.idle(noon + 149) == 1);
  BOOST_TEST(crew.idle(noon + 150) == 2);
  BOOST_TEST(crew.idle(noon + 1000) == 3);
  BOOST_TEST(crew.idle(23 * kHour) == 4);
  BOOST_TEST(Crew(crew_of({})).idle(noon) == 0);
}

BOOST_AUTO_TEST_CASE(a_repair_that_starts_in_the_dark_lasts_longer) {
  LineModel model = crew_of({});
  model.staffed_ms_of_day = 16 * kHour;
  model.dark_repair_factor = 2.5;
  Crew crew(model);
  BOOST_TEST(crew.grant(16 * kHour - 1, 1000).end_ms == 16 * kHour - 1 + 1000);
  BOOST_TEST(crew.grant(16 * kHour, 1000).end_ms == 16 * kHour + 2500);
  BOOST_TEST(crew.grant(24 * kHour, 1000).end_ms == 24 * kHour + 1000);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline

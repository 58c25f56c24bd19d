#include <vector>

#include <boost/test/unit_test.hpp>

#include "controllers/zone_book.h"

using namespace darkline;

namespace {

const std::vector<ProgramZone> kZones = {
    {.number = 2, .nominal_ns = 100}, {.number = 5, .nominal_ns = 50}, {.number = 7}};

}  // namespace

BOOST_AUTO_TEST_SUITE(zone_book)

BOOST_AUTO_TEST_CASE(a_zone_has_one_holder_at_a_time) {
  ZoneBook book(kZones);
  BOOST_TEST(book.grant(0) == -1);
  book.request(3, 5, 0);
  BOOST_TEST(book.waits(3));
  BOOST_TEST(book.grant(0) == 3);
  BOOST_TEST(!book.waits(3));
  BOOST_TEST(book.holder_of(5) == 3);
  book.request(0, 5, 0);
  BOOST_TEST(book.grant(0) == -1);
  book.leave(5);
  BOOST_TEST(book.grant(10) == 0);
  BOOST_TEST(book.holder_of(5) == 0);
  BOOST_TEST(book.any_held());
  book.leave(5);
  BOOST_TEST(!book.any_held());
}

BOOST_AUTO_TEST_CASE(first_come_first_served_and_of_one_tick_the_lowest_place) {
  ZoneBook book(kZones);
  book.request(4, 2, 0);
  BOOST_TEST(book.grant(0) == 4);
  book.request(9, 2, 8);
  book.request(6, 2, 4);
  book.request(1, 2, 8);
  book.request(0, 2, 12);
  std::vector<int> order;
  for (std::int64_t t = 20; t < 60; t += 10) {
    book.leave(2);
    order.push_back(book.grant(t));
  }
  BOOST_TEST(order == (std::vector<int>{6, 1, 9, 0}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(who_comes_back_stands_behind_those_who_waited) {
  ZoneBook book(kZones);
  book.request(0, 2, 0);
  book.grant(0);
  book.request(1, 2, 4);
  book.leave(2);
  book.request(0, 2, 8);  // at the tick at which it left
  BOOST_TEST(book.grant(8) == 1);
}

BOOST_AUTO_TEST_CASE(a_hold_is_overdue_after_twice_the_nominal_time_if_another_waits) {
  ZoneBook book(kZones);
  book.request(0, 2, 1000);
  book.grant(1000);
  BOOST_TEST(book.overdue(9000).robot == -1);  // nobody waits
  BOOST_TEST(book.next_overdue_ns(1000) == kNeverNs);
  book.request(1, 2, 1100);
  BOOST_TEST(book.next_overdue_ns(1100) == 1201);  // 1000 + 2 x 100 is not yet longer
  BOOST_TEST(book.overdue(1200).robot == -1);
  BOOST_TEST(book.overdue(1201).robot == 0);
  BOOST_TEST(book.overdue(1201).zone == 2);
  book.leave(2);
  BOOST_TEST(book.grant(1201) == 1);
  BOOST_TEST(book.overdue(5000).robot == -1);
}

BOOST_AUTO_TEST_CASE(a_zone_without_a_nominal_time_is_not_watched) {
  ZoneBook book(kZones);
  book.request(0, 7, 0);
  book.grant(0);
  book.request(1, 7, 0);
  BOOST_TEST(book.next_overdue_ns(0) == kNeverNs);
  BOOST_TEST(book.overdue(kMostNominalNs).robot == -1);
}

BOOST_AUTO_TEST_CASE(waits_for_another_zone_do_not_count) {
  ZoneBook book(kZones);
  book.request(0, 2, 0);
  book.grant(0);
  book.request(1, 5, 0);
  book.grant(0);
  book.request(2, 2, 0);
  // robot 0 holds zone 2 and, after 30, waits for zone 5, which robot 1 holds until 90
  book.request(0, 5, 30);
  BOOST_TEST(book.next_overdue_ns(30) == 101);  // robot 1's zone 5, since 0; robot 0 stands
  book.leave(5);
  BOOST_TEST(book.grant(90) == 0);
  // zone 2 has counted 30 of its 200: 90 + 170 is not yet longer
  BOOST_TEST(book.next_overdue_ns(90) == 261);
  BOOST_TEST(book.overdue(260).robot == -1);
  BOOST_TEST(book.overdue(261).zone == 2);
}

BOOST_AUTO_TEST_CASE(repeated_work_does_not_count) {
  ZoneBook book(kZones);
  book.request(0, 2, 0);
  book.grant(0);
  book.request(1, 2, 0);
  book.pause(0, 50);
  book.pause(0, 80);  // a second repeat
  BOOST_TEST(book.next_overdue_ns(80) == kNeverNs);
  BOOST_TEST(book.overdue(100'000).robot == -1);
  book.resume(0, 150);
  book.resume(0, 150);
  BOOST_TEST(book.next_overdue_ns(150) == 301);  // 50 counted, 150 left
}

BOOST_AUTO_TEST_CASE(what_is_held_stays_held_until_all_is_freed) {
  ZoneBook book(kZones);
  book.request(0, 2, 0);
  book.grant(0);
  book.request(1, 2, 0);
  book.forget_requests();
  BOOST_TEST(!book.waits(1));
  BOOST_TEST(book.holder_of(2) == 0);
  book.free_all();
  BOOST_TEST(!book.any_held());
  BOOST_TEST(book.grant(10) == -1);
}

BOOST_AUTO_TEST_SUITE_END()

// What machines of the general core do with a job, against schedules worked by hand.

#include <cmath>
#include <numeric>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/twin/line/line_test_models.h"
#include "twin/line/event_engine.h"
#include "twin/line/job_work.h"

namespace darkline {
namespace {

using line_test::serial_line;
using Times = std::vector<std::int64_t>;

struct Run {
  explicit Run(const LineModel& model, std::int64_t jobs) : engine(model, 1, 0, options(jobs)) {
    engine.run_to_end();
  }
  static LineEngine::Options options(std::int64_t jobs) {
    LineEngine::Options options;
    options.job_limit = jobs;
    options.trace_departures = true;
    return options;
  }
  const Times& departures(std::size_t k) const { return engine.departures()[k]; }

  LineEngine engine;
};

LineModel one_station(std::int64_t cycle_ms) {
  return serial_line({cycle_ms}, {});
}

TimeLaw constant(double ms) {
  TimeLaw law;
  law.kind = LawKind::constant;
  law.mean_ms = ms;
  return law;
}

void expect(const Times& found, const Times& wanted) {
  BOOST_TEST(found == wanted, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(routed_work)

// Open 0 to 100 of each 200 ms. Jobs of 60: 0-60, then 40 to the end of the shift and 20 of the
// next, 220-280, 280-300 and 400-440. 440 ms have 240 open and 200 closed.
BOOST_AUTO_TEST_CASE(work_rests_while_the_station_is_closed) {
  LineModel model = one_station(60);
  model.calendars = {{"shift", 200, {{0, 100}}}};
  model.stations[0].calendar = 0;
  const Run run(model, 4);
  expect(run.departures(0), {60, 220, 280, 440});
  const StationTimes times = run.engine.times(0);
  BOOST_TEST(times.working_ms == 240);
  BOOST_TEST(times.planned_ms == 200);
  BOOST_TEST(times.total_ms() == 440);
}

// A stop every 50 ms of work, 30 ms of repair, in the same shifts. 0-50 stop, 80-90, next: 90-100
// of 60 is 10 of its 40 ms to the next stop; 200-230 stop, 260-280.
BOOST_AUTO_TEST_CASE(work_stops_and_shifts_add_up) {
  LineModel model = one_station(60);
  model.calendars = {{"shift", 200, {{0, 100}}}};
  model.stations[0].calendar = 0;
  StopClass stop{"stop", 0, 50.0, 30.0, 0.0};
  stop.uptime = constant(50.0);
  model.stations[0].stops = {stop};
  const Run run(model, 2);
  // stop at 50 -> 80; done at 90 (clock 60). Stop at clock 100: 40 on: 90-100 and 200-230.
  expect(run.departures(0), {90, 280});
  BOOST_TEST(run.engine.times(0).down_ms == 60);
  BOOST_TEST(run.engine.repairs(0) == 2);
}

// Every 2 jobs of 10 ms, 7 ms, before the next job; the time is planned, not work.
BOOST_AUTO_TEST_CASE(maintenance_by_jobs_comes_before_the_next_job) {
  LineModel model = one_station(10);
  model.stations[0].maintenance = {{"filters", 2, 0, 7}};
  const Run run(model, 5);
  expect(run.departures(0), {10, 20, 37, 47, 64});
  BOOST_TEST(run.engine.times(0).planned_ms == 14);
  BOOST_TEST(run.engine.times(0).working_ms == 50);
}

// Due at 25 and 50: before the job that starts at 30, then before that of 55 (30 + 5 + 2 x 10).
BOOST_AUTO_TEST_CASE(maintenance_by_the_calendar_comes_before_the_next_job_once_it_is_due) {
  LineModel model = one_station(10);
  model.stations[0].maintenance = {{"weekly", 0, 25, 5}};
  expect(Run(model, 6).departures(0), {10, 20, 30, 45, 55, 70});
}

// From the first variant to the second 5 ms, back 3 ms, else nothing.
BOOST_AUTO_TEST_CASE(a_changeover_takes_the_time_from_the_last_variant_to_the_next) {
  LineModel model = one_station(10);
  model.variant_share = {0.5, 0.5};
  model.stations[0].cycle_ms = {{10}, {10}};
  model.stations[0].changeover_ms = {{0, 5}, {3, 0}};
  const int jobs = 200;
  const Run run(model, jobs);
  JobWork work(model, 1, 0, nullptr);
  std::int64_t setup = 0;
  for (int j = 1; j < jobs; ++j) {
    const std::size_t before = work.variant_of(j - 1);
    const std::size_t after = work.variant_of(j);
    setup += before == after ? 0 : before == 0 ? 5 : 3;
  }
  BOOST_TEST(setup > 0);
  BOOST_TEST(run.engine.times(0).setup_ms == setup);
  BOOST_TEST(run.departures(0).back() == 10 * jobs + setup);
}

BOOST_AUTO_TEST_CASE(a_supply_gives_its_batches_at_its_intervals) {
  LineModel model = one_station(10);
  model.stations[0].supply = Supply{constant(30.0), 2, 5};
  const Run run(model, 5);  // 2 at 5, 35, 65
  expect(run.departures(0), {15, 25, 45, 55, 75});
  BOOST_TEST(run.engine.times(0).starved_ms == 5 + 10 + 10);
}

// Two places in the yard, two bodies fetched at 0, 100, 200. 10 and 20 fill it; the third waits
// from 30 to 100, the fourth enters the yard at 110, the fifth waits for 200.
BOOST_AUTO_TEST_CASE(a_full_yard_blocks_the_last_station) {
  LineModel model = one_station(10);
  model.stations[0].dispatch = Dispatch{constant(100.0), 2, 0, 2};
  const Run run(model, 5);
  expect(run.departures(0), {10, 20, 100, 110, 200});
  BOOST_TEST(run.engine.times(0).blocked_ms == 70 + 80);
}

// A body every 30 ms, work 10: it waits 20, of which 5 idle, 7 on standby, 8 in hibernation; then
// it wakes for 3. The second job ends at 43 and so the next wait is 17: 5, 7 and 5.
BOOST_AUTO_TEST_CASE(a_waiting_station_goes_on_standby_hibernates_and_wakes_up) {
  LineModel model = one_station(10);
  model.stations[0].supply = Supply{constant(30.0)};
  EnergySaving energy;
  energy.standby_after_ms = 5;
  energy.standby_wake_ms = 1;
  energy.hibernate_after_ms = 12;
  energy.hibernate_wake_ms = 3;
  model.stations[0].energy = energy;
  const Run run(model, 3);
  expect(run.departures(0), {10, 43, 73});
  const StationTimes times = run.engine.times(0);
  BOOST_TEST(times.standby_ms == 7 + 7);
  BOOST_TEST(times.hibernate_ms == 8 + 5);
  BOOST_TEST(times.setup_ms == 6);
  BOOST_TEST(times.starved_ms == 20 + 17);
}

// Every job fails: each body is worked on three times in its place and then is scrap.
BOOST_AUTO_TEST_CASE(a_body_is_reworked_so_often_and_then_is_scrap) {
  LineModel model = serial_line({10, 1}, {1});
  Inspection inspection;
  inspection.rework = 1.0;
  inspection.most_reworks = 2;
  model.stations[0].inspection = inspection;
  const Run run(model, 4);
  BOOST_TEST(run.engine.jobs_started(0) == 12);
  BOOST_TEST(run.engine.reworked(0) == 8);
  BOOST_TEST(run.engine.scrapped(0) == 4);
  BOOST_TEST(run.engine.jobs_done(0) == 0);
  BOOST_TEST(run.engine.now().count() == 120);
}

// Rework with probability r and no end: 1 / (1 - r) works a body. Of 20,000 bodies with r = 0.2 the
// works have mean 25,000 and standard deviation sqrt(20,000 r) / (1 - r) = 79.
BOOST_AUTO_TEST_CASE(rework_without_end_takes_the_geometric_number_of_works) {
  LineModel model = serial_line({10, 10, 10}, {2, 2});
  model.stations[1].join = JoinRule::merge;
  LineLink back{2, 1, 50};
  model.links.push_back(back);
  Inspection inspection;
  inspection.rework = 0.2;
  inspection.rework_link = 2;
  inspection.most_reworks = 1'000;
  model.stations[2].inspection = inspection;
  model.stations[0].cycle_ms = {{15}};  // slower than the loop, so that it never fills
  const Run run(model, 20'000);
  BOOST_TEST(run.engine.jobs_done(2) == 20'000);
  BOOST_TEST(run.engine.jobs_started(1) == 20'000 + run.engine.reworked(2));
  BOOST_TEST(std::fabs(static_cast<double>(run.engine.jobs_started(2)) - 25'000.0) < 4.0 * 79.0);
}

// 10,000 bodies, 10 % scrap: standard deviation 30.
BOOST_AUTO_TEST_CASE(scrap_leaves_the_line_where_it_is_found) {
  LineModel model = serial_line({10, 10}, {1});
  Inspection inspection;
  inspection.scrap = 0.1;
  model.stations[0].inspection = inspection;
  const Run run(model, 10'000);
  BOOST_TEST(run.engine.jobs_done(0) + run.engine.scrapped(0) == 10'000);
  BOOST_TEST(run.engine.jobs_done(1) == run.engine.jobs_done(0));
  BOOST_TEST(std::fabs(static_cast<double>(run.engine.scrapped(0)) - 1'000.0) < 4.0 * 30.0);
}

// Calendar stops at 100 and, 20 later, again after 100: 100-120, 220-240. A job of 90 every 90 ms:
// 0-90, 90-100 and 120-200, 200-220 and 240-310.
BOOST_AUTO_TEST_CASE(a_stop_by_the_calendar_interrupts_work_which_is_resumed) {
  LineModel model = one_station(90);
  StopClass stop{"power", 0, 100.0, 20.0, 0.0};
  stop.uptime = constant(100.0);
  stop.clock = StopsBy::calendar;
  model.stations[0].stops = {stop};
  const Run run(model, 3);
  expect(run.departures(0), {90, 200, 310});
  BOOST_TEST(run.engine.times(0).down_ms == 40);
}

// A stop at 50 for 40 ms, one of another component at 60 for 100: down from 50 to 160, not to 190.
BOOST_AUTO_TEST_CASE(components_that_stop_together_are_repaired_together) {
  LineModel model = one_station(70);
  StopClass first{"a", 0, 50.0, 40.0, 0.0};
  first.uptime = constant(50.0);
  first.clock = StopsBy::calendar;
  StopClass second{"b", 1, 60.0, 100.0, 0.0};
  second.uptime = constant(60.0);
  second.clock = StopsBy::calendar;
  model.stations[0].stops = {first, second};
  // a again 50 after its repair at 90: 140 to 180, within and beyond the stop of b. 180-200.
  LineEngine engine(model, 1, 0);
  engine.run_until(LineDuration{185});
  BOOST_TEST(engine.times(0).down_ms == 130);
  BOOST_TEST((engine.state(0) == StationState::working));
  engine.run_until(LineDuration{200});
  BOOST_TEST(engine.jobs_done(0) == 1);
}

// The stop of the one specialist's skill waits for him while the other technician stands by.
BOOST_AUTO_TEST_CASE(a_stop_waits_for_a_technician_with_its_skill) {
  LineModel model = serial_line({100, 100}, {0});
  model.links.clear();
  model.technicians = {{0, kDayMs, 1U}, {0, kDayMs, 3U}};  // the second has skill 1 too
  for (LineStation& station : model.stations) {
    StopClass stop{"robot", 0, 10.0, 50.0, 0.0};
    stop.uptime = constant(10.0);
    stop.skill = 1;
    station.stops = {stop};
  }
  LineEngine engine(model, 1, 0);
  engine.run_until(LineDuration{69});
  BOOST_TEST(engine.times(0).waiting_ms == 0);   // 10 to 60
  BOOST_TEST(engine.times(1).waiting_ms == 50);  // 60 to 110
  BOOST_TEST(!engine.is_attended(0));
  BOOST_TEST(engine.is_attended(1));
  BOOST_TEST(engine.idle_technicians() == 1);
  // the first asks again at 70, while the specialist has work until 110
  engine.run_until(LineDuration{109});
  BOOST_TEST(engine.times(0).waiting_ms == 39);
  BOOST_TEST(engine.busy_technicians() == 1);
}

// Stations 30 ms of walking apart: to the first 20, to the second 30 more, and back.
BOOST_AUTO_TEST_CASE(technicians_walk_to_the_stop_from_where_they_were) {
  LineModel model = serial_line({1'000, 1'000}, {0});
  model.links.clear();
  model.technicians.resize(1);
  for (std::size_t k = 0; k < 2; ++k) {
    StopClass stop{"robot", 0, 10.0 + 500.0 * static_cast<double>(k), 50.0, 0.0};
    stop.uptime = constant(stop.mtbf_ms);
    model.stations[k].stops = {stop};
    model.stations[k].walk_ms = 20 + 30 * static_cast<std::int64_t>(k);
  }
  // first: stops at 10, begun at 30, up at 80, stops at 90, begun at once ... each 60: 140, 200 ...
  LineEngine engine(model, 1, 0);
  engine.run_until(LineDuration{500});
  BOOST_TEST(engine.times(0).waiting_ms == 20);
  BOOST_TEST(engine.repairs(0) == 8);  // at 10 90 150 210 270 330 390 450
  engine.run_until(LineDuration{600});
  // the first asks at 510 for 510-560; the second asks at 510 too: served after, walks 30
  BOOST_TEST(engine.times(1).waiting_ms == 50 + 30);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline

#include <algorithm>
#include <cmath>
#include <stop_token>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/twin/line/line_test_models.h"
#include "twin/line/replications.h"

namespace darkline {
namespace {

using line_test::CyclesBy;
using line_test::serial_line;

constexpr std::int64_t kHour = 3'600'000;

// Six stations with scattered cycles, two classes of stops each, two technicians.
LineModel small_plant() {
  LineModel model = serial_line({50'000, 52'000, 51'000, 49'000, 53'000, 50'000}, {0, 2, 0, 4, 1});
  for (LineStation& station : model.stations) {
    const std::int64_t base = station.cycle_ms[0][0];
    station.cycle_ms = {{base, base + 500, base + 4'000}, {base + 2'000}};
    station.pace_ms = 51'000;
    station.periodic = {{20, 9'000}};
    station.stops = {{"short", 0, 2.0 * kHour, 60e3}, {"long", 1, 20.0 * kHour, 900e3}};
  }
  model.variant_share = {0.7, 0.3};
  model.technicians.resize(2);
  model.warm_up_ms = 10 * kHour;
  model.horizon_ms = 110 * kHour;
  return model;
}

bool same(const ReplicationResult& a, const ReplicationResult& b) {
  const auto same_station = [](const auto& x, const auto& y) {
    return x.jobs == y.jobs && x.repairs == y.repairs && x.times.working_ms == y.times.working_ms &&
           x.times.blocked_ms == y.times.blocked_ms && x.times.starved_ms == y.times.starved_ms &&
           x.times.down_ms == y.times.down_ms && x.times.waiting_ms == y.times.waiting_ms;
  };
  return a.parts_out == b.parts_out && a.wip == b.wip && a.link_level == b.link_level &&
         std::equal(a.stations.begin(), a.stations.end(), b.stations.begin(), b.stations.end(),
                    same_station);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(replications)

BOOST_AUTO_TEST_CASE(the_times_of_every_station_sum_to_the_window_exactly) {
  const LineModel model = small_plant();
  const ReplicationResult one = simulate(model, 3, 0);
  for (const auto& station : one.stations) {
    const StationTimes& t = station.times;
    BOOST_TEST(t.working_ms + t.blocked_ms + t.starved_ms + t.down_ms == model.window_ms());
    BOOST_TEST(t.working_ms > 0);
    BOOST_TEST(t.blocked_ms >= 0);
    BOOST_TEST(t.starved_ms >= 0);
    BOOST_TEST(t.waiting_ms >= 0);
    BOOST_TEST(t.down_ms > t.waiting_ms);
    BOOST_TEST(station.repairs > 0);
  }
  BOOST_TEST(one.stations.front().times.starved_ms == 0);  // the first is never starved
  BOOST_TEST(one.stations.back().times.blocked_ms == 0);   // the last never blocked
}

// The same figures from what can be watched: the state of each station and the level of each link,
// looked at after every tick. Times are few ticks so that each tick can be visited.
BOOST_AUTO_TEST_CASE(times_and_levels_agree_with_an_observer_of_every_tick) {
  LineModel model = serial_line({3, 4, 2}, {1, 2});
  for (LineStation& station : model.stations) {
    station.stops = {{"stop", 0, 15.0, 6.0, 1.0, RepairLaw::exponential}};
  }
  model.technicians.resize(1);
  model.warm_up_ms = 100;
  model.horizon_ms = 2'100;
  const ReplicationResult result = simulate(model, 4, 0);

  std::vector<StationTimes> seen(3);
  std::vector<std::int64_t> levels(2);
  LineEngine engine(model, 4, 0);
  for (std::int64_t t = 100; t < 2'100; ++t) {  // the state at t lasts until t + 1
    engine.run_until(LineDuration{t});
    for (std::size_t k = 0; k < 3; ++k) {
      switch (engine.state(k)) {
        case StationState::working:
          ++seen[k].working_ms;
          break;
        case StationState::blocked:
          ++seen[k].blocked_ms;
          break;
        case StationState::starved:
          ++seen[k].starved_ms;
          break;
        case StationState::down:
          ++seen[k].down_ms;
          break;
      }
    }
    for (std::size_t l = 0; l < 2; ++l) levels[l] += engine.level(l);
  }
  for (std::size_t k = 0; k < 3; ++k) {
    BOOST_TEST(result.stations[k].times.working_ms == seen[k].working_ms);
    BOOST_TEST(result.stations[k].times.blocked_ms == seen[k].blocked_ms);
    BOOST_TEST(result.stations[k].times.starved_ms == seen[k].starved_ms);
    BOOST_TEST(result.stations[k].times.down_ms == seen[k].down_ms);
  }
  for (std::size_t l = 0; l < 2; ++l) {
    BOOST_TEST(result.link_level[l] == static_cast<double>(levels[l]) / 2'000.0);
    BOOST_TEST(levels[l] > 0);
  }
}

BOOST_AUTO_TEST_CASE(constant_cycles_without_stops_leave_at_the_pace_of_the_slowest) {
  LineModel model = serial_line({40'000, 51'000, 45'000}, {0, 3});
  model.warm_up_ms = 51'000 * 10;
  model.horizon_ms = 51'000 * 1010;
  BOOST_TEST(simulate(model, 1, 0).parts_out == 1000);
}

BOOST_AUTO_TEST_CASE(one_thread_and_three_give_the_same_result) {
  const LineModel model = small_plant();
  const LineResult alone = run_replications(model, 9, 7, 1);
  const LineResult together = run_replications(model, 9, 7, 3);
  BOOST_TEST(alone.replications.size() == 7U);
  for (std::size_t r = 0; r < 7; ++r) {
    BOOST_TEST(same(alone.replications[r], together.replications[r]), r);
    BOOST_TEST(same(alone.replications[r], simulate(model, 9, static_cast<std::uint32_t>(r))), r);
  }
  BOOST_TEST(!same(alone.replications[0], alone.replications[1]));
}

BOOST_AUTO_TEST_CASE(progress_counts_every_replication_once) {
  std::vector<int> done;
  run_replications(small_plant(), 1, 5, 2, [&](int n, int of) {
    BOOST_TEST(of == 5);
    done.push_back(n);
  });
  BOOST_TEST(done == (std::vector<int>{1, 2, 3, 4, 5}));
}

BOOST_AUTO_TEST_CASE(a_run_that_is_asked_to_stop_says_how_far_it_came) {
  std::stop_source stop;
  const auto after_two = [&](int done, int) {
    if (done == 2) stop.request_stop();
  };
  BOOST_CHECK_EXCEPTION(run_replications(small_plant(), 1, 5, 1, after_two, stop.get_token()),
                        Interrupted, [](const Interrupted& e) {
                          return std::string(e.what()) ==
                                 "stopped after 2 of 5 replications of the line: run the same "
                                 "command again";
                        });
}

// Common random numbers: a station's stops and cycles are named by its address, so a station put in
// front of the line leaves the others' draws alone. The new one is far faster than the rest and
// never stops, so all departures are late by its one cycle and nothing else.
BOOST_AUTO_TEST_CASE(a_new_station_does_not_move_the_draws_of_the_others) {
  LineModel model = small_plant();
  model.technicians.clear();
  LineEngine::Options options;
  options.job_limit = 500;
  options.trace_departures = true;
  LineEngine before(model, 6, 0, options);
  before.run_to_end();

  LineModel longer = model;
  LineStation first;
  first.address = "new/st01";
  first.entity = stream_entity(first.address);
  first.cycle_ms = {{1}, {1}};
  longer.stations.insert(longer.stations.begin(), first);
  for (LineLink& link : longer.links) link = {link.from + 1, link.to + 1, link.places};
  longer.links.insert(longer.links.begin(), LineLink{0, 1, 1000});
  longer.exit = 6;
  LineEngine after(longer, 6, 0, options);
  after.run_to_end();
  for (std::size_t k = 0; k < 6; ++k) {
    auto late = before.departures()[k];
    for (std::int64_t& d : late) d += 1;
    BOOST_TEST((after.departures()[k + 1] == late), k);
  }
}

// All stations must take job j for the same variant: with constant cycles of 10 and 20 s by
// variant, in all stations the work of job j is equal, so departures from two stations without
// blocking tell the same variants.
BOOST_AUTO_TEST_CASE(all_stations_agree_on_the_variant_of_a_job) {
  LineModel model = serial_line({1, 1}, {10'000});
  for (LineStation& station : model.stations) station.cycle_ms = {{10'000}, {20'000}};
  model.variant_share = {0.7, 0.3};
  LineEngine::Options options;
  options.job_limit = 4'000;
  options.trace_departures = true;
  LineEngine engine(model, 8, 0, options);
  engine.run_to_end();
  int second = 0;
  for (std::size_t j = 1; j < 4'000; ++j) {
    const auto& D = engine.departures();
    const std::int64_t work0 = D[0][j] - D[0][j - 1];
    const std::int64_t work1 = D[1][j] - std::max(D[1][j - 1], D[0][j]);
    BOOST_TEST(work0 == work1);
    second += work0 == 20'000 ? 1 : 0;
  }
  // binomial: 4,000 x 0.3 +- 4 x sqrt(4,000 x 0.3 x 0.7)
  BOOST_TEST(std::abs(second - 1200) < 4 * 29);
}

// Every 3rd job takes 5 s more, and stops of a class without spread last exactly their mean.
BOOST_AUTO_TEST_CASE(tip_dressing_comes_every_so_many_jobs) {
  LineModel model = serial_line({10'000}, {});
  model.stations[0].periodic = {{3, 5'000}, {6, 1'000}};
  LineEngine::Options options;
  options.job_limit = 7;
  options.trace_departures = true;
  LineEngine engine(model, 1, 0, options);
  engine.run_to_end();
  BOOST_TEST(engine.departures()[0] ==
             (std::vector<std::int64_t>{10'000, 20'000, 35'000, 45'000, 55'000, 71'000, 81'000}));
}

// Reversibility: a line and its mirror have one throughput, also with unequal rates and places
// (Yamazaki and Sakasegawa 1975). Two independent estimates: |difference| < 4 joint errors.
BOOST_AUTO_TEST_CASE(a_line_and_its_mirror_have_the_same_throughput) {
  const std::vector<double> mean = {1.0, 1.3, 0.8, 1.1};
  struct Sample {
    double mean, variance_of_mean;
  };
  const auto throughput = [&](bool mirrored, std::uint64_t seed) {
    LineModel model =
        mirrored ? serial_line({1, 1, 1, 1}, {2, 1, 0}) : serial_line({1, 1, 1, 1}, {0, 1, 2});
    model.warm_up_ms = 1'000'000'000;
    model.horizon_ms = 21'000'000'000;  // 20,000 units of 10^6 ticks
    double sum = 0.0;
    double squares = 0.0;
    for (std::uint32_t r = 0; r < 10; ++r) {
      CyclesBy cycles([&](std::size_t k, std::int64_t j) {
        const RandomStream stream(seed, r, static_cast<std::uint32_t>(k),
                                  DrawPurpose::cycle_variation);
        const double u = stream.uniforms(static_cast<std::uint32_t>(j))[0];
        const double x = -std::log(u) * mean[mirrored ? 3 - k : k];
        return 1 + static_cast<std::int64_t>(x * 1e6);
      });
      LineEngine::Options options;
      options.cycles = &cycles;
      const auto parts = static_cast<double>(simulate(model, seed, r, options).parts_out);
      sum += parts / 20'000.0;
      squares += parts / 20'000.0 * parts / 20'000.0;
    }
    return Sample{sum / 10, (squares - sum * sum / 10) / 90};
  };
  const Sample a = throughput(false, 21);
  const Sample b = throughput(true, 22);
  BOOST_TEST(std::fabs(a.mean - b.mean) < 4.0 * std::sqrt(a.variance_of_mean + b.variance_of_mean));
  BOOST_TEST(a.variance_of_mean < 1e-5);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline

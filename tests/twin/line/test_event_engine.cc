#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/base/random_stream.h"
#include "tests/twin/line/line_test_models.h"
#include "twin/line/event_engine.h"

namespace darkline {
namespace {

using line_test::CyclesBy;
using line_test::hash_exponential;
using line_test::serial_line;

// --- an independent statement of the line without stops: the departures as a recursion in the
// graph form, for stations numbered so that every link goes upwards:
//   D[j][k] = max(max(D[j-1][k], D[j][p] over feeders p) + X[j][k], D[j-b-1][s])
// where the last term waits for the successor's departure; terms outside the line are 0.
std::vector<std::vector<std::int64_t>> departures_by_recursion(
    const LineModel& model, const std::vector<std::vector<std::int64_t>>& work) {
  const std::size_t n = model.stations.size();
  const std::size_t jobs = work[0].size();
  std::vector<std::vector<std::int64_t>> D(n, std::vector<std::int64_t>(jobs, 0));
  for (std::size_t j = 0; j < jobs; ++j) {
    for (std::size_t k = 0; k < n; ++k) {
      std::int64_t start = j > 0 ? D[k][j - 1] : 0;
      for (const LineLink& link : model.links) {
        if (link.to == k) start = std::max(start, D[link.from][j]);
      }
      D[k][j] = start + work[k][j];
      for (const LineLink& link : model.links) {
        const auto b = static_cast<std::size_t>(link.places);
        if (link.from == k && j >= b + 1) D[k][j] = std::max(D[k][j], D[link.to][j - b - 1]);
      }
    }
  }
  return D;
}

// Uniform integers of [low, high] for the tests, in the order asked for.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : stream_(seed, 0, 7, DrawPurpose::weld_process) {}
  std::int64_t operator()(std::int64_t low, std::int64_t high) {
    const auto span = static_cast<std::uint64_t>(high - low + 1);
    return low + static_cast<std::int64_t>(stream_.words(n_++)[0] % span);
  }

 private:
  RandomStream stream_;
  std::uint32_t n_ = 0;
};

void expect_departures_of_recursion(const LineModel& model, std::size_t jobs, Dice& dice,
                                    std::int64_t most_work) {
  std::vector<std::vector<std::int64_t>> work(model.stations.size());
  for (auto& row : work) {
    for (std::size_t j = 0; j < jobs; ++j) row.push_back(dice(1, most_work));
  }
  CyclesBy cycles(
      [&](std::size_t k, std::int64_t j) { return work[k][static_cast<std::size_t>(j)]; });
  LineEngine::Options options;
  options.job_limit = static_cast<std::int64_t>(jobs);
  options.cycles = &cycles;
  options.trace_departures = true;
  LineEngine engine(model, 1, 0, options);
  engine.run_to_end();
  BOOST_TEST((engine.departures() == departures_by_recursion(model, work)));
}

// Some feeders of unequal length into one join, then a main line: stations numbered upwards.
LineModel random_tree(Dice& dice) {
  LineModel model = serial_line({1}, {});
  model.stations.clear();
  const auto add = [&] {
    LineStation station;
    station.address = station_address("tree", static_cast<int>(model.stations.size()) + 1);
    station.entity = stream_entity(station.address);
    station.cycle_ms = {{1}};
    model.stations.push_back(station);
    return model.stations.size() - 1;
  };
  std::vector<std::size_t> ends;
  const std::int64_t feeders = dice(1, 4);
  for (std::int64_t f = 0; f < feeders; ++f) {
    std::size_t last = add();
    for (std::int64_t i = dice(0, 6); i > 0; --i) {
      const std::size_t k = add();
      model.links.push_back({last, k, dice(0, 4)});
      last = k;
    }
    ends.push_back(last);
  }
  std::size_t last = add();
  for (const std::size_t end : ends) model.links.push_back({end, last, dice(0, 4)});
  for (std::int64_t i = dice(0, 8); i > 0; --i) {
    const std::size_t k = add();
    model.links.push_back({last, k, dice(0, 4)});
    last = k;
  }
  model.exit = last;
  return model;
}

// --- the welding line W3 of the published golden results

// Four feeders of 20 stations, an assembly station, a main line of 56; see the test below.
LineModel welding_line_w3() {
  LineModel model;
  for (std::int64_t k = 0; k < 137; ++k) {
    LineStation station;
    station.address = station_address("w3", static_cast<int>(k) + 1);
    station.entity = stream_entity(station.address);
    station.cycle_ms = {{50'000 + 37 * k * k % 3'000}};
    station.periodic = {{30, 12'000}};
    station.stops = {{"stop", 0, 28.8e6, 480e3, 1.0, RepairLaw::exponential}};
    model.stations.push_back(station);
  }
  for (std::size_t k = 0; k < 136; ++k) {
    const bool feeder = k < 80;
    const std::size_t index = feeder ? k % 20 : k;
    if (feeder && index == 19) {
      model.links.push_back({k, 80, 8});
    } else {
      model.links.push_back({k, k + 1, index % 5 == 4 ? 4 : 0});
    }
  }
  model.variant_share = {1.0};
  model.exit = 136;
  model.horizon_ms = 100'000'000'000;
  return model;
}

class HashStops : public StopSource {
 public:
  explicit HashStops(std::uint64_t seed) : seed_(seed) {}
  StopDraw stop(std::size_t k, std::size_t, std::uint32_t n) override {
    return {1 + static_cast<std::int64_t>(hash_exponential(seed_ + 1000, k, 2 * n, 28.8e6)),
            1 + static_cast<std::int64_t>(hash_exponential(seed_ + 1000, k, 2 * n + 1, 480e3))};
  }

 private:
  std::uint64_t seed_;
};

struct Outcome {
  std::int64_t makespan_ms = 0;
  std::int64_t repairs = 0;
};

Outcome run_w3(std::uint64_t seed, std::int64_t jobs, bool limited_crew) {
  LineModel model = welding_line_w3();
  if (limited_crew) {
    const std::int64_t hour = 3'600'000;
    model.technicians = {{6 * hour, 22 * hour}, {6 * hour, 22 * hour}, {6 * hour, 22 * hour},
                         {0, kDayMs},           {0, kDayMs},           {0, kDayMs}};
  }
  HashStops stops(seed);
  LineEngine::Options options;
  options.job_limit = jobs;
  options.stops = &stops;
  LineEngine engine(model, seed, 0, options);
  engine.run_to_end();
  Outcome outcome{engine.last_departure(136).count(), 0};
  for (std::size_t k = 0; k < 137; ++k) outcome.repairs += engine.repairs(k);
  return outcome;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(event_engine)

BOOST_AUTO_TEST_CASE(a_serial_line_departs_as_the_recursion_says_to_the_last_tick) {
  Dice dice(11);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::int64_t> cycles(static_cast<std::size_t>(dice(1, 9)), 1);
    std::vector<std::int64_t> places;
    for (std::size_t i = 1; i < cycles.size(); ++i) places.push_back(dice(0, 3));
    // few different times make ties common, many make them rare
    expect_departures_of_recursion(serial_line(cycles, places), 120, dice,
                                   round % 2 == 0 ? 3 : 100'000);
  }
}

BOOST_AUTO_TEST_CASE(joined_feeders_depart_as_the_recursion_says_to_the_last_tick) {
  Dice dice(12);
  for (int round = 0; round < 200; ++round) {
    const LineModel model = random_tree(dice);
    expect_departures_of_recursion(model, 120, dice, round % 2 == 0 ? 3 : 100'000);
  }
}

// The check values that pin the stream itself, before anything is made of it.
BOOST_AUTO_TEST_CASE(the_hash_stream_has_its_published_values) {
  BOOST_TEST(line_test::hash_mix(0) == 0xe220a8397b1dcdafULL);
  BOOST_TEST(line_test::hash_word(1, 0, 0) == 0xbff505763b60ad4eULL);
  const auto near = boost::test_tools::tolerance(1e-12);
  BOOST_TEST(hash_exponential(1, 0, 0, 1.0) == 0.287905458905269, near);
  BOOST_TEST(hash_exponential(1, 0, 1, 1.0) == 2.694896670378452, near);
  HashStops stops(1);
  BOOST_TEST(stops.stop(0, 0, 0).work_ms == 14'848'951);
  BOOST_TEST(stops.stop(0, 0, 0).repair_ms == 430'874);
}

// W1: 100 stations with exponential service of mean 1, two places between neighbours. With 10^9
// ticks to the unit each service is off by at most half a tick, and a makespan is a sum of at most
// J + 99 + blocked services along the critical path, fewer than 2 J + 300.
BOOST_AUTO_TEST_CASE(a_hundred_exponential_stations_finish_when_every_other_simulator_says) {
  const LineModel model =
      serial_line(std::vector<std::int64_t>(100, 1), std::vector<std::int64_t>(99, 2));
  CyclesBy cycles([](std::size_t k, std::int64_t j) {
    return std::max<std::int64_t>(
        1, std::llround(1e9 * hash_exponential(1, static_cast<std::uint64_t>(j), k, 1.0)));
  });
  struct Golden {
    std::int64_t jobs;
    double makespan;
  };
  for (const Golden& golden :
       {Golden{1, 84.147803544}, Golden{10, 154.161911382}, Golden{100, 372.560567998},
        Golden{300, 754.658597930}, Golden{1'000, 1925.372334262}, Golden{2'000, 3583.015955797}}) {
    LineEngine::Options options;
    options.job_limit = golden.jobs;
    options.cycles = &cycles;
    LineEngine engine(model, 1, 0, options);
    engine.run_to_end();
    const double makespan = static_cast<double>(engine.last_departure(99).count()) * 1e-9;
    const double rounding = 0.5e-9 * static_cast<double>(2 * golden.jobs + 300) + 0.5e-9;
    BOOST_TEST(std::fabs(makespan - golden.makespan) <= rounding, golden.jobs << ": " << makespan);
  }
}

// W3: crew of six, the first three on duty from 06:00 to 22:00. Published by an event engine and a
// data-flow engine that agree.
BOOST_AUTO_TEST_CASE(the_branching_welding_line_has_its_published_makespans_and_failures) {
  BOOST_TEST(run_w3(1, 1, true).makespan_ms == 3'981'802);
  BOOST_TEST(run_w3(1, 1, true).repairs == 0);
  BOOST_TEST(run_w3(1, 1'000, true).makespan_ms == 86'714'630);
  BOOST_TEST(run_w3(1, 1'000, true).repairs == 269);
  BOOST_TEST(run_w3(2, 1'000, true).makespan_ms == 88'888'469);
  BOOST_TEST(run_w3(2, 1'000, true).repairs == 242);
  BOOST_TEST(run_w3(1, 1'000, false).makespan_ms == 86'534'807);
  BOOST_TEST(run_w3(1, 20'000, true).makespan_ms == 1'704'963'233);
  BOOST_TEST(run_w3(1, 20'000, true).repairs == 5'000);
  BOOST_TEST(run_w3(2, 20'000, true).makespan_ms == 1'684'814'889);
  BOOST_TEST(run_w3(2, 20'000, true).repairs == 4'839);
  BOOST_TEST(run_w3(1, 20'000, false).makespan_ms == 1'698'013'718);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline

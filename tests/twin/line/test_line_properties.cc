// What holds for every line, over lines made by chance.

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/twin/line/random_lines.h"
#include "twin/line/event_engine.h"

namespace darkline {
namespace {

using line_test::RandomLine;
using line_test::serial_line;

RandomStream dice_of(std::uint32_t test, std::uint32_t round) {
  return {test, 0, round, DrawPurpose::weld_process};
}

std::int64_t roll(const RandomStream& dice, std::uint32_t n, std::int64_t low, std::int64_t high) {
  const auto span = static_cast<std::uint64_t>(high - low + 1);
  return low + static_cast<std::int64_t>(dice.words(n)[0] % span);
}

// What all stations hold and how long each body stays, from the events alone.
class Census : public LineObserver {
 public:
  explicit Census(const LineModel& model) : model_(model), area(model.stations.size(), 0) {}

  void happened(const LineEvent& event) override {
    BOOST_TEST(event.time_ms >= last_ms, "events run back in time");
    last_ms = event.time_ms;
    const auto body = event.value;
    const auto& inspection = model_.stations[event.station].inspection;
    switch (event.kind) {
      case LineEventKind::start:
        area[event.station] -= event.time_ms;
        came.emplace(body, event.time_ms);
        break;
      case LineEventKind::rework:
        if (inspection->rework_link == kNoLink) area[event.station] += event.time_ms;
        break;
      case LineEventKind::scrap:
        area[event.station] += event.time_ms;
        stayed += event.time_ms - came.at(body);
        ++gone;
        break;
      case LineEventKind::depart:
        area[event.station] += event.time_ms;
        if (event.station == model_.exit) left_exit[body] = event.time_ms;
        break;
      default:
        break;
    }
  }

  const LineModel& model_;
  std::vector<std::int64_t> area;  // body x ms in each station, once it is empty
  std::map<std::int64_t, std::int64_t> came, left_exit;
  std::int64_t last_ms = 0, stayed = 0, gone = 0;
};

struct Ends {
  std::int64_t in = 0, forward = 0;
};

// Parts on all links = those put there and not yet taken.
std::int64_t parts_lost(const LineModel& model, const LineEngine& engine) {
  std::vector<Ends> ends(model.stations.size());
  std::int64_t on_links = 0;
  std::int64_t balance = 0;
  for (std::size_t l = 0; l < model.links.size(); ++l) {
    const LineLink& link = model.links[l];
    BOOST_TEST(engine.level(l) >= 0);
    BOOST_TEST(engine.level(l) <= link.places + 1);
    on_links += engine.level(l);
    balance += link.initial_parts;
    ++ends[link.to].in;
    const auto& inspection = model.stations[link.from].inspection;
    if (!inspection || inspection->rework_link != l) ++ends[link.from].forward;
  }
  for (std::size_t k = 0; k < model.stations.size(); ++k) {
    const LineStation& station = model.stations[k];
    const bool by_link = station.inspection && station.inspection->rework_link != kNoLink;
    const std::int64_t given = station.route == RouteRule::all
                                   ? ends[k].forward
                                   : std::min<std::int64_t>(1, ends[k].forward);
    const std::int64_t taken =
        station.join == JoinRule::merge ? std::min<std::int64_t>(1, ends[k].in) : ends[k].in;
    balance += given * engine.jobs_done(k) + (by_link ? engine.reworked(k) : 0);
    balance -= taken * (engine.jobs_started(k) - (by_link ? 0 : engine.reworked(k)));
    const std::int64_t inside =
        engine.jobs_started(k) - engine.jobs_done(k) - engine.reworked(k) - engine.scrapped(k);
    BOOST_TEST(inside >= 0, station.address);
    BOOST_TEST(inside <= station.machines, station.address);
  }
  return balance - on_links;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(line_properties)

// A thousand lines with everything in them. A loop that a source presses into may come to a
// standstill, which is told; nothing else may, nothing hangs, no part is lost, no time is.
BOOST_AUTO_TEST_CASE(no_line_loses_a_body_or_a_millisecond_or_hangs) {
  int standstills = 0;
  for (std::uint32_t round = 0; round < 1'000; ++round) {
    RandomLine line(dice_of(41, round), {});
    const LineModel& model = line.model_;
    BOOST_REQUIRE_NO_THROW(check_line_model(model));
    LineEngine::Options options;
    options.job_limit = 40;
    LineEngine engine(model, round, 0, options);
    try {
      engine.run_until(LineDuration{200});
      BOOST_TEST(parts_lost(model, engine) == 0, round);
      engine.run_to_end();
      BOOST_TEST(parts_lost(model, engine) == 0, round);
      for (std::size_t k = 0; k < model.stations.size(); ++k) {
        BOOST_TEST(engine.times(k).total_ms() == model.stations[k].machines * engine.now().count(),
                   round);
      }
    } catch (const InputError& error) {
      BOOST_TEST(line.has_loop_, round << ": " << error.what());
      ++standstills;
    }
  }
  BOOST_TEST(standstills < 500);
}

// Little's law on a path: bodies in the line, integrated over time, are the sum of the times that
// bodies stay. The left side is the engine's levels and the stations' occupation, the right side
// follows each body by name from its first start to its end.
BOOST_AUTO_TEST_CASE(littles_law_holds_on_every_path) {
  int lines = 0;
  for (std::uint32_t round = 0; round < 1'000; ++round) {
    RandomLine line(dice_of(42, round), {.assemblies = false, .closed_time = round % 2 == 0});
    const LineModel& model = line.model_;
    Census census(model);
    LineEngine::Options options;
    options.job_limit = 40;
    options.observer = &census;
    LineEngine engine(model, round, 0, options);
    try {
      engine.run_to_end();
    } catch (const InputError&) {
      continue;
    }
    ++lines;
    std::int64_t in_line = 0;
    for (std::size_t l = 0; l < model.links.size(); ++l) {
      in_line += static_cast<std::int64_t>(engine.level_integral(l));
    }
    for (std::size_t k = 0; k < model.stations.size(); ++k) {
      const StationTimes times = engine.times(k);
      in_line += times.occupied_ms;
      BOOST_TEST(census.area[k] == times.occupied_ms, round);
      if (round % 2 == 0) continue;  // down or closed stations may be empty
      BOOST_TEST(times.occupied_ms == times.total_ms() - times.starved_ms, round);
    }
    // a body that goes from the exit to rework comes to it again: its last departure counts
    std::int64_t stayed = census.stayed;
    std::int64_t through = census.gone;
    for (const auto& [body, at_ms] : census.left_exit) {
      stayed += at_ms - census.came.at(body);
      ++through;
    }
    if (model.stations[model.exit].inspection &&
        model.stations[model.exit].inspection->rework_link != kNoLink) {
      continue;  // scrap after a departure to rework would count twice
    }
    BOOST_TEST(through == 40, round);
    BOOST_TEST(in_line == stayed, round);
  }
  BOOST_TEST(lines > 500);
}

// The makespan of a line is that of the line in reverse with the jobs in reverse (Muth 1979): the
// longest path through the recursion, walked from the other end.
BOOST_AUTO_TEST_CASE(a_line_takes_as_long_backwards) {
  for (std::uint32_t round = 0; round < 1'000; ++round) {
    const RandomStream dice = dice_of(43, round);
    const auto n = static_cast<std::size_t>(roll(dice, 0, 2, 8));
    const std::int64_t jobs = roll(dice, 1, 1, 40);
    std::vector<std::int64_t> places;
    for (std::size_t k = 1; k < n; ++k) {
      places.push_back(roll(dice, 1 + static_cast<std::uint32_t>(k), 0, 3));
    }
    const RandomStream work(44, 0, round, DrawPurpose::weld_process);
    const auto cycle = [&](std::size_t k, std::int64_t j) {
      return roll(work, static_cast<std::uint32_t>(k * 1'000) + static_cast<std::uint32_t>(j), 1,
                  round % 2 == 0 ? 3 : 1'000);
    };
    const auto makespan = [&](const LineModel& model, CycleSource& cycles, bool general) {
      LineEngine::Options options;
      options.job_limit = jobs;
      options.cycles = &cycles;
      options.general_core = general;
      LineEngine engine(model, 1, 0, options);
      engine.run_to_end();
      return engine.last_departure(n - 1).count();
    };
    line_test::CyclesBy there(cycle);
    line_test::CyclesBy back(
        [&](std::size_t k, std::int64_t j) { return cycle(n - 1 - k, jobs - 1 - j); });
    const LineModel model = serial_line(std::vector<std::int64_t>(n, 1), places);
    std::reverse(places.begin(), places.end());
    const LineModel reverse = serial_line(std::vector<std::int64_t>(n, 1), places);
    BOOST_TEST(makespan(model, there, false) == makespan(reverse, back, false), round);
    BOOST_TEST(makespan(model, there, true) == makespan(reverse, back, true), round);
  }
}

// With as many technicians as are asked for, on the same draws, no departure is later with a place
// more, or with shorter repairs: the recursion is monotone.
BOOST_AUTO_TEST_CASE(no_departure_is_later_with_more_places_or_shorter_repairs) {
  for (std::uint32_t round = 0; round < 1'000; ++round) {
    LineModel model = line_test::random_plant(dice_of(45, round), round % 2 == 0);
    model.technicians.clear();
    LineEngine::Options options;
    options.job_limit = 40;
    options.trace_departures = true;
    const auto departures = [&] {
      LineEngine engine(model, round, 0, options);
      engine.run_to_end();
      return engine.departures();
    };
    const auto before = departures();
    const auto expect_no_later = [&](const char* what) {
      const auto after = departures();
      for (std::size_t k = 0; k < before.size(); ++k) {
        for (std::size_t j = 0; j < before[k].size(); ++j) {
          if (after[k][j] > before[k][j]) BOOST_TEST(false, what << ", round " << round);
        }
      }
    };
    LineLink& link = model.links[round % model.links.size()];
    ++link.places;
    expect_no_later("a place more");
    --link.places;
    for (LineStation& station : model.stations) {
      for (StopClass& stop : station.stops) stop.mttr_ms *= 0.7;
    }
    expect_no_later("shorter repairs");
  }
}

// Without stops, job j (from 0) leaves the last station after one body's work through all stations
// and j times the longest: the line starts empty, and behind the slowest station nothing waits.
BOOST_AUTO_TEST_CASE(constant_cycles_give_one_over_the_longest_to_the_tick) {
  for (std::uint32_t round = 0; round < 1'000; ++round) {
    const RandomStream dice = dice_of(46, round);
    const auto n = static_cast<std::uint32_t>(roll(dice, 0, 1, 12));
    std::vector<std::int64_t> cycles;
    std::vector<std::int64_t> places;
    std::int64_t sum = 0;
    for (std::uint32_t k = 0; k < n; ++k) {
      cycles.push_back(roll(dice, 1 + k, 1, 50));
      sum += cycles.back();
      if (k > 0) places.push_back(roll(dice, 100 + k, 0, 3));
    }
    const std::int64_t longest = *std::max_element(cycles.begin(), cycles.end());
    const LineModel model = serial_line(cycles, places);
    for (const bool general : {false, true}) {
      LineEngine::Options options;
      options.job_limit = 30;
      options.trace_departures = true;
      options.general_core = general;
      LineEngine engine(model, 1, 0, options);
      engine.run_to_end();
      for (std::int64_t j = 0; j < 30; ++j) {
        const std::int64_t at = engine.departures()[n - 1][static_cast<std::size_t>(j)];
        BOOST_TEST(at == sum + j * longest, round);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline

// The event engine against an evaluation without a calendar of events: departures by the recursion,
// wherever their inputs are known; only requests for repair are taken in order of time, then of
// station. Equal to the last tick, ties and all, it shows that the engine's order of events within
// a tick is the one that is promised, and is what other engines may rely on.

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/twin/line/random_lines.h"
#include "twin/line/crew.h"
#include "twin/line/event_engine.h"

namespace darkline {
namespace {

// Departures of `jobs` jobs for stations with constant cycles.
class DataFlow {
 public:
  DataFlow(const LineModel& model, std::uint64_t seed, std::size_t jobs)
      : model_(model), seed_(seed), jobs_(jobs), crew_(model), stations_(model.stations.size()) {
    departures.resize(stations_.size());
    for (std::size_t k = 0; k < stations_.size(); ++k) {
      for (std::size_t c = 0; c < model.stations[k].stops.size(); ++c) {
        stations_[k].stops.push_back(draw(k, c, 0));
        stations_[k].next_n.push_back(1);
      }
    }
    while (true) {
      bool moved = true;
      while (moved) {
        moved = false;
        for (std::size_t k = 0; k < stations_.size(); ++k) moved = advance(k) || moved;
      }
      if (requests_.empty()) break;
      decide();
    }
  }

  std::vector<std::vector<std::int64_t>> departures;  // (n_stations x n_jobs)

 private:
  enum class Phase { waits_for_input, finished, waits_for_repair };
  struct Station {
    Phase phase = Phase::waits_for_input;
    std::int64_t finish = 0;
    std::int64_t left = 0;        // of the job's work when it was stopped
    std::vector<StopDraw> stops;  // by class: work still to go to the next stop, and its repair
    std::vector<std::uint32_t> next_n;
  };

  StopDraw draw(std::size_t k, std::size_t c, std::uint32_t n) const {
    const StopClass& stop = model_.stations[k].stops[c];
    return draw_stop(
        stop, RandomStream(seed_, 0, model_.stations[k].entity, failure_purpose(stop.number)), n);
  }

  static std::size_t first_due(const Station& s) {
    const auto least = std::min_element(
        s.stops.begin(), s.stops.end(),
        [](const StopDraw& a, const StopDraw& b) { return a.work_ms < b.work_ms; });
    return static_cast<std::size_t>(least - s.stops.begin());
  }

  // Station k works from `at` on `work`: to a request for repair or to the end.
  void work(std::size_t k, std::int64_t at, std::int64_t work) {
    Station& s = stations_[k];
    const std::int64_t due = s.stops.empty() ? work + 1 : s.stops[first_due(s)].work_ms;
    const std::int64_t done = std::min(due, work);
    for (StopDraw& stop : s.stops) stop.work_ms -= done;
    if (due <= work) {
      requests_.insert({at + due, k});
      s.left = work - due;
      s.phase = Phase::waits_for_repair;
    } else {
      s.finish = at + work;
      s.phase = Phase::finished;
    }
  }

  bool advance(std::size_t k) {
    Station& s = stations_[k];
    auto& D = departures[k];
    const std::size_t j = D.size();
    if (s.phase == Phase::waits_for_input) {
      if (j == jobs_) return false;
      std::int64_t start = j > 0 ? D[j - 1] : 0;
      for (const LineLink& link : model_.links) {
        if (link.to != k) continue;
        if (departures[link.from].size() <= j) return false;
        start = std::max(start, departures[link.from][j]);
      }
      work(k, start, model_.stations[k].cycle_ms[0][0]);
      return true;
    }
    if (s.phase == Phase::waits_for_repair) return false;
    std::int64_t leaves = s.finish;
    for (const LineLink& link : model_.links) {
      const std::size_t room = static_cast<std::size_t>(link.places) + 1;
      if (link.from != k || j < room) continue;
      if (departures[link.to].size() <= j - room) return false;
      leaves = std::max(leaves, departures[link.to][j - room]);
    }
    D.push_back(leaves);
    s.phase = Phase::waits_for_input;
    return true;
  }

  void decide() {
    const auto [at, k] = *requests_.begin();
    requests_.erase(requests_.begin());
    Station& s = stations_[k];
    const std::size_t c = first_due(s);
    const Repair repair = crew_.grant(at, s.stops[c].repair_ms);
    s.stops[c] = draw(k, c, s.next_n[c]++);
    work(k, repair.end_ms, s.left);
  }

  const LineModel& model_;
  std::uint64_t seed_;
  std::size_t jobs_;
  Crew crew_;
  std::vector<Station> stations_;
  std::set<std::pair<std::int64_t, std::size_t>> requests_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(event_engine_order)

BOOST_AUTO_TEST_CASE(requests_for_repair_are_served_as_an_evaluation_without_events_serves_them) {
  std::int64_t repairs = 0;
  for (std::uint32_t round = 0; round < 400; ++round) {
    const bool coarse = round % 2 == 0;
    const LineModel model =
        line_test::random_plant(RandomStream(31, 0, round, DrawPurpose::weld_process), coarse);
    LineEngine::Options options;
    options.job_limit = 200;
    options.trace_departures = true;
    LineEngine engine(model, round, 0, options);
    engine.run_to_end();
    const DataFlow expected(model, round, 200);
    BOOST_TEST((engine.departures() == expected.departures), round);
    options.general_core = true;
    LineEngine general(model, round, 0, options);
    general.run_to_end();
    BOOST_TEST((general.departures() == expected.departures), round);
    for (std::size_t k = 0; k < model.stations.size(); ++k) repairs += engine.repairs(k);
  }
  BOOST_TEST(repairs > 50'000);  // the case is about stops
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline

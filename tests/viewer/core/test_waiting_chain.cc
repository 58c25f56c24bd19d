#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "viewer/core/waiting_chain.h"

using namespace darkline;

namespace {

using State = StationState;

// Stations s0, s1, ... with these states, one after another without buffers.
HallSnapshot line_of(const std::vector<State>& states) {
  HallSnapshot hall;
  for (std::size_t s = 0; s < states.size(); ++s) {
    hall.stations.push_back({.address = "s" + std::to_string(s), .state = states[s]});
    if (s > 0) hall.flow.push_back({.from = s - 1, .to = s});
  }
  return hall;
}

std::vector<std::size_t> way_of(const HallSnapshot& hall, std::size_t station) {
  const auto wait = WaitingChain(hall).wait_of(hall, station);
  return wait ? wait->way : std::vector<std::size_t>();
}

using Way = std::vector<std::size_t>;

}  // namespace

BOOST_AUTO_TEST_SUITE(waiting_chains)

BOOST_AUTO_TEST_CASE(in_a_line_those_before_a_cause_are_blocked_and_those_behind_starved) {
  const HallSnapshot hall = line_of({State::working, State::blocked, State::blocked, State::down,
                                     State::starved, State::starved, State::working});
  BOOST_TEST(way_of(hall, 0) == Way{}, boost::test_tools::per_element());
  BOOST_TEST(way_of(hall, 1) == (Way{2, 3}), boost::test_tools::per_element());
  BOOST_TEST(way_of(hall, 2) == (Way{3}), boost::test_tools::per_element());
  BOOST_TEST(way_of(hall, 3).empty());
  BOOST_TEST(way_of(hall, 5) == (Way{4, 3}), boost::test_tools::per_element());
  BOOST_TEST(WaitingChain(hall).waits(hall).size() == 4U);
}

// Whatever the states: a way ends at a station that does not wait for the same, or at the end of
// the ways, and never comes to a station twice, in circles of rework too.
BOOST_AUTO_TEST_CASE(every_way_ends_at_a_cause) {
  for (unsigned code = 0; code < 4096; ++code) {
    std::vector<State> states;
    for (unsigned s = 0; s < 6; ++s) states.push_back(static_cast<State>((code >> (2 * s)) & 3U));
    HallSnapshot hall = line_of(states);
    hall.flow.push_back({.from = 4, .to = 1, .cargo = HallSnapshot::Flow::Cargo::rework});
    const WaitingChain chain(hall);
    for (const Wait& wait : chain.waits(hall)) {
      BOOST_TEST(wait.way.size() < states.size());
      std::vector<bool> seen(states.size(), false);
      seen[wait.station] = true;
      for (std::size_t i = 0; i < wait.way.size(); ++i) {
        BOOST_TEST(!seen[wait.way[i]]);
        seen[wait.way[i]] = true;
        if (i + 1 < wait.way.size()) BOOST_TEST((states[wait.way[i]] == wait.why));
      }
    }
  }
}

// s2 joins what s0 and s1 send: it starves for the one that is down, and the other is blocked by
// it.
BOOST_AUTO_TEST_CASE(a_join_waits_for_the_branch_that_stands) {
  HallSnapshot hall = line_of({State::blocked, State::down, State::starved});
  hall.flow = {{.from = 0, .to = 2}, {.from = 1, .to = 2}};
  BOOST_TEST(way_of(hall, 2) == (Way{1}), boost::test_tools::per_element());
  BOOST_TEST(way_of(hall, 0) == (Way{2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(of_two_that_work_the_one_whose_buffer_is_empty_starves) {
  HallSnapshot hall = line_of({State::working, State::working, State::starved});
  hall.flow = {{.from = 0, .to = 2, .buffer = 0}, {.from = 1, .to = 2, .buffer = 1}};
  hall.buffers = {{.places = 4, .mean_level = 3.0}, {.places = 4, .mean_level = 0.0}};
  BOOST_TEST(way_of(hall, 2) == (Way{1}), boost::test_tools::per_element());
  hall.buffers[0].mean_level = 0.0;
  hall.buffers[1].mean_level = 1.0;
  BOOST_TEST(way_of(hall, 2) == (Way{0}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(carriers_are_no_way_of_bodies) {
  HallSnapshot hall = line_of({State::blocked, State::working});
  hall.flow = {{.from = 0, .to = 1, .cargo = HallSnapshot::Flow::Cargo::carriers}};
  BOOST_TEST(way_of(hall, 0).empty());
  hall.flow.clear();
  BOOST_TEST(!WaitingChain(hall).knows_ways());
}

BOOST_AUTO_TEST_CASE(the_cause_is_told_with_its_state_and_since_when) {
  const HallSnapshot hall = line_of({State::blocked, State::blocked, State::blocked, State::blocked,
                                     State::blocked, State::down});
  const WaitingChain chain(hall);
  BOOST_TEST(wait_text(*chain.wait_of(hall, 4), hall, nullptr) == "blocked by s5, which is down");
  PlantState state;
  state.stations.resize(6);
  state.t_ns = 20'000'000'000;
  state.stations[5].since_ns = 8'000'000'000;
  BOOST_TEST(wait_text(*chain.wait_of(hall, 3), hall, &state) ==
             "blocked by s5, which is down since 12 s, over s4");
  BOOST_TEST(wait_text(*chain.wait_of(hall, 0), hall, nullptr) ==
             "blocked by s5, which is down, over s1, s2, s3 and 1 more");
  BOOST_TEST(wait_text(*chain.wait_of(hall, 3), hall, &state, Texts(Language::polish)) ==
             "zablokowana przez s5 (awaria od 12 s), po drodze: s4");
  BOOST_TEST(wait_text(*chain.wait_of(hall, 3), hall, &state, Texts(Language::chinese)) ==
             "被 s5 堵塞（故障，已持续 12 s），经由 s4");
}

BOOST_AUTO_TEST_CASE(the_cause_of_most_waits_is_found_and_each_arrow_is_drawn_once) {
  HallSnapshot hall = line_of({State::blocked, State::blocked, State::down, State::starved,
                               State::working, State::starved});
  const auto waits = WaitingChain(hall).waits(hall);
  BOOST_TEST(*most_waited_for(waits, hall) == 2U);
  const auto arrows = wait_arrows(waits);
  BOOST_TEST(arrows.size() == 4U);  // 0-1, 1-2, 3-2, 5-4
  for (const WaitArrow& arrow : arrows) BOOST_TEST(arrow.cause == (arrow.from == 5 ? 4U : 2U));
  BOOST_TEST(!most_waited_for({}, hall));
}

BOOST_AUTO_TEST_SUITE_END()

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "controllers/rehearsal.h"

using namespace darkline;

namespace {

constexpr std::uint64_t kSeeds = 400;

const RehearsalTally& tally() {
  static const RehearsalTally kTally = rehearse_seeds(0, kSeeds);
  return kTally;
}

using Move = std::pair<HostState, HostState>;

// Every move that supervised_host.h can make before the bus is ended; done is entered only then.
const std::set<Move>& moves() {
  using enum HostState;
  static const std::set<Move> kMoves = {
      {done, spawned},      {backoff, spawned},   // started
      {spawned, greeted},                         // HELLO
      {greeted, restoring}, {greeted, ready},     // HB
      {restoring, ready},                         // REPLAY_OK
      {ready, stepping},    {waiting, stepping},  // asked
      {stepping, waiting},                        // ACT
      {stepping, late},     {late, dead},         // the deadline
      {spawned, dead},      {greeted, dead},     {restoring, dead},
      {ready, dead},        {stepping, dead},    {waiting, dead},  // whatever else ends it
      {dead, backoff},      {dead, faulted},                       // whether it is started again
      {stepping, faulted},  {waiting, faulted},  // ERR 17, before or after its answer
  };
  return kMoves;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(supervision)

BOOST_AUTO_TEST_CASE(no_fault_changes_a_result) {
  for (const RehearsalTally::Failure& failure : tally().failures) {
    BOOST_ERROR("seed " << failure.seed << ": " << failure.what);
  }
  BOOST_TEST(tally().seeds == kSeeds);
  // it was tried: runs that went through their faults, that were ended, that were degraded
  BOOST_TEST(tally().whole > kSeeds / 2);
  BOOST_TEST(tally().ended > 10U);
  BOOST_TEST(tally().degraded > 5U);
  BOOST_TEST(tally().restarts > kSeeds);
}

BOOST_AUTO_TEST_CASE(every_fault_struck) {
  for (std::size_t i = 0; i < kBusFaults; ++i) {
    BOOST_TEST(tally().faults.times[i] > 0U, name_of(static_cast<BusFault>(i)));
  }
}

BOOST_AUTO_TEST_CASE(every_reason_to_refuse_a_message_was_found) {
  for (std::size_t i = 1; i < kLotpRejects; ++i) {
    BOOST_TEST(tally().heard.rejected[i] > 0U, name_of(static_cast<LotpReject>(i)));
  }
}

// 3 and 4 are for strangers (test_hostile.cc), 16 for a host that gets a signal
// (test_host_loop.cc).
BOOST_AUTO_TEST_CASE(every_error_code_was_said) {
  for (const std::size_t code : {1U, 2U, 6U, 7U, 8U, 9U, 10U, 11U, 12U, 13U, 14U, 15U, 17U}) {
    BOOST_TEST(tally().errs[code] > 0U, "ERR " << code);
  }
}

BOOST_AUTO_TEST_CASE(every_reason_to_give_a_host_up_was_found) {
  for (std::size_t i = 0; i < kHostFaults; ++i) {
    // of a host that runs, the simulated way is never cut: chaos_transport.h meets that
    if (static_cast<HostFault>(i) == HostFault::disconnected) continue;
    BOOST_TEST(tally().host_faults[i] > 0U, name_of(static_cast<HostFault>(i)));
  }
}

// A host may also find a bug in itself while it is started, which is two moves more; rarely.
BOOST_AUTO_TEST_CASE(every_move_was_made_and_no_other) {
  for (std::size_t a = 0; a < kHostStates; ++a) {
    for (std::size_t b = 0; b < kHostStates; ++b) {
      const Move move{static_cast<HostState>(a), static_cast<HostState>(b)};
      if (move == Move{HostState::greeted, HostState::faulted}) continue;
      if (move == Move{HostState::restoring, HostState::faulted}) continue;
      BOOST_TEST((tally().moves[a][b] > 0) == moves().contains(move),
                 name_of(move.first)
                     << " -> " << name_of(move.second) << ": " << tally().moves[a][b]);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_seed_is_found_again) {
  for (const std::uint64_t seed : {3U, 5U, 16U}) {
    const RehearsalOutcome one = rehearse(rehearsal_of(seed));
    const RehearsalOutcome other = rehearse(rehearsal_of(seed));
    BOOST_TEST(one.error == other.error);
    BOOST_TEST(one.ticks == other.ticks);
    BOOST_TEST((one.faults.times == other.faults.times));
    BOOST_TEST((one.errs_of_hosts == other.errs_of_hosts));
  }
}

// Lost, back, lost, ...: and back as often, and after as long, as the host recovered.
BOOST_AUTO_TEST_CASE(a_host_is_told_to_be_lost_once_and_to_be_back_when_it_has_recovered) {
  std::size_t told = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Rehearsal rehearsal = rehearsal_of(seed);
    std::map<std::uint32_t, bool> is_lost;  // by the first cell of the host
    std::vector<WallTime> gone;
    rehearsal.bus.news = [&](const HostNews& news) {
      BOOST_TEST_REQUIRE(!news.cells.empty());
      bool& lost = is_lost[news.cells.front()];
      BOOST_TEST(lost == news.is_back, "seed " << seed);
      lost = !news.is_back;
      if (news.is_back) gone.push_back(news.gone);
    };
    std::vector<WallTime> recoveries;
    for (const HostReport& host : rehearse(rehearsal).bus.hosts) {
      recoveries.insert(recoveries.end(), host.recoveries.begin(), host.recoveries.end());
    }
    std::sort(gone.begin(), gone.end());
    std::sort(recoveries.begin(), recoveries.end());
    BOOST_TEST((gone == recoveries), "seed " << seed);
    told += gone.size();
  }
  BOOST_TEST(told > 60U);
}

// One host that is killed at about every second message: six deaths within a minute are one more
// than the five restarts that it is allowed.
BOOST_AUTO_TEST_CASE(a_host_that_dies_too_often_is_given_up_by_name) {
  Rehearsal rehearsal{.seed = 1, .cells = 4, .ticks = 80};
  rehearsal.bus.most_restarts = 5;
  rehearsal.rates[BusFault::dies] = 3'000;
  const RehearsalOutcome outcome = rehearse(rehearsal);
  BOOST_TEST(outcome.broken_law == "");
  BOOST_TEST(outcome.error.find("controller host 0") == 0U);
  BOOST_TEST(outcome.error.find("started again 5 times within 60 s") != std::string::npos);
  BOOST_TEST(outcome.bus.hosts.at(0).incarnation == 6U);
  BOOST_TEST((outcome.bus.hosts.at(0).state == HostState::faulted));
}

BOOST_AUTO_TEST_SUITE_END()

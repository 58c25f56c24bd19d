#include <string>

#include <boost/test/unit_test.hpp>

#include "controllers/rehearsal.h"

using namespace darkline;

BOOST_AUTO_TEST_SUITE(supervision)

BOOST_AUTO_TEST_CASE(no_fault_changes_a_result) {
  const RehearsalTally tally = rehearse_seeds(0, 200);
  for (const auto& failure : tally.failures) {
    BOOST_ERROR("seed " << failure.seed << ": " << failure.what);
  }
  std::string text;
  for (std::size_t a = 0; a < kHostStates; ++a) {
    for (std::size_t b = 0; b < kHostStates; ++b) {
      if (tally.moves[a][b] == 0) continue;
      BOOST_TEST_MESSAGE(name_of(static_cast<HostState>(a))
                         << " -> " << name_of(static_cast<HostState>(b)) << " "
                         << tally.moves[a][b]);
    }
  }
  for (std::size_t i = 0; i < kBusFaults; ++i) {
    BOOST_TEST_MESSAGE(name_of(static_cast<BusFault>(i)) << " " << tally.faults.times[i]);
  }
  for (std::size_t i = 0; i < kHostFaults; ++i) {
    BOOST_TEST_MESSAGE(name_of(static_cast<HostFault>(i)) << " " << tally.host_faults[i]);
  }
  for (std::size_t i = 0; i < tally.errs.size(); ++i) {
    if (tally.errs[i] > 0) BOOST_TEST_MESSAGE("ERR " << i << " " << tally.errs[i]);
  }
  BOOST_TEST_MESSAGE(tally.heard.text());
  BOOST_TEST_MESSAGE(tally.whole << " whole, " << tally.ended << " ended, " << tally.degraded
                                 << " degraded, " << tally.exchanges << " exchanges, "
                                 << tally.restarts << " restarts");
}

BOOST_AUTO_TEST_SUITE_END()

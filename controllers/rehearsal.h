// The proof that no wall-clock fault changes a result: a random plant is run by the bus over a
// simulated transport on which everything goes wrong, and its state is compared, tick by tick, with
// that of the same plant run by a call.
//
// The law, for every seed:
//   - whatever the bus delivered is equal to the bit to what a call gives;
//   - a run that was to recover comes to its end, unless something struck that cannot be mended
//     (is_fatal below); then it may also end in an IoError or InternalError that names the host;
//   - a run that was to abort comes to its end or ends in such an error;
//   - a run whose faults are modelled comes to its end, and is equal or says that it is degraded;
//     only a controller that cannot be started, or reports a bug, ends it in such an error.
//
// Everything follows from the seed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "controllers/bus_faults.h"
#include "controllers/bus_options.h"

namespace darkline {

// What a seed stands for.
struct Rehearsal {
  std::uint64_t seed = 0;
  int cells = 0;
  int ticks = 0;
  BusOptions bus = {};
  FaultRates rates = {};
};
Rehearsal rehearsal_of(std::uint64_t seed);

// After such a fault no restart is due to bring the host back as it was.
bool is_fatal(BusFault fault);

struct RehearsalOutcome {
  std::string broken_law;  // what was found, with the tick; empty if the law was kept
  std::string error;       // that the run ended in; empty if it came to its end
  int ticks = 0;           // that came back
  BusReport bus = {};
  FaultCounts faults = {};
  std::array<std::uint64_t, 32> errs_of_hosts = {};  // ERR messages by their code
  std::array<std::uint64_t, 32> errs_of_twin = {};
};
RehearsalOutcome rehearse(const Rehearsal& rehearsal);

// What happened in many rehearsals.
struct RehearsalTally {
  std::uint64_t seeds = 0;
  std::uint64_t whole = 0;  // came to their end
  std::uint64_t ended = 0;  // in a named error
  std::uint64_t degraded = 0;
  std::uint64_t exchanges = 0;
  std::uint64_t restarts = 0;
  FaultCounts faults = {};
  std::array<std::uint64_t, 32> errs = {};  // of hosts and twin
  LotpCounts heard = {};                    // by the twin
  std::array<std::uint64_t, kHostFaults> host_faults = {};
  std::array<std::array<std::uint64_t, kHostStates>, kHostStates> moves = {};
  struct Failure {
    std::uint64_t seed = 0;
    std::string what = {};
  };
  std::vector<Failure> failures = {};  // seeds that broke the law, the first kMostFailures

  static constexpr std::size_t kMostFailures = 20;
  void add(std::uint64_t seed, const RehearsalOutcome& outcome);
};

// Seeds first .. first + count - 1 on `jobs` threads. `progress` is told how many are done, from
// one thread at a time.
RehearsalTally rehearse_seeds(std::uint64_t first, std::uint64_t count, int jobs = 1,
                              const std::function<void(std::uint64_t done)>& progress = {});

}  // namespace darkline

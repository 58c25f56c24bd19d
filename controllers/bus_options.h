// How a bus of controllers is set up, and what it tells about itself.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "controllers/bus_transport.h"
#include "controllers/lotp.h"

namespace darkline {

// What becomes of a fault in wall time: a controller process that died, hangs or talks nonsense.
// None changes a simulated result unnoticed.
enum class OnFault : std::uint8_t {
  recover,  // start it again, from snapshot and journal: the result is the same to the bit
  abort,    // end the run, naming the fault
  model,    // its robots stop for the rest of the run, and the result says that it is degraded
};
const char* name_of(OnFault on_fault);  // "recover"

// A controller host that was lost or has come back, told at once: its plant stands meanwhile.
struct HostNews {
  std::span<const std::uint32_t> cells;  // of the host
  bool is_back = false;
  WallTime gone = WallTime::zero();  // for how long, if it is back
};

// Limits are in wall time.
struct BusOptions {
  std::size_t processes = 1;          // of darkline-controller, among which the cells are dealt
  std::vector<HostSpec> others = {};  // users' controllers, each for the cells that it names
  OnFault on_fault = OnFault::recover;
  std::chrono::milliseconds hello_limit{5'000};  // from start to HELLO, from WELCOME to its answer
  std::chrono::milliseconds restore_limit{10'000};  // for going through all REPLAYs
  std::chrono::milliseconds external_limit{0};      // for a user's host to come; 0: none
  std::chrono::milliseconds step_deadline{2'000};   // for an ACT; 0: none, for debuggers
  std::chrono::milliseconds heartbeat{1'000};
  std::chrono::milliseconds bye_grace{1'000};
  std::chrono::milliseconds first_backoff{100};  // before a restart; doubles with each
  std::chrono::milliseconds most_backoff{5'000};
  int most_restarts = 5;  // of one host within restart_window; one more and it is given up
  std::chrono::milliseconds restart_window{60'000};
  std::uint32_t snapshot_every = 64;             // exchanges of a host; 0: never
  std::size_t most_journal_bytes = 256U << 20U;  // of one host since its last snapshot but one
  std::uint64_t run_epoch = 1;
  std::stop_token stop = {};  // ends every wait with Interrupted
  // Called by who drives the bus, in the middle of an exchange. A host that fails again before it
  // is back is not told of twice; one that is given up is never told to be back.
  std::function<void(const HostNews&)> news = {};
};

enum class HostState : std::uint8_t {
  spawned,    // started, has not said HELLO
  greeted,    // gets its programs
  restoring,  // goes through what its predecessor has seen
  ready,      // can be asked for the first time
  stepping,   // is asked and has not answered
  waiting,    // none of its cells is due
  late,       // has not answered in time
  dead,       // is gone
  backoff,    // is started again soon
  faulted,    // is not started again
  done,       // was told BYE
};
inline constexpr std::size_t kHostStates = 11;
const char* name_of(HostState state);  // "spawned"

// Why an incarnation was given up.
enum class HostFault : std::uint8_t {
  ended,         // the process is gone
  late,          // did not answer in time
  disconnected,  // runs, but cannot be reached
  refused,       // sent ERR
  flood,         // sent more nonsense than is borne
  protocol,      // speaks another LOTP
  diverged,      // gave other commands when it was shown the same again
};
inline constexpr std::size_t kHostFaults = 7;
const char* name_of(HostFault fault);  // "ended"

struct HostReport {
  std::uint32_t host = 0;
  std::uint32_t incarnation = 0;  // 0: not started yet
  HostState state = HostState::done;
  std::string who;  // the process, for people
  std::size_t cells = 0;
  std::uint64_t exchanges = 0;
  std::uint64_t snapshots = 0;
  std::size_t journal_bytes = 0;
  LotpCounts heard;  // of all incarnations
  std::array<std::uint64_t, kHostFaults> faults = {};
  std::string last_fault;
  std::vector<WallTime> recoveries = {};  // from each fault to the host's being ready again
  // moves[a][b]: how often it went from state a to state b
  std::array<std::array<std::uint32_t, kHostStates>, kHostStates> moves = {};
};

struct BusReport {
  std::uint64_t run_epoch = 0;
  std::vector<HostReport> hosts = {};
  std::uint64_t exchanges = 0;                    // of the bus
  std::uint64_t strangers = 0;                    // messages of nobody that the bus knows
  std::map<std::string, std::uint64_t> gate;      // who was not let in, by reason
  std::vector<WallTime> round_trips;              // of the last exchanges, in no order
  bool is_degraded = false;                       // by OnFault::model
  std::vector<std::uint32_t> stopped_cells = {};  // by the same
};

}  // namespace darkline

// One controller host as its twin sees it: started, greeted, asked, watched, and started again from
// its last snapshot and the journal since, so that a process that was killed or hung comes back
// with every bit it had.
//
// A state machine without sockets and clocks: messages and time come in, messages go out through a
// BusTransport. HostState tells its states; the moves between them are in the report.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "controllers/bus_options.h"
#include "controllers/bus_transport.h"
#include "controllers/cell_program.h"
#include "controllers/host_journal.h"
#include "controllers/twin_session.h"

namespace darkline {

class SupervisedHost {
 public:
  // The programs are those of spec.cells. Options and transport outlive it.
  SupervisedHost(BusTransport& transport, const BusOptions& options, std::uint32_t number,
                 HostSpec spec, std::vector<CellProgram> programs);

  // Starts the first incarnation. @throws IoError if its program cannot be run.
  void start();

  // Asks about these cells, each of this host; `due` and what it points at must stay until the
  // answer stands there. A host that is being restored is asked as soon as it is ready.
  void ask(std::int64_t t_ns, std::span<const CellAsk> due);

  // Whether nothing is asked that has not been answered.
  bool has_answered() const { return !is_asked_; }
  bool is_ready() const;  // or has been asked, or is faulted and modelled

  // Takes a message that came under this host's number, of whatever incarnation.
  // @throws IoError, InternalError when the host is given up and options say abort.
  void hear(const HeardMessage& message);

  // Does what is due by the clock: sends what could not be sent, notices deaths and deadlines,
  // starts again. @throws as hear, and IoError if the program cannot be started again.
  void look(WallTime now);
  WallTime next_look() const { return next_look_; }

  void say_bye();

  HostReport report() const;
  HostState state() const { return state_; }
  std::uint32_t number() const { return number_; }
  WallTime last_round_trip() const { return round_trip_; }
  bool is_modelled() const { return is_modelled_; }  // its cells stand, by OnFault::model
  const std::vector<std::uint32_t>& cells() const { return spec_.cells; }

 private:
  HostName address() const;
  void move_to(HostState state);
  void spawn();
  void end_incarnation();
  void take(const HeardMessage& message);
  void greet_again(const HeardMessage& message);
  void take_hello(std::span<const std::byte> message);
  void take_act(std::span<const std::byte> message, const LotpHeader& header);
  void take_snapshot(std::span<const std::byte> message);
  void take_replay_ok(std::span<const std::byte> message);
  void take_err(std::span<const std::byte> message);
  void restore();
  void be_ready();
  void send_step();
  void send_queue(WallTime now);
  void fail(HostFault fault, std::uint16_t err_code, const std::string& what);
  [[noreturn]] void give_up(const std::string& what, bool is_bug);
  void stop_cells();
  std::string doing() const;
  LotpTypes legal() const;

  BusTransport& transport_;
  const BusOptions& options_;
  std::uint32_t number_;
  HostSpec spec_;
  std::vector<CellProgram> programs_;

  HostState state_ = HostState::done;
  std::uint32_t incarnation_ = 0;
  std::unique_ptr<TwinSession> session_;  // of the present incarnation
  std::uint64_t of_others_ = 0;           // refused by it, and not sent by its host
  bool was_greeted_ = false;
  bool is_deterministic_ = false;
  bool can_snapshot_ = false;
  bool snapshot_asked_ = false;
  std::uint32_t since_snapshot_ = 0;
  HostJournal journal_;
  std::uint8_t journal_minor_ = kLotpMinor;   // that it was spoken in
  std::deque<std::vector<std::byte>> queue_;  // to be sent before anything else
  WallTime deadline_ = WallTime::max();       // of the present state
  WallTime next_look_ = WallTime::zero();
  WallTime unroutable_since_ = WallTime::max();  // max: it can be reached

  std::int64_t t_ns_ = 0;
  std::span<const CellAsk> due_;
  bool is_asked_ = false;
  bool step_is_sent_ = false;
  WallTime asked_at_ = WallTime::zero();
  WallTime round_trip_ = WallTime::zero();

  std::vector<CellCommand> last_commands_;  // of each cell, if faults are modelled
  bool is_modelled_ = false;
  std::deque<WallTime> restarts_;         // within the window
  WallTime failed_at_ = WallTime::max();  // max: whole
  HostReport report_;
};

}  // namespace darkline

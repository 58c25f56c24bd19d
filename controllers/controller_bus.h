// The controllers of a plant, in any number of processes, on one bus: the twin's end of LOTP/1
// (docs/lotp.md). Lockstep: an exchange ends when every cell that is due has been answered; answers
// are taken in the order of the cells, never in that of arrival. What goes wrong in wall time is
// mended or ends the run as BusOptions say (supervised_host.h).
//
// However many processes there are, and whatever befell them, the commands are those of
// in_process_link.h to the bit, except with OnFault::model, which the report tells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "controllers/bus_options.h"
#include "controllers/bus_transport.h"
#include "controllers/controller_link.h"
#include "controllers/supervised_host.h"

namespace darkline {

class ControllerBus : public ControllerLink {
 public:
  // Which controller of a user is for a cell that is not loaded, or for one of another's: a bug of
  // the caller.
  ControllerBus(std::unique_ptr<BusTransport> transport, BusOptions options);
  ~ControllerBus() override;  // says BYE and leaves no process

  void load(std::span<const CellProgram> cells) override;
  void exchange(std::int64_t t_ns, std::span<const CellObservation> due,
                std::span<CellCommand> commands) override;
  Transport transport() const override { return Transport::zmq; }

  // Of the hosts since load.
  BusReport report() const;
  BusTransport& carrier() { return *transport_; }

 private:
  void end();
  void ask(std::int64_t t_ns);
  bool hear_within(WallTime until);
  void wait_for_news();
  void note_round_trip(WallTime took);
  void turn_down(const HeardMessage& message, LotpError code, const std::string& detail);
  std::vector<HostSpec> plan(std::span<const CellProgram> cells) const;

  std::unique_ptr<BusTransport> transport_;
  BusOptions options_;
  std::vector<std::unique_ptr<SupervisedHost>> hosts_;
  struct Cell {
    std::uint32_t cell = 0;
    std::uint32_t host = 0;
  };
  std::vector<Cell> cells_;                  // ascending
  std::vector<std::vector<CellAsk>> asked_;  // (hosts), of the present exchange
  std::vector<CellCommand> answers_;         // (due)
  std::vector<std::uint32_t> answering_;     // the hosts that it is about, ascending
  std::vector<WallTime> round_trips_;        // a ring
  std::uint64_t n_round_trips_ = 0;
  std::string failure_;  // why the bus is of no more use until it is loaded again
  std::uint64_t exchanges_ = 0;
  std::uint64_t strangers_ = 0;
  WallTime second_ = WallTime::zero();   // the last one in which somebody was turned down
  std::map<HostName, int> turned_down_;  // in it, how often
};

}  // namespace darkline

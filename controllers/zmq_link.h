// Controllers in a process of their own, asked over LOTP/1 (docs/lotp.md).
//
// The link starts one darkline-controller beside the running program and speaks to it through a
// local socket in a fresh folder that only the own user can enter; both are gone when the link is.
// Only that process, of the own user, is let in (zap_gate.h).
//
// A controller that dies, hangs or answers nonsense ends in an IoError (exit 74: the machine's
// fault, the run may be repeated), never in another result. A controller that reports a broken
// rule of the protocol or of the control law is an InternalError (exit 70).
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <span>

#include "controllers/controller_link.h"
#include "controllers/lotp.h"

namespace darkline {

// Limits in wall time.
struct ZmqLinkOptions {
  std::filesystem::path host_program = {};  // empty: darkline-controller beside this program
  std::chrono::milliseconds hello_limit{5'000};
  std::chrono::milliseconds step_deadline{2'000};  // 0: none, for debuggers
  std::chrono::milliseconds heartbeat{1'000};
  std::chrono::milliseconds bye_grace{1'000};   // then SIGTERM
  std::chrono::milliseconds term_grace{2'000};  // then SIGKILL
  std::uint64_t run_epoch = 1;
};

class ZmqLink final : public ControllerLink {
 public:
  explicit ZmqLink(ZmqLinkOptions options = {});
  ~ZmqLink() override;

  void load(std::span<const CellProgram> cells) override;
  void exchange(std::int64_t t_ns, std::span<const CellObservation> due,
                std::span<CellCommand> commands) override;
  Transport transport() const override { return Transport::zmq; }

  // Of the messages that came from the host, since load.
  const LotpCounts& counts() const;

  // The host's process and the folder of its socket; -1 and empty when none is loaded.
  pid_t host_pid() const;
  std::filesystem::path socket_folder() const;

 private:
  class Host;
  ZmqLinkOptions options_;
  std::uint32_t incarnation_ = 0;
  std::unique_ptr<Host> host_;
};

}  // namespace darkline

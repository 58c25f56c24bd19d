// What a controller host says, without sockets and clocks: it takes a message and gives the answer.
// host_loop.h runs one over ZeroMQ.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "controllers/cell_program.h"
#include "controllers/controller_set.h"
#include "controllers/lotp.h"

namespace darkline {

class HostSession {
 public:
  struct Identity {
    std::uint32_t host = 0;
    std::uint32_t incarnation = 1;
    std::uint64_t run_epoch = 1;
    std::string version = {};  // of the program, for HELLO
    std::int64_t pid = 0;
  };
  explicit HostSession(Identity identity);

  // What is to be sent; valid until the next call. Empty: nothing.
  struct Answer {
    std::span<const std::byte> message = {};
    bool is_err = false;  // at most ten of them a second are to be sent
  };

  Answer hello();

  // Takes one message of the twin. What breaks a rule changes nothing.
  // @throws InternalError if the control law broke.
  Answer take(std::span<const std::byte> message);

  // ERR 17: the control law broke.
  Answer broken(const std::string& what);

  bool is_welcome() const { return is_welcome_; }  // has its programs
  bool is_over() const { return is_over_; }        // the twin said BYE

 private:
  LotpHeader head() const;
  Answer say(LotpType type, std::span<const char> map = {});
  Answer err(std::uint16_t code, const std::string& detail);
  LotpReject apply(std::span<const std::byte> message, const LotpHeader& header, Answer& answer);
  LotpReject be_welcome(std::span<const std::byte> body, Answer& answer);
  LotpReject step(std::span<const std::byte> message, const LotpHeader& header, Answer& answer);

  Identity identity_;
  std::vector<CellProgram> programs_;  // until the last WELCOME
  std::string detail_;                 // of the present refusal, where there is more to say
  ControllerSet controllers_;
  std::vector<CellObservation> seen_;
  std::vector<CellCommand> commands_;
  std::vector<std::byte> out_;
  LotpStrides strides_;
  std::uint8_t minor_ = kLotpMinor;
  std::uint64_t seq_ = 0;  // of the last STEP
  bool is_welcome_ = false;
  bool is_over_ = false;
};

}  // namespace darkline

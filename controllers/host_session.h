// What a controller host says, without sockets and clocks: it takes a message and gives the answer.
// host_loop.h runs one over ZeroMQ.
//
//   greeting  -last WELCOME-> ready -STEP-> stepping
//                             ready -REPLAY-> replaying -REPLAY, the last one-> stepping
//   ready, stepping -PAUSE-> paused -RESUME-> where it was
//   any state -BYE, ERR-> over
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "controllers/cell_program.h"
#include "controllers/control_law.h"
#include "controllers/lotp.h"
#include "models/base/content_hash.h"

namespace darkline {

class HostSession {
 public:
  struct Identity {
    std::uint32_t host = 0;
    // 0: nobody started this host; HELLO says 0, and the first WELCOME that it takes names it
    std::uint32_t incarnation = 1;
    std::uint64_t run_epoch = 1;
    std::string version = {};  // of the program, for HELLO
    std::int64_t pid = 0;
    std::string name = "darkline-controller";
    std::vector<std::string> caps = {"deterministic", "lookahead"};  // "snapshot" is added if so
  };
  // The law must outlive the session.
  HostSession(Identity identity, ControlLaw& law);

  // What is to be sent; valid until the next call. Empty: nothing.
  struct Answer {
    std::span<const std::byte> message = {};
    bool is_err = false;  // at most ten of them a second are to be sent
  };

  Answer hello();

  // Takes one message of the twin. What breaks a rule changes nothing; only a WELCOME with a
  // snapshot that is none (ERR 13) leaves the law configured, and the session as it was.
  // @throws InternalError if the control law broke.
  Answer take(std::span<const std::byte> message);

  // ERR 16: this host ends, though the twin did not say so.
  Answer leave();

  // ERR 17: the control law broke.
  Answer broken(const std::string& what);

  bool is_welcome() const { return state_ != State::greeting; }  // has its programs
  bool is_paused() const { return state_ == State::paused; }
  bool is_over() const { return is_over_; }            // the twin said BYE or ERR
  const std::string& error() const { return error_; }  // what an ERR said; empty: there was none

 private:
  enum class State : std::uint8_t { greeting, ready, replaying, stepping, paused };
  static constexpr std::size_t kStates = 5;
  static const std::array<LotpTypes, kStates> kLegal;

  LotpHeader head() const;
  LotpExpected expected_of(std::span<const std::byte> message) const;
  Answer say(LotpType type, std::span<const char> map = {});
  Answer err(std::uint16_t code, const std::string& detail);
  LotpReject apply(std::span<const std::byte> message, const LotpHeader& header, Answer& answer);
  LotpReject be_welcome(std::span<const std::byte> message, const LotpHeader& header,
                        Answer& answer);
  LotpReject ask_law(std::span<const std::byte> message, const LotpHeader& header);
  LotpReject step(std::span<const std::byte> message, const LotpHeader& header, Answer& answer);
  LotpReject replay(std::span<const std::byte> message, const LotpHeader& header, Answer& answer);
  Answer snapshot();

  Identity identity_;
  ControlLaw& law_;
  std::vector<CellProgram> programs_;  // until the last WELCOME
  std::string detail_;                 // of the present refusal, where there is more to say
  std::vector<CellObservation> seen_;
  std::vector<CellCommand> commands_;
  std::vector<std::byte> out_;
  LotpStrides strides_;
  std::uint8_t minor_ = kLotpMinor;
  std::size_t act_length_ = 0;  // of the ACT that ask_law left in out_
  Sha256 replayed_;             // over the bodies of the ACTs to REPLAYs
  std::uint64_t seq_ = 0;       // of the last STEP or REPLAY
  State state_ = State::greeting;
  State resumed_ = State::ready;  // after the pause
  bool is_over_ = false;
  std::string error_;
};

}  // namespace darkline

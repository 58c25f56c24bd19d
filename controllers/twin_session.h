// The twin's side of LOTP/1 with one host, without sockets and clocks: it writes what is to be
// sent, judges what comes in, and counts what it refuses. supervised_host.h has one for each start
// of a host.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "controllers/cell_program.h"
#include "controllers/lotp.h"
#include "controllers/lotp_maps.h"

namespace darkline {

class TwinSession {
 public:
  struct Identity {
    std::uint32_t host = 0;
    std::uint32_t incarnation = 1;
    std::uint64_t run_epoch = 1;
    std::uint64_t next_seq = 1;  // of the first step
  };
  // `most_cells`: in one STEP. `most_robots`: of any of them, which minor versions before 2 take no
  // account of.
  TwinSession(Identity identity, std::size_t most_cells, std::size_t most_robots = kMaxCellRobots);

  LotpHeader head() const;

  // The programs as maps for WELCOME, in as many as they take; all else in them is that of
  // `welcome`.
  // @throws IoError if the programs of one cell are larger than a message.
  static std::vector<std::string> welcome_maps(const LotpWelcome& welcome,
                                               std::span<const CellProgram> cells);

  // What is to be sent; valid until the next call.
  std::span<const std::byte> message(LotpType type, std::span<const char> map = {});
  // Begins an exchange. `due` must be faultless by lotp.h's fault_of. Valid until the next step.
  std::span<const std::byte> step(std::int64_t t_ns, std::span<const CellAsk> due);

  std::span<const std::byte> last_step() const { return std::span(step_).first(step_length_); }
  // The host has been shown the next n steps of before (REPLAY).
  void skip(std::uint64_t n) { seq_ += n; }

  // Judges a message that must be of `types` or an ERR; counts it if it is refused. `authorised`:
  // whether its sender may speak for the host. A host that nobody started does not know its
  // incarnation before WELCOME: its HELLO carries 0.
  LotpReject hear(std::span<const std::byte> message, LotpTypes types, bool authorised,
                  LotpHeader& header, bool incarnation_unknown = false);

  // Of an accepted message: reads its body and counts it. `out` is untouched unless the result is
  // none, and then a command means nothing. A HELLO of another protocol is bad_value; else the
  // session speaks the minor version that it agreed upon, which WELCOME is to say (lotp_maps.h,
  // agree).
  LotpReject take_hello(std::span<const std::byte> message, LotpHello& out);
  template <class Map>
  LotpReject take_map(std::span<const std::byte> message, Map& out) {
    return counts_.count(read_map(message.subspan(sizeof(LotpHeader)), out));
  }
  LotpReject take_err(std::span<const std::byte> message, LotpErr& out) {
    return take_map(message, out);
  }
  // The answer to the last step, which was about `due`.
  LotpReject take_act(std::span<const std::byte> message, const LotpHeader& header,
                      std::span<const CellAsk> due);
  void take_bodiless() { counts_.count(LotpReject::none); }
  LotpReject count(LotpReject reason) { return counts_.count(reason); }

  const LotpCounts& counts() const { return counts_; }
  std::uint8_t minor() const { return minor_; }
  LotpStrides strides() const { return lotp_strides(minor_, most_robots_); }
  std::uint64_t seq() const { return seq_; }   // of the last step; 0: none yet
  std::int64_t t_ns() const { return t_ns_; }  // of the same

 private:
  Identity identity_;
  std::size_t most_robots_;
  std::uint8_t minor_ = kLotpMinor;
  std::uint64_t seq_ = 0;
  std::int64_t t_ns_ = 0;
  std::vector<std::byte> buffer_;
  std::vector<std::byte> step_;
  std::size_t step_length_ = 0;
  LotpCounts counts_;
};

}  // namespace darkline

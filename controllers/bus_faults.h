// What can go wrong between the twin and its controllers, as rehearsals provoke it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/base/random_stream.h"

namespace darkline {

enum class BusFault : std::uint8_t {
  // of a message on its way
  lost,
  doubled,
  delayed,         // behind others that were sent later
  late,            // beyond every deadline
  cut,             // short of its end
  spoiled_header,  // one bit of one field
  spoiled_body,    // a value that is not finite, another cell's number, a map that is none
  other_version,   // a HELLO of another protocol
  bad_snapshot,    // a snapshot without its end
  bad_digest,      // a REPLAY_OK that tells of other answers
  forged,          // of somebody who may not speak for the host
  stale,           // an old one again, also of an earlier start of the host
  noise,
  too_long,
  // of the way
  full,   // it takes nothing at the moment
  clogs,  // nothing comes through to some hosts for a while; then all of it at once
  // of a host
  cannot_start,  // the program cannot be run
  refuses,       // it ends before it has said anything
  dies,          // by a signal
  quits,         // by itself, as if all were well
  hangs,         // for a while or for ever; it keeps its place
  is_busy,       // for ever, but says that it is there
  is_slow,
  floods,  // it sends nonsense without end
  breaks,  // it finds a bug in itself
  haunts,  // it speaks after it was ended
};
inline constexpr std::size_t kBusFaults = 26;
const char* name_of(BusFault fault);  // "lost"

// Of 10,000 occasions on which a fault may strike (a message, an end, a start), how many it does.
struct FaultRates {
  std::array<std::uint32_t, kBusFaults> of_10000 = {};

  std::uint32_t& operator[](BusFault fault) { return of_10000[static_cast<std::size_t>(fault)]; }
  std::uint32_t operator[](BusFault fault) const {
    return of_10000[static_cast<std::size_t>(fault)];
  }
};

struct FaultCounts {
  std::array<std::uint64_t, kBusFaults> times = {};

  std::uint64_t& operator[](BusFault fault) { return times[static_cast<std::size_t>(fault)]; }
  std::uint64_t operator[](BusFault fault) const { return times[static_cast<std::size_t>(fault)]; }
  std::uint64_t all() const;
  void add(const FaultCounts& more);
};

// Draws of DrawPurpose::bus_fault, one after another.
class FaultDraws {
 public:
  FaultDraws(std::uint64_t seed, std::uint32_t entity)
      : stream_(seed, 0, entity, DrawPurpose::bus_fault) {}

  std::uint32_t below(std::uint32_t n) {
    return n == 0 ? 0 : static_cast<std::uint32_t>(stream_.words(n_++)[0] % n);
  }
  bool strikes(std::uint32_t of_10000) { return of_10000 > 0 && below(10'000) < of_10000; }

 private:
  RandomStream stream_;
  std::uint32_t n_ = 0;
};

// Changes a whole LOTP message as the fault does: cut, spoiled_header, spoiled_body, other_version,
// bad_snapshot or bad_digest. False where the message has nothing that the fault could change; then
// it is as it was.
bool spoil(BusFault fault, FaultDraws& draws, std::vector<std::byte>& message);

}  // namespace darkline

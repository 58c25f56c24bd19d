// What a host has seen and said since a snapshot of it, kept so that its next incarnation can be
// brought to the same bit. Two snapshots are kept: the last may turn out to be no good.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace darkline {

class HostJournal {
 public:
  // An exchange that is over: its STEP, and the body of its ACT. Sequence numbers follow on.
  void add(std::uint64_t seq, std::span<const std::byte> step, std::span<const std::byte> act_body);

  // The host as it was after exchange `seq`; what lies before the snapshot before it is forgotten.
  void add_snapshot(std::uint64_t seq, std::vector<std::byte> state);

  // Throws the last snapshot away; false if there is none left, and nothing to restore from.
  bool drop_snapshot();

  // From where to restore: the last snapshot (none: from the beginning) and what came after it.
  const std::vector<std::byte>& snapshot() const { return last_.state; }
  std::uint64_t snapshot_seq() const { return last_.seq; }  // 0: from the beginning
  std::size_t n_since_snapshot() const { return entries_.size() - first_since(); }
  // i from 0; valid until the next change
  std::span<const std::byte> step(std::size_t i) const;
  // The first 16 hexadecimal digits of the SHA-256 over the ACT bodies after the snapshot.
  std::string digest() const;

  std::size_t bytes() const { return steps_.size() + acts_.size(); }

 private:
  struct Snapshot {
    std::uint64_t seq = 0;
    std::vector<std::byte> state = {};
  };
  struct Entry {
    std::uint64_t seq = 0;
    std::size_t step_end = 0, act_end = 0;  // in the bytes below; they begin where another ends
  };
  std::size_t first_since() const;
  void forget_until(std::uint64_t seq);

  Snapshot last_;
  std::optional<Snapshot> before_;
  std::vector<Entry> entries_;
  std::vector<std::byte> steps_, acts_;
};

}  // namespace darkline

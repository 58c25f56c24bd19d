// Counter-based random numbers: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy
// as 1, 2, 3", SC 2011; library Random123).
//
// A draw is named, not taken in turn: (seed, replication, entity, purpose, n) gives the same bits
// on every machine, in any order, for any number of threads. No scenario is in the name, so two
// scenarios share their random numbers and their difference has less noise.
#pragma once

#include <array>
#include <cstdint>

namespace darkline {

// What a stream is for. The numbers are part of the results: append, never renumber.
enum class DrawPurpose : std::uint32_t {
  cycle_variation = 1,    // which cycle of the profile a job takes
  variant = 2,            // which product variant a job is
  rework = 3,             // whether a job needs rework
  weld_process = 4,       // gun timing, expulsion
  robot_pose = 5,         // joint positions that a robot is looked at in
  part_position = 6,      // where a body lies in the fixture
  sheet_stack = 7,        // weld time that the sheets of a spot need
  joint_temperature = 8,  // when in its shift a robot makes a cycle
  job_process = 9,        // seconds of a job other than welding
  bus_fault = 10,         // what goes wrong between the twin and its controllers, in a rehearsal
  rehearsal = 11,         // the cells of a rehearsal
  route = 12,             // which way a job leaves a station
  supply = 13,            // when bodies come to the line
  dispatch = 14,          // when bodies are fetched from the line
  price_path = 15,        // how a price scatters from day to day
  // Failure class c of a station: failure_base + c. One draw gives the n-th time to failure and
  // the n-th repair.
  failure_base = 16,
};

constexpr DrawPurpose failure_purpose(std::uint32_t failure_class) {
  return static_cast<DrawPurpose>(static_cast<std::uint32_t>(DrawPurpose::failure_base) +
                                  failure_class);
}

// A word of 64 random bits as a double in (0, 1]: never 0, so that its logarithm exists.
constexpr double to_unit_interval(std::uint64_t word) {
  return static_cast<double>((word >> 11) + 1) * 0x1.0p-53;
}

class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::uint32_t replication, std::uint32_t entity,
               DrawPurpose purpose)
      : seed_(seed), replication_(replication), entity_(entity), purpose_(purpose) {}

  // The two words of draw `n`.
  std::array<std::uint64_t, 2> words(std::uint32_t n) const;

  // The two uniforms in (0, 1] of draw `n`.
  std::array<double, 2> uniforms(std::uint32_t n) const {
    const auto both = words(n);
    return {to_unit_interval(both[0]), to_unit_interval(both[1])};
  }

 private:
  std::uint64_t seed_;
  std::uint32_t replication_;
  std::uint32_t entity_;
  DrawPurpose purpose_;
};

namespace internal {
// Philox4x32-10 of one counter under one key; kept apart for its published test vectors.
std::array<std::uint32_t, 4> philox_10_rounds(std::array<std::uint32_t, 4> counter,
                                              std::array<std::uint32_t, 2> key);
}  // namespace internal

}  // namespace darkline

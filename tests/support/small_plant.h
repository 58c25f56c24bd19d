// A little plant that lives: three arms, two stations and a buffer, with events of every kind drawn
// from a seed, for tests and corpora of recordings.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "models/stream/plant_recording.h"

namespace darkline::testing {

inline constexpr std::int64_t kSecondNs = 1'000'000'000;

inline HallSnapshot small_hall() {
  HallSnapshot hall;
  hall.title = "small: 3 robots, 2 stations";
  hall.hall_length_m = 30.0;
  hall.hall_width_m = 20.0;
  for (int s = 1; s <= 2; ++s) {
    hall.stations.push_back({.address = "z10_body/st0" + std::to_string(s),
                             .X_WC = make_pose(Eigen::Matrix3d::Identity(), {8.0 * s, 10.0, 0.0}),
                             .length_m = 6.0,
                             .width_m = 8.0});
  }
  const std::vector<std::pair<std::string, std::size_t>> robots = {
      {"z10_body/st01/r1", 6}, {"z10_body/st01/r2", 6}, {"z10_body/st02/r1", 4}};
  for (const auto& [address, n] : robots) {
    hall.robots.push_back({.address = address,
                           .model = "kuka_kr210_r2700_2",
                           .X_WB = Pose::Identity(),
                           .q_rad = std::vector<double>(n, 0.25)});
  }
  hall.buffers.push_back({.p_from_m = {11, 10, 0}, .p_to_m = {13, 10, 0}, .places = 3});
  return hall;
}

inline JointVector all_joints(double q, std::size_t n) {
  JointVector all = {};
  std::fill_n(all.begin(), n, q);
  return all;
}

// From 0.25 rad to q and back again in two seconds, for as many joints as the robot has.
inline PlantProgram there_and_back(double q, int n_joints) {
  const auto n = static_cast<std::size_t>(n_joints);
  return {.segments = {rest_to_rest(all_joints(0.25, n), all_joints(q, n), 1.0, n_joints),
                       rest_to_rest(all_joints(q, n), all_joints(0.25, n), 1.0, n_joints)},
          .spot = 7,
          .is_job = q > 0.5};
}

// `n_slices` slices of kSliceNs each.
inline std::vector<PlantSlice> lived_slices(const PlantShape& shape, int n_slices,
                                            std::uint32_t seed, std::size_t n_events = 60) {
  std::minstd_rand draw(seed);
  const auto below = [&](std::size_t n) { return static_cast<std::uint32_t>(draw() % n); };
  constexpr auto kTicks = static_cast<std::size_t>(kSliceNs / kControlPeriodNs);
  std::vector<PlantSlice> slices;
  for (std::int64_t start_ns = 0; n_slices-- > 0; start_ns += kSliceNs) {
    PlantSlice& slice = slices.emplace_back();
    slice.start_ns = start_ns;
    slice.end_ns = start_ns + kSliceNs;
    for (std::size_t i = 0; i < n_events; ++i) {
      PlantEvent event{.t_ns = start_ns + below(kTicks) * kControlPeriodNs};
      event.kind = static_cast<PlantEvent::Kind>(i % 2 == 0 ? 0 : below(kPlantEventKinds));
      if (event.kind == PlantEvent::Kind::robot) {
        event.subject = below(shape.joints.size());
        event.value = below(kRobotActivities);
        if (event.value == 1 || event.value == 3) event.program = below(2);
        if (event.value == 4 || event.value == 6) event.number = below(400);
      } else {
        event.subject =
            below(event.kind == PlantEvent::Kind::buffer ? shape.buffers : shape.stations);
        event.value = below(event.kind == PlantEvent::Kind::controller ? 2 : 4);
        event.number = below(3);
      }
      slice.events.push_back(event);
    }
    std::stable_sort(slice.events.begin(), slice.events.end(), comes_before);
    // the second arm is off its program for two seconds from the third of the slice on
    JointTrace trace{
        .robot = 1, .start_ns = start_ns + 3 * kSecondNs, .step_ns = kSecondNs / 10, .q = {}};
    for (std::size_t k = 0; k < 20 * shape.joints[1]; ++k) {
      trace.q.push_back(static_cast<std::int16_t>(below(20'000)));
    }
    slice.traces.push_back(std::move(trace));
  }
  return slices;
}

// The chunks of a plant that lives that long; each robot has two programs.
inline std::vector<std::vector<std::byte>> lived_chunks(int n_slices, std::uint32_t seed = 1,
                                                        std::size_t n_events = 60) {
  std::vector<std::vector<std::byte>> chunks;
  PlantChunker chunker(small_hall(), [&](const auto& chunk) { chunks.push_back(chunk); });
  const auto slices = lived_slices(chunker.shape(), n_slices, seed, n_events);
  for (std::size_t i = 0; i < slices.size(); ++i) {
    if (i < 2) {
      for (std::uint32_t r = 0; r < chunker.shape().joints.size(); ++r) {
        chunker.add_program(r, there_and_back(i == 0 ? 1.0 : 0.5, chunker.shape().joints[r]));
      }
    }
    chunker.add(slices[i]);
  }
  return chunks;
}

}  // namespace darkline::testing

// A plant that lives, for the window: what its feed has said so far (controllers/plant_watch.h).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "controllers/plant_watch.h"
#include "viewer/core/source.h"

namespace darkline {

class LiveSource final : public Source {
 public:
  // Waits up to ten seconds for the plant to tell what it is. `takes_next`: whether whatever plant
  // comes after it is meant as well. @throws IoError if it does not tell.
  LiveSource(const std::filesystem::path& feed, bool takes_next);

  const PlantStore& store() const override { return watch_.log(); }
  bool poll() override;
  bool is_live() const override { return true; }
  std::uint64_t beginnings() const override { return beginnings_; }
  std::uint64_t gaps() const override { return watch_.gaps(); }
  double stale_s() const override { return watch_.stale_s(); }
  bool is_controller_lost(std::size_t station) const override;
  bool has_ended() const override { return has_ended_; }
  bool awaits_next() const override { return takes_next_; }
  bool has_successor() const override { return !successor_.empty(); }
  std::string complaint() const override;

 private:
  PlantWatch watch_;
  void look_for_losses();
  void look_for_end();

  std::filesystem::path feed_;
  bool takes_next_;
  bool has_ended_ = false;
  std::filesystem::path successor_;  // empty: none
  std::chrono::steady_clock::time_point looked_ = {};
  std::uint64_t beginnings_ = 0;
  // (n_stations) until when a loss is shown: long enough to be seen
  std::vector<std::chrono::steady_clock::time_point> lost_until_;
};

// The feed that is meant: by its name, or the only one there is if the name is empty.
// @throws UsageError if there is none, or more than one: says how to start one, or names them.
std::filesystem::path feed_named(const std::string& name);

}  // namespace darkline

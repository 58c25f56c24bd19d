// A plant that lives, for the window: what its feed has said so far (controllers/plant_watch.h).
#pragma once

#include <filesystem>
#include <string>

#include "controllers/plant_watch.h"
#include "viewer/core/source.h"

namespace darkline {

class LiveSource final : public Source {
 public:
  // Waits up to ten seconds for the plant to tell what it is. @throws IoError if it does not.
  explicit LiveSource(const std::filesystem::path& feed);

  const PlantStore& store() const override { return watch_.log(); }
  bool poll() override;
  bool is_live() const override { return true; }
  double stale_s() const override { return watch_.stale_s(); }
  std::string complaint() const override;

 private:
  PlantWatch watch_;
  std::uint64_t beginnings_ = 0;
};

// The feed that is meant: by its name, or the only one there is if the name is empty.
// @throws UsageError if there is none, or more than one: says how to start one, or names them.
std::filesystem::path feed_named(const std::string& name);

}  // namespace darkline

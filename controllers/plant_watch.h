// Who watches a live plant (plant_feed.h): joins it whenever it comes, misses nothing, and says how
// old is what it knows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "models/stream/plant_chunk_log.h"

namespace darkline {

// The feeds of the own user's twins that run, by address; none if there is no folder for them.
std::vector<std::filesystem::path> plant_feeds();

class PlantWatch {
 public:
  // Connects; the plant need not be there yet. @throws IoError if that cannot be.
  explicit PlantWatch(const std::filesystem::path& feed);
  ~PlantWatch();
  PlantWatch(const PlantWatch&) = delete;
  PlantWatch& operator=(const PlantWatch&) = delete;

  // Takes all that has come and asks for what is missing; never waits. To be called at least some
  // times a second, also by a window that is hidden. Whether the log has grown or begun anew.
  bool poll();

  // What is known of the plant; empty until it has been joined.
  const PlantChunkLog& log() const;
  // How often the log began anew: players of it must then restart().
  std::uint64_t beginnings() const;
  // The newest state, which may be ahead of the log; none before the first.
  const std::optional<PlantState>& latest() const;

  // Seconds of wall time since the plant last said something new; from the start, if never.
  double stale_s() const;
  std::uint64_t gaps() const;  // met so far, and mended

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

namespace internal {
inline constexpr std::string_view kFeedPrefix = "feed-";
}  // namespace internal

}  // namespace darkline

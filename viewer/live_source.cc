#include "viewer/live_source.h"

#include <chrono>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/base/error.h"

namespace darkline {

namespace fs = std::filesystem;

LiveSource::LiveSource(const fs::path& feed) : watch_(feed) {
  using Clock = std::chrono::steady_clock;
  constexpr auto kPatience = std::chrono::seconds(10);
  constexpr auto kLook = std::chrono::milliseconds(20);
  const auto until = Clock::now() + kPatience;
  while (!watch_.log().has_scene() || watch_.log().n_states() == 0) {
    if (Clock::now() >= until) {
      throw IoError(fmt::format("{}: the plant there says nothing", feed.string()));
    }
    watch_.poll();
    std::this_thread::sleep_for(kLook);
  }
  beginnings_ = watch_.beginnings();
}

bool LiveSource::poll() {
  const bool grew = watch_.poll();
  if (watch_.beginnings() != beginnings_) {
    beginnings_ = watch_.beginnings();
    player().restart();
  }
  return grew;
}

// A plant that is computed in bursts says something new every second or so.
std::string LiveSource::complaint() const {
  constexpr double kStale_s = 3.0;
  if (stale_s() < kStale_s) return {};
  return fmt::format("stale {:.1f} s: the plant stands, has ended, or is not heard", stale_s());
}

fs::path feed_named(const std::string& name) {
  const std::vector<fs::path> feeds = plant_feeds();
  std::vector<std::string> names;
  for (const fs::path& feed : feeds) {
    names.push_back(feed.filename().string());
    if (names.back() == name || feed.string() == name) return feed;
  }
  if (name.empty() && feeds.size() == 1) return feeds.front();
  if (feeds.empty()) {
    throw UsageError(
        "no plant of yours lives here\n  to mend it: darkline live SCENARIO --publish, and then "
        "this again");
  }
  throw UsageError(
      fmt::format("--live: found \"{}\", wanted one of: {}", name, fmt::join(names, ", ")));
}

}  // namespace darkline

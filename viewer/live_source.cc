#include "viewer/live_source.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/base/error.h"

namespace darkline {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

namespace {

// A plant that is computed in bursts says something new every second or so.
constexpr double kStale_s = 3.0;

}  // namespace

LiveSource::LiveSource(const fs::path& feed, bool takes_next)
    : watch_(feed), feed_(feed), takes_next_(takes_next) {
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
  look_for_losses();
  look_for_end();
  if (watch_.beginnings() != beginnings_) {
    beginnings_ = watch_.beginnings();
    player().restart();
  }
  return grew;
}

void LiveSource::look_for_losses() {
  constexpr auto kShown = std::chrono::seconds(2);
  const auto& latest = watch_.latest();
  if (!latest) return;
  const auto until = Clock::now() + kShown;
  lost_until_.resize(latest->stations.size());
  for (std::size_t s = 0; s < lost_until_.size(); ++s) {
    if (latest->stations[s].controller_lost) lost_until_[s] = until;
  }
}

bool LiveSource::is_controller_lost(std::size_t station) const {
  return station < lost_until_.size() && Clock::now() < lost_until_[station];
}

// A twin that is gone takes its feed with it, or leaves one whose process is no more.
void LiveSource::look_for_end() {
  constexpr auto kEvery = std::chrono::seconds(1);
  const auto now = Clock::now();
  if (stale_s() < kStale_s || now - looked_ < kEvery) return;
  looked_ = now;
  const std::vector<fs::path> feeds = plant_feeds();
  has_ended_ = std::ranges::count(feeds, feed_) == 0;
  if (has_ended_ && takes_next_ && feeds.size() == 1) successor_ = feeds.front();
}

std::string LiveSource::complaint() const {
  if (stale_s() < kStale_s) return {};
  if (has_ended_ && takes_next_)
    return "the plant has ended; at its edge (End) the next is awaited";
  if (has_ended_) return "the plant has ended";
  return fmt::format("stale {:.1f} s: the plant stands, or is not heard", stale_s());
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

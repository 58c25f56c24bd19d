#include "controllers/plant_watch.h"

#include <signal.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <span>
#include <stdexcept>

#include <fmt/format.h>
#include <zmq.hpp>

#include "controllers/bus_beacon.h"
#include "controllers/plant_feed.h"
#include "controllers/zmq_io.h"
#include "models/base/error.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kAskAgain{1'000};
constexpr std::int64_t kMostMessageBytes = std::int64_t{1} << 30U;

bool lives(const std::string& feed_name) {
  pid_t process = -1;
  const char* const first = feed_name.data() + internal::kFeedPrefix.size();
  const auto read = std::from_chars(first, feed_name.data() + feed_name.size(), process);
  if (read.ec != std::errc() || process <= 0) return false;
  return ::kill(process, 0) == 0 || errno != ESRCH;
}

}  // namespace

std::vector<fs::path> plant_feeds() {
  std::vector<fs::path> feeds;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(beacon_folder(), error)) {
    const std::string name = entry.path().filename().string();
    if (name.rfind(internal::kFeedPrefix, 0) != 0 || entry.path().extension() != ".ask") continue;
    if (!lives(name)) continue;
    fs::path feed = entry.path();
    feeds.push_back(feed.replace_extension());
  }
  std::sort(feeds.begin(), feeds.end());
  return feeds;
}

struct PlantWatch::Impl {
  zmq::context_t context;
  zmq::socket_t state{context, ZMQ_SUB}, events{context, ZMQ_SUB}, ask{context, ZMQ_DEALER};
  PlantChunkLog log;
  std::uint64_t beginnings = 0, gaps = 0;
  std::optional<PlantState> latest;
  Clock::time_point heard = Clock::now();  // when the newest was new
  Clock::time_point asked = {};
  bool waits = false;  // for an answer
  zmq::message_t message;

  explicit Impl(const fs::path& feed) {
    state.set(zmq::sockopt::conflate, true);  // before connect; one message in all
    for (zmq::socket_t* socket : {&state, &events, &ask}) {
      socket->set(zmq::sockopt::linger, 0);
      socket->set(zmq::sockopt::maxmsgsize, kMostMessageBytes);
    }
    state.set(zmq::sockopt::subscribe, "");
    events.set(zmq::sockopt::subscribe, "");
    try {
      state.connect("ipc://" + feed.string() + ".state");
      events.connect("ipc://" + feed.string() + ".events");
      ask.connect("ipc://" + feed.string() + ".ask");
    } catch (const zmq::error_t& error) {
      throw IoError(fmt::format("cannot watch the plant at {}: {}", feed.string(), error.what()));
    }
  }

  // Unless it has just asked.
  void ask_for(std::uint64_t number) {
    const Clock::time_point now = Clock::now();
    if (waits && now - asked < kAskAgain) return;
    asked = now;
    waits = true;
    internal::send_now(ask, std::as_bytes(std::span(&number, 1)), false);
  }

  bool take_answers() {
    bool news = false;
    while (internal::receive_now(ask, message)) {
      waits = false;
      std::span<const std::byte> chunks = internal::bytes_of(message);
      try {
        const ChunkHead head = chunk_head(chunks);
        if (head.kind == ChunkKind::scene) {
          // what is known goes further back than what comes; only a hole in it is a reason
          if (log.has_scene() && !in_gap) continue;
          news = log.restart(chunks) || news;
          ++beginnings;
          in_gap = false;
          continue;
        }
        while (!chunks.empty()) {
          const std::size_t n = sizeof(ChunkHead) + chunk_head(chunks).stored_bytes;
          if (n > chunks.size()) break;
          if (log.add(chunks.first(n)) == PlantChunkLog::Added::taken) news = true;
          chunks = chunks.subspan(n);
        }
        in_gap = false;
      } catch (const std::invalid_argument&) {
        // no answer of a feed: it will be asked again
      }
    }
    return news;
  }

  bool take_events() {
    bool news = false;
    while (internal::receive_now(events, message)) {
      if (!log.has_scene() || in_gap) continue;  // the answer brings it
      const auto added = log.add(internal::bytes_of(message));
      if (added == PlantChunkLog::Added::known) continue;  // said again: nothing new was heard
      heard = Clock::now();
      if (added == PlantChunkLog::Added::taken) news = true;
      if (added == PlantChunkLog::Added::gap) {
        in_gap = true;
        ++gaps;
        waits = false;
      }
    }
    return news;
  }

  void take_state() {
    while (internal::receive_now(state, message)) {
      const auto bytes = internal::bytes_of(message);
      std::uint64_t age_ms = 0;
      if (bytes.size() < sizeof(age_ms) || !log.has_scene()) continue;
      std::memcpy(&age_ms, bytes.data(), sizeof(age_ms));
      constexpr std::uint64_t kLongest_ms = 1'000'000'000;
      const auto age = std::chrono::milliseconds(std::min(age_ms, kLongest_ms));
      try {
        latest = read_state(bytes.subspan(sizeof(age_ms)), log.shape());
        heard = std::max(heard, Clock::now() - age);
      } catch (const std::invalid_argument&) {
        // not this plant's
      }
    }
  }

  bool in_gap = false;
};

PlantWatch::PlantWatch(const fs::path& feed) : impl_(std::make_unique<Impl>(feed)) {}

PlantWatch::~PlantWatch() = default;

bool PlantWatch::poll() {
  bool news = impl_->take_answers();
  news = impl_->take_events() || news;
  impl_->take_state();
  if (!impl_->log.has_scene()) {
    impl_->ask_for(kJoinPlant);
  } else if (impl_->in_gap) {
    impl_->ask_for(impl_->log.next_number());
  }
  return news;
}

const PlantChunkLog& PlantWatch::log() const {
  return impl_->log;
}

std::uint64_t PlantWatch::beginnings() const {
  return impl_->beginnings;
}

const std::optional<PlantState>& PlantWatch::latest() const {
  return impl_->latest;
}

double PlantWatch::stale_s() const {
  return std::chrono::duration<double>(Clock::now() - impl_->heard).count();
}

std::uint64_t PlantWatch::gaps() const {
  return impl_->gaps;
}

}  // namespace darkline

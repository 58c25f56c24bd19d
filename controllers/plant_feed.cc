#include "controllers/plant_feed.h"

#include <signal.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <mutex>
#include <span>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <pthread.h>
#include <zmq.hpp>

#include "controllers/bus_beacon.h"
#include "controllers/plant_watch.h"
#include "controllers/zmq_io.h"
#include "models/base/error.h"
#include "models/base/file.h"
#include "models/stream/plant_chunk_log.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr long kLookEveryMs = 20;
constexpr std::chrono::milliseconds kSayAgain{250};

}  // namespace

class PlantFeed::Sender {
 public:
  Sender() : state_(context_, ZMQ_PUB), events_(context_, ZMQ_PUB), ask_(context_, ZMQ_ROUTER) {
    static std::atomic<int> count = 0;
    const fs::path folder = beacon_folder();
    remove_leftovers(folder, internal::kFeedPrefix);
    path_ = folder / fmt::format("{}-{}", name_of_process(internal::kFeedPrefix), count++);
    constexpr int kMostWaiting = 1000;  // chunks for one watcher; it asks for what it has missed
    events_.set(zmq::sockopt::sndhwm, kMostWaiting);
    state_.set(zmq::sockopt::sndhwm, 2);
    ask_.set(zmq::sockopt::maxmsgsize, std::int64_t{64});
    bind(state_, ".state");
    bind(events_, ".events");
    bind(ask_, ".ask");
    thread_ = std::thread([this] { run(); });
  }

  ~Sender() {
    stop_ = true;
    thread_.join();
    for (zmq::socket_t* socket : {&state_, &events_, &ask_}) socket->close();
    for (const char* end : {".state", ".events", ".ask"}) {
      std::error_code ignored;
      fs::remove(path_.string() + end, ignored);
    }
  }
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  void add(std::vector<std::byte> chunk) {
    const std::lock_guard lock(mutex_);
    chunks_.push_back(std::move(chunk));
  }

  void show(std::vector<std::byte> chunk) {
    const std::lock_guard lock(mutex_);
    shown_ = std::move(chunk);
    is_new_ = true;
  }

  const fs::path& path() const { return path_; }

 private:
  void bind(zmq::socket_t& socket, const char* end) {
    socket.set(zmq::sockopt::linger, 0);
    try {
      socket.bind("ipc://" + path_.string() + end);
    } catch (const zmq::error_t& error) {
      throw IoError(fmt::format("cannot publish at {}{}: {}", path_.string(), end, error.what()));
    }
  }

  void run() {
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
    while (!stop_) {
      zmq::pollitem_t item{ask_.handle(), 0, ZMQ_POLLIN, 0};
      try {
        const bool asked = internal::poll_through_signals(std::span(&item, 1), kLookEveryMs);
        send_news();
        if (asked) answer();
      } catch (const zmq::error_t&) {
        // whoever it was does not hear it; the plant goes on
      }
    }
  }

  void send_news() {
    std::vector<std::vector<std::byte>> chunks;
    bool is_new = false;
    {
      const std::lock_guard lock(mutex_);
      std::swap(chunks, chunks_);
      is_new = std::exchange(is_new_, false);
      if (is_new) state_chunk_ = shown_;
    }
    for (const auto& chunk : chunks) {
      log_.add(chunk);
      internal::send_now(events_, chunk, false);
    }
    const Clock::time_point now = Clock::now();
    // Who lost the last ones learns it from the next one: while there is none, the last is said
    // again, and known to whoever has it.
    if (!chunks.empty()) {
      last_chunk_ = std::move(chunks.back());
      told_ = now;
    } else if (!last_chunk_.empty() && now - told_ >= kSayAgain) {
      internal::send_now(events_, last_chunk_, false);
      told_ = now;
    }
    if (is_new) came_ = now;
    if (state_chunk_.empty() || (!is_new && now - said_ < kSayAgain)) return;
    said_ = now;
    const auto age_ms = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(now - came_).count());
    std::vector<std::byte> message(sizeof(age_ms) + state_chunk_.size());
    std::memcpy(message.data(), &age_ms, sizeof(age_ms));
    std::memcpy(message.data() + sizeof(age_ms), state_chunk_.data(), state_chunk_.size());
    internal::send_now(state_, message, false);
  }

  void answer() {
    zmq::message_t who, question;
    while (internal::receive_now(ask_, who)) {
      std::uint64_t number = kJoinPlant;
      bool well_put = false;
      while (ask_.get(zmq::sockopt::rcvmore)) {
        internal::receive_now(ask_, question);
        well_put = question.size() == sizeof(number);
        if (well_put) std::memcpy(&number, question.data(), sizeof(number));
      }
      if (!well_put || !log_.has_scene()) continue;
      const std::vector<std::byte> chunks =
          number == kJoinPlant ? log_.joining() : log_.since(number);
      ask_.send(who, zmq::send_flags::sndmore | zmq::send_flags::dontwait);
      internal::send_now(ask_, chunks, false);
    }
  }

  zmq::context_t context_;
  zmq::socket_t state_, events_, ask_;
  fs::path path_;
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;  // guards the next three
  std::vector<std::vector<std::byte>> chunks_;
  std::vector<std::byte> shown_;
  bool is_new_ = false;
  // of the thread
  PlantChunkLog log_;
  std::vector<std::byte> state_chunk_, last_chunk_;
  Clock::time_point came_ = {}, said_ = {}, told_ = {};
  std::thread thread_;
};

PlantFeed::PlantFeed() : sender_(std::make_unique<Sender>()) {}

PlantFeed::~PlantFeed() = default;

void PlantFeed::add(std::vector<std::byte> chunk) {
  sender_->add(std::move(chunk));
}

void PlantFeed::show(std::vector<std::byte> state_chunk) {
  sender_->show(std::move(state_chunk));
}

fs::path PlantFeed::address() const {
  return sender_->path();
}

}  // namespace darkline

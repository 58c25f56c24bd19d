#include "controllers/bus_watch.h"

#include <signal.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <zmq.hpp>

#include "controllers/bus_beacon.h"
#include "controllers/zmq_io.h"
#include "models/base/error.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// The process whose beacon the file is; -1: it is none, or the process is gone.
pid_t process_of(const fs::path& file) {
  const std::string name = file.filename().string();
  if (name.rfind(internal::kBeaconPrefix, 0) != 0) return -1;
  pid_t process = -1;
  const char* const first = name.data() + internal::kBeaconPrefix.size();
  const auto read = std::from_chars(first, name.data() + name.size(), process);
  if (read.ec != std::errc() || process <= 0) return -1;
  return ::kill(process, 0) == 0 || errno != ESRCH ? process : -1;
}

}  // namespace

namespace internal {

std::string beacon_message(double age_s, std::string_view status) {
  return fmt::format("{:.0f} {}", 1e3 * age_s, status);
}

bool read_beacon_message(std::string_view message, SeenTwin& twin) {
  std::uint32_t age_ms = 0;
  const auto read = std::from_chars(message.data(), message.data() + message.size(), age_ms);
  const auto at = static_cast<std::size_t>(read.ptr - message.data());
  if (read.ec != std::errc() || at >= message.size() || message[at] != ' ') return false;
  try {
    twin.status = bus_status_from_json(message.substr(at + 1));
  } catch (const InputError&) {
    return false;
  }
  twin.age_s = 1e-3 * age_ms;
  return true;
}

}  // namespace internal

class BusWatch::Impl {
 public:
  Impl() : folder_(beacon_folder()) {}

  std::vector<SeenTwin> look(std::chrono::milliseconds patience) {
    find();
    const auto until = Clock::now() + patience;
    for (;;) {
      hear();
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
      if (left.count() <= 0) break;
      std::vector<zmq::pollitem_t> items;
      for (const auto& [path, beacon] : beacons_) {
        items.push_back({const_cast<zmq::socket_t&>(beacon.socket).handle(), 0, ZMQ_POLLIN, 0});
      }
      constexpr long kFindMs = 100;
      internal::poll_through_signals(items, std::min<long>(left.count(), kFindMs));
      find();
    }
    return seen();
  }

  std::size_t beacons() const { return beacons_.size(); }

 private:
  struct Beacon {
    pid_t process = -1;
    zmq::socket_t socket;
    std::optional<SeenTwin> twin = {};
    Clock::time_point heard = {};
  };

  void find() {
    std::erase_if(beacons_, [](const auto& each) {
      std::error_code ignored;
      return process_of(each.first) < 0 || !fs::exists(each.first, ignored);
    });
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder_, error)) {
      constexpr std::size_t kMostTwins = 64;
      const pid_t process = process_of(entry.path());
      if (process < 0 || beacons_.contains(entry.path()) || beacons_.size() >= kMostTwins) continue;
      Beacon beacon{.process = process, .socket = zmq::socket_t(context_, ZMQ_SUB)};
      beacon.socket.set(zmq::sockopt::conflate, true);
      beacon.socket.set(zmq::sockopt::linger, 0);
      beacon.socket.set(zmq::sockopt::maxmsgsize, static_cast<std::int64_t>(kMostStatusBytes) + 64);
      beacon.socket.set(zmq::sockopt::subscribe, "");
      beacon.socket.connect("ipc://" + entry.path().string());
      beacons_.emplace(entry.path(), std::move(beacon));
    }
  }

  void hear() {
    zmq::message_t message;
    for (auto& [path, beacon] : beacons_) {
      while (internal::receive_now(beacon.socket, message)) {
        SeenTwin twin;
        if (!internal::read_beacon_message(message.to_string_view(), twin)) continue;
        beacon.twin = std::move(twin);
        beacon.heard = Clock::now();
      }
    }
  }

  std::vector<SeenTwin> seen() const {
    std::vector<SeenTwin> twins;
    for (const auto& [path, beacon] : beacons_) {
      if (!beacon.twin) continue;
      twins.push_back(*beacon.twin);
      twins.back().age_s += std::chrono::duration<double>(Clock::now() - beacon.heard).count();
    }
    std::stable_sort(twins.begin(), twins.end(), [](const SeenTwin& one, const SeenTwin& other) {
      return one.status.pid < other.status.pid;
    });
    return twins;
  }

  fs::path folder_;
  zmq::context_t context_;
  std::map<fs::path, Beacon> beacons_;
};

BusWatch::BusWatch() : impl_(std::make_unique<Impl>()) {}

BusWatch::~BusWatch() = default;

std::vector<SeenTwin> BusWatch::look(std::chrono::milliseconds patience) {
  return impl_->look(patience);
}

std::size_t BusWatch::beacons() const {
  return impl_->beacons();
}

}  // namespace darkline

#include "controllers/zmq_transport.h"

#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <zmq.hpp>

#include "controllers/bus_sockets.h"
#include "controllers/endpoint.h"
#include "controllers/host_process.h"
#include "controllers/zmq_io.h"
#include "models/base/error.h"
#include "models/base/file.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

constexpr Milliseconds kLookEvery{50};  // how often a wait for messages is left to look around

// A program as it is typed: a path, or a name to be found in PATH.
fs::path found_program(const std::string& typed) {
  if (typed.find('/') != std::string::npos) return typed;
  const char* const path = std::getenv("PATH");
  std::string_view left = path == nullptr ? "/usr/bin:/bin" : path;
  while (!left.empty()) {
    const std::size_t end = std::min(left.find(':'), left.size());
    const fs::path candidate = fs::path(left.substr(0, end)) / typed;
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  throw IoError(fmt::format("cannot start {}: no such program in PATH", typed));
}

// Wakes the thread that waits for it.
class Bell {
 public:
  Bell() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (descriptor_ < 0) throw IoError(fmt::format("eventfd: {}", std::strerror(errno)));
  }
  ~Bell() { ::close(descriptor_); }
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;

  void ring() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t n = ::write(descriptor_, &one, sizeof(one));
  }
  void hush() const {
    std::uint64_t rings = 0;
    [[maybe_unused]] const ssize_t n = ::read(descriptor_, &rings, sizeof(rings));
  }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace

class ZmqTransport::Bus {
 public:
  explicit Bus(ZmqOptions options)
      : options_(std::move(options)), sockets_(options_.endpoint, options_.keys) {
    service_ = std::thread([this] { serve(); });
  }

  ~Bus() {
    end_all(Milliseconds(0));
    is_over_ = true;
    bell_.ring();
    service_.join();
  }

  void start(HostName name, const HostSpec& spec) {
    if (spec.kind == HostKind::external) {
      return expect(name, spec);
    }
    secure_descriptors(n_hosts() + 1);
    std::vector<std::string> words = spec.command;
    fs::path program = options_.host_program.empty() ? program_folder() / "darkline-controller"
                                                     : options_.host_program;
    if (spec.kind == HostKind::program) {
      DARKLINE_CHECK(!words.empty(), "a program without a name");
      program = found_program(words[0]);
      words.erase(words.begin());
    }
    for (const std::string& word :
         {std::string("--endpoint"), sockets_.own_endpoint(), std::string("--host"),
          std::to_string(name.host), std::string("--incarnation"), std::to_string(name.incarnation),
          std::string("--epoch"), std::to_string(options_.run_epoch)}) {
      words.push_back(word);
    }
    Start request{.name = name, .program = std::move(program), .arguments = std::move(words)};
    std::future<std::string> failure = request.failure.get_future();
    {
      const std::lock_guard lock(starts_mutex_);
      starts_.push_back(std::move(request));
    }
    bell_.ring();
    if (const std::string text = failure.get(); !text.empty()) throw IoError(text);
  }

  Sent send(HostName to, std::span<const std::byte> message) {
    const std::lock_guard lock(mutex_);
    const auto at = hosts_.find(to);
    if (at == hosts_.end()) return Sent::unroutable;
    at->second.last_sent = Clock::now();
    return sockets_.send(to, message);
  }

  void answer(std::span<const std::byte> message) {
    const std::lock_guard lock(mutex_);
    sockets_.answer(message);
  }

  bool receive(HeardMessage& message, WallTime until) {
    const std::lock_guard lock(mutex_);
    if (is_beat_due_.exchange(false)) beat_locked();
    const WallTime left = until - Clock::now().time_since_epoch();
    const auto wait =
        std::chrono::ceil<Milliseconds>(std::clamp<WallTime>(left, WallTime::zero(), kLookEvery));
    if (!sockets_.receive(message, wait)) {
      beat_locked();
      return false;
    }
    message.authorised = message.authorised && hosts_.contains(message.from);
    return true;
  }

  std::string how_ended(HostName name) {
    const std::lock_guard lock(mutex_);
    const auto at = hosts_.find(name);
    if (at == hosts_.end()) return "is not started";
    if (at->second.process == nullptr) return {};  // nobody tells when the user's process ends
    return at->second.process->has_ended() ? at->second.process->how_it_ended() : std::string();
  }

  void end(HostName name) {
    sockets_.gate().forget(name);
    std::unique_ptr<HostProcess> process;
    {
      const std::lock_guard lock(mutex_);
      const auto at = hosts_.find(name);
      if (at == hosts_.end()) return;
      process = std::move(at->second.process);
      hosts_.erase(at);
    }
    if (process != nullptr) process->end(Milliseconds(0));
  }

  void end_all(Milliseconds grace) {
    std::map<HostName, Host> leaving;
    {
      const std::lock_guard lock(mutex_);
      leaving.swap(hosts_);
    }
    const auto until = Clock::now() + grace;
    for (auto& [name, host] : leaving) {
      sockets_.gate().forget(name);
      if (host.process == nullptr) continue;
      const auto left = std::chrono::ceil<Milliseconds>(until - Clock::now());
      host.process->has_ended(std::max(left, Milliseconds(0)));
    }
    for (auto& [name, host] : leaving) {
      if (host.process == nullptr) continue;
      host.process->end(grace.count() > 0 ? options_.term_grace : Milliseconds(0));
    }
  }

  void set_heartbeat(HostName to, std::span<const std::byte> message) {
    const std::lock_guard lock(mutex_);
    const auto at = hosts_.find(to);
    if (at != hosts_.end()) at->second.heartbeat.assign(message.begin(), message.end());
  }

  std::string text_of(HostName name) const {
    {
      const std::lock_guard lock(mutex_);
      const auto at = hosts_.find(name);
      if (at != hosts_.end() && at->second.process == nullptr) return "the user's process";
    }
    const pid_t pid = pid_of(name);
    return pid < 0 ? "not running" : fmt::format("process {}", pid);
  }

  pid_t pid_of(HostName name) const {
    const std::lock_guard lock(mutex_);
    const auto at = hosts_.find(name);
    const bool started = at != hosts_.end() && at->second.process != nullptr;
    return started ? at->second.process->pid() : -1;
  }

  internal::BusSockets& sockets() { return sockets_; }

 private:
  struct Host {
    std::unique_ptr<HostProcess> process = {};  // none of the user's hosts
    std::vector<std::byte> heartbeat = {};
    Clock::time_point last_sent = Clock::now();
  };
  struct Start {
    HostName name;
    fs::path program = {};
    std::vector<std::string> arguments = {};
    // What went wrong, or empty. A text and not the exception itself, so that no object is shared
    // by two threads.
    std::promise<std::string> failure = {};
  };

  // Begins to wait for a host that the user starts.
  void expect(HostName name, const HostSpec& spec) {
    if (sockets_.endpoint().empty()) {
      throw UsageError(
          "controllers that are started by hand need a place to come to: give --endpoint "
          "ipc:///FOLDER/NAME, or tcp://HOST:PORT with keys (darkline keys)");
    }
    {
      const std::lock_guard lock(mutex_);
      hosts_[name] = {};
    }
    sockets_.gate().admit_external(name, spec.cells);
  }

  std::size_t n_hosts() const {
    const std::lock_guard lock(mutex_);
    return hosts_.size();
  }

  // The kernel ends a child with the thread that started it: this one, which lives as long as all.
  void serve() {
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, nullptr);  // signals are for the program's own threads
    std::array<zmq::pollitem_t, internal::BusSockets::kItems + 1> items;
    std::ranges::copy(sockets_.items(), items.begin());
    items.back() = {nullptr, bell_.descriptor(), ZMQ_POLLIN, 0};
    while (!is_over_) {
      internal::poll_through_signals(items, std::min<long>(options_.heartbeat.count(), 500));
      sockets_.serve();
      if ((items.back().revents & ZMQ_POLLIN) != 0) {
        bell_.hush();
        start_requested();
      }
      const std::unique_lock lock(mutex_, std::try_to_lock);
      // else the other thread does it, however short its waits are
      lock.owns_lock() ? beat_locked() : is_beat_due_.store(true);
    }
  }

  void start_requested() {
    for (;;) {
      Start request;
      {
        const std::lock_guard lock(starts_mutex_);
        if (starts_.empty()) return;
        request = std::move(starts_.front());
        starts_.pop_front();
      }
      try {
        auto process = std::make_unique<HostProcess>(request.program, request.arguments);
        sockets_.gate().admit(request.name, process->pid());
        const std::lock_guard lock(mutex_);
        hosts_[request.name] = {.process = std::move(process)};
        request.failure.set_value({});
      } catch (const std::exception& error) {
        request.failure.set_value(error.what());
      }
    }
  }

  // Tells hosts that have heard nothing for a while that the twin is there.
  void beat_locked() {
    const auto now = Clock::now();
    for (auto& [name, host] : hosts_) {
      if (host.heartbeat.empty() || now - host.last_sent < options_.heartbeat) continue;
      sockets_.send(name, host.heartbeat);  // one that is gone or full is noticed when it is asked
      host.last_sent = now;
    }
  }

  ZmqOptions options_;
  internal::BusSockets sockets_;
  Bell bell_;
  std::atomic<bool> is_over_ = false;
  std::atomic<bool> is_beat_due_ = false;
  std::mutex starts_mutex_;
  std::deque<Start> starts_;

  mutable std::mutex mutex_;  // guards the sockets' first part and what follows
  std::map<HostName, Host> hosts_;
  std::thread service_;
};

ZmqTransport::ZmqTransport(ZmqOptions options) {
  try {
    bus_ = std::make_unique<Bus>(std::move(options));
  } catch (const zmq::error_t& error) {
    throw IoError(fmt::format("cannot open the controllers' socket: {}", error.what()));
  }
}

ZmqTransport::~ZmqTransport() = default;

WallTime ZmqTransport::now() {
  return Clock::now().time_since_epoch();
}

void ZmqTransport::start(HostName name, const HostSpec& spec) {
  bus_->start(name, spec);
}

Sent ZmqTransport::send(HostName to, std::span<const std::byte> message) {
  return bus_->send(to, message);
}

bool ZmqTransport::receive(HeardMessage& message, WallTime until) {
  return bus_->receive(message, until);
}

void ZmqTransport::answer(std::span<const std::byte> message) {
  bus_->answer(message);
}

std::map<std::string, std::uint64_t> ZmqTransport::turned_away() const {
  const internal::GateCounts counts = bus_->sockets().gate().counts();
  std::map<std::string, std::uint64_t> away;
  for (std::size_t i = 0; i < internal::kGateRefusals; ++i) {
    if (counts.refused[i] == 0) continue;
    away[std::string(internal::text_of(static_cast<internal::GateRefusal>(i)))] = counts.refused[i];
  }
  return away;
}

std::string ZmqTransport::how_ended(HostName name) {
  return bus_->how_ended(name);
}

void ZmqTransport::end(HostName name) {
  bus_->end(name);
}

void ZmqTransport::end_all(std::chrono::milliseconds grace) {
  bus_->end_all(grace);
}

void ZmqTransport::set_heartbeat(HostName to, std::span<const std::byte> message) {
  bus_->set_heartbeat(to, message);
}

std::string ZmqTransport::text_of(HostName name) const {
  return bus_->text_of(name);
}

pid_t ZmqTransport::pid_of(HostName name) const {
  return bus_->pid_of(name);
}

std::string ZmqTransport::endpoint() const {
  return bus_->sockets().own_endpoint();
}

std::string ZmqTransport::user_endpoint() const {
  return bus_->sockets().endpoint();
}

fs::path ZmqTransport::socket_folder() const {
  return bus_->sockets().folder();
}

std::string ZmqTransport::refused() const {
  return fmt::format("{}; by the gate: {}", bus_->sockets().connections().text(),
                     bus_->sockets().gate().counts().text());
}

internal::BusSockets& ZmqTransport::sockets() {
  return bus_->sockets();
}

}  // namespace darkline

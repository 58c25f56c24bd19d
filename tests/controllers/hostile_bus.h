// A bus that steps while others attack it, and what is to be true afterwards.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <zmq.hpp>

#include "controllers/bus_sockets.h"
#include "controllers/controller_link.h"
#include "controllers/controller_set.h"
#include "controllers/curve_keys.h"
#include "controllers/host_session.h"
#include "controllers/zmq_io.h"
#include "tests/controllers/fake_cell.h"
#include "tests/controllers/zmq_bus.h"

namespace darkline::testing {

// Steps cells whose robots do each order within a tick, for ever, keeping every command as the wire
// would carry it.
class Stepping {
 public:
  Stepping(ControllerLink& link, int n_cells)
      : link_(link), programs_(FakePlant(n_cells, 7).programs()), commands_(programs_.size()) {
    link_.load(programs_);
    for (const CellProgram& program : programs_) {
      seen_.push_back({.cell = program.cell,
                       .n_robots = static_cast<std::uint8_t>(program.robots.size()),
                       .part_present = true});
    }
  }

  void step(int n) {
    std::vector<std::byte> buffer(act_bytes(commands_.size()));
    for (int i = 0; i < n; ++i) {
      const std::int64_t t_ns = kControlPeriodNs * exchanges_++;
      for (std::size_t c = 0; c < seen_.size(); ++c) obey(commands_[c], t_ns, seen_[c]);
      link_.exchange(t_ns, seen_, commands_);
      const std::size_t length = encode_act({.t_ns = t_ns}, commands_, buffer);
      all_.insert(all_.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(length));
      // keeps the chain of all commands short enough for a long attack
      if (all_.size() > kMostBytes) {
        chain_ = hash_of(all_, chain_);
        all_.clear();
      }
    }
  }

  int exchanges() const { return exchanges_; }
  std::uint64_t chain() const { return hash_of(all_, chain_); }

  // Whether the commands are those of controllers that nobody can attack: linked in.
  bool is_untouched(int n_cells) const {
    const auto link = make_link(Transport::in_process);
    Stepping alone(*link, n_cells);
    alone.step(exchanges_);
    return alone.chain() == chain();
  }

 private:
  static constexpr std::size_t kMostBytes = 1U << 24U;

  // FNV-1a over the bytes and what came before them.
  static std::uint64_t hash_of(const std::vector<std::byte>& bytes, std::uint64_t hash) {
    for (const std::byte each : bytes) {
      hash = (hash ^ std::to_integer<std::uint64_t>(each)) * 0x100000001B3U;
    }
    return hash;
  }

  static void obey(const CellCommand& command, std::int64_t t_ns, CellObservation& seen) {
    seen.t_ns = t_ns;
    seen.part_present = command.state != PackMlState::complete;
    for (std::size_t r = 0; r < seen.n_robots; ++r) {
      const RobotCommand& order = command.robots[r];
      RobotObservation& robot = seen.robots[r];
      if (order.step == robot.step) continue;
      robot.step = order.step;
      robot.state = RobotState::done;
      robot.q_rad = order.target_rad;
    }
  }

  ControllerLink& link_;
  std::vector<CellProgram> programs_;
  std::vector<CellObservation> seen_;
  std::vector<CellCommand> commands_;
  int exchanges_ = 0;
  std::vector<std::byte> all_;
  std::uint64_t chain_ = 0xCBF29CE484222325U;
};

// Steps while `attack` runs on a thread of its own.
inline void step_through(Stepping& stepping, const std::function<void()>& attack) {
  std::atomic<bool> done = false;
  std::thread attacker([&] {
    attack();
    done = true;
  });
  while (!done) stepping.step(10);
  attacker.join();
  stepping.step(10);
}

// Waits until what was asked for holds, at most 10 s.
inline bool holds_soon(const std::function<bool()>& asked) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!asked()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

// A controller of somebody's own program, with keys.
struct Keyed {
  std::string server;  // Z85
  CurvePair pair;
};

inline zmq::socket_t keyed_dealer(zmq::context_t& context, const Keyed* keys,
                                  const std::string& routing_id, const std::string& endpoint) {
  zmq::socket_t dealer(context, zmq::socket_type::dealer);
  internal::set_common_options(dealer);
  dealer.set(zmq::sockopt::immediate, false);  // so that a send does not wait for the handshake
  dealer.set(zmq::sockopt::routing_id, routing_id);
  if (keys != nullptr) {
    dealer.set(zmq::sockopt::curve_serverkey, keys->server);
    dealer.set(zmq::sockopt::curve_publickey, z85_of(keys->pair.public_key));
    dealer.set(zmq::sockopt::curve_secretkey, z85_of(keys->pair.secret_key));
  }
  dealer.connect(endpoint);
  return dealer;
}

// Serves cells as host `number` on a thread until the twin says BYE, or the object goes.
class ExternalHost {
 public:
  ExternalHost(std::uint32_t number, const std::string& endpoint, const Keyed* keys)
      : connect_([this, keys, number, endpoint] {
          return keyed_dealer(context_, keys, internal::routing_id_of({number, 0}), endpoint);
        }),
        session_({.host = number, .incarnation = 0, .version = "test"}, law_),
        thread_([this] { serve(); }) {}
  ~ExternalHost() {
    stop_ = true;
    thread_.join();
  }
  ExternalHost(const ExternalHost&) = delete;
  ExternalHost& operator=(const ExternalHost&) = delete;

 private:
  void serve() {
    zmq::message_t frame;
    zmq::socket_t dealer = greet(frame);
    while (!stop_ && !session_.is_over()) {
      const auto answer = session_.take(internal::bytes_of(frame));
      if (!answer.message.empty()) internal::send_now(dealer, answer.message, false);
      while (!stop_ && !internal::receive_soon(dealer, frame)) {
      }
    }
  }

  // Whoever comes before he is expected is turned away for good, so he comes again; the first
  // answer is left in `frame`.
  zmq::socket_t greet(zmq::message_t& frame) {
    for (;;) {
      zmq::socket_t dealer = connect_();
      dealer.set(zmq::sockopt::rcvtimeo, 50);
      const auto hello = session_.hello().message;
      dealer.send(zmq::const_buffer(hello.data(), hello.size()), zmq::send_flags::none);
      for (int i = 0; i < 20; ++i) {
        if (stop_ || internal::receive_soon(dealer, frame)) return dealer;
      }
    }
  }

  zmq::context_t context_;
  std::function<zmq::socket_t()> connect_;
  ControllerSet law_;
  HostSession session_;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

}  // namespace darkline::testing

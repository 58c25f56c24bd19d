#include "controllers/host_loop.h"

#include <unistd.h>

#include <array>
#include <span>

#include <fmt/format.h>
#include <zmq.hpp>

#include "controllers/host_session.h"
#include "controllers/zmq_io.h"

namespace darkline {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kLookMs = 100;  // how often a wait looks at the parent and the clock

class Host {
 public:
  Host(const HostOptions& options, ControlLaw& law)
      : options_(options),
        dealer_(context_, zmq::socket_type::dealer),
        session_({.host = options.host,
                  .incarnation = options.incarnation,
                  .run_epoch = options.run_epoch,
                  .version = options.version,
                  .pid = ::getpid(),
                  .name = options.name,
                  .caps = options.caps},
                 law) {
    internal::set_common_options(dealer_);
    dealer_.set(zmq::sockopt::rcvtimeo, kLookMs);
    dealer_.set(zmq::sockopt::routing_id,
                fmt::format("{}.{}", options_.host, options_.incarnation));
    internal::secure_host_socket(dealer_, options_.endpoint, options_.keys);
    dealer_.connect(options_.endpoint);
  }

  void run() {
    say_hello();
    while (!session_.is_over()) {
      receive();
      try {
        say(session_.take(internal::bytes_of(frame_)));
      } catch (const InternalError& error) {
        say(session_.broken(error.what()));
        throw;
      }
    }
  }

 private:
  // Whether to go on waiting for the twin.
  void look_around(Clock::time_point until, const char* what) const {
    const bool is_child = options_.incarnation != 0;
    if (is_child && ::getppid() != parent_)
      throw IoError("the program that started this one is gone");
    if (Clock::now() >= until) throw IoError(what);
  }

  void wait_for_room(Clock::time_point until, const char* what) {
    std::array<zmq::pollitem_t, 1> items = {{{dealer_.handle(), 0, ZMQ_POLLOUT, 0}}};
    while (!internal::poll_through_signals(items, kLookMs)) look_around(until, what);
  }

  void send(std::span<const std::byte> message) {
    const auto until = Clock::now() + options_.silence_limit;
    while (internal::send_now(dealer_, message, false) != Sent::yes) {
      wait_for_room(until, "the twin does not read its messages");
    }
  }

  void say_hello() {
    limit_ = Clock::now() + options_.welcome_limit;
    wait_for_room(limit_, "the twin does not answer at the endpoint");
    send(session_.hello().message);
  }

  void receive() {
    const auto until = session_.is_welcome() ? Clock::now() + options_.silence_limit : limit_;
    while (!internal::receive_soon(dealer_, frame_)) look_around(until, "the twin is silent");
    zmq::message_t surplus;
    for (bool more = frame_.more(); more; more = surplus.more()) {
      if (!internal::receive_now(dealer_, surplus)) break;
      frame_.rebuild();  // LOTP has one frame: what has more is too short for anything
    }
  }

  // Of ERR at most ten a second, so that a flood is not answered by another.
  void say(const HostSession::Answer& answer) {
    if (answer.message.empty()) return;
    if (answer.is_err) {
      constexpr int kMostPerSecond = 10;
      if (Clock::now() - second_ >= std::chrono::seconds(1)) {
        second_ = Clock::now();
        errs_ = 0;
      }
      if (++errs_ > kMostPerSecond) return;
    }
    send(answer.message);
  }

  const HostOptions& options_;
  const pid_t parent_ = ::getppid();
  zmq::context_t context_;
  zmq::socket_t dealer_;
  zmq::message_t frame_;
  HostSession session_;
  Clock::time_point limit_ = {};
  Clock::time_point second_ = {};
  int errs_ = 0;
};

}  // namespace

void run_host(const HostOptions& options, ControlLaw& law) {
  Host(options, law).run();
}

}  // namespace darkline

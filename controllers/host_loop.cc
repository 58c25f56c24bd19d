#include "controllers/host_loop.h"

#include <unistd.h>

#include <memory>
#include <span>
#include <thread>

#include "controllers/host_session.h"
#include "controllers/host_socket.h"

namespace darkline {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLook{
    100};  // how often a wait looks at the parent and the clock

class Host {
 public:
  Host(const HostOptions& options, ControlLaw& law)
      : options_(options),
        socket_(internal::open_host_socket(options)),
        session_({.host = options.host,
                  .incarnation = options.incarnation,
                  .run_epoch = options.run_epoch,
                  .version = options.version,
                  .pid = ::getpid(),
                  .name = options.name,
                  .caps = options.caps},
                 law) {}

  void run() {
    limit_ = Clock::now() + options_.welcome_limit;
    send(session_.hello().message, options_.welcome_limit,
         "the twin does not answer at the endpoint");
    while (!session_.is_over()) {
      if (options_.ends != nullptr && options_.ends->load()) leave();
      if (!receive()) continue;
      try {
        say(session_.take(socket_->message()));
      } catch (const InternalError& error) {
        say(session_.broken(error.what()));
        throw;
      }
      heard_ = Clock::now();
    }
    if (!session_.error().empty()) throw IoError("the twin reported " + session_.error());
  }

 private:
  // Whether to go on waiting for the twin.
  void look_around(Clock::time_point until, const char* what) const {
    const bool is_child = options_.incarnation != 0;
    if (is_child && ::getppid() != parent_)
      throw IoError("the program that started this one is gone");
    if (Clock::now() >= until) throw IoError(what);
  }

  // The clock is asked only if it has to wait: this is in every tick.
  void send(std::span<const std::byte> message, Clock::duration limit, const char* what) {
    if (socket_->send(message, kLook)) return;
    const auto until = Clock::now() + limit;
    do look_around(until, what);
    while (!socket_->send(message, kLook));
  }

  // Whether a message came before it is time to look around.
  bool receive() {
    if (socket_->receive(kLook)) return true;
    look_around(session_.is_welcome() ? heard_ + options_.silence_limit : limit_,
                "the twin is silent");
    return false;
  }

  [[noreturn]] void leave() {
    socket_->send(session_.leave().message, kLook);
    std::this_thread::sleep_for(kLook);  // what is sent is to leave before the socket is closed
    throw Interrupted("was told to end");
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
    send(answer.message, options_.silence_limit, "the twin does not read its messages");
  }

  const HostOptions& options_;
  const pid_t parent_ = ::getppid();
  std::unique_ptr<internal::HostSocket> socket_;
  HostSession session_;
  Clock::time_point limit_ = {};
  Clock::time_point heard_ = {};  // the last message, and answered it
  Clock::time_point second_ = {};
  int errs_ = 0;
};

}  // namespace

void run_host(const HostOptions& options, ControlLaw& law) {
  Host(options, law).run();
}

}  // namespace darkline

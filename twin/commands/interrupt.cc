#include "twin/commands/interrupt.h"

#include <unistd.h>

#include "models/base/error.h"

namespace darkline {
namespace {

std::stop_source& interrupt_source() {
  static std::stop_source source;
  return source;
}

// Ends the watching thread; not sent by anybody else in practice.
constexpr int kEndOfWatch = SIGUSR1;

sigset_t watched_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, kEndOfWatch}) sigaddset(&set, signal);
  return set;
}

}  // namespace

InterruptWatch::InterruptWatch() {
  interrupt_source();
  const sigset_t set = watched_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  thread_ = std::thread([set] {
    for (int taken = 0;; ++taken) {
      int signal = 0;
      if (sigwait(&set, &signal) != 0 || signal == kEndOfWatch) return;
      if (taken > 0) ::_exit(static_cast<int>(ExitCode::interrupted));
      interrupt_source().request_stop();
    }
  });
}

InterruptWatch::~InterruptWatch() {
  pthread_kill(thread_.native_handle(), kEndOfWatch);
  thread_.join();
}

std::stop_token interrupt_token() {
  return interrupt_source().get_token();
}

}  // namespace darkline

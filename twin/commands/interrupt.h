// Ctrl-C and termination: the first asks the running command to stop and save, the second ends
// the program at once.
#pragma once

#include <signal.h>

#include <stop_token>
#include <thread>

#include <pthread.h>

namespace darkline {

// Takes SIGINT, SIGTERM and SIGHUP for the whole process while it lives; made first thing in
// main, before any thread, since threads inherit the signal mask.
class InterruptWatch {
 public:
  InterruptWatch();
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

 private:
  std::thread thread_;
};

// Stops when the user interrupts. Without a watch it never does.
std::stop_token interrupt_token();

}  // namespace darkline

// One child process that dies with its parent: started, watched and reaped.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace darkline {

class HostProcess {
 public:
  // Runs `program` with `arguments` in a process group of its own (so that Ctrl-C in a terminal
  // reaches only the parent), without standard input and with its output on standard error. The
  // kernel kills it when the calling thread ends: that thread must live as long as the child.
  // @throws IoError if it cannot be run.
  HostProcess(const std::filesystem::path& program, const std::vector<std::string>& arguments);

  // Ends the child if it still runs, by SIGKILL, and reaps it.
  ~HostProcess();
  HostProcess(const HostProcess&) = delete;
  HostProcess& operator=(const HostProcess&) = delete;

  pid_t pid() const { return pid_; }

  // Whether the child has ended; waits up to `patience` for that.
  bool has_ended(std::chrono::milliseconds patience = std::chrono::milliseconds(0));

  // "ended by signal 9 (Killed)", "exited with code 70" once it has ended, else "still runs".
  std::string how_it_ended() const;

  // SIGTERM, then SIGKILL to what is still there after `patience`; reaps it.
  void end(std::chrono::milliseconds patience);

 private:
  pid_t pid_ = -1;
  int descriptor_ = -1;        // readable when the child has ended; -1 where the kernel has none
  std::optional<int> status_;  // as waitpid gives it
};

}  // namespace darkline

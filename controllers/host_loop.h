// The life of a darkline-controller process: it greets the twin, gets its programs, and answers
// each STEP with an ACT until the twin says BYE. One thread; no wall clock goes into what it says.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "controllers/control_law.h"
#include "controllers/host_keys.h"
#include "models/base/error.h"

namespace darkline {

struct HostOptions {
  std::string endpoint;  // "ipc://...", or "tcp://..." with keys
  HostKeys keys = {};    // for a network
  std::uint32_t host = 0;
  // 0: started by the user. It is named by its WELCOME, and lives on without who started it.
  std::uint32_t incarnation = 1;
  std::uint64_t run_epoch = 1;
  std::string version;  // of the program, for HELLO, as the next two
  std::string name = "darkline-controller";
  std::vector<std::string> caps = {"deterministic", "lookahead"};  // "snapshot" is added if so
  std::chrono::milliseconds welcome_limit{5'000};
  std::chrono::milliseconds silence_limit{10'000};
  const std::atomic<bool>* ends = nullptr;  // to be set by a handler of signals: tell the twin, end
};

// Answers by `law`. Returns when the twin has said BYE.
// @throws UsageError if the endpoint is none, or a network address without keys; InputError for a
// key file that is none.
// @throws IoError if the twin does not answer, falls silent for `silence_limit`, says ERR, or is
// gone; Interrupted if `ends` is set.
// @throws InternalError if the control law broke; the twin has been told.
void run_host(const HostOptions& options, ControlLaw& law);

}  // namespace darkline

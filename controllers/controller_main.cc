// darkline-controller: carries the controllers of some cells and answers one twin (docs/lotp.md).

#include <signal.h>

#include <atomic>
#include <cstdio>
#include <exception>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "controllers/controller_set.h"
#include "controllers/host_loop.h"
#include "controllers/misbehaving_law.h"
#include "models/base/error.h"

namespace {

std::atomic<bool> ends = false;

// Whoever ends this program by a signal ends it in order.
void heed_signals() {
  struct sigaction action = {};
  action.sa_handler = [](int) { ends = true; };
  ::sigaction(SIGTERM, &action, nullptr);
  ::sigaction(SIGINT, &action, nullptr);
}

int run(int argc, char** argv) {
  darkline::HostOptions options;
  options.version = DARKLINE_VERSION;
  options.ends = &ends;
  CLI::App app(
      "Carries the controllers of some cells and answers one twin over LOTP/1. darkline starts it "
      "by itself; it ends with the twin.");
  app.set_version_flag("--version", "darkline-controller " DARKLINE_VERSION);
  app.add_option("--endpoint", options.endpoint, "Where the twin is")
      ->required()
      ->type_name("ipc://PATH or tcp://HOST:PORT");
  app.add_option("--key", options.keys.key, "For tcp: own secret key, made by darkline keys new")
      ->type_name("FILE");
  app.add_option("--server-key", options.keys.server_key, "For tcp: the twin's server.pub")
      ->type_name("FILE");
  app.add_option("--host", options.host, "Number of this host")->required();
  app.add_option("--incarnation", options.incarnation,
                 "How often it has been started; 0: by the user")
      ->required();
  app.add_option("--epoch", options.run_epoch, "Number of the run")->required();
  std::vector<std::uint32_t> misbehave;
  app.add_option(
         "--misbehave", misbehave,
         "For darkline bus rehearse: of 10,000 answers, now and then loop for ever, end, or "
         "be slow")
      ->expected(2)
      ->type_name("SEED RATE");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(darkline::ExitCode::usage);
  }
  darkline::ControllerSet law;
  if (misbehave.empty()) {
    darkline::run_host(options, law);
    return 0;
  }
  darkline::FaultRates rates;
  for (const auto fault :
       {darkline::BusFault::is_busy, darkline::BusFault::quits, darkline::BusFault::is_slow}) {
    rates[fault] = misbehave[1];
  }
  // no two starts of a host may do the same, or it would never get past it
  const std::uint32_t entity = 1'000 * (options.host + 1) + options.incarnation;
  darkline::MisbehavingLaw misbehaving(law, misbehave[0], entity, rates);
  darkline::run_host(options, misbehaving);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    heed_signals();
    return run(argc, argv);
  } catch (const darkline::Error& error) {
    fmt::print(stderr, "darkline-controller: {}\n", error.what());
    return static_cast<int>(error.code());
  } catch (const std::exception& error) {
    fmt::print(stderr, "darkline-controller: {}\n", error.what());
    return static_cast<int>(darkline::ExitCode::internal);
  }
}

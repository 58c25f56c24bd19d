// darkline-modbus: a controller host whose cell is commanded by a Modbus/TCP client
// (docs/modbus.md).

#include <cstdint>
#include <cstdio>
#include <exception>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "controllers/gateways/modbus_law.h"
#include "controllers/gateways/modbus_server.h"
#include "controllers/host_loop.h"
#include "models/base/error.h"

namespace {

using namespace darkline;

struct Settings {
  HostOptions host;
  ModbusServer::Options server;
  double watchdog_s = 2.0;
  double look_ms = 20.0;
  bool prints_map = false;
};

void declare_options(CLI::App& app, Settings& settings) {
  app.set_version_flag("--version", "darkline-modbus " DARKLINE_VERSION);
  auto* const map = app.add_flag("--map", settings.prints_map, "Print the tables and end");
  app.add_option("--endpoint", settings.host.endpoint, "The twin's local socket")
      ->type_name("ipc://PATH");
  app.add_option("--host", settings.host.host, "Number of this host");
  app.add_option("--incarnation", settings.host.incarnation, "How often it has been started");
  app.add_option("--epoch", settings.host.run_epoch, "Number of the run");
  app.add_option("--port", settings.server.port, "Where the client connects; 1502 if not given");
  app.add_option("--listen", settings.server.address,
                 "127.0.0.1 or another address of this machine alone")
      ->type_name("ADDRESS");
  app.add_option("--watchdog", settings.watchdog_s,
                 "Seconds for which the client's heartbeat may stand still")
      ->check(CLI::Range(0.05, 3600.0));
  app.add_option("--look", settings.look_ms,
                 "Milliseconds of simulated time between two looks at what the client wrote")
      ->check(CLI::Range(4.0, 10'000.0));
  app.callback([map, &settings] {
    if (map->count() == 0 && settings.host.endpoint.empty()) {
      throw CLI::RequiredError("--endpoint");
    }
  });
}

int run(int argc, char** argv) {
  Settings settings;
  settings.host.version = DARKLINE_VERSION;
  settings.host.name = "darkline-modbus";
  // what a client has written by a tick depends on wall time
  settings.host.caps = {"lookahead", "realtime"};
  CLI::App app(
      "Lets a Modbus/TCP client, such as a soft PLC, command one cell of a live plant. darkline "
      "live --controller starts it and passes the first four options.");
  declare_options(app, settings);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::usage);
  }
  if (settings.prints_map) {
    fmt::print("{}", modbus_map_text());
    return 0;
  }
  const auto look_ticks = static_cast<std::int64_t>(settings.look_ms * 1e6) / kControlPeriodNs;
  ModbusExchange exchange;
  ModbusLaw law(
      exchange,
      {.watchdog = std::chrono::milliseconds(static_cast<std::int64_t>(1e3 * settings.watchdog_s)),
       .look_ns = look_ticks * kControlPeriodNs});
  const ModbusServer server(exchange, settings.server);
  fmt::print(stderr, "darkline-modbus: listening at {}:{}\n", settings.server.address,
             server.port());
  run_host(settings.host, law);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const Error& error) {
    fmt::print(stderr, "darkline-modbus: {}\n", error.what());
    return static_cast<int>(error.code());
  } catch (const std::exception& error) {
    fmt::print(stderr, "darkline-modbus: {}\n", error.what());
    return static_cast<int>(ExitCode::internal);
  }
}

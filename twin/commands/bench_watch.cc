#include "twin/commands/bench_watch.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include <fmt/format.h>

#include "controllers/plant_watch.h"
#include "models/base/error.h"
#include "twin/commands/interrupt.h"
#include "twin/live/live_plant.h"

namespace darkline {
namespace {

constexpr double kWatched_s = 300.0;  // of the plant
constexpr std::chrono::milliseconds kLook{20};

enum class Watcher { none, watches, stalls, dies };

// What a watching process does until it is killed: it looks as often as a window draws.
[[noreturn]] void watch_plant(const std::string& of_process, Watcher kind) {
  std::unique_ptr<PlantWatch> watch;
  for (;; std::this_thread::sleep_for(kLook)) {
    if (::getppid() == 1) ::_exit(0);
    for (const auto& feed : plant_feeds()) {
      const bool is_it = feed.string().find("-" + of_process + "-") != std::string::npos;
      if (is_it && !watch) watch = std::make_unique<PlantWatch>(feed);
    }
    if (!watch) continue;
    watch->poll();
    if (!watch->log().has_scene() || kind == Watcher::watches) continue;
    ::raise(kind == Watcher::stalls ? SIGSTOP : SIGKILL);
  }
}

class WatchingProcess {
 public:
  explicit WatchingProcess(Watcher kind) {
    if (kind == Watcher::none) return;
    const std::string own = std::to_string(::getpid());
    pid_ = ::fork();
    if (pid_ == 0) watch_plant(own, kind);
    if (pid_ < 0) throw IoError("cannot start a process that watches the plant");
  }
  ~WatchingProcess() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  WatchingProcess(const WatchingProcess&) = delete;
  WatchingProcess& operator=(const WatchingProcess&) = delete;

 private:
  pid_t pid_ = 0;
};

struct Lived {
  double processor_s = 0.0;
  std::string state_hash;
};

Lived live(const FactoryModel& factory, int jobs, Watcher kind) {
  const WatchingProcess watcher(kind);
  LiveOptions options;
  options.jobs = jobs;
  options.duration_s = kWatched_s;
  options.publish = true;
  options.stop = interrupt_token();
  LiveResult result = run_live(factory, options);
  return {.processor_s = result.processor_s, .state_hash = std::move(result.state_hash)};
}

}  // namespace

std::vector<BenchRow> watching_rows(const FactoryModel& factory, int jobs) {
  const Lived alone = live(factory, jobs, Watcher::none);
  const auto row = [&](const char* who, Watcher kind) {
    const Lived watched = live(factory, jobs, kind);
    DARKLINE_CHECK(watched.state_hash == alone.state_hash, "who watches has changed the plant");
    return BenchRow{fmt::format("published plant with {}, {:.0f} s of it", who, kWatched_s),
                    watched.processor_s, "s", alone.processor_s, "with nobody there"};
  };
  return {row("one who watches", Watcher::watches), row("one who stalls", Watcher::stalls),
          row("one who is killed", Watcher::dies)};
}

}  // namespace darkline

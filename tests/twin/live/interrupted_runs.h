// Live runs that are stopped at any moment and gone on with.
#pragma once

#include <chrono>
#include <filesystem>
#include <set>
#include <stop_token>
#include <string>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/scenario/scenario_reader.h"
#include "tests/support/temporary_folder.h"
#include "twin/live/live_plant.h"

namespace darkline {

// However late a run was stopped, what it wrote down is the beginning of the whole one, and the run
// that goes on from there ends like it.
inline void interrupt_and_resume(int times) {
  const auto file =
      std::filesystem::path(DARKLINE_SOURCE_DIR) / "models/scenarios/01_one_cell.toml";
  const FactoryModel factory = build_factory(read_scenario(file, {}).scenario);
  const testing::TemporaryFolder folder;
  constexpr double kDuration_s = 60.0;
  const auto start = std::chrono::steady_clock::now();
  const std::string whole = run_live(factory, {.duration_s = kDuration_s}).state_hash;
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  int interrupted = 0;
  std::set<double> lasted_s;
  for (int i = 0; i < times; ++i) {
    LiveOptions options{.duration_s = kDuration_s};
    options.controllers.journal = folder.path() / "first";
    std::stop_source stop;
    options.stop = stop.get_token();
    try {
      // at any moment from its planning to its end, now and then after it
      const std::jthread user([&] {
        std::this_thread::sleep_for(1.1 * took * ((i * 7 + 3) % times) / times);
        stop.request_stop();
      });
      run_live(factory, options);
    } catch (const Interrupted&) {
      ++interrupted;
    }
    LiveOptions again{.duration_s = kDuration_s};
    again.controllers.resumed = options.controllers.journal;
    if (!std::filesystem::exists(again.controllers.resumed)) continue;  // stopped while planning
    const LiveResult resumed = run_live(factory, again);
    BOOST_TEST(resumed.state_hash == whole);
    lasted_s.insert(resumed.resumed_s);
    std::filesystem::remove(again.controllers.resumed);
  }
  BOOST_TEST(interrupted > times / 4);
  BOOST_TEST(lasted_s.size() > 2U);  // the journals ended at different moments
}

}  // namespace darkline

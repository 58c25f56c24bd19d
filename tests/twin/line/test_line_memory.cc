// Memory does not grow with simulated time.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <boost/test/unit_test.hpp>
#include <malloc.h>

#include "tests/twin/line/golden_lines.h"
#include "twin/line/event_engine.h"
#include "twin/line/flow_engine.h"

namespace darkline {
namespace {

// The largest number of bytes in use at any thousandth event. Allocators of sanitizers tell 0.
class MemoryWatch final : public LineObserver {
 public:
  void happened(const LineEvent&) override {
    if (++events_ % 1'000 == 0) peak_ = std::max(peak_, in_use());
  }
  static std::size_t in_use() {
    const auto memory = mallinfo2();
    return memory.uordblks + memory.hblkhd;
  }
  std::size_t peak() const { return peak_; }
  std::int64_t events() const { return events_; }

 private:
  std::size_t peak_ = 0;
  std::int64_t events_ = 0;
};

// The branching welding line with its crew, for so many days.
LineModel welding_days(int days) {
  LineModel model = line_test::welding_line(true);
  model.warm_up_ms = kDayMs / 2;
  model.horizon_ms = days * kDayMs;
  return model;
}

// Bytes at the peak above those before, of four days and of sixteen.
template <class Simulate>
void expect_flat(Simulate simulate) {
  const auto peak = [&](int days) {
    const LineModel model = welding_days(days);
    MemoryWatch watch;
    const std::size_t before = MemoryWatch::in_use();
    simulate(model, watch);
    BOOST_TEST(watch.events() > days * 100'000);
    return watch.peak() - std::min(watch.peak(), before);
  };
  const std::size_t four = peak(4);
  const std::size_t sixteen = peak(16);
  BOOST_TEST(sixteen <= four + four / 50 + 4'096, four << " and " << sixteen << " bytes");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(line_memory)

BOOST_AUTO_TEST_CASE(the_event_engine_needs_no_more_for_a_longer_time) {
  expect_flat([](const LineModel& model, MemoryWatch& watch) {
    LineEngine::Options options;
    options.observer = &watch;
    LineEngine(model, 1, 0, options).run_until(LineDuration{model.horizon_ms});
  });
}

BOOST_AUTO_TEST_CASE(the_core_that_takes_all_lines_needs_no_more_for_a_longer_time) {
  expect_flat([](const LineModel& model, MemoryWatch& watch) {
    LineEngine::Options options;
    options.observer = &watch;
    options.general_core = true;
    LineEngine(model, 1, 0, options).run_until(LineDuration{model.horizon_ms});
  });
}

BOOST_AUTO_TEST_CASE(the_flow_engine_needs_no_more_for_a_longer_time) {
  expect_flat([](const LineModel& model, MemoryWatch& watch) {
    LineEngine::Options options;
    options.observer = &watch;
    FlowEngine(model, 1, 0, options).run();
  });
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline

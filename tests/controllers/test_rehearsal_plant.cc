#include <algorithm>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "controllers/in_process_link.h"
#include "controllers/rehearsal_plant.h"

using namespace darkline;

namespace {

// Gives the commands of another link, one of them with one bit changed.
class OneBitOff final : public ControllerLink {
 public:
  enum class Bit : std::uint8_t { target, current, wake };
  OneBitOff(int at, Bit bit) : at_(at), bit_(bit) {}

  void load(std::span<const CellProgram> cells) override { link_.load(cells); }
  void exchange(std::int64_t t_ns, std::span<const CellObservation> due,
                std::span<CellCommand> commands) override {
    link_.exchange(t_ns, due, commands);
    if (n_++ != at_) return;
    RobotCommand& robot = commands[0].robots[0];
    if (bit_ == Bit::target) robot.target_rad[3] += 0x1p-40;
    if (bit_ == Bit::current) robot.weld_current_ka += 0x1p-10F;
    if (bit_ == Bit::wake) commands[0].next_wake_ns -= 1;
  }
  Transport transport() const override { return Transport::in_process; }

 private:
  InProcessLink link_;
  int at_;
  Bit bit_;
  int n_ = 0;
};

std::vector<std::uint64_t> clean_run(int n_cells, std::uint64_t seed, int ticks) {
  RehearsalPlant plant(n_cells, seed);
  InProcessLink link;
  return run_plant(plant, link, ticks);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rehearsal_plant)

BOOST_AUTO_TEST_CASE(a_seed_names_a_plant) {
  const auto one = clean_run(5, 3, 400);
  BOOST_TEST((one == clean_run(5, 3, 400)));
  BOOST_TEST(one.back() != clean_run(5, 4, 400).back());
  BOOST_TEST(one.back() != clean_run(6, 3, 400).back());
}

// Nothing comes back to what it would have been: each later hash differs, of the cell's own tick
// on.
BOOST_AUTO_TEST_CASE(one_wrong_bit_changes_all_that_comes_later) {
  const auto clean = clean_run(4, 9, 600);
  for (const auto bit : {OneBitOff::Bit::target, OneBitOff::Bit::current, OneBitOff::Bit::wake}) {
    OneBitOff link(50, bit);
    RehearsalPlant plant(4, 9);
    const auto off = run_plant(plant, link, 600);
    const auto parting = std::mismatch(off.begin(), off.end(), clean.begin());
    // the 51st exchange is at the 51st tick or later, as no tick has more than one
    BOOST_TEST((parting.first - off.begin()) >= 50);
    BOOST_TEST((parting.first - off.begin()) < 500);
    auto b = parting.second;
    for (auto a = parting.first; a != off.end(); ++a, ++b) {
      BOOST_REQUIRE((*a != *b));
    }
  }
}

// No station holds for good: every robot goes on with orders of at most five ticks, so that in any
// stretch of ticks the plant does a good part of what it did in one before.
BOOST_AUTO_TEST_CASE(it_never_runs_dry) {
  RehearsalPlant plant(8, 1);
  InProcessLink link;
  run_plant(plant, link, 4'000);
  const std::int64_t before = plant.orders_done();
  std::vector<CellCommand> commands;
  for (int i = 0; i < 4'000; ++i) {
    const auto due = plant.look();
    commands.resize(due.size());
    if (!due.empty()) link.exchange(plant.t_ns(), due, commands);
    for (const CellCommand& each : commands) BOOST_REQUIRE(each.state != PackMlState::held);
    plant.obey(commands);
  }
  BOOST_TEST(before > 4'000);
  BOOST_TEST(2 * (plant.orders_done() - before) > before);
}

BOOST_AUTO_TEST_SUITE_END()

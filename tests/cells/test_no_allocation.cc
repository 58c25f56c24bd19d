// Counts calls of malloc while a cell steps. The count stands below everything that allocates:
// operator new and Bullet's own allocator both end in malloc.

#include <atomic>
#include <cstddef>

#include <boost/test/unit_test.hpp>

#include "cells/cell_world.h"
#include "cells/fleet.h"
#include "cells/station_planning.h"
#include "tests/cells/sample_factory.h"
#include "tests/cells/sample_run.h"
#include "tests/support/sanitized.h"

#ifndef DARKLINE_SANITIZED  // sanitizers bring a malloc of their own

namespace {
std::atomic<std::size_t> malloc_calls{0};
}  // namespace

extern "C" void* __libc_malloc(std::size_t size);
extern "C" void* malloc(std::size_t size) {
  malloc_calls.fetch_add(1, std::memory_order_relaxed);
  return __libc_malloc(size);
}

BOOST_AUTO_TEST_SUITE(no_allocation)

BOOST_AUTO_TEST_CASE(stepping_a_station_through_its_programs_does_not_allocate) {
  using namespace darkline;
  const FactoryModel factory = sample::factory({{"z60_framing", 24, 3, 0}});
  CellWorld world(plan_cell(factory, StationId(0), 0));
  sample::ProgramPlayer player(world.config());
  const std::size_t before_planning = malloc_calls;
  BOOST_TEST(before_planning > 0U);  // the hook works
  std::size_t in_steps = 0;
  bool first = true;
  while (!player.finished() && !player.failed() && world.t_ns() < 100'000'000'000) {
    if (world.due()) world.apply(player.update(world.observe()));
    const std::size_t before = malloc_calls;
    world.step();
    if (!first) in_steps += malloc_calls - before;  // Bullet takes its scratch space in the first
    first = false;
  }
  BOOST_TEST(player.finished());
  BOOST_TEST(in_steps == 0U);
}

BOOST_AUTO_TEST_CASE(stepping_a_fleet_does_not_allocate) {
  using namespace darkline;
  const RobotModel robot = sample::shipped_robot("kuka_kr210_r2700_2");
  Fleet fleet;
  for (int arm = 0; arm < 9; ++arm) fleet.add(robot, GunModel{});
  JointVector q = robot.home, qd = {};
  q[0] += 0.2;
  const Segment move = rest_to_rest(robot.home, q, 1.0, robot.n_joints());
  const std::size_t before = malloc_calls;
  fleet.set_segment(3, move);
  fleet.set_contact(4, {});
  fleet.step(100);
  fleet.read(3, q, qd);
  BOOST_TEST(malloc_calls - before == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

#endif

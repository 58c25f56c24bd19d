#include <cmath>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/cell/weld_schedule.h"

using namespace darkline;

namespace {

bool near(double value, double wanted, double within) {
  return std::abs(value - wanted) <= within;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(weld_schedules)

// The energy table of the welding facts, section 2: current, weld time and kJ at the grid.
BOOST_AUTO_TEST_CASE(the_four_stacks_of_the_energy_table_draw_their_energy) {
  struct Row {
    SheetStack stack;
    double current_ka, weld_s, grid_kj;
  };
  const Row rows[] = {
      {{{0.8, 0.8}, SheetMaterial::mild_gi}, 8.5, 0.200, 5.7},
      {{{1.0, 1.2}, SheetMaterial::hsla_gi}, 9.5, 0.280, 9.4},
      {{{1.2, 1.5}, SheetMaterial::dp600}, 10.0, 0.340, 12.2},
      {{{0.7, 1.4, 1.4}, SheetMaterial::phs}, 9.0, 0.520, 16.4},
  };
  for (const Row& row : rows) {
    const WeldSchedule schedule = weld_schedule(row.stack);
    BOOST_TEST_CONTEXT(name_of(row.stack.material)) {
      BOOST_TEST(near(schedule.current_ka, row.current_ka, 1e-9));
      BOOST_TEST(near(schedule.weld_s, row.weld_s, 1e-9));
      BOOST_TEST(near(1e-3 * schedule.grid_j, row.grid_kj, 0.05),
                 1e-3 * schedule.grid_j << " kJ");  // the table's last digit
    }
  }
}

// 0.5 of "0.8-1.0" is 0.9+0.9 mm and so on.
BOOST_AUTO_TEST_CASE(coated_mild_steel_has_the_force_and_time_of_the_rows_of_bs_1140) {
  const double rows[][3] = {{0.9, 2500, 0.210}, {1.1, 3200, 0.230}, {1.4, 3900, 0.260}};
  for (const auto& [mm, force_n, weld_s] : rows) {
    const WeldSchedule schedule = weld_schedule({{mm, mm}, SheetMaterial::mild_gi});
    BOOST_TEST(near(schedule.force_n, force_n, 1e-6));
    BOOST_TEST(near(schedule.weld_s, weld_s, 1e-9));
  }
  const WeldSchedule bare = weld_schedule({{1.0, 1.0}, SheetMaterial::bare});
  BOOST_TEST(near(bare.force_n, 1830.0, 1e-6));
  BOOST_TEST(near(bare.weld_s, 0.167, 1e-9));
  BOOST_TEST(near(bare.current_ka, 8.8, 1e-9));
}

BOOST_AUTO_TEST_CASE(thicker_sheets_need_more_force_time_and_current) {
  for (const std::string& name : sheet_material_names()) {
    const SheetMaterial material = sheet_material(name).value();
    WeldSchedule last = weld_schedule({{0.7, 0.7}, material});
    for (double mm = 0.8; mm < 2.05; mm += 0.1) {
      const WeldSchedule next = weld_schedule({{mm, mm}, material});
      BOOST_TEST(next.force_n > last.force_n);
      BOOST_TEST(next.weld_s > last.weld_s);
      BOOST_TEST(next.current_ka > last.current_ka);
      last = next;
    }
  }
}

// E is proportional to t at one current: (9.5e3^2 (150 + 90) 1e-6 + 9.5e3) 0.25 / 0.93 = 8376 J.
BOOST_AUTO_TEST_CASE(a_stated_weld_time_replaces_the_table_and_its_energy) {
  const WeldSchedule schedule = weld_schedule({{1.0, 1.2}, SheetMaterial::hsla_gi}, 0.25);
  BOOST_TEST(schedule.weld_s == 0.25);
  BOOST_TEST(near(schedule.grid_j, (9500.0 * 9500.0 * 240e-6 + 9500.0) * 0.25 / 0.93, 1e-6));
}

BOOST_AUTO_TEST_CASE(the_thinnest_and_the_thickest_stack_still_have_a_positive_schedule) {
  for (const std::string& name : sheet_material_names()) {
    for (const double mm : {kThinnestSheetMm, kThickestSheetMm}) {
      for (const std::size_t sheets : {kFewestSheets, kMostSheets}) {
        const WeldSchedule schedule =
            weld_schedule({std::vector<double>(sheets, mm), sheet_material(name).value()});
        BOOST_TEST(schedule.force_n > 500.0);
        BOOST_TEST(schedule.force_n < 12000.0);
        BOOST_TEST(schedule.weld_s > 0.05);
        BOOST_TEST(schedule.weld_s < 1.5);
        BOOST_TEST(schedule.grid_j > 1000.0);
      }
    }
  }
  BOOST_TEST(!sheet_material("HSLA").has_value());
}

BOOST_AUTO_TEST_SUITE_END()

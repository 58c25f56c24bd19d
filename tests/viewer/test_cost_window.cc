// Money in the window, with a real screen and a real hand: what the sliders turn is what the log
// says, and the floor's colours go with it.
#include <cstdlib>
#include <filesystem>
#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/run_program.h"
#include "tests/viewer/costs_of.h"
#include "tests/viewer/picture_support.h"
#include "tests/viewer/synthetic_hall.h"
#include "tests/viewer/window_support.h"

namespace {

using namespace darkline;
using namespace darkline::testing;

namespace fs = std::filesystem;

HallSnapshot hall_of_stations(int stations) {
  HallSnapshot hall = synthetic_hall({{"z1", {stations}, 3 * stations}}, shipped_models());
  for (std::size_t s = 1; s < hall.stations.size(); ++s) {
    hall.flow.push_back({.from = s - 1, .to = s});
  }
  return hall;
}

void write_run(const fs::path& folder, const HallSnapshot& hall) {
  fs::create_directory(folder);
  write_file_whole(folder / "hall.json", to_json(hall));
  write_file_whole(folder / kCostCoefficientsName, to_json(costs_of(hall)));
}

// The last number of that kind that the log says: "conversion 140.00 USD".
double last_conversion_usd(const std::string& log) {
  const std::string word = "conversion ";
  const std::size_t at = log.rfind(word);
  BOOST_REQUIRE(at != std::string::npos);
  return std::strtod(log.c_str() + at + word.size(), nullptr);
}

BOOST_AUTO_TEST_SUITE(cost_window)

BOOST_AUTO_TEST_CASE(a_slider_that_is_dragged_changes_the_cost_that_the_log_tells) {
  const HallSnapshot hall = hall_of_stations(3);
  const OpenWindow window("a/hall.json",
                          [&](const fs::path& file) { write_run(file.parent_path(), hall); });
  window.hand({"key", "c"});
  BOOST_TEST(window.says("conversion 140.00 USD (as in the run), landed 10440.00 USD"));

  // The price's slider is the first, 170 pixels wide from about 360 on: its row is looked for from
  // the figures on.
  bool moved = false;
  for (int y = 100; y < 260 && !moved; y += 8) {
    // a frame lies between what a hand does and what it does next
    const std::string row = std::to_string(y);
    window.hand({"mousemove", "400",     row, "sleep", "0.3", "mousedown", "1",   "sleep", "0.3",
                 "mousemove", "450",     row, "sleep", "0.3", "mousemove", "490", row,     "sleep",
                 "0.3",       "mouseup", "1", "sleep", "0.3"});
    moved = window.log().find(", dearer)") != std::string::npos;
  }
  BOOST_REQUIRE_MESSAGE(moved, window.log());
  // 1 USD for each kUSD, and the slider goes to 200 kUSD
  BOOST_TEST(last_conversion_usd(window.log()) > 200.0);
  BOOST_TEST(last_conversion_usd(window.log()) < 300.0);
  window.hand({"key", "F6", "F6", "F6", "F6", "F6", "F6"});
  BOOST_TEST(window.says("floor cost"));
}

BOOST_AUTO_TEST_CASE(two_runs_are_flipped_and_their_difference_is_shown) {
  HallSnapshot one = hall_of_stations(3), two = hall_of_stations(4);
  one.stations[1].down_share = 0.1;
  two.stations[1].down_share = 0.3;
  OpenWindow window("a/hall.json",
                    [&](const fs::path& file) {
                      write_run(file.parent_path(), one);
                      write_run(file.parent_path().parent_path() / "b", two);
                    },
                    {"--against", "b/hall.json"});
  window.hand({"key", "F6", "F6", "F6", "F6"});
  BOOST_TEST(window.says("floor down"));
  window.hand({"key", "n"});
  BOOST_TEST(window.says("difference"));
  const Picture3 first = window.picture();
  window.hand({"key", "v"});
  BOOST_TEST(window.says("difference, B"));
  const Picture3 second = window.picture();
  long changed = 0;
  for (std::size_t i = 0; i < first.rgb.size(); ++i)
    changed += first.rgb[i] != second.rgb[i] ? 1 : 0;
  BOOST_TEST(changed > 3000);  // a fourth station stands there
}

BOOST_AUTO_TEST_CASE(a_folder_without_costs_is_refused_where_it_is_named) {
  const ScratchFolder folder;
  write_run(folder.path() / "a", hall_of_stations(2));
  fs::create_directory(folder.path() / "empty");
  const ProgramResult result =
      run_program("darkline-viewer", {"view", "a/hall.json", "--run", "empty"},
                  {std::string("DARKLINE_DATA=") + DARKLINE_SOURCE_DIR + "/models"}, folder.path());
  BOOST_TEST(result.exit_code == 65);
  BOOST_TEST(result.err.find("cost_coefficients.json") != std::string::npos, result.err);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

// A stranger's robot file, explained and drawn.
#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>

#include "tests/support/public_arm.h"
#include "tests/support/run_program.h"

namespace fs = std::filesystem;
using darkline::testing::run_program;
using darkline::testing::ScratchFolder;

BOOST_AUTO_TEST_SUITE(public_robot)

BOOST_AUTO_TEST_CASE(an_industrial_urdf_without_inertials_is_explained_and_drawn) {
  const ScratchFolder scratch;
  const fs::path urdf = darkline::testing::write_public_arm(scratch.path());
  const auto told = run_program("darkline", {"robot", urdf.string()});
  BOOST_TEST(told.exit_code == 0, told.err);
  BOOST_TEST(told.out.find("joint_a6") != std::string::npos, told.out);
  BOOST_TEST(told.out.find("no <inertial>") != std::string::npos, told.out);  // warnings
  BOOST_TEST(told.out.find("no effort") != std::string::npos, told.out);
  BOOST_TEST(told.out.find("\"rod_joint\" follows") != std::string::npos, told.out);
  const fs::path viewer = fs::read_symlink("/proc/self/exe").parent_path() / "darkline-viewer";
  if (!fs::exists(viewer)) return;  // built without it
  const fs::path png = scratch.path() / "arm.png";
  const auto drawn = run_program("darkline", {"robot", urdf.string(), "--png", png.string()});
  BOOST_TEST(drawn.exit_code == 0, drawn.err);
  BOOST_REQUIRE(fs::exists(png));
  BOOST_TEST(fs::file_size(png) > 2000U);
}

// Named by its file in a scenario, the arm welds there; a hall of its station draws it.
BOOST_AUTO_TEST_CASE(a_users_robot_welds_in_a_scenario) {
  const ScratchFolder scratch;
  const fs::path urdf = darkline::testing::write_public_arm(scratch.path());
  const fs::path scenario = scratch.path() / "mine.toml";
  std::ofstream(scenario) << "[robots]\nspot_welding = \""
                          << fs::relative(urdf, scratch.path()).string()
                          << "\"\n[[zone]]\nname = \"mine\"\nstations = [1]\nspots = 6\n"
                             "spot_welding_robots = 1\n";
  const fs::path out = scratch.path() / "cell";
  const auto studied =
      run_program("darkline", {"cell", scenario.string(), "mine/st01", "--out", out.string()});
  BOOST_TEST(studied.exit_code == 0, studied.err);
  const fs::path viewer = fs::read_symlink("/proc/self/exe").parent_path() / "darkline-viewer";
  if (!fs::exists(viewer)) return;  // built without it
  const fs::path png = scratch.path() / "cell.png";
  const auto drawn = run_program("darkline", {"render", (out / "recording.json").string(), "--out",
                                              png.string(), "--at", "5 s"});
  BOOST_TEST(drawn.exit_code == 0, drawn.err);
  BOOST_TEST(fs::exists(png));
  BOOST_TEST(drawn.out == "Picture " + png.string() + ", 1920 x 1080 pixels\n");
}

BOOST_AUTO_TEST_SUITE_END()

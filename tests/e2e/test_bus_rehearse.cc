#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <spawn.h>

#include "models/base/file.h"
#include "tests/support/run_program.h"

using namespace darkline;
using namespace darkline::testing;
namespace fs = std::filesystem;

namespace {

nlohmann::json rehearse(const std::vector<std::string>& options) {
  std::vector<std::string> arguments = {"bus", "rehearse", "--json"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  const ProgramResult result = run_program("darkline", arguments);
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.err << result.out);
  return nlohmann::json::parse(result.out);
}

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> children;
  for (const fs::directory_entry& entry : fs::directory_iterator("/proc")) {
    std::ifstream file(entry.path() / "stat");
    std::string text;
    if (!std::getline(file, text)) continue;
    const std::size_t name_end = text.rfind(") ");
    if (name_end == std::string::npos) continue;
    if (std::atoi(text.c_str() + name_end + 4) == parent) {
      children.push_back(std::stoi(entry.path().filename()));
    }
  }
  return children;
}

bool is_gone(pid_t pid) {
  return ::kill(pid, 0) != 0;
}

template <class Condition>
bool comes_true(Condition condition) {
  for (int i = 0; i < 2'000 && !condition(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return condition();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bus_rehearse)

BOOST_AUTO_TEST_CASE(however_many_processes_there_are_the_plant_is_the_same) {
  const auto one = rehearse({"--cells", "12", "--ticks", "300", "--processes", "1"});
  const auto many = rehearse({"--cells", "12", "--ticks", "300", "--processes", "12"});
  BOOST_TEST(one["processes"] == 1);
  BOOST_TEST(many["processes"] == 12);
  for (const auto& each : {one, many}) {
    BOOST_TEST(each["ticks"] == 300);
    BOOST_TEST(each["equal"] == true);
    BOOST_TEST(each["restarts"] == 0);
    BOOST_TEST(each["hash"] == each["clean_hash"]);
  }
  BOOST_TEST(one["hash"] == many["hash"]);
}

BOOST_AUTO_TEST_CASE(chaos_changes_nothing_and_leaves_nothing) {
  const auto chaos = rehearse(
      {"--cells", "12", "--ticks", "400", "--processes", "4", "--faults", "chaos", "--seed", "7"});
  const auto clean =
      rehearse({"--cells", "12", "--ticks", "400", "--processes", "4", "--seed", "7"});
  BOOST_TEST(chaos["equal"] == true);
  BOOST_TEST(chaos["hash"] == clean["hash"]);
  // it was tried: hosts were killed or stopped and came back, messages were refused
  BOOST_TEST(chaos["restarts"].get<int>() > 0);
  BOOST_TEST(chaos["recovery_ms"]["n"].get<int>() > 0);
  int refused = 0;
  for (const auto& each : chaos["refused"]) refused += each.get<int>();
  BOOST_TEST(refused > 0);
  BOOST_TEST(chaos["descriptors"][0] == chaos["descriptors"][1]);
  BOOST_TEST(chaos["children"][1] == 0);
}

// The kernel ends the controllers with the thread that started them.
BOOST_AUTO_TEST_CASE(a_killed_twin_leaves_no_process) {
  const std::string program = (program_folder() / "darkline").string();
  const std::vector<std::string> words = {program,   "bus",    "rehearse",    "--cells", "8",
                                          "--ticks", "200000", "--processes", "4"};
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t twin = -1;
  BOOST_REQUIRE(
      ::posix_spawn(&twin, program.c_str(), nullptr, nullptr, arguments.data(), environ) == 0);
  std::vector<pid_t> children;
  comes_true([&] {
    children = children_of(twin);
    return children.size() == 4;
  });
  ::kill(twin, SIGKILL);
  ::waitpid(twin, nullptr, 0);
  BOOST_REQUIRE(children.size() == 4U);
  for (const pid_t child : children) BOOST_TEST(comes_true([&] { return is_gone(child); }));
}

BOOST_AUTO_TEST_SUITE_END()

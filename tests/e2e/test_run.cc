// The main job as a user runs it: same bytes for any number of threads and any transport,
// controller processes at work, and nothing half-written when it is killed.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/file.h"
#include "tests/support/run_program.h"

namespace fs = std::filesystem;
using darkline::testing::run_program;
using darkline::testing::ScratchFolder;

namespace {

const fs::path kScenarios = fs::path(DARKLINE_SOURCE_DIR) / "models/scenarios";

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string run_to(const fs::path& folder, const std::string& scenario,
                   const std::vector<std::string>& more,
                   const std::vector<std::string>& environment) {
  std::vector<std::string> words = {"run", (kScenarios / scenario).string(), "--out",
                                    (folder / "run").string()};
  words.insert(words.end(), more.begin(), more.end());
  std::vector<std::string> all = {"DARKLINE_CACHE=" + (folder / "cache").string()};
  all.insert(all.end(), environment.begin(), environment.end());
  const auto result = run_program("darkline", words, all);
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.err);
  return bytes_of(folder / "run/result.json");
}

// Programs of the name that are alive.
int alive(const std::string& name) {
  int count = 0;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string pid = entry.path().filename().string();
    if (pid.find_first_not_of("0123456789") != std::string::npos) continue;
    std::error_code error;
    const fs::path program = fs::read_symlink(entry.path() / "exe", error);
    if (!error && program == darkline::program_folder() / name) ++count;
  }
  return count;
}

pid_t start_run(const fs::path& folder, const std::string& scenario) {
  const std::string program = (darkline::program_folder() / "darkline").string();
  const std::string file = (kScenarios / scenario).string();
  const std::string out = (folder / "run").string();
  const std::string cache = (folder / "cache").string();
  const pid_t child = ::fork();
  if (child == 0) {
    ::setenv("DARKLINE_CACHE", cache.c_str(), 1);
    if (std::freopen("/dev/null", "w", stdout) == nullptr) ::_exit(126);
    if (std::freopen("/dev/null", "w", stderr) == nullptr) ::_exit(126);
    ::execl(program.c_str(), "darkline", "run", file.c_str(), "--out", out.c_str(), nullptr);
    ::_exit(127);
  }
  return child;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(run)

BOOST_AUTO_TEST_CASE(one_thread_and_two_write_the_same_bytes) {
  const ScratchFolder one, two;
  const std::string first = run_to(one.path(), "06_assembly.toml", {"--jobs", "1"}, {});
  const std::string second = run_to(two.path(), "06_assembly.toml", {"--jobs", "2"}, {});
  BOOST_TEST(first.size() > 1000U);
  BOOST_TEST((first == second), "result.json differs between --jobs 1 and --jobs 2");
}

BOOST_AUTO_TEST_CASE(every_engine_of_the_line_writes_the_same_bytes) {
  const ScratchFolder one, two;
  const std::string events =
      run_to(one.path(), "05_one_technician.toml", {"--engine", "event"}, {});
  const std::string flow = run_to(two.path(), "05_one_technician.toml", {"--engine", "flow"}, {});
  BOOST_TEST((events == flow), "result.json differs between --engine event and flow");
  BOOST_TEST(
      (bytes_of(one.path() / "run/stations.csv") == bytes_of(two.path() / "run/stations.csv")));
}

BOOST_AUTO_TEST_CASE(controller_processes_and_controllers_linked_in_give_the_same_profiles) {
  const ScratchFolder zmq, linked;
  run_to(zmq.path(), "02_three_stations.toml", {}, {"DARKLINE_TRANSPORT=zmq"});
  run_to(linked.path(), "02_three_stations.toml", {}, {"DARKLINE_TRANSPORT=inproc"});
  int compared = 0;
  for (const auto& entry : fs::recursive_directory_iterator(zmq.path() / "cache")) {
    if (!entry.is_regular_file()) continue;
    const fs::path twin =
        linked.path() / "cache" / fs::relative(entry.path(), zmq.path() / "cache");
    BOOST_TEST((bytes_of(entry.path()) == bytes_of(twin)), entry.path() << " differs");
    ++compared;
  }
  BOOST_TEST(compared > 0);
}

BOOST_AUTO_TEST_CASE(the_cache_changes_no_result) {
  const ScratchFolder scratch;
  const std::string studied = run_to(scratch.path(), "02_three_stations.toml", {}, {});
  const std::string cached = run_to(scratch.path(), "02_three_stations.toml", {}, {});
  BOOST_TEST((studied == cached));
}

BOOST_AUTO_TEST_CASE(cells_are_commanded_by_controller_processes_that_end_with_the_run) {
  const ScratchFolder scratch;
  const pid_t child = start_run(scratch.path(), "06_assembly.toml");
  int most = 0;
  int status = 0;
  while (::waitpid(child, &status, WNOHANG) == 0) {
    most = std::max(most, alive("darkline-controller"));
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  BOOST_TEST(WEXITSTATUS(status) == 0);
  BOOST_TEST(most >= 1, "no darkline-controller process was seen during the study");
}

BOOST_AUTO_TEST_CASE(a_killed_run_leaves_nothing_half_written_and_runs_again) {
  for (const int delay_ms : {20, 150, 400, 700, 1000, 1500}) {
    const ScratchFolder scratch;
    const pid_t child = start_run(scratch.path(), "06_assembly.toml");
    std::this_thread::sleep_for(std::chrono::milliseconds(delay_ms));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    const fs::path run = scratch.path() / "run";
    if (fs::exists(run)) {
      // it was done: then all of it is there
      for (const char* file : {"result.json", "provenance.json", "hall.json", "cost.csv"}) {
        BOOST_TEST(fs::file_size(run / file) > 0U, file << " is empty");
      }
    }
    run_to(scratch.path(), "06_assembly.toml", {}, {});
    for (const auto& entry : fs::directory_iterator(scratch.path())) {
      const std::string name = entry.path().filename().string();
      BOOST_TEST((name == "run" || name == "cache"), name << " was left behind");
    }
  }
}

BOOST_AUTO_TEST_CASE(an_interrupted_run_ends_with_75_and_goes_on_from_the_cache) {
  const ScratchFolder scratch;
  const pid_t child = start_run(scratch.path(), "ningbo_2020.toml");
  std::this_thread::sleep_for(std::chrono::seconds(3));
  ::kill(child, SIGINT);
  int status = 0;
  ::waitpid(child, &status, 0);
  BOOST_TEST(WEXITSTATUS(status) == 75);
  BOOST_TEST(!fs::exists(scratch.path() / "run"));
}

BOOST_AUTO_TEST_SUITE_END()

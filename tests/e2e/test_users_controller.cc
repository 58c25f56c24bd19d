// A controller that a user wrote in Python commands a cell, is killed in the middle of a cycle and
// started again: the plant goes on as if nothing had been.
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <spawn.h>

#include "tests/support/run_program.h"

using namespace darkline::testing;
namespace fs = std::filesystem;

namespace {

constexpr const char* kScenario = DARKLINE_SOURCE_DIR "/models/scenarios/01_one_cell.toml";

nlohmann::json live(std::vector<std::string> more) {
  std::vector<std::string> words = {"live", kScenario, "--for", "100 s", "--json"};
  words.insert(words.end(), more.begin(), more.end());
  const ProgramResult result = run_program("darkline", words);
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.err);
  return nlohmann::json::parse(result.out);
}

pid_t start_python(const std::string& endpoint) {
  std::vector<std::string> words = {"/usr/bin/python3",
                                    "-B",
                                    DARKLINE_SOURCE_DIR "/python/examples/weld_cell.py",
                                    "--endpoint",
                                    endpoint,
                                    "--host",
                                    "0",
                                    "--incarnation",
                                    "0",
                                    "--epoch",
                                    "1"};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t pid = -1;
  BOOST_REQUIRE(::posix_spawn(&pid, arguments[0], nullptr, nullptr, arguments.data(), environ) ==
                0);
  return pid;
}

void sleep_s(double seconds) {
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(users_controller)

BOOST_AUTO_TEST_CASE(killed_in_the_middle_of_a_body_and_started_again_it_finishes_the_body) {
  const ScratchFolder scratch;
  ::chmod(scratch.path().c_str(), S_IRWXU);
  const fs::path socket = scratch.path() / "bus";
  const std::string endpoint = "ipc://" + socket.string();
  const pid_t first = start_python(endpoint);  // long before anybody awaits it
  nlohmann::json result;
  // 100 s of the plant in 4 s, in which the first body takes the first second
  std::thread twin([&] {
    result = live({"--external", "cell/st01", "--endpoint", endpoint, "--pace", "25"});
  });
  for (int i = 0; i < 2'000 && !fs::exists(socket); ++i) sleep_s(0.01);
  sleep_s(1.8);  // about half a second of which it takes to begin
  ::kill(first, SIGKILL);
  ::waitpid(first, nullptr, 0);
  const pid_t second = start_python(endpoint);
  twin.join();
  int status = 0;
  ::waitpid(second, &status, 0);
  BOOST_TEST((WIFEXITED(status) && WEXITSTATUS(status) == 0));  // it was told BYE

  const nlohmann::json linked = live({});
  BOOST_TEST(result["stations"][0]["bodies"] == linked["stations"][0]["bodies"]);
  BOOST_TEST(result["stations"][0]["bodies"].get<int>() >= 2);
  // the example does what darkline's own controllers do, so every joint stands where it would
  BOOST_TEST(result["state_hash"] == linked["state_hash"]);
  BOOST_TEST(result["degraded"] == false);
}

BOOST_AUTO_TEST_SUITE_END()

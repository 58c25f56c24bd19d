// darkline study and merge as a user runs them.
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
#include "tests/support/sanitized.h"

namespace fs = std::filesystem;
using darkline::testing::run_program;
using darkline::testing::ScratchFolder;

namespace {

const std::string kStudy =
    (fs::path(DARKLINE_SOURCE_DIR) / "models/studies/cell_price_tariff.toml").string();

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// One cache for all cases of this file.
std::vector<std::string> environment() {
  static const ScratchFolder scratch;
  return {"DARKLINE_CACHE=" + (scratch.path() / "cache").string()};
}

darkline::testing::ProgramResult study(const std::vector<std::string>& options) {
  std::vector<std::string> words = {"study", kStudy};
  words.insert(words.end(), options.begin(), options.end());
  return run_program("darkline", words, environment());
}

// Starts the study and kills it with SIGKILL after a while.
void study_killed_after(std::chrono::milliseconds time, const fs::path& out) {
  const std::string program = (darkline::program_folder() / "darkline").string();
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string entry = environment().front();
    ::setenv("DARKLINE_CACHE", entry.substr(entry.find('=') + 1).c_str(), 1);
    ::execl(program.c_str(), "darkline", "study", kStudy.c_str(), "--shard", "1/1", "--out",
            out.c_str(), static_cast<char*>(nullptr));
    ::_exit(127);
  }
  std::this_thread::sleep_for(time);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(study_command)

BOOST_AUTO_TEST_CASE(a_study_in_one_piece_and_in_three_gives_the_same_bytes) {
  const ScratchFolder scratch;
  const fs::path whole = scratch.path() / "whole", parts = scratch.path() / "parts";
  const auto all = study({"--out", whole.string()});
  BOOST_REQUIRE_MESSAGE(all.exit_code == 0, all.err);
  BOOST_TEST(all.out.find("The least landed is") != std::string::npos, all.out);
  BOOST_TEST(all.out.find("cost.robot_price from 40 kUSD to 140 kUSD") != std::string::npos,
             all.out);
  for (const char* shard : {"3/3", "1/3", "2/3"}) {
    const auto one = study({"--shard", shard, "--out", parts.string(), "--jobs", "1"});
    BOOST_REQUIRE_MESSAGE(one.exit_code == 0, one.err);
  }
  const auto merged = run_program("darkline", {"merge", parts.string(), "--json"});
  BOOST_REQUIRE_MESSAGE(merged.exit_code == 0, merged.err);
  BOOST_TEST((bytes_of(whole / "study.csv") == bytes_of(parts / "study.csv")));
  BOOST_TEST((bytes_of(whole / "study.db") == bytes_of(parts / "study.db")));
}

BOOST_AUTO_TEST_CASE(a_study_that_was_killed_goes_on_and_gives_the_same_bytes) {
  const ScratchFolder scratch;
  const fs::path whole = scratch.path() / "whole", killed = scratch.path() / "killed";
  BOOST_REQUIRE(study({"--out", whole.string()}).exit_code == 0);
  for (const int ms : {30, 120, 250}) study_killed_after(std::chrono::milliseconds(ms), killed);
  const auto last = study({"--out", killed.string()});
  BOOST_REQUIRE_MESSAGE(last.exit_code == 0, last.err);
  BOOST_TEST((bytes_of(whole / "study.csv") == bytes_of(killed / "study.csv")));
  BOOST_TEST((bytes_of(whole / "study.db") == bytes_of(killed / "study.db")));
}

// A limit on the size of files stands for a disk that fills: both make a write fail half-way.
BOOST_AUTO_TEST_CASE(a_disk_that_is_full_ends_with_74_and_whole_rows) {
  const ScratchFolder scratch;
  const fs::path whole = scratch.path() / "whole", full = scratch.path() / "full";
  BOOST_REQUIRE(study({"--out", whole.string()}).exit_code == 0);
  const auto kib = [](int n) {
    return "trap '' XFSZ; ulimit -f " + std::to_string(n) + "; exec \"$@\"";
  };
  const std::string program = (darkline::program_folder() / "darkline").string();
  for (const int most : {4, 16, 24}) {
    const auto limited = run_program(
        "/bin/bash", {"-c", kib(most), "bash", program, "study", kStudy, "--out", full.string()},
        environment());
    BOOST_TEST(limited.exit_code == 74, most << " KiB: " << limited.err);
  }
  const auto last = study({"--out", full.string()});
  BOOST_REQUIRE_MESSAGE(last.exit_code == 0, last.err);
  BOOST_TEST((bytes_of(whole / "study.csv") == bytes_of(full / "study.csv")));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_meant_is_refused) {
  const ScratchFolder scratch;
  const auto shard = study({"--shard", "9/8", "--out", scratch.path().string()});
  BOOST_TEST(shard.exit_code == 64);
  BOOST_TEST(shard.err.find("i from 1 to N") != std::string::npos, shard.err);
  BOOST_TEST(run_program("darkline", {"merge", scratch.path().string()}).exit_code == 65);
  BOOST_TEST(run_program("darkline", {"study", "none.toml"}).exit_code == 74);
  // a change of the study is another study
  BOOST_REQUIRE(study({"--out", scratch.path().string()}).exit_code == 0);
  const auto changed = study({"--out", scratch.path().string(), "--set", "cost.wage=9 USD/h"});
  BOOST_TEST(changed.exit_code == 65);
  BOOST_TEST(changed.err.find("--fresh") != std::string::npos, changed.err);
}

namespace {

std::string shipped(const char* name) {
  return (fs::path(DARKLINE_SOURCE_DIR) / "models/studies" / name).string();
}

}  // namespace

// Each shipped small study from its file to its sentences and pictures.
BOOST_AUTO_TEST_CASE(small_studies_say_what_they_are_for_and_draw_it) {
  struct Shipped {
    const char* file;
    const char* says;
    const char* picture;
  };
  const std::vector<Shipped> studies = {
      {"cell_when.toml", "The right to wait is worth", "when.svg"},
      {"cell_optimise.toml", "One step away", "optimise.svg"},
#ifndef DARKLINE_SANITIZED  // minutes there, over the same code
      {"cell_tornado.toml", "what each factor does alone", "tornado.svg"},
      {"cell_decision.toml", "undecided in", "decision_map.svg"},
      {"cell_montecarlo.toml", "is the line's noise", "distribution.svg"},
      {"cell_precision.toml", "reached at all", "study.csv"},
#endif
  };
  for (const Shipped& each : studies) {
    const ScratchFolder scratch;
    const auto said = run_program(
        "darkline", {"study", shipped(each.file), "--out", scratch.path().string()}, environment());
    BOOST_REQUIRE_MESSAGE(said.exit_code == 0, each.file << ": " << said.err);
    BOOST_TEST(said.out.find(each.says) != std::string::npos, each.file << ": " << said.out);
    BOOST_TEST(fs::exists(scratch.path() / each.picture), each.file);
  }
}

BOOST_AUTO_TEST_CASE(kinds_in_one_piece_refuse_shards) {
  for (const char* file : {"cell_when.toml", "cell_optimise.toml"}) {
    const auto refused =
        run_program("darkline", {"study", shipped(file), "--shard", "1/2"}, environment());
    BOOST_TEST(refused.exit_code == 64, file);
  }
}

BOOST_AUTO_TEST_SUITE_END()

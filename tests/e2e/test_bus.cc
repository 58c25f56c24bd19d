// darkline bus: its subcommands as a user types them.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/run_program.h"

namespace fs = std::filesystem;
using darkline::testing::run_program;
using darkline::testing::ScratchFolder;

namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bus)

BOOST_AUTO_TEST_CASE(a_journal_is_replayed_and_judged_by_the_exit_code) {
  const ScratchFolder scratch;
  // its corpora hold a journal of two cells and two exchanges, behind a byte of the fuzz target's
  BOOST_REQUIRE(run_program("make_corpus", {"."}, {}, scratch.path()).exit_code == 0);
  const std::string whole = bytes_of(scratch.path() / "journal" / "whole").substr(1);
  BOOST_REQUIRE(whole.size() > 100U);
  const auto replay = [&](const std::string& bytes, const std::string& option) {
    std::ofstream(scratch.path() / "run.journal", std::ios::binary) << bytes;
    return option.empty()
               ? run_program("darkline", {"bus", "replay", "run.journal"}, {}, scratch.path())
               : run_program("darkline", {"bus", "replay", "run.journal", option}, {},
                             scratch.path());
  };
  const auto equal = replay(whole, "");
  BOOST_TEST(equal.exit_code == 0, equal.err);
  BOOST_TEST(holds(equal.out, "2 exchanges with 2 cells, 4 commands, t = 0.000 to 0.004 s"),
             equal.out);
  BOOST_TEST(holds(equal.out, "equal to the bit"), equal.out);
  BOOST_TEST(holds(replay(whole, "--json").out, "\"equal\": true"));

  const auto cut = replay(whole.substr(0, whole.size() - 30), "");
  BOOST_TEST(cut.exit_code == 0, cut.err);
  BOOST_TEST(holds(cut.out, "1 exchanges"), cut.out);
  BOOST_TEST(holds(cut.err, "breaks off behind byte"), cut.err);

  std::string damaged = whole;
  damaged[whole.size() - 100] ^= 1;
  const auto bad = replay(damaged, "");
  BOOST_TEST(bad.exit_code == 65);
  BOOST_TEST(holds(bad.err, "damaged behind byte"), bad.err);

  BOOST_TEST(replay("[scenario]", "").exit_code == 65);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_meant_is_refused) {
  const ScratchFolder scratch;
  const auto misspelt = run_program("darkline", {"bus", "repaly", "x"}, {}, scratch.path());
  BOOST_TEST(misspelt.exit_code == 64);
  BOOST_TEST(holds(misspelt.err, "did you mean replay?"), misspelt.err);
  BOOST_TEST(run_program("darkline", {"bus", "replay"}, {}, scratch.path()).exit_code == 64);
  BOOST_TEST(run_program("darkline", {"bus"}, {}, scratch.path()).exit_code == 64);
  BOOST_TEST(run_program("darkline", {"bus", "replay", "none"}, {}, scratch.path()).exit_code ==
             74);
}

BOOST_AUTO_TEST_SUITE_END()

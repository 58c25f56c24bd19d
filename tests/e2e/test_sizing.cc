// Studies of kinds size and buffers as a user runs them.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/file.h"
#include "tests/support/run_program.h"

namespace fs = std::filesystem;
using darkline::testing::run_program;
using darkline::testing::ScratchFolder;

namespace {

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

const std::string kBase =
    "[study]\nbase = \"" +
    (fs::path(DARKLINE_SOURCE_DIR) / "models/scenarios/06_assembly.toml").string() +
    "\"\nset = [\"simulation.physics=surrogate\", \"simulation.horizon=200 h\", "
    "\"simulation.warm_up=10 h\"]\nscreening = 16\n";

// The study in the folder, run there with one cache for all.
darkline::testing::ProgramResult study(const fs::path& folder, const std::string& keys,
                                       const std::vector<std::string>& options) {
  static const ScratchFolder cache;
  const fs::path file = folder / "study.toml";
  std::ofstream(file) << kBase << keys;
  std::vector<std::string> words = {"study", file.string()};
  words.insert(words.end(), options.begin(), options.end());
  return run_program("darkline", words, {"DARKLINE_CACHE=" + (cache.path() / "c").string()});
}

std::string size_for(const std::string& target) {
  return "kind = \"size\"\nconfirm = 20\ntarget_net_jph = " + target +
         "\ntakt = [\"52 s\", \"54 s\", \"56 s\", \"58 s\"]\nweld_load = [\"80 %\", \"100 %\"]\n"
         "buffer_factor = [0.5, 1, 2]\ntechnicians = [1, 2]\nbuffer_place = \"20 kUSD\"\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sizing_command)

BOOST_AUTO_TEST_CASE(a_plant_is_sized_alike_by_one_thread_and_two_and_can_be_run) {
  const ScratchFolder scratch;
  const fs::path one = scratch.path() / "one", two = scratch.path() / "two";
  const auto first = study(scratch.path(), size_for("56"), {"--out", one.string(), "--jobs", "1"});
  BOOST_REQUIRE_MESSAGE(first.exit_code == 0, first.err);
  BOOST_TEST(first.out.find("The cheapest plant found for 56 net JPH has:") != std::string::npos,
             first.out);
  BOOST_TEST(first.out.find("Against the base scenario") != std::string::npos, first.out);
  BOOST_REQUIRE(
      study(scratch.path(), size_for("56"), {"--out", two.string(), "--jobs", "2"}).exit_code == 0);
  BOOST_TEST(first.out.find("at most one step away in every list at once") != std::string::npos,
             first.out);
  for (const char* file : {"sizing.csv", "sized_56.toml", "sizing.svg"}) {
    BOOST_TEST((bytes_of(one / file) == bytes_of(two / file)), file);
  }
  const auto check = run_program("darkline", {"check", (one / "sized_56.toml").string()});
  BOOST_TEST(check.exit_code == 0, check.err);
}

BOOST_AUTO_TEST_CASE(plants_are_sized_at_two_prices_beside_one_as_it_is) {
  const ScratchFolder scratch;
  const fs::path out = scratch.path() / "out";
  const std::string other =
      (fs::path(DARKLINE_SOURCE_DIR) / "models/scenarios/05_one_technician.toml").string();
  const auto run = study(scratch.path(),
                         "kind = \"pareto\"\nconfirm = 20\ntargets_net_jph = [50, 56]\n"
                         "takt = [\"52 s\", \"56 s\", \"60 s\"]\ntechnicians = [1, 2]\n"
                         "buffer_place = \"20 kUSD\"\nrobot_prices = [\"40 kUSD\", \"140 kUSD\"]\n"
                         "plants = [\"" +
                             other + "\"]\n",
                         {"--out", out.string()});
  BOOST_REQUIRE_MESSAGE(run.exit_code == 0, run.err);
  BOOST_TEST(run.out.find("The cheapest plant at each price of a robot") != std::string::npos,
             run.out);
  BOOST_TEST(run.out.find("Even wage") != std::string::npos, run.out);
  for (const char* file : {"sized_50_at_40_kusd.toml", "sized_56_at_140_kusd.toml", "plants.csv"}) {
    BOOST_TEST(fs::exists(out / file), file);
  }
  BOOST_TEST(bytes_of(out / "sizing.svg").find("robots at 140 kUSD") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_size_that_cannot_be_meant_is_refused) {
  const ScratchFolder scratch;
  const std::string out = scratch.path().string();
  const auto high = study(scratch.path(), size_for("100"), {"--out", out});
  BOOST_TEST(high.exit_code == 65);
  BOOST_TEST(high.err.find("the most that was found is") != std::string::npos, high.err);
  const auto kind = study(scratch.path(), "kind = \"sise\"\n", {"--out", out});
  BOOST_TEST(kind.exit_code == 65);
  BOOST_TEST(kind.err.find("\"size\"") != std::string::npos, kind.err);
  BOOST_TEST(study(scratch.path(), size_for("56"), {"--shard", "1/2"}).exit_code == 64);
}

BOOST_AUTO_TEST_CASE(places_are_shared_out_alike_by_one_thread_and_two) {
  const ScratchFolder scratch;
  const std::string keys =
      "kind = \"buffers\"\nplaces = 9\nindifference_jph = 0.2\nmost_replications = 60\n";
  const fs::path one = scratch.path() / "one", two = scratch.path() / "two";
  const auto first = study(scratch.path(), keys, {"--out", one.string(), "--jobs", "1"});
  BOOST_REQUIRE_MESSAGE(first.exit_code == 0, first.err);
  BOOST_TEST(first.out.find("9 places on 3 links") != std::string::npos, first.out);
  // half of the base's 18 places make less than all of them
  BOOST_TEST(first.out.find("numbers of their own): -") != std::string::npos, first.out);
  const auto second = study(scratch.path(), keys, {"--out", two.string(), "--jobs", "2"});
  BOOST_TEST((bytes_of(one / "allocations.csv") == bytes_of(two / "allocations.csv")));
}

BOOST_AUTO_TEST_SUITE_END()

// darkline keys, as a user types it.
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/run_program.h"

namespace fs = std::filesystem;
using darkline::testing::run_program;
using darkline::testing::ScratchFolder;

namespace {

struct Home : ScratchFolder {
  darkline::testing::ProgramResult run(const std::vector<std::string>& arguments) const {
    std::vector<std::string> words = {"keys"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return run_program("darkline", words, {"XDG_CONFIG_HOME=" + path().string()});
  }
  fs::path keys() const { return path() / "darkline/keys"; }
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(keys_command)

BOOST_FIXTURE_TEST_CASE(a_key_is_made_listed_and_revoked, Home) {
  BOOST_TEST(holds(run({"list"}).out, "darkline keys new NAME"));
  const auto made = run({"new", "press_shop", "--cells", "3,7-9"});
  BOOST_TEST(made.exit_code == 0, made.err);
  BOOST_TEST(holds(made.out, "press_shop.key"), made.out);
  BOOST_TEST(holds(made.out, "server.pub"), made.out);
  for (const char* file :
       {"press_shop.key", "server.key", "server.pub", "allowed/press_shop.pub"}) {
    BOOST_TEST(fs::exists(keys() / file), file);
  }
  const auto listed = run({"list"});
  BOOST_TEST(holds(listed.out, "press_shop          allowed"), listed.out);
  BOOST_TEST(holds(listed.out, "3, 7-9"), listed.out);
  BOOST_TEST(run({"revoke", "press_shop"}).exit_code == 0);
  BOOST_TEST(holds(run({"list"}).out, "press_shop          revoked"));
  BOOST_TEST(holds(run({"list", "--json"}).out, "\"state\": \"revoked\""));
  // a revoked name is not given again
  const auto again = run({"new", "press_shop"});
  BOOST_TEST(again.exit_code == 65);
  BOOST_TEST(holds(again.err, "revoked"), again.err);
}

BOOST_FIXTURE_TEST_CASE(no_output_shows_a_secret, Home) {
  const auto made = run({"new", "a", "--json"});
  BOOST_TEST(made.exit_code == 0, made.err);
  const auto listed = run({"list", "--json"});
  const auto server = run({"server", "--json"});
  for (const char* file : {"a.key", "server.key"}) {
    std::ifstream in(keys() / file);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    BOOST_REQUIRE(text.size() > 41);
    const std::string secret = text.substr(text.size() - 41, 40);  // the last line
    for (const std::string& out : {made.out, listed.out, server.out}) {
      BOOST_TEST(!holds(out, secret), file);
    }
  }
}

BOOST_FIXTURE_TEST_CASE(what_is_not_meant_is_refused_with_what_may_be, Home) {
  const auto action = run({"lst"});
  BOOST_TEST(action.exit_code == 64);
  BOOST_TEST(holds(action.err, "did you mean list?"), action.err);
  BOOST_TEST(run({"new"}).exit_code == 64);
  BOOST_TEST(run({"list", "--cells", "3"}).exit_code == 64);
  const auto cells = run({"new", "a", "--cells", "9-3"});
  BOOST_TEST(cells.exit_code == 64);
  BOOST_TEST(holds(cells.err, "3, 7-9"), cells.err);
  run({"new", "press_shop"});
  const auto name = run({"revoke", "pres_shop"});
  BOOST_TEST(name.exit_code == 65);
  BOOST_TEST(holds(name.err, "did you mean press_shop?"), name.err);
  const auto path = run({"new", "../../evil"});
  BOOST_TEST(path.exit_code == 65);
}

BOOST_FIXTURE_TEST_CASE(a_folder_that_others_can_write_to_is_refused, Home) {
  run({"new", "a"});
  ::chmod((keys() / "allowed").c_str(), 0777);
  const auto listed = run({"list"});
  BOOST_TEST(listed.exit_code == 65);
  BOOST_TEST(holds(listed.err, "chmod go-w"), listed.err);
}

BOOST_AUTO_TEST_SUITE_END()

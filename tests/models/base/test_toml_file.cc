#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/base/toml_file.h"

namespace darkline {
namespace {

InputProblem refused(const std::string& bytes) {
  try {
    parse_toml(bytes, "a.toml", "a scenario");
  } catch (const InputError& error) {
    return error.problem();
  }
  BOOST_FAIL("taken: " << bytes);
  return {};
}

BOOST_AUTO_TEST_SUITE(toml_file)

BOOST_AUTO_TEST_CASE(what_stands_there_and_what_should_are_told_apart) {
  const InputProblem problem = refused("name = 1\nrobots =\n");
  BOOST_TEST(problem.place.line == 2);
  BOOST_TEST(problem.wanted == "value");
  BOOST_TEST(problem.found == "'\\n' in a key-value pair, which is not TOML");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_otherwise_stands_in_the_message) {
  const InputProblem problem = refused("name = 1\nname = 2\n");
  BOOST_TEST(problem.found.starts_with("a key-value pair that is not TOML: "), problem.found);
  BOOST_TEST(problem.found.find("redefine") != std::string::npos, problem.found);
}

BOOST_AUTO_TEST_CASE(a_nul_byte_is_told_with_its_place) {
  const InputProblem problem = refused(std::string("a = 1\nb\0 = 2\n", 13));
  BOOST_TEST(problem.found == "a NUL byte");
  BOOST_TEST(problem.place.line == 2);
  BOOST_TEST(problem.place.column == 2);
}

BOOST_AUTO_TEST_CASE(what_is_toml_is_a_table) {
  const toml::table table = parse_toml("[plant]\nrobots = 820\n", "a.toml", "a scenario");
  BOOST_TEST(table["plant"]["robots"].value<int>().value_or(0) == 820);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace darkline

// The checks that the other tests lean on must be able to fail.
#include <filesystem>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using darkline::Error;
using darkline::IoError;
using darkline::UsageError;
using darkline::testing::complaint_about_throw;
using darkline::testing::TemporaryFolder;
using darkline::testing::thrown_by;

BOOST_AUTO_TEST_SUITE(test_support)

BOOST_AUTO_TEST_CASE(a_throw_of_the_right_type_with_all_texts_is_no_complaint) {
  const auto call = [] { throw IoError("cannot read a.toml"); };
  BOOST_TEST(complaint_about_throw<IoError>(call, {"a.toml", "read"}).empty());
  BOOST_TEST(complaint_about_throw<Error>(call, {}).empty(), "a base class will do");
}

BOOST_AUTO_TEST_CASE(a_missing_text_another_type_and_no_throw_are_complaints) {
  const auto call = [] { throw IoError("cannot read a.toml"); };
  BOOST_TEST(!complaint_about_throw<IoError>(call, {"a.toml", "write"}).empty());
  BOOST_TEST(!complaint_about_throw<UsageError>(call, {}).empty());
  BOOST_TEST(!complaint_about_throw<IoError>([] { throw 3; }, {}).empty());
  BOOST_TEST(!complaint_about_throw<IoError>([] {}, {}).empty());
}

BOOST_AUTO_TEST_CASE(what_was_thrown_can_be_looked_at) {
  const auto caught = thrown_by<IoError>([] { throw IoError("text"); });
  BOOST_REQUIRE(caught.has_value());
  BOOST_TEST(caught->what() == "text");
  BOOST_TEST(!thrown_by<UsageError>([] { throw IoError("text"); }).has_value());
  BOOST_TEST(!thrown_by<IoError>([] {}).has_value());
}

BOOST_AUTO_TEST_CASE(a_temporary_folder_names_its_case_and_vanishes) {
  std::filesystem::path path;
  {
    const TemporaryFolder folder;
    path = folder.path();
    folder.write("below/a.txt", "x");
    BOOST_TEST(std::filesystem::exists(path / "below/a.txt"));
    BOOST_TEST(path.string().find("a_temporary_folder_names_its_case") != std::string::npos);
  }
  BOOST_TEST(!std::filesystem::exists(path));
}

BOOST_AUTO_TEST_SUITE_END()

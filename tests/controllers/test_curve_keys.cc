#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include "controllers/curve_keys.h"
#include "models/base/error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace darkline;
using darkline::testing::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

// The key of ZeroMQ RFC 32's example: the text is that of the bytes.
constexpr const char* kRfcText = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6";
constexpr CurveKey kRfcBytes = {0x8E, 0x0B, 0xDD, 0x69, 0x76, 0x28, 0xB9, 0x1D, 0x8F, 0x24, 0x55,
                                0x87, 0xEE, 0x95, 0xC5, 0xB0, 0x4D, 0x48, 0x96, 0x3F, 0x79, 0x25,
                                0x98, 0x77, 0xB4, 0x9C, 0xD9, 0x06, 0x3A, 0xEA, 0xD3, 0xB7};

std::string text_of(const fs::path& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

mode_t mode_of(const fs::path& path) {
  struct stat status = {};
  BOOST_REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

struct KeysFolder : TemporaryFolder {
  fs::path keys = path() / "keys";
};

}  // namespace

BOOST_AUTO_TEST_SUITE(curve_keys)

BOOST_AUTO_TEST_CASE(z85_is_that_of_the_rfc) {
  BOOST_TEST(z85_of(kRfcBytes) == kRfcText);
  BOOST_TEST((key_of_z85(kRfcText) == kRfcBytes));
}

BOOST_AUTO_TEST_CASE(what_is_not_40_characters_of_z85_is_no_key) {
  const std::string good = kRfcText;
  BOOST_TEST(!key_of_z85(good.substr(1)).has_value());
  BOOST_TEST(!key_of_z85(good + "0").has_value());
  for (const char wrong : {' ', '"', ',', ';', '_', '~', '\\', '\x7f', '\0'}) {
    std::string text = good;
    text[7] = wrong;
    BOOST_TEST(!key_of_z85(text).has_value(), "with " << static_cast<int>(wrong));
  }
  // five characters stand for 32 bits; "#####" is 85^5 - 1, above 2^32 - 1
  BOOST_TEST(!key_of_z85("#####" + good.substr(5)).has_value());
}

BOOST_AUTO_TEST_CASE(pairs_differ_and_the_public_key_follows_from_the_secret_one) {
  const CurvePair one = new_curve_pair();
  const CurvePair other = new_curve_pair();
  BOOST_TEST((one.secret_key != other.secret_key));
  BOOST_TEST((public_of_secret(one.secret_key) == one.public_key));
}

BOOST_AUTO_TEST_CASE(a_list_of_cells_is_numbers_and_ranges_or_all) {
  const auto list = CellList::parse("12, 3-5,4 - 9");
  BOOST_TEST(!list.has_value());  // no blanks within a range
  const auto good = CellList::parse(" 12,3-5 , 4-9");
  BOOST_REQUIRE(good.has_value());
  BOOST_TEST(good->text() == "3-9, 12");
  BOOST_TEST(good->holds(3));
  BOOST_TEST(good->holds(9));
  BOOST_TEST(!good->holds(2));
  BOOST_TEST(!good->holds(10));
  const std::vector<std::uint32_t> some = {3, 12};
  const std::vector<std::uint32_t> beyond = {3, 13};
  BOOST_TEST(good->holds_all(some));
  BOOST_TEST(!good->holds_all(beyond));
  BOOST_TEST(CellList::parse("all")->holds(4294967295U));
  BOOST_TEST(CellList::parse("4294967295, 0-4294967295")->text() == "all");
  for (const char* wrong : {"", ",", "1,", "a", "5-3", "1-", "-1", "4294967296", "1 2", "all,1"}) {
    BOOST_TEST(!CellList::parse(wrong).has_value(), "\"" << wrong << "\"");
  }
  // a list that names nothing allows nothing, not even a host without cells
  BOOST_TEST(!CellList().holds_all({}));
}

BOOST_FIXTURE_TEST_CASE(a_new_key_is_allowed_and_only_its_owner_can_read_the_secret, KeysFolder) {
  const AllowedKey made = make_key(keys, "press_shop", *CellList::parse("3, 7-9"));
  BOOST_TEST(mode_of(keys) == 0700U);
  BOOST_TEST(mode_of(keys / "press_shop.key") == 0600U);
  const AllowList list = read_allow_list(keys);
  BOOST_REQUIRE(list.allowed.size() == 1U);
  BOOST_TEST(list.revoked.empty());
  BOOST_TEST(list.allowed[0].name == "press_shop");
  BOOST_TEST(list.allowed[0].cells.text() == "3, 7-9");
  BOOST_TEST((list.allowed[0].key == made.key));
  BOOST_TEST(list.allowed[0].created.size() == std::string("2026-01-01T00:00:00Z").size());
  BOOST_TEST((public_of_secret(read_secret_key(keys / "press_shop.key")) == made.key));
  // the public file does not hold the secret
  const std::string secret = z85_of(read_secret_key(keys / "press_shop.key"));
  BOOST_TEST(text_of(keys / "allowed/press_shop.pub").find(secret) == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_name_is_used_once, KeysFolder) {
  make_key(keys, "a", CellList::all());
  const CurveKey secret = read_secret_key(keys / "a.key");
  DARKLINE_TEST_THROWS(make_key(keys, "a", CellList::all()), InputError, "\"a\"", "a new name");
  revoke_key(keys, "a");
  DARKLINE_TEST_THROWS(make_key(keys, "a", CellList::all()), InputError, "was revoked");
  BOOST_TEST((read_secret_key(keys / "a.key") == secret));  // never overwritten
  for (const char* wrong : {"", "server", "../a", "a/b", ".a", "-a", "a b", "\n"}) {
    DARKLINE_TEST_THROWS(make_key(keys, wrong, CellList::all()), InputError, "name of a key");
  }
  DARKLINE_TEST_THROWS(make_key(keys, std::string(65, 'a'), CellList::all()), InputError,
                       "at most 64");
}

BOOST_FIXTURE_TEST_CASE(a_revoked_key_does_not_come_back_under_another_name, KeysFolder) {
  make_key(keys, "left", CellList::all());
  make_key(keys, "kept", CellList::all());
  fs::copy_file(keys / "allowed/left.pub", keys / "allowed/again.pub");
  revoke_key(keys, "left");
  const AllowList list = read_allow_list(keys);
  BOOST_REQUIRE(list.allowed.size() == 1U);
  BOOST_TEST(list.allowed[0].name == "kept");
  BOOST_REQUIRE(list.revoked.size() == 1U);
  BOOST_TEST(list.revoked[0].name == "left");
  DARKLINE_TEST_THROWS(revoke_key(keys, "kep"), InputError, "\"kep\"", "did you mean kept");
}

BOOST_FIXTURE_TEST_CASE(the_twins_own_pair_is_made_once, KeysFolder) {
  const CurvePair made = server_pair(keys);
  const CurvePair read = server_pair(keys);
  BOOST_TEST((made.secret_key == read.secret_key));
  BOOST_TEST((made.public_key == public_of_secret(made.secret_key)));
  BOOST_TEST((read_public_key(keys / "server.pub").key == made.public_key));
  BOOST_TEST(mode_of(keys / "server.key") == 0600U);
}

BOOST_FIXTURE_TEST_CASE(a_secret_that_others_can_read_is_refused_with_the_mend, KeysFolder) {
  make_key(keys, "a", CellList::all());
  for (const mode_t mode : {0640U, 0604U, 0644U, 0620U}) {
    ::chmod((keys / "a.key").c_str(), mode);
    DARKLINE_TEST_THROWS(read_secret_key(keys / "a.key"), InputError, "a.key", "others may read",
                         "chmod 600", "revoke");
  }
}

BOOST_FIXTURE_TEST_CASE(a_folder_that_others_can_write_to_is_no_allow_list, KeysFolder) {
  make_key(keys, "a", CellList::all());
  ::chmod((keys / "allowed").c_str(), 0777);
  DARKLINE_TEST_THROWS(read_allow_list(keys), InputError, "others may write to", "chmod go-w");
  ::chmod((keys / "allowed").c_str(), 0700);
  ::chmod(keys.c_str(), 0720);
  DARKLINE_TEST_THROWS(read_allow_list(keys), InputError, "others may write to");
}

BOOST_FIXTURE_TEST_CASE(what_is_wrong_in_a_file_is_named_with_its_line, KeysFolder) {
  const std::string title = "# darkline public key\n";
  const std::string cells = "# cells: all\n";
  const std::string key = std::string(kRfcText) + "\n";
  const auto reads = [&](const std::string& text) {
    fs::create_directories(keys / "allowed");
    write("keys/allowed/x.pub", text);
    return read_allow_list(keys);
  };
  BOOST_TEST(reads(title + cells + key).allowed.size() == 1U);
  BOOST_TEST(reads(title + cells + "\r\n  " + kRfcText + " \r\n").allowed.size() == 1U);
  DARKLINE_TEST_THROWS(reads(title + key), InputError, "x.pub", "cells", "# cells: all");
  DARKLINE_TEST_THROWS(reads(title + "# cells: 9-3\n" + key), InputError, "x.pub:2", "\"9-3\"");
  DARKLINE_TEST_THROWS(reads(title + cells + key + key), InputError, "x.pub:4:1", "a second key");
  DARKLINE_TEST_THROWS(reads(title + cells), InputError, "no key");
  DARKLINE_TEST_THROWS(reads("# darkline secret key\n" + cells + key), InputError, "a secret key",
                       "wanted a public key");
  DARKLINE_TEST_THROWS(reads(std::string(4097, '\n')), InputError, "more than 4096 bytes");
  // a secret with a slip in it must not be shown
  const std::string slip = std::string(kRfcText).substr(0, 39) + "_";
  const auto error = testing::thrown_by<InputError>([&] { reads(title + cells + slip); });
  BOOST_REQUIRE(error.has_value());
  BOOST_TEST(std::string(error->what()).find("JTKVSB") == std::string::npos);
  BOOST_TEST(std::string(error->what()).find("x.pub:3:1") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(what_is_no_plain_file_is_refused_and_not_waited_for, KeysFolder) {
  fs::create_directories(keys);
  BOOST_REQUIRE(::mkfifo((keys / "pipe.key").c_str(), 0600) == 0);
  DARKLINE_TEST_THROWS(read_secret_key(keys / "pipe.key"), InputError, "no plain file");
  DARKLINE_TEST_THROWS(read_secret_key(keys / "none.key"), IoError, "none.key");
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_not_there_allows_nobody) {
  BOOST_TEST(read_allow_list("/nonexistent/keys").allowed.empty());
}

BOOST_AUTO_TEST_CASE(the_folder_is_the_given_one_or_that_of_the_configuration) {
  const char* const home = std::getenv("HOME");
  const char* const config = std::getenv("XDG_CONFIG_HOME");
  const std::string old_home = home == nullptr ? "" : home;
  const std::string old_config = config == nullptr ? "" : config;
  ::setenv("HOME", "/home/ann", 1);
  ::setenv("XDG_CONFIG_HOME", "/etc/ann", 1);
  BOOST_TEST(keys_folder("here").string() == "here");
  BOOST_TEST(keys_folder().string() == "/etc/ann/darkline/keys");
  ::setenv("XDG_CONFIG_HOME", "relative", 1);  // to be ignored, says the specification
  BOOST_TEST(keys_folder().string() == "/home/ann/.config/darkline/keys");
  ::unsetenv("HOME");
  DARKLINE_TEST_THROWS(keys_folder(), UsageError, "--keys DIR");
  if (home != nullptr) ::setenv("HOME", old_home.c_str(), 1);
  ::unsetenv("XDG_CONFIG_HOME");
  if (config != nullptr) ::setenv("XDG_CONFIG_HOME", old_config.c_str(), 1);
}

BOOST_AUTO_TEST_SUITE_END()

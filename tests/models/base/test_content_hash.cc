#include <array>
#include <cstdint>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/content_hash.h"

using namespace darkline;

BOOST_AUTO_TEST_SUITE(content_hashes)

// FIPS 180-4 examples: the empty text, one block, two blocks; and a million "a".
BOOST_AUTO_TEST_CASE(sha256_gives_its_published_answers) {
  BOOST_TEST(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  BOOST_TEST(sha256_hex("abc") ==
             "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  BOOST_TEST(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
             "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  BOOST_TEST(sha256_hex(std::string(1'000'000, 'a')) ==
             "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

BOOST_AUTO_TEST_CASE(bytes_in_pieces_have_the_digest_of_the_whole) {
  const std::string text = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  Sha256 pieces;
  for (int round = 0; round < 2; ++round) {
    for (const char& each : text) pieces.add(std::as_bytes(std::span(&each, 1)));
    BOOST_TEST(pieces.hex() == sha256_hex(text));
    // the first and the last byte of FIPS 180-4's answer for this text
    BOOST_TEST((pieces.digest().front() == std::byte{0x24}));
    BOOST_TEST((pieces.digest().back() == std::byte{0xc1}));
    pieces.restart();
    BOOST_TEST(pieces.hex() == sha256_hex(""));
  }
}

BOOST_AUTO_TEST_CASE(names_and_values_do_not_run_into_each_other) {
  const auto hash = [](std::string_view name, std::string_view value) {
    return ContentHash().add(name, value).hex();
  };
  BOOST_TEST(hash("ab", "c") != hash("a", "bc"));
  BOOST_TEST(hash("a", "") != hash("", "a"));
  BOOST_TEST(ContentHash().add("a", "b").add("c", "d").hex() != hash("a", "bcd"));
  BOOST_TEST(ContentHash().hex() != hash("", ""));
}

BOOST_AUTO_TEST_CASE(lists_differ_by_their_lengths_and_their_order) {
  const auto hash = [](std::span<const double> values) {
    return ContentHash().add("x", values).hex();
  };
  const std::array<double, 2> ab = {1.0, 2.0};
  const std::array<double, 2> ba = {2.0, 1.0};
  BOOST_TEST(hash(ab) != hash(ba));
  BOOST_TEST(ContentHash().add("x", 1.0).add("x", 2.0).hex() != hash(ab));
  BOOST_TEST(hash({}) != hash(std::array<double, 1>{0.0}));
}

BOOST_AUTO_TEST_CASE(doubles_count_by_their_bits) {
  const auto hash = [](double value) { return ContentHash().add("x", value).hex(); };
  BOOST_TEST(hash(0.1 + 0.2) != hash(0.3));
  BOOST_TEST(hash(0.0) != hash(-0.0));
  BOOST_TEST(hash(0.3) == hash(0.3));
  BOOST_TEST(ContentHash().add("x", std::int64_t{1}).hex() !=
             ContentHash().add("x", std::int64_t{2}).hex());
}

BOOST_AUTO_TEST_CASE(a_digest_may_be_taken_and_adding_goes_on) {
  ContentHash hash;
  hash.add("a", "1");
  const std::string first = hash.hex();
  BOOST_TEST(hash.hex() == first);
  hash.add("b", "2");
  BOOST_TEST(hash.hex() != first);
  BOOST_TEST(hash.hex() == ContentHash().add("a", "1").add("b", "2").hex());
}

BOOST_AUTO_TEST_SUITE_END()

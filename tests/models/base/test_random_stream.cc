#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <random>
#include <set>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/random_stream.h"

using namespace darkline;
using Counter = std::array<std::uint32_t, 4>;
using Key = std::array<std::uint32_t, 2>;

namespace {

std::vector<double> first_uniforms(const RandomStream& stream, std::uint32_t draws) {
  std::vector<double> all;
  for (std::uint32_t n = 0; n < draws; ++n) {
    const auto both = stream.uniforms(n);
    all.insert(all.end(), both.begin(), both.end());
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(random_streams)

// The known answers that come with the paper (Random123, kat_vectors, philox4x32 10).
BOOST_AUTO_TEST_CASE(philox_gives_its_published_answers) {
  constexpr std::uint32_t kOnes = 0xFFFFFFFFU;
  BOOST_TEST(internal::philox_10_rounds({0, 0, 0, 0}, {0, 0}) ==
                 (Counter{0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U}),
             boost::test_tools::per_element());
  BOOST_TEST(internal::philox_10_rounds({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}) ==
                 (Counter{0x408f276dU, 0x41c83b0eU, 0xa20bc7c6U, 0x6d5451fdU}),
             boost::test_tools::per_element());
  BOOST_TEST(internal::philox_10_rounds({0x243f6a88U, 0x85a308d3U, 0x13198a2eU, 0x03707344U},
                                        {0xa4093822U, 0x299f31d0U}) ==
                 (Counter{0xd16cfe09U, 0x94fdccebU, 0x5001e420U, 0x24126ea1U}),
             boost::test_tools::per_element());
}

// Counter (n, entity, purpose, replication), key (low, high half of the seed); the outputs pair
// up low word first. With entity 0x85a308d3, purpose 0x13198a2e, replication 0x03707344 and seed
// 0x299f31d0a4093822, draw 0x243f6a88 is the third published answer.
BOOST_AUTO_TEST_CASE(a_draw_is_named_by_seed_replication_entity_purpose_and_number) {
  const RandomStream stream(0x299f31d0a4093822U, 0x03707344U, 0x85a308d3U,
                            static_cast<DrawPurpose>(0x13198a2eU));
  const auto words = stream.words(0x243f6a88U);
  BOOST_TEST(words[0] == 0x94fdccebd16cfe09U);
  BOOST_TEST(words[1] == 0x24126ea15001e420U);
}

BOOST_AUTO_TEST_CASE(draws_do_not_depend_on_the_order_in_which_they_are_taken) {
  const RandomStream stream(7, 3, 99, DrawPurpose::variant);
  std::vector<std::uint32_t> order(1000);
  for (std::uint32_t n = 0; n < order.size(); ++n) order[n] = n;
  std::vector<std::array<std::uint64_t, 2>> forward(order.size());
  for (const std::uint32_t n : order) forward[n] = stream.words(n);

  std::shuffle(order.begin(), order.end(), std::minstd_rand(1));
  const RandomStream other(1, 0, 0, DrawPurpose::rework);
  for (const std::uint32_t n : order) {
    static_cast<void>(other.words(n));  // another stream in between changes nothing
    const RandomStream again(7, 3, 99, DrawPurpose::variant);
    BOOST_TEST(again.words(n) == forward[n], boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(a_change_in_any_part_of_the_name_gives_another_draw) {
  std::set<std::uint64_t> seen;
  const auto add = [&](std::uint64_t seed, std::uint32_t replication, std::uint32_t entity,
                       DrawPurpose purpose, std::uint32_t n) {
    seen.insert(RandomStream(seed, replication, entity, purpose).words(n)[0]);
  };
  add(1, 1, 1, DrawPurpose::rework, 1);
  add(2, 1, 1, DrawPurpose::rework, 1);
  add(1ULL << 32 | 1, 1, 1, DrawPurpose::rework, 1);  // the high half of the seed counts
  add(1, 2, 1, DrawPurpose::rework, 1);
  add(1, 1, 2, DrawPurpose::rework, 1);
  add(1, 1, 1, DrawPurpose::variant, 1);
  add(1, 1, 1, failure_purpose(0), 1);
  add(1, 1, 1, failure_purpose(1), 1);
  add(1, 1, 1, DrawPurpose::rework, 2);
  BOOST_TEST(seen.size() == 9U);
}

// The smallest word gives 2^-53, the largest 1: never 0, so that a logarithm exists.
BOOST_AUTO_TEST_CASE(the_unit_interval_is_open_at_zero_and_closed_at_one) {
  BOOST_TEST(to_unit_interval(0) == std::ldexp(1.0, -53));
  BOOST_TEST(to_unit_interval(~std::uint64_t{0}) == 1.0);
  for (const double u : first_uniforms({5, 0, 1, DrawPurpose::rework}, 50'000)) {
    BOOST_REQUIRE((u > 0.0 && u <= 1.0));
  }
}

// n = 200,000 uniforms: mean 1/2 with a standard error of sqrt(1/12/n) = 6.45e-4; 5 of them are
// 3.3e-3. The draws are fixed, so this fails always or never.
BOOST_AUTO_TEST_CASE(uniforms_have_the_mean_of_a_uniform) {
  const auto u = first_uniforms({1, 0, 42, DrawPurpose::cycle_variation}, 100'000);
  double sum = 0.0;
  for (const double each : u) sum += each;
  BOOST_TEST(std::abs(sum / static_cast<double>(u.size()) - 0.5) < 5 * 6.45e-4);
}

// Chi-square over 256 bins has mean 255 and variance 510: within 5 standard deviations, 255 +-
// 113. A generator that is too even fails at the low end.
BOOST_AUTO_TEST_CASE(uniforms_fill_their_bins_evenly) {
  for (std::uint32_t entity = 0; entity < 8; ++entity) {
    const auto u = first_uniforms({1, 0, entity, DrawPurpose::failure_base}, 50'000);
    std::array<int, 256> bins{};
    for (const double each : u) ++bins[static_cast<std::size_t>(std::ceil(each * 256.0)) - 1];
    const double expected = static_cast<double>(u.size()) / 256.0;
    double chi_square = 0.0;
    for (const int count : bins) {
      chi_square += (count - expected) * (count - expected) / expected;
    }
    BOOST_TEST(std::abs(chi_square - 255.0) < 113.0, "entity " << entity << ": " << chi_square);
  }
}

// The two uniforms of one draw serve as time to failure and repair: their correlation over n =
// 100,000 pairs has a standard error of 1/sqrt(n) = 3.2e-3.
BOOST_AUTO_TEST_CASE(the_two_uniforms_of_a_draw_are_uncorrelated) {
  const RandomStream stream(1, 0, 42, failure_purpose(2));
  double sum = 0.0;
  constexpr int kPairs = 100'000;
  for (std::uint32_t n = 0; n < kPairs; ++n) {
    const auto [a, b] = stream.uniforms(n);
    sum += (a - 0.5) * (b - 0.5);
  }
  BOOST_TEST(std::abs(12.0 * sum / kPairs) < 5 * 3.2e-3);
}

BOOST_AUTO_TEST_SUITE_END()

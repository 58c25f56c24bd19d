#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/random_stream.h"
#include "twin/line/exponential_cycle.h"
#include "twin/line/line_kernels.h"

namespace darkline {
namespace {

const LineStream kStream = {0x89abcdefU, 0x01234567U, 77, 1, 5};
const RandomStream kSameStream(0x0123456789abcdefULL, 5, 77, DrawPurpose::cycle_variation);

// Word of job 4 n + i: the i-th of the four of call n.
std::uint32_t word_of(std::uint32_t first_call, int job) {
  const auto both = kSameStream.words(first_call + static_cast<std::uint32_t>(job / 4));
  const std::uint64_t pair = both[static_cast<std::size_t>(job / 2 % 2)];
  return static_cast<std::uint32_t>(job % 2 == 0 ? pair : pair >> 32);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(line_kernels)

// random_stream.h is held to the published vectors of Philox; the kernels are held to it.
BOOST_AUTO_TEST_CASE(words_are_those_of_the_named_stream_on_every_instruction_set) {
  for (const InstructionSet isa : instruction_sets()) {
    for (const std::uint32_t first : {0U, 16U, 0xFFFFFFF0U}) {
      std::vector<std::uint32_t> words(kDrawnJobs);
      line_kernel(isa).words(kStream, first, words.data());
      for (int job = 0; job < kDrawnJobs; ++job) {
        BOOST_TEST_REQUIRE(words[static_cast<std::size_t>(job)] == word_of(first, job),
                           name_of(isa) << " job " << job);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(exponential_cycles_have_the_same_bits_on_every_instruction_set) {
  for (const InstructionSet isa : instruction_sets()) {
    for (std::uint32_t first = 0; first < 16'000; first += kDrawnJobs / 4) {
      std::vector<long> ticks(kDrawnJobs);
      line_kernel(isa).exponentials(kStream, first, 4.7e7F, ticks.data());
      for (int job = 0; job < kDrawnJobs; ++job) {
        BOOST_TEST_REQUIRE(
            ticks[static_cast<std::size_t>(job)] == exponential_ticks(word_of(first, job), 4.7e7F),
            name_of(isa) << " job " << job);
      }
    }
  }
}

// u = (floor(word / 4) + 1/2) / 2^30
BOOST_AUTO_TEST_CASE(exponential_cycles_are_minus_the_logarithm_of_a_uniform_number) {
  double worst = 0.0;
  const auto check = [&](std::uint32_t word) {
    const double u = (std::floor(word / 4.0) + 0.5) * 0x1.0p-30;
    worst = std::max(worst, std::fabs(double{exponential_of(word)} + std::log(u)));
  };
  for (std::uint64_t word = 0; word < (1ULL << 32); word += 4'093) {
    check(static_cast<std::uint32_t>(word));
  }
  for (std::uint32_t near = 0; near < 100'000; ++near) {
    check(near);
    check(~near);
  }
  // a float near 21.5 is rounded by up to 1e-6
  BOOST_TEST(worst < 1.5e-6);
  BOOST_TEST(exponential_of(0xFFFFFFFFU) == 0.0F);
  BOOST_TEST(exponential_ticks(0xFFFFFFFFU, 1000.0F) == 1);
  BOOST_TEST(exponential_ticks(0, static_cast<float>(kMostExponentialMean)) < 1'100'000'000);
}

// The mean of n draws is off by 1/sqrt(n); the variance of an exponential is its squared mean, and
// the variance's own error sqrt(8/n).
BOOST_AUTO_TEST_CASE(exponential_cycles_have_mean_and_variance_of_their_law) {
  double sum = 0.0;
  double squares = 0.0;
  constexpr int kCalls = 25'000;
  for (std::uint32_t call = 0; call < kCalls; ++call) {
    for (int i = 0; i < 4; ++i) {
      const double x = static_cast<double>(exponential_ticks(word_of(call, i), 1e6F)) - 0.5;
      sum += x * 1e-6;
      squares += x * x * 1e-12;
    }
  }
  const double n = 4.0 * kCalls;
  const double mean = sum / n;
  BOOST_TEST(std::fabs(mean - 1.0) < 4.0 / std::sqrt(n));
  BOOST_TEST(std::fabs(squares / n - mean * mean - 1.0) < 4.0 * std::sqrt(8.0 / n));
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline

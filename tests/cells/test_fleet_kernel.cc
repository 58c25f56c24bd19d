// What the kernels themselves promise: instruction by instruction, lane by lane.
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include <boost/test/unit_test.hpp>

#include "cells/fleet.h"
#include "models/base/random_stream.h"

using namespace darkline;

namespace {

const FleetKernel& kernel_of(InstructionSet isa) {
  if (isa == InstructionSet::avx512) return fleet_avx512::kernel;
  return isa == InstructionSet::avx2 ? fleet_avx2::kernel : fleet_sse2::kernel;
}

struct Angles {
  alignas(64) std::array<double, 8> x = {}, sine = {}, cosine = {};
};

Angles computed(InstructionSet isa, std::uint32_t number, double range) {
  const RandomStream stream(3, number, 1, DrawPurpose::cycle_variation);
  Angles a;
  for (std::uint32_t i = 0; i < 8; ++i) a.x[i] = range * (2.0 * stream.uniforms(i)[0] - 1.0);
  const FleetKernel& kernel = kernel_of(isa);
  for (std::size_t i = 0; i < 8; i += static_cast<std::size_t>(kernel.lanes)) {
    alignas(64) std::array<double, 8> x = {}, s = {}, c = {};
    for (std::size_t lane = 0; lane + i < 8; ++lane) x[lane] = a.x[i + lane];
    kernel.sin_cos(x.data(), s.data(), c.data());
    for (std::size_t lane = 0; lane < static_cast<std::size_t>(kernel.lanes); ++lane) {
      a.sine[i + lane] = s[lane];
      a.cosine[i + lane] = c[lane];
    }
  }
  return a;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fleet_kernels)

// In long double the C library is right to far below a bit of double. The reduction leaves an
// error of 1e-17, the polynomial and its evaluation about a bit of 1, so 1.2e-16 and a little.
BOOST_AUTO_TEST_CASE(sine_and_cosine_are_right_to_a_bit) {
  for (const double range : {1e-3, 1.0, 10.0, 1e3, 1e5}) {
    for (std::uint32_t number = 0; number < 500; ++number) {
      const Angles a = computed(InstructionSet::sse2, number, range);
      for (std::size_t i = 0; i < 8; ++i) {
        const auto x = static_cast<long double>(a.x[i]);
        const auto sine = static_cast<double>(std::sin(x) - static_cast<long double>(a.sine[i]));
        const auto cosine =
            static_cast<double>(std::cos(x) - static_cast<long double>(a.cosine[i]));
        BOOST_REQUIRE(std::abs(sine) < 1.7e-16);
        BOOST_REQUIRE(std::abs(cosine) < 1.7e-16);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(sine_and_cosine_have_the_same_bits_on_every_instruction_set) {
  for (const InstructionSet isa : instruction_sets()) {
    for (std::uint32_t number = 0; number < 500; ++number) {
      const Angles a = computed(InstructionSet::sse2, number, 50.0);
      const Angles b = computed(isa, number, 50.0);
      BOOST_REQUIRE((a.sine == b.sine));
      BOOST_REQUIRE((a.cosine == b.cosine));
    }
  }
}

// a*b+c in one rounding would change bits between instruction sets. This program holds the kernels
// and nothing else that is compiled for more than the baseline.
BOOST_AUTO_TEST_CASE(no_kernel_fuses_multiply_and_add) {
  if (std::system("objdump --version > /dev/null 2>&1") != 0) {
    BOOST_TEST_MESSAGE("no objdump here: not looked at");
    return;
  }
  const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
  const std::string command = "objdump -d --no-show-raw-insn '" + program + "'";
  const std::unique_ptr<FILE, int (*)(FILE*)> listing(popen(command.c_str(), "r"), pclose);
  BOOST_REQUIRE(listing != nullptr);
  std::array<char, 512> line = {};
  int fused = 0, wide = 0, medium = 0;
  while (std::fgets(line.data(), static_cast<int>(line.size()), listing.get()) != nullptr) {
    const std::string text = line.data();
    if (text.find("\tvfm") != std::string::npos || text.find("\tvfnm") != std::string::npos)
      ++fused;
    if (text.find("vmulpd") == std::string::npos) continue;
    if (text.find("%zmm") != std::string::npos) ++wide;
    if (text.find("%ymm") != std::string::npos) ++medium;
  }
  BOOST_TEST(fused == 0);
  BOOST_TEST(wide > 1000);  // it was the kernels that were listed
  BOOST_TEST(medium > 1000);
}

BOOST_AUTO_TEST_SUITE_END()

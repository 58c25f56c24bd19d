// Exponential cycle times: one 32-bit word a job, four jobs a call of the stream, with the same
// bits in the scalar engine and in the kernels of every instruction set (line_kernel.inc).
#pragma once

#include <bit>
#include <cstdint>

namespace darkline {

// -ln(u) of the midpoint u = (floor(word / 4) + 1/2) / 2^30, within 2e-7 absolute; 0 to 21.5.
inline float exponential_of(std::uint32_t word) {
  const auto u = static_cast<float>(static_cast<std::int32_t>((word >> 1) | 1U));
  const auto bits = std::bit_cast<std::int32_t>(u);
  const std::int32_t exponent = (bits - 0x3F3504F3) >> 23;  // so that the rest is >= sqrt(1/2)
  // ln(1 + f) = f - f^2 / 2 + f^3 p(f), p a minimax polynomial over sqrt(1/2) <= 1 + f <= sqrt(2)
  // with an error of 1.5e-8 in the logarithm
  const float f = std::bit_cast<float>(bits - exponent * (1 << 23)) - 1.0F;
  float p = 0.0892738029F;
  p = p * f - 0.143447623F;
  p = p * f + 0.148710772F;
  p = p * f - 0.165662259F;
  p = p * f + 0.199660718F;
  p = p * f - 0.250017315F;
  p = p * f + 0.33333838F;
  const float square = f * f;
  const float log = (p * f - 0.5F) * square + f;
  const auto twos = static_cast<float>(31 - exponent);
  // ln 2 in two parts, the first exact for all 32 multiples
  return twos * 0.693359375F - (twos * 2.12194440e-4F + log);
}

// A cycle with this mean, 1 + floor(x) ticks. mean < kMostExponentialMean, so that it fits.
inline std::int64_t exponential_ticks(std::uint32_t word, float mean) {
  return 1 + static_cast<std::int32_t>(exponential_of(word) * mean);
}

inline constexpr double kMostExponentialMean = 5e7;

}  // namespace darkline

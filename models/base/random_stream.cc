#include "models/base/random_stream.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"  // macros of Random123
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wundef"
#include <Random123/philox.h>
#pragma GCC diagnostic pop

namespace darkline {

std::array<std::uint32_t, 4> internal::philox_10_rounds(std::array<std::uint32_t, 4> counter,
                                                        std::array<std::uint32_t, 2> key) {
  philox4x32_ctr_t c{};
  philox4x32_key_t k{};
  for (std::size_t i = 0; i < 4; ++i) c.v[i] = counter[i];
  for (std::size_t i = 0; i < 2; ++i) k.v[i] = key[i];
  const philox4x32_ctr_t out = philox4x32_R(10, c, k);
  return {out.v[0], out.v[1], out.v[2], out.v[3]};
}

std::array<std::uint64_t, 2> RandomStream::words(std::uint32_t n) const {
  const auto out = internal::philox_10_rounds(
      {n, entity_, static_cast<std::uint32_t>(purpose_), replication_},
      {static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)});
  return {(static_cast<std::uint64_t>(out[1]) << 32) | out[0],
          (static_cast<std::uint64_t>(out[3]) << 32) | out[2]};
}

}  // namespace darkline

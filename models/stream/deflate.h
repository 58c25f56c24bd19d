// Bytes made small and large again (library: zlib).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace darkline {

// `level`: 1 is quick, 9 takes pains.
std::vector<std::byte> deflate(std::span<const std::byte> bytes, int level = 6);

// @throws std::invalid_argument unless the bytes are those of deflate and give exactly `n_bytes`:
//   no more memory is taken than they give.
std::vector<std::byte> inflate(std::span<const std::byte> bytes, std::size_t n_bytes);

}  // namespace darkline

#include "models/stream/deflate.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <zlib.h>

#include "models/base/error.h"

namespace darkline {
namespace {

Bytef* bytes_of(std::byte* bytes) {
  return reinterpret_cast<Bytef*>(bytes);
}

// zlib never writes to its input
Bytef* bytes_of(const std::byte* bytes) {
  return bytes_of(const_cast<std::byte*>(bytes));
}

}  // namespace

std::vector<std::byte> deflate(std::span<const std::byte> bytes, int level) {
  uLongf n = ::compressBound(bytes.size());
  std::vector<std::byte> small(n);
  const int result =
      ::compress2(bytes_of(small.data()), &n, bytes_of(bytes.data()), bytes.size(), level);
  DARKLINE_CHECK(result == Z_OK, fmt::format("zlib says {}", result));
  small.resize(n);
  return small;
}

std::vector<std::byte> inflate(std::span<const std::byte> bytes, std::size_t n_bytes) {
  constexpr std::size_t kPiece = std::size_t{1} << 20U;
  z_stream stream = {};
  DARKLINE_CHECK(::inflateInit(&stream) == Z_OK, "zlib cannot begin");
  std::vector<std::byte> large;
  stream.next_in = bytes_of(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  int result = Z_OK;
  // piece by piece, so that a length that lies costs no memory; one byte more shows what is too
  // long
  while (result == Z_OK && large.size() <= n_bytes) {
    const std::size_t before = large.size();
    large.resize(std::min(n_bytes + 1, before + kPiece));
    stream.next_out = bytes_of(large.data() + before);
    stream.avail_out = static_cast<uInt>(large.size() - before);
    result = ::inflate(&stream, Z_NO_FLUSH);
    large.resize(large.size() - stream.avail_out);
    if (large.size() == before) break;
  }
  const bool all_used = stream.avail_in == 0;
  ::inflateEnd(&stream);
  if (result != Z_STREAM_END || large.size() != n_bytes || !all_used) {
    throw std::invalid_argument("bytes that do not unpack");
  }
  return large;
}

}  // namespace darkline

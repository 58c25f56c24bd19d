// What the line's engines and their kernels (line_kernel.inc) agree on. Plain numbers only: the
// kernels are compiled once per instruction set and must share no inline function with anything.
#pragma once

namespace darkline {

inline constexpr int kDrawnJobs = 64;  // by one call of words() or exponentials()

// A named stream of random_stream.h.
struct LineStream {
  unsigned seed_low = 0, seed_high = 0;
  unsigned entity = 0, purpose = 0, replication = 0;
};

struct LineKernel {
  int lanes;

  // The words of kDrawnJobs jobs from job 4 `n` on, one call of the stream for four jobs: those
  // that RandomStream::words(n), words(n + 1), ... give.
  void (*words)(const LineStream& stream, unsigned n, unsigned* words);

  // Of the same words, 1 + floor(-ln(u) mean): exponential_ticks().
  void (*exponentials)(const LineStream& stream, unsigned n, float mean, long* ticks);
};

namespace line_sse2 {
extern const LineKernel kernel;
}
namespace line_avx2 {
extern const LineKernel kernel;
}
namespace line_avx512 {
extern const LineKernel kernel;
}

}  // namespace darkline

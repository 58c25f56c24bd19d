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

// --- lanes: one replication a lane (lane_engine.h). A row is `row` numbers of 32 bits, one a lane,
// aligned to 64 bytes; times are in ticks since the lane's base.

// A row of times that a job waits for: of job n - lag of a station, row (n - lag) & mask.
struct LaneNeed {
  const int* times = nullptr;
  unsigned mask = 0, lag = 0;
  int* dwell = nullptr;  // of an input: sum of the times that parts spent on the link
};

// A station's turn: job `job` in all lanes.
struct LaneVisit {
  long job = 0;               // none if it is < 0
  int* departures = nullptr;  // rows, of job n at n & mask
  unsigned mask = 0;
  unsigned work_mask = 0;
  const int* work = nullptr;     // rows, of job n at n & work_mask
  const int* special = nullptr;  // the row of work of this job instead, if not null
  int* to_stop = nullptr;        // work left to the next stop, less 1
  int* starved = nullptr;        // sums of times
  int* blocked = nullptr;
  const int* mark = nullptr;  // a departure after it is told
  const LaneNeed* inputs = nullptr;
  const LaneNeed* credits = nullptr;
  int n_inputs = 0, n_credits = 0;
};

inline constexpr int kLongWait = 1 << 24;  // on a link, in ticks: told, so that sums fit

// Who is told of what is rare, lane by lane; rows of the job that is being handled.
struct LaneWatch {
  void* engine = nullptr;
  // Work is stopped before its end (left < 0), or a part was long on a link. May change finish
  // and left.
  void (*stopped)(void* engine, int visit, int first_lane, unsigned lanes) = nullptr;
  // A departure lies after the mark.
  void (*marked)(void* engine, int visit, int first_lane, unsigned lanes) = nullptr;
  int *start = nullptr, *finish = nullptr, *left = nullptr, *departure = nullptr;
};

struct LineKernel {
  int lanes;

  // The words of kDrawnJobs jobs from job 4 `n` on, one call of the stream for four jobs: those
  // that RandomStream::words(n), words(n + 1), ... give.
  void (*words)(const LineStream& stream, unsigned n, unsigned* words);

  // Of the same words, 1 + floor(-ln(u) mean): exponential_ticks().
  void (*exponentials)(const LineStream& stream, unsigned n, float mean, long* ticks);

  // Rows of the words, or ticks, of four jobs from 4 `n` on; lane i is of stream.replication + i.
  void (*lane_words)(const LineStream& stream, unsigned n, int row, unsigned* words);
  void (*lane_exponentials)(const LineStream& stream, unsigned n, float mean, int row, int* ticks);

  // One turn of each visit, in their order.
  void (*step)(const LaneVisit* visits, int n, int row, const LaneWatch& watch);
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

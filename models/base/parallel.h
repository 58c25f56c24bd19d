// Independent pieces of work on several threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace darkline {

// Calls work(kept, i) once for each i in [0, n), lowest first, on up to `jobs` threads, the
// caller's among them. `make()` gives each thread what it keeps from call to call; pass a function
// that returns 0 where nothing is kept. After a call has thrown, no new one begins; what the first
// of them threw is thrown again when all threads have ended.
template <class Make, class Work>
void in_parallel(std::size_t n, int jobs, Make make, Work work) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr failure;
  const auto run = [&] {
    try {
      auto kept = make();
      for (std::size_t i = next++; i < n; i = next++) work(kept, i);
    } catch (...) {
      next = n;
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    const auto n_threads = std::min<std::size_t>(n, static_cast<std::size_t>(std::max(jobs, 1)));
    for (std::size_t i = 1; i < n_threads; ++i) threads.emplace_back(run);
    if (n > 0) run();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace darkline

#include "viewer/film_progress.h"

#include <unistd.h>

#include <cstdio>
#include <utility>

#include <fmt/format.h>

namespace darkline {

std::string film_progress_text(const std::string& what, std::size_t done, std::size_t total,
                               double seconds) {
  const double rate = static_cast<double>(done) / seconds;
  const auto left_s = static_cast<long>(static_cast<double>(total - done) / rate + 0.5);
  const std::string left = left_s < 60 ? fmt::format("{} s", left_s)
                                       : fmt::format("{} min {} s", left_s / 60, left_s % 60);
  return fmt::format("{} of {} {}, {:.1f} a second, {} left", done, total, what, rate, left);
}

FilmProgress::FilmProgress(std::string what, std::size_t total)
    : what_(std::move(what)), total_(total), terminal_(::isatty(STDERR_FILENO) != 0) {}

FilmProgress::~FilmProgress() {
  if (shown_) fmt::print(stderr, "\r\033[K");
}

void FilmProgress::show(std::size_t done) {
  constexpr auto kEvery = std::chrono::milliseconds(500);
  if (!terminal_ || Clock::now() - last_ < kEvery || done == 0) return;
  last_ = Clock::now();
  shown_ = true;
  const double seconds = std::chrono::duration<double>(last_ - start_).count();
  fmt::print(stderr, "\r{}\033[K", film_progress_text(what_, done, total_, seconds));
  std::fflush(stderr);
}

}  // namespace darkline

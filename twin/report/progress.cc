#include "twin/report/progress.h"

#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <utility>

#include <fmt/format.h>

namespace darkline {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_between(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

}  // namespace

std::string wall_text(double seconds) {
  if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
  const long whole = std::lround(seconds);
  if (whole < 120) return fmt::format("{} s", whole);
  return fmt::format("{} min {} s", whole / 60, whole % 60);
}

Progress::Progress(std::string what)
    : what_(std::move(what)),
      terminal_(::isatty(STDERR_FILENO) == 1),
      start_(Clock::now()),
      last_(start_) {}

Progress::~Progress() {
  if (shown_) std::fputs("\r\033[K", stderr);
}

void Progress::show(std::size_t done, std::size_t total, const std::string& detail) {
  if (!terminal_ || total == 0) return;
  const Clock::time_point now = Clock::now();
  const double elapsed_s = seconds_between(start_, now);
  if (elapsed_s < 1.0 || (done < total && seconds_between(last_, now) < 0.1)) return;
  last_ = now;
  shown_ = true;
  const double share = static_cast<double>(done) / static_cast<double>(total);
  const std::string left =
      done == 0 ? "" : fmt::format(", {} left", wall_text(elapsed_s * (1.0 - share) / share));
  fmt::print(stderr, "\r\033[K{}: {} of {} ({:.0f} %){}  {}", what_, done, total, 100.0 * share,
             left, detail);
  std::fflush(stderr);
}

}  // namespace darkline

// How far a movie is: counts and the time that is left, on a terminal alone.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace darkline {

class FilmProgress {
 public:
  FilmProgress(std::string what, std::size_t total);
  ~FilmProgress();  // takes its line away
  FilmProgress(const FilmProgress&) = delete;
  FilmProgress& operator=(const FilmProgress&) = delete;

  void show(std::size_t done);

 private:
  using Clock = std::chrono::steady_clock;

  std::string what_;
  std::size_t total_;
  bool terminal_, shown_ = false;
  Clock::time_point start_ = Clock::now(), last_ = start_;
};

// "120 of 1000 pictures of a.mp4, 3.4 a second, 4 min 19 s left"
std::string film_progress_text(const std::string& what, std::size_t done, std::size_t total,
                               double seconds);

}  // namespace darkline

// Progress of long work on a terminal: what is done, how much is left. Nothing is printed where
// standard error is no terminal.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace darkline {

class Progress {
 public:
  // `what`: "studying cells". Nothing appears before a second has passed.
  explicit Progress(std::string what);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `detail` is shown behind the counts: the thing at hand. From one thread at a time.
  void show(std::size_t done, std::size_t total, const std::string& detail = {});

 private:
  std::string what_;
  bool terminal_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point last_;
};

// "4 s", "2 min 10 s": a wall time for people.
std::string wall_text(double seconds);

}  // namespace darkline

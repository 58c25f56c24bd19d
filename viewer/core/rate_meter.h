// How fast the plant's time really passes in the window, in seconds of the plant per second of wall
// time: the mean of the last second. Slower than asked for where frames take too long.
#pragma once

#include <cstdint>
#include <deque>

namespace darkline {

class RateMeter {
 public:
  // So much of the plant's time was shown in so much wall time; jumps do not count.
  void add(double wall_s, std::int64_t shown_ns);

  double rate() const;  // 0 before the first

 private:
  struct Part {
    double wall_s = 0.0, shown_s = 0.0;
  };
  std::deque<Part> parts_;
  double wall_s_ = 0.0, shown_s_ = 0.0;  // sums of the parts
};

}  // namespace darkline

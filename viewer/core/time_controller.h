// The clock of what is shown: runs, stands, jumps, and follows a live plant at its edge. Whole
// nanoseconds of the plant's time; wall time comes from the caller.
//
// A live edge is shown some 120 ms late, so that there is always a next moment to go on to: nothing
// is extrapolated. Whoever pauses, scrubs or steps leaves the edge; `End` brings it back.
#pragma once

#include <cstdint>

namespace darkline {

class TimeController {
 public:
  static constexpr double kSlowest = 0.1, kFastest = 1000.0;
  static constexpr std::int64_t kLiveDelayNs = 120'000'000;

  // Stands at the start.
  TimeController(std::int64_t first_ns, std::int64_t last_ns);

  // What there is to show now: a live plant's grows. now_ns() is held within it.
  void set_range(std::int64_t first_ns, std::int64_t last_ns);
  std::int64_t first_ns() const { return first_ns_; }
  std::int64_t last_ns() const { return last_ns_; }
  std::int64_t now_ns() const { return now_ns_; }

  void play();  // from the start again, if it stands at the end of a recording
  void pause();
  void toggle() { plays_ ? pause() : play(); }
  bool plays() const { return plays_; }

  // Seconds of the plant in a second of wall time, held within kSlowest and kFastest.
  void set_speed(double speed);
  void faster() { set_speed(2.0 * speed_); }
  void slower() { set_speed(0.5 * speed_); }
  double speed() const { return speed_; }

  // Jumps there, and goes on playing if it plays: scrubbing, a typed time, an event.
  void go_to(std::int64_t t_ns);
  // The same, and stands: a step to an event.
  void step_to(std::int64_t t_ns);

  // Follows the last moment there is, at whatever rate it comes.
  void go_live();
  bool is_live() const { return live_; }

  // From the last time to the first one; else it stands at the end. Not while live.
  void set_loop(bool loop) { loop_ = loop; }
  bool loops() const { return loop_; }

  // So many seconds of wall time have passed. Steps of more than a quarter of a second count as
  // that: after a pause of the program nothing is caught up.
  void advance(double wall_s);

 private:
  std::int64_t first_ns_, last_ns_, now_ns_;
  double rest_ns_ = 0.0;  // below a nanosecond, so that slow play adds up
  double speed_ = 1.0;
  bool plays_ = false, live_ = false, loop_ = false;
};

}  // namespace darkline

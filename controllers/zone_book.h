// Who holds which interference zone of a cell, who waits for one, and since when.
//
// A zone is granted when it is free, to the robot that asked for it first; of those that asked at
// the same tick, to the one with the lowest place. Nobody is passed over for ever: a robot that
// comes back stands behind those that waited.
//
// Watch. A zone has a nominal time. A robot that holds it for longer than twice that, while
// another waits for it, is overdue. Time in which the robot itself stands still for another zone,
// or is kept from its work otherwise (pause), does not count: it is the time of whoever holds that
// other zone. With zones taken in ascending order the robot that holds the highest one never
// waits, so whatever stands still is watched through it.
//
// Nothing here allocates after the constructor.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "controllers/cell_program.h"
#include "controllers/state_bytes.h"
#include "models/cell/cell_io.h"

namespace darkline {

class ZoneBook {
 public:
  ZoneBook() = default;
  explicit ZoneBook(std::span<const ProgramZone> zones);  // numbers ascending

  // The robot stands still until the zone is granted to it. Its own waits end what it paused.
  void request(std::size_t robot, std::uint16_t zone, std::int64_t t_ns);

  // Grants one zone that is free and asked for, the lowest first; the robot that it went to, or -1.
  int grant(std::int64_t t_ns);

  void leave(std::uint16_t zone);

  // The robot is kept from its work (it repeats some of it), and goes on.
  void pause(std::size_t robot, std::int64_t t_ns);
  void resume(std::size_t robot, std::int64_t t_ns);

  // Forgets who waits; what is held stays held.
  void forget_requests();
  void free_all();

  bool has(std::uint16_t zone) const;  // it is a zone of the cell
  std::size_t n_held() const;
  bool any_held() const { return n_held() > 0; }
  bool waits(std::size_t robot) const { return robots_[robot].zone != kNone; }
  int holder_of(std::uint16_t zone) const;            // a robot's place; -1: free
  std::uint16_t awaited_by(std::size_t robot) const;  // the zone it waits for; 0: none

  // A robot that is overdue with the lowest such zone; robot -1: none is.
  struct Overdue {
    int robot = -1;
    std::uint16_t zone = 0;
  };
  Overdue overdue(std::int64_t t_ns) const;

  // The first time at which a robot will be overdue if nothing happens before; kNeverNs: none.
  std::int64_t next_overdue_ns(std::int64_t t_ns) const;

  // Who holds and waits, and all clocks, for the first n_robots. False if `in` holds no such state
  // of a book of these zones at a time up to `latest_ns`; then the book is in no state to be used.
  void write_state(std::size_t n_robots, internal::StateWriter& out) const;
  bool read_state(std::size_t n_robots, std::int64_t latest_ns, internal::StateReader& in);

 private:
  static constexpr std::size_t kNone = SIZE_MAX;

  struct Zone {
    std::uint16_t number = 0;
    std::int64_t nominal_ns = 0;
    int holder = -1;
    std::int64_t taken_ns = 0;  // by the clock of its holder
  };
  // A robot's clock stands while it waits for a zone or is kept from its work.
  struct Robot {
    std::size_t zone = kNone;  // that it waits for
    std::int64_t asked_ns = 0;
    std::int64_t lost_ns = 0;                 // by which its clock is behind
    std::int64_t stands_since_ns = kNeverNs;  // kNeverNs: it runs
  };

  bool read_holders(std::size_t n_robots, std::int64_t latest_ns, internal::StateReader& in);
  bool read_clock(Robot& robot, std::int64_t latest_ns, internal::StateReader& in) const;
  std::size_t place_of(std::uint16_t zone) const;
  bool is_watched(std::size_t zone) const;
  std::int64_t clock_ns(const Robot& robot, std::int64_t t_ns) const;
  std::int64_t left_ns(const Zone& zone, std::int64_t t_ns) const;

  std::vector<Zone> zones_;
  std::array<Robot, kMaxCellRobots> robots_ = {};
};

}  // namespace darkline

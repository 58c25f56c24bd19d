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

  bool any_held() const;
  bool waits(std::size_t robot) const { return robots_[robot].zone != kNone; }
  int holder_of(std::uint16_t zone) const;  // a robot's place; -1: free

  // A robot that is overdue with the lowest such zone; robot -1: none is.
  struct Overdue {
    int robot = -1;
    std::uint16_t zone = 0;
  };
  Overdue overdue(std::int64_t t_ns) const;

  // The first time at which a robot will be overdue if nothing happens before; kNeverNs: none.
  std::int64_t next_overdue_ns(std::int64_t t_ns) const;

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

  std::size_t place_of(std::uint16_t zone) const;
  bool is_watched(std::size_t zone) const;
  std::int64_t clock_ns(const Robot& robot, std::int64_t t_ns) const;
  std::int64_t left_ns(const Zone& zone, std::int64_t t_ns) const;

  std::vector<Zone> zones_;
  std::array<Robot, kMaxCellRobots> robots_ = {};
};

}  // namespace darkline

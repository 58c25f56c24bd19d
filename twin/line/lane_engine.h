// E3, the lane engine: many replications at a time, one a vector lane, by the recursion of
// flow_engine.h in a fixed order, with the widest instruction set that the machine has
// (line_kernels.h).
//
// - As many technicians as are asked for: exact, to the last bit what the other engines give.
// - A crew: approximate. Station k takes job d - depth(k) in step d, so that requests come roughly
//   in order of time, and a request takes the first gap in the bookings (lane_crew.h). Screening
//   only: screening.h measures the bias against the flow engine and takes it out.
//
// Times are 32-bit ticks since a base that moves with each lane. A lane that no longer fits (a
// repair of many days) is left, and its replication is simulated by the flow engine.
//
// A result depends neither on the instruction set nor on lane and neighbours.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "twin/line/aligned_rows.h"
#include "twin/line/event_engine.h"
#include "twin/line/lane_crew.h"
#include "twin/line/lane_work.h"
#include "twin/line/line_counts.h"
#include "twin/line/line_kernels.h"
#include "twin/line/line_model.h"

namespace darkline {

inline constexpr int kMostLanes = 32;

// Why the lanes cannot take a line, a sentence; empty where they can.
std::string why_no_lanes(const LineModel& model);

class LaneEngine {
 public:
  // Of the options, `cycles` and `stops` give the same values to all lanes, and must give the same
  // whenever they are asked.
  using Options = LineEngine::Options;

  // Replications first to first + n - 1, n <= kMostLanes. `model` must outlive the engine, and
  // why_no_lanes(model) be empty.
  LaneEngine(const LineModel& model, std::uint64_t seed, std::uint32_t first, int n,
             InstructionSet isa, const Options& options);

  void run();  // to the horizon, once

  // After run(), of replication first + lane.
  bool fits(int lane) const { return !lost_[static_cast<std::size_t>(lane)]; }
  ReplicationResult result(int lane) const;                       // only if it fits
  std::int64_t last_departure_ms(std::size_t k, int lane) const;  // only with a job limit

 private:
  enum Mark : std::size_t { warm_up, horizon, kMarks };
  struct StopClock {
    std::int64_t due = 0;  // on the station's work clock
    std::int64_t repair_ms = 0;
    std::uint32_t n = 0;
  };
  // What is told of a station in a lane at a mark.
  struct AtMark {
    bool counted = false, down_counted = false, closed = false;
    std::int64_t jobs = 0, repairs = 0;
    StationTimes times;
  };
  struct Link {
    bool counted = false;
    std::int64_t integral = 0;
  };
  // A station in a lane: what is touched at stops and marks only.
  struct Rare {
    std::int64_t starved_ms = 0, blocked_ms = 0;  // without the rows
    std::int64_t down_ms = 0, waiting_ms = 0, repairs = 0;
    std::int64_t next_stop = 0;  // on the work clock
    std::int64_t beyond = 0;     // of the work to it, what its row does not hold
    std::array<AtMark, kMarks> at;
  };

  static std::vector<std::int64_t> depths(const LineModel& model);
  void connect();
  void load_stops();
  void draw_next_stop(std::size_t k, std::size_t lane, std::size_t stop_class, std::uint32_t n,
                      std::int64_t clock);
  static std::int64_t in_row(Rare& own, std::int64_t work_ms);

  void stopped(std::size_t k, std::size_t lane);
  void stop_work(std::size_t k, std::size_t lane);
  void count_down(Rare& own, std::int64_t at_ms, const Repair& repair);
  void marked(std::size_t k, std::size_t lane);
  void count_at(std::size_t mark, std::size_t k, std::size_t lane);
  bool close_links(std::size_t mark, std::size_t k, std::size_t lane);
  void set_mark_row(std::size_t k, std::size_t lane);

  void settle();
  void move_bases();
  void finish_marks();
  LineCounts counts_at(Mark mark, std::size_t lane) const;

  std::int64_t departed(const LaneNeed& need, std::int64_t job, std::size_t lane) const {
    return need.times[((static_cast<unsigned>(job) - need.lag) & need.mask) * lanes_ + lane];
  }
  StopClock& clock(std::size_t k, std::size_t lane, std::size_t stop_class) {
    return clocks_[(first_class_[k] + stop_class) * lanes_ + lane];
  }
  Rare& rare(std::size_t k, std::size_t lane) { return rare_[k * lanes_ + lane]; }
  std::int64_t mark_ms(std::size_t mark) const {
    return mark == warm_up ? model_.warm_up_ms : model_.horizon_ms;
  }

  const LineModel& model_;
  std::uint64_t seed_;
  std::uint32_t first_;
  Options options_;
  const LineKernel& kernel_;
  std::size_t lanes_;                // a row
  std::vector<std::int64_t> depth_;  // of stations; 0 with technicians without limit
  std::int64_t deepest_ = 0;
  LaneWork work_;

  std::vector<std::size_t> order_;  // of turns: stations
  std::vector<LaneVisit> visits_;   // by turn
  std::vector<std::size_t> turn_of_;
  std::vector<LaneNeed> needs_;
  std::vector<std::vector<std::size_t>> links_into_;  // a station, as its visit's inputs
  AlignedRows departures_, to_stop_, starved_, blocked_, marks_, dwell_, hand_;
  std::size_t n_departure_rows_ = 0;
  std::vector<int> latest_;  // departures, by lane

  std::vector<std::int64_t> base_ms_;  // by lane
  std::vector<char> lost_;
  std::vector<LaneCrew> crews_;
  std::vector<Rare> rare_;                       // (n_stations x lanes)
  std::vector<std::size_t> first_class_;         // of a station, in clocks_ / lanes
  std::vector<StopClock> clocks_;                // (n_classes of all stations x lanes)
  std::vector<std::int64_t> dwell_ms_;           // (n_links x lanes), without the rows
  std::array<std::vector<Link>, kMarks> links_;  // (n_links x lanes)
  std::size_t open_marks_ = 0;
};

}  // namespace darkline

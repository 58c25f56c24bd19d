// WHAT THE LINE IS, for the line engines: stations, links with places, stops, technicians, as plain
// arrays. Constant during a run. Built from a factory by build_line_model.h; tests and validation
// build it by hand.
//
// Conventions (half of all disagreements between line simulators come from them)
// - Time is in integer milliseconds ("ticks"); a test may give a tick another meaning.
// - A link's places do not count the places in the stations. Blocking after service: a finished
//   part stays in its station until the next place is free. A station without incoming links is
//   never starved, one without outgoing links never blocked. All start empty at time 0.
// - Job j is one body: every station handles one part of each job, in order of j, and a station
//   with several incoming links joins one part from each.
// - Stops are operation-dependent: their clock is the station's work. Interrupted work is resumed.
//   A stop is due when the time to it is <= the work left, so it comes before the end of the work.
//   Times to stop and repairs are drawn as 1 + floor(x) ticks.
// - Technicians serve requests in order of time, then of station; a request goes to the one who can
//   start soonest, then to the lowest number. A repair that has begun is finished.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace darkline {

inline constexpr std::int64_t kDayMs = 86'400'000;
inline constexpr std::size_t kNoStation = SIZE_MAX;

// The address whose random stream says which variant a job is: one for the whole line, so that all
// parts of a job agree.
inline constexpr const char* kBodiesAddress = "bodies";

enum class RepairLaw : std::uint8_t {
  lognormal,  // with mean mttr_ms and coefficient of variation cv; cv 0 is a constant
  exponential,
};

// A class of stops of one station. Work to the next stop is exponential.
struct StopClass {
  std::string name;          // "micro_stop"
  std::uint32_t number = 0;  // of its random stream: failure_purpose(number); unique in the station
  double mtbf_ms = 0.0;      // mean work between stops, > 0
  double mttr_ms = 0.0;      // mean repair at a staffed time, without waiting for a technician, > 0
  double cv = 1.0;
  RepairLaw law = RepairLaw::lognormal;
};

// Work added to every n-th job: tip dressing, cap change.
struct PeriodicWork {
  std::int64_t every_jobs = 1;  // jobs number n, 2n, 3n, ..., counted from 1
  std::int64_t extra_ms = 0;
};

// When a part may enter a station that joins several.
enum class JoinRule : std::uint8_t {
  // Each incoming part has a place of its own in the station and enters as soon as the station's
  // last job has left. The rule of the engines' contract; equal to the other for one incoming link.
  each_in_its_place,
  // All parts of a job enter together, when the last of them is there and the station is empty.
  all_together,
};

struct LineStation {
  std::string address;
  std::uint32_t entity = 0;  // of its random streams: stream_entity(address)
  // Equally likely cycle times in ms: (n_variants x n_samples of that variant), each >= 1.
  std::vector<std::vector<std::int64_t>> cycle_ms;
  // > 0: cycles are exponential with this mean instead (exponential_cycle.h), below 5e7 ms and
  // without pace; cycle_ms is then not read.
  double exponential_mean_ms = 0.0;
  std::int64_t pace_ms = 0;  // a job takes no less than this: the takt of a paced line
  std::vector<PeriodicWork> periodic;
  std::vector<StopClass> stops;
  JoinRule join = JoinRule::each_in_its_place;
};

struct LineLink {
  std::size_t from = 0, to = 0;  // in LineModel::stations
  std::int64_t places = 0;
};

// When one technician may start a repair: from <= time of day < to.
struct Technician {
  std::int64_t from_ms_of_day = 0;
  std::int64_t to_ms_of_day = kDayMs;
};

struct LineModel {
  std::vector<LineStation> stations;    // at most 65,535
  std::vector<LineLink> links;          // without cycles; at most one from each station
  std::vector<double> variant_share;    // sum 1; at least one
  std::vector<Technician> technicians;  // none: as many as are asked for

  // Repairs that start after the staffed part of a day last dark_repair_factor times as long.
  std::int64_t staffed_ms_of_day = kDayMs;
  double dark_repair_factor = 1.0;

  std::size_t exit = kNoStation;  // whose departures are the line's output

  // What is measured: from warm_up_ms (not included) to horizon_ms (included).
  std::int64_t warm_up_ms = 0;
  std::int64_t horizon_ms = 0;

  std::int64_t window_ms() const { return horizon_ms - warm_up_ms; }
};

// That the model keeps what the comments above promise.
// @throws InternalError (DARKLINE_CHECK) naming the station or link at fault.
void check_line_model(const LineModel& model);

// Mean work on one job in ms: pace, samples, variants and periodic work, without stops. The extra
// of several periodic works that meet in one job is counted as the engine does, over their common
// period where that is at most 100,000 jobs, else over the first 100,000.
double mean_work_ms(const LineStation& station, const std::vector<double>& variant_share);

// Work over work and repair of a station on its own: 1 / (1 + sum MTTR / MTBF), with the mean of
// the dark factor over a day and without waiting for technicians.
double stand_alone_availability(const LineModel& model, std::size_t station);

}  // namespace darkline

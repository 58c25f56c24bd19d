// WHAT THE LINE IS, for the line engines: stations, links with places, stops, technicians, as plain
// arrays. Constant during a run. Built from a factory by build_line_model.h; tests and validation
// build it by hand. Every member has a default that leaves its feature out.
//
// Conventions (half of all disagreements between line simulators come from them)
// - Time is in integer milliseconds ("ticks"); a test may give a tick another meaning.
// - A link's places do not count the places in the stations. Blocking after service: a finished
//   part stays in its station until the next place is free. A station without incoming links is
//   never starved unless it has a supply, one without outgoing links never blocked unless it has a
//   dispatch. All start empty at time 0, but for the initial parts of links.
// - Job n of a station is the n-th that it starts, from 0: cycle draws, periodic work and
//   maintenance count jobs. Body b is the b-th that a source starts, or initial part b of a link
//   that carries bodies; a station that joins hands on the body of its first incoming link. Without
//   routing, rework and initial parts, job n is a part of body n everywhere.
// - Stops are operation-dependent unless they say otherwise: their clock is the station's work.
//   Interrupted work is resumed. A stop is due when the time to it is <= the work left, so it comes
//   before the end of the work. Times to stop and repairs are drawn as 1 + floor(x) ticks.
// - Technicians serve requests in order of time, then of station; a request goes to the one who can
//   start soonest, then to the lowest number. A repair that has begun is finished.
//
// Marks: [recursion] departures stay a recursion of the kind of the facts' max-plus form, so a
// data-flow engine may take it; [decision] needs requests in order of time; [events] needs the
// event engine. What is not marked is [recursion].
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "twin/line/time_law.h"
#include "twin/line/work_calendar.h"

namespace darkline {

inline constexpr std::int64_t kDayMs = 86'400'000;
inline constexpr std::int64_t kNeverMs = (std::int64_t{1} << 43) - 1;  // beyond any horizon
inline constexpr std::size_t kNoStation = SIZE_MAX;
inline constexpr std::size_t kNoLink = SIZE_MAX;
inline constexpr std::size_t kNoCalendar = SIZE_MAX;

// The address whose random stream says which variant a job is: one for the whole line, so that all
// parts of a job agree.
inline constexpr const char* kBodiesAddress = "bodies";

using RepairLaw = LawKind;  // of a repair that has no law of its own: lognormal or exponential

// What the clock of a stop class counts.
enum class StopsBy : std::uint8_t {
  work,  // the station's work
  // All time since the end of its last repair, also while the station is starved, blocked, closed
  // or down for another class. A station that is down takes no part and gives none. [events]
  calendar,
};

// A class of stops of one station, by component: "micro_stop", "fixture", "gun", "robot", "tool".
struct StopClass {
  std::string name;
  std::uint32_t number = 0;  // of its random stream: failure_purpose(number); unique in the station
  double mtbf_ms = 0.0;      // mean time between stops on their clock, > 0
  double mttr_ms = 0.0;      // mean repair at a staffed time, without waiting for a technician, > 0
  double cv = 1.0;
  RepairLaw law = RepairLaw::lognormal;  // with mean mttr_ms; lognormal with cv

  // In place of the exponential law of mean mtbf_ms, and of the one by law and cv. Their means must
  // be mtbf_ms and mttr_ms.
  std::optional<TimeLaw> uptime = std::nullopt, repair = std::nullopt;
  StopsBy clock = StopsBy::work;
  std::uint32_t skill = 0;  // below 32: a technician must have it [decision]
};

// Work added to every n-th job: tip dressing, cap change.
struct PeriodicWork {
  std::int64_t every_jobs = 1;  // jobs number n, 2n, 3n, ..., counted from 1
  std::int64_t extra_ms = 0;
};

// How a station with several incoming links takes parts from them.
enum class JoinRule : std::uint8_t {
  // Each incoming part has a place of its own in the station and enters as soon as the station's
  // last job has left. The rule of the engines' contract; equal to the other for one incoming link.
  each_in_its_place,
  // All parts of a job enter together, when the last of them is there and the station is empty.
  all_together,
  // One part, from whichever link: in order of arrival at the end of the link (without a place on
  // the link: of being finished before it), then of the link's number. [events]
  merge,
};

// How a station with several outgoing links gives to them. A part that has chosen waits for its
// link, and stands in the way of those behind it in its machine only.
enum class RouteRule : std::uint8_t {
  all,          // one part onto each link, at once when all have room: separation, carriers
  by_share,     // a draw by LineLink::share for each part, when it is finished
  by_variant,   // the link that lists the body's variant
  round_robin,  // in turn, in order of links
  first_free,   // the first link with room, in order of links; waits for any [events]
  // of the links with room the one with fewest parts on it and in the machines behind it, then the
  // first [events]
  fewest,
};

// Preventive maintenance, before the first job that starts once it is due; it takes no technician
// and is resumed when interrupted. Due after every_jobs jobs since the last, or at multiples of
// every_ms since time 0 (those missed meanwhile are done by one). One of the two is 0.
struct Maintenance {
  std::string name;
  std::int64_t every_jobs = 0;
  std::int64_t every_ms = 0;
  std::int64_t duration_ms = 1;  // >= 1
};

// What a station finds out about a job when its work ends: one draw per job. [events]
struct Inspection {
  double rework = 0.0;  // share of jobs sent to rework_link, or worked again here without one
  double scrap = 0.0;   // share of jobs whose body leaves the line here
  std::size_t rework_link = kNoLink;  // leaves this station; good bodies do not take it
  std::int64_t most_reworks = 1;      // of one body; after them, what needs rework is scrap
};

// How bodies come to a station without incoming links: `batch` of them at first_ms, then after each
// interval. They wait outside without limit. Without a supply there is always one. [recursion]
struct Supply {
  TimeLaw interval;
  std::int64_t batch = 1;
  std::int64_t first_ms = 0;
};

// How bodies go from a station without outgoing links: at first_ms and after each interval up to
// `batch` are fetched from a yard of `places`; a full yard blocks the station. [events]
struct Dispatch {
  TimeLaw interval;
  std::int64_t batch = 1;
  std::int64_t first_ms = 0;
  std::int64_t places = 1;  // >= 1
};

// A station that has had no work for standby_after_ms is on standby, after hibernate_after_ms it
// hibernates; its next job waits for it to wake up. Neither counts as idle. [recursion]
struct EnergySaving {
  std::int64_t standby_after_ms = kNeverMs, standby_wake_ms = 0;
  std::int64_t hibernate_after_ms = kNeverMs, hibernate_wake_ms = 0;  // not before standby
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

  // Machines side by side. The free one with the lowest number takes the next job; they give jobs
  // away as they finish. Each has its own stops: machine m > 0 draws them from
  // machine_entity(station, m). Several links join all_together or merge. [recursion]
  std::int64_t machines = 1;
  RouteRule route = RouteRule::all;
  // Work, changeover, maintenance and waking up only pass in open time. Parts move in and out and
  // repairs go on at any time.
  std::size_t calendar = kNoCalendar;  // in LineModel::calendars
  std::vector<Maintenance> maintenance;
  // Before a job of variant v after one of variant u: (n_variants x n_variants) at [u][v], in ms.
  // Empty: none. The first job of a machine needs none.
  std::vector<std::vector<std::int64_t>> changeover_ms;
  std::optional<Inspection> inspection;
  std::optional<Supply> supply;
  std::optional<Dispatch> dispatch;
  std::optional<EnergySaving> energy;
  std::int64_t walk_ms = 0;  // where it stands for technicians: their way to it from the start
};

struct LineLink {
  std::size_t from = 0, to = 0;  // in LineModel::stations
  std::int64_t places = 0;
  // An accumulating conveyor: a part is at its end travel_ms after it came on, or behind the parts
  // that wait there; moving up takes no time. Needs places.
  std::int64_t travel_ms = 0;
  std::int64_t initial_parts = 0;  // at its end at time 0, at most `places`: carriers of a loop
  double share = 0.0;              // by_share: those of a station sum to 1
  std::vector<std::size_t> variants = {};  // by_variant: each variant on one link of a station
  // Its parts are empty carriers and no bodies. A station whose incoming links are all such is a
  // source: it puts a new body on each carrier. [events]
  bool carriers = false;
};

// When one technician may start a repair: from <= time of day < to, and in open time of a calendar.
// First he walks from where he repaired last (at the start from 0) to the station's walk_ms, which
// takes the difference, on duty or not. [decision]
struct Technician {
  std::int64_t from_ms_of_day = 0;
  std::int64_t to_ms_of_day = kDayMs;
  std::uint32_t skills = 0xFFFF'FFFF;  // bit s: has skill s
  std::size_t calendar = kNoCalendar;
};

struct LineModel {
  std::vector<LineStation> stations;  // at most 65,535
  // Cycles are allowed if each has a link with initial parts, or enters a station that merges.
  std::vector<LineLink> links;
  std::vector<double> variant_share;    // sum 1; at least one
  std::vector<Technician> technicians;  // none: as many as are asked for, of all skills, at once
  std::vector<CalendarHours> calendars;

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

// Stations of one machine in trees of joins, with cycles, pace, periodic work, work-dependent stops
// of any law and technicians with hours and calendars, and nothing else: what all engines take. For
// others the name of the first other thing, such as "merge at z60/st01"; empty for a plain model.
std::string first_not_plain(const LineModel& model);
inline bool is_plain(const LineModel& model) {
  return first_not_plain(model).empty();
}

// The stream entity of one of a station's machines, from 0: the station's own for the first.
std::uint32_t machine_entity(const LineStation& station, std::int64_t machine);

// Mean work on one job in ms: pace, samples, variants and periodic work, without stops. The extra
// of several periodic works that meet in one job is counted as the engine does, over their common
// period where that is at most 100,000 jobs, else over the first 100,000.
double mean_work_ms(const LineStation& station, const std::vector<double>& variant_share);

// Work over work and repair of a station on its own: 1 / (1 + sum MTTR / MTBF), with the mean of
// the dark factor over a day and without waiting for technicians.
double stand_alone_availability(const LineModel& model, std::size_t station);

}  // namespace darkline

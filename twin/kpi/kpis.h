// The figures that a planner reads off a simulated line, each with its error.
//
// Times of ISO 22400-2 and what they are here, for a station, in one replication's window (which
// is running time of the plant: shifts, and nothing but shifts, are simulated). A station of
// several machines has their times together, and as many takts for a job.
//   PBT  planned busy time            the window without planned stops and maintenance
//   APT  actual production time       working: cycles with their tip dressing, without stops
//   AUST actual unit set-up time      changeover and waking up; dressing is part of the cycle
//   AUPT actual unit processing time  APT + AUST
//   ADET actual unit delay time       down: malfunctions while there is a body to work on
//   AUBT actual unit busy time        PBT - starved: a body is in the station
//   PRI  planned runtime per item     the takt
//   PQ   produced quantity            jobs done;  GQ good quantity  PQ (1 - scrap)
//   availability APT/PBT, effectiveness PRI PQ / APT, quality ratio GQ/PQ,
//   OEE = availability x effectiveness x quality, NEE = AUPT/PBT x effectiveness x quality,
//   allocation efficiency AUBT/PBT, utilisation efficiency APT/AUBT,
//   technical efficiency APT / (APT + ADET), throughput rate PQ / PBT.
// By the standard blocked and starved count against a station's availability; what the station
// itself can do is stand_alone_availability. Scrap is found at the end of the line and counted
// there: a station's quality is 1.
//
// VDI 3423 divides the occupied time TB, the window without planned stops, into use TN = working,
// technical downtime TT = down (waiting for a technician included), organisational downtime TO =
// blocked + starved + set-up, and maintenance TW: technical availability 1 - TT/TB, use TN/TB.
//
// For the line as a whole:
//   oee           good bodies x takt / PBT, the window without the planned stops of the exit
//   availability  1 - mean over the stations of down time / PBT
//   quality       1 - scrap
//   performance   the rest: oee / (availability x quality), what blocking, starving and cycles
//                 above the takt leave
// The product holds in each replication; the means of the factors need not multiply to the mean.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "models/scenario/factory_model.h"
#include "twin/kpi/estimate.h"
#include "twin/kpi/sensitivity.h"
#include "twin/kpi/variance.h"
#include "twin/line/line_model.h"
#include "twin/line/replications.h"

namespace darkline {

// Shares are of the machines' time in the window, 1 = 100 %; working + blocked + starved + down +
// setup + planned = 1.
struct StationKpis {
  std::string address;
  Estimate working, blocked, starved, down;
  Estimate setup;                   // changeover and waking up
  Estimate planned;                 // planned stops and maintenance
  Estimate waiting_for_technician;  // part of down
  Estimate jobs_per_h;
  Estimate repairs_per_day;
  Estimate availability, effectiveness, oee, nee;  // ISO 22400, see above
  Estimate allocation_efficiency, utilisation_efficiency;
  Estimate technical_availability;  // VDI 3423; its use TN/TB is `working`
  // working / (working + down); the technical efficiency of ISO 22400
  Estimate stand_alone_availability;
  double stand_alone_availability_formula = 1.0;  // without waiting for technicians
  double mean_cycle_s = 0.0;                      // with pace, tip dressing and variants
  double stand_alone_jobs_per_h = 0.0;            // machines x 3600 / mean_cycle_s x formula
};

struct Bottleneck {
  // By arrows. On each link the arrow points to the side that waits less: downstream if the station
  // before is blocked for longer than the one after is starved. A join starves for its latest
  // feeder, the one that is blocked least: only from that one may an arrow point upstream. The
  // bottleneck is a station that no arrow leaves, among several the one with the strongest arrows
  // towards it.
  std::size_t station = 0;
  // By active period: the station that works or is down for the largest share of the time. It may
  // be another one: slow, but with buffers and slack behind it.
  std::size_t busiest = 0;
  Estimate busiest_active;
  int replications_agreeing = 0;  // that name the same busiest station
  // By sensitivity: what one per cent gives at the stations that were tried, the most first; empty
  // if none was. See judge_by_sensitivity in bottleneck.h.
  std::vector<StationSensitivity> sensitivity;
  std::string verdict;  // sentences
};

// Lead times body by body, see twin/line/lead_time.h: means over the replications, of their means
// and quantiles.
struct LeadTimeKpis {
  std::string entry;  // the station from which bodies take longest to the exit
  Estimate mean_s;
  std::vector<Estimate> quantile_s;  // (kLeadTimeShares)
};

struct Kpis {
  double confidence = 0.95;
  std::size_t replications = 0;

  Estimate gross_jph;  // bodies that leave the line per hour
  Estimate net_jph;    // good ones: gross x (1 - scrap)
  std::vector<double> net_jph_by_replication;
  Estimate bodies_per_year;  // good ones: net_jph x hours of shifts per year
  double hours_per_year = 0.0;
  double takt_jph = 0.0;   // 3600 / takt
  double bound_jph = 0.0;  // least stand_alone_jobs_per_h of the bodies that pass: none does more

  Estimate availability, performance, quality, oee;
  // The values behind some means, one a replication: for differences on common random numbers.
  struct ByReplication {
    std::vector<double> availability, performance, oee, wip, lead_time_s;
  };
  ByReplication by_replication;
  // VDI 3423, means over the stations: 1 - TT/TB, TN/TB, TO/TB, TW/TB
  Estimate technical_availability, use, organisational, maintenance;
  double first_pass_yield = 1.0;  // 1 - rework - scrap

  Estimate wip;  // parts in stations and on links but those of empty carriers; a body counts once
                 // in each of its lines
  // From the start at an entry to the exit, along the way that holds most parts, by Little's law:
  // parts along that way / bodies per time.
  Estimate lead_time_s;
  std::optional<LeadTimeKpis> lead_time;  // without a value if some replication measured none

  // net_jph with the repairs as a control variate: what they lasted beyond their laws explains some
  // of the spread. Only of plain lines (line_model.h) whose repairs do not depend
  // on the time of day, and of 4 replications or more.
  std::optional<Controlled> net_jph_controlled;
  // The same from replication 0 alone, in batches; what a single long run would say.
  std::optional<BatchMeans> net_jph_batches;

  Bottleneck bottleneck;
  std::vector<StationKpis> stations;  // (n_stations)

  // Fewer than 10 bodies per station left the line during warm-up in some replication: the means
  // still carry the filling of the line.
  bool warm_up_short = false;
};

// At the scenario's confidence. `line` and `result` must be those of `factory`.
Kpis compute_kpis(const FactoryModel& factory, const LineModel& line, const LineResult& result);

}  // namespace darkline

// A line simulated: one replication, and many of them on several threads.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "twin/line/engine_choice.h"
#include "twin/line/event_engine.h"
#include "twin/line/lead_time.h"
#include "twin/line/line_model.h"

namespace darkline {

// What one replication measured in the model's window. The times of a station sum to the window.
struct ReplicationResult {
  struct Station {
    StationTimes times;
    std::int64_t jobs = 0;     // departures
    std::int64_t repairs = 0;  // granted
  };
  std::vector<Station> stations;   // (n_stations)
  std::vector<double> link_level;  // (n_links) mean parts on the link, see LineEngine::level
  std::int64_t parts_out = 0;      // departures of the exit
  std::int64_t warm_up_parts_out = 0;

  // Mean parts in all stations and on all links (a body in several lines counts once in each).
  double wip = 0.0;

  std::vector<LeadTimes> lead_times;  // (n_entries)

  // Departures of the exit in kOutputIntervals equal parts of the window, in their order.
  std::vector<std::int64_t> parts_by_interval;
};

struct LineResult {
  std::uint64_t seed = 0;
  std::int64_t window_ms = 0;
  std::vector<ReplicationResult> replications;  // by number, from 0
  EngineChoice engine = {};  // that simulated them; the numbers do not depend on it
};

ReplicationResult simulate(const LineModel& model, std::uint64_t seed, std::uint32_t replication);
ReplicationResult simulate(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
                           const LineEngine::Options& options);
// The same by another engine, which must be safe for the model (engine_choice.h).
ReplicationResult simulate(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
                           LineEngineKind engine);

// Called after each replication with how many are done; one call at a time, from any thread.
using ReplicationProgress = std::function<void(int done, int of)>;

// Replications 0 to n - 1 on up to `jobs` threads. The result does not depend on `jobs`, nor on
// `engine` but for the name of the engine.
// @throws Interrupted if `stop` is asked for before all are done; whatever a replication throws.
LineResult run_replications(const LineModel& model, std::uint64_t seed, int n, int jobs,
                            const ReplicationProgress& progress = {}, std::stop_token stop = {},
                            EngineRequest engine = EngineRequest::automatic);

// Adds replications to `result`, which has some of the same model and seed, until it has n.
void add_replications(LineResult& result, const LineModel& model, int n, int jobs,
                      const ReplicationProgress& progress = {}, std::stop_token stop = {});

}  // namespace darkline

#include "controllers/rehearsal.h"

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <mutex>

#include <fmt/format.h>

#include "controllers/controller_bus.h"
#include "controllers/in_process_link.h"
#include "controllers/rehearsal_plant.h"
#include "controllers/simulated_transport.h"
#include "models/base/error.h"
#include "models/base/parallel.h"

namespace darkline {
namespace {

using std::chrono::milliseconds;

// Beyond any luck: who is started so often within a minute will never come back.
constexpr int kManyRestarts = 300;

constexpr std::initializer_list<BusFault> kMendable = {
    BusFault::lost,    BusFault::doubled,        BusFault::delayed,      BusFault::late,
    BusFault::cut,     BusFault::spoiled_header, BusFault::spoiled_body, BusFault::forged,
    BusFault::stale,   BusFault::noise,          BusFault::too_long,     BusFault::full,
    BusFault::clogs,   BusFault::dies,           BusFault::quits,        BusFault::hangs,
    BusFault::is_busy, BusFault::is_slow,        BusFault::haunts};
constexpr std::initializer_list<BusFault> kFatal = {BusFault::other_version, BusFault::bad_snapshot,
                                                    BusFault::bad_digest,    BusFault::cannot_start,
                                                    BusFault::refuses,       BusFault::breaks};

// Each seed has some of the faults only, so that one does not hide what another would show.
void draw_rates(FaultDraws& draws, std::initializer_list<BusFault> faults, std::uint32_t most,
                FaultRates& rates) {
  for (const BusFault fault : faults) {
    const bool is_on = draws.below(2) == 0;
    const std::uint32_t rate = 1 + draws.below(most);
    if (is_on) rates[fault] = rate;
  }
}

// The message is a bare sentence, or the host and its fault are named in it.
bool is_named(const std::string& error) {
  return error.find("host") != std::string::npos || error.find("cannot run") != std::string::npos;
}

std::string broken_law_of(const Rehearsal& rehearsal, const RehearsalOutcome& outcome,
                          const std::vector<std::uint64_t>& clean,
                          const std::vector<std::uint64_t>& hashes) {
  const bool is_whole = outcome.error.empty();
  const auto parting = std::mismatch(hashes.begin(), hashes.end(), clean.begin()).first;
  if (parting != hashes.end() && !outcome.bus.is_degraded) {
    return fmt::format("tick {} differs from the clean run", parting - hashes.begin());
  }
  if (is_whole) return {};
  if (!is_named(outcome.error)) return "an error without a name: " + outcome.error;
  if (rehearsal.bus.on_fault == OnFault::abort) return {};
  if (rehearsal.bus.on_fault == OnFault::recover) {
    if (rehearsal.bus.most_restarts < kManyRestarts) return {};
    for (const BusFault fault : kFatal) {
      if (outcome.faults[fault] > 0) return {};
    }
  }
  if (outcome.faults[BusFault::cannot_start] > 0) return {};
  if (outcome.faults[BusFault::breaks] > 0) return {};  // a bug is not a stop to be modelled
  return "it was to come to its end, but: " + outcome.error;
}

}  // namespace

bool is_fatal(BusFault fault) {
  return std::find(kFatal.begin(), kFatal.end(), fault) != kFatal.end();
}

Rehearsal rehearsal_of(std::uint64_t seed) {
  FaultDraws draws(seed, 2);
  Rehearsal all{.seed = seed};
  all.cells = 4 + static_cast<int>(draws.below(21));
  all.ticks = 40 + static_cast<int>(draws.below(41));
  all.bus.processes = 1 + draws.below(8);
  all.bus.step_deadline = milliseconds(400);
  all.bus.hello_limit = milliseconds(1'000);
  all.bus.restore_limit = milliseconds(5'000);
  all.bus.snapshot_every = draws.below(3) == 0 ? 0 : 1 + draws.below(24);
  all.bus.run_epoch = 1 + seed;
  all.bus.first_backoff = milliseconds(10);
  all.bus.most_backoff = milliseconds(100);
  all.bus.most_restarts = kManyRestarts;
  draw_rates(draws, kMendable, 40, all.rates);
  all.rates[BusFault::haunts] *= 40;
  const std::uint32_t kind = draws.below(10);
  if (kind == 5) {  // what cannot be mended, too
    draw_rates(draws, kFatal, 1'500, all.rates);
    all.rates[BusFault::breaks] /= 50;
  } else if (kind == 6) {  // the limit of restarts
    all.bus.most_restarts = 5;
    all.rates[BusFault::dies] = 200 + draws.below(1'000);
  } else if (kind == 7 || kind == 8) {
    all.bus.on_fault = OnFault::abort;
    draw_rates(draws, kFatal, 100, all.rates);
  } else if (kind == 9) {
    all.bus.on_fault = OnFault::model;
    draw_rates(draws, kFatal, 20, all.rates);
  }
  if (draws.below(20) == 0) all.rates[BusFault::floods] = 20;
  return all;
}

RehearsalOutcome rehearse(const Rehearsal& rehearsal) {
  InProcessLink call;
  RehearsalPlant clean_plant(rehearsal.cells, rehearsal.seed);
  const auto clean = run_plant(clean_plant, call, rehearsal.ticks);

  auto carrier = std::make_unique<SimulatedTransport>(SimulatedOptions{
      .seed = rehearsal.seed, .run_epoch = rehearsal.bus.run_epoch, .rates = rehearsal.rates});
  const SimulatedTransport& transport = *carrier;
  ControllerBus bus(std::move(carrier), rehearsal.bus);
  RehearsalPlant plant(rehearsal.cells, rehearsal.seed);
  RehearsalOutcome outcome;
  std::vector<std::uint64_t> hashes;
  try {
    run_plant(plant, bus, rehearsal.ticks, hashes);
  } catch (const Error& error) {
    outcome.error = error.what();
  }
  outcome.ticks = static_cast<int>(hashes.size());
  outcome.bus = bus.report();
  outcome.faults = transport.faults();
  outcome.errs_of_hosts = transport.errs_of_hosts();
  outcome.errs_of_twin = transport.errs_of_twin();
  outcome.broken_law = broken_law_of(rehearsal, outcome, clean, hashes);
  return outcome;
}

void RehearsalTally::add(std::uint64_t seed, const RehearsalOutcome& outcome) {
  ++seeds;
  ++(outcome.error.empty() ? whole : ended);
  degraded += outcome.bus.is_degraded ? 1 : 0;
  exchanges += outcome.bus.exchanges;
  faults.add(outcome.faults);
  for (std::size_t i = 0; i < errs.size(); ++i) {
    errs[i] += outcome.errs_of_hosts[i] + outcome.errs_of_twin[i];
  }
  for (const HostReport& host : outcome.bus.hosts) {
    restarts += host.incarnation > 1 ? host.incarnation - 1 : 0;
    heard.accepted += host.heard.accepted;
    for (std::size_t i = 0; i < kLotpRejects; ++i) heard.rejected[i] += host.heard.rejected[i];
    for (std::size_t i = 0; i < kHostFaults; ++i) host_faults[i] += host.faults[i];
    for (std::size_t a = 0; a < kHostStates; ++a) {
      for (std::size_t b = 0; b < kHostStates; ++b) moves[a][b] += host.moves[a][b];
    }
  }
  if (!outcome.broken_law.empty() && failures.size() < kMostFailures) {
    failures.push_back({.seed = seed, .what = outcome.broken_law});
  }
}

RehearsalTally rehearse_seeds(std::uint64_t first, std::uint64_t count, int jobs,
                              const std::function<void(std::uint64_t done)>& progress) {
  RehearsalTally tally;
  std::mutex mutex;
  in_parallel(
      count, jobs, [] { return 0; },
      [&](int, std::size_t i) {
        const std::uint64_t seed = first + i;
        const RehearsalOutcome outcome = rehearse(rehearsal_of(seed));
        const std::lock_guard lock(mutex);
        tally.add(seed, outcome);
        if (progress) progress(tally.seeds);
      });
  std::sort(tally.failures.begin(), tally.failures.end(),
            [](const auto& a, const auto& b) { return a.seed < b.seed; });
  return tally;
}

}  // namespace darkline

// The plant alive: any number of cells, each with its controller in the loop, all robots on one
// simulated clock of 4 ms ticks, cycle after cycle.
//
// A station is fed and emptied at once: when its controller declares a cycle complete the body
// leaves, and transfer_s later the next one stands there. What stations wait for each other is the
// line's matter (twin/line).
//
// Arms move in the tiers of cells/arm_engine.h. Cells do not touch each other, so neither the
// number of threads nor the grouping changes a bit of the result.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "cells/cell_world.h"
#include "controllers/bus_options.h"
#include "controllers/controller_link.h"
#include "controllers/gateways/telemetry.h"
#include "controllers/zmq_transport.h"
#include "models/cell/cycle_profile.h"
#include "models/scenario/factory_model.h"

namespace darkline {

enum class LiveTier : std::uint8_t { automatic, replay, fleet, bullet };

// Who commands the cells.
struct LiveControllers {
  Transport transport = Transport::in_process;
  // With Transport::zmq: how many cells a darkline-controller carries, and what becomes of faults.
  std::size_t cells_per_process = 10;
  BusOptions bus = {};
  // A user's program in place of darkline-controller, for one station: started here, or, without a
  // command, by the user, who is told how by `announce`.
  struct Other {
    StationId station;
    std::vector<std::string> command = {};
  };
  std::vector<Other> others = {};
  ZmqOptions carrier = {};  // endpoint and keys for those that the user starts
  std::function<void(const std::string&)> announce = {};
  std::filesystem::path journal = {};  // to write (controllers/journal.h); empty: none
  // Of an earlier run, to be gone on with: what it holds is held against this one. Empty: none.
  std::filesystem::path resumed = {};
};

struct LiveOptions {
  int jobs = 1;
  std::string name = {};  // of the run, for those who watch it; empty: nobody is told of it
  std::optional<Telemetry::Options> telemetry = {};
  bool publish = false;               // to those who watch it (plant_feed.h)
  std::filesystem::path record = {};  // the plant's recording (plant_recording.h); empty: none
  LiveControllers controllers = {};
  double pace = 0.0;  // seconds of the plant in a second of wall time; 0: as fast as it goes
  LiveTier tier = LiveTier::automatic;  // automatic: tiered_engine.h
  double duration_s = 60.0;             // simulated
  std::size_t variant = 0;
  std::vector<StationId> stations = {};  // none: all
  Collisions collisions = Collisions::unwatched;
  std::vector<StationId> open = {};  // in Bullet from the start, with LiveTier::automatic
  // Simulated seconds done by all cells; from one thread at a time.
  std::function<void(double)> progress = {};
  std::stop_token stop = {};
};

// What one station did.
struct LiveStation {
  StationId station;
  std::size_t robots = 0;
  int bodies = 0;             // finished
  double mean_cycle_s = 0.0;  // of them, from body in to body out, without transfer
  int welds = 0, expulsions = 0;
  double zone_wait_s = 0.0;  // of all its robots
  double energy_kwh = 0.0;
  double peak_torque_share = 0.0;
  int contacts = 0;           // pairs that have touched
  std::string first_contact;  // in words, with its time
  std::string stopped;        // why it stands, if its controller held or aborted
};

struct LiveResult {
  std::vector<LiveStation> stations;
  std::size_t robots = 0;
  double simulated_s = 0.0;
  double stepping_s = 0.0;   // wall time after everything was planned and made
  double processor_s = 0.0;  // of this process, in that time
  std::array<std::int64_t, 5> ticks_by_tier = {};  // arm-ticks, by Fidelity
  std::string state_hash;             // SHA-256 over time and joints of every robot at the end
  std::vector<BusReport> buses = {};  // of controllers in processes, one a group of cells
  double resumed_s = 0.0;             // until when this run was that of the resumed journal
  double lag_s = 0.0;                 // with a pace: the most by which the plant came late
  bool is_degraded() const;           // a fault in wall time became one of the plant
};

// With a journal to write or to resume, or an endpoint for users, all cells share one thread.
// @throws InputError for a station that cannot be planned or the journal of another run,
//   Interrupted, IoError of a controller or a journal.
LiveResult run_live(const FactoryModel& factory, const LiveOptions& options);

}  // namespace darkline

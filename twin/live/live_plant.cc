#include "twin/live/live_plant.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <span>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "cells/cell_preparation.h"
#include "cells/cell_world.h"
#include "cells/station_planning.h"
#include "cells/tiered_engine.h"
#include "controllers/controller_bus.h"
#include "controllers/journaling_link.h"
#include "controllers/verifying_link.h"
#include "models/base/content_hash.h"
#include "models/base/parallel.h"
#include "models/base/sim_time.h"
#include "models/base/stopwatch.h"
#include "twin/live/live_status.h"
#include "twin/live/lockstep.h"
#include "twin/live/plant_recorder.h"

namespace darkline {
namespace {

constexpr std::size_t kCellsPerGroup = 10;  // or as many as a controller process carries
constexpr double kReportEvery_s = 1.0;      // simulated
constexpr std::size_t kChangesARobot = 8;   // in a tick, at most
constexpr double kJoulePerKwh = 3.6e6;

// A station in its life.
struct LiveCell {
  StationId station;
  CellConfig config;
  std::unique_ptr<CellWorld> world;
  std::size_t first_arm = 0;
  std::int64_t body_in_ns = 0;           // when the present body came
  std::int64_t next_body_ns = kNeverNs;  // when the next one comes; kNeverNs: one is there
  double cycles_s = 0.0;
  int bodies = 0;
  std::string stopped;
  PackMlState state = PackMlState::stopped;  // as last declared
  std::int64_t state_since_ns = 0;
  std::int64_t execute_ns = 0;  // in execute, until then
  std::vector<RobotChange> changes;
  CellTape* tape = nullptr;  // none: nothing is recorded
};

// The number of a cell on the bus: its station's place in the plant.
std::uint32_t number_of(const LiveCell& cell) {
  return static_cast<std::uint32_t>(cell.station.index());
}

// Of the body that is there or comes next, from 1.
std::uint32_t body_number(const LiveCell& cell) {
  return static_cast<std::uint32_t>(cell.bodies) + 1;
}

const char* text_of(PackMlState state) {
  return state == PackMlState::held ? "held" : "aborted";
}

// Cells that share a thread, an engine and a controller host.
class Group {
 public:
  Group(const FactoryModel& factory, const LiveOptions& options, std::span<LiveCell*> cells,
        PlantRecorder* recorder)
      : options_(options),
        recorder_(recorder),
        transfer_ns_(to_bus_duration(factory.scenario.plant.transfer_s).count()),
        cells_(cells.begin(), cells.end()),
        link_(make_controllers()) {
    if (options.tier == LiveTier::automatic) {
      auto tiered = std::make_unique<TieredEngine>();
      tiered_ = tiered.get();
      engine_ = std::move(tiered);
    } else {
      engine_ = make_arm_engine(options.tier == LiveTier::replay  ? Fidelity::replay
                                : options.tier == LiveTier::fleet ? Fidelity::fleet
                                                                  : Fidelity::bullet);
    }
    std::vector<CellProgram> programs;
    std::size_t arms = 0;
    for (LiveCell* cell : cells_) {
      cell->first_arm = arms;
      arms += cell->config.robots.size();
      programs.push_back(program_of(number_of(*cell), cell->config));
      cell->world = std::make_unique<CellWorld>(
          std::move(cell->config),
          CellWorldOptions{.engine = engine_.get(),
                           .collisions = options.collisions,
                           .changes = recorder == nullptr ? nullptr : &cell->changes});
      if (recorder != nullptr) {
        cell->tape = &recorder->add(cell->station, *cell->world);
        cell->tape->body(0, 1);
        cell->changes.reserve(kChangesARobot * cell->world->config().robots.size());
      }
      if (tiered_ != nullptr && std::ranges::count(options.open, cell->station) > 0) open(*cell);
    }
    robots_ = arms;
    due_.reserve(cells_.size());
    commands_.reserve(cells_.size());
    link_->load(programs);
  }

  // Goes on to end_ns.
  void run(std::int64_t end_ns, const std::function<void(double)>& report) {
    const std::int64_t report_ns = to_bus_duration(kReportEvery_s).count();
    for (; t_ns_ < end_ns; t_ns_ += kControlPeriodNs) {
      const bool look = (t_ns_ + kControlPeriodNs) % CellTape::kLookEveryNs == 0;
      ask(t_ns_);
      engine_->step();
      for (LiveCell* cell : cells_) {
        cell->world->finish_tick();
        if (cell->tape == nullptr) continue;
        cell->tape->take(*cell->world, cell->changes);
        if (look) cell->tape->look(*cell->world);
      }
      if (status_ != nullptr && status_->due()) tell();
      if (options_.stop.stop_requested()) {
        throw Interrupted(fmt::format("stopped at {:.1f} s of the plant's time",
                                      to_seconds(BusDuration{t_ns_ + kControlPeriodNs})));
      }
      if ((t_ns_ + kControlPeriodNs) % report_ns == 0) report(kReportEvery_s);
    }
  }

  // To whom it tells how it is, as that group.
  void be_watched(LiveStatus& status, std::size_t number) {
    status_ = &status;
    number_ = number;
  }

  // Of its controllers, if they are processes.
  std::optional<BusReport> bus_report() const {
    if (bus_ == nullptr) return std::nullopt;
    return bus_->report();
  }

  // @throws IoError if the journal cannot be written.
  void close_journal() {
    if (journaling_ != nullptr) journaling_->close_journal();
  }

  double resumed_s() const {
    return verifying_ == nullptr ? 0.0 : to_seconds(BusDuration{verifying_->until_ns()});
  }

  std::array<std::int64_t, 5> ticks_by_tier() const {
    if (tiered_ != nullptr) return tiered_->ticks_by_tier();
    std::array<std::int64_t, 5> ticks = {};
    const std::int64_t end_ns = to_bus_duration(options_.duration_s).count();
    ticks[static_cast<std::size_t>(engine_->tier())] =
        static_cast<std::int64_t>(robots_) * (end_ns / kControlPeriodNs);
    return ticks;
  }

 private:
  void tell() const {
    LiveStatus::Part part{.t_ns = t_ns_};
    if (bus_ != nullptr) part.bus = bus_->report();
    for (const LiveCell* cell : cells_) part.stations.push_back(status_of(*cell));
    status_->tell(number_, std::move(part));
  }

  StationStatus status_of(const LiveCell& cell) const {
    StationStatus status{.address = cell.world->config().station,
                         .state = name_of(cell.state),
                         .produced_quantity = static_cast<std::uint64_t>(cell.bodies)};
    const bool body_there = cell.next_body_ns == kNeverNs;
    status.actual_busy_time_s =
        cell.cycles_s + (body_there ? to_seconds(BusDuration{t_ns_ - cell.body_in_ns}) : 0.0);
    const bool executes = cell.state == PackMlState::execute;
    status.actual_production_time_s =
        to_seconds(BusDuration{cell.execute_ns + (executes ? t_ns_ - cell.state_since_ns : 0)});
    for (std::size_t r = 0; r < cell.world->config().robots.size(); ++r) {
      const RobotRecord record = cell.world->record(r);
      status.energy_kwh += record.energy_j / kJoulePerKwh;
      status.welds += static_cast<std::uint64_t>(record.welds);
      status.expulsions += static_cast<std::uint64_t>(record.expulsions);
    }
    return status;
  }

  std::unique_ptr<ControllerLink> make_controllers() {
    const LiveControllers& wanted = options_.controllers;
    std::unique_ptr<ControllerLink> link = make_bus();
    if (!wanted.resumed.empty()) {
      auto verifying = std::make_unique<VerifyingLink>(std::move(link), wanted.resumed);
      verifying_ = verifying.get();
      link = std::move(verifying);
    }
    if (wanted.journal.empty()) return link;
    auto journaling = std::make_unique<JournalingLink>(std::move(link), wanted.journal);
    journaling_ = journaling.get();
    return journaling;
  }

  std::unique_ptr<ControllerLink> make_bus() {
    const LiveControllers& wanted = options_.controllers;
    if (wanted.transport == Transport::in_process) return make_link(wanted.transport);
    BusOptions bus = wanted.bus;
    bus.stop = options_.stop;
    if (recorder_ != nullptr) bus.news = [this](const HostNews& news) { note(news); };
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      for (const LiveControllers::Other& other : wanted.others) {
        if (other.station != cells_[i]->station) continue;
        bus.others.push_back(
            {.kind = other.command.empty() ? HostKind::external : HostKind::program,
             .command = other.command,
             .cells = {number_of(*cells_[i])}});
      }
    }
    const std::size_t own = cells_.size() - bus.others.size();
    bus.processes = (own + wanted.cells_per_process - 1) / wanted.cells_per_process;
    auto carrier = std::make_unique<ZmqTransport>(wanted.carrier);
    for (std::size_t h = 0; h < bus.others.size() && wanted.announce; ++h) {
      if (bus.others[h].kind != HostKind::external) continue;
      const std::uint32_t cell = bus.others[h].cells[0];
      const auto at =
          std::ranges::find(cells_, cell, [](const LiveCell* each) { return number_of(*each); });
      wanted.announce(
          fmt::format("{} (cell {}): --endpoint {} --host {} --incarnation 0 --epoch {}",
                      (*at)->config.station, cell, carrier->user_endpoint(), h, bus.run_epoch));
    }
    auto link = std::make_unique<ControllerBus>(std::move(carrier), std::move(bus));
    bus_ = link.get();
    return link;
  }

  // A controller process is gone or back. The plant stands meanwhile, so those who watch are told
  // now and not with the slice.
  void note(const HostNews& news) {
    for (const LiveCell* cell : cells_) {
      if (std::ranges::count(news.cells, number_of(*cell)) == 0) continue;
      recorder_->controller(*cell->tape, t_ns_, news.is_back, news.gone);
    }
  }

  void open(const LiveCell& cell) {
    std::vector<std::size_t> arms(cell.world->config().robots.size());
    std::iota(arms.begin(), arms.end(), cell.first_arm);
    tiered_->open(arms);
  }

  // Shows the cells that are due to their controllers.
  void ask(std::int64_t t_ns) {
    due_.clear();
    due_cells_.clear();
    for (LiveCell* each : cells_) {
      LiveCell& cell = *each;
      if (t_ns >= cell.next_body_ns) {
        cell.next_body_ns = kNeverNs;
        cell.body_in_ns = t_ns;
        cell.world->set_part_present(true);
        if (cell.tape != nullptr) cell.tape->body(t_ns, body_number(cell));
      }
      if (!cell.world->due()) continue;
      due_.push_back(cell.world->observe());
      due_.back().cell = number_of(cell);
      due_cells_.push_back(each);
    }
    if (due_.empty()) return;
    commands_.resize(due_.size());
    link_->exchange(t_ns, due_, commands_);
    for (std::size_t i = 0; i < due_.size(); ++i) obey(*due_cells_[i], commands_[i], t_ns);
  }

  void obey(LiveCell& cell, const CellCommand& command, std::int64_t t_ns) {
    cell.world->apply(command);
    if (cell.state == PackMlState::execute) cell.execute_ns += t_ns - cell.state_since_ns;
    if (cell.tape != nullptr && command.state != cell.state) {
      cell.tape->state(t_ns, command.state, command.reason.code);
    }
    cell.state = command.state;
    cell.state_since_ns = t_ns;
    const bool stands = command.state == PackMlState::held || command.state == PackMlState::aborted;
    if (stands && cell.stopped.empty()) {
      cell.stopped =
          fmt::format("{} after {:.1f} s", text_of(command.state), to_seconds(BusDuration{t_ns}));
    }
    const bool body_there = cell.next_body_ns == kNeverNs;
    if (command.state != PackMlState::complete || !body_there) return;
    ++cell.bodies;
    cell.cycles_s += to_seconds(BusDuration{t_ns - cell.body_in_ns});
    cell.next_body_ns = t_ns + transfer_ns_;
    cell.world->set_part_present(false);
    if (cell.tape != nullptr) cell.tape->body(t_ns, 0);
  }

  const LiveOptions& options_;
  PlantRecorder* recorder_;  // null: nothing is recorded
  std::int64_t transfer_ns_;
  std::vector<LiveCell*> cells_;
  ControllerBus* bus_ = nullptr;        // what link_ comes down to, if it is one
  VerifyingLink* verifying_ = nullptr;  // the same
  JournalingLink* journaling_ = nullptr;
  std::unique_ptr<ControllerLink> link_;
  std::int64_t t_ns_ = 0;
  LiveStatus* status_ = nullptr;  // none: nobody watches
  std::size_t number_ = 0;
  std::unique_ptr<ArmEngine> engine_;
  TieredEngine* tiered_ = nullptr;  // engine_, if it is one
  std::size_t robots_ = 0;
  std::vector<CellObservation> due_;
  std::vector<LiveCell*> due_cells_;
  std::vector<CellCommand> commands_;
};

std::vector<LiveCell> planned_cells(const FactoryModel& factory, const LiveOptions& options) {
  std::vector<StationId> wanted = options.stations;
  if (wanted.empty()) {
    for (std::size_t s = 0; s < factory.stations.size(); ++s) wanted.push_back(StationId(s));
  }
  std::vector<LiveCell> cells(wanted.size());
  in_parallel(
      wanted.size(), options.jobs, [] { return 0; },
      [&](int, std::size_t i) {
        stop_if_asked(options.stop);
        cells[i].station = wanted[i];
        cells[i].config = prepare_cell(factory, wanted[i], options.variant);
      });
  std::erase_if(cells, [](const LiveCell& cell) { return cell.config.robots.empty(); });
  return cells;
}

LiveStation result_of(const LiveCell& cell) {
  LiveStation station;
  station.station = cell.station;
  station.robots = cell.world->config().robots.size();
  station.bodies = cell.bodies;
  station.mean_cycle_s = cell.bodies > 0 ? cell.cycles_s / cell.bodies : 0.0;
  station.stopped = cell.stopped;
  const auto contacts = cell.world->contacts();
  station.contacts = static_cast<int>(contacts.size());
  if (!contacts.empty()) {
    station.first_contact =
        fmt::format("at {:.2f} s {}", to_seconds(BusDuration{contacts.front().t_ns}),
                    text_of(contacts.front().contact, cell.world->config()));
  }
  for (std::size_t r = 0; r < station.robots; ++r) {
    const RobotRecord record = cell.world->record(r);
    station.welds += record.welds;
    station.expulsions += record.expulsions;
    station.zone_wait_s += record.zone_wait_s;
    station.energy_kwh += record.energy_j / kJoulePerKwh;
    station.peak_torque_share = std::max(station.peak_torque_share, record.peak_torque_share);
  }
  return station;
}

std::string hash_of(const std::vector<LiveCell>& cells) {
  ContentHash hash;
  hash.add("schema", "live_state/1");
  for (const LiveCell& cell : cells) {
    hash.add("t_ns", cell.world->t_ns()).add("bodies", static_cast<std::int64_t>(cell.bodies));
    for (std::size_t r = 0; r < cell.world->config().robots.size(); ++r) {
      JointVector q = {}, qd = {};
      cell.world->read(r, q, qd);
      hash.add("q", std::span<const double>(q)).add("qd", std::span<const double>(qd));
    }
  }
  return hash.hex();
}

std::string title_of(const FactoryModel& factory, const LiveOptions& options) {
  return fmt::format("{}: {} robots, {} stations", options.name.empty() ? "a plant" : options.name,
                     factory.robots.size(), factory.stations.size());
}

// Sleeps until the plant may do its tick at t_ns; by how many seconds it comes late.
double wait_for(std::chrono::steady_clock::time_point start, std::int64_t t_ns,
                const LiveOptions& options) {
  const std::chrono::duration<double> due(to_seconds(BusDuration{t_ns}) / options.pace);
  const auto at = start + std::chrono::duration_cast<std::chrono::nanoseconds>(due);
  const auto now = std::chrono::steady_clock::now();
  if (now >= at) return std::chrono::duration<double>(now - at).count();
  std::this_thread::sleep_until(at);
  return 0.0;
}

}  // namespace

bool LiveResult::is_degraded() const {
  return std::ranges::any_of(buses, &BusReport::is_degraded);
}

LiveResult run_live(const FactoryModel& factory, const LiveOptions& options) {
  std::vector<LiveCell> cells = planned_cells(factory, options);
  const bool one_group =
      !options.controllers.journal.empty() || !options.controllers.resumed.empty();
  const std::size_t in_group =
      one_group ? std::max<std::size_t>(cells.size(), 1)
                : std::max(kCellsPerGroup, options.controllers.cells_per_process);
  const std::size_t n_groups = (cells.size() + in_group - 1) / in_group;
  std::vector<std::vector<LiveCell*>> members(n_groups);
  // dealt out, so that long zones do not fall into one group
  for (std::size_t i = 0; i < cells.size(); ++i) members[i % n_groups].push_back(&cells[i]);
  std::optional<PlantFeed> feed;
  if (options.publish) feed.emplace();
  std::unique_ptr<PlantRecorder> recorder;
  if (feed || !options.record.empty()) {
    recorder = std::make_unique<PlantRecorder>(factory, title_of(factory, options), options.record,
                                               feed ? &*feed : nullptr);
  }
  std::vector<std::unique_ptr<Group>> groups(n_groups);
  in_parallel(
      n_groups, options.jobs, [] { return 0; },
      [&](int, std::size_t g) {
        groups[g] = std::make_unique<Group>(factory, options, members[g], recorder.get());
      });

  std::optional<LiveStatus> status;
  if (!options.name.empty()) {
    status.emplace(options.name, options.pace, n_groups, options.telemetry);
    for (std::size_t g = 0; g < n_groups; ++g) groups[g]->be_watched(*status, g);
  }

  LiveResult result;
  std::mutex mutex;
  double done_s = 0.0;  // of all groups together
  const auto report = [&](double more_s) {
    const std::lock_guard lock(mutex);
    done_s += more_s;
    if (options.progress) options.progress(done_s / static_cast<double>(n_groups));
  };
  const auto start = std::chrono::steady_clock::now();
  const double processor_start_s = processor_s();
  const std::int64_t end_ns = to_bus_duration(options.duration_s).count();
  const std::int64_t slice_ns = options.pace > 0.0 ? kControlPeriodNs
                                : recorder         ? recorder->slice_ns()
                                                   : kSliceNs;
  for (std::int64_t t_ns = 0; t_ns < end_ns; t_ns += slice_ns) {
    if (options.pace > 0.0) result.lag_s = std::max(result.lag_s, wait_for(start, t_ns, options));
    in_parallel(
        n_groups, options.jobs, [] { return 0; },
        [&](int, std::size_t g) { groups[g]->run(std::min(t_ns + slice_ns, end_ns), report); });
    const std::int64_t done_ns = std::min(t_ns + slice_ns, end_ns);
    if (recorder && (done_ns % recorder->slice_ns() == 0 || done_ns == end_ns))
      recorder->end_slice(done_ns);
  }
  result.stepping_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

  result.processor_s = processor_s() - processor_start_s;
  for (const auto& group : groups) group->close_journal();
  if (recorder) recorder->close();
  result.simulated_s = options.duration_s;
  for (const LiveCell& cell : cells) {
    result.stations.push_back(result_of(cell));
    result.robots += result.stations.back().robots;
  }
  for (const auto& group : groups) {
    const auto ticks = group->ticks_by_tier();
    for (std::size_t t = 0; t < ticks.size(); ++t) result.ticks_by_tier[t] += ticks[t];
    result.resumed_s = std::max(result.resumed_s, group->resumed_s());
    if (auto bus = group->bus_report()) result.buses.push_back(std::move(*bus));
  }
  result.state_hash = hash_of(cells);
  return result;
}

}  // namespace darkline

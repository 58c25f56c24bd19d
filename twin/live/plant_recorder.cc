#include "twin/live/plant_recorder.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/sim_time.h"
#include "twin/live/plant_scene.h"

namespace darkline {
namespace {

using Kind = PlantEvent::Kind;

constexpr std::int64_t kWatchedSliceNs = 200'000'000;
constexpr std::chrono::milliseconds kShowEvery{100};  // of wall time
constexpr double kOffProgram = 1e-3;                  // rad: 3 mm at the end of a stretched arm
constexpr double kOnProgram = 5e-4;                   // rad
constexpr double kSameProgram = 1e-9;                 // of coefficients
constexpr double kSamePosition = 1e-6;  // rad: of an order's target and a program's step

bool lasts_as_long(double duration_s, const Segment& move) {
  return std::abs(duration_s - move.duration_s) <= kSameProgram;
}

bool is_same(const Segment& one, const Segment& other) {
  if (!lasts_as_long(one.duration_s, other)) return false;
  // most of the time to the last bit, which is quicker to see
  if (std::memcmp(one.c.data(), other.c.data(), sizeof(one.c)) == 0) return true;
  for (std::size_t j = 0; j < one.c.size(); ++j) {
    for (std::size_t k = 0; k < one.c[j].size(); ++k) {
      const double a = one.c[j][k], b = other.c[j][k];
      if (!(std::abs(a - b) <= kSameProgram * (1.0 + std::abs(a)))) return false;
    }
  }
  return true;
}

// The spot that a move ends at, by the robot's program; 0: none.
std::uint32_t spot_behind(const CellRobot& robot, const Segment& move) {
  const int n = robot.model.n_joints();
  const JointVector end = move.at(move.duration_s, n).q;
  const auto& steps = robot.program.steps;
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
    if (steps[i].kind != StepKind::move || steps[i + 1].kind != StepKind::spot) continue;
    bool same = true;
    for (std::size_t j = 0; j < static_cast<std::size_t>(n); ++j) {
      same = same && std::abs(steps[i].q_rad[j] - end[j]) < kSamePosition;
    }
    if (same) return steps[i + 1].spot;
  }
  return 0;
}

RobotActivity activity_of(const RobotChange& change) {
  if (change.zone != 0) return RobotActivity::waiting;
  switch (change.state) {
    case RobotState::moving:
      return RobotActivity::moving;
    case RobotState::welding:
      return RobotActivity::welding;
    case RobotState::working:
      return RobotActivity::working;
    case RobotState::done:
      return RobotActivity::done;
    case RobotState::failed:
      return RobotActivity::failed;
    case RobotState::ready:
      break;
  }
  return RobotActivity::ready;
}

}  // namespace

CellTape::CellTape(const CellWorld& world, std::uint32_t station, std::vector<std::uint32_t> robots)
    : station_(station), arms_(robots.size()), off_(robots.size(), 0) {
  const CellConfig& config = world.config();
  for (std::size_t r = 0; r < robots.size(); ++r) {
    arms_[r].robot = robots[r];
    arms_[r].n_joints = config.robots[r].model.n_joints();
    arms_[r].of_job.assign(config.robots[r].jobs.size(), kNoProgram);
  }
}

void CellTape::note(std::int64_t t_ns, Kind kind, std::uint32_t value, std::uint32_t number) {
  events_.push_back({t_ns, kind, station_, value, number, kNoProgram});
}

void CellTape::state(std::int64_t t_ns, PackMlState state, std::uint32_t reason) {
  note(t_ns, Kind::station, static_cast<std::uint32_t>(state), reason);
}

void CellTape::body(std::int64_t t_ns, std::uint32_t number) {
  parts_ = 0;
  note(t_ns, Kind::body, number, 0);
}

void CellTape::take(const CellWorld& world, const RobotChange& change) {
  Arm& arm = arms_[change.robot];
  const CellRobot& robot = world.config().robots[change.robot];
  const RobotActivity activity = activity_of(change);
  PlantEvent& event = events_.emplace_back();
  event.t_ns = change.t_ns;
  event.subject = arm.robot;
  event.value = static_cast<std::uint32_t>(activity);
  if (activity == RobotActivity::waiting) event.number = change.zone;
  if (activity == RobotActivity::failed) event.number = static_cast<std::uint32_t>(change.alarm);
  if (change.motion != RobotChange::Motion::none) {
    event.program = program_of(robot, arm, change);
    arm.last = event.program;
  }
  if (activity == RobotActivity::working) {
    arm.places_part =
        change.job < robot.jobs.size() && robot.jobs[change.job].kind == JobKind::place;
  } else {
    const bool joined = arm.places_part && activity == RobotActivity::done;
    arm.places_part = false;
    if (joined) note(change.t_ns, Kind::join, ++parts_, 0);
  }
}

std::uint32_t CellTape::program_of(const CellRobot& robot, Arm& arm, const RobotChange& change) {
  if (change.motion == RobotChange::Motion::job) {
    std::uint32_t& number = arm.of_job[change.job];
    if (number == kNoProgram) {
      number = add(arm, {}, {.segments = robot.jobs[change.job].path, .is_job = true});
    }
    return number;
  }
  const Segment& move = *change.segment;
  const auto n = static_cast<std::uint32_t>(arm.moves.size());
  // most of the time the one after the last: a program goes round
  const std::uint32_t next = arm.last + 1 < n ? arm.last + 1 : 0;
  if (next < n && is_same(arm.moves[next], move)) return next;
  for (std::uint32_t at = 0; at < n; ++at) {
    if (lasts_as_long(arm.durations_s[at], move) && is_same(arm.moves[at], move)) return at;
  }
  if (n >= kMostPrograms) return arm.last;  // 65,536 ways: a robot that is hit again and again
  return add(arm, move, {.segments = {move}, .spot = spot_behind(robot, move), .is_job = false});
}

std::uint32_t CellTape::add(Arm& arm, const Segment& move, PlantProgram program) {
  arm.durations_s.push_back(move.duration_s);
  arm.moves.push_back(move);
  arm.untold.push_back(std::move(program));
  return static_cast<std::uint32_t>(arm.moves.size() - 1);
}

void CellTape::look(const CellWorld& world) {
  for (std::size_t r = 0; r < arms_.size(); ++r) {
    const double error = world.tracking_error(r);
    if (off_[r] == 0 && !(error > kOffProgram)) continue;
    Arm& arm = arms_[r];
    if (off_[r] == 0) {
      off_[r] = 1;
      arm.trace = {.robot = arm.robot, .start_ns = world.t_ns(), .step_ns = kLookEveryNs, .q = {}};
    }
    JointVector q = {}, qd = {};
    world.read(r, q, qd);
    for (std::size_t j = 0; j < static_cast<std::size_t>(arm.n_joints); ++j) {
      arm.trace.q.push_back(trace_joint(q[j]));
    }
    if (!(error < kOnProgram)) continue;
    off_[r] = 0;
    traces_.push_back(std::move(arm.trace));
  }
}

struct PlantRecorder::Impl {
  PlantScene scene;
  std::optional<PlantRecordingWriter> file;
  PlantFeed* feed = nullptr;
  // from the first slice on: they know where arms stand
  std::optional<PlantChunker> for_file, for_feed;
  PlantSlice begun;  // of the file
  std::chrono::steady_clock::time_point shown = {};
  std::mutex mutex;                              // of tapes, while they are added, and of lost
  std::vector<std::unique_ptr<CellTape>> tapes;  // (n_stations), null where nothing moves
  std::vector<bool> lost;                        // (n_stations) controllers; empty: none ever was
  std::int64_t done_ns = 0;
  bool closed = false;

  Impl(const FactoryModel& factory, const std::filesystem::path& path, PlantFeed* watchers)
      : scene(plant_scene(factory)), feed(watchers), tapes(factory.stations.size()) {
    if (!path.empty()) file.emplace(path);
  }

  void begin() {
    if (file && !for_file) {
      for_file.emplace(scene.hall, [this](const auto& chunk) { file->add(chunk); });
    }
    if (feed != nullptr && !for_feed) {
      for_feed.emplace(scene.hall, [this](const auto& chunk) { feed->add(chunk); });
    }
  }

  void add_program(std::uint32_t robot, const PlantProgram& program) {
    if (for_file) for_file->add_program(robot, program);
    if (for_feed) for_feed->add_program(robot, program);
  }

  void to_file(PlantSlice slice) {
    begun.end_ns = slice.end_ns;
    if (begun.events.empty()) {
      begun.events = std::move(slice.events);
    } else {
      begun.events.insert(begun.events.end(), slice.events.begin(), slice.events.end());
    }
    for (JointTrace& trace : slice.traces) begun.traces.push_back(std::move(trace));
    if (begun.end_ns % kSliceNs == 0) end_file_slice();
  }

  void end_file_slice() {
    if (begun.end_ns <= begun.start_ns) return;
    std::stable_sort(begun.traces.begin(), begun.traces.end(), by_robot);
    for_file->add(begun);
    begun = {.start_ns = begun.end_ns, .end_ns = begun.end_ns, .events = {}, .traces = {}};
  }

  void to_feed(const PlantSlice& slice) {
    for_feed->add(slice);
    const auto now = std::chrono::steady_clock::now();
    if (now - shown < kShowEvery) return;
    shown = now;
    feed->show(state_chunk(for_feed->state(), 0));
  }

  static bool by_robot(const JointTrace& one, const JointTrace& other) {
    return std::pair(one.robot, one.start_ns) < std::pair(other.robot, other.start_ns);
  }

  // Takes what happened before end_ns off the tape, and closes what goes on at its end.
  void collect(CellTape& tape, PlantSlice& slice) {
    for (std::size_t r = 0; r < tape.arms_.size(); ++r) {
      CellTape::Arm& arm = tape.arms_[r];
      for (const PlantProgram& program : arm.untold) add_program(arm.robot, program);
      arm.untold.clear();
      if (tape.off_[r] == 0 || arm.trace.start_ns >= slice.end_ns) continue;
      // the last sample stands in both slices, so that nothing jumps between them
      JointTrace next = arm.trace;
      const auto n = static_cast<std::ptrdiff_t>(arm.n_joints);
      const auto samples = static_cast<std::int64_t>(arm.trace.q.size()) / n;
      next.q.assign(arm.trace.q.end() - n, arm.trace.q.end());
      next.start_ns += (samples - 1) * next.step_ns;
      slice.traces.push_back(std::exchange(arm.trace, std::move(next)));
    }
    const auto is_later = [&](const auto& each) { return each.t_ns >= slice.end_ns; };
    const auto later = std::find_if(tape.events_.begin(), tape.events_.end(), is_later);
    slice.events.insert(slice.events.end(), tape.events_.begin(), later);
    tape.events_.erase(tape.events_.begin(), later);
    for (JointTrace& trace : tape.traces_) slice.traces.push_back(std::move(trace));
    tape.traces_.clear();
  }
};

PlantRecorder::PlantRecorder(const FactoryModel& factory, const std::string& title,
                             const std::filesystem::path& path, PlantFeed* feed)
    : impl_(std::make_unique<Impl>(factory, path, feed)) {
  impl_->scene.hall.title = title;
}

PlantRecorder::~PlantRecorder() {
  try {
    close();
  } catch (const Error&) {
    // who wants to know calls close
  }
}

CellTape& PlantRecorder::add(StationId station, const CellWorld& world) {
  const CellConfig& config = world.config();
  HallSnapshot& hall = impl_->scene.hall;
  std::vector<std::uint32_t> robots;
  for (std::size_t r = 0; r < config.robots.size(); ++r) {
    const auto from = hall.robots.begin() +
                      static_cast<std::ptrdiff_t>(impl_->scene.first_robot[station.index()]);
    const auto at = std::find_if(from, hall.robots.end(), [&](const auto& each) {
      return each.address == config.robots[r].address;
    });
    DARKLINE_CHECK(at != hall.robots.end(), config.robots[r].address);
    robots.push_back(static_cast<std::uint32_t>(at - hall.robots.begin()));
    JointVector q = {}, qd = {};
    world.read(r, q, qd);
    std::copy_n(q.begin(), at->q_rad.size(), at->q_rad.begin());
    at->X_WB = hall.stations[station.index()].X_WC * config.robots[r].X_CB;
  }
  const std::lock_guard lock(impl_->mutex);
  auto& tape = impl_->tapes[station.index()];
  tape = std::make_unique<CellTape>(world, static_cast<std::uint32_t>(station.index()),
                                    std::move(robots));
  return *tape;
}

std::int64_t PlantRecorder::slice_ns() const {
  return impl_->feed == nullptr ? kSliceNs : kWatchedSliceNs;
}

void PlantRecorder::end_slice(std::int64_t t_ns) {
  impl_->begin();
  PlantSlice slice{.start_ns = impl_->done_ns, .end_ns = t_ns, .events = {}, .traces = {}};
  impl_->done_ns = t_ns;
  for (const auto& tape : impl_->tapes) {
    if (tape) impl_->collect(*tape, slice);
  }
  std::stable_sort(slice.events.begin(), slice.events.end(), comes_before);
  std::stable_sort(slice.traces.begin(), slice.traces.end(), Impl::by_robot);
  if (impl_->for_feed) impl_->to_feed(slice);
  if (impl_->for_file) impl_->to_file(std::move(slice));
}

void PlantRecorder::controller(CellTape& tape, std::int64_t t_ns, bool is_back,
                               std::chrono::nanoseconds gone) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(gone).count();
  tape.note(t_ns, Kind::controller, is_back ? 1 : 0,
            static_cast<std::uint32_t>(std::clamp<std::int64_t>(ms, 0, UINT32_MAX)));
  if (impl_->feed == nullptr || !impl_->for_feed) return;
  // no slice ends while a controller is away: the state is that of the last one
  const std::lock_guard lock(impl_->mutex);
  impl_->lost.resize(impl_->tapes.size());
  impl_->lost[tape.station_] = !is_back;
  PlantState state = impl_->for_feed->state();
  for (std::size_t s = 0; s < impl_->lost.size(); ++s) {
    state.stations[s].controller_lost = impl_->lost[s];
  }
  impl_->feed->show(state_chunk(state, 0));
}

void PlantRecorder::close() {
  if (std::exchange(impl_->closed, true)) return;
  impl_->begin();
  if (!impl_->file) return;
  impl_->end_file_slice();
  impl_->file->close();
}

}  // namespace darkline

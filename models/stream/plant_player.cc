#include "models/stream/plant_player.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/stream/hall_moment.h"
#include "models/stream/plant_recording.h"

namespace darkline {

PlantPlayer::PlantPlayer(const PlantStore& store) : store_(&store) {
  seek(store.begin_ns());
}

void PlantPlayer::restart() {
  ready_ = false;
  slice_at_ = SIZE_MAX;
  next_ = 0;
  slice_ = {};
}

// The first slice that ends after t_ns; the last one where none does.
std::size_t PlantPlayer::slice_from(std::int64_t t_ns) const {
  std::size_t low = 0, high = store_->n_slices();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (store_->slice_span(middle).end_ns > t_ns) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low == store_->n_slices() && low > 0 ? low - 1 : low;
}

void PlantPlayer::load_slice(std::size_t i) {
  PlantSlice slice = store_->slice(i);
  slice_ = std::move(slice);
  slice_at_ = i;
  next_ = 0;
}

const PlantState& PlantPlayer::seek(std::int64_t t_ns) {
  t_ns = std::clamp(t_ns, store_->begin_ns(), store_->end_ns());
  if (store_->n_states() == 0) {
    state_ = state_at_start(store_->shape());
    return state_;
  }
  std::size_t stored = store_->n_states() - 1;
  while (stored > 0 && store_->state_ns(stored) > t_ns) --stored;
  const bool goes_on = ready_ && state_.t_ns <= t_ns && state_.t_ns >= store_->state_ns(stored);
  if (!goes_on) {
    ready_ = false;
    PlantState state = store_->state(stored);
    if (store_->n_slices() > 0) {
      load_slice(slice_from(state.t_ns));
      // what happened before the stored state is in it
      while (next_ < slice_.events.size() && slice_.events[next_].t_ns < state.t_ns) ++next_;
    }
    state_ = std::move(state);
    ready_ = true;
  }
  play_to(t_ns);
  return state_;
}

void PlantPlayer::play_to(std::int64_t t_ns) {
  if (store_->n_slices() == 0) return;
  if (slice_at_ == SIZE_MAX) load_slice(slice_from(state_.t_ns));
  for (;;) {
    while (next_ < slice_.events.size() && slice_.events[next_].t_ns <= t_ns) {
      apply(state_, slice_.events[next_++]);
    }
    if (slice_.end_ns > t_ns || slice_at_ + 1 >= store_->n_slices()) break;
    load_slice(slice_at_ + 1);
  }
  state_.t_ns = t_ns;
}

const JointTrace* PlantPlayer::trace_of(std::size_t robot) const {
  const std::size_t n_joints = store_->shape().joints.at(robot);
  if (n_joints == 0) return nullptr;
  // the last trace of the robot that has begun
  auto at = std::upper_bound(slice_.traces.begin(), slice_.traces.end(), robot,
                             [&](std::size_t wanted, const JointTrace& each) {
                               return wanted < each.robot ||
                                      (wanted == each.robot && each.start_ns > state_.t_ns);
                             });
  if (at == slice_.traces.begin()) return nullptr;
  --at;
  const auto n = static_cast<std::int64_t>(at->q.size() / n_joints);
  // divided, since steps of a damaged file may be long
  const bool covers = at->robot == robot && n > 0 && (state_.t_ns - at->start_ns) / at->step_ns < n;
  return covers ? &*at : nullptr;
}

bool PlantPlayer::is_off_program(std::size_t robot) const {
  return trace_of(robot) != nullptr;
}

JointVector PlantPlayer::joints(std::size_t robot) const {
  const std::size_t n_joints = store_->shape().joints.at(robot);
  if (const JointTrace* trace = trace_of(robot)) {
    const std::int64_t elapsed_ns = state_.t_ns - trace->start_ns;
    const auto i = static_cast<std::size_t>(elapsed_ns / trace->step_ns);
    const bool last = (i + 2) * n_joints > trace->q.size();
    const double share = last ? 0.0
                              : static_cast<double>(elapsed_ns % trace->step_ns) /
                                    static_cast<double>(trace->step_ns);
    JointVector q = {};
    for (std::size_t j = 0; j < n_joints; ++j) {
      const double from = trace->q[i * n_joints + j];
      const double to = last ? from : trace->q[(i + 1) * n_joints + j];
      q[j] = JointTrace::kResolution * (from + share * (to - from));
    }
    return q;
  }
  const PlantState::Robot& robot_state = state_.robots.at(robot);
  const auto& programs = store_->programs().at(robot);
  JointVector q = {};
  if (robot_state.program < programs.size() && !programs[robot_state.program].segments.empty()) {
    q = programs[robot_state.program].at(state_.t_ns - robot_state.program_ns,
                                         static_cast<int>(n_joints));
  } else {
    const std::vector<double>& home = store_->scene().robots.at(robot).q_rad;
    std::copy(home.begin(), home.end(), q.begin());
  }
  return q;
}

HallSnapshot PlantPlayer::hall() const {
  HallSnapshot hall = store_->scene();
  for (std::size_t r = 0; r < hall.robots.size(); ++r) {
    const JointVector q = joints(r);
    std::vector<double>& to = hall.robots[r].q_rad;
    std::copy_n(q.begin(), to.size(), to.begin());
  }
  show_moment(store_->scene(), state_, hall);
  const auto down = std::count_if(
      hall.stations.begin(), hall.stations.end(),
      [](const HallSnapshot::StationPose& each) { return each.state == StationState::down; });
  const auto failed = std::count_if(
      state_.robots.begin(), state_.robots.end(),
      [](const PlantState::Robot& each) { return each.activity == RobotActivity::failed; });
  hall.caption = fmt::format("{} of the plant", plant_clock(state_.t_ns));
  if (down > 0) {
    hall.caption += fmt::format(", {} station{} down", down, down == 1 ? "" : "s");
  }
  if (failed > 0) {
    hall.caption += fmt::format(", {} robot{} with an alarm", failed, failed == 1 ? "" : "s");
  }
  return hall;
}

std::vector<PlantEvent> PlantPlayer::events(std::int64_t from_ns, std::int64_t to_ns,
                                            const Wanted& wanted, std::size_t most) const {
  std::vector<PlantEvent> found;
  if (store_->n_slices() == 0 || most == 0) return found;
  for (std::size_t i = slice_from(from_ns);
       i < store_->n_slices() && store_->slice_span(i).start_ns < to_ns; ++i) {
    PlantSlice other;
    if (i != slice_at_) other = store_->slice(i);
    for (const PlantEvent& event : i == slice_at_ ? slice_.events : other.events) {
      if (event.t_ns < from_ns || event.t_ns >= to_ns || (wanted && !wanted(event))) continue;
      found.push_back(event);
      if (found.size() == most) return found;
    }
  }
  return found;
}

std::optional<PlantEvent> PlantPlayer::next_event(std::int64_t t_ns, const Wanted& wanted) const {
  const std::vector<PlantEvent> found = events(t_ns + 1, store_->end_ns(), wanted, 1);
  return found.empty() ? std::nullopt : std::optional(found.front());
}

std::optional<PlantEvent> PlantPlayer::previous_event(std::int64_t t_ns,
                                                      const Wanted& wanted) const {
  if (store_->n_slices() == 0) return std::nullopt;
  for (std::size_t i = slice_from(t_ns) + 1; i-- > 0;) {
    const TimeSpan span = store_->slice_span(i);
    const std::vector<PlantEvent> found =
        events(span.start_ns, std::min(span.end_ns, t_ns), wanted);
    if (!found.empty()) return found.back();
  }
  return std::nullopt;
}

}  // namespace darkline

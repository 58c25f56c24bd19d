// The chunk of what happened in a span of time.
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/stream/byte_columns.h"
#include "models/stream/plant_chunks.h"

namespace darkline {
namespace {

using internal::ByteReader;
using internal::ByteWriter;
using Kind = PlantEvent::Kind;

// In the byte that says what a robot began to do.
constexpr std::uint64_t kHasProgram = 8, kHasNumber = 16;

std::uint64_t ticks_between(std::int64_t from_ns, std::int64_t to_ns) {
  return static_cast<std::uint64_t>(to_ns - from_ns) / kControlPeriodNs;
}

// Events of robots, robot by robot: each column holds what is alike.
struct RobotColumns {
  ByteWriter counts, codes, times, programs, numbers;
};

RobotColumns robot_columns(const PlantSlice& slice, std::size_t n_robots) {
  std::vector<std::vector<const PlantEvent*>> by_robot(n_robots);
  for (const PlantEvent& event : slice.events) {
    if (event.kind == Kind::robot) by_robot.at(event.subject).push_back(&event);
  }
  RobotColumns out;
  for (const auto& events : by_robot) {
    out.counts.add(events.size());
    std::int64_t before_ns = slice.start_ns;
    std::int64_t last = -1;
    for (const PlantEvent* event : events) {
      const bool has_program = event->program != kNoProgram;
      out.codes.add_byte(static_cast<std::uint8_t>(event->value | (has_program ? kHasProgram : 0) |
                                                   (event->number != 0 ? kHasNumber : 0)));
      out.times.add(ticks_between(before_ns, event->t_ns));
      before_ns = event->t_ns;
      if (has_program) {
        // the one after the last, most of the time
        out.programs.add_signed(std::int64_t{event->program} - last - 1);
        last = event->program;
      }
      if (event->number != 0) out.numbers.add(event->number);
    }
  }
  return out;
}

ByteWriter other_columns(const PlantSlice& slice) {
  ByteWriter kinds, times, subjects, values, numbers, all;
  std::size_t count = 0;
  std::int64_t before_ns = slice.start_ns;
  for (const PlantEvent& event : slice.events) {
    if (event.kind == Kind::robot) continue;
    ++count;
    kinds.add_byte(static_cast<std::uint8_t>(event.kind));
    times.add(ticks_between(before_ns, event.t_ns));
    before_ns = event.t_ns;
    subjects.add(event.subject);
    values.add(event.value);
    numbers.add(event.number);
  }
  all.add(count);
  for (const ByteWriter* column : {&kinds, &times, &subjects, &values, &numbers}) {
    all.add_column(*column);
  }
  return all;
}

ByteWriter trace_column(const PlantSlice& slice, const PlantShape& shape) {
  ByteWriter out;
  out.add(slice.traces.size());
  for (const JointTrace& trace : slice.traces) {
    const std::size_t n_joints = shape.joints.at(trace.robot);
    out.add(trace.robot);
    out.add(ticks_between(slice.start_ns, trace.start_ns));
    out.add(ticks_between(0, trace.step_ns));
    out.add(n_joints == 0 ? 0 : trace.q.size() / n_joints);
    for (std::size_t j = 0; j < n_joints; ++j) {
      std::int64_t before = 0;
      for (std::size_t i = j; i < trace.q.size(); i += n_joints) {
        out.add_signed(trace.q[i] - before);
        before = trace.q[i];
      }
    }
  }
  return out;
}

// Times of events in a slice, one after another.
class Clock {
 public:
  Clock(std::int64_t start_ns, std::int64_t end_ns) : t_ns_(start_ns), end_ns_(end_ns) {}

  std::int64_t take(ByteReader& column) {
    const std::uint64_t left = ticks_between(t_ns_, end_ns_);
    t_ns_ += static_cast<std::int64_t>(column.take(left)) * kControlPeriodNs;
    if (t_ns_ >= end_ns_) throw std::invalid_argument("an event behind the end of its slice");
    return t_ns_;
  }

 private:
  std::int64_t t_ns_, end_ns_;
};

void read_robots(ByteReader& in, std::size_t n_robots, PlantSlice& slice) {
  ByteReader counts = in.take_column(), codes = in.take_column(), times = in.take_column();
  ByteReader programs = in.take_column(), numbers = in.take_column();
  for (std::size_t r = 0; r < n_robots; ++r) {
    Clock clock(slice.start_ns, slice.end_ns);
    std::int64_t last = -1;
    for (std::uint64_t left = counts.take(kMostSliceEvents); left > 0; --left) {
      PlantEvent event{.kind = Kind::robot, .subject = static_cast<std::uint32_t>(r)};
      const std::uint64_t code = codes.take_byte();
      event.value = static_cast<std::uint32_t>(code & 7U);
      if (event.value >= kRobotActivities || code >= 2 * kHasNumber) {
        throw std::invalid_argument("a robot that does nothing known");
      }
      event.t_ns = clock.take(times);
      if ((code & kHasProgram) != 0) {
        constexpr std::int64_t kMost = kMostPrograms;
        last += 1 + programs.take_signed(-kMost, kMost);
        if (last < 0 || last >= kMost) throw std::invalid_argument("a program of no robot");
        event.program = static_cast<std::uint32_t>(last);
      }
      if ((code & kHasNumber) != 0) {
        event.number = static_cast<std::uint32_t>(numbers.take(UINT32_MAX));
      }
      slice.events.push_back(event);
      if (slice.events.size() > kMostSliceEvents) throw std::invalid_argument("too many events");
    }
  }
  for (const ByteReader* column : {&counts, &codes, &times, &programs, &numbers}) {
    column->expect_end();
  }
}

// Throws unless an event speaks of something that is there, in a way that is known.
void check_other(const PlantEvent& event, const PlantShape& shape) {
  const std::size_t n = event.kind == Kind::buffer ? shape.buffers : shape.stations;
  const bool known_state = event.kind != Kind::station ||
                           event.value <= static_cast<std::uint32_t>(PackMlState::unholding);
  const bool known_end = event.kind != Kind::controller || event.value <= 1;
  if (event.kind == Kind::robot || event.subject >= n || !known_state || !known_end) {
    throw std::invalid_argument("an event of nothing in the plant");
  }
}

void read_others(ByteReader& in, const PlantShape& shape, PlantSlice& slice) {
  const std::size_t count = in.take_count(kMostSliceEvents);
  ByteReader kinds = in.take_column(), times = in.take_column(), subjects = in.take_column();
  ByteReader values = in.take_column(), numbers = in.take_column();
  Clock clock(slice.start_ns, slice.end_ns);
  for (std::size_t i = 0; i < count; ++i) {
    PlantEvent event;
    event.kind = static_cast<Kind>(kinds.take(kPlantEventKinds - 1));
    event.t_ns = clock.take(times);
    event.subject = static_cast<std::uint32_t>(subjects.take(UINT32_MAX));
    event.value = static_cast<std::uint32_t>(values.take(UINT32_MAX));
    event.number = static_cast<std::uint32_t>(numbers.take(UINT32_MAX));
    check_other(event, shape);
    slice.events.push_back(event);
  }
  for (const ByteReader* column : {&kinds, &times, &subjects, &values, &numbers}) {
    column->expect_end();
  }
}

JointTrace read_trace(ByteReader& in, const PlantShape& shape, const PlantSlice& slice) {
  JointTrace trace;
  if (shape.joints.empty()) throw std::invalid_argument("joints of no robot");
  trace.robot = static_cast<std::uint32_t>(in.take(shape.joints.size() - 1));
  const std::uint64_t ticks = ticks_between(slice.start_ns, slice.end_ns);
  trace.start_ns = slice.start_ns + static_cast<std::int64_t>(in.take(ticks)) * kControlPeriodNs;
  trace.step_ns =
      static_cast<std::int64_t>(in.take(ticks_between(0, kMostPlantNs))) * kControlPeriodNs;
  const std::size_t n = in.take_count(kMostTraceSamples);
  const std::size_t n_joints = shape.joints[trace.robot];
  if (trace.step_ns == 0 || n == 0) throw std::invalid_argument("joints at no times");
  trace.q.resize(n * n_joints);
  for (std::size_t j = 0; j < n_joints; ++j) {
    std::int64_t q = 0;
    for (std::size_t i = j; i < trace.q.size(); i += n_joints) {
      constexpr std::int64_t kLeast = std::numeric_limits<std::int16_t>::min();
      constexpr std::int64_t kMost = std::numeric_limits<std::int16_t>::max();
      q += in.take_signed(kLeast - q, kMost - q);
      trace.q[i] = static_cast<std::int16_t>(q);
    }
  }
  return trace;
}

void read_traces(ByteReader& in, const PlantShape& shape, PlantSlice& slice) {
  ByteReader column = in.take_column();
  std::size_t samples = 0;
  for (std::size_t left = column.take_count(kMostTraceSamples); left > 0; --left) {
    JointTrace trace = read_trace(column, shape, slice);
    samples += trace.q.size();
    if (samples > kMostTraceSamples * kMaxJoints) throw std::invalid_argument("too many joints");
    if (!slice.traces.empty()) {
      const JointTrace& last = slice.traces.back();
      if (trace.robot < last.robot ||
          (trace.robot == last.robot && trace.start_ns < last.start_ns)) {
        throw std::invalid_argument("joints out of order");
      }
    }
    slice.traces.push_back(std::move(trace));
  }
  column.expect_end();
}

}  // namespace

std::int16_t trace_joint(double q) {
  constexpr double kMost = std::numeric_limits<std::int16_t>::max();
  return static_cast<std::int16_t>(
      std::clamp(std::round(q / JointTrace::kResolution), -kMost, kMost));
}

std::vector<std::byte> slice_chunk(const PlantSlice& slice, const PlantShape& shape,
                                   std::uint64_t number) {
  DARKLINE_CHECK(std::is_sorted(slice.events.begin(), slice.events.end(), comes_before),
                 "events out of order");
  const RobotColumns robots = robot_columns(slice, shape.joints.size());
  ByteWriter plain;
  for (const ByteWriter* column :
       {&robots.counts, &robots.codes, &robots.times, &robots.programs, &robots.numbers}) {
    plain.add_column(*column);
  }
  plain.add_column(other_columns(slice));
  plain.add_column(trace_column(slice, shape));
  return sealed_chunk({.kind = ChunkKind::slice,
                       .number = number,
                       .start_ns = slice.start_ns,
                       .end_ns = slice.end_ns},
                      plain.bytes());
}

PlantSlice read_slice(std::span<const std::byte> chunk, const PlantShape& shape) {
  const ChunkHead head = chunk_head(chunk);
  if (head.kind != ChunkKind::slice) throw std::invalid_argument("a chunk of another kind");
  const std::vector<std::byte> plain = opened_chunk(chunk);
  PlantSlice slice{.start_ns = head.start_ns, .end_ns = head.end_ns, .events = {}, .traces = {}};
  ByteReader in(plain);
  read_robots(in, shape.joints.size(), slice);
  ByteReader others = in.take_column();
  read_others(others, shape, slice);
  others.expect_end();
  read_traces(in, shape, slice);
  in.expect_end();
  std::stable_sort(slice.events.begin(), slice.events.end(), comes_before);
  return slice;
}

}  // namespace darkline

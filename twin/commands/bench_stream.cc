#include "twin/commands/bench_stream.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <filesystem>
#include <future>
#include <mutex>
#include <string>

#include <fmt/format.h>
#include <sched.h>

#include "models/base/stopwatch.h"
#include "models/stream/plant_player.h"
#include "models/stream/plant_recording.h"
#include "twin/commands/bench_watch.h"
#include "twin/commands/interrupt.h"
#include "twin/commands/scratch_cache.h"
#include "twin/live/live_plant.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;

constexpr double kLong_s = 900.0;      // that is recorded
constexpr double kRecorded_s = 120.0;  // of it, which make
constexpr int kTimesOver = 30;         // an hour

// The calling thread. Where not even that is allowed, it may wander.
void stay_on_one_processor() {
  cpu_set_t allowed, one;
  CPU_ZERO(&one);
  if (::sched_getaffinity(0, sizeof(allowed), &allowed) != 0) return;
  for (std::size_t cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++cpu) {
    if (CPU_ISSET(cpu, &allowed)) CPU_SET(cpu, &one);
  }
  ::sched_setaffinity(0, sizeof(one), &one);
}

// Two runs of the plant in one process, of which only one steps at a time, by turns of some 50 ms:
// what else the machine does meanwhile falls upon both alike. One thread each, on the same
// processor: two of them can differ by 5 %.
class Turns {
 public:
  struct Spent {
    double first_s = 0.0;    // of the first kRecorded_s; processor time after all was planned
    double further_s = 0.0;  // of the rest
  };

  // Called by run `own` after each piece of work, with how much of the plant's time it has done.
  // Comes back when it is that run's turn.
  void done(std::size_t own, double done_s) {
    std::unique_lock lock(mutex_);
    Run& run = runs_[own];
    // the first piece, while the other may still plan, is not counted
    if (run.turn_end_s > 0.0) {
      charge(own, done_s <= kRecorded_s);
    } else {
      stay_on_one_processor();
    }
    if (done_s >= run.turn_end_s) {
      run.turn_end_s += kTurn_s;
      if (!runs_[1 - own].ended) turn_ = 1 - own;
      passed_.notify_all();
      passed_.wait(lock, [&] { return turn_ == own && runs_[1 - own].turn_end_s > 0.0; });
    }
    since_s_ = processor_s();
  }

  // The run is at its end, or has thrown.
  void end(std::size_t own) {
    const std::lock_guard lock(mutex_);
    if (runs_[own].turn_end_s > 0.0) charge(own, false);
    runs_[own] = {.spent = runs_[own].spent, .turn_end_s = kLong_s, .ended = true};
    turn_ = 1 - own;
    since_s_ = processor_s();
    passed_.notify_all();
  }

  const Spent& spent(std::size_t own) const { return runs_[own].spent; }

 private:
  static constexpr double kTurn_s = 2.0;  // of the plant

  struct Run {
    Spent spent;
    double turn_end_s = 0.0;  // 0: it still plans
    bool ended = false;
  };

  void charge(std::size_t own, bool first) {
    Spent& spent = runs_[own].spent;
    (first ? spent.first_s : spent.further_s) += processor_s() - since_s_;
  }

  std::mutex mutex_;
  std::condition_variable passed_;
  std::size_t turn_ = 0;
  double since_s_ = 0.0;
  std::array<Run, 2> runs_;
};

// Recorded if there is a file.
void live_in_turns(const FactoryModel& factory, const fs::path& file, Turns& turns,
                   std::size_t own) {
  LiveOptions options;
  options.duration_s = kLong_s;
  options.record = file;
  options.stop = interrupt_token();
  options.progress = [&](double done_s) { turns.done(own, done_s); };
  try {
    run_live(factory, options);
  } catch (...) {
    turns.end(own);
    throw;
  }
  turns.end(own);
}

// What recording costs: first with the library of programs, which comes in the first two minutes
// and once, then what each further minute takes.
std::vector<BenchRow> cost_rows(const FactoryModel& factory, const fs::path& file) {
  constexpr double kHours = (kLong_s - kRecorded_s) / 3600.0;
  Turns turns;
  const auto run = [&](const fs::path& record, std::size_t own) {
    return std::async(std::launch::async, [&turns, &factory, record, own] {
      live_in_turns(factory, record, turns, own);
    });
  };
  std::array<std::future<void>, 2> runs = {run({}, 0), run(file, 1)};
  for (auto& each : runs) each.get();
  const Turns::Spent &plain = turns.spent(0), &recorded = turns.spent(1);
  return {{fmt::format("plant alive and recorded, first {:.0f} s with all programs", kRecorded_s),
           recorded.first_s, "s", plain.first_s, "the same unrecorded"},
          {fmt::format("each hour after that, from {:.0f} s", kLong_s - kRecorded_s),
           recorded.further_s / kHours, "s", plain.further_s / kHours, "the same unrecorded"}};
}

// Whether a slice is of the stretch that is written again and again.
bool is_of_stretch(const TimeSpan& slice) {
  return slice.end_ns <= static_cast<std::int64_t>(1e9 * kRecorded_s);
}

// The recording's stretch kTimesOver times over: the same slices, later each time. Returns its
// bytes without scene and programs.
std::uint64_t write_hour(const PlantRecordingReader& source, const fs::path& file) {
  PlantRecordingWriter writer(file);
  std::uint64_t of_library = 0;
  PlantChunker chunker(source.scene(), [&](const auto& chunk) {
    writer.add(chunk);
    const ChunkKind kind = chunk_head(chunk).kind;
    if (kind == ChunkKind::scene || kind == ChunkKind::programs) of_library += chunk.size();
  });
  for (std::uint32_t r = 0; r < source.programs().size(); ++r) {
    for (const PlantProgram& program : source.programs()[r]) chunker.add_program(r, program);
  }
  for (int i = 0; i < kTimesOver; ++i) {
    const auto later_ns = i * static_cast<std::int64_t>(1e9 * kRecorded_s);
    for (std::size_t s = 0; s < source.n_slices() && is_of_stretch(source.slice_span(s)); ++s) {
      PlantSlice slice = source.slice(s);
      slice.start_ns += later_ns;
      slice.end_ns += later_ns;
      for (PlantEvent& event : slice.events) event.t_ns += later_ns;
      for (JointTrace& trace : slice.traces) trace.start_ns += later_ns;
      chunker.add(slice);
    }
  }
  writer.close();
  return fs::file_size(file) - of_library;
}

std::vector<BenchRow> showing_rows(const fs::path& hour, std::uint64_t bytes) {
  constexpr double kMostMb = 5.0, kOpening_s = 2.0, kSeek_ms = 100.0;
  const double start = wall_s();
  const PlantRecordingReader reader(hour);
  PlantPlayer player(reader);
  const double opening_s = wall_s() - start;
  double worst_s = 0.0, sum_s = 0.0;
  constexpr int kSeeks = 200;
  for (int i = 0; i < kSeeks; ++i) {
    const double before = wall_s();
    // to and fro, by steps that have no divisor with the hour's slices
    player.seek(reader.end_ns() / 1009 * ((i * 367) % 1009));
    for (std::size_t r = 0; r < reader.shape().joints.size(); ++r) player.joints(r);
    const double took_s = wall_s() - before;
    worst_s = std::max(worst_s, took_s);
    sum_s += took_s;
  }
  const std::size_t robots = reader.shape().joints.size();
  return {{fmt::format("recording of an hour of {} robots, without scene", robots),
           1e-6 * static_cast<double>(bytes), "MB", kMostMb, "limit of 5 MB"},
          {fmt::format("its scene and {} programs, once",
                       [&] {
                         std::size_t n = 0;
                         for (const auto& each : reader.programs()) n += each.size();
                         return n;
                       }()),
           1e-6 * static_cast<double>(reader.bytes() - bytes), "MB",
           1e-6 * static_cast<double>(reader.bytes()), "the whole file"},
          {"opening that hour", opening_s, "s", kOpening_s, "limit of 2 s"},
          {"seeking in it with all poses, worst of 200", 1e3 * worst_s, "ms", kSeek_ms,
           "limit of 100 ms"},
          {"the same, mean", 1e3 * sum_s / kSeeks, "ms", kSeek_ms, "limit of 100 ms"}};
}

}  // namespace

std::vector<BenchRow> bench_stream(FactoryModel factory, int jobs) {
  factory.scenario.simulation.robots = "all";
  const ScratchCache folder;
  const fs::path lived = folder.path() / "lived.dlrec", hour = folder.path() / "hour.dlrec";
  std::vector<BenchRow> rows = cost_rows(factory, lived);
  for (BenchRow& row : watching_rows(factory, jobs)) rows.push_back(std::move(row));
  const std::uint64_t bytes = write_hour(PlantRecordingReader(lived), hour);
  for (BenchRow& row : showing_rows(hour, bytes)) rows.push_back(std::move(row));
  return rows;
}

}  // namespace darkline

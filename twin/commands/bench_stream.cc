#include "twin/commands/bench_stream.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <limits>
#include <string>

#include <fmt/format.h>
#include <time.h>

#include "models/stream/plant_player.h"
#include "models/stream/plant_recording.h"
#include "twin/commands/interrupt.h"
#include "twin/commands/scratch_cache.h"
#include "twin/live/live_plant.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;

constexpr double kRecorded_s = 300.0;
constexpr int kTimesOver = 12;  // an hour

double processor_s() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double wall_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Processor seconds of the plant's life for so long; recorded if there is a file.
double live_s(const FactoryModel& factory, int jobs, double duration_s, const fs::path& file) {
  LiveOptions options;
  options.jobs = jobs;
  options.duration_s = duration_s;
  options.record = file;
  options.stop = interrupt_token();
  const double start = processor_s();
  run_live(factory, options);
  return processor_s() - start;
}

// What recording costs: of a longer run less a shorter one, so that planning, which is the same in
// all, is not counted; each the least of three, in turns.
BenchRow cost_row(const FactoryModel& factory, int jobs, const fs::path& folder) {
  constexpr double kShort_s = 10.0, kLong_s = 60.0;
  double least[2][2];
  for (auto& each : least) std::fill(each, each + 2, std::numeric_limits<double>::infinity());
  for (int turn = 0; turn < 3; ++turn) {
    for (const int is_long : {0, 1}) {
      for (const int recorded : {0, 1}) {
        const fs::path file = recorded == 1 ? folder / "cost.dlrec" : fs::path();
        double& best = least[is_long][recorded];
        best = std::min(best, live_s(factory, jobs, is_long == 1 ? kLong_s : kShort_s, file));
      }
    }
  }
  return {"plant alive and recorded, processor time of 50 s", least[1][1] - least[0][1], "s",
          least[1][0] - least[0][0], "the same unrecorded"};
}

// The recording `times` over: the same slices, later each time. Returns its bytes without scene and
// programs.
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
    const std::int64_t later_ns = i * source.end_ns();
    for (std::size_t s = 0; s < source.n_slices(); ++s) {
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
  std::vector<BenchRow> rows = {cost_row(factory, jobs, folder.path())};
  const fs::path part = folder.path() / "part.dlrec", hour = folder.path() / "hour.dlrec";
  live_s(factory, jobs, kRecorded_s, part);
  const std::uint64_t bytes = write_hour(PlantRecordingReader(part), hour);
  for (BenchRow& row : showing_rows(hour, bytes)) rows.push_back(std::move(row));
  return rows;
}

}  // namespace darkline

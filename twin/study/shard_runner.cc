#include "twin/study/shard_runner.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <optional>
#include <span>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/parallel.h"
#include "twin/study/line_precision.h"

namespace darkline {
namespace {

constexpr std::size_t kPointsAtOnce = 4096;  // of one thread, and in one transaction

// The shard's points without a row, by the levels of the factors that their line reads.
StudyLines open_points(const StudyPlan& plan, const ShardOptions& options,
                       const std::vector<std::uint64_t>& finished) {
  StudyLines lines;
  std::vector<std::uint64_t> levels(plan.line_factors.size());
  auto done = finished.begin();
  for (std::uint64_t p = options.shard - 1; p < plan.points.size(); p += options.n_shards) {
    while (done != finished.end() && *done < p) ++done;
    if (done != finished.end() && *done == p) continue;
    for (std::size_t k = 0; k < levels.size(); ++k) {
      levels[k] = plan.points.level(p, plan.line_factors[k]);
    }
    lines[levels].push_back(p);
  }
  return lines;
}

// The cells of one point's row.
void append_row(const StudyPlan& plan, const LineFigures& line, PointCost& cost,
                std::uint64_t point, std::vector<double>& cells) {
  const auto& factors = plan.study.factors;
  for (std::size_t f = 0; f < factors.size(); ++f) {
    // the label behind the listed ones is the base's
    cells.push_back(plan.points.number(point, f));
  }
  cells.push_back(static_cast<double>(line.years.size()));
  cost.append(point, cells);
}

class ShardRun {
 public:
  ShardRun(const StudyPlan& plan, const StudyHead& head, const ShardOptions& options,
           ShardFile& file)
      : plan_(plan), head_(head), options_(options), file_(file) {
    for (std::size_t c = 0; c < head.columns.size(); ++c) {
      const bool ranked =
          head.columns[c].role == ColumnRole::mean && head.columns[c].title == head.best;
      if (ranked) best_column_ = c;
    }
  }

  void start(std::uint64_t done, std::uint64_t total) {
    done_ = done;
    total_ = total;
  }

  // All points of one line that the shard has to do; `of_line` are all that the study has.
  void run(const std::vector<std::uint64_t>& points, const std::vector<std::uint64_t>& of_line,
           const LineSource& line_of, const std::string& where) {
    stop_if_asked();
    const Scenario scenario = line_scenario(plan_, points.front());
    const LineFigures line =
        plan_.precision ? precise_line(plan_, scenario, of_line, line_of) : line_of(scenario);
    const std::size_t n_chunks = (points.size() + kPointsAtOnce - 1) / kPointsAtOnce;
    in_parallel(
        n_chunks, options_.jobs, [] { return 0; },
        [&](int, std::size_t chunk) {
          stop_if_asked();
          const std::size_t from = chunk * kPointsAtOnce;
          const std::size_t n = std::min(kPointsAtOnce, points.size() - from);
          const std::span<const std::uint64_t> own(points.data() + from, n);
          PointCost cost(plan_, scenario, line);
          std::vector<double> cells, samples;
          cells.reserve(n * head_.columns.size());
          for (const std::uint64_t p : own) {
            append_row(plan_, line, cost, p, cells);
            if (head_.keeps_samples) cost.append_samples(samples);
          }
          const std::lock_guard lock(mutex_);
          file_.add(own, cells, samples);
          tell(cells, n, where);
        });
  }

 private:
  void stop_if_asked() const {
    if (options_.stop.stop_requested()) throw Interrupted("stopped");
  }

  void tell(const std::vector<double>& cells, std::size_t n, const std::string& where) {
    done_ += n;
    for (std::size_t p = 0; p < n; ++p) {
      const double value = cells[p * head_.columns.size() + best_column_];
      if (!best_ || (head_.best_is_least ? value < *best_ : value > *best_)) best_ = value;
    }
    if (!options_.progress) return;
    options_.progress(done_, total_,
                      fmt::format("{}, {} {} {:.6g}", where, head_.best_is_least ? "least" : "most",
                                  head_.best, *best_));
  }

  const StudyPlan& plan_;
  const StudyHead& head_;
  const ShardOptions& options_;
  ShardFile& file_;
  std::mutex mutex_;
  std::size_t best_column_ = 0;
  std::optional<double> best_;
  std::uint64_t done_ = 0, total_ = 0;
};

}  // namespace

ShardResult run_shard(const StudyPlan& plan, const StudyHead& head, const LineSource& line_of,
                      const ShardOptions& options) {
  DARKLINE_CHECK(options.shard >= 1 && options.shard <= options.n_shards,
                 fmt::format("shard {}/{}", options.shard, options.n_shards));
  std::error_code error;
  std::filesystem::create_directories(options.folder, error);
  if (error) throw IoError(fmt::format("{}: {}", options.folder.string(), error.message()));
  ShardResult result;
  result.file = options.folder / shard_file_name(options.shard, options.n_shards);
  ShardFile file(result.file, head, options.fresh);
  const std::vector<std::uint64_t> finished = file.finished();
  const std::uint64_t n = plan.points.size();
  result.points = n < options.shard ? 0 : (n - options.shard) / options.n_shards + 1;
  result.already = finished.size();
  const StudyLines lines = open_points(plan, options, finished);
  result.lines = lines.size();

  ShardRun run(plan, head, options, file);
  run.start(result.already, result.points);
  std::size_t at = 0;
  const StudyLines all = plan.precision ? lines_of(plan) : StudyLines();
  for (const auto& [levels, points] : lines) {
    run.run(points, plan.precision ? all.at(levels) : points, line_of,
            fmt::format("line {} of {}", ++at, lines.size()));
  }
  return result;
}

}  // namespace darkline

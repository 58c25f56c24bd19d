// darkline trace FILE: pictures of a window of a trace.
#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/base/file.h"
#include "models/base/quantity.h"
#include "models/base/sim_time.h"
#include "twin/commands/command_table.h"
#include "twin/line/trace_window.h"
#include "twin/report/trace_picture.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kHourMs = 3'600'000;
constexpr double kLongest_s = 1e9;  // far beyond any horizon, and safe in milliseconds

std::int64_t time_ms(const Invocation& invocation, const char* option, std::int64_t otherwise) {
  const auto text = invocation.value(option);
  if (!text) return otherwise;
  try {
    const double time_s = parse_quantity(*text, Dimension::time);
    if (time_s >= 0.0 && time_s <= kLongest_s) return to_line_duration(time_s).count();
  } catch (const InputError& error) {
    throw UsageError(fmt::format("{} {}: {}", option, *text, error.what()));
  }
  throw UsageError(
      fmt::format("{} {}: a time from 0 on is wanted, such as \"8 h\"", option, *text));
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  if (folder.empty() || fs::is_directory(folder, error)) return;
  fs::create_directories(folder, error);
  if (error) {
    throw IoError(fmt::format("cannot make {}: {}", folder.string(), error.message()));
  }
}

nlohmann::ordered_json json_of(const TraceWindow& window, const fs::path& gantt,
                               const fs::path& buffers) {
  nlohmann::ordered_json json{{"schema", "darkline.trace_window/1"},
                              {"seed", window.head.seed},
                              {"replication", window.head.replication},
                              {"from_s", static_cast<double>(window.from_ms) * 1e-3},
                              {"to_s", static_cast<double>(window.to_ms) * 1e-3},
                              {"gantt", gantt.string()},
                              {"buffers_picture", buffers.string()}};
  const auto span_ms = static_cast<double>(window.to_ms - window.from_ms);
  for (const TraceStation& station : window.stations) {
    nlohmann::ordered_json row{{"station", station.address}};
    for (std::size_t s = 0; s < kTraceStates; ++s) {
      row[name_of(static_cast<TraceState>(s))] = static_cast<double>(station.time_ms[s]) / span_ms;
    }
    json["stations"].push_back(std::move(row));
  }
  json["buffers"] = nlohmann::ordered_json::array();
  for (const TraceBuffer& buffer : window.buffers) {
    json["buffers"].push_back({{"name", buffer.name},
                               {"places", buffer.places},
                               {"mean", buffer.mean},
                               {"most", buffer.most}});
  }
  return json;
}

}  // namespace

ExitCode trace_command(const Invocation& invocation) {
  const fs::path file = invocation.arguments[0];
  const std::int64_t end_ms = trace_end_ms(file);
  const std::int64_t from_ms = time_ms(invocation, "--from", 0);
  const std::int64_t to_ms =
      time_ms(invocation, "--to", std::min(end_ms, std::max<std::int64_t>(from_ms, 0) + kHourMs));
  const TraceWindow window = read_trace_window(file, from_ms, to_ms);
  const fs::path folder =
      invocation.has("--out") ? fs::path(*invocation.value("--out")) : file.parent_path();
  make_folder(folder);
  const fs::path gantt = folder / "gantt.svg";
  const fs::path buffers = folder / "buffers.svg";
  write_file_whole(gantt, trace_gantt_svg(window));
  write_file_whole(buffers, trace_buffers_svg(window));
  if (invocation.has("--json")) {
    fmt::print("{}\n", json_of(window, gantt, buffers).dump(1));
  } else {
    const auto s = [](std::size_t n) { return n == 1 ? "" : "s"; };
    fmt::print("{}: {} station{} from {} to {}\n{}: {} buffer{}\n", gantt.string(),
               window.stations.size(), s(window.stations.size()), clock_text(from_ms),
               clock_text(to_ms), buffers.string(), window.buffers.size(),
               s(window.buffers.size()));
  }
  return ExitCode::done;
}

}  // namespace darkline

#include "twin/commands/bench_view.h"

#include <filesystem>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/file.h"
#include "twin/commands/bench_peer.h"
#include "twin/commands/scratch_cache.h"
#include "twin/report/hall.h"

namespace darkline {

std::vector<BenchRow> bench_view(const FactoryModel& factory) {
  const std::filesystem::path program = program_folder() / "darkline-viewer";
  if (!std::filesystem::exists(program) || program.string().find('\'') != std::string::npos) {
    throw IoError(
        fmt::format("{}: not there; build it with DARKLINE_BUILD_VIEWER=ON", program.string()));
  }
  const LineRecording at_work{.changes = {},
                              .at_end = std::vector(factory.stations.size(), StationState::working),
                              .attended_at_end = std::vector(factory.stations.size(), false),
                              .level_at_end = std::vector<std::int64_t>(factory.links.size(), 1)};
  const ScratchCache scratch;
  const std::filesystem::path hall = scratch.path() / "hall.json";
  write_file_whole(hall, to_json(hall_snapshot(factory, {}, at_work)));
  const auto json =
      json_of_command(fmt::format("'{}' bench '{}'", program.string(), hall.string()));
  std::vector<BenchRow> rows;
  for (const auto& row : json.at("rows")) {
    rows.push_back({row.at("name").get<std::string>(), row.at("value").get<double>(), "ms",
                    row.at("reference").get<double>(),
                    row.at("reference_name").get<std::string>()});
  }
  return rows;
}

}  // namespace darkline

// darkline-viewer bench HALL: what a frame of a moving hall costs, beside a scene of one transform
// per link, in one run. darkline bench --view shows the rows.
#pragma once

#include <filesystem>

namespace darkline {

struct ViewBenchOptions {
  std::filesystem::path hall_json;
  std::filesystem::path data;  // with robots/; empty: the shipped one
};

// Prints {"rows": [{"name", "value", "unit", "reference", "reference_name"}]}.
void bench_view(const ViewBenchOptions& options);

}  // namespace darkline

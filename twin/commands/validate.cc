// darkline validate: known answers beside what the engine or our analytic forms give.
#include <cstdio>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "twin/commands/command_table.h"
#include "twin/line/validation.h"

namespace darkline {
namespace {

void print_row(const ValidationRow& row) {
  fmt::print("{:<6}{:<62}{:>16.9f}{:>16.9f}  ", row.passed ? "ok" : "OFF", row.name, row.expected,
             row.simulated);
  if (row.exact) {
    fmt::print("exact to {:.0e}\n", row.tolerance);
  } else {
    fmt::print("SE {:.2e}, z {:+.2f}\n", row.standard_error, row.z);
  }
}

}  // namespace

ExitCode validate_command(const Invocation& invocation) {
  const std::vector<ValidationRow> rows = run_line_validation();
  std::size_t off = 0;
  for (const ValidationRow& row : rows) off += row.passed ? 0 : 1;
  if (invocation.has("--json")) {
    nlohmann::ordered_json json{{"schema", "darkline.validation/1"}};
    for (const ValidationRow& row : rows) {
      json["rows"].push_back({{"name", row.name},
                              {"source", row.source},
                              {"exact", row.exact},
                              {"expected", row.expected},
                              {"simulated", row.simulated},
                              {"standard_error", row.standard_error},
                              {"z", row.z},
                              {"passed", row.passed}});
    }
    fmt::print("{}\n", json.dump(1));
  } else {
    // Rows named "exact chain" or "closed form" check the analytic values, not the engine.
    fmt::print("{:<6}{:<62}{:>16}{:>16}\n", "", "line", "expected", "found");
    for (const ValidationRow& row : rows) print_row(row);
    fmt::print("{} of {} agree; a statistical row agrees within 4 standard errors\n",
               rows.size() - off, rows.size());
  }
  return off == 0 ? ExitCode::done : ExitCode::internal;
}

}  // namespace darkline

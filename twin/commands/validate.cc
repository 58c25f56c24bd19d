// darkline validate: known answers beside what the engine or our analytic forms give.
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "controllers/rehearsal.h"
#include "twin/commands/command_table.h"
#include "twin/economics/validation.h"
#include "twin/line/validation.h"
#include "twin/report/progress.h"
#include "twin/study/validation.h"

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

// Published costs beside ours, as rows of the same table.
void append_cost_rows(std::vector<ValidationRow>& rows) {
  for (const CostValidationRow& cost : run_cost_validation()) {
    rows.push_back({.name = cost.name,
                    .source = cost.source,
                    .convention = "published inputs",
                    .exact = true,
                    .expected = cost.published,
                    .simulated = cost.found,
                    .standard_error = 0.0,
                    .z = 0.0,
                    .tolerance = cost.tolerance * std::abs(cost.published),
                    .passed = cost.passed});
  }
}

nlohmann::ordered_json json_of(const RehearsalTally& tally, std::uint64_t first) {
  nlohmann::ordered_json json{{"schema", "darkline.deep_validation/1"},
                              {"first_seed", first},
                              {"seeds", tally.seeds},
                              {"whole", tally.whole},
                              {"ended_by_name", tally.ended},
                              {"degraded", tally.degraded},
                              {"exchanges", tally.exchanges},
                              {"restarts", tally.restarts}};
  for (std::size_t i = 0; i < kBusFaults; ++i) {
    json["faults"][name_of(static_cast<BusFault>(i))] = tally.faults.times[i];
  }
  json["failures"] = nlohmann::ordered_json::array();
  for (const RehearsalTally::Failure& failure : tally.failures) {
    json["failures"].push_back({{"seed", failure.seed}, {"what", failure.what}});
  }
  return json;
}

// No wall-clock fault changes a result: the bus of controllers, on many seeds.
ExitCode validate_deep(const Invocation& invocation) {
  const auto first = static_cast<std::uint64_t>(invocation.count("--seed", 0).value_or(0));
  const auto count = static_cast<std::uint64_t>(invocation.count("--seeds", 1).value_or(10'000));
  Progress progress("seeds of the controllers' bus");
  const RehearsalTally tally = rehearse_seeds(
      first, count, invocation.jobs(), [&](std::uint64_t done) { progress.show(done, count); });
  if (invocation.has("--json")) {
    fmt::print("{}\n", json_of(tally, first).dump(1));
  } else {
    fmt::print(
        "{} seeds from {}: {} came to their end, {} of them degraded by choice; {} ended in "
        "a named error\n",
        tally.seeds, first, tally.whole, tally.degraded, tally.ended);
    fmt::print("{} exchanges, {} faults, {} restarts of a host\n", tally.exchanges,
               tally.faults.all(), tally.restarts);
    for (const RehearsalTally::Failure& failure : tally.failures) {
      fmt::print("OFF   seed {}: {}\n", failure.seed, failure.what);
    }
    if (tally.failures.empty()) fmt::print("no fault changed a result\n");
  }
  return tally.failures.empty() ? ExitCode::done : ExitCode::internal;
}

}  // namespace

ExitCode validate_command(const Invocation& invocation) {
  if (invocation.has("--deep")) return validate_deep(invocation);
  if (invocation.has("--seeds")) throw UsageError("--seeds goes with --deep");
  std::vector<ValidationRow> rows = run_line_validation(invocation.jobs());
  append_cost_rows(rows);
  for (ValidationRow& row : run_study_validation()) rows.push_back(std::move(row));
  std::size_t off = 0;
  for (const ValidationRow& row : rows) off += row.passed ? 0 : 1;
  if (invocation.has("--json")) {
    nlohmann::ordered_json json{{"schema", "darkline.validation/1"}};
    for (const ValidationRow& row : rows) {
      json["rows"].push_back({{"name", row.name},
                              {"source", row.source},
                              {"convention", row.convention},
                              {"tolerance", row.tolerance},
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

// darkline cost RUN: explains the cost of a body.
#include <cstdio>

#include "models/base/file.h"
#include "twin/commands/command_table.h"
#include "twin/report/cost_report.h"

namespace darkline {
namespace {

// The day whose facts are shown: that of the duties, else the latest.
Date day_of(const Scenario& scenario) {
  if (scenario.trade.date == "-") return kOpenEnd + -1;
  return parse_date(scenario.trade.date);
}

}  // namespace

ExitCode cost_command(const Invocation& invocation) {
  const RunCost cost = read_run_cost(invocation.arguments[0]);
  const FactBook book = shipped_fact_book();
  const Date day = day_of(cost.scenario);
  std::string text;
  if (const auto name = invocation.value("--why")) {
    text = why_text(cost, item_named(cost, *name), book, day);
  } else if (invocation.has("--trade")) {
    text = invocation.has("--json") ? trade_json(cost) : trade_text(cost);
  } else if (invocation.has("--json")) {
    text = cost_json(cost, book, day);
  } else if (invocation.has("--invest")) {
    text = paragraphs_text(cost, cost.investment);
  } else if (invocation.has("--resilience")) {
    text = paragraphs_text(cost, cost.resilience);
  } else if (invocation.has("--doubt")) {
    text = doubt_text(cost, book, day);
  } else if (invocation.has("--zones")) {
    text = zones_text(cost);
  } else {
    text = waterfall_text(cost);
  }
  if (const auto file = invocation.value("--svg")) write_file_whole(*file, waterfall_svg(cost));
  std::fputs(text.c_str(), stdout);
  return ExitCode::done;
}

}  // namespace darkline

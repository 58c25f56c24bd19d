// darkline check FILE...
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/base/csv_table.h"
#include "models/base/file.h"
#include "models/cell/spot_list.h"
#include "models/economics/fact_book.h"
#include "models/robot/urdf_robot.h"
#include "models/scenario/factory_model.h"
#include "models/scenario/scenario_reader.h"
#include "models/tariffs/tariff_ledger.h"
#include "twin/commands/command_table.h"
#include "twin/economics/resolve_prices.h"
#include "twin/economics/supply_network.h"

namespace darkline {
namespace {

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// A table is what its header says: a tariff ledger, facts, suppliers, or else a list of spots.
std::string verdict_of_table(const std::string& file) {
  const std::vector<std::string> header = csv_header_names(read_file(file, 4U << 20U));
  const auto has = [&](const char* name) {
    return std::find(header.begin(), header.end(), name) != header.end();
  };
  if (has("authority") || has("rate_percent") || has("destination")) {
    const TariffVocabulary vocabulary = shipped_tariff_vocabulary();
    const std::vector<TariffRow> rows = read_tariff_rows(file, vocabulary);
    const auto merged = TariffLedger::merged(shipped_tariff_ledger(vocabulary), rows);
    return fmt::format("a tariff ledger of {} rows; {} with the shipped ones", rows.size(),
                       merged.rows().size());
  }
  if (has("valid_from") || has("base_year") || has("value")) {
    const FactBook book = read_fact_book(file);
    return fmt::format("{} facts under {} names", book.facts().size(), book.ids().size());
  }
  if (has("recover_d") || has("capacity_per_d")) {
    return fmt::format("a network of {} suppliers", read_supply_network(file).nodes.size());
  }
  return fmt::format("a list of {} spots", read_spot_list(file).size());
}

// What the file is, in a sentence. @throws Error if it is not right.
std::string verdict_of(const std::string& file, const std::vector<std::string>& overrides) {
  if (ends_with(file, ".robot.toml") || ends_with(file, ".urdf")) {
    const RobotModel robot = read_any_robot(file);
    return fmt::format(
        "{}, {} joints{}", robot.title, robot.n_joints(),
        robot.warnings.empty()
            ? ""
            : fmt::format(", {} warnings: darkline robot shows them", robot.warnings.size()));
  }
  if (ends_with(file, ".csv")) return verdict_of_table(file);
  const FactoryModel factory = build_factory(read_scenario(file, overrides).scenario);
  check_prices(factory.scenario);
  return fmt::format("{}: {} robots in {} stations of {} zones", factory.scenario.info.title,
                     factory.robots.size(), factory.stations.size(), factory.zones.size());
}

}  // namespace

ExitCode check_command(const Invocation& invocation) {
  ExitCode worst = ExitCode::done;
  nlohmann::ordered_json json{{"schema", "darkline.check/1"}};
  for (const std::string& file : invocation.arguments) {
    nlohmann::ordered_json row{{"file", file}};
    try {
      row["verdict"] = verdict_of(file, invocation.overrides());
      row["good"] = true;
    } catch (const Error& error) {
      if (error.code() != ExitCode::bad_input && error.code() != ExitCode::io) throw;
      worst = error.code();
      row["problem"] = error.what();
      row["good"] = false;
      if (!invocation.has("--json")) fmt::print(stderr, "darkline: {}\n", error.what());
    }
    json["files"].push_back(std::move(row));
  }
  if (invocation.has("--json")) fmt::print("{}\n", json.dump(1));
  return worst;
}

}  // namespace darkline

#include "twin/report/tariff_coverage_report.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "twin/report/wrapped.h"

namespace darkline {
namespace {

using Json = nlohmann::ordered_json;
using Cells = std::vector<std::optional<DutyTable::Cell>>;

constexpr std::size_t kTitle = 28;  // letters of a title

double percent(double share) {
  constexpr double kSteps = 1e9;
  return std::round(100.0 * share * kSteps) / kSteps;
}

// The title up to its first comma or colon, as many whole words as fit.
std::string short_title(const std::string& title) {
  std::string text = title.substr(0, title.find_first_of(",:("));
  while (text.size() > kTitle) {
    const std::size_t blank = text.find_last_of(' ');
    text.erase(blank == std::string::npos ? kTitle : blank);
  }
  return text;
}

std::string known_text(const Cells& cells) {
  int origins = 0;
  bool complete = true;
  Confidence least = Confidence::primary;
  for (const auto& cell : cells) {
    if (!cell) continue;
    ++origins;
    complete = complete && cell->complete;
    least = std::max(least, cell->confidence);
  }
  if (origins == 0) return "-";
  return fmt::format("{} {}{}", origins, info_of(least).letter, complete ? "" : "?");
}

std::string duty_text(const std::optional<DutyTable::Cell>& cell) {
  if (!cell) return "-";
  const bool range = cell->low != cell->total || cell->high != cell->total;
  return fmt::format("{:.4g}{}", percent(cell->total), !cell->complete ? "?" : range ? "~" : "");
}

std::string trimmed(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

std::string coverage_text(const std::vector<DutyTable>& tables) {
  std::string text = fmt::format("what the ledger knows of {}\n\n", text_of(tables.front().day));
  std::string line = fmt::format("{:<9}{:<{}}", "", "", kTitle);
  for (const DutyTable& table : tables) line += fmt::format(" {:<5}", table.destination.code);
  text += trimmed(line);
  for (std::size_t i = 0; i < tables.front().rows.size(); ++i) {
    const DutyTable::Row& first = tables.front().rows[i];
    line = fmt::format("{:<9}{:<{}}", hs_text(first.hs.substr(0, 6)), short_title(first.title),
                       kTitle);
    for (const DutyTable& table : tables) {
      line += fmt::format(" {:<5}", known_text(table.rows[i].cells));
    }
    text += trimmed(line);
  }
  text += "\n";
  text += wrapped(
      "number: origins with a base duty. letter: the least sure layer, E primary text, S secondary "
      "source, C computed, A approximate, M not verified. ?: of some origin the rate of a layer is "
      "not established. -: none; a question is refused. --destination shows the rates",
      0);
  return text;
}

std::string duty_table_text(const DutyTable& table) {
  std::vector<std::size_t> columns;
  for (std::size_t k = 0; k < table.origins.size(); ++k) {
    const bool known = std::ranges::any_of(
        table.rows, [&](const DutyTable::Row& row) { return row.cells[k].has_value(); });
    if (known) columns.push_back(k);
  }
  std::string text = fmt::format("duties of {} on {}, percent of the {}, by origin\n\n",
                                 table.destination.name, text_of(table.day),
                                 table.destination.duty_base == DutyBase::fob   ? "FOB price"
                                 : table.destination.duty_base == DutyBase::cif ? "CIF value"
                                                                                : "customs value");
  std::string line = fmt::format("{:<14}", "");
  for (const std::size_t k : columns) line += fmt::format("{:>7}", table.origins[k]);
  text += trimmed(line);
  for (const DutyTable::Row& row : table.rows) {
    line = fmt::format("{:<14}", hs_text(row.hs));
    for (const std::size_t k : columns) line += fmt::format("{:>7}", duty_text(row.cells[k]));
    text += trimmed(line + "  " + short_title(row.title));
  }
  text += "\n";
  text += wrapped(
      "for goods that claim their preference and stay within quotas; of no producer and use. "
      "~: a rate has a range. ?: a rate is not established, a lower bound. -: not in the ledger",
      0);
  return text;
}

std::string coverage_json(const std::vector<DutyTable>& tables) {
  Json json{{"schema", "darkline.tariff_coverage/1"}, {"date", text_of(tables.front().day)}};
  json["destinations"] = Json::array();
  for (const DutyTable& table : tables) {
    Json goods = Json::array();
    for (const DutyTable::Row& row : table.rows) {
      Json origins = Json::array();
      for (std::size_t k = 0; k < table.origins.size(); ++k) {
        if (!row.cells[k]) continue;
        origins.push_back({{"origin", table.origins[k]},
                           {"total_percent", percent(row.cells[k]->total)},
                           {"low_percent", percent(row.cells[k]->low)},
                           {"high_percent", percent(row.cells[k]->high)},
                           {"complete", row.cells[k]->complete},
                           {"confidence", info_of(row.cells[k]->confidence).letter}});
      }
      goods.push_back({{"hs", hs_text(row.hs)}, {"title", row.title}, {"origins", origins}});
    }
    json["destinations"].push_back({{"destination", table.destination.code}, {"goods", goods}});
  }
  return json.dump(1) + "\n";
}

}  // namespace darkline

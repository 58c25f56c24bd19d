#include "twin/economics/supply_network.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include <ClpSimplex.hpp>
#include <fmt/format.h>

#include "models/base/csv_table.h"
#include "models/base/file.h"

namespace darkline {
namespace {

constexpr std::size_t kMostBytes = 256U << 10U, kMostNodes = 200, kMostNeeds = 20;
constexpr std::size_t kLongestText = 400;
constexpr double kMost = 1e12;

enum Column : std::size_t {
  node,
  part,
  needs,
  stock,
  capacity,
  demand,
  loss,
  recover,
  source,
  confidence,
  n_columns
};
constexpr std::array<CsvColumn, n_columns> kColumns = {{{"node"},
                                                        {"part"},
                                                        {"needs"},
                                                        {"stock"},
                                                        {"capacity_per_d"},
                                                        {"demand_per_d"},
                                                        {"loss_usd"},
                                                        {"recover_d"},
                                                        {"source"},
                                                        {"confidence"}}};

// "chips 2|caps 0.5".
std::vector<SupplyNeed> read_needs(const CsvCell& cell) {
  std::vector<SupplyNeed> list;
  std::string_view rest = cell.text();
  while (!rest.empty()) {
    const std::size_t bar = rest.find('|');
    const std::string_view one = rest.substr(0, bar);
    rest = bar == std::string_view::npos ? std::string_view() : rest.substr(bar + 1);
    const std::size_t blank = one.find(' ');
    const CsvField field{std::string(blank == std::string_view::npos ? "" : one.substr(blank + 1)),
                         cell.place()};
    if (blank == std::string_view::npos || blank == 0) {
      cell.refuse("parts with their amounts, such as \"chips 2|caps 0.5\"");
    }
    SupplyNeed need;
    need.part = one.substr(0, blank);
    need.amount = CsvCell(field, "needs").read_number(1e-9, kMost, "an amount above 0");
    list.push_back(std::move(need));
    if (list.size() > kMostNeeds) cell.refuse(fmt::format("at most {} parts", kMostNeeds));
  }
  return list;
}

Confidence read_confidence(const CsvCell& cell) {
  for (const ConfidenceInfo& info : kConfidences) {
    if (cell.text() == info.letter) return info.confidence;
  }
  cell.refuse("one of E, S, C, A, M");
}

SupplyNode read_node(const CsvTable& table, std::size_t row) {
  const auto number = [&](Column column, const char* what) {
    return table.at(row, column).read_number(0.0, kMost, what);
  };
  SupplyNode one;
  one.place = table.place(row);
  one.name = table.at(row, node).read_id();
  one.part = table.at(row, part).read_id();
  one.needs = read_needs(table.at(row, needs));
  one.stock = number(stock, "a stock of 0 or more");
  one.capacity_per_d = number(capacity, "a capacity of 0 or more");
  one.demand_per_d = number(demand, "a demand of 0 or more");
  one.loss_usd = number(loss, "a loss of 0 USD or more");
  one.recover_d = number(recover, "days of 0 or more");
  one.source = table.at(row, source).read_text(kLongestText);
  one.confidence = read_confidence(table.at(row, confidence));
  return one;
}

void check_network(const SupplyNetwork& network, const CsvTable& table, const std::string& file) {
  std::set<std::string> names, parts;
  std::vector<std::string> made;
  bool wanted = false;
  for (const SupplyNode& each : network.nodes) {
    if (parts.insert(each.part).second) made.push_back(each.part);
    wanted = wanted || each.demand_per_d > 0.0;
  }
  for (std::size_t row = 0; row < network.nodes.size(); ++row) {
    const SupplyNode& each = network.nodes[row];
    if (!names.insert(each.name).second) {
      table.at(row, node).refuse("each node once", {}, "give one of the two another name");
    }
    for (const SupplyNeed& need : each.needs) {
      if (parts.count(need.part) != 0) continue;
      table.at(row, needs)
          .refuse_found("\"" + need.part + "\"", "a part that some node makes",
                        nearest_names(need.part, made));
    }
  }
  if (!wanted) {
    throw InputError({.place = {.file = file},
                      .key = "demand_per_d",
                      .found = "a network without demand",
                      .wanted = "at least one node with demand_per_d above 0"});
  }
}

// Columns of the program: u of each node, l of each node, y of each flow, and t at last.
class Program {
 public:
  Program(const SupplyNetwork& network, std::size_t failed)
      : nodes_(network.nodes), n_(network.nodes.size()) {
    for (std::size_t j = 0; j < n_; ++j) {
      for (const SupplyNeed& need : nodes_[j].needs) {
        for (std::size_t i = 0; i < n_; ++i) {
          if (nodes_[i].part == need.part) flows_.push_back({i, j, need.part});
        }
      }
    }
    model_.setLogLevel(0);
    model_.resize(0, static_cast<int>(2 * n_ + flows_.size() + 1));
    for (int column = 0; column <= time(); ++column) model_.setColumnBounds(column, 0.0, kInfinite);
    if (failed < n_) model_.setColumnBounds(static_cast<int>(failed), 0.0, 0.0);
    add_rows();
  }

  double least_loss_usd(double days) {
    for (std::size_t j = 0; j < n_; ++j) {
      model_.setObjectiveCoefficient(lost(j), nodes_[j].loss_usd);
    }
    model_.setColumnBounds(time(), days, days);
    solve(1.0);
    return std::max(0.0, model_.objectiveValue());  // what rounding leaves is no gain
  }

  double longest_d(double most_d) {
    for (std::size_t j = 0; j < n_; ++j) model_.setColumnBounds(lost(j), 0.0, 0.0);
    model_.setObjectiveCoefficient(time(), 1.0);
    model_.setColumnBounds(time(), 0.0, most_d);
    solve(-1.0);
    return std::clamp(model_.objectiveValue(), 0.0, most_d);
  }

 private:
  static constexpr double kInfinite = std::numeric_limits<double>::max();  // COIN_DBL_MAX
  struct Flow {
    std::size_t from, to;
    std::string part;
  };

  int lost(std::size_t j) const { return static_cast<int>(n_ + j); }
  int flow(std::size_t f) const { return static_cast<int>(2 * n_ + f); }
  int time() const { return static_cast<int>(2 * n_ + flows_.size()); }

  void row(const std::vector<int>& columns, const std::vector<double>& values, double low,
           double high) {
    model_.addRow(static_cast<int>(columns.size()), columns.data(), values.data(), low, high);
  }

  void add_rows() {
    for (std::size_t j = 0; j < n_; ++j) {
      const SupplyNode& each = nodes_[j];
      for (const SupplyNeed& need : each.needs) {
        std::vector<int> columns = {static_cast<int>(j)};
        std::vector<double> values = {need.amount};
        for (std::size_t f = 0; f < flows_.size(); ++f) {
          if (flows_[f].to != j || flows_[f].part != need.part) continue;
          columns.push_back(flow(f));
          values.push_back(-1.0);
        }
        row(columns, values, -kInfinite, 0.0);
      }
      std::vector<int> columns = {static_cast<int>(j)};
      std::vector<double> values = {-1.0};
      for (std::size_t f = 0; f < flows_.size(); ++f) {
        if (flows_[f].from != j) continue;
        columns.push_back(flow(f));
        values.push_back(1.0);
      }
      if (columns.size() > 1) row(columns, values, -kInfinite, each.stock);
      row({static_cast<int>(j), time()}, {1.0, -each.capacity_per_d}, -kInfinite, 0.0);
      if (each.demand_per_d > 0.0) {
        row({lost(j), static_cast<int>(j), time()}, {1.0, 1.0, -each.demand_per_d}, -each.stock,
            kInfinite);
      }
    }
  }

  // Every such program has a solution: losing all of the demand, or no time at all. Where none is
  // found the amounts lie too far apart for numbers of 16 digits.
  void solve(double direction) {
    constexpr int kMostSteps = 100'000;
    model_.setOptimizationDirection(direction);
    model_.setMaximumIterations(kMostSteps);
    model_.primal();
    if (model_.isProvenOptimal() && std::isfinite(model_.objectiveValue())) return;
    throw InputError(
        {.place = {.file = nodes_.front().place.file},
         .found = fmt::format("a network that cannot be solved (status {})", model_.status()),
         .wanted = "amounts that lie within some nine digits of each other"});
  }

  const std::vector<SupplyNode>& nodes_;
  std::size_t n_;
  std::vector<Flow> flows_;
  ClpSimplex model_;
};

}  // namespace

SupplyNetwork SupplyNetwork::from_text(std::string_view text, const std::string& file) {
  if (text.size() > kMostBytes) {
    throw InputError({.place = {.file = file},
                      .found = fmt::format("{} bytes", text.size()),
                      .wanted = fmt::format("at most {}", kMostBytes)});
  }
  const CsvTable table(text, file, kColumns, "a network of suppliers");
  if (table.n_rows() > kMostNodes) {
    throw InputError({.place = {.file = file},
                      .found = fmt::format("{} nodes", table.n_rows()),
                      .wanted = fmt::format("at most {}", kMostNodes)});
  }
  SupplyNetwork network;
  for (std::size_t row = 0; row < table.n_rows(); ++row) {
    network.nodes.push_back(read_node(table, row));
  }
  check_network(network, table, file);
  return network;
}

SupplyNetwork read_supply_network(const std::filesystem::path& file) {
  return SupplyNetwork::from_text(read_file(file, kMostBytes), file.string());
}

SupplyNetwork shipped_supply_network() {
  return read_supply_network(data_folder() / "economics" / "supply_network.csv");
}

double least_loss_usd(const SupplyNetwork& network, std::size_t failed, double days) {
  return Program(network, failed).least_loss_usd(days);
}

double time_to_survive_d(const SupplyNetwork& network, std::size_t failed) {
  return Program(network, failed).longest_d(kMostSurvival_d);
}

std::vector<NodeRisk> node_risks(const SupplyNetwork& network) {
  SupplyNetwork bare = network;
  for (SupplyNode& each : bare.nodes) each.stock = 0.0;
  std::vector<NodeRisk> risks;
  double most_usd = 0.0;
  for (std::size_t k = 0; k < network.nodes.size(); ++k) {
    NodeRisk risk;
    risk.node = network.nodes[k].name;
    risk.time_to_recover_d = network.nodes[k].recover_d;
    risk.time_to_survive_d = time_to_survive_d(network, k);
    risk.lost_usd = least_loss_usd(network, k, risk.time_to_recover_d);
    risk.lost_usd_without_stock = least_loss_usd(bare, k, risk.time_to_recover_d);
    most_usd = std::max(most_usd, risk.lost_usd);
    risks.push_back(risk);
  }
  for (NodeRisk& risk : risks) risk.exposure = most_usd > 0.0 ? risk.lost_usd / most_usd : 0.0;
  return risks;
}

}  // namespace darkline

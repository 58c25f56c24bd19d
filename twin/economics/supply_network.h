// The network of suppliers of the shop as linear programs: what is lost when one of them fails, and
// for how long nothing is (E34).
//
// Node j makes part(j) from what it needs: r_jk of part k for one of its own, from any node that
// makes k. Over t days, u_j are made, y_ij flow, l_j of the demand are lost:
//   time to recover:  min sum f_j l_j   with   r_jk u_j <= sum y_ij over nodes i of part k,
//                     sum_j y_ij <= s_i + u_i,  u_i <= c_i t,  u = 0 at the node that fails,
//                     l_j + u_j + s_j >= d_j t at nodes with demand
//   time to survive:  the largest t for which all l are 0.
// Stocks and flows are whole amounts over the time, not days of it: a lower bound of what is lost.
// Solved by COIN-OR CLP.
//
// A file of nodes is comma-separated values with a header: node, part, needs ("chips 2|caps 0.5";
// may be empty), stock, capacity_per_d, demand_per_d, loss_usd (of one that is not delivered),
// recover_d (days until it is back), source, confidence.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "models/base/error.h"
#include "models/economics/provenance.h"

namespace darkline {

struct SupplyNeed {
  std::string part;
  double amount = 0.0;  // for one of the node's own
};

struct SupplyNode {
  std::string name, part;
  std::vector<SupplyNeed> needs;
  double stock = 0.0, capacity_per_d = 0.0, demand_per_d = 0.0;
  double loss_usd = 0.0, recover_d = 0.0;
  std::string source;
  Confidence confidence = Confidence::unverified;
  Place place;
};

struct SupplyNetwork {
  std::vector<SupplyNode> nodes;

  // Bounds: 256 KiB, 200 nodes, 20 needs of each. @throws InputError: a part that no node makes, a
  // node twice, a network without demand, what is not positive, a number without a source.
  static SupplyNetwork from_text(std::string_view text, const std::string& file);
};
// @throws InputError, IoError
SupplyNetwork read_supply_network(const std::filesystem::path& file);
// models/economics/supply_network.csv.
SupplyNetwork shipped_supply_network();

// What the failure of one node takes. All that solve a network throw InputError where its amounts
// lie too far apart to be solved.
struct NodeRisk {
  std::string node;
  double time_to_recover_d = 0.0;
  double time_to_survive_d = 0.0;  // at most kMostSurvival_d
  double lost_usd = 0.0;           // least weighted loss while it recovers
  double lost_usd_without_stock = 0.0;
  double exposure = 0.0;  // lost_usd over the largest of them; shown beside, not alone
};
inline constexpr double kMostSurvival_d = 3650.0;

// The least weighted loss over `days` in which `failed` (an index; none: npos) makes nothing.
double least_loss_usd(const SupplyNetwork& network, std::size_t failed, double days);
// The longest time that all demand is met.
double time_to_survive_d(const SupplyNetwork& network, std::size_t failed);
std::vector<NodeRisk> node_risks(const SupplyNetwork& network);

}  // namespace darkline

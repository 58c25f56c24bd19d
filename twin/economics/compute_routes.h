// Ways by which the retraining of welding models comes by its compute (E18, E21, E24).
//
// A route costs, for a run of H hours of the reference chip (an A100),
//   C = [p (1 + rho)(1 - subsidy) + e pi] H phi M + F,   L = preparation + queue + transfer +
//       H phi M / n + audit,
// with p its price for a GPU hour, rho what its risk adds, e pi the power where the route pays it
// itself, phi how many of its GPU hours do the work of one of the reference, M the inflation by
// failures with checkpoints (training.h), F transfer, porting and travel, n the GPUs. A run that is
// seized with chance s is paid for again: C / (1 - s), L / (1 - s).
//
// n is at most the route's capacity. Carried data (sneakernet) takes two days of travel and the
// time to fill and to read its drives, all of them at once.
//
// The numbers are the facts "route.<name>.*". Which routes may be taken:
//   lawful      always, while the regime leaves it open
//   flagged     lawful until a rule on remote access closes it; open to all but listed entities
//   grey, unlawful  never chosen. They can be priced as adverse counterfactuals (compute.adverse)
//               and are never "best": what a sanction does to a plant cannot be told without what
//               evasion would cost, and that is all they are here for.
// Sources: economics facts 3.5 and 4.3; briefing, section 6.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/economics/fact_book.h"
#include "models/scenario/scenario.h"
#include "twin/economics/export_regime.h"

namespace darkline {

enum class RouteLegality : std::uint8_t { lawful, flagged, grey, unlawful };
const char* name_of(RouteLegality legality);

struct ComputeRoute {
  const char* name;
  const char* title;
  RouteLegality legality;
  bool domestic;       // of the plant's country: counts for a mandate, may be subsidised
  bool foreign_chips;  // closed to a listed entity
  bool pays_power;
  bool moves_data_by_link;
  unsigned closed_in;  // bits of ExportRegime
};
std::span<const ComputeRoute> compute_routes();

struct RouteCost {
  const ComputeRoute* route = nullptr;
  double gpu_usd_per_h = 0.0;                   // for an hour of the reference chip, all in but F
  double rent_usd_per_h = 0.0;                  // of it, rent and its premium
  double run_usd = 0.0;                         // F
  double wait_s = 0.0;                          // L
  double queue_s = 0.0;                         // of it, the queue
  double gpus = 1.0;                            // n
  int facts = 0, assumed = 0;                   // facts it rests on; of them approximate or worse
  double failure_inflation = 1.0;               // M
  double closing_per_y = 0.0;                   // hazard
  Confidence confidence = Confidence::primary;  // the least sure of its facts
};

// A route for this scenario's runs. Facts are those of `day`.
RouteCost cost_of_route(const ComputeRoute& route, const Scenario& scenario, const FactBook& facts,
                        Date day);

// Whether a lawful plant may take it under a regime ("-": any).
bool is_open(const ComputeRoute& route, const Scenario& scenario, ExportRegime regime);

// What retraining comes to.
struct ComputeChoice {
  bool from_routes = false;  // false: [cost] stands
  std::string route;         // name, or what the mixture was made of
  double gpu_usd_per_h = 0.0, run_usd = 0.0, wait_s = 0.0;
  double idle_usd_per_y = 0.0;    // take-or-pay: hours that are paid and not used
  bool adverse = false;           // rests on a route that is no lawful choice
  std::vector<RouteCost> routes;  // all that could be priced, in their order
  RegimeShares regimes = {};      // over the horizon; all 0 without a regime
  std::string text;               // what was chosen and why
};

// With a regime, the expectation over compute.horizon of the cheapest open route in each of its
// states, or of the named route where it is open and the cheapest domestic one where it is closed.
// "Cheapest" is the least of cost and k L (best_retraining, bodies_per_y).
// Over the horizon h a route is open for the share
//   (1 - exp(-a h)) / (a h), a = compute.closing x its hazard,   and a stockpile for min(1, S / h);
// in the rest the plant takes the cheapest other route at home. Where a regime closes routes
// (licence, banned), rents and queues of those that are left rise by compute.crowding.
// Of a lease's commitment K the share s is paid in any case: what is not used, s K - used, at its
// rent less compute.resale, is a yearly fee.
// @throws InputError for an unknown route or regime, for a route that is no lawful choice without
//   compute.adverse = 1, and where no route is open.
ComputeChoice choose_compute(const Scenario& scenario, double bodies_per_y);

// Chips in the cells' computers (compute.inference): what a computer costs with them, in present
// value of its life: price x factor + porting + power beyond an imported one's. Chips made at home
// leave less of the need hanging on foreign supply (supply.chip_alternative).
// @throws InputError for an unknown name
Scenario with_inference(Scenario scenario);

// The scenario with those prices under [cost].
Scenario with_compute(Scenario scenario, const ComputeChoice& choice);

}  // namespace darkline

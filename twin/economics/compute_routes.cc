#include "twin/economics/compute_routes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"
#include "twin/economics/finance.h"
#include "twin/economics/training.h"

namespace darkline {
namespace {

using Legality = RouteLegality;

constexpr unsigned bit(ExportRegime regime) {
  return 1U << static_cast<unsigned>(regime);
}
constexpr unsigned kBanned = bit(ExportRegime::banned);
constexpr unsigned kNoLicence = bit(ExportRegime::banned) | bit(ExportRegime::licence);
// Rules on remote access came with the case-by-case regime of 2026.
constexpr unsigned kAccess = bit(ExportRegime::case_by_case);

// clang-format off
constexpr std::array<ComputeRoute, 13> kRoutes = {{
    // name, title, legality, domestic, foreign chips, pays power, by link, closed in
    {"official", "chips bought with what licences allow (H20, H200 class)", Legality::lawful,
     false, true, false, true, kNoLicence},
    {"domestic_a100", "rented A100 at home", Legality::lawful, true, true, false, true, 0},
    {"offshore_lease", "leased data centre in South-East Asia", Legality::flagged,
     false, true, false, true, kAccess},
    {"sneakernet", "data carried to rented servers abroad", Legality::grey,
     false, true, false, false, kAccess},
    {"cloud_aws", "foreign public cloud", Legality::flagged, false, true, false, true, kAccess},
    {"private_cloud", "virtual resources in private clouds", Legality::flagged,
     false, true, false, true, kAccess | kBanned},
    {"leased_kit", "leased equipment", Legality::flagged, false, true, true, true,
     kAccess | kBanned},
    {"macau_import", "import through third ports", Legality::unlawful,
     false, true, true, true, 0},
    {"intermediary", "chains of intermediaries", Legality::unlawful,
     false, true, true, true, 0},
    {"smuggled", "smuggled chips", Legality::unlawful, false, true, true, true, 0},
    {"stockpile", "chips bought before the controls", Legality::lawful,
     true, false, true, true, 0},
    {"ascend", "domestic chips in large numbers (Ascend)", Legality::lawful,
     true, false, true, true, 0},
    {"metax", "domestic chips with more memory (MetaX)", Legality::lawful,
     true, false, true, true, 0},
}};
// clang-format on

// Facts of one route.
class RouteFacts {
 public:
  RouteFacts(const FactBook& book, std::string_view route, Date day)
      : book_(book), route_(route), day_(day) {}

  double of(const char* what, double otherwise) {
    return at("route." + route_ + "." + what, otherwise);
  }
  // The route's own, or what holds for all.
  double own_or_common(const char* what) { return of(what, at(std::string("route.") + what, 0.0)); }
  Confidence confidence() const { return confidence_; }
  int count() const { return count_; }
  int assumed() const { return assumed_; }

 private:
  double at(const std::string& id, double otherwise) {
    const auto& facts = book_.facts();
    const auto found = std::find_if(facts.begin(), facts.end(), [&](const Fact& fact) {
      return fact.id == id && fact.from <= day_ && day_ < fact.to;
    });
    if (found == facts.end()) return otherwise;
    ++count_;
    if (found->confidence >= Confidence::approximate) ++assumed_;
    confidence_ = std::max(confidence_, found->confidence);
    return found->unit == "%" || found->unit == "%/y" ? found->value / 100.0 : found->value;
  }

  const FactBook& book_;
  std::string route_;
  Date day_;
  Confidence confidence_ = Confidence::primary;
  int count_ = 0, assumed_ = 0;
};

// Domestic chips' lag, less what they may have caught up by the end of the horizon: the chance p
// within T years is the hazard -ln(1 - p) / T (S14).
double expected_gap(const ComputeConfig& compute) {
  if (compute.catch_up <= 0.0) return compute.perf_gap;
  if (compute.catch_up >= 1.0) return 1.0;
  const double hazard = -std::log1p(-compute.catch_up) / compute.catch_up_s;
  const double caught_up = -std::expm1(-hazard * compute.horizon_s);
  return caught_up + (1.0 - caught_up) * compute.perf_gap;
}

const ComputeRoute* route_named(std::string_view name) {
  for (const ComputeRoute& route : kRoutes) {
    if (name == route.name) return &route;
  }
  return nullptr;
}

bool is_a_choice(const ComputeRoute& route) {
  return route.legality == Legality::lawful || route.legality == Legality::flagged;
}

class Chooser {
 public:
  Chooser(const Scenario& scenario, double bodies_per_y)
      : scenario_(scenario),
        bodies_per_y_(bodies_per_y),
        facts_(shipped_fact_book()),
        day_(scenario.trade.date == "-" ? kOpenEnd + -1 : parse_date(scenario.trade.date)) {
    for (const ComputeRoute& route : kRoutes) {
      if (is_a_choice(route) || scenario.compute.adverse != 0) {
        choice_.routes.push_back(cost_of_route(route, scenario, facts_, day_));
      }
    }
  }

  ComputeChoice choose() {
    const std::string& name = scenario_.compute.route;
    choice_.from_routes = true;
    choice_.route = name;
    wanted_ = route_named(name);
    if (wanted_ == nullptr && name != "best" && name != "domestic") refuse_name();
    if (wanted_ != nullptr && !is_a_choice(*wanted_)) {
      if (scenario_.compute.adverse == 0) refuse_adverse();
      choice_.adverse = true;
    }
    if (wanted_ != nullptr && is_stock(*wanted_) && scenario_.compute.stockpile_s <= 0.0) {
      refuse_stockpile();
    }
    if (scenario_.compute.regime == "-") {
      mix(std::nullopt, 1.0);
    } else {
      const ExportRegime now = regime_now();
      choice_.regimes = regime_over(now, scenario_.compute.regime_changes_per_y,
                                    scenario_.compute.horizon_s / kSecondsPerYear);
      for (std::size_t k = 0; k < kExportRegimes; ++k) {
        if (choice_.regimes[k] > 0.0) {
          mix(static_cast<ExportRegime>(k), choice_.regimes[k]);
        }
      }
    }
    take_or_pay();
    choice_.text = text();
    return std::move(choice_);
  }

 private:
  static bool is_stock(const ComputeRoute& route) {
    return std::string_view(route.name) == "stockpile";
  }

  // A way round the controls: each that is found leads to rules that reach the others.
  static bool is_loophole(const ComputeRoute& route) {
    return !route.domestic && std::string_view(route.name) != "official";
  }

  // Share of the horizon for which a route of that hazard lasts, on the mean.
  double lasting_share(double closing_per_y) const {
    const double chance =
        scenario_.compute.closing * closing_per_y * scenario_.compute.horizon_s / kSecondsPerYear;
    return chance > 0.0 ? -std::expm1(-chance) / chance : 1.0;
  }

  // By how much the other loopholes that are closed raise the hazard of one.
  double tightening(const ComputeRoute& route) const {
    if (!is_loophole(route)) return 0.0;
    double closed = 0.0;
    for (const ComputeRoute& other : kRoutes) {
      if (&other == &route || !is_loophole(other)) continue;
      closed += 1.0 - lasting_share(RouteFacts(facts_, other.name, day_).of("closing", 0.0));
    }
    return closed * RouteFacts(facts_, route.name, day_).own_or_common("contagion");
  }

  double open_share(const RouteCost& cost) const {
    const double open = lasting_share(cost.closing_per_y * (1.0 + tightening(*cost.route)));
    if (!is_stock(*cost.route) || scenario_.compute.horizon_s <= 0.0) return open;
    return std::min(1.0, scenario_.compute.stockpile_s / scenario_.compute.horizon_s);
  }

  // Hours of the commitment that are paid and not used, at the best pace at the full price.
  void take_or_pay() {
    const ComputeConfig& compute = scenario_.compute;
    const double owed_h = compute.take_or_pay * compute.commitment_gpu_h;
    if (owed_h <= 0.0 || wanted_ == nullptr ||
        std::string_view(wanted_->name) != "offshore_lease") {
      return;
    }
    const auto lease = std::find_if(choice_.routes.begin(), choice_.routes.end(),
                                    [&](const RouteCost& cost) { return cost.route == wanted_; });
    const auto& c = scenario_.cost;
    const double interval_y =
        best_retraining(c.training_gpu_h * choice_.gpu_usd_per_h + choice_.run_usd,
                        bodies_per_y_ * c.rework_usd * c.drift_per_y, 0.0)
            .interval_y;
    const double used_h = interval_y > 0.0 && std::isfinite(interval_y)
                              ? share_of(wanted_) * c.training_gpu_h / interval_y
                              : 0.0;
    choice_.idle_usd_per_y =
        std::max(0.0, owed_h - used_h) * lease->rent_usd_per_h * (1.0 - compute.resale);
  }

  ExportRegime regime_now() const {
    try {
      return export_regime(scenario_.compute.regime);
    } catch (const InputError& error) {
      InputProblem problem = error.problem();
      problem.key = "compute.regime";
      problem.place = scenario_.place_of(problem.key);
      throw InputError(std::move(problem));
    }
  }

  // What a year of retraining by that route costs, defects included.
  double usd_per_y(const RouteCost& cost) const {
    const auto& c = scenario_.cost;
    const double run_usd = c.training_gpu_h * cost.gpu_usd_per_h + cost.run_usd;
    const double drift = bodies_per_y_ * c.rework_usd * c.drift_per_y;
    return best_retraining(run_usd, drift, cost.wait_s / kSecondsPerYear).usd_per_y();
  }

  const RouteCost& cheapest(std::optional<ExportRegime> regime, bool domestic,
                            const ComputeRoute* but = nullptr) const {
    const RouteCost* best = nullptr;
    for (const RouteCost& cost : choice_.routes) {
      if (!is_a_choice(*cost.route) || (domestic && !cost.route->domestic)) continue;
      if (cost.route == but || (is_stock(*cost.route) && scenario_.compute.stockpile_s <= 0.0)) {
        continue;
      }
      if (regime && !is_open(*cost.route, scenario_, *regime)) continue;
      if (!regime && scenario_.compute.entity_listed != 0 && cost.route->foreign_chips &&
          !cost.route->domestic) {
        continue;
      }
      if (best == nullptr || usd_per_y(cost) < usd_per_y(*best)) best = &cost;
    }
    DARKLINE_CHECK(best != nullptr, "no route is open, though rented A100 at home always are");
    return *best;
  }

  const RouteCost& pick(std::optional<ExportRegime> regime) const {
    if (wanted_ != nullptr) {
      const bool open = !regime || !is_a_choice(*wanted_) || is_open(*wanted_, scenario_, *regime);
      const bool listed = scenario_.compute.entity_listed != 0 && is_a_choice(*wanted_) &&
                          wanted_->foreign_chips && !wanted_->domestic;
      if (open && !listed) {
        for (const RouteCost& cost : choice_.routes) {
          if (cost.route == wanted_) return cost;
        }
      }
      return cheapest(regime, true);
    }
    return cheapest(regime, scenario_.compute.route == "domestic");
  }

  void mix(std::optional<ExportRegime> regime, double share) {
    const bool crowded =
        regime && (*regime == ExportRegime::licence || *regime == ExportRegime::banned);
    const double crowding = crowded ? scenario_.compute.crowding : 0.0;
    const RouteCost& cost = pick(regime);
    const double open = open_share(cost);
    mix(cost, share * open, crowding);
    if (open < 1.0) mix(cheapest(regime, true, cost.route), share * (1.0 - open), crowding);
  }

  void mix(const RouteCost& cost, double share, double crowding) {
    const double mandate = cost.route->domestic ? 0.0 : scenario_.compute.domestic_share;
    take(cost, share * (1.0 - mandate), crowding);
    if (mandate > 0.0) take(cheapest(std::nullopt, true), share * mandate, crowding);
  }

  void take(const RouteCost& cost, double share, double crowding) {
    if (share <= 0.0) return;
    const double more = cost.route->pays_power ? 0.0 : crowding;  // a plant's own chips: none
    choice_.gpu_usd_per_h += share * (cost.gpu_usd_per_h + more * cost.rent_usd_per_h);
    choice_.run_usd += share * cost.run_usd;
    choice_.wait_s += share * (cost.wait_s + more * cost.queue_s);
    shares_.emplace_back(&cost, share);
    crowded_ = std::max(crowded_, more);
  }

  std::string text() const {
    std::vector<std::pair<const RouteCost*, double>> sums;
    for (const auto& [cost, share] : shares_) {
      const auto known = std::find_if(sums.begin(), sums.end(),
                                      [c = cost](const auto& each) { return each.first == c; });
      if (known == sums.end()) {
        sums.emplace_back(cost, share);
      } else {
        known->second += share;
      }
    }
    std::string parts;
    int facts = 0, assumed = 0;
    for (const auto& [cost, share] : sums) {
      parts += sums.size() == 1 ? std::string(cost->route->title)
                                : fmt::format("{}{:.0f} % {}", parts.empty() ? "" : ", ",
                                              100.0 * share, cost->route->title);
      facts += cost->facts;
      assumed += cost->assumed;
    }
    if (wanted_ != nullptr && share_of(wanted_) == 0.0) {
      parts = fmt::format("{}, for the route asked for ({}) cannot be had", parts, wanted_->title);
    }
    std::string text = fmt::format(
        "{}: {:.2f} USD for an hour of an A100, {:.0f} USD a run beside it, {:.0f} "
        "days until a new model is in the plant{}; of the {} facts behind it {} are assumptions",
        parts, choice_.gpu_usd_per_h, choice_.run_usd, choice_.wait_s / 86400.0,
        choice_.adverse ? " (an adverse counterfactual, no advice)" : "", facts, assumed);
    if (crowded_ > 0.0) {
      text += fmt::format("; crowding adds {:.0f} % to rents and queues while others are closed",
                          100.0 * crowded_);
    }
    const double tighter = wanted_ != nullptr ? tightening(*wanted_) : 0.0;
    if (tighter > 0.0) {
      text += fmt::format("; other ways round the controls, closed, raise its hazard by {:.0f} %",
                          100.0 * tighter);
    }
    if (choice_.idle_usd_per_y > 0.0) {
      text += fmt::format("; {:.0f} USD a year go for leased hours that are not used",
                          choice_.idle_usd_per_y);
    }
    return text;
  }

  double share_of(const ComputeRoute* route) const {
    double sum = 0.0;
    for (const auto& [cost, share] : shares_) sum += cost->route == route ? share : 0.0;
    return sum;
  }

  [[noreturn]] void refuse_stockpile() const {
    throw InputError({.place = scenario_.place_of("compute.route"),
                      .key = "compute.route",
                      .found = "\"stockpile\", and a stock of 0 days",
                      .wanted = "a stock of chips bought before the controls",
                      .mend = "say how long it lasts, such as compute.stockpile = \"730 d\""});
  }

  [[noreturn]] void refuse_name() const {
    std::vector<std::string> known = {"best", "domestic"};
    for (const ComputeRoute& route : kRoutes) {
      if (is_a_choice(route)) known.emplace_back(route.name);
    }
    auto candidates = nearest_names(scenario_.compute.route, known);
    throw InputError({.place = scenario_.place_of("compute.route"),
                      .key = "compute.route",
                      .found = "\"" + scenario_.compute.route + "\"",
                      .wanted = fmt::format("one of {}, or -", fmt::join(known, ", ")),
                      .candidates = std::move(candidates)});
  }

  [[noreturn]] void refuse_adverse() const {
    throw InputError(
        {.place = scenario_.place_of("compute.route"),
         .key = "compute.route",
         .found = fmt::format("\"{}\", which is {}", wanted_->name, name_of(wanted_->legality)),
         .wanted = "a lawful route",
         .mend = "to price it as an adverse counterfactual set compute.adverse = 1"});
  }

  const Scenario& scenario_;
  double bodies_per_y_;
  FactBook facts_;
  Date day_;
  ComputeChoice choice_;
  const ComputeRoute* wanted_ = nullptr;
  std::vector<std::pair<const RouteCost*, double>> shares_;
  double crowded_ = 0.0;
};

}  // namespace

const char* name_of(RouteLegality legality) {
  switch (legality) {
    case RouteLegality::lawful:
      return "lawful";
    case RouteLegality::flagged:
      return "lawful until a rule on remote access closes it";
    case RouteLegality::grey:
      return "grey";
    default:
      return "unlawful";
  }
}

std::span<const ComputeRoute> compute_routes() {
  return kRoutes;
}

bool is_open(const ComputeRoute& route, const Scenario& scenario, ExportRegime regime) {
  if (!is_a_choice(route)) return false;
  if (scenario.compute.entity_listed != 0 && route.foreign_chips && !route.domestic) return false;
  return (route.closed_in & bit(regime)) == 0;
}

RouteCost cost_of_route(const ComputeRoute& route, const Scenario& scenario, const FactBook& facts,
                        Date day) {
  constexpr double kBitsPerTerabyte = 8e12, kFlight_s = 2.0 * 86400.0;
  const ComputeConfig& compute = scenario.compute;
  RouteFacts of(facts, route.name, day);
  const bool lags =
      route.domestic && !route.foreign_chips && std::string_view(route.name) != "stockpile";
  const double slowness = of.of("slowness", 1.0) * (lags ? expected_gap(compute) : 1.0);
  const double hours = std::max(scenario.cost.training_gpu_h, 1e-9) * slowness;
  RouteCost cost;
  cost.route = &route;
  cost.gpus = std::min(compute.gpus, of.of("capacity", compute.gpus));
  const double run_h = hours / cost.gpus;
  cost.failure_inflation =
      failure_inflation(run_h, compute.checkpoint_s / 3600.0, compute.restart_s / 3600.0,
                        of.own_or_common("mtbf") / cost.gpus);
  const double price = of.of("rent", 0.0) * (1.0 + of.of("premium", 0.0)) *
                       (route.domestic ? 1.0 - compute.subsidy : 1.0);
  const double power_usd = route.pays_power
                               ? of.own_or_common("kwh_per_gpu_h") * of.of("energy_factor", 1.0) /
                                     slowness * compute.power_usd_per_kwh
                               : 0.0;
  const double kept = 1.0 - of.of("seizure", 0.0);
  cost.gpu_usd_per_h = (price + power_usd) * slowness * cost.failure_inflation / kept;
  cost.rent_usd_per_h = price * slowness * cost.failure_inflation / kept;
  cost.run_usd = of.of("run_cost", 0.0) / kept;
  const double copied_s =  // each terabyte is written once and read once
      2.0 * compute.data_tb * of.of("hours_per_tb", 0.0) * 3600.0 / of.of("drives", 1.0);
  const double transfer_s = route.moves_data_by_link
                                ? compute.data_tb * kBitsPerTerabyte / (compute.link_gbit_s * 1e9)
                                : kFlight_s + copied_s;
  const double queue_d = of.of("queue", 0.0);
  const double days = of.of("preparation", 0.0) + queue_d;
  cost.queue_s = queue_d * 86400.0 / kept;
  cost.wait_s = (days * 86400.0 + transfer_s + run_h * cost.failure_inflation * 3600.0) / kept +
                compute.audit_s;
  cost.closing_per_y = of.of("closing", 0.0);
  cost.confidence = of.confidence();
  cost.facts = of.count();
  cost.assumed = of.assumed();
  return cost;
}

ComputeChoice choose_compute(const Scenario& scenario, double bodies_per_y) {
  if (scenario.compute.route == "-") {
    ComputeChoice choice;
    choice.gpu_usd_per_h = scenario.cost.gpu_usd_per_h;
    choice.run_usd = scenario.cost.training_usd;
    choice.wait_s = scenario.cost.retrain_s + scenario.compute.audit_s;
    return choice;
  }
  return Chooser(scenario, bodies_per_y).choose();
}

Scenario with_compute(Scenario scenario, const ComputeChoice& choice) {
  scenario.cost.gpu_usd_per_h = choice.gpu_usd_per_h;
  scenario.cost.training_usd = choice.run_usd;
  scenario.cost.retrain_s = choice.wait_s;
  scenario.cost.base_model_usd += choice.idle_usd_per_y;
  return scenario;
}

Scenario with_inference(Scenario scenario) {
  const std::string& name = scenario.compute.inference;
  if (name == "-") return scenario;
  const std::vector<std::string> known = {"imported", "dom_infer", "metax", "cambricon"};
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    auto candidates = nearest_names(name, known);
    throw InputError({.place = scenario.place_of("compute.inference"),
                      .key = "compute.inference",
                      .found = "\"" + name + "\"",
                      .wanted = fmt::format("one of {}, or -", fmt::join(known, ", ")),
                      .candidates = std::move(candidates)});
  }
  const FactBook facts = shipped_fact_book();
  const Date day = scenario.trade.date == "-" ? kOpenEnd + -1 : parse_date(scenario.trade.date);
  const auto of = [&](const std::string& chip, const char* what) {
    return facts.at("infer." + chip + "." + what, day).value;
  };
  auto& cost = scenario.cost;
  constexpr double kHoursPerYear = 8760.0;  // a dark shop's computers are never off
  const double more_kw = (of(name, "power") - of("imported", "power")) * 1e-3;
  const double life_y = cost.edge_box_life_s / kSecondsPerYear;
  const double power_usd = more_kw * kHoursPerYear * cost.energy_usd_per_kwh /
                           annuity_factor(cost.interest_per_y, life_y);
  cost.edge_box_usd =
      std::max(0.0, cost.edge_box_usd * of(name, "price_factor") + of(name, "porting") + power_usd);
  scenario.supply.chip_alternative =
      std::max(scenario.supply.chip_alternative, of(name, "at_home") / 100.0);
  return scenario;
}

}  // namespace darkline

#include "twin/study/sizing.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "models/base/error.h"
#include "twin/economics/cost_model.h"
#include "twin/economics/resolve_prices.h"
#include "twin/study/sizing_search.h"

namespace darkline {
namespace {

constexpr double kMsPerHour = 3.6e6;
constexpr std::size_t kMostSearches = 4;
constexpr std::size_t kBeside = 6;  // plants confirmed beside the first
// Bounds are shared out over as many, however many are confirmed in the end.
constexpr double kMostConfirmed = static_cast<double>(kMostSearches * (1 + kBeside));

// Wilson's interval of a share k / n.
void set_reaching(ConfirmedPlant& plant, double k, double n, double confidence) {
  const double z = student_t(confidence, 1e9);
  const double p = k / n, z2n = z * z / n;
  const double middle = (p + z2n / 2.0) / (1.0 + z2n);
  const double half = z / (1.0 + z2n) * std::sqrt(p * (1.0 - p) / n + z2n / (4.0 * n));
  plant.reaching = p;
  plant.reaching_low = std::max(0.0, middle - half);
  plant.reaching_high = std::min(1.0, middle + half);
}

// Plants simulated with the random numbers of confirmation, the same for all.
class Confirmation {
 public:
  Confirmation(const SizingFile& study, double target_jph, const PlantSource& plant_of,
               const SizingOptions& options, const SizingSearch& search)
      : study_(study),
        target_jph_(target_jph),
        plant_of_(plant_of),
        options_(options),
        search_(search) {}

  struct Replications {
    ConfirmedPlant plant;
    std::vector<double> jph, usd, usd_at_target;
  };

  Replications confirm(const SizedPlant& sized, const Scenario& scenario) const {
    return confirm(sized, scenario, plant_of_(scenario));
  }

  Replications confirm(const SizedPlant& sized, const Scenario& scenario,
                       const PreparedPlant& plant) const {
    const auto& simulation = study_.base.simulation;
    const LineResult line =
        run_replications(plant.line, static_cast<std::uint64_t>(simulation.seed),
                         study_.confirm_replications, options_.jobs, {}, options_.stop);
    const double jph = plant.good_share * kMsPerHour / static_cast<double>(line.window_ms);
    Replications all;
    double reaching = 0.0;
    for (const ReplicationResult& one : line.replications) {
      all.jph.push_back(static_cast<double>(one.parts_out) * jph);
      if (all.jph.back() >= target_jph_) reaching += 1.0;
    }
    price(all, scenario, plant.years(line));
    ConfirmedPlant& result = all.plant;
    result.plant = sized;
    result.net_jph = estimate_mean(all.jph, simulation.confidence);
    const auto n = static_cast<double>(all.jph.size());
    const double miss = (1.0 - simulation.confidence) / kMostConfirmed;  // one-sided
    const double sd = result.net_jph.half_width / student_t(simulation.confidence, n - 1.0);
    result.least_jph = result.net_jph.mean - student_t(1.0 - 2.0 * miss, n - 1.0) * sd;
    result.meets = result.least_jph >= target_jph_;
    set_reaching(result, reaching, n, simulation.confidence);
    result.conversion_usd = estimate_mean(all.usd, simulation.confidence);
    result.conversion_at_target_usd = estimate_mean(all.usd_at_target, simulation.confidence);
    return all;
  }

 private:
  void price(Replications& all, const Scenario& scenario,
             const std::vector<PlantYear>& years) const {
    double bodies = 0.0;
    for (const PlantYear& year : years) {
      bodies += year.good_bodies_per_year / static_cast<double>(years.size());
    }
    const ResolvedPrices prices = resolve_prices(scenario, bodies);
    const CostModel model(prices.scenario);
    for (const PlantYear& year : years) {
      all.usd.push_back(
          totals_of(model.items_usd(shocked_year(year, prices.supply))).conversion_usd);
      const PlantYear sold = search_.at_target(year);
      all.usd_at_target.push_back(search_.usd_per_y(scenario, sold) / sold.good_bodies_per_year);
    }
  }

  const SizingFile& study_;
  double target_jph_;
  const PlantSource& plant_of_;
  const SizingOptions& options_;
  const SizingSearch& search_;
};

// The plants worth confirming: the incumbent, those that screening sees cheaper and not surely
// below the target, and the next dearer ones that it sees at it; at most 1 + kBeside.
std::vector<LatticePoint> finalists(SizingSearch& search, const LatticePoint& incumbent,
                                    double target_jph, double in_hand) {
  std::vector<LatticePoint> cheaper, dearer;
  const double usd = search.plant_at(incumbent).usd_per_y;
  for (const auto& [point, plant] : search.plants()) {
    if (point == incumbent || plant.screened_jph.n == 0) continue;
    if (plant.usd_per_y < usd && plant.screened_jph.mean >= target_jph) cheaper.push_back(point);
    if (plant.usd_per_y >= usd && plant.screened_jph.mean >= target_jph + in_hand) {
      dearer.push_back(point);
    }
  }
  const auto by_usd = [&](const LatticePoint& a, const LatticePoint& b) {
    const double a_usd = search.plant_at(a).usd_per_y, b_usd = search.plant_at(b).usd_per_y;
    return a_usd != b_usd ? a_usd < b_usd : a < b;
  };
  const auto by_jph = [&](const LatticePoint& a, const LatticePoint& b) {
    const double a_jph = search.plant_at(a).screened_jph.mean;
    const double b_jph = search.plant_at(b).screened_jph.mean;
    return a_jph != b_jph ? a_jph > b_jph : a < b;
  };
  std::sort(cheaper.begin(), cheaper.end(), by_jph);
  std::sort(dearer.begin(), dearer.end(), by_usd);
  std::vector<LatticePoint> all = {incumbent};
  const std::size_t n_cheaper =
      std::min(cheaper.size(), kBeside - std::min<std::size_t>(2, dearer.size()));
  all.insert(all.end(), cheaper.begin(), cheaper.begin() + static_cast<std::ptrdiff_t>(n_cheaper));
  const std::size_t n_dearer = std::min(dearer.size(), kBeside - n_cheaper);
  all.insert(all.end(), dearer.begin(), dearer.begin() + static_cast<std::ptrdiff_t>(n_dearer));
  return all;
}

}  // namespace

SizingResult size_plant(const SizingFile& study, double target_jph, const PlantSource& plant_of,
                        const SizingOptions& options) {
  using Replications = Confirmation::Replications;
  SizingSearch search(study, target_jph, plant_of, options);
  const Confirmation confirmation(study, target_jph, plant_of, options, search);
  const auto n = static_cast<double>(study.confirm_replications);
  const double miss = (1.0 - study.base.simulation.confidence) / kMostConfirmed;
  const double first_in_hand =
      student_t(1.0 - 2.0 * miss, n - 1.0) * search.deviation_jph() / std::sqrt(n);
  double in_hand = first_in_hand;
  std::map<LatticePoint, Replications> confirmed;
  const Replications* best = nullptr;
  LatticePoint best_at = {};
  SizingResult result;
  for (result.searches = 1;; ++result.searches) {
    const LatticePoint incumbent = search.cheapest(in_hand);
    const std::vector<LatticePoint> all = finalists(search, incumbent, target_jph, in_hand);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (options.progress) {
        options.progress(search.order().size() + i, search.order().size() + all.size(),
                         "confirming");
      }
      if (confirmed.count(all[i]) != 0) continue;
      confirmed.emplace(all[i],
                        confirmation.confirm(search.plant_at(all[i]),
                                             plant_scenario(study, search.choice_at(all[i]))));
    }
    for (const auto& [point, one] : confirmed) {
      const double usd = one.plant.conversion_at_target_usd.mean;
      const bool better = best == nullptr || one.plant.meets > best->plant.meets ||
                          (one.plant.meets == best->plant.meets &&
                           (one.plant.meets ? usd < best->plant.conversion_at_target_usd.mean
                                            : one.plant.least_jph > best->plant.least_jph));
      if (!better) continue;
      best = &one;
      best_at = point;
    }
    if (best->plant.meets || result.searches == kMostSearches) break;
    in_hand += std::max(0.5 * first_in_hand, target_jph - best->plant.least_jph);
  }

  result.target_jph = target_jph;
  result.confidence = study.base.simulation.confidence;
  result.screening_replications = study.screening_replications;
  result.confirm_replications = study.confirm_replications;
  result.hours_per_year = search.base_plant().hours_per_year;
  result.horizon_h = study.base.simulation.horizon_s / 3600.0;
  result.fidelity = search.base_plant().fidelity;
  const Replications base = confirmation.confirm(search.base(), study.base, search.base_plant());
  result.base = base.plant;
  result.answer = best->plant;
  result.scenario = plant_scenario(study, search.choice_at(best_at));
  const double confidence = result.confidence;
  result.more_jph = paired_difference(base.jph, best->jph, confidence);
  result.more_usd = paired_difference(base.usd, best->usd, confidence);
  result.more_usd_at_target =
      paired_difference(base.usd_at_target, best->usd_at_target, confidence);
  for (const auto& [point, one] : confirmed) {
    if (point == best_at) continue;
    result.close.push_back(one.plant);
    result.close.back().jph_beyond_answer = paired_difference(best->jph, one.jph, confidence);
  }
  std::stable_sort(result.close.begin(), result.close.end(),
                   [](const ConfirmedPlant& a, const ConfirmedPlant& b) {
                     return a.conversion_at_target_usd.mean < b.conversion_at_target_usd.mean;
                   });
  for (const LatticePoint& point : search.order()) {
    result.looked_at.push_back(search.plants().at(point));
  }
  return result;
}

}  // namespace darkline

#include "twin/study/sizing.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "models/base/error.h"
#include "twin/economics/cost_model.h"
#include "twin/economics/resolve_prices.h"
#include "twin/study/sizing_search.h"

namespace darkline {
namespace {

constexpr std::size_t kMostSearches = 5;
constexpr std::size_t kBeside = 6;      // plants confirmed beside the first
constexpr std::size_t kBesideGrid = 6;  // of the grid about a plant, each time it is looked at
// Bounds are shared out over as many, however many are confirmed in the end.
constexpr double kMostConfirmed = 40.0;

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

// How far below a mean its lower bound is, in half-widths of its own interval.
double bound_per_half_width(double confidence, double n) {
  const double miss = (1.0 - confidence) / kMostConfirmed;  // one-sided
  return student_t(1.0 - 2.0 * miss, n - 1.0) / student_t(confidence, n - 1.0);
}

struct Confirmed {
  ConfirmedPlant plant;
  std::vector<double> jph, usd, usd_at_target;
};

void price(Confirmed& all, const Scenario& scenario, const std::vector<PlantYear>& years,
           double bodies_at_target) {
  double bodies = 0.0;
  for (const PlantYear& year : years) {
    bodies += year.good_bodies_per_year / static_cast<double>(years.size());
  }
  const auto conversion_usd = [](const ResolvedPrices& prices, const CostModel& model,
                                 const PlantYear& year) {
    return totals_of(model.items_usd(shocked_year(year, prices.supply))).conversion_usd;
  };
  const ResolvedPrices own = resolve_prices(scenario, bodies);
  const ResolvedPrices sold = resolve_prices(scenario, bodies_at_target);
  const CostModel own_model(own.scenario), sold_model(sold.scenario);
  for (const PlantYear& year : years) {
    all.usd.push_back(conversion_usd(own, own_model, year));
    all.usd_at_target.push_back(conversion_usd(sold, sold_model, year_at(year, bodies_at_target)));
  }
}

// `needed_jph`: what the lower bound is to reach.
Confirmed confirmed(const SizedPlant& sized, const Scenario& scenario,
                    const PlantTrials::Replicated& line, double target_jph, double hours_per_year,
                    double needed_jph) {
  const double confidence = scenario.simulation.confidence;
  Confirmed all;
  all.jph = line.jph;
  price(all, scenario, line.years, target_jph * hours_per_year);
  ConfirmedPlant& result = all.plant;
  result.plant = sized;
  result.fidelity = line.fidelity;
  result.net_jph = estimate_mean(all.jph, confidence);
  const auto n = static_cast<double>(all.jph.size());
  result.least_jph =
      result.net_jph.mean - bound_per_half_width(confidence, n) * result.net_jph.half_width;
  result.meets = result.least_jph >= needed_jph;
  const auto reaching =
      std::count_if(all.jph.begin(), all.jph.end(), [&](double x) { return x >= target_jph; });
  set_reaching(result, static_cast<double>(reaching), n, confidence);
  result.conversion_usd = estimate_mean(all.usd, confidence);
  result.conversion_at_target_usd = estimate_mean(all.usd_at_target, confidence);
  return all;
}

// The plants worth confirming: the incumbent, those that screening sees cheaper and not surely
// below what is needed, and the next dearer ones that it sees at it; at most 1 + kBeside.
std::vector<LatticePoint> finalists(SizingSearch& search, const LatticePoint& incumbent,
                                    double needed_jph, double in_hand) {
  std::vector<LatticePoint> cheaper, dearer;
  const double usd = search.plant_at(incumbent).usd_per_y;
  for (const auto& [point, plant] : search.plants()) {
    if (point == incumbent || plant.screened_jph.n == 0) continue;
    if (plant.usd_per_y < usd && plant.screened_jph.mean >= needed_jph) cheaper.push_back(point);
    if (plant.usd_per_y >= usd && plant.screened_jph.mean >= needed_jph + in_hand) {
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

class Sizing {
 public:
  Sizing(const SizingFile& study, double target_jph, PlantTrials& trials,
         const SizingOptions& options)
      : study_(study),
        own_physics_(study.base.simulation.physics),
        trials_(trials),
        target_jph_(target_jph),
        search_(study, target_jph, trials, options) {
    const auto n = static_cast<double>(study.confirm_replications);
    const double miss = (1.0 - study.base.simulation.confidence) / kMostConfirmed;
    first_in_hand_ = student_t(1.0 - 2.0 * miss, n - 1.0) * search_.deviation_jph() / std::sqrt(n);
  }

  SizingResult run() {
    set_gap(base_of(study_.search_physics), base_of(own_physics_));
    double in_hand = first_in_hand_;
    std::optional<LatticePoint> found;  // the cheapest that makes the target under its own physics
    LatticePoint best = {};
    for (searches_ = 1;; ++searches_) {
      confirm_all(
          finalists(search_, search_.cheapest(needed_jph() + in_hand), needed_jph(), in_hand));
      best = best_confirmed();
      while (const auto cheaper = cheaper_beside(best)) best = *cheaper;
      const bool last = searches_ == kMostSearches;
      if (!at(best).meets && !last) {
        in_hand += std::max(0.5 * first_in_hand_, needed_jph() - at(best).least_jph);
        continue;
      }
      if (study_.search_physics == own_physics_) break;
      const Confirmed& own = own_of(best);
      const double gap_before = gap_.mean;
      if (own.plant.meets && (!found || usd_of(best) < usd_of(*found))) found = best;
      if (last || (own.plant.meets && already_ == best)) break;
      already_ = best;
      set_gap(searched_.at(best), own);
      if (!own.plant.meets) {
        gap_.mean = std::max(gap_.mean, gap_before + target_jph_ - own.plant.least_jph);
      } else if (gap_before - gap_.mean < 0.5 * first_in_hand_) {
        break;  // what is too much in hand is less than what is confirmed with
      }
    }
    return result_of(found.value_or(best));
  }

 private:
  double needed_jph() const { return target_jph_ + gap_.mean; }

  const ConfirmedPlant& at(const LatticePoint& point) {
    ConfirmedPlant& plant = searched_.at(point).plant;
    plant.meets = plant.least_jph >= needed_jph();
    return plant;
  }
  double usd_of(const LatticePoint& point) {
    return searched_.at(point).plant.conversion_at_target_usd.mean;
  }

  Confirmed base_of(const std::string& physics) {
    return confirmed(search_.base(), study_.base,
                     trials_.replicated(plant_as_it_is(0), study_.base, physics), target_jph_,
                     search_.hours_per_year(), target_jph_);
  }

  Confirmed under(const LatticePoint& point, const std::string& physics, double needed_jph) {
    const Scenario scenario = search_.scenario_at(point);
    return confirmed(search_.plant_at(point), scenario,
                     trials_.replicated(point, scenario, physics), target_jph_,
                     search_.hours_per_year(), needed_jph);
  }

  const Confirmed& own_of(const LatticePoint& point) {
    const auto known = own_.find(point);
    if (known != own_.end()) return known->second;
    search_.tell("confirming under " + own_physics_ + " physics", 1);
    return own_[point] = under(point, own_physics_, target_jph_);
  }

  void set_gap(const Confirmed& searched, const Confirmed& own) {
    gap_ = paired_difference(own.jph, searched.jph, study_.base.simulation.confidence).difference;
  }

  void confirm_all(const std::vector<LatticePoint>& points) {
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (searched_.count(points[i]) != 0) continue;
      search_.tell("confirming", points.size() - i);
      searched_[points[i]] = under(points[i], study_.search_physics, needed_jph());
    }
  }

  LatticePoint best_confirmed() {
    std::optional<LatticePoint> best;
    for (const auto& [point, one] : searched_) {
      if (own_.count(point) != 0 && !own_.at(point).plant.meets) continue;
      if (!best) best = point;
      const ConfirmedPlant plant = at(point), incumbent = at(*best);
      const bool better = plant.meets != incumbent.meets ? plant.meets
                          : plant.meets                  ? usd_of(point) < usd_of(*best)
                                                         : plant.least_jph > incumbent.least_jph;
      if (better) best = point;
    }
    return best.value_or(searched_.begin()->first);
  }

  // Of the grid around a point, those that cost less and may make what is needed.
  std::vector<LatticePoint> rivals(const LatticePoint& point, SizingGrid& grid) {
    const double usd = search_.expected_usd(point) * (1.0 - 1e-9);
    std::vector<LatticePoint> all = search_.grid_around(point), cheaper, near;
    grid.plants = all.size();
    for (const LatticePoint& each : all) {
      if (search_.expected_usd(each) < usd) cheaper.push_back(each);
    }
    grid.cheaper = cheaper.size();
    for (std::size_t i = 0; i < cheaper.size(); ++i) {
      search_.tell("looking at the plants beside the best", cheaper.size() - i);
      const Estimate jph = search_.look_at(cheaper[i], needed_jph()).screened_jph;
      if (jph.n == 0) {
        ++grid.ruled_out;
      } else if (jph.mean + jph.half_width < needed_jph()) {
        ++grid.below;
      } else {
        near.push_back(cheaper[i]);
      }
    }
    std::stable_sort(near.begin(), near.end(), [&](const auto& a, const auto& b) {
      return search_.plant_at(a).screened_jph.mean > search_.plant_at(b).screened_jph.mean;
    });
    return near;
  }

  // The cheapest plant of the grid that is confirmed and costs less, if there is one.
  std::optional<LatticePoint> cheaper_beside(const LatticePoint& point) {
    grid_ = {};
    if (!at(point).meets) return std::nullopt;
    std::vector<LatticePoint> near = rivals(point, grid_);
    std::vector<LatticePoint> tried(
        near.begin(),
        near.begin() + static_cast<std::ptrdiff_t>(std::min(near.size(), kBesideGrid)));
    confirm_all(tried);
    std::optional<LatticePoint> best;
    for (const LatticePoint& each : near) {
      const bool known = searched_.count(each) != 0;
      const Estimate jph = known ? at(each).net_jph : search_.plant_at(each).screened_jph;
      if (jph.mean > grid_.nearest_jph) {
        grid_.nearest_jph = jph.mean;
        grid_.nearest_usd = (search_.expected_usd(point) - search_.expected_usd(each)) /
                            (target_jph_ * search_.hours_per_year());
      }
      const bool refuted = own_.count(each) != 0 && !own_.at(each).plant.meets;
      if (!known || refuted || !at(each).meets || usd_of(each) >= usd_of(point)) {
        ++grid_.near;
        continue;
      }
      ++grid_.beating;
      if (!best || usd_of(each) < usd_of(*best)) best = each;
    }
    return best;
  }

  SizingResult result_of(const LatticePoint& point) {
    cheaper_beside(point);  // the grid of the answer
    SizingResult result;
    const auto& simulation = study_.base.simulation;
    result.target_jph = target_jph_;
    result.robot_usd = study_.base.cost.robot_usd;
    result.confidence = simulation.confidence;
    result.screening_replications = study_.screening_replications;
    result.confirm_replications = study_.confirm_replications;
    result.hours_per_year = search_.hours_per_year();
    result.horizon_h = simulation.horizon_s / 3600.0;
    result.search_fidelity = study_.search_physics;
    result.physics_gap_jph = gap_;
    const Confirmed base = base_of(own_physics_), own = under(point, own_physics_, target_jph_);
    result.base = base.plant;
    result.answer = own.plant;
    result.searched = at(point);
    result.scenario = search_.scenario_at(point);
    result.at_the_end_of = search_.at_the_end_of(point);
    result.grid = grid_;
    result.searches = searches_;
    const double confidence = simulation.confidence;
    result.more_jph = paired_difference(base.jph, own.jph, confidence);
    result.more_usd = paired_difference(base.usd, own.usd, confidence);
    result.more_usd_at_target =
        paired_difference(base.usd_at_target, own.usd_at_target, confidence);
    for (const auto& [other, one] : searched_) {
      if (other == point) continue;
      result.close.push_back(at(other));
      result.close.back().jph_beyond_answer =
          paired_difference(searched_.at(point).jph, one.jph, confidence);
    }
    std::stable_sort(result.close.begin(), result.close.end(),
                     [](const ConfirmedPlant& a, const ConfirmedPlant& b) {
                       return a.conversion_at_target_usd.mean < b.conversion_at_target_usd.mean;
                     });
    const std::vector<LatticePoint> grid = search_.grid_around(point);
    const std::set<LatticePoint> beside(grid.begin(), grid.end());
    for (const LatticePoint& each : search_.order()) {
      result.looked_at.push_back(search_.plants().at(each));
      result.looked_at.back().beside_answer = each == point || beside.count(each) != 0;
    }
    return result;
  }

  const SizingFile& study_;
  const std::string own_physics_;
  PlantTrials& trials_;
  double target_jph_;
  SizingSearch search_;
  double first_in_hand_ = 0.0;
  Estimate gap_;
  SizingGrid grid_;
  std::size_t searches_ = 1;
  std::optional<LatticePoint> already_;               // was simulated under its own physics
  std::map<LatticePoint, Confirmed> searched_, own_;  // under the search's physics, their own
};

}  // namespace

SizingResult size_plant(const SizingFile& study, double target_jph, PlantTrials& trials,
                        const SizingOptions& options) {
  return Sizing(study, target_jph, trials, options).run();
}

ConfirmedPlant price_plant(const SizingFile& study, double target_jph, std::size_t k,
                           const Scenario& scenario, PlantTrials& trials) {
  const LatticePoint id = plant_as_it_is(k);
  const PlantTrials::Replicated& line =
      trials.replicated(id, scenario, study.base.simulation.physics);
  const PlantTrials::Facts& facts = trials.facts(id, scenario);
  const SizedPlant sized = plant_of(scenario, facts);
  Confirmed all = confirmed(sized, scenario, line, target_jph, facts.hours_per_year, target_jph);
  all.plant.title = scenario.info.title;
  return all.plant;
}

}  // namespace darkline

#include "twin/study/plant_comparison.h"

#include <cmath>
#include <functional>
#include <utility>

#include "twin/economics/cost_model.h"
#include "twin/economics/resolve_prices.h"
#include "twin/kpi/variance.h"

namespace darkline {
namespace {

// Where a straight line through (0, at_0) and (x1, at_x1) is 0, if that is above 0.
std::optional<double> root_above_0(double at_0, double x1, double at_x1) {
  const double slope = (at_x1 - at_0) / x1;
  if (slope == 0.0) return std::nullopt;
  const double root = -at_0 / slope;
  return root > 0.0 ? std::optional<double>(root) : std::nullopt;
}

PlantYear mean_of(const std::vector<PlantYear>& years) {
  const auto n = static_cast<double>(years.size());
  PlantYear mean = years.front();
  mean.good_bodies_per_year = mean.kwh_per_body = mean.standing_kwh_per_body = 0.0;
  for (const PlantYear& year : years) {
    mean.good_bodies_per_year += year.good_bodies_per_year / n;
    mean.kwh_per_body += year.kwh_per_body / n;
    mean.standing_kwh_per_body += year.standing_kwh_per_body / n;
  }
  return mean;
}

// A plant with its prices.
struct Priced {
  Scenario scenario;
  const PlantTrials::Replicated* line = nullptr;
  PlantYear year;  // the mean

  double conversion_usd(const PlantYear& at) const {
    const ResolvedPrices prices = resolve_prices(scenario, at.good_bodies_per_year);
    return totals_of(CostModel(prices.scenario).items_usd(shocked_year(at, prices.supply)))
        .conversion_usd;
  }
  double conversion_usd_at(double bodies_per_y) const {
    return conversion_usd(year_at(year, bodies_per_y));
  }
  Priced with(const std::function<void(Scenario&)>& change) const {
    Priced other = *this;
    change(other.scenario);
    return other;
  }
  Priced with_robots_at(double usd) const {
    return with([&](Scenario& s) { s.cost.robot_usd = usd; });
  }
};

class Comparer {
 public:
  Comparer(const SizingFile& study, PlantTrials& trials) : study_(study) {
    add(study.base, 0, trials);
    for (std::size_t k = 0; k < study.plants.size(); ++k) add(study.plants[k], k + 1, trials);
    out_.robot_usd = study.robot_usd;
    out_.targets_jph = study.targets_jph;
    out_.hours_per_year = trials.facts(plant_as_it_is(0), study.base).hours_per_year;
    out_.wage_usd_per_h = study.base.cost.wage_usd_per_h;
    out_.shifts = std::llround(study.base.plant.shifts_per_day);
    for (const Priced& plant : priced_) {
      describe(plant, static_cast<std::size_t>(&plant - priced_.data()), trials);
    }
    bodies_ = priced_.front().year.good_bodies_per_year;
    out_.head_usd_per_y = head_usd_per_y(priced_.front());
    for (std::size_t k = 1; k < priced_.size(); ++k) compare(k);
  }

  PlantComparison take() { return std::move(out_); }

 private:
  void add(const Scenario& scenario, std::size_t k, PlantTrials& trials) {
    const PlantTrials::Replicated& line =
        trials.replicated(plant_as_it_is(k), scenario, study_.base.simulation.physics);
    priced_.push_back({scenario, &line, mean_of(line.years)});
  }

  void describe(const Priced& plant, std::size_t k, PlantTrials& trials) {
    ComparedPlant row;
    for (const double usd : study_.robot_usd) {
      Scenario scenario = plant.scenario;
      scenario.cost.robot_usd = usd;
      for (const double target : study_.targets_jph) {
        const ConfirmedPlant one = price_plant(study_, target, k, scenario, trials);
        if (row.own_usd.empty()) {
          row.title = one.title;
          row.plant = one.plant;
          row.net_jph = one.net_jph;
        }
        const bool makes_it = one.net_jph.mean >= target;
        row.target_usd.push_back(makes_it ? std::optional(one.conversion_at_target_usd)
                                          : std::nullopt);
        if (target == study_.targets_jph.back()) row.own_usd.push_back(one.conversion_usd);
      }
    }
    out_.plants.push_back(std::move(row));
  }

  double head_usd_per_y(const Priced& plant) const {
    const Priced more = plant.with([](Scenario& s) { s.cost.direct_heads += 1.0; });
    return (more.conversion_usd_at(bodies_) - plant.conversion_usd_at(bodies_)) * bodies_;
  }

  double more_usd(std::size_t k, double robot_usd) const {
    return priced_[k].with_robots_at(robot_usd).conversion_usd_at(bodies_) -
           priced_[0].with_robots_at(robot_usd).conversion_usd_at(bodies_);
  }

  // Each at its own volume, replication by replication.
  PairedDifference own_more_usd(std::size_t k, double robot_usd) const {
    std::vector<double> base, plant;
    const Priced a = priced_[0].with_robots_at(robot_usd), b = priced_[k].with_robots_at(robot_usd);
    for (const PlantYear& year : a.line->years) base.push_back(a.conversion_usd(year));
    for (const PlantYear& year : b.line->years) plant.push_back(b.conversion_usd(year));
    return paired_difference(base, plant, study_.base.simulation.confidence);
  }

  void compare(std::size_t k) {
    constexpr double kUsd = 1e5;  // any price
    Comparison c;
    c.title = out_.plants[k].title;
    c.more_robots = out_.plants[k].plant.robots - out_.plants[0].plant.robots;
    c.even_robot_usd_at_base_volume = root_above_0(more_usd(k, 0.0), kUsd, more_usd(k, kUsd));
    c.own_more_usd_at_0 = own_more_usd(k, 0.0).difference.mean;
    const double own_1 = own_more_usd(k, kUsd).difference.mean;
    c.even_robot_usd_at_own_volume = root_above_0(c.own_more_usd_at_0, kUsd, own_1);
    if (c.even_robot_usd_at_own_volume) {
      c.even_half_width_usd =
          own_more_usd(k, *c.even_robot_usd_at_own_volume).difference.half_width /
          (std::fabs(own_1 - c.own_more_usd_at_0) / kUsd);
    }
    for (const double usd : study_.robot_usd) c.prices.push_back(at_price(k, usd));
    out_.against_base.push_back(std::move(c));
  }

  ComparedPrice at_price(std::size_t k, double robot_usd) const {
    const Priced base = priced_[0].with_robots_at(robot_usd);
    const Priced plant = priced_[k].with_robots_at(robot_usd);
    const auto more_robots =
        static_cast<double>(out_.plants[k].plant.robots - out_.plants[0].plant.robots);
    ComparedPrice p;
    p.more_usd = more_usd(k, robot_usd);
    p.more_usd_per_y = p.more_usd * bodies_;
    p.even_jph = even_jph(plant, base.conversion_usd_at(bodies_));
    p.heads = p.more_usd_per_y / head_usd_per_y(plant);
    if (more_robots <= 0.0) return p;
    p.heads_per_robot = p.heads / more_robots;
    // what the plant costs more, less the pay of those it replaces, against the wage
    const double replaced = more_robots * static_cast<double>(out_.shifts);
    const auto left_usd = [&](double wage) {
      const auto paid = [&](Scenario& s) { s.cost.wage_usd_per_h = wage; };
      const Priced a = base.with(paid), b = plant.with(paid);
      return (b.conversion_usd_at(bodies_) - a.conversion_usd_at(bodies_)) * bodies_ -
             replaced * head_usd_per_y(b);
    };
    p.even_wage_usd_per_h = root_above_0(left_usd(0.0), 1.0, left_usd(1.0));
    return p;
  }

  // The volume at which a body costs `usd`, which falls with volume; none below 1000 JPH.
  static constexpr double kMostJph = 1000.0;
  std::optional<double> even_jph(const Priced& plant, double usd) const {
    double low = 0.1, high = kMostJph;
    const auto dearer = [&](double jph) {
      return plant.conversion_usd_at(jph * out_.hours_per_year) > usd;
    };
    if (!dearer(low) || dearer(high)) return std::nullopt;
    for (int i = 0; i < 60; ++i) {
      const double middle = 0.5 * (low + high);
      (dearer(middle) ? low : high) = middle;
    }
    return 0.5 * (low + high);
  }

  const SizingFile& study_;
  std::vector<Priced> priced_;
  double bodies_ = 1.0;  // of the base, a year
  PlantComparison out_;
};

}  // namespace

PlantComparison compare_plants(const SizingFile& study, PlantTrials& trials) {
  return Comparer(study, trials).take();
}

}  // namespace darkline

// Plants as they are beside each other, at every price of a robot: which is cheaper, and what would
// have to hold for them to cost the same.
//
// Cost is linear in the price of a robot, in wages and in heads, so that the values at which two
// plants cost the same are found from two points of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "twin/study/plant_trials.h"
#include "twin/study/sizing.h"

namespace darkline {

// The first is the base scenario; the others are the study's plants.
struct ComparedPlant {
  std::string title;
  SizedPlant plant;
  Estimate net_jph;
  std::vector<Estimate> own_usd;  // (n_prices) conversion of a body at the plant's own volume
  // (n_prices x n_targets) at the target's; none where its mean net JPH is below the target
  std::vector<std::optional<Estimate>> target_usd;
};

// A plant against the base, at one price of a robot.
struct ComparedPrice {
  // Conversion of a body less the base's, both making what the base makes in a year.
  double more_usd = 0.0;
  double more_usd_per_y = 0.0;
  // Net JPH at which the plant's bodies cost what the base's cost at its own volume.
  std::optional<double> even_jph;
  // People, over all shifts, whose pay is what the plant costs more; so many for each robot more.
  double heads = 0.0, heads_per_robot = 0.0;
  // The wage at which one person a shift for each robot more is that pay.
  std::optional<double> even_wage_usd_per_h;
};

struct Comparison {
  std::string title;  // of the plant that is compared with the base
  std::int64_t more_robots = 0;
  double own_more_usd_at_0 = 0.0;  // with robots for nothing, each at its own volume
  // Prices of a robot at which bodies cost the same: both at the base's volume, each at its own.
  std::optional<double> even_robot_usd_at_base_volume, even_robot_usd_at_own_volume;
  double even_half_width_usd = 0.0;   // of the latter, from the noise of the line
  std::vector<ComparedPrice> prices;  // (n_prices)
};

struct PlantComparison {
  std::vector<double> robot_usd, targets_jph;
  double hours_per_year = 0.0, wage_usd_per_h = 0.0;
  double head_usd_per_y = 0.0;
  std::int64_t shifts = 1;
  std::vector<ComparedPlant> plants;
  std::vector<Comparison> against_base;  // of all plants but the first
};

// @throws InputError, Interrupted
PlantComparison compare_plants(const SizingFile& study, PlantTrials& trials);

// For people: what the sizing chose at each price, the plants, and what would have to hold.
std::string comparison_text(const PlantComparison& comparison,
                            const std::vector<SizingResult>& results);
// A row a plant, price and volume, the answers' among them.
std::string comparison_csv(const PlantComparison& comparison,
                           const std::vector<SizingResult>& results);

}  // namespace darkline

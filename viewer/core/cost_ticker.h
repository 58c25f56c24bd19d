// What a body of a run costs at the prices and duties that somebody turns, beside what it costs in
// the run itself. Plain arithmetic of the run's coefficients (models/stream/cost_coefficients.h): a
// slider that moves is answered in the same frame.
#pragma once

#include <string>
#include <vector>

#include "models/stream/cost_coefficients.h"
#include "viewer/core/texts.h"

namespace darkline {

class CostTicker {
 public:
  explicit CostTicker(CostCoefficients coefficients);

  const CostCoefficients& coefficients() const { return coefficients_; }
  const LeverSettings& settings() const { return settings_; }
  double setting(CostLever lever) const { return settings_[static_cast<std::size_t>(lever)]; }
  bool is_own() const { return settings_ == coefficients_.own; }

  // Held within the lever's range; a value that is no number is left out. None of the two
  // allocates.
  void set(CostLever lever, double value);
  void reset();

  const CostAt& now() const { return now_; }
  const CostAt& own() const { return own_; }                       // of the run itself
  const std::vector<double>& station_usd() const { return usd_; }  // by station of the file

 private:
  void evaluate();

  CostCoefficients coefficients_;
  LeverSettings settings_;
  CostAt now_, own_;
  std::vector<double> usd_;
};

// "40.0 kUSD", "25.0 %".
std::string setting_text(CostLever lever, double value);

// "164.05 ± 1.21 USD"; without the half-width where it is not known.
std::string usd_text(double usd, double half_width_usd);
// How something differs from the run, with a sign and a word: "+3.21 USD, dearer",
// "-0.40 USD, cheaper", "as in the run". What rounds to 0.00 is no difference.
std::string delta_text(double usd, const Texts& texts = {});

}  // namespace darkline

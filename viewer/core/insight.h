// What is known of a hall beyond its picture: what its bodies cost, who waits for whom, how it
// differs from another run. A view session has one; panels read it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "viewer/core/body_count.h"
#include "viewer/core/comparison.h"
#include "viewer/core/waiting_chain.h"

namespace darkline {

class Insight {
 public:
  explicit Insight(const HallSnapshot& hall);  // of its ways

  // --- costs: none until they are given
  void set_costs(CostCoefficients coefficients) { costs_.emplace(std::move(coefficients)); }
  CostTicker* costs() { return costs_ ? &*costs_ : nullptr; }
  const CostTicker* costs() const { return costs_ ? &*costs_ : nullptr; }
  // Bodies that have left, of a plant that moves and whose exit is known.
  BodyCount* finished() { return finished_ ? &*finished_ : nullptr; }
  const BodyCount* finished() const { return finished_ ? &*finished_ : nullptr; }

  // --- waiting: as the hall was at the last look
  const WaitingChain& chain() const { return chain_; }
  const std::vector<Wait>& waits() const { return waits_; }

  // --- what is switched on
  bool shows_costs() const { return shows_costs_; }
  bool shows_waiting() const { return shows_waiting_; }
  bool shows_difference() const { return shows_difference_; }
  // C costs, B who waits for whom, N the difference of two runs. Whether the key was one of them.
  bool key(char32_t letter, bool has_other);
  void switch_as(const Insight& other);

  // The floor maps that there are values for, in their order round and round.
  FloorMap after(FloorMap map) const;

  // The numbers of the floor's colours; null: the stations' states.
  const FloorScale* floor() const { return floor_ ? &*floor_ : nullptr; }

  struct Other {
    const HallSnapshot& hall;
    const Insight& insight;
    const Pairing& pairs;  // by station of this hall
    bool is_first = false;
  };
  // Brings waits and floor to what the hall is now; `other` may be null.
  void look(const HallSnapshot& hall, FloorMap map, const Other* other);

 private:
  WaitingChain chain_;
  std::optional<BodyCount> finished_;
  std::optional<CostTicker> costs_;
  std::vector<Wait> waits_;
  std::optional<FloorScale> floor_;
  bool shows_costs_ = false, shows_waiting_ = false, shows_difference_ = false;
};

// For a log: "conversion 164.05 USD (+3.21 USD, dearer), landed 22117.30 USD (as in the run)".
std::string cost_line(const CostTicker& costs);

}  // namespace darkline

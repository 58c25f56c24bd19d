#include "viewer/core/insight.h"

#include <fmt/format.h>

namespace darkline {
namespace {

FloorScale scale_of(FloorMap map, const HallSnapshot& hall, const Insight& insight) {
  return map == FloorMap::none ? standing_scale(hall) : floor_scale(map, hall, insight.costs());
}

bool needs_costs(FloorMap map) {
  return map == FloorMap::energy || map == FloorMap::cost || map == FloorMap::wear;
}

}  // namespace

Insight::Insight(const HallSnapshot& hall) : chain_(hall) {
  if (const auto exit = exit_station(hall)) finished_.emplace(*exit);
}

bool Insight::key(char32_t letter, bool has_other) {
  switch (letter) {
    case U'c':
      shows_costs_ = !shows_costs_;
      return true;
    case U'b':
      shows_waiting_ = !shows_waiting_;
      return true;
    case U'n':
      shows_difference_ = has_other && !shows_difference_;
      return true;
    default:
      return false;
  }
}

void Insight::switch_as(const Insight& other) {
  shows_costs_ = other.shows_costs_;
  shows_waiting_ = other.shows_waiting_;
  shows_difference_ = other.shows_difference_;
}

FloorMap Insight::after(FloorMap map) const {
  const FloorMap last = costs_ ? FloorMap::wear : FloorMap::down;
  return map >= last ? FloorMap::none : static_cast<FloorMap>(static_cast<int>(map) + 1);
}

void Insight::look(const HallSnapshot& hall, FloorMap map, const Other* other) {
  if (shows_waiting_) waits_ = chain_.waits(hall);
  floor_.reset();
  const bool compares = other != nullptr && shows_difference_ &&
                        !(needs_costs(map) && other->insight.costs() == nullptr);
  if (map == FloorMap::none && !compares) return;
  floor_ = scale_of(map, hall, *this);
  if (!compares) return;
  floor_ = difference_of(*floor_, scale_of(map, other->hall, other->insight), other->pairs,
                         other->is_first);
}

std::string cost_line(const CostTicker& costs) {
  const CostAt &now = costs.now(), &own = costs.own();
  return fmt::format("conversion {:.2f} USD ({}), landed {:.2f} USD ({})", now.conversion_usd,
                     delta_text(now.conversion_usd - own.conversion_usd), now.landed_usd,
                     delta_text(now.landed_usd - own.landed_usd));
}

}  // namespace darkline

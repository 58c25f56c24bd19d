// What leads where in a factory: questions that its linking asks (factory_links.cc).
#pragma once

#include <cstddef>
#include <vector>

#include "models/scenario/factory_model.h"

namespace darkline {

// What leads into or out of one station, as places in FactoryModel::links.
struct Ways {
  std::vector<std::size_t> bodies, rework, carriers;

  std::vector<std::size_t>& of(LinkCargo cargo) {
    if (cargo == LinkCargo::bodies) return bodies;
    return cargo == LinkCargo::rework ? rework : carriers;
  }
};

// (n_stations) each.
using WaysOfAll = std::vector<Ways>;

// Whether bodies from station `from` come to station `to`, which may be itself.
bool leads_to(const FactoryModel& factory, const WaysOfAll& out, std::size_t from, std::size_t to);

// Whether some station on the way to k sends bodies one way or another.
bool behind_a_split(const FactoryModel& factory, const WaysOfAll& in, std::size_t k);

// The first station that no body can come to from a source; n_stations if there is none.
std::size_t first_unfed(const FactoryModel& factory, const WaysOfAll& in);

// Fills Station::passes. The rules of routing and joining must be there.
void count_passes(FactoryModel& factory, const WaysOfAll& in, const WaysOfAll& out);

}  // namespace darkline

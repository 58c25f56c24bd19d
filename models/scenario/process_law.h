// How long a station's work takes by the sizing law, which knows no motion.
#pragma once

#include <cstddef>

#include "models/scenario/factory_model.h"

namespace darkline {

// Seconds that each role needs for its work in a station by the sizing law of the welding facts
// (section 4.2), per body of work factor 1, without approach and transfer; 0 for roles without
// robots.
ByRole<double> process_law_seconds(const FactoryModel& factory, StationId station_id);

// The cycle that each role needs in a station for one body of a variant, as the sizing law counts
// it: welding, joining and sealing take approach and transfer beside their work, hemming transfer,
// and handling neither, since robots pick while bodies move. 0 for roles without work.
ByRole<double> process_law_cycles(const FactoryModel& factory, StationId station_id,
                                  std::size_t variant);

// Work of the mean body over work of factor 1: the sum of share x work_factor of the variants.
double mean_work_factor(const FactoryModel& factory);

}  // namespace darkline

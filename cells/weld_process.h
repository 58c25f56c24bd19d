// The seconds of one weld as drawn from the process: gun closing and opening scatter, the timer's
// phases do not, and a share of the welds throws metal out (expulsion) and must be repeated.
#pragma once

#include <cstdint>

#include "models/base/random_stream.h"
#include "models/cell/station_program.h"

namespace darkline {

struct DrawnWeld {
  double process_s = 0.0;  // communication to gun open, without the settling of the arm
  double open_s = 0.0;     // of which the gun opens at the end
  double squeeze_s = 0.0;  // from the beginning until the electrodes meet
  bool expulsion = false;
};

// The `weld`-th weld of a stream. Close and open times are normal about their means with relative
// deviation `spread`, cut at three deviations; expulsion happens to expulsion_share of welds.
DrawnWeld draw_weld(const SpotProcess& process, const RandomStream& stream, std::uint32_t weld);

// The `n`-th job of a stream whose nominal process takes `process_s`: normal with relative
// deviation `spread`, cut at three deviations.
double draw_job_s(double process_s, double spread, const RandomStream& stream, std::uint32_t n);

// The stream of one robot's welds. `replication` numbers repeated cycles.
RandomStream weld_stream(std::uint64_t seed, std::uint32_t replication, const std::string& robot);

}  // namespace darkline

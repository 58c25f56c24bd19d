// How a random time of the line is distributed: times to stops, repairs, arrivals.
#pragma once

#include <cstdint>
#include <vector>

namespace darkline {

enum class LawKind : std::uint8_t {
  lognormal,    // mean_ms, cv (coefficient of variation; 0: a constant)
  exponential,  // mean_ms
  weibull,      // mean_ms, shape > 0: below 1 young parts fail, above 1 worn ones
  gamma,        // mean_ms, shape > 0
  erlang,       // mean_ms, shape a whole number >= 1 of exponential phases
  uniform,      // low_ms to high_ms
  triangular,   // low_ms to high_ms with the peak at mode_ms
  constant,     // mean_ms
  empirical,    // samples_ms, equally likely
};
const char* name_of(LawKind kind);  // "lognormal"

struct TimeLaw {
  LawKind kind = LawKind::exponential;
  double mean_ms = 0.0;
  double cv = 1.0;
  double shape = 1.0;
  double low_ms = 0.0, mode_ms = 0.0, high_ms = 0.0;
  std::vector<double> samples_ms = {};
};

// That the parameters which the kind uses are in their ranges, times from 0 (samples and constants
// from above 0) to 1e15 ms. @throws InternalError (DARKLINE_CHECK) with `what`.
void check_time_law(const TimeLaw& law, const char* what);

// Mean and coefficient of variation of the law itself, before it is rounded to ticks.
double mean_ms(const TimeLaw& law);
double variation_of(const TimeLaw& law);

// The law's value for the uniform u in (0, 1], in ms, at most 1e15. Exponential and Weibull times
// are exceeded with probability u; the others lie below their value with probability u. Bits do not
// depend on the processor, but for gamma and erlang, which are Boost.Math's: there the last bit
// may, and with it about one tick in 1e9 draws.
double draw_ms(const TimeLaw& law, double u);

// The same in ticks, >= 1: 1 + floor(x); constants and samples are rounded to the nearest.
std::int64_t draw_ticks(const TimeLaw& law, double u);

}  // namespace darkline

// Closed forms and exact Markov chains of small lines: the numbers that a simulation must meet.
// All are throughputs in parts per unit of time unless they say otherwise.
//
// @throws InternalError (DARKLINE_CHECK) on rates that are not positive or a size below its range.
#pragma once

#include <vector>

namespace darkline {

// A machine's failures: rate (or chance per cycle) of failing while it works, and of repair.
struct FailureRates {
  double fail = 0.0;
  double repair = 1.0;
};

// Two stations with exponential service of rates mu1, mu2 and `places` >= 0 between them, blocking
// after service: mu1 (1 - r^(B+2)) / (1 - r^(B+3)) with r = mu1/mu2; (B+2)/(B+3) if both are 1.
double two_exponential_stations(double mu1, double mu2, int places);

// Two machines of one unit cycle (Buzacott 1967; Gershwin, "Manufacturing Systems Engineering",
// 1994, chapter 3.) A working machine fails, a failed one is repaired, by chance per cycle, only
// while neither starved nor blocked for failures; first that, then parts move by the levels at the
// start of the cycle. The buffer holds at most `most_level` >= 1. Parts per cycle.
double two_machines_unit_cycle(FailureRates first, FailureRates second, int most_level);

// Two machines with exponential processing, failures and repairs (Gershwin and Berman 1981). The
// level counts the part in the second machine; the first works if up and level < most_level, the
// second if up and level > 0. In terms of blocking after service, most_level = places + 2.
double two_machines_exponential(double mu1, FailureRates first, double mu2, FailureRates second,
                                int most_level);

// The same with parts as a fluid at speed mu > 0, and a buffer of `capacity` > 0.
double two_machines_fluid(FailureRates first, FailureRates second, double mu, double capacity);

// Two machines that are up in each time slot by chance p1, p2 in (0, 1) independently; a buffer of
// `capacity` >= 1 parts. Parts per slot.
double two_bernoulli_machines(double p1, double p2, int capacity);

// A line without buffers whose machines have unit cycles, no two down at once (Buzacott):
// 1 / (1 + sum p/r). One machine alone is up r / (r + p) of its time.
double line_without_buffers(const std::vector<FailureRates>& machines);

// The share of `machines` that are up when `technicians` repair them, one each at a time: the
// machine-repairman queue M/M/c//N.
double repair_crew_availability(int machines, int technicians, double mtbf, double mttr);

}  // namespace darkline

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

// The chance that the buffer after a first machine of chance x and before a second of chance y,
// both in (0, 1), is empty at the start of a slot: TH = y (1 - that). `capacity` >= 1, also between
// whole numbers. The chance that it is full and not drained is that of the mirror, (y, x).
double bernoulli_empty(double x, double y, double capacity);

// A line without buffers whose machines have unit cycles, no two down at once (Buzacott):
// 1 / (1 + sum p/r). One machine alone is up r / (r + p) of its time.
double line_without_buffers(const std::vector<FailureRates>& machines);

// The share of `machines` that are up when `technicians` repair them, one each at a time: the
// machine-repairman queue M/M/c//N.
double repair_crew_availability(int machines, int technicians, double mtbf, double mttr);

// A closed loop of `stations` exponential stations of rate mu, `pallets` going round, room for all
// of them everywhere: mu W / (W + K - 1) (Jackson; Gordon and Newell 1967).
double closed_loop(int pallets, int stations, double mu);

// Mean wait before service in a queue with Poisson arrivals, one server of rate mu, load rho in
// [0, 1): exponential service rho / (mu (1 - rho)), and constant service half of that.
double wait_in_mm1(double rho, double mu);
double wait_in_md1(double rho, double mu);

// One robot serves input, machine 1, machine 2, output in a row (Sethi et al. 1992): process times
// a, b, travel d between neighbours, e for each load or unload. Seconds per part.
double robot_waits_with_each_part(double a, double b, double d, double e);  // cycle S1
double robot_serves_both_machines(double a, double b, double d, double e);  // cycle S2

// APPROXIMATIONS of long lines. All treat the line as pairs of neighbours whose machines are slowed
// by what lies beyond, and repeat until the pairs agree.

// Bernoulli machines with buffers of capacity[i] >= 1 between them: aggregation (Li and Meerkov,
// "Production Systems Engineering", 2009, chapter 4). Parts per slot.
double bernoulli_line(const std::vector<double>& p, const std::vector<double>& capacity);

// Exponential stations with places[i] between them, blocking after service: each pair solved as two
// exponential stations, one station's time per part being its service, starving and blocking, so
// that 1/down(i-1) + 1/up(i) = 1/TH + 1/mu(i). Within 5 % of exact chains of up to four stations
// and of a line of 100 with two places each; without places it is too low in long lines (12 % at
// ten). Parts per unit of time.
double exponential_line(const std::vector<double>& rates, const std::vector<int>& places);

}  // namespace darkline

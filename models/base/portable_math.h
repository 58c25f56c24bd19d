// Logarithm, exponential and inverse normal distribution with the same bits on every x86-64
// processor, compiler and C library.
//
// glibc chooses at run time between versions of log and exp with and without fused multiply-add,
// so their last bit depends on the processor, and a draw rounded to a tick may flip with it. These
// functions use only + - * / and sqrt of IEEE doubles, each rounded as written (the project
// compiles with -ffp-contract=off). Whatever must be equal bit for bit uses them in place of
// std::log and std::exp.
#pragma once

namespace darkline {

// Natural logarithm, within about 1 unit in the last place. -infinity at 0, NaN below 0.
double portable_log(double x);

// e to the x, within about 1 unit in the last place. 0 on underflow, infinity on overflow.
double portable_exp(double x);

// The z that a standard normal variable stays below with probability p, relative error about
// 1e-15 (M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution",
// Applied Statistics 37, 1988). -infinity at 0, infinity at 1, NaN outside [0, 1].
double inverse_normal(double p);

}  // namespace darkline

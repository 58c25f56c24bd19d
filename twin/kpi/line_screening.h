// Many lines screened by the lane engine, the best of them confirmed by the planning engines.
//
// Screening and confirmation use different random numbers, and each the same for all lines: the
// line that did best in screening by luck has no luck left in its confirmed figures.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "twin/kpi/variance.h"
#include "twin/line/engine_choice.h"
#include "twin/line/line_model.h"

namespace darkline {

inline constexpr double kScreeningConfidence = 0.95;  // of what screening alone says

struct ScreenCandidate {
  std::string name;         // in sentences: "plant.buffer_factor=2"
  LineModel line;           // warm-up and horizon included
  double good_share = 1.0;  // of the bodies that leave the line
};

struct LineScreeningOptions {
  std::uint64_t seed = 1;         // of the confirmation; screening has one made from it
  int replications = 32;          // of screening, each line, >= 1
  int controls = 4;               // of them also by the flow engine where lanes approximate
  std::size_t finalists = 3;      // >= 1
  int confirm_replications = 10;  // >= 2
  double confidence = 0.95;       // of the confirmation
  int jobs = 1;
  // Called after each line that was screened or confirmed, with how many are done.
  std::function<void(std::size_t done, std::size_t of)> progress = {};
  std::stop_token stop = {};
};

struct ScreenedLine {
  // Empty if the lane engine screened the line; else why it could not, a sentence, and its figures
  // are of the engine that confirms.
  std::string why_not_lanes;
  bool approximate = false;  // by lanes, with a bias: technicians are limited
  int left_lanes = 0;        // replications that the flow engine took over
  Estimate net_jph;          // good bodies per hour as screened; n = replications
  Estimate bias;             // of it, as a share of the flow engine's; n = controls, 0 if exact
  Estimate corrected_jph;    // without the bias; n as net_jph where that is exact, else controls
};

struct Finalist {
  std::size_t candidate = 0;
  LineEngineKind engine = LineEngineKind::flow;
  Estimate net_jph;
  // The first finalist less this one, replication by replication; not of the first itself. The
  // intervals of all finalists hold at once with the confidence asked for (Bonferroni).
  PairedDifference behind;
  bool told_apart = false;  // the interval leaves out 0
};

struct LineScreening {
  std::uint64_t screening_seed = 0;
  std::vector<ScreenedLine> lines;   // (n_candidates)
  std::vector<std::size_t> ranking;  // of candidates, by corrected_jph, the most first
  std::vector<Finalist> finalists;   // by confirmed net_jph, the most first
  double largest_bias = 0.0;         // |mean| over the lines
  std::size_t close_behind =
      0;                // not finalists, but their intervals reach the last finalist's mean
  std::string verdict;  // sentences
};

// The result does not depend on `jobs`. At least one candidate.
// @throws InputError (a line that stands still), Interrupted
LineScreening screen_lines(const std::vector<ScreenCandidate>& candidates,
                           const LineScreeningOptions& options);

}  // namespace darkline

// What a merged study says: how far the responses reach, the best point, and what each factor does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "twin/study/study_merge.h"

namespace darkline {

struct ResponseSpread {
  std::string title, unit;
  double least = 0.0, mean = 0.0, most = 0.0;  // over the points
};

struct BestPoint {
  std::uint64_t point = 0;
  std::string title, unit;  // of the response
  double mean = 0.0, half_width = 0.0;
  std::string factors;      // "cost.robot_price 40 kUSD, cost.robot_duty 0 %"
  std::uint64_t alike = 0;  // other points whose intervals meet its own
};

// What a response is at one end of a factor less what it is at the other, on average over the
// points: at the least and most values of a factor with few of them, else in the lowest and highest
// fifth of the points by the factor. In a design of one factor at a time, all others at the base.
struct MainEffect {
  std::string factor, from, to;  // ends, with unit
  std::string response, unit;
  double change = 0.0;
  double half_width = 0.0;  // of the sampled design: between fifths alone, else 0
};

struct StudyAnswers {
  std::vector<ResponseSpread> spreads;
  BestPoint best;
  std::vector<MainEffect> effects;  // factor by factor
};

StudyAnswers answer(const MergedStudy& merged);

// Lines of at most 100 characters, where names allow.
std::string answers_text(const MergedStudy& merged, const StudyAnswers& answers);
std::string answers_json(const MergedStudy& merged, const StudyAnswers& answers);

}  // namespace darkline

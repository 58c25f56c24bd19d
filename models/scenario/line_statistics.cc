#include "models/scenario/line_statistics.h"

#include <algorithm>
#include <array>
#include <sstream>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

constexpr std::array<PreciseFigure, 4> kFigures = {PreciseFigure::net_jph, PreciseFigure::lead_time,
                                                   PreciseFigure::work_in_process,
                                                   PreciseFigure::energy};

[[noreturn]] void refuse(const Scenario& scenario, const char* key, const std::string& found,
                         const std::string& wanted, const std::vector<std::string>& known) {
  throw InputError({.place = scenario.place_of(key),
                    .key = key,
                    .found = "\"" + found + "\"",
                    .wanted = wanted,
                    .candidates = nearest_names(found, known)});
}

// Words between commas and blanks.
std::vector<std::string> words_of(std::string text) {
  std::replace(text.begin(), text.end(), ',', ' ');
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

PreciseFigure figure_of(const Scenario& scenario, const std::string& word) {
  std::vector<std::string> known;
  for (const PreciseFigure figure : kFigures) {
    if (word == name_of(figure)) return figure;
    known.emplace_back(name_of(figure));
  }
  refuse(scenario, "simulation.precision_of", word,
         "net_jph, lead_time, work_in_process or energy, with commas between them", known);
}

}  // namespace

const char* name_of(PreciseFigure figure) {
  switch (figure) {
    case PreciseFigure::net_jph:
      return "net_jph";
    case PreciseFigure::lead_time:
      return "lead_time";
    case PreciseFigure::work_in_process:
      return "work_in_process";
    case PreciseFigure::energy:
      break;
  }
  return "energy";
}

LineStatistics line_statistics(const Scenario& scenario) {
  const auto& simulation = scenario.simulation;
  LineStatistics wanted;
  wanted.finds_warm_up = simulation.warm_up_rule == "mser5";
  if (!wanted.finds_warm_up && simulation.warm_up_rule != "fixed") {
    refuse(scenario, "simulation.warm_up_rule", simulation.warm_up_rule, "fixed or mser5",
           {"fixed", "mser5"});
  }
  wanted.precision = simulation.precision;
  wanted.most_replications =
      static_cast<int>(std::max(simulation.most_replications, simulation.replications));
  for (const std::string& word : words_of(simulation.precision_of)) {
    wanted.precise.push_back(figure_of(scenario, word));
  }
  if (wanted.precise.empty()) refuse(scenario, "simulation.precision_of", "", "a figure", {});
  return wanted;
}

}  // namespace darkline

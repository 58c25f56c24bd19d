// A study of kind "when": on which day to buy the robots of a plant, along a price path.
//
//   [study]
//   kind = "when"
//   base = "../scenarios/09_unit_cost.toml"
//   first_day = "2025-07-01"
//   last_day = "2031-07-01"     # of a purchase
//   months = 6                  # between days
//   horizon = "12 y"            # of the plan, from the first day
//   [price]
//   path = { "2021-07-01" = "140 kUSD", "2025-07-01" = "40 kUSD" }
//   learning = "20 %"
//   doublings_per_year = 0.25
//   spread = "20 %/y"
//
// docs/study.md has the language.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "models/base/date.h"
#include "models/scenario/scenario_reader.h"

namespace darkline {

// Between two days the price changes at one rate; before the first and behind the last, where
// robots ever made double `doublings_per_y` times a year, by (1 - learning) with each doubling.
struct PricePath {
  struct Price {
    Date day;
    double usd = 0.0;
  };
  std::vector<Price> prices;  // in time, at least one
  double learning = 0.0, doublings_per_y = 0.0;
  double spread_per_y = 0.0;  // volatility around the path

  double on_usd(Date day) const;
};

struct WhenFile {
  std::string file;  // as given
  std::string title;
  std::filesystem::path base_file;
  Date first_day, last_day;
  int months = 6;
  double horizon_y = 0.0;
  std::uint64_t draws = 2'000;  // of the price path
  std::uint64_t seed = 1;       // of them
  PricePath price;
  Scenario base;                 // its trade.date, where it has one, set to the first day
  std::vector<InputFile> files;  // the study, then the base scenario's

  // From the first day on, every so many months, none behind the last.
  std::vector<Date> days() const;
};

// What a study file says of its kind; empty for one of given points. @throws InputError, IoError
std::string kind_of_study(const std::filesystem::path& file);

// `overrides` change the base scenario, as after --set.
// @throws InputError with place, found, wanted; IoError
WhenFile read_when(const std::filesystem::path& file,
                   const std::vector<std::string>& overrides = {});
WhenFile read_when_text(const std::filesystem::path& file, const std::string& text,
                        const std::vector<std::string>& overrides = {});

}  // namespace darkline

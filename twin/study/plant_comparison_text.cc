#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "twin/study/plant_comparison.h"
#include "twin/study/text_lines.h"

namespace darkline {
namespace {

std::string kusd(double usd) {
  return fmt::format("{:g} kUSD", usd / 1e3);
}

const SizingResult& result_at(const std::vector<SizingResult>& results, double robot_usd,
                              double target_jph) {
  return *std::find_if(results.begin(), results.end(), [&](const SizingResult& r) {
    return r.robot_usd == robot_usd && r.target_jph == target_jph;
  });
}

std::string chosen_table(const PlantComparison& c, const std::vector<SizingResult>& results) {
  std::string text = "\nThe cheapest plant at each price of a robot\n\n";
  text += fmt::format("  {:>10}{:>14}{:>8}{:>8}{:>8}{:>7}{:>17}{:>13}\n", "net JPH", "a robot",
                      "robots", "welders", "places", "techn", "USD a body", "MUSD a year");
  for (const double target : c.targets_jph) {
    for (const double usd : c.robot_usd) {
      const SizingResult& r = result_at(results, usd, target);
      const Estimate& body = r.answer.conversion_at_target_usd;
      text += fmt::format("  {:>10g}{:>14}{:>8}{:>8}{:>8}{:>7}{:>17}{:>13.2f}{}\n", target,
                          kusd(usd), r.answer.plant.robots, r.answer.plant.welders,
                          r.answer.plant.places, r.answer.plant.choice.technicians,
                          fmt::format("{:.2f} +- {:.2f}", body.mean, body.half_width),
                          body.mean * target * r.hours_per_year / 1e6,
                          r.answer.meets ? "" : "  not confirmed");
    }
  }
  return text;
}

std::string plants_table(const PlantComparison& c) {
  std::string text =
      "\nPlants as they are: conversion, USD a body, at their own volume and at the targets'\n\n";
  text += fmt::format("  {:<34}{:>7}{:>15}{:>11}{:>10}", "", "robots", "net JPH", "a robot", "own");
  for (const double target : c.targets_jph) {
    text += fmt::format("{:>9}", fmt::format("{:g} JPH", target));
  }
  text += "\n";
  for (const ComparedPlant& plant : c.plants) {
    for (std::size_t p = 0; p < c.robot_usd.size(); ++p) {
      text +=
          p == 0 ? fmt::format("  {:<34}{:>7}{:>15}", plant.title.substr(0, 33), plant.plant.robots,
                               fmt::format("{:.2f} +- {:.2f}", plant.net_jph.mean,
                                           plant.net_jph.half_width))
                 : fmt::format("  {:<56}", "");
      text += fmt::format("{:>11}{:>10.2f}", kusd(c.robot_usd[p]), plant.own_usd[p].mean);
      for (std::size_t t = 0; t < c.targets_jph.size(); ++t) {
        const auto& usd = plant.target_usd[p * c.targets_jph.size() + t];
        text += usd ? fmt::format("{:>9.2f}", usd->mean) : fmt::format("{:>9}", "misses");
      }
      text += "\n";
    }
  }
  return text;
}

// Where a plant's number of robots lies between those that the targets choose.
std::string chosen_at(const PlantComparison& c, const std::vector<SizingResult>& results,
                      std::int64_t robots) {
  std::string text;
  for (const double usd : c.robot_usd) {
    std::string where;
    for (std::size_t t = 0; t < c.targets_jph.size() && where.empty(); ++t) {
      const double target = c.targets_jph[t];
      const std::int64_t here = result_at(results, usd, target).answer.plant.robots;
      if (here < robots) continue;
      if (here == robots) {
        where = fmt::format("for {:g} net JPH", target);
      } else if (t == 0) {
        where = fmt::format("for fewer than {:g} net JPH", target);
      } else {
        where = fmt::format("between {:g} and {:g} net JPH", c.targets_jph[t - 1], target);
      }
    }
    if (where.empty()) where = fmt::format("for more than {:g} net JPH", c.targets_jph.back());
    text += fmt::format("{}{} with robots at {}", text.empty() ? "" : ", and ", where, kusd(usd));
  }
  return text;
}

std::string even_price(const Comparison& c) {
  std::string text;
  if (c.even_robot_usd_at_base_volume) {
    text += fmt::format(
        "With both at the base's volume bodies cost the same where a robot costs {:.1f} kUSD. ",
        *c.even_robot_usd_at_base_volume / 1e3);
  } else {
    text +=
        "With both at the base's volume there is no price of a robot, not even 0, at which bodies "
        "cost the same. ";
  }
  if (c.even_robot_usd_at_own_volume) {
    text += fmt::format(
        "Each at its own volume they do at {:.1f} +- {:.1f} kUSD a robot; below that price the "
        "bodies of {} are cheaper.",
        *c.even_robot_usd_at_own_volume / 1e3, c.even_half_width_usd / 1e3,
        c.own_more_usd_at_0 < 0.0 ? "the plant with more robots" : "the base");
  } else {
    text += fmt::format("Each at its own volume the bodies of {} are cheaper at every price.",
                        c.own_more_usd_at_0 < 0.0 ? c.title : "the base");
  }
  return text;
}

std::string against_base(const PlantComparison& all, const Comparison& c,
                         const std::vector<SizingResult>& results, std::int64_t robots) {
  std::string text = fmt::format("\n{}, against the base scenario\n\n", c.title);
  text += fmt::format("  {:>10}{:>22}{:>14}{:>17}{:>16}{:>16}{:>18}\n", "a robot",
                      "more at base's volume", "MUSD a year", "even at net JPH", "heads replaced",
                      "a robot more", "even wage, USD/h");
  for (std::size_t p = 0; p < all.robot_usd.size(); ++p) {
    const ComparedPrice& at = c.prices[p];
    text += fmt::format(
        "  {:>10}{:>22}{:>14.2f}{:>17}{:>16.0f}{:>16.2f}{:>18}\n", kusd(all.robot_usd[p]),
        fmt::format("{:+.2f} USD", at.more_usd), at.more_usd_per_y / 1e6,
        at.even_jph ? fmt::format("{:.1f}", *at.even_jph) : "none", at.heads, at.heads_per_robot,
        at.even_wage_usd_per_h ? fmt::format("{:.2f}", *at.even_wage_usd_per_h) : "none");
  }
  text += "\n";
  text += wrapped_at_100(
      fmt::format("{} robots more. As many robots as it has ({}) the search chooses {}.",
                  c.more_robots, robots, chosen_at(all, results, robots)),
      2);
  text += wrapped_at_100(even_price(c), 2);
  text += wrapped_at_100(
      fmt::format("Even at net JPH: what it would have to make and sell for its bodies to cost "
                  "what the base's do at the base's own volume. Heads: people over all {} shifts, "
                  "at {:.2f} USD/h and so {:.0f} USD a year, whose pay is what it costs more at "
                  "the base's volume: so many its robots would have to replace. Even wage: at "
                  "which one person a shift for each robot more is that pay.",
                  all.shifts, all.wage_usd_per_h, all.head_usd_per_y),
      2);
  return text;
}

}  // namespace

std::string comparison_text(const PlantComparison& c, const std::vector<SizingResult>& results) {
  std::string text = chosen_table(c, results);
  if (c.against_base.empty()) return text;
  text += plants_table(c);
  for (std::size_t k = 0; k < c.against_base.size(); ++k) {
    text += against_base(c, c.against_base[k], results, c.plants[k + 1].plant.robots);
  }
  return text;
}

std::string comparison_csv(const PlantComparison& c, const std::vector<SizingResult>& results) {
  std::string csv =
      "plant,robot_price_usd,net_jph_sold_per_h,robots_count,welders_count,stations_count,"
      "places_count,technicians_count,net_jph_per_h,net_jph_per_h_half_width,conversion_usd,"
      "conversion_usd_half_width\n";
  const auto row = [&](const std::string& name, double usd, double sold, const SizedPlant& plant,
                       const Estimate& jph, const Estimate& conversion) {
    csv += fmt::format("\"{}\",{},{},{},{},{},{},{},{},{},{},{}\n", name, usd, sold, plant.robots,
                       plant.welders, plant.stations, plant.places, plant.choice.technicians,
                       jph.mean, jph.half_width, conversion.mean, conversion.half_width);
  };
  for (const SizingResult& r : results) {
    row(fmt::format("cheapest for {:g}", r.target_jph), r.robot_usd, r.target_jph, r.answer.plant,
        r.answer.net_jph, r.answer.conversion_at_target_usd);
  }
  for (const ComparedPlant& plant : c.plants) {
    for (std::size_t p = 0; p < c.robot_usd.size(); ++p) {
      row(plant.title, c.robot_usd[p], plant.net_jph.mean, plant.plant, plant.net_jph,
          plant.own_usd[p]);
      for (std::size_t t = 0; t < c.targets_jph.size(); ++t) {
        const auto& usd = plant.target_usd[p * c.targets_jph.size() + t];
        if (usd) {
          row(plant.title, c.robot_usd[p], c.targets_jph[t], plant.plant, plant.net_jph, *usd);
        }
      }
    }
  }
  return csv;
}

}  // namespace darkline

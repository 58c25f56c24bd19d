#include "twin/study/sizing_text.h"

#include <cmath>
#include <cstdlib>
#include <numeric>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/base/file.h"
#include "twin/study/text_lines.h"

namespace darkline {
namespace fs = std::filesystem;
namespace {

constexpr double kMillion = 1e6;

std::string text_of(const Estimate& e, int digits = 2) {
  return fmt::format("{:.{}f} +- {:.{}f}", e.mean, digits, e.half_width, digits);
}

std::string signed_text(const Estimate& e, int digits) {
  return fmt::format("{:+.{}f} +- {:.{}f}", e.mean, digits, e.half_width, digits);
}

// "12 robots more", "128 robots fewer", "as many robots"
std::string more_text(std::int64_t more, const std::string& things) {
  if (more == 0) return "as many " + things;
  return fmt::format("{} {} {}", std::abs(more), things, more > 0 ? "more" : "fewer");
}

std::string technicians_on_duty(std::int64_t n) {
  return fmt::format("{} technician{} on duty", n, n == 1 ? "" : "s");
}

std::int64_t robots_in(const ZoneConfig& zone) {
  return std::accumulate(zone.robots.begin(), zone.robots.end(), std::int64_t{0});
}

bool splits_a_line(const Scenario& scenario) {
  const auto least = std::max<std::int64_t>(2, scenario.plant.split_from_stations);
  for (const ZoneConfig& zone : scenario.zones) {
    for (const std::int64_t length : zone.stations) {
      if (length >= least) return true;
    }
  }
  return false;
}

std::string choice_text(const PlantChoice& choice, const Scenario& scenario) {
  std::string text = fmt::format(
      "takt {:.2f} s, robots loaded to at most {:.0f} % by the sizing law and welders to {:.0f} %, "
      "buffer factor {:g}, {}",
      choice.takt_s, 100.0 * choice.load, 100.0 * choice.weld_load, choice.buffer_factor,
      technicians_on_duty(choice.technicians));
  if (choice.split_from == 0) return text + ", no line split";
  return text + fmt::format(", {} {} stations {}",
                            splits_a_line(scenario) ? "lines of at least" : "no line of at least",
                            choice.split_from, splits_a_line(scenario) ? "split" : "to be split");
}

std::string technicians_text(const SizingFile& study, const SizingResult& r) {
  const std::int64_t before = study.base.reliability.technicians;
  const std::int64_t now = r.answer.plant.choice.technicians;
  if (before == 0) return technicians_on_duty(now) + " in place of as many as asked for";
  return more_text(now - before, "technicians");
}

// How the physics of the search and the scenario's own differ.
std::string physics_text(const SizingResult& r) {
  if (r.search_fidelity == r.answer.fidelity) return "";
  return wrapped_at_100(
      fmt::format("Plants were searched under {} physics, where this one makes {} JPH and had to "
                  "make {:.2f}: {} physics takes {:.2f} off.",
                  r.search_fidelity, text_of(r.searched.net_jph),
                  r.target_jph + r.physics_gap_jph.mean, r.answer.fidelity, r.physics_gap_jph.mean),
      2);
}

// Whether a plant beside the answer beats it.
std::string grid_text(const SizingResult& r) {
  const SizingGrid& g = r.grid;
  if (g.plants == 0) return "";
  std::string text = fmt::format(
      "Of all {} plants at most one step away in every list at once {} are cheaper: {} are ruled "
      "out by takt or theory, {} miss by more than their interval, {} come near",
      g.plants, g.cheaper, g.ruled_out, g.below, g.near + g.beating);
  if (g.nearest_jph > 0.0) {
    text += fmt::format(" (the nearest makes {:.2f}, for {:.2f} USD a body less)", g.nearest_jph,
                        g.nearest_usd);
  }
  text += g.beating == 0 ? ", and none is confirmed to make the target."
                         : fmt::format(", of which {} make the target.", g.beating);
  return wrapped_at_100(text, 2);
}

std::string ends_text(const SizingResult& r) {
  if (r.at_the_end_of.empty()) return "";
  return wrapped_at_100(
      fmt::format("It stands at the cheaper end of {}: a longer list may hold a cheaper plant.",
                  fmt::join(r.at_the_end_of, ", ")),
      2);
}

std::string sentences(const SizingFile& study, const SizingResult& r) {
  const ConfirmedPlant& a = r.answer;
  const SizedPlant& p = a.plant;
  std::string text;
  text += wrapped_at_100(
      fmt::format("{} {:g} net JPH {}: {} robots ({} of them welders) in {} stations, {} waiting "
                  "places, {}.",
                  "The cheapest plant found for", r.target_jph,
                  a.meets ? "has" : "is NOT CONFIRMED; nearest to it is", p.robots, p.welders,
                  p.stations, p.places, technicians_on_duty(p.choice.technicians)),
      2);
  text += wrapped_at_100("It is: " + choice_text(p.choice, r.scenario) + ".", 2);
  text += wrapped_at_100(
      fmt::format(
          "It makes {} JPH under {} physics in {} replications of {:.0f} h with random numbers of "
          "their own ({:.0f} % interval); its lower bound, together with those of the {} other "
          "plants confirmed, is {:.2f}. A replication reaches {:g} with chance {:.0f} % ({:.0f} to "
          "{:.0f} %).",
          text_of(a.net_jph), a.fidelity, r.confirm_replications, r.horizon_h, 100.0 * r.confidence,
          r.close.size(), a.least_jph, r.target_jph, 100.0 * a.reaching, 100.0 * a.reaching_low,
          100.0 * a.reaching_high),
      2);
  text += physics_text(r) + grid_text(r) + ends_text(r);
  const double bodies = r.target_jph * r.hours_per_year;
  text += wrapped_at_100(
      fmt::format("Against the base scenario ({} robots, {} JPH): {}, {}, {}: {} JPH, {} USD of "
                  "conversion a body, each at its own volume.",
                  r.base.plant.robots, text_of(r.base.net_jph),
                  more_text(p.robots - r.base.plant.robots, "robots"), technicians_text(study, r),
                  more_text(p.places - r.base.plant.places, "places"),
                  signed_text(r.more_jph.difference, 2), signed_text(r.more_usd.difference, 2)),
      2);
  text += wrapped_at_100(
      fmt::format(
          "At the target's {:.0f} bodies a year: {} USD of conversion a body, {:.2f} MUSD a "
          "year; {} USD a body less the base's.",
          bodies, text_of(a.conversion_at_target_usd),
          a.conversion_at_target_usd.mean * bodies / kMillion,
          signed_text(r.more_usd_at_target.difference, 2)),
      2);
  return text;
}

std::string zones_table(const SizingFile& study, const SizingResult& r) {
  std::string text = fmt::format("\n  {:<24}{:>10}", "robots (base -> sized)", "stations");
  for (const RobotRole role : kRoles) text += fmt::format("{:>13}", name_of(role));
  text += "\n";
  for (std::size_t z = 0; z < study.base.zones.size(); ++z) {
    const ZoneConfig& before = study.base.zones[z];
    const ZoneConfig& now = r.scenario.zones[z];
    const auto sum = [](const std::vector<std::int64_t>& lines) {
      return std::accumulate(lines.begin(), lines.end(), std::int64_t{0});
    };
    text += fmt::format(
        "  {:<24}{:>10}",
        fmt::format("{} {}->{}", before.name.substr(0, 14), robots_in(before), robots_in(now)),
        fmt::format("{}->{}", sum(before.stations), sum(now.stations)));
    for (const RobotRole role : kRoles) {
      const std::int64_t a = before.robots[index_of(role)], b = now.robots[index_of(role)];
      text += fmt::format("{:>13}", a == 0 && b == 0 ? "-" : fmt::format("{}->{}", a, b));
    }
    text += "\n";
  }
  return text;
}

std::string close_row(const ConfirmedPlant& c, const std::string& beyond) {
  const PlantChoice& choice = c.plant.choice;
  return fmt::format(
      "  {:>6.2f}{:>7.0f}{:>7.0f}{:>7g}{:>6}{:>6}{:>8}{:>8}{:>16}{:>9.2f}{:>16}{:>18}{}\n",
      choice.takt_s, 100.0 * choice.load, 100.0 * choice.weld_load, choice.buffer_factor,
      choice.technicians, choice.split_from, c.plant.robots, c.plant.places, text_of(c.net_jph),
      c.least_jph, text_of(c.conversion_at_target_usd), beyond, c.meets ? "" : "  misses");
}

std::string close_table(const SizingResult& r) {
  std::string text =
      fmt::format("\n  Plants that were close, under {} physics\n", r.search_fidelity);
  text += fmt::format("  {:>6}{:>7}{:>7}{:>7}{:>6}{:>6}{:>8}{:>8}{:>16}{:>9}{:>16}{:>18}\n",
                      "takt s", "load %", "weld %", "buffer", "techn", "split", "robots", "places",
                      "net JPH", "at least", "USD a body", "JPH less answer's");
  text += close_row(r.searched, "answer");
  for (const ConfirmedPlant& c : r.close) {
    text += close_row(c, signed_text(c.jph_beyond_answer.difference, 2));
  }
  return text;
}

nlohmann::ordered_json json_of(const Estimate& e, const char* unit, const char* fidelity) {
  return {{"mean", e.mean},
          {"half_width", e.half_width},
          {"n", e.n},
          {"unit", unit},
          {"fidelity", fidelity}};
}

nlohmann::ordered_json json_of(const SizedPlant& plant) {
  return {{"takt_s", plant.choice.takt_s},
          {"load", plant.choice.load},
          {"weld_load", plant.choice.weld_load},
          {"buffer_factor", plant.choice.buffer_factor},
          {"technicians", plant.choice.technicians},
          {"split_from", plant.choice.split_from},
          {"robots", plant.robots},
          {"welders", plant.welders},
          {"stations", plant.stations},
          {"places", plant.places}};
}

nlohmann::ordered_json json_of(const ConfirmedPlant& c) {
  nlohmann::ordered_json json = json_of(c.plant);
  json["physics"] = c.fidelity;
  json["net_jph"] = json_of(c.net_jph, "1/h", "line");
  json["least_jph"] = c.least_jph;
  json["meets"] = c.meets;
  json["reaching"] = {{"share", c.reaching}, {"low", c.reaching_low}, {"high", c.reaching_high}};
  json["conversion"] = json_of(c.conversion_usd, "USD", "line");
  json["conversion_at_target"] = json_of(c.conversion_at_target_usd, "USD", "line");
  return json;
}

std::string row_of(const SizingResult& r, const SizedPlant& p) {
  const PlantChoice& c = p.choice;
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", r.target_jph,
                     r.robot_usd, c.takt_s, c.load, c.weld_load, c.buffer_factor, c.technicians,
                     c.split_from, p.robots, p.welders, p.stations, p.places, p.screened_jph.mean,
                     p.screened_jph.half_width, p.screened_jph.n, p.usd_per_y,
                     p.beside_answer ? 1 : 0);
}

std::string front_table(const std::vector<SizingResult>& results) {
  std::string text =
      fmt::format("\n  {:>10}{:>18}{:>8}{:>8}{:>7}{:>18}{:>12}\n", "target JPH", "net JPH",
                  "robots", "places", "techn", "USD a body", "MUSD a year");
  for (const SizingResult& r : results) {
    const double bodies = r.target_jph * r.hours_per_year;
    text +=
        fmt::format("  {:>10g}{:>18}{:>8}{:>8}{:>7}{:>18}{:>12.2f}\n", r.target_jph,
                    text_of(r.answer.net_jph), r.answer.plant.robots, r.answer.plant.places,
                    r.answer.plant.choice.technicians, text_of(r.answer.conversion_at_target_usd),
                    r.answer.conversion_at_target_usd.mean * bodies / kMillion);
  }
  return text;
}

// "sized_40.toml", and with several prices of a robot "sized_40_at_140_kusd.toml".
std::string sized_file(const SizingFile& study, const SizingResult& r) {
  if (study.robot_usd.size() < 2) return fmt::format("sized_{:g}.toml", r.target_jph);
  return fmt::format("sized_{:g}_at_{:g}_kusd.toml", r.target_jph, r.robot_usd / 1e3);
}

}  // namespace

std::string sizing_text(const SizingFile& study, const std::vector<SizingResult>& results,
                        const std::optional<PlantComparison>& comparison,
                        const std::string& folder) {
  std::string text = fmt::format("{}\n", study.title);
  for (const SizingResult& r : results) {
    if (study.robot_usd.size() > 1) {
      text += fmt::format("\nRobots at {:g} kUSD\n", r.robot_usd / 1e3);
    }
    text += "\n" + sentences(study, r) + zones_table(study, r) + close_table(r);
    text += wrapped_at_100(
        fmt::format("{} plants looked at, {} replications each on common random numbers, {} of "
                    "them confirmed; robots that do not weld by process law unless "
                    "simulation.robots says otherwise.",
                    r.looked_at.size(), r.screening_replications, 1 + r.close.size()),
        2);
  }
  if (comparison) {
    text += comparison_text(*comparison, results);
  } else if (results.size() > 1) {
    text += front_table(results);
  }
  text +=
      fmt::format("\n  every plant looked at: {0}/sizing.csv, drawn in {0}/sizing.svg\n", folder);
  for (const SizingResult& r : results) {
    text += fmt::format("  next: darkline run {}/{}\n", folder, sized_file(study, r));
  }
  return text;
}

std::string sizing_json(const SizingFile& study, const std::vector<SizingResult>& results) {
  nlohmann::ordered_json json{{"schema", "darkline.sizing/1"},
                              {"study", study.title},
                              {"kind", name_of(study.kind)},
                              {"base", study.base.info.title}};
  for (const SizingResult& r : results) {
    nlohmann::ordered_json one{
        {"target_net_jph", r.target_jph},
        {"robot_price_usd", r.robot_usd},
        {"confidence", r.confidence},
        {"bodies_per_year", r.target_jph * r.hours_per_year},
        {"answer", json_of(r.answer)},
        {"base", json_of(r.base)},
        {"more_net_jph", json_of(r.more_jph.difference, "1/h", "line")},
        {"more_conversion", json_of(r.more_usd.difference, "USD", "line")},
        {"more_conversion_at_target", json_of(r.more_usd_at_target.difference, "USD", "line")},
        {"answer_in_search", json_of(r.searched)},
        {"beyond_target_in_search_jph", r.physics_gap_jph.mean},
        {"beside_answer",
         {{"plants", r.grid.plants},
          {"cheaper", r.grid.cheaper},
          {"ruled_out", r.grid.ruled_out},
          {"below", r.grid.below},
          {"near", r.grid.near},
          {"beating", r.grid.beating}}},
        {"at_the_end_of", r.at_the_end_of},
        {"plants_looked_at", r.looked_at.size()},
        {"searches", r.searches}};
    one["close"] = nlohmann::ordered_json::array();
    for (const ConfirmedPlant& c : r.close) {
      one["close"].push_back(json_of(c));
      one["close"].back()["net_jph_beyond_answer"] =
          json_of(c.jph_beyond_answer.difference, "1/h", "line");
    }
    json["targets"].push_back(std::move(one));
  }
  return json.dump(1) + "\n";
}

void write_sizing(const SizingFile& study, const std::vector<SizingResult>& results,
                  const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw IoError(fmt::format("{}: {}", folder.string(), error.message()));
  std::string csv =
      "target_net_jph_per_h,robot_price_usd,takt_s,load_share,weld_load_share,buffer_factor,"
      "technicians_count,"
      "split_from_stations,robots_count,welders_count,stations_count,places_count,"
      "screened_jph_per_h,screened_jph_per_h_half_width,replications,conversion_usd_per_y,beside_"
      "answer\n";
  for (const SizingResult& r : results) {
    for (const SizedPlant& plant : r.looked_at) csv += row_of(r, plant);
    Scenario scenario = r.scenario;
    scenario.info.title =
        fmt::format("{}, sized for {:g} net JPH", study.base.info.title, r.target_jph);
    write_file_whole(folder / sized_file(study, r), effective_toml(scenario));
  }
  write_file_whole(folder / "sizing.csv", csv);
}

}  // namespace darkline

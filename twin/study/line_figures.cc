#include "twin/study/line_figures.h"

#include <cmath>
#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/base/error.h"
#include "models/base/file.h"
#include "models/scenario/scenario_reader.h"

namespace darkline {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostBytes = 64U << 20U;
constexpr const char* kSchema = "darkline.line_figures/2";

// JSON has no infinity: null.
Json json_of(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}
double number_of(const Json& json) {
  return json.is_null() ? std::numeric_limits<double>::infinity() : json.get<double>();
}

Json json_of(const PlantYear& y) {
  return {y.good_bodies_per_year, y.kwh_per_body,   y.standing_kwh_per_body, y.spots_per_body,
          y.sealer_m_per_body,    y.studs_per_body, y.rivets_per_body,       y.rework_share,
          y.scrap_share,          y.spot_robots,    y.other_robots};
}

PlantYear year_of(const Json& json) {
  const auto at = [&](std::size_t i) { return json.at(i).get<double>(); };
  return {.good_bodies_per_year = at(0),
          .kwh_per_body = at(1),
          .standing_kwh_per_body = at(2),
          .spots_per_body = at(3),
          .sealer_m_per_body = at(4),
          .studs_per_body = at(5),
          .rivets_per_body = at(6),
          .rework_share = at(7),
          .scrap_share = at(8),
          .spot_robots = json.at(9).get<int>(),
          .other_robots = json.at(10).get<int>()};
}

}  // namespace

LineFigures line_figures(const Kpis& kpis, std::vector<PlantYear> years, std::size_t robots,
                         std::size_t stations) {
  DARKLINE_CHECK(!years.empty(), "a line without a year");
  LineFigures line;
  std::vector<double> kwh;
  for (const PlantYear& year : years) kwh.push_back(year.kwh_per_body);
  line.figures = {kpis.net_jph,
                  kpis.gross_jph,
                  kpis.bodies_per_year,
                  kpis.availability,
                  kpis.performance,
                  kpis.quality,
                  kpis.oee,
                  kpis.wip,
                  kpis.lead_time_s,
                  estimate_mean(kwh, kpis.confidence),
                  exactly(static_cast<double>(robots), years.size()),
                  exactly(static_cast<double>(stations), years.size())};
  const auto scaled = [&](double mean) {
    std::vector<double> values = kpis.net_jph_by_replication;
    for (double& each : values) each *= kpis.net_jph.mean > 0.0 ? mean / kpis.net_jph.mean : 0.0;
    return values;
  };
  const auto same = [&](double value) { return std::vector<double>(years.size(), value); };
  line.values = {kpis.net_jph_by_replication,       scaled(kpis.gross_jph.mean),
                 scaled(kpis.bodies_per_year.mean), kpis.by_replication.availability,
                 kpis.by_replication.performance,   same(kpis.quality.mean),
                 kpis.by_replication.oee,           kpis.by_replication.wip,
                 kpis.by_replication.lead_time_s,   kwh,
                 same(static_cast<double>(robots)), same(static_cast<double>(stations))};
  line.bodies_per_year = kpis.bodies_per_year.mean;
  line.years = std::move(years);
  return line;
}

std::string line_text(Scenario scenario) {
  const Scenario defaults;
  scenario.info = defaults.info;
  scenario.cost = defaults.cost;
  scenario.trade = defaults.trade;
  scenario.compute = defaults.compute;
  scenario.supply = defaults.supply;
  scenario.invest = defaults.invest;
  scenario.table = defaults.table;
  return effective_toml(scenario);
}

std::optional<LineFigures> LineCache::find(const std::string& hash) const {
  const std::filesystem::path path = folder_ / (hash + ".json");
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(path, unknown)) return std::nullopt;
  try {
    const Json json = Json::parse(read_file(path, kMostBytes));
    if (json.at("schema") != kSchema) return std::nullopt;
    LineFigures line;
    for (std::size_t i = 0; i < line.figures.size(); ++i) {
      const Json& one = json.at("figures").at(i);
      line.figures[i] = {number_of(one.at(0)), number_of(one.at(1)), one.at(2).get<std::size_t>()};
    }
    for (const Json& year : json.at("years")) line.years.push_back(year_of(year));
    for (std::size_t i = 0; i < line.values.size(); ++i) {
      for (const Json& value : json.at("values").at(i)) line.values[i].push_back(number_of(value));
      const std::size_t n = line.values[i].size();
      if (n != 0 && n != line.years.size()) return std::nullopt;
    }
    line.bodies_per_year = json.at("bodies_per_year").get<double>();
    if (line.years.empty()) return std::nullopt;
    return line;
  } catch (const Json::exception&) {
    return std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

void LineCache::store(const std::string& hash, const LineFigures& figures) const {
  Json json{{"schema", kSchema}, {"bodies_per_year", figures.bodies_per_year}};
  for (const Estimate& one : figures.figures) {
    json["figures"].push_back({json_of(one.mean), json_of(one.half_width), one.n});
  }
  for (const std::vector<double>& values : figures.values) {
    Json all = Json::array();
    for (const double each : values) all.push_back(json_of(each));
    json["values"].push_back(std::move(all));
  }
  for (const PlantYear& year : figures.years) json["years"].push_back(json_of(year));
  std::error_code unknown;
  std::filesystem::create_directories(folder_, unknown);
  write_file_whole(folder_ / (hash + ".json"), json.dump());
}

}  // namespace darkline

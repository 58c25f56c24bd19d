#include "models/stream/cost_coefficients.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "models/base/error.h"
#include "models/base/file.h"
#include "models/base/json_values.h"

namespace darkline {
namespace {

using internal::count_from;
using internal::finite_number;
using internal::Json;
using internal::list_from;
using internal::number_from_zero;

constexpr const char* kSchema = "darkline.cost_coefficients/1";
constexpr std::size_t kMostItems = 64, kMostStations = 100'000;
constexpr std::array<const char*, kCostLevers> kLeverNames = {
    "robot_price", "robot_duty",    "gun_duty",    "cap_duty",
    "steel_duty",  "computer_duty", "vehicle_duty"};

CostTerms terms_from(const Json& json) {
  const Json& list = list_from(json, kCostTerms);
  CostTerms terms = {};
  for (std::size_t k = 0; k < kCostTerms; ++k) terms[k] = finite_number(list[k]);
  return terms;
}

std::size_t lever_from(const std::string& name) {
  const auto* const found = std::find(kLeverNames.begin(), kLeverNames.end(), name);
  if (found == kLeverNames.end()) throw std::invalid_argument("unknown lever " + name);
  return static_cast<std::size_t>(found - kLeverNames.begin());
}

void read_levers(const Json& json, CostCoefficients& to) {
  std::array<bool, kCostLevers> seen = {};
  for (const Json& each : list_from(json, kCostLevers)) {
    const std::size_t i = lever_from(each.at("name").get<std::string>());
    if (seen[i]) throw std::invalid_argument(std::string("twice the lever ") + kLeverNames[i]);
    seen[i] = true;
    to.own[i] = number_from_zero(each.at("value"));
    to.levers[i] = {.matters = each.at("matters").get<bool>(),
                    .least = number_from_zero(each.at("least")),
                    .most = number_from_zero(each.at("most")),
                    .note = each.at("note").get<std::string>()};
    if (to.own[i] < to.levers[i].least || to.own[i] > to.levers[i].most) {
      throw std::invalid_argument(std::string("a value outside of its range: ") + kLeverNames[i]);
    }
  }
}

CostCoefficients::Measured measured_from(const Json& json) {
  CostCoefficients::Measured measured{.mean = number_from_zero(json.at("mean")), .half_width = {}};
  const Json& half_width = json.at("half_width");
  if (!half_width.is_null()) measured.half_width = number_from_zero(half_width);
  return measured;
}

Json to_json(const CostCoefficients::Measured& measured, const char* unit) {
  return {{"mean", measured.mean},
          {"half_width", measured.half_width ? Json(*measured.half_width) : Json()},
          {"unit", unit}};
}

void read_items(const Json& json, CostCoefficients& to) {
  if (list_from(json).size() > kMostItems) throw std::invalid_argument("too many items");
  for (const Json& each : json) {
    to.items.push_back({.name = each.at("name").get<std::string>(),
                        .title = each.at("title").get<std::string>(),
                        .usd = terms_from(each.at("usd"))});
  }
}

void read_stations(const Json& json, CostCoefficients& to) {
  if (list_from(json).size() > kMostStations) throw std::invalid_argument("too many stations");
  for (const Json& each : json) {
    to.stations.push_back({.address = each.at("station").get<std::string>(),
                           .usd = terms_from(each.at("usd")),
                           .kwh_per_body = number_from_zero(each.at("kwh_per_body")),
                           .spots_per_body = number_from_zero(each.at("spots_per_body")),
                           .tip_pairs_per_body = number_from_zero(each.at("tip_pairs_per_body"))});
  }
}

void read_spread(const Json& json, CostCoefficients& to) {
  if (json.is_null()) return;
  std::array<CostTerms, kCostTerms>& rows = to.spread.emplace();
  for (std::size_t k = 0; k < kCostTerms; ++k) {
    rows[k] = terms_from(list_from(json, kCostTerms)[k]);
  }
}

CostCoefficients read(const Json& json) {
  if (json.at("schema") != kSchema) throw std::invalid_argument("unknown schema");
  CostCoefficients c;
  json.at("title").get_to(c.title);
  c.confidence = finite_number(json.at("confidence"));
  if (c.confidence <= 0.0 || c.confidence >= 1.0) throw std::invalid_argument("no confidence");
  c.replications = count_from(json.at("replications"));
  read_levers(json.at("levers"), c);
  read_items(json.at("items"), c);
  c.working_capital_usd = terms_from(json.at("working_capital_usd"));
  c.steel_usd = terms_from(json.at("steel_usd"));
  const Json& vehicle = json.at("vehicle");
  c.rest_of_vehicle_usd = number_from_zero(vehicle.at("rest_usd"));
  c.vehicle_freight_usd = number_from_zero(vehicle.at("freight_usd"));
  c.vehicle_duty_on_freight = number_from_zero(vehicle.at("duty_on_freight"));
  read_spread(json.at("spread_usd2"), c);
  c.kwh_per_body = measured_from(json.at("kwh_per_body"));
  c.bodies_per_year = measured_from(json.at("bodies_per_year"));
  read_stations(json.at("stations"), c);
  return c;
}

Json levers_json(const CostCoefficients& c) {
  Json levers = Json::array();
  for (std::size_t i = 0; i < kCostLevers; ++i) {
    levers.push_back({{"name", kLeverNames[i]},
                      {"unit", i == 0 ? "USD" : "1"},
                      {"value", c.own[i]},
                      {"least", c.levers[i].least},
                      {"most", c.levers[i].most},
                      {"matters", c.levers[i].matters},
                      {"note", c.levers[i].note}});
  }
  return levers;
}

double all_items_at(const CostCoefficients& c, const CostTerms& terms) {
  double sum_usd = 0.0;
  for (const auto& item : c.items) {
    for (std::size_t k = 0; k < kCostTerms; ++k) sum_usd += item.usd[k] * terms[k];
  }
  return sum_usd;
}

double sum_at(const CostTerms& usd, const CostTerms& terms) {
  double sum_usd = 0.0;
  for (std::size_t k = 0; k < kCostTerms; ++k) sum_usd += usd[k] * terms[k];
  return sum_usd;
}

double half_width_at(const CostCoefficients& c, const CostTerms& terms) {
  if (!c.spread) return std::numeric_limits<double>::infinity();
  double square_usd2 = 0.0;
  for (std::size_t k = 0; k < kCostTerms; ++k) {
    square_usd2 += terms[k] * sum_at((*c.spread)[k], terms);
  }
  return std::sqrt(std::max(0.0, square_usd2));
}

}  // namespace

const char* name_of(CostLever lever) {
  return kLeverNames[static_cast<std::size_t>(lever)];
}

CostTerms terms_at(const LeverSettings& x) {
  const auto at = [&x](CostLever lever) { return x[static_cast<std::size_t>(lever)]; };
  const double price_usd = at(CostLever::robot_price);
  return {1.0,
          price_usd,
          price_usd * at(CostLever::robot_duty),
          at(CostLever::gun_duty),
          at(CostLever::cap_duty),
          at(CostLever::steel_duty),
          at(CostLever::computer_duty)};
}

double usd_at(const CostTerms& usd, const LeverSettings& settings) {
  return sum_at(usd, terms_at(settings));
}

CostAt cost_at(const CostCoefficients& c, const LeverSettings& settings) {
  const CostTerms terms = terms_at(settings);
  const double vehicle_duty = settings[static_cast<std::size_t>(CostLever::vehicle_duty)];
  CostAt cost;
  cost.conversion_usd = all_items_at(c, terms) + sum_at(c.working_capital_usd, terms);
  cost.body_in_white_usd = cost.conversion_usd + sum_at(c.steel_usd, terms);
  const double made_usd = cost.body_in_white_usd + c.rest_of_vehicle_usd;
  cost.vehicle_duty_usd =
      (made_usd + c.vehicle_duty_on_freight * c.vehicle_freight_usd) * vehicle_duty;
  cost.landed_usd = made_usd + cost.vehicle_duty_usd + c.vehicle_freight_usd;
  cost.conversion_half_width_usd = half_width_at(c, terms);
  cost.landed_half_width_usd = cost.conversion_half_width_usd * (1.0 + vehicle_duty);
  return cost;
}

// Working capital is dealt out by what each station bears of the rest (zone_cost.h).
void station_usd_at(const CostCoefficients& c, const LeverSettings& settings,
                    std::vector<double>& usd) {
  const CostTerms terms = terms_at(settings);
  const double before_usd = all_items_at(c, terms);
  const double with_capital =
      before_usd > 0.0 ? 1.0 + sum_at(c.working_capital_usd, terms) / before_usd : 1.0;
  for (std::size_t s = 0; s < c.stations.size(); ++s) {
    usd[s] = sum_at(c.stations[s].usd, terms) * with_capital;
  }
}

std::string to_json(const CostCoefficients& c) {
  Json json;
  json["schema"] = kSchema;
  json["title"] = c.title;
  json["confidence"] = c.confidence;
  json["replications"] = c.replications;
  json["terms"] = {"1",          "robot_price",  "robot_price x robot_duty", "gun_duty", "cap_duty",
                   "steel_duty", "computer_duty"};
  json["levers"] = levers_json(c);
  json["items"] = Json::array();
  for (const auto& item : c.items) {
    json["items"].push_back({{"name", item.name}, {"title", item.title}, {"usd", item.usd}});
  }
  json["working_capital_usd"] = c.working_capital_usd;
  json["steel_usd"] = c.steel_usd;
  json["vehicle"] = {{"rest_usd", c.rest_of_vehicle_usd},
                     {"freight_usd", c.vehicle_freight_usd},
                     {"duty_on_freight", c.vehicle_duty_on_freight}};
  json["spread_usd2"] = c.spread ? Json(*c.spread) : Json();
  json["kwh_per_body"] = to_json(c.kwh_per_body, "kWh");
  json["bodies_per_year"] = to_json(c.bodies_per_year, "1/y");
  json["stations"] = Json::array();
  for (const auto& station : c.stations) {
    json["stations"].push_back({{"station", station.address},
                                {"usd", station.usd},
                                {"kwh_per_body", station.kwh_per_body},
                                {"spots_per_body", station.spots_per_body},
                                {"tip_pairs_per_body", station.tip_pairs_per_body}});
  }
  return json.dump(1) + "\n";
}

CostCoefficients cost_coefficients_from_json(const std::string& text,
                                             const std::string& file_name) {
  try {
    return read(Json::parse(text));
  } catch (const std::exception& problem) {
    throw InputError({.place = {.file = file_name},
                      .found = problem.what(),
                      .wanted = "the cost coefficients that darkline run wrote",
                      .mend = "run the scenario again"});
  }
}

std::optional<CostCoefficients> read_cost_coefficients(const std::filesystem::path& run_folder) {
  const std::filesystem::path file = run_folder / kCostCoefficientsName;
  if (!std::filesystem::exists(file)) return std::nullopt;
  return cost_coefficients_from_json(read_file(file, kMostCostCoefficientBytes), file.string());
}

}  // namespace darkline

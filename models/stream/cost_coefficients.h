// What a body of a run costs as a function of what may be turned without simulating again: the
// price of a robot and the duties. A run writes it (cost_coefficients.json), the viewer evaluates
// it; docs/economics.md says what the items are.
//
// The conversion cost of a body and its steel are exactly linear in
//
//   terms = {1, P, P d_robot, d_gun, d_cap, d_steel, d_computer}
//
// with P the price of a robot (USD, what the plant pays) and d the duties that are paid (0.25 is
// 25 % of the FOB value). The landed vehicle is
//
//   (body in white + rest) + (body in white + rest + on_freight freight) d_vehicle + freight
//
// Prices and duties change no cycle, so nothing is approximated: what differs from the run's own
// cost model is rounding (1e-12), over any prices and duties from 0 on.
//
// Money is USD of the run's year, everything is per good body.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace darkline {

inline constexpr const char* kCostCoefficientsName = "cost_coefficients.json";  // of a run folder
inline constexpr std::size_t kMostCostCoefficientBytes = std::size_t{16} << 20U;

// What a slider moves.
enum class CostLever : std::uint8_t {
  robot_price,  // USD
  robot_duty,   // the rest: shares of what is dutiable
  gun_duty,
  cap_duty,
  steel_duty,
  computer_duty,
  vehicle_duty,
};
inline constexpr std::size_t kCostLevers = 7;
const char* name_of(CostLever lever);  // "robot_price", as in files

using LeverSettings = std::array<double, kCostLevers>;  // by CostLever

inline constexpr std::size_t kCostTerms = 7;
using CostTerms = std::array<double, kCostTerms>;  // USD per body for each unit of a term
CostTerms terms_at(const LeverSettings& settings);

struct CostCoefficients {
  struct Lever {
    bool matters = false;            // whether it changes any cost of this run
    double least = 0.0, most = 0.0;  // where people look: the run's own value lies within
    std::string note;                // "HS 8479.50 from CN to US on 2025-04-10: 45 % listed"
  };
  struct Item {
    std::string name, title;  // "robot_stations", "Robot stations"
    CostTerms usd = {};
  };
  struct Measured {
    double mean = 0.0;
    std::optional<double> half_width;  // none: of a single replication
  };
  struct Station {
    std::string address;
    CostTerms usd = {};         // conversion, but for its share of the working capital
    double kwh_per_body = 0.0;  // all kWh of the shop, dealt out
    double spots_per_body = 0.0;
    double tip_pairs_per_body = 0.0;  // electrode caps used up
  };

  std::string title;         // of the scenario
  double confidence = 0.95;  // of the half-widths
  int replications = 1;
  LeverSettings own = {};  // the run's own prices and duties
  std::array<Lever, kCostLevers> levers = {};
  std::vector<Item> items;  // of the conversion cost, in their order, all but working capital
  CostTerms working_capital_usd = {};
  CostTerms steel_usd = {};
  double rest_of_vehicle_usd = 0.0, vehicle_freight_usd = 0.0;
  double vehicle_duty_on_freight = 0.0;  // 1 where the duty is on the CIF value, else 0
  // The half-width of the conversion cost at the settings x is sqrt(terms(x)' spread terms(x)),
  // USD^2; that of the body in white the same. None: a single replication.
  std::optional<std::array<CostTerms, kCostTerms>> spread;
  Measured kwh_per_body, bodies_per_year;
  std::vector<Station> stations;  // in the order of the hall
};

// What a body costs at some settings.
struct CostAt {
  double conversion_usd = 0.0, body_in_white_usd = 0.0, landed_usd = 0.0;
  double vehicle_duty_usd = 0.0;
  // infinite where the run has a single replication
  double conversion_half_width_usd = 0.0, landed_half_width_usd = 0.0;
};

// Neither allocates: a viewer asks every frame. @pre the settings are finite and not negative.
CostAt cost_at(const CostCoefficients& coefficients, const LeverSettings& settings);
double usd_at(const CostTerms& usd, const LeverSettings& settings);
// The conversion cost that each station bears, in the file's order; they sum to the conversion
// cost. `usd` has the place for them.
void station_usd_at(const CostCoefficients& coefficients, const LeverSettings& settings,
                    std::vector<double>& usd);

std::string to_json(const CostCoefficients& coefficients);
// @throws InputError if the text is no such file, or holds numbers that are not finite or levers
//   that are not known.
CostCoefficients cost_coefficients_from_json(const std::string& text, const std::string& file_name);

// That of a run folder; none if the run wrote none. @throws InputError, IoError
std::optional<CostCoefficients> read_cost_coefficients(const std::filesystem::path& run_folder);

}  // namespace darkline

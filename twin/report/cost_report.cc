#include "twin/report/cost_report.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/base/file.h"
#include "models/scenario/scenario_reader.h"
#include "twin/economics/cents.h"
#include "twin/economics/cost_provenance.h"
#include "twin/economics/labour.h"
#include "twin/report/wrapped.h"

namespace darkline {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostResultBytes = 64U << 20U;
constexpr std::size_t kMostInputs = 100;

[[noreturn]] void refuse(const fs::path& file, const std::string& found) {
  throw InputError({.place = {.file = file.string()},
                    .found = found,
                    .wanted = "result.json as `darkline run` writes it",
                    .mend = "run the scenario again with this version"});
}

// Reads result.json; whatever is not as written there is refused.
class ResultReader {
 public:
  explicit ResultReader(fs::path file) : file_(std::move(file)) {
    root_ = Json::parse(read_file(file_, kMostResultBytes), nullptr, /*allow_exceptions=*/false);
    if (root_.is_discarded()) refuse(file_, "a text that is no JSON");
  }

  RunCost read() const {
    try {
      RunCost cost;
      cost.title = root_.at("scenario").get<std::string>();
      cost.confidence = root_.at("confidence").get<double>();
      cost.replications = root_.at("replications").get<int>();
      const Json& unit = root_.at("unit_cost");
      cost.unit_cost.conversion = estimate(unit.at("conversion"));
      cost.unit_cost.body_in_white = estimate(unit.at("body_in_white"));
      cost.unit_cost.landed = estimate(unit.at("landed"));
      const Json& items = unit.at("items");
      if (!items.is_array() || items.size() != kCostItemCount) {
        refuse(file_, fmt::format("{} cost items", items.size()));
      }
      for (std::size_t i = 0; i < kCostItemCount; ++i) {
        cost.unit_cost.items.push_back(item(static_cast<CostItemId>(i), items[i]));
      }
      for (const Json& zone : root_.at("cost_by_zone")) cost.zones.push_back(zone_of(zone));
      if (root_.contains("change")) cost.changes = texts(root_["change"]);
      cost.investment = texts(root_.at("investment"));
      cost.resilience = texts(root_.at("resilience"));
      take_duties(root_.at("trade"), cost);
      take_routes(root_.at("compute"), cost);
      cost.parts_json = parts().dump();
      return cost;
    } catch (const Json::exception& error) {
      refuse(file_, error.what());
    }
  }

 private:
  static double number(const Json& value) {
    return value.is_null() ? std::numeric_limits<double>::infinity() : value.get<double>();
  }
  static Estimate estimate(const Json& json) {
    return {json.at("mean").get<double>(), number(json.at("half_width")),
            json.at("n").get<std::size_t>()};
  }

  // What is passed on as it is.
  Json parts() const {
    Json parts = Json::object();
    for (const char* const name :
         {"cost_by_zone", "trade", "compute", "supply", "change", "investment", "resilience"}) {
      if (root_.contains(name)) parts[name] = root_[name];
    }
    return parts;
  }

  static std::vector<std::string> texts(const Json& json) {
    return json.at("text").get<std::vector<std::string>>();
  }

  static void take_duties(const Json& trade, RunCost& cost) {
    for (const Json& duty : trade.at("duties")) {
      const auto text = [&](const char* key) { return duty.at(key).get<std::string>(); };
      const double listed = duty.at("listed").get<double>(), paid = duty.at("paid").get<double>();
      std::string row =
          fmt::format("{} ({}), {} to {} on {}: ", text("good"), text("channel"), text("origin"),
                      text("destination"), trade.at("date").get<std::string>());
      if (duty.at("domestic").get<bool>()) {
        row += "a domestic purchase, no duty";
      } else if (!duty.at("established").get<bool>()) {
        row += fmt::format("not in the ledger ({}); [cost] has {:g} %", text("note"), 100.0 * paid);
      } else {
        row += fmt::format(
            "{:g} % listed ({:g} to {:g}{}) [{}], {:g} % paid", 100.0 * listed,
            100.0 * duty.at("low").get<double>(), 100.0 * duty.at("high").get<double>(),
            duty.at("complete").get<bool>() ? "" : ", at least", text("confidence"), 100.0 * paid);
      }
      cost.duties.push_back({text("good"), std::move(row)});
    }
  }

  static void take_routes(const Json& compute, RunCost& cost) {
    cost.compute = compute.at("text").get<std::string>();
    for (const Json& route : compute.at("routes")) {
      cost.routes.push_back(fmt::format(
          "{:<16}{:>10.2f}{:>12.0f}{:>10.0f}   {} [{}]", route.at("name").get<std::string>(),
          route.at("gpu_usd_per_h").get<double>(), route.at("run_usd").get<double>(),
          route.at("wait_days").get<double>(), route.at("legality").get<std::string>(),
          route.at("confidence").get<std::string>()));
    }
  }

  CostItemEstimate item(CostItemId id, const Json& json) const {
    const CostItemInfo& info = info_of(id);
    if (json.at("name").get<std::string>() != info.name) {
      refuse(file_, "the item " + json.at("name").get<std::string>());
    }
    CostItemEstimate each;
    each.usd_per_body = estimate(json.at("usd_per_body"));
    each.item = {id, info.name, info.title, each.usd_per_body.mean, info.formula, info.kind, {}};
    const Json& inputs = json.at("inputs");
    if (inputs.size() > kMostInputs) refuse(file_, fmt::format("{} inputs", inputs.size()));
    for (const Json& input : inputs) {
      const auto source = input.at("source").get<std::string>();
      CostInput one;
      one.name = input.at("name").get<std::string>();
      one.value = number(input.at("value"));
      one.half_width = number(input.at("half_width"));
      one.unit = input.at("unit").get<std::string>();
      for (const CostInputSource known :
           {CostInputSource::scenario, CostInputSource::line, CostInputSource::item}) {
        if (source == name_of(known)) one.source = known;
      }
      each.item.inputs.push_back(std::move(one));
    }
    return each;
  }

  static ZoneCost zone_of(const Json& json) {
    ZoneCost zone;
    zone.zone = json.at("zone").get<std::string>();
    zone.robots = json.at("robots").get<int>();
    zone.conversion_usd = json.at("conversion_usd").get<double>();
    for (std::size_t i = 0; i < zone.items_usd.size(); ++i) {
      zone.items_usd[i] =
          json.at("items").at(info_of(static_cast<CostItemId>(i)).name).get<double>();
    }
    return zone;
  }

  fs::path file_;
  Json root_;
};

std::string plus_minus(double half_width) {
  return std::isfinite(half_width) ? fmt::format("+- {:.2f}", half_width) : "+- ?";
}

std::string number_text(const CostInput& input) {
  std::string text = fmt::format("{:.6g}", input.value);
  if (input.half_width > 0.0) {
    text += std::isfinite(input.half_width) ? fmt::format(" +- {:.2g}", input.half_width) : " +- ?";
  }
  return input.unit.empty() ? text : text + " " + input.unit;
}

// What a run finds for itself in place of [cost]: then the fact of the key is not where it is from.
std::string found_text(const RunCost& cost, const std::string& input) {
  const auto is_one_of = [&](std::initializer_list<const char*> names) {
    return std::find(names.begin(), names.end(), input) != names.end();
  };
  if (!cost.compute.empty() && is_one_of({"gpu_usd_per_h", "training_usd", "retrain_y"})) {
    return "the route of compute, below";
  }
  if (!cost.duties.empty() && is_one_of({"robot_duty", "gun_duty", "cap_duty", "steel_duty",
                                         "edge_duty", "vehicle_duty"})) {
    return "the tariff ledger, below: what reaches the buyer";
  }
  return "";
}

std::string source_text(const InputSource& source) {
  if (source.fact == nullptr) return source.text;
  const Fact& fact = *source.fact;
  return fmt::format("{}{} [{}{}], {:g} to {:g} {}",
                     source.value_is_of_fact ? source.key + ": " : "", source.text,
                     info_of(fact.confidence).letter,
                     fact.base_year == 0 ? "" : fmt::format(", money of {}", fact.base_year),
                     fact.low, fact.high, fact.unit == "1" ? "" : fact.unit);
}

// Whether a duty on that good is in the item.
bool bears(CostItemId id, const std::string& good) {
  switch (id) {
    case CostItemId::robot_stations:
      return good == "robots" || good == "guns";
    case CostItemId::electrode_caps:
      return good == "electrode caps";
    case CostItemId::steel:
      return good == "sheet steel";
    case CostItemId::edge_computing:
      return good == "inference computers";
    case CostItemId::vehicle_duty:
      return good == "vehicle";
    default:
      return false;
  }
}

// The duties and routes behind the prices of an item.
std::string behind_text(const RunCost& cost, CostItemId id) {
  std::string text;
  for (const DutyRow& duty : cost.duties) {
    if (bears(id, duty.good)) text += wrapped(duty.text, 4, 100);
  }
  if (id == CostItemId::ai_training && !cost.compute.empty()) {
    text += wrapped(cost.compute, 4, 100);
    text +=
        fmt::format("    {:<16}{:>10}{:>12}{:>10}\n", "route", "USD/GPU-h", "USD a run", "days");
    for (const std::string& route : cost.routes) text += "    " + route + "\n";
  }
  return text.empty() ? text : "\n" + text;
}

// Bars of the text waterfall: where a step starts and ends on a scale of `width` columns.
std::string bar(double from, double to, double scale, std::size_t width) {
  const auto column = [&](double value) {
    return static_cast<std::size_t>(std::clamp(
        std::lround(value / scale * static_cast<double>(width)), 0L, static_cast<long>(width)));
  };
  const std::size_t left = column(std::min(from, to)), right = column(std::max(from, to));
  return std::string(left, ' ') + (right > left ? std::string(right - left, '#') : "|");
}

}  // namespace

RunCost read_run_cost(const fs::path& run_folder) {
  const fs::path file = run_folder / "result.json";
  if (!fs::exists(file)) {
    throw InputError({.place = {.file = run_folder.string()},
                      .found = "no result.json",
                      .wanted = "the folder of a run",
                      .mend = "make one: darkline run SCENARIO --out " + run_folder.string()});
  }
  RunCost cost = ResultReader(file).read();
  cost.scenario = read_scenario(run_folder / "scenario.effective.toml").scenario;
  return cost;
}

const CostItemEstimate& item_named(const RunCost& cost, const std::string& name) {
  std::vector<std::string> known;
  for (const CostItemEstimate& each : cost.unit_cost.items) {
    if (each.item.name == name) return each;
    known.push_back(each.item.name);
  }
  std::vector<std::string> candidates = nearest_names(name, known);
  throw InputError({.key = "--why",
                    .found = "\"" + name + "\"",
                    .wanted = "a cost item: " + fmt::format("{}", fmt::join(known, ", ")),
                    .candidates = std::move(candidates)});
}

std::string waterfall_text(const RunCost& cost) {
  constexpr std::size_t kBar = 40;
  std::vector<double> items_usd;
  for (const CostItemEstimate& each : cost.unit_cost.items) {
    items_usd.push_back(each.usd_per_body.mean);
  }
  const std::vector<std::int64_t> cents = cents_that_add_up(items_usd);
  const double body_usd = std::max(cost.unit_cost.body_in_white.mean, 1e-9);
  const double landed_usd = std::max(cost.unit_cost.landed.mean, 1e-9);

  std::string text = fmt::format(
      "{}\n  USD a body; {} replications, {:.0f} % intervals; cents add up to the totals\n\n",
      cost.title, cost.replications, 100.0 * cost.confidence);
  const auto row = [&](const std::string& title, double usd, double half_width,
                       const std::string& bars) {
    text += fmt::format("  {:<24}{:>11.2f} {:<12} {}\n", title, usd, plus_minus(half_width), bars);
  };
  std::int64_t sum = 0;
  const auto total = [&](const char* title, const Estimate& estimate, double scale) {
    const double usd = static_cast<double>(sum) / 100.0;
    row(title, usd, estimate.half_width, bar(0.0, usd, scale, kBar));
  };
  for (std::size_t i = 0; i < cents.size(); ++i) {
    if (i == kConversionItems) total("= conversion", cost.unit_cost.conversion, body_usd);
    if (i == kBodyInWhiteItems) {
      total("= body in white", cost.unit_cost.body_in_white, body_usd);
      text += "\n";
      total("  body in white", cost.unit_cost.body_in_white, landed_usd);
    }
    const CostItemEstimate& each = cost.unit_cost.items[i];
    const double from = static_cast<double>(sum) / 100.0;
    sum += cents[i];
    const double to = static_cast<double>(sum) / 100.0;
    row(each.item.title, static_cast<double>(cents[i]) / 100.0, each.usd_per_body.half_width,
        bar(from, to, i < kBodyInWhiteItems ? body_usd : landed_usd, kBar));
  }
  total("= landed vehicle", cost.unit_cost.landed, landed_usd);
  text +=
      "\n  why: darkline cost RUN --why ITEM, with the name of an item such as robot_stations\n";
  for (const std::string& paragraph : cost.changes) text += "\n" + wrapped(paragraph, 2, 100);
  return text;
}

std::string zones_text(const RunCost& cost) {
  std::string text = fmt::format("{}\n  conversion cost by zone, USD a body\n\n  {:<24}{:>8}{:>12}",
                                 cost.title, "zone", "robots", "conversion");
  text += fmt::format("{:>12}{:>12}{:>12}{:>12}\n", "stations", "labour", "other", "per robot");
  double sum_usd = 0.0;
  int robots = 0;
  for (const ZoneCost& zone : cost.zones) {
    const double stations_usd = zone.items_usd[index_of(CostItemId::robot_stations)];
    const double labour_usd = zone.items_usd[index_of(CostItemId::labour)];
    text += fmt::format("  {:<24}{:>8}{:>12.2f}{:>12.2f}{:>12.2f}{:>12.2f}", zone.zone, zone.robots,
                        zone.conversion_usd, stations_usd, labour_usd,
                        zone.conversion_usd - stations_usd - labour_usd);
    text += zone.robots == 0 ? "           -\n"
                             : fmt::format("{:>12.4f}\n", zone.conversion_usd / zone.robots);
    sum_usd += zone.conversion_usd;
    robots += zone.robots;
  }
  text += fmt::format("  {:<24}{:>8}{:>12.2f}\n", "all", robots, sum_usd);
  if (robots > 0) {
    const double bodies = [&] {
      for (const CostInput& input :
           cost.unit_cost.items[index_of(CostItemId::tooling)].item.inputs) {
        if (input.name == "good_bodies_per_year") return input.value;
      }
      return 0.0;
    }();
    text += fmt::format("\n  a robot: {:.0f} USD a year, {:.4f} USD a body\n",
                        sum_usd * bodies / robots, sum_usd / robots);
  }
  return text;
}

std::string paragraphs_text(const RunCost& cost, const std::vector<std::string>& paragraphs) {
  std::string text = cost.title + "\n";
  for (const std::string& paragraph : paragraphs) text += "\n" + wrapped(paragraph, 2, 100);
  return text;
}

std::string why_text(const RunCost& cost, const CostItemEstimate& item, const FactBook& book,
                     Date day) {
  const char* kind = item.item.kind == CostKind::fixed
                         ? "fixed: paid per year, shared by the good bodies of the line"
                     : item.item.kind == CostKind::variable ? "variable: paid per body"
                                                            : "partly per year, partly per body";
  std::string text = fmt::format("{}: {:.4f} {} USD a body ({})\n  {}\n\n", item.item.title,
                                 item.usd_per_body.mean, plus_minus(item.usd_per_body.half_width),
                                 cost.title, kind);
  text += "  " + item.item.name + " =\n" + wrapped(item.item.formula, 4, 100) + "\n  with\n";
  std::size_t width = 0;
  for (const CostInput& input : item.item.inputs) width = std::max(width, input.name.size());
  for (const InputSource& source : sources_of(item.item, book, day)) {
    text += fmt::format("    {:<{}} = {}\n", source.input.name, width, number_text(source.input));
    const std::string found = found_text(cost, source.input.name);
    text += wrapped(found.empty() ? source_text(source) : found, 8, 100);
  }
  if (item.item.id == CostItemId::labour) {
    text += fmt::format("\n    {:<14}{:<8}{:>10}{:>12}{:>16}\n", "role", "shift", "heads", "USD/h",
                        "USD a year");
    for (const LabourRow& row : labour_rows(cost.scenario)) {
      text += fmt::format("    {:<14}{:<8}{:>10.1f}{:>12.2f}{:>16.0f}\n", row.role, row.shift,
                          row.heads, row.wage_usd_per_h, row.usd_per_y);
    }
  }
  text += behind_text(cost, item.item.id);
  if (item.usd_per_body.n > 1) {
    text += "\n" + wrapped(
                       "The mean is over the replications of the line, each priced on its own: the "
                       "formula of the means differs a little.",
                       2, 100);
  }
  return text;
}

}  // namespace darkline

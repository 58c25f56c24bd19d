#include "twin/economics/trade_channels.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "models/economics/fact_book.h"
#include "models/tariffs/tariff_ledger.h"
#include "models/tariffs/tariff_vocabulary.h"
#include "twin/economics/sourcing.h"
#include "twin/economics/tariff_duty.h"

namespace darkline {
namespace {

using Cost = decltype(Scenario::cost);

// What `read` throws, with the key and its place. What it says of the day or of the HS code is
// about the keys that hold those.
template <class Read>
auto at_key(const Scenario& scenario, const std::string& key, Read&& read,
            const std::string& class_key = "") {
  try {
    return read();
  } catch (const InputError& error) {
    InputProblem problem = error.problem();
    const bool of_day = problem.key == "date", of_class = problem.key == "hs" && !class_key.empty();
    const std::string own = of_day ? "trade.date" : of_class ? class_key : key;
    if (of_day || of_class) {
      problem.place = scenario.place_of(own);
      problem.mend = "or give its duties in a ledger of your own: trade.ledger";
    }
    if (problem.place.file.empty()) problem.place = scenario.place_of(own);
    problem.key = own;
    throw InputError(std::move(problem));
  }
}

// Ledger, words and facts of one scenario.
class Books {
 public:
  explicit Books(const Scenario& scenario)
      : vocabulary_(shipped_tariff_vocabulary()),
        facts_(shipped_fact_book()),
        ledger_(shipped_tariff_ledger(vocabulary_)),
        day_(at_key(scenario, "trade.date", [&] { return parse_date(scenario.trade.date); })) {
    if (scenario.trade.ledger == "-") return;
    const auto path = scenario.path_beside("trade.ledger", scenario.trade.ledger);
    ledger_ = TariffLedger::merged(ledger_, read_tariff_rows(path, vocabulary_));
  }

  Date day() const { return day_; }
  void go_to(Date day) { day_ = day; }

  // The later days on which the duty on a good may change; none of a route without a base duty.
  std::vector<Date> later_days(const std::string& hs, const std::string& origin,
                               const std::string& destination) const {
    std::vector<Date> days;
    try {
      const TariffRoute route(ledger_, vocabulary_, facts_, hs, origin, destination);
      for (const Date day : route.days_of_change()) {
        if (day > day_ && day >= route.first_day()) days.push_back(day);
      }
    } catch (const InputError&) {
      return {};  // look_up says what there is to say of it
    }
    return days;
  }

  // Fills `duty` for its good and route; options are those of `options_for`.
  template <class OptionsFor>
  void look_up(ChannelDuty& duty, const OptionsFor& options_for) const {
    const TariffRoute* route = nullptr;
    std::optional<TariffRoute> made;
    try {
      made.emplace(ledger_, vocabulary_, facts_, duty.hs, duty.origin, duty.destination);
      route = &*made;
    } catch (const InputError& error) {
      // an unknown word is the user's error; a route without a base duty is a gap of the ledger
      vocabulary_.country(duty.origin);
      vocabulary_.country(duty.destination);
      if (hs_digits(duty.hs).empty() || vocabulary_.good(hs_digits(duty.hs)) == nullptr) throw;
      duty.established = false;
      duty.note = error.problem().found;
      return;
    }
    const bool minor =
        duty.channel == TariffChannel::inputs || duty.channel == TariffChannel::ai_compute;
    if (minor && day_ < route->first_day()) {
      duty.established = false;
      duty.note = "known from " + text_of(route->first_day()) + " on";
      return;
    }
    const DutyOptions options = options_for(*route);
    const Duty found = route->duty_on(day_, options);
    const bool whole = duty.channel == TariffChannel::vehicle;
    const double of_fob = found.total > 0.0 ? found.of_fob / found.total : 1.0;
    const double scale = whole ? 1.0 : of_fob;
    duty.listed = found.total * scale;
    duty.low = found.low * scale;
    duty.high = found.high * scale;
    duty.domestic = found.domestic;
    duty.complete = found.complete;
    duty.confidence = found.confidence;
  }

 private:
  TariffVocabulary vocabulary_;
  FactBook facts_;
  TariffLedger ledger_;
  Date day_;
};

// Which field and key of [cost] a good fills.
struct Filled {
  const char* good;
  double Cost::*field;
  const char* key;
};
constexpr Filled kFilled[] = {{"robots", &Cost::robot_duty, "cost.robot_duty"},
                              {"guns", &Cost::gun_duty, "cost.gun_duty"},
                              {"electrode caps", &Cost::cap_duty, "cost.cap_duty"},
                              {"sheet steel", &Cost::steel_duty, "cost.steel_duty"},
                              {"vehicle", &Cost::vehicle_duty, "cost.vehicle_duty"},
                              {"inference computers", &Cost::edge_duty, "cost.edge_duty"}};

const Filled& filled_by(const std::string& good) {
  const Filled* const found = std::find_if(std::begin(kFilled), std::end(kFilled),
                                           [&](const Filled& one) { return good == one.good; });
  DARKLINE_CHECK(found != std::end(kFilled), good);
  return *found;
}

class Channels {
 public:
  explicit Channels(const Scenario& scenario)
      : scenario_(scenario), trade_(scenario.trade), books_(scenario) {}

  TradeDuties all() {
    TradeDuties duties;
    duties.day = books_.day();
    duties.channels = {robots(), gun_imports(), caps(), steel(), vehicle(), computers()};
    for (ChannelDuty& each : duties.channels) take_typed(each);
    return duties;
  }

  std::vector<CapitalDuty> capital() {
    std::set<Date> days;
    const auto take_days = [&](const std::string& hs, const std::string& origin) {
      for (const Date day : books_.later_days(hs, origin, trade_.site)) days.insert(day);
    };
    take_days(kGunClass, trade_.robot_origin);
    for (const std::string& origin : robot_origins()) take_days(trade_.robot_class, origin);
    std::vector<CapitalDuty> steps = {capital_now()};
    for (const Date day : days) {
      books_.go_to(day);
      CapitalDuty step;
      try {
        step = capital_now();
      } catch (const InputError&) {
        continue;  // a day that the ledger leaves open
      }
      if (step.robots != steps.back().robots || step.guns != steps.back().guns) {
        steps.push_back(step);
      }
    }
    return steps;
  }

 private:
  static constexpr const char* kGunClass = "8515.21";

  CapitalDuty capital_now() const {
    const ChannelDuty arms = robots(), guns = gun_imports();
    return {.day = books_.day(),
            .robots = arms.established ? arms.paid : scenario_.cost.robot_duty,
            .guns = guns.established ? guns.paid : scenario_.cost.gun_duty};
  }

  std::vector<std::string> robot_origins() const {
    if (trade_.origin_shares == "-") return {trade_.robot_origin};
    std::vector<std::string> origins;
    for (const OriginShare& each : parse_origin_shares(trade_.origin_shares)) {
      origins.push_back(each.origin);
    }
    return origins;
  }

  DutyOptions import_options(double freight) const {
    DutyOptions options;
    options.preference_share = trade_.preference;
    options.foreign_content = trade_.foreign_content;
    options.in_quota_share = trade_.in_quota;
    options.freight_share = freight;
    return options;
  }

  ChannelDuty imported(TariffChannel channel, const char* good, const std::string& hs,
                       const std::string& origin, const std::string& origin_key,
                       const std::string& class_key = "") const {
    ChannelDuty duty;
    duty.channel = channel;
    duty.good = good;
    duty.hs = hs;
    duty.origin = origin;
    duty.destination = trade_.site;
    at_key(
        scenario_, origin_key,
        [&] {
          books_.look_up(duty, [&](const TariffRoute&) {
            return import_options(
                channel == TariffChannel::capital_goods ? scenario_.cost.robot_freight : 0.0);
          });
        },
        class_key);
    duty.paid = duty.listed;
    return duty;
  }

  ChannelDuty bought(const char* good, const std::string& hs, const std::string& origin,
                     const char* origin_key, const char* class_key = "") const {
    ChannelDuty duty =
        imported(TariffChannel::capital_goods, good, hs, origin, origin_key, class_key);
    pass(duty, trade_.pass_through);
    return duty;
  }

  static void pass(ChannelDuty& duty, double share) {
    duty.passed *= share;
    duty.paid *= share;
  }

  ChannelDuty gun_imports() const {
    return bought("guns", kGunClass, trade_.robot_origin, "trade.robot_origin");
  }

  ChannelDuty robots() const {
    if (trade_.origin_shares == "-") {
      return bought("robots", trade_.robot_class, trade_.robot_origin, "trade.robot_origin",
                    "trade.robot_class");
    }
    const char* const key = "trade.origin_shares";
    const auto origins =
        at_key(scenario_, key, [&] { return parse_origin_shares(trade_.origin_shares); });
    ChannelDuty mixed;
    std::vector<double> weights, prices, listed;
    mixed.domestic = true;
    for (const OriginShare& each : origins) {
      const ChannelDuty one =
          bought("robots", trade_.robot_class, each.origin, key, "trade.robot_class");
      weights.push_back(each.share);
      prices.push_back(1.0 + one.paid);
      listed.push_back(one.listed);
      mixed.low += each.share * one.low;
      mixed.high += each.share * one.high;
      mixed.domestic = mixed.domestic && one.domestic;
      mixed.established = mixed.established && one.established;
      mixed.complete = mixed.complete && one.complete;
      mixed.confidence = std::max(mixed.confidence, one.confidence);
      if (!one.note.empty()) mixed.note = one.note;
    }
    const Sourcing sourcing = source_by_price(weights, prices, trade_.elasticity);
    mixed.good = "robots";
    mixed.hs = trade_.robot_class;
    mixed.destination = trade_.site;
    for (std::size_t k = 0; k < origins.size(); ++k) {
      mixed.listed += sourcing.shares[k] * listed[k];
      mixed.origin += fmt::format("{}{} {:.1f} %", k == 0 ? "" : ", ", origins[k].origin,
                                  100.0 * sourcing.shares[k]);
    }
    mixed.paid = sourcing.price - 1.0;
    mixed.passed = mixed.listed > 0.0 ? mixed.paid / mixed.listed : trade_.pass_through;
    return mixed;
  }

  double relief() const {
    return 1.0 - trade_.exported * (trade_.free_zone + (1.0 - trade_.free_zone) * trade_.drawback);
  }

  ChannelDuty caps() const {
    ChannelDuty duty = imported(TariffChannel::inputs, "electrode caps", "8515.90.20",
                                trade_.parts_origin, "trade.parts_origin");
    pass(duty, trade_.pass_through * relief());
    return duty;
  }

  ChannelDuty steel() const {
    ChannelDuty duty = imported(TariffChannel::inputs, "sheet steel", trade_.steel_class,
                                trade_.steel_origin, "trade.steel_origin", "trade.steel_class");
    pass(duty, relief());
    return duty;
  }

  ChannelDuty computers() const {
    ChannelDuty duty = imported(TariffChannel::ai_compute, "inference computers", trade_.chip_class,
                                trade_.chip_origin, "trade.chip_origin", "trade.chip_class");
    pass(duty, trade_.pass_through);
    return duty;
  }

  ChannelDuty vehicle() const {
    ChannelDuty duty;
    duty.channel = TariffChannel::vehicle;
    duty.good = "vehicle";
    duty.hs = trade_.vehicle_class;
    duty.origin = trade_.site;
    duty.destination = trade_.market;
    at_key(
        scenario_, "trade.market",
        [&] {
          books_.look_up(duty, [&](const TariffRoute& route) {
            DutyOptions options;
            options.preference_share = trade_.preference;
            options.foreign_content = trade_.foreign_content;
            options.in_quota_share = trade_.in_quota;
            if (trade_.vehicles_per_year > 0.0) options.quantity = trade_.vehicles_per_year;
            options.undertaking = trade_.undertaking != 0;
            options.value_usd =
                scenario_.cost.rest_of_vehicle_usd;  // for least duties of an amount
            if (options.value_usd <= 0.0) options.value_usd.reset();
            const auto makers = route.words_of(TariffAttribute::producer);
            if (trade_.producer != "-" &&
                std::find(makers.begin(), makers.end(), trade_.producer) != makers.end()) {
              options.producer = trade_.producer;
            }
            return options;
          });
        },
        "trade.vehicle_class");
    duty.paid = duty.listed;
    return duty;
  }

  // A duty that is typed stands where the ledger has none, and is refused beside one of the ledger:
  // one of the two would silently lose.
  void take_typed(ChannelDuty& duty) const {
    const Filled& filled = filled_by(duty.good);
    const double typed = scenario_.cost.*filled.field;
    if (!duty.established) {
      duty.listed = duty.low = duty.high = duty.paid = typed;
      duty.complete = false;
      duty.confidence = Confidence::unverified;
      return;
    }
    if (typed == 0.0) return;
    throw InputError(
        {.place = scenario_.place_of(filled.key),
         .key = filled.key,
         .found = fmt::format("{:g} %, beside the ledger's {:g} % of {}", 100.0 * typed,
                              100.0 * duty.listed, trade_.date),
         .wanted = "the duty from one of the two",
         .mend = "leave out " + std::string(filled.key) + ", or set trade.date = \"-\""});
  }

  const Scenario& scenario_;
  const TradeConfig& trade_;
  Books books_;
};

}  // namespace

const char* name_of(TariffChannel channel) {
  switch (channel) {
    case TariffChannel::capital_goods:
      return "capital goods";
    case TariffChannel::inputs:
      return "inputs";
    case TariffChannel::vehicle:
      return "vehicle";
    default:
      return "AI compute";
  }
}

TradeDuties trade_duties(const Scenario& scenario) {
  if (scenario.trade.date == "-") return {};
  return Channels(scenario).all();
}

std::vector<CapitalDuty> capital_duties(const Scenario& scenario) {
  if (scenario.trade.date.empty() || scenario.trade.date == "-") return {};
  return Channels(scenario).capital();
}

Scenario with_duties(Scenario scenario, const TradeDuties& duties) {
  if (!duties.day) return scenario;
  const TariffVocabulary vocabulary = shipped_tariff_vocabulary();
  for (const ChannelDuty& duty : duties.channels) {
    scenario.cost.*filled_by(duty.good).field = duty.paid;
    if (duty.channel == TariffChannel::vehicle && duty.established) {
      const bool cif = vocabulary.country(duty.destination).duty_base == DutyBase::cif;
      scenario.cost.vehicle_duty_on_freight = cif ? 1.0 : 0.0;
    }
  }
  return scenario;
}

}  // namespace darkline

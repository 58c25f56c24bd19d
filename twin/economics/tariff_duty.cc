#include "twin/economics/tariff_duty.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "models/base/error.h"
#include "twin/economics/tariff_match.h"

namespace darkline {
namespace {

double bounded(const TariffRow& row, bool low, bool high) {
  if (low) return row.low;
  if (high) return row.high;
  return row.rate.value_or(row.low);
}

// The share of the value that a row is levied on.
double share_of(const TariffRow& row, const DutyOptions& options) {
  const double p = options.preference_share;
  switch (row.share) {
    case TariffShare::full:
      break;
    case TariffShare::non_qualifying:
      return 1.0 - p;
    case TariffShare::foreign_content:
      return (1.0 - p) + p * options.foreign_content;
    case TariffShare::metal_content:
      return options.metal_content;
  }
  return 1.0;
}

// The share of the value on which a row silences others.
double weight_of(const TariffRow& row, const DutyOptions& options) {
  return row.share == TariffShare::foreign_content ? 1.0 : share_of(row, options);
}

bool is_kept(const TariffRow& undertaking, double amount_usd, const DutyOptions& options) {
  if (!options.undertaking) return false;
  if (undertaking.amount && options.value_usd && *options.value_usd < amount_usd) return false;
  return !undertaking.quota || !options.quantity || *options.quantity <= *undertaking.quota;
}

double within_quota(const TariffRow& row, const DutyOptions& options) {
  if (!row.quota || !options.quantity) return options.in_quota_share;
  return std::min(*options.quantity, *row.quota) / *options.quantity;
}

bool is_levied(TariffRule rule) {
  return rule == TariffRule::add || rule == TariffRule::floor || rule == TariffRule::quota;
}

std::string percent(double share) {
  return fmt::format("{:.4g} %", 100.0 * share);
}

}  // namespace

void TariffRoute::choose(const Segment& segment, const DutyOptions& options, Tally& tally) const {
  std::size_t spoken = authorities_.size() * rows_.size() + 1;  // no layer
  for (const std::size_t i : segment.candidates) {
    const Compiled& compiled = compiled_[i];
    const TariffRow& row = rows_[compiled.row];
    if (compiled.layer == spoken || !internal::conditions_hold(row, options)) continue;
    spoken = compiled.layer;
    Speaking& one = tally.speaking[tally.n++];
    one = {.compiled = i};
    if (row.rule == TariffRule::de_minimis) {
      const auto value = options.shipment_usd ? options.shipment_usd : options.value_usd;
      const bool small = value && *value <= compiled.amount_usd;
      if (!small) one.fate = LayerFate::not_asked;
      tally.de_minimis = tally.de_minimis || small;
    }
  }
}

void TariffRoute::take_base(const DutyOptions& options, Bound bound, Tally& tally) const {
  const bool low = bound == Bound::low, high = bound == Bound::high;
  Speaking *mfn = nullptr, *preference = nullptr;
  for (std::size_t i = 0; i < tally.n; ++i) {
    const TariffRule rule = rows_[compiled_[tally.speaking[i].compiled].row].rule;
    if (rule == TariffRule::base) mfn = &tally.speaking[i];
    if (rule == TariffRule::preference) preference = &tally.speaking[i];
  }
  const double claimed = preference != nullptr ? options.preference_share : 0.0;
  if (mfn == nullptr) tally.complete = false;
  for (Speaking* each : {mfn, preference}) {
    if (each == nullptr) continue;
    const Compiled& compiled = compiled_[each->compiled];
    const TariffRow& row = rows_[compiled.row];
    double rate = bounded(row, low, high);
    if (compiled.amount_usd > 0.0 && options.value_usd) {
      rate = std::max(rate, compiled.amount_usd / *options.value_usd);
    }
    each->scale = each == mfn ? 1.0 - claimed : claimed;
    each->rate = each->scale * rate;
    if (!row.rate && each->scale > 0.0) tally.complete = false;
    tally.base += each->rate;
  }
}

void TariffRoute::take_layers(const DutyOptions& options, Bound bound, Tally& tally) const {
  std::array<double, kMostSpeaking> weight = {};  // by authority, under which share of the value
  for (std::size_t i = 0; i < tally.n; ++i) {
    Speaking& one = tally.speaking[i];
    const Compiled& compiled = compiled_[one.compiled];
    const TariffRow& row = rows_[compiled.row];
    double& most = weight[compiled.authority];
    if (is_levied(row.rule)) {
      most = std::max(most, weight_of(row, options));
    } else if (row.rule == TariffRule::undertaking) {
      const bool kept = is_kept(row, compiled.amount_usd, options);
      if (kept) most = 1.0;
      if (!kept) one.fate = LayerFate::not_asked;
    }
  }
  for (std::size_t i = 0; i < tally.n; ++i) {
    Speaking& one = tally.speaking[i];
    const Compiled& compiled = compiled_[one.compiled];
    const TariffRow& row = rows_[compiled.row];
    if (!is_levied(row.rule)) continue;
    double silenced = 0.0;
    for (std::size_t a = 0; a < authorities_.size(); ++a) {
      if ((compiled.unless >> a & 1U) == 0 || weight[a] <= silenced) continue;
      silenced = weight[a];
      one.by = a;
    }
    one.scale = share_of(row, options) * (1.0 - silenced);
    if (silenced >= 1.0) one.fate = LayerFate::silenced;
    if (!row.rate && one.scale > 0.0) tally.complete = false;
  }
  double lifted = tally.base;
  for (std::size_t a = 0; a < authorities_.size(); ++a) {
    take_authority(a, options, bound, lifted, tally);
  }
}

double TariffRoute::levied_rate(const Compiled& compiled, const DutyOptions& options, Bound bound,
                                double lifted) const {
  const TariffRow& row = rows_[compiled.row];
  double rate = bounded(row, bound == Bound::low, bound == Bound::high);
  if (row.rule == TariffRule::floor) rate = std::max(0.0, rate - lifted);
  if (row.rule == TariffRule::quota) {
    const double inside = within_quota(row, options);
    rate = inside * rate + (1.0 - inside) * std::max(rate, row.beyond);
  }
  if (compiled.amount_usd > 0.0 && options.value_usd) {
    rate = std::max(rate, compiled.amount_usd / *options.value_usd);
  }
  return rate;
}

void TariffRoute::take_authority(std::size_t authority, const DutyOptions& options, Bound bound,
                                 double& lifted, Tally& tally) const {
  std::size_t highest = tally.n;
  bool has_floor = false;
  for (std::size_t i = 0; i < tally.n; ++i) {
    Speaking& one = tally.speaking[i];
    const Compiled& compiled = compiled_[one.compiled];
    const TariffRule rule = rows_[compiled.row].rule;
    if (compiled.authority != authority || !is_levied(rule)) continue;
    if (one.fate != LayerFate::counted) continue;
    has_floor = has_floor || rule == TariffRule::floor;
    one.rate = one.scale * levied_rate(compiled, options, bound, lifted);
    if (highest == tally.n || one.rate > tally.speaking[highest].rate) {
      if (highest != tally.n) tally.speaking[highest].fate = LayerFate::lower_list;
      highest = i;
    } else {
      one.fate = LayerFate::lower_list;
    }
  }
  if (has_floor) lifted += tally.speaking[highest].rate;
}

void TariffRoute::take_total(const DutyOptions& options, Bound bound, Tally& tally) const {
  // a range is wide: little is given back at its top
  const bool low = bound == Bound::high, high = bound == Bound::low;
  tally.total = tally.base;
  for (std::size_t i = 0; i < tally.n; ++i) {
    const Speaking& one = tally.speaking[i];
    const bool counts = one.fate == LayerFate::counted;
    if (counts && is_levied(rows_[compiled_[one.compiled].row].rule)) tally.total += one.rate;
  }
  const double duty = tally.total;
  for (std::size_t i = 0; i < tally.n; ++i) {
    Speaking& one = tally.speaking[i];
    const TariffRow& row = rows_[compiled_[one.compiled].row];
    if (row.rule == TariffRule::drawback) {
      if (options.exported_again <= 0.0) one.fate = LayerFate::not_asked;
      one.rate = -duty * bounded(row, low, high) * options.exported_again;
      tally.total += one.rate;
    } else if (row.rule == TariffRule::fee) {
      if (!options.fees) one.fate = LayerFate::not_asked;
      one.rate = options.fees ? bounded(row, bound == Bound::low, bound == Bound::high) : 0.0;
      tally.total += one.rate;
    } else {
      continue;
    }
    if (!row.rate && one.fate == LayerFate::counted) tally.complete = false;
  }
}

void TariffRoute::evaluate(const Segment& segment, const DutyOptions& options, Bound bound,
                           Tally& tally) const {
  choose(segment, options, tally);
  if (tally.de_minimis) return;
  take_base(options, bound, tally);
  take_layers(options, bound, tally);
  take_total(options, bound, tally);
}

DutyTotal TariffRoute::total_on(Date day, const DutyOptions& options) const {
  if (domestic_) return {};
  const Segment* segment = segment_on(day);
  DARKLINE_CHECK(segment != nullptr, text_of(day) + " is before the ledger");
  Tally tally;
  evaluate(*segment, options, Bound::value, tally);
  return {.total = tally.total, .complete = tally.complete};
}

std::string TariffRoute::how(const Speaking& speaking, const Tally& tally) const {
  const Compiled& compiled = compiled_[speaking.compiled];
  const TariffRow& row = rows_[compiled.row];
  std::string text = row.rate         ? percent(*row.rate)
                     : row.high > 0.0 ? fmt::format("rate not established, within {} and {}",
                                                    percent(row.low), percent(row.high))
                                      : std::string("rate not established");
  switch (row.rule) {
    case TariffRule::floor:
      text += fmt::format(" all-in over a base of {}", percent(tally.base));
      break;
    case TariffRule::quota:
      text += fmt::format(" within the quota, {} beyond", percent(row.beyond));
      break;
    case TariffRule::undertaking:
    case TariffRule::de_minimis:
      text.clear();
      break;
    default:
      break;
  }
  if (row.amount) {
    text += fmt::format("{}{:g} {} a unit", text.empty() ? "" : ", at least ", *row.amount,
                        row.currency);
  }
  const bool scaled =
      is_levied(row.rule) || row.rule == TariffRule::base || row.rule == TariffRule::preference;
  const bool counts = speaking.fate == LayerFate::counted;
  if (scaled && counts && speaking.scale != 1.0) {
    text += fmt::format(", on {} of the value", percent(speaking.scale));
  }
  if (speaking.fate == LayerFate::silenced) {
    text += fmt::format("; silenced by {}", authorities_[speaking.by]);
  }
  if (speaking.fate == LayerFate::lower_list) text += "; another list is higher or equal";
  return text;
}

Duty TariffRoute::duty_on(Date day, const DutyOptions& options) const {
  Duty duty;
  if (domestic_) {
    duty.domestic = true;
    return duty;
  }
  const Segment* segment = segment_on(day);
  if (segment == nullptr || !segment->has_base) refuse_day(day);
  Tally tally, low, high;
  evaluate(*segment, options, Bound::value, tally);
  evaluate(*segment, options, Bound::low, low);
  evaluate(*segment, options, Bound::high, high);
  duty.total = tally.total;
  duty.low = low.total;
  duty.high = high.total;
  duty.complete = tally.complete;
  duty.of_fob = destination_.duty_base == DutyBase::cif ? duty.total * (1.0 + options.freight_share)
                                                        : duty.total;
  std::vector<bool> speaks(compiled_.size(), false);
  for (std::size_t i = 0; i < tally.n; ++i) {
    const Speaking& one = tally.speaking[i];
    const TariffRow& row = rows_[compiled_[one.compiled].row];
    speaks[one.compiled] = true;
    const bool waived = tally.de_minimis && row.rule != TariffRule::de_minimis;
    DutyLayer layer{.row = &row,
                    .fate = waived ? LayerFate::silenced : one.fate,
                    .rate = waived ? 0.0 : one.rate,
                    .how = how(one, tally)};
    if (waived) layer.how += "; a small shipment";
    if (layer.fate == LayerFate::counted) {
      duty.confidence = std::max(duty.confidence, row.confidence);
      duty.layers.push_back(std::move(layer));
    } else {
      duty.left_out.push_back(std::move(layer));
    }
  }
  for (const std::size_t i : segment->candidates) {
    if (speaks[i]) continue;
    const TariffRow& row = rows_[compiled_[i].row];
    const bool holds = internal::conditions_hold(row, options);
    duty.left_out.push_back(
        {.row = &row,
         .fate = holds ? LayerFate::less_specific : LayerFate::unmet,
         .rate = 0.0,
         .how = fmt::format("{}; {}", row.rate ? percent(*row.rate) : "no rate",
                            holds ? "a more specific row speaks" : "only if " + row.when_text)});
  }
  return duty;
}

DutySchedule::DutySchedule(const TariffRoute& route, const DutyOptions& options) {
  for (const Date day : route.days_of_change()) {
    const DutyTotal now = route.total_on(day, options);
    const bool same = !steps_.empty() && steps_.back().total == now.total &&
                      steps_.back().complete == now.complete;
    if (!same) steps_.push_back({.from = day, .total = now.total, .complete = now.complete});
  }
  if (steps_.empty()) steps_.push_back({.from = kFirstDate, .total = 0.0, .complete = true});
}

double DutySchedule::total_on(Date day) const {
  const auto after = std::upper_bound(steps_.begin(), steps_.end(), day,
                                      [](Date d, const DutyStep& step) { return d < step.from; });
  DARKLINE_CHECK(after != steps_.begin(), text_of(day) + " is before the ledger");
  return std::prev(after)->total;
}

}  // namespace darkline

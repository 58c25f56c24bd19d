#include "twin/report/tariff_report.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/base/error.h"
#include "twin/report/wrapped.h"

namespace darkline {
namespace {

using Json = nlohmann::ordered_json;

double percent(double share) {
  constexpr double kSteps = 1e9;
  return std::round(100.0 * share * kSteps) / kSteps;
}

std::string two_decimals(double share) {
  return fmt::format("{:.2f} %", percent(share));
}

std::string good_text(const TariffRoute& route) {
  return route.title().empty() ? hs_text(route.hs())
                               : fmt::format("{} ({})", hs_text(route.hs()), route.title());
}

std::string layer_name(const TariffRow& row) {
  return row.list.empty() ? row.authority : fmt::format("{} list {}", row.authority, row.list);
}

std::string days_of(const TariffRow& row) {
  return row.to == kOpenEnd ? fmt::format("from {}", text_of(row.from))
                            : fmt::format("{} to {}", text_of(row.from), text_of(row.to + -1));
}

const char* name_of(LayerFate fate) {
  switch (fate) {
    case LayerFate::counted:
      return "counted";
    case LayerFate::silenced:
      return "silenced";
    case LayerFate::lower_list:
      return "lower_list";
    case LayerFate::unmet:
      return "condition_not_met";
    case LayerFate::less_specific:
      return "less_specific";
    case LayerFate::not_asked:
      return "does_not_apply";
  }
  return "";
}

void append_layer(std::string& text, const DutyLayer& layer) {
  const TariffRow& row = *layer.row;
  text += fmt::format("  {:>8.2f} %  {:<18} {}{}\n", percent(layer.rate), layer_name(row),
                      info_of(row.rule).text, layer.how.empty() ? "" : ": " + layer.how);
  text += wrapped(
      fmt::format("{} [{}], {}", row.source, info_of(row.confidence).letter, days_of(row)), 14);
  if (!row.note.empty()) text += wrapped(row.note, 14);
}

// What the number leaves open, line by line.
std::vector<std::string> cautions(const TariffRoute& route, Date day, const DutyOptions& options,
                                  const Duty& duty) {
  std::vector<std::string> all;
  if (duty.domestic) return all;
  if (!duty.complete) {
    all.emplace_back(duty.low < duty.total
                         ? "a rate of it is not established and counts as nothing"
                         : "a rate of it is not established: the total is a lower bound");
  }
  if (duty.low != duty.total || duty.high != duty.total) {
    all.push_back(fmt::format("some rates are not sure: the total lies within {} and {}",
                              two_decimals(duty.low), two_decimals(duty.high)));
  }
  const bool unsure = duty.confidence >= Confidence::approximate;
  if (unsure) {
    all.push_back(fmt::format("the least sure of its layers is {}", info_of(duty.confidence).text));
  }
  if (day > route.known_until()) {
    all.push_back(fmt::format("the ledger is as of {}: later changes are not in it",
                              text_of(route.known_until())));
  }
  if (route.destination().duty_base == DutyBase::unknown && options.freight_share > 0.0) {
    all.push_back(fmt::format("whether {} levies on FOB or CIF is not established",
                              route.destination().name));
  }
  return all;
}

std::string base_text(const TariffRoute& route) {
  switch (route.destination().duty_base) {
    case DutyBase::fob:
      return "of the FOB price";
    case DutyBase::cif:
      return "of the CIF value";
    case DutyBase::unknown:
      break;
  }
  return "of the customs value";
}

Json layer_json(const DutyLayer& layer) {
  const TariffRow& row = *layer.row;
  Json json{{"id", row.id},
            {"authority", row.authority},
            {"list", row.list},
            {"rule", info_of(row.rule).name},
            {"fate", name_of(layer.fate)},
            {"percent", percent(layer.rate)}};
  json["rate_percent"] = row.rate ? Json(percent(*row.rate)) : Json();
  json["low_percent"] = percent(row.low);
  json["high_percent"] = percent(row.high);
  json["how"] = layer.how;
  json["source"] = row.source;
  json["confidence"] = info_of(row.confidence).letter;
  json["from"] = text_of(row.from);
  json["to"] = row.to == kOpenEnd ? Json() : Json(text_of(row.to));
  json["note"] = row.note;
  return json;
}

Json head_json(const TariffRoute& route, const char* schema) {
  return {{"schema", schema},
          {"hs", hs_text(route.hs())},
          {"title", route.title()},
          {"origin", route.origin().code},
          {"destination", route.destination().code},
          {"duty_base", name_of(route.destination().duty_base)}};
}

void add_totals(Json& json, const Duty& duty) {
  json["total_percent"] = percent(duty.total);
  json["low_percent"] = percent(duty.low);
  json["high_percent"] = percent(duty.high);
  json["complete"] = duty.complete;
  json["confidence"] = info_of(duty.confidence).letter;
}

bool same_layers(const Duty& a, const Duty& b) {
  return a.total == b.total && a.low == b.low && a.high == b.high && a.complete == b.complete &&
         std::equal(a.layers.begin(), a.layers.end(), b.layers.begin(), b.layers.end(),
                    [](const DutyLayer& x, const DutyLayer& y) {
                      return x.row == y.row && x.rate == y.rate;
                    });
}

}  // namespace

std::string duty_text(const TariffRoute& route, Date day, const DutyOptions& options,
                      const Duty& duty, bool explain) {
  std::string text = fmt::format("{} from {} to {} on {}\n", good_text(route), route.origin().name,
                                 route.destination().name, text_of(day));
  if (duty.domestic) {
    return text + "  0.00 %, a purchase within one customs territory\n";
  }
  if (explain) {
    text += '\n';
    for (const DutyLayer& layer : duty.layers) append_layer(text, layer);
    text += fmt::format("  {:>8.2f} %  total {}\n", percent(duty.total), base_text(route));
    if (options.freight_share > 0.0 && route.destination().duty_base == DutyBase::cif) {
      text += fmt::format("  {:>8.2f} %  of the FOB price, freight of {} on top of it\n",
                          percent(duty.of_fob), two_decimals(options.freight_share));
    }
    if (!duty.left_out.empty()) text += "\nin force, and not counted\n";
    for (const DutyLayer& layer : duty.left_out) {
      text += wrapped(
          fmt::format("{}: {}{}{} ({})", layer_name(*layer.row), info_of(layer.row->rule).text,
                      layer.how.empty() ? "" : ", ", layer.how, layer.row->source),
          2);
    }
  } else {
    text += fmt::format("  {} {}; --explain shows its layers\n", two_decimals(duty.total),
                        base_text(route));
  }
  const std::vector<std::string> notes = cautions(route, day, options, duty);
  if (!notes.empty()) text += "\nmind\n";
  for (const std::string& note : notes) text += wrapped(note, 2);
  return text;
}

std::string duty_json(const TariffRoute& route, Date day, const DutyOptions& options,
                      const Duty& duty) {
  Json json = head_json(route, "darkline.tariff/1");
  json["date"] = text_of(day);
  json["domestic"] = duty.domestic;
  add_totals(json, duty);
  json["total_percent_of_fob"] =
      route.destination().duty_base == DutyBase::unknown ? Json() : Json(percent(duty.of_fob));
  json["known_until"] = duty.domestic ? Json() : Json(text_of(route.known_until()));
  json["layers"] = Json::array();
  for (const DutyLayer& layer : duty.layers) json["layers"].push_back(layer_json(layer));
  json["left_out"] = Json::array();
  for (const DutyLayer& layer : duty.left_out) json["left_out"].push_back(layer_json(layer));
  json["mind"] = cautions(route, day, options, duty);
  return json.dump(1) + "\n";
}

std::vector<DutySpan> duty_timeline(const TariffRoute& route, const DutyOptions& options, Date from,
                                    Date to) {
  if (to <= from) {
    throw InputError({.key = "--to",
                      .found = text_of(to),
                      .wanted = fmt::format("a day after {}", text_of(from))});
  }
  std::vector<Date> days = {std::max(from, route.first_day())};
  if (days.front() >= to) route.duty_on(from, options);  // says from when on it is known
  for (const Date day : route.days_of_change()) {
    if (day > days.front() && day < to) days.push_back(day);
  }
  std::vector<DutySpan> spans;
  for (const Date day : days) {
    Duty duty = route.duty_on(day, options);
    if (!spans.empty() && same_layers(spans.back().duty, duty)) continue;
    if (!spans.empty()) spans.back().to = day;
    spans.push_back({.from = day, .to = to, .duty = std::move(duty)});
  }
  return spans;
}

std::string timeline_text(const TariffRoute& route, const std::vector<DutySpan>& spans) {
  std::string text = fmt::format("{} from {} to {}, percent {}\n\n", good_text(route),
                                 route.origin().name, route.destination().name, base_text(route));
  text += fmt::format("{:<12}{:<12}{:>9}  {}\n", "from", "to", "total", "made of");
  bool any_incomplete = false, any_range = false;
  for (const DutySpan& span : spans) {
    std::string parts;
    for (const DutyLayer& layer : span.duty.layers) {
      const bool is_open = !layer.row->rate.has_value();
      if (layer.rate == 0.0 && !is_open) continue;
      parts += fmt::format("{}{} {}", parts.empty() ? "" : " + ", layer.row->authority,
                           is_open ? "?" : fmt::format("{:.4g}", percent(layer.rate)));
    }
    const bool range = span.duty.low != span.duty.total || span.duty.high != span.duty.total;
    any_incomplete = any_incomplete || !span.duty.complete;
    any_range = any_range || range;
    text += fmt::format("{:<12}{:<12}{:>9.2f}{} {}\n", text_of(span.from), text_of(span.to + -1),
                        percent(span.duty.total),
                        !span.duty.complete ? '?'
                        : range             ? '~'
                                            : ' ',
                        parts.empty() ? "free" : parts);
  }
  if (any_incomplete) text += "\n? a rate is not established: the total is a lower bound\n";
  if (any_range) text += "\n~ a rate is not sure: --date with --explain shows the range\n";
  if (spans.back().to > route.known_until() && !route.domestic()) {
    text += fmt::format("\nthe ledger is as of {}: later changes are not in it\n",
                        text_of(route.known_until()));
  }
  return text;
}

std::string timeline_json(const TariffRoute& route, const std::vector<DutySpan>& spans) {
  Json json = head_json(route, "darkline.tariff_timeline/1");
  json["steps"] = Json::array();
  for (const DutySpan& span : spans) {
    Json step{{"from", text_of(span.from)}, {"to", text_of(span.to)}};
    add_totals(step, span.duty);
    step["layers"] = Json::array();
    for (const DutyLayer& layer : span.duty.layers) step["layers"].push_back(layer_json(layer));
    json["steps"].push_back(std::move(step));
  }
  return json.dump(1) + "\n";
}

}  // namespace darkline

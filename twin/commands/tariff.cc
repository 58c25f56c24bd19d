// darkline tariff: the duty on a good, layer by layer.
#include <algorithm>
#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "models/base/file.h"
#include "models/base/quantity.h"
#include "twin/commands/command_table.h"
#include "twin/report/tariff_coverage_report.h"
#include "twin/report/tariff_report.h"

namespace darkline {
namespace {

// An InputError of `read` with the option as its key.
template <class Read>
auto of_option(std::string_view option, Read&& read) {
  try {
    return read();
  } catch (const InputError& error) {
    InputProblem problem = error.problem();
    problem.key = option;
    throw InputError(std::move(problem));
  }
}

std::string required(const Invocation& invocation, std::string_view option, const char* example) {
  if (auto value = invocation.value(option)) return *value;
  throw UsageError(fmt::format("darkline tariff needs {}, such as {} {}", option, option, example));
}

void take_share(const Invocation& invocation, std::string_view option, double most, double& share) {
  const auto text = invocation.value(option);
  if (!text) return;
  share = of_option(option, [&] { return parse_quantity(*text, Dimension::percent); });
  if (share < 0.0 || share > most) {
    throw InputError({.key = std::string(option),
                      .found = fmt::format("\"{}\"", *text),
                      .wanted = fmt::format("0 % to {:g} %", 100.0 * most)});
  }
}

void take_positive(const Invocation& invocation, std::string_view option, Dimension dimension,
                   std::optional<double>& value) {
  const auto text = invocation.value(option);
  if (!text) return;
  value = of_option(option, [&] { return parse_quantity(*text, dimension); });
  if (*value <= 0.0) {
    throw InputError({.key = std::string(option),
                      .found = fmt::format("\"{}\"", *text),
                      .wanted = "more than 0"});
  }
}

// A word that rows of the route know; any other would silently change nothing.
void take_word(const Invocation& invocation, std::string_view option, const TariffRoute& route,
               TariffAttribute attribute, std::string& word) {
  const auto text = invocation.value(option);
  if (!text) return;
  const std::vector<std::string> known = route.words_of(attribute);
  if (std::find(known.begin(), known.end(), *text) == known.end()) {
    throw InputError(
        {.key = std::string(option),
         .found = fmt::format("\"{}\"", *text),
         .wanted = known.empty() ? std::string("no such option: no duty on this route asks for it")
                                 : fmt::format("one of {}", fmt::join(known, ", ")),
         .candidates = nearest_names(*text, known)});
  }
  word = *text;
}

DutyOptions duty_options(const Invocation& invocation, const TariffRoute& route) {
  constexpr double kMostFreight = 10.0;
  DutyOptions options;
  take_share(invocation, "--preference", 1.0, options.preference_share);
  take_share(invocation, "--foreign-content", 1.0, options.foreign_content);
  take_share(invocation, "--metal-content", 1.0, options.metal_content);
  take_share(invocation, "--in-quota", 1.0, options.in_quota_share);
  take_share(invocation, "--exported-again", 1.0, options.exported_again);
  take_share(invocation, "--freight", kMostFreight, options.freight_share);
  take_positive(invocation, "--quantity", Dimension::none, options.quantity);
  take_positive(invocation, "--value", Dimension::money, options.value_usd);
  take_positive(invocation, "--shipment", Dimension::money, options.shipment_usd);
  take_positive(invocation, "--tpp", Dimension::none, options.tpp);
  take_positive(invocation, "--bandwidth", Dimension::none, options.bandwidth_gb_s);
  take_word(invocation, "--producer", route, TariffAttribute::producer, options.producer);
  take_word(invocation, "--use", route, TariffAttribute::use, options.use);
  options.undertaking = invocation.has("--undertaking");
  options.fees = invocation.has("--fees");
  return options;
}

Date day_of(const Invocation& invocation, std::string_view option, const char* otherwise) {
  const std::string text = invocation.value(option).value_or(otherwise);
  return of_option(option, [&] { return parse_date(text); });
}

ExitCode show_timeline(const Invocation& invocation, const TariffRoute& route,
                       const DutyOptions& options) {
  const Date from = day_of(invocation, "--from", "2018-01-01");
  const Date to = day_of(invocation, "--to", "2027-01-01");
  const std::vector<DutySpan> spans = duty_timeline(route, options, from, to);
  const std::string text =
      invocation.has("--json") ? timeline_json(route, spans) : timeline_text(route, spans);
  std::fputs(text.c_str(), stdout);
  if (const auto svg = invocation.value("--svg")) {
    write_file_whole(*svg, timeline_svg(route, spans));
  }
  return ExitCode::done;
}

TariffLedger ledger_of(const Invocation& invocation, const TariffVocabulary& vocabulary) {
  TariffLedger ledger = shipped_tariff_ledger(vocabulary);
  for (const std::string& file : invocation.values("--ledger")) {
    ledger = TariffLedger::merged(ledger, read_tariff_rows(file, vocabulary));
  }
  return ledger;
}

ExitCode show_coverage(const Invocation& invocation) {
  for (const char* other : {"--hs", "--origin", "--timeline", "--explain"}) {
    if (!invocation.has(other) && !invocation.value(other)) continue;
    throw UsageError(fmt::format("--coverage shows all goods and origins: leave out {}", other));
  }
  const TariffVocabulary vocabulary = shipped_tariff_vocabulary();
  const TariffLedger ledger = ledger_of(invocation, vocabulary);
  const FactBook facts = shipped_fact_book();
  const Date day = day_of(invocation, "--date", text_of(known_until(ledger)).c_str());
  const auto destination = invocation.value("--destination");
  const std::vector<DutyTable> tables =
      destination ? std::vector{duty_table(ledger, vocabulary, facts, *destination, day)}
                  : tariff_coverage(ledger, vocabulary, facts, day);
  const std::string text = invocation.has("--json") ? coverage_json(tables)
                           : destination            ? duty_table_text(tables.front())
                                                    : coverage_text(tables);
  std::fputs(text.c_str(), stdout);
  return ExitCode::done;
}

}  // namespace

ExitCode tariff_command(const Invocation& invocation) {
  if (invocation.has("--coverage")) return show_coverage(invocation);
  const std::string hs = required(invocation, "--hs", "8479.50");
  const std::string origin = required(invocation, "--origin", "CN");
  const std::string destination = required(invocation, "--destination", "US");
  const bool timeline = invocation.has("--timeline");
  if (!timeline) required(invocation, "--date", "2025-04-10");
  if (!timeline &&
      (invocation.has("--svg") || invocation.has("--from") || invocation.has("--to"))) {
    throw UsageError("--svg, --from and --to belong to --timeline");
  }

  const TariffVocabulary vocabulary = shipped_tariff_vocabulary();
  const TariffLedger ledger = ledger_of(invocation, vocabulary);
  const TariffRoute route(ledger, vocabulary, shipped_fact_book(), hs, origin, destination);
  const DutyOptions options = duty_options(invocation, route);
  if (timeline) return show_timeline(invocation, route, options);

  const Date day = day_of(invocation, "--date", "");
  const Duty duty = route.duty_on(day, options);
  const std::string text = invocation.has("--json")
                               ? duty_json(route, day, options, duty)
                               : duty_text(route, day, options, duty, invocation.has("--explain"));
  std::fputs(text.c_str(), stdout);
  return ExitCode::done;
}

}  // namespace darkline

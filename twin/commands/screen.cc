// darkline screen SCENARIO --vary KEY=V1,V2: many variants of a line, the best of them confirmed.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/scenario/scenario_reader.h"
#include "twin/commands/command_table.h"
#include "twin/commands/interrupt.h"
#include "twin/commands/line_job.h"
#include "twin/kpi/line_screening.h"
#include "twin/line/screening.h"
#include "twin/report/progress.h"
#include "twin/report/wrapped.h"

namespace darkline {
namespace {

constexpr std::size_t kMostCombinations = 1'000;
constexpr std::int64_t kMostReplications = 100'000;
constexpr std::size_t kMostRows = 30;  // of the table; --json has all

// What one --vary says: a key and its values, as --set takes them.
std::vector<std::string> settings_of(const std::string& text) {
  const auto equals = text.find('=');
  const auto refuse = [&] {
    throw UsageError(fmt::format(
        "found --vary \"{}\", wanted KEY=V1,V2,...\n  see darkline screen --help", text));
  };
  if (equals == std::string::npos || equals == 0) refuse();
  const std::string key = text.substr(0, equals + 1);
  std::vector<std::string> settings = {key};
  int depth = 0;  // commas in brackets belong to a value
  for (const char c : text.substr(equals + 1)) {
    if (c == '[') ++depth;
    if (c == ']') --depth;
    if (c == ',' && depth == 0) {
      settings.push_back(key);
    } else if (c != ' ' || settings.back() != key) {  // blanks after a comma are for the reader
      settings.back() += c;
    }
  }
  for (const std::string& one : settings) {
    if (one == key) refuse();
  }
  return settings;
}

// All combinations, the last key's values next to each other.
std::vector<std::vector<std::string>> combinations_of(const std::vector<std::string>& varied) {
  std::vector<std::vector<std::string>> all = {{}};
  for (const std::string& text : varied) {
    const std::vector<std::string> settings = settings_of(text);
    if (all.size() * settings.size() > kMostCombinations) {
      throw UsageError(fmt::format(
          "found --vary for more than {0} combinations, wanted at most {0}: screen coarser values "
          "first, and between the best of them afterwards",
          kMostCombinations));
    }
    std::vector<std::vector<std::string>> longer;
    for (const auto& one : all) {
      for (const std::string& setting : settings) {
        longer.push_back(one);
        longer.back().push_back(setting);
      }
    }
    all = std::move(longer);
  }
  return all;
}

struct Screened {
  std::vector<std::vector<std::string>> settings;
  std::vector<ScreenCandidate> candidates;
  LineScreeningOptions options;
};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

Screened candidates_of(const Invocation& invocation) {
  Screened all;
  all.settings = combinations_of(invocation.values("--vary"));
  const ProfileCache cache(ProfileCache::default_folder());
  std::vector<FactoryModel> factories;  // all are read before the first is worked on
  for (const auto& settings : all.settings) {
    std::vector<std::string> overrides = invocation.overrides();
    overrides.insert(overrides.end(), settings.begin(), settings.end());
    factories.push_back(build_factory(read_scenario(invocation.arguments[0], overrides).scenario));
  }
  const auto simulation = factories.front().scenario.simulation;
  all.options.seed = static_cast<std::uint64_t>(simulation.seed);
  all.options.confirm_replications =
      static_cast<int>(std::max<std::int64_t>(2, simulation.replications));
  all.options.confidence = simulation.confidence;
  Progress progress("preparing lines");
  for (std::size_t i = 0; i < factories.size(); ++i) {
    RunResult r;
    r.factory = std::move(factories[i]);
    r.study = study_cells(r.factory, {.jobs = invocation.jobs(),
                                      .transport = transport_from_environment(),
                                      .cache = &cache,
                                      .stop = interrupt_token()});
    prepare_line(r, invocation.jobs());
    all.candidates.push_back(
        {joined(all.settings[i]), std::move(r.line), 1.0 - r.factory.scenario.quality.scrap});
    progress.show(i + 1, factories.size());
  }
  return all;
}

std::string value_text(const Estimate& e) {
  return e.n > 1 ? fmt::format("{:.2f} +- {:.2f}", e.mean, e.half_width)
                 : fmt::format("{:.2f}", e.mean);
}

std::string bias_text(const ScreenedLine& line) {
  if (!line.why_not_lanes.empty()) return "not by lanes";
  if (!line.approximate) return "exact";
  return fmt::format("{:+.3f} +- {:.3f} %", 100.0 * line.bias.mean, 100.0 * line.bias.half_width);
}

// Why lanes were not used, each reason once with how many lines it holds for.
std::string fallback_text(const LineScreening& result) {
  std::vector<std::pair<std::string, int>> reasons;
  for (const ScreenedLine& line : result.lines) {
    if (line.why_not_lanes.empty()) continue;
    const auto known = std::find_if(reasons.begin(), reasons.end(), [&](const auto& one) {
      return one.first == line.why_not_lanes;
    });
    if (known == reasons.end()) {
      reasons.emplace_back(line.why_not_lanes, 1);
    } else {
      ++known->second;
    }
  }
  std::string text;
  for (const auto& [reason, n] : reasons) {
    text += wrapped(
        fmt::format("{} of {} lines were not screened by lanes but simulated as darkline run does: "
                    "{}",
                    n, result.lines.size(), reason),
        0);
  }
  return text;
}

std::string text_of(const Screened& all, const LineScreening& result) {
  std::string text = fmt::format(
      "{} lines, {} replications each on common random numbers; good bodies an hour, 95 % "
      "intervals\n\n",
      all.candidates.size(), all.options.replications);
  std::size_t width = 12;
  const std::size_t rows = std::min(kMostRows, result.ranking.size());
  for (std::size_t i = 0; i < rows; ++i) {
    width = std::max(width, all.candidates[result.ranking[i]].name.size());
  }
  text += fmt::format("  {:<{}}{:>18}{:>24}{:>18}\n", "screened", width, "lanes", "bias of lanes",
                      "corrected");
  for (std::size_t i = 0; i < rows; ++i) {
    const ScreenedLine& line = result.lines[result.ranking[i]];
    text +=
        fmt::format("  {:<{}}{:>18}{:>24}{:>18}\n", all.candidates[result.ranking[i]].name, width,
                    value_text(line.net_jph), bias_text(line), value_text(line.corrected_jph));
  }
  if (rows < result.ranking.size()) {
    text += fmt::format("  and {} more; --json prints all\n", result.ranking.size() - rows);
  }
  const auto approximate = std::count_if(result.lines.begin(), result.lines.end(),
                                         [](const ScreenedLine& line) { return line.approximate; });
  if (approximate > 0) {
    text += wrapped(
        fmt::format("Lanes are approximate where technicians are limited: measured against the "
                    "flow engine on {} replications of each line or more, their bias is at most "
                    "{:.3f} %. Lines where its interval reaches "
                    "beyond {:g} % have more such replications, up to all of them.",
                    all.options.controls, 100.0 * result.largest_bias, 100.0 * kMostLaneBias),
        0);
  }
  text += fallback_text(result);
  text += fmt::format("\n  {:<{}}{:>18}{:>24}{:>18}\n", "confirmed", width, "good bodies/h",
                      "behind the first", "engine");
  for (const Finalist& one : result.finalists) {
    const bool first = &one == &result.finalists.front();
    text += fmt::format("  {:<{}}{:>18}{:>24}{:>18}{}\n", all.candidates[one.candidate].name, width,
                        value_text(one.net_jph), first ? "" : value_text(one.behind.difference),
                        name_of(one.engine), first || one.told_apart ? "" : "  not told apart");
  }
  text += fmt::format("  {} replications each, seed {}, as darkline run simulates them\n\n",
                      all.options.confirm_replications, all.options.seed);
  return text + wrapped(result.verdict, 0);
}

nlohmann::ordered_json json_of(const Estimate& e, const char* unit, const char* fidelity) {
  return {{"mean", e.mean},
          {"half_width", e.half_width},
          {"n", e.n},
          {"unit", unit},
          {"fidelity", fidelity}};
}

nlohmann::ordered_json json_of(const Screened& all, const LineScreening& result) {
  nlohmann::ordered_json json{{"schema", "darkline.screening/1"},
                              {"seed", all.options.seed},
                              {"screening_seed", result.screening_seed},
                              {"replications", all.options.replications},
                              {"screening_confidence", kScreeningConfidence},
                              {"confidence", all.options.confidence},
                              {"largest_bias", result.largest_bias},
                              {"close_behind", result.close_behind},
                              {"verdict", result.verdict}};
  for (const std::size_t i : result.ranking) {
    const ScreenedLine& line = result.lines[i];
    const char* fidelity = !line.why_not_lanes.empty() ? "line"
                           : line.approximate          ? "lanes, approximate"
                                                       : "lanes";
    nlohmann::ordered_json row{{"settings", all.settings[i]},
                               {"approximate", line.approximate},
                               {"net_jph", json_of(line.net_jph, "1/h", fidelity)},
                               {"bias", json_of(line.bias, "1", "lanes less flow engine")},
                               {"corrected_jph", json_of(line.corrected_jph, "1/h", "line")},
                               {"left_lanes", line.left_lanes}};
    if (!line.why_not_lanes.empty()) row["why_not_lanes"] = line.why_not_lanes;
    json["screened"].push_back(std::move(row));
  }
  for (const Finalist& one : result.finalists) {
    json["finalists"].push_back({{"settings", all.settings[one.candidate]},
                                 {"engine", name_of(one.engine)},
                                 {"net_jph", json_of(one.net_jph, "1/h", "line")},
                                 {"behind", json_of(one.behind.difference, "1/h", "line")},
                                 {"told_apart", one.told_apart}});
  }
  return json;
}

}  // namespace

ExitCode screen_command(const Invocation& invocation) {
  if (!invocation.has("--vary")) {
    throw UsageError("wanted --vary KEY=V1,V2,...\n  see darkline screen --help");
  }
  const std::int64_t replications = invocation.count("--replications", 2).value_or(32);
  if (replications > kMostReplications) {
    throw UsageError(
        fmt::format("found --replications {}, wanted at most {}", replications, kMostReplications));
  }
  const auto finalists = static_cast<std::size_t>(invocation.count("--finalists", 1).value_or(3));
  Screened all = candidates_of(invocation);
  Progress progress("screening lines");
  all.options.replications = static_cast<int>(replications);
  all.options.controls =
      static_cast<int>(std::min(replications, std::clamp<std::int64_t>(replications / 8, 4, 64)));
  all.options.finalists = finalists;
  all.options.jobs = invocation.jobs();
  all.options.progress = [&](std::size_t done, std::size_t of) { progress.show(done, of); };
  all.options.stop = interrupt_token();
  const LineScreening result = screen_lines(all.candidates, all.options);
  if (invocation.has("--json")) {
    fmt::print("{}\n", json_of(all, result).dump(1));
  } else {
    fmt::print("{}", text_of(all, result));
  }
  return ExitCode::done;
}

}  // namespace darkline

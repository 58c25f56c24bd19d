#include "twin/commands/allocate.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <numeric>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/base/file.h"
#include "models/study/sizing_file.h"
#include "twin/commands/interrupt.h"
#include "twin/commands/studied_plants.h"
#include "twin/report/progress.h"
#include "twin/report/wrapped.h"
#include "twin/study/buffer_allocation.h"

namespace darkline {
namespace fs = std::filesystem;
namespace {

constexpr double kMsPerHour = 3.6e6;
constexpr std::size_t kFirstReplications = 20;  // of the selection
constexpr std::size_t kRows = 5;                // finalists in the text; --json has all

struct SharedLinks {
  std::vector<std::size_t> links;
  std::vector<std::string> names;  // "z10_front_end/st08 -> z40_underbody/st01"
};

// Buffers between zones, and within them where a line is split. Ways that take time keep their
// places: those are the way.
SharedLinks shared_links(const FactoryModel& factory, const SizingFile& study) {
  SharedLinks shared;
  for (std::size_t i = 0; i < factory.links.size(); ++i) {
    const FlowLink& link = factory.links[i];
    if ((!link.between_zones && link.places == 0) || link.travel_s > 0.0) continue;
    shared.links.push_back(i);
    shared.names.push_back(
        fmt::format("{} -> {}", factory[link.from].address, factory[link.to].address));
  }
  if (shared.links.empty()) {
    throw InputError({.place = study.places_place,
                      .key = "study.places",
                      .found = fmt::format("{} places, and no link to put them on", study.places),
                      .wanted = "a base scenario with a [[link]] between zones"});
  }
  return shared;
}

std::string jph_text(const Estimate& e) {
  return fmt::format("{:.2f} +- {:.2f}", e.mean, e.half_width);
}

std::int64_t sum_of(const std::vector<std::int64_t>& places) {
  return std::accumulate(places.begin(), places.end(), std::int64_t{0});
}

std::string guarantee_text(const SizingFile& study, const AllocationResult& r) {
  if (!r.guaranteed) {
    return fmt::format(
        "The selection was ended at {} replications of each, before it could tell the finalists "
        "apart: no guarantee. Raise most_replications or indifference_jph.",
        study.most_replications);
  }
  const bool all = r.all_screened && r.finalists.size() == r.screened;
  return fmt::format(
      "With {:.0f} % confidence it is the best of {}, or within {:g} JPH of it (procedure KN).",
      100.0 * study.base.simulation.confidence,
      all ? fmt::format("all {} allocations", r.screened)
          : fmt::format("the {} finalists of {} allocations screened{}", r.finalists.size(),
                        r.screened, r.all_screened ? ", which are all" : ""),
      study.indifference_jph);
}

std::string text_of(const SizingFile& study, const SharedLinks& shared, const AllocationResult& r,
                    const std::string& csv) {
  const Allocation& best = r.finalists.front();
  std::string text = study.title + "\n\n";
  text += wrapped(
      fmt::format("{} places on {} links as below make {} net JPH ({} replications with random "
                  "numbers of their own): {:+.2f} +- {:.2f} against the {} places of the base "
                  "scenario as they are.",
                  study.places, shared.links.size(), jph_text(best.net_jph), best.net_jph.n,
                  r.before.behind.difference.mean, r.before.behind.difference.half_width,
                  sum_of(r.before.places)),
      2);
  text += wrapped(guarantee_text(study, r), 2);
  text += fmt::format("\n  {:<48}{:>8}{:>8}", "places", "base", "best");
  const std::size_t rows = std::min(kRows, r.finalists.size());
  for (std::size_t i = 1; i < rows; ++i) text += fmt::format("{:>8}", fmt::format("no. {}", i + 1));
  text += "\n";
  for (std::size_t k = 0; k < shared.names.size(); ++k) {
    text += fmt::format("  {:<48}{:>8}", shared.names[k], r.before.places[k]);
    for (std::size_t i = 0; i < rows; ++i) {
      text += fmt::format("{:>8}", r.finalists[i].places[k]);
    }
    text += "\n";
  }
  text += fmt::format("  {:<48}{:>8.2f}", "net JPH", r.before.net_jph.mean);
  for (std::size_t i = 0; i < rows; ++i) {
    text += fmt::format("{:>8.2f}", r.finalists[i].net_jph.mean);
  }
  text += fmt::format("\n  {:<48}{:>8.2f}{:>8}", "behind the best, JPH",
                      r.before.behind.difference.mean, "");
  for (std::size_t i = 1; i < rows; ++i) {
    text += fmt::format("{:>8.2f}", r.finalists[i].behind.difference.mean);
  }
  text += fmt::format("\n  {:<48}{:>8.2f}{:>8}", "  +-", r.before.behind.difference.half_width, "");
  for (std::size_t i = 1; i < rows; ++i) {
    text += fmt::format("{:>8.2f}", r.finalists[i].behind.difference.half_width);
  }
  return text + fmt::format("\n\n  all finalists: {}\n", csv);
}

nlohmann::ordered_json json_of(const Estimate& e) {
  return {{"mean", e.mean},
          {"half_width", e.half_width},
          {"n", e.n},
          {"unit", "1/h"},
          {"fidelity", "line"}};
}

nlohmann::ordered_json json_of(const Allocation& one) {
  return {{"places", one.places},
          {"net_jph", json_of(one.net_jph)},
          {"behind", json_of(one.behind.difference)}};
}

std::string json_of(const SizingFile& study, const SharedLinks& shared, const AllocationResult& r) {
  nlohmann::ordered_json json{{"schema", "darkline.allocation/1"},
                              {"study", study.title},
                              {"places", study.places},
                              {"links", shared.names},
                              {"indifference_jph", study.indifference_jph},
                              {"confidence", study.base.simulation.confidence},
                              {"guaranteed", r.guaranteed},
                              {"screened", r.screened},
                              {"all_screened", r.all_screened},
                              {"base", json_of(r.before)}};
  for (const Allocation& one : r.finalists) json["finalists"].push_back(json_of(one));
  return json.dump(1) + "\n";
}

std::string csv_of(const SharedLinks& shared, const AllocationResult& r) {
  std::string csv =
      "allocation,net_jph_per_h,net_jph_per_h_half_width,replications,"
      "behind_per_h,behind_per_h_half_width";
  for (const std::string& name : shared.names) csv += "," + name;
  csv += "\n";
  const auto add = [&](const std::string& name, const Allocation& one) {
    csv += fmt::format("{},{},{},{},{},{}", name, one.net_jph.mean, one.net_jph.half_width,
                       one.net_jph.n, one.behind.difference.mean, one.behind.difference.half_width);
    for (const std::int64_t places : one.places) csv += fmt::format(",{}", places);
    csv += "\n";
  };
  add("base", r.before);
  for (std::size_t i = 0; i < r.finalists.size(); ++i) add(std::to_string(i + 1), r.finalists[i]);
  return csv;
}

}  // namespace

ExitCode allocate_command(const Invocation& invocation) {
  const fs::path file = invocation.arguments[0];
  const SizingFile study = read_sizing(file, invocation.overrides());
  const fs::path out =
      invocation.value("--out").value_or((fs::path("runs") / file.stem()).string());
  const auto factory = std::make_shared<const FactoryModel>(build_factory(study.base));
  const SharedLinks shared = shared_links(*factory, study);
  StudiedPlants plants(invocation.jobs(), invocation.has("--fresh"));
  AllocationResult result;
  {
    Progress progress("allocating places");
    const PreparedPlant plant = plants.of(factory);
    AllocationOptions options;
    options.places = study.places;
    options.seed = static_cast<std::uint64_t>(study.base.simulation.seed);
    options.jph_per_part =
        plant.good_share * kMsPerHour / static_cast<double>(plant.line.window_ms());
    options.screening_replications = study.screening_replications;
    options.indifference_jph = study.indifference_jph;
    options.confidence = study.base.simulation.confidence;
    options.first_replications = kFirstReplications;
    options.most_replications = static_cast<std::size_t>(study.most_replications);
    options.jobs = invocation.jobs();
    options.progress = [&](std::size_t done, std::size_t of, const std::string& what) {
      progress.show(done, of, what);
    };
    options.stop = interrupt_token();
    result = allocate_places(plant.line, shared.links, options);
  }
  std::error_code error;
  fs::create_directories(out, error);
  if (error) throw IoError(fmt::format("{}: {}", out.string(), error.message()));
  const fs::path csv = out / "allocations.csv";
  write_file_whole(csv, csv_of(shared, result));
  const std::string text = invocation.has("--json") ? json_of(study, shared, result)
                                                    : text_of(study, shared, result, csv.string());
  std::fputs(text.c_str(), stdout);
  return ExitCode::done;
}

}  // namespace darkline

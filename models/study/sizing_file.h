// Study files that look for a plant rather than at given points: what to buy for a throughput, and
// where to put waiting places. docs/study.md has the language.
//
//   [study]
//   kind = "size"
//   base = "../scenarios/ningbo_2020.toml"
//   target_net_jph = 40
//   takt = { range = ["60 s", "78 s"], steps = 19 }
//   technicians = [1, 2, 3, 4]
//
//   [study]
//   kind = "buffers"
//   base = "../scenarios/ningbo_2020.toml"
//   places = 114
//
// Bounds: 1 MiB a file, 200 values a list.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "models/scenario/scenario_reader.h"

namespace darkline {

// The most that lists of loads may hold (welders' cells may be faster than the law).
inline constexpr double kMostLoad = 1.0, kMostWeldLoad = 3.0;

enum class SizingKind : std::uint8_t {
  size,     // the fewest dollars for one net JPH
  pareto,   // the same for several
  buffers,  // places over the links between zones
};
const char* name_of(SizingKind kind);  // "size"

// What may be bought; every list ascends and holds at least one value.
struct SizingChoices {
  std::vector<double> takt_s;     // gross, which the sizing law has robots for
  std::vector<double> load;       // of robots that do not weld spots, at most, by the sizing law
  std::vector<double> weld_load;  // of welders; above 1 the cells' physics must be faster than it
  std::vector<double> buffer_factor;
  std::vector<std::int64_t> technicians;  // on duty, >= 1
  std::vector<std::int64_t> split_from;   // lines with as many stations are split; 0: none
};

struct SizingFile {
  std::string file;  // as given
  std::string title;
  SizingKind kind = SizingKind::size;
  std::filesystem::path base_file;
  Scenario base;                 // with the study's replications and [study] set
  std::vector<InputFile> files;  // the study, then the base scenario's

  // size and pareto
  std::vector<double> targets_jph;  // ascending; one of kind size
  Place target_place;
  SizingChoices choices;
  std::string search_physics;         // of the cells while plants are searched
  std::vector<double> robot_usd;      // prices of a robot, ascending: sized at each
  std::vector<Scenario> plants;       // to be put beside the answers, as they are
  double place_usd = 0.0;             // of a waiting place, with its conveyor
  double heads_per_technician = 0.0;  // paid, for one who is always on duty

  // buffers
  std::int64_t places = 0;  // in all
  Place places_place;
  double indifference_jph = 0.0;  // a difference not worth finding

  int screening_replications = 32;        // of every candidate
  int confirm_replications = 100;         // of the best, with random numbers of their own
  std::int64_t most_replications = 1000;  // of an allocation, until it is told apart
};

// The kind that a study file names, if it is one of these: read from [study] alone.
// @throws InputError if it is no TOML or names a kind that is not known; IoError
std::optional<SizingKind> sizing_kind(const std::filesystem::path& file);

// `overrides` change the base scenario, as after --set.
// @throws InputError with place, found, wanted, candidates; IoError
SizingFile read_sizing(const std::filesystem::path& file,
                       const std::vector<std::string>& overrides = {});

}  // namespace darkline

// A list of spot welds as planning tools export it: comma-separated values with a header line, one
// spot a line. The columns may stand in any order:
//
//   id                   what the spot is called, unique in the list
//   zone                 "z60_framing"; may be left out where the station is an address
//   station              "z60_framing/st03", "st03", or 3: the third station of the zone
//   x_m, y_m, z_m        where it is, in the station's frame: on the floor under the middle of the
//     or x_mm, ...       body, x along the flow, y to its left, z up; all three in one unit
//   nx, ny, nz           normal of the sheet on the gun's side; any length but 0
//   robot                r2 or 2: the robot of the station that welds it; empty: any  (optional)
//   sequence             whole number: lower ones are welded first                    (optional)
//   thickness_mm         "1.0+1.2": 2 to 4 sheets               (optional; default 1.0+1.2)
//   material             mild_gi, hsla_gi, dp600, phs, bare     (optional; default hsla_gi)
//   process_time_s       the current flows so long; empty: by the stack (weld_schedule.h)
//   (optional) gun                  standard, light, heavy: of the robot; needs the column robot
//   (optional)
//
// Bounds: 4 MiB, 19,999 spots, 200 characters a field.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "models/base/error.h"
#include "models/cell/station_program.h"

namespace darkline {

struct ListedSpot {
  std::string id;
  std::string station;  // as an address; whether there is such a station the factory knows
  int robot = 0;        // number in the station; 0: any
  int sequence = 0;
  bool in_sequence = false;                          // a sequence was given
  Eigen::Vector3d p_CS_m = Eigen::Vector3d::Zero();  // each within 20 m
  Eigen::Vector3d n_C = Eigen::Vector3d::UnitZ();    // unit
  WeldSchedule schedule;
  std::string gun = "standard";
  Place place;          // of the line
  Place station_place;  // of its field "station"
  Place robot_place;
};

inline constexpr double kFarthestSpotM = 20.0;
inline constexpr std::size_t kMostSpotListBytes = 4U << 20U;

// The guns that a list may name: "standard" is GunModel's default, 110 kg; "light" an integrated
// gun of 70 kg, "heavy" one of 150 kg (the range of the welding facts, section 2).
const std::vector<std::string>& gun_names();
GunModel gun_of(std::string_view name);

// In the order of the file.
// @throws InputError: place (file, line, column), found, wanted, candidates.
std::vector<ListedSpot> spot_list_from_text(std::string_view text, const std::string& file);

// @throws InputError, also where there is no such file; IoError
std::vector<ListedSpot> read_spot_list(const std::filesystem::path& file);

}  // namespace darkline

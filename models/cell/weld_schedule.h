// What a stack of sheets asks of gun and timer: electrode force, weld time, current, and the energy
// that the transformer draws from the mains (welding facts, section 2).
//
// The stack is reduced to its mean pair: half the sum of its thicknesses, so that "1.0+1.2" is
// 1.1 mm. Over that thickness force and weld time follow the middles of the rows of BS 1140:1993
// for zinc-coated steel (0.8-1.0, 1.0-1.2, 1.2-1.6 mm: 2.5, 3.2, 3.9 kN and 210, 230, 260 ms),
// straight lines between and beyond them. Current and resistance follow the stacks of the energy
// table (8.5, 9.5, 10 kA and 160, 150, 145 micro-ohm at 0.8, 1.1, 1.35 mm); the currents of BS
// 1140, 10 to 16 kA, are those of larger electrodes than the table's. A material multiplies them:
//
//   material   force           weld time              current       resistance    basis
//   mild_gi    1               1                      1             1             BS 1140
//   hsla_gi    1               280 / 230              1             1             energy table
//   dp600      4.0 / 3.783     340 / 255              1             1             energy table;
//                                                            force: 4.0 kN at 1.2-1.5 mm
//   phs        5.0 / 4.717     520 / 295              9 / 10.8      160 / 137     energy table, its
//                                                            three sheets as 0.7+1.4+1.4 mm
//   bare       1.83 / 2.85     167 / 220              8.8 / 9.17    1             Seedorff/RWMA row
//   of
//                                                            SAE 1010, 1.0+1.0 mm
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/cell/station_program.h"

namespace darkline {

enum class SheetMaterial {
  mild_gi,  // mild steel, galvanised
  hsla_gi,  // high-strength low-alloy, galvanised
  dp600,    // dual phase
  phs,      // press-hardened
  bare,     // mild steel without zinc
};
const char* name_of(SheetMaterial material);  // "hsla_gi"
std::optional<SheetMaterial> sheet_material(std::string_view name);
std::vector<std::string> sheet_material_names();

inline constexpr double kThinnestSheetMm = 0.4;
inline constexpr double kThickestSheetMm = 4.0;
inline constexpr std::size_t kFewestSheets = 2;
inline constexpr std::size_t kMostSheets = 4;

struct SheetStack {
  std::vector<double> thickness_mm = {1.0, 1.2};  // 2 to 4 sheets, each 0.4 to 4 mm
  SheetMaterial material = SheetMaterial::hsla_gi;
};

// E = (I^2 (R_w + R_s) + I V_d) t / eta, in J: R_s = 90 micro-ohm of the secondary circuit,
// V_d = 1.0 V at the diodes, eta = 0.93. I in kA, t in s, R_w in ohm.
double grid_energy_j(double current_ka, double weld_s, double resistance_ohm);

// The schedule of a stack. With `weld_s`, the current flows so long whatever the table says.
// The stack must be within its bounds.
WeldSchedule weld_schedule(const SheetStack& stack, std::optional<double> weld_s = std::nullopt);

}  // namespace darkline

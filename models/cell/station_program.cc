#include "models/cell/station_program.h"

namespace darkline {

const char* name_of(JobKind kind) {
  switch (kind) {
    case JobKind::travel:
      return "travel";
    case JobKind::seal:
      return "seal";
    case JobKind::laser:
      return "laser";
    case JobKind::hem:
      return "hem";
    case JobKind::stud:
      return "stud";
    case JobKind::rivet:
      return "rivet";
    case JobKind::pick:
      return "pick";
    case JobKind::place:
      return "place";
    case JobKind::inspect:
      return "inspect";
    case JobKind::dress:
      return "dress";
  }
  return "";
}

}  // namespace darkline

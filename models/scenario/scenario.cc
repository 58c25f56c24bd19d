#include "models/scenario/scenario.h"

namespace darkline {

const char* name_of(RobotRole role) {
  static constexpr std::array<const char*, kRoleCount> kNames = {
      "spot_welding", "joining", "sealing", "hemming", "handling", "inspection"};
  return kNames[index_of(role)];
}

}  // namespace darkline

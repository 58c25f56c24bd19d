#include "models/scenario/scenario.h"

namespace darkline {

const char* name_of(RobotRole role) {
  static constexpr std::array<const char*, kRoleCount> kNames = {
      "spot_welding", "joining", "sealing", "hemming", "handling", "inspection"};
  return kNames[index_of(role)];
}

Place Scenario::place_of(const std::string& key) const {
  const auto found = places.find(key);
  return found == places.end() ? Place{.file = file} : found->second;
}

std::filesystem::path Scenario::path_beside(const std::string& key, const std::string& name) const {
  const Place place = place_of(key);
  return std::filesystem::path(place.line > 0 ? place.file : file).parent_path() / name;
}

}  // namespace darkline

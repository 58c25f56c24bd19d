// The few names that are worth reading: of what is selected, of its neighbours, and of stations
// that do not work. Never of all: a hall of 820 names shows nothing else.
#pragma once

#include <string>
#include <vector>

#include "viewer/core/camera.h"
#include "viewer/core/hall_marks.h"

namespace darkline {

struct HallLabel {
  enum class Why { selected, abnormal, neighbour };
  Selection what;
  Why why = Why::selected;
  Eigen::Vector2d at_px = Eigen::Vector2d::Zero();  // the middle of its foot, above the thing
  std::string name;
  double width_px = 0.0;  // about, with room for a sign
};

// What is near enough to be told apart, most important first, none over another; at most `most`.
std::vector<HallLabel> hall_labels(const HallSnapshot& hall, const HallScene& scene,
                                   const std::optional<Selection>& selection, const Camera& camera,
                                   const PictureSize& size, std::size_t most = 40);

// The part of an address that its neighbours do not share: "r3", "st02".
std::string short_name(const std::string& address);

inline constexpr double kLabelHigh_px = 27.0;

}  // namespace darkline

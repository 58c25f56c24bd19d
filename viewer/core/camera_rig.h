// The named views: where to stand to see the hall, an aisle or one machine.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/stream/hall_snapshot.h"
#include "viewer/core/camera.h"

namespace darkline {

// Parts of the picture that are kept free at its edges, as shares of its width and height.
struct Margins {
  double left = 0.03, right = 0.03, top = 0.13, bottom = 0.10;
};

// The hall's floor and everything that stands on it up to the stack lights, in m.
Box hall_box(const HallSnapshot& hall);

// Looks along `forward` from as near as the whole box allows inside the margins. Exact: each side
// of the picture bounds the eye by a plane through the box's outermost corner.
Camera fit_box(const Box& box, const Eigen::Vector3d& forward, double field_of_view_rad,
               double aspect, const Margins& margins);

// From straight above with a parallel projection; north of the hall (+y) is up.
Camera fit_plan(const Box& box, double aspect, const Margins& margins);

// "overview", "aisle", "plan", or the address of a zone, a station or a robot of the hall.
// @throws UsageError for any other name, with the nearest ones.
Camera camera_named(const std::string& name, const HallSnapshot& hall, double aspect);

// The same, and none for any other name; and the names that may have been meant.
std::optional<Camera> find_view(const std::string& name, const HallSnapshot& hall, double aspect);
std::vector<std::string> nearest_views(const std::string& name, const HallSnapshot& hall);

// Sets the nearest and farthest depth so that the box is seen whole: the depth buffer spends its
// digits between them.
void fit_depths(Camera& camera, const Box& box);

// A parallel camera along the light's way, from where the shadows of what the picture shows are
// seen; its picture has the given aspect (width over height).
struct ShadowView {
  Camera camera;
  double aspect = 1.0;
};
ShadowView shadow_view(const Camera& camera, const PictureSize& size, const Box& hall,
                       const Eigen::Vector3d& light_way);

// The longest way along the hall between two rows of stations that face each other; beside the
// first row, the hall's whole length, where there is only one.
struct Aisle {
  double from_x_m = 0.0, to_x_m = 0.0, y_m = 0.0;
};
Aisle aisle_of(const HallSnapshot& hall);

}  // namespace darkline

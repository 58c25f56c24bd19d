// What a tour shows at a second of it: a pure function of the tour, the hall and the recording's
// span, so that a movie, a window and a test see the same.
//
// The camera of a tour keeps its horizon level and is always a perspective: a plan is seen from
// steeply above, so that one can fly there. Within a shot it moves without a jump; a flight starts
// and ends at rest, other moves pick up speed in the first fifth of their shot and lose it in the
// last. At the border of two shots the later one holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/stream/hall_snapshot.h"
#include "models/stream/plant_store.h"
#include "models/stream/tour.h"
#include "viewer/core/camera.h"

namespace darkline {

struct TourMoment {
  Camera camera;
  std::int64_t plant_ns = 0;  // held within the recording
  double speed = 1.0;         // of the plant's time
  std::string caption;
  bool lights_out = false;
  std::size_t shot = 0;
};

class TourPlayer {
 public:
  // `plant`: the recording's span; of a hall that stands still {0, 0}.
  // @throws InputError, at the shot's place, for a view that the hall does not have.
  TourPlayer(Tour tour, const HallSnapshot& hall, double aspect, TimeSpan plant);

  const Tour& tour() const { return tour_; }
  double length_s() const { return starts_s_.back(); }
  double start_s(std::size_t shot) const { return starts_s_[shot]; }

  // `second` is held within 0 and length_s().
  TourMoment at(double second) const;

  // The second from which the plant stands because the recording is over; length_s() if never.
  double runs_dry_s() const;

 private:
  // Where a camera is: heading clockwise from +y, slope upwards, and how far ahead it looks.
  struct Stand {
    Eigen::Vector3d eye_m = Eigen::Vector3d::Zero();
    double heading_rad = 0.0, slope_rad = 0.0, reach_m = 1.0, field_of_view_rad = 0.6;

    Eigen::Vector3d forward() const;
  };

  Stand stand_of(const TourShot& shot, const HallSnapshot& hall, double aspect) const;
  Stand moved(const TourShot& shot, const Stand& from, const Stand& to, double share) const;

  Tour tour_;
  TimeSpan plant_;
  Box hall_;
  std::vector<Stand> from_, to_;         // of each shot; to_ is where a flight ends
  std::vector<double> plant_starts_ns_;  // of each shot, not held within the recording
  std::vector<double> starts_s_;         // of each shot, and the end
};

}  // namespace darkline

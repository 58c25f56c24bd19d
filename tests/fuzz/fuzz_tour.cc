// Tour files: what is read has shots that can be shown, or is refused.
#include <cmath>
#include <string>

#include "models/base/error.h"
#include "models/stream/tour.h"
#include "tests/fuzz/fuzz_target.h"

using namespace darkline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Tour tour;
  try {
    tour = read_tour_text("models/tours/fuzzed.toml", std::string(data, data + size));
  } catch (const InputError&) {
    return 0;
  }
  fuzz::require(!tour.shots.empty() && tour.shots.size() <= kMostTourShots);
  fuzz::require(tour.shots.front().camera.is_given());
  for (const TourShot& shot : tour.shots) {
    fuzz::require(shot.for_s > 0.0 && shot.for_s <= kLongestShot_s);
    fuzz::require(shot.speed >= 0.0 && shot.speed <= kFastestTour);
    fuzz::require(std::isfinite(shot.turn_rad) && std::isfinite(shot.way_m));
    fuzz::require(shot.move != ShotMove::fly || shot.camera.is_given());
    fuzz::require(shot.camera.view.empty() || !shot.camera.sight);
    if (shot.camera.sight) {
      fuzz::require((shot.camera.sight->eye_m - shot.camera.sight->look_at_m).norm() >= 0.1);
    }
    fuzz::require(!shot.start.at_ns || *shot.start.at_ns >= 0);
    fuzz::require(!shot.start.share || (*shot.start.share >= 0.0 && *shot.start.share <= 1.0));
  }
  return 0;
}

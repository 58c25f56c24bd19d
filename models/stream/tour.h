// A tour of a plant: what a camera does and when, and what is said meanwhile. People write it as a
// TOML file: a table [tour] with a title, then one [[shot]] after another (docs/viewer.md has every
// key). What a tour shows at a second is told by viewer/core/tour_player.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "models/base/error.h"

namespace darkline {

inline constexpr std::size_t kMostTourShots = 500;
inline constexpr double kLongestShot_s = 3600.0;
inline constexpr double kFastestTour = 1000.0;  // seconds of the plant in one of the tour

enum class ShotMove {
  stand,  // where the camera is
  fly,    // from where the shot before ended to the shot's camera
  orbit,  // about what it looks at, by `turn_rad`
  dolly,  // over the floor along the view, by `way_m`
  slide,  // over the floor to the right of the view, by `way_m`
};

// The place that the camera of a shot has or flies to. Both empty: where the shot before ended.
struct ShotCamera {
  struct Sight {
    Eigen::Vector3d eye_m, look_at_m;  // in the hall's frame; apart
  };
  std::string view;  // as --camera: overview, aisle, plan, an address
  std::optional<Sight> sight;

  bool is_given() const { return !view.empty() || sight.has_value(); }
};

// The time of the plant when a shot begins; both empty: it goes on from the shot before.
struct ShotStart {
  std::optional<std::int64_t> at_ns;
  std::optional<double> share;  // of the recording, 0 to 1
};

struct TourShot {
  ShotCamera camera;  // given for the first shot and for one that flies
  ShotMove move = ShotMove::stand;
  double turn_rad = 0.0;  // of an orbit: counter-clockwise as seen from above
  double way_m = 0.0;     // of a dolly ahead, of a slide to the right
  double for_s = 0.0;     // above 0
  ShotStart start;
  double speed = 1.0;   // 0: the plant stands still
  std::string caption;  // one line, or empty
  bool lights_out = false;
  Place place;  // of its camera, for who finds no such view
};

struct Tour {
  std::string file;  // as given
  std::string title;
  std::vector<TourShot> shots;  // at least one
};

// @throws InputError with place, found, wanted and candidates; IoError.
Tour read_tour(const std::filesystem::path& file);
Tour read_tour_text(const std::string& file, const std::string& text);

}  // namespace darkline

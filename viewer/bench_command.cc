#include "viewer/bench_command.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/base/error.h"
#include "models/base/file.h"
#include "models/base/stopwatch.h"
#include "viewer/core/camera_rig.h"
#include "viewer/frame_renderer.h"
#include "viewer/hall_file.h"
#include "viewer/naive_scene.h"

namespace darkline {
namespace {

constexpr PictureSize kSize = {1280, 720};
constexpr int kFrames = 16, kRounds = 4;

double processor_ms() {
  return 1e3 * processor_s();
}

// Every joint of every robot moves with every frame, each robot at a phase of its own.
class Moves {
 public:
  explicit Moves(const HallSnapshot& hall) {
    for (const auto& robot : hall.robots) {
      JointVector q = {};
      std::copy(robot.q_rad.begin(), robot.q_rad.end(), q.begin());
      home_.push_back(q);
    }
  }
  void apply(HallScene& scene, int frame) {
    for (std::size_t i = 0; i < scene.robots.size(); ++i) {
      JointVector q = home_[i];
      for (std::size_t k = 0; k < q.size(); ++k) {
        q[k] += 0.2 * std::sin(0.3 * frame + static_cast<double>(i) + 2.0 * static_cast<double>(k));
      }
      pose_robot(scene, i, q, X_BL_);
    }
  }

 private:
  std::vector<JointVector> home_;
  std::vector<Pose> X_BL_;
};

// The least of some frames: what else the machine does only adds to it.
template <typename Frame>
double least_ms(const Frame& frame) {
  double least = std::numeric_limits<double>::infinity();
  for (int k = 0; k < kFrames; ++k) {
    const double start = processor_ms();
    frame(k);
    if (k > 1) least = std::min(least, processor_ms() - start);  // the first two upload meshes
  }
  return least;
}

std::string fullest_station(const HallSnapshot& hall) {
  std::string fullest;
  std::ptrdiff_t most = 0;
  for (const auto& station : hall.stations) {
    const auto n = std::ranges::count_if(hall.robots, [&](const auto& robot) {
      return robot.address.starts_with(station.address + "/");
    });
    if (n > most) fullest = station.address, most = n;
  }
  if (fullest.empty()) {
    throw UsageError("darkline-viewer bench needs a hall with robots");
  }
  return fullest;
}

struct View {
  std::string name;
  Camera camera;
  double limit_ms;
};

// Milliseconds of each view. Round by round: a neighbour of this machine that takes part of the
// processor for a second does not fall on one view alone.
std::vector<double> frames_of(HallScene& scene, Moves& moves, const std::vector<View>& views,
                              const Theme& theme, bool everything) {
  FrameRenderer renderer(kSize, theme);
  DrawList list, shadows;
  std::vector<double> least(views.size(), std::numeric_limits<double>::infinity());
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t v = 0; v < views.size(); ++v) {
      const Camera& camera = views[v].camera;
      const double ms = least_ms([&](int k) {
        moves.apply(scene, k);
        update_draw_list(list, scene, camera, kSize);
        if (everything) update_shadow_list(shadows, scene, camera, kSize);
        renderer.draw(list, shadows, camera);
      });
      least[v] = std::min(least[v], ms);
    }
  }
  return least;
}

nlohmann::ordered_json row(const std::string& name, double value, double reference,
                           const std::string& reference_name) {
  return {{"name", name},
          {"value", value},
          {"unit", "ms"},
          {"reference", reference},
          {"reference_name", reference_name}};
}

}  // namespace

void bench_view(const ViewBenchOptions& options) {
  ::setenv("LP_NUM_THREADS", "0",
           0);  // Mesa's software driver: its threads cost more than they give
  const HallSnapshot hall = hall_snapshot_from_json(read_file(options.hall_json, kMostHallBytes),
                                                    options.hall_json.string());
  const Theme& theme = theme_of(false);
  HallScene scene =
      build_hall_scene(hall, read_models(hall, options.data), options.hall_json.string(), theme);
  Moves moves(hall);
  const auto camera = [&](const std::string& name) {
    return camera_named(name, hall, kSize.aspect());
  };
  const std::vector<View> views = {{"overview", camera("overview"), 35.0},
                                   {"aisle", camera("aisle"), 35.0},
                                   {"a cell", camera(fullest_station(hall)), 25.0}};
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  const std::vector<double> frames_ms = frames_of(scene, moves, views, theme, false);
  const std::vector<double> full_frames_ms = frames_of(scene, moves, views, theme, true);
  for (const bool everything : {false, true}) {
    for (std::size_t v = 0; v < views.size(); ++v) {
      const std::string name = fmt::format("frame of {} moving arms, {}{}", scene.robots.size(),
                                           views[v].name, everything ? ", with shadows" : "");
      const double limit_ms = everything ? 50.0 : views[v].limit_ms;
      rows.push_back(row(name, everything ? full_frames_ms[v] : frames_ms[v], limit_ms,
                         fmt::format("limit of {:g} ms", limit_ms)));
    }
  }
  NaiveScene naive(scene, kSize, theme);
  for (std::size_t v = 0; v < views.size(); ++v) {
    const double naive_ms = least_ms([&](int k) {
      moves.apply(scene, k);
      naive.draw(scene, views[v].camera);
    });
    rows.push_back(row(fmt::format("the same, {}", views[v].name), frames_ms[v], naive_ms,
                       fmt::format("a transform per link, {:.1f} ms", naive_ms)));
  }
  fmt::print("{}\n", nlohmann::ordered_json{{"rows", rows}}.dump(1));
}

}  // namespace darkline

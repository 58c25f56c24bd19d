#include "models/stream/tour.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>
#include <utility>

#include <fmt/format.h>

#include "models/base/file.h"
#include "models/base/quantity.h"
#include "models/base/toml_file.h"
#include "models/stream/plant_clock.h"
#include "models/study/study_table.h"

namespace darkline {
namespace {

constexpr std::size_t kMostTourBytes = 1U << 20U;
constexpr std::size_t kLongestCaption = 200;
constexpr double kFarthest_m = 10'000.0;  // as far as a hall goes
constexpr double kMostTurns = 10.0;

struct NamedMove {
  std::string_view name;
  ShotMove move;
};
constexpr std::array<NamedMove, 5> kMoves = {{{"stand", ShotMove::stand},
                                              {"fly", ShotMove::fly},
                                              {"orbit", ShotMove::orbit},
                                              {"dolly", ShotMove::dolly},
                                              {"slide", ShotMove::slide}}};

// A line of printable text.
std::string line_of(const StudyTable& table, std::string_view key) {
  if (!table.has(key)) return {};
  const std::string wanted = fmt::format("a line of at most {} bytes", kLongestCaption);
  const std::string text = table.text(key, wanted);
  const bool plain = std::ranges::none_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; });
  if (text.size() > kLongestCaption || !plain) table.refuse(key, table.get(key, wanted), wanted);
  return text;
}

double quantity_of(const StudyTable& table, std::string_view key, const toml::node& node,
                   Dimension dimension, double low, double high, const std::string& wanted) {
  double value = 0.0;
  try {
    value = parse_quantity(table.text_of(key, node, wanted), dimension);
  } catch (const InputError& error) {
    InputProblem problem = error.problem();
    problem.place = table.place_of(node);
    problem.key = table.path(key);
    throw InputError(std::move(problem));
  }
  if (!(value >= low && value <= high)) table.refuse(key, node, wanted);
  return value;
}

double length_of(const StudyTable& table, std::string_view key, const toml::node& node) {
  return quantity_of(table, key, node, Dimension::length, -kFarthest_m, kFarthest_m,
                     "a length such as \"6 m\", at most 10 km");
}

Eigen::Vector3d point_of(const StudyTable& table, std::string_view key) {
  const std::string wanted = "a point of the hall such as [\"4 m\", \"2 m\", \"3 m\"]";
  const toml::array& list = table.list(key, wanted);
  if (list.size() != 3) table.refuse(key, table.get(key, wanted), wanted);
  Eigen::Vector3d p_m;
  for (std::size_t i = 0; i < 3; ++i) {
    p_m[static_cast<Eigen::Index>(i)] = length_of(table, key, list[i]);
  }
  return p_m;
}

double turn_of(const StudyTable& table) {
  const std::string wanted = "an angle such as \"30 deg\", at most 3600 deg either way";
  const toml::node& node = table.get("turn", wanted);
  const std::string text = table.text_of("turn", node, wanted);
  double degrees = 0.0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), degrees);
  const std::string_view unit(read.ptr,
                              static_cast<std::size_t>(text.data() + text.size() - read.ptr));
  const bool good = read.ec == std::errc{} && (unit == " deg" || unit == "deg") &&
                    std::abs(degrees) <= 360.0 * kMostTurns;
  if (!good) table.refuse("turn", node, wanted);
  return degrees * std::numbers::pi / 180.0;
}

ShotCamera camera_of(const StudyTable& table) {
  ShotCamera camera;
  if (table.has("camera")) {
    const std::string wanted = "overview, aisle, plan or the address of a zone, station or robot";
    camera.view = table.text("camera", wanted);
    for (const char* other : {"eye", "look_at"}) {
      if (table.has(other)) table.refuse(other, *table.find(other), "one of camera and eye");
    }
  } else if (table.has("eye") || table.has("look_at")) {
    const ShotCamera::Sight sight{point_of(table, "eye"), point_of(table, "look_at")};
    if ((sight.eye_m - sight.look_at_m).norm() < 0.1) {
      table.refuse("look_at", *table.find("look_at"), "a point at least 0.1 m from the eye");
    }
    camera.sight = sight;
  }
  return camera;
}

ShotMove move_of(const StudyTable& table) {
  if (!table.has("move")) return ShotMove::stand;
  const std::string wanted = "stand, fly, orbit, dolly or slide";
  const std::string text = table.text("move", wanted);
  const auto* found = std::ranges::find(kMoves, text, &NamedMove::name);
  if (found != kMoves.end()) return found->move;
  std::vector<std::string> known;
  for (const NamedMove& each : kMoves) known.emplace_back(each.name);
  table.refuse("move", *table.find("move"), wanted, nearest_names(text, known));
}

ShotStart start_of(const StudyTable& table) {
  if (!table.has("time")) return {};
  const std::string wanted =
      "a time of the plant such as \"00:12:30\", or \"40 %\" of the recording";
  const toml::node& node = *table.find("time");
  const std::string text = table.text_of("time", node, wanted);
  if (text.ends_with('%')) {
    return {.at_ns = {},
            .share = quantity_of(table, "time", node, Dimension::percent, 0.0, 1.0, wanted)};
  }
  try {
    return {.at_ns = parse_clock(text), .share = {}};
  } catch (const UsageError&) {
    table.refuse("time", node, wanted);
  }
}

double speed_of(const StudyTable& table) {
  if (!table.has("speed")) return 1.0;
  const toml::node& node = *table.find("speed");
  const auto speed = node.value<double>();
  if (!speed || node.is_string() || !(*speed >= 0.0 && *speed <= kFastestTour)) {
    table.refuse("speed", node, "seconds of the plant in a second of the tour, 0 to 1000");
  }
  return *speed;
}

bool lights_out_of(const StudyTable& table) {
  if (!table.has("lights_out")) return false;
  const auto* dark = table.find("lights_out")->as_boolean();
  if (dark == nullptr) table.refuse("lights_out", *table.find("lights_out"), "true or false");
  return dark->get();
}

// What goes with no other move is refused: it would be read past.
void check_belongs(const StudyTable& table, std::string_view key, bool belongs,
                   const std::string& to) {
  if (table.has(key) && !belongs) table.refuse(key, *table.find(key), to);
}

TourShot read_shot(const StudyTable& table, bool is_first) {
  TourShot shot;
  shot.place = table.place_of_key(table.has("eye") ? "eye" : "camera");
  shot.camera = camera_of(table);
  shot.move = move_of(table);
  const bool goes = shot.move == ShotMove::dolly || shot.move == ShotMove::slide;
  check_belongs(table, "turn", shot.move == ShotMove::orbit, "turn with move = \"orbit\" alone");
  check_belongs(table, "way", goes, "way with move = \"dolly\" or \"slide\" alone");
  if (shot.move == ShotMove::orbit) shot.turn_rad = turn_of(table);
  if (goes) shot.way_m = length_of(table, "way", table.get("way", "a length such as \"6 m\""));
  if (is_first && shot.move == ShotMove::fly) {
    table.refuse("move", *table.find("move"),
                 "a first shot with a place of its own: it has nowhere to fly from");
  }
  if (!shot.camera.is_given() && (is_first || shot.move == ShotMove::fly)) {
    table.get("camera", "a camera, or eye and look_at: the first shot and one that flies need it");
  }
  const std::string wanted = "a time such as \"6 s\", from 0.1 s to 1 h";
  shot.for_s = quantity_of(table, "for", table.get("for", wanted), Dimension::time, 0.1,
                           kLongestShot_s, wanted);
  shot.start = start_of(table);
  shot.speed = speed_of(table);
  shot.caption = line_of(table, "caption");
  shot.lights_out = lights_out_of(table);
  return shot;
}

}  // namespace

Tour read_tour_text(const std::string& file, const std::string& text) {
  const toml::table root = parse_toml(text, file, "a tour");
  const StudyTable top(root, file, "the file", {"tour", "shot"});
  Tour tour{.file = file, .title = {}, .shots = {}};
  if (const toml::node* node = top.find("tour")) {
    const auto* table = node->as_table();
    if (table == nullptr) top.refuse("tour", *node, "a table [tour]");
    tour.title = line_of(StudyTable(*table, file, "tour", {"title"}), "title");
  }
  const std::string wanted = fmt::format("1 to {} tables [[shot]]", kMostTourShots);
  const toml::node& node = top.get("shot", wanted);
  const auto* shots = node.as_array();
  if (shots == nullptr || shots->empty() || shots->size() > kMostTourShots ||
      !shots->is_array_of_tables()) {
    top.refuse("shot", node, wanted);
  }
  for (const toml::node& each : *shots) {
    const StudyTable table(*each.as_table(), file, fmt::format("shot {}", tour.shots.size() + 1),
                           {"camera", "eye", "look_at", "for", "move", "turn", "way", "time",
                            "speed", "caption", "lights_out"});
    tour.shots.push_back(read_shot(table, tour.shots.empty()));
  }
  return tour;
}

Tour read_tour(const std::filesystem::path& file) {
  return read_tour_text(file.string(), read_file(file, kMostTourBytes));
}

}  // namespace darkline

// Records a live plant, in a file (plant_recording.h) or for those who watch it (plant_feed.h):
// what its cells do is taken down by the threads that step them, and put together in chunks once a
// slice of time has been done by all.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cells/cell_world.h"
#include "controllers/plant_feed.h"
#include "models/scenario/factory_model.h"
#include "models/stream/plant_recording.h"

namespace darkline {

// What one cell did and has not been put into a slice yet. Of one thread at a time.
class CellTape {
 public:
  // `robots`: the places of the cell's robots in the scene.
  CellTape(const CellWorld& world, std::uint32_t station, std::vector<std::uint32_t> robots);

  // After each tick: takes what the world told (CellWorldOptions::changes) and empties it.
  void take(const CellWorld& world, std::vector<RobotChange>& changes) {
    if (changes.empty()) return;
    for (const RobotChange& change : changes) take(world, change);
    changes.clear();
  }

  // Looks for arms off their program. After the ticks that end at a multiple of kLookEveryNs.
  static constexpr std::int64_t kLookEveryNs = 100'000'000;
  void look(const CellWorld& world);

  void state(std::int64_t t_ns, PackMlState state, std::uint32_t reason);
  void body(std::int64_t t_ns, std::uint32_t number);  // 0: it left

 private:
  friend class PlantRecorder;
  struct Arm {
    // what every change needs, together
    std::uint32_t robot = 0;  // in the scene
    std::uint32_t last = 0;   // program
    int n_joints = 0;
    bool places_part = false;    // the job under way ends with a part on the body
    std::vector<Segment> moves;  // (n_programs) of no duration for a job's
    // (n_programs) apart, since the moves that are not meant differ in them
    std::vector<double> durations_s;
    std::vector<PlantProgram> untold;   // the last ones, that the chunker does not know yet
    std::vector<std::uint32_t> of_job;  // (n_jobs) number of the job's program, or kNoProgram
    JointTrace trace;                   // while off
  };

  void note(std::int64_t t_ns, PlantEvent::Kind kind, std::uint32_t value, std::uint32_t number);
  void take(const CellWorld& world, const RobotChange& change);
  std::uint32_t program_of(const CellRobot& robot, Arm& arm, const RobotChange& change);
  std::uint32_t add(Arm& arm, const Segment& move, PlantProgram program);

  std::uint32_t station_;
  std::vector<Arm> arms_;          // (n_robots of the cell)
  std::vector<std::uint8_t> off_;  // (n_robots) 1: off its program
  std::uint32_t parts_ = 0;
  std::vector<PlantEvent> events_;
  std::vector<JointTrace> traces_;
};

class PlantRecorder {
 public:
  // `title`: of the run, for people. `path`: the file; empty: none. `feed`: those who watch; null:
  // none. @throws IoError if the file cannot be made.
  PlantRecorder(const FactoryModel& factory, const std::string& title,
                const std::filesystem::path& path, PlantFeed* feed = nullptr);
  ~PlantRecorder();  // ends the file with what has been done, if close() has not
  PlantRecorder(const PlantRecorder&) = delete;
  PlantRecorder& operator=(const PlantRecorder&) = delete;

  // A tape for the cell of a station, at whose arms the scene takes up where they stand. Before the
  // first slice, from any thread; it lives as long as the recorder.
  CellTape& add(StationId station, const CellWorld& world);

  // How often the plant is to end a slice: kSliceNs for a file alone, more often for watchers. The
  // file's slices are of kSliceNs either way.
  std::int64_t slice_ns() const;

  // All cells have been stepped until t_ns. From one thread, while no cell is stepped.
  // @throws IoError if the file cannot be written.
  void end_slice(std::int64_t t_ns);

  // The controller of a cell is gone, or has come back after so long: for its tape, and at once for
  // those who watch. From any thread, also while slices are under way.
  void controller(CellTape& tape, std::int64_t t_ns, bool is_back, std::chrono::nanoseconds gone);

  // Ends the file. @throws IoError
  void close();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace darkline

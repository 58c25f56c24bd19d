// What a viewer shows, whether it is a recording or a plant that lives: everything that a window or
// a picture asks for, at a time that it chooses. No OpenGL, no sockets.
//
//   ReplaySource source(path);                 // or a live one
//   TimeController time(source.first_ns(), source.last_ns());
//   each frame: time.set_range(...); time.advance(wall_s); source.show(time.now_ns());
//               source.joints(r), source.state(), source.hall()
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/stream/plant_clock.h"
#include "models/stream/plant_player.h"
#include "models/stream/plant_recording.h"

namespace darkline {

class Source {
 public:
  virtual ~Source() = default;

  virtual const PlantStore& store() const = 0;
  const HallSnapshot& scene() const { return store().scene(); }
  std::int64_t first_ns() const { return store().begin_ns(); }
  std::int64_t last_ns() const { return store().end_ns(); }

  // Takes what has come since the last call; false where nothing can come any more.
  virtual bool poll() { return false; }
  virtual bool is_live() const { return false; }
  // How often a live plant began anew, and how many gaps were met on the way to it, and mended.
  virtual std::uint64_t beginnings() const { return 0; }
  virtual std::uint64_t gaps() const { return 0; }
  // Seconds of wall time since a live plant was heard; 0 for a replay.
  virtual double stale_s() const { return 0.0; }
  // Whether a station's controller is away at this moment of wall time, or was a moment ago: a live
  // plant stands then, and tells so before its time goes on.
  virtual bool is_controller_lost(std::size_t /*station*/) const { return false; }
  // Whether this plant is no more; and whether whoever follows it is taken to the next one.
  virtual bool has_ended() const { return false; }
  virtual bool awaits_next() const { return false; }
  // Whether this plant is no more and another one lives in its place.
  virtual bool has_successor() const { return false; }
  // For people: how the data ends, or what was lost on the way. Empty: nothing.
  virtual std::string complaint() const { return {}; }

  // --- what there is at a time, held within first_ns and last_ns. @throws as PlantStore.
  const PlantState& show(std::int64_t t_ns) { return player().seek(t_ns); }
  const PlantState& state() { return player().state(); }
  JointVector joints(std::size_t robot) { return player().joints(robot); }
  bool is_off_program(std::size_t robot) { return player().is_off_program(robot); }
  HallSnapshot hall() { return player().hall(); }

  // Alarms up to now, in their order: for the list and the ticks on the timeline.
  std::vector<PlantEvent> alarms() { return player().events(first_ns(), last_ns() + 1, is_alarm); }

 protected:
  PlantPlayer& player();

 private:
  std::unique_ptr<PlantPlayer> player_;
};

class ReplaySource final : public Source {
 public:
  // @throws as PlantRecordingReader.
  explicit ReplaySource(const std::filesystem::path& file) : reader_(file) {}

  const PlantStore& store() const override { return reader_; }
  std::string complaint() const override { return reader_.complaint(); }

 private:
  PlantRecordingReader reader_;
};

// Events that stepping goes to: where somebody would stop to look.
bool is_step(const PlantEvent& event);

}  // namespace darkline

#include "twin/report/recording.h"

#include <fmt/format.h>

#include "twin/line/event_engine.h"

namespace darkline {

LineRecording record_line(const LineModel& model, std::uint64_t seed) {
  LineEngine engine(model, seed, 0);
  LineRecording recording;
  const std::int64_t start_ms = model.warm_up_ms;
  engine.run_until(LineDuration{start_ms});
  recording.at_end.resize(model.stations.size());
  for (std::size_t s = 0; s < model.stations.size(); ++s) {
    recording.at_end[s] = engine.state(s);
    recording.changes.push_back({start_ms, s, recording.at_end[s]});
  }
  for (std::int64_t t_ms = start_ms; t_ms < start_ms + kRecordingMs;) {
    t_ms += kRecordingTickMs;
    engine.run_until(LineDuration{t_ms});
    for (std::size_t s = 0; s < model.stations.size(); ++s) {
      const StationState state = engine.state(s);
      if (state == recording.at_end[s]) continue;
      recording.at_end[s] = state;
      recording.changes.push_back({t_ms, s, state});
    }
  }
  for (std::size_t s = 0; s < model.stations.size(); ++s) {
    recording.attended_at_end.push_back(engine.is_attended(s));
  }
  recording.idle_technicians_at_end = engine.idle_technicians();
  for (std::size_t link = 0; link < model.links.size(); ++link) {
    recording.level_at_end.push_back(engine.level(link));
  }
  return recording;
}

std::string events_csv(const FactoryModel& factory, const LineRecording& recording) {
  std::string csv = "time_s,station,state\n";
  for (const LineRecording::Change& change : recording.changes) {
    csv += fmt::format("{}.{:03},{},{}\n", change.t_ms / 1000, change.t_ms % 1000,
                       factory.stations[change.station].address, name_of(change.state));
  }
  return csv;
}

}  // namespace darkline

#include "viewer/panels/info_panel.h"

#include <numeric>

#include <fmt/format.h>

#include "models/stream/plant_chunks.h"
#include "models/stream/plant_format.h"
#include "viewer/panels/panel_drawing.h"

namespace darkline {
namespace {

std::string kind_of(const ViewSession& session) {
  const Texts& texts = session.texts();
  if (session.store() == nullptr) return texts(Text::kind_hall);
  return texts(session.is_live() ? Text::kind_live : Text::kind_recording, kPlantFormat);
}

void plant_rows(const ViewSession& session) {
  const Texts& texts = session.texts();
  const PlantPrograms& programs = session.store()->programs();
  const std::size_t n_programs =
      std::accumulate(programs.begin(), programs.end(), std::size_t{0},
                      [](std::size_t sum, const auto& of) { return sum + of.size(); });
  table_row(texts(Text::info_span), fmt::format("{} - {}", plant_clock(session.time()->first_ns()),
                                                plant_clock(session.time()->last_ns())));
  table_row(texts(Text::info_programs), fmt::format("{}", n_programs));
  table_row(texts(Text::info_alarms),
            fmt::format("{}, {}", session.alarms().size(), session.time_marks().all().size()));
}

}  // namespace

void info_panel(const ViewSession& session) {
  if (!session.shown().info) return;
  const Texts& texts = session.texts();
  const HallSnapshot& hall = session.hall();
  begin_in_the_middle("info", ImGuiWindowFlags_NoInputs);
  text(texts(Text::info_title));
  if (begin_table("info")) {
    table_row(texts(Text::info_file), session.file_name());
    table_row(texts(Text::info_kind), kind_of(session));
    table_row(texts(Text::info_hall),
              fmt::format("{:g} x {:g} m", hall.hall_length_m, hall.hall_width_m));
    table_row(texts(Text::info_robots),
              fmt::format("{}, {}", hall.robots.size(), session.scene().kinematics.size()));
    table_row(texts(Text::info_stations),
              fmt::format("{}, {}", hall.stations.size(), hall.buffers.size()));
    table_row(texts(Text::info_bodies), fmt::format("{}", session.scene().bodies.size()));
    if (session.store() != nullptr) plant_rows(session);
    ImGui::EndTable();
  }
  ImGui::End();
}

}  // namespace darkline

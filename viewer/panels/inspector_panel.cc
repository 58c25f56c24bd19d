#include "viewer/panels/inspector_panel.h"

#include <algorithm>

#include <fmt/format.h>

#include "viewer/panels/panel_drawing.h"

namespace darkline {
namespace {

// What a plant that moves knows of a station and a robot at this moment.
void moment_text(const ViewSession& session, const PlantState::Station& station) {
  const double for_s = 1e-9 * static_cast<double>(session.state()->t_ns - station.since_ns);
  text(fmt::format("for {:.1f} s", for_s));
  if (station.body != 0) text(fmt::format("body {}, {} parts joined", station.body, station.parts));
  if (station.controller_lost) text("its controller is lost");
}

void moment_text(const ViewSession& session, const PlantState::Robot& robot) {
  const double for_s = 1e-9 * static_cast<double>(session.state()->t_ns - robot.since_ns);
  text(fmt::format("{} for {:.1f} s", name_of(robot.activity), for_s));
  if (robot.activity == RobotActivity::waiting) text(fmt::format("for zone {}", robot.number));
}

void share_text(const HallSnapshot::StationPose& station) {
  if (station.working_share + station.blocked_share + station.starved_share + station.down_share <=
      0.0) {
    return;  // a recording of a plant has none
  }
  ImGui::Separator();
  text("of the year's time");
  share_bar("working", station.working_share, color_from(0x6B7A86));
  share_bar("blocked", station.blocked_share, look_of(StationState::blocked).lamp);
  share_bar("starved", station.starved_share, look_of(StationState::starved).lamp);
  share_bar("down", station.down_share, look_of(StationState::down).lamp);
}

void station_text(const ViewSession& session, std::size_t index) {
  const HallSnapshot::StationPose& station = session.hall().stations[index];
  state_text(look_of(station.state));
  if (session.state() != nullptr) moment_text(session, session.state()->stations[index]);
  if (station.bottleneck) text("the bottleneck of this run");
  text(station.body_present ? "a body is in it" : "no body is in it");
  share_text(station);
}

}  // namespace

void inspector_panel(ViewSession& session) {
  if (!session.selection()) return;
  const Selection selection = *session.selection();
  begin_at("inspector", 1.F, 0.F);
  const std::string address = session.address_of(selection);
  text(address);
  ImGui::Separator();
  if (selection.kind == Selection::Kind::station) {
    const auto robots = std::ranges::count_if(session.hall().robots, [&](const auto& robot) {
      return robot.address.starts_with(address + "/");
    });
    text(fmt::format("{} robots", robots));
    station_text(session, selection.index);
  } else {
    const auto& robot = session.hall().robots[selection.index];
    const HallScene::RobotInstance& instance = session.scene().robots[selection.index];
    text(session.scene().kinematics[instance.model].title);
    if (session.state() != nullptr) moment_text(session, session.state()->robots[selection.index]);
    const RobotModel& model = session.scene().kinematics[instance.model];
    for (std::size_t i = 0; i < robot.q_rad.size(); ++i) {
      text(fmt::format("{:<8} {:8.1f}°", model.joints[i].name, 57.29577951308232 * robot.q_rad[i]));
    }
    const std::string at = address.substr(0, address.rfind('/'));
    for (std::size_t i = 0; i < session.hall().stations.size(); ++i) {
      if (session.hall().stations[i].address != at) continue;
      ImGui::Separator();
      if (ImGui::Selectable(at.c_str())) session.select(Selection{Selection::Kind::station, i});
      station_text(session, i);
    }
  }
  ImGui::End();
}

}  // namespace darkline

#include "viewer/panels/inspector_panel.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "controllers/bus_status.h"
#include "viewer/core/story.h"
#include "viewer/panels/panel_drawing.h"
#include "viewer/panels/station_numbers.h"

namespace darkline {
namespace {

constexpr std::size_t kMostChanges = 10, kMostLinkParts = 3;
constexpr float kLeastHigh_px = 120.F;

double seconds(std::int64_t ns) {
  return 1e-9 * static_cast<double>(ns);
}

void heading(const std::string& words) {
  ImGui::Separator();
  faint_text(words);
}

// A joint's angle (or length), and where that is between its limits.
void joint_bar(const Joint& joint, double q, const Color& color) {
  const bool turns = joint.kind == JointKind::revolute;
  const double scale = turns ? 57.29577951308232 : 1e3;
  const char* const unit = turns ? "°" : " mm";
  const double range = joint.upper - joint.lower;
  const double share = range > 0.0 ? std::clamp((q - joint.lower) / range, 0.0, 1.0) : 0.0;
  const std::string label =
      fmt::format("{} {:.1f}{}  ({:.0f}..{:.0f}{})", joint.name, scale * q, unit,
                  std::round(scale * joint.lower), std::round(scale * joint.upper), unit);
  labelled_bar(label, share, color);
}

void program_text(const ViewSession& session, std::size_t index) {
  const Texts& texts = session.texts();
  const PlantState::Robot& robot = session.state()->robots[index];
  const auto& programs = session.store()->programs()[index];
  if (robot.program >= programs.size()) return text(texts(Text::no_program));
  const PlantProgram& program = programs[robot.program];
  const std::int64_t whole_ns = program.duration_ns();
  const std::int64_t gone_ns =
      std::clamp<std::int64_t>(session.state()->t_ns - robot.program_ns, 0, whole_ns);
  const std::string label =
      texts(Text::program_at, robot.program, seconds(gone_ns), seconds(whole_ns));
  const double share = whole_ns > 0 ? seconds(gone_ns) / seconds(whole_ns) : 1.0;
  labelled_bar(label, share, session.theme().signals.program);
  if (program.spot != 0) text(texts(Text::program_spot, program.spot));
  if (session.is_off_program(index)) text(texts(Text::off_program));
}

std::string words_of(const RobotPart& part, const Texts& texts) {
  std::string words = texts(part.activity);
  if (part.activity == RobotActivity::waiting) words += ", " + texts(Text::for_zone, part.number);
  if (part.activity == RobotActivity::failed) {
    words += ", " + texts(static_cast<RobotAlarm>(part.number));
  }
  return words;
}

std::string words_of(const StationPart& part, const Texts& texts) {
  std::string words = fmt::format("{} ({})", texts(part.line), name_of(part.state));
  if (part.reason != 0) words += ", " + texts.fault(part.reason);
  return words;
}

template <class Parts>
void history_text(const Parts& parts, const Texts& texts) {
  heading(texts(Text::history));
  for (const auto& part : parts) {
    text(texts(Text::history_row, plant_clock(part.t_ns), seconds(part.lasts_ns),
               words_of(part, texts)));
  }
}

void link_text(std::span<const StationChange> changes, const Texts& texts) {
  heading(texts(Text::link_title));
  const auto parts = last_link_parts(changes, kMostLinkParts);
  if (parts.empty()) text(texts(Text::link_good));
  for (const LinkPart& part : parts) {
    const std::string when = plant_clock(part.t_ns);
    text(part.lost ? texts(Text::link_lost, when) : texts(Text::link_back, when, part.gone_ms));
  }
}

void share_text(const ViewSession& session, const HallSnapshot::StationPose& station) {
  const Texts& texts = session.texts();
  const double sum =
      station.working_share + station.blocked_share + station.starved_share + station.down_share;
  if (sum <= 0.0) return;
  heading(session.history() == nullptr
              ? texts(Text::of_the_year)
              : texts(Text::of_so_far, plant_clock(session.history()->from_ns()),
                      plant_clock(session.time()->now_ns())));
  const Signals& signals = session.theme().signals;
  const auto bar = [&](StationState state, double share) {
    share_bar(texts(state), share,
              state == StationState::working ? signals.bar : signals.lamp_of(state));
  };
  bar(StationState::working, station.working_share);
  bar(StationState::blocked, station.blocked_share);
  bar(StationState::starved, station.starved_share);
  bar(StationState::down, station.down_share);
}

// What a plant that moves knows of a station at this moment.
void moment_text(const ViewSession& session, const PlantState::Station& station) {
  const Texts& texts = session.texts();
  text(texts(Text::packml_state, name_of(station.state)));
  ImGui::SameLine();
  text(texts(Text::for_seconds, seconds(session.state()->t_ns - station.since_ns)));
  if (station.reason != 0) text(texts.fault(station.reason));
  if (station.body != 0) text(texts(Text::body_parts, station.body, station.parts));
}

void station_text(const ViewSession& session, std::size_t index) {
  const Texts& texts = session.texts();
  const HallSnapshot::StationPose& station = session.hall().stations[index];
  const std::string prefix = station.address + "/";
  text(texts(Text::n_robots, std::ranges::count_if(session.hall().robots, [&](const auto& robot) {
               return robot.address.starts_with(prefix);
             })));
  state_text(look_of(station.state), session);
  if (session.state() != nullptr) {
    moment_text(session, session.state()->stations[index]);
    const bool lost = session.state()->stations[index].controller_lost;
    if (lost || session.is_controller_lost(index)) text(texts(Text::controller_is_lost));
  }
  if (station.bottleneck) text(texts(Text::is_bottleneck));
  if (!station.body_present) text(texts(Text::has_no_body));
  if (station.body_present && session.state() == nullptr) text(texts(Text::has_body));
  share_text(session, station);
  station_numbers(session, index);
  if (session.history() == nullptr) return;
  const std::int64_t now_ns = session.time()->now_ns();
  const auto changes = session.history()->station(index, now_ns);
  link_text(changes, texts);
  history_text(last_parts(changes, now_ns, kMostChanges), texts);
}

void cycle_text(const HallSnapshot::RobotPose::Cycle& cycle, const ViewSession& session) {
  const Texts& texts = session.texts();
  const Color& color = session.theme().signals.bar;
  heading(texts(Text::studied_cycle));
  text(fmt::format("{:.4f} kWh", cycle.energy_kwh));
  share_bar(texts(Text::peak_torque), cycle.peak_torque_share, color);
  share_bar(texts(Text::rms_torque), cycle.rms_torque_share, color);
}

// The station that a robot belongs to, a way to it.
void home_text(ViewSession& session, const std::string& robot) {
  const std::string at = robot.substr(0, robot.rfind('/'));
  for (std::size_t i = 0; i < session.hall().stations.size(); ++i) {
    if (session.hall().stations[i].address != at) continue;
    ImGui::Separator();
    if (ImGui::Selectable(at.c_str())) session.select(Selection{Selection::Kind::station, i});
    state_text(look_of(session.hall().stations[i].state), session);
  }
}

void robot_text(ViewSession& session, std::size_t index) {
  const Texts& texts = session.texts();
  const auto& robot = session.hall().robots[index];
  const RobotModel& model = session.scene().kinematics[session.scene().robots[index].model];
  text(model.title);
  if (session.state() != nullptr) {
    const PlantState::Robot& now = session.state()->robots[index];
    text(texts(Text::activity_for, texts(now.activity),
               seconds(session.state()->t_ns - now.since_ns)));
    if (now.activity == RobotActivity::waiting) text(texts(Text::for_zone, now.number));
    if (now.activity == RobotActivity::failed) text(texts(static_cast<RobotAlarm>(now.number)));
    program_text(session, index);
  }
  heading(texts(Text::joint_range));
  for (std::size_t i = 0; i < robot.q_rad.size(); ++i) {
    joint_bar(model.joints[i], robot.q_rad[i], session.theme().signals.bar);
  }
  if (robot.cycle) cycle_text(*robot.cycle, session);
  if (session.history() != nullptr) {
    const std::int64_t now_ns = session.time()->now_ns();
    history_text(last_parts(session.history()->robot(index, now_ns), now_ns, kMostChanges), texts);
  }
  home_text(session, robot.address);
}

}  // namespace

void inspector_panel(ViewSession& session, float foot_px) {
  if (!session.selection()) return;
  const Selection selection = *session.selection();
  ImGui::SetNextWindowSizeConstraints(
      {0.F, 0.F}, {screen().x, std::max(foot_px - 2.F * kPanelEdge_px, kLeastHigh_px)});
  begin_at("inspector", 1.F, 0.F);
  text(session.address_of(selection));
  ImGui::Separator();
  if (selection.kind == Selection::Kind::station) {
    station_text(session, selection.index);
  } else {
    robot_text(session, selection.index);
  }
  ImGui::End();
}

}  // namespace darkline

#include "viewer/panels.h"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>
#include <imgui.h>

namespace darkline {
namespace {

constexpr float kEdge_px = 12.F;
constexpr ImGuiWindowFlags kFixed = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize |
                                    ImGuiWindowFlags_NoMove | ImGuiWindowFlags_AlwaysAutoResize |
                                    ImGuiWindowFlags_NoSavedSettings |
                                    ImGuiWindowFlags_NoFocusOnAppearing;

ImVec4 vec4_of(const Color& color) {
  return {color[0], color[1], color[2], 1.F};
}

ImVec2 screen() {
  return ImGui::GetIO().DisplaySize;
}

// A panel in a corner of the picture: shares 0 or 1 of its width and height.
void begin_at(const char* name, float share_x, float share_y, ImGuiWindowFlags more = 0) {
  ImGui::SetNextWindowPos({kEdge_px + share_x * (screen().x - 2.F * kEdge_px),
                           kEdge_px + share_y * (screen().y - 2.F * kEdge_px)},
                          ImGuiCond_Always, {share_x, share_y});
  ImGui::SetNextWindowBgAlpha(0.86F);
  ImGui::Begin(name, nullptr, kFixed | more);
}

void text(const std::string& line) {
  ImGui::TextUnformatted(line.c_str());
}

// The glyph of a state in its lamp's colour: a sign and a word beside it, never colour alone.
void state_text(const StateLook& look) {
  const float side = ImGui::GetTextLineHeight();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ImU32 color = ImGui::ColorConvertFloat4ToU32(vec4_of(look.lamp));
  ImDrawList* const list = ImGui::GetWindowDrawList();
  list->AddRectFilled(at, {at.x + side, at.y + side}, color, 3.F);
  const auto flat = glyph_triangles(look.glyph);
  const auto point = [&](std::size_t i) {
    const auto px = [&](double v) { return static_cast<float>(0.5 + 0.36 * v) * side; };
    return ImVec2(at.x + px(flat[i].x()), at.y + px(-flat[i].y()));
  };
  for (std::size_t i = 0; i + 2 < flat.size(); i += 3) {
    list->AddTriangleFilled(point(i), point(i + 1), point(i + 2), IM_COL32(255, 255, 255, 255));
  }
  ImGui::Dummy({side, side});
  ImGui::SameLine();
  text(std::string(look.name));
}

void share_bar(const char* name, double share, const Color& color) {
  ImGui::PushStyleColor(ImGuiCol_PlotHistogram, vec4_of(color));
  const std::string label = fmt::format("{} {:.1f} %", name, 100.0 * share);
  ImGui::ProgressBar(static_cast<float>(share), {230.F, 0.F}, label.c_str());
  ImGui::PopStyleColor();
}

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

void Panels::build(ViewSession& session) {
  title(session);
  attention(session);
  inspector(session);
  legend(session);
  timeline(session);
  if (session.help()) help(session);
  search(session);
}

void Panels::title(const ViewSession& session) const {
  begin_at("title", 0.F, 0.F);
  text(session.hall().title);
  if (!session.hall().caption.empty()) ImGui::TextDisabled("%s", session.hall().caption.c_str());
  ImGui::TextDisabled("F1 help   F6 floor: %s   F7 lights out",
                      std::string(title_of(session.floor_map())).c_str());
  if (!message_.empty()) text(message_);
  ImGui::End();
}

void Panels::inspector(ViewSession& session) const {
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

void Panels::attention(ViewSession& session) const {
  constexpr std::size_t kMost = 12;
  if (session.time() != nullptr) return alarms(session);
  const std::vector<Selection> stations = session.needing_attention();
  if (stations.empty()) return;
  begin_at("attention", 0.F, 1.F);
  text(fmt::format("needs attention: {}", stations.size()));
  ImGui::Separator();
  for (std::size_t i = 0; i < std::min(kMost, stations.size()); ++i) {
    const auto& station = session.hall().stations[stations[i].index];
    state_text(look_of(station.state));
    ImGui::SameLine(110.F);
    const std::string label =
        station.address + (station.bottleneck ? "  bottleneck" : "") + "##" + std::to_string(i);
    if (ImGui::Selectable(label.c_str(), false, 0, {220.F, 0.F})) {
      session.select_and_fly(stations[i]);
    }
  }
  if (stations.size() > kMost) text(fmt::format("and {} more", stations.size() - kMost));
  ImGui::End();
}

// The last ones before the clock's time; each flies to its place and its moment.
void Panels::alarms(ViewSession& session) const {
  constexpr std::ptrdiff_t kMost = 12;
  const std::vector<PlantEvent>& all = session.alarms();
  const std::int64_t now_ns = session.time()->now_ns();
  const auto end = std::ranges::upper_bound(all, now_ns, {}, &PlantEvent::t_ns);
  begin_at("alarms", 0.F, 0.86F);  // above the clock
  text(fmt::format("alarms: {} so far, {} in all", end - all.begin(), all.size()));
  for (auto each = end; each != all.begin() && end - each < kMost;) {
    --each;
    const std::string label =
        fmt::format("{}##{}", text_of(*each, session.hall()), each - all.begin());
    if (!ImGui::Selectable(label.c_str(), false, 0, {420.F, 0.F})) continue;
    const bool robot = each->kind == PlantEvent::Kind::robot;
    session.go_to(each->t_ns);
    session.select_and_fly(
        {robot ? Selection::Kind::robot : Selection::Kind::station, each->subject});
  }
  ImGui::End();
}

void Panels::legend(const ViewSession& session) const {
  begin_at("legend", 1.F, 1.F, ImGuiWindowFlags_NoInputs);
  if (session.floor_map() == FloorMap::none) {
    for (const StationState state : {StationState::down, StationState::blocked,
                                     StationState::starved, StationState::working}) {
      state_text(look_of(state));
    }
  } else {
    text(fmt::format("share of time {}", title_of(session.floor_map())));
    const ImVec2 at = ImGui::GetCursorScreenPos();
    constexpr float kWidth = 220.F, kHeight = 14.F;
    constexpr int kSteps = 22;
    for (int i = 0; i < kSteps; ++i) {
      const Color color = viridis((i + 0.5) / kSteps);
      ImGui::GetWindowDrawList()->AddRectFilled(
          {at.x + kWidth * static_cast<float>(i) / kSteps, at.y},
          {at.x + kWidth * static_cast<float>(i + 1) / kSteps, at.y + kHeight},
          ImGui::ColorConvertFloat4ToU32(vec4_of(color)));
    }
    ImGui::Dummy({kWidth, kHeight});
    text("0 %                 50 %              100 %");
  }
  ImGui::End();
}

// The clock, what it does, and a bar to go anywhere, with a tick for every alarm.
void Panels::timeline(ViewSession& session) const {
  constexpr float kWidth = 520.F;
  const TimeController* const time = session.time();
  if (time == nullptr) return;
  begin_at("timeline", 0.5F, 1.F);
  if (ImGui::Button(time->plays() ? "stand" : "play")) session.key({.special = SpecialKey::space});
  ImGui::SameLine();
  text(fmt::format("{} of {}   {:g}x{}", plant_clock(time->now_ns()), plant_clock(time->last_ns()),
                   time->speed(), time->loops() ? ", over and over" : ""));
  if (session.is_live()) {
    ImGui::SameLine();
    if (time->is_live()) {
      text("live");
    } else if (ImGui::Button("go live")) {
      session.key({.special = SpecialKey::end});
    }
  }
  const std::string complaint = session.complaint();
  if (!complaint.empty()) text(complaint);
  const double first = static_cast<double>(time->first_ns());
  const double whole = std::max(1.0, static_cast<double>(time->last_ns()) - first);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  auto share = static_cast<float>((static_cast<double>(time->now_ns()) - first) / whole);
  ImGui::PushItemWidth(kWidth);
  if (ImGui::SliderFloat("##time", &share, 0.F, 1.F, "")) {
    session.go_to(time->first_ns() + static_cast<std::int64_t>(static_cast<double>(share) * whole));
  }
  ImGui::PopItemWidth();
  for (const PlantEvent& alarm : session.alarms()) {
    const auto x = static_cast<float>((static_cast<double>(alarm.t_ns) - first) / whole);
    ImGui::GetWindowDrawList()->AddLine({at.x + x * kWidth, at.y + 14.F},
                                        {at.x + x * kWidth, at.y + 20.F},
                                        IM_COL32(255, 90, 80, 255));
  }
  ImGui::End();
}

void Panels::help(const ViewSession&) const {
  ImGui::SetNextWindowPos({0.5F * screen().x, 0.5F * screen().y}, ImGuiCond_Always, {0.5F, 0.5F});
  ImGui::SetNextWindowBgAlpha(0.94F);
  ImGui::Begin("help", nullptr, kFixed | ImGuiWindowFlags_NoInputs);
  if (ImGui::BeginTable("keys", 2)) {
    for (const KeyHelp& row : key_help()) {
      ImGui::TableNextRow();
      ImGui::TableNextColumn();
      text(std::string(row.keys));
      ImGui::TableNextColumn();
      text(std::string(row.does));
    }
    ImGui::EndTable();
  }
  ImGui::End();
}

void Panels::search(ViewSession& session) {
  constexpr std::size_t kMost = 10;
  if (!session.wants_to_find()) {
    searching_ = false;
    return;
  }
  begin_at("find", 0.5F, 0.F);
  text("Find a robot or station");
  if (!searching_) ImGui::SetKeyboardFocusHere();
  searching_ = true;
  const bool entered =
      ImGui::InputText("##wanted", wanted_.data(), wanted_.size(),
                       ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
  std::optional<Selection> chosen;
  const auto hits = session.find(wanted_.data(), kMost);
  for (const Selection& hit : hits) {
    if (ImGui::Selectable(session.address_of(hit).c_str())) chosen = hit;
  }
  if (entered && !hits.empty()) chosen = hits.front();
  if (hits.empty() && wanted_[0] != '\0') ImGui::TextDisabled("nothing has that in its address");
  ImGui::End();
  if (!chosen) return;
  session.select_and_fly(*chosen);
  session.found();
}

}  // namespace darkline

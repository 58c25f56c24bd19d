#include "viewer/panels/panels.h"

#include "viewer/panels/alarm_panel.h"
#include "viewer/panels/attention_panel.h"
#include "viewer/panels/compare_panel.h"
#include "viewer/panels/cost_panel.h"
#include "viewer/panels/help_panel.h"
#include "viewer/panels/info_panel.h"
#include "viewer/panels/inspector_panel.h"
#include "viewer/panels/label_layer.h"
#include "viewer/panels/legend_panel.h"
#include "viewer/panels/panel_drawing.h"
#include "viewer/panels/timeline_panel.h"
#include "viewer/panels/title_panel.h"
#include "viewer/panels/tour_panel.h"
#include "viewer/panels/waiting_panel.h"

namespace darkline {

void Panels::build(ViewSession& session) {
  const Theme& theme = session.panel_theme();
  ImGuiStyle& style = ImGui::GetStyle();
  style.Colors[ImGuiCol_WindowBg] = vec4_of(theme.panel);
  style.Colors[ImGuiCol_Text] = vec4_of(theme.text);
  style.Colors[ImGuiCol_TextDisabled] = vec4_of(theme.faint_text);
  if (tour_panel(session)) return;
  label_layer(session);
  title_panel(session, message_);
  attention_panel(session);
  alarm_panel(session);
  inspector_panel(session, legend_panel(session));
  timeline_panel(session);
  cost_panel(session);
  compare_panel(session);
  waiting_panel(session);
  help_panel(session);
  info_panel(session);
  profiler_.build(session);
  find_.build(session);
  time_.build(session);
}

}  // namespace darkline

// What all panels are drawn with: corners of the picture, lines of text, states, shares.
#pragma once

#include <string>

#include <imgui.h>

#include "viewer/core/floor_map.h"
#include "viewer/core/palette.h"
#include "viewer/core/texts.h"
#include "viewer/core/view_session.h"

namespace darkline {

inline constexpr float kPanelEdge_px = 12.F;  // between a panel and the picture's edge
inline constexpr ImGuiWindowFlags kFixedPanel =
    ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
    ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoSavedSettings |
    ImGuiWindowFlags_NoFocusOnAppearing;

ImVec4 vec4_of(const Color& color);
ImU32 paint_of(const Color& color);

// The size of the picture in pixels.
ImVec2 screen();

// Begins a panel in a corner of the picture: shares 0 to 1 of its width and height. Ends with
// ImGui::End().
void begin_at(const char* name, float share_x, float share_y, ImGuiWindowFlags more = 0);

// The same at the foot of the picture, above the clock of a plant that moves.
void begin_above_clock(const char* name, float share_x, bool has_clock, ImGuiWindowFlags more = 0);

// In the middle of the picture, over everything.
void begin_in_the_middle(const char* name, ImGuiWindowFlags more = 0);

void text(const std::string& line);
void faint_text(const std::string& line);

// The glyph of a state in its lamp's colour with its word beside it: never colour alone.
void state_text(const StateLook& look, const ViewSession& session);

// The word of a floor map.
std::string word_of(FloorMap map, const Texts& texts);

// The glyph of a state on a square of its lamp's colour, wherever it is wanted.
void draw_state(ImDrawList& list, const StateLook& look, const Signals& signals, const ImVec2& at,
                float side);

// Two columns; ends with ImGui::EndTable() if it began.
bool begin_table(const char* name);
void table_row(const std::string& name, const std::string& value);

// A bar of a share 0 to 1 with a text on it, one line high.
void labelled_bar(const std::string& label, double share, const Color& color);

// A bar of a share 0 to 1 with its name and its percents on it.
void share_bar(const std::string& name, double share, const Color& color);

}  // namespace darkline

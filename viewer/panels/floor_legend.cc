#include "viewer/panels/floor_legend.h"

#include <string>

#include "viewer/panels/panel_drawing.h"

namespace darkline {
namespace {

constexpr float kWidth_px = 240.F, kHeight_px = 14.F;

// Left, in the middle and right of the bar.
void three_texts(const std::string& left, const std::string& middle, const std::string& right) {
  const float x = ImGui::GetCursorPosX();
  const auto width = [](const std::string& line) { return ImGui::CalcTextSize(line.c_str()).x; };
  text(left);
  ImGui::SameLine(x + 0.5F * (kWidth_px - width(middle)));
  text(middle);
  ImGui::SameLine(x + kWidth_px - width(right));
  text(right);
}

std::string number_of(const FloorScale& floor, double value) {
  const std::string whole = floor.text_of(value);
  return whole.substr(0, whole.find(' '));
}

// What the numbers are, with their unit.
std::string title_of(FloorMap map, const Texts& texts) {
  switch (map) {
    case FloorMap::none:
      return texts(Text::floor_standing);
    case FloorMap::energy:
      return word_of(map, texts) + ", " + texts(Text::unit_energy);
    case FloorMap::cost:
      return word_of(map, texts) + ", " + texts(Text::unit_cost);
    case FloorMap::wear:
      return word_of(map, texts) + ", " + texts(Text::unit_wear);
    default:
      return texts(Text::floor_share, word_of(map, texts)) + ", %";
  }
}

}  // namespace

void floor_legend(const FloorScale& floor, const ViewSession& session) {
  const Texts& texts = session.texts();
  text((floor.is_difference ? "B - A: " : "") + title_of(session.floor_map(), texts));
  const ImVec2 at = ImGui::GetCursorScreenPos();
  constexpr int kSteps = 24;
  const double least = floor.is_difference ? -floor.most : 0.0;
  for (int i = 0; i < kSteps; ++i) {
    const double value = least + (floor.most - least) * (i + 0.5) / kSteps;
    ImGui::GetWindowDrawList()->AddRectFilled(
        {at.x + kWidth_px * static_cast<float>(i) / kSteps, at.y},
        {at.x + kWidth_px * static_cast<float>(i + 1) / kSteps, at.y + kHeight_px},
        paint_of(floor.color_of(value, session.theme().signals)));
  }
  ImGui::Dummy({kWidth_px, kHeight_px});
  if (floor.most <= 0.0) {
    text(texts(floor.is_difference ? Text::floor_no_difference : Text::floor_all_zero));
    return;
  }
  three_texts(number_of(floor, least), number_of(floor, 0.5 * (least + floor.most)),
              number_of(floor, floor.most));
  if (floor.is_difference) three_texts(texts(Text::floor_less), "", texts(Text::floor_more));
}

}  // namespace darkline

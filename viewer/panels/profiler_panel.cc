#include "viewer/panels/profiler_panel.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "viewer/panels/panel_drawing.h"

namespace darkline {

void ProfilerPanel::add(const FrameTimes& frame) {
  last_ = frame;
  frames_ms_[next_] = static_cast<float>(frame.list_ms + frame.draw_ms);
  next_ = (next_ + 1) % frames_ms_.size();
  n_ = std::min(n_ + 1, frames_ms_.size());
}

void ProfilerPanel::build(const ViewSession& session) const {
  if (!session.shown().profiler) return;
  const Texts& texts = session.texts();
  begin_at("profiler", 0.5F, 0.F, ImGuiWindowFlags_NoInputs);
  text(texts(Text::profiler_title));
  const float sum = std::accumulate(frames_ms_.begin(), frames_ms_.end(), 0.F);
  const float most = *std::ranges::max_element(frames_ms_);
  ImGui::PlotLines("##frames", frames_ms_.data(), static_cast<int>(frames_ms_.size()),
                   static_cast<int>(next_), nullptr, 0.F, std::max(1.F, most), {260.F, 40.F});
  if (begin_table("profiler")) {
    table_row(texts(Text::frame_time),
              fmt::format("{:.1f} ms (max {:.1f} ms, n {})",
                          sum / static_cast<float>(std::max<std::size_t>(1, n_)), most, n_));
    table_row(texts(Text::list_time), fmt::format("{:.1f} ms", last_.list_ms));
    table_row(texts(Text::draw_time), fmt::format("{:.1f} ms", last_.draw_ms));
    table_row(texts(Text::draws), fmt::format("{}, {}", last_.draws, last_.triangles));
    table_row(texts(Text::robots_seen), fmt::format("{}", fmt::join(last_.robots_by_lod, ", ")));
    if (session.time() != nullptr) {
      table_row(texts(Text::rate_achieved), fmt::format("{:.2f}x", session.rate()));
    }
    if (session.is_live()) {
      table_row(texts(Text::feed_age), fmt::format("{:.2f} s", session.stale_s()));
      table_row(texts(Text::feed_gaps), fmt::format("{}", session.gaps()));
    }
    ImGui::EndTable();
  }
  ImGui::End();
}

}  // namespace darkline

#include "viewer/panels/compare_panel.h"

#include <algorithm>

#include <fmt/format.h>

#include "viewer/panels/panel_drawing.h"

namespace darkline {
namespace {

void only_text(char which, const std::vector<std::string>& addresses, const Texts& texts) {
  if (addresses.empty()) return;
  constexpr std::size_t kMost = 3;
  std::string line = texts(Text::compare_only_in, which, addresses.size());
  for (std::size_t i = 0; i < std::min(kMost, addresses.size()); ++i) line += " " + addresses[i];
  if (addresses.size() > kMost) line += " ...";
  faint_text(line);
}

// Stations whose states differ at this moment.
void states_text(const HallSnapshot& first, const HallSnapshot& second, const Pairing& second_of,
                 const Texts& texts) {
  constexpr std::size_t kMost = 4;
  std::size_t differ = 0;
  std::string some;
  for (std::size_t s = 0; s < first.stations.size(); ++s) {
    if (!second_of[s]) continue;
    const StationState one = first.stations[s].state;
    const StationState other = second.stations[*second_of[s]].state;
    if (one == other) continue;
    if (++differ <= kMost) {
      some +=
          fmt::format("\n  {}: A {}, B {}", first.stations[s].address, texts(one), texts(other));
    }
  }
  text(texts(Text::compare_states, differ) + some);
}

void table_row(const std::string& name, const std::string& a, const std::string& b,
               const std::string& difference) {
  ImGui::TableNextRow();
  for (const std::string* cell : {&name, &a, &b, &difference}) {
    ImGui::TableNextColumn();
    text(*cell);
  }
}

}  // namespace

void compare_panel(const ViewSession& session) {
  if (session.other() == nullptr) return;
  const ViewSession& first = session.is_second() ? *session.other() : session;
  const ViewSession& second = session.is_second() ? session : *session.other();
  const Texts& texts = session.texts();
  begin_at("compare", 0.57F, session.time() != nullptr ? 0.86F : 1.F, ImGuiWindowFlags_NoInputs);
  text(fmt::format("A: {}\nB: {}", first.hall().title, second.hall().title));
  faint_text(
      texts(Text::compare_shown, session.is_second() ? 'B' : 'A', session.is_second() ? 'A' : 'B',
            texts(session.insight().shows_difference() ? Text::switched_on : Text::switched_off)));
  if (ImGui::BeginTable("two runs", 4)) {
    table_row("", "A", "B", "B - A");
    for (const ComparedFigure& row :
         compared_figures(first.hall(), first.insight().costs(), second.hall(),
                          second.insight().costs(), texts)) {
      table_row(row.name, row.first, row.second, row.difference);
    }
    ImGui::EndTable();
  }
  if (session.time() != nullptr && session.insight().shows_difference()) {
    states_text(first.hall(), second.hall(), session.pairs().second_of, texts);
  }
  only_text('A', session.pairs().only_first, texts);
  only_text('B', session.pairs().only_second, texts);
  ImGui::End();
}

}  // namespace darkline

#include "twin/commands/study_output.h"

#include <cstdio>
#include <filesystem>
#include <string>

#include <fmt/format.h>

#include "models/base/file.h"
#include "twin/report/decision_picture.h"
#include "twin/report/noise_picture.h"
#include "twin/report/study_picture.h"
#include "twin/report/tornado_picture.h"
#include "twin/study/study_answers.h"

namespace darkline {
namespace fs = std::filesystem;

void show_study(const Invocation& invocation, const MergedStudy& merged) {
  const StudyAnswers answers = answer(merged);
  const auto break_even = break_even_answer(merged);
  const fs::path folder = merged.table.parent_path();
  std::string files;
  const auto write = [&](const char* name, const std::string& text) {
    write_file_whole(folder / name, text);
    files += (folder / name).string() + "\n";
  };
  const std::string subtitle = fmt::format("{}; {} points", merged.head.title, merged.head.points);
  if (const auto surface = response_surface(merged)) {
    write("map.svg", surface_svg(*surface, subtitle));
  }
  if (break_even) {
    write_break_even_csv(merged, *break_even, folder / "break_even.csv");
    files += (folder / "break_even.csv").string() + "\n";
    if (break_even->surface) {
      write("break_even.svg", surface_svg(*break_even->surface, subtitle));
    }
  }
  const auto variances = variance_answers(merged);
  if (!variances.empty()) write("variance.svg", variance_svg(variances, subtitle));
  const auto effects = effect_answers(merged);
  if (!effects.empty()) write("effects.svg", effects_svg(effects, subtitle));
  if (const auto decision = decision_map(merged)) {
    write_decision_csv(*decision, folder / "decision_map.csv", folder / "decision_flips.csv");
    files += (folder / "decision_map.csv").string() + "\n";
    files += (folder / "decision_flips.csv").string() + "\n";
    write("decision_map.svg", decision_svg(*decision, subtitle));
  }
  if (const auto noise = noise_answers(merged); !noise.empty()) {
    write("distribution.svg", noise_svg(noise, subtitle));
  }
  const auto tornados = tornado_answers(merged);
  if (!tornados.empty()) {
    write_tornado_csv(tornados, folder / "tornado.csv");
    files += (folder / "tornado.csv").string() + "\n";
    write("tornado.svg", tornado_svg(tornados, subtitle));
  }

  if (invocation.has("--json")) {
    std::fputs(answers_json(merged, answers).c_str(), stdout);
    return;
  }
  std::string text = answers_text(merged, answers);
  if (break_even) text += break_even_text(*break_even);
  std::fputs((text + files).c_str(), stdout);
}

}  // namespace darkline

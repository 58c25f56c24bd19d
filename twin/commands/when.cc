#include "twin/commands/when.h"

#include <cstdio>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "models/base/file.h"
#include "models/study/when_file.h"
#include "twin/commands/interrupt.h"
#include "twin/commands/study_lines.h"
#include "twin/economics/resolve_prices.h"
#include "twin/live/profile_cache.h"
#include "twin/report/when_picture.h"
#include "twin/study/when_to_buy.h"

namespace darkline {
namespace fs = std::filesystem;

ExitCode when_command(const Invocation& invocation) {
  const fs::path file = invocation.arguments[0];
  const WhenFile study = read_when(file, invocation.overrides());
  check_prices(study.base);
  const fs::path out =
      invocation.value("--out").value_or((fs::path("runs") / file.stem()).string());
  const LineFigures line = study_lines(study.files, {.jobs = invocation.jobs(),
                                                     .cache_folder = ProfileCache::default_folder(),
                                                     .fresh = invocation.has("--fresh"),
                                                     .stop = interrupt_token()})(study.base);
  const WhenResult result = when_to_buy(study, line.years);
  std::error_code error;
  fs::create_directories(out, error);
  if (error) throw IoError(fmt::format("{}: {}", out.string(), error.message()));
  write_when(result, out);
  write_file_whole(out / "when.svg", when_svg(study, result));
  std::string text;
  if (invocation.has("--json")) {
    text = when_json(study, result);
  } else {
    text = when_text(study, result);
    for (const char* name : {"when.csv", "when_splits.csv", "when.svg"}) {
      text += (out / name).string() + "\n";
    }
  }
  std::fputs(text.c_str(), stdout);
  return ExitCode::done;
}

}  // namespace darkline

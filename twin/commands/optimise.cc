#include "twin/commands/optimise.h"

#include <cstdio>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "models/base/file.h"
#include "models/study/optimise_file.h"
#include "twin/commands/interrupt.h"
#include "twin/commands/study_lines.h"
#include "twin/economics/resolve_prices.h"
#include "twin/live/profile_cache.h"
#include "twin/report/optimise_picture.h"
#include "twin/report/progress.h"
#include "twin/study/optimise.h"

namespace darkline {
namespace fs = std::filesystem;

ExitCode optimise_command(const Invocation& invocation) {
  const fs::path file = invocation.arguments[0];
  const OptimiseFile study = read_optimise(file, invocation.overrides());
  check_prices(study.base);
  const fs::path out =
      invocation.value("--out").value_or((fs::path("runs") / file.stem()).string());
  const LineSource lines = study_lines(study.files, {.jobs = invocation.jobs(),
                                                     .cache_folder = ProfileCache::default_folder(),
                                                     .fresh = invocation.has("--fresh"),
                                                     .stop = interrupt_token()});
  OptimiseResult result;
  {
    Progress progress("looking at points");
    result = optimise(study, lines,
                      {.progress = [&](std::size_t done, std::size_t of, const std::string& what) {
                        progress.show(done, of, what);
                      }});
  }
  std::error_code error;
  fs::create_directories(out, error);
  if (error) throw IoError(fmt::format("{}: {}", out.string(), error.message()));
  write_optimise(study, result, out);
  write_file_whole(out / "optimise.svg", optimise_svg(study, result));
  std::string text;
  if (invocation.has("--json")) {
    text = optimise_json(study, result);
  } else {
    text = optimise_text(study, result) + "\n";
    for (const char* name : {"optimise.csv", "optimum.toml", "optimise.svg"}) {
      text += (out / name).string() + "\n";
    }
  }
  std::fputs(text.c_str(), stdout);
  return ExitCode::done;
}

}  // namespace darkline

// Study files: what is read has points, each with a value for every factor, or is refused.
#include <cmath>
#include <string>

#include "models/base/error.h"
#include "models/study/study_file.h"
#include "tests/fuzz/fuzz_target.h"
#include "twin/study/study_points.h"

using namespace darkline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint64_t kMostDrawn = 2'000;  // more is only slower
  StudyFile study;
  try {
    study = read_study_text("models/studies/fuzzed.toml", std::string(data, data + size));
  } catch (const InputError&) {
    return 0;
  } catch (const IoError&) {  // the base scenario names a file that cannot be read
    return 0;
  }
  fuzz::require(study.points >= 1 && study.points <= kMostStudyPoints);
  fuzz::require(!study.factors.empty() && !study.responses.empty());
  if (study.points > kMostDrawn) return 0;
  const StudyPoints points(study);
  for (std::uint64_t p = 0; p < points.size(); ++p) {
    for (std::size_t f = 0; f < points.n_factors(); ++f) {
      fuzz::require(std::isfinite(points.number(p, f)));
      fuzz::require(!points.text(p, f).empty());
    }
  }
  return 0;
}

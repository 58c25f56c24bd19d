// Study files: what is read has points, each with a value for every factor, or is refused.
#include <cmath>
#include <string>

#include "models/base/error.h"
#include "models/study/optimise_file.h"
#include "models/study/study_file.h"
#include "models/study/when_file.h"
#include "tests/fuzz/fuzz_target.h"
#include "twin/study/study_points.h"

using namespace darkline;

namespace {

// Studies that look for a day or for values have keys of their own.
void read_other_kinds(const std::string& text) {
  try {
    const WhenFile study = read_when_text("models/studies/fuzzed.toml", text);
    fuzz::require(!study.days().empty() && study.days().front() == study.first_day);
    for (const Date day : study.days()) fuzz::require(study.price.on_usd(day) > 0.0);
  } catch (const InputError&) {
  } catch (const IoError&) {
  }
  try {
    const OptimiseFile study = read_optimise_text("models/studies/fuzzed.toml", text);
    fuzz::require(study.start.size() == study.factors.size());
    for (std::size_t k = 0; k < study.start.size(); ++k) {
      fuzz::require(study.start[k] >= study.factors[k].low);
      fuzz::require(study.start[k] <= study.factors[k].high);
    }
  } catch (const InputError&) {
  } catch (const IoError&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint64_t kMostDrawn = 2'000;  // more is only slower
  read_other_kinds(std::string(data, data + size));
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

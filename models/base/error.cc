#include "models/base/error.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace darkline {
namespace {

std::string message_of(const InputProblem& problem) {
  std::string text = problem.place.text();
  if (!problem.key.empty()) text += (text.empty() ? "" : ": ") + problem.key;
  if (!text.empty()) text += ": ";
  text += fmt::format("found {}, wanted {}", problem.found, problem.wanted);
  if (!problem.candidates.empty()) {
    text += fmt::format("; did you mean {}?", fmt::join(problem.candidates, ", "));
  }
  if (!problem.mend.empty()) text += "\n  to mend it: " + problem.mend;
  return text;
}

// Damerau-Levenshtein distance in its optimal string alignment form: insert, delete, replace and
// swap of neighbours cost 1.
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        now[j] = std::min(now[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

}  // namespace

std::string Place::text() const {
  if (line == 0) return file;
  if (column == 0) return fmt::format("{}:{}", file, line);
  return fmt::format("{}:{}:{}", file, line, column);
}

InputError::InputError(InputProblem problem)
    : Error(ExitCode::bad_input, message_of(problem)), problem_(std::move(problem)) {}

std::vector<std::string> nearest_names(std::string_view typed,
                                       const std::vector<std::string>& known, std::size_t most) {
  constexpr std::size_t kLongestTyped = 200;  // the work grows with the product of the lengths
  typed = typed.substr(0, kLongestTyped);
  struct Ranked {
    std::size_t rank;
    const std::string* name;
  };
  std::vector<Ranked> ranked;
  for (const std::string& name : known) {
    const std::size_t edits = edits_between(typed, name);
    const bool contains = typed.size() >= 3 && name.find(typed) != std::string::npos;
    if (edits * 3 <= std::max(typed.size(), name.size())) {
      ranked.push_back({edits, &name});
    } else if (contains) {
      ranked.push_back({100 + edits, &name});
    }
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const Ranked& a, const Ranked& b) { return a.rank < b.rank; });
  if (ranked.size() > most) ranked.resize(most);
  std::vector<std::string> names;
  names.reserve(ranked.size());
  for (const Ranked& each : ranked) names.push_back(*each.name);
  return names;
}

namespace internal {

void check_failed(const char* file, int line, const char* condition, const std::string& detail) {
  throw InternalError(fmt::format(
      "{}:{}: this should not happen: {} ({})\n  it is a bug in darkline; please report it with "
      "the command and the scenario",
      file, line, condition, detail));
}

}  // namespace internal
}  // namespace darkline

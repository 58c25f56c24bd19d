// Replications until a study's precision is met: by the line alone, however the study is cut.
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/twin/study/merged_study.h"
#include "twin/study/line_precision.h"
#include "twin/study/precision_answer.h"

using namespace darkline;
using namespace darkline::testing;
namespace fs = std::filesystem;

namespace {

// Replications alternate between 60 - s and 60 + s, s three times the repair factor: of n, an even
// number, the deviation is s sqrt(n / (n - 1)), the half-width t s / sqrt(n - 1).
LineSource alternating_lines(int* replications = nullptr) {
  return [replications](const Scenario& scenario) {
    const auto n = static_cast<int>(scenario.simulation.replications);
    if (replications != nullptr) *replications = std::max(*replications, n);
    return line_of_jph(n, [](const Scenario& of, int r) {
      return 60.0 + 3.0 * of.reliability.repair_factor * (r % 2 == 0 ? -1.0 : 1.0);
    })(scenario);
  };
}

double half_width(double s, int n) {
  return student_t(0.95, n - 1.0) * s / std::sqrt(n - 1.0);
}

std::string study_with(const std::string& precision) {
  return R"(design = "grid"
replications = 10
responses = ["net_jph", "conversion"]
)" + precision +
         R"(
[[factor]]
key = "reliability.repair_factor"
values = [0.5, 1, 2]
[[factor]]
key = "cost.wage"
values = ["5 USD/h", "20 USD/h", "45 USD/h"]
)";
}

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(line_precision)

BOOST_AUTO_TEST_CASE(a_line_gets_replications_until_the_half_width_is_reached_and_hardly_more) {
  const MergedSample merged(study_with("precision = \"0.5 1/h\""), alternating_lines());
  StudyColumns columns(merged.study());
  const auto n = columns.replications();
  const auto error = columns.numbers(columns.half_width_of(columns.response("net_jph")));
  for (std::size_t p = 0; p < 9; ++p) {
    const double s = 3.0 * (p < 3 ? 0.5 : p < 6 ? 1.0 : 2.0);
    const int reached = static_cast<int>(n[p]);
    BOOST_TEST(error[p] <= 0.5);
    BOOST_TEST(error[p] == half_width(s, reached), boost::test_tools::tolerance(1e-9));
    BOOST_TEST(reached % 10 == 0);
    // by the root law the last round overshoots by less than its rounding and the change of t
    if (reached > 20) BOOST_TEST(half_width(s, reached - 20) > 0.5);
  }
  BOOST_TEST(n[0] < n[3]);
  BOOST_TEST(n[3] < n[6]);
}

BOOST_AUTO_TEST_CASE(a_relative_precision_is_a_share_of_the_mean) {
  const MergedSample merged(study_with("precision = { net_jph = \"1 %\" }"), alternating_lines());
  StudyColumns columns(merged.study());
  const auto error = columns.numbers(columns.half_width_of(columns.response("net_jph")));
  for (const double each : error) BOOST_TEST(each <= 0.6);
  BOOST_TEST(precision_answers(merged.study()).at(0).missed == 0U);
}

// The points of a line lie in several shards; each must find the same number of replications.
BOOST_AUTO_TEST_CASE(the_bytes_are_the_same_however_the_study_is_cut) {
  const std::string text = study_with("precision = { conversion = \"0.4 %\" }");
  const MergedSample whole(text, alternating_lines());
  const fs::path folder = whole.folder() / "parts";
  const StudyFile study = read_study_text(text);
  const StudyPoints points(study);
  const StudyPlan plan = plan_of(study, points);
  for (const std::uint64_t shard : {3U, 1U, 4U, 2U}) {
    run_shard(plan, head_of(plan, "1.0+test"), alternating_lines(),
              {.shard = shard, .n_shards = 4, .folder = folder, .jobs = 2});
  }
  const MergedStudy parts = merge_shards(shard_files({folder}), folder);
  BOOST_TEST(bytes_of(parts.table) == bytes_of(whole.study().table));
  BOOST_TEST((bytes_of(parts.database) == bytes_of(whole.study().database)));
}

// 3 lines share 90 replications: 30 each, of which the noisiest line would need more.
BOOST_AUTO_TEST_CASE(a_budget_ends_the_study_and_what_was_not_reached_is_named) {
  int most = 0;
  const MergedSample merged(study_with("precision = \"1.2 1/h\"\nbudget = 90"),
                            alternating_lines(&most));
  BOOST_TEST(most <= 30);
  const auto answers = precision_answers(merged.study());
  BOOST_REQUIRE(answers.size() == 1U);
  BOOST_TEST(answers[0].missed == 3U);  // of the repair factor of 2, at three wages
  BOOST_REQUIRE(answers[0].worst.size() == 3U);
  BOOST_TEST(answers[0].worst[0].half_width == half_width(6.0, 30),
             boost::test_tools::tolerance(1e-9));
  const std::string text = precision_text(answers);
  BOOST_TEST(text.find("not reached at 3 of 9 points") != std::string::npos, text);
  BOOST_TEST(text.find("reliability.repair_factor 2") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_meant_is_refused) {
  const auto plan = [](const std::string& precision) {
    const StudyFile study = read_study_text(study_with(precision));
    const StudyPoints points(study);
    plan_of(study, points);
  };
  BOOST_CHECK_THROW(plan("precision = \"1 USD\""), InputError);  // of net_jph
  BOOST_CHECK_THROW(plan("precision = \"0 %\""), InputError);
  BOOST_CHECK_THROW(plan("precision = { labour = \"1 %\" }"), InputError);  // no response of it
  BOOST_CHECK_THROW(plan("budget = 90"), InputError);                       // for what?
  BOOST_CHECK_THROW(plan("precision = \"1 %\"\nbudget = 29"), InputError);  // 3 lines from 10 on
  BOOST_CHECK_NO_THROW(plan("precision = \"1 %\"\nbudget = 30"));
}

BOOST_AUTO_TEST_SUITE_END()

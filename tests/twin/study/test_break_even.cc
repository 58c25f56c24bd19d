// Break-even values against the closed form of the cost model.
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/file.h"
#include "tests/twin/study/sample_study.h"
#include "twin/study/break_even.h"
#include "twin/study/shard_runner.h"
#include "twin/study/study_columns.h"

using namespace darkline;
using namespace darkline::testing;
namespace fs = std::filesystem;

namespace {

const std::string kPrices = R"(design = "grid"
responses = ["landed", "vehicle_freight"]
[[factor]]
key = "reliability.technicians"
values = [1, 2]
[[factor]]
key = "cost.robot_price"
range = ["40 kUSD", "140 kUSD"]
steps = 5
[[factor]]
key = "cost.interest"
values = ["5 %/y", "10 %/y", "12 %/y"]
[[factor]]
key = "cost.vehicle_duty"
values = [)";

// A study run and merged in a folder of its own, which goes with it.
class Merged {
 public:
  Merged(const std::string& duties, const std::string& reference)
      : folder_(fs::temp_directory_path() / name_of_process("darkline_break_even_")) {
    fs::remove_all(folder_);
    const StudyFile study = read_study_text(kPrices + duties + "]\n" + R"([break_even]
factor = "cost.vehicle_duty"
response = "landed"
reference = { )" + reference + " }\n");
    const StudyPoints points(study);
    const StudyPlan plan = plan_of(study, points);
    run_shard(plan, head_of(plan, "1.0+test"), plain_line(), {.folder = folder_});
    study_ = merge_shards(shard_files({folder_}), folder_);
  }
  ~Merged() { fs::remove_all(folder_); }
  const MergedStudy& study() const { return study_; }
  const fs::path& folder() const { return folder_; }

 private:
  fs::path folder_;
  MergedStudy study_;
};

const std::string kDearRobots = "\"cost.robot_price\" = \"140 kUSD\", ";

}  // namespace

BOOST_AUTO_TEST_SUITE(break_even)

// landed = made (1 + duty) + freight, so the duty at which a body with cheap robots costs what it
// did with dear ones and no duty is (landed then - landed now) / made now, both without duty.
BOOST_AUTO_TEST_CASE(the_duty_that_a_fall_in_price_absorbs_is_that_of_the_closed_form) {
  const Merged merged("\"0 %\", \"50 %\", \"150 %\"",
                      kDearRobots + "\"cost.vehicle_duty\" = \"0 %\"");
  const auto answer = break_even_answer(merged.study());
  BOOST_REQUIRE(answer.has_value());
  // 2 technicians x 5 prices x 3 rates
  BOOST_REQUIRE(answer->rows.size() == 30U);
  StudyColumns columns(merged.study());
  const auto landed = columns.numbers(columns.response("landed"));
  const auto freight = columns.numbers(columns.response("vehicle_freight"));
  for (const BreakEvenRow& row : answer->rows) {
    const std::uint64_t p = row.point;
    const std::uint64_t dear = p / 45 * 45 + 4 * 9 + p % 9;  // 45 points a line, 9 a price
    const double percent = 100.0 * (landed[dear] - landed[p]) / (landed[p] - freight[p]);
    BOOST_TEST(std::abs(row.value - percent) < 1e-7,
               "point " << p << ": " << row.value << ", wanted " << percent);
    BOOST_TEST(std::isfinite(row.half_width));
  }
  // prices and rates are the planes' axes; the two lines are averaged
  BOOST_REQUIRE(answer->surface.has_value());
  BOOST_TEST(answer->surface->z.size() == 15U);
  BOOST_TEST(std::abs(answer->surface->z[0] -
                      0.5 * (answer->rows[0].value + answer->rows[15].value)) < 1e-12);
}

// Dearer robots than at the reference leave room for less than no duty.
BOOST_AUTO_TEST_CASE(what_lies_beyond_the_values_of_the_study_is_said_and_not_guessed) {
  const Merged merged("\"10 %\", \"20 %\"",
                      "\"cost.robot_price\" = \"40 kUSD\", \"cost.vehicle_duty\" = \"10 %\"");
  const auto answer = break_even_answer(merged.study());
  BOOST_REQUIRE(answer.has_value());
  for (const BreakEvenRow& row : answer->rows) {
    const bool is_reference = row.point / 6 % 5 == 0;  // at 40 kUSD
    if (is_reference) {
      BOOST_TEST(row.value == 10.0);
    } else {
      BOOST_TEST(row.value == -HUGE_VAL);
    }
  }
  BOOST_TEST(answer->below == 24U);
  write_break_even_csv(merged.study(), *answer, merged.folder() / "table.csv");
  std::ostringstream text;
  text << std::ifstream(merged.folder() / "table.csv").rdbuf();
  BOOST_TEST(text.str().starts_with(
                 "reliability_technicians,cost_robot_price_kusd,cost_interest_percent_per_y,"
                 "break_even_cost_vehicle_duty_percent,break_even_cost_vehicle_duty_percent_half_"
                 "width,side\n"
                 "1,40,5,10,"),
             text.str().substr(0, 300));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_solved_is_refused) {
  const auto refused = [](const std::string& table, const std::string& text) {
    try {
      read_study_text(kPrices + "\"0 %\", \"50 %\"]\n[break_even]\n" + table);
      BOOST_ERROR("nothing was refused; expected " << text);
    } catch (const InputError& error) {
      BOOST_TEST(std::string(error.what()).find(text) != std::string::npos, error.what());
    }
  };
  const std::string landed = "response = \"landed\"\n";
  const std::string duty = "factor = \"cost.vehicle_duty\"\n";
  refused(landed + "factor = \"cost.vehicle_dutty\"\nreference = { }\n", "cost.vehicle_duty");
  refused(duty + "response = \"lnded\"\nreference = { }\n", "landed");
  refused(duty + landed + "reference = { \"cost.robot_price\" = \"140 kUSD\" }\n",
          "cost.vehicle_duty too");
  refused(duty + landed + "reference = { \"cost.vehicle_duty\" = \"1 %\" }\n", "has in this study");
}

BOOST_AUTO_TEST_SUITE_END()

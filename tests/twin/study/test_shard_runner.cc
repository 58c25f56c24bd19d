// Shards: the same bytes however the work is cut, killed and put together.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stop_token>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/content_hash.h"
#include "models/base/file.h"
#include "tests/twin/study/sample_study.h"
#include "twin/economics/resolve_prices.h"
#include "twin/study/shard_runner.h"
#include "twin/study/study_answers.h"

using namespace darkline;
using namespace darkline::testing;
namespace fs = std::filesystem;

namespace {

class Scratch {
 public:
  Scratch() {
    static int made = 0;
    path_ = fs::temp_directory_path() / name_of_process("darkline_shards_");
    path_ += "_" + std::to_string(++made);
    fs::remove_all(path_);
  }
  ~Scratch() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

struct Bytes {
  std::string table, database;
  bool operator==(const Bytes&) const = default;
};

struct Run {
  explicit Run(StudyDesign design)
      : study(sample_study(design)),
        points(study),
        plan(plan_of(study, points)),
        head(head_of(plan, "1.0+test")) {}

  ShardResult shard(std::uint64_t i, std::uint64_t n, const fs::path& folder, int jobs = 1,
                    std::stop_token stop = {}) const {
    return run_shard(
        plan, head, plain_line(),
        {.shard = i, .n_shards = n, .folder = folder, .jobs = jobs, .stop = std::move(stop)});
  }

  StudyFile study;
  StudyPoints points;
  StudyPlan plan;
  StudyHead head;
};

Bytes merged(const fs::path& folder) {
  const MergedStudy study = merge_shards(shard_files({folder}), folder);
  Bytes bytes{bytes_of(study.table), bytes_of(study.database)};
  BOOST_TEST(study.sha256 == sha256_hex(bytes.table));
  return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(shard_runner)

BOOST_AUTO_TEST_CASE(the_bytes_do_not_depend_on_shards_their_order_or_threads) {
  const Run run(StudyDesign::grid);
  std::vector<Bytes> all;
  for (const std::uint64_t n : {1U, 3U, 8U}) {
    for (const int jobs : {1, 2}) {
      const Scratch scratch;
      for (std::uint64_t i = n; i >= 1; --i) run.shard(i, n, scratch.path(), jobs);
      all.push_back(merged(scratch.path()));
    }
  }
  BOOST_TEST(all[0].table.size() > 96 * 40);
  for (const Bytes& bytes : all) {
    BOOST_TEST((bytes.table == all[0].table));
    BOOST_TEST((bytes.database == all[0].database));
  }
}

// The fast way of point_cost must be the slow one: every factor by set_key, every price resolved.
BOOST_AUTO_TEST_CASE(a_point_has_the_cost_of_its_scenario_to_the_last_bit) {
  const Run run(StudyDesign::grid);
  const LineSource line_of = plain_line();
  for (const std::uint64_t p : {0U, 37U, 95U}) {
    Scenario scenario = run.study.base;
    for (std::size_t f = 0; f < run.points.n_factors(); ++f) {
      set_key(scenario, run.study.factors[f].key.path + "=" + run.points.text(p, f));
    }
    const LineFigures line = line_of(scenario);
    const ResolvedPrices prices = resolve_prices(scenario, line.bodies_per_year);
    std::vector<PlantYear> years;
    for (const PlantYear& year : line.years) years.push_back(shocked_year(year, prices.supply));
    std::vector<double> landed;
    const CostModel model(prices.scenario);
    for (const PlantYear& year : years)
      landed.push_back(totals_of(model.items_usd(year)).landed_usd);
    const Estimate expected = estimate_mean(landed, scenario.simulation.confidence);

    const Scenario of_line = line_scenario(run.plan, p);
    PointCost cost(run.plan, of_line, line);
    std::vector<double> cells;
    cost.append(p == 95 ? 0 : p + 1, cells);  // what it keeps from a neighbour must not matter
    cells.clear();
    cost.append(p, cells);
    BOOST_TEST(cells[0] == expected.mean);
    BOOST_TEST(cells[1] == expected.half_width);
  }
}

BOOST_AUTO_TEST_CASE(a_line_is_simulated_once_for_all_points_that_share_it) {
  const Run run(StudyDesign::grid);
  const Scratch scratch;
  int asked = 0;
  run_shard(run.plan, run.head, plain_line(&asked), {.folder = scratch.path(), .jobs = 2});
  BOOST_TEST(asked == 2 * 3);
}

BOOST_AUTO_TEST_CASE(a_shard_that_was_stopped_goes_on_and_gives_the_same_bytes) {
  const Run run(StudyDesign::grid);
  const Scratch whole, resumed;
  run.shard(1, 1, whole.path());
  std::stop_source source;
  int asked = 0;
  const LineSource stops_at_third = [&](const Scenario& scenario) {
    if (++asked == 3) source.request_stop();
    return plain_line()(scenario);
  };
  BOOST_CHECK_THROW(run_shard(run.plan, run.head, stops_at_third,
                              {.folder = resumed.path(), .stop = source.get_token()}),
                    Interrupted);
  BOOST_CHECK_THROW(merge_shards(shard_files({resumed.path()}), resumed.path()), InputError);
  const ShardResult rest = run.shard(1, 1, resumed.path());
  BOOST_TEST(rest.already == 2 * 16);  // of the two lines before, 4 x 2 x 2 points each
  BOOST_TEST((merged(resumed.path()) == merged(whole.path())));
  BOOST_TEST(run.shard(1, 1, resumed.path()).already == 96);  // nothing is left to do
}

BOOST_AUTO_TEST_CASE(another_study_or_program_is_refused) {
  const Run run(StudyDesign::grid), other(StudyDesign::one_at_a_time);
  const Scratch scratch;
  run.shard(1, 2, scratch.path());
  BOOST_CHECK_THROW(other.shard(1, 2, scratch.path()), InputError);
  const StudyHead newer = head_of(run.plan, "1.0+other");
  BOOST_CHECK_THROW(run_shard(run.plan, newer, plain_line(),
                              {.shard = 1, .n_shards = 2, .folder = scratch.path()}),
                    InputError);
  run_shard(run.plan, newer, plain_line(), {.shard = 2, .n_shards = 2, .folder = scratch.path()});
  BOOST_CHECK_THROW(merge_shards(shard_files({scratch.path()}), scratch.path()), InputError);
}

BOOST_AUTO_TEST_CASE(a_merge_without_all_points_or_of_other_files_is_refused) {
  const Run run(StudyDesign::grid);
  const Scratch scratch;
  run.shard(2, 3, scratch.path());
  run.shard(3, 3, scratch.path());
  BOOST_CHECK_THROW(merge_shards(shard_files({scratch.path()}), scratch.path()), InputError);
  BOOST_TEST(!fs::exists(scratch.path() / "study.csv"));
  std::ofstream(scratch.path() / "shard_1_of_3.db") << std::string(5000, 'x');
  BOOST_CHECK_THROW(merge_shards(shard_files({scratch.path()}), scratch.path()), InputError);
}

BOOST_AUTO_TEST_CASE(a_response_that_no_run_produces_is_refused_with_its_neighbours) {
  const StudyFile study = read_study_text(
      "design = \"grid\"\nresponses = [\"net_jhp\"]\n[[factor]]\nkey = "
      "\"reliability.technicians\"\nvalues = [1]\n");
  try {
    responses_of(study);
    BOOST_ERROR("not refused");
  } catch (const InputError& error) {
    BOOST_REQUIRE(!error.problem().candidates.empty());
    BOOST_TEST(error.problem().candidates[0] == "net_jph");
    BOOST_TEST(error.problem().place.line == 4);
  }
}

// Everything but the price is averaged over alike, and cost is linear in the price: the effect is
// what two points that differ in nothing else differ by, on average.
BOOST_AUTO_TEST_CASE(the_best_point_and_main_effects_are_those_of_the_rows) {
  const Run run(StudyDesign::grid);
  const Scratch scratch;
  run.shard(1, 1, scratch.path());
  const MergedStudy study = merge_shards(shard_files({scratch.path()}), scratch.path());
  const StudyAnswers answers = answer(study);
  // cheap robots, low wage and a subsidy, on the line of most bodies: the last of both line factors
  BOOST_TEST(
      answers.best.factors ==
      "reliability.technicians 2, plant.buffer_factor 2, cost.robot_price 40 kUSD, cost.wage "
      "10 USD/h, supply.robot_subsidy 20 %");
  BOOST_TEST(answers.best.mean == answers.spreads[0].least);
  BOOST_TEST(answers.spreads[0].least < answers.spreads[0].mean);
  for (const MainEffect& effect : answers.effects) {
    if (effect.response != "landed") continue;
    const bool dearer = effect.factor == "cost.robot_price" || effect.factor == "cost.wage";
    BOOST_TEST((effect.change > 0.0) == dearer, effect.factor);
  }
}

BOOST_AUTO_TEST_SUITE_END()

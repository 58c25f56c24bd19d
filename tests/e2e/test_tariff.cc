// darkline tariff and darkline check as a user runs them.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/run_program.h"

namespace fs = std::filesystem;
using darkline::testing::run_program;
using darkline::testing::ScratchFolder;

namespace {

constexpr const char* kHeader =
    "id,destination,hs,origin,authority,rule,rate_percent,amount,currency,from,to,as_of,"
    "confidence,source\n";

void expect_refused(const std::string& rows, const std::vector<std::string>& texts) {
  const ScratchFolder scratch;
  std::ofstream(scratch.path() / "my.csv", std::ios::binary) << kHeader << rows;
  const auto check = run_program("darkline", {"check", "my.csv"}, {}, scratch.path());
  const auto tariff = run_program("darkline",
                                  {"tariff", "--hs", "8479.50", "--origin", "CN", "--destination",
                                   "US", "--date", "2025-04-10", "--ledger", "my.csv"},
                                  {}, scratch.path());
  for (const auto& result : {check, tariff}) {
    BOOST_TEST(result.exit_code == 65, result.err);
    BOOST_TEST(result.out.empty());
    for (const std::string& text : texts) {
      BOOST_TEST(result.err.find(text) != std::string::npos,
                 "\"" << text << "\" is missing in: " << result.err);
    }
  }
}

void expect_question_refused(const std::string& hs, const std::string& origin,
                             const std::string& day, const std::vector<std::string>& texts) {
  const auto result = run_program(
      "darkline", {"tariff", "--hs", hs, "--origin", origin, "--destination", "US", "--date", day});
  BOOST_TEST(result.exit_code == 65, result.err);
  for (const std::string& text : texts) {
    BOOST_TEST(result.err.find(text) != std::string::npos,
               "\"" << text << "\" is missing in: " << result.err);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tariff)

BOOST_AUTO_TEST_CASE(json_has_the_total_and_its_layers) {
  const auto result =
      run_program("darkline", {"tariff", "--hs", "8479.50", "--origin", "CN", "--destination", "US",
                               "--date", "2025-04-10", "--json"});
  BOOST_TEST(result.exit_code == 0, result.err);
  BOOST_TEST(result.out.find("\"total_percent\": 172.5,") != std::string::npos, result.out);
  for (const char* text : {"\"layers\": [", "\"S301\"", "\"IEEPA_RECIP\"", "9903.88.01"}) {
    BOOST_TEST(result.out.find(text) != std::string::npos, text);
  }
}

BOOST_AUTO_TEST_CASE(a_bad_ledger_is_refused_with_place_and_mend) {
  expect_refused("a,US,8479.50,CN,S999,add,2500,,,2025-01-01,,2026-01-01,A,a law\n",
                 {"my.csv:2:26", "\"2500\"", "did you mean 25.00?", "decimal point"});
  expect_refused("a,US,8479.50,CN,S999,add,25,7000,,2025-01-01,,2026-01-01,A,a law\n",
                 {"my.csv:2:", "7000 without a currency", "USD"});
  expect_refused(
      "a,US,8479.50,CN,S999,add,25,,,2025-01-01,2025-07-01,2026-01-01,A,a law\n"
      "b,US,8479.50,CN,S999,add,10,,,2025-06-30,,2026-01-01,A,a law\n",
      {"my.csv:3:1", "\"a\" at my.csv:2:1", "end one where the other starts"});
  // with the shipped rows too
  expect_refused("a,US,8479.50,CN,MFN,base,3,,,2025-01-01,,2026-01-01,A,a law\n",
                 {"my.csv:2:1", "us-mfn-847950", "to replace it"});
  expect_refused("a,US,8479.50,Chian,S999,add,25,,,2025-01-01,,2026-01-01,A,a law\n",
                 {"my.csv:2:14", "\"Chian\"", "did you mean China"});
}

BOOST_AUTO_TEST_CASE(a_question_that_the_ledger_cannot_answer_is_refused) {
  expect_question_refused("8479.51", "CN", "2025-04-10", {"--ledger", "did you mean 8479.50"});
  expect_question_refused("8479.50", "CM", "2025-04-10", {"\"CM\"", "did you mean CN"});
  expect_question_refused("8479.50", "CN", "2017-12-31",
                          {"ledger_us.csv:2:", "before the ledger", "2018-01-01"});
  expect_question_refused("8479.50", "CN", "2025-02-30", {"--date", "\"2025-02-30\""});
}

BOOST_AUTO_TEST_CASE(a_user_s_ledger_overrides_and_adds) {
  const ScratchFolder scratch;
  std::ofstream(scratch.path() / "my.csv", std::ios::binary)
      << kHeader << "us-mfn-847950,US,8479.50,CN,MFN,base,0,,,2018-01-01,,2026-01-01,A,what if\n"
      << "extra,US,8479.50,CN,NEW,add,1.25,,,2025-04-10,,2026-01-01,A,what if\n";
  BOOST_TEST(run_program("darkline", {"check", "my.csv"}, {}, scratch.path()).exit_code == 0);
  const auto result = run_program("darkline",
                                  {"tariff", "--hs", "8479.50", "--origin", "CN", "--destination",
                                   "US", "--date", "2025-04-10", "--ledger", "my.csv"},
                                  {}, scratch.path());
  // 172.5 without the base of 2.5 and with 1.25
  BOOST_TEST(result.out.find("171.25 %") != std::string::npos, result.out << result.err);
}

BOOST_AUTO_TEST_CASE(a_timeline_is_drawn) {
  const ScratchFolder scratch;
  const auto result = run_program("darkline",
                                  {"tariff", "--hs", "8479.50", "--origin", "CN", "--destination",
                                   "US", "--timeline", "--svg", "duty.svg"},
                                  {}, scratch.path());
  BOOST_TEST(result.exit_code == 0, result.err);
  std::ifstream in(scratch.path() / "duty.svg");
  const std::string svg((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  BOOST_TEST(svg.find("<svg") == 0U);
  BOOST_TEST(svg.find("IEEPA_RECIP: 125.00 %") != std::string::npos);
}

// The page of the manual has the table that the program prints.
BOOST_AUTO_TEST_CASE(the_manual_has_the_coverage_that_the_program_prints) {
  const auto result = run_program("darkline", {"tariff", "--coverage"});
  BOOST_TEST(result.exit_code == 0, result.err);
  std::ifstream in(std::string(DARKLINE_SOURCE_DIR) + "/docs/tariffs.md");
  const std::string page((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  BOOST_TEST(page.find("```\n" + result.out + "```\n") != std::string::npos,
             "put the output of darkline tariff --coverage into docs/tariffs.md:\n"
                 << result.out);
}

BOOST_AUTO_TEST_CASE(coverage_takes_a_destination_and_nothing_of_one_good) {
  const auto brazil = run_program(
      "darkline", {"tariff", "--coverage", "--destination", "BR", "--date", "2026-03-01"});
  BOOST_TEST(brazil.exit_code == 0, brazil.err);
  BOOST_TEST(brazil.out.find("duties of Brazil on 2026-03-01") == 0U, brazil.out);
  const auto json = run_program("darkline", {"tariff", "--coverage", "--json"});
  BOOST_TEST(json.out.find("\"darkline.tariff_coverage/1\"") != std::string::npos);
  BOOST_TEST(run_program("darkline", {"tariff", "--coverage", "--hs", "8479.50"}).exit_code == 64);
  const auto nowhere = run_program("darkline", {"tariff", "--coverage", "--destination", "TW"});
  BOOST_TEST(nowhere.exit_code == 65);
  BOOST_TEST(nowhere.err.find("BR, CA, CN") != std::string::npos, nowhere.err);
}

BOOST_AUTO_TEST_CASE(shipped_tables_pass_the_check) {
  const std::string data = std::string(DARKLINE_SOURCE_DIR) + "/models/";
  std::vector<std::string> files = {"check", data + "economics/facts.csv",
                                    data + "economics/supply_network.csv",
                                    data + "scenarios/11_spot_list.csv"};
  for (const auto& entry : fs::directory_iterator(data + "tariffs")) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("ledger_") && name.ends_with(".csv")) files.push_back(entry.path());
  }
  const auto result = run_program("darkline", files);
  BOOST_TEST(result.exit_code == 0, result.err);
}

BOOST_AUTO_TEST_SUITE_END()

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/support/temporary_folder.h"
#include "tests/twin/line/random_lines.h"
#include "twin/line/trace.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;

LineModel traced_model() {
  LineModel model = line_test::random_plant({51, 0, 0, DrawPurpose::weld_process}, false);
  model.horizon_ms = 3'600'000;
  return model;
}

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trace)

BOOST_AUTO_TEST_CASE(a_run_verifies_its_own_trace_with_either_core) {
  const testing::TemporaryFolder folder;
  const fs::path file = folder.path() / "line.trace";
  const LineModel model = traced_model();
  const std::int64_t events = write_trace(file, model, 7, 2);
  BOOST_TEST(events > 1'000);
  const TraceVerdict verdict = verify_trace(file, model);
  BOOST_TEST(verdict.same, verdict.difference);
  BOOST_TEST(verdict.same_model);
  BOOST_TEST(verdict.events == events);
  BOOST_TEST(verdict.head.seed == 7U);
  BOOST_TEST(verdict.head.replication == 2U);

  const fs::path again = folder.path() / "again.trace";
  write_trace(again, model, 7, 2);
  BOOST_TEST((bytes_of(file) == bytes_of(again)));
}

// One cycle a millisecond longer: the first event that differs is told, and the run ends there.
BOOST_AUTO_TEST_CASE(the_first_difference_is_named) {
  const testing::TemporaryFolder folder;
  const fs::path file = folder.path() / "line.trace";
  LineModel model = traced_model();
  const std::int64_t events = write_trace(file, model, 7, 0);
  ++model.stations[0].cycle_ms[0][0];
  const TraceVerdict verdict = verify_trace(file, model);
  BOOST_TEST(!verdict.same);
  BOOST_TEST(!verdict.same_model);
  BOOST_TEST(verdict.events < events);
  BOOST_TEST(verdict.difference.find("line/st01") != std::string::npos, verdict.difference);
}

BOOST_AUTO_TEST_CASE(what_is_no_trace_is_refused) {
  const testing::TemporaryFolder folder;
  const fs::path file = folder.path() / "line.trace";
  const LineModel model = traced_model();
  write_trace(file, model, 7, 0);
  const std::string whole = bytes_of(file);
  const auto verify_bytes = [&](const std::string& bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
    return verify_trace(file, model);
  };
  BOOST_CHECK_THROW(verify_bytes(""), InputError);
  BOOST_CHECK_THROW(verify_bytes("darkline.trace/1\n" + whole), InputError);
  BOOST_CHECK_THROW(verify_bytes(whole.substr(0, whole.size() / 2)), InputError);
  // an end that comes too early or counts wrongly
  BOOST_CHECK_THROW(verify_bytes(whole.substr(0, whole.size() - 1)), InputError);
  LineModel other = model;
  other.stations.pop_back();
  other.links.pop_back();
  BOOST_CHECK_THROW(verify_trace(file, other), InputError);
  BOOST_CHECK_THROW(verify_trace(folder.path() / "none", model), IoError);
}

// Whatever is in the file, it is refused or verified, and never a bug of ours.
BOOST_AUTO_TEST_CASE(no_change_of_a_byte_gets_through) {
  const testing::TemporaryFolder folder;
  const fs::path file = folder.path() / "line.trace";
  LineModel model = traced_model();
  model.horizon_ms = 20'000;
  write_trace(file, model, 7, 0);
  const std::string whole = bytes_of(file);
  const std::size_t events_from = whole.find("\n\n") + 2;
  for (std::size_t i = events_from; i < whole.size(); ++i) {
    std::string bytes = whole;
    bytes[i] = static_cast<char>(bytes[i] ^ (1 << (i % 8)));
    std::ofstream(file, std::ios::binary) << bytes;
    try {
      BOOST_TEST(!verify_trace(file, model).same, i);
    } catch (const InputError&) {  // told as well
    }
  }
}

// Each field of the model is in its hash.
BOOST_AUTO_TEST_CASE(the_hash_of_a_model_knows_its_fields) {
  const LineModel model = traced_model();
  const std::string hash = model_hash(model);
  const auto changed = [&](auto change) {
    LineModel other = model;
    change(other);
    BOOST_TEST(model_hash(other) != hash);
  };
  BOOST_TEST(model_hash(traced_model()) == hash);
  changed([](LineModel& m) { ++m.links[0].places; });
  changed([](LineModel& m) { m.links[0].travel_ms = 1; });
  changed([](LineModel& m) { m.stations[1].stops[0].mttr_ms *= 1.0 + 1e-15; });
  changed([](LineModel& m) { m.stations[1].stops[0].skill = 1; });
  changed([](LineModel& m) { m.stations[1].supply = Supply{}; });
  changed([](LineModel& m) { m.stations[1].machines = 2; });
  changed([](LineModel& m) { m.technicians.push_back({}); });
  changed([](LineModel& m) { m.dark_repair_factor = 2.0; });
  changed([](LineModel& m) { ++m.horizon_ms; });
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline

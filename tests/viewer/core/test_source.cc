// What a viewer asks a recording for.
#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/support/small_plant.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"
#include "viewer/core/source.h"

using namespace darkline;
using testing::kSecondNs;

BOOST_AUTO_TEST_SUITE(source)

BOOST_FIXTURE_TEST_CASE(a_replay_shows_what_its_file_holds, testing::TemporaryFolder) {
  {
    PlantRecordingWriter writer(path() / "plant.dlrec");
    for (const auto& chunk : testing::lived_chunks(4)) writer.add(chunk);
  }  // not closed: its twin was killed
  ReplaySource source(path() / "plant.dlrec");
  BOOST_TEST(!source.is_live());
  BOOST_TEST(!source.poll());
  BOOST_TEST(source.last_ns() == 40 * kSecondNs);
  BOOST_TEST(source.complaint().find("breaks off") != std::string::npos);
  BOOST_TEST(source.show(17 * kSecondNs).t_ns == 17 * kSecondNs);
  const HallSnapshot hall = source.hall();
  BOOST_TEST(hall.robots[1].q_rad[0] == source.joints(1)[0]);
  for (const PlantEvent& alarm : source.alarms()) {
    BOOST_TEST(is_step(alarm));
  }
}

BOOST_AUTO_TEST_CASE(times_are_read_as_people_write_them) {
  BOOST_TEST(parse_clock("00:12:30") == 750 * kSecondNs);
  BOOST_TEST(parse_clock("12:30.5") == 750 * kSecondNs + kSecondNs / 2);
  BOOST_TEST(parse_clock("1:00:00") == 3600 * kSecondNs);
  BOOST_TEST(parse_clock("12.5 min") == 750 * kSecondNs);
  for (const char* text :
       {"", "12", "1:2:3:4", "00:61:00", "0.5:30", "-1:00", "1e3:00", "x", "1::2"}) {
    DARKLINE_TEST_THROWS(parse_clock(text), UsageError, text, "00:12:30");
  }
}

BOOST_AUTO_TEST_SUITE_END()

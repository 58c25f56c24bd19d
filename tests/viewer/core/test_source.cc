// What a viewer asks a recording for.
#include <boost/test/unit_test.hpp>

#include "tests/support/small_plant.h"
#include "tests/support/temporary_folder.h"
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

BOOST_AUTO_TEST_SUITE_END()

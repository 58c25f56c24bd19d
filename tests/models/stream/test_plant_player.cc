// Any moment of a plant: the laws of seeking and playing.
#include <memory>
#include <sstream>

#include <boost/test/unit_test.hpp>

#include "models/stream/plant_player.h"
#include "models/stream/plant_recording.h"
#include "tests/support/small_plant.h"
#include "tests/support/temporary_folder.h"

using namespace darkline;
using testing::kSecondNs;

namespace {

struct Recorded : testing::TemporaryFolder {
  std::unique_ptr<PlantRecordingReader> reader;

  Recorded() {
    PlantRecordingWriter writer(path() / "plant.dlrec");
    for (const auto& chunk : testing::lived_chunks(9)) writer.add(chunk);
    writer.close();
    reader = std::make_unique<PlantRecordingReader>(path() / "plant.dlrec");
  }

  // Everything from the start, without stored states.
  PlantState lived_until(std::int64_t t_ns) const {
    PlantState state = state_at_start(reader->shape());
    for (std::size_t i = 0; i < reader->n_slices(); ++i) {
      for (const PlantEvent& event : reader->slice(i).events) {
        if (event.t_ns <= t_ns) apply(state, event);
      }
    }
    state.t_ns = t_ns;
    return state;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(plant_player, Recorded)

BOOST_AUTO_TEST_CASE(seeking_to_a_moment_is_living_until_it) {
  PlantPlayer player(*reader);
  std::minstd_rand draw(5);
  for (int i = 0; i < 300; ++i) {
    const auto t_ns = static_cast<std::int64_t>(draw() % 22'501) * kControlPeriodNs;  // to 90 s
    BOOST_TEST((player.seek(t_ns) == lived_until(t_ns)), "at " << t_ns);
  }
  for (const std::int64_t s : {0, 10, 30, 60, 90}) {  // edges of slices and states
    for (const std::int64_t off_ns : {-1, 0, 1}) {
      const std::int64_t t_ns = std::clamp<std::int64_t>(s * kSecondNs + off_ns, 0, 90 * kSecondNs);
      BOOST_TEST((player.seek(t_ns) == lived_until(t_ns)), "at " << t_ns);
    }
  }
}

BOOST_AUTO_TEST_CASE(playing_to_a_moment_is_seeking_to_it) {
  PlantPlayer playing(*reader);
  for (std::int64_t t_ns = 0; t_ns <= 90 * kSecondNs; t_ns += 316 * 1'000'000) {
    playing.seek(t_ns);
    PlantPlayer sought(*reader);
    BOOST_TEST((sought.seek(t_ns) == playing.state()));
    for (std::size_t r = 0; r < 3; ++r) {
      BOOST_TEST((sought.joints(r) == playing.joints(r)));
      BOOST_TEST(sought.is_off_program(r) == playing.is_off_program(r));
    }
  }
}

BOOST_AUTO_TEST_CASE(before_the_start_is_the_start_and_behind_the_end_the_end) {
  PlantPlayer player(*reader);
  BOOST_TEST(player.seek(-5 * kSecondNs).t_ns == 0);
  BOOST_TEST(player.seek(1000 * kSecondNs).t_ns == 90 * kSecondNs);
  BOOST_TEST((player.state() == lived_until(90 * kSecondNs)));
}

// An arm on a program is where the segments say: half way from 0.25 to 1 after half of the first
// second, since a rest-to-rest move is symmetric about its middle; at 1 after a second; back at the
// end and ever after.
BOOST_AUTO_TEST_CASE(an_arm_stands_where_its_program_says) {
  const PlantProgram program = testing::there_and_back(1.0, 6);
  BOOST_TEST(program.duration_ns() == 2 * kSecondNs);
  BOOST_TEST(program.at(kSecondNs / 2, 6)[5] == 0.625, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(program.at(kSecondNs, 6)[0] == 1.0, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(program.at(9 * kSecondNs, 6)[0] == 0.25, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(program.at(kSecondNs, 4)[4] == 0.0);  // no such joint
  PlantPlayer player(*reader);
  int on_program = 0;
  for (std::int64_t t_ns = 0; t_ns < 90 * kSecondNs; t_ns += 500'000'000) {
    player.seek(t_ns);
    for (const std::size_t r : {0U, 2U}) {
      const PlantState::Robot& robot = player.state().robots[r];
      if (robot.program == kNoProgram) {
        BOOST_TEST(player.joints(r)[0] == 0.25);  // as in the scene
        continue;
      }
      ++on_program;
      const int n = reader->shape().joints[r];
      const PlantProgram wanted = testing::there_and_back(robot.program == 0 ? 1.0 : 0.5, n);
      BOOST_TEST((player.joints(r) == wanted.at(t_ns - robot.program_ns, n)));
    }
  }
  BOOST_TEST(on_program > 200);
}

// The second arm is off its program from 3 s to 5 s of each slice, in steps of 0.1 s.
BOOST_AUTO_TEST_CASE(an_arm_off_its_program_stands_between_its_samples) {
  PlantPlayer player(*reader);
  const JointTrace trace = reader->slice(4).traces[0];
  const auto joint = [&](std::size_t i, std::size_t j) {
    return JointTrace::kResolution * trace.q[6 * i + j];
  };
  player.seek(43 * kSecondNs - kControlPeriodNs);
  BOOST_TEST(!player.is_off_program(1));
  player.seek(43 * kSecondNs);
  BOOST_TEST(player.is_off_program(1));
  BOOST_TEST(!player.is_off_program(0));
  BOOST_TEST(player.joints(1)[2] == joint(0, 2), boost::test_tools::tolerance(1e-12));
  player.seek(43 * kSecondNs + kSecondNs / 4);  // half way from the third to the fourth
  BOOST_TEST(player.joints(1)[2] == 0.5 * (joint(2, 2) + joint(3, 2)),
             boost::test_tools::tolerance(1e-12));
  player.seek(45 * kSecondNs - kControlPeriodNs);  // behind the last one
  BOOST_TEST(player.joints(1)[5] == joint(19, 5), boost::test_tools::tolerance(1e-12));
  player.seek(45 * kSecondNs);
  BOOST_TEST(!player.is_off_program(1));
}

BOOST_AUTO_TEST_CASE(steps_from_event_to_event_meet_each_once_in_both_ways) {
  const PlantPlayer player(*reader);
  const auto alarms = player.events(0, reader->end_ns(), is_alarm);
  BOOST_TEST(alarms.size() > 20U);
  std::vector<std::int64_t> times;
  for (const PlantEvent& each : alarms) {
    if (times.empty() || times.back() != each.t_ns) times.push_back(each.t_ns);
  }
  std::vector<std::int64_t> forward, backward;
  std::int64_t t_ns = -1;
  while (const auto event = player.next_event(t_ns, is_alarm)) {
    forward.push_back(t_ns = event->t_ns);
  }
  t_ns = reader->end_ns();
  while (const auto event = player.previous_event(t_ns, is_alarm)) {
    backward.insert(backward.begin(), t_ns = event->t_ns);
  }
  BOOST_TEST(forward == times, boost::test_tools::per_element());
  BOOST_TEST(backward == times, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_hall_shows_arms_bodies_and_who_stands) {
  PlantPlayer player(*reader);
  player.seek(47 * kSecondNs);
  const HallSnapshot hall = player.hall();
  for (std::size_t r = 0; r < 3; ++r) {
    BOOST_TEST(hall.robots[r].q_rad.size() == reader->shape().joints[r]);
    BOOST_TEST(hall.robots[r].q_rad[3] == player.joints(r)[3]);
  }
  for (std::size_t s = 0; s < 2; ++s) {
    BOOST_TEST(hall.stations[s].body_present == (player.state().stations[s].body != 0));
    const bool lost = player.state().stations[s].controller_lost;
    if (lost) BOOST_TEST((hall.stations[s].state == StationState::down));
  }
  BOOST_TEST(hall.caption.find("00:00:47 of the plant") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

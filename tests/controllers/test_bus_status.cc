#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "controllers/bus_beacon.h"
#include "controllers/bus_status.h"
#include "controllers/bus_watch.h"
#include "models/base/error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace darkline;
using darkline::testing::TemporaryFolder;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

namespace {

BusStatus a_status() {
  BusStatus status{.run = "ningbo", .pid = 77, .epoch = UINT64_MAX, .t_ns = INT64_MAX};
  status.pace = 1.0;
  status.exchanges = 12;
  status.strangers = 3;
  status.gate = {{"unknown_key", 4}};
  status.is_degraded = true;
  status.round_trips = {.p50_us = 30.25, .p99_us = 1e6, .max_us = 0.1};
  status.hosts.push_back({.host = 2,
                          .incarnation = 3,
                          .state = "backoff",
                          .who = "process 4711",
                          .cells = 10,
                          .exchanges = 1'000'000'000'000,
                          .restarts = 2,
                          .refused = {{"bad_value", 5}, {"wrong_seq", 1}},
                          .last_fault = "ended by signal 9 (\"Killed\")",
                          .snapshots = 6,
                          .journal_bytes = 8});
  status.stations.push_back({.address = "z60_framing/st03",
                             .state = "execute",
                             .produced_quantity = 9,
                             .actual_busy_time_s = 471.5,
                             .actual_production_time_s = 0.1,
                             .energy_kwh = 1.0 / 3.0,
                             .welds = 100,
                             .expulsions = 2});
  return status;
}

// The beacons of one test alone.
struct OwnBeacons : TemporaryFolder {
  OwnBeacons() { ::setenv("XDG_RUNTIME_DIR", path().c_str(), 1); }
  ~OwnBeacons() { ::unsetenv("XDG_RUNTIME_DIR"); }
  OwnBeacons(const OwnBeacons&) = delete;
  OwnBeacons& operator=(const OwnBeacons&) = delete;
};

template <class Condition>
bool comes_true(Condition&& condition) {
  const auto until = Clock::now() + 10s;
  while (!condition()) {
    if (Clock::now() > until) return false;
  }
  return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bus_status)

BOOST_AUTO_TEST_CASE(a_status_is_read_as_it_was_written) {
  const std::string text = to_json(a_status());
  const BusStatus read = bus_status_from_json(text);
  BOOST_TEST(to_json(read) == text);
  BOOST_TEST(text.find('\n') == std::string::npos);
  BOOST_TEST(read.t_ns == INT64_MAX);
  BOOST_TEST(read.hosts.at(0).refused.at("bad_value") == 5U);
  BOOST_TEST(read.hosts.at(0).last_fault == "ended by signal 9 (\"Killed\")");
  BOOST_TEST(read.stations.at(0).energy_kwh == 1.0 / 3.0);
}

BOOST_AUTO_TEST_CASE(what_is_no_status_is_refused) {
  const std::string whole = to_json(a_status());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    BOOST_CHECK_THROW(bus_status_from_json(whole.substr(0, length)), InputError);
  }
  const auto with = [&](const std::string& was, const std::string& is) {
    std::string text = whole;
    const std::size_t at = text.find(was);
    BOOST_REQUIRE(at != std::string::npos);
    return text.replace(at, was.size(), is);
  };
  BOOST_CHECK_THROW(bus_status_from_json(with("bus/1", "bus/2")), InputError);
  BOOST_CHECK_THROW(bus_status_from_json(with("\"pid\":77", "\"pid\":-1")), InputError);
  BOOST_CHECK_THROW(bus_status_from_json(with("\"pid\":77", "\"pid\":true")), InputError);
  BOOST_CHECK_THROW(bus_status_from_json(with("[30.25,", "[-30.25,")), InputError);
  BOOST_CHECK_THROW(bus_status_from_json(with("[30.25,", "[30.25,1,")), InputError);
  BOOST_CHECK_THROW(bus_status_from_json(with("\"host\":2,", "\"host\":4294967296,")), InputError);
  BOOST_CHECK_THROW(bus_status_from_json(with("process 4711", std::string(5'000, 'x'))),
                    InputError);
  BusStatus large;
  large.hosts.resize(kMostStatusHosts + 1);
  BOOST_CHECK_THROW(bus_status_from_json(to_json(large)), InputError);
}

BOOST_AUTO_TEST_CASE(no_text_of_another_reaches_the_terminal_with_controls) {
  BusStatus status;
  // ESC, BEL, DEL, and the control sequence introducer of 8 bits as UTF-8
  status.run =
      "a\x1b[31mb\x07\x7f\xc2\x9b"
      "1mc\xc3\x9f";
  BOOST_TEST(bus_status_from_json(to_json(status)).run == "a?[31mb????1mc\xc3\x9f");
}

BOOST_AUTO_TEST_CASE(a_report_becomes_a_status) {
  BusReport report;
  report.exchanges = 9;
  report.strangers = 1;
  for (int us = 100; us >= 1; --us) report.round_trips.push_back(std::chrono::microseconds(us));
  report.hosts.resize(2);
  HostReport& host = report.hosts[0];
  host.incarnation = 3;
  host.state = HostState::waiting;
  host.heard.rejected[static_cast<std::size_t>(LotpReject::bad_value)] = 7;
  const BusStatus status = status_of(report);
  // of 1, 2, ..., 100 us: place 49 and 98 of 0 to 99
  BOOST_TEST(status.round_trips.p50_us == 50.0);
  BOOST_TEST(status.round_trips.p99_us == 99.0);
  BOOST_TEST(status.round_trips.max_us == 100.0);
  BOOST_TEST(status.hosts.at(0).restarts == 2U);
  BOOST_TEST(status.hosts.at(1).restarts == 0U);
  BOOST_TEST(status.hosts.at(0).state == "waiting");
  BOOST_TEST(status.hosts.at(0).refused.size() == 1U);
  BOOST_TEST(status.hosts.at(0).refused.at("bad_value") == 7U);
}

BOOST_FIXTURE_TEST_CASE(a_twin_is_found_heard_and_gone, OwnBeacons) {
  BusWatch watch;
  BOOST_TEST(watch.look(1ms).empty());
  {
    BusBeacon beacon("one_cell");
    BOOST_TEST(fs::exists(beacon.socket()));
    BOOST_TEST((fs::status(beacon.socket().parent_path()).permissions() == fs::perms::owner_all));
    beacon.publish(a_status());
    std::vector<SeenTwin> seen;
    // said again each second for those who come late
    BOOST_REQUIRE(comes_true([&] { return !(seen = watch.look(50ms)).empty(); }));
    BOOST_TEST(seen.size() == 1U);
    BOOST_TEST(seen[0].status.run == "one_cell");
    BOOST_TEST(seen[0].status.pid == ::getpid());
    BOOST_TEST(seen[0].status.stations.at(0).produced_quantity == 9U);
    BOOST_TEST(!seen[0].is_stale());
  }
  BOOST_TEST(watch.look(1ms).empty());
  BOOST_TEST(watch.beacons() == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_twin_that_hangs_is_stale_after_two_seconds, OwnBeacons) {
  BusWatch watch;
  BusBeacon beacon("hangs");
  const auto start = Clock::now();
  beacon.publish(a_status());
  BOOST_REQUIRE(comes_true([&] {
    const auto seen = watch.look(50ms);
    return !seen.empty() && seen[0].is_stale();
  }));
  BOOST_TEST((Clock::now() - start >= 1900ms));
  std::this_thread::sleep_until(start + BusBeacon::kInterval);
  beacon.publish(a_status());
  BOOST_TEST(comes_true([&] {
    const auto seen = watch.look(50ms);
    return !seen.empty() && !seen[0].is_stale();
  }));
}

BOOST_FIXTURE_TEST_CASE(no_more_than_four_a_second_are_published, OwnBeacons) {
  BusBeacon beacon("busy");
  int made = 0;
  const auto start = Clock::now();
  while (Clock::now() - start < 600ms) {
    beacon.offer([&] {
      ++made;
      return BusStatus{};
    });
  }
  // at 0, 250 and 500 ms
  BOOST_TEST(made <= 3);
  BOOST_TEST(made >= 1);
}

BOOST_FIXTURE_TEST_CASE(what_a_killed_twin_left_is_removed_by_the_next, OwnBeacons) {
  const fs::path folder = beacon_folder();
  // no process has this number: the kernel's largest is 2^22
  const fs::path left = folder / "beacon-4194305-0";
  write("darkline/beacon-4194305-0", "");
  BOOST_TEST(fs::exists(left));
  BusWatch watch;
  watch.look(1ms);
  BOOST_TEST(watch.beacons() == 0U);
  const BusBeacon beacon("next");
  BOOST_TEST(!fs::exists(left));
}

BOOST_FIXTURE_TEST_CASE(a_folder_that_others_may_enter_is_refused, OwnBeacons) {
  const fs::path folder = beacon_folder();
  ::chmod(folder.c_str(), 0755);
  DARKLINE_TEST_THROWS(BusBeacon("open"), IoError, "0700", "XDG_RUNTIME_DIR");
  fs::remove(folder);
  fs::create_directory_symlink(path(), folder);
  DARKLINE_TEST_THROWS(BusBeacon("linked"), IoError, "0700");
}

BOOST_AUTO_TEST_SUITE_END()

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "controllers/controller_set.h"
#include "controllers/in_process_link.h"
#include "controllers/journal.h"
#include "controllers/journal_replay.h"
#include "controllers/journaling_link.h"
#include "controllers/lotp.h"
#include "models/base/error.h"
#include "tests/controllers/fake_cell.h"
#include "tests/support/temporary_folder.h"

using namespace darkline;
using darkline::testing::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

struct Exchange {
  std::int64_t t_ns = 0;
  std::vector<CellObservation> seen;
  std::vector<CellCommand> commands;
};

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::unique_ptr<std::istream> stream_of(const std::string& bytes) {
  return std::make_unique<std::istringstream>(bytes);
}

JournalReplay replay_of(const std::string& bytes) {
  JournalReader reader(stream_of(bytes), "test.journal");
  return replay_journal(reader);
}

// Runs cells over a link for n exchanges.
std::vector<Exchange> run(ControllerLink& link, int n_cells, int n) {
  FakePlant plant(n_cells, 5);
  link.load(plant.programs());
  std::vector<Exchange> all;
  for (int i = 0; i < n; ++i) {
    const auto due = plant.advance_to_next_due();
    std::vector<CellCommand> commands(due.size());
    link.exchange(plant.t_ns(), due, commands);
    all.push_back({plant.t_ns(), due, commands});
    plant.obey(commands);
  }
  return all;
}

std::string wire_of(const std::vector<CellObservation>& seen,
                    const std::vector<CellCommand>& commands) {
  std::vector<std::byte> bytes(step_bytes(seen.size()) + act_bytes(commands.size()));
  encode_step({}, seen, bytes);
  encode_act({}, commands, std::span(bytes).subspan(step_bytes(seen.size())));
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The journal of a run of three cells over 60 exchanges.
std::string sample(const TemporaryFolder& folder, std::vector<Exchange>* exchanges = nullptr) {
  const fs::path file = folder.path() / "run.journal";
  JournalingLink link(std::make_unique<InProcessLink>(), file);
  auto all = run(link, 3, 60);
  link.close_journal();
  if (exchanges != nullptr) *exchanges = std::move(all);
  return bytes_of(file);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(journals)

BOOST_FIXTURE_TEST_CASE(what_was_written_is_read_to_the_bit, TemporaryFolder) {
  std::vector<Exchange> written;
  const std::string bytes = sample(*this, &written);
  JournalReader reader(path() / "run.journal");
  JournalEntry entry;
  BOOST_REQUIRE(reader.next(entry));
  BOOST_TEST(entry.is_load);
  BOOST_REQUIRE(entry.programs.size() == 3U);
  const FakePlant plant(3, 5);
  for (std::size_t c = 0; c < 3; ++c)
    BOOST_TEST(entry.programs[c].cell == plant.programs()[c].cell);
  for (const Exchange& each : written) {
    BOOST_REQUIRE(reader.next(entry));
    BOOST_TEST(!entry.is_load);
    BOOST_TEST(entry.t_ns == each.t_ns);
    BOOST_REQUIRE(entry.seen.size() == each.seen.size());
    BOOST_REQUIRE(wire_of(entry.seen, entry.commands) == wire_of(each.seen, each.commands));
  }
  BOOST_TEST(!reader.next(entry));
  BOOST_TEST((reader.end() == JournalEnd::whole));
  BOOST_TEST(!reader.next(entry));
}

BOOST_FIXTURE_TEST_CASE(replaying_it_gives_the_same_commands, TemporaryFolder) {
  std::vector<Exchange> written;
  const JournalReplay replay = replay_of(sample(*this, &written));
  BOOST_TEST(!replay.difference.has_value());
  BOOST_TEST((replay.end == JournalEnd::whole));
  BOOST_TEST(replay.loads == 1U);
  BOOST_TEST(replay.cells == 3U);
  BOOST_TEST(replay.exchanges == written.size());
  BOOST_TEST(replay.first_ns == written.front().t_ns);
  BOOST_TEST(replay.last_ns == written.back().t_ns);
}

BOOST_FIXTURE_TEST_CASE(the_first_difference_is_named, TemporaryFolder) {
  const fs::path file = path() / "run.journal";
  InProcessLink link;
  const auto exchanges = run(link, 3, 60);
  // an exchange in the midst whose last cell has several robots
  const auto at = std::find_if(exchanges.begin() + 20, exchanges.end(), [](const Exchange& each) {
    return each.commands.back().n_robots > 1;
  });
  BOOST_REQUIRE((at != exchanges.end()));
  for (const int robot : {-1, 1}) {
    {
      JournalWriter writer(file);
      writer.add_programs(FakePlant(3, 5).programs());
      for (auto each = exchanges.begin(); each != exchanges.end(); ++each) {
        std::vector<CellCommand> commands = each->commands;
        CellCommand& last = commands.back();
        if (each == at && robot < 0) last.next_wake_ns -= 1;
        if (each == at && robot >= 0) last.robots[1].target_rad[2] += 1e-9;
        writer.add_exchange(each->t_ns, each->seen, commands);
      }
    }
    const JournalReplay replay = replay_of(bytes_of(file));
    BOOST_REQUIRE(replay.difference.has_value());
    BOOST_TEST(replay.difference->exchange ==
               static_cast<std::uint64_t>(at - exchanges.begin()) + 1);
    BOOST_TEST(replay.exchanges == replay.difference->exchange);
    BOOST_TEST(replay.difference->t_ns == at->t_ns);
    BOOST_TEST(replay.difference->cell == at->commands.back().cell);
    BOOST_TEST(replay.difference->robot == robot);
    BOOST_TEST(replay.difference->field == (robot < 0 ? "next_wake_ns" : "target"));
  }
}

BOOST_FIXTURE_TEST_CASE(a_journal_that_breaks_off_reads_up_to_its_last_whole_record,
                        TemporaryFolder) {
  const std::string bytes = sample(*this);
  std::uint64_t before = 0;
  for (std::size_t length = 24; length < bytes.size(); length += 1 + length % 97) {
    const JournalReplay replay = replay_of(bytes.substr(0, length));
    BOOST_TEST(!replay.difference.has_value());
    BOOST_REQUIRE((replay.end == JournalEnd::cut));
    BOOST_REQUIRE(replay.bytes <= length);
    BOOST_REQUIRE(replay.exchanges >= before);  // a longer piece holds no less
    before = replay.exchanges;
  }
  BOOST_TEST(before >= 58U);  // of 60
  BOOST_TEST((replay_of(bytes.substr(0, bytes.size() - 1)).end == JournalEnd::cut));
  BOOST_CHECK_THROW(replay_of(bytes.substr(0, 23)), InputError);
}

BOOST_FIXTURE_TEST_CASE(a_byte_that_is_not_as_it_was_is_noticed, TemporaryFolder) {
  const std::string bytes = sample(*this);
  const std::uint64_t all = replay_of(bytes).exchanges;
  for (std::size_t i = 0; i < bytes.size(); i += 1 + i % 131) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
    if (i < 24) {
      BOOST_CHECK_THROW(replay_of(damaged), InputError);
      continue;
    }
    const JournalReplay replay = replay_of(damaged);
    BOOST_TEST(!replay.difference.has_value());
    // a length that lies may reach behind the end
    BOOST_REQUIRE((replay.end == JournalEnd::damaged || replay.end == JournalEnd::cut));
    BOOST_REQUIRE(replay.exchanges <= all);
    BOOST_REQUIRE(replay.bytes <= i);
  }
}

BOOST_FIXTURE_TEST_CASE(records_do_not_change_places, TemporaryFolder) {
  const std::string bytes = sample(*this);
  // the records begin behind the head; find the second and the third by their lengths
  std::vector<std::size_t> starts;
  for (std::size_t at = 24; at < bytes.size();) {
    starts.push_back(at);
    std::uint32_t body = 0;
    std::memcpy(&body, bytes.data() + at + 4, sizeof(body));
    at += 24 + body;
  }
  BOOST_REQUIRE(starts.size() > 4U);
  const auto record = [&](std::size_t i) {
    return bytes.substr(starts[i], starts[i + 1] - starts[i]);
  };
  const std::string swapped = bytes.substr(0, starts[1]) + record(2) + record(1);
  BOOST_TEST((replay_of(swapped).end == JournalEnd::damaged));
  const std::string doubled = bytes.substr(0, starts[2]) + record(1);
  BOOST_TEST((replay_of(doubled).end == JournalEnd::damaged));
}

BOOST_FIXTURE_TEST_CASE(a_full_disk_is_an_error, TemporaryFolder) {
  if (!fs::exists("/dev/full")) return;
  JournalWriter writer("/dev/full");
  writer.add_programs(FakePlant(3, 5).programs());
  BOOST_CHECK_THROW(writer.close(), IoError);
  BOOST_CHECK_THROW(JournalWriter(path() / "no" / "folder"), IoError);
  JournalingLink link(std::make_unique<InProcessLink>(), "/dev/full");
  FakePlant plant(3, 5);
  link.load(plant.programs());
  const auto due = plant.advance_to_next_due();
  std::vector<CellCommand> commands(due.size());
  // an exchange takes about 2 kB, and from 256 kB on they are written out: soon one must throw
  const auto go_on = [&] {
    for (int i = 0; i < 1'000'000; ++i) link.exchange(plant.t_ns(), due, commands);
  };
  BOOST_CHECK_THROW(go_on(), IoError);
}

BOOST_FIXTURE_TEST_CASE(a_writer_that_was_not_closed_has_written_all, TemporaryFolder) {
  const fs::path file = path() / "run.journal";
  {
    JournalingLink link(std::make_unique<InProcessLink>(), file);
    run(link, 2, 20);
    run(link, 3, 30);  // loading again starts afresh
  }
  const JournalReplay replay = replay_of(bytes_of(file));
  BOOST_TEST((replay.end == JournalEnd::whole));
  BOOST_TEST(replay.loads == 2U);
  BOOST_TEST(replay.exchanges == 50U);
  BOOST_TEST(replay.cells == 3U);
  BOOST_TEST(!replay.difference.has_value());
}

BOOST_FIXTURE_TEST_CASE(what_the_programs_do_not_fit_is_refused, TemporaryFolder) {
  const fs::path file = path() / "run.journal";
  const CellProgram cell{.cell = 3, .robots = {{}}};
  const std::vector<CellObservation> known = {{.cell = 3, .t_ns = 40, .n_robots = 1}};
  std::vector<CellCommand> first(1);
  BOOST_REQUIRE((ControllerSet({&cell, 1}).update(known, first) == LotpReject::none));
  std::vector<CellObservation> other = known;
  other[0].cell = 4;
  std::vector<CellObservation> before = known;
  before[0].t_ns = 36;
  for (const auto& second : {other, before}) {
    {
      JournalWriter writer(file);
      writer.add_programs({&cell, 1});
      writer.add_exchange(40, known, first);
      const std::vector<CellCommand> commands = {{.cell = second[0].cell, .n_robots = 1}};
      writer.add_exchange(second[0].t_ns, second, commands);
    }
    BOOST_CHECK_THROW(replay_of(bytes_of(file)), InputError);
  }
}

BOOST_AUTO_TEST_SUITE_END()

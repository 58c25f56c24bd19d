#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "controllers/controller_set.h"
#include "controllers/host_session.h"
#include "controllers/lotp_maps.h"
#include "models/base/content_hash.h"
#include "tests/controllers/fake_cell.h"

using namespace darkline;

namespace {

using Bytes = std::vector<std::byte>;

// darkline's law without its memory of itself.
class Forgetful final : public ControlLaw {
 public:
  void configure(std::span<const CellProgram> cells) override { law_.configure(cells); }
  LotpReject update(std::span<const CellObservation> due,
                    std::span<CellCommand> commands) override {
    return law_.update(due, commands);
  }
  bool can_snapshot() const override { return false; }
  std::vector<std::byte> snapshot() const override { return {}; }
  bool restore(std::span<const std::byte> /*state*/) override { return false; }

 private:
  ControllerSet law_;
};

// One host, spoken to by hand.
struct HandHost {
  explicit HandHost(std::uint32_t incarnation = 2, std::unique_ptr<ControlLaw> its = nullptr)
      : law(its != nullptr ? std::move(its) : std::make_unique<ControllerSet>()),
        session({.host = 3, .incarnation = incarnation, .run_epoch = 9, .version = "test"}, *law) {}

  LotpHeader head(std::uint64_t seq = 0, std::int64_t t_ns = 0) const {
    return {.host = 3, .incarnation = named, .run_epoch = 9, .seq = seq, .t_ns = t_ns};
  }

  // The type of the answer; none: 0.
  LotpType tell(const Bytes& message) {
    const HostSession::Answer said = session.take(message);
    answer.assign(said.message.begin(), said.message.end());
    if (answer.empty()) return LotpType{};
    LotpHeader header;
    std::memcpy(&header, answer.data(), sizeof(header));
    BOOST_TEST(header.host == 3U);
    BOOST_TEST(header.incarnation == named);
    return static_cast<LotpType>(header.type);
  }
  LotpType tell(LotpType type, const std::string& map = {}) {
    Bytes message(sizeof(LotpHeader) + map.size());
    encode_body(head(), type, map, message);
    return tell(message);
  }
  LotpType welcome(const std::vector<CellProgram>& cells, std::uint64_t next_seq = 1,
                   const Bytes& snapshot = {}) {
    return tell(LotpType::welcome,
                to_map(LotpWelcome{.cells = cells, .next_seq = next_seq, .snapshot = snapshot}));
  }
  Bytes step(std::uint64_t seq, std::span<const CellObservation> cells) const {
    Bytes message(step_bytes(cells.size()));
    encode_step(head(seq, cells.empty() ? 0 : cells[0].t_ns), cells, message);
    return message;
  }
  Bytes replay(std::uint64_t seq, std::span<const CellObservation> cells, bool last) const {
    Bytes message = step(seq, cells);
    make_replay(message, named, last);
    return message;
  }

  template <class Map>
  Map map_of_answer() const {
    Map map;
    BOOST_REQUIRE(
        (read_map(std::span(answer).subspan(sizeof(LotpHeader)), map) == LotpReject::none));
    return map;
  }
  int err_code() const { return map_of_answer<LotpErr>().code; }
  std::span<const std::byte> act_body() const {
    return std::span(answer).subspan(sizeof(LotpHeader));
  }

  std::unique_ptr<ControlLaw> law;
  HostSession session;
  Bytes answer;
  std::uint32_t named = 2;  // in what the twin sends
};

struct Told {
  std::vector<CellObservation> seen;
  Bytes act;  // the body of the answer
};

// What a host was told in a run, and what it answered; `at_snapshot` is its state after `cut`.
std::vector<Told> run_of(FakePlant& plant, int n, int cut, Bytes& at_snapshot) {
  HandHost host;
  BOOST_REQUIRE((host.welcome(plant.programs()) == LotpType::hb));
  std::vector<Told> told;
  for (int i = 0; i < n; ++i) {
    if (i == cut) {
      BOOST_REQUIRE((host.tell(LotpType::req_snapshot) == LotpType::snapshot));
      const auto snapshot = host.map_of_answer<LotpSnapshot>();
      BOOST_TEST(snapshot.seq == static_cast<std::uint64_t>(cut));
      at_snapshot = snapshot.state;
    }
    const auto due = plant.advance_to_next_due();
    const auto seq = static_cast<std::uint64_t>(i) + 1;
    const Bytes message = host.step(seq, due);
    BOOST_REQUIRE((host.tell(message) == LotpType::act));
    told.push_back({due, {host.act_body().begin(), host.act_body().end()}});
    std::vector<CellCommand> commands(due.size());
    LotpHeader header = host.head(seq, due[0].t_ns);
    header.n_items = static_cast<std::uint16_t>(due.size());
    BOOST_REQUIRE((decode_act(host.answer, header, due, commands) == LotpReject::none));
    plant.obey(commands);
  }
  return told;
}

constexpr LotpTypes kHostMayHear =
    lotp_types(LotpType::welcome, LotpType::replay, LotpType::step, LotpType::hb, LotpType::pause,
               LotpType::resume, LotpType::bye, LotpType::err, LotpType::req_snapshot);

}  // namespace

BOOST_AUTO_TEST_SUITE(host_session)

BOOST_AUTO_TEST_CASE(a_host_started_again_answers_as_the_one_that_went) {
  constexpr int kCut = 25;
  constexpr int kCrash = 60;
  constexpr int kAll = 100;
  FakePlant plant(5, 11);
  Bytes state;
  const std::vector<Told> told = run_of(plant, kAll, kCut, state);
  // once from the snapshot after 25, once from the first observation on
  for (const int from : {kCut, 0}) {
    HandHost host;
    const auto next_seq = static_cast<std::uint64_t>(from) + 1;
    BOOST_REQUIRE(
        (host.welcome(plant.programs(), next_seq, from == 0 ? Bytes{} : state) == LotpType::hb));
    Sha256 expected;
    for (int i = from; i < kCrash; ++i) {
      const Told& each = told[static_cast<std::size_t>(i)];
      expected.add(each.act);
      const bool last = i == kCrash - 1;
      const auto said = host.tell(host.replay(static_cast<std::uint64_t>(i) + 1, each.seen, last));
      BOOST_REQUIRE((said == (last ? LotpType::replay_ok : LotpType{})));
    }
    const auto ok = host.map_of_answer<LotpReplayOk>();
    BOOST_TEST(ok.seq == static_cast<std::uint64_t>(kCrash));
    BOOST_TEST(ok.digest == expected.hex().substr(0, 16));
    for (int i = kCrash; i < kAll; ++i) {
      const Told& each = told[static_cast<std::size_t>(i)];
      BOOST_REQUIRE(
          (host.tell(host.step(static_cast<std::uint64_t>(i) + 1, each.seen)) == LotpType::act));
      BOOST_REQUIRE(std::ranges::equal(host.act_body(), each.act));
    }
  }
}

BOOST_AUTO_TEST_CASE(each_state_takes_what_is_legal_and_reports_the_rest) {
  FakePlant plant(1, 3);
  const auto due = plant.advance_to_next_due();
  enum class State { greeting, ready, replaying, stepping, paused_before, paused };
  const std::vector<std::pair<State, LotpTypes>> legal = {
      {State::greeting, lotp_types(LotpType::welcome)},
      {State::ready,
       lotp_types(LotpType::replay, LotpType::step, LotpType::req_snapshot, LotpType::pause)},
      {State::replaying, lotp_types(LotpType::replay)},
      {State::stepping, lotp_types(LotpType::step, LotpType::req_snapshot, LotpType::pause)},
      {State::paused_before, lotp_types(LotpType::resume)},
      {State::paused, lotp_types(LotpType::resume)},
  };
  const auto brought_to = [&](HandHost& host, State state) {
    if (state == State::greeting) return;
    BOOST_REQUIRE((host.welcome(plant.programs()) == LotpType::hb));
    if (state == State::replaying) host.tell(host.replay(1, due, false));
    if (state == State::stepping || state == State::paused) host.tell(host.step(1, due));
    if (state == State::paused || state == State::paused_before) host.tell(LotpType::pause);
  };
  for (const auto& [state, types] : legal) {
    for (std::uint16_t type = 1; type <= 13; ++type) {
      HandHost host;
      brought_to(host, state);
      const bool is_legal =
          ((types | lotp_types(LotpType::hb, LotpType::bye, LotpType::err)) >> type & 1U) != 0;
      const bool begun =
          state == State::replaying || state == State::stepping || state == State::paused;
      const std::uint64_t seq = begun ? 2 : 1;
      LotpType said{};
      if (type == static_cast<std::uint16_t>(LotpType::step)) {
        said = host.tell(host.step(seq, due));
      } else if (type == static_cast<std::uint16_t>(LotpType::replay)) {
        said = host.tell(host.replay(seq, due, true));
      } else if (type == static_cast<std::uint16_t>(LotpType::welcome)) {
        said = host.welcome(plant.programs());
      } else {
        said = host.tell(static_cast<LotpType>(type));
      }
      BOOST_TEST_CONTEXT("state " << static_cast<int>(state) << " type " << type) {
        BOOST_TEST((said == LotpType::err) == !is_legal);
        if (said == LotpType::err) BOOST_TEST(host.err_code() == 8);  // BAD_STATE
        BOOST_TEST(host.session.is_over() == (type == static_cast<std::uint16_t>(LotpType::bye) ||
                                              type == static_cast<std::uint16_t>(LotpType::err)));
      }
    }
  }
  BOOST_TEST((kHostMayHear >> 13U) == 0U);
}

BOOST_AUTO_TEST_CASE(a_pause_changes_nothing_and_ends_where_it_began) {
  FakePlant plant(1, 3);
  HandHost host;
  host.welcome(plant.programs());
  const auto due = plant.advance_to_next_due();
  BOOST_TEST((host.tell(LotpType::pause) == LotpType{}));
  BOOST_TEST(host.session.is_paused());
  BOOST_TEST((host.tell(host.step(1, due)) == LotpType::err));
  BOOST_TEST((host.tell(LotpType::hb) == LotpType{}));
  host.tell(LotpType::resume);
  BOOST_TEST((host.tell(host.replay(1, due, true)) == LotpType::replay_ok));
  host.tell(LotpType::pause);
  host.tell(LotpType::resume);
  BOOST_TEST((host.tell(host.replay(2, due, true)) == LotpType::err));  // its time is over
  BOOST_TEST((host.tell(host.step(2, due)) == LotpType::act));
}

BOOST_AUTO_TEST_CASE(a_snapshot_that_is_none_is_reported_and_the_host_may_be_asked_again) {
  FakePlant plant(2, 3);
  HandHost host;
  Bytes state = ControllerSet(plant.programs()).snapshot();
  state[30] ^= std::byte{1};
  BOOST_TEST((host.welcome(plant.programs(), 5, state) == LotpType::err));
  BOOST_TEST(host.err_code() == 13);  // SNAPSHOT_INVALID
  BOOST_TEST(!host.session.is_welcome());
  state[30] ^= std::byte{1};
  BOOST_TEST((host.welcome(plant.programs(), 5, state) == LotpType::hb));
  const auto due = plant.advance_to_next_due();
  BOOST_TEST((host.tell(host.step(1, due)) == LotpType::err));
  BOOST_TEST(host.err_code() == 9);  // SEQ_MISMATCH: 5 is the next
  BOOST_TEST((host.tell(host.step(5, due)) == LotpType::act));
}

BOOST_AUTO_TEST_CASE(steps_are_numbered_from_one) {
  FakePlant plant(1, 3);
  HandHost host;
  BOOST_TEST((host.welcome(plant.programs(), 0) == LotpType::err));
  BOOST_TEST(host.err_code() == 10);  // BAD_VALUE
}

BOOST_AUTO_TEST_CASE(a_refused_replay_counts_for_nothing) {
  FakePlant plant(1, 3);
  const auto due = plant.advance_to_next_due();
  HandHost clean;
  HandHost host;
  clean.welcome(plant.programs());
  host.welcome(plant.programs());
  std::vector<CellObservation> wrong = due;
  wrong[0].cell += 1;
  host.tell(host.replay(1, wrong, true));
  BOOST_TEST(host.err_code() == 11);  // WRONG_CELL
  host.tell(host.replay(2, due, true));
  BOOST_TEST(host.err_code() == 9);  // SEQ_MISMATCH
  clean.tell(clean.replay(1, due, true));
  BOOST_TEST((host.tell(host.replay(1, due, true)) == LotpType::replay_ok));
  BOOST_TEST(host.map_of_answer<LotpReplayOk>().digest ==
             clean.map_of_answer<LotpReplayOk>().digest);
}

BOOST_AUTO_TEST_CASE(hello_says_whether_there_are_snapshots) {
  for (const bool forgets : {false, true}) {
    HandHost host(2, forgets ? std::unique_ptr<ControlLaw>(std::make_unique<Forgetful>())
                             : std::make_unique<ControllerSet>());
    const auto said = host.session.hello().message;
    host.answer.assign(said.begin(), said.end());
    const auto caps = host.map_of_answer<LotpHello>().caps;
    BOOST_TEST((std::ranges::find(caps, "snapshot") == caps.end()) == forgets);
    FakePlant plant(1, 3);
    const Bytes state = ControllerSet(plant.programs()).snapshot();
    BOOST_TEST((host.welcome(plant.programs(), 1, state) == LotpType::err) == forgets);
    host.welcome(plant.programs());
    BOOST_TEST((host.tell(LotpType::req_snapshot) == LotpType::err) == forgets);
    if (forgets) BOOST_TEST(host.err_code() == 8);
  }
}

BOOST_AUTO_TEST_CASE(a_host_that_nobody_started_is_named_by_its_welcome) {
  FakePlant plant(2, 3);
  HandHost host(0);
  const auto said = host.session.hello().message;
  LotpHeader header;
  std::memcpy(&header, said.data(), sizeof(header));
  BOOST_TEST(header.incarnation == 0U);
  // a WELCOME that is refused names nobody
  host.named = 0;
  BOOST_TEST((host.tell(LotpType::welcome, "\xc0") == LotpType::err));
  host.named = 7;
  BOOST_TEST((host.welcome(plant.programs()) == LotpType::hb));
  // from here on it is incarnation 7 and hears no other
  const auto due = plant.advance_to_next_due();
  Bytes old = host.step(1, due);
  old[offsetof(LotpHeader, incarnation)] = std::byte{6};
  BOOST_TEST((host.tell(old) == LotpType::err));
  BOOST_TEST(host.err_code() == 7);  // STALE_INCARNATION
  BOOST_TEST((host.tell(host.step(1, due)) == LotpType::act));
}

BOOST_AUTO_TEST_SUITE_END()

// Writes the corpora of the fuzz targets of controllers and of plants' recordings:
// `make_corpus tests/fuzz/corpus`. They are committed; run it again where LOTP or the chunks of
// recordings change, or the structs in them are stale.
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "controllers/controller_set.h"
#include "controllers/journal.h"
#include "controllers/lotp_maps.h"
#include "tests/fuzz/fuzz_cells.h"
#include "tests/support/small_plant.h"

using namespace darkline;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& file, const std::string& bytes) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << bytes;
}

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

template <class Number>
std::string number(Number value) {
  return text_of(std::as_bytes(std::span(&value, 1)));
}

// What two cells show when a body comes and their robots are ready, and a tick later.
std::vector<CellObservation> seen_at(std::int64_t t_ns, std::uint32_t step, RobotState state) {
  std::vector<CellObservation> seen;
  for (const CellProgram& cell : fuzz::cells()) {
    CellObservation& each = seen.emplace_back();
    each.cell = cell.cell;
    each.t_ns = t_ns;
    each.n_robots = static_cast<std::uint8_t>(cell.robots.size());
    each.part_present = true;
    for (std::size_t r = 0; r < each.n_robots; ++r) {
      each.robots[r].state = state;
      each.robots[r].step = step;
    }
  }
  return seen;
}

std::string step_of(const std::vector<CellObservation>& seen, std::uint64_t seq) {
  std::vector<std::byte> message(step_bytes(seen.size()));
  encode_step({.host = 3, .incarnation = 2, .run_epoch = 9, .seq = seq, .t_ns = seen[0].t_ns}, seen,
              message);
  return text_of(message);
}

void write_step(const fs::path& folder) {
  const auto body = [](const std::vector<CellObservation>& seen) {
    return step_of(seen, 1).substr(sizeof(LotpHeader));
  };
  const auto piece = [](LotpType type, char flags, const std::string& what, bool counted) {
    return std::string(1, static_cast<char>(type)) + flags +
           number(static_cast<std::uint16_t>(what.size())) +
           (counted ? number(std::int32_t{4'000'000}) : std::string()) + what;
  };
  const std::string first = body(seen_at(0, 0, RobotState::ready));
  const std::string second = body(seen_at(0, 1, RobotState::done));
  std::string cut_value = first;
  cut_value.resize(first.size() - 1);
  write(folder / "whole", '\0' + step_of(seen_at(0, 0, RobotState::ready), 1));
  write(folder / "header_only",
        '\0' + step_of(seen_at(0, 0, RobotState::ready), 1).substr(0, sizeof(LotpHeader)));
  write(folder / "two_steps",
        '\1' + piece(LotpType::step, 0, first, true) + piece(LotpType::step, 0, second, true));
  write(folder / "body_cut", '\1' + piece(LotpType::step, 0, cut_value, true));
  write(folder / "replay_and_step", '\1' + piece(LotpType::replay, 0, first, true) +
                                        piece(LotpType::replay, 1, second, true) +
                                        piece(LotpType::step, 0, second, true));
  write(folder / "pause_snapshot", '\1' + piece(LotpType::pause, 0, "", false) +
                                       piece(LotpType::resume, 0, "", false) +
                                       piece(LotpType::req_snapshot, 0, "", false));
  const std::string welcome = to_map(LotpWelcome{
      .cells = fuzz::cells(), .next_seq = 1, .snapshot = ControllerSet(fuzz::cells()).snapshot()});
  write(folder / "welcome_with_snapshot",
        '\3' + piece(LotpType::welcome, 0, welcome, false) + piece(LotpType::step, 0, first, true));
}

void write_frames(const fs::path& folder) {
  const std::string short_frame("\0\3abc", 5), command("\4\6\5READY", 8);
  const std::string part("\1\1a", 3), long_frame("\2\0\0\0\0\0\0\1\0", 9);
  write(folder / "in_turn", '\2' + command + short_frame + part + short_frame + short_frame);
  write(folder / "long", '\7' + long_frame + std::string(256, 'x') + short_frame);
  write(folder / "cut", '\100' + short_frame + long_frame + "x");
  write(folder / "too_long", std::string("\0\2\0\0\0\0\0\x10\0\1x", 11));
  write(folder / "flags", std::string("\0\10\1x", 4));
}

void write_act(const fs::path& folder) {
  std::vector<CellObservation> seen = seen_at(40'000'000, 0, RobotState::ready);
  std::vector<CellCommand> commands(seen.size());
  ControllerSet set(fuzz::cells());
  set.update(seen, commands);
  std::vector<std::byte> message(act_bytes(commands.size()));
  const LotpHeader head{.host = 3, .incarnation = 2, .run_epoch = 9, .seq = 1, .t_ns = 40'000'000};
  encode_act(head, commands, message);
  const std::string whole = text_of(message);
  write(folder / "whole", '\0' + whole);
  write(folder / "body", '\1' + whole.substr(sizeof(LotpHeader)));
  write(folder / "body_cut", '\1' + whole.substr(sizeof(LotpHeader), 1'000));
  write(folder / "one_cell", '\1' + whole.substr(sizeof(LotpHeader), sizeof(LotpCmd)));
}

void write_maps(const fs::path& folder) {
  write(folder / "hello", '\0' + to_map(LotpHello{.name = "x",
                                                  .version = "1",
                                                  .cells = {7},
                                                  .caps = {"snapshot"},
                                                  .pid = 17,
                                                  .schema_hash = lotp_schema_hash()}));
  write(folder / "welcome", '\1' + to_map(LotpWelcome{.cells = fuzz::cells()}));
  write(folder / "err", '\2' + to_map(LotpErr{.code = 10, .detail = "a joint", .seq = 4}));
  write(folder / "snapshot", '\3' + to_map(LotpSnapshot{.seq = 4, .state = {std::byte{1}}}));
  write(folder / "replay_ok", '\4' + to_map(LotpReplayOk{.seq = 4, .digest = "0123456789abcdef"}));
  write(folder / "deep", '\1' + std::string(300, '\x91') + '\xc0');
  write(folder / "long_array", std::string("\1\xdd\xff\xff\xff\xff", 6));
}

void write_journal(const fs::path& folder) {
  const fs::path file = folder / "whole";
  fs::create_directories(folder);
  std::string records;
  {
    JournalWriter writer(file);
    writer.add_programs(fuzz::cells());
    ControllerSet set(fuzz::cells());
    for (const std::uint32_t i : {0U, 1U}) {
      const auto seen = seen_at(std::int64_t{i} * kControlPeriodNs, i,
                                i == 0 ? RobotState::ready : RobotState::done);
      std::vector<CellCommand> commands(seen.size());
      set.update(seen, commands);
      writer.add_exchange(seen[0].t_ns, seen, commands);
    }
  }
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  write(file, '\0' + bytes);
  write(folder / "cut", '\0' + bytes.substr(0, bytes.size() - 40));
  constexpr std::size_t kHead = 24;  // of the file, and of each record
  bool is_first = true;              // the programs, which the target gives itself
  for (std::size_t at = kHead; at < bytes.size();) {
    std::uint32_t length = 0;
    std::memcpy(&length, bytes.data() + at + 4, sizeof(length));
    if (!is_first) records += bytes[at] + number(length) + bytes.substr(at + kHead, length);
    is_first = false;
    at += kHead + length;
  }
  write(folder / "records", '\1' + records);
  const std::string map = to_map(LotpWelcome{.cells = {}, .more = true});
  write(folder / "loads", '\1' + std::string(1, '\1') +
                              number(static_cast<std::uint32_t>(map.size())) + map + records);
}

void write_snapshot(const fs::path& folder) {
  const std::vector<CellProgram> programs = {fuzz::cells()[0]};
  ControllerSet set(programs);
  std::vector<CellCommand> commands(1);
  const std::string reports = "\1\1\3\1\3\1\1\1\3\2\3\2\1\1\3\3\3\3\1\1\3\4\3\4";
  for (std::uint32_t i = 0; i < 7; ++i) {
    const std::string state = text_of(set.snapshot());
    write(folder / ("whole_" + std::to_string(i)),
          '\0' + number(static_cast<std::uint16_t>(state.size())) + state + reports);
    const std::string body = state.substr(0, state.size() - 16);
    write(folder / ("sealed_" + std::to_string(i)),
          '\1' + number(static_cast<std::uint16_t>(body.size())) + body + reports);
    auto seen = seen_at(std::int64_t{i} * 50 * kControlPeriodNs, i, RobotState::done);
    set.update(std::span(seen).first(1), commands);
  }
}

// A whole file and a cut one, then chunks that the target seals itself.
void write_plant_recording(const fs::path& folder) {
  const fs::path file = folder / "whole";
  fs::create_directories(folder);
  const auto chunks = testing::lived_chunks(4, 1, 12);
  {
    PlantRecordingWriter writer(file);
    for (const auto& chunk : chunks) writer.add(chunk);
    writer.close();
  }
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  write(file, '\0' + bytes);
  write(folder / "cut", '\0' + bytes.substr(0, bytes.size() * 2 / 3));
  write(folder / "head_alone", '\0' + bytes.substr(0, 16));
  std::string sealed;
  for (const auto& chunk : chunks) {
    const ChunkHead head = chunk_head(chunk);
    if (head.kind == ChunkKind::scene) continue;  // the target gives it itself
    const auto plain = opened_chunk(chunk);
    sealed += static_cast<char>(head.kind) +
              number(static_cast<std::uint32_t>(head.start_ns / kControlPeriodNs)) +
              number(static_cast<std::uint32_t>((head.end_ns - head.start_ns) / kControlPeriodNs)) +
              number(static_cast<std::uint32_t>(plain.size())) + text_of(plain);
    write(folder / ("sealed_" + std::to_string(head.number)), '\1' + sealed);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: make_corpus FOLDER\n", stderr);
    return 64;
  }
  const fs::path folder = argv[1];
  write_step(folder / "lotp_step");
  write_act(folder / "lotp_act");
  write_frames(folder / "frames");
  write_maps(folder / "lotp_maps");
  write_journal(folder / "journal");
  write_snapshot(folder / "snapshot");
  write_plant_recording(folder / "plant_recording");
  return 0;
}

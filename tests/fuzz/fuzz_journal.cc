// Journals. An input of kind 0 is a file as it stands; else it is a row of records { u8 kind, u32
// length, body } that get their numbers and checks behind a whole head and the programs of two
// cells, so that their bodies are read.
#include <cstring>
#include <sstream>
#include <string>

#include "controllers/journal.h"
#include "controllers/journal_format.h"
#include "controllers/journal_replay.h"
#include "controllers/lotp_maps.h"
#include "models/base/error.h"
#include "tests/fuzz/fuzz_cells.h"
#include "tests/fuzz/fuzz_target.h"

using namespace darkline;

namespace {

class Forger {
 public:
  Forger() {
    const internal::JournalHead head{.version = kJournalVersion,
                                     .schema = internal::journal_schema()};
    add(&head, sizeof(head));
    const std::string map = to_map(LotpWelcome{.cells = fuzz::cells()});
    add_record(internal::kJournalPrograms, std::as_bytes(std::span(map.data(), map.size())));
  }

  void add_record(std::uint32_t kind, std::span<const std::byte> body) {
    internal::JournalRecordHead head{
        .kind = kind, .body_bytes = static_cast<std::uint32_t>(body.size()), .number = number_++};
    head.check = internal::journal_check(head, body);
    add(&head, sizeof(head));
    add(body.data(), body.size());
  }

  const std::string& bytes() const { return bytes_; }

 private:
  void add(const void* bytes, std::size_t n) {
    if (n > 0) bytes_.append(static_cast<const char*>(bytes), n);
  }
  std::string bytes_;
  std::uint64_t number_ = 0;
};

std::string file_of(fuzz::Input& input) {
  if (input.take<std::uint8_t>() % 2 == 0) {
    return {reinterpret_cast<const char*>(input.rest().data()), input.rest().size()};
  }
  Forger forger;
  while (!input.empty()) {
    const auto kind = input.take<std::uint8_t>();
    const auto length = input.take<std::uint32_t>();
    forger.add_record(kind, input.take_bytes(length));
  }
  return forger.bytes();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::string file = file_of(input);
  try {
    JournalReader reader(std::make_unique<std::istringstream>(file), "fuzzed.journal");
    const JournalReplay replay = replay_journal(reader);
    fuzz::require(replay.bytes <= file.size());
    fuzz::require(replay.difference.has_value() || replay.end != JournalEnd::open);
  } catch (const InputError&) {
    return 0;
  }
  return 0;
}

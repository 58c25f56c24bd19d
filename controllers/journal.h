// The journal of a run: the programs of its cells and, for every exchange, what the cells showed
// and what they were told. It is enough to run the controllers again without the plant
// (journal_replay.h).
//
// File, little-endian: a head of 24 bytes { "DLJOURNL", u32 version, u32 0, u64 schema: the first
// eight bytes of the SHA-256 of lotp_schema(1) }, then records. Each begins with 24 bytes { u32
// kind, u32 bytes of the body, u64 number from 0, u64 check }; the check is the first eight bytes
// of the SHA-256 of the 16 bytes before it and the body. Bodies:
//   1 programs  the map of a WELCOME (lotp_maps.h); another follows where it says `more`
//   2 exchange  { i64 t_ns, u32 cells, u32 0 }, then for each cell LotpObs, cut off behind its last
//               robot, and LotpCmd
//   3 end       empty: the writer closed the journal
// So a file that breaks off anywhere (a killed program, a full disk) reads up to its last whole
// record, and says that it is not whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "controllers/cell_program.h"
#include "models/cell/cell_io.h"

namespace darkline {

inline constexpr std::uint32_t kJournalVersion = 1;
inline constexpr std::size_t kMostJournalCells = 20'000;  // of a run

// Writes on a thread of its own: adding copies into a buffer, and waits only if the disk is 64 MiB
// behind. What was added reaches the kernel within about 50 ms.
class JournalWriter {
 public:
  // @throws IoError if the file cannot be made. What was there is lost.
  explicit JournalWriter(const std::filesystem::path& path);
  // Closes it; a failure is not told.
  ~JournalWriter();
  JournalWriter(const JournalWriter&) = delete;
  JournalWriter& operator=(const JournalWriter&) = delete;

  // The controllers start afresh with these programs, which must be faultless by lotp.h's fault_of.
  // @throws IoError if an earlier record could not be written, or the programs of one cell take
  // more than 1 MiB.
  void add_programs(std::span<const CellProgram> cells);

  // One exchange; commands[i] answers due[i]. @throws IoError as above
  void add_exchange(std::int64_t t_ns, std::span<const CellObservation> due,
                    std::span<const CellCommand> commands);

  // Writes what is left and the end, and syncs the file; nothing may be added after it.
  // @throws IoError
  void close();

 private:
  class File;
  void append(std::uint32_t kind);  // body_ as a record
  void add_bytes(const void* bytes, std::size_t n);

  std::unique_ptr<File> file_;
  std::uint64_t number_ = 0;      // of the next record
  std::vector<std::byte> body_;   // of the record in the making
  std::vector<std::byte> wire_;   // of one cell
  std::vector<std::byte> whole_;  // the record
};

// How a journal ends.
enum class JournalEnd : std::uint8_t {
  open,     // not read so far
  whole,    // its writer closed it
  cut,      // it breaks off
  damaged,  // what follows is no record
};
const char* name_of(JournalEnd end);  // "whole"

struct JournalEntry {
  bool is_load = false;
  std::vector<CellProgram> programs = {};  // of a load
  std::int64_t t_ns = 0;                   // of an exchange, as all that follows
  std::vector<CellObservation> seen = {};
  std::vector<CellCommand> commands = {};
};

// Reads a journal record by record. The bytes are not trusted: lengths and counts are bounded, and
// every value is within the ranges of lotp.h.
class JournalReader {
 public:
  // @throws IoError if the file cannot be opened, InputError if it is no journal of this version.
  explicit JournalReader(const std::filesystem::path& path);
  // `name` stands for the file in messages.
  JournalReader(std::unique_ptr<std::istream> bytes, const std::string& name);
  ~JournalReader();
  JournalReader(const JournalReader&) = delete;
  JournalReader& operator=(const JournalReader&) = delete;

  // The next load or exchange; false at the end, which end() then tells.
  // Before the first exchange comes a load. @throws IoError if the disk fails
  bool next(JournalEntry& entry);

  JournalEnd end() const { return end_; }
  std::uint64_t bytes() const { return bytes_; }  // of the whole records so far, the head included
  const std::string& name() const { return name_; }

 private:
  void read_head();
  bool read_record(std::uint32_t& kind);  // into body_
  std::size_t read_bytes(std::byte* to, std::size_t n);
  bool stop(JournalEnd end);
  bool read_programs(JournalEntry& entry);
  bool read_exchange(JournalEntry& entry);

  std::string name_;
  std::unique_ptr<std::istream> in_;
  std::uint64_t number_ = 0;
  std::uint64_t bytes_ = 0;
  bool loaded_ = false;
  JournalEnd end_ = JournalEnd::open;
  std::vector<std::byte> body_;
  std::vector<std::byte> wire_;
};

}  // namespace darkline

// The recording of a plant: a file of chunks (plant_chunks.h), which `darkline live --record`
// writes and the viewer plays. docs/recording.md describes its bytes.
//
// A file begins with 16 bytes { "DLPLANT\n", u32 format, u32 0 } and ends with the index chunk and
// 16 bytes { u64 where the index begins, "DLPLEND\n" }. Between them: the scene, and for every 10 s
// of the plant a slice, before it the programs that it follows for the first time and, every 30 s,
// the state. A file that breaks off (a killed twin, a full disk) has no index and reads up to its
// last whole chunk, and says so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/stream/plant_store.h"

namespace darkline {

inline constexpr std::size_t kMostPlantRecordingBytes = std::size_t{4} << 30U;
inline constexpr std::size_t kMostRecordingChunks = 4'000'000;
inline constexpr std::int64_t kSliceNs = 10'000'000'000;
inline constexpr std::int64_t kStateEveryNs = 30'000'000'000;

// Makes the chunks of a plant out of what happens in it, numbered one after another.
class PlantChunker {
 public:
  using Sink = std::function<void(const std::vector<std::byte>& chunk)>;

  // Gives the sink the scene.
  PlantChunker(const HallSnapshot& scene, Sink sink);

  // One that the robot follows for the first time, in the slice that comes next; its number.
  std::uint32_t add_program(std::uint32_t robot, PlantProgram program);

  // What happened next: the slice begins where the last one ended.
  void add(const PlantSlice& slice);

  const PlantShape& shape() const { return shape_; }
  const PlantState& state() const { return state_; }  // at the end of the last slice
  std::uint64_t chunks() const { return number_; }

 private:
  void give(const std::vector<std::byte>& chunk);

  Sink sink_;
  PlantShape shape_;
  PlantState state_;
  std::vector<NewProgram> new_programs_;
  std::vector<std::uint32_t> n_programs_;  // (n_robots)
  std::int64_t next_state_ns_ = 0;
  std::uint64_t number_ = 0;
};

// Writes chunks to a file as they come: what was added is with the system when add returns.
class PlantRecordingWriter {
 public:
  // @throws IoError if the file cannot be made. What was there is lost.
  explicit PlantRecordingWriter(const std::filesystem::path& path);
  ~PlantRecordingWriter();  // without close() the file stays one that breaks off
  PlantRecordingWriter(const PlantRecordingWriter&) = delete;
  PlantRecordingWriter& operator=(const PlantRecordingWriter&) = delete;

  void add(const std::vector<std::byte>& chunk);  // @throws IoError
  // Writes the index and syncs the file; nothing may be added after it. @throws IoError
  void close();

  std::uint64_t bytes() const;  // written so far

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

enum class RecordingEnd : std::uint8_t {
  whole,    // its writer closed it
  cut,      // it breaks off
  damaged,  // what follows is no chunk, or one whose check is wrong
};

// Whether bytes say of themselves that they begin a plant's recording, of whatever format.
bool is_plant_recording(std::string_view first_bytes);

class PlantRecordingReader final : public PlantStore {
 public:
  // Reads scene, programs and index. The bytes are not trusted.
  // @throws IoError if the file cannot be read; InputError, saying where, what was found and what
  //   is wanted, for another kind of file, another format, or one whose beginning is damaged.
  explicit PlantRecordingReader(const std::filesystem::path& path);
  // `name` stands for the file in messages.
  PlantRecordingReader(std::unique_ptr<std::istream> bytes, const std::string& name);
  ~PlantRecordingReader() override;

  RecordingEnd end() const { return end_; }
  // What is wrong with its end, for people: "run.dlrec breaks off at byte 81920: it reads up to
  // 00:12:30 of the plant"; empty for a whole one.
  std::string complaint() const;
  const std::string& name() const { return name_; }
  std::uint64_t bytes() const { return file_bytes_; }

  const HallSnapshot& scene() const override { return scene_; }
  const PlantShape& shape() const override { return shape_; }
  const PlantPrograms& programs() const override { return programs_; }
  std::size_t n_states() const override { return states_.size(); }
  std::int64_t state_ns(std::size_t i) const override;
  std::size_t n_slices() const override { return slices_.size(); }
  TimeSpan slice_span(std::size_t i) const override;
  PlantState state(std::size_t i) const override;
  PlantSlice slice(std::size_t i) const override;

 private:
  struct Entry {
    ChunkKind kind = ChunkKind::scene;
    std::uint64_t at = 0, bytes = 0;
    std::int64_t start_ns = 0, end_ns = 0;
  };

  void read_file_head();
  bool read_index();
  bool add_entry(const Entry& entry);
  void scan();
  bool read_bytes(std::uint64_t at, std::size_t n, std::vector<std::byte>& out) const;
  std::vector<std::byte> chunk_at(std::size_t entry) const;
  template <class Read>
  auto reading(std::size_t entry, Read&& read) const;
  [[noreturn]] void refuse(std::uint64_t at, const std::string& found) const;

  std::string name_;
  std::unique_ptr<std::istream> in_;
  std::uint64_t file_bytes_ = 0;
  std::uint64_t good_bytes_ = 0;  // up to the end of the last whole chunk
  RecordingEnd end_ = RecordingEnd::whole;
  std::vector<Entry> entries_;
  std::int64_t last_state_ns_ = -1, last_end_ns_ = 0;  // of the entries so far
  std::vector<std::size_t> states_, slices_;           // places in entries_
  HallSnapshot scene_;
  PlantShape shape_;
  PlantPrograms programs_;
};

// "00:12:30", with milliseconds where they are not 0.
std::string plant_clock(std::int64_t t_ns);

}  // namespace darkline

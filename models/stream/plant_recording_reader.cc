#include <algorithm>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/stream/byte_columns.h"
#include "models/stream/plant_format.h"
#include "models/stream/plant_recording.h"

namespace darkline {

using internal::IndexEntry;
using internal::PlantFileHead;
using internal::PlantFileTail;

namespace internal {

std::vector<IndexEntry> read_index_chunk(std::span<const std::byte> chunk) {
  if (chunk_head(chunk).kind != ChunkKind::index) {
    throw std::invalid_argument("a chunk of another kind");
  }
  const std::vector<std::byte> plain = opened_chunk(chunk);
  ByteReader in(plain);
  ByteReader kinds = in.take_column(), sizes = in.take_column();
  ByteReader starts = in.take_column(), spans = in.take_column();
  in.expect_end();
  std::vector<IndexEntry> entries;
  while (!kinds.empty()) {
    IndexEntry entry;
    entry.kind = static_cast<ChunkKind>(kinds.take_byte());
    if (entry.kind < ChunkKind::scene || entry.kind > ChunkKind::slice ||
        entries.size() >= kMostRecordingChunks) {
      throw std::invalid_argument("an index of unknown chunks");
    }
    entry.bytes = sizes.take(kMostChunkBytes + sizeof(ChunkHead));
    entry.start_ns = static_cast<std::int64_t>(starts.take(kMostPlantNs));
    entry.end_ns = entry.start_ns + static_cast<std::int64_t>(spans.take(kMostPlantNs));
    entries.push_back(entry);
  }
  for (const ByteReader* column : {&sizes, &starts, &spans}) column->expect_end();
  return entries;
}

}  // namespace internal

namespace {

std::unique_ptr<std::istream> open_file(const std::filesystem::path& path) {
  auto in = std::make_unique<std::ifstream>(path, std::ios::binary);
  if (!*in || std::filesystem::is_directory(path)) {
    throw IoError(fmt::format("cannot read the recording {}", path.string()));
  }
  return in;
}

constexpr const char* kMend = "darkline live SCENARIO --record FILE writes one";

}  // namespace

std::string plant_clock(std::int64_t t_ns) {
  const std::int64_t ms = t_ns / 1'000'000, s = ms / 1000;
  std::string text = fmt::format("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
  if (ms % 1000 != 0) text += fmt::format(".{:03}", ms % 1000);
  return text;
}

bool is_plant_recording(std::string_view first_bytes) {
  const auto& magic = PlantFileHead{}.magic;
  return first_bytes.size() >= magic.size() &&
         std::equal(magic.begin(), magic.end(), first_bytes.begin());
}

template <class Read>
auto PlantRecordingReader::reading(std::size_t entry, Read&& read) const {
  try {
    return read(chunk_at(entry));
  } catch (const std::invalid_argument& problem) {
    const Entry& place = entries_.at(entry);
    refuse(place.at,
           fmt::format("{} ({} of the plant)", problem.what(), plant_clock(place.start_ns)));
  }
}

PlantRecordingReader::PlantRecordingReader(const std::filesystem::path& path)
    : PlantRecordingReader(open_file(path), path.string()) {}

PlantRecordingReader::PlantRecordingReader(std::unique_ptr<std::istream> bytes,
                                           const std::string& name)
    : name_(name), in_(std::move(bytes)) {
  in_->seekg(0, std::ios::end);
  const auto size = in_->tellg();
  if (size < 0) throw IoError(fmt::format("cannot read the recording {}", name_));
  file_bytes_ = static_cast<std::uint64_t>(size);
  read_file_head();
  good_bytes_ = sizeof(PlantFileHead);
  if (!read_index()) scan();
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].kind == ChunkKind::state) states_.push_back(i);
    if (entries_[i].kind == ChunkKind::slice) slices_.push_back(i);
  }
  if (entries_.empty() || entries_[0].kind != ChunkKind::scene) {
    refuse(sizeof(PlantFileHead), "no whole scene");
  }
  scene_ = reading(0, [&](const auto& chunk) { return read_scene(chunk, name_); });
  shape_ = shape_of(scene_);
  programs_.resize(shape_.joints.size());
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].kind != ChunkKind::programs) continue;
    reading(i, [&](const auto& chunk) {
      add_programs(programs_, read_programs(chunk, shape_));
      return 0;
    });
  }
}

PlantRecordingReader::~PlantRecordingReader() = default;

void PlantRecordingReader::refuse(std::uint64_t at, const std::string& found) const {
  throw InputError({.place = {.file = name_},
                    .key = fmt::format("byte {}", at),
                    .found = found,
                    .wanted = fmt::format("a plant's recording of format {}", kPlantFormat),
                    .mend = kMend});
}

bool PlantRecordingReader::read_bytes(std::uint64_t at, std::size_t n,
                                      std::vector<std::byte>& out) const {
  if (at > file_bytes_ || n > file_bytes_ - at) return false;
  out.resize(n);
  in_->clear();
  in_->seekg(static_cast<std::streamoff>(at));
  in_->read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(n));
  if (in_->bad()) throw IoError(fmt::format("cannot read the recording {}", name_));
  return static_cast<std::size_t>(in_->gcount()) == n;
}

void PlantRecordingReader::read_file_head() {
  std::vector<std::byte> bytes;
  PlantFileHead head;
  const bool there = read_bytes(0, sizeof(head), bytes);
  if (there) std::memcpy(&head, bytes.data(), sizeof(head));
  if (!there || head.magic != PlantFileHead{}.magic) refuse(0, "another kind of file");
  if (head.format != kPlantFormat || head.zero != 0) {
    throw InputError(
        {.place = {.file = name_},
         .found = fmt::format("a recording of format {}", head.format),
         .wanted = fmt::format("format {}", kPlantFormat),
         .mend = "play it with the version of darkline that wrote it, or record again"});
  }
  if (file_bytes_ > kMostPlantRecordingBytes) refuse(0, "a file of more than 4 GiB");
}

// Whether the file says itself where its chunks lie.
bool PlantRecordingReader::read_index() {
  std::vector<std::byte> bytes;
  PlantFileTail tail;
  if (file_bytes_ < sizeof(PlantFileHead) + sizeof(tail) ||
      !read_bytes(file_bytes_ - sizeof(tail), sizeof(tail), bytes)) {
    return false;
  }
  std::memcpy(&tail, bytes.data(), sizeof(tail));
  const std::uint64_t index_end = file_bytes_ - sizeof(tail);
  if (tail.magic != PlantFileTail{}.magic || tail.index_at > index_end) return false;
  const std::uint64_t index_bytes = index_end - tail.index_at;
  if (index_bytes > kMostChunkBytes || !read_bytes(tail.index_at, index_bytes, bytes)) return false;
  try {
    std::uint64_t at = sizeof(PlantFileHead);
    bool in_order = true;
    for (const IndexEntry& each : internal::read_index_chunk(bytes)) {
      in_order = in_order && add_entry({each.kind, at, each.bytes, each.start_ns, each.end_ns});
      at += each.bytes;
    }
    if (in_order && at == tail.index_at) {
      good_bytes_ = file_bytes_;
      return true;
    }
  } catch (const std::invalid_argument&) {
    // an index that is damaged: the chunks themselves say where they are
  }
  entries_.clear();
  last_state_ns_ = -1;
  last_end_ns_ = 0;
  return false;
}

// Takes it over, unless it does not follow the others in time.
bool PlantRecordingReader::add_entry(const Entry& entry) {
  if (entry.end_ns > kMostPlantNs) return false;
  if (entry.kind == ChunkKind::state) {
    if (entry.start_ns <= last_state_ns_ || entry.start_ns < last_end_ns_) return false;
    last_state_ns_ = entry.start_ns;
  } else if (entry.kind == ChunkKind::slice) {
    if (entry.start_ns < last_end_ns_ || last_state_ns_ < 0) return false;
    last_end_ns_ = entry.end_ns;
  }
  entries_.push_back(entry);
  return true;
}

// Goes from chunk to chunk until one is not whole.
void PlantRecordingReader::scan() {
  std::vector<std::byte> chunk;
  std::uint64_t at = sizeof(PlantFileHead);
  end_ = RecordingEnd::cut;
  while (entries_.size() < kMostRecordingChunks) {
    if (!read_bytes(at, sizeof(ChunkHead), chunk)) break;
    try {
      const ChunkHead head = chunk_head(chunk);
      const std::size_t n = sizeof(ChunkHead) + head.stored_bytes;
      if (head.number != entries_.size()) throw std::invalid_argument("a chunk out of order");
      if (!read_bytes(at, n, chunk)) break;
      opened_chunk(chunk);
      if (head.kind == ChunkKind::index) {
        end_ = RecordingEnd::damaged;  // the end behind it is not what was written
        break;
      }
      if (!add_entry({head.kind, at, n, head.start_ns, head.end_ns})) {
        throw std::invalid_argument("chunks out of order");
      }
      at += n;
      good_bytes_ = at;
    } catch (const std::invalid_argument&) {
      end_ = RecordingEnd::damaged;
      break;
    }
  }
}

std::string PlantRecordingReader::complaint() const {
  if (end_ == RecordingEnd::whole) return {};
  return fmt::format("{} {} at byte {} of {}: it reads up to {} of the plant", name_,
                     end_ == RecordingEnd::cut ? "breaks off" : "is damaged", good_bytes_,
                     file_bytes_, plant_clock(end_ns()));
}

std::vector<std::byte> PlantRecordingReader::chunk_at(std::size_t entry) const {
  const Entry& place = entries_.at(entry);
  std::vector<std::byte> chunk;
  if (!read_bytes(place.at, place.bytes, chunk)) {
    throw std::invalid_argument("an end within a chunk");
  }
  const ChunkHead head = chunk_head(chunk);
  if (head.kind != place.kind || head.number != entry || head.start_ns != place.start_ns ||
      head.end_ns != place.end_ns) {
    throw std::invalid_argument("another chunk than the index says");
  }
  return chunk;
}

std::int64_t PlantRecordingReader::state_ns(std::size_t i) const {
  return entries_[states_[i]].start_ns;
}

TimeSpan PlantRecordingReader::slice_span(std::size_t i) const {
  const Entry& entry = entries_[slices_[i]];
  return {entry.start_ns, entry.end_ns};
}

PlantState PlantRecordingReader::state(std::size_t i) const {
  return reading(states_.at(i), [&](const auto& chunk) { return read_state(chunk, shape_); });
}

PlantSlice PlantRecordingReader::slice(std::size_t i) const {
  return reading(slices_.at(i), [&](const auto& chunk) { return read_slice(chunk, shape_); });
}

}  // namespace darkline

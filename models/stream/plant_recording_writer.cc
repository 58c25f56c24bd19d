#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/stream/byte_columns.h"
#include "models/stream/plant_format.h"
#include "models/stream/plant_recording.h"

namespace darkline {
namespace internal {

std::vector<std::byte> index_chunk(std::span<const IndexEntry> entries) {
  ByteWriter kinds, sizes, starts, spans, plain;
  std::int64_t end_ns = 0;
  for (const IndexEntry& entry : entries) {
    kinds.add_byte(static_cast<std::uint8_t>(entry.kind));
    sizes.add(entry.bytes);
    starts.add(static_cast<std::uint64_t>(entry.start_ns));
    spans.add(static_cast<std::uint64_t>(entry.end_ns - entry.start_ns));
    end_ns = std::max(end_ns, entry.end_ns);
  }
  for (const ByteWriter* column : {&kinds, &sizes, &starts, &spans}) plain.add_column(*column);
  return sealed_chunk({.kind = ChunkKind::index, .number = entries.size(), .end_ns = end_ns},
                      plain.bytes());
}

}  // namespace internal

using internal::IndexEntry;

PlantChunker::PlantChunker(const HallSnapshot& scene, Sink sink)
    : sink_(std::move(sink)),
      shape_(shape_of(scene)),
      state_(state_at_start(shape_)),
      n_programs_(shape_.joints.size()) {
  give(scene_chunk(scene, number_));
}

void PlantChunker::give(const std::vector<std::byte>& chunk) {
  ++number_;
  sink_(chunk);
}

std::uint32_t PlantChunker::add_program(std::uint32_t robot, PlantProgram program) {
  new_programs_.push_back({robot, std::move(program)});
  return n_programs_.at(robot)++;
}

void PlantChunker::add(const PlantSlice& slice) {
  DARKLINE_CHECK(slice.start_ns == state_.t_ns,
                 fmt::format("a slice from {} after {}", slice.start_ns, state_.t_ns));
  if (slice.start_ns >= next_state_ns_) {
    give(state_chunk(state_, number_));
    next_state_ns_ = slice.start_ns + kStateEveryNs;
  }
  if (!new_programs_.empty()) {
    give(programs_chunk(new_programs_, shape_, slice.start_ns, number_));
    new_programs_.clear();
  }
  give(slice_chunk(slice, shape_, number_));
  for (const PlantEvent& event : slice.events) apply(state_, event);
  state_.t_ns = slice.end_ns;
}

struct PlantRecordingWriter::Impl {
  std::string path;
  int descriptor = -1;
  std::uint64_t bytes = 0;
  std::vector<IndexEntry> entries;

  IoError failure(const char* verb) const {
    return IoError(fmt::format("cannot {} the recording {}: {}", verb, path, std::strerror(errno)));
  }

  void write(std::span<const std::byte> more) {
    DARKLINE_CHECK(descriptor >= 0, "the recording is closed");
    bytes += more.size();
    while (!more.empty()) {
      const ssize_t n = ::write(descriptor, more.data(), more.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) throw failure("write");
      more = more.subspan(static_cast<std::size_t>(n));
    }
  }
};

PlantRecordingWriter::PlantRecordingWriter(const std::filesystem::path& path)
    : impl_(std::make_unique<Impl>()) {
  impl_->path = path.string();
  impl_->descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (impl_->descriptor < 0) throw impl_->failure("open");
  const internal::PlantFileHead head;
  impl_->write(std::as_bytes(std::span(&head, 1)));
}

PlantRecordingWriter::~PlantRecordingWriter() {
  if (impl_->descriptor >= 0) ::close(impl_->descriptor);
}

void PlantRecordingWriter::add(const std::vector<std::byte>& chunk) {
  const ChunkHead head = chunk_head(chunk);
  DARKLINE_CHECK(head.number == impl_->entries.size(), fmt::format("chunk {}", head.number));
  impl_->entries.push_back({head.kind, chunk.size(), head.start_ns, head.end_ns});
  impl_->write(chunk);
}

void PlantRecordingWriter::close() {
  const internal::PlantFileTail tail{.index_at = impl_->bytes};
  impl_->write(internal::index_chunk(impl_->entries));
  impl_->write(std::as_bytes(std::span(&tail, 1)));
  // a pipe, or another thing without a disk, cannot be synced
  const bool synced = ::fsync(impl_->descriptor) == 0 || errno == EINVAL || errno == EROFS;
  const bool closed = ::close(std::exchange(impl_->descriptor, -1)) == 0;
  if (!synced || !closed) throw impl_->failure("write");
}

std::uint64_t PlantRecordingWriter::bytes() const {
  return impl_->bytes;
}

}  // namespace darkline

#include "twin/line/trace.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/file.h"
#include "twin/line/event_engine.h"
#include "twin/line/trace_reader.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;

using trace_file::File;
using trace_file::kEndKind;
using trace_file::LastValues;

std::uint64_t zigzag(std::int64_t x) {
  return (static_cast<std::uint64_t>(x) << 1) ^ static_cast<std::uint64_t>(x >> 63);
}

[[noreturn]] void io_failed(const fs::path& file) {
  throw IoError(fmt::format("cannot write {}: {}", file.string(), std::strerror(errno)));
}

class TraceWriter final : public LineObserver {
 public:
  TraceWriter(fs::path file, const TraceHead& head)
      : path_(std::move(file)),
        temporary_(path_.string() + name_of_process(".part-")),
        file_(std::fopen(temporary_.c_str(), "wb")),
        last_(head.stations.size()) {
    if (!file_) io_failed(temporary_);
    write(fmt::format("{}\nmodel {}\nseed {}\nreplication {}\nend_ms {}\nstations {}\nlinks {}\n",
                      trace_file::kMagic, head.model, head.seed, head.replication, head.end_ms,
                      head.stations.size(), head.links.size()));
    for (const TraceHead::Station& one : head.stations) {
      write(fmt::format("{} {}\n", one.merges ? "merge" : "join", one.address));
    }
    for (const TraceHead::Link& one : head.links) {
      write(fmt::format("link {} {} {} {}\n", one.from, one.to, one.places, one.initial_parts));
    }
    write("\n");
  }
  ~TraceWriter() override {
    if (!file_) return;
    file_.reset();
    std::error_code ignored;
    fs::remove(temporary_, ignored);
  }

  void happened(const LineEvent& event) override {
    const auto kind = static_cast<std::size_t>(event.kind);
    std::int64_t& last = last_.of(event.station, kind);
    put(static_cast<std::uint64_t>(event.time_ms - time_ms_));
    put(std::uint64_t{event.station} * 8 + kind);
    put(zigzag(event.value - last));
    last = event.value;
    time_ms_ = event.time_ms;
    ++events_;
    if (n_ > buffer_.size() - 32) flush();
  }

  std::int64_t finish() {
    put(0);
    put(kEndKind);
    put(static_cast<std::uint64_t>(events_));
    flush();
    if (std::fflush(file_.get()) != 0 || ::fsync(::fileno(file_.get())) != 0) io_failed(temporary_);
    file_.reset();
    std::error_code error;
    fs::rename(temporary_, path_, error);
    if (error) {
      throw IoError(fmt::format("cannot write {}: {}", path_.string(), error.message()));
    }
    return events_;
  }

 private:
  void put(std::uint64_t x) {
    for (; x >= 0x80; x >>= 7) buffer_[n_++] = static_cast<char>(x | 0x80);
    buffer_[n_++] = static_cast<char>(x);
  }
  void flush() {
    write({buffer_.data(), n_});
    n_ = 0;
  }
  void write(std::string_view bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) {
      io_failed(temporary_);
    }
  }

  fs::path path_;
  fs::path temporary_;
  File file_;
  LastValues last_;
  std::array<char, 1 << 16> buffer_ = {};
  std::size_t n_ = 0;
  std::int64_t time_ms_ = 0, events_ = 0;
};

// Thrown out of the engine at the first difference; the engine is not used after it.
struct Differs {};

class TraceVerifier final : public LineObserver {
 public:
  TraceVerifier(TraceReader& reader, const LineModel& model, TraceVerdict& verdict)
      : reader_(reader), model_(model), verdict_(verdict) {}

  void happened(const LineEvent& event) override {
    const std::optional<LineEvent> traced = reader_.next();
    if (traced && *traced == event) {
      ++verdict_.events;
      return;
    }
    verdict_.difference = fmt::format("event {}: the trace has {}, this run {}", verdict_.events,
                                      traced ? text_of(*traced) : "its end", text_of(event));
    throw Differs{};
  }

  void at_the_end() {
    if (const std::optional<LineEvent> traced = reader_.next()) {
      verdict_.difference = fmt::format("event {}: the trace has {}, this run its end",
                                        verdict_.events, text_of(*traced));
    }
  }

 private:
  std::string text_of(const LineEvent& event) const {
    return fmt::format("{} {} at {}.{:03} s, {}", model_.stations[event.station].address,
                       name_of(event.kind), event.time_ms / 1000, event.time_ms % 1000,
                       event.value);
  }

  TraceReader& reader_;
  const LineModel& model_;
  TraceVerdict& verdict_;
};

}  // namespace

std::int64_t write_trace(const fs::path& file, const LineModel& model, std::uint64_t seed,
                         std::uint32_t replication) {
  TraceHead head{model_hash(model), seed, replication, model.horizon_ms, {}, {}};
  for (const LineStation& station : model.stations) {
    head.stations.push_back({station.address, station.join == JoinRule::merge});
  }
  for (const LineLink& link : model.links) {
    head.links.push_back({link.from, link.to, link.places, link.initial_parts});
  }
  TraceWriter writer(file, head);
  LineEngineOptions options;
  options.observer = &writer;
  LineEngine(model, seed, replication, options).run_until(LineDuration{model.horizon_ms});
  return writer.finish();
}

TraceVerdict verify_trace(const fs::path& file, const LineModel& model) {
  TraceReader reader(file);
  TraceVerdict verdict;
  verdict.head = reader.head();
  if (verdict.head.stations.size() != model.stations.size()) {
    throw InputError(
        {.place = {.file = file.string()},
         .found = fmt::format("a trace of {} stations", verdict.head.stations.size()),
         .wanted = fmt::format("one of this line, which has {}", model.stations.size())});
  }
  verdict.same_model = verdict.head.model == model_hash(model);
  TraceVerifier verifier(reader, model, verdict);
  LineEngineOptions options;
  options.observer = &verifier;
  try {
    LineEngine(model, verdict.head.seed, verdict.head.replication, options)
        .run_until(LineDuration{verdict.head.end_ms});
    verifier.at_the_end();
  } catch (const Differs&) {  // told in the verdict
  }
  verdict.same = verdict.difference.empty();
  return verdict;
}

}  // namespace darkline

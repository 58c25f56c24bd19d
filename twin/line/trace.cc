#include "twin/line/trace.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "models/base/content_hash.h"
#include "models/base/error.h"
#include "models/base/file.h"
#include "twin/line/event_engine.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMagic = "darkline.trace/1";
constexpr std::uint64_t kEndKind = 7;
constexpr std::size_t kMostStations = 65'535;
constexpr std::size_t kLongestLine = 200;

struct CloseFile {
  void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

// The last value of each station and kind, which the next is told against.
class LastValues {
 public:
  explicit LastValues(std::size_t stations) : values_(stations * 8, 0) {}
  std::int64_t& of(std::size_t station, std::size_t kind) { return values_[station * 8 + kind]; }

 private:
  std::vector<std::int64_t> values_;
};

std::uint64_t zigzag(std::int64_t x) {
  return (static_cast<std::uint64_t>(x) << 1) ^ static_cast<std::uint64_t>(x >> 63);
}
std::int64_t unzigzag(std::uint64_t x) {
  return static_cast<std::int64_t>(x >> 1) ^ -static_cast<std::int64_t>(x & 1);
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
        last_(head.stations) {
    if (!file_) io_failed(temporary_);
    write(fmt::format("{}\nmodel {}\nseed {}\nreplication {}\nend_ms {}\nstations {}\n\n", kMagic,
                      head.model, head.seed, head.replication, head.end_ms, head.stations));
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

class TraceReader {
 public:
  explicit TraceReader(const fs::path& file)
      : path_(file), file_(std::fopen(file.c_str(), "rb")), last_(0) {
    if (!file_)
      throw IoError(fmt::format("cannot read {}: {}", file.string(), std::strerror(errno)));
    if (line() != kMagic) refuse("no trace of this version", kMagic);
    head_.model = text_of("model");
    head_.seed = number_of("seed", ~std::uint64_t{0});
    head_.replication = static_cast<std::uint32_t>(number_of("replication", 0xFFFF'FFFF));
    head_.end_ms = static_cast<std::int64_t>(number_of("end_ms", kNeverMs));
    head_.stations = number_of("stations", kMostStations);
    if (!line().empty()) refuse("more lines than a trace has", "an empty line after its head");
    last_ = LastValues(head_.stations);
  }

  const TraceHead& head() const { return head_; }

  // The next event; none at the end.
  std::optional<LineEvent> next() {
    const std::uint64_t later = number();
    const std::uint64_t what = number();
    const std::uint64_t value = number();
    if (what == kEndKind) {
      if (later != 0 || value != static_cast<std::uint64_t>(events_)) {
        refuse(fmt::format("{} events and an end that counts {}", events_, value),
               "all its events");
      }
      return std::nullopt;
    }
    const std::uint64_t kind = what % 8;
    if (kind >= kLineEventKinds || what / 8 >= head_.stations ||
        later > static_cast<std::uint64_t>(kNeverMs)) {
      refuse(fmt::format("nonsense as event {}", events_), "the events of a trace");
    }
    time_ms_ += static_cast<std::int64_t>(later);
    if (time_ms_ > kNeverMs) refuse("a time beyond any horizon", "the events of a trace");
    std::int64_t& last = last_.of(what / 8, kind);
    last = static_cast<std::int64_t>(static_cast<std::uint64_t>(last) +
                                     static_cast<std::uint64_t>(unzigzag(value)));
    ++events_;
    return LineEvent{time_ms_, static_cast<LineEventKind>(kind),
                     static_cast<std::uint32_t>(what / 8), last};
  }

 private:
  [[noreturn]] void refuse(const std::string& found, const std::string& wanted) const {
    throw InputError({.place = {.file = path_.string()}, .found = found, .wanted = wanted});
  }
  std::string line() {
    std::string text;
    for (int c = std::getc(file_.get()); c != '\n'; c = std::getc(file_.get())) {
      if (c == EOF || text.size() >= kLongestLine) refuse("no head of a trace", kMagic);
      text.push_back(static_cast<char>(c));
    }
    return text;
  }
  std::string text_of(const std::string& key) {
    const std::string text = line();
    if (text.rfind(key + " ", 0) != 0) refuse("\"" + text + "\"", "\"" + key + " ...\"");
    return text.substr(key.size() + 1);
  }
  std::uint64_t number_of(const std::string& key, std::uint64_t most) {
    const std::string text = text_of(key);
    std::uint64_t x = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), x);
    if (error != std::errc{} || end != text.data() + text.size() || x > most) {
      refuse(key + " " + text, fmt::format("a number up to {}", most));
    }
    return x;
  }
  std::uint64_t number() {
    std::uint64_t x = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const int byte = std::getc(file_.get());
      if (byte == EOF) refuse("a trace that was cut off", "one with its end");
      x |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if ((byte & 0x80) == 0) return x;
    }
    refuse("a number that is too long", "the events of a trace");
  }

  fs::path path_;
  File file_;
  TraceHead head_;
  LastValues last_;
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
  TraceWriter writer(
      file, {model_hash(model), seed, replication, model.horizon_ms, model.stations.size()});
  LineEngineOptions options;
  options.observer = &writer;
  LineEngine(model, seed, replication, options).run_until(LineDuration{model.horizon_ms});
  return writer.finish();
}

TraceVerdict verify_trace(const fs::path& file, const LineModel& model) {
  TraceReader reader(file);
  TraceVerdict verdict;
  verdict.head = reader.head();
  if (verdict.head.stations != model.stations.size()) {
    throw InputError(
        {.place = {.file = file.string()},
         .found = fmt::format("a trace of {} stations", verdict.head.stations),
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

// Reads a trace event by event. Internal to traces: use trace.h and trace_window.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "twin/line/line_observer.h"
#include "twin/line/trace.h"

namespace darkline {
namespace trace_file {

inline constexpr const char* kMagic = "darkline.trace/2";
inline constexpr std::uint64_t kEndKind = 7;

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

}  // namespace trace_file

class TraceReader {
 public:
  // Reads the head. @throws InputError, IoError
  explicit TraceReader(const std::filesystem::path& file);

  const TraceHead& head() const { return head_; }

  // The next event, in order of time; none at the end. @throws InputError
  std::optional<LineEvent> next();

 private:
  [[noreturn]] void refuse(const std::string& found, const std::string& wanted) const;
  std::string line();
  std::string text_of(const std::string& key);
  std::uint64_t number_of(const std::string& key, std::uint64_t most);
  std::uint64_t parsed(const std::string& what, const std::string& text, std::uint64_t most) const;
  void read_station();
  void read_link();
  std::uint64_t number();

  std::filesystem::path path_;
  trace_file::File file_;
  TraceHead head_;
  trace_file::LastValues last_;
  std::int64_t time_ms_ = 0, events_ = 0;
};

}  // namespace darkline

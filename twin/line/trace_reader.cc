#include "twin/line/trace_reader.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <sstream>

#include <fmt/format.h>

#include "models/base/error.h"
#include "twin/line/line_model.h"

namespace darkline {
namespace {

constexpr std::size_t kMostStations = 65'535;
constexpr std::size_t kMostLinks = 4 * kMostStations;
constexpr std::size_t kLongestLine = 200;

std::int64_t unzigzag(std::uint64_t x) {
  return static_cast<std::int64_t>(x >> 1) ^ -static_cast<std::int64_t>(x & 1);
}

}  // namespace

TraceReader::TraceReader(const std::filesystem::path& file)
    : path_(file), file_(std::fopen(file.c_str(), "rb")), last_(0) {
  if (!file_) {
    throw IoError(fmt::format("cannot read {}: {}", file.string(), std::strerror(errno)));
  }
  if (line() != trace_file::kMagic) refuse("no trace of this version", trace_file::kMagic);
  head_.model = text_of("model");
  head_.seed = number_of("seed", ~std::uint64_t{0});
  head_.replication = static_cast<std::uint32_t>(number_of("replication", 0xFFFF'FFFF));
  head_.end_ms = static_cast<std::int64_t>(number_of("end_ms", kNeverMs));
  const std::uint64_t stations = number_of("stations", kMostStations);
  const std::uint64_t links = number_of("links", kMostLinks);
  for (std::uint64_t k = 0; k < stations; ++k) read_station();
  for (std::uint64_t l = 0; l < links; ++l) read_link();
  if (!line().empty()) refuse("more lines than a trace has", "an empty line after its head");
  last_ = trace_file::LastValues(head_.stations.size());
}

void TraceReader::read_station() {
  const std::string text = line();
  const bool merges = text.rfind("merge ", 0) == 0;
  if (!merges && text.rfind("join ", 0) != 0) refuse("\"" + text + "\"", "\"join ADDRESS\"");
  head_.stations.push_back({text.substr(text.find(' ') + 1), merges});
}

void TraceReader::read_link() {
  std::istringstream words(text_of("link"));
  const auto number_up_to = [&](std::uint64_t most) {
    std::string word;
    words >> word;
    return parsed("link", word, most);
  };
  const std::size_t last_station = head_.stations.empty() ? 0 : head_.stations.size() - 1;
  TraceHead::Link link;
  link.from = number_up_to(last_station);
  link.to = number_up_to(last_station);
  link.places = static_cast<std::int64_t>(number_up_to(kNeverMs));
  link.initial_parts = static_cast<std::int64_t>(number_up_to(kNeverMs));
  if (head_.stations.empty()) refuse("a link without stations", "the links of a trace");
  head_.links.push_back(link);
}

std::optional<LineEvent> TraceReader::next() {
  const std::uint64_t later = number();
  const std::uint64_t what = number();
  const std::uint64_t value = number();
  if (what == trace_file::kEndKind) {
    if (later != 0 || value != static_cast<std::uint64_t>(events_)) {
      refuse(fmt::format("{} events and an end that counts {}", events_, value), "all its events");
    }
    return std::nullopt;
  }
  const std::uint64_t kind = what % 8;
  if (kind >= kLineEventKinds || what / 8 >= head_.stations.size() ||
      later > static_cast<std::uint64_t>(kNeverMs)) {
    refuse(fmt::format("nonsense as event {}", events_), "the events of a trace");
  }
  time_ms_ += static_cast<std::int64_t>(later);
  if (time_ms_ > kNeverMs) refuse("a time beyond any horizon", "the events of a trace");
  std::int64_t& last = last_.of(what / 8, kind);
  last = static_cast<std::int64_t>(static_cast<std::uint64_t>(last) +
                                   static_cast<std::uint64_t>(unzigzag(value)));
  ++events_;
  return LineEvent{time_ms_, static_cast<LineEventKind>(kind), static_cast<std::uint32_t>(what / 8),
                   last};
}

void TraceReader::refuse(const std::string& found, const std::string& wanted) const {
  throw InputError({.place = {.file = path_.string()}, .found = found, .wanted = wanted});
}

std::string TraceReader::line() {
  std::string text;
  for (int c = std::getc(file_.get()); c != '\n'; c = std::getc(file_.get())) {
    if (c == EOF || text.size() >= kLongestLine) refuse("no head of a trace", trace_file::kMagic);
    text.push_back(static_cast<char>(c));
  }
  return text;
}

std::string TraceReader::text_of(const std::string& key) {
  const std::string text = line();
  if (text.rfind(key + " ", 0) != 0) refuse("\"" + text + "\"", "\"" + key + " ...\"");
  return text.substr(key.size() + 1);
}

std::uint64_t TraceReader::number_of(const std::string& key, std::uint64_t most) {
  return parsed(key, text_of(key), most);
}

std::uint64_t TraceReader::parsed(const std::string& what, const std::string& text,
                                  std::uint64_t most) const {
  std::uint64_t x = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), x);
  if (error != std::errc{} || end != text.data() + text.size() || x > most) {
    refuse(what + " " + text, fmt::format("a number up to {}", most));
  }
  return x;
}

std::uint64_t TraceReader::number() {
  std::uint64_t x = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const int byte = std::getc(file_.get());
    if (byte == EOF) refuse("a trace that was cut off", "one with its end");
    x |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return x;
  }
  refuse("a number that is too long", "the events of a trace");
}

}  // namespace darkline

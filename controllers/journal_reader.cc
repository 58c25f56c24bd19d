#include <algorithm>
#include <cstring>
#include <fstream>
#include <utility>

#include <fmt/format.h>

#include "controllers/journal.h"
#include "controllers/journal_format.h"
#include "controllers/lotp_maps.h"
#include "models/base/error.h"

namespace darkline {
namespace {

// The programs of a run, as maps.
constexpr std::size_t kMostProgramBytes = std::size_t{256} << 20U;

std::unique_ptr<std::istream> open_file(const std::filesystem::path& path) {
  auto in = std::make_unique<std::ifstream>(path, std::ios::binary);
  if (!*in) throw IoError(fmt::format("cannot read the journal {}", path.string()));
  return in;
}

[[noreturn]] void refuse(const std::string& name, const std::string& found,
                         const std::string& wanted, const std::string& mend) {
  throw InputError({.place = {.file = name}, .found = found, .wanted = wanted, .mend = mend});
}

// Cells of one number in a run, if there are any.
bool has_twice(const std::vector<CellProgram>& cells) {
  std::vector<std::uint32_t> numbers;
  for (const CellProgram& each : cells) numbers.push_back(each.cell);
  std::sort(numbers.begin(), numbers.end());
  return std::adjacent_find(numbers.begin(), numbers.end()) != numbers.end();
}

// Copies the front of a LOTP item, its n_robots included, from `bytes` into a message of that one
// item, and takes it off. False if there is not enough.
template <class Item>
bool take_item(std::span<const std::byte>& bytes, std::vector<std::byte>& message,
               std::size_t (*bytes_of)(std::size_t)) {
  message.assign(sizeof(LotpHeader) + sizeof(Item), std::byte{0});
  if (bytes.size() < bytes_of(0)) return false;
  const auto n_robots = static_cast<std::size_t>(bytes[offsetof(Item, n_robots)]);
  if (n_robots > kMaxCellRobots || bytes.size() < bytes_of(n_robots)) return false;
  std::memcpy(message.data() + sizeof(LotpHeader), bytes.data(), bytes_of(n_robots));
  bytes = bytes.subspan(bytes_of(n_robots));
  return true;
}

}  // namespace

const char* name_of(JournalEnd end) {
  switch (end) {
    case JournalEnd::whole:
      return "whole";
    case JournalEnd::cut:
      return "cut";
    case JournalEnd::damaged:
      return "damaged";
    default:
      return "open";
  }
}

JournalReader::JournalReader(const std::filesystem::path& path)
    : JournalReader(open_file(path), path.string()) {}

JournalReader::JournalReader(std::unique_ptr<std::istream> bytes, const std::string& name)
    : name_(name), in_(std::move(bytes)) {
  read_head();
}

JournalReader::~JournalReader() = default;

std::size_t JournalReader::read_bytes(std::byte* to, std::size_t n) {
  in_->read(reinterpret_cast<char*>(to), static_cast<std::streamsize>(n));
  if (in_->bad()) throw IoError(fmt::format("cannot read the journal {}", name_));
  return static_cast<std::size_t>(in_->gcount());
}

void JournalReader::read_head() {
  internal::JournalHead head;
  const std::size_t n = read_bytes(reinterpret_cast<std::byte*>(&head), sizeof(head));
  if (n < sizeof(head) || head.magic != internal::JournalHead{}.magic) {
    refuse(name_, "another kind of file", "a journal of controllers",
           "darkline live SCENARIO --journal FILE writes one");
  }
  if (head.version != kJournalVersion || head.zero != 0 ||
      head.schema != internal::journal_schema()) {
    refuse(name_, "a journal that another version of darkline wrote",
           fmt::format("one of version {} with the structs of the present LOTP", kJournalVersion),
           "read it with the version that wrote it");
  }
  bytes_ = sizeof(head);
}

bool JournalReader::stop(JournalEnd end) {
  end_ = end;
  return false;
}

bool JournalReader::read_record(std::uint32_t& kind) {
  internal::JournalRecordHead head;
  const std::size_t n = read_bytes(reinterpret_cast<std::byte*>(&head), sizeof(head));
  if (n < sizeof(head)) return stop(JournalEnd::cut);
  if (head.kind < internal::kJournalPrograms || head.kind > internal::kJournalEnd ||
      head.number != number_ || head.body_bytes > internal::kMostRecordBytes) {
    return stop(JournalEnd::damaged);
  }
  // piece by piece, so that a length that lies costs no more memory than the file has bytes
  constexpr std::size_t kPiece = std::size_t{1} << 20U;
  body_.clear();
  while (body_.size() < head.body_bytes) {
    const std::size_t before = body_.size();
    body_.resize(std::min<std::size_t>(head.body_bytes, before + kPiece));
    if (read_bytes(body_.data() + before, body_.size() - before) < body_.size() - before) {
      return stop(JournalEnd::cut);
    }
  }
  if (internal::journal_check(head, body_) != head.check) return stop(JournalEnd::damaged);
  ++number_;
  bytes_ += sizeof(head) + body_.size();
  kind = head.kind;
  return true;
}

bool JournalReader::next(JournalEntry& entry) {
  if (end_ != JournalEnd::open) return false;
  std::uint32_t kind = 0;
  if (!read_record(kind)) return false;
  if (kind == internal::kJournalEnd) {
    return stop(body_.empty() ? JournalEnd::whole : JournalEnd::damaged);
  }
  if (kind == internal::kJournalPrograms) return read_programs(entry);
  return loaded_ ? read_exchange(entry) : stop(JournalEnd::damaged);
}

bool JournalReader::read_programs(JournalEntry& entry) {
  entry.is_load = true;
  entry.programs.clear();
  entry.seen.clear();
  entry.commands.clear();
  std::size_t bytes = 0;
  for (;;) {
    LotpWelcome welcome;
    bytes += body_.size();
    if (bytes > kMostProgramBytes || read_map(body_, welcome) != LotpReject::none ||
        entry.programs.size() + welcome.cells.size() > kMostJournalCells) {
      return stop(JournalEnd::damaged);
    }
    for (CellProgram& each : welcome.cells) entry.programs.push_back(std::move(each));
    if (!welcome.more) break;
    std::uint32_t kind = 0;
    if (!read_record(kind)) return false;
    if (kind != internal::kJournalPrograms) return stop(JournalEnd::damaged);
  }
  if (has_twice(entry.programs)) return stop(JournalEnd::damaged);
  loaded_ = true;
  return true;
}

bool JournalReader::read_exchange(JournalEntry& entry) {
  internal::JournalExchangeHead head;
  std::span<const std::byte> left = body_;
  if (left.size() < sizeof(head)) return stop(JournalEnd::damaged);
  std::memcpy(&head, left.data(), sizeof(head));
  left = left.subspan(sizeof(head));
  if (head.zero != 0 || head.cells > kMostJournalCells ||
      head.cells > left.size() / (internal::obs_bytes(0) + internal::cmd_bytes(0))) {
    return stop(JournalEnd::damaged);
  }
  entry.is_load = false;
  entry.programs.clear();
  entry.t_ns = head.t_ns;
  entry.seen.assign(head.cells, {});
  entry.commands.assign(head.cells, {});
  const LotpHeader one{.t_ns = head.t_ns, .n_items = 1};
  for (std::size_t i = 0; i < head.cells; ++i) {
    const auto seen = std::span(entry.seen).subspan(i, 1);
    const auto command = std::span(entry.commands).subspan(i, 1);
    const bool good = take_item<LotpObs>(left, wire_, internal::obs_bytes) &&
                      decode_step(wire_, one, seen) == LotpReject::none &&
                      take_item<LotpCmd>(left, wire_, internal::cmd_bytes) &&
                      decode_act(wire_, one, seen, command) == LotpReject::none;
    if (!good) return stop(JournalEnd::damaged);
  }
  return left.empty() || stop(JournalEnd::damaged);
}

}  // namespace darkline

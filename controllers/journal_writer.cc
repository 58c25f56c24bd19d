#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "controllers/journal.h"
#include "controllers/journal_format.h"
#include "controllers/lotp_maps.h"
#include "controllers/twin_session.h"
#include "models/base/content_hash.h"
#include "models/base/error.h"

namespace darkline {
namespace internal {

std::uint64_t journal_schema() {
  const std::string text = lotp_schema(kJournalMinor);
  Sha256 hash;
  hash.add(std::as_bytes(std::span(text.data(), text.size())));
  std::uint64_t first = 0;
  std::memcpy(&first, hash.digest().data(), sizeof(first));
  return first;
}

std::uint64_t journal_check(const JournalRecordHead& head, std::span<const std::byte> body) {
  thread_local Sha256 hash;
  hash.restart();
  hash.add(std::as_bytes(std::span(&head, 1)).first(offsetof(JournalRecordHead, check)));
  hash.add(body);
  std::uint64_t first = 0;
  std::memcpy(&first, hash.digest().data(), sizeof(first));
  return first;
}

}  // namespace internal

namespace {

constexpr std::size_t kMostWaiting = std::size_t{64} << 20U;
constexpr std::size_t kEnoughToWrite = std::size_t{256} << 10U;
constexpr std::chrono::milliseconds kLongestWait{50};

}  // namespace

// The file and the thread that writes it.
class JournalWriter::File {
 public:
  explicit File(const std::filesystem::path& path) : path_(path.string()) {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (descriptor_ < 0) throw IoError(text_of("open", errno));
    // a writer has no business with the program's signals
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::thread([this] { run(); });
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  ~File() {
    stop();
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void add(std::span<const std::byte> bytes) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return waiting_.size() < kMostWaiting || !failure_.empty(); });
    if (!failure_.empty()) throw IoError(failure_);
    const bool was_enough = waiting_.size() >= kEnoughToWrite;
    waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
    if (!was_enough && waiting_.size() >= kEnoughToWrite) work_.notify_one();
  }

  void finish() {
    stop();
    if (failure_.empty() && ::fsync(descriptor_) != 0 && errno != EINVAL && errno != EROFS) {
      failure_ = text_of("write", errno);  // EINVAL: a pipe, or another thing without a disk
    }
    if (::close(std::exchange(descriptor_, -1)) != 0 && failure_.empty()) {
      failure_ = text_of("write", errno);
    }
    if (!failure_.empty()) throw IoError(failure_);
  }

 private:
  std::string text_of(const char* verb, int error) const {
    return fmt::format("cannot {} the journal {}: {}", verb, path_, std::strerror(error));
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      is_closing_ = true;
    }
    work_.notify_one();
    if (thread_.joinable()) thread_.join();
  }

  void run() {
    std::vector<std::byte> writing;
    std::unique_lock lock(mutex_);
    for (;;) {
      work_.wait_for(lock, kLongestWait,
                     [this] { return is_closing_ || waiting_.size() >= kEnoughToWrite; });
      if (waiting_.empty() && is_closing_) return;
      writing.clear();
      std::swap(writing, waiting_);
      if (!failure_.empty()) continue;
      lock.unlock();
      const int error = write(writing);
      lock.lock();
      if (error != 0) failure_ = text_of("write", error);
      room_.notify_one();
    }
  }

  int write(std::span<const std::byte> bytes) const {
    while (!bytes.empty()) {
      const ssize_t n = ::write(descriptor_, bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return errno;
      bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
    return 0;
  }

  std::string path_;
  int descriptor_ = -1;
  std::thread thread_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable work_, room_;
  std::vector<std::byte> waiting_;
  std::string failure_;
  bool is_closing_ = false;
};

JournalWriter::JournalWriter(const std::filesystem::path& path)
    : file_(std::make_unique<File>(path)), wire_(std::max(step_bytes(1), act_bytes(1))) {
  const internal::JournalHead head{.version = kJournalVersion,
                                   .schema = internal::journal_schema()};
  file_->add(std::as_bytes(std::span(&head, 1)));
}

JournalWriter::~JournalWriter() {
  try {
    close();
  } catch (const IoError&) {
    // who wants to know calls close
  }
}

void JournalWriter::close() {
  if (file_ == nullptr) return;
  const std::unique_ptr<File> file = std::exchange(file_, nullptr);
  body_.clear();
  internal::JournalRecordHead head{.kind = internal::kJournalEnd, .number = number_};
  head.check = internal::journal_check(head, {});
  file->add(std::as_bytes(std::span(&head, 1)));
  file->finish();
}

void JournalWriter::add_bytes(const void* bytes, std::size_t n) {
  const auto* from = static_cast<const std::byte*>(bytes);
  body_.insert(body_.end(), from, from + n);
}

void JournalWriter::append(std::uint32_t kind) {
  DARKLINE_CHECK(file_ != nullptr, "the journal is closed");
  DARKLINE_CHECK(body_.size() <= internal::kMostRecordBytes,
                 fmt::format("a record of {} bytes", body_.size()));
  internal::JournalRecordHead head{
      .kind = kind, .body_bytes = static_cast<std::uint32_t>(body_.size()), .number = number_++};
  head.check = internal::journal_check(head, body_);
  const auto bytes = std::as_bytes(std::span(&head, 1));
  whole_.assign(bytes.begin(), bytes.end());
  whole_.insert(whole_.end(), body_.begin(), body_.end());
  file_->add(whole_);
}

void JournalWriter::add_programs(std::span<const CellProgram> cells) {
  DARKLINE_CHECK(cells.size() <= kMostJournalCells, fmt::format("{} cells", cells.size()));
  for (const std::string& map : TwinSession::welcome_maps({}, cells)) {
    body_.clear();
    add_bytes(map.data(), map.size());
    append(internal::kJournalPrograms);
  }
}

void JournalWriter::add_exchange(std::int64_t t_ns, std::span<const CellObservation> due,
                                 std::span<const CellCommand> commands) {
  DARKLINE_CHECK(due.size() == commands.size() && due.size() <= kMostJournalCells,
                 fmt::format("{} cells, {} commands", due.size(), commands.size()));
  body_.clear();
  const internal::JournalExchangeHead head{.t_ns = t_ns,
                                           .cells = static_cast<std::uint32_t>(due.size())};
  add_bytes(&head, sizeof(head));
  for (std::size_t i = 0; i < due.size(); ++i) {
    DARKLINE_CHECK(due[i].n_robots == commands[i].n_robots, "a command for other robots");
    encode_step({}, due.subspan(i, 1), wire_);
    add_bytes(wire_.data() + sizeof(LotpHeader), internal::obs_bytes(due[i].n_robots));
    encode_act({}, commands.subspan(i, 1), wire_);
    add_bytes(wire_.data() + sizeof(LotpHeader), internal::cmd_bytes(due[i].n_robots));
  }
  append(internal::kJournalExchange);
}

}  // namespace darkline

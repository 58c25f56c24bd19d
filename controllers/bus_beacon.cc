#include "controllers/bus_beacon.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <optional>
#include <thread>

#include <fmt/format.h>
#include <pthread.h>
#include <zmq.hpp>

#include "controllers/bus_watch.h"
#include "controllers/zmq_io.h"
#include "models/base/error.h"
#include "models/base/file.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

}  // namespace

fs::path beacon_folder() {
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");
  const fs::path folder =
      runtime != nullptr && *runtime != '\0'
          ? fs::path(runtime) / "darkline"
          : fs::temp_directory_path() / fmt::format("darkline-{}-beacons", ::getuid());
  if (::mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
    throw IoError(
        fmt::format("cannot make the folder {}: {}", folder.string(), std::strerror(errno)));
  }
  // lstat: another user may have put a link there
  struct stat found = {};
  if (::lstat(folder.c_str(), &found) != 0 || !S_ISDIR(found.st_mode) ||
      found.st_uid != ::getuid() || (found.st_mode & 0777U) != S_IRWXU) {
    throw IoError(fmt::format(
        "{} is not a folder of this user alone (mode 0700)\n  to mend it: remove it, or set "
        "XDG_RUNTIME_DIR",
        folder.string()));
  }
  return folder;
}

// The thread that sends, and the mailbox before it.
class BusBeacon::Sender {
 public:
  explicit Sender(std::string name) : name_(std::move(name)), socket_(context_, ZMQ_PUB) {
    static std::atomic<int> count = 0;
    const fs::path folder = beacon_folder();
    remove_leftovers(folder, internal::kBeaconPrefix);
    path_ = folder / fmt::format("{}-{}", name_of_process(internal::kBeaconPrefix), count++);
    internal::set_common_options(socket_);
    try {
      socket_.bind("ipc://" + path_.string());
    } catch (const zmq::error_t& error) {
      throw IoError(fmt::format("cannot publish at {}: {}", path_.string(), error.what()));
    }
    thread_ = std::thread([this] { run(); });
  }

  ~Sender() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    news_.notify_one();
    thread_.join();
    socket_.close();
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  void put(const BusStatus& status) {
    {
      const std::lock_guard lock(mutex_);
      mail_ = status;
    }
    news_.notify_one();
  }

  const fs::path& path() const { return path_; }

 private:
  void run() {
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
    std::string text;  // the last status
    Clock::time_point came = {};
    std::optional<BusStatus> mail;
    for (;;) {
      {
        // what has been said is said again, so that who comes late hears it
        std::unique_lock lock(mutex_);
        news_.wait_for(lock, std::chrono::seconds(1), [this] { return stop_ || mail_; });
        if (stop_) return;
        mail = std::exchange(mail_, std::nullopt);
      }
      if (mail) {
        came = Clock::now();
        mail->run = name_;
        mail->pid = ::getpid();
        text = to_json(*mail);
      }
      if (text.empty() || text.size() > kMostStatusBytes) continue;
      send(text, std::chrono::duration<double>(Clock::now() - came).count());
    }
  }

  // Eight bytes of age in milliseconds, then the text.
  void send(const std::string& text, double age_s) {
    const std::string bytes = internal::beacon_message(age_s, text);
    try {
      internal::send_now(socket_, std::as_bytes(std::span(bytes.data(), bytes.size())), false);
    } catch (const zmq::error_t&) {
      // nobody hears it; the twin goes on
    }
  }

  std::string name_;
  zmq::context_t context_;
  zmq::socket_t socket_;
  fs::path path_;
  std::mutex mutex_;  // guards the next two
  std::optional<BusStatus> mail_;
  bool stop_ = false;
  std::condition_variable news_;
  std::thread thread_;
};

BusBeacon::BusBeacon(std::string name) : sender_(std::make_unique<Sender>(std::move(name))) {}

BusBeacon::~BusBeacon() = default;

void BusBeacon::publish(const BusStatus& status) {
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + kInterval;
  sender_->put(status);
}

fs::path BusBeacon::socket() const {
  return sender_->path();
}

}  // namespace darkline

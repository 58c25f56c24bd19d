#include "controllers/host_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <thread>

#include <fmt/format.h>
#include <poll.h>

#include "models/base/error.h"

namespace darkline {
namespace {

// What runs between fork and exec: system calls only, since other threads may hold any lock.
// The number of what failed goes through `report`, which exec closes.
[[noreturn]] void become(const char* program, char* const* arguments, pid_t parent, int report) {
  sigset_t none;
  sigemptyset(&none);
  const int nothing = ::open("/dev/null", O_RDWR);
  const bool ready = ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::getppid() == parent &&
                     ::setpgid(0, 0) == 0 && ::sigprocmask(SIG_SETMASK, &none, nullptr) == 0 &&
                     nothing >= 0 && ::dup2(nothing, STDIN_FILENO) >= 0 &&
                     ::dup2(STDERR_FILENO, STDOUT_FILENO) >= 0;
  if (ready) ::execv(program, arguments);
  const int error_number = errno;
  [[maybe_unused]] const ssize_t n = ::write(report, &error_number, sizeof(error_number));
  ::_exit(127);
}

// Reads what the child reported; 0 if exec closed the pipe.
int reported_error(int descriptor) {
  int error_number = 0;
  ssize_t n = 0;
  do {
    n = ::read(descriptor, &error_number, sizeof(error_number));
  } while (n < 0 && errno == EINTR);
  return n == static_cast<ssize_t>(sizeof(error_number)) ? error_number : 0;
}

}  // namespace

HostProcess::HostProcess(const std::filesystem::path& program,
                         const std::vector<std::string>& arguments) {
  std::vector<std::string> texts = {program.string()};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);

  std::array<int, 2> report = {-1, -1};
  if (::pipe2(report.data(), O_CLOEXEC) != 0) {
    throw IoError(fmt::format("cannot start {}: {}", texts[0], std::strerror(errno)));
  }
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) become(pointers[0], pointers.data(), parent, report[1]);
  const int fork_error = errno;
  ::close(report[1]);
  const int error_number = pid_ < 0 ? fork_error : reported_error(report[0]);
  ::close(report[0]);
  if (error_number != 0) {
    if (pid_ > 0) has_ended(std::chrono::seconds(1));
    throw IoError(fmt::format("cannot start {}: {}", texts[0], std::strerror(error_number)));
  }
  descriptor_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
}

HostProcess::~HostProcess() {
  end(std::chrono::milliseconds(0));
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool HostProcess::has_ended(std::chrono::milliseconds patience) {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + patience;
  while (!status_) {
    int status = 0;
    const pid_t reaped = ::waitpid(pid_, &status, WNOHANG);
    if (reaped == pid_) status_ = status;
    // someone else reaped it: it is gone, its status is lost
    if (reaped < 0 && errno == ECHILD) status_ = 0;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    if (status_ || left.count() <= 0) break;
    if (descriptor_ >= 0) {
      pollfd ended = {.fd = descriptor_, .events = POLLIN, .revents = 0};
      ::poll(&ended, 1, static_cast<int>(left.count()));
    } else {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  return status_.has_value();
}

std::string HostProcess::how_it_ended() const {
  if (!status_) return "still runs";
  if (WIFSIGNALED(*status_)) {
    const int number = WTERMSIG(*status_);
    return fmt::format("was ended by signal {} ({})", number, ::strsignal(number));
  }
  return fmt::format("exited with code {}", WEXITSTATUS(*status_));
}

void HostProcess::end(std::chrono::milliseconds patience) {
  if (pid_ <= 0 || has_ended()) return;
  if (patience.count() > 0) {
    ::kill(pid_, SIGTERM);
    if (has_ended(patience)) return;
  }
  ::kill(pid_, SIGKILL);
  has_ended(std::chrono::seconds(10));
}

}  // namespace darkline

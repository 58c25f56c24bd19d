#include "controllers/endpoint.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kLocal = "ipc://";
constexpr std::string_view kNetwork = "tcp://";
constexpr std::size_t kLongestPath = sizeof(sockaddr_un::sun_path) - 1;  // 107

[[noreturn]] void refuse(const std::string& option, const std::string& found,
                         const std::string& wanted) {
  throw UsageError(fmt::format("{}: found {}, wanted {}", option, found, wanted));
}

Endpoint local_endpoint(const std::string& path, const std::string& option) {
  if (path.size() > kLongestPath) {
    refuse(option, fmt::format("a path of {} bytes", path.size()),
           fmt::format("one of at most {}: choose a shorter folder", kLongestPath));
  }
  if (!path.starts_with('/')) {
    // a relative path, or '@' for one outside the file system, where no folder guards it
    refuse(option, fmt::format("\"ipc://{}\"", path), "\"ipc:///ABSOLUTE/PATH\"");
  }
  return {.kind = EndpointKind::local, .path = path};
}

Endpoint network_endpoint(std::string_view text, const std::string& option) {
  const std::size_t colon = text.rfind(':');
  const std::string_view host = text.substr(0, std::min(colon, text.size()));
  Endpoint endpoint{.kind = EndpointKind::network, .host = std::string(host)};
  if (colon != std::string_view::npos) {
    const std::string_view port = text.substr(colon + 1);
    const char* const end = port.data() + port.size();
    const auto [at, error] = std::from_chars(port.data(), end, endpoint.port);
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    const bool plain = host.find_first_of(":[]/;") == std::string_view::npos;
    if (error == std::errc{} && at == end && !host.empty() && (bracketed || plain)) return endpoint;
  }
  refuse(option, fmt::format("\"tcp://{}\"", text),
         "\"tcp://HOST:PORT\", such as tcp://10.0.0.7:5570");
}

// The process whose number stands in the lock file; 0 if none does.
pid_t holder_of(int descriptor) {
  std::array<char, 16> text = {};
  const ssize_t n = ::pread(descriptor, text.data(), text.size(), 0);
  pid_t pid = 0;
  if (n > 0) std::from_chars(text.data(), text.data() + n, pid);
  return pid;
}

// Opens and locks; -1 if the file was removed under our hands by one that was going.
int try_to_lock(const fs::path& lock, const fs::path& socket) {
  const int descriptor = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) {
    throw IoError(fmt::format("cannot lock {}: {}", lock.string(), std::strerror(errno)));
  }
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    const pid_t holder = holder_of(descriptor);
    ::close(descriptor);
    throw IoError(fmt::format(
        "the endpoint ipc://{} is in use by process {}\n  to mend it: end that process, or choose "
        "another --endpoint",
        socket.string(), holder));
  }
  struct stat opened = {};
  struct stat named = {};
  const bool same = ::fstat(descriptor, &opened) == 0 && ::stat(lock.c_str(), &named) == 0 &&
                    opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
  if (same) return descriptor;
  ::close(descriptor);
  return -1;
}

}  // namespace

std::string Endpoint::text() const {
  if (kind == EndpointKind::local) return fmt::format("{}{}", kLocal, path.string());
  return fmt::format("{}{}:{}", kNetwork, host, port == 0 ? "*" : std::to_string(port));
}

Endpoint parse_endpoint(const std::string& text, const std::string& option) {
  if (text.starts_with(kLocal)) return local_endpoint(text.substr(kLocal.size()), option);
  if (text.starts_with(kNetwork)) return network_endpoint(text.substr(kNetwork.size()), option);
  refuse(option, fmt::format("\"{}\"", text), "\"ipc:///ABSOLUTE/PATH\" or \"tcp://HOST:PORT\"");
}

void check_socket_folder(const fs::path& folder) {
  struct stat status = {};
  const std::string name = folder.string();
  if (::lstat(name.c_str(), &status) != 0) {
    throw IoError(fmt::format("cannot use {}: {}\n  to mend it: mkdir -m 700 {}", name,
                              std::strerror(errno), name));
  }
  InputProblem problem{.place = {.file = name},
                       .wanted = "a folder of your own that nobody else can enter",
                       .mend = fmt::format("mkdir -m 700 another one, or chmod 700 {}", name)};
  if (S_ISLNK(status.st_mode)) {
    problem.found = "a link";
  } else if (!S_ISDIR(status.st_mode)) {
    problem.found = "no folder";
  } else if (status.st_uid != ::geteuid()) {
    problem.found = fmt::format("a folder of user {}", status.st_uid);
  } else if ((status.st_mode & 077U) != 0) {
    problem.found = fmt::format("a folder of mode {:04o}", status.st_mode & 07777U);
  }
  if (!problem.found.empty()) throw InputError(problem);
}

EndpointLock::EndpointLock(const fs::path& socket) : path_(socket.string() + ".lock") {
  check_socket_folder(socket.parent_path());
  while (descriptor_ < 0) descriptor_ = try_to_lock(path_, socket);
  const std::string pid = fmt::format("{}\n", ::getpid());
  if (::ftruncate(descriptor_, 0) == 0) {
    // for the message that another process gives; the lock holds without it
    [[maybe_unused]] const ssize_t n = ::pwrite(descriptor_, pid.data(), pid.size(), 0);
  }
  struct stat status = {};
  if (::lstat(socket.c_str(), &status) == 0 && !S_ISSOCK(status.st_mode)) {
    ::unlink(path_.c_str());
    ::close(descriptor_);
    throw InputError({.place = {.file = socket.string()},
                      .found = "something that is no socket",
                      .wanted = "nothing, or the socket of a run that is gone",
                      .mend = "choose another --endpoint; this file would be overwritten"});
  }
}

EndpointLock::~EndpointLock() {
  // while the lock still holds: whoever comes in between finds that its file has no name and
  // begins again
  ::unlink(path_.c_str());
  ::close(descriptor_);
}

std::size_t descriptors_wanted(std::size_t n_hosts) {
  return 4 * n_hosts + 256;
}

std::size_t secure_descriptors(std::size_t n_hosts) {
  rlimit limit = {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
    throw IoError(fmt::format("cannot ask for the limit of open files: {}", std::strerror(errno)));
  }
  if (limit.rlim_cur < limit.rlim_max) {
    const rlimit raised = {.rlim_cur = limit.rlim_max, .rlim_max = limit.rlim_max};
    if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  const std::size_t wanted = descriptors_wanted(n_hosts);
  if (limit.rlim_cur >= wanted) return limit.rlim_cur;
  throw IoError(fmt::format(
      "this process may open {} files, {} controller hosts need {}\n  to mend it: ulimit -Hn {} "
      "(as root), LimitNOFILE={} in a systemd unit, or fewer hosts (more cells in each)",
      limit.rlim_cur, n_hosts, wanted, wanted, wanted));
}

}  // namespace darkline

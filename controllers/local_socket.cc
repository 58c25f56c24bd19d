#include "controllers/local_socket.h"

#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <thread>
#include <utility>

#include <poll.h>

#include "controllers/lotp.h"
#include "models/base/error.h"

namespace darkline::internal {
namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

constexpr std::size_t kGreetingBytes = 64;
constexpr std::size_t kLongHeadBytes = 9;
constexpr std::size_t kFirstRoom = std::size_t{1} << 16U;
constexpr Milliseconds kTryAgain{20};

// Of a frame's first byte.
constexpr unsigned kMore = 1, kLong = 2, kCommand = 4;

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

bool begins_with(std::span<const std::byte> bytes, std::string_view text) {
  return bytes.size() >= text.size() && std::memcmp(bytes.data(), text.data(), text.size()) == 0;
}

// Signature, version 3.0, the mechanism in 20 bytes, "not a server", nothing.
std::string own_greeting() {
  std::string greeting(kGreetingBytes, '\0');
  greeting[0] = '\xFF';
  greeting[8] = 1;
  greeting[9] = '\x7F';
  greeting[10] = 3;
  greeting.replace(12, 4, "NULL");
  return greeting;
}

bool is_greeting(std::span<const std::byte> bytes) {
  return bytes[0] == std::byte{0xFF} && bytes[9] == std::byte{0x7F} && bytes[10] >= std::byte{3} &&
         begins_with(bytes.subspan(12), std::string_view("NULL\0", 5));
}

// Both are short: a routing id has at most 21 characters.
void add_property(std::string& command, std::string_view name, std::string_view value) {
  command += static_cast<char>(name.size());
  command += name;
  command.append(3, '\0');
  command += static_cast<char>(value.size());
  command += value;
}

std::string ready_command(const std::string& routing_id) {
  std::string command = "\x05READY";
  add_property(command, "Socket-Type", "DEALER");
  add_property(command, "Identity", routing_id);
  return std::string{static_cast<char>(kCommand), static_cast<char>(command.size())} + command;
}

}  // namespace

std::span<std::byte> FrameReader::room() {
  if (begin_ > 0) {
    std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
    end_ -= std::exchange(begin_, 0);
  }
  const std::size_t wanted = std::max({kFirstRoom, wanted_, end_ + 1});
  if (bytes_.size() < wanted) bytes_.resize(wanted);
  return std::span(bytes_).subspan(end_);
}

std::span<const std::byte> FrameReader::take(std::size_t n) {
  if (end_ - begin_ < n) return {};
  return std::span(bytes_).subspan(std::exchange(begin_, begin_ + n), n);
}

std::span<const std::byte> FrameReader::frame() const {
  return std::span(bytes_).subspan(frame_at_, frame_length_);
}

FrameReader::Found FrameReader::take_frame() {
  const auto left = std::span(bytes_).first(end_).subspan(begin_);
  if (left.size() < 2) return Found::nothing;
  const auto flags = std::to_integer<unsigned>(left[0]);
  if ((flags & ~(kMore | kLong | kCommand)) != 0) return Found::garbage;
  std::size_t head = 2;
  std::uint64_t length = std::to_integer<std::uint64_t>(left[1]);
  if ((flags & kLong) != 0) {
    head = kLongHeadBytes;
    if (left.size() < head) return Found::nothing;
    for (std::size_t i = 2; i < head; ++i) {
      length = length << 8U | std::to_integer<std::uint64_t>(left[i]);
    }
  }
  // a first length byte that was shifted out would be larger still
  if (length > kLotpMaxMessageBytes || ((flags & kLong) != 0 && left[1] != std::byte{0})) {
    return Found::garbage;
  }
  wanted_ = head + length;
  if (left.size() < wanted_) return Found::nothing;
  frame_at_ = begin_ + head;
  frame_length_ = length;
  begin_ += std::exchange(wanted_, 0);
  if ((flags & kCommand) != 0) return Found::command;
  const bool was_in_parts = std::exchange(in_parts_, (flags & kMore) != 0);
  return was_in_parts || in_parts_ ? Found::part : Found::message;
}

LocalSocket::LocalSocket(std::filesystem::path path, std::string routing_id)
    : path_(std::move(path)), routing_id_(std::move(routing_id)) {}

LocalSocket::~LocalSocket() {
  close();
}

void LocalSocket::close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
  state_ = State::closed;
  reader_ = {};
  unsent_.clear();
}

// A signal ends the wait: whoever waits looks at the time and at its parent, and waits again.
bool LocalSocket::wait_for(short events, Milliseconds patience) {
  // A read that blocks would be woken by every read of the twin too, which makes room to write.
  pollfd item = {.fd = descriptor_, .events = events, .revents = 0};
  return ::poll(&item, 1, static_cast<int>(patience.count())) > 0;
}

// Takes what has come; false if the other end is gone.
bool LocalSocket::read() {
  const auto room = reader_.room();
  const ssize_t n = ::recv(descriptor_, room.data(), room.size(), MSG_DONTWAIT);
  if (n > 0) reader_.came(static_cast<std::size_t>(n));
  return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

// What finds no room is kept, and sent when there is.
void LocalSocket::write(std::span<const std::byte> head, std::span<const std::byte> body) {
  std::array<iovec, 2> parts = {{{const_cast<std::byte*>(head.data()), head.size()},
                                 {const_cast<std::byte*>(body.data()), body.size()}}};
  const msghdr message = {.msg_name = nullptr,
                          .msg_namelen = 0,
                          .msg_iov = parts.data(),
                          .msg_iovlen = parts.size(),
                          .msg_control = nullptr,
                          .msg_controllen = 0,
                          .msg_flags = 0};
  const ssize_t n = ::sendmsg(descriptor_, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  // where the twin is gone, reading will tell, when all that it said before has been heard
  if (n < 0 && errno != EAGAIN && errno != EINTR) return;
  auto sent = static_cast<std::size_t>(std::max<ssize_t>(n, 0));
  for (const auto& part : {head, body}) {
    const auto rest = part.subspan(std::min(sent, part.size()));
    unsent_.insert(unsent_.end(), rest.begin(), rest.end());
    sent -= part.size() - rest.size();
  }
}

void LocalSocket::flush() {
  if (unsent_.empty()) return;
  const ssize_t n =
      ::send(descriptor_, unsent_.data(), unsent_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (n < 0 && errno != EAGAIN && errno != EINTR) return unsent_.clear();
  unsent_.erase(unsent_.begin(), unsent_.begin() + std::max<ssize_t>(n, 0));
}

bool LocalSocket::begin() {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const std::string path = path_.string();
  DARKLINE_CHECK(path.size() < sizeof(address.sun_path), "an endpoint that was not looked at");
  std::copy(path.begin(), path.end(), address.sun_path);
  descriptor_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor_ < 0) throw IoError("socket: " + std::string(std::strerror(errno)));
  if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    return false;
  }
  const std::string greeting = own_greeting(), ready = ready_command(routing_id_);
  write(bytes_of(greeting), bytes_of(ready));
  state_ = State::greeting;
  return true;
}

// One step of what precedes the first message; false if it has gone wrong.
bool LocalSocket::read_greeting() {
  if (state_ == State::greeting) {
    const auto greeting = reader_.take(kGreetingBytes);
    if (greeting.empty()) return true;
    if (!is_greeting(greeting)) return false;
    state_ = State::readying;
  }
  const FrameReader::Found found = reader_.take_frame();
  if (found == FrameReader::Found::nothing) return true;
  state_ = State::open;
  return found == FrameReader::Found::command && begins_with(reader_.frame(), "\x05READY");
}

// Whether the connection stands. A twin that is not there yet, or sends one away, is tried again.
bool LocalSocket::greet(Milliseconds patience) {
  const auto until = Clock::now() + patience;
  while (state_ != State::open) {
    const bool goes_on = state_ == State::closed ? begin() : read() && read_greeting();
    if (!goes_on) {
      close();
      std::this_thread::sleep_for(kTryAgain);
    }
    const auto left = std::chrono::ceil<Milliseconds>(until - Clock::now());
    if (state_ == State::open) break;
    if (left.count() <= 0) return false;
    if (state_ != State::closed) wait_for(POLLIN, left);
  }
  return true;
}

bool LocalSocket::send(std::span<const std::byte> message, Milliseconds patience) {
  if (state_ == State::gone) return true;
  if (!greet(patience)) return false;
  if (!unsent_.empty()) {
    if (wait_for(POLLOUT, patience)) flush();
    if (!unsent_.empty()) return false;
  }
  std::array<std::byte, kLongHeadBytes> head = {};
  std::size_t head_bytes = 2;
  if (message.size() < 256) {
    head[1] = static_cast<std::byte>(message.size());
  } else {
    head_bytes = kLongHeadBytes;
    head[0] = std::byte{kLong};
    for (std::size_t i = 1; i < kLongHeadBytes; ++i) {
      head[i] = static_cast<std::byte>(std::uint64_t{message.size()} >> (8 * (8 - i)));
    }
  }
  write(std::span(head).first(head_bytes), message);
  return true;
}

// The clock is asked only where one read has not brought a whole message: this is in every tick.
bool LocalSocket::receive(Milliseconds patience) {
  using Found = FrameReader::Found;
  std::optional<Clock::time_point> until;
  for (bool has_read = false;; has_read = true) {
    Found found = reader_.take_frame();
    while (found == Found::command) found = reader_.take_frame();
    if (found == Found::message || found == Found::part) {
      message_ = found == Found::message ? reader_.frame() : std::span<const std::byte>();
      return true;
    }
    if (found == Found::garbage) throw IoError("what comes from the twin is no ZeroMQ message");
    if (has_read) {
      if (!until) until = Clock::now() + patience;
      patience = std::max(std::chrono::ceil<Milliseconds>(*until - Clock::now()), Milliseconds(0));
    }
    const short events = unsent_.empty() ? POLLIN : POLLIN | POLLOUT;
    if (!wait_for(events, patience)) return false;
    flush();
    if (!read()) {
      state_ = State::gone;
      throw IoError("the twin is gone");
    }
  }
}

}  // namespace darkline::internal

// A DEALER's end of a local ZeroMQ connection, read and written by the thread that uses it.
//
// What it speaks is ZMTP 3.0 with the NULL mechanism (ZeroMQ's RFC 23), the little of it that one
// peer of a ROUTER needs, so the twin's end is ZeroMQ's own. ZeroMQ's DEALER hands every message
// from its thread to the caller's and back: some 25 of 40 us of processor time that a host spends
// on a tick of ten cells. Here a tick takes one wait, one read and one write.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "controllers/host_socket.h"

namespace darkline::internal {

// What has come in of a stream of ZMTP frames. The bytes are not trusted: a frame larger than a
// LOTP message ends the stream.
class FrameReader {
 public:
  enum class Found : std::uint8_t {
    nothing,  // more bytes are needed
    message,  // one frame, the last of its message
    command,
    part,     // a frame that others follow, or that follows others: no message of LOTP
    garbage,  // no frame, or too large: nothing after it can be read
  };

  // Where the next bytes may be put, at least one, and how many were. Forgets what was taken.
  std::span<std::byte> room();
  void came(std::size_t n) { end_ += n; }

  // Takes the next frame, or the next `n` bytes (nothing: empty); they stay until the next room().
  Found take_frame();
  std::span<const std::byte> frame() const;
  std::span<const std::byte> take(std::size_t n);

 private:
  std::vector<std::byte> bytes_;
  std::size_t begin_ = 0, end_ = 0;  // in bytes_: what was not taken
  std::size_t wanted_ = 0;           // bytes of the frame that is coming in
  std::size_t frame_at_ = 0, frame_length_ = 0;
  bool in_parts_ = false;
};

class LocalSocket final : public HostSocket {
 public:
  // Does not connect yet: send does, as often as it takes.
  LocalSocket(std::filesystem::path path, std::string routing_id);
  ~LocalSocket() override;
  LocalSocket(const LocalSocket&) = delete;
  LocalSocket& operator=(const LocalSocket&) = delete;

  bool send(std::span<const std::byte> message, std::chrono::milliseconds patience) override;
  bool receive(std::chrono::milliseconds patience) override;
  std::span<const std::byte> message() const override { return message_; }

 private:
  enum class State : std::uint8_t { closed, greeting, readying, open, gone };
  bool greet(std::chrono::milliseconds patience);
  bool begin();
  bool read_greeting();
  void close();
  bool wait_for(short events, std::chrono::milliseconds patience);
  bool read();
  void write(std::span<const std::byte> head, std::span<const std::byte> body);
  void flush();

  std::filesystem::path path_;
  std::string routing_id_;
  State state_ = State::closed;
  int descriptor_ = -1;
  FrameReader reader_;
  std::vector<std::byte> unsent_;
  std::span<const std::byte> message_;
};

}  // namespace darkline::internal

// The host's own end of a local ZeroMQ connection, against ZeroMQ's ROUTER at the other.

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <zmq.hpp>

#include "controllers/local_socket.h"
#include "controllers/lotp.h"
#include "models/base/error.h"

using namespace darkline;
using darkline::internal::FrameReader;
using darkline::internal::LocalSocket;
namespace fs = std::filesystem;
using Milliseconds = std::chrono::milliseconds;
using Found = FrameReader::Found;

namespace {

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void feed(FrameReader& reader, const std::string& text) {
  for (auto left = bytes_of(text); !left.empty();) {
    const auto room = reader.room();
    BOOST_REQUIRE(!room.empty());
    const std::size_t n = std::min(room.size(), left.size());
    std::copy_n(left.begin(), n, room.begin());
    reader.came(n);
    left = left.subspan(n);
  }
}

// As RFC 23 has it: flags, then the length in one byte, or (flag 2) in eight, the highest first.
std::string long_frame(const std::string& body) {
  std::string frame = "\x02";
  for (int shift = 56; shift >= 0; shift -= 8) frame += static_cast<char>(body.size() >> shift);
  return frame + body;
}

// A place for sockets, and a ROUTER of ZeroMQ's that may come later.
struct Router {
  Router() : socket(context, zmq::socket_type::router) {
    std::string name = (fs::temp_directory_path() / "darkline-test-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
    folder = name;
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::rcvhwm, 2);
    socket.set(zmq::sockopt::rcvtimeo, 5'000);
  }
  ~Router() { fs::remove_all(folder); }
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  fs::path path() const { return folder / "bus"; }
  void bind() { socket.bind("ipc://" + path().string()); }
  void send(const std::string& text, zmq::send_flags more = zmq::send_flags::none) {
    socket.send(zmq::str_buffer("3.2"), zmq::send_flags::sndmore);
    socket.send(zmq::buffer(text), more);
  }
  std::string receive() {
    zmq::message_t name, message;
    BOOST_REQUIRE(socket.recv(name).has_value());
    BOOST_TEST(name.to_string() == "3.2");
    BOOST_REQUIRE(socket.recv(message).has_value());
    BOOST_TEST(!message.more());
    return message.to_string();
  }

  zmq::context_t context;
  zmq::socket_t socket;
  fs::path folder;
};

constexpr Milliseconds kPatience{5'000};

}  // namespace

BOOST_AUTO_TEST_SUITE(local_socket)

BOOST_AUTO_TEST_CASE(a_frame_is_found_when_all_of_it_has_come) {
  const std::string body(70'000, 'x');  // more than is read at once
  FrameReader reader;
  const std::string two = std::string("\0\3abc", 5) + long_frame(body);
  for (std::size_t i = 0; i < 4; ++i) {
    feed(reader, two.substr(i, 1));
    BOOST_TEST((reader.take_frame() == Found::nothing));
  }
  feed(reader, two.substr(4, two.size() - 5));
  BOOST_TEST((reader.take_frame() == Found::message));
  BOOST_TEST(text_of(reader.frame()) == "abc");
  BOOST_TEST((reader.take_frame() == Found::nothing));
  feed(reader, two.substr(two.size() - 1));
  BOOST_TEST((reader.take_frame() == Found::message));
  BOOST_TEST((text_of(reader.frame()) == body));
  BOOST_TEST((reader.take_frame() == Found::nothing));
}

BOOST_AUTO_TEST_CASE(frames_of_one_message_are_told_from_messages_of_one_frame) {
  FrameReader reader;
  feed(reader, std::string("\1\1a\1\1b\0\1c\0\1d\4\1e\0\0", 17));
  const Found in_turn[] = {Found::part,    Found::part,    Found::part,   Found::message,
                           Found::command, Found::message, Found::nothing};
  for (const Found wanted : in_turn) BOOST_TEST((reader.take_frame() == wanted));
  BOOST_TEST(reader.frame().empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_frame_or_too_large_ends_the_stream) {
  const std::string over = long_frame(std::string(kLotpMaxMessageBytes + 1, 'x'));
  for (const std::string& text :
       {std::string("\x08\1a", 3), over.substr(0, 9), std::string("\2\1\0\0\0\0\0\0\1a", 10)}) {
    FrameReader reader;
    feed(reader, text);
    BOOST_TEST((reader.take_frame() == Found::garbage));
  }
}

BOOST_AUTO_TEST_CASE(a_router_and_a_local_socket_understand_each_other) {
  Router router;
  LocalSocket socket(router.path(), "3.2");
  BOOST_TEST(!socket.send(bytes_of("too early"), Milliseconds(1)));
  router.bind();
  // lengths at which the frame's head, and what is sent at once, change
  for (const std::size_t n : {0U, 1U, 255U, 256U, 8'192U, 70'000U, 1U << 20U}) {
    const std::string text(n, static_cast<char>('a' + n % 26));
    BOOST_REQUIRE(socket.send(bytes_of(text), kPatience));
    if (n > 8'192) BOOST_TEST(!socket.receive(Milliseconds(1)));  // sends what found no room
    while (n > 8'192 && !socket.send(bytes_of("next"), Milliseconds(10))) {
    }
    BOOST_TEST((router.receive() == text));
    if (n > 8'192) BOOST_TEST(router.receive() == "next");
    router.send(text);
    BOOST_REQUIRE(socket.receive(kPatience));
    BOOST_TEST((text_of(socket.message()) == text));
  }
  BOOST_TEST(!socket.receive(Milliseconds(1)));
}

BOOST_AUTO_TEST_CASE(a_message_of_more_frames_comes_as_none) {
  Router router;
  router.bind();
  LocalSocket socket(router.path(), "3.2");
  BOOST_REQUIRE(socket.send(bytes_of("here"), kPatience));
  BOOST_TEST(router.receive() == "here");
  router.send("one", zmq::send_flags::sndmore);
  router.socket.send(zmq::str_buffer("two"), zmq::send_flags::none);
  router.send("alone");
  std::vector<std::string> heard;
  while (heard.empty() || !heard.back().starts_with("alone")) {
    BOOST_REQUIRE(socket.receive(kPatience));
    heard.push_back(text_of(socket.message()));
  }
  BOOST_TEST(std::count(heard.begin(), heard.end(), "") == 2);
  BOOST_TEST(heard.size() == 3U);
}

BOOST_AUTO_TEST_CASE(what_the_twin_said_is_heard_before_it_is_known_to_be_gone) {
  Router router;
  router.bind();
  LocalSocket socket(router.path(), "3.2");
  BOOST_REQUIRE(socket.send(bytes_of("here"), kPatience));
  BOOST_TEST(router.receive() == "here");
  router.socket.set(zmq::sockopt::linger, 5'000);
  router.send("bye");
  router.socket.close();
  BOOST_REQUIRE(socket.receive(kPatience));
  BOOST_TEST(text_of(socket.message()) == "bye");
  BOOST_CHECK_THROW(socket.receive(kPatience), IoError);
  BOOST_TEST(socket.send(bytes_of("nobody hears it"), kPatience));
}

BOOST_AUTO_TEST_CASE(a_twin_that_does_not_read_is_not_waited_for_and_loses_nothing) {
  Router router;
  router.bind();
  LocalSocket socket(router.path(), "3.2");
  const std::string large(200'000, 'x');
  int sent = 0;
  while (sent < 1'000 && socket.send(bytes_of(std::to_string(sent) + large), Milliseconds(20))) {
    ++sent;
  }
  BOOST_TEST(sent > 2);
  BOOST_TEST(sent < 1'000);  // the kernel and the ROUTER's two messages do not hold 200 MB
  for (int i = 0; i < sent; ++i) {
    socket.receive(Milliseconds(1));  // goes on sending
    BOOST_TEST((router.receive() == std::to_string(i) + large));
  }
  BOOST_TEST(socket.send(bytes_of("again"), kPatience));
  BOOST_TEST(router.receive() == "again");
}

BOOST_AUTO_TEST_CASE(who_does_not_speak_zeromq_is_no_twin) {
  Router router;
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const std::string path = router.path().string();
  std::copy(path.begin(), path.end(), address.sun_path);
  const int door = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  BOOST_REQUIRE(::bind(door, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
  BOOST_REQUIRE(::listen(door, 8) == 0);
  LocalSocket socket(router.path(), "3.2");
  BOOST_TEST(!socket.send(bytes_of("hello"), Milliseconds(1)));
  const int peer = ::accept(door, nullptr, nullptr);
  const std::string nonsense(200, 'x');
  BOOST_TEST(::send(peer, nonsense.data(), nonsense.size(), MSG_NOSIGNAL) == 200);
  BOOST_TEST(!socket.send(bytes_of("hello"), Milliseconds(50)));
  ::close(peer);
  ::close(door);
}

BOOST_AUTO_TEST_SUITE_END()

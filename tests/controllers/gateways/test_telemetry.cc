#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <mosquitto.h>
#include <spawn.h>

#include "controllers/gateways/sparkplug.h"
#include "controllers/gateways/telemetry.h"
#include "models/base/error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace darkline;
using darkline::testing::TemporaryFolder;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

namespace {

std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in where = {};
  where.sin_family = AF_INET;
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof where;
  auto* const address = reinterpret_cast<sockaddr*>(&where);
  BOOST_REQUIRE(::bind(socket, address, length) == 0);
  BOOST_REQUIRE(::getsockname(socket, address, &length) == 0);
  ::close(socket);
  return ntohs(where.sin_port);
}

pid_t start(std::vector<std::string> words) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t child = -1;
  BOOST_REQUIRE(::posix_spawn(&child, argv[0], nullptr, nullptr, argv.data(), environ) == 0);
  return child;
}

// A real broker on this machine, which knows one user and nobody else.
class Broker {
 public:
  explicit Broker(const TemporaryFolder& folder) : port(free_port()) {
    const std::string users = (folder.path() / "users").string();
    int status = -1;
    const pid_t maker =
        start({"/usr/bin/mosquitto_passwd", "-b", "-c", users, "twin", "open sesame"});
    BOOST_REQUIRE(::waitpid(maker, &status, 0) == maker);
    BOOST_REQUIRE(status == 0);
    ::chmod(users.c_str(), 0644);  // the broker reads it as a user of its own
    ::chmod(folder.path().c_str(), 0755);
    const auto config =
        folder.write("broker.conf", "listener " + std::to_string(port) +
                                        " 127.0.0.1\nallow_anonymous false\npassword_file " +
                                        users + "\npersistence false\nlog_type none\n");
    process_ = start({"/usr/sbin/mosquitto", "-c", config.string()});
  }
  ~Broker() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  const std::uint16_t port;

 private:
  pid_t process_ = -1;
};

template <class Condition>
bool comes_true(Condition&& condition) {
  const auto until = Clock::now() + 15s;
  while (!condition()) {
    if (Clock::now() > until) return false;
    std::this_thread::sleep_for(5ms);
  }
  return true;
}

struct Message {
  std::string topic;
  std::string payload;
};

// Hears everything that the broker has under spBv1.0.
class Subscriber {
 public:
  explicit Subscriber(std::uint16_t port) : client_(::mosquitto_new(nullptr, true, this)) {
    ::mosquitto_username_pw_set(client_, "twin", "open sesame");
    ::mosquitto_message_callback_set(
        client_, [](mosquitto*, void* self, const mosquitto_message* message) {
          auto& subscriber = *static_cast<Subscriber*>(self);
          const std::lock_guard lock(subscriber.mutex_);
          subscriber.messages_.push_back({message->topic,
                                          {static_cast<const char*>(message->payload),
                                           static_cast<std::size_t>(message->payloadlen)}});
        });
    ::mosquitto_subscribe_callback_set(client_, [](mosquitto*, void* self, int, int, const int*) {
      auto& subscriber = *static_cast<Subscriber*>(self);
      const std::lock_guard lock(subscriber.mutex_);
      subscriber.listens_ = true;
    });
    BOOST_REQUIRE(comes_true(
        [&] { return ::mosquitto_connect(client_, "127.0.0.1", port, 30) == MOSQ_ERR_SUCCESS; }));
    ::mosquitto_subscribe(client_, nullptr, "spBv1.0/#", 1);
    ::mosquitto_loop_start(client_);
    BOOST_REQUIRE(comes_true([&] {
      const std::lock_guard lock(mutex_);
      return listens_;
    }));
  }
  ~Subscriber() {
    ::mosquitto_disconnect(client_);
    ::mosquitto_loop_stop(client_, true);
    ::mosquitto_destroy(client_);
  }
  Subscriber(const Subscriber&) = delete;
  Subscriber& operator=(const Subscriber&) = delete;

  std::vector<Message> messages() const {
    const std::lock_guard lock(mutex_);
    return messages_;
  }

 private:
  mosquitto* client_;
  mutable std::mutex mutex_;
  std::vector<Message> messages_;
  bool listens_ = false;
};

// The last field of a payload is seq, field 3 as a varint below 256.
int seq_of(const std::string& payload) {
  const std::size_t at = payload.rfind('\x18');
  BOOST_REQUIRE(at != std::string::npos);
  int seq = static_cast<unsigned char>(payload[at + 1]);
  if (seq >= 128) seq = seq - 128 + 128 * static_cast<unsigned char>(payload[at + 2]);
  return seq;
}

BusStatus status_with(std::uint64_t produced) {
  BusStatus status;
  status.run = "one_cell";
  status.stations.push_back({.address = "z10/st01", .state = "execute"});
  status.stations[0].produced_quantity = produced;
  return status;
}

bool holds(const Message& message, const std::string& text) {
  return message.payload.find(text) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(telemetry)

// By hand, from the wire format of protobuf: key = field * 8 + kind (0 varint, 1 eight bytes, 2
// bytes behind their length).
BOOST_AUTO_TEST_CASE(a_payload_has_these_bytes) {
  const std::vector<SparkplugMetric> metrics = {
      {"n", std::uint64_t{300}}, {"d", 1.0}, {"b", true}, {"s", std::string("ok")}};
  const std::string expected(
      "\x08\x05"                                       // timestamp 5
      "\x12\x0a\x0a\x01n\x18\x05\x20\x08\x58\xac\x02"  // UInt64, 300 = 0x2c + 2 * 128
      "\x12\x10\x0a\x01"
      "d\x18\x05\x20\x0a\x69\0\0\0\0\0\0\xf0\x3f"  // Double
      "\x12\x09\x0a\x01"
      "b\x18\x05\x20\x0b\x70\x01"                    // Boolean
      "\x12\x0b\x0a\x01s\x18\x05\x20\x0c\x7a\x02ok"  // String
      "\x18\xff\x01",                                // seq 255
      2 + 12 + 18 + 11 + 13 + 3);
  BOOST_TEST(sparkplug_payload(5, metrics, 255) == expected);
  BOOST_TEST(sparkplug_payload(5, {}, -1) == std::string("\x08\x05"));
}

BOOST_AUTO_TEST_CASE(topics_have_no_levels_but_their_own) {
  BOOST_TEST(sparkplug_topic("g", SparkplugType::nbirth, "n") == "spBv1.0/g/NBIRTH/n");
  BOOST_TEST(sparkplug_topic("g", SparkplugType::ddata, "n", "d") == "spBv1.0/g/DDATA/n/d");
  BOOST_TEST(sparkplug_id("z60/st03+#\n") == "z60.st03...");
  BOOST_TEST(sparkplug_id("") == "unnamed");
}

BOOST_FIXTURE_TEST_CASE(where_to_send_is_checked_before_anything_is_sent, TemporaryFolder) {
  BOOST_TEST(Telemetry::options_of("127.0.0.1:2883", {}).port == 2883);
  BOOST_TEST(Telemetry::options_of("localhost", {}).port == 1883);
  for (const char* bad : {"", ":1883", "host:", "host:0", "host:65536", "host:12x"}) {
    DARKLINE_TEST_THROWS(Telemetry::options_of(bad, {}), UsageError, "HOST:PORT");
  }
  DARKLINE_TEST_THROWS(Telemetry::options_of("broker.example:1883", {}), UsageError,
                       "another machine", "USER:PASSWORD");
  const auto file = write("user", "twin:open: sesame\nmore");
  ::chmod(file.c_str(), 0640);
  DARKLINE_TEST_THROWS(Telemetry::options_of("broker.example", file), InputError, "0640", "0600");
  ::chmod(file.c_str(), 0600);
  const auto options = Telemetry::options_of("broker.example", file);
  BOOST_TEST(options.user == "twin");
  BOOST_TEST(options.password == "open: sesame");
  const auto empty = write("empty", "secret");
  ::chmod(empty.c_str(), 0600);
  DARKLINE_TEST_THROWS(Telemetry::options_of("localhost", empty), InputError, "USER:PASSWORD");
}

BOOST_FIXTURE_TEST_CASE(a_broker_hears_births_changes_and_the_death, TemporaryFolder) {
  const Broker broker(*this);
  const Subscriber subscriber(broker.port);
  {
    Telemetry telemetry({.port = broker.port,
                         .node = "hall/1",
                         .user = "twin",
                         .password = "open sesame",
                         .interval = 0ms});
    telemetry.publish(status_with(1));
    BOOST_REQUIRE(comes_true([&] { return subscriber.messages().size() >= 2; }));
    telemetry.publish(status_with(1));  // nothing has changed: nothing is sent
    std::this_thread::sleep_for(200ms);
    telemetry.publish(status_with(2));
    BOOST_REQUIRE(comes_true([&] { return subscriber.messages().size() >= 3; }));
    BOOST_TEST(telemetry.is_connected());
  }
  BOOST_REQUIRE(comes_true([&] { return subscriber.messages().size() >= 4; }));
  const auto messages = subscriber.messages();
  BOOST_REQUIRE(messages.size() == 4U);
  BOOST_TEST(messages[0].topic == "spBv1.0/darkline/NBIRTH/hall.1");
  BOOST_TEST(messages[1].topic == "spBv1.0/darkline/DBIRTH/hall.1/z10.st01");
  BOOST_TEST(messages[2].topic == "spBv1.0/darkline/DDATA/hall.1/z10.st01");
  BOOST_TEST(messages[3].topic == "spBv1.0/darkline/NDEATH/hall.1");
  BOOST_TEST(holds(messages[0], "bdSeq"));
  BOOST_TEST(holds(messages[0], "one_cell"));
  BOOST_TEST(holds(messages[1], "actual_unit_busy_time_s"));
  BOOST_TEST(holds(messages[2], "produced_quantity"));
  BOOST_TEST(!holds(messages[2], "actual_unit_busy_time_s"));
  for (int i = 0; i < 3; ++i)
    BOOST_TEST(seq_of(messages[static_cast<std::size_t>(i)].payload) == i);
  BOOST_TEST(holds(messages[3], "bdSeq"));
}

BOOST_FIXTURE_TEST_CASE(a_broker_lets_in_nobody_without_the_password, TemporaryFolder) {
  const Broker broker(*this);
  const Subscriber subscriber(broker.port);
  Telemetry anonymous({.port = broker.port, .interval = 0ms});
  Telemetry wrong({.port = broker.port, .user = "twin", .password = "sesame", .interval = 0ms});
  for (Telemetry* each : {&anonymous, &wrong}) {
    each->publish(status_with(1));
    BOOST_TEST(
        comes_true([&] { return each->problem().find("not authorised") != std::string::npos; }));
    BOOST_TEST(!each->is_connected());
  }
  BOOST_TEST(subscriber.messages().empty());
}

BOOST_AUTO_TEST_CASE(a_broker_that_is_away_keeps_nobody_waiting) {
  const auto before = Clock::now();
  {
    Telemetry telemetry({.port = free_port(), .interval = 0ms});
    for (int i = 0; i < 1'000; ++i) telemetry.publish(status_with(1));
    BOOST_TEST(comes_true([&] { return !telemetry.problem().empty(); }));
  }
  BOOST_TEST((Clock::now() - before < 5s));
}

BOOST_AUTO_TEST_SUITE_END()

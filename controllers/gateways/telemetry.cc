#include "controllers/gateways/telemetry.h"

#include <signal.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <mosquitto.h>
#include <pthread.h>

#include "controllers/gateways/sparkplug.h"
#include "models/base/error.h"
#include "models/base/file.h"

namespace darkline {
namespace {

using Clock = std::chrono::steady_clock;
using Metrics = std::vector<SparkplugMetric>;

struct Free {
  void operator()(mosquitto* client) const { ::mosquitto_destroy(client); }
};

std::uint64_t now_ms() {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                        std::chrono::system_clock::now().time_since_epoch())
                                        .count());
}

Metrics metrics_of(const BusStatus& status) {
  std::uint64_t restarts = 0;
  for (const HostStatus& host : status.hosts) restarts += host.restarts;
  return {{"run", status.run},
          {"simulated_time_s", 1e-9 * static_cast<double>(status.t_ns)},
          {"pace", status.pace},
          {"degraded", status.is_degraded},
          {"controller_hosts", status.hosts.size()},
          {"controller_restarts", restarts},
          {"controller_exchanges", status.exchanges},
          {"round_trip_p50_us", status.round_trips.p50_us},
          {"round_trip_p99_us", status.round_trips.p99_us}};
}

Metrics metrics_of(const StationStatus& station) {
  return {{"state", station.state},
          {"produced_quantity", station.produced_quantity},
          {"actual_unit_busy_time_s", station.actual_busy_time_s},
          {"actual_production_time_s", station.actual_production_time_s},
          {"energy_kwh", station.energy_kwh},
          {"welds", station.welds},
          {"expulsions", station.expulsions}};
}

bool is_this_machine(const std::string& host) {
  return host == "localhost" || host == "::1" || host.rfind("127.", 0) == 0;
}

}  // namespace

Telemetry::Options Telemetry::options_of(const std::string& where,
                                         const std::filesystem::path& password_file) {
  Options options;
  const std::size_t colon = where.rfind(':');
  options.host = where.substr(0, colon);
  if (colon != std::string::npos) {
    const char* const end = where.data() + where.size();
    const auto read = std::from_chars(where.data() + colon + 1, end, options.port);
    if (read.ec != std::errc() || read.ptr != end) options.host.clear();
  }
  if (options.host.empty() || options.port == 0) {
    throw UsageError(fmt::format("--mqtt {}: HOST:PORT is wanted, such as 127.0.0.1:1883", where));
  }
  if (password_file.empty()) {
    if (is_this_machine(options.host)) return options;
    throw UsageError(fmt::format(
        "--mqtt {}: a broker on another machine is sent nothing without a user\n  to mend it: name "
        "a file with USER:PASSWORD, or a broker on this machine that hands it on",
        where));
  }
  struct stat found = {};
  if (::stat(password_file.c_str(), &found) == 0 && (found.st_mode & 077U) != 0) {
    throw InputError({.place = {.file = password_file.string()},
                      .found = fmt::format("mode {:04o}", found.st_mode & 0777U),
                      .wanted = "a file that its owner alone can read: mode 0600"});
  }
  constexpr std::size_t kMostBytes = 4'096;
  const std::string text = read_file(password_file, kMostBytes);
  const std::string line = text.substr(0, text.find_first_of("\r\n"));
  const std::size_t at = line.find(':');
  if (at == 0 || at == std::string::npos) {
    throw InputError({.place = {.file = password_file.string(), .line = 1},
                      .found = "a line without a user or a colon",  // never what it holds
                      .wanted = "USER:PASSWORD"});
  }
  options.user = line.substr(0, at);
  options.password = line.substr(at + 1);
  return options;
}

class Telemetry::Client {
 public:
  explicit Client(Options options) : options_(std::move(options)) {
    static const int kReady = ::mosquitto_lib_init();
    if (kReady != MOSQ_ERR_SUCCESS) throw IoError("cannot use MQTT");
    options_.group = sparkplug_id(options_.group);
    options_.node = sparkplug_id(options_.node);
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }

  void put(const BusStatus& status) {
    const std::lock_guard lock(mutex_);
    mail_ = status;
  }
  bool is_connected() const { return connected_; }
  std::string problem() const {
    const std::lock_guard lock(mutex_);
    return problem_;
  }

 private:
  void run(const std::stop_token& stop) {
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
    std::chrono::milliseconds backoff{1'000};
    while (!stop.stop_requested()) {
      if (connect()) {
        while (!stop.stop_requested() && talk()) {
          if (connected_) backoff = std::chrono::milliseconds(1'000);
        }
      }
      if (stop.stop_requested()) break;
      connected_ = false;
      client_.reset();
      const auto until = Clock::now() + backoff;
      while (!stop.stop_requested() && Clock::now() < until) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
      }
      backoff = std::min<std::chrono::milliseconds>(2 * backoff, std::chrono::milliseconds(30'000));
    }
    if (connected_) leave();
  }

  // A new client each time: its will carries this connection's bdSeq.
  bool connect() {
    client_.reset(::mosquitto_new(nullptr, true, this));
    if (client_ == nullptr) return false;
    born_.clear();
    is_born_ = false;
    const Metrics death = {{"bdSeq", bd_seq_}};
    const std::string payload = sparkplug_payload(now_ms(), death, -1);
    const std::string topic = sparkplug_topic(options_.group, SparkplugType::ndeath, options_.node);
    int code = ::mosquitto_will_set(client_.get(), topic.c_str(), static_cast<int>(payload.size()),
                                    payload.data(), 1, false);
    if (code == MOSQ_ERR_SUCCESS && !options_.user.empty()) {
      code = ::mosquitto_username_pw_set(client_.get(), options_.user.c_str(),
                                         options_.password.c_str());
    }
    ::mosquitto_connect_callback_set(client_.get(), [](mosquitto*, void* self, int refusal) {
      static_cast<Client*>(self)->take_answer(refusal);
    });
    constexpr int kKeepAlive_s = 30;
    if (code == MOSQ_ERR_SUCCESS) {
      code = ::mosquitto_connect(client_.get(), options_.host.c_str(), options_.port, kKeepAlive_s);
    }
    if (code == MOSQ_ERR_SUCCESS) return true;
    note(::mosquitto_strerror(code));
    return false;
  }

  void take_answer(int refusal) {
    if (refusal == 0) {
      connected_ = true;
      note({});
    } else {
      refused_ = true;
      note(::mosquitto_connack_string(refusal));
    }
  }

  // One turn of the network and what there is to send. False: the connection is lost.
  bool talk() {
    constexpr int kTurnMs = 50;
    const int code = ::mosquitto_loop(client_.get(), kTurnMs, 1);
    if (std::exchange(refused_, false)) return false;
    if (code != MOSQ_ERR_SUCCESS) {
      if (connected_) note(::mosquitto_strerror(code));
      return false;
    }
    if (!connected_) return true;
    std::optional<BusStatus> status;
    {
      const std::lock_guard lock(mutex_);
      status = std::exchange(mail_, std::nullopt);
    }
    if (status) tell(*status);
    return true;
  }

  void tell(const BusStatus& status) {
    if (!is_born_) {
      seq_ = 0;
      Metrics birth = metrics_of(status);
      birth.push_back({"bdSeq", bd_seq_});
      birth.push_back({"Node Control/Rebirth", false});
      send(SparkplugType::nbirth, {}, birth);
      is_born_ = true;
      bd_seq_ = (bd_seq_ + 1) % 256;  // of the next connection
      born_[""] = metrics_of(status);
    } else {
      tell_changes(SparkplugType::ndata, {}, metrics_of(status));
    }
    for (const StationStatus& station : status.stations) {
      const std::string device = sparkplug_id(station.address);
      if (born_.contains(device)) {
        tell_changes(SparkplugType::ddata, device, metrics_of(station));
      } else {
        send(SparkplugType::dbirth, device, metrics_of(station));
        born_[device] = metrics_of(station);
      }
    }
  }

  void tell_changes(SparkplugType type, const std::string& device, Metrics metrics) {
    Metrics& known = born_[device];
    Metrics changed;
    for (std::size_t i = 0; i < metrics.size(); ++i) {
      if (!(metrics[i] == known[i])) changed.push_back(metrics[i]);
    }
    if (changed.empty()) return;
    send(type, device, changed);
    known = std::move(metrics);
  }

  void send(SparkplugType type, const std::string& device, const Metrics& metrics) {
    const std::string topic = sparkplug_topic(options_.group, type, options_.node, device);
    const std::string payload = sparkplug_payload(now_ms(), metrics, seq_);
    seq_ = (seq_ + 1) % 256;
    ::mosquitto_publish(client_.get(), nullptr, topic.c_str(), static_cast<int>(payload.size()),
                        payload.data(), 0, false);
  }

  // A clean end, of which the broker tells nobody by itself.
  void leave() {
    if (is_born_) {
      const Metrics death = {{"bdSeq", (bd_seq_ + 255) % 256}};
      const std::string payload = sparkplug_payload(now_ms(), death, -1);
      const std::string topic =
          sparkplug_topic(options_.group, SparkplugType::ndeath, options_.node);
      ::mosquitto_publish(client_.get(), nullptr, topic.c_str(), static_cast<int>(payload.size()),
                          payload.data(), 0, false);
    }
    ::mosquitto_disconnect(client_.get());
    for (int i = 0; i < 10 && ::mosquitto_loop(client_.get(), 10, 1) == MOSQ_ERR_SUCCESS; ++i) {
    }
  }

  void note(const std::string& problem) {
    const std::lock_guard lock(mutex_);
    problem_ = problem;
  }

  Options options_;
  std::unique_ptr<mosquitto, Free> client_;
  std::atomic<bool> connected_ = false;
  bool refused_ = false;
  bool is_born_ = false;
  std::uint64_t bd_seq_ = 0;
  int seq_ = 0;
  std::map<std::string, Metrics> born_;  // what is known of each device; "": of the node
  mutable std::mutex mutex_;             // guards the next two
  std::optional<BusStatus> mail_;
  std::string problem_;
  std::jthread thread_;
};

Telemetry::Telemetry(Options options)
    : interval_(options.interval), client_(std::make_unique<Client>(std::move(options))) {}

Telemetry::~Telemetry() = default;

void Telemetry::publish(const BusStatus& status) {
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + interval_;
  client_->put(status);
}

bool Telemetry::is_connected() const {
  return client_->is_connected();
}

std::string Telemetry::problem() const {
  return client_->problem();
}

}  // namespace darkline

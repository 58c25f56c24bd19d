#include "controllers/gateways/modbus_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <modbus/modbus.h>
#include <poll.h>

#include "models/base/error.h"

namespace darkline {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMbapBytes = 6;  // transaction, protocol and length: before what is counted
constexpr int kLookMs = 100;

class Descriptor {
 public:
  explicit Descriptor(int descriptor = -1) : descriptor_(descriptor) {}
  ~Descriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Descriptor(Descriptor&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

struct FreeModbus {
  void operator()(modbus_t* context) const { ::modbus_free(context); }
  void operator()(modbus_mapping_t* mapping) const { ::modbus_mapping_free(mapping); }
};

in_addr loopback_address(const std::string& text) {
  in_addr address = {};
  const std::string numeric = text == "localhost" ? "127.0.0.1" : text;
  const bool is_loopback = ::inet_pton(AF_INET, numeric.c_str(), &address) == 1 &&
                           (ntohl(address.s_addr) >> 24U) == 127U;
  if (!is_loopback) {
    throw UsageError(fmt::format(
        "--listen {}: an address of this machine alone is wanted, 127.0.0.1 or another 127.x.x.x: "
        "Modbus has no authentication, so that whoever can connect commands the cell\n  to mend "
        "it: let a controller on another machine in through a tunnel, such as ssh -R",
        text));
  }
  return address;
}

Descriptor listen_at(const ModbusServer::Options& options, std::uint16_t& port) {
  sockaddr_in where = {};
  where.sin_family = AF_INET;
  where.sin_addr = loopback_address(options.address);
  where.sin_port = htons(options.port);
  Descriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int yes = 1;
  socklen_t length = sizeof where;
  auto* const address = reinterpret_cast<sockaddr*>(&where);
  if (listener.get() < 0 ||
      ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
      ::bind(listener.get(), address, length) != 0 || ::listen(listener.get(), SOMAXCONN) != 0 ||
      ::getsockname(listener.get(), address, &length) != 0) {
    throw IoError(fmt::format("cannot listen at {}:{}: {}", options.address, options.port,
                              std::strerror(errno)));
  }
  port = ntohs(where.sin_port);
  return listener;
}

// What lies in the socket of a client: nothing whole yet, a request of so many bytes, or the end.
struct Look {
  enum class What : std::uint8_t { nothing, part, request, end } what = What::nothing;
  std::size_t bytes = 0;
};

Look look_into(int socket) {
  std::array<std::uint8_t, MODBUS_TCP_MAX_ADU_LENGTH> bytes = {};
  const ssize_t got = ::recv(socket, bytes.data(), bytes.size(), MSG_PEEK | MSG_DONTWAIT);
  if (got < 0) {
    const bool later = errno == EAGAIN || errno == EINTR;
    return {.what = later ? Look::What::nothing : Look::What::end};
  }
  if (got == 0) return {.what = Look::What::end};
  const auto size = static_cast<std::size_t>(got);
  if (size < kMbapBytes) return {.what = Look::What::part};
  const std::size_t rest = 256U * bytes[4] + bytes[5];
  const bool is_modbus =
      bytes[2] == 0 && bytes[3] == 0 && rest >= 2 && kMbapBytes + rest <= MODBUS_TCP_MAX_ADU_LENGTH;
  if (!is_modbus) return {.what = Look::What::end};
  if (size < kMbapBytes + rest) return {.what = Look::What::part};
  return {.what = Look::What::request, .bytes = kMbapBytes + rest};
}

bool is_served(std::uint8_t function) {
  switch (function) {
    case MODBUS_FC_READ_COILS:
    case MODBUS_FC_READ_DISCRETE_INPUTS:
    case MODBUS_FC_READ_HOLDING_REGISTERS:
    case MODBUS_FC_READ_INPUT_REGISTERS:
    case MODBUS_FC_WRITE_SINGLE_COIL:
    case MODBUS_FC_WRITE_SINGLE_REGISTER:
    case MODBUS_FC_WRITE_MULTIPLE_COILS:
    case MODBUS_FC_WRITE_MULTIPLE_REGISTERS:
    case MODBUS_FC_MASK_WRITE_REGISTER:
    case MODBUS_FC_WRITE_AND_READ_REGISTERS:
      return true;
    default:
      return false;
  }
}

}  // namespace

class ModbusServer::Impl {
 public:
  Impl(ModbusExchange& exchange, const Options& options)
      : exchange_(exchange),
        options_(options),
        listener_(listen_at(options, port_)),
        wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        mapping_(
            ::modbus_mapping_new(kCoils, kDiscreteInputs, kHoldingRegisters, kAllInputRegisters)) {
    if (wake_.get() < 0 || mapping_ == nullptr) throw IoError("no memory for the Modbus server");
    clients_.reserve(options_.most_clients);
    thread_ = std::thread([this] { serve(); });
  }

  ~Impl() {
    stop_ = true;
    const std::uint64_t one = 1;
    if (::write(wake_.get(), &one, sizeof one) < 0) {
      // the thread looks at stop_ in any case
    }
    thread_.join();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  std::uint16_t port() const { return port_; }
  Counts counts() const {
    return {.clients = clients_in_,
            .turned_away = turned_away_,
            .requests = requests_,
            .dropped = dropped_};
  }

 private:
  struct Client {
    Descriptor socket;
    std::unique_ptr<modbus_t, FreeModbus> context;
    Clock::time_point last_request;
    Clock::time_point part_since = {};  // of a request that has not come whole
    bool has_part = false;
    bool gone = false;
  };

  void serve() {
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, nullptr);  // signals are for the program's own threads
    while (!stop_) {
      wait();
      let_in();
      for (Client& client : clients_) look_at(client);
      std::erase_if(clients_, [](const Client& client) { return client.gone; });
    }
  }

  // A client with a part of a request is not waited for: what it holds would end each wait at once.
  void wait() {
    items_.assign({{.fd = listener_.get(), .events = POLLIN, .revents = 0},
                   {.fd = wake_.get(), .events = POLLIN, .revents = 0}});
    bool has_part = false;
    for (const Client& client : clients_) {
      has_part = has_part || client.has_part;
      if (client.has_part) continue;
      items_.push_back({.fd = client.socket.get(), .events = POLLIN, .revents = 0});
    }
    constexpr int kPartLookMs = 5;
    ::poll(items_.data(), items_.size(), has_part ? kPartLookMs : kLookMs);
  }

  void let_in() {
    constexpr int kMostAtOnce = 64;
    for (int i = 0; i < kMostAtOnce && accept_one(); ++i) {
    }
  }

  // Whether there may be another.
  bool accept_one() {
    Descriptor socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (socket.get() < 0) {
      // no descriptor is left: the connection stays in the queue, and poll would not wait
      if (errno == EMFILE || errno == ENFILE) {
        std::this_thread::sleep_for(std::chrono::milliseconds(kLookMs));
      }
      return false;
    }
    if (clients_.size() >= options_.most_clients) {
      ++turned_away_;
      return true;
    }
    const int yes = 1;
    const timeval patience = {.tv_sec = 0, .tv_usec = 100'000};
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    std::unique_ptr<modbus_t, FreeModbus> context(::modbus_new_tcp(nullptr, 0));
    if (context == nullptr) return false;
    ::modbus_set_socket(context.get(), socket.get());
    // the request has come whole, so that no byte of it is waited for
    ::modbus_set_indication_timeout(context.get(), 0, 10'000);
    ::modbus_set_byte_timeout(context.get(), 0, 10'000);
    // before some exceptions libmodbus sleeps for so long
    ::modbus_set_response_timeout(context.get(), 0, 1'000);
    ++clients_in_;
    clients_.push_back(
        {.socket = std::move(socket), .context = std::move(context), .last_request = Clock::now()});
    return true;
  }

  void look_at(Client& client) {
    constexpr int kMostAtOnce = 16;  // requests of one client before the next has its turn
    for (int i = 0; i < kMostAtOnce; ++i) {
      const Look look = look_into(client.socket.get());
      const Clock::time_point now = Clock::now();
      switch (look.what) {
        case Look::What::request:
          client.has_part = false;
          client.last_request = now;
          if (answer(client, look.bytes)) continue;
          drop(client);
          return;
        case Look::What::end:
          drop(client);
          return;
        case Look::What::part:
          if (!client.has_part) client.part_since = now;
          client.has_part = true;
          if (now - client.part_since > options_.request_limit) drop(client);
          return;
        case Look::What::nothing:
          if (now - client.last_request > options_.idle_limit) drop(client);
          return;
      }
    }
  }

  void drop(Client& client) {
    client.gone = true;
    ++dropped_;
  }

  bool answer(Client& client, std::size_t bytes) {
    std::array<std::uint8_t, MODBUS_TCP_MAX_ADU_LENGTH> request = {};
    const int length = ::modbus_receive(client.context.get(), request.data());
    if (length < 0 || static_cast<std::size_t>(length) != bytes) return false;
    ++requests_;
    constexpr std::size_t kFunction = 7;
    if (!is_served(request[kFunction])) {
      return ::modbus_reply_exception(client.context.get(), request.data(),
                                      MODBUS_EXCEPTION_ILLEGAL_FUNCTION) >= 0;
    }
    take_inputs();
    const int sent = ::modbus_reply(client.context.get(), request.data(), length, mapping_.get());
    give_outputs();
    return sent >= 0;
  }

  void take_inputs() {
    const ModbusInputs inputs = exchange_.inputs();
    std::copy(inputs.registers.begin(), inputs.registers.end(), mapping_->tab_input_registers);
    std::copy(inputs.bits.begin(), inputs.bits.end(), mapping_->tab_input_bits);
    const auto programs = exchange_.programs();
    if (programs == programs_) return;
    programs_ = programs;
    std::copy(programs->begin(), programs->end(), mapping_->tab_input_registers + kInputPrograms);
  }

  void give_outputs() {
    ModbusOutputs outputs;
    std::copy_n(mapping_->tab_registers, kHoldingRegisters, outputs.registers.begin());
    std::copy_n(mapping_->tab_bits, kCoils, outputs.coils.begin());
    exchange_.write(outputs);
  }

  ModbusExchange& exchange_;
  const Options options_;
  std::uint16_t port_ = 0;
  Descriptor listener_;
  Descriptor wake_;
  std::unique_ptr<modbus_mapping_t, FreeModbus> mapping_;
  std::shared_ptr<const std::vector<std::uint16_t>> programs_;
  std::vector<Client> clients_;
  std::vector<pollfd> items_;
  std::atomic<bool> stop_ = false;
  std::atomic<std::uint64_t> clients_in_ = 0, turned_away_ = 0, requests_ = 0, dropped_ = 0;
  std::thread thread_;
};

ModbusServer::ModbusServer(ModbusExchange& exchange, const Options& options)
    : impl_(std::make_unique<Impl>(exchange, options)) {}

ModbusServer::~ModbusServer() = default;

std::uint16_t ModbusServer::port() const {
  return impl_->port();
}

ModbusServer::Counts ModbusServer::counts() const {
  return impl_->counts();
}

}  // namespace darkline

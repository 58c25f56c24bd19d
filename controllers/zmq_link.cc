#include "controllers/zmq_link.h"

#include <signal.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <stdlib.h>
#include <zmq.hpp>

#include "controllers/host_process.h"
#include "controllers/lotp_maps.h"
#include "controllers/twin_session.h"
#include "controllers/zap_gate.h"
#include "controllers/zmq_io.h"
#include "models/base/error.h"
#include "models/base/file.h"
#include "models/base/sim_time.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

constexpr std::uint32_t kHostNumber = 0;  // one host per link

constexpr const char* kFolderPrefix = "darkline-";

// A fresh folder that only the own user can enter, removed with what is in it; after a kill, by the
// next one that is made.
class SocketFolder {
 public:
  SocketFolder() {
    const fs::path folder = fs::temp_directory_path();
    remove_leftovers(folder, kFolderPrefix);
    std::string path = (folder / (name_of_process(kFolderPrefix) + "-XXXXXX")).string();
    if (::mkdtemp(path.data()) == nullptr) {
      throw IoError(fmt::format("cannot make a folder {}: {}", path, std::strerror(errno)));
    }
    path_ = path;
  }
  ~SocketFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  SocketFolder(const SocketFolder&) = delete;
  SocketFolder& operator=(const SocketFolder&) = delete;

  const fs::path& path() const { return path_; }
  std::string endpoint() const {
    const std::string socket = (path_ / "bus").string();
    constexpr std::size_t kLongest = 107;  // of a local socket's path
    if (socket.size() > kLongest) {
      throw IoError(
          fmt::format("cannot bind {}: longer than {} bytes\n  to mend it: set TMPDIR to "
                      "a shorter folder",
                      socket, kLongest));
    }
    return "ipc://" + socket;
  }

 private:
  fs::path path_;
};

}  // namespace

// One incarnation of the host: folder, socket, process, and a service thread that starts the
// process (which dies with the thread that started it), answers the gate and sends heartbeats.
class ZmqLink::Host {
 public:
  Host(const ZmqLinkOptions& options, std::uint32_t incarnation, std::size_t n_cells);
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  void greet(std::span<const CellProgram> cells);
  void exchange(std::int64_t t_ns, std::span<const CellObservation> due,
                std::span<CellCommand> commands);

  const LotpCounts& counts() const { return session_.counts(); }
  pid_t pid() const { return process_->pid(); }
  const fs::path& folder() const { return folder_.path(); }

 private:
  void serve(std::promise<void> started, internal::ZapGate gate);
  void beat();
  void send_welcome(std::span<const CellProgram> cells, Clock::time_point deadline);
  Sent send_to_host(std::span<const std::byte> message);
  void send(std::span<const std::byte> message);
  void receive(Clock::time_point deadline);
  void receive_accepted(LotpTypes types, Clock::time_point deadline, LotpHeader& header);
  bool frame_is_from_host() const;
  [[noreturn]] void fail(const std::string& what);
  std::string doing() const;
  [[noreturn]] void fail_by_err();

  const ZmqLinkOptions& options_;
  const std::uint32_t incarnation_;
  const std::string routing_id_;
  SocketFolder folder_;
  zmq::context_t context_;
  zmq::socket_t router_;
  std::unique_ptr<HostProcess> process_;
  std::thread service_;

  std::mutex mutex_;  // guards the socket and what follows
  bool ready_ = false;
  Clock::time_point last_sent_ = Clock::now();
  TwinSession session_;
  zmq::message_t sender_, frame_;
  std::string failure_;  // why the host is of no more use
};

ZmqLink::Host::Host(const ZmqLinkOptions& options, std::uint32_t incarnation, std::size_t n_cells)
    : options_(options),
      incarnation_(incarnation),
      routing_id_(fmt::format("{}.{}", kHostNumber, incarnation)),
      router_(context_, zmq::socket_type::router),
      session_({.host = kHostNumber, .incarnation = incarnation, .run_epoch = options.run_epoch},
               n_cells) {
  internal::ZapGate gate(context_);
  internal::set_common_options(router_);
  router_.set(zmq::sockopt::router_mandatory, true);
  constexpr int kLookMs = 50;  // how often a wait looks at the process and the clock
  router_.set(zmq::sockopt::rcvtimeo, kLookMs);
  router_.set(zmq::sockopt::zap_domain, internal::kZapDomain);
  router_.bind(folder_.endpoint());
  std::promise<void> started;
  std::future<void> start = started.get_future();
  service_ = std::thread([this, gate = std::move(gate), started = std::move(started)]() mutable {
    serve(std::move(started), std::move(gate));
  });
  try {
    start.get();
  } catch (...) {
    service_.join();
    throw;
  }
}

ZmqLink::Host::~Host() {
  {
    const std::lock_guard lock(mutex_);
    try {
      if (ready_ && failure_.empty() &&
          send_to_host(session_.message(LotpType::bye)) == Sent::yes) {
        process_->has_ended(options_.bye_grace);
      }
    } catch (const zmq::error_t&) {
      // the host is ended below in any case
    }
  }
  process_->end(options_.term_grace);
  context_.shutdown();
  service_.join();
}

void ZmqLink::Host::serve(std::promise<void> started, internal::ZapGate gate) {
  sigset_t all;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, nullptr);  // signals are for the program's own threads
  try {
    const fs::path program = options_.host_program.empty()
                                 ? program_folder() / "darkline-controller"
                                 : options_.host_program;
    process_ = std::make_unique<HostProcess>(
        program, std::vector<std::string>{"--endpoint", folder_.endpoint(), "--host",
                                          std::to_string(kHostNumber), "--incarnation",
                                          std::to_string(incarnation_), "--epoch",
                                          std::to_string(options_.run_epoch)});
  } catch (...) {
    started.set_exception(std::current_exception());
    return;
  }
  gate.admit(process_->pid(), routing_id_);
  started.set_value();
  std::array<zmq::pollitem_t, 1> questions = {{{gate.socket().handle(), 0, ZMQ_POLLIN, 0}}};
  try {
    for (;;) {
      if (internal::poll_through_signals(questions, options_.heartbeat.count())) gate.answer();
      beat();
    }
  } catch (const zmq::error_t&) {
    // the context was shut down: the link is going
  }
}

void ZmqLink::Host::beat() {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock.owns_lock() || !ready_ || Clock::now() - last_sent_ < options_.heartbeat) return;
  // a host that is gone or full is noticed by the next exchange
  send_to_host(session_.message(LotpType::hb));
  last_sent_ = Clock::now();
}

// libzmq lets everyone in if it finds no gate, but then no message carries the name it gives.
bool ZmqLink::Host::frame_is_from_host() const {
  zmq_msg_t* message = const_cast<zmq::message_t&>(frame_).handle();
  const char* user = ::zmq_msg_gets(message, "User-Id");
  return user != nullptr && user == routing_id_ && sender_.to_string_view() == routing_id_;
}

std::string ZmqLink::Host::doing() const {
  if (session_.seq() == 0) return "before the first tick";
  return fmt::format("when it was asked at t = {} s", to_seconds(BusDuration{session_.t_ns()}));
}

void ZmqLink::Host::fail(const std::string& what) {
  failure_ = fmt::format(
      "controller host {} (process {}) {} {}; refused messages: {}\n  to mend it: run again; if it "
      "comes back, DARKLINE_TRANSPORT=inproc runs the same controllers without a process, with the "
      "same results",
      kHostNumber, process_->pid(), what, doing(), session_.counts().text());
  throw IoError(failure_);
}

void ZmqLink::Host::fail_by_err() {
  LotpErr err;
  if (session_.take_err(internal::bytes_of(frame_), err) != LotpReject::none) {
    fail("sent an ERR that cannot be read");
  }
  failure_ = fmt::format(
      "controller host {} (process {}) reported error {} {}: {}\n  it is a bug in darkline; please "
      "report it with the command and the scenario",
      kHostNumber, process_->pid(), err.code, doing(), err.detail);
  throw InternalError(failure_);
}

Sent ZmqLink::Host::send_to_host(std::span<const std::byte> message) {
  const auto id = std::as_bytes(std::span(routing_id_.data(), routing_id_.size()));
  const Sent sent = internal::send_now(router_, id, true);
  return sent == Sent::yes ? internal::send_now(router_, message, false) : sent;
}

void ZmqLink::Host::send(std::span<const std::byte> message) {
  const Sent sent = send_to_host(message);
  last_sent_ = Clock::now();
  if (sent == Sent::yes) return;
  if (process_->has_ended(Milliseconds(100))) fail(process_->how_it_ended());
  fail(sent == Sent::full ? "does not read its messages" : "has closed its connection");
}

// The next message, into sender_ and frame_.
void ZmqLink::Host::receive(Clock::time_point deadline) {
  bool ended = false;
  while (!internal::receive_soon(router_, sender_)) {
    if (ended) fail(process_->how_it_ended());
    if (Clock::now() >= deadline) fail("did not answer in time");
    // what it sent before it ended still counts, so the socket is looked at once more
    ended = process_->has_ended();
  }
  const bool whole = sender_.more() && internal::receive_now(router_, frame_);
  if (!whole) frame_.rebuild();
  zmq::message_t surplus;
  for (bool more = whole && frame_.more(); more; more = surplus.more()) {
    if (!internal::receive_now(router_, surplus)) break;
    frame_.rebuild();  // LOTP has one frame: what has more is too short for anything
  }
}

void ZmqLink::Host::receive_accepted(LotpTypes types, Clock::time_point deadline,
                                     LotpHeader& header) {
  do {
    receive(deadline);
  } while (session_.hear(internal::bytes_of(frame_), types, frame_is_from_host(), header) !=
           LotpReject::none);
  if (header.type == static_cast<std::uint16_t>(LotpType::err)) fail_by_err();
}

void ZmqLink::Host::greet(std::span<const CellProgram> cells) {
  const std::lock_guard lock(mutex_);
  const auto deadline = Clock::now() + options_.hello_limit;
  LotpHeader header;
  receive_accepted(lotp_types(LotpType::hello), deadline, header);
  LotpHello hello;
  if (session_.take_hello(internal::bytes_of(frame_), hello) != LotpReject::none) {
    fail(fmt::format("({} {}) speaks another protocol than this program", hello.name,
                     hello.version));
  }
  send_welcome(cells, deadline);
  receive_accepted(lotp_types(LotpType::hb), deadline, header);
  session_.take_bodiless();
  ready_ = true;
}

void ZmqLink::Host::send_welcome(std::span<const CellProgram> cells, Clock::time_point deadline) {
  LotpWelcome welcome{.deadline_ms = static_cast<std::uint32_t>(options_.step_deadline.count()),
                      .hb_ms = static_cast<std::uint32_t>(options_.heartbeat.count())};
  agree(welcome, session_.minor());
  for (const std::string& map : TwinSession::welcome_maps(welcome, cells)) {
    const auto message = session_.message(LotpType::welcome, map);
    while (send_to_host(message) != Sent::yes) {
      if (process_->has_ended(Milliseconds(1))) fail(process_->how_it_ended());
      if (Clock::now() >= deadline) fail("does not read its messages");
    }
  }
}

void ZmqLink::Host::exchange(std::int64_t t_ns, std::span<const CellObservation> due,
                             std::span<CellCommand> commands) {
  const std::lock_guard lock(mutex_);
  if (!failure_.empty()) throw IoError(failure_);
  for (const CellObservation& seen : due) {
    const std::string fault = fault_of(seen, t_ns);
    DARKLINE_CHECK(fault.empty(), fault);
  }
  DARKLINE_CHECK(due.size() == commands.size(),
                 fmt::format("{} cells due, room for {}", due.size(), commands.size()));
  const auto deadline = options_.step_deadline.count() > 0 ? Clock::now() + options_.step_deadline
                                                           : Clock::time_point::max();
  send(session_.step(t_ns, due));
  for (;;) {
    LotpHeader header;
    receive_accepted(lotp_types(LotpType::act, LotpType::hb), deadline, header);
    if (header.type == static_cast<std::uint16_t>(LotpType::hb)) continue;
    const LotpReject reason = session_.take_act(internal::bytes_of(frame_), header, due, commands);
    if (reason == LotpReject::none) return;
  }
}

ZmqLink::ZmqLink(ZmqLinkOptions options) : options_(std::move(options)) {}

ZmqLink::~ZmqLink() = default;

void ZmqLink::load(std::span<const CellProgram> cells) {
  const std::string fault = fault_of(cells);
  DARKLINE_CHECK(fault.empty(), fault);
  host_.reset();
  try {
    auto host = std::make_unique<Host>(options_, ++incarnation_, cells.size());
    host->greet(cells);
    host_ = std::move(host);
  } catch (const zmq::error_t& error) {
    throw IoError(fmt::format("cannot start the controllers: {}", error.what()));
  }
}

void ZmqLink::exchange(std::int64_t t_ns, std::span<const CellObservation> due,
                       std::span<CellCommand> commands) {
  DARKLINE_CHECK(host_ != nullptr, "no programs were loaded");
  try {
    host_->exchange(t_ns, due, commands);
  } catch (const zmq::error_t& error) {
    throw IoError(fmt::format("cannot reach the controllers: {}", error.what()));
  }
}

const LotpCounts& ZmqLink::counts() const {
  DARKLINE_CHECK(host_ != nullptr, "no programs were loaded");
  return host_->counts();
}

pid_t ZmqLink::host_pid() const {
  return host_ == nullptr ? -1 : host_->pid();
}

fs::path ZmqLink::socket_folder() const {
  return host_ == nullptr ? fs::path() : host_->folder();
}

}  // namespace darkline

// Who may connect: ZeroMQ asks here (ZAP, RFC 27) before it lets a peer in, and every message then
// carries the name that the gate gave ("User-Id"). may_speak_for says for which hosts that name
// stands; the transport asks it about every message.
//
//   who                                  known by                              User-Id
//   a host that the transport started    own user and its process number,      host:3.1
//                                        from the kernel (local sockets)
//   a host that the user started         own user, from the kernel             process:4711
//   a host on another machine            its CURVE key, from the allow-list    key:<40 characters
//   of Z85>
//
// Whoever knows none of these is refused, counted by reason, and told of on standard error in at
// most a line per second. Admission may come and go at any time; what is taken back is taken back
// for messages at once, also for connections that stand.
#pragma once

#include <sys/types.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <zmq.hpp>

#include "controllers/bus_transport.h"
#include "controllers/curve_keys.h"

namespace darkline::internal {

inline constexpr const char* kZapDomain = "darkline";

// Puts the socket behind the gate of its context: without a gate, or with another domain, nobody
// gets in. To be called before bind.
void put_behind_gate(zmq::socket_t& socket);

enum class GateRefusal : std::uint8_t {
  malformed,        // the question is not one of ZAP 1.0
  wrong_domain,     // it is about another socket
  wrong_mechanism,  // neither NULL on a local socket nor CURVE
  other_user,       // a local process of another user
  unknown_process,  // of the own user, but nobody's host
  unknown_key,      // not in the allow-list
  revoked_key,
  too_often,  // it asks more often than GateLimits::asked_per_second
  too_many,   // it has more than GateLimits::live_per_peer connections
  too_early,  // of the own user, at the user's endpoint, and no host of the user's is awaited now
};
inline constexpr std::size_t kGateRefusals = 10;
std::string_view text_of(GateRefusal refusal);

struct GateCounts {
  std::uint64_t admitted = 0;
  std::array<std::uint64_t, kGateRefusals> refused = {};

  std::uint64_t of(GateRefusal refusal) const { return refused[static_cast<std::size_t>(refusal)]; }
  std::uint64_t all_refused() const;
  std::string text() const;  // "3 unknown process, 1 revoked key"; "none"
};

// For each peer that is let in: a process, or the holder of a key.
struct GateLimits {
  int asked_per_second = 50;
  int live_per_peer = 64;
};

class ZapGate {
 public:
  using Log = std::function<void(const std::string& line)>;
  // How many connections stand that come from there ("pid:4711", "10.0.0.7").
  using LiveCount = std::function<int(std::string_view peer)>;

  // Must stand before any socket of the context binds. `log`: empty for standard error.
  explicit ZapGate(zmq::context_t& context, GateLimits limits = {}, Log log = {});
  ~ZapGate();
  ZapGate(const ZapGate&) = delete;
  ZapGate& operator=(const ZapGate&) = delete;

  // The process may come in as that host, an own child that has not been reaped.
  void admit(HostName name, pid_t pid);

  // Any process of the own user may come in as that host, unless processes are kept out, and every
  // admitted key that may act for all of `cells`.
  void admit_external(HostName name, std::vector<std::uint32_t> cells = {});

  // From now on a process of the own user that nobody awaits is told to come again: the user may
  // start it before the twin is ready, or in the moment in which it is seen that the last one died.
  void expect_processes();

  // From now on nobody comes in but own children and holders of keys: where the user's hosts come
  // over a network, another process here must not take their place.
  void keep_processes_out();

  // From now on nobody speaks for that host.
  void forget(HostName name);

  // A key that is admitted, or known to be revoked. A later word about the same key counts.
  void admit_key(const AllowedKey& key);
  void revoke_key(const AllowedKey& key);

  // These keys and no others.
  void set_keys(const AllowList& list);

  // Whether a peer that got this User-Id may speak for the host now. Never throws; no allocation.
  bool may_speak_for(std::string_view user_id, HostName name) const;

  GateCounts counts() const;

  // Answers one question that has arrived; false if there is none. The socket, answer and the rest
  // of this part belong to one thread; what stands above may be called from any.
  bool answer();
  void set_live_count(LiveCount live) { live_count_ = std::move(live); }
  zmq::socket_t& socket() { return socket_; }

 private:
  using Clock = std::chrono::steady_clock;
  struct Verdict {
    std::optional<GateRefusal> refusal = {};
    std::string user_id = {};
    std::string peer = {};  // for people
  };
  struct Key {
    AllowedKey entry;
    bool revoked = false;
  };
  struct Host {
    HostName name;
    pid_t pid = 0;  // 0: not by process number
    bool external = false;
    std::vector<std::uint32_t> cells = {};
    std::vector<std::string> keys = {};  // that may act for it, in Z85
  };

  Verdict verdict_on(std::span<const std::string> question);
  Verdict on_process(const std::string& address);
  Verdict on_key(const std::string& address, const std::string& credentials);
  std::optional<GateRefusal> beyond_limits(const std::string& user_id, std::string_view peer);
  bool asks_too_often(const std::string& user_id);
  void find_keys_of(Host& host) const;
  void tell(const Verdict& verdict);
  void flush();

  const GateLimits limits_;
  const Log log_;
  zmq::socket_t socket_;
  LiveCount live_count_;

  mutable std::mutex mutex_;  // guards what follows
  bool takes_processes_ = true;
  bool expects_processes_ = false;
  std::vector<Host> hosts_;
  std::map<CurveKey, Key> keys_;
  GateCounts counts_;

  struct Asked {
    Clock::time_point since = {};
    int times = 0;
  };
  std::map<std::string, Asked> asked_;  // by User-Id
  Clock::time_point told_ = {};
  std::uint64_t untold_ = 0;
  std::string last_;
};

}  // namespace darkline::internal

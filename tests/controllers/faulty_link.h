// A link on which everything goes wrong at random: both sides of LOTP as they are in a run, on one
// thread, with a channel between them that loses, doubles, delays, cuts, spoils and forges
// messages, and a host that dies. Time is virtual; all follows from the seed.
//
// What the channel spoils is what LOTP is to notice: any field of the header, and of the body a
// value that is not finite, a cell's number, and a map. A changed digit of a joint's angle is
// noticed by nobody, as LOTP has no checksum of its own: local sockets do not change bits.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "controllers/controller_link.h"
#include "controllers/controller_set.h"
#include "controllers/host_session.h"
#include "controllers/twin_session.h"
#include "models/base/error.h"
#include "models/base/random_stream.h"

namespace darkline {

class FaultyLink final : public ControllerLink {
 public:
  // Of 10,000 messages, `fault_rate` suffer each of the faults. Loading again starts the next
  // incarnation, which hears what its predecessor left on the way.
  FaultyLink(std::uint64_t seed, std::uint32_t fault_rate)
      : stream_(seed, 0, 1, DrawPurpose::weld_process), fault_rate_(fault_rate) {}

  void load(std::span<const CellProgram> cells) override {
    ++incarnation_;
    now_ms_ += 1000;
    if (twin_ != nullptr) add(twin_->counts(), refused_);
    twin_ = std::make_unique<TwinSession>(
        TwinSession::Identity{.host = 3, .incarnation = incarnation_, .run_epoch = 5},
        cells.size());
    host_ = std::make_unique<HostSession>(
        HostSession::Identity{.host = 3, .incarnation = incarnation_, .run_epoch = 5}, law_);
    deadline_ms_ = now_ms_ + kDeadlineMs;
    say(host_->hello());
    LotpHeader header;
    LotpHello hello;
    do {
      receive(lotp_types(LotpType::hello), header);
    } while (twin_->take_hello(frame_, hello) != LotpReject::none);
    for (const std::string& map :
         TwinSession::welcome_maps({.schema_hash = lotp_schema_hash()}, cells)) {
      send(twin_->message(LotpType::welcome, map), true);
    }
    receive(lotp_types(LotpType::hb), header);
    twin_->take_bodiless();
  }

  void exchange(std::int64_t t_ns, std::span<const CellObservation> due,
                std::span<CellCommand> commands) override {
    deadline_ms_ = now_ms_ + kDeadlineMs;
    send(twin_->step(t_ns, due), true);
    for (;;) {
      LotpHeader header;
      receive(lotp_types(LotpType::act, LotpType::hb), header);
      if (header.type == static_cast<std::uint16_t>(LotpType::hb)) continue;
      if (twin_->take_act(frame_, header, due, commands) == LotpReject::none) return;
    }
  }

  Transport transport() const override { return Transport::in_process; }

  // What the twin refused, and which errors the host reported (by code), since the link was made.
  LotpCounts refused() const {
    LotpCounts all = refused_;
    if (twin_ != nullptr) add(twin_->counts(), all);
    return all;
  }
  const std::array<int, 32>& errs() const { return errs_; }
  int faults() const { return faults_; }

 private:
  static constexpr std::int64_t kDeadlineMs = 100;

  struct Wire {
    std::int64_t at_ms = 0;
    std::uint32_t order = 0;  // of those that arrive together, the earlier sent first
    bool to_host = false;
    bool authorised = true;
    std::vector<std::byte> bytes = {};
  };

  static void add(const LotpCounts& more, LotpCounts& all) {
    all.accepted += more.accepted;
    for (std::size_t i = 0; i < kLotpRejects; ++i) all.rejected[i] += more.rejected[i];
  }

  std::uint32_t below(std::uint32_t n) {
    return static_cast<std::uint32_t>(stream_.words(n_draws_++)[0] % n);
  }
  bool strikes() {
    const bool now = below(10'000) < fault_rate_;
    faults_ += now ? 1 : 0;
    return now;
  }

  void say(const HostSession::Answer& answer) {
    if (answer.message.empty()) return;
    if (answer.is_err) {
      LotpErr err;
      if (read_map(answer.message.subspan(sizeof(LotpHeader)), err) == LotpReject::none) {
        ++errs_.at(err.code);
      }
    }
    send(answer.message, false);
  }

  void send(std::span<const std::byte> message, bool to_host) {
    Wire wire{.at_ms = now_ms_ + 1, .to_host = to_host, .bytes = {message.begin(), message.end()}};
    history_.push_back(wire.bytes);
    if (history_.size() > 50) history_.erase(history_.begin());
    if (strikes()) forge(to_host);
    if (strikes()) return;  // lost
    if (strikes()) wire.at_ms += below(80);
    if (strikes()) wire.at_ms += kDeadlineMs;  // too late
    if (strikes()) wire.bytes.resize(below(static_cast<std::uint32_t>(wire.bytes.size())));
    if (strikes() && wire.bytes.size() >= sizeof(LotpHeader)) {
      // the lowest byte of any field: magic, major, minor, type, host, ...
      constexpr std::array<std::size_t, 12> kFields = {0, 4, 5, 6, 8, 12, 16, 24, 32, 40, 44, 46};
      wire.bytes[kFields[below(kFields.size())]] ^= static_cast<std::byte>(1U << below(8));
    }
    if (strikes()) spoil_body(wire);
    if (strikes()) {
      Wire twin = wire;
      twin.at_ms += below(20);
      put(std::move(twin));
    }
    put(std::move(wire));
  }

  void put(Wire wire) {
    wire.order = ++order_;
    wires_.push_back(std::move(wire));
  }

  void spoil_body(Wire& wire) {
    if (wire.bytes.size() <= sizeof(LotpHeader) + 32) return;
    std::byte* const body = wire.bytes.data() + sizeof(LotpHeader);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    std::uint16_t type = 0;
    std::memcpy(&type, wire.bytes.data() + offsetof(LotpHeader, type), sizeof(type));
    const bool items = type == static_cast<std::uint16_t>(LotpType::step) ||
                       type == static_cast<std::uint16_t>(LotpType::act);
    if (!items) {
      body[0] = std::byte{0xC1};  // no msgpack begins so
    } else if (below(2) == 0) {
      std::memcpy(body + 24, &nan, sizeof(nan));  // the first joint of the first robot
    } else {
      body[0] ^= static_cast<std::byte>(1U << below(8));  // the cell's number
    }
  }

  // A message that nobody sent now: of a stranger, an old one again, noise, or far too long.
  void forge(bool to_host) {
    Wire wire{.at_ms = now_ms_ + below(3), .to_host = to_host};
    const std::uint32_t kind = below(4);
    if (kind < 2) {
      wire.bytes = history_[below(static_cast<std::uint32_t>(history_.size()))];
      wire.authorised = kind == 1;
      if (kind == 0 && to_host) return;  // a host has but one connection
    } else if (kind == 2) {
      wire.bytes.resize(below(2000));
      for (std::byte& each : wire.bytes) each = static_cast<std::byte>(below(256));
    } else {
      wire.bytes.resize(kLotpMaxMessageBytes + 1);
    }
    put(std::move(wire));
  }

  // The next message that the twin accepts, in frame_.
  void receive(LotpTypes types, LotpHeader& header) {
    for (;;) {
      const auto next =
          std::min_element(wires_.begin(), wires_.end(), [](const Wire& a, const Wire& b) {
            return a.at_ms != b.at_ms ? a.at_ms < b.at_ms : a.order < b.order;
          });
      if (next == wires_.end() || next->at_ms > deadline_ms_) {
        now_ms_ = deadline_ms_;
        throw IoError("did not answer in time");
      }
      const Wire wire = std::move(*next);
      wires_.erase(next);
      now_ms_ = std::max(now_ms_, wire.at_ms);
      if (wire.to_host) {
        if (strikes() && below(4) == 0) host_.reset();  // it dies
        if (host_ != nullptr && !host_->is_over()) say(host_->take(wire.bytes));
        continue;
      }
      if (twin_->hear(wire.bytes, types, wire.authorised, header) != LotpReject::none) continue;
      frame_ = wire.bytes;
      if (header.type != static_cast<std::uint16_t>(LotpType::err)) return;
      LotpErr err;
      if (twin_->take_err(frame_, err) != LotpReject::none) throw IoError("an ERR without sense");
      throw InternalError("host reported error " + std::to_string(err.code));
    }
  }

  RandomStream stream_;
  std::uint32_t fault_rate_;
  std::uint32_t n_draws_ = 0;
  std::uint32_t order_ = 0;
  std::uint32_t incarnation_ = 0;
  int faults_ = 0;
  std::int64_t now_ms_ = 0;
  std::int64_t deadline_ms_ = 0;
  ControllerSet law_;
  std::unique_ptr<TwinSession> twin_;
  std::unique_ptr<HostSession> host_;
  LotpCounts refused_;  // before the last load
  std::vector<Wire> wires_;
  std::vector<std::vector<std::byte>> history_;
  std::vector<std::byte> frame_;
  std::array<int, 32> errs_ = {};
};

}  // namespace darkline

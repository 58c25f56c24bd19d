#include "controllers/twin_session.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

// The last of the maps says `more` as `welcome` has it.
void add_maps(LotpWelcome& welcome, std::span<const CellProgram> cells, bool more,
              std::vector<std::string>& maps) {
  welcome.cells.assign(cells.begin(), cells.end());
  welcome.more = more;
  std::string map = to_map(welcome);
  if (sizeof(LotpHeader) + map.size() <= kLotpMaxMessageBytes) {
    maps.push_back(std::move(map));
    return;
  }
  if (cells.size() == 1) {
    throw IoError(fmt::format(
        "the programs of cell {} take {} bytes, more than the {} of one message to a controller\n"
        "  to mend it: shorten them, or set DARKLINE_TRANSPORT=inproc",
        cells[0].cell, map.size(), kLotpMaxMessageBytes));
  }
  add_maps(welcome, cells.first(cells.size() / 2), true, maps);
  add_maps(welcome, cells.subspan(cells.size() / 2), more, maps);
}

}  // namespace

TwinSession::TwinSession(Identity identity, std::size_t most_cells, std::size_t most_robots)
    : identity_(identity),
      most_robots_(most_robots),
      seq_(identity.next_seq - 1),
      step_(step_bytes(most_cells)) {}

LotpHeader TwinSession::head() const {
  return {.minor = minor_,
          .host = identity_.host,
          .incarnation = identity_.incarnation,
          .run_epoch = identity_.run_epoch,
          .t_ns = t_ns_};
}

std::vector<std::string> TwinSession::welcome_maps(const LotpWelcome& welcome,
                                                   std::span<const CellProgram> cells) {
  LotpWelcome each = welcome;
  std::vector<std::string> maps;
  add_maps(each, cells, welcome.more, maps);
  return maps;
}

std::span<const std::byte> TwinSession::message(LotpType type, std::span<const char> map) {
  buffer_.resize(std::max(buffer_.size(), sizeof(LotpHeader) + map.size()));
  return std::span(buffer_).first(encode_body(head(), type, map, buffer_));
}

std::span<const std::byte> TwinSession::step(std::int64_t t_ns, std::span<const CellAsk> due) {
  DARKLINE_CHECK(step_bytes(due.size()) <= step_.size(),
                 fmt::format("{} cells due, room for {} bytes", due.size(), step_.size()));
  ++seq_;
  t_ns_ = t_ns;
  LotpHeader header = head();
  header.seq = seq_;
  step_length_ = encode_step(header, due, step_, strides());
  return last_step();
}

LotpReject TwinSession::hear(std::span<const std::byte> message, LotpTypes types, bool authorised,
                             LotpHeader& header, bool incarnation_unknown) {
  const LotpReject reason = accept(message,
                                   {.host = identity_.host,
                                    .incarnation = incarnation_unknown ? 0 : identity_.incarnation,
                                    .run_epoch = identity_.run_epoch,
                                    .types = types | lotp_types(LotpType::err),
                                    .seq = seq_,
                                    .authorised = authorised},
                                   header);
  if (reason != LotpReject::none) counts_.count(reason);
  return reason;
}

LotpReject TwinSession::take_hello(std::span<const std::byte> message, LotpHello& out) {
  const LotpReject reason = counts_.count(read_map(message.subspan(sizeof(LotpHeader)), out));
  if (reason != LotpReject::none) return reason;
  const auto minor = agreed_minor(out);
  if (!minor) return LotpReject::bad_value;
  minor_ = *minor;
  return LotpReject::none;
}

LotpReject TwinSession::take_act(std::span<const std::byte> message, const LotpHeader& header,
                                 std::span<const CellAsk> due) {
  const bool on_time = header.t_ns == t_ns_;
  return counts_.count(on_time ? decode_act(message, header, due, strides())
                               : LotpReject::bad_value);
}

}  // namespace darkline

#include "controllers/verifying_link.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "controllers/lotp.h"
#include "controllers/lotp_maps.h"
#include "models/base/error.h"
#include "models/base/sim_time.h"

namespace darkline {
namespace {

std::string text_of(std::span<const CellProgram> cells) {
  std::string text;
  for (const CellProgram& each : cells) text += to_map(LotpWelcome{.cells = {each}});
  return text;
}

}  // namespace

VerifyingLink::VerifyingLink(std::unique_ptr<ControllerLink> link,
                             const std::filesystem::path& path)
    : link_(std::move(link)), journal_(path) {}

bool VerifyingLink::next() {
  if (!is_over_) is_over_ = !journal_.next(entry_);
  return !is_over_;
}

void VerifyingLink::refuse(std::int64_t t_ns, const char* what) const {
  throw InputError({.place = {.file = journal_.name()},
                    .key = {},
                    .found = fmt::format("the journal of another run: at t = {:.3f} s {}",
                                         to_seconds(BusDuration{t_ns}), what),
                    .wanted = "one of the same scenario, options and version",
                    .candidates = {},
                    .mend = "resume the run that wrote it, or start afresh without --resume"});
}

void VerifyingLink::load(std::span<const CellProgram> cells) {
  link_->load(cells);
  if (!next()) return;
  if (!entry_.is_load || text_of(entry_.programs) != text_of(cells)) {
    refuse(0, "the programs differ");
  }
}

void VerifyingLink::exchange(std::int64_t t_ns, std::span<const CellObservation> due,
                             std::span<CellCommand> commands) {
  link_->exchange(t_ns, due, commands);
  if (!next()) return;
  if (entry_.is_load || entry_.t_ns != t_ns || entry_.seen.size() != due.size()) {
    refuse(t_ns, "other cells are due");
  }
  theirs_.resize(std::max(step_bytes(due.size()), act_bytes(due.size())));
  ours_.resize(theirs_.size());
  const auto same = [&](std::size_t theirs, std::size_t ours) {
    return std::equal(theirs_.begin(), theirs_.begin() + static_cast<std::ptrdiff_t>(theirs),
                      ours_.begin(), ours_.begin() + static_cast<std::ptrdiff_t>(ours));
  };
  const LotpHeader head{.t_ns = t_ns};
  if (!same(encode_step(head, entry_.seen, theirs_), encode_step(head, due, ours_))) {
    refuse(t_ns, "the cells show something else");
  }
  const std::span<const CellCommand> given = commands;
  if (!same(encode_act(head, entry_.commands, theirs_), encode_act(head, given, ours_))) {
    refuse(t_ns, "the controllers say something else");
  }
  ++n_same_;
  until_ns_ = t_ns;
}

}  // namespace darkline

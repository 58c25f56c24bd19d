#include "controllers/journaling_link.h"

#include <utility>

#include "models/base/error.h"

namespace darkline {

JournalingLink::JournalingLink(std::unique_ptr<ControllerLink> link,
                               const std::filesystem::path& path)
    : link_(std::move(link)), journal_(std::make_unique<JournalWriter>(path)) {
  DARKLINE_CHECK(link_ != nullptr, "no link to write down");
}

void JournalingLink::load(std::span<const CellProgram> cells) {
  link_->load(cells);
  if (journal_ != nullptr) journal_->add_programs(cells);
}

void JournalingLink::exchange(std::int64_t t_ns, std::span<const CellObservation> due,
                              std::span<CellCommand> commands) {
  link_->exchange(t_ns, due, commands);
  if (journal_ != nullptr) journal_->add_exchange(t_ns, due, commands);
}

void JournalingLink::close_journal() {
  if (journal_ == nullptr) return;
  const std::unique_ptr<JournalWriter> journal = std::move(journal_);
  journal->close();
}

}  // namespace darkline

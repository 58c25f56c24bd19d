// A link that writes down what goes over another one (journal.h).
#pragma once

#include <filesystem>
#include <memory>
#include <span>

#include "controllers/controller_link.h"
#include "controllers/journal.h"

namespace darkline {

class JournalingLink final : public ControllerLink {
 public:
  // @throws IoError if the journal cannot be made.
  JournalingLink(std::unique_ptr<ControllerLink> link, const std::filesystem::path& path);

  // As the other link. An exchange that throws there is not written down.
  // @throws IoError also if the journal cannot be written.
  void load(std::span<const CellProgram> cells) override;
  void exchange(std::int64_t t_ns, std::span<const CellObservation> due,
                std::span<CellCommand> commands) override;
  Transport transport() const override { return link_->transport(); }

  // Ends the journal; exchanges may go on without it. Else the destructor does, and tells no
  // failure. @throws IoError
  void close_journal();

  ControllerLink& link() { return *link_; }

 private:
  std::unique_ptr<ControllerLink> link_;
  std::unique_ptr<JournalWriter> journal_;  // none: it was closed
};

}  // namespace darkline

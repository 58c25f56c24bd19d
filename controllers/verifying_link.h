// A link that holds what goes over another one against the journal of an earlier run, for as long
// as that lasts (journal.h): the way to go on with a run that was interrupted. Simulated results
// follow from the scenario alone, so a run is taken up by doing it again, and this link makes sure
// that it is the same run.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "controllers/controller_link.h"
#include "controllers/journal.h"

namespace darkline {

class VerifyingLink final : public ControllerLink {
 public:
  // @throws IoError if the journal cannot be opened, InputError if it is none of this version.
  VerifyingLink(std::unique_ptr<ControllerLink> link, const std::filesystem::path& path);

  // As the other link. @throws InputError where the journal is of another run.
  void load(std::span<const CellProgram> cells) override;
  void exchange(std::int64_t t_ns, std::span<const CellObservation> due,
                std::span<CellCommand> commands) override;
  Transport transport() const override { return link_->transport(); }

  std::uint64_t n_same() const { return n_same_; }     // exchanges that were those of the journal
  std::int64_t until_ns() const { return until_ns_; }  // the time of the last of them

 private:
  bool next();
  [[noreturn]] void refuse(std::int64_t t_ns, const char* what) const;

  std::unique_ptr<ControllerLink> link_;
  JournalReader journal_;
  JournalEntry entry_;
  bool is_over_ = false;
  std::uint64_t n_same_ = 0;
  std::int64_t until_ns_ = 0;
  std::vector<std::byte> theirs_, ours_;
};

}  // namespace darkline

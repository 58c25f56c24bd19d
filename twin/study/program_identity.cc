#include "twin/study/program_identity.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

#include <elf.h>
#include <fmt/format.h>
#include <link.h>

#include "models/base/version.h"

namespace darkline {
namespace {

constexpr std::size_t kBytesShown = 8;

std::size_t padded(std::size_t size) {
  return (size + 3) & ~std::size_t{3};
}

// The build id among the notes of one segment, as digits.
std::string build_id(const std::byte* at, const std::byte* end) {
  while (at + sizeof(ElfW(Nhdr)) <= end) {
    ElfW(Nhdr) note;
    std::memcpy(&note, at, sizeof note);
    const std::byte* name = at + sizeof note;
    const std::byte* id = name + padded(note.n_namesz);
    if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && note.n_descsz >= kBytesShown &&
        std::memcmp(name, "GNU", 4) == 0) {
      std::string digits;
      for (std::size_t i = 0; i < kBytesShown; ++i) {
        digits += fmt::format("{:02x}", std::to_integer<unsigned>(id[i]));
      }
      return digits;
    }
    at = id + padded(note.n_descsz);
  }
  return {};
}

// The first object that is told of is the program itself.
int take_first(dl_phdr_info* info, std::size_t, void* out) {
  auto& digits = *static_cast<std::string*>(out);
  for (int i = 0; i < info->dlpi_phnum && digits.empty(); ++i) {
    const ElfW(Phdr)& segment = info->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE) continue;
    const auto* start = reinterpret_cast<const std::byte*>(info->dlpi_addr + segment.p_vaddr);
    digits = build_id(start, start + segment.p_memsz);
  }
  return 1;
}

}  // namespace

std::string program_identity() {
  std::string digits;
  dl_iterate_phdr(take_first, &digits);
  return digits.empty() ? std::string(kVersion) : fmt::format("{}+{}", kVersion, digits);
}

}  // namespace darkline

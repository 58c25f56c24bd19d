// Files: read whole and bounded, written whole or not at all.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace darkline {

// The bytes of a file.
// @throws IoError if it cannot be read, InputError if it is larger than `most_bytes`.
std::string read_file(const std::filesystem::path& path, std::size_t most_bytes);

// Writes a temporary file beside `path`, syncs it and renames it over `path`: a killed program
// leaves the old file or the new one.
// @throws IoError
void write_file_whole(const std::filesystem::path& path, std::string_view bytes);

// Names for what belongs to the running process and must not outlive it: "<prefix><process
// number>", to which anything but a digit may be appended. remove_leftovers removes what processes
// that are gone left in `folder` under such names; whatever cannot be removed is left.
std::string name_of_process(std::string_view prefix);
void remove_leftovers(const std::filesystem::path& folder, std::string_view prefix);

// Where the shipped data (robots, scenarios) lies: $DARKLINE_DATA, else share/darkline beside the
// installed program, else the models/ folder of the source tree that the program was built in.
// @throws IoError if none of them is there.
std::filesystem::path data_folder();

// The folder of the running program, where its companions lie.
std::filesystem::path program_folder();

}  // namespace darkline

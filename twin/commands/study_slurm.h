// A study as a job array of Slurm: one task a shard, each the same command as by hand.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace darkline {

struct StudyArray {
  std::filesystem::path study;         // the study file
  std::filesystem::path folder;        // of the results, which all nodes must see
  std::vector<std::string> overrides;  // as after --set
  std::uint64_t shards = 1;            // 1 to kMostArrayTasks
};

// Slurm's MaxArraySize is 1,001 where nobody changed it: task ids from 0 to 1,000.
inline constexpr std::uint64_t kMostArrayTasks = 1'000;

// The text of the job script. A task that is interrupted (exit 75) asks Slurm to queue it again;
// one that is killed leaves whole rows and is mended by submitting the array once more.
std::string slurm_script(const StudyArray& array);

// Writes the script to the folder, where logs/ takes what tasks print, and hands it to sbatch,
// whose answer goes to standard output. Returns the script's path.
// @throws IoError if there is no sbatch here (the script is there all the same), or it refuses
std::filesystem::path submit_array(const StudyArray& array);

}  // namespace darkline

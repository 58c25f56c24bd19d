// A live plant's stream to those who watch it (plant_watch.h): chunks of plant_chunks.h, over local
// sockets that only the own user can reach, in the folder of the beacons (bus_beacon.h).
//
// Three sockets, NAME being "feed-<process>-<n>":
//
//   NAME.state    PUB, the present state in one part { u64 age in ms, state chunk }, four times a
//                 second or as often as it is told: for watchers with ZMQ_CONFLATE
//   NAME.events   PUB, every chunk as it comes, one part; who is slow loses some and sees it by the
//                 numbers
//   NAME.ask      ROUTER: { u64 number } is answered by { all chunks from that number on }, and by
//                 all that is needed to begin with the plant if it is UINT64_MAX or forgotten
//
// Nobody who listens, stalls or dies can hold up or change the plant: it hands over a copy, and all
// else is done by a thread of the feed's own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace darkline {

inline constexpr std::uint64_t kJoinPlant = UINT64_MAX;

class PlantFeed {
 public:
  // @throws IoError if the sockets cannot be made.
  PlantFeed();
  ~PlantFeed();  // takes the sockets away
  PlantFeed(const PlantFeed&) = delete;
  PlantFeed& operator=(const PlantFeed&) = delete;

  // The next chunk of the plant, from its scene on. From one thread at a time.
  void add(std::vector<std::byte> chunk);
  // The present state, a chunk of its own that is not one of the plant's row; the latest counts.
  void show(std::vector<std::byte> state_chunk);

  // NAME with its folder: what a watcher connects to.
  std::filesystem::path address() const;

 private:
  class Sender;
  std::unique_ptr<Sender> sender_;
};

}  // namespace darkline

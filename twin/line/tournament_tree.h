// A calendar for entities with one pending event each: a tournament of packed keys. Setting a key
// costs one pass up the tree, which ends where nothing changes; the earliest key is read at once.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace darkline {

class TournamentTree {
 public:
  static constexpr std::uint64_t kNever = ~std::uint64_t{0};

  explicit TournamentTree(std::size_t entities)
      : leaves_(std::bit_ceil(std::max<std::size_t>(1, entities))), keys_(2 * leaves_, kNever) {}

  std::uint64_t first() const { return keys_[1]; }
  std::uint64_t key(std::size_t entity) const { return keys_[leaves_ + entity]; }

  void set(std::size_t entity, std::uint64_t key) {
    std::size_t node = leaves_ + entity;
    keys_[node] = key;
    while (node > 1) {
      key = std::min(key, keys_[node ^ 1]);  // the winner of this node and its neighbour
      node >>= 1;
      if (keys_[node] == key) break;  // nothing changes above
      keys_[node] = key;
    }
  }

 private:
  std::size_t leaves_;
  std::vector<std::uint64_t> keys_;  // (2 leaves_): leaves behind, the earliest key at 1
};

}  // namespace darkline

// Tables of a study file that know their place in it: for messages. A part of study_file.cc.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "models/base/error.h"

namespace darkline {

inline constexpr std::size_t kMostStudyValues = 10'000;  // in one list

// A node as the user wrote it, shortened.
std::string shown_node(const toml::node& node);

// A table of the file, with what is needed to complain about it.
class StudyTable {
 public:
  StudyTable(const toml::table& table, std::string file, std::string name,
             std::vector<std::string> known)
      : table_(table), file_(std::move(file)), name_(std::move(name)) {
    for (const auto& [key, node] : table_) {
      const std::string each(key.str());
      if (std::find(known.begin(), known.end(), each) != known.end()) continue;
      throw InputError({.place = place_of(node),
                        .key = name_ + "." + each,
                        .found = "an unknown name",
                        .wanted = "a key of [" + name_ + "]",
                        .candidates = nearest_names(each, known)});
    }
  }

  const toml::node* find(std::string_view key) const { return table_.get(key); }
  bool has(std::string_view key) const { return find(key) != nullptr; }

  const toml::node& get(std::string_view key, const std::string& wanted) const {
    const toml::node* node = find(key);
    if (node == nullptr) {
      throw InputError({.place = place(), .key = path(key), .found = "nothing", .wanted = wanted});
    }
    return *node;
  }

  std::string text(std::string_view key, const std::string& wanted) const {
    const toml::node& node = get(key, wanted);
    return text_of(key, node, wanted);
  }
  std::string text_of(std::string_view key, const toml::node& node,
                      const std::string& wanted) const {
    const auto* text = node.as_string();
    if (text == nullptr || text->get().empty() || text->get().find('\0') != std::string::npos) {
      refuse(key, node, wanted);
    }
    return text->get();
  }

  std::uint64_t count(std::string_view key, std::uint64_t low, std::uint64_t high) const {
    const std::string wanted = fmt::format("a whole number from {} to {}", low, high);
    const toml::node& node = get(key, wanted);
    const auto* number = node.as_integer();
    if (number == nullptr || number->get() < 0 || static_cast<std::uint64_t>(number->get()) < low ||
        static_cast<std::uint64_t>(number->get()) > high) {
      refuse(key, node, wanted);
    }
    return static_cast<std::uint64_t>(number->get());
  }

  const toml::array& list(std::string_view key, const std::string& wanted) const {
    const toml::node& node = get(key, wanted);
    const toml::array* array = node.as_array();
    if (array == nullptr || array->empty() || array->size() > kMostStudyValues) {
      refuse(key, node, fmt::format("{}, at most {} of them", wanted, kMostStudyValues));
    }
    return *array;
  }

  [[noreturn]] void refuse(std::string_view key, const toml::node& node, const std::string& wanted,
                           std::vector<std::string> candidates = {}) const {
    throw InputError({.place = place_of(node),
                      .key = path(key),
                      .found = shown_node(node),
                      .wanted = wanted,
                      .candidates = std::move(candidates)});
  }

  Place place_of(const toml::node& node) const {
    return {.file = file_,
            .line = static_cast<int>(node.source().begin.line),
            .column = static_cast<int>(node.source().begin.column)};
  }
  Place place() const { return place_of(table_); }
  Place place_of_key(std::string_view key) const {
    const toml::node* node = find(key);
    return node == nullptr ? place() : place_of(*node);
  }
  std::string path(std::string_view key) const { return name_ + "." + std::string(key); }

 private:
  const toml::table& table_;
  std::string file_;
  std::string name_;
};

}  // namespace darkline

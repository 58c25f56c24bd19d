// SHA-256 (library: OpenSSL's libcrypto): names cached cycle profiles by what went into them, and
// input files in the provenance of a run, where `sha256sum` gives the same digits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace darkline {

// 64 hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

// The digest of bytes that come one after another. Adding does not allocate.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::span<const std::byte> bytes);
  void restart();  // as if nothing had been added

  // Of what was added so far; adding may go on.
  std::array<std::byte, 32> digest() const;
  std::string hex() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Collects values under names. Every value is preceded by its name and length, so that no two
// different lists of values feed the same bytes.
class ContentHash {
 public:
  ContentHash();
  ~ContentHash();
  ContentHash(const ContentHash&) = delete;
  ContentHash& operator=(const ContentHash&) = delete;

  ContentHash& add(std::string_view name, std::string_view value);
  ContentHash& add(std::string_view name, std::span<const double> values);  // by their bits
  ContentHash& add(std::string_view name, double value) {
    return add(name, std::span<const double>(&value, 1));
  }
  ContentHash& add(std::string_view name, std::int64_t value);

  // The digest of what was added so far; adding may go on.
  std::string hex() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace darkline

#include "models/base/content_hash.h"

#include <array>
#include <cstring>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "models/base/error.h"

namespace darkline {
namespace {

struct ContextDeleter {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, ContextDeleter>;

Context new_context() {
  Context context(EVP_MD_CTX_new());
  DARKLINE_CHECK(context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1,
                 "SHA-256 is not available");
  return context;
}

std::array<std::byte, 32> digest_of(EVP_MD_CTX* context) {
  std::array<std::byte, 32> digest{};
  unsigned int size = 0;
  DARKLINE_CHECK(
      EVP_DigestFinal_ex(context, reinterpret_cast<unsigned char*>(digest.data()), &size) == 1 &&
          size == digest.size(),
      "SHA-256 failed");
  return digest;
}

std::string finish(EVP_MD_CTX* context) {
  std::string hex;
  for (const std::byte byte : digest_of(context)) hex += fmt::format("{:02x}", byte);
  return hex;
}

Context copy_of(const EVP_MD_CTX* context) {
  Context copy(EVP_MD_CTX_new());
  DARKLINE_CHECK(copy && EVP_MD_CTX_copy_ex(copy.get(), context) == 1, "SHA-256 failed");
  return copy;
}

}  // namespace

struct ContentHash::Impl {
  Context context = new_context();

  void feed(const void* data, std::size_t size) {
    DARKLINE_CHECK(EVP_DigestUpdate(context.get(), data, size) == 1, "SHA-256 failed");
  }
  void feed_sized(const void* data, std::size_t size) {
    const std::uint64_t length = size;
    feed(&length, sizeof length);
    feed(data, size);
  }
};

ContentHash::ContentHash() : impl_(std::make_unique<Impl>()) {}
ContentHash::~ContentHash() = default;

ContentHash& ContentHash::add(std::string_view name, std::string_view value) {
  impl_->feed_sized(name.data(), name.size());
  impl_->feed_sized(value.data(), value.size());
  return *this;
}

ContentHash& ContentHash::add(std::string_view name, std::span<const double> values) {
  impl_->feed_sized(name.data(), name.size());
  impl_->feed_sized(values.data(), values.size_bytes());
  return *this;
}

ContentHash& ContentHash::add(std::string_view name, std::int64_t value) {
  impl_->feed_sized(name.data(), name.size());
  impl_->feed_sized(&value, sizeof value);
  return *this;
}

std::string ContentHash::hex() const {
  return finish(copy_of(impl_->context.get()).get());
}

struct Sha256::Impl {
  Context context = new_context();
};

Sha256::Sha256() : impl_(std::make_unique<Impl>()) {}
Sha256::~Sha256() = default;

void Sha256::add(std::span<const std::byte> bytes) {
  DARKLINE_CHECK(EVP_DigestUpdate(impl_->context.get(), bytes.data(), bytes.size()) == 1,
                 "SHA-256 failed");
}

void Sha256::restart() {
  // without a name it stays SHA-256, and nothing is looked up
  DARKLINE_CHECK(EVP_DigestInit_ex(impl_->context.get(), nullptr, nullptr) == 1, "SHA-256 failed");
}

std::array<std::byte, 32> Sha256::digest() const {
  return digest_of(copy_of(impl_->context.get()).get());
}

std::string Sha256::hex() const {
  return finish(copy_of(impl_->context.get()).get());
}

std::string sha256_hex(std::string_view bytes) {
  const Context context = new_context();
  DARKLINE_CHECK(EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1,
                 "SHA-256 failed");
  return finish(context.get());
}

}  // namespace darkline

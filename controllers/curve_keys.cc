#include "controllers/curve_keys.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <map>

#include <fmt/format.h>
#include <stdlib.h>
#include <zmq.h>

#include "models/base/error.h"
#include "models/base/file.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kZ85Length = 40;
constexpr std::size_t kMostBytes = 4096;  // of a key file
constexpr std::size_t kMostKeys = 4096;   // in a folder
constexpr std::string_view kSecretTitle = "# darkline secret key";
constexpr std::string_view kPublicTitle = "# darkline public key";
constexpr const char* kServer = "server";

using Text = std::array<char, kZ85Length + 1>;

[[noreturn]] void fail(const char* doing, const fs::path& path) {
  throw IoError(fmt::format("cannot {} {}: {}", doing, path.string(), std::strerror(errno)));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

bool is_own(const struct stat& status) {
  return status.st_uid == ::geteuid() || status.st_uid == 0;
}

// A folder into which others can put keys is no allow-list.
void check_folder(const fs::path& folder) {
  struct stat status = {};
  if (::stat(folder.c_str(), &status) != 0) fail("read", folder);
  if (S_ISDIR(status.st_mode) && is_own(status) && (status.st_mode & 022U) == 0) return;
  throw InputError({.place = {.file = folder.string()},
                    .found = !S_ISDIR(status.st_mode) ? std::string("no folder")
                             : !is_own(status) ? fmt::format("a folder of user {}", status.st_uid)
                                               : "a folder that others may write to",
                    .wanted = "a folder of your own that nobody else can put keys into",
                    .mend = fmt::format("chmod go-w {}", folder.string())});
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder.parent_path(), error);
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) fail("make", folder);
  check_folder(folder);
}

std::string read_bounded(const Descriptor& file, const fs::path& path) {
  std::string bytes(kMostBytes + 1, '\0');
  std::size_t n_read = 0;
  while (n_read < bytes.size()) {
    const ssize_t n = ::read(file.number(), bytes.data() + n_read, bytes.size() - n_read);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("read", path);
    if (n == 0) break;
    n_read += static_cast<std::size_t>(n);
  }
  bytes.resize(n_read);
  if (bytes.size() <= kMostBytes) return bytes;
  throw InputError({.place = {.file = path.string()},
                    .found = fmt::format("a file of more than {} bytes", kMostBytes),
                    .wanted = "a key file"});
}

// What is opened is what is looked at: the file cannot be exchanged in between.
std::string read_key_file(const fs::path& path, bool secret) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number() < 0) fail("read", path);
  struct stat status = {};
  if (::fstat(file.number(), &status) != 0) fail("read", path);
  if (!S_ISREG(status.st_mode)) {
    throw InputError({.place = {.file = path.string()},
                      .found = "something that is no plain file",
                      .wanted = "a key file"});
  }
  if (secret && ((status.st_mode & 077U) != 0 || !is_own(status))) {
    throw InputError({.place = {.file = path.string()},
                      .found = fmt::format("a secret key that others may read (mode {:04o})",
                                           status.st_mode & 07777U),
                      .wanted = "a file that only its owner may read",
                      .mend = fmt::format("chmod 600 {}; if somebody may have read it, make a new "
                                          "key and revoke this one",
                                          path.string())});
  }
  return read_bounded(file, path);
}

struct KeyFile {
  std::string title = {};
  std::map<std::string, std::pair<std::string, int>, std::less<>> notes = {};  // with its line
  CurveKey key = {};
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// A '#' is also a character of Z85, but a blank is not.
bool is_comment(std::string_view line) {
  return line == "#" || line.starts_with("# ") || line.starts_with("#\t");
}

void take_note(std::string_view line, int number, KeyFile& out) {
  if (number == 1) out.title = line;
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  out.notes.insert({std::string(trimmed(line.substr(1, colon - 1))),
                    {std::string(trimmed(line.substr(colon + 1))), number}});
}

KeyFile parse_key_file(const std::string& text, const fs::path& path, bool secret) {
  KeyFile out;
  int n_keys = 0;
  int number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = trimmed(std::string_view(text).substr(at, end - at));
    at = end + 1;
    ++number;
    if (line.empty()) continue;
    if (is_comment(line)) {
      take_note(line, number, out);
      continue;
    }
    const auto key = key_of_z85(line);
    if (!key || ++n_keys > 1) {
      // what was found is not repeated: it may be a secret with a slip in it
      throw InputError({.place = {.file = path.string(), .line = number, .column = 1},
                        .found = key ? "a second key" : fmt::format("{} characters", line.size()),
                        .wanted = "one key a file, 40 characters of Z85"});
    }
    out.key = *key;
  }
  const std::string_view other = secret ? kPublicTitle : kSecretTitle;
  if (n_keys == 1 && !out.title.starts_with(other)) return out;
  throw InputError({.place = {.file = path.string()},
                    .found = n_keys == 0 ? "no key"
                             : secret    ? "a public key"
                                         : "a secret key",
                    .wanted = secret ? "a secret key" : "a public key"});
}

AllowedKey public_key_of(const KeyFile& file, const fs::path& path, bool cells_needed) {
  AllowedKey out{.name = path.stem().string(), .key = file.key};
  if (const auto created = file.notes.find("created"); created != file.notes.end()) {
    out.created = created->second.first;
  }
  const auto cells = file.notes.find("cells");
  const std::string text = cells == file.notes.end() ? "" : cells->second.first;
  const int line = cells == file.notes.end() ? 0 : cells->second.second;
  const std::optional<CellList> list = CellList::parse(text);
  if (list) out.cells = *list;
  if (list || !cells_needed) return out;
  throw InputError({.place = {.file = path.string(), .line = line},
                    .key = "cells",
                    .found = text.empty() ? "nothing" : fmt::format("\"{}\"", text),
                    .wanted = "the cells that it may act for: \"# cells: all\" or "
                              "\"# cells: 3, 7-9\""});
}

std::vector<AllowedKey> read_keys_in(const fs::path& folder, bool cells_needed) {
  std::vector<AllowedKey> keys;
  if (!fs::exists(folder)) return keys;
  check_folder(folder);
  for (const auto& entry : fs::directory_iterator(folder)) {
    const fs::path path = entry.path();
    if (path.extension() != ".pub") continue;
    if (keys.size() == kMostKeys) {
      throw InputError({.place = {.file = folder.string()},
                        .found = fmt::format("more than {} keys", kMostKeys),
                        .wanted = "fewer"});
    }
    keys.push_back(
        public_key_of(parse_key_file(read_key_file(path, false), path, false), path, cells_needed));
  }
  std::sort(keys.begin(), keys.end(),
            [](const AllowedKey& a, const AllowedKey& b) { return a.name < b.name; });
  return keys;
}

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm parts = {};
  ::gmtime_r(&now, &parts);
  std::array<char, 32> text = {};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

std::string public_file(const AllowedKey& key) {
  return fmt::format("{}\n# name: {}\n# created: {}\n# cells: {}\n{}\n", kPublicTitle, key.name,
                     key.created, key.cells.text(), z85_of(key.key));
}

// The file must be new: a secret is never overwritten. False if there is one.
bool write_secret(const fs::path& path, const std::string& name, const std::string& created,
                  const CurveKey& secret) {
  const std::string text = fmt::format(
      "{}: it stays on the machine that uses it\n# name: {}\n"
      "# created: {}\n{}\n",
      kSecretTitle, name, created, z85_of(secret));
  std::string temporary = path.string() + ".XXXXXX";
  const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));  // mode 0600
  if (file.number() < 0) fail("write", path);
  const bool written =
      ::write(file.number(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(file.number()) == 0;
  const bool linked = written && ::link(temporary.c_str(), path.c_str()) == 0;
  const int reason = errno;
  ::unlink(temporary.c_str());
  if (linked) return true;
  errno = reason;
  if (written && reason == EEXIST) return false;
  fail("write", path);
}

void check_name(const std::string& name) {
  const auto is_letter_or_digit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  const bool good = !name.empty() && name.size() <= 64 && is_letter_or_digit(name[0]) &&
                    name != kServer && std::all_of(name.begin(), name.end(), [&](char c) {
                      return is_letter_or_digit(c) || c == '_' || c == '-' || c == '.';
                    });
  if (good) return;
  throw InputError({.key = "name of a key",
                    .found = fmt::format("\"{}\"", name),
                    .wanted = "at most 64 letters, digits, '_', '-' and '.', the first a letter or "
                              "a digit, and not \"server\""});
}

}  // namespace

std::string z85_of(const CurveKey& key) {
  Text text = {};
  const char* const end = ::zmq_z85_encode(text.data(), key.data(), key.size());
  DARKLINE_CHECK(end != nullptr, "32 bytes always have a Z85 text");
  return text.data();
}

std::optional<CurveKey> key_of_z85(std::string_view text) {
  if (text.size() != kZ85Length) return std::nullopt;
  Text copy = {};
  std::copy(text.begin(), text.end(), copy.begin());
  if (std::memchr(copy.data(), 0, kZ85Length) != nullptr) return std::nullopt;
  CurveKey key = {};
  if (::zmq_z85_decode(key.data(), copy.data()) == nullptr) return std::nullopt;
  return key;
}

CurvePair new_curve_pair() {
  Text public_text = {};
  Text secret_text = {};
  if (::zmq_curve_keypair(public_text.data(), secret_text.data()) != 0) {
    throw IoError("this machine's ZeroMQ was built without CURVE: controllers can only be local");
  }
  return {.public_key = key_of_z85({public_text.data(), kZ85Length}).value(),
          .secret_key = key_of_z85({secret_text.data(), kZ85Length}).value()};
}

CurveKey public_of_secret(const CurveKey& secret) {
  Text text = {};
  if (::zmq_curve_public(text.data(), z85_of(secret).c_str()) != 0) {
    throw IoError("this machine's ZeroMQ was built without CURVE: controllers can only be local");
  }
  return key_of_z85({text.data(), kZ85Length}).value();
}

fs::path keys_folder(const std::string& given) {
  if (!given.empty()) return given;
  const auto from = [](const char* variable) -> fs::path {
    const char* const value = std::getenv(variable);
    return value != nullptr && *value == '/' ? value : "";
  };
  if (const fs::path config = from("XDG_CONFIG_HOME"); !config.empty()) {
    return config / "darkline/keys";
  }
  if (const fs::path home = from("HOME"); !home.empty()) return home / ".config/darkline/keys";
  throw UsageError("no folder for keys: neither XDG_CONFIG_HOME nor HOME is set; give --keys DIR");
}

AllowList read_allow_list(const fs::path& folder) {
  AllowList list;
  if (!fs::exists(folder)) return list;
  check_folder(folder);
  list.allowed = read_keys_in(folder / "allowed", true);
  list.revoked = read_keys_in(folder / "revoked", false);
  // by the key itself: a revoked one does not come back under another name
  std::erase_if(list.allowed, [&](const AllowedKey& key) {
    return std::any_of(list.revoked.begin(), list.revoked.end(),
                       [&](const AllowedKey& revoked) { return revoked.key == key.key; });
  });
  return list;
}

AllowedKey read_public_key(const fs::path& file) {
  return public_key_of(parse_key_file(read_key_file(file, false), file, false), file, false);
}

CurveKey read_secret_key(const fs::path& file) {
  return parse_key_file(read_key_file(file, true), file, true).key;
}

CurvePair server_pair(const fs::path& folder) {
  make_folder(folder);
  const fs::path secret_path = folder / fmt::format("{}.key", kServer);
  const fs::path public_path = folder / fmt::format("{}.pub", kServer);
  if (!fs::exists(secret_path)) {
    write_secret(secret_path, kServer, today(), new_curve_pair().secret_key);
  }
  CurvePair pair;
  pair.secret_key = read_secret_key(secret_path);
  pair.public_key = public_of_secret(pair.secret_key);
  if (!fs::exists(public_path) || read_public_key(public_path).key != pair.public_key) {
    write_file_whole(public_path,
                     public_file({.name = kServer, .created = today(), .key = pair.public_key}));
  }
  return pair;
}

AllowedKey make_key(const fs::path& folder, const std::string& name, const CellList& cells) {
  check_name(name);
  make_folder(folder);
  make_folder(folder / "allowed");
  const fs::path path = folder / "allowed" / (name + ".pub");
  const CurvePair pair = new_curve_pair();
  const AllowedKey key{.name = name, .created = today(), .cells = cells, .key = pair.public_key};
  const bool taken = fs::exists(path) || fs::exists(folder / "revoked" / (name + ".pub"));
  if (taken || !write_secret(folder / (name + ".key"), name, key.created, pair.secret_key)) {
    throw InputError(
        {.place = {.file = folder.string()},
         .key = "name of a key",
         .found = fmt::format("\"{}\", which is taken or was revoked", name),
         .wanted = "a new name",
         .mend = "darkline keys list shows the names; a revoked one is not used again"});
  }
  write_file_whole(path, public_file(key));
  return key;
}

AllowedKey revoke_key(const fs::path& folder, const std::string& name) {
  check_name(name);
  const fs::path from = folder / "allowed" / (name + ".pub");
  if (!fs::exists(from)) {
    std::vector<std::string> names;
    for (const AllowedKey& key : read_allow_list(folder).allowed) names.push_back(key.name);
    throw InputError({.place = {.file = (folder / "allowed").string()},
                      .key = "name of a key",
                      .found = fmt::format("\"{}\"", name),
                      .wanted = "a key that is allowed",
                      .candidates = nearest_names(name, names)});
  }
  const AllowedKey key = read_public_key(from);
  make_folder(folder / "revoked");
  const fs::path to = folder / "revoked" / (name + ".pub");
  if (::rename(from.c_str(), to.c_str()) != 0) fail("move", from);
  return key;
}

}  // namespace darkline

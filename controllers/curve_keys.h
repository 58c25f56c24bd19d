// Keys of controllers on other machines: files, the allow-list, and what may be done with a key.
//
// A folder holds (docs/security.md):
//
//   server.pub  server.key   the twin's own pair; the first is copied to the controllers' machines
//   allowed/NAME.pub         may come in
//   revoked/NAME.pub         may not, whatever lies in allowed/
//   NAME.key                 secret of a pair made here, to be moved to the controller's machine
//
// A key file is text: comment lines ("# name: ...", "# created: ...", "# cells: ..."), then the key
// in Z85, 40 characters (ZeroMQ RFC 32). The folder and the secret files belong to the own user
// alone (0700, 0600): others are refused with the command that mends it.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace darkline {

// 32 bytes of Curve25519, public or secret.
using CurveKey = std::array<std::uint8_t, 32>;

std::string z85_of(const CurveKey& key);                    // 40 characters
std::optional<CurveKey> key_of_z85(std::string_view text);  // none if it is not Z85 of 32 bytes

struct CurvePair {
  CurveKey public_key = {};
  CurveKey secret_key = {};
};
CurvePair new_curve_pair();  // from the system's random source
CurveKey public_of_secret(const CurveKey& secret);

// Numbers of the cells that a key may act for: all, or ranges with both ends.
class CellList {
 public:
  CellList() = default;  // none
  static CellList all();

  // "all", or numbers and ranges: "3, 7-9". None if it is not such a text.
  static std::optional<CellList> parse(std::string_view text);

  bool holds(std::uint32_t cell) const;
  bool holds_all(std::span<const std::uint32_t> cells) const;
  std::string text() const;  // as parse reads it

 private:
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges_;  // ascending, apart
};

// A public key with what its file says of it.
struct AllowedKey {
  std::string name = {};
  std::string created = {};  // for people; as written
  CellList cells = {};
  CurveKey key = {};
};

struct AllowList {
  std::vector<AllowedKey> allowed;  // by name; without those that are revoked
  std::vector<AllowedKey> revoked;  // by name
};

// `given`, else $XDG_CONFIG_HOME/darkline/keys, else ~/.config/darkline/keys.
// @throws UsageError if none of them is there to be used.
std::filesystem::path keys_folder(const std::string& given = {});

// All keys of a folder; a folder that is not there holds none.
// @throws InputError for a file that is no key file, is too large, or a folder that others may
// write to. @throws IoError
AllowList read_allow_list(const std::filesystem::path& folder);

// @throws InputError for a file that is no key file, or a secret one that others may read.
// @throws IoError
AllowedKey read_public_key(const std::filesystem::path& file);
CurveKey read_secret_key(const std::filesystem::path& file);

// The twin's own pair, made on first use. @throws as above.
CurvePair server_pair(const std::filesystem::path& folder);

// Makes a pair: allowed/NAME.pub and NAME.key. @throws InputError if the name is taken, was revoked
// or is not of letters, digits, '_', '-' and '.' (at most 64, the first a letter or digit).
AllowedKey make_key(const std::filesystem::path& folder, const std::string& name,
                    const CellList& cells);

// Moves NAME.pub to revoked/. @throws InputError if there is no such key, with the nearest names.
AllowedKey revoke_key(const std::filesystem::path& folder, const std::string& name);

}  // namespace darkline

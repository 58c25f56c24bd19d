// Where controllers reach the twin, and what must hold of the place before anything is bound there:
// a local socket in a folder of the own user alone, with a lock, since ZeroMQ takes a path away
// from whoever has it; a network address only with keys. And room for the connections, since ZeroMQ
// ends the program when file descriptors run out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace darkline {

enum class EndpointKind : std::uint8_t { local, network };

struct Endpoint {
  EndpointKind kind = EndpointKind::local;
  std::filesystem::path path = {};  // local: of the socket
  std::string host = {};            // network: name or address, "*" for all interfaces
  std::uint16_t port = 0;           // network: 0 for any that is free (tests)

  std::string text() const;  // as ZeroMQ takes it: "ipc:///run/darkline/bus", "tcp://10.0.0.7:5570"
};

// Reads "ipc://PATH" or "tcp://HOST:PORT", IPv6 addresses in brackets.
// @throws UsageError naming `option`: what was found and what is wanted; also for a path of more
// than 107 bytes, which is the longest that a socket can have.
Endpoint parse_endpoint(const std::string& text, const std::string& option = "--endpoint");

// @throws InputError unless the folder belongs to the own user, nobody else may enter it, and it is
// no link.
void check_socket_folder(const std::filesystem::path& folder);

// Holds a local endpoint for this process: its folder is checked, PATH.lock is locked until the
// object goes, and what lies at PATH is a socket that nobody listens at, or nothing.
class EndpointLock {
 public:
  // @throws InputError as check_socket_folder, or if something else than a socket lies there;
  // IoError if another process holds the endpoint, naming it.
  explicit EndpointLock(const std::filesystem::path& socket);
  ~EndpointLock();
  EndpointLock(const EndpointLock&) = delete;
  EndpointLock& operator=(const EndpointLock&) = delete;

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

// File descriptors that a twin of so many hosts must be able to open: 4 a host + 256.
std::size_t descriptors_wanted(std::size_t n_hosts);

// Raises the limit of open files to what the system lets this process have, and returns it.
// @throws IoError if that is less than descriptors_wanted, with the command that mends it.
std::size_t secure_descriptors(std::size_t n_hosts);

}  // namespace darkline

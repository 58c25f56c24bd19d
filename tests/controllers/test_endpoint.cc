#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include <boost/test/unit_test.hpp>

#include "controllers/endpoint.h"
#include "models/base/error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace darkline;
using darkline::testing::TemporaryFolder;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(endpoint)

BOOST_AUTO_TEST_CASE(a_path_and_a_network_address_are_told_apart) {
  const Endpoint local = parse_endpoint("ipc:///run/darkline/bus");
  BOOST_TEST((local.kind == EndpointKind::local));
  BOOST_TEST(local.path.string() == "/run/darkline/bus");
  BOOST_TEST(local.text() == "ipc:///run/darkline/bus");
  const Endpoint network = parse_endpoint("tcp://10.0.0.7:5570");
  BOOST_TEST((network.kind == EndpointKind::network));
  BOOST_TEST(network.host == "10.0.0.7");
  BOOST_TEST(network.port == 5570);
  BOOST_TEST(network.text() == "tcp://10.0.0.7:5570");
  BOOST_TEST(parse_endpoint("tcp://[::1]:80").host == "[::1]");
}

BOOST_AUTO_TEST_CASE(what_is_no_endpoint_is_refused_with_what_is_wanted) {
  for (const char* wrong :
       {"", "bus", "udp://1.2.3.4:5", "tcp://", "tcp://:5570", "tcp://a",
        "tcp://a:", "tcp://a:70000", "tcp://a:-1", "tcp://a:1x", "tcp://::1:80", "tcp://a;b:80"}) {
    DARKLINE_TEST_THROWS(parse_endpoint(wrong, "--endpoint"), UsageError, "--endpoint",
                         "tcp://HOST:PORT");
  }
  // a relative path depends on where the program was started; '@' is outside the file system
  for (const char* wrong : {"ipc://", "ipc://bus", "ipc://@darkline"}) {
    DARKLINE_TEST_THROWS(parse_endpoint(wrong), UsageError, "ipc:///ABSOLUTE/PATH");
  }
}

BOOST_AUTO_TEST_CASE(a_path_of_107_bytes_is_the_longest) {
  const std::string longest = "ipc:///" + std::string(106, 'x');
  BOOST_TEST(parse_endpoint(longest).path.string().size() == 107U);
  DARKLINE_TEST_THROWS(parse_endpoint(longest + "x"), UsageError, "108 bytes", "at most 107");
}

BOOST_FIXTURE_TEST_CASE(a_folder_that_others_can_enter_is_refused, TemporaryFolder) {
  const fs::path folder = path() / "run";
  DARKLINE_TEST_THROWS(check_socket_folder(folder), IoError, "mkdir -m 700");
  fs::create_directory(folder);
  for (const mode_t mode : {0755U, 0701U, 0710U, 0770U}) {
    ::chmod(folder.c_str(), mode);
    DARKLINE_TEST_THROWS(check_socket_folder(folder), InputError, "mode 07", "chmod 700");
  }
  ::chmod(folder.c_str(), 0700);
  check_socket_folder(folder);
  fs::create_directory_symlink(folder, path() / "link");
  DARKLINE_TEST_THROWS(check_socket_folder(path() / "link"), InputError, "found a link");
  DARKLINE_TEST_THROWS(check_socket_folder(write("file", "x")), InputError, "found no folder");
  if (::geteuid() == 0) {
    BOOST_REQUIRE(::chown(folder.c_str(), 65534, 65534) == 0);
    DARKLINE_TEST_THROWS(check_socket_folder(folder), InputError, "a folder of user 65534");
  }
}

BOOST_FIXTURE_TEST_CASE(an_endpoint_has_one_holder_and_its_lock_leaves_nothing, TemporaryFolder) {
  const fs::path socket = path() / "bus";
  {
    const EndpointLock lock(socket);
    // the message names the holder, which is this process
    DARKLINE_TEST_THROWS(EndpointLock{socket}, IoError, "in use by process",
                         std::to_string(::getpid()));
  }
  BOOST_TEST(entries() == 0);
  const EndpointLock again(socket);
}

BOOST_FIXTURE_TEST_CASE(a_lock_of_a_killed_process_does_not_hold, TemporaryFolder) {
  const fs::path socket = path() / "bus";
  const pid_t child = ::fork();
  if (child == 0) {
    const EndpointLock lock(socket);
    ::kill(::getpid(), SIGKILL);
  }
  ::waitpid(child, nullptr, 0);
  BOOST_TEST(entries() == 1);  // its lock file, which nobody holds
  const EndpointLock lock(socket);
}

BOOST_FIXTURE_TEST_CASE(a_file_at_the_endpoint_is_not_overwritten, TemporaryFolder) {
  const fs::path file = write("thesis.txt", "years of work");
  DARKLINE_TEST_THROWS(EndpointLock{file}, InputError, "something that is no socket");
  BOOST_TEST(fs::file_size(file) == 13U);
  BOOST_TEST(entries() == 1);
}

BOOST_AUTO_TEST_CASE(the_limit_of_open_files_is_raised_or_refused) {
  const auto in_child = [](rlim_t soft, rlim_t hard, std::size_t hosts) {
    const pid_t child = ::fork();
    if (child == 0) {
      const rlimit limit = {.rlim_cur = soft, .rlim_max = hard};
      int code = 1;
      if (::setrlimit(RLIMIT_NOFILE, &limit) == 0) {
        try {
          code = secure_descriptors(hosts) == hard ? 0 : 2;
        } catch (const IoError& error) {
          code = std::string(error.what()).find("ulimit") != std::string::npos ? 3 : 4;
        }
      }
      ::_exit(code);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WEXITSTATUS(status);
  };
  // 4 x 16 + 256 = 320
  BOOST_TEST(descriptors_wanted(16) == 320U);
  BOOST_TEST(in_child(64, 320, 16) == 0);
  BOOST_TEST(in_child(64, 319, 16) == 3);
}

BOOST_AUTO_TEST_SUITE_END()

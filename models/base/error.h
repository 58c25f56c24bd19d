// Failures and their spelling.
//
//   InputError      the user's: names the place, what was found, what is wanted, the nearest
//                   candidates and how to mend it. Exit 65.
//   UsageError      a command line that cannot be meant. Exit 64.
//   IoError         the machine's: a file or socket that cannot be read or written. Exit 74.
//   Interrupted     the user stopped the run; it can be resumed. Exit 75.
//   DARKLINE_CHECK  a bug of ours, armed in every build. Exit 70.
//
// Untrusted bytes may raise the first four, never DARKLINE_CHECK.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace darkline {

// Exit codes of every program, after sysexits.h.
enum class ExitCode : int {
  done = 0,
  usage = 64,
  bad_input = 65,
  internal = 70,
  io = 74,
  interrupted = 75,
};

// Where in the user's files something stands. Line and column count from 1; 0 is unknown.
struct Place {
  std::string file = {};
  int line = 0;
  int column = 0;

  // "file:line:column", without the parts that are unknown.
  std::string text() const;
};

class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& text) : std::runtime_error(text), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

// What is known of a bad input. Empty parts are left out of the message.
struct InputProblem {
  Place place = {};
  std::string key = {};                      // "zone[2].stations", or empty
  std::string found = {};                    // as the user wrote it
  std::string wanted = {};                   // "a time with its unit, such as \"51 s\""
  std::vector<std::string> candidates = {};  // what may have been meant, best first
  std::string mend = {};                     // the next step, if it is not obvious
};

class InputError : public Error {
 public:
  explicit InputError(InputProblem problem);
  const InputProblem& problem() const { return problem_; }

 private:
  InputProblem problem_;
};

class UsageError : public Error {
 public:
  explicit UsageError(const std::string& text) : Error(ExitCode::usage, text) {}
};

class IoError : public Error {
 public:
  explicit IoError(const std::string& text) : Error(ExitCode::io, text) {}
};

class Interrupted : public Error {
 public:
  explicit Interrupted(const std::string& text) : Error(ExitCode::interrupted, text) {}
};

class InternalError : public Error {
 public:
  explicit InternalError(const std::string& text) : Error(ExitCode::internal, text) {}
};

// Those of `known` that `typed` may have meant, best first, at most `most`: names within a third
// of their length in edits (Damerau-Levenshtein), then names that contain what was typed.
std::vector<std::string> nearest_names(std::string_view typed,
                                       const std::vector<std::string>& known, std::size_t most = 3);

namespace internal {
[[noreturn]] void check_failed(const char* file, int line, const char* condition,
                               const std::string& detail);
}  // namespace internal

}  // namespace darkline

// Our own contract, armed in release builds too. `detail` is a string with the values at fault.
#define DARKLINE_CHECK(condition, detail)                                           \
  do {                                                                              \
    if (!(condition))                                                               \
      ::darkline::internal::check_failed(__FILE__, __LINE__, #condition, (detail)); \
  } while (false)

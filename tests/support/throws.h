// "This throws that type, and the message says this and that."
//
//   DARKLINE_TEST_THROWS(parse_quantity("51", Dimension::time), InputError, "\"51\"", "51 s");
#pragma once

#include <exception>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

namespace darkline::testing {

// What `call` throws, if it is a `Type`.
template <class Type, class Call>
std::optional<Type> thrown_by(Call&& call) {
  try {
    call();
  } catch (const Type& caught) {
    return caught;
  } catch (...) {  // the caller sees that it is not what was expected
  }
  return std::nullopt;
}

// Why `call` does not throw a `Type` whose message contains all of `texts`; empty if it does.
template <class Type, class Call>
std::string complaint_about_throw(Call&& call, std::initializer_list<std::string_view> texts) {
  try {
    call();
  } catch (const Type& caught) {
    const std::string message = caught.what();
    for (const std::string_view text : texts) {
      if (message.find(text) == std::string::npos) {
        return "the message lacks \"" + std::string(text) + "\":\n" + message;
      }
    }
    return {};
  } catch (const std::exception& other) {
    return std::string("another type was thrown: ") + other.what();
  } catch (...) {
    return "something was thrown that is no exception";
  }
  return "nothing was thrown";
}

}  // namespace darkline::testing

// The texts must occur in the message, in any order.
#define DARKLINE_TEST_THROWS(expression, type, ...)                                           \
  do {                                                                                        \
    const std::string complaint =                                                             \
        ::darkline::testing::complaint_about_throw<type>([&] { expression; }, {__VA_ARGS__}); \
    BOOST_TEST(complaint.empty(), #expression ": " << complaint);                             \
  } while (false)

#define BOOST_TEST_MODULE darkline
#include <boost/test/unit_test.hpp>

// Amounts of a study file whose unit is that of a response, which its reader does not know.
#pragma once

#include <string>

#include "models/base/error.h"

namespace darkline {

// "1 USD", "0.5 %"
struct StudyAmount {
  double number = 0.0;
  std::string unit;
  Place place;
};

}  // namespace darkline

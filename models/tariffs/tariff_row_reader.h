// The reader of one file of a tariff ledger: tariff_ledger.h has its columns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/tariffs/tariff_ledger.h"

namespace darkline {

// In the order of the file; ids may still repeat and rows overlap.
// @throws InputError
std::vector<TariffRow> tariff_rows_from_text(std::string_view text, const std::string& file,
                                             const TariffVocabulary& vocabulary);

}  // namespace darkline

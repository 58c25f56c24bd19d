// Scenario files: what is read can be written and read again, and makes a factory or is refused.
#include <string>

#include "models/base/error.h"
#include "models/scenario/factory_model.h"
#include "models/scenario/hall_layout.h"
#include "models/scenario/scenario_reader.h"
#include "tests/fuzz/fuzz_target.h"

using namespace darkline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Scenario scenario;
  try {
    const std::string text(data, data + size);
    scenario = read_scenario_text("models/scenarios/fuzzed.toml", text).scenario;
  } catch (const InputError&) {
    return 0;
  } catch (const IoError&) {  // `extends` names a file that cannot be read
    return 0;
  }
  const std::string effective = effective_toml(scenario);
  const Scenario again = read_scenario_text("effective.toml", effective).scenario;
  fuzz::require(effective_toml(again) == effective);
  try {
    const FactoryModel factory = build_factory(scenario);
    fuzz::require(factory.flow_order.size() == factory.stations.size());
    fuzz::require(lay_out_hall(factory).X_WC.size() == factory.stations.size());
  } catch (const InputError&) {  // no factory: it says why
  } catch (const IoError&) {     // the spot list cannot be read
  }
  return 0;
}

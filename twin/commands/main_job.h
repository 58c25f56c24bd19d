// The main job without its files: study the cells, simulate the line, fold key figures, price.
#pragma once

#include <filesystem>
#include <stop_token>
#include <vector>

#include "controllers/controller_link.h"
#include "twin/report/run_result.h"

namespace darkline {

struct MainJobOptions {
  int jobs = 1;
  Transport transport = Transport::zmq;
  std::filesystem::path cache_folder;
  bool fresh = false;
  EngineRequest engine = EngineRequest::automatic;  // of the line
  std::stop_token stop = {};
};

// Progress is shown on a terminal.
// @throws InputError, IoError, Interrupted
RunResult run_main_job(FactoryModel factory, std::vector<InputFile> inputs,
                       const MainJobOptions& options);

}  // namespace darkline

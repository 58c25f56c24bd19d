// Traces of the line: every event of one replication in a file, and the proof that a run does the
// same again, to the first event that differs.
//
// The file: lines "darkline.trace/2", "model HASH", "seed N", "replication N", "end_ms N",
// "stations N", "links N"; for each station "join ADDRESS" or "merge ADDRESS"; for each link "link
// FROM TO PLACES INITIAL_PARTS" with stations as numbers from 0; and an empty one. Then the events,
// each three numbers of variable length (seven bits a byte, the low ones first): time since the
// event before; station x 8 + kind; the value less the last of that station and kind, with the sign
// in the lowest bit. It ends with the kind 7 and the number of events: a file that was cut off is
// known.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "twin/line/line_model.h"

namespace darkline {

struct TraceHead {
  struct Station {
    std::string address;
    bool merges = false;  // takes one part from any link; else one from each
  };
  struct Link {
    std::size_t from = 0, to = 0;  // in stations
    std::int64_t places = 0, initial_parts = 0;
  };
  std::string model;  // model_hash of the traced line
  std::uint64_t seed = 0;
  std::uint32_t replication = 0;
  std::int64_t end_ms = 0;
  std::vector<Station> stations;
  std::vector<Link> links;
};

// A hash of all that a line model says, in hexadecimal digits.
std::string model_hash(const LineModel& model);

// Runs a replication to the model's horizon and writes its trace; the file is there whole or not at
// all. Returns the number of events.
// @throws IoError, InputError (a standstill)
std::int64_t write_trace(const std::filesystem::path& file, const LineModel& model,
                         std::uint64_t seed, std::uint32_t replication);

struct TraceVerdict {
  TraceHead head;
  bool same_model = false;  // by its hash: a difference may come from the model, not the engine
  bool same = false;
  std::int64_t events = 0;  // that agreed
  std::string difference;   // the first, in a sentence; empty if there is none
};

// Runs what a trace was made of with its seed, and compares.
// @throws InputError if the file is no trace, or of a line with another number of stations;
// IoError.
TraceVerdict verify_trace(const std::filesystem::path& file, const LineModel& model);

}  // namespace darkline

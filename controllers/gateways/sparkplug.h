// Sparkplug B: the payload of MQTT telemetry (a protobuf message) and its topics. Encoding alone:
// darkline sends and takes nothing in.
//
// Fields, by the numbers of the public specification (Sparkplug 3.0): Payload {timestamp 1,
// metrics 2, seq 3}; Metric {name 1, timestamp 3, datatype 4, int_value 10, long_value 11,
// double_value 13, boolean_value 14, string_value 15}. Times are milliseconds since 1970 in UTC.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace darkline {

struct SparkplugMetric {
  std::string name = {};
  // UInt64 (8), Double (10), Boolean (11) or String (12)
  std::variant<std::uint64_t, double, bool, std::string> value = std::uint64_t{0};
  bool operator==(const SparkplugMetric&) const = default;
};

// `seq` counts messages of a node from 0 to 255; below 0: it is left out, as NDEATH does.
std::string sparkplug_payload(std::uint64_t time_ms, std::span<const SparkplugMetric> metrics,
                              int seq);

enum class SparkplugType : std::uint8_t { nbirth, ndata, ndeath, dbirth, ddata };

// "spBv1.0/GROUP/NBIRTH/NODE", and of a device "spBv1.0/GROUP/DBIRTH/NODE/DEVICE".
std::string sparkplug_topic(std::string_view group, SparkplugType type, std::string_view node,
                            std::string_view device = {});

// A name that may be a level of a topic: '/', '+', '#' and control characters become '.'.
std::string sparkplug_id(std::string_view name);

}  // namespace darkline

#include "controllers/gateways/sparkplug.h"

#include <array>
#include <cstring>

#include <fmt/format.h>

namespace darkline {
namespace {

enum Wire : unsigned { varint = 0, fixed64 = 1, bytes = 2 };

void put_varint(std::string& out, std::uint64_t value) {
  while (value >= 0x80U) {
    out.push_back(static_cast<char>((value & 0x7FU) | 0x80U));
    value >>= 7U;
  }
  out.push_back(static_cast<char>(value));
}

void put_key(std::string& out, unsigned field, Wire wire) {
  put_varint(out, (field << 3U) | wire);
}

void put_number(std::string& out, unsigned field, std::uint64_t value) {
  put_key(out, field, varint);
  put_varint(out, value);
}

void put_text(std::string& out, unsigned field, std::string_view text) {
  put_key(out, field, bytes);
  put_varint(out, text.size());
  out += text;
}

void put_double(std::string& out, unsigned field, double value) {
  put_key(out, field, fixed64);
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  for (unsigned shift = 0; shift < 64U; shift += 8U) {
    out.push_back(static_cast<char>((bits >> shift) & 0xFFU));
  }
}

constexpr unsigned kName = 1, kMetricTime = 3, kDatatype = 4;
constexpr unsigned kLong = 11, kDouble = 13, kBoolean = 14, kString = 15;

std::string metric_bytes(std::uint64_t time_ms, const SparkplugMetric& metric) {
  constexpr std::array<unsigned, 4> kDatatypes = {8, 10, 11, 12};
  std::string out;
  put_text(out, kName, metric.name);
  put_number(out, kMetricTime, time_ms);
  put_number(out, kDatatype, kDatatypes[metric.value.index()]);
  if (const auto* whole = std::get_if<std::uint64_t>(&metric.value)) {
    put_number(out, kLong, *whole);
  } else if (const auto* real = std::get_if<double>(&metric.value)) {
    put_double(out, kDouble, *real);
  } else if (const auto* flag = std::get_if<bool>(&metric.value)) {
    put_number(out, kBoolean, *flag ? 1 : 0);
  } else {
    put_text(out, kString, std::get<std::string>(metric.value));
  }
  return out;
}

}  // namespace

std::string sparkplug_payload(std::uint64_t time_ms, std::span<const SparkplugMetric> metrics,
                              int seq) {
  constexpr unsigned kTime = 1, kMetrics = 2, kSeq = 3;
  std::string out;
  put_number(out, kTime, time_ms);
  for (const SparkplugMetric& each : metrics) put_text(out, kMetrics, metric_bytes(time_ms, each));
  if (seq >= 0) put_number(out, kSeq, static_cast<std::uint64_t>(seq));
  return out;
}

std::string sparkplug_topic(std::string_view group, SparkplugType type, std::string_view node,
                            std::string_view device) {
  constexpr std::array<const char*, 5> kTypes = {"NBIRTH", "NDATA", "NDEATH", "DBIRTH", "DDATA"};
  return fmt::format("spBv1.0/{}/{}/{}{}{}", group, kTypes[static_cast<std::size_t>(type)], node,
                     device.empty() ? "" : "/", device);
}

std::string sparkplug_id(std::string_view name) {
  std::string id(name);
  for (char& each : id) {
    const auto byte = static_cast<unsigned char>(each);
    if (each == '/' || each == '+' || each == '#' || byte < 0x20 || byte == 0x7F) each = '.';
  }
  return id.empty() ? "unnamed" : id;
}

}  // namespace darkline

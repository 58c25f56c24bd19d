// What happens in a line, for whoever watches: traces, pictures, lead times.
#pragma once

#include <cstddef>
#include <cstdint>

namespace darkline {

enum class LineEventKind : std::uint8_t {
  start,   // a job starts; value: the body's number
  finish,  // its work ends; value: the body's number
  depart,  // the part leaves the station, onward or to rework; value: the body's number
  stop,    // a machine stops; value: when its repair ends
  rework,  // the job was not good and its body goes to rework; value: the body's number
  scrap,   // its body leaves the line here; value: the body's number
};
inline constexpr int kLineEventKinds = 6;
const char* name_of(LineEventKind kind);  // "start"

struct LineEvent {
  std::int64_t time_ms = 0;
  LineEventKind kind = LineEventKind::start;
  std::uint32_t station = 0;
  std::int64_t value = 0;

  friend bool operator==(const LineEvent&, const LineEvent&) = default;
};

// Told of every event of the stations that it watches, in the order in which the engine handles
// them; times never fall.
class LineObserver {
 public:
  LineObserver() = default;
  virtual ~LineObserver() = default;
  LineObserver(const LineObserver&) = delete;
  LineObserver& operator=(const LineObserver&) = delete;

  // Whether it is told of a station; asked once for each, before time 0.
  virtual bool watches(std::size_t /*station*/) const { return true; }
  virtual void happened(const LineEvent& event) = 0;
};

}  // namespace darkline

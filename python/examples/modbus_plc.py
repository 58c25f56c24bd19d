#!/usr/bin/env python3
"""A small PLC: runs cycles of one cell through darkline-modbus (docs/modbus.md):

    modbus_plc.py PORT CYCLES
Every robot goes through its program from first to last; welds that fail are repeated."""
import sys
import time

from pymodbus.client import ModbusTcpClient

ABORT, RESET = 0, 1  # coils
RESETTING, IDLE, EXECUTE, COMPLETE = 1, 2, 4, 6  # PackML states, holding register 1
PART, TWIN, ENABLED, ABORTED = 1, 2, 4, 8        # bits of input register 10
WAITING, FAILED, PENDING = 2, 8, 16              # bits of a robot's status
WELD_ALARMS = (201, 203)


class Cell:
    def __init__(self, port: int):
        self.client = ModbusTcpClient("127.0.0.1", port=port)
        if not self.client.connect():
            raise SystemExit(f"no gateway at 127.0.0.1:{port}")
        self.beat = 0
        self.enable()

    def read(self, address: int, count: int) -> list[int]:
        return self.client.read_input_registers(address, count).registers

    def scan(self, state: int) -> int:
        """One turn of the PLC: heartbeat and state go out, the station's status comes in."""
        self.beat = (self.beat + 1) % 65536
        self.client.write_registers(0, [self.beat, state])
        faults, robot, status = self.read(8, 3)
        if status & ABORTED:
            raise SystemExit(f"aborted: faults {faults:04b}, robot {robot}")
        time.sleep(0.01)
        return status

    def wait(self, state: int, bit: int) -> None:
        while not self.scan(state) & bit:
            pass

    def enable(self) -> None:
        self.wait(RESETTING, TWIN)
        for coil, value in ((ABORT, False), (RESET, False), (RESET, True)):
            self.client.write_coil(coil, value)
        self.wait(RESETTING, ENABLED)

    def turn(self, r: int, step: int) -> int:
        """Gives robot r its next order if it is free for one; the step that it is at."""
        _, alarm, number, _, _, length, _, _, status = self.read(32 + 32 * r, 9)
        is_free = number == self.numbers[r] and status & (WAITING | FAILED) and not status & PENDING
        if step > length or not is_free:
            return step
        if status & FAILED and alarm not in WELD_ALARMS:
            raise SystemExit(f"robot {r + 1}: alarm {alarm}")
        step += 0 if status & FAILED else 1
        if step <= length:
            self.numbers[r] = (number + 1) % 65536
            self.client.write_registers(16 + 4 * r, [step, self.numbers[r]])
        return step

    def cycle(self) -> None:
        self.wait(IDLE, PART)
        robots = [self.read(34 + 32 * r, 4) for r in range(self.read(1, 1)[0])]
        self.numbers = [robot[0] for robot in robots]
        steps = [0] * len(robots)
        while any(step <= robot[3] for step, robot in zip(steps, robots)):
            self.scan(EXECUTE)
            steps = [self.turn(r, step) for r, step in enumerate(steps)]
        parts = self.read(11, 1)  # that have left
        while self.read(11, 1) == parts:
            self.scan(COMPLETE)


if __name__ == "__main__":
    plc = Cell(int(sys.argv[1]))
    for i in range(int(sys.argv[2])):
        plc.cycle()
        print(f"cycle {i + 1} complete", flush=True)

"""W1 in SimPy, the reference of `darkline bench`: a hundred stations in a row with exponential
service of mean 1 and two places between neighbours, blocking after service.

Prints one line of JSON: processor seconds, jobs, makespan. Service times are the hash stream's by
default, whose makespan every other simulator has too; `--own` draws them with Python's generator.
With `--w2` it is W2: service of 1, stops after Exp(100) of work for Exp(5), work resumed.
"""

import argparse
import json
import math
import random
import time

import simpy

MASK = (1 << 64) - 1


def mix(x):
    x = (x + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def hash_service(job, station):
    word = mix((mix((1 << 32) + job) + station) & MASK)
    return -math.log(((word >> 11) + 1) / 9007199254740992.0)


def station(env, number, services, jobs, before, after):
    for job in range(jobs):
        if before is not None:
            yield before.get()
        yield env.timeout(services(job, number))
        if after is not None:
            yield after.put(job)


def hash_exponential(stream, a, b, mean):
    word = mix((mix((stream << 32) + a) + b) & MASK)
    return -math.log(((word >> 11) + 1) / 9007199254740992.0) * mean


def stopping_station(env, number, jobs, before, after):
    n = 0
    work_to_stop = hash_exponential(1001, number, 0, 100.0)
    for job in range(jobs):
        if before is not None:
            yield before.get()
        left = 1.0
        while work_to_stop <= left:
            yield env.timeout(work_to_stop)
            left -= work_to_stop
            yield env.timeout(hash_exponential(1001, number, 2 * n + 1, 5.0))
            n += 1
            work_to_stop = hash_exponential(1001, number, 2 * n, 100.0)
        yield env.timeout(left)
        work_to_stop -= left
        if after is not None:
            yield after.put(job)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2000)
    parser.add_argument("--stations", type=int, default=100)
    parser.add_argument("--own", action="store_true", help="Python's own generator")
    parser.add_argument("--w2", action="store_true", help="W2 in place of W1")
    arguments = parser.parse_args()
    if arguments.own:
        generator = random.Random(1)

        def services(job, number):
            return generator.expovariate(1.0)
    else:
        table = [[hash_service(job, number) for number in range(arguments.stations)]
                 for job in range(arguments.jobs)]

        def services(job, number):
            return table[job][number]

    env = simpy.Environment()
    buffers = [simpy.Store(env, capacity=2) for _ in range(arguments.stations - 1)]
    start = time.process_time()
    for number in range(arguments.stations):
        before = buffers[number - 1] if number > 0 else None
        after = buffers[number] if number < arguments.stations - 1 else None
        if arguments.w2:
            env.process(stopping_station(env, number, arguments.jobs, before, after))
        else:
            env.process(station(env, number, services, arguments.jobs, before, after))
    env.run()
    print(json.dumps({"cpu_s": time.process_time() - start, "jobs": arguments.jobs,
                      "makespan": env.now}))


if __name__ == "__main__":
    main()

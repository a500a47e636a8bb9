"""The three workloads on SimPy 2 (Debian's python3-simpy): peer.py WORKLOAD REQUESTS [PENDING]

Written with processes and resources, as SimPy is meant to be used. The events reported are those of the workload's
definition (12 a write); SimPy's own steps are more. Times in milliseconds.
"""
import json
import random
import sys
import time

from SimPy.Simulation import Process, Resource, SimEvent, Simulation, hold, release, request, waitevent

NODE_COUNT = 300
simulation = Simulation()
latencies_ms = []


def start(process_class, *arguments):
    process = process_class(sim=simulation)
    simulation.activate(process, process.run(*arguments))


class Held(Process):
    """w1: one pending event."""

    happened = 0

    def run(self, events):
        while True:
            yield hold, self, random.expovariate(1)
            Held.happened += 1
            if Held.happened == events:
                simulation.stopSimulation()


class Customer(Process):
    """w2"""

    def run(self, server):
        arrived_at_ms = simulation.now()
        yield request, self, server
        yield hold, self, 1000 * random.expovariate(1)
        yield release, self, server
        latencies_ms.append(simulation.now() - arrived_at_ms)


class Customers(Process):
    def run(self, count):
        server = Resource(capacity=1, sim=simulation)
        for _ in range(count):
            yield hold, self, 1250 * random.expovariate(1)
            start(Customer, server)


def hop_ms():
    return 0.05 + 0.05 * random.expovariate(1)


class Write(Process):
    """w3, as its leader sees it."""

    def run(self, disks):
        sent_at_ms = simulation.now()
        leader = random.randrange(NODE_COUNT)
        yield hold, self, hop_ms()
        yield hold, self, hop_ms()
        yield request, self, disks[leader]
        yield hold, self, random.expovariate(1)
        yield release, self, disks[leader]
        first_acknowledgement = SimEvent(sim=simulation)
        for copy in (1, 2):
            start(FollowerWrite, disks[(leader + copy) % NODE_COUNT], first_acknowledgement)
        yield waitevent, self, first_acknowledgement
        yield hold, self, hop_ms()
        yield hold, self, hop_ms()
        latencies_ms.append(simulation.now() - sent_at_ms)


class FollowerWrite(Process):
    def run(self, disk, acknowledgement):
        yield hold, self, hop_ms()
        yield request, self, disk
        yield hold, self, random.expovariate(1)
        yield release, self, disk
        yield hold, self, hop_ms()
        acknowledgement.signal()


class Writes(Process):
    def run(self, count):
        disks = [Resource(capacity=1, sim=simulation) for _ in range(NODE_COUNT)]
        for _ in range(count):
            yield hold, self, random.expovariate(70)
            start(Write, disks)


def main():
    workload, requests = sys.argv[1], int(sys.argv[2])
    random.seed(1)
    simulation.initialize()
    if workload == "w1":
        for _ in range(int(sys.argv[3])):
            start(Held, requests)
    else:
        start(Customers if workload == "w2" else Writes, requests)
    started_at = time.perf_counter()
    simulation.simulate(until=1e18)
    seconds = time.perf_counter() - started_at
    line = {
        "requests": requests,
        "events": requests * {"w1": 1, "w2": 2, "w3": 12}[workload],
        "wallSeconds": seconds,
    }
    if latencies_ms:
        latencies_ms.sort()
        line["meanMs"] = sum(latencies_ms) / requests
        for name, quantile in (("p50Ms", 0.5), ("p99Ms", 0.99), ("p99_9Ms", 0.999)):
            line[name] = latencies_ms[int(quantile * requests)]
    print(json.dumps(line))


main()

"""M/M/450 in SimPy as its guide writes it: a process a customer, a resource."""

import simpy

from queue450 import SERVERS, main, streams


def run(customers, seed, waits):
    gap, service = streams(seed)
    env = simpy.Environment()
    servers = simpy.Resource(env, capacity=SERVERS)

    def customer():
        came = env.now
        with servers.request() as request:
            yield request
            waits.record(env.now - came)
            yield env.timeout(service())

    def source():
        for _ in range(customers):
            yield env.timeout(gap())
            env.process(customer())

    env.process(source())
    env.run()


main(run)

"""M/M/450 in SimPy as fast as it will go: no resource, no process; callbacks on timeouts, and a deque."""

from collections import deque

from simpy import Environment, Timeout

from queue450 import SERVERS, main, streams


def run(customers, seed, waits):
    gap, service = streams(seed)
    env = Environment()
    queue = deque()
    busy, left = 0, customers

    def arrive(_):
        nonlocal busy, left
        if busy < SERVERS:
            busy += 1
            waits.record(0.0)
            Timeout(env, service()).callbacks.append(depart)
        else:
            queue.append(env.now)
        left -= 1
        if left:
            Timeout(env, gap()).callbacks.append(arrive)

    def depart(_):
        nonlocal busy
        if queue:
            waits.record(env.now - queue.popleft())
            Timeout(env, service()).callbacks.append(depart)
        else:
            busy -= 1

    Timeout(env, gap()).callbacks.append(arrive)
    env.run()


main(run)

"""M/M/450 at 0.95, times in mean services: what all who serve it in Python share."""

import json
import random
import sys
from functools import partial

SERVERS = 450
RATE = 0.95 * SERVERS
LONG = 0.05  # a wait that is told apart


class Waits:
    def __init__(self):
        self.customers = self.waited = self.long = 0
        self.sum = 0.0

    def record(self, wait):
        self.customers += 1
        self.sum += wait
        if wait > 0:
            self.waited += 1
            if wait > LONG:
                self.long += 1


def streams(seed):
    """Gaps and services, the latter in the order of their starts: whoever draws from both has the same waits."""
    gaps, services = random.Random(2 * seed), random.Random(2 * seed + 1)
    return partial(gaps.expovariate, RATE), partial(services.expovariate, 1.0)


def main(run):
    """`run(customers, seed, waits)` once; prints what came of it."""
    customers, seed = int(sys.argv[1]), int(sys.argv[2])
    waits = Waits()
    run(customers, seed, waits)
    n = waits.customers
    print(json.dumps({"work": n, "mean_wait": waits.sum / n, "waited": waits.waited / n, "long": waits.long / n}))

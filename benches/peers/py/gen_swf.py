"""A trace of rigid jobs on 450 cards at nine tenths, in the Standard Workload Format, from a seed.

usage: gen_swf.py OUT JOBS SEED OVER (0: estimates are exact; 1: one to three times the run)
"""

import math
import random
import sys

SIZES, SHARES = [1, 2, 4, 8, 16, 56], [0.45, 0.20, 0.15, 0.12, 0.06, 0.02]
MEAN_S, SIGMA, CARDS, LOAD = 4 * 3600.0, 1.2, 450, 0.90

out, count, seed, over = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
draw = random.Random(seed)
mu = math.log(MEAN_S) - SIGMA * SIGMA / 2
mean_gap_s = sum(size * share for size, share in zip(SIZES, SHARES)) * MEAN_S / (LOAD * CARDS)
at, last = 0.0, -1
with open(out, "w") as trace:
    trace.write(f"; Version: 2.2\n; Computer: synthetic\n; MaxJobs: {count}\n; UnixStartTime: 0\n; MaxProcs: {CARDS}\n")
    for job in range(1, count + 1):
        at += draw.expovariate(1 / mean_gap_s)
        # No two of a second, so that the order of submits is no question.
        submit = last = max(int(at), last + 1)
        run = min(max(60, int(draw.lognormvariate(mu, SIGMA))), 14 * 86_400)
        size = draw.choices(SIZES, SHARES)[0]
        more = 1 + 2 * draw.random()
        estimate = int(run * more) if over else run
        trace.write(f"{job} {submit} -1 {run} {size} -1 0 {size} {estimate} 0 1 {1 + job % 700} 1 1 1 1 -1 -1\n")

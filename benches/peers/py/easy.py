"""EASY backfill as an analyst writes it: rigid jobs of a trace on 450 equal cards, with heapq and bisect.

usage: easy.py TRACE.swf PASSES [STARTS]
"""

import bisect
import heapq
import json
import sys

CARDS = 450
NEVER = 1 << 60


def parse(path):
    """(submit, run, estimate, cards) by job."""
    with open(path) as trace:
        rows = [[int(field) for field in line.split()] for line in trace if line[0] != ";"]
    return [(row[1], row[3], max(row[8], row[3]), row[7]) for row in rows]


def starts(jobs):
    start = [0] * len(jobs)
    ends, running, queue = [], [], []
    free, new = CARDS, 0

    def go(job, now):
        nonlocal free
        _, run, estimate, cards = jobs[job]
        start[job] = now
        free -= cards
        heapq.heappush(ends, (now + run, job))
        bisect.insort(running, (now + estimate, job, cards))

    while ends or new < len(jobs):
        now = min(ends[0][0] if ends else NEVER, jobs[new][0] if new < len(jobs) else NEVER)
        while ends and ends[0][0] == now:
            job = heapq.heappop(ends)[1]
            _, _, estimate, cards = jobs[job]
            free += cards
            del running[bisect.bisect_left(running, (start[job] + estimate, job, cards))]
        while new < len(jobs) and jobs[new][0] == now:
            queue.append(new)
            new += 1
        head = 0
        while head < len(queue) and jobs[queue[head]][3] <= free:
            go(queue[head], now)
            head += 1
        del queue[:head]
        if not queue:
            continue
        # When the head is expected to start, and how many cards it will leave.
        need, then, shadow = jobs[queue[0]][3], free, NEVER
        for expected, _, cards in running:
            if then >= need and expected > shadow:
                break
            then += cards
            shadow = expected
        spare = then - need
        kept = [queue[0]]
        for job in queue[1:]:
            _, _, estimate, cards = jobs[job]
            in_time = now + estimate <= shadow
            if cards <= free and (in_time or cards <= spare):
                if not in_time:
                    spare -= cards
                go(job, now)
            else:
                kept.append(job)
        queue = kept
    return start


jobs, passes = parse(sys.argv[1]), int(sys.argv[2])
for _ in range(passes):
    got = starts(jobs)
if len(sys.argv) > 3:
    with open(sys.argv[3], "w") as out:
        out.writelines(f"{at}\n" for at in got)
print(json.dumps({"work": len(jobs) * passes}))

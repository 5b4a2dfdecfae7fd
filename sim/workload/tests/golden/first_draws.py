"""Writes first_draws.txt: the first draws of every distribution and the first requests of some projects.

An independent implementation, on purpose the slow and literal one: SipHash-1-3-128 and Philox4x32-10 from their papers,
the normal quantile of Python's `statistics` (AS 241), the rate of asking as one table of 6,600 hours.
It shares no code with the program; it needs Python 3 alone. Numbers: seed 2025, replication 0, the baseline.

    python3 first_draws.py > first_draws.txt
"""

from bisect import bisect_right
from math import erf, exp, floor, inf, log, sqrt
from statistics import NormalDist

SEED, REPLICATION, LAYOUT = 2025, 0, 1
M64 = (1 << 64) - 1
quantile = NormalDist().inv_cdf


def siphash13_128(data):
    v = [0x736F6D6570736575, 0x646F72616E646F6D ^ 0xEE, 0x6C7967656E657261, 0x7465646279746573]
    rot = lambda x, b: ((x << b) | (x >> (64 - b))) & M64

    def rounds(n):
        for _ in range(n):
            v[0] = (v[0] + v[1]) & M64; v[1] = rot(v[1], 13) ^ v[0]; v[0] = rot(v[0], 32)
            v[2] = (v[2] + v[3]) & M64; v[3] = rot(v[3], 16) ^ v[2]
            v[0] = (v[0] + v[3]) & M64; v[3] = rot(v[3], 21) ^ v[0]
            v[2] = (v[2] + v[1]) & M64; v[1] = rot(v[1], 17) ^ v[2]; v[2] = rot(v[2], 32)

    padded = data + bytes((7 - len(data)) % 8) + bytes([len(data) & 0xFF])
    for i in range(0, len(padded), 8):
        m = int.from_bytes(padded[i:i + 8], "little")
        v[3] ^= m
        rounds(1)
        v[0] ^= m
    v[2] ^= 0xEE
    rounds(3)
    low = v[0] ^ v[1] ^ v[2] ^ v[3]
    v[1] ^= 0xDD
    rounds(3)
    return low, v[0] ^ v[1] ^ v[2] ^ v[3]


def philox(c, k):
    for _ in range(10):
        a, b = c[0] * 0xD2511F53, c[2] * 0xCD9E8D57
        c = [b >> 32 ^ c[1] ^ k[0], b & 0xFFFFFFFF, a >> 32 ^ c[3] ^ k[1], a & 0xFFFFFFFF]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return c


assert philox([5, 4, 3, 2], [2025, 401]) == [3432296643, 3719743638, 3750862960, 4136129393]


def uniform(entity, purpose, index=0):
    text = lambda t: len(t).to_bytes(4, "little") + t.encode()
    address = (LAYOUT.to_bytes(4, "little") + SEED.to_bytes(8, "little") + REPLICATION.to_bytes(4, "little")
               + text(entity) + text(purpose))
    low, high = siphash13_128(address)
    w = philox([0, index, high & 0xFFFFFFFF, high >> 32], [low & 0xFFFFFFFF, low >> 32])
    return (((w[0] | w[1] << 32) >> 11) + 0.5) / 2.0**53


# The baseline of baseline.json and calibration.json.
HOUR, DAY, DAYS = 3600, 86400, 275
MONTHS = [0, 30, 61, 91, 122, 153, 183, 214, 244]
day = lambda m, d: MONTHS[m - 4] + d - 1
WEEKDAY = [0.030479, 0.022577, 0.015927, 0.012613, 0.012333, 0.010233, 0.010455, 0.013686, 0.019449, 0.041839, 0.061673,
           0.07066, 0.05204, 0.059985, 0.069792, 0.072968, 0.071556, 0.071692, 0.054421, 0.050994, 0.049045, 0.047175,
           0.043092, 0.035317]
WEEKEND = [0.045797, 0.041705, 0.034078, 0.024536, 0.019156, 0.017689, 0.016595, 0.019548, 0.021738, 0.036262, 0.040614,
           0.048379, 0.047733, 0.049666, 0.05541, 0.055299, 0.066738, 0.055172, 0.050333, 0.04067, 0.050067, 0.054061,
           0.053002, 0.055751]
HOLIDAYS = {day(*d) for d in [(5, 1), (5, 5), (5, 6), (6, 3), (6, 6), (8, 15), (10, 3), (10, 5), (10, 6), (10, 7), (10, 8),
                              (10, 9), (12, 25)]}
SEASONS = [(day(7, 28), day(8, 8), .85), (day(8, 11), day(8, 24), 1.15), (day(10, 3), day(10, 12), .8),
           (day(11, 1), day(11, 30), 1.1), (day(12, 1), day(12, 14), 1.2), (day(12, 20), day(12, 31), .75)]
CLASSES = [("idle", .10, .03, 3.4), ("light", .20, .20, 5.0), ("medium", .35, .60, 12.5), ("heavy", .35, .93, 32.6)]
KINDS = [("sme", .45, True), ("young", .25, True), ("free", .30, False)]
ONE = ([.4903, .5097], [7.4343, 7.7263], [.80551, 2.193])
TWO = ([.3809, .6191], [8.6791, 11.462], [2.2994, 1.184])
COHORTS = [("gpu-39tf", 200, TWO), ("gpu-67tf", 150, ONE), ("gpu-134tf", 150, TWO)]
FAILED, FMU, FSD, TAIL, SHORTEST, LONGEST = .15, 4.17, .17, 1800, 600, 14 * DAY
Phi = lambda x: .5 * (1 + erf(x / sqrt(2)))


def a(hour):
    d, h = divmod(hour, 24)
    if d in HOLIDAYS:
        return 24 * WEEKEND[h] * .60
    return 24 * WEEKEND[h] * .55 if (d + 1) % 7 >= 5 else 24 * WEEKDAY[h]  # day 0 is a Tuesday


def shock(purpose, index, sd):
    return exp(sd * quantile(uniform("programme", purpose, index)) - sd * sd / 2)


def wanting(d):
    f = .35 + .65 * d / 75 if d < 75 else 1.0
    for first, last, factor in SEASONS:
        if first <= d <= last:
            f *= factor
    month = max(i for i, first in enumerate(MONTHS) if first <= d)
    return f * shock("programme shock", 0, .10) * shock("month shock", month, .08)


WANTING = [wanting(d) for d in range(DAYS)]


def table(c):
    _, _, duty, mean = CLASSES[c]
    length = (1 - FAILED) * mean * HOUR + FAILED * exp(FMU + FSD * FSD / 2)
    total = [0.0]
    for hour in range(DAYS * 24):
        u = min(duty * WANTING[hour // 24], .985)
        total.append(total[-1] + HOUR * a(hour) / max(length / u - length - TAIL, 72))
    return total


TABLES = [table(c) for c in range(4)]


def asks_at(c, after, think):
    total = TABLES[c]
    h = int(after // HOUR)
    goal = total[h] + (total[h + 1] - total[h]) * (after - h * HOUR) / HOUR + think
    k = bisect_right(total, goal) - 1
    if k >= DAYS * 24:
        return None
    return floor((k + (goal - total[k]) / (total[k + 1] - total[k])) * HOUR + .5)


def scale(mixture, mean):
    b, goal = LONGEST - SHORTEST, mean * HOUR - SHORTEST
    expected = lambda s: sum(w * (s * exp(m + v * v / 2) * Phi((log(b / s) - m - v * v) / v) + b * (1 - Phi((log(b / s) - m) / v)))
                             for w, m, v in zip(*mixture))
    low, high = 1e-6, 1e6
    while high / low > 1 + 1e-15:
        s = sqrt(low * high)
        low, high = (s, high) if expected(s) < goal else (low, s)
        if s in (low, high) and high / low < 1 + 4e-16:
            break
    return sqrt(low * high)


def category(shares, x):
    total = 0
    for i, share in enumerate(shares):
        total += share
        if x < total:
            return i
    return len(shares) - 1


def hyper(u1, u2, cv):
    p = .5 * (1 + sqrt((cv * cv - 1) / (cv * cv + 1)))
    return -log(u1) / (2 * p) if u2 < p else -log(u1) / (2 * (1 - p))


print("# First draws, by the independent implementation in first_draws.py: seed 2025, replication 0, layout 1.")
print("# draw LAW INDEX VALUE: entity `gpu-39tf/1`, purpose `normal` (hyperexponential: branch by `component`).")
for j in range(4):
    u, branch = uniform("gpu-39tf/1", "normal", j), uniform("gpu-39tf/1", "component", j)
    for law, x in [("uniform", u), ("exponential", -log(u)), ("normal", quantile(u)), ("lognormal", exp(8 + 1.2 * quantile(u))),
                   ("weibull", 161420 * (-log(u)) ** (1 / .4216)), ("hyperexponential", hyper(u, branch, 2.0))]:
        print("draw", law, j, repr(x))
print("# project NAME CLASS KIND FIRST_SERVICE DROPS_AT; request NAME NTH ASKS_AT WORK FAILED THINK: the chain without a queue.")
print("# rush NAME R AT; switch NAME AT PICK: changes of the supplier at 20 % a month.")
golden = (sqrt(5) - 1) / 2
for product, projects, mixture in COHORTS:
    for number in [1, 2, 3, 4, 5, 6, 7, projects]:
        name = f"{product}/{number}"
        c = category([x[1] for x in CLASSES], (uniform(product, "class") + number * golden) % 1)
        kind = category([x[1] for x in KINDS], (uniform(product, "kind") + number * golden) % 1)
        drops = floor(uniform(name, "drop day") * DAYS) * DAY if uniform(name, "drops") < .05 else None
        sd = log(40 / 12) / quantile(.9)
        start = floor(exp(log(12 * DAY) + sd * quantile(uniform(name, "delay"))) + .5) if KINDS[kind][2] else 0
        if uniform(name, "withdraws") < .05 or (drops is not None and drops <= start):
            start = None
        print("project", name, CLASSES[c][0], KINDS[kind][0], start, drops)
        for m, (first, after) in enumerate(zip(MONTHS, MONTHS[1:] + [DAYS])):
            midnight = (first + floor(uniform(name, "switch day", m) * (after - first))) * DAY
            if start is not None and start < midnight and (drops is None or midnight < drops):
                if uniform(name, "switch", m) < .2:
                    print("switch", name, midnight, repr(uniform(name, "switch to", m)))
        if start is None:
            continue
        for r, before in enumerate([day(8, 25) * DAY, day(12, 8) * DAY]):
            if uniform(name, "rush takes part", r) < .3:
                hours = [a(h) for h in range(before // HOUR - 72, before // HOUR)]
                goal, h = uniform(name, "rush when", r) * sum(hours), 0
                while goal >= hours[h]:
                    goal -= hours[h]
                    h += 1
                at = floor(before - 72 * HOUR + (h + goal / hours[h]) * HOUR + .5)
                if start <= at and (drops is None or at < drops):
                    print("rush", name, r, at)
        s, after = scale(mixture, CLASSES[c][3]), start
        for n in range(4):
            think = hyper(uniform(name, "think 1", n), uniform(name, "think 2", n), 2.0)
            at = asks_at(c, after, think)
            failed = uniform(name, "failed", n) < FAILED
            if failed:
                work = exp(FMU + FSD * quantile(uniform(name, "failed length", n)))
            else:
                i = 0 if uniform(name, "component", n) < mixture[0][0] else 1
                work = min(SHORTEST + s * exp(mixture[1][i] + mixture[2][i] * quantile(uniform(name, "normal", n))), LONGEST)
            work = floor(work + .5)
            if at is None or (drops is not None and at >= drops):
                at = None
            print("request", name, n, at, work, failed, repr(think))
            if at is None:
                break
            after = at + work + TAIL
            if after >= DAYS * DAY:
                break
print("# burst NAME SETS FIRST_DAY DAY_AFTER_THE_LAST: everybody who bursts.")
for product, projects, _ in COHORTS:
    for number in range(1, projects + 1):
        name = f"{product}/{number}"
        if (uniform(product, "burst taker") + number * golden) % 1 >= .1:
            continue
        length = 21 + floor(uniform(name, "burst weeks") * 36)
        x = uniform(name, "burst period")
        if x < .2:
            starts = range(day(8, 1), day(9, 1))
        elif x < .8:
            starts = range(day(10, 1), DAYS - length + 1)
        else:
            starts = range(day(6, 15), day(8, 1))
        first = starts[floor(uniform(name, "burst day") * len(starts))]
        print("burst", name, 2 if uniform(name, "burst k") < .7 else 4, first, first + length)
print("# fault NAME N UP DOWN: seconds of a server's and an allocator's first faults.")
for n in range(4):
    up, down = -log(uniform("naru/H100/3", "fault up", n)), -log(uniform("naru/H100/3", "fault down", n))
    print("fault", "naru/H100/3", n, max(1, floor(238 * DAY * up + .5)), max(1, floor(161420 * down ** (1 / .4216) + .5)))
for n in range(4):
    up, down = -log(uniform("naru/allocator", "fault up", n)), quantile(uniform("naru/allocator", "fault down", n))
    print("fault", "naru/allocator", n, max(1, floor(60 * DAY * up + .5)),
          max(1, floor(4 * HOUR * exp(log(18 / 4) / quantile(.9) * down) + .5)))

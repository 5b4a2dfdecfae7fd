#!/usr/bin/env python3
"""naru beside other simulators and hand-written loops at the same work: a table of ratios.

    python3 benches/peers/run.py            every queue of a million customers: some twenty minutes on an idle machine
    python3 benches/peers/run.py --quick    Python peers at a tenth of it, fewer rounds: not for the record
    python3 benches/peers/run.py --readme   also puts the table into README.md

Peers, after the customer's own set, go into a virtual environment and a target folder under `target/peers`. Each program
is first run once, and its results are held against exact values, against those that share its draws, and against known
schedules: nothing is measured unless all are right. Then all take turns, round by round. A program runs twice a turn,
with little work and with much, and its cost is the difference in CPU time by that in work, so that interpreters, imports
and parsing are in none of them; what they take is told apart. Ratios are of medians over the rounds.

Two threads of `naru run` are held against two copies of the floor side by side, in elapsed time: what both lose to the
machine is nobody's fault. The best of the rounds counts, since anything else on the machine takes from it.
"""

import argparse
import datetime
import doctest
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
HOME = TARGET / "peers"
PYTHON = HOME / "venv/bin/python"
NARU = TARGET / "release/peer"
PROGRAM = TARGET / "release/naru"
RUST = HOME / "release/peers"

# Erlang C for 450 servers at 0.95, and the standard deviation of a run of a million customers (200 runs of the loop).
EXACT = {"mean_wait": (0.00875898, 0.0012181), "waited": (0.197077, 0.01244), "long": (0.063982, 0.00894)}
# Mean and longest wait in seconds of the traces of 200,000 jobs, by whether estimates are over the run.
SCHEDULES = {0: (5049.125, 75_786), 1: (3128.749, 90_901)}


@dataclass
class Program:
    """A program at two sizes; `work` in its result is in units of one customer, job or request."""

    name: str
    little: list
    much: list
    # Those that draw the same numbers have the same waits.
    draws: str = ""
    costs: list = field(default_factory=list)
    start_ups: list = field(default_factory=list)

    def turn(self, seed):
        """One turn: both sizes, and what came of the first."""
        (few, result), (many, more) = measured(self.little, seed), measured(self.much, seed)
        each = cost(few, many, result["work"], more["work"])
        self.costs.append(each)
        self.start_ups.append(few - each * result["work"])
        return result


def measured(command, seed):
    """CPU seconds, user and system, of a process and all that it waited for; and what it printed."""
    filled = [str(part).format(seed=seed) for part in command]
    process = subprocess.Popen(filled, stdout=subprocess.PIPE, cwd=ROOT)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode:
        sys.exit(f"error: failed with {process.returncode}: {' '.join(filled)}")
    return usage.ru_utime + usage.ru_stime, json.loads(out)


def cost(few, many, little, much):
    """Seconds of a unit of work, without what does not grow with it.

    >>> cost(few=0.5, many=2.0, little=100, much=1100)
    0.0015
    """
    return (many - few) / (much - little)


def ratios(above, below):
    """Ratio of the medians, and the least and the largest of a round.

    >>> ratios([8.0, 2.0, 3.0], [1.0, 2.0, 4.0])
    (1.5, 0.75, 8.0)
    """
    rounds = [a / b for a, b in zip(above, below)]
    return median(above) / median(below), min(rounds), max(rounds)


@dataclass
class Figure:
    """naru against a peer: at least `must` times as fast, or, where `at_most`, at most `must` times its cost."""

    work: str
    naru: Program
    peer: Program
    must: float = None
    aim: float = None
    at_most: bool = False

    def ratio(self):
        pair = (self.naru.costs, self.peer.costs) if self.at_most else (self.peer.costs, self.naru.costs)
        return ratios(*pair)

    def row(self):
        ratio, least, most = self.ratio()
        sign = "≤" if self.at_most else "≥"
        limit = lambda value: "" if value is None else f"{sign} {value:g}"
        word = "" if self.must is None else verdict(ratio, self.must, self.aim, self.at_most)
        kind = "times as dear" if self.at_most else "times as fast"
        costs = [f"{median(program.costs) * 1e6:,.3f}" for program in (self.naru, self.peer)]
        return [self.work, self.peer.name, *costs, f"{ratio:.3g} {kind}", f"{least:.3g} to {most:.3g}",
                limit(self.must), limit(self.aim), word]


def verdict(ratio, must, aim, at_most):
    """
    >>> [verdict(ratio, 60, 100, at_most=False) for ratio in (59.9, 60, 100)]
    ['missed', 'met', 'aim met']
    >>> [verdict(ratio, 2.5, 1.5, at_most=True) for ratio in (1.5, 2.5, 2.6)]
    ['aim met', 'met', 'missed']
    """
    reaches = lambda limit: ratio <= limit if at_most else ratio >= limit
    return "aim met" if reaches(aim) else "met" if reaches(must) else "missed"


def table(head, rows):
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])


def install():
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", HOME / "venv"], check=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", HERE / "requirements.txt"], check=True)
    # What is built piece by piece is optimised piece by piece.
    env = {**os.environ, "CARGO_INCREMENTAL": "0"}
    cargo = ["cargo", "build", "--release", "--locked"]
    subprocess.run([*cargo, "-p", "naru-benches", "--bin", "peer"], check=True, cwd=ROOT, env=env)
    subprocess.run(cargo, check=True, cwd=ROOT, env=env)
    subprocess.run([*cargo, "--target-dir", HOME], check=True, cwd=HERE / "rs", env=env)


def queue_programs(quick):
    customers, runs = (100_000, 4) if quick else (1_000_000, 11)

    def python(name, file, draws=""):
        of = lambda size: [PYTHON, HERE / "py" / file, size, "{seed}"]
        return Program(name, of(customers // 10), of(customers), draws)

    def rust(name, command, draws=""):
        of = lambda runs: [*command, 1_000_000, runs, "{seed}"]
        return Program(name, of(1), of(runs), draws)

    return [
        rust("Kiefer-Wolfowitz recursion, the limit", [RUST, "limit"], "rust"),
        rust("hand-written event loop (g)", [RUST, "loop"], "rust"),
        rust("naru", [NARU, "queue"]),
        rust("NeXosim, idiomatic", [RUST, "nexosim"], "rust"),
        python("SimPy, lean", "simpy_lean.py", "python"),
        python("SimPy, idiomatic", "simpy_idiomatic.py", "python"),
        python("Ciw", "ciw_network.py"),
    ]


def easy_programs(trace):
    of = lambda command, passes: ([*command, trace, 1], [*command, trace, 1 + passes])
    return [
        Program("Rust loop", *of([RUST, "easy"], 20)),
        Program("naru replay", *of([NARU, "easy"], 10)),
        Program("plain Python", *of([PYTHON, HERE / "py/easy.py"], 1)),
    ]


def programme_programs(quick):
    of = lambda kind, what, runs: [NARU, kind, what, runs, "{seed}"]
    runs = 6 if quick else 21
    program = lambda name, kind, what: Program(name, of(kind, what, 1), of(kind, what, runs))
    return [
        program("floor L", "floor", 500_000),
        program("as a study hears it", "programme", "baseline-full.ron"),
        program("unheard", "bare", "baseline-full.ron"),
    ]


def far(result, customers):
    """How many standard errors the farthest result of so many customers is off.

    >>> twice = {"mean_wait": 0.00875898 + 2 * 0.0012181, "waited": 0.197077, "long": 0.063982}
    >>> round(far(twice, 250_000), 3)
    1.0
    """
    errors = {key: sd * (1e6 / customers) ** 0.5 for key, (_, sd) in EXACT.items()}
    return max(abs(result[key] - EXACT[key][0]) / errors[key] for key in EXACT)


def check_queues(programs):
    same = {}
    for program in programs:
        _, result = measured(program.much, 1)
        off = far(result, result["work"])
        print(f"  {program.name}: {result}, {off:.1f} standard errors off", flush=True)
        if off > 3.29:
            sys.exit(f"error: {program.name} is not M/M/450: {result}, exact {EXACT}")
        if program.draws:
            first = same.setdefault(program.draws, result)
            if any(abs(result[key] / first[key] - 1) > 1e-5 for key in first):
                sys.exit(f"error: {program.name} differs from those with the same draws: {result}, not {first}")


def check_schedules(programs, trace, over):
    rows = [line.split() for line in open(trace) if line[0] != ";"]
    schedules = []
    for program in programs:
        out = HOME / "starts.txt"
        measured([*program.little, out], 1)
        schedules.append(out.read_text())
        waits = [int(start) - int(row[1]) for row, start in zip(rows, schedules[-1].split(), strict=True)]
        got = (round(mean(waits), 3), max(waits))
        print(f"  {program.name}: mean wait {got[0]} s, longest {got[1]} s", flush=True)
        if got != SCHEDULES[over] or schedules[-1] != schedules[0]:
            sys.exit(f"error: {program.name} is not EASY: {got}, known {SCHEDULES[over]}")


def take_turns(what, programs, rounds):
    for seed in range(1, rounds + 1):
        print(f"{what}, round {seed} of {rounds}", file=sys.stderr, flush=True)
        for program in programs:
            program.turn(seed)


def elapsed(*commands):
    """Seconds until all of them are done, side by side."""
    start = time.perf_counter()
    running = [subprocess.Popen([str(part) for part in it], stdout=subprocess.DEVNULL, cwd=ROOT) for it in commands]
    if any([process.wait() for process in running]):
        sys.exit(f"error: failed: {commands}")
    return time.perf_counter() - start


def efficiency(one, two, copies):
    """Of `copies` times the speed, how much is reached.

    >>> efficiency(one=(1.0, 9.0), two=(0.5, 5.5), copies=2)
    0.8
    """
    return (one[1] - one[0]) / (two[1] - two[0]) / copies


def two_threads(rounds):
    """Efficiencies of naru's two threads and of two copies of the floor, each a round."""
    pairs = []
    with tempfile.TemporaryDirectory() as folder:
        # Each in a folder of its own: what a result holds is not simulated again.
        run = lambda threads, replications: elapsed(
            [PROGRAM, "run", "scenarios/baseline-full.ron", "--replications", replications, "--threads", threads,
             "--no-charts", "--out", Path(tempfile.mkdtemp(dir=folder)) / "out"])
        floor = lambda copies, runs: elapsed(*[[NARU, "floor", 500_000, runs, 1]] * copies)
        for number in range(1, rounds + 1):
            print(f"two threads, round {number} of {rounds}", file=sys.stderr, flush=True)
            ours = [(run(threads, 4), run(threads, 34)) for threads in (1, 2)]
            theirs = [(floor(copies, 4), floor(copies, 64)) for copies in (1, 2)]
            # Two copies do twice the work, two threads the same.
            pairs.append((efficiency(*ours, copies=2), efficiency(*theirs, copies=1)))
    return pairs


def threads_row(pairs):
    """
    >>> threads_row([(0.9, 0.9), (0.72, 0.9), (0.95, 1.0)])[4:]
    ['1 of it', '0.8 to 1', '≥ 0.9', '≥ 0.97', 'aim met']
    """
    shares = [ours / theirs for ours, theirs in pairs]
    best = max(range(len(shares)), key=shares.__getitem__)
    ours, theirs = pairs[best]
    return ["two threads: efficiency, the best of the rounds", "two copies of the floor L", f"{ours:.3f}", f"{theirs:.3f}",
            f"{shares[best]:.3g} of it", f"{min(shares):.3g} to {max(shares):.3g}", "≥ 0.9", "≥ 0.97",
            verdict(shares[best], 0.9, 0.97, at_most=False)]


def machine():
    """Model and cores of the processor, and how busy it is."""
    try:
        info = open("/proc/cpuinfo").read().splitlines()
        model = next(line.split(":", 1)[1].strip() for line in info if line.startswith("model name"))
    except (OSError, StopIteration):
        model = platform.processor() or platform.machine()
    return f"{model}, {os.cpu_count()} cores"


def main():
    failed = doctest.testmod().failed
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="Python peers at a tenth of the work, three rounds")
    parser.add_argument("--rounds", type=int, help="rounds of each program, 5")
    parser.add_argument("--readme", action="store_true", help="put the table into README.md too")
    args = parser.parse_args()
    if failed:
        sys.exit("error: the arithmetic of the table is wrong")
    rounds = args.rounds or (3 if args.quick else 5)
    install()
    load = os.getloadavg()[0]

    print("checked first:", flush=True)
    queues = queue_programs(args.quick)
    check_queues(queues)
    schedules = {}
    for over in SCHEDULES:
        trace = HOME / f"over{over}.swf"
        subprocess.run([PYTHON, HERE / "py/gen_swf.py", trace, "200000", "42", str(over)], check=True)
        schedules[over] = easy_programs(trace)
        check_schedules(schedules[over], trace, over)
    programmes = programme_programs(args.quick)

    threads = two_threads(rounds)
    take_turns("programme", programmes, rounds)
    for over, programs in schedules.items():
        take_turns(f"EASY {over}", programs, rounds)
    take_turns("queue", queues, rounds)

    limit, loop, naru, nexosim, lean, simpy, ciw = queues
    queue = lambda *rest, **more: Figure("M/M/450, a customer", naru, *rest, **more)
    figures = [
        queue(simpy, 60, 100),
        queue(nexosim, 3.5, 6),
        queue(ciw, 250, 500),
        queue(lean),
        queue(loop, 2.5, 1.5, at_most=True),
        queue(limit, at_most=True),
    ]
    for over, (least, replay, plain) in schedules.items():
        work = f"EASY, {'loose' if over else 'exact'} estimates, a job"
        figures += [Figure(work, replay, least, 3, 1.7, at_most=True), Figure(work, replay, plain)]
    floor, *ours = programmes
    figures += [
        Figure(f"programme with all rules, {program.name}, a request", program, floor, 4, 2.5, at_most=True)
        for program in ours
    ]
    head = ["work", "beside", "naru, µs", "it, µs", "naru is", "in the rounds", "must", "aim", ""]
    told = [program for group in (queues, *schedules.values(), programmes) for program in group]
    took = [(program.name, median(program.start_ups)) for program in told]
    start_ups = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in took if seconds >= 0.02)
    command = "python3 benches/peers/run.py" + (" --quick" if args.quick else "")
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    pins = (HERE / "requirements.txt").read_text().split()
    versions = [pin.replace("==", " ") for pin in pins if pin.startswith(("ciw", "simpy"))]
    text = "\n".join([
        table(head, [*(figure.row() for figure in figures), threads_row(threads)]),
        "",
        f"{datetime.date.today()}, {machine()}, load {load:.1f} at the start; `{command}`, {rounds} rounds in turn, "
        f"medians of CPU time. rustc {rustc}, Python {platform.python_version()}, {', '.join(versions)}, nexosim 1.0.0.",
        "",
        f"What a process costs before its work, in no figure above: {start_ups}; the others less than 0.02 s.",
    ])
    print("\n" + text)
    (HOME / "speed.md").write_text(text + "\n")
    if args.readme:
        readme = ROOT / "README.md"
        before, rest = readme.read_text().split("<!-- speed -->\n")
        _, after = rest.split("<!-- end of speed -->\n")
        readme.write_text(f"{before}<!-- speed -->\n{text}\n<!-- end of speed -->\n{after}")


if __name__ == "__main__":
    main()

# Every recipe is a plain line with a name; none is needed.

# The main job.
run scenario="scenarios/baseline-2025.ron" *args:
    cargo run --release -- run {{scenario}} {{args}}

# Judge a scenario without running it.
check scenario:
    cargo run --release -- check {{scenario}}

# All tests.
test:
    cargo test --release --workspace

# What CI asks before the tests.
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings

# Exact queues, all models: the table of what theory says and the engine measures, at 30 million requests a case.
verify:
    NARU_VERIFY=1 cargo test --release -p naru-model --test queue -- --nocapture

# How often intervals cover and the gate errs, at 20,000 repetitions (the tests make 2,000): the table of docs/gate.md.
coverage:
    NARU_COVERAGE=1 cargo test --release -p naru-study --test coverage --test gate -- --nocapture --test-threads=1

# Ratios beside the reference loops.
bench:
    cargo bench -p naru-benches

# Beside SimPy, Ciw, NeXosim and hand-written loops, results checked first: the table of the README. Needs Python 3.11.
peers *args:
    python3 benches/peers/run.py {{args}}

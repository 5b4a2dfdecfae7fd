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

# Exact queues, all models: the table of what theory says and the engine measures, at 30 million requests a case; and the truth
# that solve is held against, by brute force.
verify:
    NARU_VERIFY=1 cargo test --release -p naru-model --test queue -- --nocapture
    NARU_VERIFY=1 cargo test --release -p naru-study --test solve the_truth

# How often intervals cover and the gate errs, at 20,000 repetitions (the tests make 2,000): the table of docs/gate.md.
coverage:
    NARU_COVERAGE=1 cargo test --release -p naru-study --test coverage --test gate -- --nocapture --test-threads=1

# Ratios beside the reference loops.
bench:
    cargo bench -p naru-benches

# Every chart at both widths in both languages: docs/gallery.
gallery:
    NARU_BLESS=1 cargo test --release -p naru-report --test charts gallery

# The forms of example documents, read back by other programs (pip install -r .ci/requirements.txt).
documents python="python3":
    NARU_DOCUMENTS="$PWD/target/documents" cargo test --release -p naru-report --test writers
    {{python}} sim/report/tests/writers/read_back.py target/documents

# The notebooks over a small result, each sum of theirs checked (pip install -r notebooks/requirements.txt).
notebooks python="python3":
    cargo run --release -- run scenarios/baseline-2025.ron --replications 20 --no-charts --force --out target/notebooks/baseline-2025
    notebooks/run.sh target/notebooks/baseline-2025 {{python}}

# The proposal example's figures and pictures, renewed from the baseline (200 replications, seed 1), then verified.
proposal-example python="python3":
    cargo run --release -- run scenarios/baseline-2025.ron
    cargo run --release -- report results/baseline-2025 --no-pdf
    {{python}} docs/proposal-example/refresh.py results/baseline-2025/report
    cargo run --release -- report --verify docs/proposal-example

# The pages of reports in a headless Chromium (Node.js 20; without a Chromium one from npm, by Node.js 22.17 or 24); screenshots in target/browser-test/.
browser-test:
    sim/report/tests/browser/run.sh

# Beside SimPy, Ciw, NeXosim and hand-written loops, results checked first: the table of the README. Needs Python 3.11.
peers *args:
    python3 benches/peers/run.py {{args}}

# Ratios beside in-process references against benches/ratios.txt: fails a quarter above, twice in a row; --accept writes them.
bench-gate *args:
    cargo bench -p naru-benches --bench gate -- {{args}}

# How cost and memory grow with projects, cards and the queue: docs/scale.md and its picture.
scale:
    cargo bench -p naru-benches --bench scale

# A study of 64 shards on a Slurm of two nodes on this host, one of them killed (root; apt-get install slurm-wlm munge).
slurm-test:
    cargo build --release
    deploy/slurm/test.sh target/release/naru

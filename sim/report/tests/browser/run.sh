#!/usr/bin/env bash
# The browser test: pages of the tests and of reports, in a headless Chromium.
#
#   run.sh [--shots FOLDER] [RESULTS]…     RESULTS: folders with a report of both languages; without one, small runs are made
#
# CHROMIUM names a browser; else the system's is taken (both: Node.js 20 or newer), else one from the npm registry (Node.js 22.17,
# 24 or newer). Exit code 4: Node.js, its registry or a browser is not there; whatever else goes wrong is a failure.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
shots=${CARGO_TARGET_DIR:-$here/../../../../target}/browser-test
if [ "${1:-}" = --shots ]; then shots=$2; shift 2; fi
shots=$(realpath -m "$shots")
results=()
for folder in "$@"; do results+=("$(realpath "$folder")"); done
cd "$here/../../../.."
for tool in node npm; do
  command -v "$tool" > /dev/null || { echo "the browser test needs $tool (Node.js)" >&2; exit 4; }
done
# Whether Node.js is at least one of these versions (MAJOR.MINOR) within its major, or of a major above the last.
node_is() { node -e 'const [a, b] = process.versions.node.split(".").map(Number);
  const all = process.argv.slice(1).map((it) => it.split(".").map(Number));
  process.exit(a > all.at(-1)[0] || all.some(([c, d]) => a === c && b >= d) ? 0 : 1)' "$@"; }
omit=()
if [ -n "${CHROMIUM:-}" ] && [ ! -x "$CHROMIUM" ]; then echo "CHROMIUM=$CHROMIUM is no program" >&2; exit 1; fi
for browser in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
  if [ -x "$browser" ]; then export CHROMIUM=$browser; omit=(--omit=optional); break; fi
done
if [ -n "${CHROMIUM:-}" ]; then
  node_is 20.0 || { echo "the browser test needs Node.js 20 or newer; this is $(node --version)" >&2; exit 4; }
else
  node_is 22.17 24.0 || { echo "there is no Chromium, and the one from npm needs Node.js 22.17, 24 or newer; this is $(node --version)" >&2; exit 4; }
fi
if ! npm ci --no-fund --no-audit --loglevel=error --prefix "$here" "${omit[@]}" > /dev/null; then
  npm ping --silent > /dev/null 2>&1 || { echo "the npm registry cannot be reached for what the browser test needs" >&2; exit 4; }
  echo "npm cannot install what the browser test needs, though its registry answers (see above)" >&2
  exit 1
fi
pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
NARU_PAGES="$pages" cargo test --quiet --release -p naru-report --test writers pages_for_the_browser
if [ ${#results[@]} -eq 0 ]; then
  naru="cargo run --quiet --release --"
  $naru run scenarios/shared.ron --replications 8 --no-charts --out "$pages/shared"
  $naru run scenarios/cap-90.ron --replications 2 --no-charts --out "$pages/cap-90"
  $naru report "$pages/shared" --lang both --no-pdf
  $naru report "$pages/shared" "$pages/cap-90" --lang both --no-pdf --out "$pages/two/report"
  results=("$pages/shared" "$pages/two")
fi
node "$here/test.mjs" --shots "$shots" "$pages"/*.??.html "${results[@]/%//report/report.ko.html}" "${results[@]/%//report/report.en.html}"

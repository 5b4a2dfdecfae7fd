#!/usr/bin/env bash
# The browser test: pages of the tests and of reports, in a headless Chromium.
#
#   run.sh [--shots FOLDER] [RESULTS]…     RESULTS: folders with a report of both languages; without one, small runs are made
#
# CHROMIUM names a browser; else the system's is taken, else one from the npm registry. Exit code 4: there is none.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
shots=${CARGO_TARGET_DIR:-$here/../../../../target}/browser-test
if [ "${1:-}" = --shots ]; then shots=$2; shift 2; fi
shots=$(realpath -m "$shots")
results=()
for folder in "$@"; do results+=("$(realpath "$folder")"); done
cd "$here/../../../.."
for tool in node npm; do
  command -v "$tool" > /dev/null || { echo "the browser test needs $tool (Node.js 20 or newer)" >&2; exit 4; }
done
omit=()
for browser in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
  if [ -x "$browser" ]; then export CHROMIUM=$browser; omit=(--omit=optional); break; fi
done
npm ci --silent --no-fund --no-audit --prefix "$here" "${omit[@]}" || { echo "npm cannot install what the browser test needs" >&2; exit 4; }
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

#!/usr/bin/env bash
# The browser test: pages of tests and of a small run, in a headless Chromium. usage: run.sh [FOLDER for screenshots]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
shots=$(realpath -m "${1:-${CARGO_TARGET_DIR:-$here/../../../../target}/browser-test}")
cd "$here/../../../.."
for tool in node npm; do
  command -v "$tool" > /dev/null || { echo "the browser test needs $tool (Node.js 20 or newer)" >&2; exit 3; }
done
npm ci --silent --no-fund --no-audit --prefix "$here"
pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
NARU_PAGES="$pages" cargo test --quiet --release -p naru-report --test writers pages_for_the_browser
naru="cargo run --quiet --release --"
$naru run scenarios/shared.ron --replications 8 --no-charts --out "$pages/shared"
$naru report "$pages/shared" --lang both
node "$here/test.mjs" --shots "$shots" "$pages"/*.??.html "$pages"/shared/report/report.*.html

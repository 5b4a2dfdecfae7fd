#!/usr/bin/env bash
# Runs every notebook over a result folder and fails on a wrong assertion, or where .py and .ipynb part.
# usage: notebooks/run.sh DIR [PYTHON]
set -euo pipefail
results=$(realpath "$1")
python=$(command -v "${2:-python3}")
cd "$(dirname "$0")"
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
for source in *.py; do
  notebook="${source%.py}.ipynb"
  "$python" -m jupytext --quiet --to py:percent -o "$made/$source" "$notebook"
  diff -u "$source" "$made/$source" || { echo "$source and $notebook part: jupytext --sync $source" >&2; exit 1; }
done
NARU_RESULTS="$results" "$python" -m pytest -q -p no:cacheprovider --nbmake --nbmake-timeout=300 ./*.ipynb

#!/bin/sh
# Style, types, import contracts, pins and printed documentation. Runs all, then says what failed.
set -u
cd "$(dirname "$0")/.."
failed=""
step() {
  name=$1
  shift
  if "$@"; then echo "ok: $name"; else failed="$failed $name"; fi
}
no_addresses() { ! grep -n '://' requirements.txt requirements-dev.txt constraints.txt; }
pins_are_current() {
  command -v uv >/dev/null 2>&1 || { echo "uv is not here: the pins were not compiled anew"; return 0; }
  fresh=$(mktemp -d)
  ./scripts/pins.sh "$fresh" && diff -q "$fresh/requirements.txt" requirements.txt \
    && diff -q "$fresh/requirements-dev.txt" requirements-dev.txt \
    && diff -q "$fresh/constraints.txt" constraints.txt
  result=$?
  rm -rf "$fresh"
  return $result
}
step format .venv/bin/ruff format --check .
step lint .venv/bin/ruff check .
step types .venv/bin/mypy
step imports .venv/bin/lint-imports
step addresses no_addresses
step pins pins_are_current
step documentation .venv/bin/python scripts/documentation.py --check
if [ -n "$failed" ]; then
  echo "failed:$failed" >&2
  exit 1
fi

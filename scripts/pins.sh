#!/bin/sh
# Writes the pinned versions anew. No file names an index: the machine's own setting decides.
set -eu
cd "$(dirname "$0")/.."
out=${1:-.}
[ "$out" = . ] || cp requirements.txt requirements-dev.txt constraints.txt "$out"/
compile() {
  uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate "$@" pyproject.toml
}
compile --generate-hashes -o "$out/requirements.txt"
compile --generate-hashes --group dev -o "$out/requirements-dev.txt"
compile -o "$out/constraints.txt"

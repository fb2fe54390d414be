#!/bin/sh
# Makes .venv with exactly the pinned packages. Usage: environment.sh runtime|development
# uv where it is installed, else Python's own venv and pip. Does nothing where all is in place.
set -eu
cd "$(dirname "$0")/.."
case "${1:-runtime}" in
  runtime) pins=requirements.txt ;;
  development) pins=requirements-dev.txt ;;
  *) echo "usage: environment.sh runtime|development" >&2; exit 2 ;;
esac

python=""
for candidate in python3 python3.13 python3.12 python3.11; do
  if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [ -z "$python" ]; then
  echo "Nye grep needs Python 3.11 or newer, and found none on this machine." >&2
  echo "Install it (Debian/Ubuntu: apt install python3 python3-venv; macOS: brew install python) and try again." >&2
  exit 1
fi

# What development needs includes what running needs.
stamp=.venv/.installed-$(basename "$pins" .txt)
for done in "$stamp" .venv/.installed-requirements-dev; do
  if [ -f "$done" ] && [ "$done" -nt "$pins" ] && [ "$done" -nt pyproject.toml ]; then
    exit 0
  fi
done

echo "Setting up .venv from $pins (once; takes up to a minute) ..."
if command -v uv >/dev/null 2>&1; then
  [ -d .venv ] || uv venv --quiet --python "$("$python" -c 'import sys; print(sys.executable)')" .venv
  uv pip install --quiet --python .venv/bin/python --require-hashes -r "$pins"
  uv pip install --quiet --python .venv/bin/python --no-deps -e .
else
  if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    echo "Python's venv module is missing on this machine." >&2
    echo "Install it (Debian/Ubuntu: sudo apt install python3-venv) and try again." >&2
    exit 1
  fi
  [ -x .venv/bin/pip ] || "$python" -m venv .venv
  .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r "$pins"
  .venv/bin/pip install --quiet --disable-pip-version-check --no-deps -e .
fi
.venv/bin/python scripts/compile.py
rm -f .venv/.installed-*
touch "$stamp"

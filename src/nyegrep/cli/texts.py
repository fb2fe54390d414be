"""Words of the command line, in the language the user asked for."""

from __future__ import annotations

import os
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

NORWEGIAN = ("nb", "nn", "no")


def language() -> str:
    """The language before anything is said: ``NYEGREP_LANG``, else the machine's, else English."""
    for name in ("NYEGREP_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        chosen = os.environ.get(name, "")
        if chosen:
            return "nb" if chosen[:2] in NORWEGIAN else "en"
    return "en"


def say(key: str, chosen: str | None = None, **facts: Any) -> str:
    """The text for ``key``, filled with ``facts``."""
    text = _texts()[key][chosen or language()]
    return text.format(**facts) if facts else text


@cache
def _texts() -> dict[str, dict[str, str]]:
    source = files("nyegrep.cli").joinpath("texts.yaml").read_text(encoding="utf-8")
    texts: dict[str, dict[str, str]] = yaml.safe_load(source)
    return texts

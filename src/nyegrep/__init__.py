"""Nye grep: from public statistics to a plan agreed on and followed up.

The names in ``__all__`` are the public library; nothing else is promised to stay. They are
imported when they are first used, so that ``import nyegrep`` costs nothing.

Example, in a notebook::

    import nyegrep
    from pathlib import Path

    workspace = nyegrep.Workspace.open(Path("data"))
    context = nyegrep.prepare(workspace, "Søndre Land", base_year=2019)
    picture = nyegrep.challenge_picture(context)
    picture.history.values            # a Polars frame
    picture.history.trace.sources     # where the numbers come from
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from nyegrep.foundation.version import VERSION

if TYPE_CHECKING:
    from nyegrep.analyses.challenge_picture import run as challenge_picture
    from nyegrep.analyses.context import history_of, prepare
    from nyegrep.analyses.futures_outlook import run as futures_outlook
    from nyegrep.analyses.population_outlook import run as population_outlook
    from nyegrep.analyses.projection_table import projection_table
    from nyegrep.foundation.errors import NyegrepError
    from nyegrep.foundation.figures import Figure
    from nyegrep.foundation.provenance import Trace
    from nyegrep.reports.build import build_report
    from nyegrep.reports.explain import explain
    from nyegrep.sources.datapack import read_datapack
    from nyegrep.sources.store import Workspace

__version__ = VERSION
__all__ = [
    "Figure",
    "NyegrepError",
    "Trace",
    "Workspace",
    "build_report",
    "challenge_picture",
    "explain",
    "futures_outlook",
    "history_of",
    "population_outlook",
    "prepare",
    "projection_table",
    "read_datapack",
]

_HOMES = {
    "Figure": ("nyegrep.foundation.figures", "Figure"),
    "NyegrepError": ("nyegrep.foundation.errors", "NyegrepError"),
    "Trace": ("nyegrep.foundation.provenance", "Trace"),
    "Workspace": ("nyegrep.sources.store", "Workspace"),
    "build_report": ("nyegrep.reports.build", "build_report"),
    "challenge_picture": ("nyegrep.analyses.challenge_picture", "run"),
    "explain": ("nyegrep.reports.explain", "explain"),
    "futures_outlook": ("nyegrep.analyses.futures_outlook", "run"),
    "history_of": ("nyegrep.analyses.context", "history_of"),
    "population_outlook": ("nyegrep.analyses.population_outlook", "run"),
    "prepare": ("nyegrep.analyses.context", "prepare"),
    "projection_table": ("nyegrep.analyses.projection_table", "projection_table"),
    "read_datapack": ("nyegrep.sources.datapack", "read_datapack"),
}


def __getattr__(name: str) -> Any:
    """The public name, imported now."""
    if name not in _HOMES:
        raise AttributeError(f"module 'nyegrep' has no public name {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    """The public names."""
    return [*__all__, "__version__"]

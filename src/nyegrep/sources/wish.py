"""What is wished for from a source, and how the source tells how far it has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Wish:
    """What to fetch.

    Attributes:
        municipalities: codes, all of them where ``None``. A municipality that has had several
            codes is wished for by all of them; a table is asked for those that it has.
        years: calendar years, all of them where ``None``.
        language: the language of the notes that go with the data.
    """

    municipalities: tuple[str, ...] | None = None
    years: tuple[int, ...] | None = None
    language: Literal["nb", "en"] = "nb"


def no_progress(_what: str, _done: int, _all: int) -> None:
    """Tells nobody."""

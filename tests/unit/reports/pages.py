"""Reports on Fjordvik, each made once, with a record of what its templates asked for."""

from __future__ import annotations

import sys
from dataclasses import dataclass, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from nyegrep.reports.build import print_report
from nyegrep.reports.press import Press
from tests.unit.reports.answers import report
from tests.unit.reports.places import LOTS, NOW
from tests.unit.reports.reading import Element, read


class Recording(jinja2.Environment):
    """Templates that remember which of them used which values they were handed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.used: set[str] = set()

    def getattr(self, obj: Any, attribute: str) -> Any:
        if is_dataclass(obj):
            template = Path(sys._getframe(1).f_code.co_filename).name
            self.used.add(f"{template}: {type(obj).__name__}.{attribute}")
        return super().getattr(obj, attribute)


@dataclass(frozen=True)
class Page:
    """A report: its HTML, its tree, and the values its templates used."""

    html: str
    tree: Element
    used: frozenset[str]

    def section(self, anchor: str) -> Element:
        return next(e for e in self.tree if e.tag == "section" and e.attributes["id"] == anchor)

    def figure(self, anchor: str) -> Element:
        return next(e for e in self.tree if e.tag == "figure" and e.attributes["id"] == anchor)

    def title(self, anchor: str) -> str:
        return self.figure(anchor).one("h3").text()


@cache
def page(lot: str, language: str) -> Page:
    press = Press(language, Recording)
    html = print_report(report(LOTS[lot]), press, NOW)
    assert isinstance(press.environment, Recording)
    return Page(html, read(html), frozenset(press.environment.used))

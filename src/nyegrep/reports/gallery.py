"""Figures put on the page one after the other, numbered, with their texts and tables."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from nyegrep.foundation.figures import Figure
from nyegrep.reports.charts.svg import Draw, picture
from nyegrep.reports.contexts import Cell, FigureContext, KeyItem, Table
from nyegrep.reports.explain import source_line
from nyegrep.reports.press import Press
from nyegrep.reports.provenance import provenance


@dataclass(frozen=True)
class Exhibit:
    """A figure on its way to the page.

    Attributes:
        name: of its three macros ``…_title``, ``…_subtitle`` and ``…_alternative``.
        figure: the numbers.
        about: what the macros are handed.
        table: the numbers as a reader sees them.
        draw: makes the chart; ``None`` for what is told as a table.
        keys: what the signs of the chart stand for.
        numbers: all the numbers, for the download; ``None`` where the table shows them all.
        view: which of several that show the same figure; it makes the anchor another one.
    """

    name: str
    figure: Figure
    about: object
    table: Table
    draw: Draw | None = None
    keys: tuple[KeyItem, ...] = ()
    numbers: Table | None = None
    view: str = ""


class Gallery:
    """The figures of one report, in the order they are put up."""

    def __init__(self, press: Press, today: datetime, *, invented: bool) -> None:
        self.press = press
        self.today = today
        self._invented = invented
        self._figures: list[FigureContext] = []

    @property
    def figures(self) -> tuple[FigureContext, ...]:
        """All that have been put up."""
        return tuple(self._figures)

    def show(self, chapter: str, exhibit: Exhibit) -> FigureContext:
        """Give a figure its number, texts, drawing, table and source note."""
        press = self.press
        texts = f"{chapter}_figures.jinja"
        shown = ".".join(part for part in (exhibit.figure.id, exhibit.view) if part)
        anchor = shown.replace(".", "-").replace("_", "-")
        kind = "figure" if exhibit.draw else "table"
        said = {
            part: press.sentence(texts, f"{exhibit.name}_{part}", exhibit.about)
            for part in ("title", "subtitle", "alternative")
        }
        found = FigureContext(
            anchor=anchor,
            kind="figure" if exhibit.draw else "table",
            number=1 + sum(other.kind == kind for other in self._figures),
            picture=picture(exhibit.draw, anchor, press.language) if exhibit.draw else None,
            keys=exhibit.keys,
            table=exhibit.table,
            download=self._download(exhibit.numbers or exhibit.table),
            file_name=f"{self._prefix()}{anchor}.csv",
            source=source_line(exhibit.figure.trace, press.language),
            provenance=provenance(exhibit.figure, press, self.today),
            **said,
        )
        self._figures.append(found)
        return found

    def _prefix(self) -> str:
        return f"{self.press.words['invented_file']}-" if self._invented else ""

    def _download(self, numbers: Table) -> str:
        """The table as a data address: with the separators that spreadsheets here expect."""
        nb = self.press.language == "nb"
        note = [str(self.press.words["invented"])] if self._invented else []
        lines = [[*numbers.headings, *("" for _ in note)]]
        for name, row in numbers.rows:
            raw = [cell.raw.replace(".", ",") if nb else cell.raw for cell in row]
            lines.append([name, *raw, *note])
        separator = ";" if nb else ","
        text = "\r\n".join(separator.join(_quoted(item) for item in line) for line in lines)
        encoded = base64.b64encode(b"\xef\xbb\xbf" + text.encode("utf-8") + b"\r\n")
        return f"data:text/csv;charset=utf-8;base64,{encoded.decode('ascii')}"


def table(headings: Sequence[str], rows: Iterable[tuple[object, Sequence[Cell]]]) -> Table:
    """A table from its headings and its rows."""
    return Table(tuple(headings), tuple((str(name), tuple(row)) for name, row in rows))


def cells(values: Iterable[float | None], form: Callable[[float], str]) -> tuple[Cell, ...]:
    """Numbers as cells; a dash where there is none."""
    return tuple(
        Cell("–")
        if value is None
        else Cell(form(value), f"{round(value, 4) + 0.0:.4f}".rstrip("0").rstrip("."))
        for value in values
    )


def _raw(value: float) -> str:
    """A number as programs read it: four decimals at most, and nothing is not below nothing."""
    return f"{round(value, 4) + 0.0:.4f}".rstrip("0").rstrip(".")


def _quoted(text: str) -> str:
    needs = any(sign in text for sign in ';,"\n')
    return '"' + text.replace('"', '""') + '"' if needs else text

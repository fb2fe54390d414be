"""Templates of the tables that only the municipality can fill in: workbooks with a guide."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from nyegrep.foundation.terms import definition, glossary, label, unit_label
from nyegrep.reports.press import Press
from nyegrep.sources.own_tables import OwnColumn, OwnForm

WIDEST = 60
SHEET_NAME_LENGTH = 31
VALIDATED_ROWS = 500


def template(form: OwnForm, language: str, rows: Sequence[Mapping[str, Any]] = ()) -> bytes:
    """A workbook to fill in: headings in words, prepared rows, and a sheet that explains.

    Args:
        form: what the table looks like.
        language: ``nb`` or ``en``.
        rows: what may stand there from the start, by the names of columns.
    """
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _write_table(book.add_worksheet(_tab(form.name, language)), form, language, rows, bold)
        words = Press(language).words["own_forms"]
        guide = book.add_worksheet(words["guide"])
        for position, name in enumerate(("column", "meaning", "unit", "expected", "must")):
            guide.write_string(0, position, words[name], bold)
        for number, column in enumerate(form.columns, 1):
            for position, text in enumerate(_explained(column, language, words)):
                guide.write_string(number, position, text, wrapped)
        guide.set_column(0, 0, 30)
        guide.set_column(1, 1, WIDEST)
        guide.set_column(2, 4, 25)
        guide.freeze_panes(1, 0)
    return content.getvalue()


def _write_table(
    sheet: Any, form: OwnForm, language: str, rows: Sequence[Mapping[str, Any]], bold: Any
) -> None:
    for position, column in enumerate(form.columns):
        heading = label(column.name, language)
        sheet.write_string(0, position, heading, bold)
        sheet.set_column(position, position, min(max(len(heading), 10) + 3, WIDEST))
        for number, row in enumerate(rows, 1):
            found = row.get(column.name)
            shown = label(found, language) if column.kind == "choice" and found else found
            if shown is not None:
                sheet.write(number, position, shown)
        if column.choices:
            choices = [label(choice, language) for choice in column.choices]
            if len(",".join(choices)) < 255:
                strict = column.kind == "choice"
                allowed = {"validate": "list", "source": choices, "show_error": strict}
                sheet.data_validation(1, position, VALIDATED_ROWS, position, allowed)
    sheet.freeze_panes(1, 0)


def _explained(column: OwnColumn, language: str, words: Mapping[str, str]) -> tuple[str, ...]:
    meaning = definition(column.name, language) if column.name in glossary() else ""
    expected = column.expected
    if column.choices:
        expected = ", ".join(label(choice, language) for choice in column.choices)
    unit = words["percent"] if column.kind == "percent" else unit_label(column.unit, language)
    must = words["yes"] if column.required else words["no"]
    return (label(column.name, language), meaning, unit, expected, must)


def _tab(name: str, language: str) -> str:
    """The name of a sheet, which Excel allows few letters."""
    return label(name, language)[:SHEET_NAME_LENGTH]

"""How commands answer: tables, JSON, CSV, files, notes and progress."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import polars as pl
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from nyegrep.cli.texts import say
from nyegrep.foundation.errors import InputError, Problem, WorkspaceError, fail
from nyegrep.foundation.terms import glossary, label, labels
from nyegrep.reports.render import number
from nyegrep.sources.state import write_atomically

BINARY = ("parquet", "xlsx")
WORKSHEET_ROWS = 1_048_576
ROW_GROUP = 1_000_000


def show_rows(rows: list[dict[str, Any]], form: str, language: str) -> None:
    """Print rows as a table for people, or as JSON or CSV for programs."""
    if form == "json":
        click.echo(to_json(rows))
    elif form == "csv":
        click.echo(pl.DataFrame(rows).write_csv(), nl=False)
    else:
        _print_table(rows, language)


def to_json(content: Any) -> str:
    """JSON as commands print it: readable, Norwegian letters kept."""
    return json.dumps(content, ensure_ascii=False, indent=2, default=_plain)


def write_frame(frame: pl.DataFrame, form: str, output: Path | None, language: str) -> None:
    """Write a frame as table, CSV, JSON, Excel or Parquet, to a file or to the screen.

    A file is there whole or not at all.

    Raises:
        InputError: the table is longer than a worksheet.
        WorkspaceError: the file cannot be written.
    """
    if output is None:
        if form in BINARY:
            raise click.UsageError(f"--format {form} needs -o FILE")
        if form == "table":
            _print_table(frame.to_dicts(), language)
        else:
            click.echo(_as_text(frame, form), nl=False)
        return
    if form == "xlsx" and len(frame) >= WORKSHEET_ROWS:
        facts = {"rows": len(frame), "most": WORKSHEET_ROWS - 1}
        fail(InputError, "output.too_many_rows", **facts)
    if form in BINARY:
        buffer = io.BytesIO()
        if form == "xlsx":
            frame.write_excel(buffer, freeze_panes=(1, 0), autofit=True)
        else:
            frame.write_parquet(buffer, compression="zstd")
        _write(output, buffer.getvalue(), language)
    else:
        text = _as_text(frame, "csv" if form == "table" else form)
        _write(output, text.encode("utf-8"), language)


def write_parts(frame: pl.LazyFrame, form: str, output: Path | None, language: str) -> None:
    """Write a frame that may be larger than memory: CSV and Parquet files a piece at a time.

    Raises:
        InputError: the table is longer than a worksheet.
        WorkspaceError: the file cannot be written.
    """
    streamed = output is not None and form in ("csv", "parquet") and not _is_other(output)
    if output is None or not streamed:
        write_frame(frame.collect(), form, output, language)
        return
    target = output.resolve()
    unfinished = target.with_name(f".{target.name}.writing")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if form == "csv":
            frame.sink_csv(unfinished)
        else:
            frame.sink_parquet(unfinished, compression="zstd", row_group_size=ROW_GROUP)
        unfinished.replace(target)
    except OSError as error:
        fail(WorkspaceError, "output.cannot_write", path=output, reason=error.strerror or error)
    finally:
        with suppress(OSError):
            unfinished.unlink()
    note(say("done.file", language, path=output))


def write_document(content: Any, output: Path | None, language: str) -> None:
    """Write a JSON document, to a file or to the screen.

    Raises:
        WorkspaceError: the file cannot be written.
    """
    text = json.dumps(content, ensure_ascii=False, default=_plain) + "\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        _write(output, text.encode("utf-8"), language)


def _write(output: Path, content: bytes, language: str) -> None:
    """A file is replaced in one step; what is no file, as a pipe, is written to."""
    try:
        if _is_other(output):
            output.write_bytes(content)
        else:
            write_atomically(output.resolve(), content)
    except OSError as error:
        fail(WorkspaceError, "output.cannot_write", path=output, reason=error.strerror or error)
    note(say("done.file", language, path=output))


def _is_other(output: Path) -> bool:
    """True for what is no file, as a pipe or a device: it is written to, never replaced."""
    return output.exists() and not output.is_file()


def _as_text(frame: pl.DataFrame, form: str) -> str:
    return to_json(frame.to_dicts()) + "\n" if form == "json" else frame.write_csv()


def note(text: str) -> None:
    """A line for the person, not for the next program in a pipe."""
    click.echo(text, err=True)


def warn(problems: tuple[Problem, ...], language: str) -> None:
    """Problems that did not stop the command."""
    for problem in problems:
        note(f"{say('warning', language)}: {problem.text(language)}")


@contextmanager
def progress_bar(usual: str = "") -> Iterator[Any]:
    """A function ``(what, done, all)`` that draws a bar, and nothing where nobody watches.

    Args:
        usual: what is done where the function is not told.
    """
    if not sys.stderr.isatty():
        yield _silent
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def draw(what: str, done: int, whole: int) -> None:
            bar.update(task, description=what or usual, completed=done, total=whole or None)

        yield draw


def _silent(_what: str, _done: int, _whole: int) -> None:
    """Nobody is watching."""


def _print_table(rows: list[dict[str, Any]], language: str) -> None:
    if not rows:
        return
    width = None if sys.stdout.isatty() else 200
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, value in rows[0].items():
        numeric = isinstance(value, int | float) and not isinstance(value, bool)
        table.add_column(_heading(name, language), justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*(_cell(value, language) for value in row.values()))
    Console(width=width, soft_wrap=not sys.stdout.isatty()).print(table)


def _heading(name: str, language: str) -> str:
    try:
        return say(f"column.{name}", language)
    except KeyError:
        named = name in glossary() or any(name in group for group in labels().values())
        return label(name, language) if named else name


def _cell(value: Any, language: str) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return say("answer.yes" if value else "answer.no", language)
    if isinstance(value, float):
        return _number(value, language)
    return str(value)


def _number(value: float, language: str) -> str:
    """Six digits, as the language writes them."""
    shortest = f"{value:.6g}"
    return (
        number(value, language, len(shortest.partition(".")[2]))
        if "e" not in shortest
        else shortest
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    return list(value)

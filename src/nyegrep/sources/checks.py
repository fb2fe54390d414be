"""A table is checked against its declaration before it may enter a workspace.

First the frame is brought to the declared shape (names, defaults, recoding, types), then every
rule is checked, and all that is wrong is reported at once. A table is taken whole or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from nyegrep.foundation.codes import MunicipalityHistory
from nyegrep.foundation.errors import DataError, Problem, Problems
from nyegrep.foundation.tables import POLARS_TYPES, Column
from nyegrep.sources.catalogue import Dataset
from nyegrep.sources.headings import spread_years

KOSTRA_REGION = r"^E(AK|KG|KA)"
REGION_PATTERN = r"^(0|\d{2}|\d{4})$|^E(AK|KG|KA)"
MISSING_MARKS = ("", ".", "..", ":", "-", "NA", "NaN", "nan", "null")


@dataclass(frozen=True)
class CheckedTable:
    """A table that holds what its declaration promises, with what is worth knowing about it."""

    frame: pl.DataFrame
    warnings: tuple[Problem, ...]


def check(
    frame: pl.DataFrame, dataset: Dataset, place: str, history: MunicipalityHistory, borders: int
) -> CheckedTable:
    """Bring ``frame`` to the declared shape and check it.

    Args:
        frame: columns in our names or in any heading that the declaration knows.
        dataset: what the table must be.
        place: file or address, for messages.
        history: which region codes exist, and when.
        borders: year whose municipal borders the codes follow; 0 = the borders of each year.

    Raises:
        DataError: with every problem found.
    """
    problems = Problems()
    shaped = _shape(frame, dataset, place, problems)
    problems.raise_if_any(DataError)
    typed = _cast(shaped, dataset, place, problems)
    problems.raise_if_any(DataError)
    _check_rules(typed, dataset, place, problems)
    warnings = Problems()
    _check_codes(typed, dataset, place, _Codes(history, borders, problems, warnings))
    problems.raise_if_any(DataError)
    return CheckedTable(typed, tuple(warnings))


def _shape(frame: pl.DataFrame, dataset: Dataset, place: str, problems: Problems) -> pl.DataFrame:
    """Declared columns in declared order; defaults filled, recoded values in place."""
    frame = spread_years(frame, dataset.columns)
    expressions = []
    for column in dataset.columns:
        if column.name in frame.columns:
            expressions.append(_recoded(column))
        elif column.default is not None:
            expressions.append(pl.lit(column.default).alias(column.name))
        elif column.required:
            problems.add(
                "data.column_missing", place=place, column=column.name, found=frame.columns
            )
        else:
            kind = POLARS_TYPES[column.type]
            expressions.append(pl.lit(None, dtype=kind).alias(column.name))
    if not len(problems) and frame.is_empty():
        problems.add("data.table_empty", place=place)
    return frame if len(problems) else frame.select(expressions)


def _recoded(column: Column) -> pl.Expr:
    expression = pl.col(column.name)
    if column.recode:
        expression = expression.cast(pl.String).str.strip_chars().replace(column.recode)
    return expression


def _cast(shaped: pl.DataFrame, dataset: Dataset, place: str, problems: Problems) -> pl.DataFrame:
    columns = {}
    for column in dataset.columns:
        before = shaped[column.name]
        after = _cast_column(before, column)
        lost = after.is_null() & before.is_not_null() & ~_is_mark(before)
        if lost.any():
            row = int(lost.arg_max() or 0)
            facts = {"place": place, "column": column.name, "expected": column.type}
            problems.add(
                "data.type_wrong",
                **facts,
                count=int(lost.sum()),
                example=f"“{before[row]}”",
                row=row + 1,
            )
        columns[column.name] = after
    return pl.DataFrame(columns)


def _is_mark(series: pl.Series) -> pl.Series:
    if series.dtype != pl.String:
        return pl.repeat(False, len(series), eager=True)
    return series.str.strip_chars().is_in(MISSING_MARKS)


def _cast_column(series: pl.Series, column: Column) -> pl.Series:
    kind = POLARS_TYPES[column.type]
    if column.type == "region":
        return _region_codes(series)
    if column.type == "text":
        text = series.cast(pl.String).str.strip_chars()
        return text.fill_null(column.default) if column.default is not None else text
    if series.dtype == pl.String:
        text = series.str.replace_all(r"[\s\u00a0\u202f]", "").str.replace("\u2212", "-")
        series = text.str.replace(r"^(-?\d+),(\d+)$", "${1}.${2}").cast(pl.Float64, strict=False)
    if column.type in ("year", "integer") and series.dtype.is_float():
        series = series.set(series.is_not_null() & (series != series.round()), None)
    return series.cast(kind, strict=False)


def _region_codes(series: pl.Series) -> pl.Series:
    """Codes as text; a three-digit number is a municipality whose leading zero was lost."""
    text = series.cast(pl.Int64, strict=False) if series.dtype.is_float() else series
    codes = text.cast(pl.String).str.strip_chars()
    lost_zero = codes.str.contains(r"^\d{3}$")
    frame = pl.DataFrame({"code": codes, "lost": lost_zero})
    padded = pl.when(pl.col("lost")).then(pl.col("code").str.zfill(4)).otherwise(pl.col("code"))
    return frame.select(padded.alias(series.name))[series.name]


def _check_rules(frame: pl.DataFrame, dataset: Dataset, place: str, problems: Problems) -> None:
    """Ranges, allowed values and empty cells by pandera; repeated keys by counting."""
    import pandera.polars as pa

    schema = pa.DataFrameSchema({c.name: _pandera_column(c) for c in dataset.columns}, strict=True)
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as found:
        _report(found.failure_cases, dataset, place, problems)
    key = list(dataset.declaration.key)
    repeated = frame.select(key).is_duplicated()
    if repeated.any():
        row = frame.select(key).row(int(repeated.arg_max() or 0), named=True)
        example = ", ".join(f"{name} {value}" for name, value in row.items())
        problems.add(
            "data.key_repeated", place=place, count=int(repeated.sum()), key=key, example=example
        )


def _pandera_column(column: Column) -> Any:
    import pandera.polars as pa

    checks = []
    if column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum))
    if column.maximum is not None:
        checks.append(pa.Check.le(column.maximum))
    if column.values is not None:
        checks.append(pa.Check.isin(column.values))
    if column.type == "region":
        checks.append(pa.Check.str_matches(REGION_PATTERN))
    return pa.Column(POLARS_TYPES[column.type], checks, nullable=column.nullable)


def _report(cases: pl.DataFrame, dataset: Dataset, place: str, problems: Problems) -> None:
    """Turn pandera's failure cases into one problem per column and kind of fault."""
    grouped = cases.with_columns(kind=pl.col("check").str.extract(r"^([a-z_]+)"))
    for (name, kind), rows in grouped.group_by("column", "kind", maintain_order=True):
        column = dataset.declaration.column(str(name))
        facts: dict[str, Any] = {"place": place, "column": name}
        first = rows.row(0, named=True)
        seen = {"count": len(rows), "row": (first["index"] or 0) + 1}
        if kind == "not_nullable":
            problems.add("data.value_missing", **facts, **seen)
        elif kind == "isin":
            found = rows["failure_case"].unique().sort().to_list()
            problems.add(
                "data.value_unknown", **facts, found=found, expected=list(column.values or ())
            )
        elif kind == "str_matches":
            found = rows["failure_case"].unique().sort().to_list()
            problems.add("data.code_unknown", **facts, found=found)
        else:
            bounds = _bounds(column)
            example = first["failure_case"]
            problems.add(
                "data.value_out_of_range", **facts, **seen, expected=bounds, example=example
            )


def _bounds(column: Column) -> str:
    low = f"{column.minimum:g}" if column.minimum is not None else "−∞"
    high = f"{column.maximum:g}" if column.maximum is not None else "∞"
    return f"{low} – {high}"


@dataclass(frozen=True)
class _Codes:
    history: MunicipalityHistory
    borders: int
    problems: Problems
    warnings: Problems


def _check_codes(frame: pl.DataFrame, dataset: Dataset, place: str, codes: _Codes) -> None:
    """Every region code must be known; one used outside its years is reported as a warning."""
    for name in dataset.region_columns:
        has_year = "year" in frame.columns and codes.borders == 0
        year = pl.col("year") if has_year else pl.lit(codes.borders)
        pairs = frame.select(pl.col(name).alias("code"), year.alias("year")).unique().drop_nulls()
        pairs = pairs.filter(~pl.col("code").str.contains(KOSTRA_REGION)).sort("code", "year")
        unknown = sorted({c for c in pairs["code"].unique() if not codes.history.known(c)})
        if unknown:
            codes.problems.add("data.code_unknown", place=place, column=name, found=unknown)
            continue
        outside: dict[str, list[int]] = {}
        for code, when in pairs.iter_rows():
            if when and len(code) == 4 and not codes.history.valid(code, when):
                outside.setdefault(code, []).append(when)
        if outside:
            shown = [f"{code} ({_span(years)})" for code, years in outside.items()]
            codes.warnings.add("data.code_outside_its_years", place=place, found=shown)


def _span(years: list[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"

"""What a table of a dataset must look like: its columns, their types and ranges, and its key."""

from __future__ import annotations

from typing import Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, model_validator

ColumnType = Literal["year", "region", "integer", "number", "text"]

POLARS_TYPES: dict[str, pl.DataType] = {
    "year": pl.Int32(),
    "region": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "text": pl.String(),
}


class Words(BaseModel):
    """The same text in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    nb: str
    en: str

    def __getitem__(self, language: str) -> str:
        return str(getattr(self, language))


class Column(BaseModel):
    """One column of a dataset.

    A ``region`` holds a municipality (four digits), a county (two digits), the country (``0``)
    or a KOSTRA group (``EK…``). ``year`` is a calendar year. ``default`` fills a column that a
    file does not have; ``recode`` turns a publisher's value into ours. ``headings`` are other
    names the column may have in a file; one with ``{year}`` in it is spread over years
    (``result_{year}`` finds ``result_2018``).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    type: ColumnType
    key: bool = False
    required: bool = True
    nullable: bool = False
    minimum: float | None = None
    maximum: float | None = None
    values: tuple[str, ...] | None = None
    default: str | int | float | None = None
    recode: dict[str, str] = Field(default_factory=dict)
    headings: tuple[str, ...] = ()
    title: Words | None = None


class TableDeclaration(BaseModel):
    """Columns and key of a table; every table in the workspace keeps one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: tuple[Column, ...]

    @model_validator(mode="after")
    def _names_once(self) -> TableDeclaration:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise ValueError("a column name stands twice")
        if not any(column.key for column in self.columns):
            raise ValueError("a table needs at least one key column")
        return self

    @property
    def key(self) -> tuple[str, ...]:
        """Names of the columns that together identify a row."""
        return tuple(column.name for column in self.columns if column.key)

    @property
    def measures(self) -> tuple[str, ...]:
        """Names of the columns that hold the numbers."""
        return tuple(column.name for column in self.columns if not column.key)

    def column(self, name: str) -> Column:
        """The declaration of one column."""
        return next(column for column in self.columns if column.name == name)

    def polars_schema(self) -> dict[str, pl.DataType]:
        """Column names and Polars types, in declared order."""
        return {column.name: POLARS_TYPES[column.type] for column in self.columns}

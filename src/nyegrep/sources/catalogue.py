"""The catalogue of datasets: what each table is, where it comes from, and what its columns mean.

One YAML file per dataset in ``datasets/``. A dataset has columns with our names and one or more
origins: tables at Statistics Norway, classifications in KLASS, or files that a person brings.
"""

from __future__ import annotations

import difflib
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from nyegrep.foundation.errors import InputError, fail
from nyegrep.foundation.tables import Column, TableDeclaration, Words

Take = Literal["all", "municipalities", "every_municipality", "regions", "years", "total"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Break(_Frozen):
    """A year from which a series is not comparable with what came before."""

    year: int
    reason: Words


class Variable(_Frozen):
    """How one variable of a publisher's table is asked for and what it becomes.

    Attributes:
        column: our column; ``None`` where the variable is only narrowed, not kept.
        take: ``all`` values; ``municipalities`` (those asked for); ``every_municipality``
            (whatever was asked for); ``regions`` (those asked for, the country and the KOSTRA
            groups); ``years`` (those asked for); ``total`` (left out, so that the source sums);
            or a list of codes.
        codelist: the publisher's list to use instead of the plain codes; for ``regions`` it gives
            the municipalities only.
        codelist_label: what the list is called, where its id differs from table to table; a table
            without such a list is asked by plain codes.
        recode: the publisher's code to our value; ``age`` turns ``105+`` into 105 and so on.
            Values that become the same are summed.
        by_label: ``recode``, and ``take`` where it lists codes, go by the publisher's labels;
            ``*`` stands for anything in them.
        period: the part of the year to take where the table has several, as ``K4``.
    """

    column: str | None = None
    take: Take | tuple[str, ...] = "all"
    codelist: str | None = None
    codelist_label: str | None = None
    recode: dict[str, str] | Literal["age", "year", "region"] = Field(default_factory=dict)
    by_label: bool = False
    period: str | None = None


class StatbankOrigin(_Frozen):
    """A table in Statistics Norway's StatBank, through PxWebApi.

    Attributes:
        contents: contents code to our measure column; or, with ``contents_column``, contents code
            to the value that our key column takes, the number going to ``measure``.
        constant: our columns that have one value for all of the table.
    """

    kind: Literal["statbank"] = "statbank"
    table: str
    api: Literal["v2", "v0"] = "v2"
    verified: bool = False
    first_year: int | None = None
    last_year: int | None = None
    borders: int = 0
    contents: dict[str, str]
    contents_by_label: bool = False
    contents_column: str | None = None
    measure: str | None = None
    variables: dict[str, Variable]
    constant: dict[str, str | int] = Field(default_factory=dict)
    flows: tuple[str, ...] = ()
    conversion: Literal["per_thousand_to_rate"] | None = None
    note: Words | None = None


class KlassOrigin(_Frozen):
    """A classification in KLASS: codes over time, changes, or correspondence with another.

    Attributes:
        target: the other classification of a correspondence.
        by_year: the correspondence is asked for year by year.
        columns: our column to the field of the answer (``code``, ``name``, ``sourceCode``,
            ``targetCode``, ``oldCode``, ``newCode``) or to what is worked out of its dates
            (``first_year``, ``last_year``, ``year``).
    """

    kind: Literal["klass"] = "klass"
    classification: int
    request: Literal["codes", "changes", "correspondence"]
    target: int | None = None
    by_year: bool = False
    verified: bool = False
    columns: dict[str, str]
    note: Words | None = None


class Wide(_Frozen):
    """A file with one column for each of something, as one criterion in each column.

    Attributes:
        names: our column that the headings go into.
        values: our column that the cells go into.
        leave_out: headings, and rows by their name, that are none of them, as ``Sum``.
    """

    names: str
    values: str
    leave_out: tuple[str, ...] = ()


class FileOrigin(_Frozen):
    """A file that a person downloads or a publisher issues yearly.

    Attributes:
        format: what the importer expects.
        columns: our column to the headings it may have in the file.
        sheet: name of the sheet, for workbooks; a part of the name is enough.
        wide: how a file with a column for each of something becomes rows.
        year_in_name: the file tells of one year, which stands in its name.
    """

    kind: Literal["file"] = "file"
    publisher: str
    format: Literal["csv", "parquet", "xlsx", "ods", "json-stat", "topojson"]
    table: str = ""
    verified: bool = False
    sheet: str | None = None
    columns: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    wide: Wide | None = None
    year_in_name: bool = False
    note: Words | None = None


Origin = StatbankOrigin | KlassOrigin | FileOrigin


class Dataset(_Frozen):
    """One dataset of the catalogue.

    Attributes:
        id: name in commands, files and code.
        title: what it is, for people.
        shape: ``table``, or ``document`` for a file that is kept whole (maps).
        unit: unit of the measures.
        reference_time: the moment or period that ``year`` stands for.
        labels: key column to the column of names that files may carry beside it.
        total_of: values of key columns that are totals of others, never to be added to them.
    """

    id: str
    title: Words
    shape: Literal["table", "document"] = "table"
    unit: str = ""
    reference_time: Literal[
        "", "1 January", "31 December", "fourth quarter", "calendar year", "election day"
    ] = ""
    publisher: str = "Statistics Norway"
    licence: str = "CC BY 4.0"
    columns: tuple[Column, ...] = ()
    labels: dict[str, str] = Field(default_factory=dict)
    total_of: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    breaks: tuple[Break, ...] = ()
    origins: tuple[Origin, ...] = ()
    note: Words | None = None

    @property
    def declaration(self) -> TableDeclaration:
        """Columns and key, for checking a table."""
        return TableDeclaration(columns=self.columns)

    @property
    def verified(self) -> bool:
        """True where every origin's codes were checked against the source."""
        return all(origin.verified for origin in self.origins)

    @property
    def region_columns(self) -> tuple[str, ...]:
        """Names of the columns that hold municipality or other region codes."""
        return tuple(column.name for column in self.columns if column.type == "region")


@cache
def catalogue() -> dict[str, Dataset]:
    """All datasets by id, in the order of their ids."""
    folder = files("nyegrep.sources.datasets")
    common = yaml.safe_load(
        files("nyegrep.sources").joinpath("common_columns.yaml").read_text(encoding="utf-8")
    )
    found = {}
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".yaml"):
            content = yaml.safe_load(entry.read_text(encoding="utf-8"))
            for column in content.get("columns", []):
                _add_common_words(column, common.get(column["name"], {}))
            found[entry.name.removesuffix(".yaml")] = Dataset.model_validate(content)
    return found


def _add_common_words(column: dict[str, Any], common: dict[str, Any]) -> None:
    """What files usually call a column and its values, after what the dataset itself says."""
    column["headings"] = [*column.get("headings", []), *common.get("headings", [])]
    column["recode"] = {**common.get("recode", {}), **column.get("recode", {})}


def dataset(name: str) -> Dataset:
    """One dataset by id.

    Raises:
        InputError: no such dataset; the message names the nearest ones.
    """
    known = catalogue()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=4, cutoff=0.4) or list(known)
        fail(InputError, "dataset.unknown", dataset=name, candidates=near)
    return known[name]

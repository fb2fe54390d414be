"""From an origin in the catalogue and a wish to selections that a StatBank table can answer.

Everything is checked against the table's own description before any numbers are asked for, and
all that is wrong is told at once.
"""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from nyegrep.foundation.errors import InputError, Problem, Problems, SourceError
from nyegrep.sources.catalogue import StatbankOrigin, Variable
from nyegrep.sources.http import HttpClient
from nyegrep.sources.region_codes import is_municipality, is_wider, region
from nyegrep.sources.ssb_metadata import (
    CONTENTS,
    TableMetadata,
    TableVariable,
    list_id_in_v2,
    read_list,
)
from nyegrep.sources.ssb_query import CONTENTS_COLUMN, Choice, Selection, Value
from nyegrep.sources.wish import Wish

Labels = Mapping[str, str]
SINGLE_AGE = re.compile(r"\d{1,3}\+?")


@dataclass(frozen=True)
class Plan:
    """What to ask of one table.

    Attributes:
        selections: each is one rectangle of cells.
        newest_year: the last year the table has.
        remarks: what was wished for and is not there.
    """

    selections: tuple[Selection, ...]
    newest_year: int
    remarks: tuple[Problem, ...]


def plan(
    origin: StatbankOrigin, metadata: TableMetadata, wish: Wish, client: HttpClient, dataset: str
) -> Plan:
    """Check an origin against its table and choose the codes that fulfil a wish.

    Raises:
        SourceError: the table has not what the catalogue says; every difference is named with the
            nearest that it has.
        InputError: the table has nothing of what is wished for.
    """
    return _Planner(origin, metadata, wish, client, dataset).plan()


class _Planner:
    """Chooses codes variable by variable, and gathers what is wrong on the way."""

    def __init__(
        self,
        origin: StatbankOrigin,
        metadata: TableMetadata,
        wish: Wish,
        client: HttpClient,
        dataset: str,
    ) -> None:
        self.origin = origin
        self.metadata = metadata
        self.wish = wish
        self.client = client
        self.dataset = dataset
        self.problems = Problems()
        self.unfulfilled = Problems()
        self.remarks: list[Problem] = []
        self.newest_year = 0

    def plan(self) -> Plan:
        alternatives = []
        for code, variable in self.origin.variables.items():
            found = self._variable(code)
            if found is None:
                continue
            if variable.take == "total":
                self._check_total(found)
            else:
                alternatives.append(list(self._choices(found, variable)))
        contents = self._variable(CONTENTS)
        if contents is not None:
            alternatives.append([self._contents(contents)])
        self._check_the_rest()
        self.problems.raise_if_any(SourceError)
        self.unfulfilled.raise_if_any(InputError)
        selections = tuple(itertools.product(*alternatives))
        return Plan(selections, self.newest_year, tuple(self.remarks))

    def _variable(self, code: str) -> TableVariable | None:
        found = self.metadata.variable(code)
        if found is None:
            names = {variable.code: "" for variable in self.metadata.variables}
            self._unknown("source.variable_unknown", code, names)
        return found

    def _check_total(self, found: TableVariable) -> None:
        """A variable that is to be summed over must be one that may be left out."""
        if not found.can_be_left_out:
            table, variable = self.metadata.table, found.code
            self.problems.add("source.variable_without_total", table=table, variable=variable)

    def _check_the_rest(self) -> None:
        """So must a variable that the catalogue does not mention."""
        mentioned = {code.casefold() for code in (*self.origin.variables, CONTENTS)}
        for found in self.metadata.variables:
            if found.code.casefold() not in mentioned and not found.can_be_left_out:
                table, variable = self.metadata.table, found.code
                self.problems.add("source.variable_unmentioned", table=table, variable=variable)

    def _contents(self, found: TableVariable) -> Choice:
        wanted = self.origin.contents
        if self.origin.contents_by_label:
            codes = self._labelled(found.codes, wanted, found.code)
            values = {code: match_label(found.codes[code], wanted) or "" for code in codes}
        else:
            codes = self._known(found.codes, wanted, found.code)
            ours = {code.casefold(): name for code, name in wanted.items()}
            values = {code: ours[code.casefold()] for code in codes}
        return Choice(
            variable=found.code,
            codes=codes,
            whole=len(codes) == len(found.codes),
            column=self.origin.contents_column or CONTENTS_COLUMN,
            values=values,
        )

    def _choices(self, found: TableVariable, variable: Variable) -> Iterator[Choice]:
        for list_id, labels, codes in self._chosen(found, variable):
            yield Choice(
                variable=found.code,
                codes=codes,
                codelist=list_id,
                whole=len(codes) == len(labels),
                column=variable.column,
                values=self._values(variable, codes, labels, found.code),
            )

    def _chosen(
        self, found: TableVariable, variable: Variable
    ) -> Iterator[tuple[str | None, Labels, tuple[str, ...]]]:
        """List (``None`` = plain codes), what it has, and what of it is wanted."""
        if variable.take == "years":
            yield None, found.codes, self._years(found, variable)
            return
        list_id, labels = self._list(found, variable)
        if variable.take not in ("municipalities", "regions", "every_municipality"):
            yield list_id, labels, self._taken(labels, variable, found.code)
            return
        municipalities = self._municipalities(labels, variable)
        wider = [c for c in found.codes if is_wider(c)] if variable.take == "regions" else []
        if list_id is None:
            yield None, labels, (*municipalities, *wider)
            return
        yield list_id, labels, municipalities
        if wider:
            yield None, found.codes, tuple(wider)

    def _list(self, found: TableVariable, variable: Variable) -> tuple[str | None, Labels]:
        """The list to choose from: its id (``None`` = plain codes) and its codes with labels."""
        list_id = variable.codelist
        if variable.codelist_label is not None:
            wanted = variable.codelist_label.casefold().strip()
            named = [i for i, label in found.lists.items() if label.casefold().strip() == wanted]
            list_id = named[0] if named else None
        if list_id is None:
            return None, found.codes
        labels = None
        if self.metadata.api == "v0" or list_id in found.lists:
            labels = read_list(self.client, list_id_in_v2(list_id), self.dataset)
        if labels is None:
            self._unknown("source.list_unknown", list_id, found.lists, found.code)
        return list_id, labels or {}

    def _municipalities(self, labels: Labels, variable: Variable) -> tuple[str, ...]:
        codes = tuple(code for code in labels if is_municipality(code))
        wished = self.wish.municipalities
        if wished is None or variable.take == "every_municipality":
            return codes
        there = {region(code) for code in codes}
        absent = [code for code in dict.fromkeys(wished) if code not in there]
        if absent and labels:
            self._miss(absent, "source.codes_absent", len(absent) == len(set(wished)))
        return tuple(code for code in codes if region(code) in wished)

    def _years(self, found: TableVariable, variable: Variable) -> tuple[str, ...]:
        by_year = {
            int(code[:4]): code
            for code in found.codes
            if code[:4].isdigit() and (variable.period is None or code.endswith(variable.period))
        }
        first, last = self.origin.first_year or 0, self.origin.last_year or 9999
        within = {year: code for year, code in by_year.items() if first <= year <= last}
        self.newest_year = max(by_year, default=0)
        wished = self.wish.years
        chosen = tuple(code for year, code in within.items() if wished is None or year in wished)
        absent = [year for year in sorted(set(wished or ())) if year not in within]
        if absent or not chosen:
            self._miss(absent, "source.years_absent", not chosen)
        return chosen

    def _miss(self, absent: list[str] | list[int], code: str, everything: bool) -> None:
        """Note what was wished for and is not there; an error where that is everything."""
        facts = {"table": self.metadata.table, "found": absent}
        if everything:
            self.unfulfilled.add("source.nothing_wished", **facts)
        else:
            self.remarks.append(Problem(code, facts))

    def _taken(self, labels: Labels, variable: Variable, name: str) -> tuple[str, ...]:
        if isinstance(variable.take, tuple):
            chosen = self._labelled if variable.by_label else self._known
            return chosen(labels, variable.take, name)
        if variable.recode == "age":
            return tuple(code for code in labels if SINGLE_AGE.fullmatch(code))
        return tuple(labels)

    def _labelled(self, labels: Labels, patterns: Iterable[str], variable: str) -> tuple[str, ...]:
        """The codes whose labels match, one for each pattern."""
        chosen = []
        for pattern in patterns:
            matching = [c for c, label in labels.items() if match_label(label, {pattern: ""}) == ""]
            if len(matching) == 1:
                chosen += matching
            elif labels:
                self._unknown("source.code_unknown", pattern, labels, variable)
        return tuple(chosen)

    def _known(self, labels: Labels, wanted: Iterable[str], variable: str) -> tuple[str, ...]:
        """The publisher's own spelling of codes; those it does not have are noted."""
        spelling = {code.casefold(): code for code in labels}
        chosen: dict[str, None] = {}
        for code in wanted:
            if code.casefold() in spelling:
                chosen[spelling[code.casefold()]] = None
            elif labels:
                self._unknown("source.code_unknown", code, labels, variable)
        return tuple(chosen)

    def _values(
        self, variable: Variable, codes: tuple[str, ...], labels: Labels, name: str
    ) -> Mapping[str, Value]:
        """What each code becomes in our column."""
        if variable.recode == "year":
            return {code: int(code[:4]) for code in codes}
        if variable.recode == "age":
            return {code: int("".join(c for c in code if c.isdigit())) for code in codes}
        if variable.recode == "region":
            return {code: region(code) or code for code in codes}
        if not variable.by_label:
            recode = {code.casefold(): ours for code, ours in variable.recode.items()}
            return {code: recode.get(code.casefold(), code) for code in codes}
        values = {code: match_label(labels[code], variable.recode) for code in codes}
        strange = [labels[code] for code, value in values.items() if value is None]
        if strange:
            place = f"{self.metadata.table} {name}"
            self.problems.add("source.labels_unmatched", place=place, labels=strange)
        return {code: value for code, value in values.items() if value is not None}

    def _unknown(self, code: str, wanted: str, known: Labels, variable: str = "") -> None:
        place = f"{self.metadata.table} {variable}".strip()
        self.problems.add(code, place=place, wanted=wanted, candidates=nearest(wanted, known))


def nearest(wanted: str, known: Labels) -> list[str]:
    """The codes most like ``wanted``, with their labels; the first ones where none is alike."""
    folded = {code.casefold(): code for code in known}
    near = difflib.get_close_matches(wanted.casefold(), folded, n=5, cutoff=0.5)
    codes = [folded[code] for code in near] or list(known)[:5]
    return [f"{code} ({known[code]})" if known[code] else code for code in codes]


def match_label(label: str, patterns: Mapping[str, str]) -> str | None:
    """Our value for a label: that of the longest pattern that it matches, whatever the case.

    Example:
        >>> match_label("Enebolig med hybelleilighet", {"Enebolig*": "detached"})
        'detached'
    """
    folded = _folded(label)
    fitting = [pattern for pattern in patterns if fnmatchcase(folded, _folded(pattern))]
    return patterns[max(fitting, key=len)] if fitting else None


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())

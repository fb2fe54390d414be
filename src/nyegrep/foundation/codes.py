"""Municipality codes through time: who existed when, what became of them, what they are called.

Pure data and questions about it; where the history comes from is the business of ``sources``.
A change takes effect on 1 January of its year. Places are found by code or by name.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import NoReturn

from nyegrep.foundation.errors import InputError, fail

COUNTRY = "0"
LAST_YEAR = 9999


@dataclass(frozen=True)
class Municipality:
    """One code in one span of years.

    Attributes:
        code: four digits.
        name: the Norwegian name, with Sami and Kven forms after `` - ``.
        first_year: first year with the code on 1 January (0 = before the history begins).
        last_year: last year with it (9999 = still valid).
        successors: codes that took over its people in the year after the last, with their share
            where known.
        restored: years from which one code has all its people again, whatever lies between: a
            merger undone.
    """

    code: str
    name: str
    first_year: int = 0
    last_year: int = LAST_YEAR
    successors: tuple[tuple[str, float | None], ...] = ()
    restored: tuple[tuple[int, str], ...] = ()

    def valid_in(self, year: int) -> bool:
        """True where the code was in force on 1 January of ``year``."""
        return self.first_year <= year <= self.last_year


@dataclass(frozen=True)
class MunicipalityHistory:
    """Every municipality known, with its changes and the groupings it belongs to.

    Attributes:
        municipalities: all spans of all codes.
        counties: county code (two digits) to name, for every county there ever was.
        invented: true for the demo country.
        outside: codes for places and people outside the municipalities (Svalbard, the continental
            shelf, not stated), with their name per language; they hold in every year.
    """

    municipalities: tuple[Municipality, ...]
    counties: Mapping[str, str]
    invented: bool = False
    outside: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def by_code(self) -> dict[str, tuple[Municipality, ...]]:
        """All spans of each code, oldest first."""
        spans: dict[str, list[Municipality]] = {}
        for municipality in sorted(self.municipalities, key=lambda m: m.first_year):
            spans.setdefault(municipality.code, []).append(municipality)
        return {code: tuple(found) for code, found in spans.items()}

    def known(self, code: str) -> bool:
        """True for any code that was ever a municipality, county, the country, or outside them."""
        names = (self.by_code, self.counties, self.outside)
        return code == COUNTRY or any(code in group for group in names)

    def valid(self, code: str, year: int) -> bool:
        """True where the code was a municipality in ``year``, or stands outside them always."""
        return self._span(code, year) is not None or code in self.outside

    def in_year(self, year: int) -> tuple[Municipality, ...]:
        """The municipalities of ``year``, by code."""
        found = (span for spans in self.by_code.values() for span in spans if span.valid_in(year))
        return tuple(sorted(found, key=lambda m: m.code))

    def name(self, code: str, year: int | None = None) -> str:
        """The name a code has (in ``year``, or the last it had); the code itself where unknown."""
        if code in self.counties:
            return self.counties[code]
        if code in self.outside:
            return self.outside[code]["nb"]
        spans = self.by_code.get(code, ())
        then = self._span(code, year) if year is not None else None
        if then is not None:
            return then.name
        return spans[-1].name if spans else code

    def distinct_name(self, code: str, year: int | None = None) -> str:
        """The name, followed by the county where two municipalities bear it at the same time."""
        name = self.name(code, year)
        county = self.counties.get(code[:2])
        if code not in self.by_code or county is None or "(" in name:
            return name
        then = self.by_code[code][-1].last_year if year is None else year
        forms = name_forms(name)
        alike = (m for m in self.in_year(then) if m.code != code and forms & name_forms(m.name))
        return f"{name} ({county.split(' - ')[0]})" if any(alike) else name

    def successors(self, code: str, year: int) -> dict[str, float | None]:
        """What ``code`` is in ``year``: codes with the share of its people, ``None`` = unknown.

        Follows every change up to ``year``; a code still in force, not yet in force, or not known
        at all is its own successor.
        """
        begun = [span for span in self.by_code.get(code, ()) if span.first_year <= year]
        return self._follow(begun[-1], year) if begun else {code: 1.0}

    def _follow(self, span: Municipality, year: int) -> dict[str, float | None]:
        if span.last_year >= year or not span.successors:
            return {span.code: 1.0}
        changed, steps = span.last_year + 1, span.successors
        for since, code in span.restored:
            if since <= year:
                changed, steps = since, ((code, 1.0),)
        shares: dict[str, float | None] = {}
        for successor, share in steps:
            then = self._span(successor, changed)
            parts = self._follow(then, year) if then is not None else {successor: 1.0}
            for last, part in parts.items():
                shares[last] = _plus(shares.get(last, 0.0), _times(share, part))
        return shares

    def predecessors(self, code: str, year: int) -> tuple[str, ...]:
        """The codes in force in ``year`` whose people later were ``code``'s, wholly or in part.

        ``code`` is taken as it was when last in force; a code that had ended by ``year`` has none,
        and a code that is not known is its own.
        """
        spans = self.by_code.get(code)
        if spans is None:
            return (code,)
        return self._origins(year, spans[-1].last_year).get(code, ())

    def _origins(self, year: int, then: int) -> dict[str, tuple[str, ...]]:
        """Each code of the year ``then`` with the codes of ``year`` that it is made of."""
        if year > then:
            return {}
        if (year, then) not in self._origins_found:
            origins: dict[str, list[str]] = {}
            for municipality in self.in_year(year):
                for successor in self._follow(municipality, then):
                    origins.setdefault(successor, []).append(municipality.code)
            found = {code: tuple(codes) for code, codes in origins.items()}
            self._origins_found[year, then] = found
        return self._origins_found[year, then]

    @cached_property
    def _origins_found(self) -> dict[tuple[int, int], dict[str, tuple[str, ...]]]:
        return {}

    def lineage(self, code: str) -> tuple[str, ...]:
        """All codes whose people ``code`` has had, and all that have had its people."""
        newest = max(m.first_year for m in self.municipalities)
        oldest = min(m.last_year for m in self.municipalities)
        later = self.successors(code, newest)
        earlier = {c for year in range(oldest, newest + 1) for c in self.predecessors(code, year)}
        return tuple(sorted({code, *later, *earlier}))

    def find(self, text: str, year: int | None = None) -> Municipality:
        """The municipality that ``text`` names, by code or by name.

        Args:
            text: a code (``0536``), a name (``Søndre Land``), a name with its county
                (``Våler (Innlandet)`` or ``Våler, Innlandet``), or code and name; case, accents
                and spacing do not matter. The beginning of a name is enough where only one fits.
            year: the year it should be in force; without it the newest one wins.

        Raises:
            InputError: unknown, misspelt, ambiguous, ended before ``year`` or not yet begun; the
                message lists candidates, successors or predecessors.
        """
        wanted = text.strip()
        code = re.fullmatch(r"(\d{3,4})(?:\s+\D.*)?", wanted)
        if code:
            return self._by_code(code[1].zfill(4), year)
        return self._by_name(wanted, year)

    def _by_code(self, code: str, year: int | None) -> Municipality:
        spans = self.by_code.get(code)
        if spans is None:
            near = _near_codes(code, self._pool(year)) or _near_codes(code, self.municipalities)
            if near:
                labels = self._labels(near, year)
                fail(InputError, "municipality.unknown_code", code=code, candidates=labels)
            fail(InputError, "municipality.unknown_code_no_candidates", code=code)
        if year is None:
            return spans[-1]
        then = self._span(code, year)
        if then is None:
            self._refuse(code, year)
        return then

    def _refuse(self, code: str, year: int) -> NoReturn:
        """Refuse a code that has ended or not begun, naming what stands in its place then."""
        begun = [span for span in self.by_code[code] if span.first_year < year]
        span = begun[-1] if begun else self.by_code[code][0]
        facts: dict[str, object] = {"code": code, "name": span.name, "year": year}
        others = self.successors(code, year) if begun else self.predecessors(code, year)
        found = (self._span(other, year) for other in others)
        labels = self._labels((m for m in found if m is not None), year)
        if begun:
            facts["last_year"] = span.last_year
            if labels:
                fail(InputError, "municipality.ended", **facts, successors=labels)
            fail(InputError, "municipality.ended_no_successors", **facts)
        facts["first_year"] = span.first_year
        if labels:
            fail(InputError, "municipality.not_yet", **facts, predecessors=labels)
        fail(InputError, "municipality.not_yet_no_predecessors", **facts)

    def _by_name(self, wanted: str, year: int | None) -> Municipality:
        pool = self._pool(year)
        found = self._named(wanted, self._newest if year is None else pool)
        if not found:
            found = _latest(self._named(wanted, self.municipalities)) or _beginning(wanted, pool)
        if len(found) > 1:
            labels = self._labels(found, year)
            fail(InputError, "municipality.ambiguous", name=wanted, candidates=labels)
        if found:
            return found[0] if year is None else self._by_code(found[0].code, year)
        near = _near_names(wanted, pool) or _near_names(wanted, self._newest)
        if near:
            labels = self._labels(near, year)
            fail(InputError, "municipality.unknown_name", name=wanted, candidates=labels)
        return fail(InputError, "municipality.unknown_name_no_candidates", name=wanted)

    def _named(self, wanted: str, pool: Iterable[Municipality]) -> list[Municipality]:
        """Those of ``pool`` with this very name, and in this county where one is given."""
        name, county = (fold(part) for part in _split_county(wanted))
        return [
            m
            for m in pool
            if name in name_forms(m.name)
            and (not county or county in name_forms(self.counties.get(m.code[:2], "")))
        ]

    def _pool(self, year: int | None) -> tuple[Municipality, ...]:
        """Where beginnings and spellings are looked for: the year, or what is still in force."""
        return self.in_year(LAST_YEAR if year is None else year)

    @cached_property
    def _newest(self) -> tuple[Municipality, ...]:
        """Of all municipalities that ever shared a name, those that held it last."""
        latest: dict[str, int] = {}
        for m in self.municipalities:
            for form in name_forms(m.name):
                latest[form] = max(latest.get(form, 0), m.last_year)
        return tuple(
            m
            for m in sorted(self.municipalities, key=lambda m: m.code)
            if all(latest[form] == m.last_year for form in name_forms(m.name))
        )

    def _span(self, code: str, year: int) -> Municipality | None:
        spans = self.by_code.get(code, ())
        return next((span for span in spans if span.valid_in(year)), None)

    def _labels(self, found: Iterable[Municipality], year: int | None) -> list[str]:
        """Code and name of each; a name shared by two in that year (or its last) has its county."""
        labels = []
        for m in found:
            then = year if year is not None and m.valid_in(year) else m.last_year
            labels.append(f"{m.code} {self.distinct_name(m.code, then)}")
        return labels


def fold(name: str) -> str:
    """A name without case, accents, hyphens and doubled spaces, for comparison.

    Example:
        >>> fold("Søndre  Land") == fold("SONDRE LAND")
        True
    """
    plain: dict[str, str | int | None] = {"ø": "o", "æ": "ae", "đ": "d", "ŧ": "t", "ŋ": "n"}
    text = name.casefold().translate(str.maketrans(plain))
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[\s\-–]+", " ", text).strip()


@cache
def name_forms(name: str) -> frozenset[str]:
    """The whole name and each of its languages (``Trondheim - Tråante``), folded.

    A county in parentheses, with which KLASS tells namesakes apart, is no part of a form.
    """
    bare = _split_county(name)[0]
    return frozenset({fold(bare), *(fold(part) for part in re.split(r"\s+[-–]\s+", bare))})


def _split_county(text: str) -> tuple[str, str]:
    """A name and its county, from ``Name (County)`` or ``Name, County``; no county is empty."""
    split = re.fullmatch(r"([^,(]+?)\s*(?:\(([^)]*)\)?|,(.*))", text.strip())
    if split is None:
        return text.strip(), ""
    return split[1], (split[2] or split[3] or "").strip()


def _latest(found: list[Municipality]) -> list[Municipality]:
    last = max((m.last_year for m in found), default=0)
    return [m for m in found if m.last_year == last]


def _beginning(wanted: str, pool: Iterable[Municipality]) -> list[Municipality]:
    """Those whose name begins so; two letters are too few to tell."""
    folded = fold(wanted)
    if len(folded) < 3:
        return []
    return [m for m in pool if any(form.startswith(folded) for form in name_forms(m.name))]


def _near_names(wanted: str, pool: Iterable[Municipality]) -> list[Municipality]:
    """Those whose name resembles what was written, the most alike first."""
    bearers: dict[str, list[Municipality]] = {}
    for municipality in pool:
        for form in name_forms(municipality.name):
            bearers.setdefault(form, []).append(municipality)
    name = fold(_split_county(wanted)[0])
    if name in bearers:
        return bearers[name]
    near = difflib.get_close_matches(name, bearers, n=5, cutoff=0.6)
    return list(dict.fromkeys(m for form in near for m in bearers[form]))


def _near_codes(code: str, pool: Iterable[Municipality]) -> list[Municipality]:
    """Up to five whose code is one digit off, the closest numbers first."""
    near = {m.code: m for m in pool if sum(a != b for a, b in zip(m.code, code, strict=True)) == 1}
    return sorted(near.values(), key=lambda m: abs(int(m.code) - int(code)))[:5]


def _times(share: float | None, part: float | None) -> float | None:
    return None if share is None or part is None else share * part


def _plus(before: float | None, more: float | None) -> float | None:
    return None if before is None or more is None else before + more

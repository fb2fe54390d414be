"""What the words of the outlook need: numbers picked from the figures, and their directions."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from nyegrep.analyses.results import Place, PopulationOutlook
from nyegrep.foundation.figures import Figure
from nyegrep.reports.chapters.comparing import SupportAges, support_ages
from nyegrep.reports.press import Press
from nyegrep.reports.render import direction

# Five-year groups do not meet the age of retirement; the pyramid counts from the one before.
OLD_IN_PYRAMID = 65
METHODS = ("model", "constant", "trend")
HELD = ("held_50", "held_80", "held_95")


@dataclass(frozen=True)
class Period:
    """From the base year to the horizon, and whose years they are."""

    place: str
    borders: int
    base_year: int
    horizon: int

    @property
    def years(self) -> int:
        """How many years ahead the horizon lies."""
        return self.horizon - self.base_year


@dataclass(frozen=True)
class Path:
    """The population along the baseline path."""

    period: Period
    first_year: int
    base: float
    end: float
    change: float
    percent: float
    direction: str


@dataclass(frozen=True)
class Causes:
    """What moves the population along the path, over the whole period."""

    period: Period
    births: float
    deaths: float
    surplus: float
    migration: float


@dataclass(frozen=True)
class AgeChange:
    """An age group, its people in the base year and at the horizon."""

    group: str
    base: float
    end: float
    persons: float
    percent: float | None


@dataclass(frozen=True)
class AgesAhead:
    """Age groups along the path; ``most`` and ``least`` by how they change in percent."""

    period: Period
    groups: tuple[AgeChange, ...]
    most: AgeChange
    least: AgeChange
    oldest: AgeChange


@dataclass(frozen=True)
class Shape:
    """The age structure: the share past an age, and whether women and men are told apart."""

    period: Period
    old_from: int
    old_base: float
    old_end: float
    direction: str
    sex_known: bool


@dataclass(frozen=True)
class SupportAhead:
    """The support ratio along the path."""

    period: Period
    base: float
    end: float
    direction: str
    ages: SupportAges


@dataclass(frozen=True)
class SizeClass:
    """What was missed in municipalities of one size, in percent; ``None`` where not tried.

    ``held_80`` is how many of 100 municipalities ended within the band of eight times out of ten.
    """

    name: str
    own: bool
    municipalities: int
    model: float
    constant: float | None
    trend: float | None
    bias: float
    held_50: float | None = None
    held_80: float | None = None
    held_95: float | None = None


@dataclass(frozen=True)
class Accuracy:
    """How far the method missed when it was tried; ``own`` is for this municipality's size."""

    place: str
    first_year: int
    last_year: int
    years: int
    own: SizeClass
    own_is_all: bool
    persons: float
    classes: tuple[SizeClass, ...]


def path_of(outlook: PopulationOutlook, press: Press) -> Path:
    """What the text says of the path."""
    facts = outlook.path.facts
    return Path(
        period=period_of(outlook, press),
        first_year=int(outlook.path.values["year"].to_list()[0]),
        base=facts["base_persons"],
        end=facts["horizon_persons"],
        change=facts["change_persons"],
        percent=facts["change_percent"],
        direction=direction(facts["change_percent"]),
    )


def causes_of(outlook: PopulationOutlook, press: Press) -> Causes:
    """What the text says of births, deaths and migration ahead."""
    facts = outlook.path.facts
    return Causes(
        period=period_of(outlook, press),
        births=facts["births"],
        deaths=facts["deaths"],
        surplus=facts["births"] - facts["deaths"],
        migration=facts["net_migration"],
    )


def ages_ahead_of(outlook: PopulationOutlook, press: Press) -> AgesAhead:
    """What the text says of age groups ahead."""
    figure = outlook.age_groups
    persons = {
        (group, year): value
        for group, year, value in figure.values.select("age_group", "year", "persons").iter_rows()
    }
    groups = tuple(
        AgeChange(
            group=press.age_group(group),
            base=persons[group, outlook.base_year],
            end=persons[group, outlook.horizon],
            persons=change,
            percent=percent,
        )
        for group, (change, percent) in figure.facts["change"].items()
    )
    ordered = sorted(groups, key=lambda g: g.percent if g.percent is not None else 0.0)
    return AgesAhead(period_of(outlook, press), groups, ordered[-1], ordered[0], groups[-1])


def shape_of(outlook: PopulationOutlook, press: Press) -> Shape:
    """What the text says of the age structure."""
    values = outlook.pyramid.values
    base, end = (_old_share(values, year) for year in (outlook.base_year, outlook.horizon))
    return Shape(
        period=period_of(outlook, press),
        old_from=OLD_IN_PYRAMID,
        old_base=base,
        old_end=end,
        direction=direction(end - base),
        sex_known=outlook.sex_known,
    )


def support_ahead_of(outlook: PopulationOutlook, press: Press) -> SupportAhead:
    """What the text says of the support ratio ahead."""
    facts = outlook.support_ratio.facts
    return SupportAhead(
        period=period_of(outlook, press),
        base=facts["base"],
        end=facts["horizon"],
        direction=direction(100 * (facts["horizon"] / facts["base"] - 1)),
        ages=support_ages(outlook.support_ratio),
    )


def accuracy_of(outlook: PopulationOutlook, figure: Figure, press: Press) -> Accuracy:
    """What the text says of how far such projections have missed."""
    return measured(outlook.municipality, outlook.path.facts["base_persons"], figure, press)


def measured(place: Place, persons: float, figure: Figure, press: Press) -> Accuracy:
    """The same for any figure of accuracy, about a place with so many people."""
    own_class = figure.facts["size_class"]
    names = list(dict.fromkeys(figure.values["size_class"].to_list()))
    names.sort(
        key=lambda name: (
            name == "all",
            int(name.rstrip("+").split("-")[0]) if name != "all" else 0,
        )
    )
    classes = tuple(
        _size_class(figure.values.filter(pl.col("size_class") == name), name, own_class, press)
        for name in names
    )
    own = next(found for found in classes if found.own)
    return Accuracy(
        place=press.name(place),
        first_year=figure.facts["base_year"],
        last_year=figure.facts["target_year"],
        years=figure.facts["target_year"] - figure.facts["base_year"],
        own=own,
        own_is_all=own_class == "all",
        persons=persons * own.model / 100,
        classes=classes,
    )


def period_of(outlook: PopulationOutlook, press: Press) -> Period:
    """The period and its place."""
    name = press.name(outlook.municipality)
    return Period(name, outlook.borders, outlook.base_year, outlook.horizon)


def _size_class(rows: pl.DataFrame, name: str, own: str, press: Press) -> SizeClass:
    error = dict(rows.select("method", "mean_absolute_error_percent").iter_rows())
    model = rows.filter(pl.col("method") == "model")
    return SizeClass(
        name=press.size_class(name),
        own=name == own,
        municipalities=int(rows["municipalities"][0]),
        model=error["model"],
        constant=error.get("constant"),
        trend=error.get("trend"),
        bias=float(model["bias_percent"][0]),
        **{name: model[name][0] for name in HELD if name in model.columns},
    )


def _old_share(values: pl.DataFrame, year: int) -> float:
    now = values.filter(pl.col("year") == year)
    old = now.filter(pl.col("age_first") >= OLD_IN_PYRAMID)["persons"].sum()
    return 100 * float(old) / float(now["persons"].sum())

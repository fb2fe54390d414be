"""The figures of the finance chapter: targets, the need and its parts, revenue, and ROBEK."""

from __future__ import annotations

import polars as pl

from nyegrep.analyses.finance_results import FinanceOutlook
from nyegrep.foundation.figures import Figure
from nyegrep.foundation.futures import NEUTRAL
from nyegrep.reports.chapters.cost_outlook_facts import future_name
from nyegrep.reports.chapters.finance_outlook_facts import NEED, Finance, Need
from nyegrep.reports.charts.bands import Panel, band_panels
from nyegrep.reports.charts.colours import FALL, RISE
from nyegrep.reports.charts.futures import (
    Course,
    CoursePanel,
    CourseWords,
    course_chart,
    look_of,
)
from nyegrep.reports.charts.signs import sign
from nyegrep.reports.charts.waterfall import Step, waterfall
from nyegrep.reports.contexts import Cell, KeyItem, Table
from nyegrep.reports.gallery import Exhibit, cells, table
from nyegrep.reports.press import Press, capitalised

BEYOND = 0.25  # of the span of the values, that the shade of a target that is a floor goes above it
ROUND_PARTS = 0.05


def targets_exhibit(about: Finance, outlook: FinanceOutlook, press: Press) -> Exhibit:
    """The indicators of accounts and plan, each with where its target is met."""
    words, form = press.words["finance"], press.forms
    panels = [_panel(outlook.targets, s.id, capitalised(s.name)) for s in about.standings]
    keys = [KeyItem(sign("speck"), words["accounts_key"])]
    if about.planned:
        keys.append(KeyItem(sign("line"), words["plan_key"]))
    if any(panel.band for panel in panels):
        keys.append(KeyItem(sign("area"), words["target_key"]))
    return Exhibit(
        name="targets",
        figure=outlook.targets,
        about=about,
        table=_lights(about, outlook, press),
        draw=lambda frame: band_panels(frame, panels, words["percent"], form.number),
        keys=tuple(keys),
    )


def restructuring_exhibit(
    about: Finance, need: Need, figure: Figure, outlook: FinanceOutlook, press: Press
) -> Exhibit:
    """The need of the last plan year taken apart; what the plan has already is left out."""
    words, form = press.words["finance"], press.forms.signed_amount
    told = [p for p in need.parts if p.counted and abs(p.amount) >= ROUND_PARTS]
    steps = [Step(capitalised(part.name), part.amount, form(part.amount)) for part in told]
    steps.append(Step(press.label(NEED), need.last, form(need.last), total=True))
    return Exhibit(
        name="restructuring",
        figure=figure,
        about=about,
        table=_parts(figure, press),
        draw=lambda frame: waterfall(frame, steps, words["unit"], (FALL, RISE)),
        numbers=_all_parts(outlook, figure, press),
    )


def sensitivity_exhibit(
    about: Finance, figure: Figure, outlook: FinanceOutlook, press: Press
) -> Exhibit:
    """The need of every future over the plan years, with the bands at the end."""
    words, form = press.words["finance"], press.forms
    values = figure.values
    courses = []
    body = []
    for future in outlook.futures:
        rows = values.filter(pl.col("future") == future).sort("year")
        points = tuple((int(y), float(v)) for y, v in rows.select("year", "mean").iter_rows())
        low, high = rows.select("p10", "p90").row(-1)
        name = future_name(outlook, future, press)
        end = form.amount(points[-1][1])
        band = None if low is None else (low, high)
        courses.append(Course(look_of(future), points, f"{name} {end}", band))
        spans = [_spanned(row, press) for row in rows.iter_rows(named=True)]
        body.append((name, spans))
    years = values["year"].unique().sort().to_list()
    says = CourseWords(words["unit"], None, form.number, from_zero=True)
    panels = [CoursePanel((), tuple(courses))]
    key = KeyItem(sign("area"), press.words["futures"]["band_key"])
    return Exhibit(
        name="sensitivity",
        figure=figure,
        about=about,
        table=table([press.words["futures"]["name"], *map(str, years)], body),
        draw=lambda frame: course_chart(frame, panels, says),
        keys=(key,) if figure.facts["draws"] else (),
    )


def revenue_exhibit(
    about: Finance, figure: Figure, outlook: FinanceOutlook, press: Press
) -> Exhibit:
    """Change of revenue that follows people to the last year, by part and future."""
    values = figure.values
    last = values.filter(pl.col("year") == pl.col("year").max())
    mean = {(r["part"], r["future"]): r["mean"] for r in last.iter_rows(named=True)}
    form = press.forms.signed_amount
    body = [
        (press.label(part), cells([mean[part, f] for f in outlook.futures], form))
        for part in last["part"].unique(maintain_order=True)
    ]
    names = [future_name(outlook, future, press) for future in outlook.futures]
    heading = press.words["finance"]["part"]
    return Exhibit("revenue", figure, about, table([heading, *names], body))


def robek_exhibit(about: Finance, figure: Figure, press: Press) -> Exhibit:
    """The conditions of the law, as far as the plan tells."""
    words = press.words["finance"]
    body = []
    for row in figure.values.iter_rows(named=True):
        missing = [press.label(name) for name in row["missing"].split(", ") if name]
        year = "" if row["year"] is None else str(row["year"])
        told = ", ".join(missing) or year
        state = Cell(capitalised(press.word(row["state"]) or row["state"]))
        body.append((press.label(row["condition"]), (state, Cell(told), Cell(row["paragraph"]))))
    headings = [words[name] for name in ("condition", "state", "decided_by", "paragraph")]
    return Exhibit("robek", figure, about, table(headings, body))


def _panel(figure: Figure, indicator: str, title: str) -> Panel:
    """Accounts as dots, the plan as a line, and where the target is met as a shade."""
    rows = figure.values.filter(pl.col("indicator") == indicator).drop_nulls("value").sort("year")
    dots, line = (
        tuple((float(y), float(v)) for y, v in part.select("year", "value").iter_rows())
        for part in (
            rows.filter(pl.col("status") == "accounts"),
            rows.filter(pl.col("status") != "accounts"),
        )
    )
    at_least = figure.facts["relations"][indicator] > 0
    limits = rows["target"].drop_nulls().to_list()
    values = [*(value for _, value in (*dots, *line)), *limits]
    band = []
    for year, target in rows.select("year", "target").iter_rows():
        if target is not None:
            above = max(values) + BEYOND * (max(values) - min(0.0, *values))
            edge = above if at_least else 0.0
            band.append((float(year), min(target, edge), max(target, edge)))
    return Panel(title, dots, (*dots[-1:], *line) if line else (), tuple(band))


def _lights(about: Finance, outlook: FinanceOutlook, press: Press) -> Table:
    """A row for each year, with the light after each value."""
    form = press.forms
    values = outlook.targets.values
    names = [standing.id for standing in about.standings]
    body = []
    for year in values["year"].unique().sort():
        rows = {r["indicator"]: r for r in values.filter(pl.col("year") == year).to_dicts()}
        status = press.word(rows[names[0]]["status"]) or ""
        found = [_lit(rows[name], press) for name in names]
        body.append((f"{year}", (Cell(status), *found)))
    targets = {r["indicator"]: r["target"] for r in rows.values()}
    limits = cells([targets[name] for name in names], lambda value: form.number(value, 2))
    body.append((press.label("target"), (Cell(""), *limits)))
    heading = press.words["year_heading"]
    return table([heading, press.words["status_heading"], *map(press.label, names)], body)


def _lit(row: dict[str, object], press: Press) -> Cell:
    value = row["value"]
    if not isinstance(value, float):
        return Cell("–")
    light = press.word(str(row["light"])) if row["light"] else None
    text = press.forms.percent(value)
    return Cell(f"{text} ({light})" if light else text, f"{value:.4f}")


def _parts(figure: Figure, press: Press) -> Table:
    """Parts by year on the neutral path; those that the plan has already in brackets."""
    rows = figure.values.filter(pl.col("future") == NEUTRAL)
    years = rows["year"].unique().sort().to_list()
    body = []
    for part in rows["part"].unique(maintain_order=True):
        of_part = rows.filter(pl.col("part") == part).sort("year")
        found = []
        for mean, counted in of_part.select("mean", "counted").iter_rows():
            text = press.forms.signed_amount(mean)
            found.append(Cell(text if counted else f"({text})", f"{mean:.4f}"))
        body.append((press.label(part), found))
    return table([press.words["finance"]["part"], *map(str, years)], body)


def _all_parts(outlook: FinanceOutlook, figure: Figure, press: Press) -> Table:
    """Every part of every future and year, for the download."""
    words = press.words["finance"]
    body = [
        (
            future_name(outlook, row["future"], press),
            (
                Cell("", str(row["year"])),
                Cell("", press.label(row["part"])),
                Cell("", f"{row['mean']:.4f}"),
                Cell("", words["yes"] if row["counted"] else words["no"]),
            ),
        )
        for row in figure.values.iter_rows(named=True)
    ]
    headings = [press.words["futures"]["name"], press.words["year_heading"], words["part"]]
    return table([*headings, words["unit"], press.label("counted")], body)


def _spanned(row: dict[str, float | None], press: Press) -> Cell:
    """The mean, and the band after it."""
    form, mean = press.forms.amount, row["mean"] or 0.0
    low, high = row["p10"], row["p90"]
    between = press.words["futures"]["between"]
    band = "" if low is None or high is None else f" ({form(low)}{between}{form(high)})"
    return Cell(form(mean) + band, f"{mean:.4f}")

"""One specimen of every kind of chart, with numbers that make it hard to draw well."""

from __future__ import annotations

from nyegrep.reports.charts.bands import Panel, band_panels
from nyegrep.reports.charts.bars import Bar, PyramidRow, Stack, change_bars, pyramid, stacked_change
from nyegrep.reports.charts.chances import Chance, chance_bars
from nyegrep.reports.charts.dots import DotRow, dot_rows
from nyegrep.reports.charts.futures import (
    Bands,
    Course,
    CoursePanel,
    CourseWords,
    course_chart,
    look_of,
)
from nyegrep.reports.charts.lines import Line, Mark, YearChart, line_chart
from nyegrep.reports.charts.lollipops import Stick, StickRow, stick_rows
from nyegrep.reports.charts.pyramids import SmallPyramid, pyramids
from nyegrep.reports.charts.scatter import Corner, Spot, scatter
from nyegrep.reports.charts.square import Quadrant, SquareWords, square
from nyegrep.reports.charts.strips import Pair, Strip, rank_strips, value_pairs
from nyegrep.reports.charts.svg import Draw
from nyegrep.reports.charts.waterfall import Step, waterfall


def straight(
    first: float, last: float, years: range = range(2005, 2020)
) -> tuple[tuple[int, float], ...]:
    step = (last - first) / (len(years) - 1)
    return tuple((year, first + step * n) for n, year in enumerate(years))


CROWD = (
    Line(straight(100, 92), "own", "Fjordvik\u00a092"),
    Line(straight(100, 92.4), "other", "Nordre Skogdal\u00a092"),
    Line(straight(100, 91.8), "other", "Vesle Sund\u00a092"),
    Line(straight(100, 92.1), "other", "Fjordvik (region)\u00a092"),
    Line(straight(100, 116), "country", "Landet\u00a0116"),
)
DECLINE = straight(6093, 5623)
AHEAD = straight(5623, 5060, range(2019, 2041))
ROWS = [
    PyramidRow(f"{a}–{a + 4}", (200.0 - a, 190.0 - a), (150.0, 149.0)) for a in range(0, 100, 5)
]
STEPS = [
    Step("Veksten i landet", 1.4, "+1,40"),
    Step("Bransjeeffekt", -1.35, "−1,35"),
    Step("Befolkningseffekt", -0.2, "−0,20"),
    Step("Næringsattraktivitet", 0.3, "+0,30", strong=True),
    Step("Vekst i private arbeidsplasser", 0.15, "+0,15", total=True),
]
PANELS = [
    Panel(
        "Næringsattraktivitet",
        tuple((year, (year * 7 % 5 - 2) * 1.4) for year in range(2006, 2020)),
        tuple((year, 0.4) for year in range(2010, 2020)),
        tuple((year, -0.3, 0.8) for year in range(2010, 2020)),
    ),
    Panel("Bostedsattraktivitet", ((2006, 0.1), (2019, -0.2)), (), ()),
]
NAMES = ("Nordre Skogdal", "Vesle Sund", "Indre Fjell", "Ytre Vik", "Storvik", "Lilleberg")
SPOTS = [
    Spot(0.0, 0.0, "own", "Fjordvik"),
    *(Spot(0.02 * n, 0.01 * n, "peer", name) for n, name in enumerate(NAMES)),
    *(Spot((n * 37 % 61) / 10 - 3, (n * 23 % 41) / 20 - 1, "other") for n in range(200)),
]
CORNER = Corner(0.7, 0.3, "12,3 % (44 av 356) er over grensen på begge")
STRIPS = [
    Strip("Næringsattraktivitet, alle kommuner", 0.4, "0"),
    Strip("Bostedsattraktivitet, 5 000–9 999 innbyggere", 98.6, "99"),
    Strip("Bostedsattraktivitet, sentralitetsklasse 5", None, ""),
]
PAIRS = [Pair("Fjordvik", -1.2, 0.3, own=True), Pair("Fjordvik (region)", None, -0.4)]
FOUR = ("attractive_tailwind", "attractive_headwind", "missed_opportunities", "crisis")
CALLED = ("Attraktiv i medvind", "Attraktiv i motvind", "Tapte muligheter", "Nå er det krise")
AFTER = range(2020, 2041)
# All but one end at about the same, where names and bands have the least room.
COURSES = tuple(
    Course(
        look_of(future),
        straight(5610, end, AFTER),
        f"{name} {end}",
        (end - 180, end + 200),
        (end - 60, end + 70),
    )
    for future, name, end in zip(FOUR, CALLED, (5700, 5080, 5060, 5050), strict=True)
)
GREYS = (
    Course(look_of("neutral"), straight(5610, 5070, AFTER), "Nøytral bane 5070"),
    Course(look_of("official_main"), straight(5610, 5065, AFTER), "SSBs hovedalternativ 5065"),
)
FAN = CoursePanel(DECLINE, (*COURSES, *GREYS))
JOBS = CoursePanel(straight(1400, 1380), COURSES[:2], "Private arbeidsplasser")
FROM = CourseWords("innbyggere", (2019, "framskriving fra 2019"), lambda v, d: f"{v:.{d}f}")
QUADRANTS = [
    Quadrant(
        name,
        "12 345",
        ("−12 % siden 2019", "åtte av ti: 11 890–12 810", "7 480 arbeidsplasser"),
        CoursePanel(DECLINE, (course,)),
        Bands(((2019, 5623, 5623), (2040, 5000, 5400)), ((2019, 5623, 5623), (2040, 5100, 5300))),
    )
    for name, course in zip(CALLED, COURSES, strict=True)
]
AXES = SquareWords(
    ("Gode tider i landet", "Dårlige tider i landet"), ("Høy attraktivitet", "Lav attraktivitet")
)
SMALL_PYRAMIDS = [
    SmallPyramid(name, look_of(future), tuple(ROWS))
    for name, future in zip(
        (*CALLED, "Vekst av egen kraft i hele bygda"), (*FOUR, "x"), strict=True
    )
]
CHANCES = [
    Chance(name, percent, text, look_of(future))
    for name, percent, text, future in zip(
        CALLED, (100.0, 42.0, 3.0, 0.0), ("flere enn 99 av 100", "42", "3", "færre enn 1"), FOUR,
        strict=True,
    )
]  # fmt: skip
STICKS = [
    StickRow(
        "Rekkehus og andre småhus",
        (
            Stick("attractive_tailwind", 121.0, (45.0, 190.0)),
            Stick("crisis", -58.0, (-110.0, -4.0)),
            Stick("own_growth", 300.0),
        ),
        mark=28.0,
    ),
    StickRow("Andre", (Stick("neutral", 0.0),)),
]
CHARTS: dict[str, Draw] = {
    "sticks": lambda f: stick_rows(f, STICKS, "boliger"),
    "names": lambda f: line_chart(f, CROWD, YearChart("indeks, 2005 = 100", "år", level=100)),
    "marks": lambda f: line_chart(
        f,
        [Line(DECLINE, "own")],
        YearChart(
            "innbyggere",
            "år",
            (
                Mark(DECLINE[0], "6 093"),
                Mark(DECLINE[-1], "5 623", below=True),
                Mark(DECLINE[1], "x"),
            ),
        ),
    ),
    "ahead": lambda f: line_chart(
        f,
        [Line(DECLINE, "own"), Line(AHEAD, "ahead")],
        YearChart(
            "innbyggere",
            "år",
            (Mark(AHEAD[-1], "5 060", below=True), Mark(DECLINE[-1], "5 623")),
            rule=(2019, "framskriving fra 2019"),
        ),
    ),
    "stack": lambda f: stacked_change(
        f,
        [Stack(1980 + n, (-20.0 - n, 30.0 - 3 * n, n - 15.0)) for n in range(39)],
        "personer",
        "år",
    ),
    "change": lambda f: change_bars(
        f,
        [
            Bar("0–5 år", -340, "−340 (−21,8 %)", "−340"),
            Bar("6–15 år", 0, "0 (0,0 %)", "0"),
            Bar("80 år og eldre", 250, "+250 (+83,9 %)", "+250"),
        ],
        "personer",
    ),
    "dots": lambda f: dot_rows(
        f,
        [DotRow("0–5 år", 6, 5, 7), DotRow("80 år og eldre", 4, 9, None)],
        "prosent av innbyggerne",
    ),
    "pyramid": lambda f: pyramid(f, ROWS, ("Menn", "Kvinner"), ("alder", "personer")),
    "waterfall": lambda f: waterfall(f, STEPS, "prosent per år"),
    "bands": lambda f: band_panels(f, PANELS, "prosent per år", lambda v, d: f"{v:.{d}f}"),
    "scatter": lambda f: scatter(f, SPOTS, CORNER, ("bosted, prosent per år", "næring")),
    "strips": lambda f: rank_strips(f, STRIPS, "av 100", (70, "grense: 70")),
    "pairs": lambda f: value_pairs(f, PAIRS, "prosent per år"),
    "courses": lambda f: course_chart(f, [FAN], FROM),
    "course panels": lambda f: course_chart(f, [JOBS, JOBS], FROM),
    "square": lambda f: square(f, QUADRANTS, AXES),
    "small pyramids": lambda f: pyramids(
        f, SMALL_PYRAMIDS, "alder", ("Menn", "Kvinner"), lambda v: f"{v:.0f}"
    ),
    "chances": lambda f: chance_bars(f, CHANCES, "når målet så mange av 100 ganger"),
}

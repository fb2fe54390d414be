"""Chapter 2: what is circumstance in the growth of the place, and what is its own doing."""

from __future__ import annotations

from dataclasses import dataclass

from nyegrep.reports.chapters.attraction_profile_exhibits import (
    compared_exhibit,
    growth_exhibit,
    history_exhibit,
    rank_exhibit,
    scatter_exhibit,
)
from nyegrep.reports.chapters.attraction_profile_facts import (
    Cloud,
    Courses,
    Growth,
    Neighbours,
    Ranks,
    cloud_of,
    courses_of,
    growth_of,
    neighbours_of,
    ranks_of,
)
from nyegrep.reports.chapters.attraction_profile_indicators import (
    Indicators,
    indicators_exhibit,
    indicators_of,
)
from nyegrep.reports.chapters.attraction_profile_map import Standing, map_exhibit, standing_of
from nyegrep.reports.contexts import FigureContext, ReportInput
from nyegrep.reports.gallery import Gallery

CHAPTER = "attraction_profile"


@dataclass(frozen=True)
class AttractionContext:
    """All of the chapter; ``figures`` by the names of their macros."""

    jobs: Growth
    people: Growth
    history: Courses
    rank: Ranks
    compared: Neighbours
    scatter: Cloud
    indicators: Indicators | None
    map: Standing | None
    figures: dict[str, FigureContext]


def build(report: ReportInput, gallery: Gallery) -> AttractionContext | None:
    """The chapter, with its figures put up in order; ``None`` where there is no profile."""
    profile, press = report.attraction, gallery.press
    if profile is None:
        return None
    jobs, people = (growth_of(figure, profile, press) for figure in (profile.jobs, profile.people))
    courses, ranks = courses_of(profile, press), ranks_of(profile, press)
    neighbours, cloud = neighbours_of(profile, press), cloud_of(profile, press)
    standing, indicators = standing_of(profile, press), indicators_of(profile, press)
    told = [] if indicators is None else [indicators_exhibit(indicators, press)]
    exhibits = [
        growth_exhibit("jobs", jobs, profile.jobs, press),
        growth_exhibit("people", people, profile.people, press),
        history_exhibit(courses, profile, press),
        rank_exhibit(ranks, profile, press),
        *([compared_exhibit(neighbours, profile, press)] if neighbours.others else []),
        *told,
        scatter_exhibit(cloud, profile, press),
    ]
    if standing is not None and profile.map is not None:
        exhibits.append(map_exhibit(standing, profile.map, press))
    return AttractionContext(
        jobs=jobs,
        people=people,
        history=courses,
        rank=ranks,
        compared=neighbours,
        scatter=cloud,
        indicators=indicators,
        map=standing,
        figures={exhibit.name: gallery.show(CHAPTER, exhibit) for exhibit in exhibits},
    )

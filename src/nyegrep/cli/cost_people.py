"""``nyegrep cost --show people``: users of services, staff and people with dementia."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from nyegrep.analyses import futures_outlook, service_users_outlook
from nyegrep.analyses.context import prepare
from nyegrep.analyses.projection_table import Question
from nyegrep.analyses.service_users_results import ServiceUsersOutlook
from nyegrep.analyses.service_users_table import KEY, PERSONS, STAFF, users_table
from nyegrep.cli.output import note, write_document, write_frame
from nyegrep.cli.texts import say
from nyegrep.foundation.futures import BUILT_IN, Future
from nyegrep.foundation.terms import label
from nyegrep.reports.statistics_file import About, Measure, jsonstat
from nyegrep.sources.store import Workspace

MEASURES = (Measure(PERSONS, "persons", 3), Measure(STAFF, "full-time equivalents", 3))


def show_people(
    workspace: Workspace,
    question: Question,
    futures: tuple[tuple[Future, ...], tuple[str, ...]],
    answer: tuple[str, Path | None],
    language: str,
) -> ServiceUsersOutlook:
    """Tell the users of services in one municipality.

    Args:
        workspace: where the data is.
        question: place, years, draws and parameters.
        futures: those of the user's own, and ids of those wanted.
        answer: the form, and the file.
        language: of headings and words.
    """
    own, only = futures
    place = (question.municipality, question.base_year, (), question.overrides)
    asked = futures_outlook.Question(
        question.horizon,
        own=own,
        draws=question.draws,
        seed=question.seed,
        national=question.national,
    )
    outlook = service_users_outlook.run(prepare(workspace, *place), asked)
    frame = users_table(outlook, only)
    form, output = answer
    if form == "json-stat":
        names = {
            "municipality_code": {outlook.municipality.code: outlook.municipality.name},
            "future": {future.id: future.names.get(language, future.id) for future in own},
        }
        title = say("cost.people_table", language, year=outlook.base_year)
        about = About(title, outlook.dementia.trace, names)
        write_document(jsonstat(frame, KEY, list(MEASURES), language, about), output, language)
    elif form == "table" and output is None:
        years = {"year": outlook.base_year, "horizon": outlook.horizon_year}
        note(say("cost.people_heading", language, **years))
        write_frame(short_table(frame, _from_people(outlook), language), form, output, language)
    else:
        write_frame(frame, "csv" if form == "table" else form, output, language)
    return outlook


def _from_people(outlook: ServiceUsersOutlook) -> list[str]:
    """Services that are told as people of the age."""
    return [] if outlook.by_service is None else list(outlook.by_service.facts["from_people"])


def short_table(frame: pl.DataFrame, from_people: list[str], language: str) -> pl.DataFrame:
    """Services by futures in the last year, the means, beside the base year."""
    means = frame.filter(pl.col("statistic") == "mean")
    number = pl.coalesce(pl.col(PERSONS), pl.col(STAFF)).round(0) + 0.0
    first, last = frame["year"].min(), frame["year"].max()
    told = means.with_columns(number.alias("number"))
    ends = told.filter(pl.col("year") == last).with_columns(
        pl.col("future").map_elements(lambda name: _name(name, language), return_dtype=pl.String)
    )
    wide = ends.pivot("future", index="service", values="number", maintain_order=True)
    base = told.filter(pl.col("year") == first).unique("service", maintain_order=True)
    both = wide.join(base.select("service", base="number"), on="service", maintain_order="left")
    futures = [name for name in wide.columns if name != "service"]
    rows = [f"{name}.from_people" if name in from_people else name for name in both["service"]]
    words = [say(f"cost.people.{name}", language) for name in rows]
    named = both.with_columns(service=pl.Series(words, dtype=pl.String))
    return named.select("service", "base", *futures)


def _name(future: str, language: str) -> str:
    return label(future, language) if future in BUILT_IN else future

"""Users of services, staff and people with dementia as one table."""

from __future__ import annotations

import polars as pl

from nyegrep.analyses.service_users_outlook import DEMENTIA
from nyegrep.analyses.service_users_results import ServiceUsersOutlook
from nyegrep.analyses.yearly_statistics import QUANTILES
from nyegrep.foundation.errors import InputError, fail
from nyegrep.foundation.figures import Figure

KEY = ("municipality_code", "future", "service", "year", "statistic")
PERSONS, STAFF = "persons", "full_time_equivalents"
DECIMALS = 3


def users_table(outlook: ServiceUsersOutlook, only: tuple[str, ...] = ()) -> pl.DataFrame:
    """``municipality_code, future, service, year, statistic, persons, full_time_equivalents``.

    ``service`` is also ``dementia``, and ``nurses`` and ``other_staff``, which are full-time
    equivalents; the others are persons.

    Args:
        outlook: of one municipality.
        only: ids of the futures wanted; none = all.

    Raises:
        InputError: a future that is wanted does not exist.
    """
    for future in only:
        if future not in outlook.futures:
            fail(InputError, "future.unknown", future=future, candidates=list(outlook.futures))
    parts = [_long(outlook.dementia, PERSONS)]
    if outlook.by_service is not None:
        parts.insert(0, _long(outlook.by_service, PERSONS))
    if outlook.staff is not None:
        parts.append(_long(outlook.staff, STAFF))
    frame = pl.concat(parts, how="diagonal").with_columns(
        pl.lit(outlook.municipality.code).alias(KEY[0])
    )
    numbers = [
        (pl.col(name) if name in frame.columns else pl.lit(None, dtype=pl.Float64).alias(name))
        for name in (PERSONS, STAFF)
    ]
    wanted = pl.col("future").is_in(only or outlook.futures)
    return frame.filter(wanted).select(*KEY, *(number.round(DECIMALS) for number in numbers))


def _long(figure: Figure, column: str) -> pl.DataFrame:
    """A figure's mean and quantiles as rows."""
    values = figure.values
    if "staff_group" in values.columns:
        values = values.rename({"staff_group": "service"})
    elif "service" not in values.columns:
        values = values.with_columns(service=pl.lit(DEMENTIA))
    index = ["future", "service", "year"]
    wide = values.select(*index, "mean", *QUANTILES).unpivot(
        index=index, variable_name="statistic", value_name=column
    )
    return wide.drop_nulls(column)

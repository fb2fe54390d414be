"""A small invented country for tests of tables: four municipalities, one merger."""

from __future__ import annotations

from nyegrep.foundation.codes import Municipality, MunicipalityHistory
from nyegrep.foundation.provenance import Source

HISTORY = MunicipalityHistory(
    municipalities=(
        Municipality("7001", "Fjordvik", 2000),
        Municipality("7002", "Elvdal", 2000, 2019, (("7005", 1.0),)),
        Municipality("7003", "Skogli", 2000, 2019, (("7005", 1.0),)),
        Municipality("7005", "Nye Elvdal", 2020),
    ),
    counties={"70": "Vestmark"},
)


def source(**known: object) -> Source:
    """A source of the statistics office, with some facts changed."""
    facts = {
        "publisher": "Statistics",
        "table": "1",
        "licence": "CC BY 4.0",
        "dataset": "dwellings",
    }
    return Source(**{**facts, **known})  # type: ignore[arg-type]  # facts of a test

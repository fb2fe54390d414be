"""The few colours of the report."""

from __future__ import annotations

from importlib.resources import files

import pytest

from nyegrep.reports.charts import colours

pytestmark = pytest.mark.unit


def test_every_colour_has_a_variable_of_the_style_sheet() -> None:
    named = [v for k, v in vars(colours).items() if k.isupper() and isinstance(v, str)]
    assert set(named) == set(colours.VARIABLES)


def test_the_style_sheet_gives_every_variable_a_light_and_a_dark_value() -> None:
    style = files("nyegrep.reports").joinpath("style.css").read_text(encoding="utf-8")
    for colour, variable in colours.VARIABLES.items():
        values = [
            line.split(":")[1].strip(" ;") for line in style.splitlines() if f" {variable}:" in line
        ]
        assert len(values) == 2, variable
        if colour != colours.HATCHED:
            assert values[0] == colour


@pytest.mark.parametrize("colour", [colours.INK, colours.GREY])
def test_text_stands_out_from_the_paper(colour: str) -> None:
    def light(code: str) -> float:
        parts = (int(code[n : n + 2], 16) / 255 for n in (1, 3, 5))
        red, green, blue = (
            p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    assert (light(colours.PAPER) + 0.05) / (light(colour) + 0.05) >= 4.5

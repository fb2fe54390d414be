"""The few colours of the report. Charts use the light ones; the page turns them for the dark."""

from __future__ import annotations

PAPER = "#ffffff"
INK = "#1b2430"
GREY = "#5f6b76"
GRID = "#e4e6e8"
DARK_TINT = "#2f4a63"
MIDDLE_TINT = "#7c93a8"
LIGHT_TINT = "#cbd6e0"
HATCHED = "#cbd6e1"  # drawn as stripes, told from a plain area without colour and on any printer
RISE = "#2e7d4f"  # the sign before the number says the same, for those who see no difference
FALL = "#b3402e"
# From low to high on maps: brown to blue, which the colour-blind tell apart, with grey between.
MAP_LOWEST = "#a6500a"
MAP_LOW = "#eab070"
MAP_MIDDLE = "#dfe1e3"
MAP_HIGH = "#8fbadb"
MAP_HIGHEST = "#1f5f99"
# The four futures, in their order: the line, the inner half of its band, and the whole band.
TAILWIND = "#00796b"
TAILWIND_HALF = "#8ac5bd"
TAILWIND_BAND = "#cfe6e3"
HEADWIND = "#3552a8"
HEADWIND_HALF = "#a3b1d8"
HEADWIND_BAND = "#d7ddee"
MISSED = "#9c6500"
MISSED_HALF = "#d3b685"
MISSED_BAND = "#ebdfc9"
CRISIS = "#8a1538"
CRISIS_HALF = "#c68f9f"
CRISIS_BAND = "#e7d0d7"

# The style sheet gives each variable a light and a dark value.
VARIABLES = {
    PAPER: "--paper",
    INK: "--ink",
    GREY: "--grey",
    GRID: "--grid",
    DARK_TINT: "--tint-dark",
    MIDDLE_TINT: "--tint-middle",
    LIGHT_TINT: "--tint-light",
    HATCHED: "--tint-light",
    RISE: "--rise",
    FALL: "--fall",
    MAP_LOWEST: "--map-lowest",
    MAP_LOW: "--map-low",
    MAP_MIDDLE: "--map-middle",
    MAP_HIGH: "--map-high",
    MAP_HIGHEST: "--map-highest",
    TAILWIND: "--tailwind",
    TAILWIND_HALF: "--tailwind-half",
    TAILWIND_BAND: "--tailwind-band",
    HEADWIND: "--headwind",
    HEADWIND_HALF: "--headwind-half",
    HEADWIND_BAND: "--headwind-band",
    MISSED: "--missed",
    MISSED_HALF: "--missed-half",
    MISSED_BAND: "--missed-band",
    CRISIS: "--crisis",
    CRISIS_HALF: "--crisis-half",
    CRISIS_BAND: "--crisis-band",
}

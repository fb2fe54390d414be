"""Small drawings of the signs that charts use, for the key beside a chart."""

from __future__ import annotations

from typing import Literal

from markupsafe import Markup

# fmt: off
Sign = Literal[
    "bar-1", "bar-2", "bar-3", "bar-4", "total", "ring", "dot", "upright", "area", "outline",
    "rise", "fall", "line", "speck", "peer", "dashed",
    "map-lowest", "map-low", "map-middle", "map-high", "map-highest", "own",
    "tailwind", "headwind", "missed", "crisis", "neutral", "own-future",
]
# fmt: on

_BAR = '<rect x="1" y="2" width="20" height="12" fill="var({})" stroke="var({})"/>'
_RING = '<circle cx="11" cy="8" r="{}" fill="var(--paper)" stroke="var(--ink)" stroke-width="1.7"/>'
_STRIPES = (
    '<path d="M1 9L8 2M1 14L13 2M6 14L18 2M11 14L21 4M16 14L21 9" stroke="var(--tint-middle)" '
    'stroke-width="1.6"/>'
)
_DRAWN: dict[Sign, str] = {
    "bar-1": _BAR.format("--tint-dark", "--tint-dark"),
    "bar-2": _BAR.format("--tint-middle", "--tint-middle"),
    "bar-3": _BAR.format("--tint-light", "--tint-middle") + _STRIPES,
    "bar-4": _BAR.format("--grey", "--grey"),
    "total": '<path d="M1 8H21" stroke="var(--ink)" stroke-width="1.4"/>' + _RING.format(3.4),
    "ring": _RING.format(4.6),
    "dot": '<circle cx="11" cy="8" r="5.2" fill="var(--ink)"/>',
    "upright": '<path d="M11 1V15" stroke="var(--grey)" stroke-width="3"/>',
    "area": _BAR.format("--tint-light", "--tint-light"),
    "outline": '<path d="M1 14V3H14V9H21" fill="none" stroke="var(--ink)" stroke-width="1.8"/>',
    "rise": _BAR.format("--rise", "--rise"),
    "fall": _BAR.format("--fall", "--fall"),
    "line": '<path d="M1 8H21" stroke="var(--ink)" stroke-width="2.6"/>',
    "speck": '<circle cx="11" cy="8" r="2.8" fill="var(--tint-middle)"/>',
    "peer": '<circle cx="11" cy="8" r="4.2" fill="var(--tint-dark)"/>',
    "map-lowest": _BAR.format("--map-lowest", "--grid"),
    "map-low": _BAR.format("--map-low", "--grid"),
    "map-middle": _BAR.format("--map-middle", "--grid"),
    "map-high": _BAR.format("--map-high", "--grid"),
    "map-highest": _BAR.format("--map-highest", "--grid"),
    "own": '<rect x="2" y="2" width="18" height="12" fill="none" stroke="var(--ink)" '
    'stroke-width="2.2"/>',
    "tailwind": '<circle cx="11" cy="8" r="5" fill="var(--tailwind)"/>',
    "headwind": '<path d="M6.5 3.5H15.5V12.5H6.5Z" fill="var(--headwind)"/>',
    "missed": '<path d="M11 2.5L16.5 13H5.5Z" fill="var(--missed)"/>',
    "crisis": '<path d="M11 2L16 8L11 14L6 8Z" fill="var(--crisis)"/>',
    "neutral": '<path d="M9 3H13V6H16V10H13V13H9V10H6V6H9Z" fill="var(--grey)"/>',
    "own-future": '<path d="M11 13.5L16.5 3H5.5Z" fill="var(--tint-dark)"/>',
    "dashed": '<path d="M11 0V16" stroke="var(--grey)" stroke-width="1.6" stroke-dasharray="3 3"/>',
}


def sign(name: Sign) -> Markup:
    """A sign as inline SVG, in the colours of the page."""
    frame = '<svg class="sign" width="22" height="16" viewBox="0 0 22 16" aria-hidden="true">'
    return Markup(f"{frame}{_DRAWN[name]}</svg>")  # noqa: S704  # constants of this module

"""Region codes of the StatBank, in their several spellings, and ours.

Municipalities are written ``4001``, ``K-4001``, ``K_4001`` or ``K.4001`` after the list they are
taken from; the country is ``0``, or ``EAK`` in the municipal accounts.
"""

from __future__ import annotations

import re

from nyegrep.foundation.codes import COUNTRY

_MUNICIPALITY = re.compile(r"(?:K[-_.])?(\d{4})")
_COUNTY = re.compile(r"(?:F[-_.]|EKA)?(\d{2})")
_GROUP = re.compile(r"EKG\d{2}")
_YEARS = re.compile(r"\s*\((?:\d{4})?-(?:\d{4})?\)$")
# Svalbard, the continental shelf, abroad and "not stated" have codes of four digits too.
_NOT_IN_A_COUNTY = re.compile(r"2[1-9]|88|99")


def region(code: str) -> str | None:
    """Our code of a region; ``None`` for what is not a municipality, county, group or country.

    Example:
        >>> region("K-4001"), region("F-40"), region("EAK"), region("EKG12"), region("EAKUO")
        ('4001', '40', '0', 'EKG12', None)
    """
    if code in (COUNTRY, "EAK"):
        return COUNTRY
    if is_municipality(code):
        return code[-4:]
    if found := _COUNTY.fullmatch(code):
        return found[1]
    return code if _GROUP.fullmatch(code) else None


def is_municipality(code: str) -> bool:
    """True for the code of a municipality, in any spelling; not for "not stated" or Svalbard."""
    found = _MUNICIPALITY.fullmatch(code)
    if not found:
        return False
    return not _NOT_IN_A_COUNTY.match(found[1]) and not found[1].endswith("99")


def is_wider(code: str) -> bool:
    """True for the country and the KOSTRA groups."""
    return code in (COUNTRY, "EAK") or bool(_GROUP.fullmatch(code))


def name(label: str) -> str:
    """A region's name without the years that its code was valid.

    Example:
        >>> name("Bamble (-2019)"), name("Oslo - Oslove")
        ('Bamble', 'Oslo - Oslove')
    """
    return _YEARS.sub("", label).strip()

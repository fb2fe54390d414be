"""The number and date forms of each language. Rounding happens here and only here."""

from __future__ import annotations

import datetime as clock
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from babel.core import Locale
from babel.dates import format_date, format_timedelta
from babel.lists import format_list
from babel.numbers import format_decimal

NO_BREAK = "\u00a0"
MINUS = "\u2212"
RANGE = "\u2013"

# Beyond so many years ahead a projection is not known to the nearest person.
YEARS_TO_THE_PERSON = 5
FEWEST_IN_TENS = 100
# Smaller amounts, in million NOK, have a decimal.
WHOLE_AMOUNTS = 9.95
# Less change than this, in percent, is no change to speak of.
STABLE_PERCENT = 0.5

_LOCALES = {"nb": "nb_NO", "en": "en_GB"}
_PER_CENT = {"nb": "prosent", "en": "per cent"}
_LESS_THAN_A_DAY = {"nb": "mindre enn et døgn", "en": "less than a day"}
_FEW = {
    "nb": ("ingen", "én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti"),
    "en": ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}
_SIGN = {"nb": f"{NO_BREAK}%", "en": "%"}


@dataclass(frozen=True)
class Forms:
    """How numbers, dates and lists are written in one language."""

    language: str

    def number(self, value: float, decimals: int = 0) -> str:
        r"""A number with its thousands apart and a real minus.

        Example:
            >>> Forms("nb").number(-1234.56, 1), Forms("en").number(-1234.56, 1)
            ('−1\xa0234,6', '−1,234.6')
        """
        rounded = round(value, decimals) + 0.0
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        text = format_decimal(rounded, format=pattern, locale=_locale(self.language))
        return text.replace("-", MINUS).replace("\u202f", NO_BREAK)

    def signed(self, value: float, decimals: int = 0) -> str:
        """A change, with its sign; nothing has none.

        Example:
            >>> Forms("nb").signed(120), Forms("nb").signed(-0.2), Forms("nb").signed(-3)
            ('+120', '0', '−3')
        """
        text = self.number(value, decimals)
        return f"+{text}" if round(value, decimals) > 0 else text

    def size(self, value: float) -> str:
        """A number of people without its sign, where the words say the direction."""
        return self.number(abs(value))

    def ahead(self, value: float, years: int) -> str:
        """A number of people so many years ahead: to tens where that is more than five."""
        return self.number(_ahead(value, years))

    def ahead_size(self, value: float, years: int) -> str:
        """The same without its sign."""
        return self.number(abs(_ahead(value, years)))

    def ahead_signed(self, value: float, years: int) -> str:
        """The same as a change, with its sign."""
        return self.signed(_ahead(value, years))

    def ahead_signed_percent(self, value: float, years: int) -> str:
        r"""A change in per cent so many years ahead: whole where that is more than five.

        Example:
            >>> Forms("en").ahead_signed_percent(-18.96, 21)
            '−19%'
        """
        decimals = 0 if years > YEARS_TO_THE_PERSON else 1
        return self.signed(value, decimals) + _SIGN[self.language]

    def amount(self, value: float) -> str:
        """Millions of kroner: whole from ten up, else with a decimal.

        Example:
            >>> Forms("nb").amount(-3.26), Forms("nb").amount(113.4)
            ('−3,3', '113')
        """
        return self.number(value, 0 if abs(value) >= WHOLE_AMOUNTS else 1)

    def signed_amount(self, value: float) -> str:
        """The same as a change, with its sign."""
        return self.signed(value, 0 if abs(value) >= WHOLE_AMOUNTS else 1)

    def amount_size(self, value: float) -> str:
        """The same without its sign, where the words say the direction."""
        return self.amount(abs(value))

    def percent(self, value: float) -> str:
        r"""To one decimal with the percent sign, for tables and charts.

        Example:
            >>> Forms("nb").percent(-1.44), Forms("en").percent(-1.44)
            ('−1,4\xa0%', '−1.4%')
        """
        return self.number(value, 1) + _SIGN[self.language]

    def signed_percent(self, value: float) -> str:
        """A change in percent with its sign."""
        return self.signed(value, 1) + _SIGN[self.language]

    def per_cent(self, value: float) -> str:
        r"""To one decimal in words, without its sign, for running text.

        Example:
            >>> Forms("nb").per_cent(-8.04), Forms("en").per_cent(-8.04)
            ('8,0\xa0prosent', '8.0\xa0per cent')
        """
        return f"{self.number(abs(value), 1)}{NO_BREAK}{_PER_CENT[self.language]}"

    def headline_per_cent(self, value: float) -> str:
        """The same for titles: whole percent, with a decimal only below two."""
        return f"{self.headline(value)}{NO_BREAK}{_PER_CENT[self.language]}"

    def headline(self, value: float) -> str:
        """The number of such a percentage alone."""
        return self.number(abs(value), 0 if abs(value) >= 2 else 1)

    def few(self, count: int) -> str:
        """A small count as a word, a larger one as a number, as ``three`` and ``14``."""
        words = _FEW[self.language]
        return words[count] if 0 <= count < len(words) else self.number(count)

    def years(self, first: int, last: int) -> str:
        """A span of years, as ``2005–2019``; a single year as it is."""
        return str(first) if first == last else f"{first}{RANGE}{last}"

    def date(self, day: clock.date) -> str:
        """A date, as ``3. mars 2026``."""
        return format_date(day, "long", locale=_locale(self.language)).replace(" ", NO_BREAK)

    def duration(self, days: int) -> str:
        """So many days, in the unit that suits, as ``12 dager`` or ``4 months``."""
        if not days:
            return _LESS_THAN_A_DAY[self.language]
        span = clock.timedelta(days=days)
        text: str = format_timedelta(span, granularity="day", locale=_locale(self.language))
        return text.replace(" ", NO_BREAK)

    def listing(self, items: Sequence[str]) -> str:
        """Items in a sentence, as ``a, b og c``."""
        return format_list(list(items), locale=_locale(self.language))


def direction(percent: float) -> str:
    """``up``, ``down``, or ``stable`` for a change of less than half a percent."""
    if abs(percent) < STABLE_PERCENT:
        return "stable"
    return "up" if percent > 0 else "down"


def number(value: float, language: str, decimals: int = 0) -> str:
    """A number in the form of the language."""
    return Forms(language).number(value, decimals)


def date(day: clock.date, language: str) -> str:
    """A date in the form of the language."""
    return Forms(language).date(day)


def filters(language: str) -> dict[str, Callable[..., str]]:
    """The forms by name, as templates use them: ``{{ value | percent }}``."""
    forms = Forms(language)
    names = [name for name in vars(Forms) if not name.startswith("_") and name != "language"]
    return {name: getattr(forms, name) for name in names}


def _ahead(value: float, years: int) -> float:
    """To tens, half away from zero; fewer than a hundred are too few to be counted in tens."""
    if years <= YEARS_TO_THE_PERSON or abs(value) < FEWEST_IN_TENS:
        return value
    return math.copysign(math.floor(abs(value) / 10 + 0.5) * 10, value)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES[language])

"""Templates and words of one language, ready to be filled in."""

from __future__ import annotations

import html
import re
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import jinja2
import yaml
from markupsafe import Markup

from nyegrep.analyses.results import Place
from nyegrep.foundation.terms import label, words_of
from nyegrep.reports.render import Forms, filters

TEMPLATES = "nyegrep.reports"
COMMAND = re.compile(r"[«“](nyegrep [^»”]*)[»”]")
IDENTIFIER = re.compile(r"[\w./]*\w_\w[\w./]*\w|\b[a-z]{3,}(?:\.[a-z]{3,})+\b")


class Press:
    """Fills in the texts of one language.

    Attributes:
        language: ``nb`` or ``en``.
        forms: how numbers and dates are written.
        environment: the templates; a value that is missing is an error, and all text is escaped.
    """

    def __init__(
        self, language: str, environment_class: type[jinja2.Environment] = jinja2.Environment
    ) -> None:
        self.language = language
        self.forms = Forms(language)
        self.environment = environment_class(
            loader=jinja2.PackageLoader(TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters.update(filters(language), css_text=css_text, coded=coded)
        self.environment.globals.update(words=self.words, language=language)
        self._modules: dict[str, Any] = {}

    @cached_property
    def words(self) -> dict[str, Any]:
        """Short words by id, from ``words.yaml``."""
        return words(self.language)

    def page(self, template: str, **values: object) -> Markup:
        """A template of the language with its values filled in."""
        found = self.environment.get_template(f"{self.language}/{template}")
        return Markup(found.render(values))  # noqa: S704  # the environment escapes

    def frame(self, template: str, **values: object) -> str:
        """A template that is the same in both languages."""
        return self.environment.get_template(template).render(values)

    def sentence(self, template: str, macro: str, about: object) -> Markup:
        """What a macro of a template says about something, on one line."""
        if template not in self._modules:
            found = self.environment.get_template(f"{self.language}/{template}")
            self._modules[template] = found.module
        said = getattr(self._modules[template], macro)(about)
        return Markup(re.sub(r"[ \n\t]+", " ", said).strip())  # noqa: S704  # escaped by the macro

    def name(self, place: Place) -> str:
        """What a place is called in a sentence."""
        if place.kind == "country":
            return str(self.words["country"])
        named = {"county": "named_county", "labour_market_region": "named_region"}
        name = first_name(place.name)
        return str(self.words[named[place.kind]]).format(name=name) if place.kind in named else name

    def line_name(self, place: Place) -> str:
        """What a place is called at the end of a line or above a column."""
        return capitalised(self.name(place))

    def label(self, name: str) -> str:
        """The glossary's word, with a capital letter."""
        return capitalised(label(name, self.language))

    def word(self, name: str) -> str | None:
        """The glossary's word as it stands in a sentence; ``None`` where it has none."""
        found = words_of(name)
        return None if found is None else found[self.language]

    def age_group(self, group: str) -> str:
        """Ages in words, from an id as ``67-79`` or ``80+``."""
        return self._span(group, "age")

    def size_class(self, name: str) -> str:
        """A class of municipal size in words, from an id as ``2000-4999`` or ``all``."""
        return str(self.words["size_all"]) if name == "all" else self._span(name, "size")

    def _span(self, name: str, of: str) -> str:
        first, last = span(name)
        form = self.forms.number
        if last is None:
            return str(self.words[f"{of}_open"]).format(first=form(first))
        if first == last:
            return str(self.words[f"{of}_single"]).format(first=form(first))
        if first == 0 and of == "size":
            return str(self.words["size_below"]).format(last=form(last + 1))
        return str(self.words[f"{of}_span"]).format(first=form(first), last=form(last))


def span(name: str) -> tuple[int, int | None]:
    """First and last of a range, from an id as ``67-79`` or ``80+`` (no last).

    Example:
        >>> span("67-79"), span("80+"), span("5")
        ((67, 79), (80, None), (5, 5))
    """
    first, _, last = name.removesuffix("+").partition("-")
    return int(first), None if name.endswith("+") else int(last or first)


def css_text(text: str) -> str:
    r"""Text as it may stand in a string of a style sheet: all but plain letters as code points.

    Example:
        >>> css_text('A "ø"')
        'A\\20 \\22 \\f8 \\22 '
    """
    plain = html.unescape(text)
    return "".join(
        sign if sign.isascii() and sign.isalnum() else f"\\{ord(sign):x} " for sign in plain
    )


def coded(text: str) -> Markup:
    """A sentence with its commands, names of files and of parameters set as code.

    Example:
        >>> coded("Skriv «nyegrep init» i unit_costs.")
        Markup('Skriv <code>nyegrep init</code> i <code>unit_costs</code>.')
    """
    whole = str(Markup.escape(text))
    parts = COMMAND.split(whole)
    said = [IDENTIFIER.sub(r"<code>\g<0></code>", part) for part in parts[::2]]
    commands = [f"<code>{part}</code>" for part in parts[1::2]] + [""]
    pairs = zip(said, commands, strict=True)
    return Markup("".join(piece for pair in pairs for piece in pair))  # noqa: S704  # escaped above


def capitalised(text: str) -> str:
    """With a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def first_name(name: str) -> str:
    """The first of the names of a place that has one in several languages."""
    return re.split(r"\s+[-–]\s+", name)[0]


@cache
def words(language: str) -> dict[str, Any]:
    """Short words of a language: what is the same wherever it stands on the page."""
    path = files(TEMPLATES).joinpath("templates", language, "words.yaml")
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found

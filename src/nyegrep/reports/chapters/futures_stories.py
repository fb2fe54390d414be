"""What life is like in each future: a neutral text made from the figures, or the municipality's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from nyegrep.analyses.futures_results import FuturesOutlook
from nyegrep.foundation.futures import FOUR, Story
from nyegrep.reports.chapters.futures_outlook_facts import Fan, Sheet, fan_of, sheet_of, told
from nyegrep.reports.press import Press
from nyegrep.reports.render import filters

# The page's own headings are at three levels; those of a story come below them all.
HEADING = "h4"
LINKS = ("https://", "http://", "mailto:")


@dataclass(frozen=True)
class StoryFacts:
    """What a default story is made from; ``axes`` are ``None`` for a future of the user's own."""

    sheet: Sheet
    fan: Fan
    attractive: bool | None
    favourable: bool | None

    def change(self, measure: str) -> str:
        """``more``, ``fewer`` or ``same``: how a group of people changes; ``""`` if not known."""
        found = self.sheet.measure(measure)
        if found is None or found.base is None or not found.base:
            return ""
        percent = 100 * (found.mean / found.base - 1)
        return "same" if abs(percent) < 1 else "more" if percent > 0 else "fewer"


@dataclass(frozen=True)
class StoryContext:
    """A story as the page shows it; ``own`` where the municipality wrote it."""

    name: str
    sign: str
    title: str
    text: Markup
    own: bool


def default_stories(outlook: FuturesOutlook, language: str) -> dict[str, Story]:
    """A neutral story for each of the four futures and for those that the user defined.

    Args:
        outlook: the futures.
        language: ``nb`` or ``en``.

    Returns:
        Stories by the future's id, their texts as Markdown.
    """
    press = Press(language)
    fan = fan_of(outlook, press)
    return {name: _default(outlook, name, fan, press) for name in told(outlook)}


def example(name: str, language: str) -> str:
    """A file for a user to begin from, with remarks in the language.

    Args:
        name: as ``future`` or ``unit_costs``.
        language: ``nb`` or ``en``.
    """
    path = files("nyegrep.reports").joinpath("templates", language, f"{name}_example.yaml")
    return path.read_text(encoding="utf-8")


def story_contexts(
    outlook: FuturesOutlook, written: Mapping[str, Story], press: Press
) -> dict[str, StoryContext]:
    """The story of each future that has one, the municipality's own where there is one."""
    fan = fan_of(outlook, press)
    names = {outcome.id: outcome.name for outcome in (*fan.four, *fan.own)}
    found = {}
    for future, name in names.items():
        own = future in written
        story = written[future] if own else _default(outlook, future, fan, press)
        look = future.replace("_", "-") if future in FOUR else "own-future"
        found[future] = StoryContext(name, look, story.title, to_html(story.text), own)
    return found


def to_html(text: str) -> Markup:
    """Markdown as HTML: without HTML of its own, headings below the page's.

    A picture becomes its text, and so does a link that leads to a file beside the story, for the
    page is one file that needs no others.

    Example:
        >>> print(to_html("A *good* <b>place</b>."))
        <p>A <em>good</em> &lt;b&gt;place&lt;/b&gt;.</p>
        <BLANKLINE>
    """
    reader = _reader()
    tokens = reader.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = HEADING
        if token.children:
            token.children = _plain(token.children)
    html = reader.renderer.render(tokens, reader.options, {})
    return Markup(html)  # noqa: S704  # the reader escapes HTML and checks addresses


def _default(outlook: FuturesOutlook, future: str, fan: Fan, press: Press) -> Story:
    attractive = future in FOUR[:2] if future in FOUR else None
    favourable = future in FOUR[::2] if future in FOUR else None
    facts = StoryFacts(sheet_of(outlook, future, press), fan, attractive, favourable)
    template = _environment(press.language).get_template(f"{press.language}/stories.jinja")
    module: Any = template.module
    title = _joined(str(module.title(facts)))
    blocks = str(module.text(facts)).strip().split("\n\n")
    return Story(title, "\n\n".join(filter(None, map(_joined, blocks))))


def _joined(block: str) -> str:
    """The lines of a paragraph as one; no-break spaces stay."""
    return " ".join(line.strip(" ") for line in block.split("\n") if line.strip(" "))


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def _plain(parts: Sequence[Token]) -> list[Token]:
    """Without pictures, whose text is left, and without links that lead nowhere from the page."""
    found, kept = [], []
    for part in parts:
        if part.type == "image":
            part.type = "text"
        if part.type == "link_open":
            kept.append(str(part.attrs.get("href", "")).startswith(LINKS))
        leads = kept.pop() if part.type == "link_close" else not kept or kept[-1]
        if leads or part.type not in ("link_open", "link_close"):
            found.append(part)
    return found


@cache
def _environment(language: str) -> jinja2.Environment:
    """Markdown is not escaped; the page escapes what it makes of it."""
    found = jinja2.Environment(
        loader=jinja2.PackageLoader("nyegrep.reports"),
        autoescape=False,  # noqa: S701  # text for a file that people edit
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters.update(filters(language))
    return found

"""A page as a tree of elements, so that tests can ask what a reader would find in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "input", "col", "source"}
UNSEEN = {"style", "script", "title"}


@dataclass
class Element:
    """An element with its attributes and what it holds: texts and other elements."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list[Element | str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Element]:
        """All elements inside, in the order of the page."""
        for part in self.inside:
            if isinstance(part, Element):
                yield part
                yield from part

    def all(self, tag: str, name: str = "") -> list[Element]:
        """Elements of a tag, and of a class where one is given."""
        return [e for e in self if e.tag == tag and (not name or name in e.classes)]

    def one(self, tag: str, name: str = "") -> Element:
        """The only such element."""
        (found,) = self.all(tag, name)
        return found

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    def text(self, without: frozenset[str] = frozenset()) -> str:
        """What is read, with single spaces; no-break spaces are kept."""
        return re.sub(r"[ \n\t]+", " ", self._raw(without)).strip()

    def _raw(self, without: frozenset[str]) -> str:
        if self.tag in UNSEEN or self.tag in without:
            return " "
        parts = (part if isinstance(part, str) else part._raw(without) for part in self.inside)
        block = self.tag not in {"a", "span", "strong", "code", "tspan"}
        return f" {''.join(parts)} " if block else "".join(parts)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("page")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"<{self.open[-1].tag}> is closed by </{tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(page: str) -> Element:
    """The page as a tree; every element must be closed where it was opened."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is never closed"
    return reader.open[0]

"""What the report says, whole, reviewed as a diff when it changes.

To accept a change: ``NYEGREP_GOLDEN=write pytest tests/golden``, and read the diff.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.unit.reports.pages import page
from tests.unit.reports.reading import Element

pytestmark = pytest.mark.golden

FOLDER = Path(__file__).parent / "report_text"
READ = {"h1", "h2", "h3", "p", "li", "summary", "dt"}
# The glossary, the source note and the stops of a number have tests and owners of their own.
APART = {"source", "behind", "glossary", "download"}


def lines(element: Element) -> list[str]:
    """Headings, paragraphs and points, one on a line; charts by their text alternative."""
    found = []
    for part in element.inside:
        if not isinstance(part, Element) or APART & set(part.classes):
            continue
        if part.attributes.get("role") == "img":
            found.append(f"[{part.attributes['aria-label']}]")
        elif part.tag in READ and not part.all("ol"):
            found.append(("\n" if part.tag in {"h1", "h2", "h3"} else "") + part.text())
        elif part.tag != "table":
            found.extend(lines(part))
    return found


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("lot", ["shrinking", "growing", "bare", "all futures", "bare futures"])
def test_the_report_says_what_was_reviewed(lot: str, language: str) -> None:
    text = "\n".join(lines(page(lot, language).tree.one("main")))
    said = re.sub("\u00a0", " ", text).strip() + "\n"
    path = FOLDER / f"{lot}-{language}.txt"
    if os.environ.get("NYEGREP_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8")

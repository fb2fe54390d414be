"""Stories of the futures that a municipality writes: Markdown files in the workspace.

``stories/<language>/<future>.md``: the first heading is the title, the rest is the text. A file
that nobody has changed since the program wrote it is not the municipality's, so that the report
follows the figures until somebody takes over.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from nyegrep.foundation.errors import InputError, Problems, WorkspaceError, fail
from nyegrep.foundation.futures import FOUR, Story
from nyegrep.sources.futures_files import own_futures
from nyegrep.sources.state import write_atomically

FOLDER = "stories"
ENDING = ".md"
REMARKS = re.compile(r"\A\s*<!--(.*?)-->", re.DOTALL)
MARK = re.compile(r"nyegrep-default:([0-9a-f]{16})")
TITLE = re.compile(r"\A#\s+(\S.*?)\s*#*\s*\Z")


@dataclass(frozen=True)
class Written:
    """Files that were written, and those that were left as they were because they were there."""

    written: tuple[Path, ...]
    left: tuple[Path, ...]


def read_stories(folder: Path, language: str, more: Iterable[str] = ()) -> dict[str, Story]:
    """What the municipality has written of the futures.

    Args:
        folder: the workspace.
        language: ``nb`` or ``en``.
        more: ids of futures that the user defined elsewhere than in the workspace.

    Returns:
        Stories by the future's id; those that are still as the program wrote them are left out.

    Raises:
        InputError: with everything that is wrong: a file named after no future, one that is not
            UTF-8, has no title or no text, or a future of the user's own that cannot be read.
    """
    place = folder / FOLDER / language
    if not place.is_dir():
        return {}
    known = (*FOUR, *(future.id for future in own_futures(folder)), *more)
    problems, found = Problems(), {}
    for path in sorted(place.iterdir()):
        if path.is_dir() or path.name.startswith(".") or path.name.endswith("~"):
            continue
        name = path.name.removesuffix(ENDING)
        if not path.name.endswith(ENDING) or name not in known:
            problems.add("story.unknown", place=path, candidates=[f"{n}{ENDING}" for n in known])
            continue
        story = _read(path, problems)
        if story is not None:
            found[name] = story
    problems.raise_if_any(InputError)
    return found


def write_stories(
    folder: Path, language: str, stories: Mapping[str, Story], remark: str = ""
) -> Written:
    """Write stories where there are none; a file that is there is never written over.

    Args:
        folder: the workspace.
        language: ``nb`` or ``en``.
        stories: by the future's id.
        remark: what stands on top of each file, for those who open it; the page does not show it.

    Raises:
        WorkspaceError: the folder cannot be written.
    """
    texts: dict[Path, str | bytes] = {}
    for name, story in stories.items():
        head = f"<!-- {remark} nyegrep-default:{_fingerprint(story)} -->".replace("  ", " ")
        path = folder / FOLDER / language / f"{name}{ENDING}"
        texts[path] = f"{head}\n\n# {story.title}\n\n{story.text}\n"
    return write_new(texts)


def write_new(contents: Mapping[Path, str | bytes]) -> Written:
    """Write the files that are not there yet.

    Raises:
        WorkspaceError: one of them cannot be written.
    """
    written, left = [], []
    for path, content in contents.items():
        if path.exists():
            left.append(path)
            continue
        try:
            whole = content.encode("utf-8") if isinstance(content, str) else content
            write_atomically(path, whole)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            fail(WorkspaceError, "story.cannot_write", place=path, reason=reason)
        written.append(path)
    return Written(tuple(written), tuple(left))


def _read(path: Path, problems: Problems) -> Story | None:
    """The story of a file; ``None`` where it is wrong, or still as the program wrote it."""
    try:
        whole = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problems.add("story.encoding", place=path)
        return None
    marks = []
    while remark := REMARKS.match(whole):
        marks += MARK.findall(remark[1])
        whole = whole[remark.end() :]
    first, _, rest = whole.strip().partition("\n")
    if not first:
        problems.add("story.empty", place=path)
        return None
    title = TITLE.match(first.strip())
    if title is None:
        problems.add("story.untitled", place=path, found=first.strip()[:60])
        return None
    story = Story(title[1], rest.strip())
    if not story.text:
        problems.add("story.empty", place=path)
        return None
    return None if _fingerprint(story) in marks else story


def _fingerprint(story: Story) -> str:
    """The same whatever spaces and line breaks an editor has moved."""
    words = " ".join(f"{story.title} {story.text}".split())
    return hashlib.sha256(words.encode("utf-8")).hexdigest()[:16]

"""Answers are kept whole or not at all, and are found again by what was asked."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import textwrap
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nyegrep.sources.raw_answers import RawAnswer, RawAnswers

pytestmark = pytest.mark.unit

THEN = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def fingerprint(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def answer(name: str = "a", body: bytes = b'{"value": [1, 2]}', at: datetime = THEN) -> RawAnswer:
    return RawAnswer(
        fingerprint=fingerprint(name),
        address="https://example.org/api?lang=no",
        sent='{"selection":[]}',
        status=200,
        headers={"etag": "x"},
        fetched=at,
        body=body,
    )


def test_gives_back_what_was_put(tmp_path: Path) -> None:
    RawAnswers(tmp_path).put(answer())
    assert RawAnswers(tmp_path).get(fingerprint("a")) == answer()
    assert answer().sha256 == hashlib.sha256(b'{"value": [1, 2]}').hexdigest()
    assert answer().decoded() == {"value": [1, 2]}


def test_nothing_was_asked(tmp_path: Path) -> None:
    assert RawAnswers(tmp_path).get(fingerprint("a")) is None


def test_an_answer_may_be_too_old(tmp_path: Path) -> None:
    answers = RawAnswers(tmp_path)
    answers.put(answer())
    assert answers.get(fingerprint("a"), not_before=THEN) == answer()
    assert answers.get(fingerprint("a"), not_before=THEN + timedelta(seconds=1)) is None


def test_a_newer_answer_takes_the_place_of_the_old(tmp_path: Path) -> None:
    answers = RawAnswers(tmp_path)
    answers.put(answer())
    answers.put(answer(body=b"{}", at=THEN + timedelta(days=1)))
    found = answers.get(fingerprint("a"))
    assert found is not None
    assert found.body == b"{}"


def test_equal_bodies_are_stored_once(tmp_path: Path) -> None:
    answers = RawAnswers(tmp_path)
    answers.put(answer("a"))
    answers.put(answer("b"))
    assert len(list((tmp_path / "bodies").rglob("*.gz"))) == 1
    assert len(list((tmp_path / "requests").rglob("*.json"))) == 2


def test_a_forgotten_answer_is_gone(tmp_path: Path) -> None:
    answers = RawAnswers(tmp_path)
    answers.put(answer())
    answers.drop(fingerprint("a"))
    answers.drop(fingerprint("a"))
    assert answers.get(fingerprint("a")) is None


@pytest.mark.parametrize("kind", ["requests", "bodies"])
@pytest.mark.parametrize("damage", ["cut", "empty", "changed", "gone"])
def test_what_is_damaged_counts_as_absent_and_is_mended_by_the_next(
    tmp_path: Path, kind: str, damage: str
) -> None:
    answers = RawAnswers(tmp_path)
    answers.put(answer())
    file = next(path for path in (tmp_path / kind).rglob("*") if path.is_file())
    content = file.read_bytes()
    if damage == "gone":
        file.unlink()
    else:
        changed = {"cut": content[: len(content) // 2], "empty": b"", "changed": content[::-1]}
        file.write_bytes(changed[damage])
    assert answers.get(fingerprint("a")) is None
    answers.put(answer())
    assert answers.get(fingerprint("a")) == answer()


def test_a_process_killed_while_writing_leaves_whole_answers(tmp_path: Path) -> None:
    program = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from tests.unit.sources.test_raw_answers import THEN, RawAnswers, answer
        answers = RawAnswers(Path(sys.argv[1]))
        number = 0
        while True:
            number += 1
            answers.put(answer("a", b'{"n": "%d"}' % number * 20000))
            print(number, flush=True)
        """
    )
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline()
        time.sleep(0.05)
        writer.send_signal(signal.SIGKILL)
    found = RawAnswers(tmp_path).get(fingerprint("a"))
    assert found is not None
    unit = found.body[: found.body.index(b"}") + 1]
    assert found.body == unit * 20000

"""Stories that a municipality writes, beside those that the program wrote for a start."""

from __future__ import annotations

from pathlib import Path

import pytest

from nyegrep.foundation.errors import InputError, WorkspaceError
from nyegrep.foundation.futures import CRISIS, FOUR, Story
from nyegrep.sources.stories import read_stories, write_new, write_stories

pytestmark = pytest.mark.unit

DEFAULTS = {name: Story(f"Title of {name}", f"The text of {name}.\n\nMore of it.") for name in FOUR}


def put(folder: Path, name: str, content: str | bytes, language: str = "nb") -> Path:
    path = folder / "stories" / language / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def problems(folder: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_stories(folder, "nb")
    return [problem.code for problem in caught.value.problems]


def test_the_first_heading_is_the_title_and_the_rest_the_text(tmp_path: Path) -> None:
    put(
        tmp_path,
        "crisis.md",
        "\n#  Da bygda tømtes #\n\nSkolen *stengte*.\n\n## Etterpå\n\nStille.\n",
    )
    found = read_stories(tmp_path, "nb")
    assert found == {CRISIS: Story("Da bygda tømtes", "Skolen *stengte*.\n\n## Etterpå\n\nStille.")}


def test_there_need_not_be_any(tmp_path: Path) -> None:
    assert read_stories(tmp_path, "nb") == {}
    put(tmp_path, "crisis.md", "# A\n\nb")
    assert read_stories(tmp_path, "en") == {}


def test_a_byte_order_mark_and_line_ends_of_other_systems_do_no_harm(tmp_path: Path) -> None:
    put(tmp_path, "crisis.md", b"\xef\xbb\xbf# Tittel\r\n\r\nTekst.\r\n")
    assert read_stories(tmp_path, "nb")[CRISIS] == Story("Tittel", "Tekst.")


def test_hidden_files_backups_and_folders_are_left_alone(tmp_path: Path) -> None:
    for name in (".crisis.md.swp", "crisis.md~"):
        put(tmp_path, name, "x")
    put(tmp_path, "bilder/kart.png", b"\x89PNG")
    assert read_stories(tmp_path, "nb") == {}


def test_a_future_of_the_users_own_may_have_a_story(tmp_path: Path) -> None:
    put(tmp_path, "own_growth.md", "# Vi vokser\n\nSelv.")
    assert problems(tmp_path) == ["story.unknown"]
    assert set(read_stories(tmp_path, "nb", ["own_growth"])) == {"own_growth"}
    (tmp_path / "futures").mkdir()
    own = "id: own_growth\nconditions: expected\n"
    (tmp_path / "futures" / "vekst.yaml").write_text(own, encoding="utf-8")
    assert set(read_stories(tmp_path, "nb")) == {"own_growth"}


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    put(tmp_path, "attractive_tailwind.md", "  \n")
    put(tmp_path, "attractive_headwind.md", "Uten tittel.\n")
    put(tmp_path, "crisis.md", "# Bare en tittel\n")
    put(tmp_path, "krise.md", "# A\n\nb")
    put(tmp_path, "missed_opportunities.md", "# Blåbær\n\nå".encode("utf-16"))
    put(tmp_path, "notater.docx", b"PK")
    assert sorted(problems(tmp_path)) == [
        "story.empty",
        "story.empty",
        "story.encoding",
        "story.unknown",
        "story.unknown",
        "story.untitled",
    ]


def test_an_error_names_the_file_and_what_to_do(tmp_path: Path) -> None:
    path = put(tmp_path, "krise.md", "# A\n\nb")
    with pytest.raises(InputError) as caught:
        read_stories(tmp_path, "nb")
    for language, advice in (("nb", "Gi filen ett av disse navnene"), ("en", "one of these names")):
        (text,) = caught.value.texts(language)
        assert str(path) in text
        assert "attractive_tailwind.md" in text
        assert advice in text


@pytest.mark.parametrize("line", ["## To ruter", "#Uten mellomrom", "#", "Tittel\n====="])
def test_a_title_is_one_sign_a_space_and_words(tmp_path: Path, line: str) -> None:
    put(tmp_path, "crisis.md", f"{line}\n\nTekst.")
    assert problems(tmp_path) == ["story.untitled"]


def test_what_the_program_wrote_is_not_the_municipalitys_until_it_is_changed(
    tmp_path: Path,
) -> None:
    files = write_stories(tmp_path, "nb", DEFAULTS, "Skriv om denne.")
    assert [path.name for path in files.written] == [f"{name}.md" for name in FOUR]
    assert files.left == ()
    assert read_stories(tmp_path, "nb") == {}
    path = files.written[-1]
    text = path.read_text(encoding="utf-8")
    assert text.startswith("<!-- Skriv om denne. nyegrep-default:")
    path.write_text(text.replace("\n\n", "\n\n\n") + "\n", encoding="utf-8")
    assert read_stories(tmp_path, "nb") == {}
    path.write_text(text.replace("More of it.", "Our own."), encoding="utf-8")
    found = read_stories(tmp_path, "nb")
    assert found == {CRISIS: Story("Title of crisis", "The text of crisis.\n\nOur own.")}


def test_the_text_as_it_was_without_the_mark_is_the_municipalitys(tmp_path: Path) -> None:
    (path, *_) = write_stories(tmp_path, "nb", {CRISIS: DEFAULTS[CRISIS]}).written
    path.write_text(path.read_text(encoding="utf-8").partition("-->")[2], encoding="utf-8")
    assert read_stories(tmp_path, "nb") == {CRISIS: DEFAULTS[CRISIS]}


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    mine = put(tmp_path, "crisis.md", "# Vår\n\negen")
    files = write_stories(tmp_path, "nb", DEFAULTS)
    assert files.left == (mine,)
    assert len(files.written) == 3
    assert mine.read_text(encoding="utf-8") == "# Vår\n\negen"
    again = write_stories(tmp_path, "nb", DEFAULTS)
    assert again.written == ()


def test_a_folder_that_cannot_be_written_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "stories").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(WorkspaceError) as caught:
        write_new({tmp_path / "stories" / "nb" / "crisis.md": "x"})
    assert caught.value.problems[0].code == "story.cannot_write"

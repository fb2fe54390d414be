"""Prints the pages of docs/ that are made from definitions: words, datasets, errors, parameters.

Usage: documentation.py [--check] [--into FOLDER]

With --check nothing is written; the answer is 1, with the first differences, where a page is not
what its definitions say.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path

from nyegrep.foundation import errors
from nyegrep.foundation.tables import Column, Words
from nyegrep.foundation.terms import Term, glossary, label, source_name, unit_label
from nyegrep.parameters.tree import Leaf, leaves
from nyegrep.reports.explain import EVER
from nyegrep.sources.catalogue import (
    Dataset,
    FileOrigin,
    KlassOrigin,
    Origin,
    StatbankOrigin,
    catalogue,
)

DOCS = Path(__file__).resolve().parents[1] / "docs"
SHOWN_DIFFERENCES = 30


def main() -> int:
    """Write the pages, or compare them with what stands there."""
    parser = argparse.ArgumentParser(description="Print the pages of docs/ made from definitions.")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--into", type=Path, default=DOCS, help="the folder of the pages")
    chosen = parser.parse_args()
    differing = [name for name in PAGES if not _settle(chosen.into / name, chosen.check)]
    if differing:
        sys.stdout.write(f"Not current: {', '.join(differing)}. Run “make docs”.\n")
    return 1 if differing else 0


def _settle(path: Path, check: bool) -> bool:
    """True where the page is, or now has been made, what its definitions say."""
    wanted = PAGES[path.name]()
    found = path.read_text(encoding="utf-8") if path.is_file() else ""
    if found == wanted:
        return True
    if check:
        differences = difflib.unified_diff(
            found.splitlines(), wanted.splitlines(), f"{path.name} as it is", "as defined", n=0
        )
        lines = list(differences)
        sys.stdout.write("\n".join(lines[:SHOWN_DIFFERENCES]) + "\n")
        if len(lines) > SHOWN_DIFFERENCES:
            sys.stdout.write(f"… and {len(lines) - SHOWN_DIFFERENCES} lines more\n")
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(wanted, encoding="utf-8")
    return True


def glossary_page() -> str:
    """The words of the project, side by side in both languages."""
    rows = [
        _term_row(found)
        for found in sorted(glossary().values(), key=lambda t: t.name.en.casefold())
    ]
    return _page(
        "Ordliste / Glossary",
        "src/nyegrep/foundation/glossary.yaml",
        "Ordene i programmet og rapporten. Det første i hver rad er navnet i koden."
        " «Nye grep» som kilde betyr at forklaringen er vår egen.",
        "The words of the program and the report. The first in each row is the name in code."
        " “Nye grep” as a source means that the definition is our own.",
        *_table(("Id", "Bokmål", "English", "Enhet / Unit", "Kilde / Source", "Ikke / Not"), rows),
    )


def _term_row(found: Term) -> tuple[str, ...]:
    unit = _both(unit_label(found.unit, "nb"), unit_label(found.unit, "en"))
    return (
        f'<a id="{found.id}"></a>`{found.id}`',
        f"**{found.name.nb}** – {found.definition.nb}",
        f"**{found.name.en}** – {found.definition.en}",
        unit,
        found.source,
        ", ".join(f"[`{other}`](#{other})" for other in found.not_to_be_confused_with),
    )


def datasets_page() -> str:
    """Every dataset of the catalogue: what it is, where it comes from, what its columns mean."""
    found = catalogue()
    rows = [
        (
            f"[`{name}`](#{name})",
            known.title.nb,
            known.title.en,
            _verified(known.verified) if known.origins else "",
        )
        for name, known in found.items()
    ]
    sections = [line for known in found.values() for line in _dataset_section(known)]
    return _page(
        "Datasett / Datasets",
        "src/nyegrep/sources/datasets/",
        "Alt programmet kan hente eller ta inn. «Nei» under kontrollert betyr at kodene ikke"
        " er prøvd mot kilden; «nyegrep data status» viser det samme.",
        "All that the program can fetch or take in. “No” under verified means that the codes have"
        " not been tried against the source; “nyegrep data status” shows the same.",
        *_table(("Id", "Bokmål", "English", "Kontrollert / Verified"), rows),
        *sections,
    )


def _dataset_section(known: Dataset) -> Iterable[str]:
    facts = [
        ("Enhet / Unit", _both(unit_label(known.unit, "nb"), unit_label(known.unit, "en"))),
        ("Gjelder / Reference time", _time(known.reference_time)),
        ("Utgiver / Publisher", _source_name(known.publisher)),
        ("Lisens / Licence", _source_name(known.licence)),
    ]
    yield f'\n## <a id="{known.id}"></a>`{known.id}`'
    yield f"\n{known.title.nb} / {known.title.en}\n"
    yield from (f"- {name}: {value}" for name, value in facts if value)
    yield from (f"- {_origin(origin)}" for origin in known.origins)
    yield from (f"- Brudd / Break {found.year}: {_words(found.reason)}" for found in known.breaks)
    if known.note:
        yield f"- {_words(known.note)}"
    if known.columns:
        rows = [_column_row(column) for column in known.columns]
        yield ""
        yield from _table(
            ("Kolonne / Column", "Bokmål", "English", "Type", "Verdier / Values"), rows
        )


def _origin(origin: Origin) -> str:
    """One line on where a dataset is fetched."""
    if isinstance(origin, StatbankOrigin):
        years = f"{origin.first_year or ''}–{origin.last_year or ''}"
        found = [f"SSB {origin.table}", f"PxWebApi {origin.api}", years if years != "–" else ""]
    elif isinstance(origin, KlassOrigin):
        found = [f"KLASS {origin.classification}", origin.request]
        found += [f"→ KLASS {origin.target}"] if origin.target else []
    elif isinstance(origin, FileOrigin):
        found = [_source_name(origin.publisher), origin.table, origin.format]
    borders = getattr(origin, "borders", 0)
    found += [f"grenser / borders {borders}"] if borders else []
    found += [f"kontrollert / verified: {_verified(origin.verified)}"]
    note = f" – {_words(origin.note)}" if origin.note else ""
    return "Kilde / Origin: " + ", ".join(part for part in found if part) + note


def _column_row(column: Column) -> tuple[str, ...]:
    names = column.title or Words(nb=label(column.name, "nb"), en=label(column.name, "en"))
    values = ", ".join(f"`{value}`" for value in column.values or ())
    if column.minimum is not None or column.maximum is not None:
        low = f"{column.minimum:g}" if column.minimum is not None else ""
        high = f"{column.maximum:g}" if column.maximum is not None else ""
        values = f"{low} – {high}".strip()
    marks = [column.type, "key" if column.key else "", "" if column.required else "optional"]
    kind = ", ".join(mark for mark in marks if mark)
    return (f"`{column.name}`", names.nb, names.en, kind, values)


def errors_page() -> str:
    """Exit codes, and the text of every error in both languages."""
    family: list[type[errors.NyegrepError]] = errors.NyegrepError.__subclasses__()
    exits = [("0", "Alt gikk bra / All went well", "")]
    exits += [(str(kind.exit_code), _first_line(kind), f"`{kind.__name__}`") for kind in family]
    exits += [("1", "Noe uventet / Something unexpected", "")]
    exits += [("130", "Avbrutt av brukeren / Interrupted by the user", "")]
    sections = []
    texts = errors.error_texts()
    for topic, codes in groupby(sorted(texts), key=lambda code: code.split(".", 1)[0]):
        rows = [(f"`{code}`", texts[code]["nb"], texts[code]["en"]) for code in codes]
        sections += [f"\n## {topic}\n", *_table(("Kode / Code", "Bokmål", "English"), rows)]
    return _page(
        "Feil / Errors",
        "src/nyegrep/foundation/errors.yaml",
        "Hva programmet svarer når noe ikke går. Ord i klammer fylles ut.",
        "What the program answers when something does not work. Words in braces are filled in.",
        "## Utgangskoder / Exit codes\n",
        *_table(
            ("Kode / Code", "Betydning / Meaning", "I koden / In code"), sorted(exits, key=_number)
        ),
        *sections,
    )


def parameters_page() -> str:
    """Every parameter: its values by date, unit, kind and reference."""
    sections = []
    for topic, found in groupby(sorted(leaves().items()), key=lambda item: item[0].split(".")[0]):
        rows = [_leaf_row(path, leaf) for path, leaf in found]
        heads = (
            "Parameter",
            "Verdier / Values",
            "Enhet / Unit",
            "Slag / Kind",
            "Opphav / Reference",
        )
        sections += [f"\n## {topic}\n", *_table(heads, rows)]
    return _page(
        "Parametere / Parameters",
        "src/nyegrep/parameters/",
        "Tall metodene trenger og som ikke hentes fra statistikken hver gang. Erstatt dem med en"
        " YAML-fil: «sti: verdi» på hver linje, og «--parameters FIL».",
        "Numbers that the methods need and that are not fetched from statistics each time. Replace"
        " them with a YAML file: “path: value” on each line, and “--parameters FILE”.",
        *sections,
    )


def _leaf_row(path: str, leaf: Leaf) -> tuple[str, ...]:
    values = "<br>".join(
        f"{value}" if since == EVER else f"{since}: {value}"
        for since, value in sorted(leaf.values.items())
    )
    unit = _both(unit_label(leaf.unit, "nb"), unit_label(leaf.unit, "en"))
    kind = _both(label(leaf.kind, "nb"), label(leaf.kind, "en"))
    return (f"`{path}`", values, unit, kind, str(leaf.reference))


PAGES: dict[str, Callable[[], str]] = {
    "glossary.md": glossary_page,
    "datasets.md": datasets_page,
    "errors.md": errors_page,
    "parameters.md": parameters_page,
}


def _page(title: str, origin: str, nb: str, en: str, *lines: str) -> str:
    head = f"# {title}\n\n<!-- Printed by “make docs” from {origin}. Edit there, not here. -->\n"
    return "\n".join([head, f"{nb}\n", f"{en}\n", *lines]) + "\n"


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterable[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"|{'---|' * len(headings)}"
    for row in rows:
        yield f"| {' | '.join(_cell(cell) for cell in row)} |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _both(nb: str, en: str) -> str:
    return nb if nb == en else f"{nb} / {en}"


def _source_name(name: str) -> str:
    return _both(source_name(name, "nb"), source_name(name, "en"))


def _words(words: Words) -> str:
    return _both(words.nb, words.en)


def _time(reference_time: str) -> str:
    return _both(label(reference_time, "nb"), label(reference_time, "en")) if reference_time else ""


def _verified(verified: bool) -> str:
    return "ja / yes" if verified else "**nei / no**"


def _first_line(kind: type[Exception]) -> str:
    return (kind.__doc__ or "").splitlines()[0]


def _number(row: tuple[str, ...]) -> int:
    return int(row[0])


if __name__ == "__main__":
    sys.exit(main())

"""``nyegrep glossary``: what a word means."""

from __future__ import annotations

import difflib

import click

from nyegrep.cli.options import answers, format_option
from nyegrep.cli.output import show_rows
from nyegrep.cli.texts import say
from nyegrep.foundation.codes import fold
from nyegrep.foundation.errors import InputError, fail
from nyegrep.foundation.terms import definition, glossary, label


@click.command("glossary", help=say("glossary.help"))
@click.argument("words", nargs=-1)
@format_option("table", "json", "csv")
@answers
def command(words: tuple[str, ...], form: str, lang: str) -> None:
    """Explain terms."""
    names = {fold(text): i for i in glossary() for text in (i, label(i, "nb"), label(i, "en"))}
    wanted = list(glossary())
    if words:
        sought = fold(" ".join(words))
        wanted = list(dict.fromkeys(i for name, i in names.items() if sought in name))
        if not wanted:
            near = difflib.get_close_matches(sought, names, n=4, cutoff=0.4)
            candidates = [label(names[name], lang) for name in near] or [label("population", lang)]
            fail(InputError, "term.unknown", term=" ".join(words), candidates=candidates)
    rows = [{"term": label(i, lang), "definition": definition(i, lang)} for i in wanted]
    show_rows(rows, form, lang)

"""Every word that people may meet stands in the glossary, once, in both languages."""

from __future__ import annotations

import ast
import inspect
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from nyegrep.analyses import results
from nyegrep.analyses.cost_results import CostOutlook
from nyegrep.analyses.economy_results import PeerComparison
from nyegrep.analyses.finance_results import FinanceOutlook
from nyegrep.analyses.futures_results import FuturesOutlook
from nyegrep.analyses.housing_results import HousingOutlook
from nyegrep.analyses.measures_results import PreventionResult, SavingsDistribution
from nyegrep.analyses.results import ChallengePicture, PlaceKind, PopulationOutlook
from nyegrep.analyses.service_users_results import ServiceUsersOutlook
from nyegrep.foundation.axes import BOTH_SEXES, SEXES
from nyegrep.foundation.errors import LANGUAGES
from nyegrep.foundation.terms import glossary, label, labels, units
from nyegrep.parameters.tree import Kind, leaves
from nyegrep.reports.explain import ANALYSES
from nyegrep.sources.catalogue import catalogue

pytestmark = pytest.mark.contract

SOURCE = Path(__file__).resolve().parents[2] / "src" / "nyegrep"

# Codes of publishers that are shown as they are, beside a name that comes with the data.
CODES = {("official_projection", "alternative"), ("national_projection", "alternative")}

# Words of public names that are no domain nouns: what functions do, shapes of data and of
# calculation, and the names of those who first wrote a formula down.
# fmt: off
PLAIN_WORDS = {
    "adjust", "adjusted", "aggregate", "aim", "answer", "any", "anywhere", "around", "at",
    "average", "axes", "basis", "batches", "before", "binomial", "built", "cells", "central",
    "chance", "characteristics", "choose", "clustered", "columns", "compare", "comparing",
    "compiler", "conduct", "context", "corrected", "count", "counted", "covariance", "credit",
    "credited", "decompose", "decomposition", "depends", "drift", "each", "engine", "estimated",
    "expect", "expm1", "extremes", "factors", "find", "fingerprint", "fit", "follow", "for",
    "forecast", "forecasts", "from", "gamma", "gaps", "gompertz", "gradual", "grid", "grouped",
    "grow", "hand", "industries", "inputs", "joint", "keep", "kernel", "known", "lagged", "lives",
    "logarithm", "long", "makeham", "matrix", "measured", "members", "mothers", "moves", "named",
    "newest", "normal", "notes", "numbers", "observed", "older", "on", "once", "options", "order",
    "out", "outside", "overrides", "pace", "panel", "play", "played", "poisson", "positions",
    "prepare", "preventive", "profile", "program", "quantile", "question", "random", "reach",
    "read", "reference", "relative", "require", "required", "residuals", "round", "run", "set",
    "settings", "sharing", "shrink", "signed", "similar", "simulate", "single", "spread", "stage",
    "step", "student", "suggest", "sum", "summed", "surroundings", "survivors", "tidy", "to",
    "together", "told", "track", "twice", "uniforms", "units", "use", "users", "window", "within",
    "women",
}
# fmt: on


def known(name: str) -> bool:
    return name in glossary() or any(name in group for group in labels().values())


def figures() -> Iterator[tuple[str, str, str, str]]:
    """Module, id, term and unit of every figure that an analysis makes."""
    for path in (SOURCE / "analyses").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Figure":
                first = [a.value for a in node.args[:3] if isinstance(a, ast.Constant)]
                assert len(first) == 3, (
                    f"{path.name}:{node.lineno}: id, term and unit in plain sight"
                )
                yield path.stem, str(first[0]), str(first[1]), str(first[2])


def columns_told_of(result: type) -> set[str]:
    """Columns of figures, and the values they take, in the docstring of a result."""
    text = inspect.getdoc(result) or ""
    entries = re.split(r"\n {4}(?=\w+: )", text)[1:]
    told = [entry.split("Facts:")[0] for entry in entries]
    quoted = " ".join(word for entry in told for word in re.findall(r"``([^`]+)``", entry))
    return set(re.findall(r"\b[a-z][a-z0-9_]+\b", quoted))


def public_words() -> Iterator[tuple[str, str]]:
    """Each word of public names of classes and functions in methods and analyses, and where."""
    for path in [*SOURCE.glob("methods/**/*.py"), *SOURCE.glob("analyses/*.py")]:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            name = node.name if isinstance(node, ast.ClassDef | ast.FunctionDef) else "_"
            if not name.startswith("_"):
                for word in re.findall(r"[A-Z]?[a-z0-9]+", name):
                    yield word.lower(), f"{path.stem}.{name}"


def test_every_term_has_both_names_and_both_definitions() -> None:
    for name, found in glossary().items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
        for language in LANGUAGES:
            assert found.name[language].strip(), name
            assert len(found.definition[language]) > 30, name
        assert found.source, name


def test_definitions_end_as_sentences_and_do_not_begin_with_the_word_itself() -> None:
    for name, found in glossary().items():
        for language in LANGUAGES:
            text = found.definition[language]
            assert text.endswith("."), name
            assert text[0].isupper() or text[0].isdigit(), name
            assert not text.lower().startswith(f"{found.name[language].lower()} "), name


def test_names_are_told_apart() -> None:
    for language in LANGUAGES:
        names = Counter(found.name[language] for found in glossary().values())
        assert [name for name, times in names.items() if times > 1] == []


def test_what_a_term_may_be_mistaken_for_is_a_term_and_another_one() -> None:
    for name, found in glossary().items():
        assert set(found.not_to_be_confused_with) <= set(glossary()) - {name}, name


def test_an_id_means_one_thing() -> None:
    ids = Counter([*glossary(), *(name for group in labels().values() for name in group)])
    assert [name for name, times in ids.items() if times > 1] == []


def test_every_unit_in_use_has_words() -> None:
    used = {found.unit for found in glossary().values()}
    used |= {known.unit for known in catalogue().values()}
    used |= {leaf.unit for leaf in leaves().values()}
    used |= {unit for _, _, _, unit in figures()}
    assert used - {""} <= set(units())


def test_every_column_of_every_dataset_has_words() -> None:
    columns = {(name, c.name) for name, known in catalogue().items() for c in known.columns}
    assert [(name, column) for name, column in columns if not known(column)] == []


def test_every_value_that_a_dataset_declares_has_words_or_is_a_code() -> None:
    values = {
        (name, column.name, value)
        for name, declared in catalogue().items()
        for column in declared.columns
        for value in column.values or ()
    }
    assert sorted(v for v in values if not known(v[2]) and v[:2] not in CODES) == []


def test_every_reference_time_has_words() -> None:
    times = {declared.reference_time for declared in catalogue().values()} - {""}
    assert {time for time in times if not known(time)} == set()


def test_every_column_and_value_of_a_figure_has_words() -> None:
    looked_at = (
        ChallengePicture,
        PopulationOutlook,
        FuturesOutlook,
        CostOutlook,
        FinanceOutlook,
        PeerComparison,
        SavingsDistribution,
        PreventionResult,
        HousingOutlook,
        ServiceUsersOutlook,
    )
    for result in looked_at:
        told = columns_told_of(result)
        assert len(told) > 10, result
        assert sorted(name for name in told if not known(name)) == [], result


def test_every_result_is_looked_at_here() -> None:
    made = {n for n, c in vars(results).items() if isinstance(c, type) and hasattr(c, "figures")}
    assert made == {"ChallengePicture", "PopulationOutlook"}


def test_kinds_of_places_sexes_and_parameters_have_words() -> None:
    for name in (*get_args(PlaceKind), *get_args(Kind), *SEXES, *BOTH_SEXES):
        assert label(name, "nb") != label(name, "en") or known(name), name


def test_every_figure_has_a_term_and_belongs_to_a_question() -> None:
    made = list(figures())
    assert {term for _, _, term, _ in made} <= set(glossary())
    assert sorted(found for _, found, _, _ in made) == sorted(
        found for named in ANALYSES.values() for found in named
    )
    for analysis in ANALYSES:
        assert (SOURCE / "analyses" / f"{analysis}.py").is_file()
        assert known(analysis)


def test_domain_nouns_in_public_names_are_words_of_the_glossary() -> None:
    ids = [*glossary(), *(name for group in labels().values() for name in group)]
    vocabulary = {word for name in ids for word in re.split(r"[_ ]", name)} | PLAIN_WORDS
    strange = {
        where: word
        for word, where in public_words()
        if not {word, f"{word}s", word.removesuffix("s")} & vocabulary
    }
    assert strange == {}


def test_no_plain_word_is_listed_that_no_name_uses() -> None:
    assert PLAIN_WORDS - {word for word, _ in public_words()} == set()

"""Snippets: where they are offered, and how their gaps are found."""

from __future__ import annotations

import pytest

from dsql_tui.linting import lint
from dsql_tui.sql.catalog import Catalog
from dsql_tui.sql.complete import NameUsage, complete
from dsql_tui.sql.complete.snippets import SNIPPETS, Gap, Snippet, expand

OWN = Snippet("active", "where active = ${yes}", own=True)


def find_labels(text: str) -> list[str]:
    found = complete(text, len(text), Catalog([]), NameUsage(), (OWN, *SNIPPETS))
    kinds = found.candidates if found else ()
    return [each.label for each in kinds if each.kind == "snippet"]


def test_gaps_have_their_names_and_places() -> None:
    text, gaps = expand("a ${b}${}\n${c d};", "  ")
    assert text == "a b\n  c d;"
    assert gaps == [Gap("b", 2), Gap("", 3), Gap("c d", 6)]
    assert expand("select $1, $$${$$") == ("select $1, $$${$$", [])


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("se", ["sel", "upsert"]),
        ("", []),
        ("select ac", ["active"]),
        ("select sel", []),
        ("select * from t a", ["active"]),
    ],
)
def test_a_built_in_snippet_starts_a_statement(text: str, offered: list[str]) -> None:
    assert find_labels(text) == offered


def test_a_snippet_has_the_letters_of_the_user_and_comes_first() -> None:
    found = complete("SEL", 3, Catalog([]), NameUsage(), SNIPPETS)
    assert found is not None
    assert found.candidates[0].text == "SELECT ${*}\nFROM ${table}\nWHERE ${condition};"


def test_a_snippet_of_the_user_replaces_a_built_in_one() -> None:
    own = Snippet("sel", "select 1;", own=True)
    found = complete("sel", 3, Catalog([]), NameUsage(), (own, *SNIPPETS))
    assert found is not None
    texts = [each.text for each in found.candidates if each.label == "sel"]
    assert texts == ["select 1;"]


def test_the_linter_finds_nothing_in_a_snippet() -> None:
    script = "\n".join(each.text for each in SNIPPETS).replace("${statement}", "select 1")
    for name, text in (("table", "t"), ("column", "c"), ("type", "text")):
        script = script.replace(f"${{{name}}}", text)
    assert not lint(expand(script)[0]).problems

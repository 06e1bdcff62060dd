"""The user's snippets: what is valid, and a sentence for the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsql_tui.sql.complete.snippets import Snippet
from dsql_tui.store.snippets import read_snippets


def test_each_line_is_a_word_and_its_text(tmp_path: Path) -> None:
    path = tmp_path / "snippets.toml"
    assert read_snippets(path) == ((), [])
    path.write_text('top = """\nselect * from ${t}\nlimit 9"""\n"über" = "x"\n', encoding="utf-8")
    expected = Snippet("top", "select * from ${t}\nlimit 9", True), Snippet("über", "x", True)
    assert read_snippets(path) == (expected, [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"good = 'x'\nbad = ", "snippets.toml, line 2: this is not TOML"),
        (b"good = 'x'\n'two words' = 'x'", "snippets.toml, line 2: “two words” must be a word"),
        (b"\nbad = 3", "snippets.toml, line 2: “bad” must be a string in quotes."),
        (b"[bad]\ntext = 'x'", "“bad” must be a string in quotes."),
        (b"bad = '" + b"x" * 20_001 + b"'", "at most 20,000 characters"),
        (b"bad = '\xff'", "this is not UTF-8"),
    ],
)
def test_a_bad_file_is_named_in_a_sentence(tmp_path: Path, text: bytes, problem: str) -> None:
    path = tmp_path / "snippets.toml"
    path.write_bytes(text)
    snippets, problems = read_snippets(path)
    assert len(problems) == 1
    assert problem in problems[0]
    assert [each.word for each in snippets] == (["good"] if b"two" in text else [])

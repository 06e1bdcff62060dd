"""The words that we avoid, in texts, docstrings, comments, names and docs."""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

AVOID = (
    r"anew|whoever|whatever else|in sight|let go|lets go|is told|are told|be told|is said|"
    r"come of|came of|be had|had come to|at all|as it came|shall|nothing but|by itself|"
    r"by themselves|once more|crank|caretaker|patience|undertaker|keeper|turnstile|pretence|"
    r"pretend|arena|doubts|go on after|goes on after|not taken|stands in|stand in"
)
"""Words and phrases with a plainer equivalent."""

WORDS = re.compile(rf"\b({AVOID})\b", re.IGNORECASE)
OPENINGS = re.compile(
    r"(What|Whoever|Where|Who|That of|Those|Of |Such |"
    r"(Is|Are|Was|Does|Do|Has|Have|May|Can|Did|Had)\b.*\?)"
)
"""How the first line of a docstring does not begin: it is an imperative or a noun phrase."""

PARTICIPLE = re.compile(
    r"(.*_)?(\w+ed|told|said|gone|made|held|kept|sent|known|found|left|taken|given|written|shown|drawn|"
    r"spoken|hidden|seen|built|thrown|taken_in|begun|run_out|split_up|bound)"
)
"""How the name of a function does not end: functions are verbs. Properties and handlers may."""

PROTOCOL_NAMES = frozenset({"connection_made", "data_received", "feed"})
"""Names that a library gives."""

EXEMPT: frozenset[str] = frozenset(
    {
        # It lists them.
        "tests/test_english.py",
    }
)


def _docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if not isinstance(body, list):
            continue
        for statement in body:
            match statement:
                case ast.Expr(ast.Constant(str(docstring))):
                    yield statement.lineno, docstring


def _names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the names of functions and classes with their lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name


def _participles(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.decorator_list:
            continue  # a property, or a handler
        name = node.name.lstrip("_")
        library = name.startswith(("on_", "is_", "has_", "test_", "need")) or name in PROTOCOL_NAMES
        if PARTICIPLE.fullmatch(name) and not library:
            yield node.lineno, node.name


def problems(path: Path) -> list[str]:
    """Return a line for each avoided word, and for each name or docstring that breaks a rule."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        lines = enumerate(text.splitlines(), 1)
        return [f"{path}:{number}: {hit[0]}" for number, line in lines for hit in _find_words(line)]
    tree = ast.parse(text)
    found = [*_word_problems(text), *_name_problems(tree)]
    if "dsql_tui" in path.relative_to(ROOT).parts:
        found += _docstring_problems(tree)
    return [f"{path}:{line}: {problem}" for line, problem in found]


def _find_words(text: str) -> Iterator[re.Match[str]]:
    """Yield the words to avoid."""
    return WORDS.finditer(text)


def _word_problems(text: str) -> Iterator[tuple[int, str]]:
    kinds = {tokenize.STRING, tokenize.COMMENT, getattr(tokenize, "FSTRING_MIDDLE", -1)}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in kinds:
            for hit in _find_words(token.string):
                yield token.start[0] + token.string[: hit.start()].count("\n"), hit[0]


def _name_problems(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for line, name in _names(tree):
        for hit in _find_words(name.replace("_", " ")):
            yield line, f"{name} contains {hit[0]!r}"
    for line, name in _participles(tree):
        yield line, f"function {name} is not a verb"


def _docstring_problems(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for line, docstring in _docstrings(tree):
        first = docstring.strip().split("\n")[0]
        if OPENINGS.match(first):
            yield line, f"docstring begins {first[:50]!r}"


def files(*places: str) -> list[Path]:
    """Return the Python and Markdown files below some places, relative to the root."""
    chosen = [ROOT / place for place in places]
    return sorted(
        file
        for place in chosen
        for file in ([place] if place.is_file() else place.rglob("*"))
        if file.suffix in (".py", ".md") and str(file.relative_to(ROOT)) not in EXEMPT
        if "templates" not in file.parts  # placeholders are not Python
    )


CHECKED: tuple[str, ...] = (
    "benchmarks",
    "docs",
    "dsql_tui",
    "tests",
    *(page.name for page in ROOT.glob("*.md")),
)
"""The folders and files that are checked: all of them."""


@pytest.mark.parametrize(
    "source",
    [
        'TEXT = "Read the schema anew"',
        "def opened() -> None: ...",
        "def test_nothing_at_all() -> None: ...",
        'def act() -> None:\n    """What happens."""',
    ],
)
def test_every_kind_of_problem_is_found(source: str) -> None:
    tree = ast.parse(source)
    assert [*_word_problems(source), *_name_problems(tree), *_docstring_problems(tree)]


@pytest.mark.parametrize("place", CHECKED)
def test_the_words_to_avoid_are_avoided(place: str) -> None:
    assert not [problem for file in files(place) for problem in problems(file)]


if __name__ == "__main__":
    for each in files(*(sys.argv[1:] or CHECKED)):
        for problem in problems(each):
            sys.stdout.write(problem.removeprefix(f"{ROOT}/") + "\n")

"""docs/troubleshooting.md: `python -m tests.troubleshooting_page > docs/troubleshooting.md`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from itertools import product

from dsql_tui.dsql.diagnoses import TABLE, KnownError

TOP = """# Troubleshooting, by the text of the error

Generated from the errors that dsql-tui knows (`dsql_tui/dsql/diagnoses/`) by
`python -m tests.troubleshooting_page > docs/troubleshooting.md`. dsql-tui shows the same cause and
remedy below the server's message; use this page if you see the message in another program.
“…” stands for a name or a number.

If you cannot connect, `dsql-tui doctor TARGET` finds the step that fails: this computer,
credentials, the identity and its permissions, DNS, the route, TLS, the token and the login. It
changes nothing. [sessions.md](sessions.md) explains what a lost connection means for a statement.
"""

TITLES = (
    "You cannot connect",
    "The cluster is older than the feature",
    "A limit is reached",
    "Transactions and conflicts",
    "Roles and privileges",
    "Jobs and indexes",
    "Statements that Aurora DSQL does not have",
)
"""A title for each group of `TABLE`."""

_GAP = re.compile(r'\\[Swd]\+|\.\*|\[\^"\]\*')
_CHOICE = re.compile(r"\(\?:([^()]*)\)(\??)")
_NEVER = "(?!)"
"""The expression of an error that has no text of its own."""


def list_texts(words: str) -> list[str]:
    """Return the texts that a regular expression of the table stands for."""
    shown = _GAP.sub("…", words)
    parts: list[list[str]] = []
    end = 0
    for choice in _CHOICE.finditer(shown):
        options = choice[1].split("|") + ([""] if choice[2] else [])
        parts += [[shown[end : choice.start()]], options]
        end = choice.end()
    parts.append([shown[end:]])
    texts = ["".join(chosen) for chosen in product(*parts)]
    return [_clean(each) for text in texts for each in text.split("|")]


def _clean(text: str) -> str:
    """Return a text without the marks of a regular expression."""
    return text.replace("?", "").replace("\\b", "").replace("\\", "").lstrip("^").strip()


def _describe_texts(error: KnownError) -> str:
    texts = dict.fromkeys(list_texts(error.words))
    return ", ".join(f"`{text}`" for text in texts if text) or "any"


def _write_rows(codes: tuple[str | None, ...], errors: tuple[KnownError, ...]) -> Iterator[str]:
    yield "| message | SQLSTATE | what it means | what to do |"
    yield "|---|---|---|---|"
    for error in errors:
        if error.words != _NEVER:
            code = f"`{error.sqlstate}`" if error.sqlstate else ""
            page = f"[{error.cause}]({error.source})"
            yield f"| {_describe_texts(error)} | {code} | {page} | {error.remedy} |"
    known = ", ".join(f"`{code}`" for code in codes if code)
    yield f"\nThese messages come with {known}" + (" or without a code." if None in codes else ".")


def build_page() -> str:
    """Return the page."""
    lines = [TOP]
    for title, (codes, errors) in zip(TITLES, TABLE, strict=True):
        lines += [f"## {title}\n", *_write_rows(codes, errors), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(build_page())

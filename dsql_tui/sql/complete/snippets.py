"""Snippets: words that expand to a statement with gaps to fill in.

A gap is written `${name}`; its name stands there until something is typed. `${}` has no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_GAP = re.compile(r"\$\{([^{}\n]*)\}")
_MAX_SUMMARY = 60


class Snippet(NamedTuple):
    """A word and what it expands to."""

    word: str
    text: str
    """The text with its gaps."""
    own: bool = False
    """True if the user wrote it: it is offered everywhere, and its letters are kept."""


class Gap(NamedTuple):
    """A part of an expanded text that is to be filled in."""

    name: str
    start: int
    """The offset of the name in the text."""


SNIPPETS = (
    Snippet("sel", "select ${*}\nfrom ${table}\nwhere ${condition};"),
    Snippet("ins", "insert into ${table} (${columns})\nvalues (${values});"),
    Snippet("upd", "update ${table}\nset ${column} = ${value}\nwhere ${condition};"),
    Snippet("del", "delete from ${table}\nwhere ${condition};"),
    Snippet(
        "upsert",
        "insert into ${table} (${key}, ${column})\nvalues (${values})\n"
        "on conflict (${key}) do update set ${column} = excluded.${column};",
    ),
    Snippet("cte", "with ${name} as (\n    select ${*} from ${table}\n)\nselect * from ${name};"),
    Snippet("idx", "create index async ${name} on ${table} (${columns});"),
    Snippet("uidx", "create unique index async ${name} on ${table} (${columns});"),
    Snippet(
        "tbl",
        "create table ${table} (\n    id uuid primary key default gen_random_uuid(),\n"
        "    ${column} ${type}\n);",
    ),
    Snippet("tx", "begin;\n${statement};\ncommit;"),
)
"""The built-in snippets; Aurora DSQL accepts each of them."""


def expand(text: str, indentation: str = "") -> tuple[str, list[Gap]]:
    """Return a text with the names of its gaps, and the gaps; lines are indented but the first."""
    text = text.replace("\n", f"\n{indentation}")
    plain, gaps, end = "", [], 0
    for found in _GAP.finditer(text):
        plain += text[end : found.start()]
        gaps.append(Gap(found[1], len(plain)))
        plain += found[1]
        end = found.end()
    return plain + text[end:], gaps


def find_snippets(
    snippets: Sequence[Snippet], typed: str, at_start: bool
) -> Iterator[tuple[Snippet, str]]:
    """Yield the snippets that fit at a place, each with a summary; the user's words come first.

    Built-in snippets are statements, so they fit where one starts.
    """
    own = {each.word for each in snippets if each.own}
    for each in snippets:
        hidden = not each.own and each.word in own
        if typed and not hidden and (at_start or each.own):
            yield each, _summarize(each.text)


def write_upper_case(text: str) -> str:
    """Return a text with capitals outside of its gaps."""
    parts = _GAP.split(text)
    upper = [f"${{{part}}}" if at % 2 else part.upper() for at, part in enumerate(parts)]
    return "".join(upper)


def _summarize(text: str) -> str:
    plain = " ".join(expand(text)[0].split())
    return plain if len(plain) <= _MAX_SUMMARY else f"{plain[: _MAX_SUMMARY - 1]}…"

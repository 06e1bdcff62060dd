"""Filling in a template.

    «name»          the value as a literal of the file's language
    «name:raw»      as it is; `:url` as a part of a URL; `:kebab` and `:snake` respelled
    «name|other»    `other`, as it stands, where there is no value
    «?name»         nothing, but the line stays only if there is a value; `«!name»` only if not

A line that asks for a value that is not there is left out. So what is shown for a cluster and
what is run against a sandbox differ in the lines for port, address and certificates only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from dsql_tui.recipes.literals import LITERALS, url_part

Values = Mapping[str, str | None]

_FIELD = re.compile(r"«([?!]?)(\w+)(?::(\w+))?(?:\|([^»]*))?»")


class _Missing(Exception):
    """There is no value for a field of the line."""


def filled(template: str, values: Values, language: str) -> str:
    """The template with its fields filled in.

    Raises:
        KeyError: it names a field, a spelling or a language that does not exist.
    """
    literal = LITERALS[language]
    lines = (_line(line, values, literal) for line in template.strip("\n").split("\n"))
    kept = [line for line in lines if line is not None]
    return "\n".join(kept) + "\n" if any(kept) else ""


def _line(line: str, values: Values, literal: Callable[[str], str]) -> str | None:
    """A line with its fields filled in; `None` leaves it out."""
    try:
        return _FIELD.sub(lambda field: _fill(field, values, literal), line)
    except _Missing:
        return None


def _fill(field: re.Match[str], values: Values, literal: Callable[[str], str]) -> str:
    condition, name, spelling, other = field.groups()
    value = values[name]
    if condition:
        if (value is None) == (condition == "?"):
            raise _Missing
        return ""
    if value is not None:
        return (_SPELLINGS[spelling] if spelling else literal)(value)
    if other is None:
        raise _Missing
    return str(other)


def _split(text: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).lower()


_SPELLINGS: dict[str, Callable[[str], str]] = {
    "raw": str,
    "url": url_part,
    "kebab": lambda text: _split(text).replace(" ", "-"),
    "snake": lambda text: _split(text).replace(" ", "_"),
}

"""Fill in the placeholders of a template.

    «name»             the value as a literal of the file's language
    «name:plain»       as it is, for values of letters, digits and `.:_-` only
    «name:code»        as it is, for values that are code already
    «name:identifier»  as a name in SQL
    «name:kebab»       as lower-case words with hyphens, and «name:snake» with underscores
    «name|other»       `other`, unchanged, if there is no value
    «?name»            nothing, but the line is kept only if there is a value; `«!name»` only if not

A line with a placeholder that has no value is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from dsql_tui.recipes.literals import LITERALS, Code, require_plain
from dsql_tui.sql.names import quote_name

_PLACEHOLDER = re.compile(r"«([?!]?)(\w+)(?::(\w+))?(?:\|([^»]*))?»")


class _MissingValueError(Exception):
    """A placeholder of the line has no value."""


def fill_template(template: str, values: Mapping[str, str | None], language: str) -> str:
    """Return the template with its placeholders filled in.

    Raises:
        KeyError: It names a value, a form or a language that does not exist.
        TypeError: A value with the form `code` is not `Code`.
        ValueError: A value with the form `plain` has other characters.
    """
    write_literal = LITERALS[language]
    lines = (_fill_line(line, values, write_literal) for line in template.strip("\n").split("\n"))
    kept = [line for line in lines if line is not None]
    return "\n".join(kept) + "\n" if any(kept) else ""


def _fill_line(
    line: str, values: Mapping[str, str | None], write_literal: Callable[[str], str]
) -> str | None:
    """Return a line with its placeholders filled in, or `None` to leave it out."""
    try:
        return _PLACEHOLDER.sub(lambda field: _fill(field, values, write_literal), line)
    except _MissingValueError:
        return None


def _fill(
    field: re.Match[str], values: Mapping[str, str | None], write_literal: Callable[[str], str]
) -> str:
    condition, name, form, other = field.groups()
    value = values[name]
    if condition:
        if (value is None) == (condition == "?"):
            raise _MissingValueError
        return ""
    if value is not None:
        return (_FORMS[form] if form else write_literal)(value)
    if other is None:
        raise _MissingValueError
    return str(other)


def _require_code(text: str) -> str:
    if not isinstance(text, Code):
        raise TypeError(f"“{text}” is not code.")
    return text


def _split_words(text: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", require_plain(text)).lower()


_FORMS: dict[str, Callable[[str], str]] = {
    "plain": require_plain,
    "code": _require_code,
    "identifier": quote_name,
    "kebab": lambda text: _split_words(text).replace(" ", "-"),
    "snake": lambda text: _split_words(text).replace(" ", "_"),
}

"""How a text is written as a literal of the language that it stands in.

A role or a profile may be called anything, so nothing is pasted between quotes as it is.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from html import escape
from urllib.parse import quote


def _double(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _ruby(text: str) -> str:
    return _double(text).replace("#", "\\#")


def _php(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _sql(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _properties(text: str) -> str:
    return text.replace("\\", "\\\\")


def _as_it_is(text: str) -> str:
    return text


LITERALS: dict[str, Callable[[str], str]] = {
    "bash": shlex.quote,
    "cpp": _double,
    "csharp": _double,
    "go": _double,
    "ini": _as_it_is,
    "java": _double,
    "javascript": _double,
    "json": _double,
    "php": _php,
    "properties": _properties,
    "python": _double,
    "ruby": _ruby,
    "rust": _double,
    "sql": _sql,
    "text": _as_it_is,
    "toml": _double,
    "typescript": _double,
    "xml": escape,
    "yaml": _double,
}
"""By the name of the language. Control characters are not in question: no place has them."""


def identifier(name: str) -> str:
    """A name as SQL takes it."""
    if re.fullmatch(r"[a-z_][a-z0-9_]*", name):
        return name
    return '"' + name.replace('"', '""') + '"'


def url_part(text: str) -> str:
    """A text as a part of a URL."""
    return quote(text, safe="")


def conninfo(parts: dict[str, str | None]) -> str:
    """Parameters as libpq reads them from one text.

    https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING
    """
    return " ".join(f"{key}={_conninfo_value(value)}" for key, value in parts.items() if value)


def _conninfo_value(value: str) -> str:
    if re.fullmatch(r"[^\s'\\]+", value):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

"""Write a text as a literal of the language that it is inserted into.

Roles, schemas, profiles and paths can have any name, so a template never puts quotes around one.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Mapping
from html import escape
from urllib.parse import quote

_PLAIN = re.compile(r"[A-Za-z0-9.:_-]*")


class Code(str):
    """Text that is code of the template's language, with its values quoted already."""


def require_plain(text: str) -> str:
    """Return a text that is the same in every language.

    Raises:
        ValueError: It has other characters than letters, digits and `.:_-`.
    """
    if not _PLAIN.fullmatch(text):
        raise ValueError(f"“{text}” has characters that a recipe cannot contain.")
    return text


def _write_json(text: str) -> str:
    """Return a text in double quotes, with escapes that all languages with this form share."""
    return json.dumps(text, ensure_ascii=False)


def _write_php(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _write_properties(text: str) -> str:
    return text.replace("\\", "\\\\")


def _write_ruby(text: str) -> str:
    """Return a text in double quotes, in which `#` begins an interpolation."""
    return _write_json(text).replace("#", "\\#")


def _write_sql(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _write_yaml(text: str) -> str:
    """Return a text in double quotes; Rails reads YAML as an ERB template, where `<%` is code."""
    return _write_json(text).replace("<%", "\\u003c%")


LITERALS: dict[str, Callable[[str], str]] = {
    "bash": shlex.quote,
    "cpp": _write_json,
    "csharp": _write_json,
    "go": _write_json,
    "ini": str,
    "java": _write_json,
    "javascript": _write_json,
    "json": _write_json,
    "php": _write_php,
    "properties": _write_properties,
    "python": _write_json,
    "ruby": _write_ruby,
    "rust": _write_json,
    "sql": _write_sql,
    "text": str,
    "toml": _write_json,
    "xml": escape,
    "yaml": _write_yaml,
}
"""How each language writes a literal. A `RecipeContext` has no control characters."""


def quote_url(text: str) -> str:
    """Return a text as a part of a URL."""
    return quote(text, safe="")


def quote_conninfo(parameters: Mapping[str, str | None]) -> str:
    """Return parameters as one connection string for libpq, without those that are `None`.

    https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING
    """
    return " ".join(f"{name}={_quote_value(value)}" for name, value in parameters.items() if value)


def _quote_value(value: str) -> str:
    if re.fullmatch(r"[\w./:-]+", value, re.ASCII):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

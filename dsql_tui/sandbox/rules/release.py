"""The statements that clusters of older releases refuse.

Recorded or observed are the errors for FOREIGN KEY, DROP COLUMN, WHERE, FOR KEY SHARE and PL/pgSQL;
the others follow the pattern.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from dsql_tui.dsql import releases
from dsql_tui.dsql.releases import Feature
from dsql_tui.events import ServerError
from dsql_tui.sandbox.rules import create_function
from dsql_tui.sandbox.rules.patterns import NAME
from dsql_tui.sandbox.rules.settings import parameter_error
from dsql_tui.sandbox.rules.shape import Shape
from dsql_tui.sandbox.rules.verdict import unsupported_error

_TABLE = rf"alter table (?:if exists )?(?:only )?{NAME} (?:.* , )?"
_NEWEST = max(feature.since for feature in releases.FEATURES)
_LAST_NUMERIC = 38


class _Refusal(NamedTuple):
    """The error of statements that need a feature."""

    feature: Feature
    pattern: re.Pattern[str]
    """The beginning of the statement, outside all brackets."""
    error: ServerError | None
    """The error; without it, the check finds one."""
    check: Callable[[Shape], ServerError | None] = lambda _: None


def _refusal(feature: Feature, pattern: str, message: str) -> _Refusal:
    return _Refusal(feature, re.compile(rf"(?:{pattern})(?!\S)"), unsupported_error(message))


def _find_precision(shape: Shape) -> ServerError | None:
    words = shape.words
    for token, word in enumerate(words):
        if word in ("numeric", "decimal", "dec") and words[token + 1 : token + 2] == ["("]:
            precision = words[token + 2] if token + 2 < len(words) else ""
            if precision.isdecimal() and _LAST_NUMERIC < int(precision) <= 1000:
                limits = f"must be between 1 and {_LAST_NUMERIC}"
                return ServerError(f"NUMERIC precision {precision} {limits}", "22023")
    return None


def _find_reference(shape: Shape) -> ServerError | None:
    found = any(
        word == "references" and shape.depths[token] > 0 for token, word in enumerate(shape.words)
    )
    return unsupported_error("FOREIGN KEY constraint not supported") if found else None


def _find_key_share(shape: Shape) -> ServerError | None:
    if " for key share" not in f" {' '.join(shape.words)}":
        return None
    return unsupported_error("locking clauses other than FOR UPDATE are not supported")


def _find_language(shape: Shape) -> ServerError | None:
    if create_function.read_language(shape) != "plpgsql":
        return None
    return unsupported_error("CREATE FUNCTION with language plpgsql not supported")


def _find_expression(shape: Shape) -> ServerError | None:
    head = re.match(rf"create (?:unique )?index .*?\bon (?:only )?{NAME} (\()", shape.top.text)
    keys = shape.items(shape.top.token(head.start(1))) if head else ()
    if not any("(" in shape.words[first:last] for first, last in keys):
        return None
    return unsupported_error("expressions not supported for index keys")


_ADD = "unsupported ALTER TABLE ADD CONSTRAINT statement"
_REFUSALS = (
    _refusal(
        releases.DROP_COLUMN,
        rf"{_TABLE}drop (?!constraint )\S+",
        "unsupported ALTER TABLE DROP COLUMN statement",
    ),
    _refusal(releases.NOT_VALID, rf"{_TABLE}add (?:constraint \S+ )?check", _ADD),
    _refusal(
        releases.NOT_VALID,
        "alter table async",
        "unsupported ALTER TABLE VALIDATE CONSTRAINT statement",
    ),
    _Refusal(
        releases.EXPRESSION_INDEXES,
        re.compile(r"create (?:unique )?index "),
        None,
        _find_expression,
    ),
    _Refusal(
        releases.NUMERIC_PRECISION, re.compile(r"(?:create|alter) table "), None, _find_precision
    ),
    _Refusal(
        releases.KEY_SHARE, re.compile(r"(?:select|with|explain|copy|\() "), None, _find_key_share
    ),
    _Refusal(releases.FOREIGN_KEYS, re.compile("create table "), None, _find_reference),
    _refusal(releases.FOREIGN_KEYS, rf"{_TABLE}add (?:constraint \S+ )?foreign key", _ADD),
    _refusal(releases.STATISTICS, "create statistics", "unsupported statement: CreateStats"),
    _refusal(releases.STATISTICS, "alter statistics", "unsupported statement: AlterStats"),
    _refusal(releases.STATISTICS, "drop statistics", "unsupported object in DROP statement"),
    _Refusal(
        releases.BATCHED_JOINS,
        re.compile(r"(?:re)?set (?:session |local )?dsql ?\. ?enable_batched_nestloop"),
        parameter_error("dsql.enable_batched_nestloop"),
    ),
    _refusal(
        releases.PARTIAL_INDEXES,
        r"create (?:unique )?index .* where",
        "WHERE not supported for CREATE INDEX",
    ),
    _refusal(releases.PLPGSQL, "do", "unsupported statement: Do"),
    _refusal(releases.PLPGSQL, r"create (?:or replace )?procedure", "PROCEDURE is not supported"),
    _Refusal(
        releases.PLPGSQL, re.compile(r"create (?:or replace )?function "), None, _find_language
    ),
    _refusal(
        releases.PLPGSQL, r"drop (?:procedure|routine)", "unsupported object in DROP statement"
    ),
    _refusal(
        releases.PLPGSQL,
        r"alter (?:procedure|routine) .*\brename",
        "unsupported object in RENAME statement",
    ),
)


def find_error(shape: Shape, release: str) -> ServerError | None:
    """Return the error of a statement that needs a newer release than this one."""
    if release >= _NEWEST or not shape.words:
        return None
    text = shape.top.text
    for each in _REFUSALS:
        if not each.feature.is_in(release) and each.pattern.match(text):
            error = each.error or each.check(shape)
            if error:
                return error
    return None

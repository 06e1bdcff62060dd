"""Queries that show whether a statement of DDL has taken effect.

A transaction with DDL cannot also write to the ledger. If the connection or the program ends in
between, these queries tell whether the statement was executed.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from dsql_tui.sql.literals import quote_literal
from dsql_tui.sql.names import quote_name
from dsql_tui.sql.risk.tokens import Token, tokens

_RELATIONS = ("table", "view", "sequence", "index")
_FIRST_TOKENS = 24
"""The names are among the first tokens of a statement."""


class Probe(NamedTuple):
    """Queries with one boolean each."""

    effect: str
    """True if the statement has taken effect."""
    complete: str = ""
    """True if the job that it started has succeeded; empty if it starts none."""


def find_probe(text: str) -> Probe | None:
    """Return the probe of a statement, or `None` if its text allows none."""
    words = list(tokens(text))
    reader = _Reader(words)
    match reader.take("create", "drop", "alter"):
        case "create":
            return _read_create(reader)
        case "drop":
            return _read_drop(reader)
        case "alter":
            return _read_alter(reader)
    return None


def may_repeat(text: str) -> bool:
    """Return True if running a statement twice gives the same result as once."""
    words = [token.text for _, token in zip(range(_FIRST_TOKENS), tokens(text), strict=False)]
    if words[0] in ("comment", "grant", "revoke", "analyze", "aws"):
        return True
    if words[0] == "create" and words[1:3] == ["or", "replace"]:
        return True
    guarded = any(
        words[at : at + 2] == ["if", "exists"] or words[at : at + 3] == ["if", "not", "exists"]
        for at in range(1, len(words))
    )
    if words[0] in ("create", "drop") and guarded:
        return True
    ends = {("set", "default"), ("drop", "default"), ("drop", "not"), ("validate", "constraint")}
    return words[0] == "alter" and any(tuple(pair) in ends for pair in pairwise(words))


class _Reader:
    """Reads the tokens of a statement from left to right."""

    def __init__(self, words: Sequence[Token]) -> None:
        self._words = words
        self._at = 0

    def take(self, *expected: str) -> str:
        """Return the next word if it is expected, and step over it."""
        if self._at < len(self._words):
            token = self._words[self._at]
            if token.kind == "word" and token.text in expected:
                self._at += 1
                return token.text
        return ""

    def skip(self, *words: str) -> None:
        """Step over words in this order, each if it is there."""
        for word in words:
            self.take(word)

    def take_name(self) -> tuple[str, ...]:
        """Return the next name, with its schema; empty if there is none."""
        parts: list[str] = []
        while self._at < len(self._words) and self._words[self._at].kind in ("word", "name"):
            parts.append(self._words[self._at].text)
            self._at += 1
            if self._words[self._at : self._at + 1] != [Token("sign", ".")]:
                break
            self._at += 1
        return tuple(parts) if 0 < len(parts) < 3 and all(parts) else ()

    @property
    def more(self) -> bool:
        """True if a comma follows outside parentheses, so that there are several actions."""
        depth = 0
        for token in self._words[self._at :]:
            if token.kind == "sign":
                depth += (token.text == "(") - (token.text == ")")
                if depth == 0 and token.text == ",":
                    return True
        return False


def _read_create(reader: _Reader) -> Probe | None:
    reader.skip("or", "replace", "unique")
    kind = reader.take(*_RELATIONS, "schema", "role", "domain")
    if kind == "index":
        return _read_create_index(reader)
    reader.skip("if", "not", "exists")
    name = reader.take_name()
    return Probe(_write_exists(kind, name)) if kind and name else None


def _read_create_index(reader: _Reader) -> Probe | None:
    reader.skip("async", "if", "not", "exists")
    if reader.take("on"):
        return None  # the server chooses its name
    name = reader.take_name()
    reader.skip("on", "only")
    table = reader.take_name()
    if not name or not table:
        return None
    found = (
        "exists (select from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = "
        f"i.indexrelid where i.indrelid = {_write_regclass(table)} and c.relname = "
        f"{quote_literal(name[-1])}"
    )
    return Probe(f"select {found})", f"select {found} and i.indisvalid)")


def _read_drop(reader: _Reader) -> Probe | None:
    kind = reader.take(*_RELATIONS, "schema", "role", "domain")
    reader.skip("if", "exists")
    name = reader.take_name()
    return (
        Probe(f"{_write_exists(kind, name)} is not true")
        if kind and name and not reader.more
        else None
    )


def _read_alter(reader: _Reader) -> Probe | None:
    if not reader.take("table"):
        return None
    reader.skip("async", "if", "exists", "only")
    table = reader.take_name()
    if not table or reader.more:
        return None
    match reader.take("add", "drop", "rename", "validate"):
        case "add" | "drop" as action:
            return _read_part(reader, table, "" if action == "add" else " is not true")
        case "rename":
            return _read_rename(reader, table)
        case "validate":
            reader.skip("constraint")
            name = reader.take_name()
            valid = f"select exists ({_select_constraint(table, name)} and convalidated)"
            return Probe(valid, valid) if name else None
    return None


def _read_part(reader: _Reader, table: tuple[str, ...], end: str) -> Probe | None:
    """Return the probe of ADD or DROP of a column or a constraint."""
    if reader.take("constraint"):
        reader.skip("if", "exists")
        name = reader.take_name()
        return Probe(f"select exists ({_select_constraint(table, name)}){end}") if name else None
    if reader.take("primary", "unique", "check", "foreign", "exclude"):
        return None
    reader.skip("column", "if", "not", "exists")
    name = reader.take_name()
    return Probe(f"select exists ({_select_column(table, name)}){end}") if name else None


def _read_rename(reader: _Reader, table: tuple[str, ...]) -> Probe | None:
    if reader.take("to"):
        name = reader.take_name()
        return Probe(_write_exists("table", (*table[:-1], *name))) if name else None
    find = _select_constraint if reader.take("constraint") else _select_column
    reader.skip("column")
    old = reader.take_name()
    new = reader.take_name() if old and reader.take("to") else ()
    return Probe(f"select exists ({find(table, new)})") if new else None


def _write_exists(kind: str, name: tuple[str, ...]) -> str:
    written = quote_literal(name[-1])
    match kind:
        case "schema":
            return f"select exists (select from pg_catalog.pg_namespace where nspname = {written})"
        case "role":
            return f"select exists (select from pg_catalog.pg_roles where rolname = {written})"
        case "domain":
            quoted = quote_literal(".".join(map(quote_name, name)))
            return f"select to_regtype({quoted}) is not null"
    return f"select ({_write_regclass(name)} is not null)"


def _write_regclass(name: tuple[str, ...]) -> str:
    return f"to_regclass({quote_literal('.'.join(map(quote_name, name)))})"


def _select_column(table: tuple[str, ...], name: tuple[str, ...]) -> str:
    return (
        f"select from pg_catalog.pg_attribute where attrelid = {_write_regclass(table)} "
        f"and attname = {quote_literal(name[-1])} and not attisdropped"
    )


def _select_constraint(table: tuple[str, ...], name: tuple[str, ...]) -> str:
    return (
        f"select from pg_catalog.pg_constraint where conrelid = {_write_regclass(table)} "
        f"and conname = {quote_literal(name[-1] if name else '')}"
    )

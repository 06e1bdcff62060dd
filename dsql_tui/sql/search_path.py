"""The search path of a session, as the statements that run in it leave it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dsql_tui.sql.catalog import DEFAULT_SEARCH_PATH
from dsql_tui.sql.names import fold_case, fold_name
from dsql_tui.sql.scan import scan

_USER = "$user"
"""The schema named like the role; it usually does not exist."""
_MAX_LENGTH = 10_000
"""Characters of a statement that may change the path; longer ones are data."""


class SearchPath:
    """The schemas that the server searches for names without a schema."""

    def __init__(self, schemas: Sequence[str] = DEFAULT_SEARCH_PATH) -> None:
        self._initial = tuple(schemas)
        self.schemas = self._initial
        self._after_commit = self._initial
        """The path once the transaction is committed; SET LOCAL does not outlive it."""
        self._after_rollback = self._initial
        self._in_transaction = False

    def note(self, statement: str) -> None:
        """Take note of a statement that has run successfully."""
        if len(statement) > _MAX_LENGTH:
            return
        words = _words(statement)
        match words:
            case ["begin" | "start", *_]:
                self._in_transaction = True
            case ["rollback", "to", *_] | ["rollback", "work" | "transaction", "to", *_]:
                pass
            case ["rollback" | "abort", *_]:
                self._end(self._after_rollback)
            case ["commit" | "end", *_]:
                self._end(self._after_commit)
            case ["reset", "all" | "search_path"] | ["discard", "all"]:
                self._set(self._initial)
            case ["set", "local", *rest]:
                self._set(self._read_value(rest), local=True)
            case ["set", "session", *rest] | ["set", *rest]:
                self._set(self._read_value(rest))
            case ["select", *rest]:
                self._set(*_read_set_config(rest))

    def _end(self, schemas: tuple[str, ...]) -> None:
        self.schemas = self._after_commit = self._after_rollback = schemas
        self._in_transaction = False

    def _set(self, schemas: tuple[str, ...] | None, local: bool = False) -> None:
        if schemas is None or (local and not self._in_transaction):
            return
        self.schemas = schemas
        if not local:
            self._after_commit = schemas
        if not self._in_transaction:
            self._after_rollback = schemas

    def _read_value(self, words: Sequence[str]) -> tuple[str, ...] | None:
        match words:
            case ["search_path" | '"search_path"', "to" | "=", "default"]:
                return self._initial
            case ["search_path" | '"search_path"', "to" | "=", *values]:
                return _drop_user(_read_name(word) for word in values if word != ",")
            case ["schema", value]:
                return (_read_name(value),)
        return None


def _read_set_config(words: Sequence[str]) -> tuple[tuple[str, ...] | None, bool]:
    """Return the path that set_config sets, and True if it is local."""
    match words:
        case [*lead, "set_config", "(", "'search_path'", ",", value, ",", local, ")"] if lead in (
            [],
            ["pg_catalog", "."],
        ) and value.startswith("'"):
            parts = (part.strip() for part in _read_name(value).split(","))
            return _drop_user(fold_name(part) for part in parts if part), local == "true"
    return None, False


def _drop_user(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name != _USER)


def _read_name(word: str) -> str:
    """Return the name that a word or a string stands for."""
    return word[1:-1].replace("''", "'") if word.startswith("'") else fold_name(word)


def _words(text: str) -> list[str]:
    tokens = (token for token in scan(text) if token.kind not in ("space", "comment", "semicolon"))
    written = ((token.kind, text[token.start : token.end]) for token in tokens)
    return [fold_case(word) if kind == "word" else word for kind, word in written]

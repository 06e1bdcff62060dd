"""The signature of the function whose arguments are being written."""

from __future__ import annotations

from typing import NamedTuple

from dsql_tui.sql.catalog import Catalog, Function
from dsql_tui.sql.complete.words import ENDS_CALL, WORDY_CALLS
from dsql_tui.sql.functions import FUNCTIONS
from dsql_tui.sql.names import fold_case, fold_name
from dsql_tui.sql.scan import scan

_MAX_DISTANCE = 2_000
"""Characters before the cursor in which the call must begin."""
_BUILT_IN = {function.name: function for function in FUNCTIONS}
_SILENT = ("space", "comment")
_QUERIES = ("select", "values", "insert", "update", "delete", "with")


class Signature(NamedTuple):
    """A function, and the argument at the cursor."""

    function: Function
    argument: int
    """The number of the argument, from 0."""

    @property
    def parts(self) -> tuple[str, str, str]:
        """The signature before the argument at the cursor, the argument, and what follows."""
        name, arguments, returns, _ = self.function
        listed = arguments.split(", ") if arguments else []
        variadic = bool(listed) and listed[-1].startswith(("...", "VARIADIC "))
        at = min(self.argument, len(listed) - 1) if variadic else self.argument
        current = listed[at] if at < len(listed) else ""
        before = ", ".join([*listed[:at], ""] if current else listed)
        after = "".join(f", {each}" for each in listed[at + 1 :])
        return f"{name}({before}", current, f"{after}) {returns}".rstrip()


class _Call:
    """An open parenthesis, and the function before it."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.argument = 0
        self.query = False


def find_signature(text: str, cursor: int, catalog: Catalog) -> Signature | None:
    """Return the signature of the innermost call around a cursor, if its function is known."""
    for call in reversed(_find_calls(text[max(0, cursor - _MAX_DISTANCE) : cursor])):
        if call.query:
            return None
        if call.names and (function := _find_function(call.names, catalog)):
            return Signature(function, call.argument)
    return None


def _find_calls(text: str) -> list[_Call]:
    """Return the parentheses that are open at the end of a text, the outermost first."""
    calls: list[_Call] = []
    names: list[str] = []
    dotted = False
    for kind, start, end in scan(text):
        if kind in _SILENT:
            continue
        word = text[start:end]
        if word == "(":
            calls.append(_Call(names))
        elif word == ")" and calls:
            calls.pop()
        elif word == "," and calls:
            calls[-1].argument += 1
        elif kind == "word":
            _note_word(fold_case(word), calls)
        named = kind in ("word", "quoted")
        if not (named or word == "."):
            names = []
        elif named:
            names = [*names, fold_name(word)] if dotted else [fold_name(word)]
        dotted = word == "."
    return calls


def _note_word(word: str, calls: list[_Call]) -> None:
    """Close the calls that a word cannot be a part of, and note a query in parentheses."""
    while calls and word in ENDS_CALL and not calls[-1].query:
        called = calls[-1].names[-1:]
        if called and called[0] in (*WORDY_CALLS, "filter"):
            return
        calls.pop()
    if calls and word in _QUERIES:
        calls[-1].query = True


def _find_function(names: list[str], catalog: Catalog) -> Function | None:
    """Return the function with a name; those of the search path come before built-in ones."""
    *schemas, name = names
    for schema in catalog.schemas:
        if schema.name in schemas or (not schemas and catalog.is_on_path(schema.name)):
            for function in schema.functions:
                if function.name == name:
                    return function
    return _BUILT_IN.get(name) if not schemas or schemas == ["pg_catalog"] else None

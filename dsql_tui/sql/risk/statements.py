"""The risk of each kind of statement, read from its tokens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from dsql_tui.sql.risk.filters import list_unfiltered_changes
from dsql_tui.sql.risk.query import CHANGES, SEVERAL, UNKNOWN_NAMES, UNREADABLE_TEXT, QueryReader
from dsql_tui.sql.risk.risk import Kind, Risk
from dsql_tui.sql.risk.tokens import UNREADABLE, Token
from dsql_tui.sql.risk.user_code import UserCode

Tokens = Sequence[Token]

QUERY_WORDS = frozenset({"select", "values", "table", "with"})

_ROWS = "changes rows"
_SCHEMA = "changes the schema or permissions"
_UNKNOWN = "may change anything"
_ROLE = "changes which role the session acts as"
_WRITABLE = "makes the session writable"
_STRINGS = "changes how the server reads strings"
_PREPARED = "ends a prepared transaction"
_SERVER_FILE = "writes a file or runs a program on the server"
_TEMPORARY = "drops temporary tables"

_CASCADE = "CASCADE also drops everything that depends on it."
_EMPTIES = "This deletes every row of the tables that it names."

WRITE = Risk("write", (_ROWS,))


def read_query(statement: Tokens, code: UserCode | None) -> Risk:
    """Return the risk of SELECT, VALUES, TABLE or WITH."""
    reader = QueryReader(code)
    reader.read(statement)
    if reader.names_objects and code is None:
        reader.add_reason(UNKNOWN_NAMES)
    kind: Kind = "write" if reader.changes_rows else "ddl" if reader.makes_table else "read"
    return Risk(
        kind,
        tuple(reader.reasons),
        tuple(list_unfiltered_changes(statement)) if reader.changes_rows else (),
        leaves_read_only=SEVERAL in reader.reasons,
    )


def read_unknown(statement: Tokens, code: UserCode | None) -> Risk:
    """Return the risk of a statement that may do anything: CALL, DO, EXECUTE, a mistyped word."""
    unread = any(token.kind in ("open", "meta") for token in statement)
    return _single(Risk("other", (UNREADABLE_TEXT if unread else _UNKNOWN,)), statement)


def _single(risk: Risk, statement: Tokens) -> Risk:
    """Return a risk, with more reasons where its text holds several statements or is not closed."""
    several = ("sign", ";") in statement
    unread = any(token.kind in ("open", "meta") for token in statement)
    if not (several or unread):
        return risk
    more = (SEVERAL,) if several else (UNREADABLE_TEXT,)
    return risk._replace(reasons=(*risk.reasons, *more), leaves_read_only=True)


def _read_change(statement: Tokens, code: UserCode | None) -> Risk:
    """Return the risk of UPDATE or DELETE."""
    return Risk("write", (_ROWS,), tuple(list_unfiltered_changes(statement)))


def _read_ddl(statement: Tokens, code: UserCode | None) -> Risk:
    warnings: list[str] = []
    first = statement[0].text
    if first == "truncate":
        warnings.append(_EMPTIES)
    if first in ("drop", "alter") and _cascades(statement):
        warnings.append(_CASCADE)
    return Risk("ddl", (_SCHEMA,), tuple(warnings))


def _cascades(statement: Tokens) -> bool:
    """Return whether objects are dropped with those that depend on them."""
    return any(
        token == ("word", "cascade") and before.text not in ("delete", "update")
        for before, token in pairwise(statement)
    )


def _read_show(statement: Tokens, code: UserCode | None) -> Risk:
    return _single(Risk("read"), statement)


def _read_transaction(statement: Tokens, code: UserCode | None) -> Risk:
    prepared = any(token == ("word", "prepared") for token in statement[1:2])
    return _single(Risk("transaction", (_PREPARED,) if prepared else ()), statement)


def _read_set(statement: Tokens, code: UserCode | None) -> Risk:
    reason = _setting_reason(statement)
    risk = Risk("setting", (reason,) if reason else (), leaves_read_only=reason == _WRITABLE)
    return _single(risk, statement)


def _setting_reason(statement: Tokens) -> str:
    """Return why SET, RESET or DISCARD is asked about; empty where it is not."""
    texts = (token.text.lower() for token in statement[1:])  # names of settings ignore case
    names = [text for text in texts if text not in ("local", "session")]
    first = names[0] if names else ""
    if statement[0].text == "discard":
        return _ROLE if first == "all" else _TEMPORARY if first.startswith("temp") else ""
    if first in ("role", "session_authorization", "authorization"):
        return _ROLE
    if first in ("standard_conforming_strings", "backslash_quote"):
        return _STRINGS
    if first in ("transaction", "characteristics"):
        writes = any(pair == ("read", "write") for pair in pairwise(names))
        return _WRITABLE if writes else ""
    if first in ("transaction_read_only", "default_transaction_read_only"):
        return "" if names[2:] in _ON else _WRITABLE
    unreadable = any(token == ("name", UNREADABLE) for token in statement[1:3])
    return _UNKNOWN if unreadable or first == "session_replication_role" else ""


_ON = (["on"], ["true"], ["yes"], ["1"])
"""The values that keep a setting on; a quoted one is not read."""


def _read_setting(statement: Tokens, code: UserCode | None) -> Risk:
    """Return the risk of DEALLOCATE, CLOSE, LISTEN and UNLISTEN."""
    return _single(Risk("setting"), statement)


def _read_explain(statement: Tokens, code: UserCode | None) -> Risk:
    """Return the risk of EXPLAIN: with ANALYZE that of the statement that it runs.

    Without it, planning still runs functions that are declared immutable, so that a call of an
    unknown function counts all the same.
    """
    runs, explained = _explain_options(statement)
    if not explained:
        return _single(Risk("other", (_UNKNOWN,)), statement)
    first = next((token.text for token in explained if token.text != "("), "")
    if first in QUERY_WORDS:
        risk = read_query(explained, code)
    elif runs and first in ("update", "delete"):
        risk = _read_change(explained, code)
    elif first in CHANGES:
        risk = _find_explained_change(explained, code)._replace(kind="write")
    else:
        return _single(Risk("other", (_UNKNOWN,)), statement)
    if runs:
        return risk
    reasons = tuple(each for each in risk.reasons if not each.startswith(_PLANNED))
    return risk._replace(kind="read", reasons=reasons, warnings=())


_PLANNED = ("runs ", "locks ", "makes ", "changes ")
"""How the reasons begin that do not hold for a statement that is only planned."""


def _find_explained_change(statement: Tokens, code: UserCode | None) -> Risk:
    """Return the risk of INSERT or MERGE behind EXPLAIN, or of any change that is only planned."""
    reader = QueryReader(code)
    reader.read_change(statement)
    return Risk("write", (_ROWS, *reader.reasons), leaves_read_only=SEVERAL in reader.reasons)


def _explain_options(statement: Tokens) -> tuple[bool, Tokens]:
    """Return whether EXPLAIN runs the statement, and the statement."""
    rest = statement[1:]
    if rest[:1] == [("sign", "(")] and not _is_query(rest):
        end = next((at for at, token in enumerate(rest) if token == ("sign", ")")), len(rest))
        return _analyzes(rest[1:end]), rest[end + 1 :]
    runs = False
    while rest and rest[0].kind == "word" and rest[0].text in ("analyze", "analyse", "verbose"):
        runs = runs or rest[0].text != "verbose"
        rest = rest[1:]
    return runs, rest


def _is_query(rest: Tokens) -> bool:
    first = next((token for token in rest if token != ("sign", "(")), None)
    return first is not None and first.kind == "word" and first.text in QUERY_WORDS


def _analyzes(options: Tokens) -> bool:
    """Return whether one of EXPLAIN's options is ANALYZE, unless it is turned off."""
    for at, token in enumerate(options):
        begins = at == 0 or options[at - 1] == ("sign", ",")
        if begins and token.kind != "sign" and token.text in ("analyze", "analyse", UNREADABLE):
            value = options[at + 1].text if at + 1 < len(options) else ""
            if token.text == UNREADABLE or value not in ("false", "off", "0"):
                return True
    return False


def _read_copy(statement: Tokens, code: UserCode | None) -> Risk:
    """Return the risk of COPY: FROM writes, TO does what its query does."""
    if statement[1:2] == [("sign", "(")]:
        end = _closing(statement, 1)
        risk = read_query(statement[1 : end + 1], code)
        if not _is_query(statement[1:]):  # COPY (INSERT … RETURNING …) TO
            risk = Risk("write", (_ROWS,), tuple(list_unfiltered_changes(statement[1:end])))
    else:
        end = next((at for at, each in enumerate(statement) if _is_direction(each)), len(statement))
        known = code is not None and not any(each.text in code.names for each in statement[:end])
        risk = Risk("read", () if known else (UNKNOWN_NAMES,))
        end -= 1
    target = [token.text for token in statement[end + 1 : end + 3]]
    if target[:1] == ["from"]:
        return _single(WRITE, statement)
    if target != ["to", "stdout"]:
        risk = risk._replace(reasons=(*risk.reasons, _SERVER_FILE))
    return _single(risk, statement)


def _is_direction(token: Token) -> bool:
    return token.kind == "word" and token.text in ("from", "to")


def _closing(statement: Tokens, opening: int) -> int:
    """Return the place of the parenthesis that closes the one at a place."""
    depth = 0
    for at in range(opening, len(statement)):
        if statement[at].kind == "sign":
            depth += (statement[at].text == "(") - (statement[at].text == ")")
            if depth == 0:
                return at
    return len(statement)


Reader = Callable[[Tokens, UserCode | None], Risk]

_WORDS: dict[str, Reader] = {
    "update delete": _read_change,
    "create alter drop truncate comment reindex grant revoke aws security": _read_ddl,
    "reassign refresh import cluster": _read_ddl,
    "show": _read_show,
    "begin start commit end rollback abort savepoint release": _read_transaction,
    "set reset discard": _read_set,
    "deallocate close listen unlisten": _read_setting,
    "explain": _read_explain,
    "copy": _read_copy,
}

READERS = {word: reader for words, reader in _WORDS.items() for word in words.split()}
"""The readers by the first word of a statement; every other statement is unknown."""

KEEP_CODE = (QUERY_WORDS | CHANGES | set(READERS)) - {
    word for word, reader in READERS.items() if reader is _read_ddl
}
"""The first words of statements that define no code of a user."""

"""Transaction control: the statements, and what each does to a transaction."""

from __future__ import annotations

import re

from dsql_tui.events import ServerError
from dsql_tui.sandbox.rules.patterns import find_rule_error, group_by_first_word
from dsql_tui.sandbox.rules.shape import Shape
from dsql_tui.sandbox.rules.verdict import Kind

_OTHER_LEVEL = r"isolation level (serializable|read committed|read uncommitted)"

RULES = (
    (r"savepoint", "unsupported transaction statement: SAVEPOINT"),
    (r"release", "unsupported transaction statement: RELEASE"),
    (r"rollback (?:work |transaction )?to", "unsupported transaction statement: ROLLBACK TO"),
    # Recorded up to here; the next three follow the pattern.
    (r"prepare transaction", "unsupported transaction statement: PREPARE TRANSACTION"),
    (r"commit prepared", "unsupported transaction statement: COMMIT PREPARED"),
    (r"rollback prepared", "unsupported transaction statement: ROLLBACK PREPARED"),
    (rf"begin .*\b{_OTHER_LEVEL}", "Unsupported isolation level: {}"),
    (rf"start .*\b{_OTHER_LEVEL}", "Unsupported isolation level: {}"),
)

KINDS: dict[str, Kind] = {
    "begin": "begin",
    "start": "begin",
    "commit": "commit",
    "end": "commit",
    "rollback": "rollback",
    "abort": "rollback",
}
"""The effect of a statement by its beginning; all others are unsupported."""

_CHAIN = re.compile(r"\band chain$")
_RULES = group_by_first_word(RULES)


def find_error(shape: Shape) -> ServerError | None:
    """Return the error of a statement of transaction control."""
    return find_rule_error(_RULES.get(shape.words[0], ()), shape.top.text)


def kind(shape: Shape) -> Kind:
    """Return what a statement does to a transaction."""
    return "chain" if _CHAIN.search(shape.top.text) else KINDS.get(shape.words[0], "other")

"""CREATE DOMAIN: its type is that of a column."""

from __future__ import annotations

import re

from dsql_tui.events import ServerError
from dsql_tui.sandbox.rules import types
from dsql_tui.sandbox.rules.patterns import NAME
from dsql_tui.sandbox.rules.shape import Shape
from dsql_tui.sandbox.rules.verdict import unsupported_error

_HEAD = re.compile(rf"create domain (?:{NAME}) (?:as )?(?P<type>\S)")


def find_error(shape: Shape) -> ServerError | None:
    """Return the error of a CREATE DOMAIN. Its words are those for columns."""
    head = _HEAD.match(shape.top.text)
    if head is None:
        return None
    kind = types.read(shape, shape.top.token(head.start("type")), len(shape.words))
    error = types.find_error(kind) or types.find_length_error(shape, kind)
    if error is None and shape.words[kind.after : kind.after + 1] == ["collate"]:
        return unsupported_error("COLLATE clause not supported")
    return error

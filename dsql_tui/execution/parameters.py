"""Asking for the parameter values of statements before they run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from dsql_tui.sql.parameters import find_parameters
from dsql_tui.sql.statements import Statement

Values = dict[str, str | None]
"""Parameter values by name; `None` is NULL."""

AskValues = Callable[[Sequence[str], Values], Awaitable[Values | None]]
"""Ask for parameter values, with the last values as defaults; return `None` on cancel."""


async def fill_parameters(
    ask: AskValues,
    values: Values,
    assigned: Callable[[str], bool],
    statements: Sequence[Statement],
) -> Sequence[Statement]:
    """Ask for the parameters of `statements` and store the answers in `values`.

    Args:
        ask: Asks for values.
        values: The values of earlier runs.
        assigned: Returns True for a name to which the script still assigns a value.
        statements: The statements.

    Returns:
        The statements; none if the user cancelled.
    """
    found = (name for each in statements for name in find_parameters(each.text))
    names = dict.fromkeys(name for name in found if not assigned(name))
    if names:
        answer = await ask(tuple(names), values)
        if answer is None:
            return ()
        values.update(answer)
    return statements

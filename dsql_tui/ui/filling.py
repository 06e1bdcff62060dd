"""Before statements run: the values of their parameters are asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from dsql_tui.sql.parameters import parameters
from dsql_tui.sql.scan import Statement
from dsql_tui.ui.screens.parameters import Parameters, Values


async def filled_in(
    ask: Callable[[Parameters], Awaitable[Values | None]],
    values: Values,
    statements: Sequence[Statement],
) -> Sequence[Statement]:
    """The statements, once `values` holds what their parameters are; else none."""
    names = dict.fromkeys(name for each in statements for name in parameters(each.text))
    if names:
        answer = await ask(Parameters(tuple(names), values))
        if answer is None:
            return ()
        values.update(answer)
    return statements

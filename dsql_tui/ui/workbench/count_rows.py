"""Counting the rows of a table exactly, after a question that says what the count will cost."""

from __future__ import annotations

from contextlib import closing

from textual.app import App

from dsql_tui.aws.errors import AwsError
from dsql_tui.db.count_cost import CountCost, read_count_cost
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import ConnectError
from dsql_tui.dsql.pricing import estimate_scan_dpu, find_price, format_money
from dsql_tui.execution.threads import in_thread
from dsql_tui.execution.workspace import Workspace
from dsql_tui.results.text import format_size, make_visible
from dsql_tui.sql.catalog import Relation
from dsql_tui.ui.dialogs.confirm import ConfirmDialog

_ASSUMED_ROWS = 1_000_000
"""The rows that the planner assumes for a table without statistics."""


async def confirm_count(app: App[object], workspace: Workspace, relation: Relation) -> bool:
    """Return True if the rows are to be counted exactly; say before what that costs."""
    region = workspace.access.endpoint.region
    price = find_price(region, workspace.settings.dpu_prices)
    try:
        cost = await in_thread(lambda: _read(workspace, relation))
    except AwsError as error:
        facts = f"What a count costs is unknown: {error}"
    except (CatalogError, ConnectError) as failed:
        facts = f"What a count costs is unknown: {failed.error.message}"
    else:
        facts = describe_count(cost, relation.view, price)
    name = f"{relation.schema}.{relation.name}"
    question = f"{make_visible(name)}\n\n{make_visible(facts)}\n\nCount the rows exactly?"
    return await app.push_screen_wait(ConfirmDialog(question))


def describe_count(cost: CountCost, is_view: bool, price: float | None) -> str:
    """Return what a count reads and costs, in sentences.

    Args:
        cost: What is known about the count.
        is_view: True for a view, whose rows are known only by its plan.
        price: Dollars for a million DPU; `None` if unknown.
    """
    if is_view:
        words = f"The planner expects that the count reads about {cost.scanned:,} rows of tables."
        return f"{words} The size of a view is unknown, and so are the DPU of a count."
    if cost.rows is None:
        assumed = " (what it assumes without statistics)" if cost.scanned == _ASSUMED_ROWS else ""
        return (
            "The table was never analyzed, so its size and the DPU of a count are unknown. The "
            f"planner expects {cost.scanned:,} rows{assumed}. ANALYZE makes an estimate."
        )
    rows = f"About {cost.rows:,} rows at the last ANALYZE"
    if cost.size is None:
        return f"{rows}; their size is unknown, and so are the DPU of a count."
    least, most = estimate_scan_dpu(cost.rows, cost.width or 0)
    dpu = f"{_round(least)} to {_round(most)} DPU" if least < most else f"{_round(most)} DPU"
    shown = " ".join(filter(None, (dpu, format_money(most, price))))
    return (
        f"{rows}, {format_size(cost.size)} without indexes. A count reads all of them (by the "
        f"plan: {cost.scanned:,}): about {shown} for reading, and more for computing."
    )


def _round(dpu: float) -> str:
    """Return two digits of an estimate."""
    return f"{float(f'{dpu:.2g}'):,g}"


def _read(workspace: Workspace, relation: Relation) -> CountCost:
    with closing(workspace.access.open()) as session:
        return read_count_cost(session, relation)

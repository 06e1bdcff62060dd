"""Going from a row to related rows, and back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from textual.widget import Widget

from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import Session
from dsql_tui.events import Column
from dsql_tui.execution.edits.sender import read_tables_behind
from dsql_tui.execution.script_runner import ScriptRunner
from dsql_tui.execution.threads import in_thread
from dsql_tui.execution.workspace import Workspace
from dsql_tui.results.text import make_visible
from dsql_tui.sql.catalog import Catalog, Relation
from dsql_tui.sql.edits.base_table import trace_column
from dsql_tui.sql.relations import Link, find_links
from dsql_tui.ui.dialogs.choice import ChoiceDialog, Option
from dsql_tui.ui.results.grid_state import GridState
from dsql_tui.ui.results.results import Results
from dsql_tui.ui.workbench.run_workers import RunWorkers

_MAX_VALUE = 40
"""Characters of a value in a choice."""


class NotFollowed(Exception):
    """There is no way from this row; the text says why."""


class RelatedConsole(Protocol):
    """The part of a console that going to related rows needs."""

    results: Results
    workspace: Workspace
    runner: ScriptRunner
    runs: RunWorkers

    @property
    def session(self) -> Session:
        """The session that the rows came from."""

    def action_send(self, statement: str) -> None:
        """Run a statement that is not in the editor."""


class RelatedRows:
    """Finds what the row at the cursor is related to, and selects those rows."""

    def __init__(self, console: RelatedConsole) -> None:
        self._console = console

    async def follow(self, cell: bool) -> None:
        """Go to the row that the cell at the cursor names, or choose among all related rows."""
        results = self._console.results
        state, catalog = results.view.grid.state, self._console.workspace.completion.catalog
        try:
            columns = await self._trace_views(state.sheet.table.columns, catalog)
            find = partial(_find_ways, state, columns, catalog, self._console.session, cell)
            ways = await in_thread(find)
        except NotFollowed as why:
            results.notify(make_visible(str(why)), severity="warning", markup=False)
            return
        chosen: int | None = 0
        if not (cell and len(ways) == 1):
            chosen = await _choose(results, ways)
        if chosen is not None and state is results.view.grid.state:
            link, values = ways[chosen]
            text = link.write_query(values)
            results.expect(text, link.target.name)
            self._console.action_send(text)

    async def _trace_views(self, columns: Sequence[Column], catalog: Catalog) -> Sequence[Column]:
        """Return the columns with the tables behind views as their origins, as edits trace them.

        Raises:
            NotFollowed: The views cannot be read now.
        """
        found = [catalog.find_oid(column.table) for column in columns]
        if not any(relation.view for relation in found if relation):
            return columns
        if self._console.runner.busy:
            raise NotFollowed("A statement is running: Ctrl+C cancels it.")
        traced: list[Column] = []

        async def trace() -> None:
            tables = await read_tables_behind(self._console.runner, columns)
            for column in columns:
                table, number = trace_column(column, tables) or (column.table, column.number)
                traced.append(column._replace(table=table, number=number))

        try:
            await self._console.runs.run(trace)
        except CatalogError as error:
            raise NotFollowed(f"The view of these rows could not be read: {error}") from None
        return traced or columns


Way = tuple[Link, dict[str, str]]
"""A link, with the values of the row's columns."""


async def _choose(widget: Widget, ways: Sequence[Way]) -> int | None:
    options = []
    for number, (link, values) in enumerate(ways):
        short = {name: _shorten(value) for name, value in values.items()}
        arrow = "→" if link.is_reference else "←"
        remark = "guess" if link.is_guess else "foreign key"
        options.append(Option(str(number), f"{arrow} {link.describe(short)}", remark))
    chosen = await widget.app.push_screen_wait(ChoiceDialog("Related rows", options))
    return None if chosen is None else int(chosen)


def _shorten(value: str) -> str:
    return value if len(value) <= _MAX_VALUE else f"{value[: _MAX_VALUE - 1]}…"


def _find_ways(
    state: GridState, columns: Sequence[Column], catalog: Catalog, session: Session, cell: bool
) -> list[Way]:
    """Return the links from the row at the cursor whose columns are in the result.

    Raises:
        NotFollowed: There is none; the text says why.
    """
    if not session.lost and session.encoding != "UTF8":
        raise NotFollowed(f"client_encoding is {session.encoding}. Set it to UTF8 to go on.")
    sheet, (row, column) = state.sheet, state.cursor
    at = sheet.visible_columns[column]
    origin = columns[at]
    places = _locate_columns(columns, catalog, at)
    if not places:
        raise NotFollowed(_explain_unknown(state, catalog))
    ways, nulls = [], False
    for relation, own in places:
        name = relation.column_name(origin.number) if relation.oid == origin.table else None
        if cell and name is None:
            continue
        for link in find_links(relation, catalog):
            if cell and not (link.is_reference and name in link.columns):
                continue
            if not all(each in own for each in link.columns):
                continue
            raw = {
                each: sheet.table.value(sheet.row_number(row), own[each]) for each in link.columns
            }
            values = {each: _decode(value) for each, value in raw.items() if value is not None}
            nulls = nulls or len(values) < len(raw)
            if len(values) == len(raw):
                ways.append((link, values))
    if not ways:
        raise NotFollowed(_explain_none(make_visible(origin.name), nulls, cell))
    return ways


def _locate_columns(
    columns: Sequence[Column], catalog: Catalog, first: int
) -> list[tuple[Relation, dict[str, int]]]:
    """Return the relations of a result, with the places of their columns; `first` comes first.

    A table that is read twice has each column twice: the one at the cursor is preferred, then the
    first one.
    """
    places: dict[int, dict[str, int]] = {}
    for place in (first, *range(len(columns))):
        relation = catalog.find_oid(columns[place].table)
        name = relation.column_name(columns[place].number) if relation else None
        if relation is not None and name is not None:
            places.setdefault(relation.oid, {}).setdefault(name, place)
    found = ((catalog.find_oid(oid), names) for oid, names in places.items())
    return [(relation, names) for relation, names in found if relation is not None]


def _decode(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise NotFollowed("The value is not UTF-8, so it cannot be written exactly.") from None


def _explain_unknown(state: GridState, catalog: Catalog) -> str:
    if not any(column.table for column in state.sheet.table.columns):
        return "No column of this result comes from a table, so it has no related rows."
    return "The table of these rows is not in the schema that was read. Refresh it (Ctrl+O u)."


def _explain_none(name: str, nulls: bool, cell: bool) -> str:
    if nulls:
        return "The value is NULL, so it names no row." if cell else "The values are NULL."
    if cell:
        return f"“{name}” names no row of another table. Press T for all related rows."
    return "No key and no column of this row has a related table."

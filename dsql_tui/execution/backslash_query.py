r"""Backslash commands that run the statement before them: `\g`, `\gset`, `\watch` and others."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from difflib import get_close_matches
from itertools import count as count_up

from dsql_tui.execution.backslash_arguments import Go
from dsql_tui.execution.backslash_settings import read_pset
from dsql_tui.execution.steps import Execute, Fail, Place, Reply, Set, Show, Sleep, Step
from dsql_tui.execution.variables import is_name
from dsql_tui.results.crosstab import CrosstabError, crosstab
from dsql_tui.sql.meta.lists import NAMES
from dsql_tui.sql.names import fold_name
from dsql_tui.sql.risk import get_kind
from dsql_tui.sql.statements import Statement

Steps = Generator[Step, Reply, None]


def run_go(
    go: Go, execute: Execute, place: Place, written: str, variables: dict[str, str]
) -> Steps:
    r"""Yield the steps that run a statement with `\g` or a similar command."""
    match go.name:
        case "\\g" | "\\gx":
            settings = [step for option in go.settings for step in read_pset(*option)]
            if go.name == "\\gx":
                settings.append(Set("expanded", "on"))
            output = go.arguments[0] if go.arguments else None
            yield execute._replace(settings=tuple(settings), output=output)
        case "\\watch":
            yield from _watch(go, execute)
        case "\\gset":
            yield from _set_variables(go, execute, place, written, variables)
        case "\\gexec":
            yield from _execute_cells(execute, place, written)
        case "\\gdesc":
            yield from _describe(execute, place, written)
        case _:
            yield from _cross_tabulate(go, execute, place, written)


def show_relations(execute: Execute, name: str) -> Steps:
    r"""Yield the steps of `\d NAME` and the like, which fail without a relation."""
    reply = yield execute._replace(collect=True)
    if reply.failed:
        return
    if reply.rows:
        yield Show(reply.columns, reply.rows, execute.written, execute.place)
        return
    query = execute.statement._replace(text=NAMES)
    names = yield execute._replace(statement=query, collect=True)
    near = _find_near(name, [row[0] or "" for row in names.rows])
    meant = f" Did you mean {near}?" if near else ""
    sentence = f"Did not find any relation named “{name}”.{meant}"
    yield Fail(sentence, execute.place, execute.written)


def _find_near(pattern: str, names: Sequence[str]) -> str:
    """Return the relation whose name is most like a pattern; empty if none is."""
    last = fold_name(pattern.rpartition(".")[2])
    by_name = {name.rpartition(".")[2]: name for name in names}
    close = get_close_matches(pattern, names, 1) or get_close_matches(last, list(by_name), 1)
    return by_name.get(close[0], close[0]) if close else ""


def _watch(go: Go, execute: Execute) -> Steps:
    for number in count_up(1):
        reply = yield execute
        if reply.failed or number == go.times or reply.affected < go.rows:
            return
        yield Sleep(go.seconds)


def _set_variables(
    go: Go, execute: Execute, place: Place, written: str, variables: dict[str, str]
) -> Steps:
    reply = yield execute._replace(collect=True)
    if reply.failed:
        return
    if len(reply.rows) != 1:
        how = "no rows" if not reply.rows else "more than one row"
        yield Fail(f"\\gset needs one row, and the statement returned {how}.", place, written)
        return
    prefix = go.arguments[0] if go.arguments else ""
    names = [prefix + name for name in reply.columns]
    if wrong := next((name for name in names if not is_name(name)), None):
        yield Fail(f"“{wrong}” is not the name of a variable.", place, written)
        return
    for name, value in zip(names, reply.rows[0], strict=True):
        if value is None:
            variables.pop(name, None)
        else:
            variables[name] = value


def _execute_cells(execute: Execute, place: Place, written: str) -> Steps:
    reply = yield execute._replace(collect=True)
    for row in reply.rows:
        for cell in row:
            if cell is not None:
                statement = Statement(cell, execute.statement.start, execute.statement.end)
                yield Execute(statement, place, written)


def _describe(execute: Execute, place: Place, written: str) -> Steps:
    text = execute.statement.text
    if get_kind(text) != "read":
        yield Fail(
            "\\gdesc describes only queries; it would have to run this statement.", place, written
        )
        return
    query = execute.statement._replace(text=f"select * from (\n{text}\n) as described limit 0")
    reply = yield execute._replace(statement=query, collect=True, internal=True)
    if reply.failed:
        return
    oids = ",".join(map(str, reply.types))
    names = (
        f"select format_type(oid, null) from unnest(array[{oids}]::oid[])"
        " with ordinality as types (oid, place) order by place"
    )
    types = yield execute._replace(
        statement=query._replace(text=names), collect=True, internal=True
    )
    if not types.failed:
        rows = [(name, row[0]) for name, row in zip(reply.columns, types.rows, strict=False)]
        yield Show(("Column", "Type"), rows, written, place)


def _cross_tabulate(go: Go, execute: Execute, place: Place, written: str) -> Steps:
    reply = yield execute._replace(collect=True)
    if reply.failed:
        return
    try:
        columns, rows = crosstab(reply.columns, reply.rows, go.arguments)
    except CrosstabError as error:
        yield Fail(str(error), place, written)
    else:
        yield Show(columns, rows, written, place)

"""The read-only switch of a console, and the ways past it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dsql_tui.db.queries import fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.events import Run
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from tests.access import build_access
from tests.ui.driving import open_workbench, run_sql, wait_until
from tests.ways_past import COUNT, OBJECTS

PROCEDURE = (
    "create procedure ways.change() language sql "
    "begin atomic insert into ways.t values (2, 'b'); end"
)


@pytest.fixture
def ways(aws: Ready) -> Iterator[Session]:
    """A session that has made the objects that the ways try to change."""
    session = build_access(aws).open()
    for statement in (*OBJECTS, PROCEDURE):
        fetch_rows(session.run(statement))
    yield session
    session.close()


async def test_a_read_only_console_sends_no_change(
    start: Start, ways: Session, tmp_path: Path
) -> None:
    rows, script = tmp_path / "rows.csv", tmp_path / "change.sql"
    rows.write_text("2,b\n")
    script.write_text("insert into ways.t values (2, 'b');\n")
    changes = [
        "insert into ways.t values (2, 'b')",
        "select ways.touch()",
        "select t.wipe from ways.t",
        "call ways.change()",
        "do $$ begin delete from ways.t; end $$",
        "explain (verbose, analyze) delete from ways.t",
        "copy ways.t from stdin;\n2\tb\n\\.",
        f"\\copy ways.t from '{rows}' csv",
        f"\\i {script}",
        "select 'delete from ways.t' \\gexec",
        "delete from ways.t \\watch i=0.1 c=1",
        "begin read write; delete from ways.t; commit",
    ]
    before = fetch_rows(ways.run(COUNT))
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        console, target = screen.console, screen.status_bar.parts["target"]
        runs: list[Run] = []
        console.runner.statements.after.append(runs.append)
        await run_sql(pilot, screen, "set search_path = ways, public")
        await pilot.press("ctrl+o", "O")
        await wait_until(pilot, lambda: "read-only" in str(target.content))
        for change in changes:
            console.editor.text = change
            pilot.app.clear_notifications()
            runs.clear()
            await pilot.press("ctrl+o", "a")
            await wait_until(pilot, lambda: not console.busy)
            told = [each.message for each in pilot.app._notifications]
            told += [run.error.message for run in runs if run.error]
            assert any("read-only" in each for each in told), change
            assert fetch_rows(ways.run(COUNT)) == before, change
        await run_sql(pilot, screen, "select id from ways.t")
        assert runs[-1].error is None
        await pilot.press("ctrl+o", "O")
        await wait_until(pilot, lambda: "read-only" not in str(target.content))
        await run_sql(pilot, screen, changes[0])
    assert fetch_rows(ways.run(COUNT)) != before

"""What is asked before a run, and a change that is made in batches."""

from __future__ import annotations

from textual.pilot import Pilot

from dsql_tui.execution.threads import in_thread
from dsql_tui.results.text import format_cell
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sql.risky_statements import explain_row_limit
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.preflight import RunWarning
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.faults import inject_faults
from tests.ui.driving import open_workbench, run_sql, wait_until

SIZE = (120, 40)
MADE = (
    "create table checks_t (a int, b text, n int, primary key (a, b))",
    *(
        f"insert into checks_t select x, 'it''s', 0 from generate_series({first}, {first + 1999}) x"
        for first in (1, 2001)
    ),
    "analyze checks_t",
)


async def open_warning(pilot: Pilot[None], screen: Workbench, text: str) -> RunWarning:
    """Run something that is asked about."""
    editor = screen.console.editor
    editor.text = text
    editor.focus()
    await pilot.press("ctrl+o", "a")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, RunWarning))
    assert isinstance(pilot.app.screen, RunWarning)
    return pilot.app.screen


async def answer(pilot: Pilot[None], screen: Workbench, key: str) -> None:
    await pilot.press(key)
    await wait_until(pilot, lambda: pilot.app.screen is screen and not screen.console.busy)


def count(screen: Workbench) -> str | None:
    table = screen.console.result.table
    assert table is not None
    return format_cell(table.value(0, 0))


async def test_what_looks_wrong_is_asked_about_and_runs_if_that_is_wanted(
    start: Start, aws: Ready
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        for statement in MADE:
            await run_sql(pilot, screen, statement)
            assert screen.console.runner.outcome.error is None

        doubt = await open_warning(pilot, screen, "delete from checks_t")
        assert [each.split(":")[0] for each in doubt.sentences] == [
            "This deletes every row of checks_t",
            explain_row_limit(3000, "more than"),
        ]
        assert doubt.choices == ("batches",)
        await answer(pilot, screen, "n")
        await run_sql(pilot, screen, "select count(*) from checks_t")
        assert count(screen) == "4000"

        doubt = await open_warning(pilot, screen, "update checks_t set n = n + 1 where a > 500")
        await answer(pilot, screen, "b")
        assert screen.console.runner.outcome.error is None
        await run_sql(pilot, screen, "select count(*) from checks_t where n = 1")
        assert count(screen) == "3500"

        doubt = await open_warning(
            pilot, screen, "insert into checks_t select a, 'other', n from checks_t"
        )
        assert doubt.choices == ("batches",)
        await answer(pilot, screen, "y")
        error = screen.console.runner.outcome.error
        assert error is not None
        assert error.sqlstate == "54000"

        await open_warning(
            pilot, screen, "insert into checks_t select a, 'other', n from checks_t c"
        )
        await answer(pilot, screen, "b")
        await run_sql(pilot, screen, "select count(*) from checks_t where b = 'other'")
        assert count(screen) == "4000"

        for text, why in (
            ("insert into checks_t select a, 'last', n from checks_t order by a", "one row of one"),
            ("update checks_t c set n = 3 where c.a > 0", "an alias"),
            ("update checks_t set a = a + 9000", "the primary key"),
        ):
            doubt = await open_warning(pilot, screen, text)
            assert (doubt.choices, why in doubt.sentences[-1]) == ((), True), text
            await answer(pilot, screen, "n")

        change = "update checks_t set n = n + 10"
        for fault, choices, key in (
            ({"conflict": ["OC000"]}, ("rest",), "b"),
            ({"commit": ["before"]}, ("from", "after"), "b"),
            ({"commit": ["after"]}, ("from", "after"), "a"),
        ):
            await open_warning(pilot, screen, change)
            with inject_faults(aws, **fault):
                await answer(pilot, screen, "b")
            assert screen.console.runner.outcome.error is not None
            doubt = await open_warning(pilot, screen, change)
            assert doubt.sentences == ["0 of 8 batches of this change are done."]
            assert doubt.choices == choices
            await answer(pilot, screen, key)
        await run_sql(pilot, screen, "select count(*) from checks_t where n in (30, 31)")
        assert count(screen) == "8000", "each change is made once"

        past = await in_thread(screen.workspace.files.history.find)
        of_change = [run for run in past if run.text == change]
        assert [run.outcome for run in of_change] == ["done", "unknown"] * 2 + ["done", "failed"]
        assert [run.rows for run in of_change[::2]] == [7000, 8000, 8000]

        await run_sql(pilot, screen, "update checks_t set n = 2 where a <= 10")
        assert screen.console.runner.outcome.error is None, "few rows are not asked about"

        doubt = await open_warning(
            pilot, screen, "begin; drop table checks_t; select 1; drop table other"
        )
        assert "only one" in doubt.sentences[0]
        await answer(pilot, screen, "escape")
        await run_sql(pilot, screen, "drop table checks_t")


async def test_a_drop_with_cascade_asks_with_the_number_of_objects(
    start: Start, aws: Ready
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "create schema going")
        await run_sql(pilot, screen, "create table going.t (id int primary key)")
        await run_sql(pilot, screen, "create view going.v as select id from going.t")
        warning = await open_warning(pilot, screen, "drop schema going cascade")
        assert list(warning.sentences) == [
            "CASCADE also drops everything that depends on it.",
            "Together with what depends on it, this drops 1 table, 1 view.",
        ]
        await answer(pilot, screen, "n")
        await run_sql(pilot, screen, "select id from going.v")
        assert screen.console.runner.outcome.error is None

"""What is asked before a run, and a change that is made in batches."""

from __future__ import annotations

from textual.pilot import Pilot

from dsql_tui.results.text import cell
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.screens.doubtful import Doubtful
from dsql_tui.ui.screens.workbench import Workbench
from dsql_tui.ui.start import Start
from dsql_tui.ui.threads import in_thread
from tests.arming import armed
from tests.ui.driving import ran, until, workbench

SIZE = (120, 40)
MADE = (
    "create table checks_t (a int, b text, n int, primary key (a, b))",
    *(
        f"insert into checks_t select x, 'it''s', 0 from generate_series({first}, {first + 1999}) x"
        for first in (1, 2001)
    ),
    "analyze checks_t",
)


async def asked(pilot: Pilot[None], screen: Workbench, text: str) -> Doubtful:
    """Run something that is asked about."""
    editor = screen.console.editor
    editor.text = text
    editor.focus()
    await pilot.press("ctrl+o", "a")
    await until(pilot, lambda: isinstance(pilot.app.screen, Doubtful))
    assert isinstance(pilot.app.screen, Doubtful)
    return pilot.app.screen


async def answered(pilot: Pilot[None], screen: Workbench, key: str) -> None:
    await pilot.press(key)
    await until(pilot, lambda: pilot.app.screen is screen and not screen.console.busy)


def count(screen: Workbench) -> str | None:
    table = screen.console.result.table
    assert table is not None
    return cell(table.value(0, 0))


async def test_what_looks_wrong_is_asked_about_and_runs_if_that_is_wanted(
    start: Start, aws: Ready
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        for statement in MADE:
            await ran(pilot, screen, statement)
            assert screen.console.crank.outcome.refusal is None

        doubt = await asked(pilot, screen, "delete from checks_t")
        assert [each.split(":")[0] for each in doubt.sentences] == [
            "This deletes every row of checks_t",
            "This changes more than 3,000 rows, and Aurora DSQL lets a transaction change 3,000",
        ]
        assert doubt.ways == ("batches",)
        await answered(pilot, screen, "n")
        await ran(pilot, screen, "select count(*) from checks_t")
        assert count(screen) == "4000"

        doubt = await asked(pilot, screen, "update checks_t set n = n + 1 where a > 500")
        await answered(pilot, screen, "b")
        assert screen.console.crank.outcome.refusal is None
        await ran(pilot, screen, "select count(*) from checks_t where n = 1")
        assert count(screen) == "3500"

        doubt = await asked(
            pilot, screen, "insert into checks_t select a, 'other', n from checks_t"
        )
        assert doubt.ways == ("batches",)
        await answered(pilot, screen, "y")
        refusal = screen.console.crank.outcome.refusal
        assert refusal is not None
        assert refusal.sqlstate == "54000"

        await asked(pilot, screen, "insert into checks_t select a, 'other', n from checks_t c")
        await answered(pilot, screen, "b")
        await ran(pilot, screen, "select count(*) from checks_t where b = 'other'")
        assert count(screen) == "4000"

        for text, why in (
            ("insert into checks_t select a, 'last', n from checks_t order by a", "one row of one"),
            ("update checks_t c set n = 3 where c.a > 0", "an alias"),
            ("update checks_t set a = a + 9000", "the key"),
        ):
            doubt = await asked(pilot, screen, text)
            assert (doubt.ways, why in doubt.sentences[-1]) == ((), True), text
            await answered(pilot, screen, "n")

        change = "update checks_t set n = n + 10"
        for fault, ways, key in (
            ({"conflict": ["OC000"]}, ("rest",), "b"),
            ({"commit": ["before"]}, ("from", "after"), "b"),
            ({"commit": ["after"]}, ("from", "after"), "a"),
        ):
            await asked(pilot, screen, change)
            with armed(aws, **fault):
                await answered(pilot, screen, "b")
            assert screen.console.crank.outcome.refusal is not None
            doubt = await asked(pilot, screen, change)
            assert doubt.sentences == ["0 of 8 batches of this change are done."]
            assert doubt.ways == ways
            await answered(pilot, screen, key)
        await ran(pilot, screen, "select count(*) from checks_t where n in (30, 31)")
        assert count(screen) == "8000", "each change is made once"

        past = await in_thread(screen.shared.memory.history.find)
        of_change = [run for run in past if run.text == change]
        assert [run.outcome for run in of_change] == ["done", "unknown"] * 2 + ["done", "refused"]
        assert [run.rows for run in of_change[::2]] == [7000, 8000, 8000]

        await ran(pilot, screen, "update checks_t set n = 2 where a <= 10")
        assert screen.console.crank.outcome.refusal is None, "few rows are not asked about"

        doubt = await asked(pilot, screen, "begin; drop table checks_t; select 1; drop table other")
        assert "only one" in doubt.sentences[0]
        await answered(pilot, screen, "escape")
        await ran(pilot, screen, "drop table checks_t")

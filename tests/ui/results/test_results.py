"""Several results: a tab for each statement of the last run, and those that stay."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Static

from dsql_tui.dsql.state import State
from dsql_tui.events import (
    Column,
    Described,
    Event,
    Failed,
    Finished,
    Notice,
    RowsReceived,
    ServerError,
)
from dsql_tui.execution.result import Result
from dsql_tui.results.store_rows import store_rows
from dsql_tui.sql.statements import Statement, split
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.results.result_tabs import ResultTabs
from dsql_tui.ui.results.results import MAX_RESULTS, Results
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.console import Console
from tests.results.chunks import Rows
from tests.ui.driving import open_workbench, run_sql, wait_until, wait_until_equal


class Resulted(App[None]):
    """The results and nothing else."""

    def compose(self) -> ComposeResult:
        yield Results()

    @property
    def results(self) -> Results:
        return self.query_one(Results)

    async def line(self, pilot: Pilot[None]) -> str:
        """Wait until the tabs are laid out, and return their line."""
        await pilot.pause()
        return self.query_one(ResultTabs).render_line(0).text


def make_statement(text: str) -> Statement:
    return Statement(text, 0, len(text))


def feed(result: Result, *events: Event) -> Result:
    """Return a result that has received some events, as during a run."""
    for event in store_rows(iter(events), lambda: result.table):
        result.take(event)
    return result


def rows(*values: bytes) -> tuple[Event, Event]:
    """Return the events of one column with some rows."""
    return Described((Column("v", 25),)), RowsReceived(Rows([(value,) for value in values]))


def fill(result: Result, *values: bytes) -> Result:
    """Return a result of one column with some rows."""
    return feed(result, *rows(*values), Finished(f"SELECT {len(values)}", 0.1))


def test_the_row_count_keeps_its_width_while_rows_arrive() -> None:
    result = Result()
    result.take(Described((Column("v", 25),)))
    result.began -= 60
    assert result.table is not None
    said = []
    for _ in range(4):
        result.table.append(Rows([(b"x" * 100,)] * (9 * max(1, len(result.table)))))
        said.append(result.summary)
    assert said[-1].startswith("    9,000 rows · 900 kB · ")
    assert {len(each) for each in said} == {len(said[0])}


async def test_rows_that_arrive_without_an_event_are_shown() -> None:
    app = Resulted()
    async with app.run_test(size=(80, 12)) as pilot:
        result = feed(app.results.next(make_statement("select slow")), *rows(b"1"))
        await pilot.pause()
        assert result.table is not None
        result.table.append(Rows([(b"2",)]))
        grid = app.results.view.grid
        await wait_until(pilot, lambda: grid.virtual_size.height == 3)
        assert grid.render_line(2).text.split() == ["2", "2"]


async def test_each_statement_has_a_tab_and_the_last_one_is_visible() -> None:
    app = Resulted()
    async with app.run_test(size=(80, 12)) as pilot:
        results = app.results
        results.begin()
        first = fill(results.next(make_statement("select\n 1")), b"1")
        assert not results.has_class("-several")
        results.next(make_statement("set x = 1")).take(Finished("SET", 0.1))
        assert (await app.line(pilot)).rstrip() == " 1 select 1 (1)  2 set x = 1"
        assert results.view.has_class("-tag")
        results.action_step(-1)
        assert results.current is first
        await pilot.click(ResultTabs, offset=(20, 0))
        assert results.current is not first


async def test_what_is_shown_stays_until_there_is_something_new_and_pinned_results_stay() -> None:
    app = Resulted()
    async with app.run_test(size=(80, 12)) as pilot:
        results = app.results
        results.begin()
        kept = fill(results.next(make_statement("select 1")), b"1")
        gone = fill(results.next(make_statement("select 2")), b"2")
        results.action_step(-1)
        results.action_pin()
        results.action_step(1)
        results.begin()
        new = results.next(make_statement("select 3"))
        assert results.current is gone
        new.take(Notice("NOTICE", "not yet"))
        assert results.current is gone
        fill(new, b"3")
        assert results.current is new
        assert results.all == [kept, new]
        assert (await app.line(pilot)).rstrip() == " ● 1 select 1 (1)  2 select 3 (1)"


REFUSED = Failed(ServerError("no such table", "42P01"), 0.1)


@pytest.mark.parametrize("ending", [Finished("INSERT 0 1", 0.1), REFUSED, None])
async def test_keys_do_not_act_on_rows_that_are_not_shown(ending: Event | None) -> None:
    app = Resulted()
    async with app.run_test(size=(80, 12)) as pilot:
        results = app.results
        first = fill(results.next(make_statement("select 1")), b"old")
        results.shown.focus()
        second = results.next(make_statement("insert into t values (1)"))
        if ending is None:  # it still runs
            second.began -= 60
        else:
            second.take(ending)
        await wait_until(pilot, lambda: results.current is second)
        await pilot.press("o", "y", "e", "enter")
        assert len(app.screen_stack) == 1
        results.action_step(-1)
        assert results.current is first
        assert results.view.grid.state.sheet.value(0, 0) == b"old"


async def test_a_chosen_tab_stays_visible_while_the_script_runs() -> None:
    app = Resulted()
    async with app.run_test(size=(80, 12)):
        results = app.results
        results.begin()
        first = fill(results.next(make_statement("select 1")), b"1")
        fill(results.next(make_statement("select 2")), b"2")
        results.action_step(-1)
        fill(results.next(make_statement("select 3")), b"3")
        assert results.current is first


async def test_a_long_script_keeps_its_last_results_and_shows_the_current_tab() -> None:
    app = Resulted()
    async with app.run_test(size=(40, 12)) as pilot:
        results = app.results
        results.begin()
        for number in range(3 * MAX_RESULTS):
            fill(results.next(make_statement(f"select {number}")), b"1")
            assert len(results.all) <= 1.2 * MAX_RESULTS
        results.flush()
        assert len(results.all) == MAX_RESULTS
        assert (
            (await app.line(pilot))
            .rstrip()
            .endswith(f"{MAX_RESULTS} select {3 * MAX_RESULTS - 1} (1)")
        )


async def test_rows_that_came_before_a_cancel_stay_and_other_refusals_take_their_place() -> None:
    app = Resulted()
    async with app.run_test(size=(80, 12)):
        results = app.results
        for sqlstate, shown in [("57014", "-grid"), ("22012", "-failed")]:
            results.begin()
            feed(
                results.next(make_statement("select 1")),
                *rows(b"1"),
                Failed(ServerError("stopped", sqlstate), 0.1),
            )
            assert results.view.has_class(shown)
        results.begin()
        fill(results.next(make_statement("select 1")), b"1")
        assert not results.view.has_class("-noticed")


async def test_labels_are_data() -> None:
    app = Resulted()
    async with app.run_test(size=(80, 12)) as pilot:
        results = app.results
        results.begin()
        for text in ("select '[/b]\x1b[2J'", "select '漢字漢字漢字漢字漢字漢字'"):
            fill(results.next(make_statement(text)), b"1")
        line = await app.line(pilot)
        assert line.isprintable()
        assert "[/b]␛[2J" in line


async def test_a_script_is_run_into_tabs(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        console.run_statements(split("select 1; select 2; select nothing; select 4"))
        await wait_until(pilot, lambda: not console.busy)
        assert [result.tag for result in console.results.all] == ["SELECT 1", "SELECT 1", None]
        assert console.result.has_class("-failed")
        await screen.action_go_to("results")
        await pilot.press("left_square_bracket")
        assert console.results.current.statement.text == "select 2"
        await wait_until(pilot, lambda: pilot.app.focused is console.result.grid)


async def test_a_read_stops_at_the_cap_and_one_key_fetches_on_or_all(start: Start) -> None:
    capped = replace(start, settings=replace(start.settings, row_cap=1000))
    async with DsqlTui(capped).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        await run_sql(pilot, screen, "select 'other';\nselect generate_series(1, 200000)")
        await run_sql(pilot, screen, "select generate_series(1, 300000)")
        said = screen.status_bar.query_one("#rows", Static)
        await wait_until(pilot, lambda: str(said.content) == ">1,000 rows")
        assert console.session.state is State.IDLE
        for key, rows in [("plus", 101_000), ("asterisk", 300_000)]:
            console.result.grid.focus()
            await pilot.press(key)
            await wait_until_equal(pilot, lambda: row_count(console), rows)
            await wait_until(pilot, lambda: not console.busy)
        await wait_until(pilot, lambda: str(said.content) == "300,000 rows")
        assert len(console.results.all) == 1


async def test_the_cap_is_set_for_a_console_and_can_be_off(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        await pilot.press("ctrl+o", "L")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, AskDialog))
        await pilot.press(*"x", "enter")
        assert isinstance(pilot.app.screen, AskDialog)
        await pilot.press("home", "ctrl+k", "0", "enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert screen.console.results.cap is None


def row_count(console: Console) -> int:
    """Return the number of rows that the result shown has."""
    return len(console.result.table) if console.result.table is not None else 0


async def test_in_a_transaction_nothing_is_cancelled(start: Start) -> None:
    capped = replace(start, settings=replace(start.settings, row_cap=1000))
    async with DsqlTui(capped).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "begin")
        await run_sql(pilot, screen, "select generate_series(1, 20000)")
        assert row_count(screen.console) == 20_000
        assert screen.console.state is State.IN_TRANSACTION
        await run_sql(pilot, screen, "rollback")


async def test_a_read_that_may_write_is_not_cancelled(start: Start) -> None:
    capped = replace(start, settings=replace(start.settings, row_cap=1000))
    async with DsqlTui(capped).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        body = "select n from generate_series(1, 20000) n"
        await run_sql(
            pilot, screen, f"create function many() returns setof int language sql as '{body}'"
        )
        await run_sql(pilot, screen, "select * from many()")
        assert row_count(screen.console) == 20_000
        await run_sql(pilot, screen, "drop function many()")


async def test_a_result_is_compared_with_the_pinned_one() -> None:
    app = Resulted()
    async with app.run_test(size=(80, 24)) as pilot:
        results = app.results
        results.begin()
        fill(results.next(make_statement("select 1")), b"1", b"2")
        results.action_compare()
        results.action_pin()
        results.begin()
        fill(results.next(make_statement("select 2")), b"2", b"3")
        results.action_compare()
        await wait_until(pilot, lambda: isinstance(app.screen, AskDialog))
        await pilot.press("enter")
        await wait_until(pilot, lambda: results.current.statement.text == "differences")
        table = results.current.table
        assert table is not None
        cells = [(table.value(row, 0), table.value(row, 1)) for row in range(len(table))]
        assert cells == [(b"added", b"3"), (b"gone", b"1")]
        assert len(results.all) == 3

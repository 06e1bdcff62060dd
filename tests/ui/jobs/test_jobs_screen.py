"""The page of jobs: live states, the end of our jobs, and what helps after a failure."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from dsql_tui.aws.metrics import read_gauges, read_month_usage
from dsql_tui.db.jobs import read_jobs
from dsql_tui.dsql.job import Job
from dsql_tui.execution import job_monitor, quota_report
from dsql_tui.execution.job_monitor import JobMonitor
from dsql_tui.ui import page
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.cost import cost_screen
from dsql_tui.ui.cost.cost_screen import Cost
from dsql_tui.ui.jobs.jobs_screen import Jobs
from dsql_tui.ui.limits.limits_screen import Limits
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import open_workbench, read_screen, run_sql, wait_for_screen, wait_until

SIZE = (100, 30)


async def wait_for_texts(pilot: Pilot[None], screen: Jobs, *texts: str) -> None:
    """Wait until the screen shows all texts."""
    await wait_until(pilot, lambda: all(text in read_screen(screen) for text in texts))


async def open_jobs(pilot: Pilot[None]) -> Jobs:
    """Open the page by its keys, and wait until the jobs are read."""
    await pilot.press("ctrl+o", "#", "j")
    screen = await wait_for_screen(pilot, Jobs)
    await wait_until(pilot, lambda: "read " in str(screen.title_line.content))
    return screen


def find_notes(pilot: Pilot[None]) -> Callable[[], list[str]]:
    """Return a function that returns the messages so far."""
    return lambda: [note.message for note in pilot.app._notifications]


async def start_unique_build(pilot: Pilot[None], screen: Workbench, name: str) -> None:
    """Start the build of an index that will fail."""
    script = f"create unique index async {name} on shop.customers (country, newsletter);"
    await run_sql(pilot, screen, script)
    await wait_until(pilot, lambda: screen.console.results.current.tag == "CREATE INDEX")


@pytest.mark.parametrize("width", [80, 100, 120])
async def test_a_page_without_jobs_says_what_starts_one(
    start: Start, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def read_nothing(monitor: JobMonitor) -> list[Job]:
        return []

    monkeypatch.setattr(JobMonitor, "read", read_nothing)
    async with DsqlTui(start).run_test(size=(width, 24)) as pilot:
        await open_workbench(pilot)
        screen = await open_jobs(pilot)
        await wait_for_texts(pilot, screen, "CREATE INDEX ASYNC", "--wait-jobs", "d Insert DROP")
        await pilot.press("i", "y", "escape")
        await wait_for_screen(pilot, Workbench)


async def test_a_failed_unique_build_is_reported_and_explained(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)
        notes = find_notes(pilot)
        await start_unique_build(pilot, bench, "twice_there")
        screen = await open_jobs(pilot)
        identifier = next(iter(bench.workspace.jobs.ours))
        await wait_until(pilot, lambda: bool(screen.job and screen.job.identifier == identifier))
        await wait_until(pilot, lambda: bool(screen.job and screen.job.failed))
        await wait_until(pilot, lambda: screen.failure is not None)
        title = "index build of shop.twice_there"
        await wait_for_texts(pilot, screen, "cannot be unique", "failed", "you", title)
        await wait_until(pilot, lambda: any("twice_there failed after" in note for note in notes()))
        assert any("found duplicate key(s)" in note and "Ctrl+O # j" in note for note in notes())
        await pilot.press("i")
        await wait_for_screen(pilot, Workbench)
        query = "where (country, newsletter) in ("
        await wait_until(pilot, lambda: query in bench.console.editor.text)
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: (bench.console.results.current.tag or "")[:6] == "SELECT")
        assert bench.console.results.current.count > 1


async def test_the_statement_that_drops_is_inserted_and_not_run(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)
        await start_unique_build(pilot, bench, "to_drop")
        screen = await open_jobs(pilot)
        await wait_until(pilot, lambda: screen.failure is not None)
        await pilot.press("d")
        await wait_for_screen(pilot, Workbench)
        await wait_until(
            pilot, lambda: bench.console.editor.text.rstrip().endswith("drop index shop.to_drop;")
        )
        assert bench.console.results.current.tag == "CREATE INDEX"
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: bench.console.results.current.tag == "DROP INDEX")


async def test_the_end_of_a_job_is_reported_from_another_console(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)
        notes = find_notes(pilot)
        script = "create index async on shop.customers (joined);"
        await run_sql(pilot, bench, script)
        await pilot.press("ctrl+o", "t")
        await wait_until(pilot, lambda: len(bench.consoles.all) == 2)
        await wait_until(
            pilot, lambda: any("customers_joined_idx completed" in note for note in notes())
        )
        assert bench.workspace.jobs._session is None or not bench.workspace.jobs._waiting
        await wait_until(pilot, lambda: bench.workspace.jobs._session is None)


async def test_a_job_of_a_transaction_that_was_rolled_back_is_not_reported(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)
        await run_sql(pilot, bench, "begin;")
        await run_sql(pilot, bench, "create index async undone on shop.customers (name);")
        await run_sql(pilot, bench, "rollback;")
        monitor = bench.workspace.jobs
        assert len(monitor.ours) == 1
        await monitor.read()
        assert monitor._waiting
        monitor._waiting = dict.fromkeys(monitor._waiting, -1e9)
        await monitor.read()
        assert not monitor._waiting
        assert not [note for note in find_notes(pilot)() if "undone" in note]


async def test_a_failed_validation_is_explained(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)
        await run_sql(
            pilot,
            bench,
            "alter table shop.customers add constraint long check (length(name) > 12) not valid;",
        )
        await run_sql(pilot, bench, "alter table async shop.customers validate constraint long;")
        screen = await open_jobs(pilot)
        await wait_until(pilot, lambda: screen.failure is not None)
        await wait_for_texts(pilot, screen, "is not validated", "validation of long")
        await pilot.press("i")
        await wait_for_screen(pilot, Workbench)
        await wait_until(
            pilot, lambda: "(length(name) > 12)) is false" in bench.console.editor.text
        )


async def test_the_identifier_is_copied(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[bytes] = []

    async def copy(app: object, text: bytes) -> str:
        copied.append(text)
        return "to a list"

    monkeypatch.setattr(page, "copy_text", copy)
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)
        await run_sql(pilot, bench, "analyze shop.customers;")
        screen = await open_jobs(pilot)
        await wait_until(pilot, lambda: any(job.kind == "ANALYZE" for job in screen.jobs))
        kinds = [job.kind for job in screen.jobs]
        screen.table.move_cursor(row=kinds.index("ANALYZE"))
        await wait_until(pilot, lambda: bool(screen.job and screen.job.kind == "ANALYZE"))
        await pilot.press("y")
        await wait_until(pilot, lambda: bool(copied))
        assert len(copied[0]) == 26
        await pilot.press("d")
        await wait_until(pilot, lambda: any("Only a failed" in n for n in find_notes(pilot)()))


async def test_an_error_is_shown_instead_of_jobs(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)
        access = bench.access
        monitor = bench.workspace.jobs
        monitor._access = type(access)(access.identity, access.endpoint, "nobody", access.route)
        screen = Jobs(monitor, "shop")
        await pilot.app.push_screen(screen)
        await wait_until(pilot, lambda: "access denied" in read_screen(screen))


@pytest.mark.parametrize("letter", ["j", "l", "c"])
async def test_a_page_that_is_closed_while_it_reads_shows_nothing(
    start: Start, letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, finished = threading.Event(), threading.Event()

    def delay(read: Callable[..., object]) -> Callable[..., object]:
        def read_late(*arguments: object) -> object:
            closed.wait(20)
            try:
                return read(*arguments)
            finally:
                finished.set()

        return read_late

    monkeypatch.setattr(job_monitor, "read_jobs", delay(read_jobs))
    monkeypatch.setattr(quota_report, "read_gauges", delay(read_gauges))
    monkeypatch.setattr(cost_screen, "read_month_usage", delay(read_month_usage))
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)
        await pilot.press("ctrl+o", "#", letter)
        await wait_until(pilot, lambda: pilot.app.screen.__class__ in (Jobs, Limits, Cost))
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is bench)
        closed.set()
        await wait_until(pilot, finished.is_set)
        await run_sql(pilot, bench, "select 1;")
        assert bench.console.results.current.tag == "SELECT 1"

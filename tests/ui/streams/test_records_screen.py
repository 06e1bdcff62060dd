"""The records of a change stream on screen: live, paused, filtered, whole, and refused."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from dsql_tui.dsql.streams import Stream
from dsql_tui.opening import Access
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.results.cell_dialog import CellDialog
from dsql_tui.ui.start import Start
from dsql_tui.ui.streams import record_rows
from dsql_tui.ui.streams.record_rows import RecordRows
from dsql_tui.ui.streams.records_screen import StreamRecords
from dsql_tui.ui.streams.streams_screen import Streams
from tests.access import build_access, build_profile
from tests.sandbox.clients import arm
from tests.streams import open_stream, run
from tests.ui.driving import open_workbench, read_screen, wait_for_screen, wait_until

SIZE = (140, 30)


@pytest.fixture
def access(fast_aws: Ready) -> Access:
    return build_access(fast_aws)


@pytest.fixture
def stream(access: Access) -> Iterator[Stream]:
    with open_stream(access) as stream:
        yield stream
        run(access, "delete from watched")


async def change(access: Access, statement: str) -> None:
    await asyncio.to_thread(run, access, statement)


def show(page: StreamRecords, column: str) -> list[str]:
    """Return the values of a column as they are displayed."""
    sheet = page.rows.grid.state.sheet
    place = [each.name for each in sheet.columns].index(column)
    return [(sheet.value(row, place) or b"").decode() for row in range(len(sheet))]


async def wait_for_texts(pilot: Pilot[None], *texts: str) -> None:
    await wait_until(pilot, lambda: all(text in read_screen(pilot.app.screen) for text in texts))


async def test_records_arrive_pause_and_are_filtered(
    fast_aws: Ready, access: Access, stream: Stream
) -> None:
    start = Start(build_profile(fast_aws), ("us-east-1",))
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        await open_workbench(pilot)
        await pilot.press("ctrl+o", "#", "s")
        streams = await wait_for_screen(pilot, Streams)
        await wait_until(pilot, lambda: len(streams.streams) == 1)
        await pilot.press("enter")
        page = await wait_for_screen(pilot, StreamRecords)
        await wait_for_texts(pilot, "Waiting for records.", "reading · 0 records", "p Pause")
        await change(access, "insert into watched values (1, E'a\\x1b[31mb'), (2, 'c')")
        await wait_for_texts(pilot, "2 records", "public.watched", 'name="c"', "insert")
        assert page.rows.grid.has_focus
        await change(access, "update watched set name = 'd' where id = 2")
        await wait_until(pilot, lambda: page.rows.grid.cursor.row == 2)

        await pilot.press("w")
        dialog = await wait_for_screen(pilot, CellDialog)
        assert b'"op": "u"' in (dialog.raw or b"")
        await pilot.press("escape")
        await wait_for_screen(pilot, StreamRecords)

        await pilot.press("p")
        await wait_for_texts(pilot, "paused · 3 records")
        await change(access, "delete from watched where id = 1")
        await pilot.press("right", "slash")
        (await wait_for_screen(pilot, AskDialog)).query_one(Input).value = "delete"
        await pilot.press("enter")
        await wait_until(pilot, lambda: show(page, "operation") == [])
        await pilot.press("p")
        await wait_until(pilot, lambda: show(page, "key") == ["1"])
        await pilot.press("r")
        assert show(page, "operation") == ["insert", "insert", "update", "delete"]

        await pilot.press("b")
        await wait_until(pilot, lambda: page.count >= 4)
        await pilot.press("escape")
        await wait_for_screen(pilot, Streams)
        await wait_until(pilot, lambda: all(each.node is not page for each in pilot.app.workers))


async def test_a_denial_is_explained_and_old_records_are_forgotten(
    access: Access, stream: Stream, fast_aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_rows, "MAX_RECORDS", 4)
    async with DsqlTui(Start()).run_test(size=SIZE) as pilot:
        page = StreamRecords(access, stream, lambda schema, table: ("id",))
        pilot.app.push_screen(page)
        await wait_for_texts(pilot, "reading · 0 records")
        for number in range(3):
            values = f"({10 * number}), ({10 * number + 1})"
            await change(access, f"insert into watched values {values}")
            await wait_until(pilot, lambda: page.count >= 2 * number + 2)  # noqa: B023
        assert page.rows.forgotten == 2
        assert show(page, "key") == ["10", "11", "20", "21"]
        assert page.rows.grid.cursor.row == 3
        await wait_for_texts(pilot, "6 records · 2 dropped")
        arm(fast_aws, fail={"error": "AccessDeniedException"})
        await wait_for_texts(pilot, "stopped", "AccessDeniedException: Access denied", "kinesis:")
        await pilot.press("p")
        await wait_for_texts(pilot, "reading · 6 records")


def test_the_menu_has_only_actions_that_records_have() -> None:
    rows = RecordRows()
    targets = {"rows": rows, "grid": rows.grid}
    for item in rows.ITEMS:
        name = item.action.partition("(")[0]
        assert hasattr(targets[item.target], f"action_{name}"), item
        assert targets[item.target].check_action(name, ()), item
    assert len(rows.ITEMS) > 10

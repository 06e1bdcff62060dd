"""Change streams on the sandbox: created, listed and deleted, on screen and by command."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import replace
from functools import partial

from textual.pilot import Pilot
from textual.widgets import Input

from dsql_tui.aws.metrics import read_stream_dpu
from dsql_tui.dsql.streams import Stream
from dsql_tui.opening import Access
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from dsql_tui.ui.streams.stream_forms import CreateStream, DeleteStream
from dsql_tui.ui.streams.streams_screen import Streams
from dsql_tui.ui.workbench.guard import confirm_change
from tests.access import build_profile
from tests.streams import KINESIS, ROLE, poll, run
from tests.ui.driving import open_workbench, read_screen, wait_for_screen, wait_until

SIZE = (120, 36)


async def wait_for_texts(pilot: Pilot[None], *texts: str) -> None:
    await wait_until(pilot, lambda: all(text in read_screen(pilot.app.screen) for text in texts))


def use_stream(access: Access, stream: Stream) -> None:
    """Change a row, and wait until CloudWatch has figures of the stream."""
    run(access, "create table counted (id int primary key)")
    run(access, "insert into counted values (1)")
    for _ in poll():
        if read_stream_dpu(access.identity, access.endpoint, [stream.identifier]):
            break


async def test_streams_are_created_listed_and_deleted(fast_aws: Ready) -> None:
    start = Start(build_profile(fast_aws), ("us-east-1",))
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)
        await pilot.press("ctrl+o", "#", "s")
        screen = await wait_for_screen(pilot, Streams)
        await wait_for_texts(pilot, "There are no change streams.", "0 of 5", "n New")
        await pilot.press("n")
        form = await wait_for_screen(pilot, CreateStream)
        form.query_one("#target", Input).value = KINESIS
        form.query_one("#role", Input).value = ROLE
        await wait_for_texts(pilot, "aws dsql create-stream --region us-east-1")
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        await wait_until(pilot, lambda: [each.status for each in screen.streams] == ["ACTIVE"])
        await wait_for_texts(pilot, "1 of 5", KINESIS, ROLE, "JSON · UNORDERED")
        assert not screen.dpu
        await asyncio.to_thread(use_stream, bench.access, screen.streams[0])
        await pilot.press("r")
        await wait_until(pilot, lambda: screen.dpu.keys() == {screen.streams[0].identifier})
        assert 0 < screen.dpu[screen.streams[0].identifier] < 0.01
        await wait_for_texts(pilot, "DPU, 24 h", " 0.00")
        words = ("streams", bench.access.endpoint.host, "--format", "json")
        command = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "dsql_tui", *words, stdout=asyncio.subprocess.PIPE
        )
        (row,) = json.loads((await command.communicate())[0])
        assert (row["status"], row["target"], row["problem"]) == ("ACTIVE", KINESIS, None)
        await pilot.press("d")
        deletion = await wait_for_screen(pilot, DeleteStream)
        await wait_for_texts(pilot, "Type the identifier")
        deletion.query_one("#typed", Input).value = screen.streams[0].identifier
        await wait_for_texts(pilot, "aws dsql delete-stream")
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        await wait_until(pilot, lambda: not screen.streams)

        read_only = replace(screen.access, read_only=True)
        screen.confirm = partial(confirm_change, pilot.app, read_only, "shop")
        await pilot.press("n")
        form = await wait_for_screen(pilot, CreateStream)
        form.query_one("#target", Input).value = KINESIS
        form.query_one("#role", Input).value = ROLE
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: "is read-only" in str(list(pilot.app._notifications)))
        assert not screen.streams

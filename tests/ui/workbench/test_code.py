"""PL/pgSQL in a console: its notices, the context of its errors, and what it may have committed."""

from __future__ import annotations

from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from tests.sandbox.clients import connect
from tests.ui.driving import open_workbench, run_sql, wait_until

SIZE = (120, 40)
KEPT = "What it committed before is kept"


async def test_a_block_shows_notices_and_the_context_of_its_error(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "do $$ begin raise notice 'so far'; perform 1 / 0; end $$")
        view = screen.console.result
        await wait_until(pilot, lambda: "NOTICE: so far" in str(view.notices.content))
        words = str(view.words.content)
        assert "22012  division by zero" in words
        assert "Context: PL/pgSQL function inline_code_block line 1 at PERFORM" in words
        await wait_until(pilot, lambda: KEPT in str(view.meaning.content))


async def test_an_error_in_a_transaction_or_before_the_start_kept_nothing(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        view = screen.console.result
        await run_sql(pilot, screen, "call missing()")
        assert view.result.failed
        assert KEPT not in str(view.meaning.content)
        await run_sql(pilot, screen, "begin")
        await run_sql(pilot, screen, "do $$ begin perform 1 / 0; end $$")
        assert screen.console.result.result.failed
        assert KEPT not in str(screen.console.result.meaning.content)


async def test_a_conflict_of_a_block_is_not_offered_again(start: Start, ready: Ready) -> None:
    with connect(ready) as session:
        session.execute("CREATE TABLE torn (id int PRIMARY KEY)")
    script = "do $$ begin insert into torn values (1); commit; raise sqlstate '40001'; end $$"
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, script)
        view = screen.console.result
        await wait_until(pilot, lambda: KEPT in str(view.meaning.content))
        assert "run it again as it was sent" not in str(view.meaning.content)
        assert screen.console.runner.outcome.repeats == ()

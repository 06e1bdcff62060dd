"""Going from a row to the row it names, to the rows that name it, and back."""

from __future__ import annotations

import pytest

from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.choice import ChoiceDialog
from dsql_tui.ui.results.trail import Trail
from dsql_tui.ui.start import Start
from tests.ui.driving import open_workbench, run_sql, wait_for_screen, wait_until
from tests.ui.results.edits.editing import SIZE, get_view, go, other_session, query

SETUP = (
    "create schema if not exists related",
    "create table related.owners (id uuid primary key, name text)",
    'create table related."Pets" (id text primary key, "owner id" uuid'
    " references related.owners (id), rival text)",
    "insert into related.owners values ('00000000-0000-0000-0000-000000000001', 'Ada')",
    """insert into related."Pets" values"""
    """ ('it''s \\ :x', '00000000-0000-0000-0000-000000000001', null), ('b', null, null)""",
)


VIEWS = (
    "create schema if not exists viewed",
    "create table viewed.owners (id uuid primary key, name text)",
    "create table viewed.pets (id text primary key, owned uuid references viewed.owners (id))",
    "insert into viewed.owners values ('00000000-0000-0000-0000-000000000001', 'Ada')",
    "insert into viewed.pets values ('a', '00000000-0000-0000-0000-000000000001')",
    "create view viewed.inner as select owned as whose, id as pet, upper(id) as big"
    " from viewed.pets",
    "create view viewed.outer as select pet as key, whose as of from viewed.inner where pet <> ''",
)


async def test_relations_are_followed_through_views(
    start: Start, aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    with other_session(aws) as run:
        for statement in VIEWS:
            run(statement)
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        said: list[str] = []
        monkeypatch.setattr(console.results, "notify", lambda words, **_: said.append(words))

        def names() -> list[str]:
            return [column.name for column in get_view(screen).grid.state.sheet.columns]

        for query_text, place in [
            ("select key, of as renamed from viewed.outer", 1),
            ("select whose from viewed.inner as aliased", 0),
        ]:
            await query(pilot, screen, query_text)
            await go(pilot, screen, 0, place)
            await pilot.press("t")
            await wait_until(pilot, lambda: names() == ["id", "name"] and not console.busy)
            assert get_view(screen).grid.state.sheet.value(0, 1) == b"Ada"
        await query(pilot, screen, "select big from viewed.inner")
        await pilot.press("t")
        await wait_until(
            pilot,
            lambda: said == ["“big” names no row of another table. Press T for all related rows."],
        )
        await run_sql(pilot, screen, "begin")
        await query(pilot, screen, "select whose from viewed.inner")
        await pilot.press("t")  # also in a transaction, which the query for the rows joins
        await wait_until(pilot, lambda: names() == ["id", "name"] and not console.busy)
        assert console.state.open
        await query(pilot, screen, "rollback")


async def test_relations_are_followed_as_a_trail_and_back(
    start: Start, aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    with other_session(aws) as run:
        for statement in SETUP:
            run(statement)
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        said: list[str] = []
        monkeypatch.setattr(console.results, "notify", lambda words, **_: said.append(words))

        def names() -> list[str]:
            sheet = get_view(screen).grid.state.sheet
            return [column.name for column in sheet.columns]

        async def follow(key: str, *columns: str) -> None:
            await pilot.press(key)
            await wait_until(pilot, lambda: names() == [*columns] and not console.busy)
            await pilot.pause()

        pets = ["id", "owner id", "rival"]
        await query(pilot, screen, 'select * from related."Pets" order by id desc')
        await follow("full_stop", "owner id", "id", "rival")
        await pilot.press("left")
        await follow("t", "id", "name")
        assert get_view(screen).grid.state.sheet.value(0, 1) == b"Ada"
        text = (
            "select *\nfrom related.owners\nwhere id = '00000000-0000-0000-0000-000000000001'"
            "\nlimit 1000"
        )
        assert console.results.current.statement.text == text
        trail = screen.query_one(Trail)
        assert 'select * from related."Pets" … › owners · b goes back' in str(trail.content)
        assert "where id = '00000000-0000-0000-0000-000000000001'" in str(trail.content)
        await pilot.press("T")  # the rows that name this one
        choice = await wait_for_screen(pilot, ChoiceDialog)
        assert choice.options[0].label.startswith("← related.Pets  owner id = 00000000-")
        assert choice.options[0].remark == "foreign key"
        await pilot.press("enter")
        await wait_until(pilot, lambda: names() == pets and not console.busy)
        assert len(console.results.all) == 1
        await follow("b", "id", "name")
        await follow("b", "owner id", "id", "rival")  # with its columns as they were left
        assert get_view(screen).grid.cursor == (0, 0)
        assert not trail.display
        assert get_view(screen).grid.has_focus
        await pilot.press("b", "right", "t")
        await go(pilot, screen, 1, 0)
        await pilot.press("t")
        await wait_until(pilot, lambda: len(said) == 3)
        assert "b goes back" in said[0]
        assert "“id” names no row" in said[1]
        assert "is NULL" in said[2]
        await query(pilot, screen, "select 1 as one")
        await pilot.press("t")
        await wait_until(pilot, lambda: "comes from a table" in said[-1])
        runs = console.workspace.files.history.find("related.owners", False)
        assert text in {run.text for run in runs}

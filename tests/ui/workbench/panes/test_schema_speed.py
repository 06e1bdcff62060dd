"""How long a schema of 1,000 tables with 20 columns each takes, compared with a plain tree.

Times are CPU time of the event loop, and the best of several runs, so that other programs on the
computer make little difference.
"""

from __future__ import annotations

import gc
from collections.abc import Awaitable, Callable, Iterator
from time import thread_time

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Tree

from dsql_tui.sql.catalog import Catalog, ColumnInfo, Constraint, Index, Relation, Schema
from dsql_tui.ui.workbench.panes.schema_tree import SchemaTree

TABLES = 1_000
COLUMNS = tuple(
    ColumnInfo(f"column_{n}", "text", n < 9, "= now()" if n < 3 else "") for n in range(20)
)

MAX_OPENING = 0.3
"""Seconds from the answer of the server to the tree on the screen."""
MAX_FILTERING = 0.05
"""Seconds for a key of the filter."""
MAX_SCROLLING = 0.05
"""Seconds for a page, on average."""


def build_catalog() -> Catalog:
    relations = [
        Relation(
            "public",
            f"table_{n:04}",
            False,
            COLUMNS,
            ("column_0",),
            estimate=n * 1_000,
            indexes=(Index(f"table_{n:04}_pkey", "(column_0)", True, constraint=True),),
            constraints=(Constraint(f"table_{n:04}_pkey", "p", "primary key (column_0)"),),
        )
        for n in range(TABLES)
    ]
    return Catalog([Schema("public", tuple(relations))])


class Trees(App[None]):
    """A schema tree beside a plain one."""

    def compose(self) -> ComposeResult:
        yield SchemaTree()
        yield Tree("plain", id="plain")


@pytest.fixture(autouse=True)
def no_collections() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


async def measure(pilot: Pilot[None], step: Callable[[], object], runs: int = 5) -> float:
    """Return the seconds of CPU time that a step takes until it is drawn; the best of some runs."""
    times = []
    for _ in range(runs):
        await pilot.pause()
        began = thread_time()
        step()
        await pilot.pause()
        times.append(thread_time() - began)
    return min(times)


async def with_trees(
    check: Callable[[Pilot[None], SchemaTree, Tree[None]], Awaitable[None]],
) -> None:
    app = Trees()
    async with app.run_test(size=(80, 60)) as pilot:
        await check(pilot, app.query_one(SchemaTree), app.query_one("#plain", Tree))


async def test_opening_takes_little_more_than_a_plain_tree_of_the_tables() -> None:
    catalog = build_catalog()

    async def check(pilot: Pilot[None], tree: SchemaTree, plain: Tree[None]) -> None:
        def fill() -> None:
            plain.clear()
            plain.root.expand()
            for n in range(TABLES):
                plain.root.add(f"table_{n:04}")

        ours = await measure(pilot, lambda: tree.show(catalog))
        theirs = await measure(pilot, fill)
        assert len(tree.root.children[0].children) == TABLES
        assert ours < MAX_OPENING
        assert ours < 4 * theirs

    await with_trees(check)


@pytest.mark.parametrize("text", ["t", "table_0", "column_1", "table_0999.column_7", "nothing"])
async def test_a_key_of_the_filter_takes_little(text: str) -> None:
    catalog = build_catalog()

    async def check(pilot: Pilot[None], tree: SchemaTree, plain: Tree[None]) -> None:
        tree.show(catalog)
        taken = await measure(pilot, lambda: tree.filter(text))
        cleared = await measure(pilot, lambda: tree.filter(""))
        assert taken < MAX_FILTERING
        assert cleared < MAX_OPENING

    await with_trees(check)


async def test_scrolling_and_expanding_do_not_depend_on_the_number_of_tables() -> None:
    catalog = build_catalog()

    async def check(pilot: Pilot[None], tree: SchemaTree, plain: Tree[None]) -> None:
        tree.show(catalog)
        tree.focus()
        await pilot.pause()
        page = await measure(pilot, tree.action_page_down, runs=15)
        nodes = iter(tree.root.children[0].children)
        expanding = await measure(pilot, lambda: next(nodes).expand())
        assert tree.scroll_offset.y > 300
        assert page < MAX_SCROLLING
        assert expanding < MAX_SCROLLING

    await with_trees(check)

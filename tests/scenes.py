"""The README's pictures: scenes played against the sandbox. `python -m tests.scenes` makes them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.pilot import Pilot

from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.screens.chart import Chart
from dsql_tui.ui.start import Start
from tests.ui.driving import picker_listed, ran, tree, until, workbench

PICTURES = Path(__file__).parent.parent / "screenshots"
SIZE = (120, 36)
TOUR = Path(__file__).parent.parent / "dsql_tui" / "sandbox" / "tour.sql"

MISSPELT = """select o.placed, c.name
from shop.orders o
join shop.costumers c on c.id = o.customer_id;"""

SALES = """select date_trunc('month', placed)::date as month, round(sum(total), 2) as sold
from shop.order_totals
where placed < '2026-01-01'
group by 1
order by 1;"""

Scene = Callable[[Pilot[None]], Awaitable[None]]


async def picker(pilot: Pilot[None]) -> None:
    """The clusters of all regions."""
    await picker_listed(pilot)


async def workbench_with_rows(pilot: Pilot[None]) -> None:
    """The demo's first statement and its rows."""
    screen = await workbench(pilot)
    screen.console.editor.text = TOUR.read_text(encoding="utf-8")
    screen.console.editor.move_cursor((3, 0))
    await pilot.press("ctrl+j")
    await until(pilot, lambda: len(screen.console.results.all) == 1 and not screen.console.busy)
    shop = next(node for node in tree(screen).root.children if str(node.label) == "shop")
    shop.children[0].expand()
    await pilot.press("f3", "down", "down", "right")
    await pilot.pause(0.2)


async def refusal(pilot: Pilot[None]) -> None:
    """A statement that the server does not take."""
    screen = await workbench(pilot)
    await ran(pilot, screen, MISSPELT)
    await pilot.pause(0.2)


async def completion(pilot: Pilot[None]) -> None:
    """What may stand behind an alias."""
    screen = await workbench(pilot)
    editor = screen.console.editor
    editor.text = "select c.\nfrom shop.customers c\njoin shop.orders o on o.customer_id = c.id;"
    editor.move_cursor((0, 9))
    await pilot.press("n")
    await until(pilot, lambda: bool(screen.query("Popup")))
    await pilot.pause(0.3)


async def chart(pilot: Pilot[None]) -> None:
    """What was sold each month, as a chart chosen by itself."""
    screen = await workbench(pilot)
    await ran(pilot, screen, SALES)
    await pilot.press("ctrl+o", "C")
    await until(pilot, lambda: isinstance(drawn := pilot.app.screen, Chart) and bool(drawn.drawn))
    await pilot.pause(0.3)


SCENES: tuple[tuple[str, Scene], ...] = (
    ("picker", picker),
    ("workbench", workbench_with_rows),
    ("refusal", refusal),
    ("completion", completion),
    ("chart", chart),
)


async def play() -> None:
    """Play every scene and write its picture."""
    PICTURES.mkdir(exist_ok=True)
    for name, scene in SCENES:
        with SandboxProcess() as sandbox:
            app = DsqlTui(Start(sandbox=sandbox))
            async with app.run_test(size=SIZE) as pilot:
                await scene(pilot)
                app.save_screenshot(f"{name}.svg", str(PICTURES))


if __name__ == "__main__":
    for setting in [name for name in os.environ if name.startswith(("AWS_", "PG"))]:
        del os.environ[setting]
    with TemporaryDirectory() as home:
        os.environ.update({"HOME": home, "TERM": "xterm-256color", "COLORTERM": "truecolor"})
        for folder in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            os.environ.pop(folder, None)
        asyncio.run(play())

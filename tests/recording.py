"""The recorded session at the top of the README: `python -m tests.recording`.

The frames are screenshots of the running program on the sandbox, shown in turn by an animated SVG.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterable

from textual.pilot import Pilot

from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.editor.completion_popup import CompletionPopup
from dsql_tui.ui.plans.plan_screen import PlanScreen
from dsql_tui.ui.results.edit_dialog import EditDialog
from dsql_tui.ui.results.edit_review import EditReview
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.scenes import SCREENSHOTS, empty_home
from tests.ui.driving import open_workbench, wait_for_picker, wait_for_screen, wait_until

SIZE = (100, 28)
SHORT, LONG = 0.8, 2.5
"""Seconds for which a frame is shown."""

QUERY = "select c."
REST = (
    "ame, c.country, c.joined, c.id\nfrom shop.customers c\n"
    "where c.country = 'JP'\norder by c.joined"
)
_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


async def play(pilot: Pilot[None]) -> AsyncIterator[float]:
    """Play the session; yield the seconds of each frame when it is on the screen."""
    await wait_for_picker(pilot)
    yield LONG
    screen = await open_workbench(pilot)
    editor = screen.console.editor
    editor.text = f"{QUERY}\nfrom shop.customers c"
    editor.move_cursor((0, len(QUERY)))
    yield SHORT
    await pilot.press("n")
    await wait_until(pilot, lambda: bool(screen.query(CompletionPopup)))
    yield LONG
    await pilot.press("escape")
    editor.text = f"{QUERY}n{REST}"
    yield SHORT
    await _run(pilot, screen)
    yield LONG
    async for seconds in _edit(pilot, screen):
        yield seconds
    await pilot.press("ctrl+o", "e", "ctrl+o", "x", "a")
    await wait_for_screen(pilot, PlanScreen)
    yield LONG
    await pilot.press("escape")
    await wait_for_screen(pilot, Workbench)


async def _run(pilot: Pilot[None], screen: Workbench) -> None:
    await pilot.press("ctrl+j")
    await wait_until(pilot, lambda: bool(screen.console.result.table) and not screen.console.busy)


async def _edit(pilot: Pilot[None], screen: Workbench) -> AsyncIterator[float]:
    """Change a cell, and write the change."""
    await pilot.press("ctrl+o", "r", "e")
    dialog = await wait_for_screen(pilot, EditDialog)
    dialog.area.text = "Astrid Lindgren"
    yield SHORT
    await pilot.press("ctrl+s")
    await wait_until(pilot, lambda: pilot.app.screen is screen)
    yield SHORT
    await pilot.press("w")
    await wait_for_screen(pilot, EditReview)
    yield LONG
    await pilot.press("y")
    await wait_until(pilot, lambda: pilot.app.screen is screen and not screen.console.busy)
    yield SHORT


def join_frames(frames: Iterable[tuple[str, float]]) -> str:
    """Return an animated SVG.

    Args:
        frames: The SVG of each frame, and the seconds for which it is shown.
    """
    shown = list(frames)
    whole = sum(seconds for _, seconds in shown)
    styles, bodies, began = [], [], 0.0
    for number, (svg, seconds) in enumerate(shown):
        start, end = began / whole * 100, (began + seconds) / whole * 100
        hidden = "visibility: hidden" if number else "visibility: visible"
        styles.append(
            f"@keyframes f{number} {{ 0% {{ visibility: hidden }} {start:.2f}% {{ visibility:"
            f" visible }} {end:.2f}% {{ visibility: hidden }} }}"
            f" #f{number} {{ {hidden}; animation: f{number} {whole:.1f}s step-end infinite }}\n"
        )
        bodies.append(f'<g id="f{number}">{_FONT.sub("", svg)}</g>')
        began += seconds
    box = re.search(r'viewBox="[^"]*"', shown[0][0])
    assert box
    style = f"<style>{''.join(styles)}</style>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box[0]}>{style}{"".join(bodies)}</svg>\n'


async def record() -> None:
    """Play the session and write the recording."""
    frames = []
    with SandboxProcess() as sandbox:
        app = DsqlTui(Start(sandbox=sandbox))
        async with app.run_test(size=SIZE) as pilot:
            async for seconds in play(pilot):
                await pilot.pause(0.3)
                frames.append((app.export_screenshot(), seconds))
    (SCREENSHOTS / "session.svg").write_text(join_frames(frames), encoding="utf-8")


if __name__ == "__main__":
    with empty_home():
        asyncio.run(record())

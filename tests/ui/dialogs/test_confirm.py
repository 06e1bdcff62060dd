"""Questions show all that they are about, however much that is."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.containers import VerticalScroll
from textual.screen import Screen

from dsql_tui.execution.preflight import Question
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.dialogs.preflight import RunWarning
from tests.ui.driving import wait_until

LINES = [f"drop table table_{number}" for number in range(200)]


def screen_text(app: App[None]) -> str:
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


@pytest.mark.parametrize("size", [(80, 24), (40, 10)])
@pytest.mark.parametrize("kind", ["confirm", "warning"])
async def test_every_statement_is_reached_and_the_keys_are_always_shown(
    kind: str, size: tuple[int, int]
) -> None:
    app: App[None] = App()
    dialog: Screen[object] = (
        ConfirmDialog("\n".join(["Run them?", *LINES]))  # type: ignore[assignment]
        if kind == "confirm"
        else RunWarning(Question(LINES))
    )
    app.animation_level = "none"
    async with app.run_test(size=size) as pilot:
        app.push_screen(dialog)
        await wait_until(pilot, lambda: app.screen is dialog and "table_0" in screen_text(app))
        seen: set[str] = set()
        frame = dialog.query_one(VerticalScroll)
        while frame.scroll_y < frame.max_scroll_y:
            text = screen_text(app)
            assert "n " in text.splitlines()[-1] + text.splitlines()[-2]
            seen |= {line for line in LINES if f"{line} " in text}
            before = frame.scroll_y
            await pilot.press("pagedown")
            await wait_until(pilot, lambda before=before: frame.scroll_y > before)  # type: ignore[misc]
            await pilot.pause()
        seen |= {line for line in LINES if f"{line} " in screen_text(app)}
        assert seen == set(LINES)

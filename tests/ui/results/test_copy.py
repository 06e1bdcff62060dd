"""Copying cells: in which format, and by which way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.widgets import Input

from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.choice import ChoiceDialog
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.results.cell_dialog import CellDialog
from dsql_tui.ui.results.copy_dialog import COPY_FORMATS, CopyDialog
from tests.results.chunks import Rows
from tests.ui.driving import wait_for_screen, wait_until
from tests.ui.results.test_rows_view import Looking


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that takes what is copied, and nothing else that does."""
    for name in ("TMUX", "DISPLAY", "WAYLAND_DISPLAY", "TERM_PROGRAM", "VTE_VERSION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert os.environ["TERM"]


@pytest.mark.usefixtures("terminal")
async def test_cells_are_copied_as_text_or_in_a_format_with_a_header_or_without() -> None:
    app = Looking()
    number = {form.name: str(place) for place, form in enumerate(COPY_FORMATS, 1)}
    async with app.run_test(size=(80, 24)) as pilot:

        async def copy_with(keys: str) -> str:
            app.copy_to_clipboard("")
            await pilot.press(*keys.split())
            await wait_until(pilot, lambda: bool(app.clipboard))
            return app.clipboard

        assert await copy_with("right ctrl+c") == "apple"
        assert await copy_with("v down left ctrl+c") == "3\tapple\n1\tpear\n"
        assert await copy_with(f"y {number['csv']}") == "n,name\r\n3,apple\r\n1,pear\r\n"
        assert await copy_with(f"y h {number['csv']}") == "3,apple\r\n1,pear\r\n"
        assert await copy_with(f"escape y tab {number['tsv']}") == (
            "n\tname\tb\td\n1\tpear\t\\N\t[]\n"
        )
        assert await copy_with(f"y tab tab {number['in']}") == "(3, 1, 2)\n"
        said = [str(toast.message) for toast in app._notifications]
        assert any("Copied 3 cells" in each and "OSC 52" in each for each in said)


@pytest.mark.usefixtures("terminal")
async def test_too_much_is_refused_and_a_file_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dsql_tui.ui.results.copy.MAX_SIZE", 10)
    app = Looking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "ctrl+c")
        dialog = await wait_for_screen(pilot, ConfirmDialog)
        assert "Export to a file instead?" in dialog.question
        await pilot.press("n")
        assert not app.clipboard


@pytest.mark.usefixtures("terminal")
async def test_the_mouse_copies_too() -> None:
    app = Looking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click("Grid", offset=(5, 2), button=3)
        await wait_until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await pilot.click("OptionList", offset=(3, 1))
        await wait_until(pilot, lambda: isinstance(app.screen, CopyDialog))
        await pilot.click("OptionList", offset=(3, 0))
        await wait_until(pilot, lambda: app.clipboard == "n\r\n1\r\n")


@pytest.mark.usefixtures("terminal")
async def test_a_missing_folder_is_asked_about_when_a_value_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "new" / "deeper" / "value"
    app = Looking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("right", "right", "enter")
        cell = await wait_for_screen(pilot, CellDialog)
        for key in ("n", "y"):
            await pilot.press("s")
            ask = await wait_for_screen(pilot, AskDialog)
            ask.query_one(Input).value = str(path)
            await pilot.press("enter")
            confirm = await wait_for_screen(pilot, ConfirmDialog)
            assert f"The folder {path.parent} does not exist. Create it?" in confirm.question
            await pilot.press(key)
            await wait_until(pilot, lambda: app.screen is cell)
            await wait_until(pilot, lambda key=key: path.exists() == (key == "y"))  # type: ignore[misc]
        await wait_until(pilot, lambda: path.read_bytes() == b"\x00\xff")


@pytest.mark.usefixtures("terminal")
async def test_a_value_is_copied_saved_and_unwrapped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    app = Looking()
    async with app.run_test(size=(80, 24)) as pilot:

        async def save(expected: bytes) -> None:
            await pilot.press("s")
            ask = await wait_for_screen(pilot, AskDialog)
            name = Path(ask.text).name
            if replaces := (tmp_path / name).exists():
                (tmp_path / name).chmod(0o640)
            await pilot.press("enter")
            await wait_until(pilot, lambda: not isinstance(app.screen, AskDialog))
            if isinstance(app.screen, ConfirmDialog):
                await pilot.press("y")
            await wait_until(
                pilot, lambda: app.screen is cell and (tmp_path / name).read_bytes() == expected
            )
            assert not replaces or (tmp_path / name).stat().st_mode & 0o777 == 0o640

        await pilot.press("right", "right", "enter")  # a bytea of two bytes
        cell = await wait_for_screen(pilot, CellDialog)
        frame = cell.query_one(".frame")
        assert str(frame.border_title).endswith(" · hex · 2 bytes")
        await save(b"\x00\xff")
        (tmp_path / "b").write_bytes(b"old")
        await save(b"\x00\xff")
        await pilot.press("tab", "y")
        await wait_until(pilot, lambda: app.clipboard == r"\x00ff")
        assert str(frame.border_title).endswith(" · text · 2 bytes")
        await pilot.press("escape")
        app.table.append(Rows([(b"4", ("é" * 200 + "\nend").encode(), None, None)]))
        app.grid.show_new_rows()
        app.grid.go(3, 1)
        await pilot.press("enter")
        cell = await wait_for_screen(pilot, CellDialog)
        assert str(cell.query_one(".frame").border_title).endswith(" · 204 characters · 404 bytes")
        pager = cell.text
        await wait_until(pilot, lambda: len(pager.lines) == 4)
        await pilot.press("w")
        await wait_until(pilot, lambda: list(pager.lines) == ["é" * 200, "end"])
        await pilot.press("end", "right")
        await wait_until(pilot, lambda: pager.scroll_offset.x > 0)
        assert pager.render_line(0).text.startswith("é")
        await save(("é" * 200 + "\nend").encode())

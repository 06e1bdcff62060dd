"""Copying cells: in which format, and by which way."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from dsql_tui import clipboard
from dsql_tui.clipboard import handed, ways
from dsql_tui.store import places
from dsql_tui.ui.screens.choice import Choice
from dsql_tui.ui.screens.confirm import Confirm
from dsql_tui.ui.screens.copying import COPIED, CopyAs
from tests.ui.driving import until
from tests.ui.test_rows import Looking

LADDERS = [
    ({"TERM": "xterm-256color", "DISPLAY": ":0"}, "linux", ["terminal", "xclip", "xsel"]),
    ({"TERM": "xterm-256color", "SSH_TTY": "/dev/pts/1"}, "linux", ["terminal"]),
    ({"TERM": "tmux-256color", "TMUX": "/tmp/x"}, "linux", ["tmux"]),
    ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, "darwin", ["pbcopy"]),
    (
        {"TERM": "xterm-256color", "VTE_VERSION": "7200", "WAYLAND_DISPLAY": "w"},
        "linux",
        ["wl-copy"],
    ),
    ({"TERM": "linux"}, "linux", []),
    ({"TERM": "xterm", "WSL_DISTRO_NAME": "x"}, "linux", ["terminal", "clip.exe"]),
]


@pytest.mark.parametrize(("environment", "system", "names"), LADDERS)
def test_the_way_to_the_clipboard_depends_on_where_one_is(
    environment: dict[str, str], system: str, names: list[str]
) -> None:
    found = ways(environment, system, lambda program: True)
    assert len(found) == len(names)
    assert all(name in way.name for name, way in zip(names, found, strict=True))


def test_programs_that_are_not_there_are_no_way():
    assert not ways({"DISPLAY": ":0", "TERM": "dumb"}, "linux", lambda program: None)


def test_a_program_that_fails_is_followed_by_the_next_and_at_last_by_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "data", lambda: tmp_path / "data")
    taken = tmp_path / "taken"
    fails = clipboard.Way("one", ("false",))
    missing = clipboard.Way("two", ("no-such-program",))
    works = clipboard.Way("three", ("tee", str(taken)))
    small = clipboard.Way("the terminal", limit=3)
    told: list[str] = []
    assert handed(b"text\x00", [small, fails, missing, works], told.append) == "through three"
    assert taken.read_bytes() == b"text\x00"
    assert handed(b"abc", [small, works], told.append) == "through the terminal"
    assert told == ["abc"]
    said = handed(b"text", [fails], told.append)
    path = tmp_path / "data" / "copied.txt"
    assert said == f"to {path}, for want of a clipboard"
    assert path.read_bytes() == b"text"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that takes what is copied, and nothing else that does."""
    for name in ("TMUX", "DISPLAY", "WAYLAND_DISPLAY", "TERM_PROGRAM", "VTE_VERSION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert os.environ["TERM"]


@pytest.mark.usefixtures("terminal")
async def test_cells_are_copied_as_text_or_in_a_format_with_a_header_or_without():
    app = Looking()
    number = {form.name: str(place) for place, form in enumerate(COPIED, 1)}
    async with app.run_test(size=(80, 24)) as pilot:

        async def copied(keys: str) -> str:
            app.copy_to_clipboard("")
            await pilot.press(*keys.split())
            await until(pilot, lambda: bool(app.clipboard))
            return app.clipboard

        assert await copied("right ctrl+c") == "apple"
        assert await copied("v down left ctrl+c") == "3\tapple\n1\tpear\n"
        assert await copied(f"y {number['csv']}") == "n,name\r\n3,apple\r\n1,pear\r\n"
        assert await copied(f"y h {number['csv']}") == "3,apple\r\n1,pear\r\n"
        assert await copied(f"escape y tab {number['tsv']}") == (
            "n\tname\tb\td\n1\tpear\t\\N\t[]\n"
        )
        assert await copied(f"y tab tab {number['in']}") == "(3, 1, 2)\n"
        said = [str(toast.message) for toast in app._notifications]
        assert any("Copied 3 cells" in each and "OSC 52" in each for each in said)


@pytest.mark.usefixtures("terminal")
async def test_too_much_is_refused_and_a_file_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dsql_tui.ui.copier.LIMIT", 10)
    app = Looking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "ctrl+c")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert "Export it to a file?" in app.screen.question
        await pilot.press("n")
        assert not app.clipboard


@pytest.mark.usefixtures("terminal")
async def test_the_mouse_copies_too():
    app = Looking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click("Grid", offset=(5, 2), button=3)
        await until(pilot, lambda: isinstance(app.screen, Choice))
        await pilot.click("OptionList", offset=(3, 1))
        await until(pilot, lambda: isinstance(app.screen, CopyAs))
        await pilot.click("OptionList", offset=(3, 0))
        await until(pilot, lambda: app.clipboard == "n\r\n1\r\n")

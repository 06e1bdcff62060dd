"""Copying to the clipboard: which ways there are, and which is used."""

from __future__ import annotations

import base64
import re
import stat
from pathlib import Path

import pytest

from dsql_tui.clipboard import (
    ClipboardWay,
    build_screen_sequence,
    copy_to_clipboard,
    find_ways,
)
from dsql_tui.store import paths

WAYS = [
    ({"TERM": "xterm-256color", "DISPLAY": ":0"}, "linux", ["terminal", "xclip", "xsel"]),
    ({"TERM": "xterm-256color", "SSH_TTY": "/dev/pts/1"}, "linux", ["terminal"]),
    ({"TERM": "tmux-256color", "TMUX": "/tmp/x"}, "linux", ["tmux"]),
    ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, "darwin", ["pbcopy"]),
    (
        {"TERM": "xterm-256color", "VTE_VERSION": "7200", "WAYLAND_DISPLAY": "w"},
        "linux",
        ["wl-copy"],
    ),
    ({"TERM": "screen.xterm-256color", "STY": "1.x"}, "linux", ["GNU screen"]),
    ({"TERM": "tmux-256color", "STY": "1.x", "TMUX": "/tmp/x"}, "linux", ["tmux"]),
    ({"TERM": "linux"}, "linux", []),
    ({"TERM": "xterm", "WSL_DISTRO_NAME": "x"}, "linux", ["terminal", "clip.exe"]),
]


@pytest.mark.parametrize(("environment", "system", "names"), WAYS)
def test_the_ways_depend_on_the_terminal_and_the_system(
    environment: dict[str, str], system: str, names: list[str]
) -> None:
    found = find_ways(environment, system, lambda program: True)
    assert len(found) == len(names)
    assert all(name in way.name for name, way in zip(names, found, strict=True))


def test_gnu_screen_gets_the_sequence_in_pieces() -> None:
    text = "Ångström " * 1_000
    pieces = re.findall("\x1bP(.{,200}?)\x1b\\\\", build_screen_sequence(text), re.DOTALL)
    encoded = "".join(pieces).removeprefix("\x1b]52;c;").removesuffix("\a")
    assert base64.b64decode(encoded).decode() == text


def test_programs_that_are_not_installed_are_left_out() -> None:
    assert not find_ways({"DISPLAY": ":0", "TERM": "dumb"}, "linux", lambda program: None)


def test_each_way_is_tried_and_a_file_comes_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "data_folder", lambda: tmp_path / "data")
    copied = tmp_path / "copied"
    fails = ClipboardWay("one", ("false",))
    missing = ClipboardWay("two", ("no-such-program",))
    works = ClipboardWay("three", ("tee", str(copied)))
    small = ClipboardWay("the terminal", limit=3)
    written: list[str] = []
    assert (
        copy_to_clipboard(b"text\x00", [small, fails, missing, works], written.append)
        == "through three"
    )
    assert copied.read_bytes() == b"text\x00"
    assert copy_to_clipboard(b"abc", [small, works], written.append) == "through the terminal"
    assert written == ["abc"]
    how = copy_to_clipboard(b"text", [fails], written.append)
    path = tmp_path / "data" / "copied.txt"
    assert how == f"to {path}, because no clipboard is available"
    assert path.read_bytes() == b"text"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_secret_is_not_written_to_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "data_folder", lambda: tmp_path / "data")
    with pytest.raises(OSError, match="no clipboard is available"):
        copy_to_clipboard(b"token", [], lambda text: None, secret=True)
    assert not list(tmp_path.iterdir())

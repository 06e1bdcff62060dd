"""The file of the user's keys: each form of an entry, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsql_tui.store.keymap import KeymapEntry, KeymapFile, read_keymap


def test_every_form_of_an_entry_is_read_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "keymap.toml"
    path.write_text(
        'preset = "vscode"\nworkbench.run = "F6"\n"editor.find" = ["Ctrl+K", "F8"]\n'
        'grid . first = "<"\n\n[rows] # mine\n  sort = "S"\n'
    )
    entries = (
        KeymapEntry("workbench.run", ("F6",), 2),
        KeymapEntry("editor.find", ("Ctrl+K", "F8"), 3),
        KeymapEntry("grid.first", ("<",), 4),
        KeymapEntry("rows.sort", ("S",), 7),
    )
    assert read_keymap(path) == KeymapFile("vscode", 1, entries)
    assert read_keymap(tmp_path / "none.toml") == KeymapFile()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("x.y = 3", "keymap.toml, line 2: “x.y” must be a key in quotes, or a list of keys."),
        ("x.y = [3]", "keymap.toml, line 2: “x.y” must be a key in quotes, or a list of keys."),
        ("preset = 3", "keymap.toml, line 2: “preset” must be a string in quotes."),
        ("x.y =", "keymap.toml, line 2: this is not TOML"),
    ],
)
def test_an_invalid_line_is_explained(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "keymap.toml"
    path.write_text(f"# keys\n{text}\n")
    file = read_keymap(path)
    assert file.entries == ()
    assert len(file.problems) == 1
    assert file.problems[0].startswith(problem)
